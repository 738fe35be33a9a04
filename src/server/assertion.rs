//! JWTs that a client sends: to authenticate, as a grant (RFC 7523), or to have exchanged (RFC 8693). Their claims are checked, not
//! their signatures.

use oauth_doctor_wire::url::UrlParts;
use serde_json::{Map, Value};

use super::client::Client;
use super::model::Model;
use super::read::value;
use super::refusal::Refusal;
use super::token::{TokenRequest, Tokens};
use crate::oauth::{Request, jwt};

impl Model {
    /// Checks the claims with which a client authenticates (RFC 7523 §3).
    pub(crate) fn check_client_assertion(
        &mut self,
        client: &str,
        claims: Option<&Map<String, Value>>,
        request: &Request,
        now: i64,
    ) -> Result<(), Refusal> {
        let claims = claims.ok_or(Refusal::AssertionMalformed)?;
        if is_unsigned(request, "client_assertion") || !is_complete(claims, &["iss", "sub"]) {
            return Err(Refusal::AssertionMalformed);
        }
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("iss") != Some(client) || text("sub") != Some(client) {
            return Err(Refusal::AssertionOfOtherClient);
        }
        let issuer = self.config.issuer.as_deref().filter(|_| self.config.sole_audience);
        let is_other = issuer.is_some_and(|issuer| jwt::texts(claims, "aud") != [issuer]);
        if is_other || !self.is_audience(claims, request) {
            return Err(Refusal::AssertionAudienceDiffers);
        }
        if !self.is_valid_at(claims, now) {
            return Err(Refusal::AssertionExpired);
        }
        if text("jti").is_some_and(|jti| !self.jtis.insert(format!("{client} {jti}"))) {
            return Err(Refusal::AssertionReused);
        }
        Ok(())
    }

    /// Gives a token for an assertion about a user (RFC 7523 §2.1). One that is no JWT, such as one of SAML, is taken as right.
    pub(crate) fn grant_assertion(
        &mut self,
        client: Option<&Client>,
        asked: TokenRequest<'_>,
    ) -> Result<Tokens, Refusal> {
        let TokenRequest { request, now, issue } = asked;
        let key = self.check_proof(request, now)?;
        let sent = value(request, "assertion").ok_or(Refusal::GrantAssertionMissing)?;
        if let Some(claims) = jwt::claims(sent) {
            if is_unsigned(request, "assertion") || !is_complete(&claims, &["iss"]) {
                return Err(Refusal::GrantAssertionMalformed);
            }
            if !self.is_audience(&claims, request) {
                return Err(Refusal::GrantAssertionAudienceDiffers);
            }
            if !self.is_valid_at(&claims, now) {
                return Err(Refusal::GrantAssertionExpired);
            }
        }
        Ok(self.issue(client, sent, None, key, issue))
    }

    /// Gives a token for another (RFC 8693 §2.1).
    pub(crate) fn exchange_token(&mut self, client: &Client, asked: TokenRequest<'_>) -> Result<Tokens, Refusal> {
        let TokenRequest { request, now, issue } = asked;
        let key = self.check_proof(request, now)?;
        let subject = value(request, "subject_token").ok_or(Refusal::SubjectTokenMissing)?;
        let kind = value(request, "subject_token_type").ok_or(Refusal::SubjectTokenTypeMissing)?;
        let claims = jwt::claims(subject);
        if !is_type_of(kind, claims.is_some()) || is_access_token(subject) && is_of_other_token(kind) {
            return Err(Refusal::SubjectTokenTypeDiffers);
        }
        if claims.is_some_and(|claims| !self.is_valid_at(&claims, now)) {
            return Err(Refusal::SubjectTokenExpired);
        }
        Ok(self.issue(Some(client), subject, None, key, issue))
    }

    fn is_audience(&self, claims: &Map<String, Value>, request: &Request) -> bool {
        let is_ours = |name: &str| {
            let own = self.config.issuer.iter().chain(&self.config.audiences);
            UrlParts::parse(name).base == request.url || own.into_iter().any(|own| own == name)
        };
        jwt::texts(claims, "aud").into_iter().any(is_ours)
    }

    fn is_valid_at(&self, claims: &Map<String, Value>, now: i64) -> bool {
        let time = |name: &str| jwt::time(claims, name).map(|seconds| seconds.saturating_mul(1000));
        let skew = self.config.skew;
        // RFC 7523 §3: one that expires unreasonably late is refused, too.
        let is_far = |expires: i64| expires.saturating_sub(MOST_VALID) > now && skew != i64::MAX;
        let is_over = time("exp").is_some_and(|expires| expires.saturating_add(skew) < now || is_far(expires));
        let begins = time("nbf").or_else(|| time("iat"));
        !is_over && begins.is_none_or(|begins| begins.saturating_sub(skew) <= now)
    }
}

/// Returns whether the JWT in a parameter says that it has no signature: it must have one (RFC 7523 §3).
fn is_unsigned(request: &Request, name: &str) -> bool {
    let header = value(request, name).and_then(jwt::header);
    header.is_some_and(|header| header.get("alg").and_then(Value::as_str) == Some("none"))
}

/// Returns whether an assertion has the claims that it must have (RFC 7523 §3): these parties, an audience and an end. Some servers
/// want no `sub` in a grant: the issuer is whom it is about.
fn is_complete(claims: &Map<String, Value>, parties: &[&str]) -> bool {
    let text = |name: &&str| claims.get(*name).is_some_and(Value::is_string);
    parties.iter().all(text) && !jwt::texts(claims, "aud").is_empty() && jwt::time(claims, "exp").is_some()
}

/// Returns whether a JWT says that it is an access token (RFC 9068 §2.1).
fn is_access_token(token: &str) -> bool {
    let typ = jwt::header(token).and_then(|header| Some(header.get("typ")?.as_str()?.to_ascii_lowercase()));
    typ.is_some_and(|typ| matches!(typ.as_str(), "at+jwt" | "application/at+jwt"))
}

/// Returns whether a `subject_token_type` is that of a token which is never an access token.
fn is_of_other_token(kind: &str) -> bool {
    matches!(kind.strip_prefix("urn:ietf:params:oauth:token-type:"), Some("id_token" | "refresh_token"))
}

/// Returns whether a `subject_token_type` may be that of a token (RFC 8693 §3): it is a URI, and those of JWTs are for JWTs alone.
fn is_type_of(kind: &str, is_jwt: bool) -> bool {
    match kind.strip_prefix("urn:ietf:params:oauth:token-type:") {
        Some("jwt" | "id_token") => is_jwt,
        Some("saml1" | "saml2") => !is_jwt,
        _ => kind.contains(':'),
    }
}

/// An assertion that is valid for longer than ten years is a mistake, such as milliseconds for seconds.
const MOST_VALID: i64 = 10 * 366 * 24 * 60 * 60 * 1000;
