//! Clues in the words around a message.

use std::cell::LazyCell;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::transcript::page::TextPage;

/// Returns whether the sentence before a byte announces something that is proposed, not something that was sent:
/// "Here's the correct curl:", "Try this instead:".
pub(super) fn is_proposed(page: &TextPage, byte: usize) -> bool {
    let line = page.line_at(byte);
    let Some(words) = words_before(page, line, byte) else {
        return false;
    };
    // URLs and parameters are not words of the sentence.
    let plain = words.split_whitespace().filter(|word| !word.contains("://") && !word.contains('='));
    let plain = plain.collect::<Vec<_>>().join(" ");
    let words = format!(" {} ", plain.to_lowercase().replace('\u{2019}', "'"));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
    says(PROPOSED) && !says(SENT)
}

/// Returns whether words are about other logins than one that failed: an item of release notes, a line of a patch, the answer that
/// a test makes up.
pub(super) fn is_about_programs(page: &TextPage, byte: usize) -> bool {
    let at = page.line_at(byte);
    let line = page.line(at);
    is_release_note(line) || makes_up(line) || is_of_patch(page, at)
}

/// `* fix(oidc): return invalid_grant (#7012)`: <https://www.conventionalcommits.org>.
fn is_release_note(line: &str) -> bool {
    let line = line.trim_start();
    let Some(item) = ["* ", "- ", "\u{2022} "].iter().find_map(|bullet| line.strip_prefix(bullet)) else {
        return false;
    };
    let item = item.trim_start_matches(['*', ' ']);
    let length = item.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(item.len());
    let behind = &item[length..];
    let behind = behind.strip_prefix('(').and_then(|scope| scope.split_once(')')).map_or(behind, |(_, behind)| behind);
    let is_commit = COMMITS.contains(&&item[..length]) && behind.trim_start_matches(['!', '*']).starts_with(':');
    let reference = item.trim_end().strip_suffix(')').and_then(|item| item.rsplit_once("(#"));
    is_commit
        || reference.is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `aioclient_mock.post(TOKEN_URL, json={"error": "invalid_grant"})`: a call of what is called a mock.
fn makes_up(line: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    ["mock", "Mock"]
        .iter()
        .any(|word| line.match_indices(word).any(|(at, _)| line[at..].trim_start_matches(is_of_name).starts_with('(')))
}

/// Returns whether a line is one of a patch: a fence above says so.
fn is_of_patch(page: &TextPage, line: usize) -> bool {
    if !page.line(line).starts_with(['+', '-', ' ']) {
        return false;
    }
    let above = (line.saturating_sub(MOST_PATCHED)..line).rev();
    let fence = above.map(|at| page.line(at).trim()).find(|line| line.starts_with("```"));
    fence.is_some_and(|fence| matches!(fence.trim_start_matches('`'), "diff" | "patch"))
}

/// Returns the sentence that ends before a line, or before a byte within it.
fn words_before(page: &TextPage, line: usize, byte: usize) -> Option<String> {
    let (source, whole) = (page.text.as_str(), page.range(line));
    let own = tail(&source[whole.start..byte], 400);
    let line_start = source[whole].trim_start();
    // What a log or a console prints is not a proposal.
    if page.is_logged(line) || line_start.starts_with(|c: char| c.is_ascii_digit() || "[{$".contains(c)) {
        return None;
    }
    if own.chars().filter(|c| c.is_alphabetic()).nth(3).is_some() {
        return may_propose(own).then(|| last_sentence(own));
    }
    let above = (line.saturating_sub(MOST_LINES)..line).rev().find(|&at| {
        let text = page.line(at).trim();
        let is_label = matches!(
            text.to_ascii_lowercase().as_str(),
            "bash" | "json" | "http" | "sh" | "shell" | "curl" | "code:" | "copy"
        );
        !text.is_empty() && !text.starts_with("```") && !text.starts_with("~~~") && !is_label
    })?;
    let text = page.line(above).trim();
    // What was sent or came back before is not a sentence.
    let is_message = text.starts_with(['{', '}', '<', '>', '*', '$', '"', '|']) && !text.ends_with(':')
        || text.contains('=') && !text.contains(' ');
    (!is_message && may_propose(text)).then(|| last_sentence(text))
}

/// Returns whether a word of a text is one that what is proposed begins with.
fn may_propose(text: &str) -> bool {
    let begins_word = |at: usize| at == 0 || text[..at].ends_with(char::is_whitespace);
    FIRST_WORDS.as_ref().is_none_or(|words| words.find_iter(text).any(|found| begins_word(found.start())))
}

/// Returns the end of a text, of about this many bytes.
fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

fn last_sentence(text: &str) -> String {
    // The dot of an abbreviation ends no sentence.
    let text = text.replace("e.g. ", "e.g.: ").replace("i.e. ", "i.e.: ");
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '`' | '*'));
    let start = [". ", "! ", "? "].iter().filter_map(|end| text.rfind(end)).max();
    text[start.unwrap_or(0)..].chars().take(400).collect()
}

/// Finds what a part of a line says about an HTTP status: `HTTP 401`, `status code: 400`, `400 Bad Request`.
pub(super) fn status(text: &str) -> Option<(Range<usize>, u16)> {
    let of_response = LazyCell::new(|| text.contains("response"));
    let end = text.trim_end().len();
    numbers(text).find_map(|(range, status)| {
        let before = tail(&text[..range.start], 32).to_ascii_lowercase();
        let before = before.trim_end_matches([' ', ':', '=', '"', '(', '\'', '`', '*']);
        let others = ["response", "code of", "status of", "completed"];
        let named = names_status(before) || others.iter().any(|word| before.ends_with(word));
        let reason = has_reason(status, &text[range.end..]);
        // .NET: `Received HTTP response headers after 84.2ms - 400`.
        let last = range.end == end && *of_response;
        let arrow = ["=>", "->", "<--", "<<", "\u{2192}"].iter().any(|arrow| before.ends_with(arrow));
        (named || arrow || reason || last).then_some((range, status))
    })
}

/// Returns whether a text, in lower case, ends in a name of the HTTP status, so that the number behind it is one.
pub(super) fn names_status(before: &str) -> bool {
    let names = ["http", "status", "status code", "statuscode", "status_code", "http/1.1", "http/2"];
    names.iter().any(|name| before.ends_with(name))
}

/// Returns whether the reason phrase of a status stands behind it.
pub(super) fn has_reason(status: u16, behind: &str) -> bool {
    let behind = behind.trim_start_matches(['*', '`', ' ', '(', '-', ':', ',']);
    REASONS.iter().any(|(code, reason)| {
        *code == status && behind.get(..reason.len()).is_some_and(|words| words.eq_ignore_ascii_case(reason))
    })
}

/// Finds the status that a log has behind a URL: the first number that can be one.
pub(super) fn status_behind_url(text: &str) -> Option<(Range<usize>, u16)> {
    let is_status = |number: u16| !matches!(number, 432..=450 | 452..=497);
    // `Content-Length: 141` is none.
    let is_member = |at: usize| {
        let before = text[..at].trim_end();
        let name = before.strip_suffix(':').map(|before| before.rsplit(|c: char| !c.is_alphabetic()).next());
        let name = name.flatten().unwrap_or_default().to_ascii_lowercase();
        !(name.is_empty() || name.contains("status") || name.contains("code") || name.contains("response"))
    };
    let (range, status) = numbers(text).find(|(range, number)| is_status(*number) && !is_member(range.start))?;
    // Behind it may be a duration or a size, before it words; a number far away is about something else.
    (range.start <= 40 && !text[..range.start].contains('{')).then_some((range, status))
}

/// Finds numbers of three digits that stand alone.
fn numbers(text: &str) -> impl Iterator<Item = (Range<usize>, u16)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            if !digit(at) {
                at += 1;
                continue;
            }
            let start = at;
            while digit(at) {
                at += 1;
            }
            let alone =
                |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !b"_%".contains(byte));
            let fraction = bytes.get(at) == Some(&b'.') && digit(at + 1)
                || start > 0 && matches!(bytes[start - 1], b'.' | b'-' | b'/' | b',')
                || start > 1 && bytes[start - 1] == b':' && digit(start - 2)
                || bytes.get(at) == Some(&b':') && digit(at + 1);
            let before = start.checked_sub(1).and_then(|at| bytes.get(at));
            if at - start == 3 && alone(before) && alone(bytes.get(at)) && !fraction {
                if let Some(status) = text[start..at].parse().ok().filter(|status| (100..600).contains(status)) {
                    return Some((start..at, status));
                }
            }
        }
        None
    })
}

/// Finds the words behind an error code in parentheses: `(invalid_grant) Code not valid`.
pub(super) fn description(text: &str, code_end: usize) -> Option<Range<usize>> {
    let behind = &text[code_end..];
    let words = behind.strip_prefix(") ").or_else(|| behind.strip_prefix("] "))?.trim_end();
    let start = text.len() - behind.len() + 2;
    (!words.is_empty() && words.len() <= 300).then_some(start..start + words.len())
}

/// Finds an error code of a token endpoint (RFC 6749 §5.2) in words.
pub(super) fn error_code(text: &str) -> Option<Range<usize>> {
    let codes = [
        "invalid_grant",
        "invalid_client",
        "unsupported_grant_type",
        "unauthorized_client",
        "bad_verification_code",
        "incorrect_client_credentials",
    ];
    memchr::memchr(b'_', text.as_bytes())?;
    let found = codes.iter().filter_map(|code| Some((text.find(code)?, code.len())));
    // A word that much else says, unless it stands where libraries put the code.
    let in_parentheses = text.find("(invalid_request) ").map(|at| (at + 1, "invalid_request".len()));
    let (start, length) = found.chain(in_parentheses).min()?;
    let end = start + length;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let alone = !text[..start].ends_with(is_word) && !text[end..].starts_with(is_word);
    alone.then_some(start..end)
}

/// A sentence with one of these proposes something.
const PROPOSED: &[&str] = &[
    " correct",
    " should be",
    " should look",
    " should have",
    " should send",
    " should use",
    " you should",
    " instead",
    " try ",
    " try:",
    " example",
    " e.g.",
    " something like",
    " template",
    " need to",
    " needs to",
    " must be",
    " must look",
    " recommend",
    " expected format",
    " expected request",
    " the doc",
    " documentation",
    " suggest",
    " you can",
    " you could",
    " use this",
    " use the following",
    " do this",
    " proper",
    " change it to",
    " replace it",
    " according to",
    " working version",
];

/// Finds a word that what is proposed begins with; most sentences have none.
static FIRST_WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = PROPOSED.iter().filter_map(|words| words.split_whitespace().next());
    AhoCorasick::builder().ascii_case_insensitive(true).build(words.map(|word| word.trim_end_matches(':'))).ok()
});

/// A sentence with one of these tells of something that happened.
const SENT: &[&str] = &[
    " i ",
    " i'm",
    " i've",
    " my ",
    " we ",
    " we're",
    " our ",
    "fail",
    " sent",
    "sends",
    "sending",
    "tried",
    " got ",
    "received",
    "returns",
    "returned",
    "captured",
    "recorded",
    "instead of",
    "incorrect",
    "doesn't",
    "didn't",
    "not work",
];

/// The reason phrases of the statuses that a token endpoint answers with.
const REASONS: &[(u16, &str)] = &[
    (200, "OK"),
    (302, "Found"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (415, "Unsupported Media Type"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
];

/// The types of a commit that release notes list.
const COMMITS: [&str; 11] =
    ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"];

/// How many lines of a patch are passed over in search of what it begins with.
const MOST_PATCHED: usize = 200;

/// The most lines between a message and the sentence that announces it.
const MOST_LINES: usize = 6;
