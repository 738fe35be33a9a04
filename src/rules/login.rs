//! A login as the rules look at it.

use std::cell::OnceCell;

use crate::capture::Recorder;
use crate::explain::{self, Explanation, Language, Method, Relation, Step};
use crate::facts::Facts;
use crate::flow::{AuthorizationResponse, AuthorizeRequest, Flow, Seen, TokenExchange, Traffic};
use crate::oauth::pkce::s256;
use crate::oauth::placeholder::is_unset;
use crate::oauth::url::UrlParts;
use crate::oauth::{Grant, Metadata, Named, Param, Registration};
use crate::providers::{Meaning, Provider};

/// What is known of the recording beside its logins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recording {
    /// No cookie and no `Authorization` header anywhere: the exporter may have removed them, so their absence proves nothing.
    pub sanitised: bool,
    /// Who recorded it.
    pub recorder: Recorder,
}

/// How a login ended, as far as the capture shows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// A token came back.
    Succeeded,
    /// It was refused, or the answer never reached the client.
    Failed,
    /// The user, or a policy, said no.
    Denied,
    /// The capture does not hold its end.
    Incomplete,
}

impl Outcome {
    /// Returns `succeeded`, `failed`, `denied` or `incomplete`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Denied => "denied",
            Self::Incomplete => "incomplete",
        }
    }
}

/// A login with its surroundings.
pub struct Login<'a> {
    /// The login.
    pub flow: &'a Flow,
    /// All logins of the capture.
    pub traffic: &'a Traffic,
    /// What is known of the recording.
    pub recording: Recording,
    /// What the user knows.
    pub facts: &'a Facts,
    pair: OnceCell<Option<Pair<'a>>>,
    alone: OnceCell<Option<Explanation>>,
    pub(super) provider: OnceCell<Option<&'static Provider>>,
    pub(super) answering: OnceCell<Option<&'static Provider>>,
    pub(super) meaning: OnceCell<Option<Meaning>>,
}

/// The challenge that was sent, the verifier that was sent, and how they relate.
pub(super) struct Pair<'a> {
    pub(super) challenge: &'a Param,
    pub(super) verifier: &'a Param,
    pub(super) relation: Relation,
}

/// What a registration says, and where it stands: in an exchange, or among the facts that the user gave.
pub(super) struct Registered<T> {
    pub(super) value: T,
    pub(super) seen: Seen,
    of: &'static str,
}

impl<T> Registered<T> {
    /// Returns the part that says it: `registration_response.body.redirect_uris`.
    pub(super) fn part(&self, member: &str) -> String {
        format!("{}.{member}", self.of)
    }
}

impl<'a> Login<'a> {
    /// Looks at one login of the traffic.
    pub fn new(flow: &'a Flow, traffic: &'a Traffic, recording: Recording, facts: &'a Facts) -> Self {
        Self {
            flow,
            traffic,
            recording,
            facts,
            pair: OnceCell::new(),
            alone: OnceCell::new(),
            provider: OnceCell::new(),
            answering: OnceCell::new(),
            meaning: OnceCell::new(),
        }
    }

    /// Returns how it ended.
    pub fn outcome(&self) -> Outcome {
        let flow = self.flow;
        let settled: Vec<&TokenExchange> = flow
            .tokens
            .iter()
            .filter(|token| !token.proposed && !token.is_pending() && !self.is_forwarded(token))
            .collect();
        if let Some(last) = settled.iter().rev().find(|token| self.has_ended(token)) {
            return if self.succeeded(last) {
                Outcome::Succeeded
            } else if flow.grant == Grant::DeviceCode && last.answer.is_error("access_denied") {
                Outcome::Denied
            } else {
                Outcome::Failed
            };
        }
        if settled.iter().any(|token| token.was_lost()) {
            return Outcome::Failed;
        }
        if !flow.tokens.is_empty() {
            return Outcome::Incomplete;
        }
        if let Some(response) = flow.response() {
            let gave_token = ["access_token", "id_token"]
                .iter()
                .any(|name| response.params.filled(name).is_some());
            if flow.grant == Grant::Implicit && gave_token {
                return Outcome::Succeeded;
            }
            return match response.params.value("error") {
                Some(error) if super::authorize::is_denial(error) => Outcome::Denied,
                Some(_) if response.params.get("code").is_none() && !self.is_silent_refusal() => Outcome::Failed,
                _ if self.preflight_failed() || self.callback_failed() => Outcome::Failed,
                _ => Outcome::Incomplete,
            };
        }
        let refused = flow
            .authorize
            .as_ref()
            .and_then(|authorize| authorize.answers.last())
            .is_some_and(|answer| answer.refused);
        if refused || flow.refused_registration().is_some() {
            Outcome::Failed
        } else {
            Outcome::Incomplete
        }
    }

    /// Returns the token request that decides: the first that was refused or lost where the login failed, else the one that
    /// worked.
    pub fn decisive(&self) -> Option<&'a TokenExchange> {
        let settled = || {
            self.flow
                .tokens
                .iter()
                .filter(|token| !token.is_pending() && !self.is_forwarded(token))
        };
        let worked = || settled().find(|token| self.succeeded(token));
        // A server that was busy said nothing of the request; the next refusal does.
        let busy = |token: &TokenExchange| token.answer.status.is_some_and(|status| status == 429 || status >= 500);
        let ended = || settled().filter(|token| self.has_ended(token) && !self.succeeded(token));
        let refused = || ended().find(|token| !busy(token)).or_else(|| ended().next());
        let found = if self.outcome() == Outcome::Failed {
            refused()
        } else {
            worked()
        };
        found.or_else(|| settled().next()).or(self.flow.tokens.first())
    }

    /// Returns whether the recording has token requests and no answer to any: commands that were copied, requests alone.
    pub(crate) fn is_unanswered(&self) -> bool {
        let tokens = &self.flow.tokens;
        !tokens.is_empty() && tokens.iter().all(|token| token.is_unanswered && !token.proposed)
    }

    /// Returns whether the login failed or may have.
    pub(super) fn failed(&self) -> bool {
        self.outcome() == Outcome::Failed
    }

    /// Returns the parameter of the authorization request, unless it is empty or a placeholder.
    pub(super) fn asked(&self, name: &str) -> Option<&'a Param> {
        self.flow.asked(name).filter(|param| !param.is_placeholder())
    }

    /// Returns the challenge, the verifier and how they relate, where both are in the capture.
    pub(super) fn pair(&self) -> Option<&Pair<'a>> {
        self.pair
            .get_or_init(|| {
                let challenge = self.asked("code_challenge")?;
                let verifier = self
                    .decisive()?
                    .params
                    .filled("code_verifier")
                    .filter(|verifier| !verifier.is_placeholder() && !is_unset(&verifier.value))?;
                if self.is_beyond_search() && s256(&verifier.value) != challenge.value {
                    return None;
                }
                let documented = self
                    .provider()
                    .and_then(|provider| provider.challenge_of(&verifier.value));
                let relation = if documented.as_ref() == Some(&challenge.value) {
                    Relation::Matches
                } else {
                    explain::pkce(&verifier.value, &challenge.value, Method::S256)
                };
                Some(Pair {
                    challenge,
                    verifier,
                    relation,
                })
            })
            .as_ref()
    }

    /// Returns what the challenge shows by itself.
    pub(super) fn challenge_alone(&self) -> Option<&Explanation> {
        let search = || {
            let challenge = self.asked("code_challenge").filter(|_| !self.is_beyond_search())?;
            explain::challenge_alone(&challenge.value)
        };
        self.alone.get_or_init(search).as_ref()
    }

    /// Explaining a pair takes a millisecond, so that only the first logins of a capture are explained: far more than a person
    /// makes, and few enough for a capture that was made to be slow.
    pub(super) fn is_beyond_search(&self) -> bool {
        self.flow.id > EXPLAINED
    }

    /// Returns the challenge where the verifier can be read out of it, because it was not hashed.
    pub(crate) fn revealing_challenge(&self) -> Option<&'a Param> {
        let pair = self.pair()?;
        let reveals = match &pair.relation {
            Relation::Explained(explanation) => explanation
                .steps
                .iter()
                .any(|step| matches!(step, Step::None | Step::GoSum | Step::Swapped)),
            _ => pair.challenge.value == pair.verifier.value,
        };
        reveals.then_some(pair.challenge)
    }

    /// Returns the discovery document of the authorization server: the one that names the authorization endpoint, the token
    /// endpoint where there is no authorization request, or the issuer of the response. One that the user gave also speaks for a
    /// login that is recorded from its token request on, where that went to the same server.
    pub(super) fn metadata(&self) -> Option<&'a Metadata> {
        let endpoint = self
            .flow
            .authorize
            .as_ref()
            .map(|authorize| authorize.endpoint.as_str());
        let given = self.facts.server.metadata.as_ref();
        let naming = |what, name: &str| {
            let given = given.filter(|given| given.names(what) == Some(name));
            given.or_else(|| self.traffic.metadata.naming(what, name).next())
        };
        let by_endpoint = endpoint.and_then(|url| naming(Named::AuthorizationEndpoint, url));
        let token_endpoint = || {
            self.decisive()
                .filter(|_| endpoint.is_none())
                .map(|token| token.endpoint.as_str())
        };
        let by_token_endpoint = || naming(Named::TokenEndpoint, token_endpoint()?);
        by_endpoint.or_else(by_token_endpoint).or_else(|| {
            let iss = self.flow.response().and_then(|response| response.params.value("iss"));
            let by_issuer = iss.and_then(|iss| naming(Named::Issuer, iss));
            by_issuer.or_else(|| {
                let sent = UrlParts::of(token_endpoint()?).origin();
                given.filter(|given| given.is_at(&sent))
            })
        })
    }

    /// Returns the language that the client is written in, as far as its token request tells.
    pub(crate) fn client_language(&self) -> Option<Language> {
        let token = self.decisive()?;
        let by_page = token.from_browser.then_some(Language::JavaScript);
        by_page.or_else(|| Language::of_user_agent(token.user_agent.as_deref()?))
    }

    /// Returns what the registration of the client says of something: as the user knows it, or else as the capture shows it.
    pub(super) fn registered<T>(&self, says: impl Fn(&'a Registration) -> Option<T>) -> Option<Registered<T>> {
        let client = self.flow.client_id();
        let about = |registration: &Registration| {
            let named = registration.client_id.as_ref();
            named.is_none() || named == client.as_ref()
        };
        let given = self.facts.clients.iter().filter(|given| about(given)).find_map(&says);
        if let Some(value) = given {
            return Some(Registered {
                value,
                seen: Seen::default(),
                of: "client",
            });
        }
        let mut shown = self.traffic.registrations.get(client.as_ref()?)?.iter();
        shown.find_map(|shown| {
            Some(Registered {
                value: says(&shown.registration)?,
                seen: shown.seen,
                of: "registration_response.body",
            })
        })
    }

    /// Returns whether a browser would have kept the answer from the page: it was sent by script to another origin, the answer
    /// has headers, and none of them allows it.
    pub fn is_hidden_by_cors(&self, token: &TokenExchange) -> bool {
        let Some(origin) = token.origin.as_deref().filter(|_| token.is_cross_origin()) else {
            return false;
        };
        let script = token.fetch_mode.as_deref().is_none_or(|mode| mode == "cors");
        let allowed = token
            .allow_origin
            .as_deref()
            .is_some_and(|allowed| allowed == "*" || allowed == origin);
        let answered = token.answer.status.is_some() && token.has_answer_headers;
        // An origin that no web page has (extensions, Electron, Capacitor) may be free of CORS.
        let page = origin.starts_with("http://") || origin.starts_with("https://");
        // Some recorders leave such headers out; one that has recorded any does not.
        let recorded = self.traffic.allow_origin_seen || token.failure.is_some();
        script && answered && page && !allowed && recorded && !self.token_was_used(token)
    }

    /// Returns whether the access token of this answer was used afterwards.
    pub(super) fn token_was_used(&self, token: &TokenExchange) -> bool {
        let Some(issued) = &token.answer.access_token else {
            return false;
        };
        let last = self.traffic.bearer_uses.get(issued);
        last.is_some_and(|order| *order > token.seen.order)
    }

    /// Returns whether a token came back and reached the client.
    pub(crate) fn succeeded(&self, token: &TokenExchange) -> bool {
        token.succeeded() && !self.is_hidden_by_cors(token)
    }

    fn has_ended(&self, token: &TokenExchange) -> bool {
        self.succeeded(token)
            || token.refused()
            || self.is_hidden_by_cors(token)
            || token.is_lost_answer()
            || token.is_redirected()
    }

    /// Returns whether a redirect sent the request elsewhere, with its body (307, 308), and that request is in the capture.
    fn is_forwarded(&self, token: &TokenExchange) -> bool {
        let code = token.params.value("code");
        let later = |other: &&TokenExchange| {
            other.seen.order > token.seen.order && code.is_some() && other.params.value("code") == code
        };
        matches!(token.answer.status, Some(307 | 308)) && self.flow.tokens.iter().any(|other| later(&other))
    }

    /// A silent request (`prompt=none`) that was refused because nobody is signed in is how it is meant to be.
    pub(super) fn is_silent_refusal(&self) -> bool {
        let silent = self.flow.asked("prompt").is_some_and(|prompt| prompt.value == "none");
        let error = self.flow.response().and_then(|response| response.params.value("error"));
        let expected = [
            "login_required",
            "interaction_required",
            "consent_required",
            "account_selection_required",
        ];
        silent && error.is_some_and(|error| expected.contains(&error))
    }

    /// Returns whether the application answered its callback with an error.
    pub(crate) fn callback_failed(&self) -> bool {
        let callbacks = self.flow.responses.iter().flat_map(|response| &response.callbacks);
        callbacks
            .last()
            .is_some_and(|callback| callback.status.is_some_and(|status| status >= 400))
    }

    /// Returns whether a preflight of the token endpoint was refused.
    pub(super) fn preflight_failed(&self) -> bool {
        self.flow.preflights.iter().any(crate::flow::Preflight::is_refused)
    }

    /// Returns the response that the rules look at, where it carries a code that can be compared.
    pub(super) fn delivered_code(&self) -> Option<(&'a AuthorizationResponse, &'a Param)> {
        self.flow.delivery().filter(|(_, code)| !code.is_placeholder())
    }

    /// Returns the logins that this one is compared with: none where the capture holds too many.
    pub(super) fn compared(&self) -> impl Iterator<Item = &'a Flow> {
        let most = if self.is_beyond_search() { 0 } else { EXPLAINED };
        self.traffic.flows.iter().take(most)
    }

    /// Returns the other authorization requests of the capture.
    pub(super) fn other_requests(&self) -> impl Iterator<Item = (&'a Flow, &'a AuthorizeRequest)> {
        let others = self.compared().filter(|flow| flow.id != self.flow.id);
        others.filter_map(|flow| Some((flow, flow.authorize.as_ref()?)))
    }
}

impl TokenExchange {
    /// Returns whether the request went to another origin than that of its page.
    pub fn is_cross_origin(&self) -> bool {
        self.origin
            .as_deref()
            .is_some_and(|origin| !origin.eq_ignore_ascii_case(&UrlParts::of(&self.endpoint).origin()))
    }

    /// Returns whether an answer came and the browser kept it from the page (Chrome: status 200 with `net::ERR_FAILED`).
    pub fn is_lost_answer(&self) -> bool {
        self.was_lost() && self.answer.status.is_some()
    }
}

/// How many logins of a capture are explained.
const EXPLAINED: usize = 500;
