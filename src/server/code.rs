//! Redeeming an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.6).

use super::client::Client;
use super::model::Model;
use super::party::IdToken;
use super::proof::check_bound;
use super::read::{scopes, value, values};
use super::refusal::Refusal;
use super::token::{TokenRequest, Tokens};
use crate::oauth::Request;
use crate::oauth::pkce::{is_verifier, s256};

/// What a code is bound to.
#[derive(Clone)]
pub struct Code {
    /// The client that it was issued to.
    pub client: String,
    /// `redirect_uri` of the authorization request, where that named one.
    pub redirect_uri: Option<String>,
    /// `code_challenge` and whether its method is `S256`.
    pub challenge: Option<(String, bool)>,
    /// `dpop_jkt` (RFC 9449 §10).
    pub key: Option<String>,
    /// `nonce` (OpenID Connect Core §3.1.2.1).
    pub nonce: Option<String>,
    /// `scope`.
    pub scope: Option<String>,
    /// `resource` (RFC 8707 §2.1).
    pub resources: Vec<String>,
    /// When it was issued.
    pub issued: i64,
    /// It was redeemed.
    pub is_used: bool,
}

impl Code {
    /// Returns the code that an authorization request gets.
    pub(crate) fn bound_to(client: &Client, request: &Request, now: i64) -> Self {
        let text = |name: &str| value(request, name).map(str::to_owned);
        Self {
            client: client.id.clone(),
            redirect_uri: text("redirect_uri"),
            challenge: text("code_challenge")
                .map(|challenge| (challenge, value(request, "code_challenge_method") == Some("S256"))),
            key: text("dpop_jkt"),
            nonce: text("nonce"),
            scope: text("scope"),
            resources: values(request, "resource").map(str::to_owned).collect(),
            issued: now,
            is_used: false,
        }
    }

    /// Compares what the token request repeats and proves with what the code is bound to.
    fn check(&self, request: &Request) -> Result<(), Refusal> {
        match (&self.redirect_uri, value(request, "redirect_uri")) {
            (Some(_), None) => return Err(Refusal::RedirectUriMissing),
            (Some(asked), Some(sent)) if asked != sent => return Err(Refusal::RedirectUriDiffers),
            _ => {}
        }
        let (challenge, is_s256) = match (&self.challenge, value(request, "code_verifier")) {
            (None, None) => return self.check_resource(request),
            (None, Some(_)) => return Err(Refusal::VerifierUnexpected),
            (Some(_), None) => return Err(Refusal::VerifierMissing),
            (Some((challenge, is_s256)), Some(_)) => (challenge, *is_s256),
        };
        let verifier = value(request, "code_verifier").unwrap_or_default();
        if !is_verifier(verifier) {
            return Err(Refusal::VerifierMalformed);
        }
        match is_s256 {
            true if s256(verifier) != *challenge => Err(Refusal::VerifierDiffers),
            false if verifier != challenge => Err(Refusal::VerifierNotChallenge),
            _ => self.check_resource(request),
        }
    }

    fn check_resource(&self, request: &Request) -> Result<(), Refusal> {
        let granted = |resource: &str| self.resources.iter().any(|asked| asked == resource);
        if self.resources.is_empty() || values(request, "resource").all(granted) {
            Ok(())
        } else {
            Err(Refusal::ResourceNotGranted)
        }
    }
}

impl Model {
    pub(crate) fn redeem_code(&mut self, client: &Client, asked: TokenRequest<'_>) -> Result<Tokens, Refusal> {
        let TokenRequest { request, now, issue } = asked;
        let key = self.check_proof(request, now)?;
        let sent = value(request, "code").ok_or(Refusal::CodeMissing)?;
        let code = self.codes.get_mut(sent).ok_or(Refusal::CodeUnknown)?;
        if code.client != client.id {
            return Err(Refusal::CodeOfOtherClient);
        }
        if code.is_used {
            // Whoever sends it again may have stolen it: what was issued for it no longer counts (RFC 6749 §4.1.2).
            self.revoke(sent);
            return Err(Refusal::CodeReused);
        }
        if now.saturating_sub(code.issued) > self.config.code_lifetime {
            return Err(Refusal::CodeExpired);
        }
        code.check(request)?;
        check_bound(code.key.as_ref(), key.as_ref())?;
        code.is_used = true;
        let code = code.clone();
        let is_openid = code.scope.as_deref().is_some_and(|scope| scopes(scope).any(|scope| scope == "openid"));
        let issuer = self.config.issuer.clone().filter(|_| is_openid);
        let id_token = issuer.map(|issuer| IdToken {
            issuer,
            audience: vec![client.id.clone()],
            expires: now.saturating_add(ID_TOKEN_LIFETIME),
            nonce: code.nonce,
        });
        let tokens = self.issue(Some(client), sent, code.scope, key, issue);
        Ok(Tokens { id_token, ..tokens })
    }
}

/// How long an ID token is valid.
const ID_TOKEN_LIFETIME: i64 = 300_000;
