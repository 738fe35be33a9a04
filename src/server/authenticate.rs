//! Client authentication (RFC 6749 §2.3, RFC 7523 §3).

use oauth_doctor_wire::percent::decode_form;

use super::client::{Client, Method};
use super::model::Model;
use super::read::value;
use super::refusal::Refusal;
use crate::disclose::Secret;
use crate::oauth::credentials::SecretEncoding;
use crate::oauth::jwt::ASSERTION_TYPE;
use crate::oauth::request::UserPassword;
use crate::oauth::{Request, jwt};

impl Model {
    /// Returns the client that sends a request, if it authenticates as it is registered.
    pub(crate) fn authenticate(&mut self, request: &Request, now: i64) -> Result<Client, Refusal> {
        let basic = request.basic.as_ref();
        let header = basic.filter(|basic| !basic.password.expose().is_empty());
        let posted = value(request, "client_secret");
        let assertion = value(request, "client_assertion");
        let ways = [header.is_some(), posted.is_some(), assertion.is_some()];
        if ways.into_iter().filter(|way| *way).count() > 1 {
            return Err(Refusal::AuthenticationRepeated);
        }
        let claimed = assertion.and_then(jwt::claims);
        let subject = claimed.as_ref().and_then(|claims| claims.get("sub")?.as_str());
        if header.is_some_and(|basic| self.clients.keys().any(|client| is_cut(basic, client))) {
            return Err(Refusal::BasicNotEncoded);
        }
        let named = value(request, "client_id");
        let user = basic.map(|basic| decode_form(&basic.user)).filter(|user| !user.is_empty());
        if named.zip(user.as_deref()).is_some_and(|(named, user)| named != user) {
            return Err(Refusal::ClientIdsContradict);
        }
        let id = named.or(user.as_deref()).or(subject).ok_or(Refusal::ClientIdMissing)?;
        let client = self.clients.get(id).ok_or(Refusal::ClientUnknown)?.clone();
        let used = match ways {
            [true, ..] => Method::Basic,
            [_, true, _] => Method::Post,
            [.., true] => Method::Assertion,
            _ => Method::None,
        };
        match (client.method, used) {
            (Method::Unseen, _) | (Method::None, Method::None) => {}
            (Method::None, Method::Basic | Method::Post) => return Err(Refusal::SecretFromPublicClient),
            (_, Method::None) => return Err(Refusal::AuthenticationMissing),
            (registered, used) if registered != used => return Err(Refusal::AuthenticationMethodDiffers),
            _ => {}
        }
        if let Some(basic) = header {
            check_basic(&client, basic)?;
        }
        if posted.is_some() && client.secret.as_ref().map(Secret::expose) != posted {
            return Err(Refusal::SecretDiffers);
        }
        if assertion.is_some() {
            if value(request, "client_assertion_type") != Some(ASSERTION_TYPE) {
                return Err(Refusal::AssertionTypeDiffers);
            }
            if !client.knows_key {
                return Err(Refusal::AssertionKeyUnknown);
            }
            self.check_client_assertion(&client.id, claimed.as_ref(), request, now)?;
        }
        Ok(client)
    }
}

/// Returns whether a client with a colon in its identifier did not encode that: the first colon ends the user (RFC 7617 §2).
fn is_cut(basic: &UserPassword, client: &str) -> bool {
    let rest = client.strip_prefix(basic.user.as_str()).and_then(|rest| rest.strip_prefix(':'));
    rest.and_then(|rest| basic.password.expose().strip_prefix(rest)).is_some_and(|rest| rest.starts_with(':'))
}

/// Compares the secret of HTTP Basic, which is form-encoded there (RFC 6749 §2.3.1).
fn check_basic(client: &Client, basic: &UserPassword) -> Result<(), Refusal> {
    let sent = basic.password.expose();
    let registered = client.secret.as_ref().map(Secret::expose);
    if SecretEncoding::from_secret(sent) == SecretEncoding::Raw && registered == Some(sent) {
        return Err(Refusal::BasicNotEncoded);
    }
    match Some(decode_form(sent).as_str()) == registered {
        true => Ok(()),
        false if registered == Some(sent) => Err(Refusal::BasicNotEncoded),
        false => Err(Refusal::SecretDiffers),
    }
}
