//! The authorization endpoint (RFC 6749 §4.1.1, RFC 7636 §4.3).

use super::client::Client;
use super::code::Code;
use super::model::{Config, Model};
use super::read::{has_repeated, value, values};
use super::refusal::Refusal;
use crate::oauth::Request;
use crate::oauth::pkce::is_verifier;

/// What the user, or the policy of the server, decides.
#[derive(Clone, Copy, Debug)]
pub enum Decision<'a> {
    /// The client gets this code.
    Grant(&'a str),
    /// It gets none.
    Deny,
}

/// An authorization response (RFC 6749 §4.1.2, RFC 9207 §2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Authorized {
    /// Where it is sent.
    pub redirect_uri: String,
    /// `state`, as it was sent.
    pub state: Option<String>,
    /// `iss`.
    pub iss: Option<String>,
}

impl Model {
    /// Answers an authorization request: checks it, and lets the user decide.
    pub fn authorize(&mut self, request: &Request, now: i64, decision: Decision<'_>) -> Result<Authorized, Refusal> {
        if has_repeated(request) {
            return Err(Refusal::AuthorizeParameterRepeated);
        }
        let id = value(request, "client_id").ok_or(Refusal::AuthorizeClientIdMissing)?;
        if !self.clients.contains_key(id) {
            return Err(Refusal::AuthorizeClientUnknown);
        }
        let pushed = match value(request, "request_uri") {
            Some(uri) => Some(self.take_pushed(uri, id, now)?),
            None => None,
        };
        let client = self.clients.get(id).ok_or(Refusal::AuthorizeClientUnknown)?;
        let request = pushed.as_ref().unwrap_or(request);
        let redirect_uri = redirect_uri(client, request)?.to_owned();
        check(&self.config, client, request)?;
        let code = Code::bound_to(client, request, now);
        let Decision::Grant(issued) = decision else {
            return Err(Refusal::UserDenied);
        };
        self.codes.insert(issued.to_owned(), code);
        Ok(Authorized {
            redirect_uri,
            state: value(request, "state").map(str::to_owned),
            iss: self.config.issuer.clone(),
        })
    }
}

/// Returns where the answer is sent. Until this is known to be right, nothing may be sent there.
pub(crate) fn redirect_uri<'a>(client: &'a Client, request: &'a Request) -> Result<&'a str, Refusal> {
    match value(request, "redirect_uri") {
        Some(asked) if client.has_redirect_uri(asked) => Ok(asked),
        Some(_) => Err(Refusal::RedirectUriNotRegistered),
        None => match client.redirect_uris.as_slice() {
            [only] => Ok(only),
            _ => Err(Refusal::RedirectUriNotNamed),
        },
    }
}

/// Checks what is asked for: response type, scope, PKCE.
pub(crate) fn check(config: &Config, client: &Client, request: &Request) -> Result<(), Refusal> {
    let response_type = value(request, "response_type").ok_or(Refusal::ResponseTypeMissing)?;
    if !matches!(response_type, "code" | "code id_token" | "id_token code") {
        return Err(Refusal::ResponseTypeUnsupported);
    }
    if !values(request, "scope").all(|scope| client.may_ask(scope)) {
        return Err(Refusal::AuthorizeScopeRefused);
    }
    let Some(challenge) = value(request, "code_challenge") else {
        let is_public = client.method == super::client::Method::None;
        return if is_public && config.requires_pkce { Err(Refusal::ChallengeMissing) } else { Ok(()) };
    };
    match value(request, "code_challenge_method") {
        Some("S256") => {}
        Some("plain") if config.allows_plain => {}
        Some("plain") => return Err(Refusal::ChallengeMethodPlain),
        Some(_) => return Err(Refusal::ChallengeMethodUnknown),
        None if config.allows_plain => {}
        None => return Err(Refusal::ChallengeMethodMissing),
    }
    // A challenge may be made of the same characters as a verifier, and as many (RFC 7636 §4.2).
    if is_verifier(challenge) { Ok(()) } else { Err(Refusal::ChallengeMalformed) }
}
