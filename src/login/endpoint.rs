//! Whether a token request went to the token endpoint, and whether that answered as one.

use oauth_doctor_wire::host;
use oauth_doctor_wire::percent::decode_form;
use oauth_doctor_wire::url::{UrlParts, is_same_place, resolve};

use super::Login;
use super::outcome::FOLLOWING;
use super::read::{is_busy, knows_grant};
use crate::flow::{Flow, Shows, TokenExchange};
use crate::oauth::answer::TOKEN_ERRORS;
use crate::oauth::part::{Component, Message};
use crate::oauth::{AnswerBody, BodyForm, Params};
use crate::providers;

/// Another endpoint than the one that the server's metadata names.
pub(crate) struct OtherEndpoint<'a> {
    /// The one that the metadata names.
    pub(crate) right: &'a str,
    /// What it says about the URL that the request went to.
    pub(crate) tells: Tells,
}

/// What an answer tells of the URL that it came from, where the server's metadata names another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tells {
    /// No token endpoint is there.
    NoEndpoint,
    /// One may be there, and it does not know the grant or the client.
    Stranger,
    /// Nothing: why.
    Nothing(&'static str),
}

/// Returns whether two URLs name one token endpoint, their queries left out: in another spelling, or as a provider documents them.
pub(crate) fn is_same_endpoint(one: &str, other: &str) -> bool {
    is_same_place(one, other) || providers::is_one_token_endpoint(one, other)
}

/// Returns whether the query of an endpoint, which is a part of it (RFC 6749 §3.1, §3.2), stands among parameters that were sent.
pub(crate) fn has_query_of(endpoint: &str, sent: &Params) -> bool {
    let query = UrlParts::parse(endpoint).query;
    query.split('&').filter(|pair| !pair.is_empty()).all(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // Servers do not agree on the case of what names a policy.
        sent.value(&decode_form(name)).is_some_and(|sent| sent.eq_ignore_ascii_case(&decode_form(value)))
    })
}

/// Returns whether a request went to this endpoint, under any of its names.
pub(crate) fn is_sent_to(token: &TokenExchange, endpoint: &str) -> bool {
    is_same_endpoint(endpoint, &token.endpoint) && has_query_of(endpoint, &token.params)
}

/// Returns whether an answer is that of a token endpoint: a token, or an OAuth error (RFC 6749 §5).
pub(crate) fn answers_as_endpoint(token: &TokenExchange) -> bool {
    let answer = &token.answer;
    answer.access_token.is_some() || answer.error.as_deref().is_some_and(|error| TOKEN_ERRORS.contains(&error))
}

/// Returns whether a URL answers as one where nothing takes token requests.
pub(crate) fn is_no_endpoint(token: &TokenExchange) -> bool {
    // What is said of another method than POST may be about the method.
    let status = token.answer.status.unwrap_or_default();
    let is_absent = matches!(status, 410 | 501) || matches!(status, 404 | 405) && token.method == "POST";
    is_absent && !answers_as_endpoint(token)
}

/// Returns whether the request that a redirect asked for again went without the body of the first (RFC 9110 §15.4 keeps it). A server
/// that judges the grant has got one.
pub(crate) fn is_without_body(hop: &TokenExchange, again: &TokenExchange) -> bool {
    again.params.is_empty()
        && !hop.params.is_empty()
        && again.body == BodyForm::Empty
        && again.shows(Shows::Body)
        && again.refused()
        && !again.met_busy_server()
        && !again.answer.is_error("invalid_grant")
}

impl<'a> Login<'a> {
    /// Returns the request that the client sent where a redirect asked for it again (307, 308).
    pub(crate) fn asked_again(&self, hop: &TokenExchange) -> Option<&'a TokenExchange> {
        let target = hop.forwards_to()?;
        let mut later = self.flow.tokens.iter().filter(|later| hop.is_before(later)).take(FOLLOWING);
        later.find(|later| is_same_endpoint(&target, &later.endpoint))
    }

    /// Returns the token endpoint of the server's metadata, where the request went to another: to no other name of it, and to no
    /// backend of the application.
    pub(crate) fn other_endpoint(&self, token: &TokenExchange) -> Option<OtherEndpoint<'a>> {
        let metadata = self.metadata()?;
        let right = metadata.token_endpoint.as_deref()?;
        let is_named = metadata.token_endpoints().any(|name| is_sent_to(token, name));
        // Metadata may sit behind another name of the same server; an OAuth error says that it is one.
        let is_alias = answers_as_endpoint(token)
            && UrlParts::parse(right).path == UrlParts::parse(&token.endpoint).path
            && has_query_of(right, &token.params);
        (!is_named && !is_alias && !self.is_to_backend(token))
            .then(|| OtherEndpoint { right, tells: tells(token, self.stage(token)) })
    }

    /// Returns whether the request went to the application's own origin, where the server's token endpoint is not: to a backend of
    /// the application, or a proxy (RFC 10017, backend for frontend).
    pub(crate) fn is_to_backend(&self, token: &TokenExchange) -> bool {
        let sent = UrlParts::parse(&token.endpoint);
        let is_there = |url: &str| UrlParts::parse(url).origin() == sent.origin();
        // A text shows no scheme.
        let has_host = |url: &str| {
            UrlParts::parse(url).host.eq_ignore_ascii_case(sent.host) && UrlParts::parse(url).port == sent.port
        };
        // A refresh knows about these what the login knows that it comes from.
        let flows = || [Some(self.flow), self.parent()].into_iter().flatten();
        let asked = flows().find_map(|flow| Some(flow.asked("redirect_uri")?.value.as_str()));
        let target = flows().find_map(|flow| Some(flow.response()?.target.as_str()));
        let pages = [token.origin.as_deref(), asked, target];
        let metadata = self.metadata();
        let authorize = flows().find_map(Flow::authorize_endpoint);
        let server = authorize.or(metadata.and_then(|metadata| metadata.token_endpoint.as_deref()));
        let is_named = metadata.is_some_and(|metadata| metadata.token_endpoints().any(is_there));
        let is_page = token.answer.status == Some(200) && token.answer.body == AnswerBody::Html;
        let mut pages = pages.into_iter().flatten();
        sent.is_http()
            && pages.any(is_there)
            && server.is_some_and(|server| !is_there(server) && !has_host(server))
            && !is_named
            && !is_no_endpoint(token)
            && !is_page
    }

    /// Returns where a redirect says that the token endpoint is now, where the code and the secret may be sent there.
    pub(crate) fn moved_to(&self, hop: &TokenExchange) -> Option<String> {
        let target = resolve(&hop.endpoint, hop.location.as_deref()?);
        let base = UrlParts::parse(&target).base.to_owned();
        let is_moved = hop.is_redirected() || hop.forwards_to().is_some();
        (is_moved && self.may_receive(hop, &base)).then_some(base)
    }

    /// Returns whether a code, a verifier and a secret may be sent to a URL: over TLS, to the host that they were sent to, or to the
    /// server that issued the code. What a recording shows of metadata sends them to no other origin; what the user gave may.
    pub(crate) fn may_receive(&self, token: &TokenExchange, url: &str) -> bool {
        let parts = UrlParts::parse(url);
        let is_secure = parts.scheme.eq_ignore_ascii_case("https") || host::is_local(parts.host);
        let recorded = UrlParts::parse(&token.endpoint);
        let authorize = self.flow.authorize_endpoint();
        let is_server = authorize.is_some_and(|authorize| UrlParts::parse(authorize).origin() == parts.origin());
        let given = self.metadata().filter(|metadata| metadata.is_given());
        let is_named = given.is_some_and(|of| of.token_endpoints().any(|name| is_same_endpoint(name, url)));
        let documented = || self.provider()?.token_endpoint(authorize?);
        let issued = || super::issued(self, token).is_some_and(|(_, issuing)| issuing.endpoint == url);
        let has_same_host = parts.host.eq_ignore_ascii_case(recorded.host) && is_no_downgrade(&recorded, &parts);
        is_secure
            && (has_same_host || is_server || is_named || documented().is_some_and(|known| known == url) || issued())
    }

    /// Returns what came back instead of JSON, where no token did.
    pub(crate) fn answered_in_place_of_json(&self, token: &TokenExchange) -> Option<&'static str> {
        let status = token.answer.status;
        match token.answer.body {
            _ if self.succeeded(token) => None,
            AnswerBody::Html => Some("a page (HTML)"),
            // A short text with an error status is an error message, however it is labelled.
            AnswerBody::Text => status.is_none_or(|status| status < 400).then_some("plain text"),
            AnswerBody::Empty => (status == Some(200)).then_some("an empty body"),
            AnswerBody::Json | AnswerBody::Form | AnswerBody::Missing => None,
        }
    }
}

fn is_no_downgrade(from: &UrlParts<'_>, to: &UrlParts<'_>) -> bool {
    to.scheme.eq_ignore_ascii_case("https") || from.scheme.eq_ignore_ascii_case(to.scheme)
}

/// Says what an answer tells of a URL that the metadata does not name.
fn tells(token: &TokenExchange, stage: Option<super::Stage>) -> Tells {
    let answer = &token.answer;
    let is_page = answer.status == Some(200) && !matches!(answer.body, AnswerBody::Json | AnswerBody::Missing);
    let unknown = ["unknown", "not found", "no such", "not exist", "not registered", "no client"];
    if is_no_endpoint(token) || is_page {
        Tells::NoEndpoint
    } else if is_busy(token) {
        Tells::Nothing("the server, or something in front of it, was too busy to show whether this is a token endpoint")
    } else if knows_grant(token, stage) {
        Tells::Nothing(
            "the answering server knows the grant, so it may be another name for the server's token \
                        endpoint",
        )
    } else if answer.is_error("invalid_grant") || answer.says(&unknown) {
        Tells::Stranger
    } else if answers_as_endpoint(token) {
        Tells::Nothing(
            "a token endpoint answered; the capture does not show whether it is the server's under another \
                        name",
        )
    } else if matches!(answer.status, Some(300..=399 | 401 | 403 | 407)) {
        Tells::Nothing("something in front of the server may have answered, such as a firewall or a login page")
    } else {
        Tells::Stranger
    }
}

/// The parameters that are in the URL of a token request and belong to its endpoint: `?p=policy`.
pub(crate) fn query_param<'b>(token: &'b TokenExchange, name: &str) -> Option<&'b str> {
    let section = Message::TokenRequest.at(Component::Query);
    let mut sent = token.params.iter().filter(|param| param.section == section && param.name == name);
    sent.next().map(|param| param.value.as_str())
}
