//! A login, run through the server model.

use super::conclusion::{Judged, Run};
use super::corrected::Corrected;
use super::world::World;
use crate::disclose::Secret;
use crate::flow::Seen;
use crate::login::{Login, Outcome};
use crate::oauth::{Request, jwt};
use crate::server::{Decision, IdToken, IssuedTokens, Model, Refusal, Tokens};
use crate::weigh::StepKind;

/// Runs a login from its authorization request to the token request that decides, in the place of which, and of the authorization
/// request, the corrected ones are sent.
pub(super) fn run(login: &Login<'_>, world: &World, corrected: &Corrected) -> Run {
    let mut run = Running { login, world, corrected, server: world.server.clone(), steps: Vec::new() };
    // The last step says where it ended.
    let _ = run.authorize().and_then(|()| run.preflight()).and_then(|()| run.redeem());
    Run { steps: run.steps }
}

struct Running<'a, 'b> {
    login: &'a Login<'b>,
    world: &'a World,
    corrected: &'a Corrected,
    server: Model,
    steps: Vec<Judged>,
}

impl Running<'_, '_> {
    fn step<T>(&mut self, kind: StepKind, seen: Seen, result: Result<T, Refusal>) -> Result<T, Refusal> {
        self.steps.push(Judged { kind, exchange: seen.exchange, refusal: result.as_ref().err().copied() });
        result
    }

    /// The authorization request, and what comes back.
    fn authorize(&mut self) -> Result<(), Refusal> {
        let (login, world) = (self.login, self.world);
        let Some((authorize, recorded)) = login.flow.authorize.as_ref().zip(world.authorize.as_ref()) else {
            return Ok(());
        };
        let mut request = self.corrected.authorize.as_ref().unwrap_or(recorded).clone();
        world.fill(&mut request);
        if let Some(pushed) = &authorize.pushed {
            let client = request.value("client_id").unwrap_or(&world.client).to_owned();
            let is_accepted = pushed.status.is_some_and(|status| status < 300);
            let registered = is_accepted.then(|| world.let_in(&mut self.server, &request)).flatten();
            let result = self.server.push(&request, world.clock(&pushed.seen), REQUEST_URI);
            if let Some(client) = registered {
                self.server.register(client);
            }
            self.step(StepKind::PushedRequest, pushed.seen, result)?;
            request = Request::get(&authorize.endpoint, [("client_id", client.as_str()), ("request_uri", REQUEST_URI)]);
            if login.is_request_uri_reused() {
                // Whatever comes of it, it uses the URI up.
                let _ = self.server.authorize(&request, world.clock(&pushed.seen), Decision::Deny);
            }
        }
        let decision = if login.outcome() == Outcome::Denied { Decision::Deny } else { Decision::Grant(&world.code) };
        let response = login.flow.response();
        let at = response.map_or(authorize.seen, |response| response.seen);
        let asked = if authorize.pushed.is_some() { authorize.seen } else { at };
        let result = self.server.authorize(&request, world.clock(&asked), decision);
        let answer = self.step(StepKind::AuthorizeRequest, authorize.seen, result)?;
        world.rebind(&mut self.server, login, self.corrected.authorize.is_some());
        let Some(response) = response.filter(|response| response.params.get("error").is_none()) else {
            return Ok(());
        };
        let (state, iss) = if self.corrected.authorize.is_some() {
            (answer.state.as_deref(), answer.iss.as_deref())
        } else {
            (response.params.value("state"), response.params.value("iss"))
        };
        let result = if self.corrected.authorize.is_none() && login.is_redirected_elsewhere() {
            Err(Refusal::CallbackElsewhere)
        } else {
            world.party.check_response(state, iss)
        };
        self.step(StepKind::AuthorizationResponse, response.seen, result)
    }

    /// What a browser asks before it sends the token request of a page.
    fn preflight(&mut self) -> Result<(), Refusal> {
        let answered = self.login.decisive().filter(|token| token.answer.status.is_some());
        for preflight in &self.login.flow.preflights {
            let Some(origin) = &preflight.origin else { continue };
            let is_allowed = preflight.status.is_some() && !preflight.is_refused();
            // What a browser was denied after the answer that decides is of another request.
            let is_later = answered.is_some_and(|token| preflight.seen.order > token.seen.order);
            if is_allowed {
                self.step(StepKind::Preflight, preflight.seen, Ok(()))?;
            } else if !is_later {
                let result = self.server.preflight(origin);
                self.step(StepKind::Preflight, preflight.seen, result)?;
            }
        }
        Ok(())
    }

    /// The token requests up to the one that decides, and what the client makes of its answer.
    fn redeem(&mut self) -> Result<(), Refusal> {
        let (login, world) = (self.login, self.world);
        for (index, (sent, recorded)) in world.tokens.iter().enumerate() {
            let token = &login.flow.tokens[*sent];
            let decides = index + 1 == world.tokens.len();
            let mut request = recorded.clone();
            if let Some(corrected) = self.corrected.token.as_ref().filter(|_| decides) {
                request = corrected.clone();
            }
            world.fill(&mut request);
            if token.answer.is_error("use_dpop_nonce") {
                let given = token.proof_nonce.as_ref().map(|nonce| nonce.expose().to_owned());
                let before = self.server.config.dpop_nonce.take();
                self.server.config.dpop_nonce = given.or(before).or(Some(String::new()));
            }
            let access = token.answer.access_token.as_ref().map_or(ACCESS_TOKEN, Secret::expose);
            // What a lost answer issued, nobody has.
            let has_answer = token.answer.status.is_some_and(|status| status > 0);
            let lost = (!decides && world.rotates && !has_answer).then_some(LOST_TOKEN);
            let issue = IssuedTokens {
                access_token: access,
                refresh_token: token.answer.refresh_token.as_ref().map(Secret::expose).or(lost),
            };
            let now = world.clock(&token.seen);
            // What the server refused for a reason that the capture does not show, the model takes back; also what may not have reached
            // it.
            let is_lost = !world.rotates && !has_answer;
            let is_undone = !decides && (token.refused() || token.is_pending() || is_lost);
            let before = is_undone.then(|| self.server.clone());
            let is_taken = !decides && token.succeeded();
            let registered = is_taken.then(|| world.let_in(&mut self.server, recorded)).flatten();
            let result = self.server.token(&request, now, issue);
            if let Some(client) = registered {
                self.server.register(client);
            }
            if !decides {
                match (result, before) {
                    (Err(_), _) => {}
                    (Ok(_), Some(before)) => self.server.undo(before),
                    (accepted, None) => {
                        self.step(StepKind::from_grant(login.flow.grant), token.seen, accepted)?;
                    }
                }
                continue;
            }
            let tokens = self.step(StepKind::from_grant(login.flow.grant), token.seen, result)?;
            let is_recorded = self.corrected.token.is_none() && self.corrected.authorize.is_none();
            if is_recorded && login.answered_in_place_of_json(token).is_some() {
                return self.step(StepKind::TokenResponse, token.seen, Err(Refusal::AnswerNotJson));
            }
            let id_token = match &token.answer.id_token {
                Some(issued) if is_recorded => jwt::claims(issued.expose()).map(|claims| read_id_token(&claims)),
                _ => self.expected(tokens),
            };
            if let Some(id_token) = id_token {
                let by_server = token.seen.date.map_or(now, jiff::Timestamp::as_millisecond);
                let result = world.party.check_id_token(&id_token, by_server);
                self.step(StepKind::TokenResponse, token.seen, result)?;
            }
        }
        Ok(())
    }

    /// Returns the ID token of the model, under the issuer that the client expects.
    fn expected(&self, tokens: Tokens) -> Option<IdToken> {
        let issuer = self.world.party.issuer.clone();
        let id_token = tokens.id_token?;
        Some(IdToken { issuer: issuer.unwrap_or(id_token.issuer), ..id_token })
    }
}

fn read_id_token(claims: &serde_json::Map<String, serde_json::Value>) -> IdToken {
    let text = |name: &str| claims.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    IdToken {
        issuer: text("iss").unwrap_or_default(),
        audience: jwt::texts(claims, "aud").into_iter().map(str::to_owned).collect(),
        expires: jwt::time(claims, "exp").unwrap_or(i64::MAX / 1000).saturating_mul(1000),
        nonce: text("nonce"),
    }
}

/// The name under which the model keeps a pushed request.
const REQUEST_URI: &str = "urn:ietf:params:oauth:request_uri:1";
/// A refresh token that was issued in an answer that is not there.
const LOST_TOKEN: &str = "a refresh token that was lost";
/// An access token where the capture has none.
const ACCESS_TOKEN: &str = "an access token";
