//! The names and values of the parameters.

use crate::disclose::Shown;
use crate::flow::{Seen, Shows, TokenExchange};
use crate::login::client::is_short_form;
use crate::login::endpoint::answers_as_endpoint;
use crate::login::read::{is_busy, says_missing};
use crate::login::spelling::{is_misspelt, misspelt, unescaped};
use crate::login::{Login, Stage};
use crate::oauth::grant::PRE_AUTHORIZED;
use crate::oauth::part::{Component, Message};
use crate::oauth::request::TOKEN_PARAMETERS;
use crate::oauth::spec::{RFC6749, URL_STANDARD};
use crate::oauth::{Grant, Param};
use crate::providers::Cause;
use crate::rules::assessment::{
    OrNoFinding, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Change, Check, Confidence, Found, Optional, Rule, Severity, Target};
use crate::server::Refusal;
use std::collections::BTreeMap;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "parameter-misnamed",
        summary: "a parameter name is misspelt",
        why: "Names are compared exactly: `codeVerifier`, `redirectUri` or `grant-type` are unknown parameters, so \
              servers ignore them and miss the real ones.",
        fix: "Use the names of the specification, in lower case with underscores.",
        errors: &["invalid_request", "invalid_grant", "unsupported_grant_type"],
        refusals: &[
            Refusal::AuthorizeClientIdMissing,
            Refusal::RedirectUriNotNamed,
            Refusal::ResponseTypeMissing,
            Refusal::ChallengeMissing,
            Refusal::GrantTypeMissing,
            Refusal::ClientIdMissing,
            Refusal::AuthenticationMissing,
            Refusal::AuthenticationMethodDiffers,
            Refusal::CodeMissing,
            Refusal::CodeUnknown,
            Refusal::RedirectUriMissing,
            Refusal::VerifierUnexpected,
            Refusal::VerifierMissing,
            Refusal::RefreshTokenMissing,
            Refusal::RefreshTokenUnknown,
            Refusal::DeviceCodeMissing,
            Refusal::GrantAssertionMissing,
            Refusal::SubjectTokenMissing,
            Refusal::SubjectTokenTypeMissing,
            Refusal::UserCredentialsMissing,
        ],
        spec: &[RFC6749.at("4.1.3"), RFC6749.at("8.2")],
        optional: Optional::NONE.shows(&[Shows::Values]).about(&[Cause::PkceMissing, Cause::Parameter]),
        check: Check::Any(misnamed),
    },
    Rule {
        id: "parameter-duplicated",
        summary: "a parameter is sent more than once",
        why: "A request must not include a parameter more than once; strict servers answer `invalid_request`, others \
              use the first or the last one.",
        fix: "Send each parameter once; check whether a library and your own code both add it.",
        errors: &["invalid_request"],
        refusals: &[
            Refusal::AuthorizeParameterRepeated,
            Refusal::ParameterRepeated,
            Refusal::CodeUnknown,
            Refusal::RefreshTokenUnknown,
        ],
        spec: &[RFC6749.at("3.2")],
        optional: Optional::NONE.shows(&[Shows::Body]).about(&[Cause::Parameter]),
        check: Check::Request(duplicated),
    },
    Rule {
        id: "parameter-whitespace",
        summary: "a value begins or ends with whitespace",
        why: "A line break from a file, a shell or copied text becomes part of the value: `authorization_code` with a \
              newline is an unknown grant type, a client id with a space an unknown client.",
        fix: "Trim the value where it is read: from a file, a prompt, an environment variable or the clipboard.",
        errors: &["invalid_request", "invalid_grant", "invalid_client", "unsupported_grant_type"],
        refusals: &[
            Refusal::GrantTypeUnsupported,
            Refusal::ClientUnknown,
            Refusal::SecretDiffers,
            Refusal::CodeUnknown,
            Refusal::RedirectUriDiffers,
            Refusal::VerifierMalformed,
            Refusal::RefreshTokenUnknown,
        ],
        spec: &[RFC6749.at("B"), URL_STANDARD.at("urlencoded-parsing")],
        optional: Optional::NONE.shows(&[Shows::Values]).about(&[Cause::Parameter]),
        check: Check::Request(whitespace),
    },
    Rule {
        id: "grant-type-wrong",
        summary: "`grant_type` is missing or doesn't fit the request",
        why: "`grant_type` tells the server what kind of request this is. Anything but exactly `authorization_code` \
              for a code, or `refresh_token` for a refresh token, gives `unsupported_grant_type` or `invalid_request`.",
        fix: "Send the specification's `grant_type`, spelt exactly: `authorization_code` for a code.",
        errors: &["unsupported_grant_type", "invalid_request"],
        refusals: &[
            Refusal::GrantTypeMissing,
            Refusal::GrantTypeUnsupported,
            Refusal::CodeMissing,
            Refusal::RefreshTokenMissing,
        ],
        spec: &[RFC6749.at("4.1.3"), RFC6749.at("4.5")],
        optional: Optional::NONE.stage(Stage::GrantType).about(&[Cause::Parameter]),
        check: Check::Request(grant_type),
    },
];

fn misnamed(login: &Login<'_>) -> Assessment {
    let token = login.decisive();
    not_applicable_if(token.is_some_and(|token| login.is_to_backend(token)))?;
    if let Some(reason) = token.and_then(|token| login.own_grant(token)) {
        return ruled_out(reason);
    }
    let in_token: Vec<_> = token.iter().flat_map(|token| misspelt(&token.params, &missed(login, token))).collect();
    if let Some(token) = token.filter(|_| !in_token.is_empty()) {
        let found = found_misnamed(Target::Token, token.seen, &in_token);
        // What is unknown is ignored (RFC 6749 §3.2); that the server misses the other name, its answer says.
        let is_missed = !token.refused()
            || says_missing(&token.answer)
            || token.answer.is_any(&["invalid_request", "invalid_grant", "unsupported_grant_type"])
            || in_token.iter().any(|(_, right)| token.answer.says(&[right]));
        return Ok(if is_missed { found } else { Found { confidence: Confidence::Likely, ..found } });
    }
    if let Some(authorize) = &login.flow.authorize {
        // What an escaped `&` does to its URL has a rule of its own.
        let in_authorize: Vec<_> = misspelt(&authorize.params, AUTHORIZE_NAMES)
            .filter(|(param, _)| unescaped(&param.name) == param.name)
            .collect();
        if !in_authorize.is_empty() {
            return Ok(found_misnamed(Target::Authorize, authorize.seen, &in_authorize));
        }
    }
    ruled_out_if(
        token.is_some_and(|token| !token.params.is_empty()),
        "no parameter that the grant needs is there under another name",
    )?;
    not_assessed("the capture has no token request with readable parameters")
}

/// Returns the parameters that this request cannot do without, as far as the answer does not say that the server has them.
fn missed(login: &Login<'_>, token: &TokenExchange) -> Vec<&'static str> {
    let of_grant: &[&str] = match login.flow.grant {
        Grant::AuthorizationCode => &["code", "redirect_uri", "code_verifier"],
        Grant::Extension if token.params.value("grant_type") == Some(PRE_AUTHORIZED) => &["pre-authorized_code"],
        grant => grant.required(),
    };
    let stage = login.stage(token);
    let has_judged_grant = token.refused() && stage.is_some_and(|stage| stage >= Stage::Code);
    let is_asked = |name: &str| match name {
        "redirect_uri" => login.flow.authorize.is_none() || login.flow.asked("redirect_uri").is_some(),
        "code_verifier" => login.flow.authorize.is_none() || login.flow.asked("code_challenge").is_some(),
        _ => true,
    };
    let signs = token.params.iter().any(|param| param.name.starts_with("client_assertion"));
    let of_client = CLIENT_NAMES.iter().filter(|name| match **name {
        "grant_type" => true,
        "client_assertion" | "client_assertion_type" => !has_judged_grant,
        // HTTP Basic and an assertion name the client, too (RFC 6749 §2.3.1, RFC 7521 §4.2).
        _ => !token.has_authorization && !signs && !has_judged_grant,
    });
    of_client.chain(of_grant.iter().filter(|name| is_asked(name))).copied().collect()
}

fn found_misnamed(target: Target, seen: Seen, misspelt: &[(&Param, &'static str)]) -> Found {
    let list = |names: Vec<&str>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.escape_debug())).collect();
        match names.split_last() {
            Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
            _ => names.join(""),
        }
    };
    let wrong = list(misspelt.iter().map(|(param, _)| param.name.as_str()).collect());
    let right = list(misspelt.iter().map(|(_, right)| *right).collect());
    let mut found = Found::proven(match misspelt {
        [_] => format!("{wrong} is not a parameter; the correct name is {right}, and that one is missing."),
        _ => format!("{wrong} are not parameters; the correct names are {right}, and those are missing."),
    });
    if misspelt.iter().any(|(param, _)| unescaped(&param.name) != param.name) {
        found.message += " Each `&` was written as `&amp;`, as in HTML source.";
    }
    for (param, right) in misspelt {
        found = found.shows_value_at("sent", seen, param.part(), Shown::named(right, &param.value), param.at);
        found.changes.push((target, Change::Rename(param.name.clone(), (*right).to_owned())));
    }
    found
}

fn duplicated(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(token.params.is_empty() || login.is_to_backend(token))?;
    let answer = &token.answer;
    let named = answer.says(&["duplicate", "more than once", "multiple", "repeated", "twice"]);
    let mut by_name: BTreeMap<&str, Vec<&Param>> = BTreeMap::new();
    for param in &token.params {
        // What else is sent belongs to the server, which may take it more than once: `resource`, `audience`, UMA's `permission`.
        let is_known = TOKEN_PARAMETERS.contains(&param.name.as_str());
        if is_known || named && !login.succeeded(token) && answer.says(&[&param.name.to_lowercase()]) {
            by_name.entry(&param.name).or_default().push(param);
        }
    }
    let repeated: Vec<(&str, Vec<&Param>)> = by_name.into_iter().filter(|(_, params)| params.len() > 1).collect();
    let (name, params) = repeated.first().or_ruled_out("no parameter of the specification is sent twice")?;
    let differ = params.iter().any(|param| param.value != params[0].value);
    let how = if differ { "with different values" } else { "with the same value" };
    let blamed = named || answer.is_error("invalid_request") && (differ || answer.description.is_none());
    let message = format!("`{name}` is sent {} times, {how}.", params.len());
    let mut found = Found::proven_if(blamed || login.succeeded(token), message)
        .shows("first", token.seen, params[0])
        .shows("again", token.seen, params[1]);
    // Which of two equal values a server takes makes no difference.
    if !differ && !blamed && token.refused() && answers_as_endpoint(token) {
        found = found.only(Severity::Warning);
    }
    for (name, _) in &repeated {
        found = found.token(Change::KeepFirst((*name).to_owned()));
    }
    Ok(found)
}

fn whitespace(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(login.is_to_backend(token))?;
    let stage = login.stage(token).filter(|_| token.refused());
    let padded = token.params.iter().find(|param| {
        // Where there is something to compare with, the rule that compares says it better.
        let compared = match param.name.as_str() {
            "code_verifier" => login.pair().is_some(),
            "code" => login.delivered_code().is_some(),
            "redirect_uri" | "client_id" => {
                login.asked(&param.name).is_some_and(|asked| param.name == "redirect_uri" || asked.value == param.value)
            }
            _ => false,
        };
        // A server that judged the grant has taken the client.
        let is_accepted = param.name.starts_with("client_") && stage.is_some_and(|stage| stage >= Stage::Code);
        TOKEN_PARAMETERS.contains(&param.name.as_str())
            && !compared
            && !is_accepted
            && !may_have_spaces(param)
            && param.value.trim().len() != param.value.len()
            && !param.value.trim().is_empty()
    });
    if let Some(found) = padded_secret(login, token).filter(|_| stage.is_none_or(|stage| stage < Stage::Code)) {
        return Ok(found);
    }
    let is_padded = |param: &Param| param.value.trim().len() != param.value.len();
    // What other rules compare, or what is accepted, may have some.
    not_applicable_if(padded.is_none() && (token.params.is_empty() || token.params.iter().any(is_padded)))?;
    let param = padded.or_ruled_out("no value has whitespace around it")?;
    let message =
        format!("The value of `{}` {}, which is sent as part of the value.", param.name, padding(&param.value));
    let is_asked_bare = login.asked(&param.name).is_some_and(|asked| asked.value == param.value.trim());
    let may_be_meant = !ALWAYS_BARE.contains(&param.name.as_str()) && !has_line_break(&param.value) && !is_asked_bare;
    Ok(Found::proven_if(!may_be_meant, message)
        .shows("sent", token.seen, param)
        .token_param(&param.name, param.value.trim()))
}

/// Whitespace is legal in the name and the password of a user, but for line breaks (RFC 6749 appendix A.15, A.16).
fn may_have_spaces(param: &Param) -> bool {
    matches!(param.name.as_str(), "username" | "password") && !has_line_break(&param.value)
}

fn has_line_break(value: &str) -> bool {
    value.contains(['\r', '\n', '\t'])
}

/// The secret of an `Authorization` header that was refused, with whitespace around it. A space may be a part of it (RFC 6749
/// appendix A.2), a line break may not.
fn padded_secret(login: &Login<'_>, token: &TokenExchange) -> Option<Found> {
    let basic = token.basic.as_ref().filter(|basic| basic.has_padding())?;
    let secret = basic.secret.expose();
    let message =
        format!("The secret in the `Authorization` header {}, which is sent as part of the secret.", padding(secret));
    let found = || Found::proven_if(has_line_break(secret), message);
    (!login.succeeded(token)).then(|| found().shows_basic(token.seen, basic).token(Change::TrimSecret))
}

/// Says of a value with whitespace around it where that is.
fn padding(value: &str) -> String {
    let ends = if value.starts_with(char::is_whitespace) { "begins" } else { "ends" };
    let kind = if value.contains(['\r', '\n']) { "a line break" } else { "a space" };
    format!("{ends} with {kind}")
}

fn grant_type(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(login.is_to_backend(token))?;
    not_assessed_if(token.params.is_empty(), "no parameter of the token request can be read")?;
    let grant = login.flow.grant;
    let right = grant
        .grant_type()
        .or_not_assessed("the capture does not show which non-standard grant types the server knows")?;
    let Some(sent) = token.params.get("grant_type") else {
        not_applicable_if(is_misspelt(&token.params, "grant_type"))?;
        if let Some((provider, source)) = login.needs_no_grant_type() {
            return ruled_out(format!("{} redeems a code without `grant_type` ({})", provider.name, source.cite()));
        }
        not_assessed_if(token.refused() && is_busy(token), "the server was too busy to judge the request")?;
        let answer = &token.answer;
        let blamed = token.refused()
            && (answer.is_any(&["invalid_request", "unsupported_grant_type"])
                || says_missing(answer)
                || answer.says(&["grant type", "grant_type"]));
        let judged = token.refused() && !blamed && answers_as_endpoint(token);
        not_assessed_if(
            judged && login.has_read(token, Message::TokenRequest.at(Component::Body)),
            "the server did not ask for `grant_type`; it is about something else in the request",
        )?;
        let found = Found::proven_if(blamed, "The token request has no `grant_type`.");
        let found = if login.succeeded(token) { found.only(Severity::Note) } else { found };
        return Ok(found
            .lacks("sent", token.seen, Message::TokenRequest.body("grant_type"))
            .token_param("grant_type", right));
    };
    not_assessed_if(sent.is_placeholder(), "`grant_type` is redacted")?;
    if let Some(reason) = login.own_grant(token) {
        return ruled_out(reason);
    }
    // A server may have grants of its own (RFC 6749 §4.5).
    let is_blamed = token.answer.is_any(&["unsupported_grant_type", "invalid_request"])
        || token.answer.says(&["grant_type", "grant type", "granttype"]);
    let is_refused_form = is_short_form(token) && token.answer.is_error("unsupported_grant_type");
    match Grant::parse(sent.value.trim()) {
        Some(sent) if sent == grant && !is_refused_form => {
            ruled_out(format!("`grant_type` is right for {}", grant.title()))
        }
        _ if login.succeeded(token) => not_applicable(),
        _ => Ok(Found::proven_if(
            is_blamed || !token.refused() || Grant::parse(sent.value.trim()).is_some(),
            format!("`grant_type` is `{}`; for {} it must be `{right}`.", sent.value.escape_default(), grant.title()),
        )
        .shows("sent", token.seen, sent)
        .token_param("grant_type", right)),
    }
}

/// Values that have no whitespace: of other characters than RFC 6749 allows in a secret or a token (appendix A).
const ALWAYS_BARE: &[&str] = &["grant_type", "redirect_uri", "code_verifier", "client_assertion_type"];
/// Those of every token request.
const CLIENT_NAMES: &[&str] =
    &["grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type"];
/// Those of an authorization request.
const AUTHORIZE_NAMES: &[&str] =
    &["response_type", "client_id", "redirect_uri", "code_challenge", "code_challenge_method"];
