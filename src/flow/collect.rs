//! Keeps what may be part of a login, and puts it in the order of time.

use crate::capture::{Body, Content, Exchange, Text};
use crate::flow::{Traffic, link, order};
use crate::oauth::Secret;
use crate::oauth::url::UrlParts;

/// Takes the exchanges of a capture one at a time.
#[derive(Default)]
pub struct Collector {
    input: u32,
    kept: Vec<Kept>,
    allow_origin_seen: bool,
}

/// An exchange that may matter.
pub(super) struct Kept {
    pub(super) exchange: Exchange,
    /// The input that it is from.
    pub(super) input: u32,
}

impl Collector {
    /// Says that the exchanges that follow are from another input, whose clock may be another one.
    pub fn next_input(&mut self) {
        self.input += 1;
    }

    /// Keeps an exchange if it may be part of a login.
    pub fn add(&mut self, mut exchange: Exchange) {
        let response = exchange.response.as_ref();
        self.allow_origin_seen |=
            response.is_some_and(|response| response.header("access-control-allow-origin").is_some());
        if !may_be_oauth(&exchange) {
            if uses_token(&exchange).is_none() {
                return;
            }
            exchange.request.body = None;
            exchange.response = None;
        }
        self.kept.push(Kept {
            exchange,
            input: self.input,
        });
    }

    /// Links what was kept.
    pub fn finish(mut self) -> Traffic {
        order::sort(&mut self.kept);
        let bearer_uses = self
            .kept
            .iter()
            .enumerate()
            .filter_map(|(order, kept)| Some((order, uses_token(&kept.exchange)?)))
            .collect();
        Traffic {
            bearer_uses,
            allow_origin_seen: self.allow_origin_seen,
            ..link::traffic(&self.kept)
        }
    }
}

fn uses_token(exchange: &Exchange) -> Option<Secret> {
    bearer(exchange.request.header("authorization")?)
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
