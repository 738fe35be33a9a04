//! Whether both requests name the same redirect URI.

use crate::explain::drift;
use crate::flow::{AuthorizationResponse, AuthorizeRequest, TokenExchange};
use crate::oauth::placeholder::is_unset;
use crate::oauth::spec::{RFC3986, RFC6749, RFC8252, RFC9700};
use crate::oauth::url::UrlParts;
use crate::rules::parameter::is_misspelt;
use crate::rules::{AT_AUTHORIZE, Assessment, Change, Check, Found, Login, NewValue, Rule, Severity, Shown, Stage};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "redirect-uri-mismatch",
        summary: "the redirect_uri of the token request is not that of the authorization request",
        why: "The server compares the two character by character. A slash, a port, `localhost` against `127.0.0.1`, http against \
              https or one encoding too many is a mismatch, reported as `invalid_grant`, `invalid_request` or even \
              `invalid_client`.",
        fix: "Use one configured `redirect_uri` string for both requests; behind a proxy build it from the public URL.",
        severity: Severity::Error,
        stage: Some(Stage::RedirectUri),
        errors: &[
            "invalid_grant",
            "invalid_request",
            "invalid_client",
            "unauthorized_client",
            "redirect_uri_mismatch",
        ],
        spec: &[RFC6749.at("4.1.3"), RFC3986.at("6.2.1")],
        since: "0.1.0",
        check: Check::Token(mismatch),
    },
    Rule {
        id: "redirect-uri-missing",
        summary: "the token request lacks the redirect_uri of the authorization request",
        why: "Where the authorization request named a `redirect_uri`, the token request must repeat it. OAuth 2.1 drops this, \
              and servers that already have accept the request.",
        fix: "Send the same `redirect_uri` in the token request.",
        severity: Severity::Error,
        stage: Some(Stage::RedirectUri),
        errors: &["invalid_grant", "invalid_request", "redirect_uri_mismatch"],
        spec: &[RFC6749.at("4.1.3")],
        since: "0.1.0",
        check: Check::Token(missing),
    },
    Rule {
        id: "redirect-uri-unregistered",
        summary: "the server does not accept this redirect_uri for the client",
        why: "The server compares `redirect_uri` with the client's registration and must not redirect to another one, so the \
              login ends on an error page of the authorization server.",
        fix: "Register exactly the URI that the client sends, or send exactly one that is registered.",
        severity: Severity::Error,
        stage: None,
        errors: &[AT_AUTHORIZE, "redirect_uri_mismatch"],
        spec: &[RFC6749.at("3.1.2.4"), RFC9700.at("2.1")],
        since: "0.1.0",
        check: Check::Login(unregistered),
    },
    Rule {
        id: "redirect-uri-rewritten",
        summary: "the callback arrived at another URL than the redirect_uri",
        why: "A proxy, a rule or a framework moved the callback. A client that builds the `redirect_uri` of the token request \
              from the URL that it sees sends another one than it asked for.",
        fix: "Let the callback arrive unchanged, or take the `redirect_uri` from configuration in both requests.",
        severity: Severity::Error,
        stage: None,
        errors: &["redirect_uri_mismatch"],
        spec: &[RFC6749.at("4.1.3"), RFC8252.at("7.3")],
        since: "0.1.0",
        check: Check::Response(rewritten),
    },
];

fn mismatch(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let Some(asked) = login.flow.asked("redirect_uri") else {
        return match &login.flow.authorize {
            Some(authorize) if !authorize.hidden_params => Assessment::NotApplicable,
            _ => Assessment::not_assessed("the authorization request is not in the capture"),
        };
    };
    let Some(sent) = token.params.filled("redirect_uri") else {
        return Assessment::NotApplicable;
    };
    if asked.is_placeholder() || sent.is_placeholder() {
        return Assessment::not_assessed("`redirect_uri` is redacted or a placeholder");
    }
    let Some(authorize) = &login.flow.authorize else {
        return Assessment::NotApplicable;
    };
    if sent.value == asked.value {
        return Assessment::ruled_out("both requests name the same `redirect_uri`");
    }
    // A page that is told by message, without a redirect, sends a keyword of its server in place of a URI.
    let keyword = !is_unset(&sent.value) && sent.value.chars().all(|c| c.is_ascii_alphanumeric());
    if keyword && !UrlParts::of(&asked.value).is_http() {
        return Assessment::not_assessed("the token request has a keyword of the server in place of a URI");
    }
    let Some(difference) = drift::uri(&asked.value, &sent.value) else {
        return Assessment::NotApplicable;
    };
    Found::proven(format!(
        "The token request names another `redirect_uri` than the authorization request: {}.",
        difference.clause()
    ))
    .shows("sent before", authorize.seen, asked)
    .shows("sent", token.seen, sent)
    .token(Change::Set(
        "redirect_uri".to_owned(),
        NewValue::Value(Shown::param(asked)),
    ))
    .into()
}

fn missing(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let Some(asked) = login.flow.asked("redirect_uri") else {
        return Assessment::NotApplicable;
    };
    if token.params.filled("redirect_uri").is_some() {
        return Assessment::NotApplicable;
    }
    if is_misspelt(&token.params, "redirect_uri") {
        return Assessment::NotApplicable;
    }
    if token.params.filled("code").is_none() {
        return Assessment::not_assessed("the parameters of the token request cannot be read");
    }
    let Some(authorize) = &login.flow.authorize else {
        return Assessment::NotApplicable;
    };
    let found = if login.succeeded(token) {
        Found::proven(
            "The token request has no `redirect_uri`, although the authorization request named one; this server does not ask for it.",
        )
    } else {
        let other_cause = token.answer.is_error("invalid_client") || token.answer.is_error("unsupported_grant_type");
        let message = "The token request has no `redirect_uri`, although the authorization request named one.";
        let named = token
            .answer
            .says(&["redirect_uri", "redirect uri", "redirecturi", "redirect url"]);
        if other_cause && !named {
            Found::possible(message)
        } else {
            Found::proven_if(named, message)
        }
    };
    found
        .shows("sent before", authorize.seen, asked)
        .lacks("sent", token.seen, "token_request.body.redirect_uri")
        .token(Change::Set(
            "redirect_uri".to_owned(),
            NewValue::Value(Shown::param(asked)),
        ))
        .into()
}

fn unregistered(login: &Login<'_>) -> Assessment {
    if let Some(authorize) = &login.flow.authorize {
        if let Some(found) = refused_at_authorize(login, authorize) {
            return found.into();
        }
    }
    let Some(token) = login.decisive() else {
        return if login.flow.responses.is_empty() {
            Assessment::not_assessed("the client's registration is not in the capture")
        } else {
            Assessment::ruled_out("the authorization endpoint redirected to it")
        };
    };
    let blamed = token.answer.is_error("redirect_uri_mismatch") || token.answer.says(&["redirect_uri", "redirect uri"]);
    let (asked, sent) = (login.asked("redirect_uri"), token.params.filled("redirect_uri"));
    let equal = asked.zip(sent).is_some_and(|(asked, sent)| asked.value == sent.value);
    if blamed && equal && !login.succeeded(token) && !arrived_elsewhere(login) {
        if let Some(sent) = sent {
            return Found::likely("Both requests name the same `redirect_uri` and the server complains about it all the same: compare it with the client's registration, character by character.")
                .shows("sent", token.seen, sent)
                .into();
        }
    }
    Assessment::ruled_out("the authorization endpoint accepted it")
}

fn refused_at_authorize(login: &Login<'_>, authorize: &AuthorizeRequest) -> Option<Found> {
    if login
        .flow
        .responses
        .iter()
        .any(|response| response.params.get("code").is_some())
    {
        return None;
    }
    let error = login
        .flow
        .responses
        .iter()
        .find_map(|response| response.params.value("error_description"));
    let page = authorize.answers.iter().rev().find(|answer| answer.refused);
    let words = page.and_then(|page| page.error_text.as_deref()).or(error)?;
    let lower = words.to_lowercase();
    if ![
        "redirect uri",
        "redirect_uri",
        "redirecturi",
        "redirect url",
        "callback url",
        "redirect-uri",
        "redirect_mismatch",
        "reply url",
        "reply address",
    ]
    .iter()
    .any(|word| lower.contains(word))
    {
        return None;
    }
    let asked = authorize.params.filled("redirect_uri");
    let mut found = Found::likely(format!(
        "The authorization endpoint refuses the `redirect_uri`: \u{201c}{}\u{201d}.",
        words.trim_end_matches('.')
    ));
    found = match asked {
        Some(asked) => found.shows("sent", authorize.seen, asked),
        None => found.lacks("sent", authorize.seen, "authorize_request.query.redirect_uri"),
    };
    Some(found)
}

fn arrived_elsewhere(login: &Login<'_>) -> bool {
    let Some(asked) = login.asked("redirect_uri") else {
        return false;
    };
    let expected = UrlParts::of(&asked.value);
    expected.is_http()
        && login
            .flow
            .response()
            .is_some_and(|response| response.target.trim_end_matches('/') != expected.base.trim_end_matches('/'))
}

fn rewritten(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let Some(asked) = login.asked("redirect_uri") else {
        return Assessment::not_assessed("the `redirect_uri` of the authorization request is not in the capture");
    };
    let expected = UrlParts::of(&asked.value);
    if !expected.is_http() {
        return Assessment::NotApplicable;
    }
    let base = |url: &str| UrlParts::of(url).base.to_owned();
    let arrived = response
        .callbacks
        .iter()
        .find(|callback| base(&callback.url) != expected.base && !callback.fragment_only);
    let sent_elsewhere = base(&response.target) != expected.base;
    if arrived.is_none() && !sent_elsewhere {
        return Assessment::ruled_out("the callback arrived at the `redirect_uri`");
    }
    let (seen, url) = arrived.map_or((response.seen, response.target.as_str()), |callback| {
        (callback.seen, callback.url.as_str())
    });
    // A server's log has the path only.
    let arrived_path = UrlParts::of(url);
    if arrived_path.host.is_empty() {
        return if arrived_path.path == expected.path {
            Assessment::ruled_out("the callback arrived at the path of the `redirect_uri`")
        } else {
            Assessment::not_assessed("the recording has the path of the callback only")
        };
    }
    let Some(difference) = drift::uri(expected.base, url) else {
        return Assessment::NotApplicable;
    };
    let Some(authorize) = &login.flow.authorize else {
        return Assessment::NotApplicable;
    };
    // A server that compares origins or normalises `https://host` to `https://host/` does no harm.
    if expected.path.is_empty() && url.trim_end_matches('/') == expected.base {
        return Assessment::ruled_out("the callback arrived at the `redirect_uri`");
    }
    let found = Found::proven(format!(
        "The callback did not arrive at the `redirect_uri`: {}.",
        difference.clause()
    ));
    let blamed = login
        .decisive()
        .is_some_and(|token| token.refused() && token.answer.says(&["redirect"]));
    let found = if blamed { found } else { found.only(Severity::Warning) };
    found
        .shows("asked for", authorize.seen, asked)
        .shows_value("arrived at", seen, "callback.url", Shown::url(url), seen.at)
        .into()
}
