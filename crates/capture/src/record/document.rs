//! What kind of document JSON is: a log, an answer, a capture.

use serde::de::IgnoredAny;

use super::node::{Member, Node};
use crate::text::value::JsonValue;

/// The kind of an object.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ObjectKind {
    /// A logger wrote it: it has a message, and a level, a time or a logger.
    Logged,
    /// It only wraps a line that a program wrote.
    Wrapping,
    /// An event with a time and no message.
    Event,
    /// Anything else.
    Other,
}

/// Says what an object is, by the names of its members.
pub(super) fn kind(members: &[Member<'_>]) -> ObjectKind {
    let has = |names: &[&str]| members.iter().any(|member| names.contains(&member.name.as_ref()));
    let text = |name: &str| members.iter().any(|member| member.name == name && member.node.kind() == b'"');
    let is_only = |names: &[&str]| members.iter().all(|member| names.contains(&member.name.as_ref()));
    let is_wrapping = text("log") && has(&["stream", "time", "kubernetes", "docker"])
        || text("MESSAGE") && has(&["__REALTIME_TIMESTAMP", "_PID", "PRIORITY", "SYSLOG_IDENTIFIER"])
        || text("textPayload") && has(&["severity", "timestamp", "resource", "logName"])
        || text("message") && has(CLOUDWATCH) && is_only(CLOUDWATCH);
    // Spring's and Nest's answers have messages and times, too.
    let is_answer = has(&["status", "statusCode"]) && has(&["error", "path"]) && !has(LEVELS);
    let is_issued = has(&["access_token", "expires_in", "token_type"]);
    if is_wrapping {
        ObjectKind::Wrapping
    } else if message(members).is_some() && (has(LEVELS) || has(TIMES) || has(LOGGERS)) && !is_answer && !is_issued {
        ObjectKind::Logged
    } else if has(TIMES) && members.len() > 2 && !is_answer && !is_issued {
        ObjectKind::Event
    } else {
        ObjectKind::Other
    }
}

/// Returns the member that holds the message.
pub(super) fn message<'m, 'a>(members: &'m [Member<'a>]) -> Option<&'m Member<'a>> {
    let find = |is_text: &dyn Fn(&str) -> bool| {
        let has_text = |member: &&Member<'_>| member.node.quoted().is_some_and(is_text);
        MESSAGES.iter().find_map(|name| members.iter().find(|member| member.name == *name && has_text(member)))
    };
    find(&|quoted| !quoted.is_empty()).or_else(|| find(&|_| true))
}

/// Returns whether what begins with a brace or bracket is text anyway: a log (`[2026-11-22 …]`, records in JSON),
/// one object in each line, an object with words behind it, the members of a token request, an answer.
pub(crate) fn reads_as_text(head: &[u8]) -> bool {
    let head = match std::str::from_utf8(head) {
        Ok(head) => head,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    let head = head.trim_start();
    if !head.starts_with(['{', '[']) {
        return true;
    }
    let mut values = serde_json::Deserializer::from_str(head).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let (first, behind) = head.split_at(values.byte_offset());
            let node = Node { value: JsonValue { raw: first.trim_end(), at: 0 }, is_cut: false };
            !is_capture(node) && (!behind.trim().is_empty() || is_text(node, 0))
        }
        // A date in brackets, an object of JavaScript.
        Some(Err(error)) if error.is_syntax() && error.line() == 1 && error.column() <= 8 => true,
        Some(Err(_)) => Node::read(head, 0).is_ok_and(|node| !is_capture(node) && is_text(node, 0)),
        None => false,
    }
}

/// Returns whether a document is a HAR or an entry of one.
fn is_capture(node: Node<'_>) -> bool {
    let members = node.members();
    members.iter().any(|member| match member.name.as_ref() {
        "log" => member.node.kind() == b'{',
        "request" => {
            let request = member.node.members();
            request.is_empty() && member.node.kind() == b'{'
                || request.iter().any(|member| member.name == "url" || member.name == "method")
        }
        "entries" => {
            member.node.kind() == b'[' && !member.node.elements().first().is_some_and(|entry| is_text(*entry, 0))
        }
        _ => member.node.value.raw.starts_with('{') && member.node.value.raw.contains("\"entries\""),
    })
}

/// Returns whether a document is a log, an answer or parameters.
fn is_text(node: Node<'_>, depth: usize) -> bool {
    if depth > DEEPEST {
        return false;
    }
    if node.kind() == b'[' {
        return node.elements().into_iter().take(MOST_LOOKED_AT).any(|element| is_text(element, depth + 1));
    }
    let members = node.members();
    let has = |name: &str| members.iter().any(|member| member.name == name);
    let is_answer =
        has("error") || has("errors") || has("error_description") || has("access_token") || has("errorCode");
    let is_problem = has("status") && (has("title") || has("detail"));
    let is_sent = has("grant_type") || has("grantType");
    // What a test server is told to answer is nothing that was answered.
    let is_mapped = has("request") && has("response") || has("mappings") || has("_type") || has("item");
    let kind = kind(&members);
    if is_mapped && kind == ObjectKind::Other {
        return false;
    }
    is_answer
        || is_problem
        || is_sent
        || kind != ObjectKind::Other
        || node.value.raw.contains("\"grant_type\"") && depth == 0
        || members.iter().any(|member| is_envelope(member) && holds_records(member.node, depth + 1))
}

/// Returns whether records may be in a member.
fn is_envelope(member: &Member<'_>) -> bool {
    member.node.kind() == b'[' || member.node.kind() == b'{' && ENVELOPES.contains(&member.name.as_ref())
}

/// Returns whether records of a log stand somewhere in a value.
fn holds_records(node: Node<'_>, depth: usize) -> bool {
    if depth > DEEPEST {
        return false;
    }
    let members = node.members();
    kind(&members) != ObjectKind::Other
        || members.iter().any(|member| is_envelope(member) && holds_records(member.node, depth + 1))
        || node.elements().into_iter().take(MOST_LOOKED_AT).any(|element| holds_records(element, depth + 1))
}

/// The members that hold the message, the surest first.
const MESSAGES: &[&str] = &[
    "message",
    "msg",
    "@m",
    "@mt",
    "log",
    "MESSAGE",
    "Message",
    "RenderedMessage",
    "textPayload",
    "short_message",
    "event",
    "text",
    "body",
    "content",
    "log.message",
];

/// The members that hold the level.
pub(super) const LEVELS: &[&str] = &[
    "level",
    "severity",
    "lvl",
    "@l",
    "LogLevel",
    "Level",
    "log.level",
    "levelname",
    "loglevel",
    "log_level",
    "level_name",
    "severityText",
    "levelno",
    "level_value",
];

/// The members that hold the time.
pub(super) const TIMES: &[&str] = &[
    "time",
    "timestamp",
    "ts",
    "@timestamp",
    "@t",
    "Timestamp",
    "eventTime",
    "date",
    "datetime",
    "asctime",
    "published",
    "createdDateTime",
    "created_at",
    "createdAt",
    "TimeStamp",
    "TimeGenerated",
    "_time",
    "__REALTIME_TIMESTAMP",
];

/// The members that hold the name of the logger.
pub(super) const LOGGERS: &[&str] = &[
    "logger",
    "logger_name",
    "loggerName",
    "SourceContext",
    "Category",
    "log.logger",
    "caller",
    "channel",
    "name",
    "component",
    "module",
];

/// The objects that a record is in: of Elastic, Google Cloud, Datadog.
pub(super) const ENVELOPES: &[&str] =
    &["hits", "_source", "jsonPayload", "content", "attributes", "result", "fields", "event"];

/// The members of an event of `CloudWatch`.
const CLOUDWATCH: &[&str] = &[
    "message",
    "timestamp",
    "ingestionTime",
    "id",
    "eventId",
    "logStreamName",
    "logGroupName",
    "@message",
    "@timestamp",
    "@ptr",
];

/// How many elements are looked at to say what a list is.
const MOST_LOOKED_AT: usize = 4;

/// How deep a record may be in a document.
const DEEPEST: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_and_answers_are_text_and_captures_are_not() {
        for text in [
            r#"{"level":"error","msg":"x"}"#,
            r#"[{"level":"error","msg":"x"}]"#,
            r#"{"hits":{"hits":[{"_source":{"@timestamp":"2026-03-02T10:11:12Z","message":"x"}}]}}"#,
            r#"{"events":[{"timestamp":1772446272345,"message":"x"}]}"#,
            r#"{"Records":[{"eventTime":"2026-03-02T10:11:12Z","eventName":"Token_POST","a":1}]}"#,
            r#"{"error":"invalid_grant"}"#,
            r#"{"eventName":"AM","timestamp":"2026-03-02T10:11:12Z","request":{"detail":{}},"response":{"status":"FAILED"}}"#,
            r#"{"type":"about:blank","title":"Bad Request","status":400}"#,
            r#"{"level":"error","msg":"cut he"#,
            r#"{"a":1} and words"#,
            "[2026-11-22 10:11:12] x",
            "{ grant_type: 'x' }",
        ] {
            assert!(reads_as_text(text.as_bytes()), "{text}");
        }
        for text in [
            r#"{"log":{"entries":[]}}"#,
            r#"{"log":{"version":"1.2","entries":[{"request":{"#,
            r#"{"request":{"method":"GET","url":"https://app.example/"},"response":{}}"#,
            r#"{"mappings":[{"request":{"url":"/token"},"response":{"status":400}}]}"#,
            r#"{"a":1}"#,
            r#"{"openapi":"3.0.0","info":{}}"#,
        ] {
            assert!(!reads_as_text(text.as_bytes()), "{text}");
        }
    }
}
