//! Names with their values in the syntax of any program: JSON, a hash of Ruby, a map of Go or Java, `util.inspect`, a
//! `repr` of Python, an `NSDictionary`, `Debug` of Rust, `name: value, name: value`.

use std::ops::Range;

/// A name and its value; bytes of the source.
#[derive(Clone, Debug)]
pub(in crate::pasted) struct Fact {
    pub(in crate::pasted) name: Range<usize>,
    pub(in crate::pasted) value: Range<usize>,
}

/// Finds the names with values in a part of a source, in order; objects within are looked into.
pub(in crate::pasted) fn facts(source: &str, range: Range<usize>) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end && found.len() < MOST {
        let rest = &source[at..range.end];
        let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic() || c == '_') else { break };
        let word = &rest[start..];
        let length = word.find(|c: char| !is_of_name(c)).unwrap_or(word.len());
        let name = at + start..at + start + length;
        at = name.end;
        let Some(behind) = behind_separator(&source[name.end..range.end]) else { continue };
        let value_at = name.end + behind;
        // `debug: message:invalid_grant`: the first one is empty.
        let is_apart = source[..value_at].ends_with(' ');
        let Some((value, next)) = value(source, value_at, range.end) else { continue };
        if is_apart && begins_fact(&source[value.clone()]) {
            continue;
        }
        at = next.max(at);
        found.push(Fact { name, value });
    }
    found
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// Returns the last part of a name in the spelling of OAuth: `oidc_error.type` is `type`, `errorDescription` is
/// `error_description`.
pub(in crate::pasted) fn plain_name(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut plain = String::new();
    let mut was_lower = false;
    for character in last.chars() {
        if character.is_ascii_uppercase() && was_lower {
            plain.push('_');
        }
        was_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
        plain.push(if character == '-' { '_' } else { character.to_ascii_lowercase() });
    }
    plain
}

/// Returns the length of what stands between a name and its value.
fn behind_separator(rest: &str) -> Option<usize> {
    let trimmed = rest.trim_start_matches(['\\', '"', '\'', '`', '\u{201d}', '\u{2019}']);
    // Quotes close a name at most.
    if rest.len() - trimmed.len() > 6 {
        return None;
    }
    let trimmed = trimmed.trim_start_matches(' ');
    let behind = trimmed
        .strip_prefix("=>")
        .or_else(|| trimmed.strip_prefix('=').filter(|behind| !behind.starts_with(['=', '~', '>'])))
        .or_else(|| trimmed.strip_prefix(':').filter(|behind| !behind.starts_with([':', '/', '='])))?;
    Some(rest.len() - behind.trim_start_matches([' ', '\t']).len())
}

/// Reads the value that begins at a byte; returns it and the byte behind it. What is an object has none.
fn value(source: &str, mut at: usize, limit: usize) -> Option<(Range<usize>, usize)> {
    let limit = floor(source, limit.min(at + LONGEST));
    for wrapper in ["Some(", "b'", "u'", "u\""] {
        if source[at..limit].starts_with(wrapper) {
            at += if wrapper.ends_with('(') { wrapper.len() } else { 1 };
            break;
        }
    }
    let rest = &source[at..limit];
    if let Some((open, close)) = quote(rest) {
        let start = at + open.len();
        // What is cut off ends where the text does.
        let inner = &source[start..limit];
        let end = if close == "'" { closed_around(inner) } else { closed(inner, close) };
        let length = end.unwrap_or_else(|| source[start..limit].find('\n').unwrap_or(limit - start));
        let next = (start + length + close.len()).min(limit);
        return Some((start..start + length, next));
    }
    if rest.starts_with(['{', '[', '(', '<']) || rest.starts_with("map[") || rest.trim().is_empty() {
        return None;
    }
    let length = bare(rest);
    (length > 0).then_some((at..at + length, at + length))
}

/// Returns the quote that a value begins with, and the one that closes it.
pub(super) fn quote(rest: &str) -> Option<(&str, &str)> {
    let backslashes = rest.len() - rest.trim_start_matches('\\').len();
    let behind = &rest[backslashes..];
    if behind.starts_with("\"\"") && behind[2..].starts_with(|c: char| c.is_alphanumeric()) {
        return Some((&rest[..backslashes + 2], &rest[..backslashes + 2]));
    }
    let pairs = [("\"", "\""), ("'", "'"), ("`", "`"), ("\u{201c}", "\u{201d}"), ("\u{2018}", "\u{2019}")];
    let (open, close) = pairs.iter().find(|(open, _)| behind.starts_with(open))?;
    if backslashes == 0 {
        return Some((open, close));
    }
    (backslashes <= 7 && *open == "\"").then_some((&rest[..=backslashes], &rest[..=backslashes]))
}

/// Returns where a quote closes.
pub(super) fn closed(rest: &str, close: &str) -> Option<usize> {
    let own = close.bytes().take_while(|byte| *byte == b'\\').count();
    let mut at = 0;
    loop {
        let end = at + rest[at..].find(close)?;
        let before = rest[..end].bytes().rev().take_while(|byte| *byte == b'\\').count();
        // One more backslash, and it is part of the value.
        if before == 0 || own == 0 && before % 2 == 0 {
            return Some(end);
        }
        at = end + close.len();
    }
}

/// Returns where a single quote closes that programs put around words with single quotes of their own:
/// `'Application with identifier 'x' was not found.'`.
fn closed_around(rest: &str) -> Option<usize> {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = rest.as_bytes();
    let mut open = 0_usize;
    for (at, _) in rest.match_indices('\'') {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        match (is_word(before), is_word(bytes.get(at + 1))) {
            // An apostrophe.
            (true, true) => {}
            _ if before == Some(&b'\\') => {}
            (false, true) if before.is_some_and(|byte| b" (=".contains(byte)) => open += 1,
            _ if open > 0 => open -= 1,
            _ => return Some(at),
        }
    }
    None
}

/// Returns how long a value without quotes is: it ends with what it is in, where the next name begins or the line
/// ends.
pub(super) fn bare(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut open = Vec::new();
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' | b';' | b'&' => return trimmed(rest, index),
            b'\\' if matches!(bytes.get(index + 1), Some(b'n' | b'r')) => return trimmed(rest, index),
            b'(' => open.push(b')'),
            b'[' => open.push(b']'),
            b'{' => return trimmed(rest, index),
            b')' | b']' | b'}' if open.pop() != Some(*byte) => return trimmed(rest, index),
            b'"' => return trimmed(rest, index),
            b',' => {
                let behind = rest[index + 1..].trim_start();
                if behind.starts_with("null") || begins_fact(behind) {
                    return trimmed(rest, index);
                }
            }
            b' ' if begins_fact(&rest[index + 1..]) => return trimmed(rest, index),
            _ => {}
        }
    }
    trimmed(rest, rest.len())
}

fn trimmed(rest: &str, end: usize) -> usize {
    rest[..end].trim_end_matches([' ', ',', '\r', '\t']).len()
}

/// Returns whether the next name with a value begins here: `status:400`, `client_id=shop`, `description: x`.
fn begins_fact(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['"', '\'']);
    let length = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
    if length == 0 || length > 40 || rest.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let name = &rest[..length];
    let behind = rest[length..].trim_start_matches(['"', '\'']);
    if let Some(value) = behind.strip_prefix('=') {
        return !value.is_empty() && !value.starts_with(['=', ' ']);
    }
    let Some(value) = behind.strip_prefix(':') else { return behind.starts_with("=>") };
    // Words of a sentence have a blank behind their colon; what maps print has none, but for names of the protocol.
    !value.starts_with([' ', ':', '/']) && !value.is_empty() && name.bytes().all(|byte| !byte.is_ascii_uppercase())
        || NAMES.contains(&plain_name(name).as_str())
}

/// Returns the last byte at or before this one that a character begins with.
pub(in crate::pasted) fn floor(source: &str, mut at: usize) -> usize {
    at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Names that begin the next value even in words: `error: x, description: y`.
const NAMES: &[&str] = &[
    "error",
    "error_description",
    "error_uri",
    "error_code",
    "error_codes",
    "description",
    "status",
    "status_code",
    "response_body",
    "uri",
    "suberror",
    "code",
    "type",
    "trace_id",
    "correlation_id",
];

/// The longest value.
const LONGEST: usize = 4 * 1024;

/// How many facts of one part are looked at.
const MOST: usize = 256;
