//! What to do where the capture does not say enough.

use crate::capture::Recorder;
use crate::flow::TokenExchange;
use crate::login::{Login, Outcome, Stage};
use crate::oauth::{AnswerBody, Grant};
use crate::rules::Confidence;
use crate::weigh::Finding;

/// Returns what to record or ask next; nothing if the cause is proven.
pub(crate) fn next(login: &Login<'_>, verdict: Option<&Finding>) -> Vec<String> {
    if verdict.is_some_and(|finding| finding.found.confidence == Confidence::Proven) {
        return Vec::new();
    }
    let flow = login.flow;
    let code_grant = flow.grant == Grant::AuthorizationCode;
    let mut next = Vec::new();
    if flow.tokens.iter().any(|token| token.proposed) {
        return next;
    }
    if flow.is_prepared_only() {
        next.push("The capture shows no login, only how the client prepares one. Keep recording until the client shows its error: its message says why it went no further.".to_owned());
        return next;
    }
    let recorder = login.recording.recorder;
    let explains = |finding: &Finding| !finding.found.is_fallback || finding.found.is_decided_by_client;
    let is_explained = verdict.is_some_and(explains);
    let mut add = |advice: &str| next.push(advice.to_owned());
    if login.decisive().is_some_and(crate::login::hides_its_values) {
        add(
            "Ask for a recording of the login, such as a HAR: this text has placeholders instead of the code and the other values to compare.",
        );
    }
    // A program that says how it ended has seen the answer.
    if login.is_unanswered() && login.statement().is_none() {
        add(if code_grant { record_answer(recorder) } else { RECORD_ANSWER });
    }
    if flow.tokens.iter().all(TokenExchange::is_pending) && !flow.tokens.is_empty() {
        add("Record until the user has finished: every answer in this capture says that the client must wait.");
    }
    if login.is_told_by_resource() {
        add(
            "Decode the access token, and compare its `aud`, `exp` and `scope` with what the resource expects. A HAR of the login and of the request to the resource lets the tool compare them.",
        );
        return next;
    }
    let lacks_authorize = code_grant && flow.authorize.is_none() && verdict.is_none_or(is_compared);
    // Which client it is, and by which secret, no authorization request shows.
    let client_refused = login.decisive().filter(|token| token.answer.is_error("invalid_client"));
    if client_refused.is_some_and(|token| token.params.is_empty() && !token.has_authorization) {
        add(
            "Add the token request as the client sends it, from a debug log or a proxy: this text doesn't show how the client authenticates.",
        );
    } else if login.has_stopped_itself() && verdict.is_none() {
        add(RECORD_CLIENT);
    } else if lacks_authorize && client_refused.is_none() {
        add(record_authorize(recorder));
    }
    if flow.authorize.is_some()
        && flow.responses.is_empty()
        && flow.tokens.is_empty()
        && login.outcome() == Outcome::Incomplete
    {
        let came_back = flow.authorize.as_ref().is_some_and(|authorize| authorize.came_back);
        add(if came_back {
            "The log shows that a code came back, but neither the token request nor its answer. Record until the application shows its error."
        } else {
            "The capture shows no answer to the authorization request: the user didn't finish, or another tab, browser or app received it. Record until the application shows its error."
        });
    }
    if code_grant
        && flow.tokens.is_empty()
        && flow.delivered_code().is_some()
        && !is_explained
        && !login.has_stopped_itself()
    {
        for reason in missing_exchange(login) {
            add(reason);
        }
    }
    if flow.grant == Grant::RefreshToken
        && flow.parent.is_none()
        && login.outcome() == Outcome::Failed
        && verdict.is_none()
    {
        add(
            "Also record the login that issued this refresh token: only then can the token, the client and the server be compared.",
        );
    }
    if flow.grant.is_polled() && flow.device.is_none() && flow.refused_device.is_none() {
        add(
            "Also record the device authorization request: its answer says which code the server issued, for how long, and how often to poll.",
        );
    }
    // A note of the capture says so too.
    if login.recording.sanitised && login.outcome() == Outcome::Failed && verdict.is_none() && !flow.tokens.is_empty() {
        add(record_credentials(recorder));
    }
    if let Some(token) = login.decisive().filter(|token| !login.succeeded(token)) {
        if token.answer.status.is_some() && token.answer.body == AnswerBody::Missing {
            let is_lost = token.failure.as_deref().is_some_and(|failure| failure.contains("ERR_FAILED"));
            let is_withheld = is_lost || login.is_hidden_by_cors(token);
            if is_withheld {
                add(SEND_ELSEWHERE);
            } else if !is_explained {
                add(record_response_body(recorder));
            }
        }
        if verdict.is_none() && token.refused() {
            let time = token.seen.time.map(|time| format!(" at {time:.0}")).unwrap_or_default();
            let unseen = match flow.grant {
                _ if client_refused.is_some() => {
                    "the client's registration (grants, authentication method) and its secret"
                }
                Grant::AuthorizationCode => {
                    "the client's registration (redirect URIs, grants, authentication method), its secret and the lifetime of the code"
                }
                Grant::RefreshToken => {
                    "whether the refresh token was revoked or has expired, and the client's registration and secret"
                }
                Grant::ClientCredentials => {
                    "the client's registration (grants, scopes, authentication method) and its secret"
                }
                Grant::Assertion | Grant::TokenExchange => {
                    "the client's registration, and whose keys the server trusts for whom"
                }
                _ => "the client's registration and what the server knows about the credentials",
            };
            add(&format!(
                "Ask the operator of the authorization server for its log of this request{time}: a capture doesn't show {unseen}."
            ));
        }
        if verdict.is_none() && token.params.is_empty() {
            add(record_request_body(recorder));
        }
    }
    if lacks_authorize && client_refused.is_some_and(|token| !token.params.is_empty()) {
        next.push(record_authorize(recorder).to_owned());
    }
    let is_lost = login.decisive().is_some_and(|token| token.answer.status.is_none());
    if next.is_empty() && verdict.is_none() && is_lost && login.outcome() == Outcome::Failed {
        next.push(READ_CONSOLE.to_owned());
    }
    next
}

/// Returns what to ask where a token came back and a resource refuses it, and the capture does not show why.
pub(crate) fn next_of_access(host: &str) -> Vec<String> {
    vec![format!(
        "Ask the operator of {host} why it refuses the token: a capture doesn't show what a resource checks (issuer, audience, scope, \
         expiry, the user's rights)."
    )]
}

/// Returns whether the authorization request can prove a verdict: what the server compares with it is likely wrong.
fn is_compared(verdict: &Finding) -> bool {
    let stage = verdict.found.stage.or(verdict.rule.optional.stage);
    stage.is_some_and(|stage| stage >= Stage::Code) && !verdict.found.is_decided_by_client
}

/// Returns the usual reasons why a code is delivered and no token request follows, and how to see which it is.
fn missing_exchange(login: &Login<'_>) -> &'static [&'static str] {
    const SERVER: &str = "If one of the application's servers exchanges the code, no browser sees that: add the log of its token request (`--join` reads both as one login), or record between the two servers with a proxy (`mitmdump --set hardump=login.har`).";
    const STOPPED: &str = "If a page exchanges it, its console says why it stopped: it couldn't find its state or verifier (another tab or host name, storage cleared), a check failed (`state`, `iss`), or the browser blocked the request (CORS, `connect-src`, an extension).";
    const UNSEEN: &str = "The recorder sees only one tab: record popups, apps and service workers with a proxy (mitmproxy, Charles, Fiddler), and tick \u{201c}Preserve log\u{201d} (Firefox: \u{201c}Persist Logs\u{201d}) before the login.";
    let flow = login.flow;
    let by_server = flow.backend.is_some() || login.callback_failed();
    match login.recording.recorder {
        _ if by_server => &[SERVER],
        // A proxy sees every tab.
        Recorder::Proxy => &[SERVER, STOPPED],
        _ => &[SERVER, STOPPED, UNSEEN],
    }
}

/// Returns how to record a login from its beginning.
pub fn record_all(recorder: Recorder) -> &'static str {
    match recorder {
        Recorder::Har => {
            "Start recording before the login begins. In a browser, open DevTools first, tick \u{201c}Preserve log\u{201d}, log in, then export the HAR."
        }
        Recorder::Proxy => {
            "Start the proxy before the login begins, route the browser and the server that exchanges the code through it, and let it decrypt HTTPS."
        }
        Recorder::NetLog => {
            "Start the log before the login begins. A HAR of the same login shows more (F12, Network, \u{201c}Preserve log\u{201d}, Export HAR)."
        }
        Recorder::Trace => {
            "Start the trace before the login begins, with `snapshots: true`: otherwise it has no network traffic."
        }
        Recorder::Cassette => {
            "Delete the cassette and run the test again, so that the library records the whole login."
        }
        Recorder::Command | Recorder::Transcript | Recorder::Collection | Recorder::Text | Recorder::Unknown => {
            "Record the login as a HAR, from before it begins: open DevTools first (F12, Network), tick \u{201c}Preserve log\u{201d}, log in, then export the HAR."
        }
    }
}

/// What the client compared is in its storage and in what came back to it.
const RECORD_CLIENT: &str = "The client itself stopped the login. Record the same login in a browser (a HAR, from before it begins) and pass both with `--join`: that shows the values that the client checked.";

const READ_CONSOLE: &str = "The token request has no answer in the capture. The console of the browser, or the log of the client, says why: add it with `--join`.";

const RECORD_ANSWER: &str = "The answer to the token request is not in the capture. Record it too: export a HAR, or run the request with `curl -i` and include its output below the command.";

fn record_answer(recorder: Recorder) -> &'static str {
    match recorder {
        Recorder::Command | Recorder::Collection => {
            "The answer to the token request is not in the capture: only the request was copied. A code works once, so start a new login and record the answer too: export a HAR, or run the request with `curl -i` and include its output below the command."
        }
        Recorder::Transcript | Recorder::Text => {
            "The answer to the token request is not in this text. Add its status and body. If they are lost, start a new login (a code works once) and record it as a HAR."
        }
        Recorder::Har
        | Recorder::Proxy
        | Recorder::NetLog
        | Recorder::Trace
        | Recorder::Cassette
        | Recorder::Unknown => {
            "The answer to the token request is not in the capture. A code works once, so start a new login, and stop recording only after the answer."
        }
    }
}

fn record_authorize(recorder: Recorder) -> &'static str {
    match recorder {
        Recorder::Command | Recorder::Transcript | Recorder::Collection | Recorder::Text => {
            "Add the URL that started this login (the one with `response_type` and `redirect_uri`) to the text, or pass a HAR of the login as well, with `--join`."
        }
        Recorder::Cassette => {
            "A cassette has only what the tested program sends. Add the URL that started the login (the one with `response_type` and `redirect_uri`), or a HAR of the login, with `--join`."
        }
        Recorder::Proxy => {
            "Start the proxy before the login begins, so that the authorization request is in the capture."
        }
        Recorder::NetLog => "Start the log before the login begins, so that the authorization request is in it.",
        Recorder::Trace => "Start the trace before the login begins, so that the authorization request is in it.",
        Recorder::Har | Recorder::Unknown => {
            "Start recording before the login begins (in a browser, open DevTools first and tick \u{201c}Preserve log\u{201d}), so that the authorization request is in the capture."
        }
    }
}

fn record_credentials(recorder: Recorder) -> &'static str {
    match recorder {
        Recorder::NetLog => {
            "Record with \u{201c}Include cookies and credentials\u{201d} (chrome://net-export): this log has its cookies and Authorization headers removed."
        }
        Recorder::Cassette => {
            "Record without the filters of the library (`filter_headers`, `filter_sensitive_data`), on a test account: this cassette has no cookies and no Authorization headers."
        }
        _ => {
            "Export with sensitive data (Chrome: Settings \u{2192} Preferences \u{2192} Network \u{2192} \u{201c}Allow to generate HAR with sensitive data\u{201d}): this capture has no cookies and no Authorization headers."
        }
    }
}

/// What a browser does not show to the page, no recording of the page has.
const SEND_ELSEWHERE: &str = "Send the same request with curl, or record the login with a proxy: the browser withholds the body of this answer, which names the error.";

fn record_response_body(recorder: Recorder) -> &'static str {
    match recorder {
        Recorder::NetLog => {
            "Record the body of the token response, which names the error: choose \u{201c}Include raw bytes\u{201d} (chrome://net-export), or export a HAR."
        }
        _ => "Record the body of the token response: it names the error.",
    }
}

fn record_request_body(recorder: Recorder) -> &'static str {
    match recorder {
        Recorder::NetLog => "Record a HAR of the login: a NetLog doesn't show the body of the token request.",
        Recorder::Transcript => {
            "Include the body of the token request too: the command that you ran, or the output of `curl --trace-ascii -`; `curl -v` and `curl -i` don't show it."
        }
        Recorder::Proxy => "Record the body of the token request too.",
        Recorder::Har | Recorder::Trace => {
            "Record the body of the token request: in a browser, with DevTools open; elsewhere, with a proxy."
        }
        Recorder::Cassette => "Record the body of the token request too.",
        Recorder::Command | Recorder::Collection | Recorder::Text | Recorder::Unknown => {
            "Include the body of the token request too."
        }
    }
}
