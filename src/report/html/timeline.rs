//! The life of an authorization code: issued, delivered, redeemed.

use super::parts::passed;
use crate::diagnosis::{Diagnosis, Step};
use crate::oauth::Grant;

/// A moment in the life of the code.
#[derive(Debug)]
pub(super) struct Moment {
    pub(super) what: &'static str,
    pub(super) exchange: usize,
    /// How long after the code was issued.
    pub(super) since_issue: Option<String>,
    pub(super) status: Option<String>,
    /// `good`, `bad` or `plain`.
    pub(super) tone: &'static str,
}

/// Returns the moments; none where fewer than two were recorded, or there are too many to be of one code.
pub(super) fn moments(login: &Diagnosis) -> Vec<Moment> {
    if login.grant != Grant::AuthorizationCode {
        return Vec::new();
    }
    let of_code = |step: &&Step| matches!(step.kind, "authorization_response" | "callback" | "token_request");
    let steps: Vec<&Step> = login.steps.iter().filter(of_code).collect();
    let is_redeemed = steps.iter().any(|step| step.kind == "token_request");
    let Some(first) = steps
        .first()
        .filter(|_| is_redeemed && (2..=MOST).contains(&steps.len()))
    else {
        return Vec::new();
    };
    let mut redemptions = 0;
    let moment = |step: &&Step| {
        let is_token = step.kind == "token_request";
        redemptions += usize::from(is_token);
        Moment {
            what: match (step.kind, redemptions) {
                ("authorization_response", _) => "issued",
                ("callback", _) => "delivered to the client",
                (_, 1) => "redeemed",
                _ => "redeemed again",
            },
            exchange: step.seen.exchange,
            since_issue: step.seen.since(&first.seen).map(passed),
            status: step.status.map(|status| status.to_string()),
            tone: match step.status {
                Some(400..) if is_token => "bad",
                Some(200..300) if is_token => "good",
                _ => "plain",
            },
        }
    };
    steps.iter().map(moment).collect()
}

/// More fit no line.
const MOST: usize = 8;
