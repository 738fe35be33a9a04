//! Authorization responses, and the requests of the callback URL that bring them.

use oauth_doctor_wire::url::UrlParts;

use crate::capture::{Content, EvidenceLevel, Exchange, Text};
use crate::flow::message::recognise::{is_by_script, query, redirect};
use crate::flow::message::{cookies, front, page, pushed};
use crate::flow::{AuthorizationResponse, Callback, Delivery, Seen};
use crate::oauth::Params;
use crate::oauth::part::{Component, Message};

/// Reads what may be an authorization response: in a redirect, in the URL of the request, in a form that was posted.
pub(crate) fn responses(exchange: &Exchange, seen: Seen) -> Vec<AuthorizationResponse> {
    let mut found = Vec::new();
    let is_redirect = exchange
        .response
        .as_ref()
        .and_then(|response| response.status)
        .is_none_or(|status| (300..400).contains(&status));
    // A token request that is sent to an error page brings no response to the client.
    let is_token_request = || {
        exchange.request.body.as_ref().is_some_and(|body| {
            let sent = Params::from_content(&body.content, Message::Request.at(Component::Body));
            sent.get("grant_type").is_some() || sent.get("code_verifier").is_some()
        })
    };
    if let Some((target, location)) = redirect(exchange).filter(|_| is_redirect && !is_token_request()) {
        found.extend(response_in_url(&location, &target, seen));
    }
    let request = &exchange.request;
    let url = request.url.as_str();
    // A page that hands the code to its server by script is not a callback.
    if let Some(mut response) = response_in_url(&request.url, url, seen)
        .filter(|_| !is_by_script(exchange) && matches!(request.method.to_ascii_uppercase().as_str(), "GET" | ""))
    {
        response.is_told = exchange.recorder.evidence == EvidenceLevel::Stated;
        if !response.is_told {
            let is_fragment = response.delivery == Delivery::Fragment;
            response.callbacks.push(callback(exchange, seen, is_fragment, response.params.clone()));
        }
        found.push(response);
    }
    // A page posts a form; JSON is what an application sends to its own server.
    let is_form =
        |content: &Content| !matches!(content, Content::Text(text) if text.as_str().trim_start().starts_with('{'));
    if let Some(body) = request.body.as_ref().filter(|body| is_form(&body.content) && !is_by_script(exchange)) {
        let mut params = Params::from_content(&body.content, Message::Callback.at(Component::Body));
        pushed::open_response(&mut params);
        let form_post = ["grant_type", "client_id", "code_verifier"].iter().all(|name| params.get(name).is_none());
        // Without any of these, a `code` may be one that the user typed.
        let tells = ["state", "id_token", "response"].iter().any(|name| params.get(name).is_some());
        if form_post && carries_response(&params) && tells {
            found.push(AuthorizationResponse {
                seen,
                delivery: Delivery::FormPost,
                target: UrlParts::parse(url).base.to_owned(),
                is_told: false,
                callbacks: vec![callback(exchange, seen, false, params.clone())],
                params,
            });
        }
    }
    found
}

/// Reads a request of the callback URL itself.
fn callback(exchange: &Exchange, seen: Seen, fragment_only: bool, params: Params) -> Callback {
    let request = &exchange.request;
    let sent = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("cookie"));
    Callback {
        seen,
        url: UrlParts::parse(request.url.as_str()).base.to_owned(),
        method: request.method.to_ascii_uppercase(),
        status: exchange.response.as_ref().and_then(|response| response.status),
        cookies: sent.flat_map(|header| cookies::names(header.value.as_str())).collect(),
        sets_cookie: cookies::set(exchange).any(|cookie| !cookie.deletes),
        redirected_to: redirect(exchange).map(|(target, _)| target),
        shows_failure: page::shows_failure(exchange),
        has_script: page::has_script(exchange),
        fetch_site: request.header("sec-fetch-site").map(|site| site.as_str().to_ascii_lowercase()),
        fragment_only,
        params,
        in_frame: request.header("sec-fetch-dest").is_some_and(|dest| matches!(dest.as_str(), "iframe" | "frame")),
        failure: exchange.failure.clone(),
        is_upgraded: exchange.response.as_ref().is_some_and(|response| {
            response.header("non-authoritative-reason").is_some_and(|reason| reason.as_str().contains("HSTS"))
        }),
        turned_away: front::turned_away(exchange),
        policy: page::policy(exchange, "content-security-policy"),
        uses_opener: page::uses_opener(exchange),
        set: cookies::set(exchange).filter(|cookie| !cookie.deletes).collect(),
    }
}

fn response_in_url(text: &Text, target: &str, seen: Seen) -> Option<AuthorizationResponse> {
    let parts = UrlParts::parse(text.as_str());
    let found = |delivery, params: Params| AuthorizationResponse {
        seen,
        delivery,
        target: UrlParts::parse(target).base.to_owned(),
        params,
        is_told: false,
        callbacks: Vec::new(),
    };
    let mut query = query(text, Message::Callback.at(Component::Query));
    pushed::open_response(&mut query);
    let asks = ["response_type", "grant_type", "client_secret"];
    if asks.iter().any(|name| query.get(name).is_some()) {
        return None;
    }
    if carries_response(&query) {
        return Some(found(Delivery::Query, query));
    }
    // A hash router puts a path in front: `#/callback?code=…`, `#/callback#code=…`.
    let route = parts.fragment.rfind(['?', '#']).map_or(0, |i| i + 1);
    let mut fragment = Params::from_form(
        text,
        parts.fragment_at? + route,
        &parts.fragment[route..],
        Message::Callback.at(Component::Fragment),
    );
    pushed::open_response(&mut fragment);
    carries_response(&fragment).then(|| found(Delivery::Fragment, fragment))
}

fn carries_response(params: &Params) -> bool {
    let signed = params.filled("response").is_some_and(|response| is_jwt(&response.value));
    signed || params.filled_any(&["code", "error", "access_token", "id_token"]).is_some()
}

/// Returns whether a value has the form of a JWT: signed in three parts, or encrypted in five.
fn is_jwt(value: &str) -> bool {
    value.starts_with("eyJ") && matches!(value.split('.').count(), 3 | 5)
}
