//! When the runs of a login prove something.

use super::conclusion::{Conclusion, Judged, Proof, Run};
use super::world::World;
use crate::flow::TokenExchange;
use crate::login::{Login, Outcome};
use crate::rules::Confidence;
use crate::server::Refusal;
use crate::weigh::{Finding, StepKind};

/// What is known of why a login ended as it did. The model is stricter than some servers, and knows less than each: where the two
/// disagree, there is no proof.
pub(super) struct Established<'a, 'b> {
    pub(super) login: &'a Login<'b>,
    pub(super) verdict: Option<&'a Finding>,
    pub(super) findings: &'a [Finding],
    pub(super) also_refused: Option<Refusal>,
}

impl Established<'_, '_> {
    /// Returns whether the run of the recorded login ends as it did in truth.
    pub(super) fn holds(&self, recorded: &Run, world: &World) -> bool {
        let has_failed = matches!(self.login.outcome(), Outcome::Failed | Outcome::Denied);
        match (recorded.refused(), self.verdict) {
            (Some(_), Some(_)) => self.refuses(recorded),
            // Why a server refused a login for which no rule knows a cause, the model does not know either.
            (Some((at, refusal)), None) => {
                !has_failed && (self.is_found(refusal) || refusal.is_of_client() || !self.was_accepted(at))
            }
            // Where no code came, there never was a token request.
            (None, Some(_)) => {
                let flow = self.login.flow;
                world.tokens.is_empty() && (!flow.tokens.is_empty() || flow.delivered_code().is_some())
            }
            // A server that asks for PKCE late says something else first.
            (None, None) => !has_failed || !world.lacks_pkce() && self.login.decisive().is_some_and(is_judged),
        }
    }

    /// Returns whether the recorded login is refused for what the verdict says, where there is one.
    pub(super) fn refuses(&self, recorded: &Run) -> bool {
        let is_about = |at: &Judged, refusal| match self.verdict {
            Some(verdict) => {
                verdict.rule.refusals.contains(&refusal) || self.also_refused.is_some() && !self.was_accepted(at)
            }
            None => true,
        };
        recorded.refused().is_some_and(|(at, refusal)| is_about(at, refusal))
    }

    /// Returns what would show that the verdict is right, where no value of the capture does.
    pub(super) fn decides(&self, recorded: &Run, world: &World) -> Option<&'static str> {
        let verdict = self.verdict.filter(|_| !self.refuses(recorded))?;
        let is_proven = verdict.found.confidence == Confidence::Proven;
        let is_unread = world.tokens.is_empty() && (is_proven || !self.login.flow.tokens.is_empty());
        let mut refused = recorded.refused().into_iter();
        let is_other_server = refused.any(|(at, _)| is_proven || self.was_accepted(at));
        if is_unread || is_other_server {
            return None;
        }
        decided_by(*verdict.rule.refusals.first()?).or(verdict.rule.optional.needs)
    }

    /// Returns whether what follows from both runs can be said: which value is missing, or what is still wrong.
    pub(super) fn concludes(&self, proof: &Proof) -> bool {
        let again = proof.corrected.as_ref().and_then(Run::refused);
        match proof.conclusion {
            Conclusion::NeedsValue => !proof.missing.is_empty(),
            Conclusion::StillRefused => again.is_some_and(|(_, refusal)| self.is_found(refusal)),
            Conclusion::Accepted | Conclusion::NothingWrong | Conclusion::Consistent => true,
        }
    }

    fn is_found(&self, refusal: Refusal) -> bool {
        self.findings.iter().any(|finding| finding.rule.refusals.contains(&refusal))
    }

    /// Returns whether the capture shows that this server accepted a message.
    fn was_accepted(&self, message: &Judged) -> bool {
        let flow = self.login.flow;
        match message.kind {
            StepKind::PushedRequest => {
                let pushed = flow.authorize.as_ref().and_then(|authorize| authorize.pushed.as_ref());
                pushed.is_some_and(|pushed| pushed.status.is_some_and(|status| status < 300))
            }
            StepKind::AuthorizeRequest => flow.delivered_code().is_some(),
            _ => flow.tokens.iter().any(|token| token.seen.exchange == message.exchange && token.succeeded()),
        }
    }
}

/// Returns whether an answer is that of a token endpoint which looked at the request: not of a server that was unable to, nor of a
/// login page.
fn is_judged(token: &TokenExchange) -> bool {
    let answer = &token.answer;
    match answer.error.as_deref() {
        Some("server_error" | "temporarily_unavailable") => false,
        Some(_) => true,
        None => answer.status.is_some_and(|status| (400..500).contains(&status)),
    }
}

/// Returns what decides whether it is so, where that is in no message: only the server, or the client, knows it.
fn decided_by(refusal: Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::RequestUriReused | Refusal::RequestUriExpired => {
            "what the server's log says about this `request_uri`: used before or expired"
        }
        Refusal::StateMissing | Refusal::StateDiffers => {
            "the `state` that the client keeps, to compare with the one that came back"
        }
        Refusal::SecretFromPublicClient => "whether the client is registered as public, without a secret",
        Refusal::CodeUnknown => "the `code` of the authorization response, to compare with the one that was sent",
        Refusal::CodeReused => "what the server's log says about this `code`: when it was first redeemed, and by whom",
        Refusal::AssertionReused => "what the server's log says about this `jti`: when it was first used, and by whom",
        Refusal::CodeExpired => "how long this server keeps a `code`",
        Refusal::RefreshTokenUnknown
        | Refusal::RefreshTokenReused
        | Refusal::RefreshTokenRevoked
        | Refusal::RefreshTokenExpired => {
            "what the server's log says about this `refresh_token`: used, replaced, revoked or expired"
        }
        Refusal::DeviceCodeExpired => "what the server's log says about this `device_code`: used, withdrawn or expired",
        Refusal::PasswordGrant | Refusal::UserCredentialsRefused => {
            "the user's account: whether it is enabled and has this password"
        }
        Refusal::GrantNotAllowed => "the grant types that the client's registration allows",
        _ => return None,
    })
}
