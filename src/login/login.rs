//! A login as the rules look at it.

use std::cell::OnceCell;

use oauth_doctor_wire::url::UrlParts;

use super::endpoint::has_query_of;
use super::pair::PkcePair;
use crate::capture::Recorder;
use crate::disclose::placeholder::is_unset;
use crate::explain::{self, ChallengeMethod, Explanation, Language, PkceStep, Relation};
use crate::facts::Facts;
use crate::flow::{AuthorizationResponse, AuthorizeRequest, Flow, Seen, TokenExchange, Traffic};
use crate::login::Outcome;
use crate::oauth::part::{Component, Message, Part, Section};
use crate::oauth::pkce::s256;
use crate::oauth::{Metadata, MetadataMember, Param, Params, Registration};
use crate::providers::{Meaning, Provider};

/// What is known about the recording beside its logins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recording {
    /// No cookie and no `Authorization` header anywhere: the exporter may have removed them, so their absence proves nothing.
    pub sanitised: bool,
    /// Who recorded it.
    pub recorder: Recorder,
}

/// A login with its surroundings.
pub struct Login<'a> {
    /// The login.
    pub flow: &'a Flow,
    /// All logins of the capture.
    pub traffic: &'a Traffic,
    /// What is known about the recording.
    pub recording: Recording,
    /// What the user knows.
    pub facts: &'a Facts,
    pair: OnceCell<Option<PkcePair<'a>>>,
    alone: OnceCell<Option<Explanation>>,
    pub(crate) outcome: OnceCell<Outcome>,
    pub(crate) decisive: OnceCell<Option<&'a TokenExchange>>,
    pub(crate) provider: OnceCell<Option<&'static Provider>>,
    pub(crate) answering: OnceCell<Option<&'static Provider>>,
    pub(crate) meaning: OnceCell<Option<Meaning>>,
}

/// What a registration says, and where it stands: in an exchange, or among the facts that the user gave.
pub(crate) struct Registered<T> {
    pub(crate) value: T,
    pub(crate) seen: Seen,
    of: Section,
}

impl<T> Registered<T> {
    /// Returns the part that says it: `registration_response.body.redirect_uris`.
    pub(crate) fn part(&self, member: &'static str) -> Part {
        self.of.named(member)
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
            outcome: OnceCell::new(),
            decisive: OnceCell::new(),
            provider: OnceCell::new(),
            answering: OnceCell::new(),
            meaning: OnceCell::new(),
        }
    }

    /// Returns the parameter of the authorization request, unless it is empty or a placeholder.
    pub(crate) fn asked(&self, name: &str) -> Option<&'a Param> {
        self.flow.asked(name).filter(|param| !param.is_placeholder())
    }

    /// Returns the challenge, the verifier and how they relate, where both are in the capture.
    pub(crate) fn pair(&self) -> Option<&PkcePair<'a>> {
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
                let documented = self.provider().and_then(|provider| provider.challenge_of(&verifier.value));
                let relation = if documented.as_ref() == Some(&challenge.value) {
                    Relation::Matches
                } else {
                    explain::pkce(&verifier.value, &challenge.value, ChallengeMethod::S256)
                };
                Some(PkcePair { challenge, verifier, relation })
            })
            .as_ref()
    }

    /// Returns what the challenge shows by itself.
    pub(crate) fn challenge_alone(&self) -> Option<&Explanation> {
        let search = || {
            let challenge = self.asked("code_challenge").filter(|_| !self.is_beyond_search())?;
            explain::challenge_alone(&challenge.value)
        };
        self.alone.get_or_init(search).as_ref()
    }

    /// Explaining a pair takes a millisecond, so that only the first logins of a capture are explained: far more than a person
    /// makes, and few enough for a capture that was made to be slow.
    pub(crate) fn is_beyond_search(&self) -> bool {
        self.flow.id > EXPLAINED
    }

    /// Returns the challenge where the verifier can be read out of it, because it was not hashed.
    pub(crate) fn revealing_challenge(&self) -> Option<&'a Param> {
        let pair = self.pair()?;
        let reveals = match &pair.relation {
            Relation::Explained(explanation) => explanation
                .steps
                .iter()
                .any(|step| matches!(step, PkceStep::None | PkceStep::GoSum | PkceStep::Swapped)),
            _ => pair.challenge.value == pair.verifier.value,
        };
        reveals.then_some(pair.challenge)
    }

    /// Returns the discovery document of the authorization server: the one that names the authorization endpoint, the token
    /// endpoint if there is no authorization request, or the issuer of the response. One that the user gave also speaks for a
    /// login that is recorded from its token request on, where that went to the same server.
    pub(crate) fn metadata(&self) -> Option<&'a Metadata> {
        let endpoint = self.flow.authorize_endpoint();
        let given = self.facts.server.metadata.as_ref();
        // Of documents that name one URL, the query tells which is meant: `?p=policy`.
        let none = Params::default();
        let asked = self.flow.authorize.as_ref().map(|authorize| &authorize.params);
        let sent = self.decisive().map(|token| &token.params);
        let is_meant = |what: MetadataMember, document: &Metadata| {
            let params = match what {
                MetadataMember::AuthorizationEndpoint => asked.unwrap_or(&none),
                MetadataMember::TokenEndpoint => sent.unwrap_or(&none),
                MetadataMember::Issuer => return true,
            };
            document.names(what).is_none_or(|url| has_query_of(url, params))
        };
        let naming = |what, name: &str| {
            let given = given.filter(|given| given.is_naming(what, name) && is_meant(what, given));
            given.or_else(|| self.traffic.metadata.naming(what, name).find(|document| is_meant(what, document)))
        };
        let by_endpoint = endpoint.and_then(|url| naming(MetadataMember::AuthorizationEndpoint, url));
        let token_endpoint = || self.decisive().filter(|_| endpoint.is_none()).map(|token| token.endpoint.as_str());
        let by_token_endpoint = || naming(MetadataMember::TokenEndpoint, token_endpoint()?);
        by_endpoint.or_else(by_token_endpoint).or_else(|| {
            let iss = self.flow.response().and_then(|response| response.params.value("iss"));
            let by_issuer = iss.and_then(|iss| naming(MetadataMember::Issuer, iss));
            by_issuer.or_else(|| {
                let sent = UrlParts::parse(token_endpoint()?).origin();
                given.filter(|given| given.is_at(&sent))
            })
        })
    }

    /// Returns the language that the client is written in, as far as its token request tells.
    pub(crate) fn client_language(&self) -> Option<Language> {
        let token = self.decisive()?;
        let by_page = token.from_browser.then_some(Language::JavaScript);
        by_page.or_else(|| Language::from_user_agent(token.user_agent.as_deref()?))
    }

    /// Returns what the registration of the client says of something: as the user knows it, or else as the capture shows it.
    pub(crate) fn registered<T>(&self, says: impl Fn(&'a Registration) -> Option<T>) -> Option<Registered<T>> {
        let client = self.flow.client_id();
        let about = |registration: &Registration| {
            let named = registration.client_id.as_ref();
            named.is_none() || named == client.as_ref()
        };
        let given = self.facts.clients.iter().filter(|given| about(given)).find_map(&says);
        if let Some(value) = given {
            return Some(Registered { value, seen: Seen::default(), of: Message::GivenClient.at(Component::Anywhere) });
        }
        let mut shown = self.traffic.registrations.get(client.as_ref()?)?.iter();
        shown.find_map(|shown| {
            Some(Registered {
                value: says(&shown.registration)?,
                seen: shown.seen,
                of: Message::RegistrationResponse.at(Component::Body),
            })
        })
    }

    /// Returns what registrations of the client in the capture issued before an exchange.
    pub(crate) fn registrations_before(&self, seen: &Seen) -> Vec<Registered<&'a Registration>> {
        let shown = self.flow.client_id().and_then(|client| self.traffic.registrations.get(&client));
        let before = shown.into_iter().flatten().filter(|shown| shown.seen.order < seen.order);
        let of = Message::RegistrationResponse.at(Component::Body);
        before.map(|shown| Registered { value: &shown.registration, seen: shown.seen, of }).collect()
    }

    /// Returns the login that this one refreshes.
    pub(crate) fn parent(&self) -> Option<&'a Flow> {
        self.traffic.login(self.flow.parent?)
    }

    /// Returns the response that the rules look at, where it carries a code that can be compared.
    pub(crate) fn delivered_code(&self) -> Option<(&'a AuthorizationResponse, &'a Param)> {
        self.flow.delivery().filter(|(_, code)| !code.is_placeholder())
    }

    /// Returns the logins that this one is compared with: none if the capture holds too many.
    pub(crate) fn compared(&self) -> impl Iterator<Item = &'a Flow> {
        let most = if self.is_beyond_search() { 0 } else { EXPLAINED };
        self.traffic.flows.iter().take(most)
    }

    /// Returns the other authorization requests of the capture.
    pub(crate) fn other_requests(&self) -> impl Iterator<Item = (&'a Flow, &'a AuthorizeRequest)> {
        let others = self.compared().filter(|flow| flow.id != self.flow.id);
        others.filter_map(|flow| Some((flow, flow.authorize.as_deref()?)))
    }
}

/// How many logins of a capture are explained.
pub(crate) const EXPLAINED: usize = 500;
