//! What to do where the capture does not say enough.

use crate::diagnosis::Finding;
use crate::oauth::AnswerBody;
use crate::oauth::Grant;
use crate::rules::{self, Confidence, Login, Outcome};

/// Returns what to record or ask next; nothing where the cause is proven.
pub(super) fn next(login: &Login<'_>, verdict: Option<&Finding>) -> Vec<String> {
    if verdict.is_some_and(|finding| finding.found.confidence == Confidence::Proven) {
        return Vec::new();
    }
    let flow = login.flow;
    let mut next = Vec::new();
    if flow.tokens.iter().any(|token| token.proposed) {
        return next;
    }
    if login.decisive().is_some_and(rules::hides_its_values) {
        next.push("Ask for a recording of the login, such as a HAR: placeholders stand in this text for the code and what else could be compared.".to_owned());
    }
    if login.is_unanswered() {
        next.push("The answer to the token request is not in the capture. Make a new login, as a code works once, and record its answer, too: export a HAR, or run the command with `curl -i`.".to_owned());
    }
    let code_grant = flow.grant == Grant::AuthorizationCode;
    if code_grant && flow.authorize.is_none() {
        next.push("Record from before the login begins (open DevTools first, tick \u{201c}Preserve log\u{201d}), so that the authorization request is in the capture.".to_owned());
    }
    if code_grant && flow.tokens.is_empty() && !flow.responses.is_empty() && login.outcome() != Outcome::Denied {
        next.push("If a server exchanges the code, add its log of the request to the token endpoint, or record with a proxy between the two; until then PKCE, redirect_uri and client authentication cannot be checked.".to_owned());
        next.push("If a page exchanges it, look at its console: the client stopped before the request (state or verifier not found, a failed check), or the browser blocked it.".to_owned());
    }
    if login.facts.sanitised {
        next.push("Export with sensitive data (Chrome: Settings \u{2192} Preferences \u{2192} Network \u{2192} \u{201c}Allow to generate HAR with sensitive data\u{201d}), as this capture has no cookies and no Authorization headers.".to_owned());
    }
    if let Some(token) = login.decisive().filter(|token| !login.succeeded(token)) {
        if token.answer.status.is_some() && token.answer.body == AnswerBody::Missing {
            next.push("Record the body of the token response: it names the error.".to_owned());
        }
        if verdict.is_none() && token.refused() {
            let time = token.seen.time.map(|time| format!(" at {time:.0}")).unwrap_or_default();
            let unseen = match flow.grant {
                Grant::AuthorizationCode => {
                    "the client's registration (redirect URIs, grants, authentication method), its secret and the lifetime of the code"
                }
                Grant::RefreshToken => {
                    "whether the refresh token was revoked or has expired, and the client's registration and secret"
                }
                _ => "the client's registration and what the server knows of the credentials",
            };
            next.push(format!("Ask the operator of the authorization server for its log of this request{time}: a capture does not show {unseen}."));
        }
        if verdict.is_none() && token.params.is_empty() {
            next.push("Record the body of the token request (in DevTools, not a log of the application).".to_owned());
        }
    }
    next
}
