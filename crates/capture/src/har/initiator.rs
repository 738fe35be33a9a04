//! `_initiator`: what made the browser send a request. Chrome writes the call stack of the Chrome DevTools Protocol
//! (`Runtime.StackTrace`), whose lines and columns begin with 0.

use oauth_doctor_wire::url::{authority_at, user_info};

use crate::exchange::CallFrame;
use crate::text::value::{JsonValue, string_or_number};

/// The most frames that are kept, and the most asynchronous callers that are followed.
const KEPT: usize = 8;

/// Returns the call stack, innermost first.
pub(super) fn stack(initiator: Option<JsonValue<'_>>) -> Vec<CallFrame> {
    let mut frames = Vec::new();
    let mut stack = initiator.and_then(|initiator| initiator.member("stack"));
    for _ in 0..KEPT {
        let Some(part) = stack else { break };
        let called = part.member("callFrames");
        let room = KEPT - frames.len();
        frames.extend(called.into_iter().flat_map(JsonValue::elements).filter_map(frame).take(room));
        stack = part.member("parent");
    }
    frames
}

fn frame(frame: JsonValue<'_>) -> Option<CallFrame> {
    let [function, url, line, column] = frame.object().pick(["functionName", "url", "lineNumber", "columnNumber"]);
    let url = string_or_number(url);
    // The script of a page has the page's URL, and that may carry the code.
    let script = without_user(url.split(['?', '#']).next().unwrap_or_default());
    (!script.is_empty()).then(|| CallFrame {
        function: string_or_number(function),
        script,
        line: line.and_then(JsonValue::count).unwrap_or_default().saturating_add(1),
        column: column.and_then(JsonValue::count).unwrap_or_default().saturating_add(1),
    })
}

/// A page that was opened with a password in its address hands it on to its scripts.
fn without_user(url: &str) -> String {
    match user_info(url, authority_at(url).unwrap_or(0)) {
        Some(user) => format!("{}{}", &url[..user.start], &url[user.end + 1..]),
        None => url.to_owned(),
    }
}
