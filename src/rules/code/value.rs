//! Whether the code of the token request is the one that was delivered.

use oauth_doctor_wire::percent::decode_form;

use crate::disclose::placeholder::is_unset;
use crate::explain::{DriftKind, drift};
use crate::flow::{Shows, TokenExchange};
use crate::login::{Login, Stage};
use crate::oauth::Param;
use crate::oauth::spec::{RFC6749, URL_STANDARD};
use crate::providers::Cause;
use crate::rules::assessment::{
    NoFinding, OrNoFinding, clause, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out_if,
    within_search,
};
use crate::rules::{Assessment, Check, Found, NewValue, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "code-double-encoded",
        summary: "the code was percent-encoded twice",
        why: "The code was copied out of the URL with its escapes and encoded again: the server reads `4%2F0A…` where \
              it issued `4/0A…`, and doesn't know that code.",
        fix: "Read the code with a URL parser, which decodes it once, and let the form encoder encode it once.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::CodeUnknown],
        spec: &[RFC6749.at("4.1.3"), RFC6749.at("B")],
        optional: Optional::NONE.shows(&[Shows::Body]).stage(Stage::Code).about(&[Cause::CodeUnknown]),
        check: Check::Token(double_encoded),
    },
    Rule {
        id: "code-of-other-flow",
        summary: "the token request sends the code of another login",
        why: "Two logins ran in one browser or store, and the code of one met the verifier and state of the other. The \
              server knows the code, but the rest doesn't match it.",
        fix: "Store each login's data under its `state`, and take the code from the response that carries that state.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::CodeUnknown, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC6749.at("4.1.3")],
        optional: Optional::NONE.stage(Stage::Grant).about(&[Cause::CodeUnknown]),
        check: Check::Token(of_other_flow),
    },
    Rule {
        id: "code-altered",
        summary: "the code was changed between the callback and the token request",
        why: "A code is an opaque, case-sensitive string of any length. A `+` read as a space, a field that truncates \
              it, quotes or a leftover `code=` turn it into a different code, which the server doesn't know.",
        fix: "Pass the code on exactly as the URL parser gives it, and encode it as a form value.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::CodeUnknown],
        spec: &[RFC6749.at("4.1.2"), RFC6749.at("A.11"), URL_STANDARD.at("urlencoded-parsing")],
        optional: Optional::NONE.shows(&[Shows::Values]).stage(Stage::Code).about(&[Cause::CodeUnknown]),
        check: Check::Token(altered),
    },
];

fn double_encoded(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = code(token)?;
    let Some((response, delivered)) = login.delivered_code() else {
        // A code may hold a `%` of its own.
        let escaped = sent.value.contains('%') && decode_form(&sent.value) != sent.value;
        return if escaped && !login.succeeded(token) {
            Ok(Found::likely(
                "The code still holds percent-escapes after it was decoded: it was probably encoded twice.",
            )
            .shows("sent", token.seen, sent)
            .token_param(&sent.name, decode_form(&sent.value)))
        } else {
            not_assessed("the authorization response with the code is not in the capture")
        };
    };
    let twice =
        sent.value != delivered.value && (sent.value == delivered.raw || decode_form(&sent.value) == delivered.value);
    not_applicable_if(!twice)?;
    Ok(Found::proven(
        "The code was percent-encoded twice: the server reads the escapes (`%2F`) instead of the characters (`/`).",
    )
    .shows("delivered", response.seen, delivered)
    .shows("sent", token.seen, sent)
    .token_param(&sent.name, delivered))
}

fn of_other_flow(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = code(token)?;
    not_applicable_if(was_delivered(login, sent))?;
    within_search(login)?;
    let others = login.traffic.flows.iter().filter(|flow| flow.id != login.flow.id);
    let origin = others.flat_map(|flow| flow.responses.iter().map(move |response| (flow, response))).find_map(
        |(flow, response)| {
            Some((flow, response, response.params.filled("code").filter(|code| code.value == sent.value)?))
        },
    );
    let Some((flow, response, theirs)) = origin else {
        return never_delivered(login, token, sent);
    };
    let mut found = Found::proven(format!(
        "The code in this request was delivered to another login in the capture (login {}).",
        flow.id
    ))
    .shows("to other login", response.seen, theirs);
    if let Some((response, delivered)) = login.delivered_code() {
        found = found.shows("to this login", response.seen, delivered).token_param("code", delivered);
    }
    Ok(found.shows("sent", token.seen, sent))
}

/// A code that the capture never delivered, although it shows which one was.
fn never_delivered(login: &Login<'_>, token: &TokenExchange, sent: &Param) -> Assessment {
    let (response, delivered) = login.delivered_code().or_not_applicable()?;
    let is_known = is_changed(&delivered.value, &sent.value) || other_value(login, sent).is_some();
    not_applicable_if(login.succeeded(token) || is_known || is_unset(&sent.value))?;
    Ok(Found::likely("The code that was sent is not the one that was delivered, and no other login in the capture received it: it comes from a login outside the capture.")
        .shows("delivered", response.seen, delivered)
        .shows("sent", token.seen, sent)
        .token_param("code", delivered))
}

fn altered(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = code(token)?;
    if is_unset(&sent.value) && !login.succeeded(token) {
        return Ok(Found::proven("The code that was sent is the text of an unset variable, such as `undefined`.")
            .shows("sent", token.seen, sent)
            .token_param("code", NewValue::Needed("the code of the authorization response")));
    }
    let Some((response, delivered)) = login.delivered_code() else {
        let wrapped = sent.value.starts_with("code=")
            || sent.value.starts_with("http")
            || sent.value.contains(['&', '#'])
            || sent.value.trim() != sent.value;
        return if wrapped && !login.succeeded(token) {
            Ok(Found::likely(
                "The value sent as the code contains more than the code: part of the callback URL, or whitespace, came \
                 along.",
            )
            .shows("sent", token.seen, sent))
        } else {
            not_assessed("the authorization response with the code is not in the capture")
        };
    };
    ruled_out_if(was_delivered(login, sent), "the token request has the code that was delivered")?;
    not_applicable_if(sent.value == delivered.raw || decode_form(&sent.value) == delivered.value)?;
    ruled_out_if(login.succeeded(token), "the server accepted the code")?;
    if let Some(other) = other_value(login, sent) {
        return Ok(Found::proven(format!("The value sent as the code is the `{}` of this login.", other.name))
            .shows("delivered", response.seen, delivered)
            .shows("sent", token.seen, sent)
            .token_param(&sent.name, delivered));
    }
    not_applicable_if(!is_changed(&delivered.value, &sent.value))?;
    let drift = drift::drift(&delivered.value, &sent.value);
    let is_word = drift.as_ref().is_some_and(|drift| drift.kind == DriftKind::PlaceholderLike);
    let difference = clause(drift);
    let message = format!("The code was changed on its way to the token request: {difference}.");
    // People also put such a word into what they copy.
    Ok(Found::proven_if(!(is_word && token.excerpt), message)
        .shows("delivered", response.seen, delivered)
        .shows("sent", token.seen, sent)
        .token_param(&sent.name, delivered))
}

/// Returns whether a response of the login brought this code.
fn was_delivered(login: &Login<'_>, sent: &Param) -> bool {
    let mut codes = login.flow.responses.iter().map(|response| response.params.value("code"));
    codes.any(|code| code == Some(sent.value.as_str()))
}

/// Finds another value of the login that was sent instead of the code.
fn other_value<'a>(login: &Login<'a>, sent: &Param) -> Option<&'a Param> {
    let names = ["state", "nonce", "client_id", "code_challenge"];
    let mut asked = names.iter().filter_map(|name| login.asked(name));
    asked.find(|param| param.value == sent.value)
}

/// Returns whether what was sent was made of the code that was delivered, or of a word in its place.
fn is_changed(delivered: &str, sent: &str) -> bool {
    if crate::flow::same_code(delivered, sent) {
        return true;
    }
    let Some(drift) = drift::drift(delivered, sent) else {
        return false;
    };
    // A few characters are the beginning of many codes, unless the code goes on with one at which clients cut.
    let next = delivered.strip_prefix(sent).and_then(|rest| rest.chars().next());
    match drift.kind {
        // Codes of one session may differ in a part only, but not in one character.
        DriftKind::Changed => (16..=MOST_COMPARED).contains(&sent.len()) && strsim::levenshtein(delivered, sent) <= 1,
        DriftKind::Unrelated => false,
        DriftKind::Truncated => next.is_some_and(|next| !next.is_ascii_alphanumeric()),
        DriftKind::StartMissing => sent.len() >= 8,
        _ => true,
    }
}

/// Returns the code of the request, or why nothing can be said about it.
fn code(token: &TokenExchange) -> Result<&Param, NoFinding> {
    let Some(code) = token.params.filled("code") else {
        not_assessed_if(token.params.is_empty(), "no parameter of the token request can be read")?;
        return not_applicable();
    };
    not_assessed_if(code.is_placeholder(), "the code is redacted or a placeholder")?;
    Ok(code)
}

/// The longest code that is compared character by character.
const MOST_COMPARED: usize = 4096;
