//! The form of the token request.

use std::collections::BTreeMap;

use crate::flow::{BodyForm, TokenExchange};
use crate::oauth::spec::{RFC6749, RFC9700, URL_STANDARD};
use crate::oauth::{Grant, Param, Params};
use crate::rules::{Assessment, Change, Check, Confidence, Found, Login, NO_ERROR, NewValue, Rule, Severity, Shown};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "token-body-stringified",
        summary: "the body of the token request is the text of an object, or nothing",
        why: "An object that is passed as the body becomes `[object Object]`, a missing value `undefined`; the server finds no \
              parameter in it and complains about whichever it looks for first.",
        fix: "Pass `new URLSearchParams({…})` as the body, or serialise the parameters before sending them.",
        severity: Severity::Error,
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        spec: &[RFC6749.at("4.1.3")],
        since: "0.1.0",
        check: Check::Token(stringified),
    },
    Rule {
        id: "token-body-json",
        summary: "the body of the token request is JSON",
        why: "Parameters of a token request are sent as `application/x-www-form-urlencoded`. Most servers do not read JSON, find \
              no `grant_type`, and say `unsupported_grant_type`, `invalid_request` or `invalid_client`.",
        fix: "Send the parameters as a form: `body: new URLSearchParams({…})`, with `Content-Type: \
              application/x-www-form-urlencoded`. (Some servers document JSON; where one accepts it, nothing is wrong.)",
        severity: Severity::Error,
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        spec: &[RFC6749.at("4.1.3"), RFC6749.at("3.2")],
        since: "0.1.0",
        check: Check::Token(json),
    },
    Rule {
        id: "token-body-multipart",
        summary: "the body of the token request is multipart/form-data",
        why: "`FormData` is sent as `multipart/form-data`, which is for files. Most token endpoints do not read it, and answer \
              as if every parameter were missing.",
        fix: "Use `URLSearchParams` in place of `FormData`.",
        severity: Severity::Error,
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        spec: &[RFC6749.at("4.1.3")],
        since: "0.1.0",
        check: Check::Token(multipart),
    },
    Rule {
        id: "token-body-text-plain",
        summary: "the token request has a form as its body and another label, or none",
        why: "`fetch` labels a plain string `text/plain`. The body looks right in every trace, and the server does not parse it.",
        fix: "Set `Content-Type: application/x-www-form-urlencoded`, or pass a `URLSearchParams` object, which sets it.",
        severity: Severity::Error,
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        spec: &[RFC6749.at("4.1.3")],
        since: "0.1.0",
        check: Check::Token(text_plain),
    },
    Rule {
        id: "token-request-get",
        summary: "the token request is a GET",
        why: "Clients must use POST. A GET has no body, so everything stands in the URL, and secrets end up in logs; most \
              servers answer 404 or 405.",
        fix: "Send a POST with the parameters as a form in the body.",
        severity: Severity::Error,
        errors: &["invalid_request", "unsupported_grant_type", NO_ERROR],
        spec: &[RFC6749.at("3.2")],
        since: "0.1.0",
        check: Check::Token(get),
    },
    Rule {
        id: "token-params-in-query",
        summary: "parameters of the token request stand in the URL",
        why: "They must not be in the request URI: servers read the body only, and a URL with a code, verifier or secret is \
              logged by every hop.",
        fix: "Move the parameters into the body, as a form.",
        severity: Severity::Error,
        errors: &["invalid_request", "invalid_client", "unsupported_grant_type"],
        spec: &[RFC6749.at("3.2"), RFC6749.at("2.3.1"), RFC9700.at("4.3.2")],
        since: "0.1.0",
        check: Check::Token(in_query),
    },
    Rule {
        id: "parameter-misnamed",
        summary: "a parameter is spelt in another way than the specification does",
        why: "Names are compared exactly: `codeVerifier`, `redirectUri` or `grant-type` are unknown parameters, which servers \
              ignore, and the real ones are missing.",
        fix: "Use the names of the specification, in lower case with underscores.",
        severity: Severity::Error,
        errors: &["invalid_request", "invalid_grant", "unsupported_grant_type"],
        spec: &[RFC6749.at("4.1.3"), RFC6749.at("8.2")],
        since: "0.1.0",
        check: Check::Login(misnamed),
    },
    Rule {
        id: "parameter-duplicated",
        summary: "a parameter is sent more than once",
        why: "Request parameters must not be included more than once; strict servers answer `invalid_request`, others take the \
              first or the last.",
        fix: "Send each parameter once; look for a library and your own code both adding it.",
        severity: Severity::Error,
        errors: &["invalid_request"],
        spec: &[RFC6749.at("3.2")],
        since: "0.1.0",
        check: Check::Token(duplicated),
    },
    Rule {
        id: "parameter-whitespace",
        summary: "a value begins or ends with white space",
        why: "A line break from a file, a shell or a copied text belongs to the value: `authorization_code` with a newline is \
              an unknown grant type, a client id with a space an unknown client.",
        fix: "Trim the value where it is read.",
        severity: Severity::Error,
        errors: &[
            "invalid_request",
            "invalid_grant",
            "invalid_client",
            "unsupported_grant_type",
        ],
        spec: &[RFC6749.at("B"), URL_STANDARD.at("urlencoded-parsing")],
        since: "0.1.0",
        check: Check::Token(whitespace),
    },
    Rule {
        id: "grant-type-wrong",
        summary: "grant_type is missing or not authorization_code",
        why: "The server chooses by `grant_type` what the request is. Anything but exactly `authorization_code` for a code gives \
              `unsupported_grant_type` or `invalid_request`.",
        fix: "Send `grant_type=authorization_code`.",
        severity: Severity::Error,
        errors: &["unsupported_grant_type", "invalid_request"],
        spec: &[RFC6749.at("4.1.3")],
        since: "0.1.0",
        check: Check::Token(grant_type),
    },
];

fn stringified(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let in_query = token.params.iter().any(|param| param.part == "token_request.query");
    let empty = token.body == BodyForm::Empty && token.method == "POST" && !in_query;
    if token.body != BodyForm::Stringified && !empty {
        return Assessment::NotApplicable;
    }
    if token.answer.status.is_none() {
        return Assessment::not_assessed("the request was not answered, so its body may not have been recorded");
    }
    let what = if empty {
        "is empty"
    } else {
        "is the text of an object or of a missing value, such as `[object Object]`"
    };
    let found = Found::proven(format!(
        "The body of the token request {what}: no parameter reached the server."
    ));
    let shown = if empty {
        Shown::Absent
    } else {
        Shown::Public("[object Object], undefined or alike".to_owned())
    };
    let mut found = found.shows_value("sent", token.seen, "token_request.body", shown, token.seen.at);
    found = found.token(Change::Set("grant_type".to_owned(), value("authorization_code")));
    if let Some((_, code)) = login.delivered_code() {
        found = found.token(Change::Set("code".to_owned(), NewValue::Value(Shown::param(code))));
    }
    for name in ["redirect_uri", "client_id"] {
        if let Some(asked) = login.asked(name) {
            found = found.token(Change::Set(name.to_owned(), NewValue::Value(Shown::param(asked))));
        }
    }
    if login.asked("code_challenge").is_some() {
        found = found.token(Change::Set(
            "code_verifier".to_owned(),
            NewValue::Needed("the code_verifier that belongs to the code_challenge"),
        ));
    }
    found.token(Change::PostForm).into()
}

fn json(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    wrong_form(login, token, token.body == BodyForm::Json, "JSON", &[])
}

fn multipart(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    wrong_form(
        login,
        token,
        token.body == BodyForm::Multipart,
        "`multipart/form-data`",
        &[],
    )
}

fn text_plain(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let label = token.content_type.as_deref().unwrap_or("");
    let what = match (token.body, label) {
        (BodyForm::Unlabelled, "") => "a form without a `Content-Type`".to_owned(),
        (_, label) => format!("a form labelled `{label}`"),
    };
    wrong_form(
        login,
        token,
        matches!(token.body, BodyForm::TextPlain | BodyForm::Unlabelled),
        &what,
        &["text/plain"],
    )
}

/// A body of another form than a form: what the answer says of it decides how sure that is.
fn wrong_form(login: &Login<'_>, token: &TokenExchange, is_so: bool, what: &str, words: &[&str]) -> Assessment {
    if !is_so {
        return match token.body {
            BodyForm::Form => Assessment::ruled_out("the body is a form (`application/x-www-form-urlencoded`)"),
            BodyForm::Missing => Assessment::not_assessed("the body of the token request is not in the capture"),
            _ => Assessment::NotApplicable,
        };
    }
    let message = format!("The body of the token request is {what}, not `application/x-www-form-urlencoded`");
    let label = token.content_type.clone().map_or(Shown::Absent, Shown::Public);
    let found = if login.succeeded(token) {
        Found::proven(format!("{message}; this server accepts it, others will not.")).only(Severity::Note)
    } else if !token.answer.is_refusal() {
        return Assessment::not_assessed("the request was not answered");
    } else if token.answer.is_error("invalid_grant") {
        // To judge the grant, the server must have read it.
        Found::possible(format!(
            "{message}; the server seems to have read it, as it judged the grant."
        ))
        .only(Severity::Note)
    } else {
        let named = token.answer.says(&[
            "content-type",
            "content type",
            "content_type",
            "urlencoded",
            "grant_type",
            "grant type",
            "media type",
            "body",
        ]);
        let typical = token.answer.is_error("unsupported_grant_type")
            || token.answer.is_error("invalid_request")
            || token.answer.status == Some(415);
        let unread = named || typical || token.answer.says(words) && !words.is_empty();
        Found::proven_if(unread, format!("{message}, so the server found no parameters in it."))
    };
    found
        .shows_value(
            "sent",
            token.seen,
            "token_request.header.content-type",
            label,
            token.seen.at,
        )
        .token(Change::PostForm)
        .into()
}

fn get(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    if token.method != "GET" {
        return Assessment::ruled_out(format!("the method is {}", token.method));
    }
    if login.flow.tokens.iter().any(TokenExchange::is_redirected) {
        return Assessment::NotApplicable;
    }
    let refused = token.answer.is_refusal();
    Found::proven_if(
        !refused
            || matches!(token.answer.status, Some(404 | 405))
            || token.answer.is_error("invalid_request")
            || token.answer.is_error("unsupported_grant_type"),
        "The token request is a GET with its parameters in the URL; it must be a POST.",
    )
    .shows_value(
        "sent",
        token.seen,
        "token_request.method",
        Shown::Public("GET".to_owned()),
        token.seen.at,
    )
    .token(Change::PostForm)
    .into()
}

fn in_query(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let in_query: Vec<&Param> = token
        .params
        .iter()
        .filter(|param| param.part == "token_request.query" && NAMES.contains(&param.name.as_str()))
        .collect();
    let in_body = |name: &str| {
        token
            .params
            .iter()
            .any(|param| param.part == "token_request.body" && param.name == name)
    };
    let only: Vec<&&Param> = in_query.iter().filter(|param| !in_body(&param.name)).collect();
    let Some(first) = only
        .iter()
        .find(|param| matches!(param.name.as_str(), "grant_type" | "code" | "code_verifier"))
        .or(only.first())
    else {
        return Assessment::ruled_out("the parameters stand in the body");
    };
    if token.method == "GET" && login.flow.tokens.iter().any(TokenExchange::is_redirected) {
        return Assessment::NotApplicable;
    }
    let names = only
        .iter()
        .map(|param| format!("`{}`", param.name))
        .collect::<Vec<_>>()
        .join(", ");
    let decisive = matches!(first.name.as_str(), "grant_type" | "code") && !token.answer.is_error("invalid_grant");
    Found::proven_if(
        decisive || !token.answer.is_refusal(),
        format!("{names} stand in the URL of the token request, not in its body, where the server looks for them."),
    )
    .shows("sent", token.seen, first)
    .token(Change::PostForm)
    .into()
}

fn misnamed(login: &Login<'_>) -> Assessment {
    let token = login.decisive();
    let in_token = token.and_then(|token| Some((token.seen, misspelt(&token.params, NAMES)?)));
    let in_authorize = login
        .flow
        .authorize
        .as_ref()
        .and_then(|authorize| Some((authorize.seen, misspelt(&authorize.params, AUTHORIZE_NAMES)?)));
    let Some((seen, (param, right))) = in_token.or(in_authorize) else {
        return if token.is_some_and(|token| !token.params.is_empty()) {
            Assessment::ruled_out("every parameter has its name")
        } else {
            Assessment::not_assessed("no token request with readable parameters is in the capture")
        };
    };
    let found = Found::proven(format!(
        "`{}` is not a parameter; the name is `{right}`, and that one is missing.",
        param.name
    ))
    .shows("sent", seen, param);
    let change = Change::Rename(param.name.clone(), right.to_owned());
    let mut found = if in_token.is_some() {
        found.token(change)
    } else {
        found.authorize(change)
    };
    if let Some(token) = token.filter(|_| in_token.is_some()) {
        for (other, right) in all_misspelt(&token.params, NAMES).filter(|(other, _)| other.name != param.name) {
            found = found
                .shows("sent", token.seen, other)
                .token(Change::Rename(other.name.clone(), right.to_owned()));
        }
    }
    found.into()
}

fn misspelt<'a>(params: &'a Params, names: &'static [&'static str]) -> Option<(&'a Param, &'static str)> {
    all_misspelt(params, names).next()
}

fn all_misspelt<'a>(
    params: &'a Params,
    names: &'static [&'static str],
) -> impl Iterator<Item = (&'a Param, &'static str)> {
    params.iter().filter_map(move |param| {
        if KNOWN.contains(&param.name.as_str()) || names.contains(&param.name.as_str()) {
            return None;
        }
        let right = names
            .iter()
            .find(|right| params.get(right).is_none() && is_misspelling(&param.name, right))?;
        Some((param, *right))
    })
}

fn is_misspelling(name: &str, right: &str) -> bool {
    let plain = |text: &str| {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase()
    };
    let (name, right) = (plain(name), plain(right));
    name == right || right.len() >= 8 && name.len() >= 8 && strsim::damerau_levenshtein(&name, &right) <= 2
}

fn duplicated(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let mut by_name: BTreeMap<&str, Vec<&Param>> = BTreeMap::new();
    for param in &token.params {
        if !matches!(param.name.as_str(), "resource" | "audience" | "scope") {
            by_name.entry(&param.name).or_default().push(param);
        }
    }
    let Some((name, params)) = by_name
        .into_iter()
        .find(|(name, params)| params.len() > 1 && (NAMES.contains(name) || !login.succeeded(token)))
    else {
        return if token.params.is_empty() {
            Assessment::NotApplicable
        } else {
            Assessment::ruled_out("each parameter is sent once")
        };
    };
    let differ = params.iter().any(|param| param.value != params[0].value);
    let how = if differ {
        "with different values"
    } else {
        "with the same value"
    };
    let blamed = token.answer.is_error("invalid_request")
        || token
            .answer
            .says(&["duplicate", "more than once", "multiple", "repeated"]);
    let mut found = Found::proven_if(
        blamed || login.succeeded(token),
        format!("`{name}` is sent {} times, {how}.", params.len()),
    )
    .shows("first", token.seen, params[0])
    .shows("again", token.seen, params[1]);
    for i in 2..=params.len() {
        found = found.token(Change::Remove(format!("{name}#{i}")));
    }
    found.into()
}

fn whitespace(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let padded = token.params.iter().find(|param| {
        // Where there is something to compare with, the rule that compares says it better.
        let compared = match param.name.as_str() {
            "code_verifier" => login.pair().is_some(),
            "code" => login.delivered_code().is_some(),
            "redirect_uri" => login.asked("redirect_uri").is_some(),
            _ => false,
        };
        NAMES.contains(&param.name.as_str())
            && !compared
            && param.value.trim().len() != param.value.len()
            && !param.value.trim().is_empty()
    });
    let Some(param) = padded else {
        return if token.params.is_empty() {
            Assessment::NotApplicable
        } else {
            Assessment::ruled_out("no value has white space around it")
        };
    };
    let ends = if param.value.starts_with(char::is_whitespace) {
        "begins"
    } else {
        "ends"
    };
    let kind = if param.value.contains(['\r', '\n']) {
        "a line break"
    } else {
        "a space"
    };
    let trimmed = Shown::named(&param.name, param.value.trim());
    Found::proven(format!(
        "The value of `{}` {ends} with {kind}, which belongs to it.",
        param.name
    ))
    .shows("sent", token.seen, param)
    .token(Change::Set(param.name.clone(), NewValue::Value(trimmed)))
    .into()
}

fn grant_type(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    if token.params.is_empty() {
        return Assessment::not_assessed("no parameter of the token request can be read");
    }
    let right = "authorization_code";
    let Some(sent) = token.params.get("grant_type") else {
        if misspelt(&token.params, NAMES).is_some_and(|(_, name)| name == "grant_type") {
            return Assessment::NotApplicable;
        }
        let confidence = if token.answer.is_refusal() && !token.answer.is_error("invalid_grant") {
            Confidence::Proven
        } else {
            Confidence::Likely
        };
        return Found::new(confidence, "The token request has no `grant_type`.")
            .lacks("sent", token.seen, "token_request.body.grant_type")
            .token(Change::Set("grant_type".to_owned(), value(right)))
            .into();
    };
    if sent.is_placeholder() {
        return Assessment::not_assessed("`grant_type` is redacted");
    }
    match Grant::of(sent.value.trim()) {
        Some(Grant::AuthorizationCode) => Assessment::ruled_out("`grant_type` is `authorization_code`"),
        _ if login.succeeded(token) => Assessment::NotApplicable,
        _ => Found::proven(format!(
            "`grant_type` is `{}`; for a code it must be `authorization_code`.",
            sent.value.escape_default()
        ))
        .shows("sent", token.seen, sent)
        .token(Change::Set("grant_type".to_owned(), value(right)))
        .into(),
    }
}

fn value(text: &str) -> NewValue {
    NewValue::Value(Shown::Public(text.to_owned()))
}

/// The parameters of a token request that may be misspelt, doubled or in the wrong place.
const NAMES: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
    "refresh_token",
    "client_assertion",
    "client_assertion_type",
];
/// Those of an authorization request.
const AUTHORIZE_NAMES: &[&str] = &[
    "response_type",
    "client_id",
    "redirect_uri",
    "code_challenge",
    "code_challenge_method",
];
/// Other parameters, which are no misspellings.
const KNOWN: &[&str] = &[
    "response_mode",
    "code_challenge",
    "code_challenge_method",
    "scope",
    "state",
    "nonce",
    "resource",
    "audience",
    "client_info",
    "response_type",
    "grant_types",
    "redirect_uris",
    "client_ids",
    "refresh_tokens",
    "token",
    "access_token",
    "id_token",
    "client_key",
    "client_name",
];
