//! What became of the token that a login brought: whether a resource took it.

use oauth_doctor_wire::url::UrlParts;
use serde_json::{Map, Value};

use crate::disclose::placeholder::is_placeholder;
use crate::flow::{DiscoveryKind, Flow, ResourceRequest, TokenExchange};
use crate::login::Login;
use crate::oauth::pkce::s256;
use crate::oauth::{Challenge, jwt};

/// What the resources answered for which a login brought a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// What was asked for.
    Granted,
    /// The last answer of a resource is a refusal.
    Refused,
    /// The capture shows no request with the token.
    NotSeen,
}

impl Access {
    /// Returns `granted`, `refused` or `not_seen`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::NotSeen => "not_seen",
        }
    }
}

impl<'a> Login<'a> {
    /// Returns whether the client went on from its discovery: a login began, or the resource granted a later request, for which a client
    /// may have another credential than a token.
    pub(crate) fn went_on_from_discovery(&self) -> bool {
        let mut challenges = self.flow.discovery.iter().filter(|step| step.kind == DiscoveryKind::Challenge);
        !self.flow.is_prepared_only()
            || challenges.any(|step| {
                let granted = self.traffic.granted.get(&UrlParts::parse(&step.url).origin());
                granted.is_some_and(|last| *last > step.seen.order)
            })
    }

    /// Returns what the resources made of the token.
    pub fn access(&self) -> Access {
        if self.last_refusal().is_some() {
            Access::Refused
        } else if self.flow.resources.iter().any(ResourceRequest::is_granted) {
            Access::Granted
        } else {
            Access::NotSeen
        }
    }

    /// Returns the refusals with which a resource had the last word: the last of each origin, where no request with a token was granted
    /// there later, by this login or another one. That a request shows no token says nothing where the recording may lack it.
    pub(crate) fn last_refusals(&self) -> impl Iterator<Item = &'a ResourceRequest> {
        let is_hidden = self.recording.sanitised;
        self.flow.resources.iter().filter(move |request| {
            let lacks_token = !is_hidden && !request.has_credentials && !request.excerpt;
            request.is_last_word && (request.token.is_some() || lacks_token)
        })
    }

    /// Returns the last refusal of all.
    pub(crate) fn last_refusal(&self) -> Option<&'a ResourceRequest> {
        self.last_refusals().last()
    }

    /// Returns whether a resource had the last word with this refusal.
    pub(crate) fn is_last_word(&self, request: &ResourceRequest) -> bool {
        self.last_refusals().any(|refused| refused.seen.order == request.seen.order)
    }

    /// Returns whether a request with a token was granted at this origin before this position in time.
    pub(crate) fn was_granted_before(&self, request: &ResourceRequest) -> bool {
        let origin = request.origin();
        let mut before =
            self.flow.resources.iter().take_while(|other| other.seen.order < request.seen.order).take(MANY);
        before.any(|other| other.token.is_some() && other.is_granted() && other.origin() == origin)
    }

    /// Returns the answer that issued the token of a request.
    pub(crate) fn issue_of(&self, request: &ResourceRequest) -> Option<&'a TokenExchange> {
        let token = request.token.as_ref()?;
        let issued = |answer: &&TokenExchange| {
            answer.answer.access_token.as_ref() == Some(token) || answer.answer.id_token.as_ref() == Some(token)
        };
        self.flow.tokens.iter().find(issued)
    }

    /// Returns whether a request presents the ID token in place of the access token.
    pub(crate) fn presents_id_token(&self, request: &ResourceRequest) -> bool {
        let is_sent = |token: &TokenExchange| {
            token.answer.id_token.is_some()
                && token.answer.id_token == request.token
                && token.answer.access_token != request.token
        };
        self.flow.tokens.iter().any(is_sent)
    }

    /// Returns the scope of the access token: as the answer says, or as its claims do; where both are silent it is what was asked for
    /// (RFC 6749 §5.1).
    pub(crate) fn granted_scope(&self, token: &TokenExchange) -> Option<Vec<String>> {
        let asked = || self.asked("scope").map(|scope| words(&scope.value));
        said_scope(token).or_else(asked)
    }

    /// Returns the scope that challenges named before the login: of the resource that it is for.
    pub(crate) fn challenged_scope(&self) -> Vec<String> {
        let challenges = self.flow.discovery.iter().filter(|step| step.kind == DiscoveryKind::Challenge);
        challenges.filter_map(|step| step.scope.as_deref()).flat_map(words).collect()
    }
}

/// Returns the claims of the access token that an answer brings, where it is a JWT.
pub(crate) fn access_claims(token: &TokenExchange) -> Option<Map<String, Value>> {
    jwt::claims(token.answer.access_token.as_ref()?.expose())
}

/// Returns the claims of the ID token that an answer brings.
pub(crate) fn id_token_claims(token: &TokenExchange) -> Option<Map<String, Value>> {
    jwt::claims(token.answer.id_token.as_ref()?.expose())
}

/// Returns whether an answer shows no access token, or a placeholder in its place: the recording was edited, and the answer may have
/// had other members.
pub(crate) fn is_answer_edited(token: &TokenExchange) -> bool {
    token.answer.access_token.as_ref().is_none_or(|token| is_placeholder(token.expose()))
}

/// Returns the header of the ID token that an answer brings.
pub(crate) fn id_token_header(token: &TokenExchange) -> Option<Map<String, Value>> {
    jwt::header(token.answer.id_token.as_ref()?.expose())
}

/// Returns the hash of the token that a request presents, as `ath` of a proof has it (RFC 9449 §4.2).
pub(crate) fn token_hash(request: &ResourceRequest) -> Option<String> {
    Some(s256(request.token.as_ref()?.expose()))
}

/// Returns the scope of a login's token that a request presents: as the answer or the token says, or what was asked for.
pub(crate) fn scope_of(flow: &Flow, request: &ResourceRequest) -> Option<Vec<String>> {
    let issued = flow.tokens.iter().find(|token| token.answer.access_token == request.token)?;
    let asked = || flow.asked("scope").filter(|scope| !scope.is_placeholder()).map(|scope| words(&scope.value));
    said_scope(issued).or_else(asked)
}

/// Returns the scope of an access token as the answer that brings it says, or its claims do.
fn said_scope(token: &TokenExchange) -> Option<Vec<String>> {
    let said = token.answer.scope.clone().filter(|scope| !is_placeholder(scope));
    let claimed = || {
        let claims = access_claims(token)?;
        let listed = jwt::texts(&claims, "scope").join(" ");
        let other = || jwt::texts(&claims, "scp").join(" ");
        Some(if listed.is_empty() { other() } else { listed }).filter(|scope| !scope.is_empty())
    };
    Some(words(&said.or_else(claimed)?))
}

/// Returns the words of a scope.
pub(crate) fn words(scope: &str) -> Vec<String> {
    scope.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Returns whether a URL is this resource or a part of it.
pub(crate) fn is_within(url: &str, resource: &str) -> bool {
    let (url, resource) = (UrlParts::parse(url), UrlParts::parse(resource));
    let path = resource.path.trim_end_matches('/');
    let rest = url.path.strip_prefix(path);
    url.origin() == resource.origin() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl ResourceRequest {
    /// Returns the scope that its challenge names.
    pub(crate) fn wanted_scope(&self) -> Vec<String> {
        let scope = self.challenge.as_ref().and_then(|challenge: &Challenge| challenge.scope.as_deref());
        scope.map(words).unwrap_or_default()
    }

    /// Returns whether the resource wants a token of more scope.
    pub(crate) fn wants_scope(&self) -> bool {
        self.is_error("insufficient_scope")
    }

    /// Returns status, error and words for a sentence: HTTP 401 `invalid_token` (“expired”).
    pub(crate) fn answered(&self) -> String {
        let status = self.status.map(|status| format!("HTTP {status}")).unwrap_or_default();
        let error = self.error.as_ref().map(|error| format!(" `{error}`")).unwrap_or_default();
        let words = self.description.as_ref().map(|words| format!(" (\u{201c}{words}\u{201d})")).unwrap_or_default();
        format!("{status}{error}{words}")
    }
}

/// How many requests behind one are looked at.
const MANY: usize = 4096;
