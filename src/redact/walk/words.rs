//! Words that no name gives away: tokens, addresses, telephone numbers, whatever looks drawn.

use std::ops::Range;

use oauth_doctor_wire::base64;
use oauth_doctor_wire::host::is_local;

use super::header::{is_of_token, is_scheme};
use super::pairs::{Found, Walk, What};
use crate::redact::Kind;
use crate::redact::shape::{is_drawn, is_mixed};
use crate::redact::spell::{Cell, plain_text};

/// Adds the words of a text that are values; what is found already is left alone. Words of a public value are kept, but for tokens
/// and addresses.
pub(super) fn add(cells: &[Cell], walk: &mut Walk, is_public: bool) {
    walk.found.sort_by_key(|found| found.from);
    let known = std::mem::take(&mut walk.found);
    let mut from = 0;
    for found in known {
        if found.from >= from {
            between(cells, from, found.from, walk, is_public);
            from = found.to;
            walk.found.push(found);
        }
    }
    between(cells, from, cells.len(), walk, is_public);
}

fn between(cells: &[Cell], from: usize, to: usize, walk: &mut Walk, is_public: bool) {
    let mut at = from;
    let mut scheme = None;
    let mut in_path = false;
    // Names and public values: they are sorted, as the text is gone through in its order.
    let known = std::mem::take(&mut walk.public);
    let mut public = known[known.partition_point(|(_, end)| *end <= from)..].iter().peekable();
    let mut paths = Vec::new();
    while at < to {
        let c = cells[at].c;
        if !is_of_word(c) {
            in_path =
                in_path && !(c.is_whitespace() || matches!(c, '"' | '\'' | '?' | '#' | '<' | '>' | '(' | ')' | ','));
            at += 1;
            continue;
        }
        let end = word_end(cells, at, to);
        let word = Word { from: at, to: end };
        let text = plain_text(&cells[at..end]);
        // `://host/path` and `/path`.
        in_path |= text.starts_with("//") || text.starts_with('/') && !text.ends_with('=') || begins_with_host(&text);
        if in_path {
            paths.push((at, end));
        }
        while public.next_if(|(_, end)| *end <= at).is_some() {}
        let is_public = is_public || public.peek().is_some_and(|(from, _)| *from <= at);
        match word.what(cells, &text, scheme.as_deref(), in_path) {
            Some(found)
                if !is_public
                    || !matches!(found.what, What::Value { kind: Kind::Opaque, .. } | What::Packed)
                        && !is_address(&text) =>
            {
                walk.found.push(found);
                at = found.to;
            }
            _ => at = end,
        }
        scheme = Some(text.to_ascii_lowercase())
            .filter(|text| is_scheme(text) && cells.get(end).is_some_and(|cell| cell.c == ' '));
    }
    walk.public = known;
    walk.paths.append(&mut paths);
}

/// Returns where a word ends: also behind a `=` that is not padding.
fn word_end(cells: &[Cell], from: usize, to: usize) -> usize {
    let end = from + cells[from..to].iter().take_while(|cell| is_of_word(cell.c)).count();
    let mut word = cells[from..end].windows(2);
    // In a dump of bytes, dots stand for what is no letter.
    let ends = |pair: &[Cell]| pair[0].c == '=' && pair[1].c != '=' || pair[0].c == '.' && pair[1].c == '.';
    word.position(ends).map_or(end, |last| from + last + 1)
}

struct Word {
    from: usize,
    to: usize,
}

impl Word {
    fn what(&self, cells: &[Cell], text: &str, scheme: Option<&str>, in_path: bool) -> Option<Found> {
        let value =
            |from: usize, to: usize, kind: Kind| Some(Found { from, to, what: What::Value { kind, is_sure: true } });
        let bare = text.trim_end_matches(['.', '=', '-', '/', '+', '~']);
        if let Some(at) = text.find("eyJ").filter(|at| is_jwt(&text[*at..])) {
            let start = self.from + text[..at].chars().count();
            return value(start, self.from + bare.chars().count(), Kind::Token);
        }
        if cells.get(self.to).is_some_and(|cell| cell.c == '@') {
            let local = text.rsplit(['/', '=']).next().unwrap_or_default();
            let start = self.to - local.chars().count();
            if !local.is_empty() && is_domain(&cells[self.to + 1..]) {
                return value(start, self.to, Kind::Personal);
            }
        }
        match scheme {
            Some("basic") if bare.len() >= 4 && text.chars().all(is_of_token) && is_mixed(text, 1) => {
                return Some(Found { from: self.from, to: self.to, what: What::Basic });
            }
            Some(_) if bare.len() >= 8 && is_mixed(bare, 2) => {
                return value(self.from, self.from + bare.chars().count(), Kind::Token);
            }
            _ => {}
        }
        if is_address(text) && !in_path && !follows(cells, self.from, &['/', '@', 'v']) {
            return value(self.from, self.to, Kind::Personal);
        }
        if is_telephone(text) {
            return value(self.from, self.to, Kind::Personal);
        }
        if in_path || bare.len() < OPAQUE {
            return None;
        }
        let is_name = bare.contains('.') && bare.split('.').all(|part| !is_drawn(part));
        if is_name || !is_drawn(bare) || is_boundary(cells, self.from, self.to) {
            return None;
        }
        if let Some(label) = drawn_label(bare) {
            let from = self.from + label.start;
            return value(from, from + label.len(), Kind::Opaque);
        }
        let length = bare.chars().count();
        if bare.len() >= PACKED && bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)) {
            return Some(Found { from: self.from, to: self.to, what: What::Packed });
        }
        value(self.from, self.from + length, Kind::Opaque)
    }
}

fn is_of_word(c: char) -> bool {
    is_of_token(c) || c == '%'
}

/// Two parts or more, of which the first may be an object with members.
fn is_jwt(text: &str) -> bool {
    let head: String = text.chars().take_while(|c| *c != '.' && *c != '=').take(HEAD).collect();
    let head = base64::decode_url_safe(&head[..head.len() - head.len() % 4]).or_else(|| base64::decode(&head));
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'#' | b'.' | b':' | b'/');
    let is_object = head.is_none_or(|head| {
        let inside = head.trim_ascii().strip_prefix(b"{").unwrap_or_default().trim_ascii_start();
        let name = inside.strip_prefix(b"\"");
        name.and_then(|name| name.first()).is_none_or(is_name)
            && name.and_then(behind_name).is_none_or(|behind| behind.trim_ascii_start().starts_with(b":"))
    });
    is_object && text.len() > 20 && text.split('.').take(2).all(|part| part.len() >= 8)
}

/// What stands behind a name and its quote, if that is not cut off.
fn behind_name(name: &[u8]) -> Option<&[u8]> {
    let quote = memchr::memchr(b'"', name)?;
    name.get(quote + 1..).filter(|behind| !behind.trim_ascii_start().is_empty())
}

/// `login.example.com/oauth/authorize`
fn begins_with_host(text: &str) -> bool {
    let host = text.split_once('/').and_then(|(host, _)| host.rsplit_once('.'));
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || b"-.".contains(&byte));
    host.is_some_and(|(name, top)| !name.is_empty() && is_name(name) && top.len() >= 2 && is_name(top))
}

/// The one label of a domain that looks drawn: `cf.47cf2c8c9-front.example.com`.
fn drawn_label(word: &str) -> Option<Range<usize>> {
    let mut labels = word.split('.').scan(0, |at, label| {
        let start = *at;
        *at += label.len() + 1;
        Some((start, label))
    });
    let last = word.rsplit('.').next()?;
    let is_domain =
        word.split('.').count() >= 3 && last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_lowercase());
    let (start, label) = labels.find(|(_, label)| is_drawn(label)).filter(|_| is_domain)?;
    labels.all(|(_, label)| !is_drawn(label)).then_some(start..start + label.len())
}

fn is_domain(cells: &[Cell]) -> bool {
    let is_of_host = |cell: &&Cell| cell.c.is_ascii_alphanumeric() || matches!(cell.c, '-' | '.');
    let host = plain_text(&cells[..cells.iter().take(256).take_while(is_of_host).count()]);
    let Some((name, top)) = host.trim_end_matches('.').rsplit_once('.') else { return false };
    !name.is_empty() && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The line between two parts of a body: `--b64f54c4a12f416a`, before a header or at the end.
fn is_boundary(cells: &[Cell], from: usize, to: usize) -> bool {
    let begins = from == 0 || matches!(cells[from - 1].c, '\n' | '"' | '\'');
    let dashes = cells[from..to].iter().take_while(|cell| cell.c == '-').count();
    let behind = plain_text(&cells[to..cells.len().min(to + 12)]);
    let is_end = behind.is_empty() || behind.trim_start().to_ascii_lowercase().starts_with("content-");
    begins && dashes >= 2 && (is_end || cells[to - 1].c == '-')
}

/// A public address of IPv4.
fn is_address(text: &str) -> bool {
    let mut parts = text.split('.');
    let all = text.split('.').count() == 4 && parts.all(|part| part.len() <= 3 && part.parse::<u8>().is_ok());
    all && !text.ends_with(".0.0") && !is_local(text)
}

/// `+491701234567`
fn is_telephone(text: &str) -> bool {
    let digits = text
        .strip_prefix('+')
        .map_or(0, |rest| if rest.bytes().all(|byte| byte.is_ascii_digit()) { rest.len() } else { 0 });
    (9..=15).contains(&digits) && !text.starts_with("+0")
}

fn follows(cells: &[Cell], at: usize, marks: &[char]) -> bool {
    at.checked_sub(1).is_some_and(|before| marks.contains(&cells[before].c))
}

/// A shorter word of letters and digits is a name or a version.
const OPAQUE: usize = 16;
/// How much of a token is looked at.
const HEAD: usize = 32;
/// Shorter words are not worth unpacking.
const PACKED: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::spell::cells;
    use crate::redact::walk::Role;

    /// The values that no name gives away.
    fn found(text: &str) -> Vec<String> {
        let cells = cells(text.as_bytes());
        let found = Walk::of(&cells, Role::Unknown).found;
        found.iter().map(|found| plain_text(&cells[found.from..found.to])).collect()
    }

    #[test]
    fn of_a_host_only_the_label_that_looks_drawn_is_a_value() {
        assert_eq!(found("via 1.1 cf.21258ec71c1aa4499bcd08c6.front.example.net x"), ["21258ec71c1aa4499bcd08c6"]);
        assert_eq!(found("see login.example.com/FocusB2/api3/v1/x2y3z4 here"), Vec::<String>::new());
    }

    #[test]
    fn dots_in_a_dump_join_no_words() {
        assert_eq!(found("...U....localhost0...26112212214a..361119122148Z0."), Vec::<String>::new());
    }

    #[test]
    fn what_decodes_to_a_program_is_no_token() {
        let script = data_encoding::BASE64URL_NOPAD.encode(br#"{"\":"\","/":b}();throw new Error("no")"#);
        let token = data_encoding::BASE64URL_NOPAD.encode(br#"{"alg":"RS256","typ":"JWT"}"#);
        assert!(script.starts_with("eyJ") && !is_jwt(&script));
        assert!(!is_jwt(&data_encoding::BASE64URL_NOPAD.encode(br#"{"on"+n in $o&&ya.remove(n)});var xa="onselect""#)));
        assert!(is_jwt(&format!("{token}.abcdefghi")));
    }
}
