//! The authorization request and its answer.

use oauth_doctor_wire::percent::decode_form;

use crate::disclose::Shown;
use crate::flow::{AuthorizeRequest, Seen};
use crate::login::{Login, is_denial};
use crate::oauth::Param;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{FETCH, RFC3986, RFC6749, RFC8628};
use crate::rules::assessment::{
    OrNoFinding, authorize_request, not_applicable, not_applicable_if, ruled_out, ruled_out_if,
};
use crate::rules::{AT_AUTHORIZE, Assessment, Change, Check, Found, NO_ERROR, NewValue, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "authorization-denied",
        summary: "the user or a policy denied the authorization",
        why: "The authorization server returned `error=access_denied`. There is no code, so nothing after it can work. \
              This is a decision, not a defect in the protocol messages.",
        fix: "Find out who denied it: the user cancelled, isn't assigned to the application, or a policy stopped the \
              login. Show this in the application as a denial, not as a failure.",
        errors: &["access_denied"],
        refusals: &[Refusal::UserDenied],
        spec: &[RFC6749.at("4.1.2.1"), RFC8628.at("3.5")],
        optional: Optional::NONE.needs("the consent of the user"),
        check: Check::Any(denied),
    },
    Rule {
        id: "authorize-url-mangled",
        summary: "the authorization URL was damaged before it was sent",
        why: "Parameters whose names begin with `amp;`, or a value that swallowed the next parameter, come from HTML \
              escaping or from building a URL by hand; a URL cut at its first `&` went through a shell. The server \
              never sees the parameters that are lost this way.",
        fix: "Build the query with a URL library and don't HTML-escape a URL that goes into a redirect.",
        errors: &[AT_AUTHORIZE],
        refusals: &[
            Refusal::AuthorizeClientIdMissing,
            Refusal::RedirectUriNotNamed,
            Refusal::ResponseTypeMissing,
            Refusal::ChallengeMissing,
            Refusal::ChallengeMethodUnknown,
            Refusal::VerifierUnexpected,
        ],
        spec: &[RFC6749.at("4.1.1"), RFC3986.at("2.1")],
        optional: Optional::NONE.needs("the address of the authorization request as the client made it"),
        check: Check::Authorize(mangled),
    },
    Rule {
        id: "authorize-error",
        summary: "the authorization endpoint refused the request",
        why: "The server answered the authorization request with an error, on its own page or on the redirect. Its \
              message is the best evidence: the server sees both the request and the registration, while the capture \
              shows only the request.",
        fix: "Correct what the error names. If the server doesn't redirect, compare the `client_id` and the \
              `redirect_uri` with the registration first (RFC 6749 §4.1.2.1).",
        errors: &[AT_AUTHORIZE],
        refusals: &[Refusal::AuthorizeClientUnknown, Refusal::AuthorizeScopeRefused, Refusal::ScopeRefused],
        spec: &[RFC6749.at("4.1.2.1")],
        optional: Optional::NONE.needs("what the server has registered for the client"),
        check: Check::Authorization(authorize_error),
    },
    Rule {
        id: "authorize-by-script",
        summary: "a script sent the authorization request instead of navigating",
        why: "The authorization endpoint answers with pages and redirects meant for the user. A `fetch` can't follow \
              them to another origin: CORS stops it, and the login ends there.",
        fix: "Navigate the browser to the authorization URL (`location.assign(url)`); don't fetch it.",
        errors: &[AT_AUTHORIZE, NO_ERROR],
        refusals: &[],
        spec: &[RFC6749.at("3.1"), FETCH.at("http-cors-protocol")],
        optional: Optional::NONE,
        check: Check::Authorize(by_script),
    },
];

fn denied(login: &Login<'_>) -> Assessment {
    if let Some(token) = login.decisive().filter(|_| login.flow.grant.is_polled()) {
        return if token.answer.is_error("access_denied") {
            Ok(Found::proven("The token endpoint answered `access_denied`: the user or a policy denied the login on the other device.")
                .shows_error(token))
        } else {
            not_applicable()
        };
    }
    let response = login.flow.response().or_not_applicable()?;
    let error = response.params.get("error").filter(|error| is_denial(&error.value)).or_not_applicable()?;
    ruled_out_if(!login.flow.tokens.is_empty(), "a token request followed")?;
    let words = response
        .params
        .value("error_description")
        .map(|words| format!(" (\u{201c}{words}\u{201d})"))
        .unwrap_or_default();
    Ok(Found::proven(format!(
        "The authorization server answered `{}`{words}: the user or a policy denied the login.{}",
        error.value,
        asked_all_the_same(login)
    ))
    .shows("came back", response.seen, error))
}

fn mangled(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    if let Some(cut) = authorize.cut.filter(|_| login.flow.tokens.is_empty() && login.flow.responses.is_empty()) {
        return Ok(cut_off(authorize, cut));
    }
    let damaged = authorize.params.iter().find(|param| {
        let name = param.name.as_str();
        let glued = name == "redirect_uri"
            && PARAMETERS.iter().any(|other| authorize.params.get(other).is_none() && is_glued(&param.value, other));
        let escaped = name.starts_with("amp;") || name.starts_with("#038;") || name.contains(['\n', '\r', ' ']);
        let swallowed = PARAMETERS.iter().any(|other| {
            param.section.component == Component::Query
                && authorize.params.get(other).is_none()
                && swallows(&param.value, other)
        }) && matches!(
            name,
            "response_type" | "code_challenge" | "code_challenge_method" | "client_id" | "scope" | "nonce" | "prompt"
        );
        escaped || swallowed || glued
    });
    let Some(param) = damaged else {
        return encoded_twice(login, authorize)
            .unwrap_or_else(|| ruled_out("every parameter of the authorization request is intact"));
    };
    let what = if param.name.starts_with("#038;") {
        "The authorization URL was HTML-escaped: each `&` became `&#038;`, and the `#` turns everything after it into \
         a fragment, which no server receives."
            .to_owned()
    } else if param.name.starts_with("amp;") {
        let name = param.name.trim_start_matches("amp;");
        format!(
            "The authorization URL was HTML-escaped: the server receives a parameter `{}` instead of `{name}`.",
            param.name
        )
    } else if param.name.contains(['\n', '\r', ' ']) {
        format!("The name of the parameter `{}` contains a line break or a space.", param.name.escape_default())
    } else {
        format!("The value of `{}` contains the next parameter: an `&` is missing between them.", param.name)
    };
    // A word of a scope may end like a parameter.
    let is_sure = param.name != "scope"
        || login.flow.error_response().is_none_or(|response| {
            let error = response.params.value("error");
            matches!(error, Some("invalid_scope" | "invalid_request"))
        });
    let mut found = Found::proven_if(is_sure, what).shows("sent", authorize.seen, param);
    for param in &authorize.params {
        let name = param.name.trim().trim_start_matches("amp;");
        if name != param.name {
            found = found.authorize(Change::Rename(param.name.clone(), name.to_owned()));
        }
    }
    Ok(found)
}

/// Returns a sentence, with a space before it, on a client that did not look at the error.
fn asked_all_the_same(login: &Login<'_>) -> String {
    login.flow.follow_ups.first().map_or_else(String::new, |token| {
        format!(
            " The client ignored the error and asked for a token without a code (exchange {}): that refusal is only a consequence.",
            token.seen.exchange
        )
    })
}

/// A shell took the URL apart: of its parameters only the first arrived.
fn cut_off(authorize: &AuthorizeRequest, cut: Seen) -> Found {
    let kept = authorize.params.iter().next().map_or("", |param| param.name.as_str());
    let found = Found::likely(format!(
        "The authorization URL was cut at its first `&`: only its parameter `{kept}` arrived. A command line that \
         opens the browser treats an unquoted `&` as the end of the command (`cmd /C start`, `sh -c`)."
    ))
    .fix("Open the browser without a shell, or quote the URL: `cmd /C start \"\" \"URL\"`, `rundll32 url.dll,FileProtocolHandler URL`.");
    let lost = authorize.params.iter().nth(1).map_or("response_type", |param| param.name.as_str());
    let part = Message::AuthorizeRequest.at(Component::Query).named(lost.to_owned());
    found.lacks("arrived", cut, part)
}

/// `https://app.example/cbscope=`: a URL may have parameters of its own, which stand behind `?` or `&`.
fn is_glued(url: &str, name: &str) -> bool {
    let at = url.find(&format!("{name}="));
    at.is_some_and(|at| url[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '/'))
}

/// A value that holds escapes after it was decoded: one that was encoded, and encoded again.
fn encoded_twice(login: &Login<'_>, authorize: &AuthorizeRequest) -> Option<Assessment> {
    let params = &authorize.params;
    let is_escaped_uri = |uri: &&Param| {
        let lower = uri.value.get(..12).unwrap_or(&uri.value).to_ascii_lowercase();
        lower.starts_with("http%3a") || lower.starts_with("https%3a")
    };
    if let Some(uri) = params.filled("redirect_uri").filter(is_escaped_uri) {
        let message = "The `redirect_uri` was percent-encoded twice: the server reads `%3A%2F%2F` instead of `://`.";
        let right = NewValue::from(decode_form(&uri.value));
        let found = Found::proven(message).shows("sent", authorize.seen, uri);
        return Some(Ok(found.authorize_param("redirect_uri", right)));
    }
    let scope = params.filled("scope").filter(|scope| !scope.value.contains(' '))?;
    let refused = login.flow.responses.iter().any(|response| response.params.value("error") == Some("invalid_scope"));
    let separator = ["+", "%20"].into_iter().find(|separator| {
        let mut words = scope.value.split(separator);
        words.next().is_some_and(|word| !word.is_empty()) && words.next().is_some_and(|word| !word.is_empty())
    })?;
    let message = format!(
        "The separator between the scopes was percent-encoded once too often: the server reads a `{separator}` and takes all of them for one scope."
    );
    (refused && scope.raw.contains('%')).then(|| Ok(Found::likely(message).shows("sent", authorize.seen, scope)))
}

/// `S256code_challenge=…`: a known name with an equals sign behind another word or an `&`. A scope may have a query of its own,
/// such as `patient/Location.rs?address-state=MA` (SMART App Launch), and `-` and `.` are part of its names.
fn swallows(value: &str, name: &str) -> bool {
    value.match_indices(&format!("{name}=")).any(|(at, _)| {
        let word = value[..at].rsplit(' ').next().unwrap_or_default();
        let is_next = word.is_empty() || word.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '&' | ';'));
        is_next && !word.contains('?')
    })
}

fn authorize_error(login: &Login<'_>) -> Assessment {
    let error = login.flow.responses.iter().find_map(|response| Some((response, response.params.filled("error")?)));
    if let Some((response, error)) = error {
        not_applicable_if(is_denial(&error.value))?;
        ruled_out_if(!login.flow.tokens.is_empty(), "a token request followed")?;
        ruled_out_if(
            login.is_silent_refusal(),
            "the silent request (`prompt=none`) was refused because nobody was signed in, as expected",
        )?;
        let words = response
            .params
            .value("error_description")
            .map(|words| format!(": \u{201c}{}\u{201d}", words.trim_end_matches('.')))
            .unwrap_or_default();
        let after = asked_all_the_same(login);
        return Ok(Found::likely(format!("The authorization endpoint answered `{}`{words}.{after}", error.value))
            .fallback()
            .shows("came back", response.seen, error));
    }
    ruled_out_if(!login.flow.responses.is_empty(), "the authorization endpoint sent a code")?;
    let authorize = authorize_request(login)?;
    let answer = authorize.refusal().or_not_applicable()?;
    let status = answer.status.unwrap_or_default();
    if let Some(error) = &answer.error {
        let words = answer
            .error_text
            .as_deref()
            .map(|words| format!(": \u{201c}{}\u{201d}", words.trim_end_matches('.')))
            .unwrap_or_default();
        return Ok(Found::likely(format!(
            "The authorization server refused the pushed request (HTTP {status}, `{error}`){words}, so there is no `request_uri` to continue with."
        ))
        .fallback()
        .fix("Correct what the error names, and push again.")
        .shows_value("answered", answer.seen, Message::PushedAuthorizationResponse.body("error"), Shown::Public(error.clone())));
    }
    let how = if status >= 400 { format!("answered HTTP {status}") } else { "answered with an error page".to_owned() };
    // A server may also answer 404 to a client that it does not know.
    let is_there = login.provider().is_some_and(|provider| provider.has_authorization_endpoint(&authorize.endpoint))
        || login.metadata().is_some();
    let is_nowhere = matches!(status, 404 | 405 | 410) && !is_there;
    let why = if is_nowhere {
        " Either this URL isn't an authorization endpoint, or the server doesn't know the client."
    } else if status == 404 {
        " The URL is this server's authorization endpoint, so the server may not know the `client_id`."
    } else if status < 500 {
        " It didn't send the browser back: servers don't if they don't know the `client_id` or the `redirect_uri`, or for other reasons."
    } else {
        ""
    };
    let words =
        answer.error_text.as_deref().map(|text| format!(" It says: \u{201c}{text}\u{201d}.")).unwrap_or_default();
    let found = Found::likely(format!("The authorization endpoint {how}.{why}{words}")).fallback().shows_value(
        "answered",
        answer.seen,
        Message::AuthorizeResponse.at(Component::Status),
        Shown::Public(status.to_string()),
    );
    let found = if is_nowhere {
        found.fix(
            "Take the authorization endpoint from the server's metadata, check that the client could read that metadata, and compare the `client_id`.",
        )
    } else {
        found
    };
    Ok(found)
}

fn by_script(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let mode = authorize.fetch_mode.as_deref().or_not_applicable()?;
    not_applicable_if(mode != "cors" || !login.flow.responses.is_empty() || !login.flow.tokens.is_empty())?;
    let found = Found::likely(
        "A script fetched the authorization URL (`Sec-Fetch-Mode: cors`) instead of navigating to it, and got no response.",
    );
    let gave_up = authorize.answers.iter().any(|answer| answer.lost);
    let found = if gave_up { found.decided_by_client() } else { found };
    Ok(found.shows_value(
        "sent",
        authorize.seen,
        Message::AuthorizeRequest.header("sec-fetch-mode"),
        Shown::Public(mode.to_owned()),
    ))
}

const PARAMETERS: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "nonce",
];
