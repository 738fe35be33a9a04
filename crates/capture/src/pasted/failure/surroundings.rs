//! What the words around a refusal say about it: the status, the grant, the body.

use std::ops::Range;

use super::facts::facts;
use super::spot::Spot;
use super::stated::StatedFailure;
use crate::pasted::{prose, url};
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};

/// Finds the status of the answer: in the line, in what the code is in, in the lines that go on below.
pub(super) fn status(spot: &Spot<'_>, error: &str, whole: &Range<usize>) -> Option<u16> {
    let source = spot.source;
    let container = spot.container();
    let mut below = spot.line.end.max(whole.end);
    for at in spot.page.line_at(below) + 1..spot.page.len().min(spot.at + MOST_LINES) {
        if !spot.page.line(at).starts_with([' ', '\t', '}']) {
            break;
        }
        below = spot.page.range(at).end;
    }
    let from = spot.line.start.min(container.start);
    let parts = [spot.line.clone(), container, from..below];
    parts.into_iter().find_map(|range| status_in(&source[range], error))
}

fn status_in(text: &str, error: &str) -> Option<u16> {
    let mut from = 0;
    while let Some((range, status)) = number(&text[from..]) {
        let start = from + range.start;
        from += range.end;
        // A library's own default is not a status of the answer.
        let fits = (400..500).contains(&status)
            || status >= 500 && matches!(error, "server_error" | "temporarily_unavailable" | "");
        if fits && (is_named(&text[..start]) || prose::has_reason(status, &text[from..])) {
            return Some(status);
        }
    }
    None
}

fn is_named(before: &str) -> bool {
    let tail = super::facts::floor(before, before.len().saturating_sub(40));
    let before = before[tail..].to_ascii_lowercase();
    let before = before.trim_end_matches([' ', ':', '=', '"', '(', '\'', '`', '*', '>', '\\']);
    let others = [
        "resulted in a",
        "responded",
        "remote-http code",
        "failed",
        "fetch token",
        "get token",
        "refresh token",
        "token response",
        "returned an error",
    ];
    prose::names_status(before) || others.iter().any(|name| before.ends_with(name))
}

/// Finds the next number of three digits that stands alone.
fn number(text: &str) -> Option<(Range<usize>, u16)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_word =
            |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_.%".contains(byte));
        let ends = bytes.get(at + length).is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_%".contains(byte));
        if length == 3 && !ends && !is_word(at.checked_sub(1).and_then(|at| bytes.get(at))) {
            if let Ok(status) = text[at..at + 3].parse() {
                return Some((at..at + 3, status));
            }
        }
        at += length.max(1);
    }
    None
}

/// Says which grant the words name.
pub(super) fn grant(spot: &Spot<'_>) -> Option<&'static str> {
    let around = spot.around(5, 5);
    let own = grant_in(&spot.source[spot.line.clone()]);
    own.or_else(|| grant_in(&spot.source[around])).or_else(|| only_grant_type(spot))
}

/// Returns the one `grant_type` that a short text names.
fn only_grant_type(spot: &Spot<'_>) -> Option<&'static str> {
    let source = Some(spot.source).filter(|source| source.len() <= SHORT)?;
    let named = GRANTS.iter().filter(|grant| {
        source.match_indices("grant").any(|(at, _)| {
            let behind = &source[at..super::facts::floor(source, at + 60)];
            let behind = behind.strip_prefix("grant_type").or_else(|| behind.strip_prefix("grantType"));
            behind.is_some_and(|behind| {
                behind.trim_start_matches([' ', ':', '=', '"', '\'', '>', '\\']).starts_with(**grant)
            })
        })
    });
    let mut named = named.copied();
    named.next().filter(|_| named.next().is_none())
}

fn grant_in(text: &str) -> Option<&'static str> {
    // A URL names scopes and what else was asked for. The boilerplate of RFC 6749 §5.2 names every grant.
    let words = text.split_whitespace().filter(|word| !word.contains("://") && !word.contains("offline_access"));
    let words = words.collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    let mut plain = words.as_str();
    let mut cut;
    if let Some(start) = plain.find("provided authorization grant") {
        let end = plain[start..].find("another client").map_or(plain.len(), |at| start + at);
        cut = plain[..start].to_owned();
        cut.push_str(&plain[end..]);
        plain = &cut;
    }
    // What a message asks for next is not what was tried: "please retry with a new code or use a refresh token".
    let asked_for = plain.find("please ").map(|at| at..plain[at..].find(". ").map_or(plain.len(), |end| at + end));
    let plain =
        asked_for.map_or_else(|| plain.to_owned(), |range| [&plain[..range.start], &plain[range.end..]].concat());
    // Words that name both kinds of a grant name none.
    let both = ["authorization code or refresh token", "refresh token or authorization code"];
    let plain = both.iter().fold(plain, |plain, words| plain.replace(words, ""));
    let says = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if says(&["device_code", "device code", "device flow", "flow=device", "devicecode", "enter the code:"]) {
        Some("urn:ietf:params:oauth:grant-type:device_code")
    } else if names_word(&plain, "client_credentials") || says(&["clientcredentials"]) {
        Some("client_credentials")
    } else if says(&["refresh"]) && !says(NO_REFRESH) {
        Some("refresh_token")
    } else if says(&[
        "authorization_code",
        "authorizationcode",
        "authorization code",
        "auth code",
        "code_verifier",
        "code verifier",
        "code not valid",
        "exchange code",
        "exchanging code",
        "code exchange",
        "redeeming code",
        "code is expired",
        "bad_verification_code",
    ]) {
        Some("authorization_code")
    } else {
        None
    }
}

/// Returns whether a text has a word that is no part of another: `incorrect_client_credentials` names no grant.
fn names_word(text: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_letter) && !text[at + word.len()..].starts_with(is_letter))
}

/// A member for a token that is not there.
const NO_REFRESH: &[&str] = &[
    "refresh_token: nil",
    "refresh_token: null",
    "refresh_token: none",
    "refresh_token=null",
    "refresh_token=none",
    "\"refresh_token\":null",
    "\"refresh_token\": null",
    "'refresh_token': none",
    "refreshtoken: null",
    "refreshtoken: undefined",
];

/// `Token exchange failed: HTTP 400`, `cannot fetch token: 403 Forbidden`: all that is known is the status.
pub(super) fn exchange(spot: &Spot<'_>) -> Option<StatedFailure> {
    if spot.text().starts_with("Invalid") {
        return not_json(spot);
    }
    let line = spot.source[spot.line.clone()].to_ascii_lowercase();
    if !line.contains("token") && !line.contains("code") || !spot.speaks_of_oauth() && !line.contains("token") {
        return None;
    }
    let limit = super::facts::floor(spot.after(), 100);
    let near = &spot.after()[..limit];
    let (range, status) = number(near).filter(|(_, status)| (400..600).contains(status))?;
    let words = &near[..range.start];
    // A number in a sentence further on is about something else.
    if words.contains(['{', '\n']) {
        return None;
    }
    if names_get(spot) {
        return None;
    }
    let end = spot.word.end + range.end;
    let raw = body_below(spot);
    Some(StatedFailure {
        range: spot.word.start..end,
        error: None,
        description: None,
        status: Some(status),
        raw: raw.map(|range| part(&spot.page.text, range)),
        grant: grant(spot),
        client: None,
        path: None,
        is_page: false,
        is_cut: false,
    })
}

/// Google's client for Java names the request in the next line, whatever a program calls it: `401 Unauthorized`, `GET
/// https://login.example/userinfo`. No token endpoint is asked with GET.
fn names_get(spot: &Spot<'_>) -> bool {
    let below = spot.page.line(spot.at + 1).trim_start();
    let url = below.strip_prefix("GET ").filter(|url| url.starts_with("http"));
    url.is_some_and(|url| !url::is_of_tokens(url.trim_end_matches(['"', ' '])))
}

/// `Response: <!DOCTYPE …`: the page that came instead of an answer.
fn body_below(spot: &Spot<'_>) -> Option<Range<usize>> {
    let below = spot.page.range(spot.at + 1);
    let line = &spot.source[below.clone()];
    let body = line.trim_start().strip_prefix("Response: ").filter(|body| body.starts_with('<'))?;
    Some(below.end - body.len()..below.end)
}

/// The MCP SDK: `HTTP 404: Invalid OAuth error response: SyntaxError: … Raw body: Not found`.
pub(super) fn not_json(spot: &Spot<'_>) -> Option<StatedFailure> {
    let line = &spot.source[spot.line.clone()];
    let at = line.find("Invalid OAuth error response")?;
    let status = line[..at].trim_end_matches([':', ' ']).rsplit(' ').next()?.parse().ok();
    let body = line.find("Raw body: ").map(|at| spot.line.start + at + "Raw body: ".len()..spot.line.end);
    Some(StatedFailure {
        range: spot.word.start..spot.line.end,
        error: None,
        description: None,
        status,
        raw: body.map(|range| part(&spot.page.text, range)),
        grant: grant(spot),
        client: None,
        path: None,
        is_page: false,
        is_cut: false,
    })
}

const GRANTS: &[&str] = &["authorization_code", "refresh_token", "client_credentials"];

/// The longest text that is looked through for a word about the grant.
const SHORT: usize = 16 * 1024;

/// Finds the client and the path of the request in the same line: `path=/token method=POST client_id=shop`.
pub(super) fn client_and_path(spot: &Spot<'_>) -> (Option<Text>, Option<Text>) {
    let found = facts(spot.source, spot.line.clone());
    let named = |names: &[&str], fits: fn(&str) -> bool| {
        let mut named = found.iter().filter(|fact| names.contains(&&spot.source[fact.name.clone()]));
        let fact = named.find(|fact| fits(spot.source[fact.value.clone()].trim()))?;
        Some(part(&spot.page.text, fact.value.clone()))
    };
    let is_id = |value: &str| {
        let is_absent = matches!(value, "" | "null" | "None" | "undefined" | "nil" | "<nil>" | "-" | "*" | "***");
        !is_absent && value.len() <= 200 && !value.contains(char::is_whitespace) && !super::codes::is_code(value)
    };
    let is_path = |value: &str| {
        value.starts_with('/') && value.to_ascii_lowercase().contains("token") && !value.contains(char::is_whitespace)
    };
    let paths = ["path", "http_path", "request_path", "requestUri", "uri"];
    (named(&["client_id", "clientId", "ClientId"], is_id), named(&paths, is_path))
}

/// Rust's `Parse(Error { … }, [60, 104, …])`: the bytes of the page that came instead of an answer.
pub(super) fn bytes(spot: &Spot<'_>) -> Option<StatedFailure> {
    let start = spot.line.start + spot.source[spot.line.clone()].find(", [60, ")? + 3;
    let limit = spot.page.range(spot.at).end.min(start + MOST_BYTES * 5);
    let limit = super::facts::floor(spot.source, limit);
    let mut body = Vec::new();
    for number in spot.source[start..limit].split(']').next()?.split(',').take(MOST_BYTES) {
        body.push(number.trim().parse::<u8>().ok()?);
    }
    let mut draft = Draft::default();
    for character in String::from_utf8_lossy(&body).chars() {
        draft.push_char(character, spot.page.text.place(start));
    }
    Some(StatedFailure {
        range: spot.word.start..start,
        error: None,
        description: None,
        status: None,
        raw: Some(draft.finish()),
        grant: grant(spot),
        client: None,
        path: None,
        is_page: false,
        is_cut: false,
    })
}

/// The error of a command of PowerShell that was answered with one: its words stand behind the name of the command, lines above.
pub(super) fn powershell(spot: &Spot<'_>) -> Option<StatedFailure> {
    let begins = |at: &usize| {
        let line = spot.page.line(*at).trim_start();
        ["Invoke-WebRequest : ", "Invoke-RestMethod : ", "iwr : ", "irm : "].iter().any(|name| line.starts_with(name))
    };
    let first = (spot.at.saturating_sub(MOST_LINES)..spot.at).rev().find(begins)?;
    let is_place = |at: &usize| spot.page.line(*at).trim_start().starts_with("At ");
    let last = (first + 1..spot.at).find(is_place)?;
    let words = spot.page.range(first).start..spot.page.range(last).start;
    // What else a script asks for is not a token.
    if !spot.source[words.start..spot.line.end].to_ascii_lowercase().contains("token") {
        return None;
    }
    Some(StatedFailure {
        status: Some(status_in(&spot.source[words], "")?),
        grant: grant(spot),
        range: spot.word.start..spot.line.end,
        error: None,
        description: None,
        raw: None,
        client: None,
        path: None,
        is_page: false,
        is_cut: false,
    })
}

/// How many bytes of a page are read.
const MOST_BYTES: usize = 4096;

/// How many lines below belong to a statement.
const MOST_LINES: usize = 16;
