//! What a grant needs beside its code: a transaction code, no more than was granted, an attestation's challenge.

use serde_json::Value;

use crate::disclose::{Secret, Shown};
use crate::flow::{CredentialOffer, TokenExchange};
use crate::login::Login;
use crate::login::read::says_missing;
use crate::oauth::Grant;
use crate::oauth::grant::PRE_AUTHORIZED;
use crate::oauth::part::Message;
use crate::oauth::spec::{ATTESTATION, CREDENTIAL_ISSUANCE, RFC9396};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out_if};
use crate::rules::{Assessment, Change, Check, Found, NewValue, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "tx-code-missing",
        summary: "the request with the pre-authorized code has no transaction code",
        why: "A credential offer can ask for a transaction code (`tx_code`), which the user gets by another way. Without it, the \
              server answers `invalid_request`. Drafts called it `user_pin`, a name that servers ignore today.",
        fix: "If the offer has `tx_code`, ask the user for the code and send it as `tx_code`.",
        errors: &["invalid_request"],
        // The model has no pre-authorized codes.
        refusals: &[],
        spec: &[CREDENTIAL_ISSUANCE.at("4.1.1"), CREDENTIAL_ISSUANCE.at("6.1"), CREDENTIAL_ISSUANCE.at("6.3")],
        optional: Optional::NONE.needs("the transaction code"),
        check: Check::Request(tx_code),
    },
    Rule {
        id: "authorization-details-widened",
        summary: "the token request asks for other `authorization_details` than were granted",
        why: "The `authorization_details` of a token request can only narrow what the user granted. Anything else gets \
              `invalid_authorization_details`.",
        fix: "Send the `authorization_details` of the authorization request, or leave the parameter out.",
        errors: &["invalid_authorization_details"],
        // The model does not compare details: each type has rules of its own.
        refusals: &[],
        spec: &[RFC9396.at("6.1"), RFC9396.at("8")],
        optional: Optional::NONE,
        check: Check::Token(widened),
    },
    Rule {
        id: "attestation-challenge-ignored",
        summary: "the client attestation's proof lacks the server's challenge",
        why: "A server can require its own challenge in the proof of possession of a client attestation. It then answers \
              `use_attestation_challenge` with the challenge in the header `OAuth-Client-Attestation-Challenge`, and expects \
              the request again.",
        fix: "Sign a new proof with the challenge of that header as `challenge`, and repeat the request once.",
        errors: &["use_attestation_challenge"],
        // The model does not know client attestations.
        refusals: &[],
        spec: &[ATTESTATION.at("6.2"), ATTESTATION.at("7.4")],
        optional: Optional::NONE.needs("a proof with the server's challenge"),
        check: Check::Request(challenge),
    },
];

fn tx_code(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(token.params.value("grant_type") != Some(PRE_AUTHORIZED))?;
    ruled_out_if(login.succeeded(token), "the server accepted the request")?;
    ruled_out_if(token.params.filled("tx_code").is_some(), "the request has a `tx_code`")?;
    let code = token.params.filled("pre-authorized_code").or_not_applicable()?;
    let sent = Secret::new(code.value.as_str());
    let is_meant = |offer: &&CredentialOffer| offer.seen.order < token.seen.order && offer.code == sent;
    let offer = login.traffic.offers.iter().rev().take(MANY).find(is_meant);
    ruled_out_if(offer.is_some_and(|offer| !offer.asks_tx_code), "the credential offer asks for no transaction code")?;
    let blamed = token.answer.is_error("invalid_request") || token.answer.says(&["tx_code", "transaction code"]);
    not_assessed_if(!blamed, "the server does not say that a parameter is missing")?;
    let named = token.answer.says(&["tx_code", "transaction code"]);
    let names_other =
        token.answer.says(&["authorization_details", "client_id", "redirect_uri", "scope", "client_assertion", "dpop"]);
    let is_other = token.answer.description.is_some() && !named && (names_other || !says_missing(&token.answer));
    not_assessed_if(is_other, "the server gives another reason")?;
    if let Some(old) = token.params.filled("user_pin") {
        let message = "The request has the transaction code as `user_pin`, the name of an old draft; it is `tx_code`.";
        return Ok(Found::proven_if(named, message)
            .shows("sent", token.seen, old)
            .token(Change::Rename(old.name.clone(), "tx_code".to_owned())));
    }
    if let Some(offer) = offer {
        let asked = Message::Response.body("grants");
        return Ok(Found::proven(
            "The credential offer asks for a transaction code (`tx_code`), and the request has none.",
        )
        .shows_value("offered", offer.seen, asked, Shown::Public("asked for".to_owned()))
        .lacks("sent", token.seen, Message::TokenRequest.body("tx_code"))
        .token_param("tx_code", NewValue::Needed("the transaction code that the user got")));
    }
    Ok(Found::proven_if(named, "The request has no `tx_code`, and the server refuses it as incomplete.")
        .lacks("sent", token.seen, Message::TokenRequest.body("tx_code"))
        .token_param("tx_code", NewValue::Needed("the transaction code that the user got")))
}

fn widened(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = token.params.filled("authorization_details").or_not_applicable()?;
    ruled_out_if(login.succeeded(token), "the server accepted the `authorization_details`")?;
    let blamed = token.answer.is_error("invalid_authorization_details");
    not_assessed_if(!blamed, "the answer is not about the `authorization_details`")?;
    let authorize = login.flow.authorize.as_ref();
    let asked = login.asked("authorization_details").zip(authorize);
    let (asked, authorize) =
        asked.or_not_assessed("the capture does not show the `authorization_details` that were granted")?;
    let list = |text: &str| serde_json::from_str::<Vec<Value>>(text).ok();
    let both = list(&sent.value).zip(list(&asked.value));
    let (wanted, granted) = both.or_not_assessed("the `authorization_details` cannot be read")?;
    let is_granted = |wanted: &Value| granted.iter().any(|granted| is_within(wanted, granted));
    ruled_out_if(wanted.iter().all(is_granted), "the token request asks for nothing that was not asked for before")?;
    Ok(Found::proven(
        "The token request's `authorization_details` ask for something that the authorization request did not.",
    )
    .shows("asked for", authorize.seen, asked)
    .shows("sent", token.seen, sent)
    .token_param("authorization_details", asked))
}

/// Returns whether details ask for no more than others: the same members, and lists with fewer of the same values.
fn is_within(wanted: &Value, granted: &Value) -> bool {
    match (wanted, granted) {
        (Value::Object(wanted), Value::Object(granted)) => {
            wanted.len() == granted.len()
                && wanted.iter().all(|(name, value)| granted.get(name).is_some_and(|granted| is_within(value, granted)))
        }
        (Value::Array(wanted), Value::Array(granted)) => wanted.iter().all(|value| granted.contains(value)),
        _ => wanted == granted,
    }
}

fn challenge(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(!token.answer.is_error("use_attestation_challenge"))?;
    not_applicable_if(login.flow.grant == Grant::Implicit)?;
    ruled_out_if(login.succeeded(token), "the client repeated the request, and the server accepted it")?;
    let is_repeated = login.flow.tokens.iter().any(|later| token.is_before(later));
    let message = if is_repeated {
        "The server asks for its challenge in the attestation's proof, and the repeated request did not bring a token."
    } else {
        "The server asks for its challenge in the attestation's proof, and the client did not repeat the request with it."
    };
    Ok(Found::likely(message).shows_error(token))
}

/// How many credential offers are looked at.
const MANY: usize = 256;
