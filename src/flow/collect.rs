//! Keeps what may be part of a login, and puts it in the order of time.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::packed::Searcher;
use jiff::Timestamp;
use memchr::memmem;

use crate::capture::{Audience, Body, Content, Exchange, Outline, Text};
use crate::flow::{Traffic, link};
use crate::oauth::Secret;
use crate::oauth::url::UrlParts;

/// Takes the exchanges of a capture one at a time.
#[derive(Default)]
pub struct Collector {
    kept: Vec<Exchange>,
    /// The last use of each access token.
    uses: BTreeMap<String, Use>,
    allow_origin_seen: bool,
    /// What is searched for needles, in lower case.
    searched: Vec<u8>,
}

impl Audience for Collector {
    /// Wants whatever [`may_be_oauth`] may keep, tokens that are used, and the first answer that allows an origin.
    fn wants(&mut self, outline: &Outline<'_>) -> bool {
        self.searched.clear();
        for part in [
            outline.url,
            &outline.sent[..outline.sent.len().min(SEARCHED)],
            outline.redirect,
        ] {
            self.searched.extend_from_slice(part);
            self.searched.push(b'\n');
        }
        self.searched.extend(locations(outline.response_headers));
        self.searched.make_ascii_lowercase();
        let has_needle = NEEDLES
            .as_ref()
            .is_none_or(|needles| needles.find(&self.searched).is_some());
        has_needle
            || has(outline.request_headers, b"uthorization\"")
            || (!self.allow_origin_seen && has(outline.response_headers, b"llow-"))
    }

    /// Keeps an exchange if it may be part of a login.
    fn take(&mut self, mut exchange: Exchange) {
        let response = exchange.response.as_ref();
        self.allow_origin_seen |=
            response.is_some_and(|response| response.header("access-control-allow-origin").is_some());
        if let Some(token) = exchange.request.header("authorization").and_then(bearer) {
            let this = Use {
                started: exchange.started,
                number: exchange.number,
            };
            let last = self.uses.entry(token).or_insert(this);
            *last = this.max(*last);
        }
        if may_be_oauth(&exchange) {
            shorten(&mut exchange);
            self.kept.push(exchange);
        }
    }
}

impl Collector {
    /// Links what was kept.
    pub fn finish(self) -> Traffic {
        let mut exchanges = self.kept;
        sort_by_time(&mut exchanges);
        let order = |last: &Use| {
            exchanges.partition_point(|exchange| (exchange.started, exchange.number) <= (last.started, last.number))
        };
        let bearer_uses = self.uses.iter();
        let bearer_uses = bearer_uses
            .map(|(token, last)| (order(last), Secret::new(token)))
            .collect();
        Traffic {
            bearer_uses,
            allow_origin_seen: self.allow_origin_seen,
            ..link::traffic(&exchanges)
        }
    }
}

/// When an access token was used last.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Use {
    started: Option<Timestamp>,
    number: usize,
}

/// An exchange without a time stands where the one before it does.
fn sort_by_time(exchanges: &mut [Exchange]) {
    exchanges.sort_by_key(|exchange| exchange.number);
    let mut last = None;
    for exchange in exchanges.iter_mut() {
        exchange.started = exchange.started.or(last);
        last = exchange.started;
    }
    // Firefox and Chrome list the preflight after the request that it guards, mitmproxy lists a callback after the token
    // request that its server made: the file's order is not the order of events.
    exchanges.sort_by_key(|exchange| exchange.started);
}

fn bearer(authorization: &Text) -> Option<String> {
    let (scheme, token) = authorization.as_str().split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("dpop")).then(|| token.trim().to_owned())
}

/// A page or an API may answer with megabytes; what is looked at of an answer is short.
fn shorten(exchange: &mut Exchange) {
    let Some(body) = exchange.response.as_mut().and_then(|response| response.body.as_mut()) else {
        return;
    };
    let Content::Text(text) = &body.content else { return };
    let length = text.as_str().len();
    if length > SEARCHED {
        let bytes = u64::try_from(length).ok();
        body.content = Content::Missing { bytes };
    }
}

fn has(part: &[u8], needle: &[u8]) -> bool {
    memmem::find(part, needle).is_some()
}

/// Returns the headers of a response that redirects.
fn locations(headers: &[u8]) -> &[u8] {
    if has(headers, b"ocation\"") { headers } else { &[] }
}

fn may_be_oauth(exchange: &Exchange) -> bool {
    let request = &exchange.request;
    let url = request.url.as_str();
    let lower = UrlParts::of(url).path.to_ascii_lowercase();
    if PATHS.iter().any(|word| lower.contains(word)) || names_oauth(&url[UrlParts::of(url).base.len()..]) {
        return true;
    }
    if request.body.as_ref().is_some_and(body_names_oauth) {
        return true;
    }
    let Some(response) = &exchange.response else {
        return false;
    };
    let location = response.header("location").or(response.redirect_url.as_ref());
    location.is_some_and(|location| names_oauth(location.as_str()))
        || response.body.as_ref().is_some_and(body_is_metadata)
}

fn body_names_oauth(body: &Body) -> bool {
    match &body.content {
        Content::Text(text) => names_oauth(cut(text.as_str())),
        Content::Params { params, .. } => params.iter().any(|(name, _)| {
            let name = name.as_str();
            WORDS.iter().any(|word| name.contains(word)) || matches!(name, "code" | "error" | "state")
        }),
        Content::Missing { .. } => false,
    }
}

fn body_is_metadata(body: &Body) -> bool {
    matches!(&body.content, Content::Text(text) if cut(text.as_str()).contains("\"token_endpoint\""))
}

/// A login's messages are small.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(SEARCHED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn names_oauth(text: &str) -> bool {
    WORDS.iter().any(|word| text.contains(word)) || text.contains("code") || text.contains("error")
}

/// How much of a body is searched: nobody needs to look for `code=` in a megabyte of script.
const SEARCHED: usize = 256 << 10;

/// What an exchange has in its URL, in the body of its request or in where it redirects to, if [`may_be_oauth`] keeps it:
/// the words below, or an escape that may spell one.
static NEEDLES: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    Searcher::new([
        "code",
        "error",
        "token",
        "auth",
        "openid",
        "well-known",
        "callback",
        "login",
        "signin",
        "connect",
        "/par",
        "response_type",
        "client_id",
        "grant",
        "request_uri",
        "[object",
        "state",
        "\\u00",
        "%5f",
    ])
});

const PATHS: &[&str] = &[
    "token",
    "authorize",
    "oauth",
    "openid",
    ".well-known",
    "callback",
    "/auth",
    "login",
    "signin",
    "connect",
    "/par",
];
const WORDS: &[&str] = &[
    "response_type",
    "client_id",
    "grant_type",
    "code_verifier",
    "grantType",
    "access_token",
    "id_token",
    "refresh_token",
    "[object",
    "request_uri",
];
