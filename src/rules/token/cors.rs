//! Whether the browser let the request and its answer through.

use oauth_doctor_wire::url::UrlParts;

use crate::capture::EvidenceLevel;
use crate::disclose::Shown;
use crate::flow::{Preflight, TokenExchange};
use crate::login::Login;
use crate::oauth::AnswerBody;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{FETCH, RFC6749};
use crate::rules::assessment::{not_applicable_if, not_assessed_if, ruled_out, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "cors-preflight-blocked",
        summary: "CORS blocked the token request: its preflight was refused",
        why: "A token request with a JSON body or a header of its own triggers an OPTIONS request first. Unless the \
              answer allows the page's origin and those headers, the browser never sends the POST; the script sees \
              only “Failed to fetch”.",
        fix: "Send the request as a plain form without extra headers, which needs no preflight; register the page's origin at \
              the authorization server; or exchange the code on a server.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::OriginNotAllowed],
        spec: &[FETCH.at("cors-preflight-fetch"), RFC6749.at("4.1.3")],
        optional: Optional::NONE.needs("the permission of the token endpoint for this origin (`Access-Control-Allow-Origin`); configure it at the server"),
        check: Check::Any(preflight_blocked),
    },
    Rule {
        id: "cors-response-hidden",
        summary: "the browser withheld the server's answer from the page",
        why: "Without `Access-Control-Allow-Origin` for the page's origin, a script can't read the answer, whatever it \
              says: the application sees “Failed to fetch” even though the code was redeemed. A proxy shows a plain \
              200.",
        fix: "Register the page's origin as an allowed origin (or the client as a single-page application) at the \
              authorization server, or exchange the code on a server.",
        errors: &[NO_ERROR],
        refusals: &[Refusal::OriginNotAllowed],
        spec: &[FETCH.at("http-access-control-allow-origin")],
        optional: Optional::NONE.needs("the permission of the token endpoint for this origin (`Access-Control-Allow-Origin`); configure it at the server"),
        check: Check::Request(response_hidden),
    },
];

fn preflight_blocked(login: &Login<'_>) -> Assessment {
    let flow = login.flow;
    let Some(preflight) = login.refused_preflight() else {
        return unanswered(login);
    };
    let answered = flow.tokens.iter().any(|token| token.answer.status.is_some());
    ruled_out_if(answered, "the token request was sent and answered")?;
    // A recorder that gives another reason saw the request on its way.
    let is_sent = flow.tokens.iter().any(|token| token.failure.as_deref().and_then(other_reason).is_some());
    let status = preflight.status.unwrap_or_default();
    let origin = preflight.origin.as_deref().unwrap_or("the page");
    let why = if !(200..300).contains(&status) {
        format!("was answered with HTTP {status}")
    } else if !preflight.allows_origin() {
        match &preflight.allow_origin {
            Some(allowed) => format!("allows only `{allowed}`"),
            None => format!("was answered without `Access-Control-Allow-Origin` (HTTP {status})"),
        }
    } else {
        format!("does not allow the header `{}`", preflight.missing_header().unwrap_or_default())
    };
    let sent = if flow.tokens.is_empty() {
        ", so no token request follows in the capture"
    } else if is_sent {
        ", and the token request has no answer"
    } else {
        ", so the token request was never sent"
    };
    let mut found = Found::proven_if(
        !flow.tokens.is_empty() && !is_sent,
        format!("The CORS preflight from `{origin}` {why}{sent}.{}", what_forces(preflight)),
    )
    .shows_value(
        "answered",
        preflight.seen,
        Message::PreflightResponse.header("access-control-allow-origin"),
        preflight.allow_origin.clone().map_or(Shown::Absent, Shown::Public),
    );
    if let Some(asked) = &preflight.asks_headers {
        found = found.shows_value(
            "asked for",
            preflight.seen,
            Message::PreflightRequest.header("access-control-request-headers"),
            Shown::Public(asked.clone()),
        );
    }
    Ok(found)
}

/// Judges a token request without an answer, where no preflight was refused.
fn unanswered(login: &Login<'_>) -> Assessment {
    let flow = login.flow;
    let answered = flow.tokens.iter().any(|token| token.answer.status.is_some());
    let lost = || flow.tokens.iter().find(|token| token.was_lost() && token.answer.status.is_none());
    let unsent = flow.tokens.iter().find(|token| {
        token.answer.status.is_none() && token.failure.as_deref().is_some_and(|text| text.ends_with("ERR_FAILED"))
    });
    if let Some(token) = unsent.filter(|token| !answered && is_from_another_origin(login, token)) {
        let wildcard = flow.preflights.iter().find(|preflight| preflight.allows_authorization_by_wildcard());
        let is_told = token.failure.as_deref().is_some_and(|failure| failure.contains("preflight was refused"));
        let message = if is_told {
            "The browser's console says that the preflight of the token request was refused, so the request was not sent."
        } else if wildcard.is_some() {
            "The preflight asks for the header `authorization` and its answer allows `*`, which doesn't cover this \
             header: browsers that follow the Fetch standard don't send the token request, others do. It failed with \
             `net::ERR_FAILED`."
        } else {
            "The token request failed with `net::ERR_FAILED` before an answer came: for a request to another origin, \
             that is usually CORS."
        };
        let failure = Shown::Public("net::ERR_FAILED".to_owned());
        return Ok(Found::likely(message).shows_value(
            "failed",
            token.seen,
            Message::TokenRequest.at(Component::Failure),
            failure,
        ));
    }
    if let Some((name, what)) = lost().and_then(|token| other_reason(token.failure.as_deref()?)) {
        return ruled_out(format!("the recorder gives another reason, `{name}`: {what}"));
    }
    let silent = lost().filter(|token| token.failure.is_none() && !answered && is_from_another_origin(login, token));
    if let Some(token) = silent {
        return Ok(Found::possible(
            "The token request to another origin has no answer, and the recorder gives no reason. CORS looks like \
             this, but so does an extension that blocks the request, a lost connection, or a page that the user left.",
        )
        .shows_value("answered", token.seen, Message::TokenResponse.at(Component::Status), Shown::Absent));
    }
    not_applicable_if(flow.preflights.is_empty())?;
    ruled_out_if(answered, "the token request was sent and answered")?;
    let is_allowed = flow.preflights.iter().any(|preflight| preflight.status.is_some() && preflight.has_answer_headers);
    not_assessed_if(!is_allowed, "the answer to the preflight is not in the capture")?;
    ruled_out("the last preflight of the token request was allowed")
}

/// Says what made the browser ask first: a form in a POST without headers of its own needs no preflight.
fn what_forces(preflight: &Preflight) -> String {
    let asked = preflight.asks_headers.as_deref().unwrap_or_default();
    let names: Vec<String> = asked
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .take(8)
        .map(|name| {
            if name.eq_ignore_ascii_case("content-type") {
                format!("`{name}` (because the body is not a form but, for example, JSON)")
            } else {
                format!("`{name}`")
            }
        })
        .collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!(" The header {one} makes a preflight necessary."),
        several => format!(" The headers {} make a preflight necessary.", several.join(", ")),
    }
}

/// Reasons that recorders give for a request without an answer, other than CORS.
fn other_reason(failure: &str) -> Option<(&'static str, &'static str)> {
    let known = [
        ("ERR_BLOCKED_BY_CLIENT", "an extension of the browser blocked the request"),
        ("ERR_INTERNET_DISCONNECTED", "the machine was offline"),
        ("ERR_NAME_NOT_RESOLVED", "the host name is not known"),
        ("ERR_CONNECTION_", "there is no connection to the server"),
        ("ERR_CERT_", "the browser does not trust the server's certificate"),
        ("ERR_ABORTED", "the user left the page, or the page cancelled the request"),
        ("ERR_TIMED_OUT", "the server did not answer in time"),
    ];
    known.into_iter().find(|(name, _)| failure.contains(name))
}

/// Without an `Origin` header (Chrome records provisional headers only), the callback tells where the page is from.
fn is_from_another_origin(login: &Login<'_>, token: &TokenExchange) -> bool {
    let page = login.flow.response().map(|response| UrlParts::parse(&response.target).origin());
    token.is_cross_origin()
        || token.origin.is_none() && page.is_some_and(|page| page != UrlParts::parse(&token.endpoint).origin())
}

/// Returns whether the console says that the answer to the request itself allows no origin.
fn is_kept_by_browser(token: &TokenExchange) -> bool {
    token.failure.as_deref().is_some_and(|failure| failure.contains("the answer allows no origin"))
}

fn has_failed(token: &TokenExchange) -> bool {
    let failure = token.failure.as_deref();
    failure.is_some_and(|text| text.contains("ERR_FAILED"))
}

fn is_hidden(login: &Login<'_>, token: &TokenExchange) -> bool {
    login.is_hidden_by_cors(token) || has_failed(token) && (token.is_cross_origin() || is_told_by_console(token))
}

/// Firefox names no origin where it says that CORS stopped a request.
fn is_told_by_console(token: &TokenExchange) -> bool {
    token.origin.is_none() && token.evidence >= EvidenceLevel::Stated
}

impl Login<'_> {
    /// Returns whether the answers that the capture shows keep a page from its tokens: to the preflight, or to the token request.
    pub(crate) fn is_kept_from_page(&self) -> bool {
        let mut answered = self.flow.tokens.iter().filter(|token| token.answer.status.is_some()).peekable();
        if answered.peek().is_none() {
            return self.preflight_failed();
        }
        self.decisive().is_some_and(|token| token.answer.status.is_some() && !token.refused() && is_hidden(self, token))
    }
}

fn response_hidden(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    if let Some(failure) =
        token.failure.as_deref().filter(|_| token.answer.status.is_none() && is_kept_by_browser(token))
    {
        let message = "The browser sent the token request but withheld the answer from the page: the answer has no \
                       `Access-Control-Allow-Origin` for the page's origin. Whatever it says, the page can't read it.";
        let part = Message::TokenRequest.at(Component::Failure);
        return Ok(Found::likely(message).shows_value("failed", token.seen, part, Shown::Public(failure.to_owned())));
    }
    not_applicable_if(
        token.answer.status.is_none()
            || !(token.is_cross_origin() || token.is_lost_answer() || is_hidden(login, token)),
    )?;
    let failed = has_failed(token);
    let is_allowed = token.allow_origin.as_deref().is_some_and(|allowed| {
        allowed == "*" || token.origin.as_deref().is_none_or(|origin| origin.eq_ignore_ascii_case(allowed))
    });
    ruled_out_if(!is_hidden(login, token) && is_allowed, "the answer allows the page's origin")?;
    not_assessed_if(
        !is_hidden(login, token),
        "the capture does not show whether the answer allows the page's origin, or the page doesn't need to ask",
    )?;
    let origin = token.origin.as_deref().unwrap_or("the page");
    let allowed = match &token.allow_origin {
        Some(allowed) => format!("allows `{allowed}`"),
        None => "has no `Access-Control-Allow-Origin`".to_owned(),
    };
    let shown = token.allow_origin.clone().map_or(Shown::Absent, Shown::Public);
    let found = if token.refused() && failed && token.answer.body == AnswerBody::Missing {
        Found::likely(format!(
            "The server refused (HTTP {}), and the answer {allowed}: the browser withheld the server's message from \
             the page. The answer says why the server refused.",
            token.answer.status.unwrap_or_default()
        ))
    } else if token.refused() {
        Found::possible(format!("The answer {allowed}, so a script on `{origin}` could not read this refusal."))
    } else {
        let token_issued = token.answer.access_token.is_some();
        let what = if token_issued { "issued a token" } else { "answered" };
        let sure = token.fetch_mode.as_deref() == Some("cors") || failed;
        Found::proven_if(
            sure,
            format!(
                "The server {what} (HTTP {}), but the answer {allowed}: the browser withheld it from the page on `{origin}`.",
                token.answer.status.unwrap_or_default()
            ),
        )
    };
    let found = match &token.origin {
        Some(origin) => {
            found.shows_value("page", token.seen, Message::TokenRequest.header("origin"), Shown::Public(origin.clone()))
        }
        None => found,
    };
    Ok(found.shows_value("answered", token.seen, Message::TokenResponse.header("access-control-allow-origin"), shown))
}
