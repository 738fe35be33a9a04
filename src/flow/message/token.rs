//! Token requests, and what only looks like one.

use std::collections::BTreeSet;

use oauth_doctor_wire::spelling;
use oauth_doctor_wire::url::UrlParts;

use crate::capture::{Content, EvidenceLevel, Exchange, Text};
use crate::disclose::Secret;
use crate::disclose::placeholder::is_placeholder;
use crate::flow::link::value_index::ValueIndex;
use crate::flow::message::front;
use crate::flow::message::recognise::{is_by_script, json_body, query};
use crate::flow::{Flow, Seen, TokenExchange};
use crate::oauth::answer::TOKEN_ERRORS;
use crate::oauth::dpop::DpopProof;
use crate::oauth::part::{Component, Message};
use crate::oauth::{Answer, AnswerBody, Basic, BodyForm, Documents, Grant, MetadataMember, Params};
use crate::providers::recognise;

/// What is known about the capture before its token requests are read.
pub(crate) struct Surroundings<'a> {
    /// The discovery documents.
    pub(crate) metadata: &'a Documents,
    /// The origins of the authorization endpoints.
    pub(crate) authorize_origins: BTreeSet<String>,
    /// The origins that codes were delivered to.
    pub(crate) client_origins: BTreeSet<String>,
}

impl<'a> Surroundings<'a> {
    /// Knows the logins so far.
    pub(crate) fn new(flows: &[Flow], metadata: &'a Documents) -> Self {
        let authorize = flows.iter().filter_map(|flow| flow.authorize.as_ref());
        let responses = flows.iter().flat_map(|flow| &flow.responses);
        Self {
            metadata,
            authorize_origins: authorize.map(|authorize| UrlParts::parse(&authorize.endpoint).origin()).collect(),
            client_origins: responses.map(|response| UrlParts::parse(&response.target).origin()).collect(),
        }
    }
}

/// What a request that carries a code, or goes to a token endpoint, is.
pub(crate) enum Recognised {
    /// A token request.
    Token(Box<TokenExchange>),
    /// A request that hands the code to a server of the application.
    Backend,
}

/// Reads a token request.
pub(crate) fn read(
    exchange: &Exchange,
    seen: Seen,
    known: &Surroundings<'_>,
    index: &ValueIndex,
) -> Option<Recognised> {
    let request = &exchange.request;
    if !matches!(request.method.to_ascii_uppercase().as_str(), "POST" | "GET" | "PUT") {
        return None;
    }
    let url = UrlParts::parse(request.url.as_str());
    let excerpt = exchange.recorder.excerpt;
    // People show the parameters and not the URL.
    if url.scheme.is_empty() && url.path.is_empty() && !excerpt {
        return None;
    }
    let mut params = request
        .body
        .as_ref()
        .filter(|_| stringified(exchange).is_none() && !is_masked(exchange))
        .map(|body| Params::from_content(&body.content, Message::TokenRequest.at(Component::Body)))
        .unwrap_or_default();
    let body_is_empty = params.is_empty();
    params.extend(query(&request.url, Message::TokenRequest.at(Component::Query)));
    let answer = exchange.response.as_ref().map(Answer::read).unwrap_or_default();
    let kind = kind(exchange, &params, body_is_empty, &url, &answer, known, index)?;
    if matches!(kind, Guess::Backend) {
        return Some(Recognised::Backend);
    }
    let header = |name: &str| request.header(name).map(|value| value.as_str().to_owned());
    let authorization = request.header("authorization");
    let response = exchange.response.as_ref();
    let answered = |name: &str| Some(response?.header(name)?.as_str().to_owned());
    let recorded_type =
        request.body.as_ref().and_then(|body| body.media_type.clone()).filter(|media_type| !media_type.is_empty());
    let content_type = header("content-type").or(recorded_type);
    Some(Recognised::Token(Box::new(TokenExchange {
        seen,
        method: request.method.to_ascii_uppercase(),
        endpoint: endpoint(&url),
        body_text: stringified(exchange).map(str::to_owned),
        body: body_form(exchange, &answer, content_type.as_deref()),
        content_type,
        basic: authorization.map_or_else(|| Basic::in_url(&request.url), Basic::read),
        plain_basic: authorization.filter(|text| Basic::read(text).is_none()).and_then(Basic::read_plain),
        has_authorization: authorization.is_some() || url.user.is_some(),
        origin: header("origin").filter(|origin| origin != "null"),
        fetch_mode: header("sec-fetch-mode"),
        user_agent: header("user-agent"),
        // Not `Sec-Fetch-Mode`: the `fetch` of Node sends that too.
        from_browser: header("origin").is_some() || header("sec-fetch-site").is_some(),
        proofs: request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("dpop")).count(),
        proof: request.header("dpop").and_then(|proof| DpopProof::read(proof.as_str())),
        proof_nonce: answered("dpop-nonce").map(Secret::new),
        ignored_nonce: false,
        expose_headers: answered("access-control-expose-headers"),
        allow_origin: answered("access-control-allow-origin"),
        has_answer_headers: response.is_some_and(|response| !response.headers.is_empty()),
        location: answered("location"),
        failure: exchange.failure.clone(),
        turned_away: front::turned_away(exchange),
        call_stack: exchange.recorder.call_stack.clone(),
        excerpt,
        evidence: exchange.recorder.evidence,
        is_body_verbatim: is_body_verbatim(exchange),
        has_all_headers: has_all_headers(exchange),
        proposed: exchange.recorder.proposed,
        is_answer_cut: exchange.recorder.is_answer_cut,
        told_client: exchange.recorder.client_id.as_ref().map(|client| client.as_str().to_owned()),
        told_grant: exchange.recorder.grant.and_then(Grant::parse),
        is_unanswered: response.is_none() && exchange.failure.is_none(),
        service_worker: exchange.recorder.via_service_worker || exchange.recorder.from_service_worker,
        params,
        answer,
    })))
}

/// Returns a URL without query, fragment and the credentials that HTTP clients take out of it.
fn endpoint(url: &UrlParts<'_>) -> String {
    match url.user {
        Some(user) => url.base.replacen(&format!("{user}@"), "", 1),
        None => url.base.to_owned(),
    }
}

/// Returns whether a URL names a token endpoint: by its last segment.
pub(crate) fn is_token_path(url: &UrlParts<'_>) -> bool {
    let segment = url.last_segment().to_ascii_lowercase();
    let segment = segment
        .strip_suffix(".php")
        .or(segment.strip_suffix(".json"))
        .or(segment.strip_suffix(".oauth2"))
        .unwrap_or(&segment);
    matches!(
        segment,
        "token" | "tokens" | "access_token" | "accesstoken" | "oauth_token" | "oauth2_token" | "gettoken" | "get_token"
    )
}

enum Guess {
    Token,
    Backend,
}

fn kind(
    exchange: &Exchange,
    params: &Params,
    body_is_empty: bool,
    url: &UrlParts<'_>,
    answer: &Answer,
    known: &Surroundings<'_>,
    index: &ValueIndex,
) -> Option<Guess> {
    let has = |name: &str| params.get(name).is_some();
    let request = &exchange.request;
    let is_post = request.method.eq_ignore_ascii_case("POST");
    if has("response_type") {
        return None;
    }
    let discovered = known.metadata.mentioning(MetadataMember::TokenEndpoint, url.base).next().is_some();
    let origin = url.origin();
    let token_path = is_token_path(url);
    let is_target = index.forwarded_to(url.base).is_some();
    let at_server = discovered || is_target || token_path && known.authorize_origins.contains(&origin);
    let like_oauth =
        answer.access_token.is_some() || answer.error.as_deref().is_some_and(|error| TOKEN_ERRORS.contains(&error));
    if let Some(grant) = params.iter().find(|param| spelling::is_same(&param.name, "grant_type")) {
        let value = grant.value.trim().trim_matches('"');
        let code_known = params.value("code").is_some_and(|code| index.knows_code(code));
        let names_client = is_post && has("client_id");
        let at_endpoint = at_server || token_path && (code_known || like_oauth || names_client);
        return (Grant::parse(value).is_some() || at_endpoint || has("code_verifier")).then_some(Guess::Token);
    }
    if discovered && (is_post || !params.is_empty()) {
        return Some(Guess::Token);
    }
    let code = params.iter().find(|param| spelling::is_same(&param.name, "code") || param.name == "auth_code");
    if let Some(code) = code {
        // The page's own origin has a backend that redeems the code (RFC 10017), unless it is that of the server or nothing is there.
        let is_absent = matches!(answer.status, Some(404 | 405 | 410 | 501));
        let may_be_server =
            known.authorize_origins.contains(&origin) || known.authorize_origins.is_empty() || is_absent;
        let own_server = known.client_origins.contains(&origin) && !(token_path && (like_oauth || may_be_server));
        let pair = has("code_verifier")
            || has("client_id") && (is_post && token_path || has("client_secret") && (is_post || token_path));
        if pair && !own_server {
            return Some(Guess::Token);
        }
        if at_server && is_post {
            return Some(Guess::Token);
        }
        // The application's own API: `POST /api/session {"code": …}`.
        return ((is_post || is_by_script(exchange)) && index.knows_code(&code.value)).then_some(Guess::Backend);
    }
    // Nothing can be read of it (`[object Object]`, an empty or missing body), but it went where tokens are issued, and the
    // answer is a token or a refusal.
    let refused = answer.status.is_none_or(|status| status >= 400);
    // A NetLog shows neither what was sent nor what was answered.
    let content = request.body.as_ref().map(|body| &body.content);
    let unseen = matches!(content, Some(Content::Missing { .. })) && answer.body == AnswerBody::Missing;
    // An answer in a text that does not show the request.
    let stated = exchange.recorder.evidence == EvidenceLevel::Stated;
    let told = like_oauth || stated || answer.status.is_some_and(|status| status >= 400) && token_path;
    if exchange.recorder.excerpt && is_post && body_is_empty && told && (token_path || url.path.is_empty()) {
        return Some(Guess::Token);
    }
    let by_server = at_server && (like_oauth || body_is_empty && (refused || unseen));
    let is_token = is_post && !has("token") && (by_server || body_is_empty && was_taken_out(exchange, url, answer));
    is_token.then_some(Guess::Token)
}

/// Returns whether a sanitiser took out the body of what must be a token request: by its endpoint, which a provider
/// documents, or by its answer.
fn was_taken_out(exchange: &Exchange, url: &UrlParts<'_>, answer: &Answer) -> bool {
    let is_hidden = match exchange.request.body.as_ref().map(|body| &body.content) {
        Some(Content::Missing { .. }) => true,
        Some(Content::Text(_) | Content::Params { .. }) => is_masked(exchange),
        None => answer.access_token.is_some(),
    };
    let is_documented =
        || recognise(None, Some(url.base)).is_some_and(|provider| provider.has_token_endpoint(url.base));
    let has_token_type = || {
        let body = exchange.response.as_ref().and_then(json_body);
        body.is_some_and(|body| body.contains_key("token_type"))
    };
    let is_answer = || match &answer.error {
        Some(error) => TOKEN_ERRORS.contains(&error.as_str()),
        None => answer.access_token.is_some() && has_token_type(),
    };
    is_hidden && (is_documented() || is_token_path(url) && is_answer())
}

/// Returns whether a sanitiser wrote something else in the place of the body (`[REDACTED]`, `***`).
fn is_masked(exchange: &Exchange) -> bool {
    let text = match exchange.request.body.as_ref().map(|body| &body.content) {
        Some(Content::Text(text)) => text,
        // A recorder that took it apart has it as the name of a parameter.
        Some(Content::Params { params, .. }) => match params.as_slice() {
            [(name, value)] if value.as_str().is_empty() => name,
            _ => return false,
        },
        Some(Content::Missing { .. }) | None => return false,
    };
    let trimmed = text.as_str().trim().trim_matches('"');
    !trimmed.contains(['=', ',', ':']) && is_placeholder(trimmed)
}

fn body_form(exchange: &Exchange, answer: &Answer, content_type: Option<&str>) -> BodyForm {
    let media =
        content_type.map(|value| value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()).unwrap_or_default();
    let Some(body) = &exchange.request.body else {
        // No server gives a token for nothing.
        return if answer.access_token.is_some() { BodyForm::Missing } else { BodyForm::Empty };
    };
    if is_masked(exchange) {
        return BodyForm::Missing;
    }
    if stringified(exchange).is_some() {
        return BodyForm::Stringified;
    }
    let text: &Text = match &body.content {
        Content::Missing { .. } => return BodyForm::Missing,
        Content::Params { params, .. } if params.is_empty() => return BodyForm::Empty,
        Content::Params { .. } if media == "multipart/form-data" => return BodyForm::Multipart,
        // chrome-har lists the members of a JSON body too.
        Content::Params { .. } if media.ends_with("json") => return BodyForm::Json,
        Content::Params { .. } => return BodyForm::Form,
        Content::Text(text) => text,
    };
    let trimmed = text.as_str().trim();
    if trimmed.is_empty() {
        // Some recorders lose what was sent.
        let length = exchange.request.header("content-length").and_then(|length| length.as_str().trim().parse().ok());
        return if length.is_some_and(|length: u64| length > 0) { BodyForm::Missing } else { BodyForm::Empty };
    }
    if trimmed.starts_with(['{', '[']) || media.ends_with("json") && trimmed.starts_with('"') {
        return BodyForm::Json;
    }
    if media == "multipart/form-data" || trimmed.starts_with("--") && trimmed.contains("form-data") {
        return BodyForm::Multipart;
    }
    if Params::from_content(&body.content, Message::TokenRequest.at(Component::Body)).is_empty() {
        return BodyForm::Other;
    }
    match media.as_str() {
        "application/x-www-form-urlencoded" => BodyForm::Form,
        "text/plain" => BodyForm::TextPlain,
        "" if exchange.request.headers.is_empty() || is_selection(exchange) => BodyForm::Form,
        _ => BodyForm::Unlabelled,
    }
}

/// Returns whether a body is there as it was sent: parameters that a program printed are a list.
fn is_body_verbatim(exchange: &Exchange) -> bool {
    let body = exchange.request.body.as_ref();
    let is_text = body.is_some_and(|body| matches!(body.content, Content::Text(_)));
    is_text && exchange.recorder.evidence < EvidenceLevel::Stated
}

/// Returns whether a request has headers that every program sends, so that nobody chose among them.
fn has_all_headers(exchange: &Exchange) -> bool {
    let has = |name: &str| exchange.request.header(name).is_some();
    has("content-length") && (has("host") || has("user-agent"))
}

/// Returns whether a text may have some of the headers only.
fn is_selection(exchange: &Exchange) -> bool {
    exchange.recorder.excerpt && !has_all_headers(exchange)
}

/// Returns the body where it is the text that an object or a missing value turns into.
fn stringified(exchange: &Exchange) -> Option<&str> {
    let text = match &exchange.request.body.as_ref()?.content {
        Content::Text(text) => text,
        // A recorder that took it apart has it as the name of a parameter.
        Content::Params { params, .. } => match params.as_slice() {
            [(name, value)] if value.as_str().is_empty() => name,
            _ => return None,
        },
        Content::Missing { .. } => return None,
    };
    let trimmed = text.as_str().trim();
    let object = trimmed.starts_with("[object ") && trimmed.len() < 64;
    (object || matches!(trimmed, "undefined" | "null" | "NaN" | "true" | "{}" | "\"\"")).then_some(trimmed)
}
