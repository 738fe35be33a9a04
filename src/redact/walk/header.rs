//! Headers whose value has a form of its own: credentials and cookies.

use super::pairs::{Found, What, stands_for};
use crate::disclose::is_prose;
use crate::redact::Kind;
use crate::redact::shape::is_random;
use crate::redact::spell::{Cell, plain_text};

/// Returns where the value of a header ends that begins with this cell: at the end of the line, or at the quote that stands before
/// the name.
pub(super) fn end(cells: &[Cell], name: usize, from: usize) -> usize {
    let quote = name.checked_sub(1).map(|at| cells[at]).filter(|cell| matches!(cell.c, '"' | '\''));
    let closes = |cell: &Cell| {
        matches!(cell.c, '\n' | '\r')
            || quote
                .is_some_and(|quote| cell.c == quote.c && cell.escape <= quote.escape && cell.percent <= quote.percent)
    };
    from + cells[from..].iter().position(closes).unwrap_or(cells.len() - from)
}

/// Finds the credentials of an `Authorization` header: behind the scheme, or all of it.
pub(super) fn authorization(cells: &[Cell], from: usize, to: usize, found: &mut Vec<Found>) {
    let value = &cells[from..to];
    let blank = value.iter().position(|cell| cell.c.is_whitespace() || cell.c == '+' && cell.is_raw());
    let scheme = blank.map(|blank| plain_text(&value[..blank]).to_ascii_lowercase());
    let Some((blank, scheme)) = blank.zip(scheme).filter(|(_, scheme)| is_scheme(scheme)) else {
        // Without a scheme it may be a word of a report.
        let is_sure = is_random(&plain_text(value));
        found.push(Found { from, to, what: What::Value { kind: Kind::Token, is_sure } });
        return;
    };
    let start = from + blank + value[blank..].iter().take_while(|cell| cell.c.is_whitespace() || cell.c == '+').count();
    if scheme == "basic" {
        let end = start + cells[start..to].iter().take_while(|cell| is_of_token(cell.c)).count();
        if cells.get(end).is_some_and(|cell| cell.c == ' ') && end + 1 < to {
            // Two words are neither.
            push(cells, start, to, Kind::Password, found);
            return;
        }
        if cells.get(end).is_some_and(|cell| cell.c == ':') && end < to {
            // They were sent as they are.
            push(cells, end + 1, to, Kind::Password, found);
            return;
        }
        found.push(Found { from: start, to: end, what: What::Basic });
    } else if matches!(scheme.as_str(), "digest" | "oauth" | "aws4-hmac-sha256") {
        parameters(cells, start, to, found);
    } else {
        push(cells, start, to, Kind::Token, found);
    }
}

/// Finds the values of cookies: `a=1; b=2`, or `a=1; Path=/; Secure` several times.
pub(super) fn cookies(cells: &[Cell], from: usize, to: usize, found: &mut Vec<Found>) {
    let mut at = from;
    while at < to {
        let is_end = |cell: &Cell| cell.percent == 0 && matches!(cell.c, ';' | '\n' | '\r');
        let end = at + cells[at..to].iter().position(is_end).unwrap_or(to - at);
        let pair = &cells[at..end];
        // Several headers in one: `a=1; Path=/, b=2`.
        let equals = pair.iter().position(|cell| cell.c == '=' && cell.percent == 0);
        if let Some(equals) = equals {
            let name = plain_text(&pair[..equals]);
            let name = name.rsplit([',', ' ']).next().unwrap_or_default().trim();
            if !ATTRIBUTES.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                push(cells, at + equals + 1, end, Kind::Cookie, found);
            } else if let Some(comma) = second_cookie(pair) {
                let equals = pair[comma..].iter().position(|cell| cell.c == '=');
                if let Some(equals) = equals {
                    push(cells, at + comma + equals + 1, end, Kind::Cookie, found);
                }
            }
        }
        at = end + 1;
    }
}

/// A comma that another cookie follows, and no date: `Path=/, b=2`.
fn second_cookie(pair: &[Cell]) -> Option<usize> {
    let comma = pair.iter().position(|cell| cell.c == ',')?;
    pair[comma..].iter().any(|cell| cell.c == '=').then_some(comma)
}

/// The values of `username="a", response="b"`.
fn parameters(cells: &[Cell], from: usize, to: usize, found: &mut Vec<Found>) {
    let mut at = from;
    for (number, cell) in cells[from..to].iter().enumerate() {
        if cell.c == ',' || from + number + 1 == to {
            let end = if cell.c == ',' { from + number } else { to };
            if let Some(equals) = cells[at..end].iter().position(|cell| cell.c == '=') {
                push(cells, at + equals + 1, end, Kind::Token, found);
            }
            at = end + 1;
        }
    }
}

/// Adds a value without the quotes and blanks around it.
fn push(cells: &[Cell], mut from: usize, mut to: usize, kind: Kind, found: &mut Vec<Found>) {
    let is_around = |cell: &Cell| cell.c.is_whitespace() || cell.c == '"';
    while from < to && is_around(&cells[from]) {
        from += 1;
    }
    while to > from && is_around(&cells[to - 1]) {
        to -= 1;
    }
    if from < to {
        let is_sure = !(stands_for(cells, from) || kind == Kind::Cookie && is_prose(&plain_text(&cells[from..to])));
        found.push(Found { from, to, what: What::Value { kind, is_sure } });
    }
}

/// Returns whether a word is a scheme that credentials follow.
pub(super) fn is_scheme(lower: &str) -> bool {
    matches!(
        lower,
        "basic"
            | "bearer"
            | "dpop"
            | "digest"
            | "oauth"
            | "token"
            | "negotiate"
            | "ntlm"
            | "mac"
            | "hawk"
            | "gnap"
            | "aws4-hmac-sha256"
    )
}

/// Returns whether a character may be part of a token (RFC 6750 §2.1) or of base64.
pub(super) fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+' | '/' | '=')
}

const ATTRIBUTES: &[&str] = &[
    "path",
    "domain",
    "expires",
    "max-age",
    "samesite",
    "priority",
    "comment",
    "version",
    "partitioned",
    "secure",
    "httponly",
];
