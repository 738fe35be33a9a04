//! The token endpoint: the message, the client, then the grant (RFC 6749 §3.2, §4.1.3, §5).

use oauth_doctor_wire::url::{UrlParts, is_same_place};

use super::client::{Client, Method};
use super::model::Model;
use super::party::IdToken;
use super::read::{has_repeated, value};
use super::refresh::RefreshToken;
use super::refusal::Refusal;
use crate::disclose::Secret;
use crate::oauth::request::belongs_into_body;
use crate::oauth::{BodyForm, Grant, Request};

/// The tokens that a request gets if it is right.
#[derive(Clone, Copy, Debug)]
pub struct IssuedTokens<'a> {
    /// `access_token`.
    pub access_token: &'a str,
    /// `refresh_token`: a new one, instead of one that is redeemed; `None` leaves that one as it is.
    pub refresh_token: Option<&'a str>,
}

/// A token request, when it arrives, and what it gets if it is right.
#[derive(Clone, Copy)]
pub(crate) struct TokenRequest<'a> {
    pub(crate) request: &'a Request,
    pub(crate) now: i64,
    pub(crate) issue: IssuedTokens<'a>,
}

/// A successful answer (RFC 6749 §5.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tokens {
    /// `access_token`.
    pub access_token: String,
    /// `token_type`: `DPoP` where the request had a proof, else `Bearer`.
    pub token_type: &'static str,
    /// `refresh_token`.
    pub refresh_token: Option<String>,
    /// `scope`: what was granted.
    pub scope: Option<String>,
    /// What the ID token says, where the scope has `openid`.
    pub id_token: Option<IdToken>,
}

impl<'a> IssuedTokens<'a> {
    /// An access token alone.
    pub fn access(access_token: &'a str) -> Self {
        Self { access_token, refresh_token: None }
    }
}

impl Model {
    /// Answers a token request.
    pub fn token(&mut self, request: &Request, now: i64, issue: IssuedTokens<'_>) -> Result<Tokens, Refusal> {
        let asked = TokenRequest { request, now, issue };
        self.check_message(request)?;
        let grant_type = value(request, "grant_type").ok_or(Refusal::GrantTypeMissing)?;
        // Without its URN, it is a name that some servers take and no specification has.
        let grant = Grant::parse(grant_type).filter(|_| grant_type != "device_code");
        let grant = grant.ok_or(Refusal::GrantTypeUnsupported)?;
        if grant == Grant::Assertion && !names_client(request) {
            // RFC 7521 §4.1: whoever has the assertion need not be a registered client.
            return self.grant_assertion(None, asked);
        }
        let client = self.authenticate(request, now)?;
        if client.grants.as_ref().is_some_and(|grants| !grants.contains(&grant)) {
            return Err(Refusal::GrantNotAllowed);
        }
        match grant {
            Grant::AuthorizationCode => self.redeem_code(&client, asked),
            Grant::RefreshToken => self.refresh(&client, asked),
            Grant::ClientCredentials => self.client_credentials(&client, asked),
            Grant::Password => self.log_in(&client, asked),
            Grant::DeviceCode => self.poll(&client, asked, "device_code"),
            Grant::Ciba => self.poll(&client, asked, "auth_req_id"),
            Grant::Assertion => self.grant_assertion(Some(&client), asked),
            Grant::TokenExchange => self.exchange_token(&client, asked),
            Grant::Extension | Grant::Implicit => Err(Refusal::GrantTypeUnsupported),
        }
    }

    /// Checks where and how a request is sent.
    fn check_message(&self, request: &Request) -> Result<(), Refusal> {
        if let Some(origin) = &request.origin {
            self.preflight(origin)?;
        }
        let url = UrlParts::parse(&request.url);
        if url.scheme.eq_ignore_ascii_case("http") && !url.is_loopback() {
            return Err(Refusal::EndpointNotSecure);
        }
        if self.config.token_endpoint.as_ref().is_some_and(|endpoint| !is_same_place(endpoint, &request.url)) {
            return Err(Refusal::EndpointDiffers);
        }
        if request.method != "POST" && !self.config.allows_get {
            return Err(Refusal::MethodNotPost);
        }
        let in_query = !self.config.reads_query
            && request.params.iter().any(|field| field.in_url && belongs_into_body(&field.name));
        match request.body {
            BodyForm::Form => {}
            form if self.config.other_forms.contains(&form) => {}
            BodyForm::Empty if in_query => {}
            _ => return Err(Refusal::BodyNotForm),
        }
        if has_repeated(request) {
            return Err(Refusal::ParameterRepeated);
        }
        if in_query {
            return Err(Refusal::ParametersInQuery);
        }
        Ok(())
    }

    /// Gives a token for the name and password of a user (RFC 6749 §4.3).
    fn log_in(&mut self, client: &Client, asked: TokenRequest<'_>) -> Result<Tokens, Refusal> {
        let TokenRequest { request, now, issue } = asked;
        let key = self.check_proof(request, now)?;
        let users = self.config.users.as_ref().ok_or(Refusal::PasswordGrant)?;
        let sent = value(request, "username").zip(value(request, "password"));
        let (name, password) = sent.ok_or(Refusal::UserCredentialsMissing)?;
        if !users.iter().any(|(known, secret)| known == name && *secret == Secret::new(password)) {
            return Err(Refusal::UserCredentialsRefused);
        }
        let scope = value(request, "scope").map(str::to_owned);
        if !scope.as_deref().is_none_or(|scope| client.may_ask(scope)) {
            return Err(Refusal::ScopeRefused);
        }
        Ok(self.issue(Some(client), name, scope, key, issue))
    }

    fn client_credentials(&mut self, client: &Client, asked: TokenRequest<'_>) -> Result<Tokens, Refusal> {
        let TokenRequest { request, now, issue } = asked;
        // RFC 6749 §4.4: for confidential clients only.
        if client.method == Method::None {
            return Err(Refusal::AuthenticationMissing);
        }
        let key = self.check_proof(request, now)?;
        let scope = value(request, "scope");
        if scope.is_none() && self.config.requires_scope {
            return Err(Refusal::ScopeMissing);
        }
        if !scope.is_none_or(|scope| client.may_ask(scope)) {
            return Err(Refusal::ScopeRefused);
        }
        let scope = scope.map(str::to_owned);
        Ok(self.issue(Some(client), "", scope, key, IssuedTokens::access(issue.access_token)))
    }

    /// Gives tokens out, and remembers the one to refresh them with: of which login it is, and to which key it is bound.
    pub(crate) fn issue(
        &mut self,
        client: Option<&Client>,
        login: &str,
        scope: Option<String>,
        key: Option<String>,
        issue: IssuedTokens<'_>,
    ) -> Tokens {
        let token_type = token_type(key.as_ref());
        if let Some((client, refresh_token)) = client.zip(issue.refresh_token) {
            let bound = RefreshToken {
                client: client.id.clone(),
                login: login.to_owned(),
                scope: scope.clone(),
                key: key.filter(|_| client.method == Method::None),
                expires: None,
                is_used: false,
                is_revoked: false,
            };
            self.issue_refresh_token(refresh_token, bound);
        }
        Tokens {
            access_token: issue.access_token.to_owned(),
            token_type,
            refresh_token: issue.refresh_token.map(str::to_owned),
            scope,
            id_token: None,
        }
    }
}

fn names_client(request: &Request) -> bool {
    let named = ["client_id", "client_secret", "client_assertion"];
    request.basic.is_some() || named.into_iter().any(|name| value(request, name).is_some())
}

/// Returns the kind of token: bound to a key (RFC 9449 §5) or not.
pub(crate) fn token_type(key: Option<&String>) -> &'static str {
    if key.is_some() { "DPoP" } else { "Bearer" }
}
