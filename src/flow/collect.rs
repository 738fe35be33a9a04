//! Keeps what may be part of a login, and puts it in the order of time.

use crate::capture::{Body, Content, Exchange, Text};
use crate::flow::{Traffic, link};
use crate::oauth::Secret;
use crate::oauth::url::UrlParts;

/// Takes the exchanges of a capture one at a time.
#[derive(Default)]
pub struct Collector {
    kept: Vec<Exchange>,
    bearer_uses: Vec<Exchange>,
    allow_origin_seen: bool,
}

impl Collector {
    /// Keeps an exchange if it may be part of a login.
    pub fn add(&mut self, mut exchange: Exchange) {
        let response = exchange.response.as_ref();
        self.allow_origin_seen |=
            response.is_some_and(|response| response.header("access-control-allow-origin").is_some());
        if may_be_oauth(&exchange) {
            self.kept.push(exchange);
        } else if exchange
            .request
            .header("authorization")
            .is_some_and(|value| bearer(value).is_some())
        {
            exchange.request.body = None;
            exchange.response = None;
            self.bearer_uses.push(exchange);
        }
    }

    /// Links what was kept.
    pub fn finish(self) -> Traffic {
        let mut exchanges = self.kept;
        exchanges.extend(self.bearer_uses);
        sort_by_time(&mut exchanges);
        let bearer_uses = exchanges
            .iter()
            .enumerate()
            .filter_map(|(order, exchange)| Some((order, bearer(exchange.request.header("authorization")?)?)))
            .collect();
        Traffic {
            bearer_uses,
            allow_origin_seen: self.allow_origin_seen,
            ..link::traffic(&exchanges)
        }
    }
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

fn bearer(authorization: &Text) -> Option<Secret> {
    let (scheme, token) = authorization.as_str().split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("dpop")).then(|| Secret::new(token.trim()))
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

/// A login's messages are small; nobody needs to search a megabyte of script for `code=`.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(64 * 1024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn names_oauth(text: &str) -> bool {
    WORDS.iter().any(|word| text.contains(word)) || text.contains("code") || text.contains("error")
}

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
