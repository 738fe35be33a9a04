//! Codes and tokens that were given out before what the capture shows.

use super::{Cause, World, as_issued};
use crate::disclose::Secret;
use crate::disclose::placeholder::is_unset;
use crate::flow::{DeviceAuthorization, TokenExchange};
use crate::login::Login;
use crate::oauth::jwt;
use crate::oauth::pkce::s256;
use crate::server::{Code, DeviceCode, RefreshToken, Refusal};
use crate::weigh::correction;

impl World {
    /// Gives the code out whose authorization request is not in the capture: bound to what the token request says.
    pub(super) fn seed_code(&mut self, login: &Login<'_>) {
        let Some(token) = login.decisive() else { return };
        self.missing
            .push("the authorization request (its `redirect_uri` and `code_challenge`)".to_owned());
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
    pub(super) fn seed_device_code(
        &mut self,
        device: &DeviceAuthorization,
        decisive: Option<&TokenExchange>,
        cause: Cause<'_>,
    ) {
        let issued = self.clock(&device.seen);
        let lives = device.expires_in.and_then(|seconds| i64::try_from(seconds).ok());
        let lives = lives.map_or(i64::MAX, |seconds| seconds.saturating_mul(1000));
        let age = decisive.map(|token| self.clock(&token.seen).saturating_sub(issued));
        let code = DeviceCode {
            client: device.client_id.clone().unwrap_or_else(|| self.client.clone()),
            expires: if cause.is(Refusal::DeviceCodeExpired) {
                issued.saturating_add(lives.min(age.unwrap_or(lives).saturating_sub(1)))
            } else {
                i64::MAX
            },
            interval: i64::try_from(device.interval).unwrap_or(i64::MAX).saturating_mul(1000),
            polled: None,
            decision: (!cause.is(Refusal::PollTooEarly)).then(|| !cause.is(Refusal::UserDenied)),
            is_used: false,
        };
        self.server.issue_device_code(device.device_code.expose(), code);
    }

    /// Gives out every refresh token that the capture shows being issued before, and one that it does not show.
    pub(super) fn seed_refresh_tokens(&mut self, login: &Login<'_>, cause: Cause<'_>) {
        let flow = login.flow;
        let Some(token) = login.decisive() else { return };
        self.note_lost_answer(login, cause);
        // A newer one took its place; a reuse that the capture shows uses it up by itself.
        let is_stale = cause.is(Refusal::RefreshTokenReused) && cause.is(Refusal::RefreshTokenUnknown);
        let parent = flow.parent.and_then(|id| login.traffic.flows.get(id.checked_sub(1)?));
        let scope = parent.and_then(|parent| Some(parent.asked("scope")?.value.clone()));
        let issued = parent.into_iter().flat_map(|parent| &parent.tokens);
        let mut seed = |value: &str, issued: Option<&TokenExchange>| {
            let answer = issued.map(|issued| &issued.answer);
            let lives = answer.and_then(|answer| i64::try_from(answer.refresh_expires_in?).ok());
            let by_answer = issued.zip(lives.filter(|lives| *lives > 0));
            let by_answer =
                by_answer.map(|(issued, lives)| self.clock(&issued.seen).saturating_add(lives.saturating_mul(1000)));
            let expires = by_answer.or_else(|| jwt::time(&jwt::claims(value)?, "exp")?.checked_mul(1000));
            let client = issued
                .and_then(TokenExchange::client_id)
                .or_else(|| parent?.client_id());
            let key = issued.and_then(|issued| issued.proof.as_ref()?.thumbprint.clone());
            let is_public =
                issued.is_some_and(|issued| !issued.has_authorization && issued.params.get("client_secret").is_none());
            let refresh_token = RefreshToken {
                client: client.unwrap_or_else(|| self.client.clone()),
                login: "login".to_owned(),
                scope: answer.and_then(|answer| answer.scope.clone()).or_else(|| scope.clone()),
                key: key.filter(|_| is_public),
                expires,
                is_used: is_stale,
                is_revoked: false,
            };
            self.server.issue_refresh_token(value, refresh_token);
        };
        let mut is_shown = false;
        // What the verdict found to be the right one was issued in the capture, too.
        if let Some(right) = cause.set_to("refresh_token") {
            seed(&right, None);
            is_shown = true;
        }
        for issuing in issued {
            if let Some(value) = &issuing.answer.refresh_token {
                seed(value.expose(), Some(issuing));
                is_shown = true;
            }
        }
        let first = flow
            .tokens
            .first()
            .and_then(|first| first.params.filled("refresh_token"));
        let first = first.or(token.params.filled("refresh_token"));
        let first = first.filter(|first| !is_shown && !is_unset(&first.value));
        if let Some(value) = first {
            seed(&as_issued(value, cause.is(Refusal::RefreshTokenUnknown)), None);
            self.missing
                .push("the login that issued the `refresh_token`".to_owned());
        }
        let revoked = |value: &Secret| {
            login
                .traffic
                .revocations
                .iter()
                .any(|revocation| revocation.token == *value)
        };
        let issued = parent.into_iter().flat_map(|parent| &parent.tokens).chain(&flow.tokens);
        if issued
            .filter_map(|issued| issued.answer.refresh_token.as_ref())
            .any(revoked)
        {
            self.server.revoke("login");
        }
    }

    /// Says which answer never came that may have held the next refresh token, where the verdict does not.
    fn note_lost_answer(&mut self, login: &Login<'_>, cause: Cause<'_>) {
        let Some(token) = login.decisive().filter(|_| !cause.is(Refusal::RefreshTokenReused)) else {
            return;
        };
        let is_lost = |other: &&TokenExchange| {
            other.seen.order < token.seen.order && other.answer.status.is_none() && !other.excerpt
        };
        if let Some(lost) = login.flow.tokens.iter().find(is_lost) {
            self.missing.push(format!(
                "the answer to the request of exchange {}, which may have used the `refresh_token` up",
                lost.seen.exchange
            ));
        }
    }

    /// Takes the `DPoP` proofs of other logins as used, where this server refused the proof.
    pub(super) fn seed_proofs(&mut self, login: &Login<'_>, cause: Cause<'_>) {
        let Some(token) = login.decisive() else { return };
        if !token.answer.is_error("invalid_dpop_proof") && !cause.is(Refusal::ProofReused) {
            return;
        }
        let others = login.traffic.flows.iter().filter(|flow| flow.id != login.flow.id);
        let before = others
            .flat_map(|flow| &flow.tokens)
            .filter(|other| other.seen.order < token.seen.order && other.succeeded());
        for proof in before.filter_map(|other| other.proof.as_ref()) {
            if let Some((key, jti)) = proof.thumbprint.as_ref().zip(proof.jti.as_ref()) {
                self.server.use_proof(key, jti.expose());
            }
        }
    }
}
