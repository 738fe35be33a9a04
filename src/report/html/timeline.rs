//! The life of an authorization code: issued, delivered, redeemed.

use super::parts::{is_unsent, passed};
use crate::diagnosis::Diagnosis;
use crate::oauth::Grant;
use crate::weigh::{Step, StepKind};

/// A moment in the life of the code.
pub(super) struct Moment {
    pub(super) what: &'static str,
    pub(super) exchange: usize,
    /// How long after the code was issued.
    pub(super) since_issue: Option<String>,
    pub(super) status: Option<String>,
    /// `good`, `bad` or `plain`.
    pub(super) tone: &'static str,
}

/// Returns the first moments, and how many more there are; none where the code was not redeemed, or nothing else is known of it.
pub(super) fn moments(login: &Diagnosis) -> (Vec<Moment>, usize) {
    if login.grant != Grant::AuthorizationCode {
        return (Vec::new(), 0);
    }
    let of_code = |step: &&Step| {
        matches!(step.kind, StepKind::AuthorizationResponse | StepKind::Callback | StepKind::TokenRequest)
    };
    let steps: Vec<&Step> = login.steps.iter().filter(of_code).collect();
    let is_redeemed = steps.iter().any(|step| step.kind == StepKind::TokenRequest);
    let Some(first) = steps.first().filter(|_| is_redeemed && steps.len() > 1) else {
        return (Vec::new(), 0);
    };
    let mut redemptions = 0;
    let moment = |step: &&Step| {
        let is_token = step.kind == StepKind::TokenRequest;
        let is_unsent = is_unsent(login, step);
        redemptions += usize::from(is_token && !is_unsent);
        Moment {
            what: match (step.kind, redemptions) {
                (StepKind::AuthorizationResponse, _) => "issued",
                (StepKind::Callback, _) => "delivered to the client",
                _ if is_unsent => "not redeemed: never sent",
                (_, 1) => "redeemed",
                _ => "redeemed again",
            },
            exchange: step.seen.exchange,
            since_issue: step.seen.since(&first.seen).map(passed),
            status: step.status.map(|status| status.to_string()),
            tone: match step.status {
                None if is_unsent => "bad",
                Some(400..) if is_token => "bad",
                Some(200..300) if is_token => "good",
                _ => "plain",
            },
        }
    };
    let shown = steps.iter().take(MOST).map(moment).collect();
    (shown, steps.len().saturating_sub(MOST))
}

/// More fit no line.
const MOST: usize = 8;
