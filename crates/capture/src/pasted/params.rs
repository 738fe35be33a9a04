//! Parameters as logs and people write them: `name=value` and `name: value`, in a line or one in each.

use std::ops::Range;

use crate::exchange::Content;
use crate::text::placed::{Text, part};
use crate::transcript::page::TextPage;

/// A name and a value; the bytes of the page.
#[derive(Clone, Debug)]
pub(super) struct ParamRange {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
}

/// What a set of parameters is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Role {
    /// A token request.
    Token,
    /// An authorization request.
    Authorize,
    /// The answer of a token endpoint.
    Answer,
}

/// Says what parameters of these names are.
pub(super) fn role<'a>(names: impl Iterator<Item = &'a str>) -> Option<Role> {
    let names: Vec<&str> = names.take(MOST).collect();
    let has = |name: &str| names.contains(&name);
    if has("grant_type") || has("grantType") {
        Some(Role::Token)
    } else if has("response_type") && has("client_id") {
        Some(Role::Authorize)
    } else if has("code_verifier") || has("code") && (has("redirect_uri") || has("client_secret")) {
        Some(Role::Token)
    } else if has("access_token") || has("error") && (has("error_description") || names.len() <= 3) {
        Some(Role::Answer)
    } else {
        None
    }
}

/// Finds the pairs of a part of a line whose names are those of OAuth.
pub(super) fn in_line(page: &TextPage, range: Range<usize>) -> Vec<ParamRange> {
    let source = page.text.as_str();
    let mut pairs = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let rest = &source[at..range.end];
        let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic()) else {
            break;
        };
        let word = &rest[start..];
        let length = word.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(word.len());
        let name = at + start..at + start + length;
        at = name.end;
        let joined = source[..name.start].ends_with(['-', '.', '%'])
            || source[..name.start].ends_with(|c: char| c.is_ascii_digit());
        if joined || !NAMES.contains(&&source[name.clone()]) {
            continue;
        }
        if let Some(value) = value(source, name.end, range.end, false) {
            at = value.end;
            // `http error: Unable to authenticate` is a sentence.
            let behind = source[value.end..range.end].strip_prefix(' ').unwrap_or_default();
            let is_sentence = &source[name.clone()] == "error"
                && source[value.clone()].starts_with(|c: char| c.is_ascii_uppercase())
                && behind.starts_with(|c: char| c.is_ascii_lowercase());
            // .NET writes what is not there like this.
            if !is_sentence && source[value.clone()] != format!("{} is null", &source[name.clone()]) {
                pairs.push(ParamRange { name, value });
            }
        }
    }
    pairs
}

/// Reads the value behind a name: after `=`, `:` or `=>`; within quotes or brackets, or to a blank or comma.
fn value(source: &str, from: usize, limit: usize, is_row: bool) -> Option<Range<usize>> {
    let mut limit = limit.min(from + LONGEST);
    while !source.is_char_boundary(limit) {
        limit -= 1;
    }
    let rest = &source[from..limit];
    let rest = rest.trim_start_matches(['"', '\'', '`', '*', '\\']).trim_start();
    let rest = rest
        .strip_prefix("=>")
        .or_else(|| rest.strip_prefix('=').filter(|rest| !rest.starts_with('=')))
        .or_else(|| rest.strip_prefix(':').filter(|rest| !rest.starts_with(':')))
        .or_else(|| rest.strip_prefix('|').filter(|_| is_row))?;
    let rest = rest.trim_start_matches(['*', '`']).trim_start().trim_start_matches(['*', '`']);
    let start = limit - rest.len();
    let closers = [("\\\"", "\\\""), ("\"", "\""), ("'", "'"), ("[", "]"), ("\u{201c}", "\u{201d}")];
    for (open, close) in closers {
        if let Some(inner) = rest.strip_prefix(open) {
            let length = inner.find(close)?;
            return Some(start + open.len()..start + open.len() + length);
        }
    }
    if let Some(length) = wrapped(rest) {
        return Some(start..start + length);
    }
    let length = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '}' | ')' | ']' | '&' | '`' | '"' | '\'' | '|'))
        .unwrap_or(rest.len());
    // A shell escapes the `&` behind it.
    let length = if rest[length..].starts_with('&') { rest[..length].trim_end_matches('\\').len() } else { length };
    Some(start..start + length)
}

/// `<your client id>`, `{code}`.
fn wrapped(rest: &str) -> Option<usize> {
    let close = match rest.chars().next()? {
        '<' => '>',
        '{' => '}',
        _ => return None,
    };
    let end = rest.find(close)? + 1;
    let more = rest[end..].chars().take_while(|c| *c == close).count();
    (end <= 64).then_some(end + more)
}

/// Reads a list with a parameter in each line, from a line on; returns its pairs and the line behind it. Bullets,
/// quotes and commas around them do not count.
pub(super) fn list(page: &TextPage, from: usize, stop: usize) -> (Vec<ParamRange>, usize) {
    let mut pairs = Vec::new();
    let mut at = from;
    while at < stop && pairs.len() < MOST {
        match listed(page, at) {
            Some(pair) => pairs.push(pair),
            None => break,
        }
        at += 1;
    }
    (pairs, at)
}

fn listed(page: &TextPage, at: usize) -> Option<ParamRange> {
    let source = page.text.as_str();
    let range = page.range(at);
    let line = &source[range.clone()];
    let lead = line.len() - line.trim_start_matches(|c: char| c.is_whitespace() || "-*•·–+\"'`_|".contains(c)).len();
    let word = &line[lead..];
    let length = word.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(word.len());
    let name = range.start + lead..range.start + lead + length;
    if !NAMES.contains(&&source[name.clone()]) {
        return None;
    }
    let mut value = value(source, name.end, range.end, line.trim_start().starts_with('|'))?;
    // Behind a name may be nothing but blanks.
    let line_end = (range.start + line.trim_end().len()).max(value.start);
    // A bare value goes to the end of the line: `scope: openid profile`.
    let quoted = source[value.end..].starts_with(['"', '\'', '\u{201d}', ']', '\\']);
    if !quoted {
        let bare = source[value.start..line_end].trim_end_matches([',', ';', '`', '*', '"', '\'', '|', ' ']);
        value.end = value.start + bare.trim_end().len();
    }
    // Two parameters in a line are not a list of one in each.
    let others = in_line(page, name.start..range.end);
    (others.len() <= 1 || quoted).then_some(ParamRange { name, value })
}

/// Returns whether this is source code: strings next to names of variables (`"code": code`), which say nothing of what
/// was sent.
pub(super) fn is_code(page: &TextPage, pairs: &[ParamRange]) -> bool {
    let source = page.text.as_str();
    let is_string = |pair: &ParamRange| source[..pair.value.start].ends_with(['"', '\'']);
    let is_variable = |pair: &ParamRange| {
        let value = &source[pair.value.clone()];
        let mut characters = value.chars();
        characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '(' | '['))
    };
    pairs.iter().any(is_string) && pairs.iter().any(|pair| !is_string(pair) && is_variable(pair))
}

/// Makes the content of a message of pairs. Whether a list was taken from the encoded form shows its `redirect_uri`.
pub(super) fn content(page: &TextPage, pairs: &[ParamRange]) -> Content {
    let source = page.text.as_str();
    let encoded = pairs.iter().any(|pair| {
        let value = source[pair.value.clone()].to_ascii_lowercase();
        &source[pair.name.clone()] == "redirect_uri" && value.contains("%3a%2f%2f")
    });
    let text = |range: &Range<usize>| part(&page.text, range.clone());
    let params: Vec<(Text, Text)> = pairs.iter().map(|pair| (text(&pair.name), text(&pair.value))).collect();
    Content::Params { params, encoded }
}

/// Returns the names of pairs.
pub(super) fn names<'a>(page: &'a TextPage, pairs: &'a [ParamRange]) -> impl Iterator<Item = &'a str> {
    pairs.iter().map(|pair| &page.text.as_str()[pair.name.clone()])
}

/// The parameters of token requests, authorization requests and their answers.
pub(super) const NAMES: &[&str] = &[
    "grant_type",
    "grantType",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
    "refresh_token",
    "client_assertion",
    "client_assertion_type",
    "scope",
    "audience",
    "resource",
    "device_code",
    "username",
    "password",
    "response_type",
    "response_mode",
    "code_challenge",
    "code_challenge_method",
    "state",
    "nonce",
    "prompt",
    "error",
    "error_description",
    "error_uri",
    "access_token",
    "token_type",
    "expires_in",
    "id_token",
];

/// How many parameters a message has at most.
const MOST: usize = 64;

/// The longest value in a line.
const LONGEST: usize = 8 * 1024;
