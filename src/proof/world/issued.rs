//! Codes and tokens that were issued before what the capture shows.

use super::World;
use super::identity::{lost_plus, trimmed};
use crate::disclose::Secret;
use crate::disclose::placeholder::is_unset;
use crate::flow::{DeviceAuthorization, TokenExchange};
use crate::login::{Login, Stage};
use crate::oauth::jwt;
use crate::oauth::pkce::s256;
use crate::server::{Code, DeviceCode, RefreshToken};
use crate::weigh::correction;

impl World {
    /// Gives the code out whose authorization request is not in the capture: bound to what the token request says.
    pub(super) fn seed_code(&mut self, login: &Login<'_>) {
        let Some(token) = login.decisive() else { return };
        self.missing.push("the authorization request (its `redirect_uri` and `code_challenge`)".to_owned());
        let mut request = correction::of_token(token);
        self.fill(&mut request);
        let text = |name: &str| request.value(name).map(str::to_owned);
        let code = Code {
            client: self.client.clone(),
            redirect_uri: text("redirect_uri"),
            challenge: text("code_verifier").map(|verifier| (s256(&verifier), true)),
            key: None,
            nonce: None,
            scope: None,
            resources: Vec::new(),
            issued: self.clock(&token.seen),
            is_used: false,
        };
        self.server.issue_code(&self.code, code);
    }

    /// Gives out the device code; by the request that decides, the user has decided.
    pub(super) fn seed_device_code(&mut self, login: &Login<'_>, device: &DeviceAuthorization) {
        let decisive = login.decisive();
        let is_error = |error| decisive.is_some_and(|token| token.answer.is_error(error));
        let is_decided = is_error("access_denied") || decisive.is_some_and(|token| login.succeeded(token));
        let lives = device.expires_in.and_then(|seconds| i64::try_from(seconds).ok());
        let expires = lives.map(|seconds| self.clock(&device.seen).saturating_add(seconds.saturating_mul(1000)));
        let code = DeviceCode {
            client: device.client_id.clone().unwrap_or_else(|| self.client.clone()),
            // A code that the user decided about had not expired.
            expires: expires.filter(|_| !is_decided).unwrap_or(i64::MAX),
            interval: i64::try_from(device.interval).unwrap_or(i64::MAX).saturating_mul(1000),
            polled: None,
            decision: (!is_error("slow_down")).then(|| !is_error("access_denied")),
            is_used: false,
        };
        self.server.issue_device_code(device.device_code.expose(), code);
    }

    /// Gives out every refresh token that the capture shows being issued before, and one that it does not show.
    pub(super) fn seed_refresh_tokens(&mut self, login: &Login<'_>) {
        let flow = login.flow;
        let Some(token) = login.decisive() else { return };
        self.note_lost_answer(login);
        let parent = login.parent();
        let scope = parent.and_then(|parent| Some(parent.asked("scope")?.value.clone()));
        let issued = parent.into_iter().flat_map(|parent| &parent.tokens);
        let mut seed = |value: &str, issued: Option<&TokenExchange>| {
            let answer = issued.map(|issued| &issued.answer);
            let lives = answer.and_then(|answer| i64::try_from(answer.refresh_expires_in?).ok());
            let by_answer = issued.zip(lives.filter(|lives| *lives > 0));
            let by_answer =
                by_answer.map(|(issued, lives)| self.clock(&issued.seen).saturating_add(lives.saturating_mul(1000)));
            let expires = by_answer.or_else(|| jwt::time(&jwt::claims(value)?, "exp")?.checked_mul(1000));
            let client = issued.and_then(TokenExchange::client_id).or_else(|| parent?.client_id());
            let key = issued.and_then(|issued| issued.proof.as_ref()?.thumbprint.clone());
            let is_public =
                issued.is_some_and(|issued| !issued.has_authorization && issued.params.get("client_secret").is_none());
            let refresh_token = RefreshToken {
                client: client.unwrap_or_else(|| self.client.clone()),
                login: "login".to_owned(),
                scope: answer.and_then(|answer| answer.scope.clone()).or_else(|| scope.clone()),
                key: key.filter(|_| is_public),
                expires,
                is_used: false,
                is_revoked: false,
            };
            self.server.issue_refresh_token(value, refresh_token);
        };
        let mut is_shown = false;
        for issuing in issued.chain(login.issuing_another(token)) {
            if let Some(value) = &issuing.answer.refresh_token {
                seed(value.expose(), Some(issuing));
                is_shown = true;
            }
        }
        let first = flow.tokens.first().and_then(|first| first.params.filled("refresh_token"));
        let first = first.or(token.params.filled("refresh_token"));
        let first = first.filter(|first| !is_shown && !is_unset(&first.value));
        if let Some(first) = first {
            let issued = lost_plus(login, token, "refresh_token", Stage::Code);
            seed(&issued.unwrap_or_else(|| trimmed(login, token, &first.value)), None);
            self.missing.push("the login that issued the `refresh_token`".to_owned());
        }
        let revoked = |value: &Secret| login.traffic.revocations.iter().any(|revocation| revocation.token == *value);
        let issued = parent.into_iter().flat_map(|parent| &parent.tokens).chain(&flow.tokens);
        if issued.filter_map(|issued| issued.answer.refresh_token.as_ref()).any(revoked) {
            self.server.revoke("login");
        }
    }

    /// Says which answer never came that may have held the next refresh token, where this server may not give a new one each time.
    fn note_lost_answer(&mut self, login: &Login<'_>) {
        let Some(token) = login.decisive().filter(|_| !self.rotates) else {
            return;
        };
        let is_lost =
            |other: &&TokenExchange| other.is_before(token) && other.answer.status.is_none() && !other.excerpt;
        if let Some(lost) = login.flow.tokens.iter().find(is_lost) {
            self.missing.push(format!(
                "the answer in exchange {}, which may have used up the `refresh_token`",
                lost.seen.exchange
            ));
        }
    }

    /// Takes the `DPoP` proofs of other logins as used, unless this server takes them twice.
    pub(super) fn seed_proofs(&mut self, login: &Login<'_>) {
        let Some(token) = login.decisive().filter(|token| token.proof.is_some() && !login.succeeded(token)) else {
            return;
        };
        let others = login.traffic.flows.iter().filter(|flow| flow.id != login.flow.id);
        let before = others.flat_map(|flow| &flow.tokens).filter(|other| other.is_before(token) && other.succeeded());
        for proof in before.filter_map(|other| other.proof.as_ref()) {
            if let Some((key, jti)) = proof.thumbprint.as_ref().zip(proof.jti.as_ref()) {
                self.server.use_proof(key, jti.expose());
            }
        }
    }
}
