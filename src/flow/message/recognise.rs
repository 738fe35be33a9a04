//! Which exchanges are messages of a login.
//!
//! Recognising is by parameters, not by paths: what makes an authorization request is `client_id` with a `response_type`.
//! Look-alikes (a promotion `code`, a pixel that carries the callback URL inside one parameter, a GraphQL `token`) lack them.

use oauth_doctor_wire::url::{UrlParts, resolve};

use crate::capture::{Content, Exchange, Response, Text};
use crate::flow::message::pushed::{self, PUSHED_PART};
use crate::flow::message::{cookies, page};
use crate::flow::{AuthorizeRequest, ClientRegistration, Preflight, Seen, StartedBy};
use crate::oauth::part::{Component, Message, Section};
use crate::oauth::{Metadata, Params, Registration};
use crate::providers;

/// Reads an authorization request.
pub(crate) fn authorize(exchange: &Exchange, seen: Seen) -> Option<AuthorizeRequest> {
    let request = &exchange.request;
    if !matches!(request.method.to_ascii_uppercase().as_str(), "GET" | "POST" | "") || is_subresource(exchange) {
        return None;
    }
    let mut params = query(&request.url, Message::AuthorizeRequest.at(Component::Query));
    let mut refused = None;
    if !is_authorize(&params, request.url.as_str()) {
        params = Params::from_content(&request.body.as_ref()?.content, Message::AuthorizeRequest.at(Component::Body));
        // A login page that sends the user's password along with the parameters, by script, is a step of the server's own.
        let own_step = params.get("password").is_some()
            || request.header("sec-fetch-mode").is_some_and(|mode| mode.as_str() == "cors");
        if own_step || !is_authorize(&params, request.url.as_str()) || answers_with_request_uri(exchange) {
            return None;
        }
        refused = pushed::refused(exchange, seen);
        if refused.is_some() {
            params = Params::from_content(&request.body.as_ref()?.content, PUSHED_PART);
        }
    }
    let mut authorize = from_url(&request.url, seen, params);
    authorize.came_back = exchange.recorder.came_back;
    authorize.fetch_mode = request.header("sec-fetch-mode").map(|mode| mode.as_str().to_owned());
    let answer = match refused {
        Some((pushed, answer)) => {
            authorize.pushed = Some(pushed);
            answer
        }
        None => page::answer(exchange, seen, &authorize.params),
    };
    authorize.answers.push(answer);
    Some(authorize)
}

/// Reads an authorization request out of a redirect to it, and what started it.
pub(crate) fn authorize_in_location(exchange: &Exchange, seen: Seen) -> Option<AuthorizeRequest> {
    let (target, location) = redirect(exchange)?;
    let parts = UrlParts::parse(location.as_str());
    let params = query(&location, Message::AuthorizeRequest.at(Component::Query));
    if !is_authorize(&params, &target)
        || query(&exchange.request.url, Message::Request.at(Component::Query)).get("response_type").is_some()
    {
        return None;
    }
    let url = if parts.scheme.is_empty() { Text::new(target, Vec::new()) } else { location };
    let mut authorize = from_url(&url, seen, params);
    authorize.from_location = true;
    authorize.started_by = Some(StartedBy {
        seen,
        url: exchange.request.url.as_str().to_owned(),
        cookies: cookies::set(exchange).collect(),
        is_prefetch: is_prefetch(exchange),
    });
    Some(authorize)
}

/// Returns whether a browser or a framework loaded a page ahead, in case that the user goes there.
fn is_prefetch(exchange: &Exchange) -> bool {
    let says = |name: &str, word: &str| {
        let header = exchange.request.header(name);
        header.is_some_and(|value| value.as_str().contains(word))
    };
    ["sec-purpose", "purpose", "x-moz", "x-purpose"].iter().any(|name| says(name, "prefetch"))
        || says("next-router-prefetch", "1")
}

/// Reads the answer to a client's registration (RFC 7591).
pub(crate) fn registration(exchange: &Exchange, seen: Seen) -> Option<ClientRegistration> {
    if !matches!(exchange.request.method.to_ascii_uppercase().as_str(), "POST" | "PUT" | "GET") {
        return None;
    }
    let answer = json_body(exchange.response.as_ref()?)?;
    let registration = Registration::of_answer(&answer);
    let known = registration.client_id.is_some() && registration.token_endpoint_auth_method.is_some();
    let url = UrlParts::parse(exchange.request.url.as_str()).base.to_owned();
    known.then_some(ClientRegistration { seen, url, registration })
}

/// Reads a discovery document.
pub(crate) fn metadata(exchange: &Exchange, seen: Seen) -> Option<Metadata> {
    let response = exchange.response.as_ref()?;
    let Content::Text(text) = &response.body.as_ref()?.content else {
        return None;
    };
    let known =
        exchange.request.url.as_str().contains("/.well-known/") || text.as_str().contains("\"authorization_endpoint\"");
    if !known { None } else { Metadata::read(seen.exchange, Some(exchange.request.url.as_str()), text.as_str()) }
}

/// Reads a CORS preflight.
pub(crate) fn preflight(exchange: &Exchange, seen: Seen) -> Option<Preflight> {
    let request = &exchange.request;
    let header = |name: &str| request.header(name).map(|value| value.as_str().to_owned());
    if !request.method.eq_ignore_ascii_case("OPTIONS") {
        return None;
    }
    let response = exchange.response.as_ref();
    let answer = |name: &str| Some(response?.header(name)?.as_str().to_owned());
    Some(Preflight {
        seen,
        endpoint: UrlParts::parse(request.url.as_str()).base.to_owned(),
        status: response.and_then(|response| response.status),
        origin: header("origin"),
        asks_headers: header("access-control-request-headers"),
        allow_origin: answer("access-control-allow-origin"),
        allow_headers: answer("access-control-allow-headers"),
        has_answer_headers: response.is_some_and(|response| !response.headers.is_empty()),
    })
}

/// Returns the redirect target, resolved, and the text it was read from. Chromium's `chrome-har` puts the header of the hop
/// before on the page, so a status counts.
pub(crate) fn redirect(exchange: &Exchange) -> Option<(String, Text)> {
    let response = exchange.response.as_ref()?;
    let location = response.header("location").or(response.redirect_url.as_ref())?;
    if location.as_str().is_empty()
        || response.status.is_some_and(|status| !(300..400).contains(&status) && status != 201)
    {
        return None;
    }
    Some((resolve(exchange.request.url.as_str(), location.as_str()), location.clone()))
}

/// Reads the query of a URL. Where `&` was escaped as `&#038;`, everything behind the first one is a fragment; it was meant
/// to be the query, and is read as such to say so.
pub(crate) fn query(url: &Text, section: Section) -> Params {
    let parts = UrlParts::parse(url.as_str());
    let escaped = parts.fragment.starts_with("038;");
    let Some(at) = parts.query_at else {
        return Params::default();
    };
    let piece = if escaped { &url.as_str()[at..] } else { parts.query };
    Params::from_form(url, at, piece, section)
}

fn from_url(url: &Text, seen: Seen, mut params: Params) -> AuthorizeRequest {
    let is_open = pushed::open_object(&mut params);
    let hidden_params = !is_open || params.get("request_uri").is_some();
    let mut authorize = AuthorizeRequest {
        seen,
        url: url.clone(),
        endpoint: UrlParts::parse(url.as_str()).base.to_owned(),
        params,
        hidden_params,
        fetch_mode: None,
        answers: Vec::new(),
        started_by: None,
        from_location: false,
        pushed: None,
        came_back: false,
        used_before: None,
        cut: None,
    };
    authorize.hidden_params |= authorize.has_beside();
    authorize
}

/// Returns whether these are the parameters of an authorization request. A key that kept the `amp;` of an escaped `&`, or the
/// line break before it, counts.
fn is_authorize(params: &Params, url: &str) -> bool {
    let find = |name: &str| params.iter().find(|param| intended_name(&param.name) == name);
    if find("grant_type").is_some() || find("code_verifier").is_some() {
        return false;
    }
    let client = ["client_id", "client_key", "appid"].iter().any(|name| find(name).is_some());
    let response_type = find("response_type").is_some_and(|param| is_response_type(&param.value));
    let object = find("request").is_some_and(|param| param.value.contains('.')) || find("request_uri").is_some();
    let endpoint = matches!(UrlParts::parse(url).last_segment(), "authorize" | "auth" | "authorization" | "authorise");
    let damaged = endpoint && client && (find("redirect_uri").is_some() || find("code_challenge").is_some());
    // What is left of a URL whose other parameters became a fragment.
    let mut all = params.iter();
    let is_rest =
        all.all(|param| param.name == "response_type" && param.value.starts_with("code")) && !params.is_empty();
    // A provider with a grant of its own has names of its own for the client and its redirect URI.
    let is_own = endpoint
        && find("code_challenge").is_some()
        && providers::recognise(Some(url), None).is_some_and(|provider| provider.own_grant.is_some());
    (client && (response_type || object))
        || damaged
        || is_own
        || endpoint && (is_rest || response_type && find("redirect_uri").is_some())
}

/// Returns the name that a parameter of a damaged query was meant to have.
pub(crate) fn intended_name(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix("amp;").or(name.strip_prefix("#038;")).unwrap_or(name)
}

fn is_response_type(value: &str) -> bool {
    let mut words = value.split([' ', '+']).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| matches!(word, "code" | "token" | "id_token" | "none") || word.starts_with("code"))
}

/// Returns whether script sent the request, as far as the recorder or the request tells.
pub(crate) fn is_by_script(exchange: &Exchange) -> bool {
    let kind = exchange.recorder.resource_type.as_deref();
    let mode = exchange.request.header("sec-fetch-mode").map(Text::as_str);
    matches!(kind, Some("fetch" | "xhr")) || matches!(mode, Some("cors" | "same-origin" | "no-cors"))
}

/// Images, beacons and scripts that carry a login's URL do not begin one.
fn is_subresource(exchange: &Exchange) -> bool {
    let kind = exchange.recorder.resource_type.as_deref();
    matches!(
        kind,
        Some("image" | "ping" | "font" | "stylesheet" | "script" | "media" | "beacon" | "csp-violation-report")
    )
}

fn answers_with_request_uri(exchange: &Exchange) -> bool {
    exchange.response.as_ref().and_then(json_body).is_some_and(|answer| answer.contains_key("request_uri"))
}

/// Reads an answer that is a JSON object.
pub(crate) fn json_body(response: &Response) -> Option<serde_json::Map<String, serde_json::Value>> {
    let Content::Text(text) = &response.body.as_ref()?.content else {
        return None;
    };
    serde_json::from_str(text.as_str()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_type_is_made_of_its_words() {
        assert!(is_response_type("code id_token"));
        assert!(!is_response_type("token,signed_request"));
        assert!(!is_response_type(""));
    }
}
