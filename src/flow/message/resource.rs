//! Requests to protected resources (RFC 6750, RFC 9449 §7), and what they were answered with.

use std::collections::HashSet;

use oauth_doctor_wire::url::{UrlParts, resolve};
use serde_json::Value;

use crate::capture::{Exchange, Response, Text};
use crate::disclose::Secret;
use crate::disclose::placeholder::is_placeholder;
use crate::flow::Seen;
use crate::flow::message::recognise::{self, json_body};
use crate::oauth::dpop::DpopProof;
use crate::oauth::part::{Component, Message};
use crate::oauth::{Answer, Challenge};

/// A request to a protected resource.
#[derive(Debug)]
pub struct ResourceRequest {
    /// The exchange.
    pub seen: Seen,
    /// The method.
    pub method: String,
    /// The URL without query and fragment.
    pub url: String,
    /// The token that it presents.
    pub token: Option<Secret>,
    /// How it presents the token.
    pub scheme: Option<TokenScheme>,
    /// It has an `Authorization` header of any kind, or a cookie: it presents something.
    pub has_credentials: bool,
    /// How many `DPoP` headers it has.
    pub proofs: usize,
    /// The first of them, where it can be read.
    pub proof: Option<DpopProof>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// What the resource asks for.
    pub challenge: Option<Challenge>,
    /// `error`: of the challenge, or else of the body.
    pub error: Option<String>,
    /// What the resource says of it.
    pub description: Option<String>,
    /// Where the answer redirects to.
    pub location: Option<String>,
    /// `sub` of a `UserInfo` answer.
    pub subject: Option<String>,
    /// It stands in a text: what it lacks was not recorded.
    pub excerpt: bool,
    /// How many requests before it, with the same token and to the same origin, ended the same way and are not listed.
    pub earlier: usize,
    /// The resource had the last word with it: no later request to the origin was granted, and none with this login's tokens was refused.
    pub is_last_word: bool,
}

/// How a request presents its token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TokenScheme {
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: DPoP`.
    Dpop,
    /// `access_token` in the query (RFC 6750 §2.3).
    Query,
}

impl ResourceRequest {
    /// Reads a request that presents a token, or that was refused because it presents none; of those that were granted and show no
    /// token the ones to a URL where another was refused.
    pub(crate) fn read(exchange: &Exchange, seen: Seen, refusing: &HashSet<String>) -> Option<Self> {
        let request = &exchange.request;
        if request.method.eq_ignore_ascii_case("OPTIONS") || !UrlParts::parse(request.url.as_str()).is_http() {
            return None;
        }
        let presented = presented(exchange);
        let url = UrlParts::parse(request.url.as_str()).base;
        let tells = || is_refusal(exchange) || is_granted(exchange) && refusing.contains(url);
        if presented.is_none() && !tells() {
            return None;
        }
        let (scheme, token) = presented.unzip();
        let response = exchange.response.as_ref();
        let challenge = response.and_then(challenge);
        let body = response.map(Answer::read).unwrap_or_default();
        let said = |of: fn(&Challenge) -> &Option<String>| challenge.as_ref().and_then(|known| of(known).clone());
        let location = response.and_then(|response| response.header("location").or(response.redirect_url.as_ref()));
        let mut proofs = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("dpop"));
        let has = |name: &str| request.header(name).is_some_and(|value| !value.as_str().is_empty());
        Some(Self {
            seen,
            method: request.method.to_ascii_uppercase(),
            url: url.to_owned(),
            has_credentials: has("authorization") || has("cookie") || has("x-api-key"),
            proofs: proofs.clone().count(),
            proof: proofs.next().and_then(|header| DpopProof::read(header.value.as_str())),
            status: response.and_then(|response| response.status),
            error: said(|known| &known.error).or(body.error),
            description: said(|known| &known.description).or(body.description),
            location: location.map(|location| resolve(request.url.as_str(), location.as_str())),
            subject: subject(exchange),
            excerpt: exchange.recorder.excerpt,
            earlier: 0,
            is_last_word: false,
            token,
            scheme,
            challenge,
        })
    }

    /// Returns whether the resource answered with what was asked for.
    pub fn is_granted(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Returns whether the resource refused the token, or wants one. What a user may not do (403 without a challenge) is no matter of
    /// tokens.
    pub fn is_refused(&self) -> bool {
        match self.status {
            Some(401) => true,
            Some(400) => self.challenge.as_ref().is_some_and(|challenge| challenge.error.is_some()),
            Some(403) => {
                self.challenge.as_ref().is_some_and(|challenge| challenge.error.is_some())
                    || self.is_error("insufficient_scope")
            }
            _ => false,
        }
    }

    /// Returns whether `error` is this code.
    pub fn is_error(&self, code: &str) -> bool {
        self.error.as_deref() == Some(code)
    }

    /// Returns whether the words of the resource hold one of these, in lower case.
    pub fn says(&self, words: &[&str]) -> bool {
        let said = self.description.as_deref().unwrap_or_default().to_lowercase();
        words.iter().any(|word| said.contains(word))
    }

    /// Returns the host.
    pub fn host(&self) -> &str {
        UrlParts::parse(&self.url).host
    }

    /// Returns the origin.
    pub fn origin(&self) -> String {
        UrlParts::parse(&self.url).origin()
    }
}

/// Returns whether an exchange is a request that was refused for want of a token, or of another one.
pub(crate) fn is_refusal(exchange: &Exchange) -> bool {
    let Some(response) = &exchange.response else {
        return false;
    };
    let all: Vec<Challenge> = challenges(response).collect();
    let is_for_token = all.iter().any(Challenge::is_for_token);
    match response.status {
        Some(401) => all.is_empty() || is_for_token,
        Some(400 | 403) => is_for_token || has_token(exchange),
        _ => false,
    }
}

/// Returns whether an exchange was answered with what was asked for.
pub(crate) fn is_granted(exchange: &Exchange) -> bool {
    let status = exchange.response.as_ref().and_then(|response| response.status);
    status.is_some_and(|status| (200..300).contains(&status))
}

/// Returns whether the path is that of `UserInfo` (OpenID Connect Core §5.3).
pub(crate) fn is_user_info(exchange: &Exchange) -> bool {
    let path = UrlParts::parse(exchange.request.url.as_str()).path.to_ascii_lowercase();
    // `/users/7/userinfo` is about whom it names.
    let names_user = path
        .split('/')
        .any(|segment| segment == "users" || segment.bytes().any(|byte| byte.is_ascii_digit()) && !is_version(segment));
    path.contains("userinfo") && !names_user
}

/// `v1`, `v2.0`
fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix('v').unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn has_token(exchange: &Exchange) -> bool {
    presented(exchange).is_some()
}

/// Returns the token that a request presents, and how.
fn presented(exchange: &Exchange) -> Option<(TokenScheme, Secret)> {
    let request = &exchange.request;
    let header = request.header("authorization").and_then(|value| value.as_str().split_once(' '));
    let in_header = header.and_then(|(scheme, token)| {
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "bearer" => TokenScheme::Bearer,
            "dpop" => TokenScheme::Dpop,
            _ => return None,
        };
        Some((scheme, token.trim().to_owned()))
    });
    let in_query = || {
        let query = recognise::query(&request.url, Message::Request.at(Component::Query));
        Some((TokenScheme::Query, query.filled("access_token")?.value.clone()))
    };
    let (scheme, token) = in_header.or_else(in_query)?;
    (!token.is_empty() && !is_placeholder(&token)).then(|| (scheme, Secret::new(token)))
}

/// Returns the challenge that asks for a token: one that names an error, or else the first.
fn challenge(response: &Response) -> Option<Challenge> {
    let mut all: Vec<Challenge> = challenges(response).filter(Challenge::is_for_token).collect();
    let telling = all.iter().position(|challenge| challenge.error.is_some()).unwrap_or_default();
    (telling < all.len()).then(|| all.swap_remove(telling))
}

/// Returns all challenges of an answer.
pub(crate) fn challenges(response: &Response) -> impl Iterator<Item = Challenge> {
    let headers = response.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("www-authenticate"));
    headers.flat_map(|header| Challenge::read(Text::as_str(&header.value)))
}

fn subject(exchange: &Exchange) -> Option<String> {
    let answer = exchange.response.as_ref().filter(|_| is_user_info(exchange)).and_then(json_body)?;
    let subject = answer.get("sub").and_then(Value::as_str)?;
    (!is_placeholder(subject)).then(|| subject.to_owned())
}
