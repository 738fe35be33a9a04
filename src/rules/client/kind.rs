//! Whether a token or an assertion is of the kind, and for the client, that the request says.

use serde_json::Value;

use super::signed::assertion;
use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::{Login, Stage};
use crate::oauth::part::Message;
use crate::oauth::spec::{ID_JAG, RFC8693, RFC10070};
use crate::oauth::{Param, jwt};
use crate::rules::assessment::{
    OrNoFinding, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Confidence, Found, NewValue, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "assertion-typ",
        summary: "the assertion's `typ` is not the one that the server expects",
        why: "The header `typ` says what a JWT is for, so that no JWT can stand in for another. Servers that follow RFC 10070 \
              expect `client-authentication+jwt` for client authentication; many libraries write `JWT`.",
        fix: "Set `typ` in the header of the assertion to the value that the server names, and sign the assertion again.",
        errors: &["invalid_client", "invalid_grant"],
        // The model accepts any `typ`: older clients send `JWT` or none, which most servers accept.
        refusals: &[],
        spec: &[RFC10070.at("4")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(typ),
    },
    Rule {
        id: "id-jag-mismatch",
        summary: "the identity assertion grant is for a different client",
        why: "An identity assertion authorization grant (ID-JAG) names the client that may use it in its `client_id` claim. The \
              server rejects it from any other client.",
        fix: "Ask the identity provider for a grant for the `client_id` that the client has at this server.",
        errors: &["invalid_grant"],
        // The model knows assertions of RFC 7523, which have no `client_id`.
        refusals: &[],
        spec: &[ID_JAG.at("4.4.1")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(id_jag),
    },
    Rule {
        id: "subject-token-type-wrong",
        summary: "the `subject_token_type` is not that of the subject token",
        why: "The server reads the subject token as the kind that `subject_token_type` names. An access token is not an ID token, \
              and a JWT is not SAML.",
        fix: "Set `subject_token_type` to the kind of the token that you send, or send a token of that kind.",
        errors: &["invalid_request", "invalid_grant"],
        refusals: &[Refusal::SubjectTokenTypeDiffers],
        spec: &[RFC8693.at("2.1"), RFC8693.at("3")],
        optional: Optional::NONE,
        check: Check::Request(subject),
    },
];

/// The types that assertions can have.
const TYPES: &[&str] = &["client-authentication+jwt", "authorization-grant+jwt", "oauth-id-jag+jwt"];

fn typ(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let jwt = assertion(login, token, &["client_assertion", "assertion"])?;
    let sent = header_type(jwt.param);
    let wanted = TYPES.iter().copied().find(|wanted| token.answer.says(&[wanted]));
    let wanted = wanted.or_not_assessed("the server does not say which `typ` it expects")?;
    ruled_out_if(sent.as_deref() == Some(wanted), "the assertion has the `typ` that the server names")?;
    let written = match &sent {
        Some(sent) => format!("is `{}`", sent.escape_debug()),
        None => "is absent".to_owned(),
    };
    let found = Found::proven(format!(
        "The server expects the `typ` `{wanted}` in the header of the `{}`, but it {written}.",
        jwt.param.name
    ));
    let part = jwt.part("typ");
    let found = match sent {
        Some(sent) => found.shows_value_at("sent", token.seen, part, Shown::Public(sent), jwt.param.at),
        None => found.lacks("sent", token.seen, part),
    };
    Ok(found.token(jwt.renewed()))
}

/// Returns the media type in the header of a JWT, without what it may leave out (RFC 7515 §4.1.9), in lower case.
fn header_type(param: &Param) -> Option<String> {
    let typ = jwt::header(&param.value)?.get("typ").and_then(Value::as_str)?.to_ascii_lowercase();
    Some(typ.strip_prefix("application/").unwrap_or(&typ).to_owned())
}

fn id_jag(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let jwt = assertion(login, token, &["assertion"])?;
    not_applicable_if(header_type(jwt.param).as_deref() != Some("oauth-id-jag+jwt"))?;
    let owner = jwt.text("client_id").or_not_assessed("the grant does not name its client")?.to_owned();
    let sent = token.client_id().or_not_assessed("the request does not show its client")?;
    ruled_out_if(sent == owner, "the grant is for the client that presents it")?;
    let message = format!("The grant is for the client `{owner}`, but the client `{sent}` presents it.");
    let names_other = token.answer.says(&["expired", "signature", "issuer", "audience", "replay"]);
    Ok(Found::new(if names_other { Confidence::Likely } else { Confidence::Proven }, message)
        .shows_value_at("for", token.seen, jwt.part("client_id"), Shown::Public(owner), jwt.param.at)
        .shows_value("presented by", token.seen, Message::TokenRequest.param("client_id"), Shown::Public(sent))
        .token(jwt.renewed()))
}

fn subject(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let kind = token.params.filled("subject_token_type").or_not_applicable()?;
    let subject = token.params.filled("subject_token").or_not_applicable()?;
    ruled_out_if(login.succeeded(token), "the server accepted the subject token")?;
    not_assessed_if(!token.refused(), "the capture has no refusal of the subject token")?;
    not_assessed_if(subject.is_placeholder() || kind.is_placeholder(), "the subject token or its type is redacted")?;
    let is_of_request = token.answer.is_any(&["invalid_request", "invalid_grant"]) || token.answer.error.is_none();
    not_assessed_if(!is_of_request, "the answer is not about the subject token")?;
    let names_other =
        token.answer.description.is_some() && !token.answer.says(&["subject", "token", "jwt", "saml", "type"]);
    not_assessed_if(names_other, "the server gives another reason")?;
    let Some(named) = kind.value.strip_prefix("urn:ietf:params:oauth:token-type:") else {
        return not_assessed("the capture does not show what this `subject_token_type` stands for");
    };
    let is_jwt = jwt::claims(&subject.value).is_some();
    let is_access_token = header_type(subject).as_deref() == Some("at+jwt");
    let (is, right) = match named {
        "saml1" | "saml2" if is_jwt => ("a JWT", None),
        "jwt" | "id_token" if !is_jwt && subject.value.split('.').count() != 5 => ("not a JWT", None),
        "id_token" | "refresh_token" if is_access_token => ("an access token (`typ` is `at+jwt`)", Some(ACCESS_TOKEN)),
        _ => return ruled_out("the subject token can be of the kind that `subject_token_type` names"),
    };
    Ok(Found::proven(format!("The `subject_token_type` is `{}`, but the subject token is {is}.", kind.value))
        .shows("says", token.seen, kind)
        .shows("sent", token.seen, subject)
        .token_param(
            "subject_token_type",
            right.map_or(NewValue::Needed("the kind of the token that you send"), NewValue::from),
        ))
}

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
