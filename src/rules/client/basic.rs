//! How identifier and secret went into the `Authorization` header.

use crate::disclose::Shown;
use crate::flow::{Shows, TokenExchange};
use crate::login::client::{cut_secret, names_reason};
use crate::login::{Login, Stage};
use crate::oauth::Basic;
use crate::oauth::credentials::SecretEncoding;
use crate::oauth::part::Message;
use crate::oauth::spec::{RFC6749, RFC7617};
use crate::providers::Cause;
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed, not_assessed_if, ruled_out_if};
use crate::rules::{Assessment, Change, Check, Confidence, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "client-auth-basic-encoding",
    summary: "the server reads the Basic credentials differently",
    why: "HTTP Basic carries `identifier:secret` in base64; without it the server reads nothing. Both are form-encoded \
              first. If they contain `+` or `%`, the encoded and the plain reading differ, and the secret is wrong for one \
              side; otherwise nobody notices.",
    fix: "Form-encode identifier and secret before the base64, or register a secret of letters and digits; for a server \
              that does not decode, send the secret in the body if it allows that.",
    errors: &["invalid_client", "invalid_request"],
    refusals: &[Refusal::BasicNotEncoded, Refusal::SecretDiffers, Refusal::AuthenticationMissing],
    spec: &[RFC6749.at("2.3.1"), RFC6749.at("B"), RFC7617.at("2")],
    optional: Optional::NONE
        .shows(&[Shows::Headers])
        .stage(Stage::Client)
        .needs("the value as the server expects it")
        .about(&[Cause::ClientAuth]),
    check: Check::Request(basic_encoding),
}];

fn basic_encoding(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    if let Some(plain) = &token.plain_basic {
        return not_in_base64(login, token, plain);
    }
    let basic = token.basic.as_ref().filter(|basic| basic.has_secret()).or_not_applicable()?;
    ruled_out_if(login.succeeded(token), "the server accepted the credentials")?;
    let named = token.answer.says(&["encod"]);
    let refused = token.answer.is_any(&["invalid_client", "unauthorized_client"]) || token.answer.status == Some(401);
    if let Some(found) = cut_identifier(login, token, basic, refused || named) {
        return Ok(found);
    }
    not_applicable_if(basic.has_padding())?;
    let encoding = basic.encoding();
    let is_plain = SecretEncoding::from_secret(&basic.id) == SecretEncoding::Indifferent;
    if encoding == SecretEncoding::Indifferent {
        not_assessed_if(named, "the server speaks of an encoding, but form-decoding changes nothing in the header")?;
        ruled_out_if(is_plain, "the identifier and the secret have neither `%` nor `+`, so decoding changes nothing")?;
        return not_assessed("the capture does not show how the server decodes the identifier in the header");
    }
    not_assessed_if(
        !(refused || named),
        "the server does not complain about the client, and the capture does not show how it reads the header",
    )?;
    not_assessed_if(
        !named && names_reason(token),
        "the server gives another reason, and the capture does not show how it reads the header",
    )?;
    let found = match encoding {
        SecretEncoding::Encoded => Found::new(
            // So it is right: only where the server speaks of the credentials may it be the reason.
            if token.answer.says(&["credential", "secret"]) { Confidence::Likely } else { Confidence::Possible },
            "The secret was form-encoded before it went into the `Authorization` header, as RFC 6749 requires; a \
             server that does not decode it compares the encoded text.",
        )
        .fix("Find out whether the server decodes Basic credentials; if it doesn't, use a secret without special characters, or send it in the body."),
        _ => Found::proven_if(
            named,
            "The secret must be form-encoded in the `Authorization` header, but went there unencoded.",
        )
        .token(Change::SecretInHeader),
    };
    Ok(found.shows_basic(token.seen, basic))
}

/// The identifier has a colon that was not encoded: the first one ends it (RFC 7617 §2).
fn cut_identifier(login: &Login<'_>, token: &TokenExchange, basic: &Basic, is_refused: bool) -> Option<Found> {
    let client = token.params.filled("client_id").map(|named| named.value.clone()).or_else(|| login.flow.client_id());
    let known = client.zip(cut_secret(login, token));
    if !is_refused || known.is_none() && !basic.is_cut() {
        return None;
    }
    let found = Found::proven_if(
        !names_reason(token),
        format!(
            "The identifier of the client contains a colon and went into the `Authorization` header unencoded: the \
             first colon ends it, so the server reads `{}` as the identifier, and the rest as the secret.",
            basic.id
        ),
    )
    .fix("Form-encode identifier and secret before the base64: `https%3A%2F%2F…`, then a colon, then the secret.")
    .shows_basic(token.seen, basic);
    Some(match known {
        Some((client, secret)) => found.token(Change::BasicCredentials(client, secret)),
        None => found,
    })
}

/// The header has the identifier and the secret as they are.
fn not_in_base64(login: &Login<'_>, token: &TokenExchange, plain: &Basic) -> Assessment {
    ruled_out_if(login.succeeded(token), "the server accepted the credentials")?;
    let refused = token.answer.is_any(&["invalid_client", "invalid_request"]) || token.answer.status == Some(401);
    not_assessed_if(!refused, "the server does not complain about the client, so the header may have been edited")?;
    // People decode a header before they show it.
    let is_as_sent = !token.excerpt && plain.is_joined() && !names_reason(token);
    let message = "The `Authorization` header has the identifier and the secret behind `Basic` as plain text, not in base64: the server \
                   can't read them.";
    Ok(Found::proven_if(is_as_sent, message)
        .shows_value_at(
            "sent",
            token.seen,
            Message::TokenRequest.header("authorization"),
            Shown::Secret(plain.secret.clone()),
            plain.at,
        )
        .fix("Form-encode identifier and secret, join them with a colon, and send the base64 of that: `Basic ` + base64(`id:secret`)."))
}
