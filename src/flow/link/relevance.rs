//! What may be part of a login, told by its words before anything is linked.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;
use memchr::memmem::Finder;
use oauth_doctor_wire::url::UrlParts;

use crate::capture::{Body, Content, EvidenceLevel, Exchange, Header, Outline, Text};
use crate::oauth::Params;
use crate::oauth::answer::TOKEN_ERRORS;
use crate::oauth::part::{Component, Message};
use crate::providers::{FRONTS, Front, Mark};

/// How an exchange may belong to a login.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Relevance {
    /// It has the words of an OAuth message.
    Message,
    /// It is a response by its parameters, `state` with `code` or `error`.
    Response,
    /// It has a parameter `code` or `error`, as much else has.
    Perhaps,
    /// A token in its query is all that it has of a login.
    Use,
    /// It is a document that a login refers to: the keys of a server (RFC 7517), the metadata of a client.
    Document,
    /// Its path is that of a login: a preflight, a callback that lost its parameters, a token request without a body. It
    /// tells something only beside a message.
    Context,
    /// None of it.
    None,
}

/// Says how an exchange may belong to a login.
pub(crate) fn relevance(exchange: &Exchange) -> Relevance {
    let request = &exchange.request;
    let url = request.url.as_str();
    let parts = UrlParts::parse(url);
    let response = exchange.response.as_ref();
    let location = response.and_then(|response| response.header("location").or(response.redirect_url.as_ref()));
    let behind_path = &url[parts.base.len()..];
    let location = location.map_or("", Text::as_str);
    let sent = request.body.as_ref().map(|body| &body.content);
    let answer = response.and_then(|response| response.body.as_ref());
    let challenge = response.and_then(|response| response.header("www-authenticate"));
    let is_use = parts.fragment.is_empty() && is_use(parts.query) && sent.is_none();
    let is_message = exchange.recorder.evidence == EvidenceLevel::Stated
        || !is_use && has_words(behind_path)
        || challenge.is_some_and(|challenge| challenge.as_str().contains("resource_metadata="))
        || has_words(location)
        || sent.is_some_and(|sent| any_text(sent, has_words))
        || answer.is_some_and(|answer| {
            answer_has_words(answer)
                || (exchange.recorder.excerpt || is_of_tokens(&parts)) && any_text(&answer.content, refuses)
        });
    let path = parts.path.to_ascii_lowercase();
    if is_message {
        Relevance::Message
    } else if is_use {
        Relevance::Use
    } else if matches!(request.method.as_str(), "GET" | "") && answer.is_some_and(is_document) {
        Relevance::Document
    } else if names_response(behind_path) || names_response(location) {
        let has_state =
            [behind_path, location].iter().any(|text| text.contains("state=") || text.contains(SIGNED_RESPONSE));
        if has_state { Relevance::Response } else { Relevance::Perhaps }
    } else if sent.is_some_and(|sent| any_text(sent, body_names_response) && has_named_member(sent)) {
        Relevance::Perhaps
    } else if PATHS.iter().any(|word| path.contains(word)) {
        Relevance::Context
    } else {
        Relevance::None
    }
}

/// Leaves away what nobody looks at: a page or an API may answer with megabytes.
pub(crate) fn shorten(exchange: &mut Exchange, relevance: Relevance) {
    keep_telling(&mut exchange.request.headers);
    let page_counts = names_request(exchange.request.url.as_str())
        || matches!(exchange.request.body.as_ref().map(|body| &body.content), Some(Content::Text(text)) if names_request(text.as_str()));
    let Some(response) = &mut exchange.response else { return };
    keep_telling(&mut response.headers);
    let Some(body) = &mut response.body else { return };
    let Content::Text(text) = &body.content else { return };
    let length = text.as_str().len();
    let longest = match relevance {
        Relevance::Message if page_counts => LONGEST,
        Relevance::Message | Relevance::Response | Relevance::Perhaps | Relevance::Document => LONGEST_JSON,
        _ if text.as_str().trim_ascii_start().starts_with('{') => LONGEST_REFUSAL,
        _ if text.as_str().trim_ascii_start().starts_with('<') => LONGEST_PAGE,
        _ => 0,
    };
    let is_data = length > LONGEST_REFUSAL && !text.as_str().trim_ascii_start().starts_with(['{', '[', '<']);
    if length > longest || is_data || body.media_type.as_deref().is_some_and(is_of_no_use) {
        body.content = Content::Missing { bytes: u64::try_from(length).ok().filter(|bytes| *bytes > 0) };
    }
}

/// Says whether the pieces of a file that are an exchange may hold one that [`relevance`] keeps, and the longest body of an
/// answer that is of use then. Looks at `searched` as a buffer only.
pub(crate) fn longest_body(outline: &Outline<'_>, searched: &mut Vec<u8>) -> Option<usize> {
    let redirects = has(outline.response_headers, &LOCATION);
    let path_end = memchr::memchr2(b'?', b'#', outline.url).unwrap_or(outline.url.len());
    let (path, behind_path) = outline.url.split_at(path_end);
    searched.clear();
    for part in [
        behind_path,
        outline.sent.get(..LONGEST).unwrap_or(outline.sent),
        outline.redirect,
        if redirects { outline.response_headers } else { &[] },
    ] {
        searched.extend_from_slice(part);
    }
    searched.make_ascii_lowercase();
    if finds(&WORDS_IN_FILE, searched) {
        let query = behind_path.strip_prefix(b"?").and_then(|query| std::str::from_utf8(query).ok());
        let is_alone = outline.sent.is_empty() && outline.redirect.is_empty() && !redirects;
        return Some(if is_alone && query.is_some_and(is_use) { LONGEST_ASIDE } else { LONGEST });
    }
    if has(outline.response_headers, &CHALLENGE) {
        return Some(LONGEST_ASIDE);
    }
    let may_be_response = finds(&NAMES_IN_FILE, searched);
    searched.clear();
    searched.extend_from_slice(path);
    searched.make_ascii_lowercase();
    let is_code = [&b".js"[..], b".css", b".map", b".mjs"]
        .iter()
        .any(|end| searched.strip_suffix(b"\"").unwrap_or(searched).ends_with(end));
    if finds(&PATHS_IN_FILE, searched) {
        let is_metadata = has(searched, &WELL_KNOWN) || has(searched, &KEYS);
        Some(if is_metadata { LONGEST } else { LONGEST_ASIDE })
    } else if !is_code && finds(&DOCUMENTS_IN_FILE, searched) {
        Some(LONGEST_JSON)
    } else {
        (may_be_response || refuses_access(outline.status)).then_some(LONGEST_ASIDE)
    }
}

/// Returns whether a status, as it stands in a file, says that a resource wants a token, or another one.
fn refuses_access(status: &[u8]) -> bool {
    matches!(status, b"401" | b"403" | b"\"401\"" | b"\"403\"")
}

/// Returns whether the pieces of a file may be a page that a browser went to.
pub(crate) fn may_be_page(outline: &Outline<'_>) -> bool {
    has(outline.response_headers, &HTML) || has(outline.request_headers, &NAVIGATE) || !outline.redirect.is_empty()
}

/// Returns whether a request may carry a credential: a token, a cookie, an API key, a password.
pub(crate) fn may_hold_credential(outline: &Outline<'_>, searched: &mut Vec<u8>) -> bool {
    searched.clear();
    searched.extend_from_slice(outline.request_headers);
    searched.extend_from_slice(outline.sent.get(..LONGEST_SENT).unwrap_or(outline.sent));
    searched.make_ascii_lowercase();
    finds(&CREDENTIALS_IN_FILE, searched)
}

fn finds(needles: &LazyLock<Option<Searcher>>, searched: &[u8]) -> bool {
    needles.as_ref().is_none_or(|needles| needles.find(searched).is_some())
}

/// Returns whether the bytes stand anywhere in a part of a file.
pub(crate) fn has(part: &[u8], needle: &Finder<'_>) -> bool {
    needle.find(part).is_some()
}

fn has_words(text: &str) -> bool {
    WORDS.iter().any(|word| text.contains(word))
}

/// Does a query or a fragment have a parameter of an authorization response?
fn names_response(text: &str) -> bool {
    text.split(['?', '&', '#', ';']).any(|pair| {
        let name = pair.split_once('=').map(|(name, _)| name);
        matches!(name, Some("code" | "error" | "c%6fde" | "c%6Fde"))
    }) || text.contains(SIGNED_RESPONSE)
}

/// Does a body, a form or JSON, have a member of such a name, or one that ends in it (`authCode`)?
fn body_names_response(text: &str) -> bool {
    let is_name = |at: usize| {
        let behind = text.as_bytes().get(at).copied().unwrap_or(b'=');
        matches!(behind, b'=' | b'"' | b'\'' | b'\\' | b':')
    };
    if text.starts_with(SIGNED_RESPONSE) {
        return true;
    }
    let mut codes = text.match_indices("code").chain(text.match_indices("Code"));
    codes.any(|(at, name)| is_name(at + name.len()))
        || text.contains("state") && text.match_indices("error").any(|(at, name)| is_name(at + name.len()))
}

/// Does a query have a token, and else nothing of a login?
fn is_use(query: &str) -> bool {
    let is_token =
        |pair: &str| TOKENS.iter().any(|name| pair.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')));
    query.split('&').any(is_token)
        && !query.split('&').any(|pair| !is_token(pair) && (has_words(pair) || pair.starts_with("state=")))
        && !names_response(query)
}

/// Returns the token in the query of a URL.
pub(crate) fn token_in(url: &str) -> Option<&str> {
    let mut pairs = UrlParts::parse(url).query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(name, value)| TOKENS.contains(&name).then_some(value))
}

/// Returns the tokens that an exchange may hand out: by their names in its answer, or in a URL.
pub(crate) fn tokens_issued(exchange: &Exchange) -> Vec<&str> {
    let mut found = Vec::new();
    let response = exchange.response.as_ref();
    let body = response.and_then(|response| response.body.as_ref()).map(|body| &body.content);
    let posted = exchange.request.body.as_ref().map(|body| &body.content);
    for content in [body, posted].into_iter().flatten() {
        if let Content::Text(text) = content {
            collect_tokens(text.as_str(), &mut found);
        }
    }
    let location = response.and_then(|response| response.header("location").or(response.redirect_url.as_ref()));
    for url in [Some(&exchange.request.url), location].into_iter().flatten() {
        collect_tokens(url.as_str(), &mut found);
    }
    found
}

fn collect_tokens<'a>(text: &'a str, found: &mut Vec<&'a str>) {
    for name in TOKENS {
        for (at, _) in text.match_indices(name).take(MOST_TOKENS) {
            let behind =
                text[at + name.len()..].trim_start_matches(|c: char| c.is_whitespace() || "\"\\:=".contains(c));
            let end = behind.find(|c: char| c.is_whitespace() || "\"\\&#,}".contains(c)).unwrap_or(behind.len());
            found.push(&behind[..end]);
        }
    }
}

/// Does a body have a parameter or member of such a name itself, and not only deep inside?
fn has_named_member(content: &Content) -> bool {
    let section = Message::Request.at(Component::Body);
    let params = match content {
        Content::Text(text) if text.as_str().len() > LONGEST => return false,
        content => Params::from_content(content, section),
    };
    params.iter().any(|param| {
        let name = param.name.to_ascii_lowercase();
        ["code", "error", "response"].iter().any(|word| name.contains(word))
    })
}

/// Looks at the text of a body, or at the names of its parameters.
fn any_text(content: &Content, wanted: impl Fn(&str) -> bool) -> bool {
    match content {
        Content::Text(text) => wanted(cut(text, LONGEST)),
        Content::Params { params, .. } => params.iter().any(|(name, _)| wanted(name.as_str())),
        Content::Missing { .. } => false,
    }
}

/// Returns whether the last segment of a path speaks of tokens.
fn is_of_tokens(url: &UrlParts<'_>) -> bool {
    url.last_segment().to_ascii_lowercase().contains("token")
}

/// Does the answer refuse a token request? In a text that does not show the request, or where a sanitiser took its body
/// out, that is what tells of it.
fn refuses(text: &str) -> bool {
    TOKEN_ERRORS.iter().any(|error| text.contains(error))
}

/// Is the answer a set of keys (RFC 7517 §5), or the metadata of a client?
fn is_document(body: &Body) -> bool {
    let Content::Text(text) = &body.content else {
        return false;
    };
    let text = cut(text, LONGEST_JSON);
    let has_both = |one: &str, other: &str| text.contains(one) && text.contains(other);
    text.trim_ascii_start().starts_with('{')
        && (has_both("\"keys\"", "\"kty\"") || has_both("\"client_id\"", "\"redirect_uris\""))
}

/// Does the answer speak of tokens, whatever was asked?
fn answer_has_words(body: &Body) -> bool {
    let Content::Text(text) = &body.content else {
        return false;
    };
    let text = cut(text, LONGEST_JSON);
    let names = ["\"token_endpoint\"", "\"access_token\"", "\"pre-authorized_code\""];
    text.trim_ascii_start().starts_with('{') && names.iter().any(|name| text.contains(name))
}

fn names_request(text: &str) -> bool {
    ["response_type", "client_id", "grant_type", "code_verifier", "redirect_uri", "request_uri"]
        .iter()
        .any(|name| text.contains(name))
}

fn cut(text: &Text, longest: usize) -> &str {
    let text = text.as_str();
    let mut end = text.len().min(longest);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Keeps the headers that say where a request came from, what a browser made of it and what it changed.
pub(crate) fn keep_telling(headers: &mut Vec<Header>) {
    let mut number = 0;
    // One stays in any case: that there are headers says that the recorder has them.
    headers.retain(|header| {
        number += 1;
        number == 1 || is_telling(&header.name)
    });
    headers.shrink_to_fit();
}

fn is_telling(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let prefixes = ["access-control-", "sec-fetch-"];
    let is_of_front = |front: &Front| matches!(front.mark, Mark::Header(header, _) if header == name);
    prefixes.iter().any(|prefix| name.starts_with(prefix))
        || FRONTS.iter().any(is_of_front)
        || matches!(
            &*name,
            "host"
                | "user-agent"
                | "origin"
                | "location"
                | "content-type"
                | "content-length"
                | "authorization"
                | "date"
                | "dpop"
                | "dpop-nonce"
                | "cookie"
                | "set-cookie"
                | "www-authenticate"
                | "cross-origin-opener-policy"
                | "content-security-policy"
                | "content-security-policy-report-only"
                | "non-authoritative-reason"
                | "retry-after"
                | "purpose"
                | "sec-purpose"
                | "x-purpose"
                | "x-moz"
                | "next-router-prefetch"
        )
}

fn is_of_no_use(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    ["javascript", "text/css", "image/", "font/", "audio/", "video/", "protobuf"]
        .iter()
        .any(|kind| media_type.contains(kind))
}

/// The beginning of a response in a JWT (JARM), signed or encrypted: the header of a JWT begins with `{"`.
const SIGNED_RESPONSE: &str = "response=eyJ";

/// How many tokens of a name are looked for in one text.
const MOST_TOKENS: usize = 16;

/// The parameters that bring a token.
const TOKENS: &[&str] = &["access_token", "id_token"];

/// The longest body that is looked at.
const LONGEST: usize = 256 << 10;

/// The longest answer of a token endpoint, or discovery document, that is looked at.
const LONGEST_JSON: usize = 64 << 10;

/// The longest answer to a request that has only the path of a token request.
const LONGEST_ASIDE: usize = 16 << 10;

/// The longest page of the application whose words are looked at.
pub(crate) const LONGEST_PAGE: usize = 4 << 10;

/// The longest form with a password.
const LONGEST_SENT: usize = 16 << 10;

/// The longest answer that refuses a token request.
const LONGEST_REFUSAL: usize = 4 << 10;

/// The name of a header that redirects, as it is in a file.
static LOCATION: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"ocation\""));

/// What a challenge says about a protected resource.
static CHALLENGE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"resource_metadata="));

/// The beginning of the names of headers that allow an origin something.
pub(crate) static ALLOW: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"llow-"));

/// The media type of a page.
static HTML: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"html"));

/// `Sec-Fetch-Mode` of a page.
static NAVIGATE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"navigate"));

static KEYS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"jwk"));

/// The paths of documents that a login refers to, and of `UserInfo`, in lower case.
static DOCUMENTS_IN_FILE: LazyLock<Option<Searcher>> =
    LazyLock::new(|| Searcher::new(["jwk", "/certs", "/keys", "userinfo", "client", "offer"]));

static WELL_KNOWN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"well-known"));

/// The words of OAuth messages as they may be in a file, in lower case: [`WORDS`], and the escapes that may spell one.
static WORDS_IN_FILE: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    let words = WORDS.iter().map(|word| word.to_ascii_lowercase());
    let escapes = ["%5f", "\\u005f", "\\u0063"].map(str::to_owned);
    Searcher::new(words.chain(escapes))
});

/// `code` and `error` as the name of a parameter or a member, with what may follow it in a file.
static NAMES_IN_FILE: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    let names = ["code", "error", "c%6fde"];
    let names = names.iter().flat_map(|name| ["=", "\"", "\\", "'", ":"].map(|behind| format!("{name}{behind}")));
    Searcher::new(names.chain([SIGNED_RESPONSE.to_ascii_lowercase()]))
});

/// What the names of headers and fields with a credential hold, in lower case.
static CREDENTIALS_IN_FILE: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    Searcher::new([
        "authorization\"",
        "cookie\"",
        "key\"",
        "key=",
        "apikey",
        "x-auth",
        "passw",
        "pwd",
        "secret",
        "token",
        "samlresponse",
        "otp",
        "pin\"",
    ])
});

static PATHS_IN_FILE: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(PATHS));

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
    "redirect_uri",
    "grantType",
    "access_token",
    "id_token",
    "refresh_token",
    "[object",
    "request_uri",
    "client%5Fid",
    "client%5fid",
];
