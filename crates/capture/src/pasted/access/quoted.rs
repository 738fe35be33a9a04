//! Lines with the request between quotes, as in the common log format.

use std::ops::Range;

use jiff::Timestamp;
use jiff::fmt::strtime;

use super::line::{AccessLine, method, status};
use crate::http::head::is_method;

/// Reads a line whose request line stands between quotes.
pub(super) fn line(line: &str) -> Option<AccessLine<'_>> {
    let quotes = line.match_indices('"').map(|(at, _)| at);
    // The request is the first of what is quoted, but in logs that begin with an address or a name.
    quotes.take(4).find_map(|quote| request_line(line, quote).or_else(|| target_only(line, quote)))
}

/// `"POST /token HTTP/1.1" 401` (nginx, Apache, Traefik, Envoy, uvicorn, Django), `401 401 380 54 "POST https://…"` (AWS),
/// `"POST http://… HTTP/1.1" from 192.0.2.10:5 - 401` (chi), `| 401 | … | POST "/token"` (Gin).
fn request_line(line: &str, quote: usize) -> Option<AccessLine<'_>> {
    let (before, rest) = (&line[..quote], &line[quote + 1..]);
    let (method, start) = match method(rest) {
        Some(method) => (method, quote + 1 + method.len() + 1),
        None => (gin(before)?, quote + 1),
    };
    let target = target(line, start)?;
    let behind = &line[target.end..];
    let protocol = behind.strip_prefix(" HTTP/").and_then(|behind| behind.split_once('"'));
    let known_by_gin = behind.starts_with('"') && before.trim_end().ends_with(method);
    let behind = match protocol {
        Some((_, behind)) => behind.trim_start(),
        None if known_by_gin => "",
        None => return None,
    };
    // urllib3 has the host before the quote: that is a client, and says where it went.
    if before.contains("://") {
        return None;
    }
    let fields: Vec<&str> = before.split_ascii_whitespace().collect();
    let is_balancer = line[target.clone()].contains("://") && fields.len() >= 12;
    let found = if is_balancer {
        fields.get(fields.len() - 4).copied().and_then(status)
    } else if known_by_gin {
        before.split('|').nth(1).and_then(|part| status(part.trim()))
    } else {
        let behind = behind.strip_prefix("from ").map_or(Some(behind), |from| Some(from.split_once(" - ")?.1));
        behind.and_then(status)
    };
    // The time before the quote may be taken off already.
    let mut numbers = behind.split(' ').skip(2).take(4);
    let are_numbers = numbers.all(|word| word == "-" || word.bytes().all(|byte| byte.is_ascii_digit()));
    let is_envoy = (before.is_empty() || before.starts_with('[') && before.contains('T'))
        && are_numbers
        && behind.matches('"').count() >= 10;
    let flags = behind
        .split(' ')
        .nth(1)
        .filter(|_| is_envoy)
        .filter(|flags| *flags != "-" && flags.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b','));
    found?;
    Some(AccessLine {
        method,
        target,
        query: None,
        host: if is_envoy { quoted_part(line, 4) } else { None },
        status: found.filter(|_| flags.is_none()),
        time: time(before),
        failure: flags,
        matters: false,
    })
}

/// `app.example GET - "/oauth2/callback?code=…" HTTP/1.1 "Mozilla/5.0" 500 345 0.041` (oauth2-proxy).
fn target_only(line: &str, quote: usize) -> Option<AccessLine<'_>> {
    let target = target(line, quote + 1).filter(|target| line[target.clone()].starts_with('/'))?;
    let behind = line[target.end..].strip_prefix("\" HTTP/")?;
    let (_, behind) = behind.split_once('"')?.1.split_once('"')?;
    let before = &line[..quote];
    let mut words = before.split_ascii_whitespace().rev();
    let (method, host) = (words.nth(1)?, words.next()?);
    let method = is_method(method).then_some(method)?;
    let at = before.rfind(host)?;
    let is_host = host.contains('.') || host.contains(':') || host == "localhost";
    Some(AccessLine {
        method,
        target,
        query: None,
        host: is_host.then_some(at..at + host.len()),
        status: Some(status(behind.trim_start())?),
        time: time(before),
        failure: None,
        matters: false,
    })
}

/// `[GIN] 2026/03/02 - 10:11:12 | 401 |     1.2ms |  192.0.2.10 | POST     `.
fn gin(before: &str) -> Option<&str> {
    let word = before.trim_end().rsplit(['|', ' ']).next()?;
    (before.matches('|').count() >= 4 && is_method(word)).then_some(word)
}

/// Returns the bytes of the path or URL that starts here.
fn target(line: &str, start: usize) -> Option<Range<usize>> {
    let rest = line.get(start..)?;
    let length = rest.find([' ', '"'])?;
    let is_target = rest.starts_with('/') || rest.starts_with("http://") || rest.starts_with("https://");
    is_target.then_some(start..start + length)
}

/// Returns the bytes between the quotes of the part of this number.
fn quoted_part(line: &str, number: usize) -> Option<Range<usize>> {
    let mut quotes = line.match_indices('"').map(|(at, _)| at).skip(number * 2);
    let (open, close) = (quotes.next()?, quotes.next()?);
    let part = &line[open + 1..close];
    (part.len() > 1 && !part.contains(' ')).then_some(open + 1..close)
}

/// Finds a time with a zone: `[02/Mar/2026:10:11:12 +0000]`, `[2026-03-02T10:11:12.345Z]`, or the second word.
fn time(before: &str) -> Option<Timestamp> {
    let bracket = before.rsplit_once('[').and_then(|(_, behind)| behind.split_once(']')).map(|(inner, _)| inner);
    let common = |text: &str| strtime::parse("%d/%b/%Y:%H:%M:%S %z", text).ok()?.to_timestamp().ok();
    let exact = |text: &str| text.parse::<Timestamp>().ok();
    let bracket = bracket.and_then(|text| common(text).or_else(|| exact(text)));
    bracket.or_else(|| before.split_ascii_whitespace().take(2).find_map(exact))
}
