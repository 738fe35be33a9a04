//! How a login ended.

use std::collections::HashMap;

use oauth_doctor_wire::url::UrlParts;

use crate::flow::{BearerUse, Preflight, TokenExchange};
use crate::login::Login;
use crate::login::endpoint::is_without_body;
use crate::oauth::Grant;
use crate::providers::{Cause, Check};

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

impl<'a> Login<'a> {
    /// Returns how it ended.
    pub fn outcome(&self) -> Outcome {
        *self.outcome.get_or_init(|| self.end())
    }

    fn end(&self) -> Outcome {
        let flow = self.flow;
        let settled: Vec<&TokenExchange> = flow
            .tokens
            .iter()
            .filter(|token| !token.proposed && !token.is_pending() && !self.is_forwarded(token))
            .collect();
        if let Some(last) = settled.iter().rev().find(|token| self.has_ended(token)) {
            let worked = settled.iter().rfind(|token| self.succeeded(token));
            let is_kept = |worked: &&TokenExchange| self.outlasts(worked, &settled) && !self.was_given_up(worked);
            return if worked.is_some_and(is_kept) {
                Outcome::Succeeded
            } else if flow.grant.is_polled() && last.answer.is_error("access_denied") {
                Outcome::Denied
            } else {
                Outcome::Failed
            };
        }
        if settled.iter().any(|token| token.was_lost()) || !flow.statements.is_empty() {
            return Outcome::Failed;
        }
        if !flow.tokens.is_empty() {
            return Outcome::Incomplete;
        }
        if flow.refused_device.is_some() {
            return Outcome::Failed;
        }
        if let Some(response) = flow.response() {
            let gave_token = response.params.filled_any(&["access_token", "id_token"]).is_some();
            if flow.grant == Grant::Implicit && gave_token {
                return Outcome::Succeeded;
            }
            return match response.params.value("error") {
                Some(error) if is_denial(error) => Outcome::Denied,
                Some(_) if response.params.get("code").is_none() && !self.is_silent_refusal() => Outcome::Failed,
                _ if self.preflight_failed() || self.callback_failed() => Outcome::Failed,
                _ => Outcome::Incomplete,
            };
        }
        let refused = flow.authorize.as_ref().is_some_and(|authorize| {
            authorize.cut.is_some() || authorize.answers.last().is_some_and(|answer| answer.refused)
        });
        if refused || flow.refused_registration().is_some() { Outcome::Failed } else { Outcome::Incomplete }
    }

    /// Returns the token request that decides: the first that was refused or lost where the login failed, else the one that
    /// worked.
    pub fn decisive(&self) -> Option<&'a TokenExchange> {
        *self.decisive.get_or_init(|| self.find_decisive())
    }

    fn find_decisive(&self) -> Option<&'a TokenExchange> {
        let settled = || self.flow.tokens.iter().filter(|token| !token.is_pending() && !self.is_forwarded(token));
        let worked = || settled().find(|token| self.succeeded(token));
        // A client that tries one way to authenticate after the other fails by what the server says to the one that it knows,
        // unless that is what the first try did to the code.
        let grant =
            |token: &'a TokenExchange| ["code", "refresh_token", "grant_type"].map(|name| token.params.value(name));
        let mut known = HashMap::new();
        for later in settled() {
            let is_known = later.refused()
                && !later.met_busy_server()
                && !later.answer.is_error("invalid_client")
                && !later.answer.says(&["used", "redeemed", "expired", "already"]);
            if is_known {
                known.insert(grant(later), later.seen.order);
            }
        }
        let is_tried = |token: &'a TokenExchange| {
            let later = || known.get(&grant(token));
            token.answer.is_error("invalid_client") && later().is_some_and(|later| *later > token.seen.order)
        };
        let ended = || settled().filter(|token| self.has_ended(token) && !self.succeeded(token) && !is_tried(token));
        let refused = || ended().find(|token| !token.met_busy_server()).or_else(|| ended().next());
        let found = if self.outcome() == Outcome::Failed { refused() } else { worked() };
        found.or_else(|| settled().next()).or(self.flow.tokens.first())
    }

    /// Returns whether the recording has token requests and no answer to any: commands that were copied, requests alone.
    pub(crate) fn is_unanswered(&self) -> bool {
        let tokens = &self.flow.tokens;
        !tokens.is_empty() && tokens.iter().all(|token| token.is_unanswered && !token.proposed)
    }

    /// Returns whether the login failed or may have.
    pub(crate) fn failed(&self) -> bool {
        self.outcome() == Outcome::Failed
    }

    /// Returns whether a token still counts after the requests that follow: the client used it after them, or the server was too
    /// busy to judge them. A client that does not use its token any more has lost it. Of two requests that were sent together,
    /// the client takes the later answer.
    fn outlasts(&self, worked: &TokenExchange, settled: &[&TokenExchange]) -> bool {
        let later = || {
            let ended = settled.iter().filter(|token| worked.is_before(token) && self.has_ended(token));
            ended.filter(|token| !token.was_turned_away())
        };
        let Some(last) = later().next_back() else { return true };
        let together = later().any(|token| token.seen.since(&worked.seen).is_some_and(|ms| ms < TOGETHER));
        !together && self.last_uses(worked).any(|used| used.order > last.seen.order && !used.is_refused)
    }

    /// Returns whether the client says behind the answer that it could not go on with it, and uses the token no more. That a `state`
    /// is not the one it sent is about another visit of the callback.
    fn was_given_up(&self, worked: &TokenExchange) -> bool {
        let is_state = |cause: &Cause| matches!(cause, Cause::StateLost | Cause::StateMismatch | Cause::StateMissing);
        let mut said = self.flow.statements.iter().filter(|statement| {
            statement.check == Check::Client
                && statement.seen.input == worked.seen.input
                && statement.seen.order >= worked.seen.order
                && !statement.about().iter().any(is_state)
        });
        said.any(|statement| !self.last_uses(worked).any(|used| used.order > statement.seen.order && !used.is_refused))
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
            || self.asked_again(token).is_some_and(|again| is_without_body(token, again))
    }

    /// Returns whether a redirect sent the request elsewhere, with its body (307, 308), and that request is in the capture.
    fn is_forwarded(&self, token: &TokenExchange) -> bool {
        let code = token.params.value("code");
        let later = |other: &TokenExchange| {
            other.seen.order > token.seen.order && code.is_some() && other.params.value("code") == code
        };
        if !matches!(token.answer.status, Some(307 | 308)) {
            return false;
        }
        // The client follows a redirect at once.
        let tokens = &self.flow.tokens;
        let next = tokens.partition_point(|other| other.seen.order <= token.seen.order);
        tokens.iter().skip(next).take(FOLLOWING).any(later)
    }

    /// Returns whether a browser would have kept the answer from the page: it was sent by script to another origin, the answer
    /// has headers, and none of them allows it.
    pub fn is_hidden_by_cors(&self, token: &TokenExchange) -> bool {
        let Some(origin) = token.origin.as_deref().filter(|_| token.is_cross_origin()) else {
            return false;
        };
        let script = token.fetch_mode.as_deref().is_none_or(|mode| mode == "cors");
        let allowed = token.allow_origin.as_deref().is_some_and(|allowed| allowed == "*" || allowed == origin);
        let answered = token.answer.status.is_some() && token.has_answer_headers;
        // An origin that no web page has (extensions, Electron, Capacitor) may be free of CORS.
        let page = origin.starts_with("http://") || origin.starts_with("https://");
        // Some recorders leave such headers out; one that has recorded any does not.
        let recorded = self.traffic.allow_origin_seen || token.failure.is_some();
        script && answered && page && !allowed && recorded && !self.token_was_used(token)
    }

    /// Returns whether the access token of this answer was used afterwards, or the ID token in its place.
    pub(crate) fn token_was_used(&self, token: &TokenExchange) -> bool {
        self.last_uses(token).next().is_some()
    }

    fn last_uses(&self, token: &TokenExchange) -> impl Iterator<Item = &'a BearerUse> {
        let issued = [&token.answer.access_token, &token.answer.id_token].into_iter().flatten();
        let traffic = self.traffic;
        let order = token.seen.order;
        issued.filter_map(move |issued| traffic.bearer_uses.get(issued)).filter(move |last| last.order > order)
    }

    /// A silent request (`prompt=none`) that was refused because nobody is signed in is how it is meant to be.
    pub(crate) fn is_silent_refusal(&self) -> bool {
        let silent = self.flow.asked("prompt").is_some_and(|prompt| prompt.value == "none");
        let error = self.flow.response().and_then(|response| response.params.value("error"));
        let expected = ["login_required", "interaction_required", "consent_required", "account_selection_required"];
        silent && error.is_some_and(|error| expected.contains(&error))
    }

    /// Returns whether the application answered its callback with an error.
    pub(crate) fn callback_failed(&self) -> bool {
        let callbacks = self.flow.responses.iter().flat_map(|response| &response.callbacks);
        self.callback_that_let_in().or_else(|| callbacks.last()).is_some_and(|callback| {
            // A host of static files answers the paths of a single-page application with 404 and its page.
            let is_application = callback.status == Some(404) && callback.has_script;
            callback.status.is_some_and(|status| status >= 400 && !is_application) || self.stop_of(callback).is_some()
        })
    }

    /// Returns whether the browser was kept from sending the token request.
    pub(crate) fn preflight_failed(&self) -> bool {
        self.refused_preflight().is_some()
    }

    /// Returns the preflight of the token endpoint that was refused, where none of that endpoint was allowed after it.
    pub(crate) fn refused_preflight(&self) -> Option<&'a Preflight> {
        let preflights = &self.flow.preflights;
        let answered = preflights.iter().filter(|preflight| preflight.status.is_some());
        let last_of: HashMap<&str, &Preflight> =
            answered.map(|preflight| (preflight.endpoint.as_str(), preflight)).collect();
        preflights.iter().find(|preflight| {
            let last = last_of.get(preflight.endpoint.as_str());
            preflight.is_refused() && last.is_none_or(|last| last.is_refused())
        })
    }
}

impl TokenExchange {
    /// Returns whether the request went to another origin than that of its page.
    pub fn is_cross_origin(&self) -> bool {
        self.origin
            .as_deref()
            .is_some_and(|origin| !origin.eq_ignore_ascii_case(&UrlParts::parse(&self.endpoint).origin()))
    }

    /// Returns whether the server was too busy, or too broken, to say anything of the request.
    pub(crate) fn met_busy_server(&self) -> bool {
        self.answer.status.is_some_and(|status| status == 429 || status >= 500)
    }

    /// Returns whether a limit, or what is in front of the server, answered before anyone looked at the request. A server that
    /// fails by itself (500) has taken it, and the client has its refusal.
    pub(crate) fn was_turned_away(&self) -> bool {
        matches!(self.answer.status, Some(429 | 502..=504))
    }

    /// Returns whether an answer came and the browser kept it from the page (Chrome: status 200 with `net::ERR_FAILED`).
    pub fn is_lost_answer(&self) -> bool {
        self.was_lost() && self.answer.status.is_some()
    }
}

/// `access_denied`, and what some servers send in its place (`user_cancelled_login`).
pub(crate) fn is_denial(error: &str) -> bool {
    error == "access_denied" || error.starts_with("user_") && (error.contains("cancel") || error.contains("denied"))
}

/// Among how many later requests the one is looked for that a redirect led to.
pub(super) const FOLLOWING: usize = 64;

/// Within how many milliseconds two requests are sent before the first is answered.
const TOGETHER: i64 = 100;
