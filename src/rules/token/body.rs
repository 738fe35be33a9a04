//! The form of the token request.

use crate::disclose::Shown;
use crate::flow::{Shows, TokenExchange};
use crate::login::read::{is_busy, says_missing};
use crate::login::{Login, Stage, hides_its_values};
use crate::oauth::part::{Component, Message};
use crate::oauth::request::TOKEN_PARAMETERS;
use crate::oauth::spec::{OAUTH21, RFC6749};
use crate::oauth::{BodyForm, Param};
use crate::providers::{Cause, Enctype};
use crate::rules::assessment::{
    NoFinding, OrNoFinding, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out,
};
use crate::rules::{Assessment, Change, Check, Found, NO_ERROR, NewValue, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "token-body-stringified",
        summary: "the token request's body is empty or a stringified object",
        why: "An object passed as the body becomes `[object Object]`, a missing value `undefined`; the server finds no \
              parameters and complains about whichever one it looks for first.",
        fix: "Pass `new URLSearchParams({…})` as the body, or serialise the parameters yourself before you send them.",
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        refusals: &[
            Refusal::BodyNotForm,
            Refusal::GrantTypeMissing,
            Refusal::CodeMissing,
            Refusal::RefreshTokenMissing,
            Refusal::DeviceCodeMissing,
            Refusal::GrantAssertionMissing,
            Refusal::SubjectTokenMissing,
            Refusal::SubjectTokenTypeMissing,
        ],
        spec: &[RFC6749.at("4.1.3")],
        optional: Optional::NONE.shows(&[Shows::Form]).about(&[Cause::BodyFormat, Cause::Parameter]),
        check: Check::Request(stringified),
    },
    Rule {
        id: "token-body-json",
        summary: "the body of the token request is JSON",
        why: "Parameters of a token request are sent as `application/x-www-form-urlencoded`. Most servers do not read JSON, find \
              no `grant_type`, and say `unsupported_grant_type`, `invalid_request` or `invalid_client`.",
        fix: "Send a form, as `body: new URLSearchParams({…})` does. A few servers document JSON; if yours accepts it, \
              nothing is wrong.",
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        refusals: &[
            Refusal::BodyNotForm,
            Refusal::GrantTypeMissing,
            Refusal::CodeMissing,
            Refusal::RefreshTokenMissing,
            Refusal::DeviceCodeMissing,
            Refusal::GrantAssertionMissing,
            Refusal::SubjectTokenMissing,
            Refusal::SubjectTokenTypeMissing,
        ],
        spec: &[RFC6749.at("4.1.3"), RFC6749.at("3.2")],
        optional: Optional::NONE.shows(&[Shows::Form]).stage(Stage::Form).about(&[Cause::BodyFormat, Cause::Parameter]),
        check: Check::Request(json),
    },
    Rule {
        id: "token-body-multipart",
        summary: "the body of the token request is multipart/form-data",
        why: "`FormData` is sent as `multipart/form-data`, which is for files. Most token endpoints don't read it and \
              answer as if every parameter were missing.",
        fix: "Use `URLSearchParams` instead of `FormData`.",
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        refusals: &[
            Refusal::BodyNotForm,
            Refusal::GrantTypeMissing,
            Refusal::CodeMissing,
            Refusal::RefreshTokenMissing,
            Refusal::DeviceCodeMissing,
            Refusal::GrantAssertionMissing,
            Refusal::SubjectTokenMissing,
            Refusal::SubjectTokenTypeMissing,
        ],
        spec: &[RFC6749.at("4.1.3")],
        optional: Optional::NONE.shows(&[Shows::Form]).stage(Stage::Form).about(&[Cause::BodyFormat, Cause::Parameter]),
        check: Check::Request(multipart),
    },
    Rule {
        id: "token-body-text-plain",
        summary: "the form in the body has a missing or wrong `Content-Type`",
        why: "`fetch` labels a plain string `text/plain`. The body looks right in every trace, but the server doesn't parse it.",
        fix: "Set `Content-Type: application/x-www-form-urlencoded`, or pass a `URLSearchParams` object, which sets it.",
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        refusals: &[
            Refusal::BodyNotForm,
            Refusal::GrantTypeMissing,
            Refusal::CodeMissing,
            Refusal::RefreshTokenMissing,
            Refusal::DeviceCodeMissing,
            Refusal::GrantAssertionMissing,
            Refusal::SubjectTokenMissing,
            Refusal::SubjectTokenTypeMissing,
        ],
        spec: &[RFC6749.at("4.1.3")],
        optional: Optional::NONE.shows(&[Shows::Form]).stage(Stage::Form).about(&[Cause::BodyFormat, Cause::Parameter]),
        check: Check::Request(text_plain),
    },
    Rule {
        id: "token-request-get",
        summary: "the token request is a GET",
        why: "Clients must use POST. A GET has no body, so everything is in the URL and secrets end up in logs; most \
              servers answer 404 or 405.",
        fix: "Send a POST with the parameters as a form in the body.",
        errors: &["invalid_request", "unsupported_grant_type", NO_ERROR],
        refusals: &[Refusal::MethodNotPost, Refusal::ParametersInQuery],
        spec: &[RFC6749.at("3.2")],
        optional: Optional::NONE.stage(Stage::Form).about(&[Cause::Method]),
        check: Check::Request(get),
    },
    Rule {
        id: "token-params-in-query",
        summary: "parameters of the token request are in the URL",
        why: "They must not be in the request URI: servers read only the body, and every hop logs a URL with its code, \
              token or secret.",
        fix: "Move the parameters into the body, as a form.",
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        refusals: &[Refusal::ParametersInQuery],
        spec: &[RFC6749.at("3.2"), RFC6749.at("2.3.1"), OAUTH21.at("3.2.2")],
        optional: Optional::NONE.stage(Stage::Form).about(&[Cause::BodyFormat, Cause::Parameter]),
        check: Check::Request(in_query),
    },
];

/// Why a form is not judged by the answer of a server that had no time.
const BUSY: &str = "the server was too busy to judge the request";

fn stringified(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let in_query = token.params.iter().any(|param| param.section == Message::TokenRequest.at(Component::Query));
    let empty = token.body == BodyForm::Empty && token.method == "POST" && !in_query;
    not_applicable_if(token.body != BodyForm::Stringified && !empty || login.is_to_backend(token))?;
    let body = Message::TokenRequest.at(Component::Body);
    not_assessed_if(
        login.has_read(token, body) && !hides_its_values(token),
        "the answer judges something that only a request with parameters has, so the body was not recorded as it was \
         sent",
    )?;
    not_assessed_if(empty && is_busy(token), BUSY)?;
    not_assessed_if(
        token.answer.status.is_none() && !(token.is_unanswered && token.body == BodyForm::Stringified),
        "the request was not answered, so its body may not have been recorded",
    )?;
    not_assessed_if(
        empty && login.succeeded(token),
        "the request got a token, so it had a body that was not recorded",
    )?;
    let (what, shown) = match &token.body_text {
        Some(text) => (format!("is the text `{text}`"), Shown::Public(text.clone())),
        None => ("is empty".to_owned(), Shown::Absent),
    };
    // A recorder may lose a body; it makes no `[object Object]` of one.
    let is_missed = says_missing(&token.answer)
        || token.answer.is_any(&["invalid_request", "unsupported_grant_type"])
        || token.answer.says(&["grant_type", "grant type", "body"]);
    let found = Found::proven_if(
        !empty || is_missed,
        format!("The body of the token request {what}: no parameter reached the server."),
    );
    let mut found = found.shows_value("sent", token.seen, Message::TokenRequest.at(Component::Body), shown);
    let grant_type = login.flow.grant.grant_type().unwrap_or("authorization_code");
    found = found.token_param("grant_type", grant_type);
    if let Some((_, code)) = login.delivered_code() {
        found = found.token_param("code", code);
    }
    for name in ["redirect_uri", "client_id"] {
        if let Some(asked) = login.asked(name) {
            found = found.token_param(name, asked);
        }
    }
    if login.asked("code_challenge").is_some() {
        found = found
            .token_param("code_verifier", NewValue::Needed("the code_verifier that belongs to the code_challenge"));
    }
    Ok(found.token(Change::PostForm))
}

fn json(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let is_so = token.body == BodyForm::Json;
    unless_documented(login, Enctype::Json, is_so)?;
    wrong_form(login, token, is_so, "JSON", &[])
}

fn multipart(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let is_so = token.body == BodyForm::Multipart;
    unless_documented(login, Enctype::Multipart, is_so)?;
    wrong_form(login, token, is_so, "`multipart/form-data`", &[])
}

fn text_plain(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let label = token.content_type.as_deref().unwrap_or("");
    let what = match (token.body, label) {
        (BodyForm::Unlabelled, "") => "a form without a `Content-Type`".to_owned(),
        (_, label) => format!("a form labelled `{label}`"),
    };
    wrong_form(login, token, matches!(token.body, BodyForm::TextPlain | BodyForm::Unlabelled), &what, &["text/plain"])
}

/// Ends a rule where the provider documents this form of a request: it is not a mistake there.
fn unless_documented(login: &Login<'_>, form: Enctype, is_so: bool) -> Result<(), NoFinding> {
    match login.documented_body(form).filter(|_| is_so) {
        Some((provider, source)) => ruled_out(format!("{} accepts such a request ({})", provider.name, source.cite())),
        None => Ok(()),
    }
}

/// A body of another form than a form: what the answer says about it decides how sure that is.
fn wrong_form(login: &Login<'_>, token: &TokenExchange, is_so: bool, what: &str, words: &[&str]) -> Assessment {
    if !is_so {
        return match token.body {
            BodyForm::Form => ruled_out("the body is a form (`application/x-www-form-urlencoded`)"),
            BodyForm::Missing => not_assessed("the body of the token request is not in the capture"),
            _ => not_applicable(),
        };
    }
    not_applicable_if(login.is_to_backend(token))?;
    let is_labelled = token.content_type.as_deref().is_some_and(|label| label.contains("x-www-form-urlencoded"));
    let message = if is_labelled {
        format!("The body is {what}, although its `Content-Type` says it is a form")
    } else {
        format!("The body is {what}, not `application/x-www-form-urlencoded`")
    };
    let label = token.content_type.clone().map_or(Shown::Absent, Shown::Public);
    let answer = &token.answer;
    let found = if login.succeeded(token) {
        Found::proven(format!("{message}; this server accepts it, but others won't.")).only(Severity::Note)
    } else if token.is_unanswered {
        Found::likely(format!(
            "{message}. Most servers then find no parameters in it; the answer is not in the capture."
        ))
    } else if !token.refused() {
        return not_assessed("the request was not answered");
    } else if answer.is_error("invalid_grant") && hides_its_values(token) {
        Found::likely(format!(
            "{message}. The server judged a code, so it may have read the body anyway; it is the only mistake visible \
             here, because placeholders hide the values."
        ))
        .fallback()
    } else if login.has_read(token, Message::TokenRequest.at(Component::Body))
        || answer.is_error("invalid_grant") && !says_missing(answer)
    {
        // To judge what is in it, or to repeat it, the server must have read it.
        Found::possible(format!("{message}; but the server read it, because its answer is about the content."))
            .only(Severity::Note)
    } else {
        not_assessed_if(is_busy(token), BUSY)?;
        let named = answer.says(&[
            "content-type",
            "content type",
            "content_type",
            "urlencoded",
            "grant_type",
            "grant type",
            "media type",
            "body",
        ]);
        let is_missed = answer.is_error("invalid_request") && (answer.description.is_none() || says_missing(answer));
        let typical = is_missed || answer.is_error("unsupported_grant_type") || answer.status == Some(415);
        let unread = named || typical || answer.says(words) && !words.is_empty();
        Found::proven_if(unread, format!("{message}, so the server found nothing in it."))
    };
    // People show a body without its headers.
    let (part, label, at) = match token.params.iter().next() {
        Some(first) if token.excerpt && token.content_type.is_none() => {
            (Message::TokenRequest.at(Component::Body).whole(), Shown::Public(what.to_owned()), first.at)
        }
        _ => (Message::TokenRequest.header("content-type"), label, token.seen.at),
    };
    Ok(found.shows_value_at("sent", token.seen, part, label, at).token(Change::PostForm))
}

fn get(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(token.method != "GET" || login.is_to_backend(token))?;
    not_applicable_if(login.flow.tokens.iter().any(TokenExchange::is_redirected))?;
    unless_documented(login, Enctype::Get, true)?;
    let (refused, answer) = (token.refused(), &token.answer);
    not_assessed_if(refused && is_busy(token), BUSY)?;
    let blamed = matches!(answer.status, Some(404 | 405)) || answer.says(&["method", "post"]);
    let is_read = refused && !blamed && login.has_read(token, Message::TokenRequest.at(Component::Query));
    let unread = blamed || answer.is_error("unsupported_grant_type") || answer.is_error("invalid_request");
    let message = "The token request is a GET with its parameters in the URL; it must be a POST.";
    let found = Found::proven_if(!refused || is_read || unread, message);
    let found = if is_read { found.only(Severity::Warning) } else { found };
    let found = found.shows_value(
        "sent",
        token.seen,
        Message::TokenRequest.at(Component::Method),
        Shown::Public("GET".to_owned()),
    );
    Ok(found.token(Change::PostForm))
}

fn in_query(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let at = |component| {
        let section = Message::TokenRequest.at(component);
        token.params.iter().filter(move |param| param.section == section)
    };
    let in_body = |name: &str| at(Component::Body).any(|param| param.name == name);
    not_assessed_if(token.params.is_empty(), "no parameter of the token request can be read")?;
    let only: Vec<&Param> = at(Component::Query)
        .filter(|param| TOKEN_PARAMETERS.contains(&param.name.as_str()) && !in_body(&param.name))
        .collect();
    let first = only
        .iter()
        .find(|param| matches!(param.name.as_str(), "grant_type" | "code" | "code_verifier" | "refresh_token"))
        .or(only.first())
        .or_ruled_out("the parameters of the specification shown here are in the body")?;
    // That it is a GET says it already.
    not_applicable_if(token.method == "GET" || login.is_to_backend(token))?;
    unless_documented(login, Enctype::Query, !login.succeeded(token))?;
    let names = only.iter().map(|param| format!("`{}`", param.name)).collect::<Vec<_>>().join(", ");
    let answer = &token.answer;
    let decisive = matches!(first.name.as_str(), "grant_type" | "code" | "refresh_token")
        && !answer.is_error("invalid_grant")
        && (!answer.is_error("invalid_client") || says_missing(answer) || answer.description.is_none());
    let verb = if only.len() == 1 { "is" } else { "are" };
    let message = format!("{names} {verb} in the URL of the token request, not in its body");
    let found = if login.succeeded(token) {
        let harmless =
            only.iter().all(|param| matches!(param.name.as_str(), "grant_type" | "client_id" | "redirect_uri"));
        if harmless {
            Found::proven(format!("{message}; this server accepts it.")).only(Severity::Note)
        } else {
            Found::proven(format!("{message}; this server accepts it, but every log on the way records it."))
                .only(Severity::Warning)
        }
    } else if token.refused() && login.has_read(token, Message::TokenRequest.at(Component::Query)) {
        Found::proven(format!("{message}; this server reads them there, but every log on the way records them."))
            .only(Severity::Warning)
    } else {
        not_assessed_if(token.refused() && is_busy(token), BUSY)?;
        Found::proven_if(decisive, format!("{message}, where the server looks for them."))
    };
    Ok(found.shows("sent", token.seen, first).token(Change::PostForm))
}
