//! The shapes in which programs print an error code and its description.

use std::ops::Range;

use super::describe::{shorten, to_end};
use super::facts::{Fact, closed, facts, floor, plain_name, quote};
use super::spot::Spot;

/// What was read of a refusal: where its description stands.
pub(super) struct Shape {
    pub(super) description: Option<Range<usize>>,
    /// The bytes that belong together.
    pub(super) whole: Range<usize>,
}

/// The description of an error that words state, where there is one.
struct Said(Option<Range<usize>>);

/// Reads the words around an error code; `None` if the code is only named. What is not only OAuth's must stand beside
/// something that is.
pub(super) fn of_code(spot: &Spot<'_>, is_sure: bool) -> Option<Shape> {
    if !spot.is_alone() || spot.before().ends_with('`') && spot.after().starts_with('`') {
        return None;
    }
    if is_challenge(spot.before()) {
        return None;
    }
    let in_words = in_brackets(spot).or_else(|| before_colon(spot)).or_else(|| before_parentheses(spot));
    let in_words = in_words.or_else(|| alone(spot));
    match in_words {
        Some(Said(description)) => (is_sure || spot.speaks_of_oauth()).then(|| {
            let end = description.as_ref().map_or(spot.word.end, |range| range.end);
            Shape { description, whole: spot.word.start..end }
        }),
        None => as_value(spot, is_sure).or_else(|| quoted_entry(spot)),
    }
}

/// Returns whether a code stands in a challenge of a resource (RFC 6750 §3): that is no answer of a token endpoint.
fn is_challenge(before: &str) -> bool {
    let is_member = before.trim_end_matches(['"', '\\', ' ']).ends_with("error=");
    let tail = &before[floor(before, before.len().saturating_sub(LONGEST_CHALLENGE))..];
    is_member && ["Bearer ", "bearer ", "DPoP "].iter().any(|scheme| tail.contains(scheme))
}

/// `(invalid_grant) Code not valid`, `failed (invalid_grant): Code not valid`, `[invalid_grant] Code not valid`.
fn in_brackets(spot: &Spot<'_>) -> Option<Said> {
    let (before, after) = (spot.before(), spot.after());
    let is_round = before.ends_with('(') && after.starts_with(')');
    let is_square = before.ends_with('[') && after.starts_with(']');
    if !(is_round || is_square) {
        return None;
    }
    let head = before[..before.len() - 1].trim_end();
    let behind = &after[1..];
    let start = spot.word.end + 1;
    let line = &spot.line;
    if is_round && behind.starts_with(": ") {
        return Some(Said(to_end(spot.source, start + 2, line, None)));
    }
    let announced = head.is_empty() || head.ends_with([':', '-', '"', '\'']) || is_error_word(last_word(head));
    let follows = behind.trim().is_empty() || behind.starts_with(' ');
    (announced && follows).then(|| Said(to_end(spot.source, start, line, None)))
}

/// `invalid_grant: Code not valid`, `invalid_grant | Code not valid`, `invalid_grant - 501481 - [time]: AADSTS501481: …`.
fn before_colon(spot: &Spot<'_>) -> Option<Said> {
    let (before, after) = (spot.before(), spot.after());
    let length = if after.starts_with(": ") {
        2
    } else if after.starts_with(" | ") {
        3
    } else if after.starts_with(" - ") && after.contains("AADSTS") {
        after.find("AADSTS")?
    } else {
        return None;
    };
    let head = before.trim_end();
    let is_statement =
        head.is_empty() || head.ends_with(|c: char| ":=\"'(,.-]>|".contains(c)) || is_error_word(last_word(head));
    // A key of an object is not a statement about this login.
    let is_key = before.ends_with(['{', ',']) || head.ends_with(['{', '|']) && after.starts_with(": ");
    if !is_statement || is_key {
        return None;
    }
    let close = before.ends_with(['"', '\'']).then(|| quote_before(before)).flatten();
    let words = to_end(spot.source, spot.word.end + length, &spot.line, close);
    // `invalid_grant | Code not valid | https://…`.
    let words = words.map(|range| {
        let end = spot.source[range.clone()].find(" | ").map_or(range.end, |at| range.start + at);
        range.start..end
    });
    Some(Said(words))
}

/// `OPError: invalid_grant (Code not valid)`, `'invalid_grant (Code not valid)'`.
fn before_parentheses(spot: &Spot<'_>) -> Option<Said> {
    let (before, after) = (spot.before(), spot.after());
    let inner = after.strip_prefix(" (").or_else(|| after.strip_prefix('('))?;
    let opening = after.len() - inner.len();
    let head = before.trim_end();
    if !head.ends_with([':', '"', '\'']) && !head.is_empty() {
        return None;
    }
    let length = super::facts::bare(inner);
    let start = spot.word.end + opening;
    inner[length..].starts_with(')').then(|| Said(shorten(spot.source, start..start + length)))
}

/// `GaxiosError: invalid_grant`, `IdentityProviderException: invalid_grant in /srv/…`.
fn alone(spot: &Spot<'_>) -> Option<Said> {
    let after = spot.after().trim_end();
    let ends = after.is_empty()
        || ["{", "\\n", " in /", " at ", " {", "\"", "'"].iter().any(|end| after.starts_with(end))
        || is_in_windows_file(after);
    let head = spot.before().trim_end();
    let head = head.strip_suffix(':')?;
    // `Error 400: redirect_uri_mismatch`.
    let head = head.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let name = last_word(head);
    (ends && is_error_word(name) && !head.ends_with('"')).then_some(Said(None))
}

/// `error: 'invalid_grant', error_description: 'Code not valid'`, in the syntax of any program.
fn as_value(spot: &Spot<'_>, is_sure: bool) -> Option<Shape> {
    let container = spot.container();
    let mut found = facts(spot.source, container.clone());
    let mut own = own_fact(&found, &spot.word);
    if own.is_none() {
        found = facts(spot.source, spot.line.clone());
        own = own_fact(&found, &spot.word);
    }
    let own = own?;
    let name = plain_name(&spot.source[own.name.clone()]);
    // MSAL for iOS: `MSALOAuthErrorKey=invalid_grant`.
    let is_key = name.ends_with("error_key") && !name.ends_with("sub_error_key");
    if !is_key && !ERROR_NAMES.contains(&name.as_str()) {
        return None;
    }
    let value = |names: &[&str]| {
        let range = names.iter().find_map(|wanted| {
            found
                .iter()
                .find(|fact| plain_name(&spot.source[fact.name.clone()]) == *wanted)
                .map(|fact| fact.value.clone())
        })?;
        shorten(spot.source, range)
    };
    let described = value(&["error_description", "description", "error_reason", "error_message", "error_summary"]);
    let is_beside = found.iter().any(|fact| PROTOCOL.contains(&plain_name(&spot.source[fact.name.clone()]).as_str()));
    if !(is_sure || name == "error" && is_beside || spot.speaks_of_oauth()) {
        return None;
    }
    let description = described
        .or_else(|| (name == "message").then(|| value(&["reason"])).flatten())
        .or_else(|| (name == "code").then(|| value(&["message"])).flatten())
        .or_else(|| heading(spot));
    let ends = found.iter().map(|fact| fact.value.end).filter(|end| *end <= container.end.max(spot.line.end));
    let whole = spot.word.start..description.as_ref().map_or(spot.word.end, |range| range.end).max(spot.word.end);
    let whole = whole.start..ends.max().unwrap_or(whole.end).max(whole.end);
    Some(Shape { description, whole })
}

fn own_fact(found: &[Fact], word: &Range<usize>) -> Option<Fact> {
    found.iter().find(|fact| fact.value == *word).cloned()
}

/// Apache's `mod_auth_openidc`: `contained an "error" entry with value: ""invalid_grant""`, the description in the next
/// line.
fn quoted_entry(spot: &Spot<'_>) -> Option<Shape> {
    let head = spot.before();
    head.contains("\"error\" entry").then_some(())?;
    let whole = spot.page.range(spot.at + 1);
    let below = whole.start..floor(spot.source, whole.end.min(whole.start + LONGEST_LINE));
    let line = &spot.source[below.clone()];
    let described = line.find("\"error_description\" entry with value: ").and_then(|at| {
        let rest = &line[at + "\"error_description\" entry with value: ".len()..];
        let (open, close) = quote(rest)?;
        let start = below.end - rest.len() + open.len();
        Some(start..start + closed(&rest[open.len()..], close)?)
    });
    let end = described.as_ref().map_or(spot.word.end, |range| range.end);
    Some(Shape { description: described, whole: spot.word.start..end })
}

/// The message of the exception whose members name the error: `TokenError: Code not valid`, frames, `code:
/// 'invalid_grant'`.
pub(super) fn heading(spot: &Spot<'_>) -> Option<Range<usize>> {
    // What has words before it is a statement of its own, not a member of the exception above.
    let own = spot.before().trim_start_matches([' ', '\t', '{', '"', '\'']);
    if own.contains(' ') && own.len() == spot.before().len() {
        return None;
    }
    for at in (spot.at.saturating_sub(MOST_FRAMES)..spot.at).rev() {
        let whole = spot.page.range(at);
        let range = whole.start..floor(spot.source, whole.end.min(whole.start + LONGEST_LINE));
        let line = &spot.source[range.clone()];
        if line.trim().is_empty() {
            return None;
        }
        let is_frame = line.starts_with([' ', '\t']);
        let found = ["Error: ", "Exception: "].iter().find_map(|end| Some(line.find(end)? + end.len()));
        if let Some(start) = found.filter(|_| !is_frame) {
            if line[..start].ends_with("ResponseBodyError: ") {
                return None;
            }
            let words = to_end(spot.source, range.start + start, &range, None)?;
            let is_code = super::codes::is_code(&spot.source[words.clone()]);
            return (!is_code).then_some(words);
        }
        if !is_frame {
            return None;
        }
    }
    None
}

/// ` in C:\\inetpub\\…`
fn is_in_windows_file(after: &str) -> bool {
    let path = after.strip_prefix(" in ").unwrap_or_default().as_bytes();
    path.len() > 3 && path[0].is_ascii_alphabetic() && path[1] == b':' && path[2] == b'\\'
}

fn last_word(head: &str) -> &str {
    head.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default()
}

fn is_error_word(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["error", "exception", "failed", "errors", "failure"].iter().any(|end| word.ends_with(end))
}

fn quote_before(before: &str) -> Option<&'static str> {
    if before.ends_with("\\\"") {
        Some("\\\"")
    } else if before.ends_with('"') {
        Some("\"")
    } else {
        before.ends_with('\'').then_some("'")
    }
}

/// The names under which programs print the error code.
const ERROR_NAMES: &[&str] = &["error", "error_code", "code", "type", "message", "err", "reason", "subtype", "name"];

/// Names of the protocol, which say that an `error` beside them is its, too.
const PROTOCOL: &[&str] = &[
    "error_description",
    "error_uri",
    "error_codes",
    "grant_type",
    "client_id",
    "redirect_uri",
    "state",
    "code_verifier",
    "trace_id",
    "correlation_id",
];

/// How many lines of a stack are passed over.
const MOST_FRAMES: usize = 24;

/// As far a line of a stack is looked at.
const LONGEST_LINE: usize = 4096;

/// So many bytes of a challenge stand before its `error` at most.
const LONGEST_CHALLENGE: usize = 400;
