//! A `code_verifier` that does not belong to the `code_challenge`.

use oauth_doctor_wire::uuid::is_uuid;

use crate::disclose::Shown;
use crate::explain::{self, Fault, Relation};
use crate::flow::{AuthorizeRequest, Flow, Shows, TokenExchange};
use crate::login::{Login, PkcePair, Stage, is_challenge_sent_as_verifier, is_plain};
use crate::oauth::part::Message;
use crate::oauth::pkce::{VERIFIER_LENGTH, is_verifier, is_verifier_char, s256};
use crate::oauth::spec::{RFC6749, RFC7636};
use crate::providers::Cause;
use crate::rules::assessment::{
    OrNoFinding, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
    within_search,
};
use crate::rules::{Assessment, Check, Found, NewValue, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "pkce-verifier-altered",
        summary: "the code_verifier was changed before it was sent",
        why: "The challenge fits a verifier that differs from the sent one only by a line break, quotes, an encoding \
              or `b'…'`: the verifier changed between the two requests.",
        fix: "Send exactly the verifier that you hashed.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::VerifierMalformed, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.5"), RFC7636.at("4.6")],
        optional: Optional::NONE.shows(&[Shows::Values]).stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Token(altered),
    },
    Rule {
        id: "pkce-verifier-is-challenge",
        summary: "the code_challenge was sent as the code_verifier",
        why: "The server hashes whatever arrives as the verifier, and the hash of the challenge is not the challenge.",
        fix: "Send the value that you hashed as `code_verifier`; look for two swapped variables.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::VerifierMalformed, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.5"), RFC7636.at("4.6")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Token(is_challenge),
    },
    Rule {
        id: "pkce-verifier-of-other-flow",
        summary: "the code_verifier belongs to another login",
        why: "The verifier hashes to the challenge of another authorization request in the capture: a second tab, a \
              retry or a prefetch overwrote the stored verifier, and the first login that came back used it.",
        fix: "Store each verifier under the `state` of its login; don't start logins from a prefetch.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::VerifierMalformed, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.6"), RFC6749.at("4.1.1")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Token(of_other_flow),
    },
    Rule {
        id: "pkce-verifier-mismatch",
        summary: "the code_verifier does not hash to the code_challenge",
        why: "No known mistake turns one into the other, so they were generated independently: usually the callback \
              handler generated a new verifier, or something overwrote the stored one.",
        fix: "Generate the verifier once, before the redirect; in the callback, load the stored one.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::VerifierMalformed, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.6")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Token(mismatch),
    },
    Rule {
        id: "pkce-verifier-malformed",
        summary: "the code_verifier has an invalid length or character",
        why: "A verifier is 43 to 128 characters of `A-Z a-z 0-9 - . _ ~`. Strict servers refuse any other even if it \
              hashes to the challenge; others never check.",
        fix: "Encode 32 random bytes as base64url: that gives 43 characters.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::VerifierMalformed, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.1")],
        optional: Optional::NONE
            .shows(&[Shows::Values])
            .stage(Stage::Pkce)
            .about(&[Cause::PkceMismatch, Cause::PkceMissing]),
        check: Check::Token(malformed),
    },
];

fn altered(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let Some(pair) = login.pair() else {
        return wrapped(login, token);
    };
    let Relation::Explained(explanation) = &pair.relation else {
        return not_applicable();
    };
    not_applicable_if(explanation.fault != Fault::VerifierAltered)?;
    let found = shows_challenge(
        login,
        pair,
        "challenge",
        Found::proven(&*explanation.text).shows("sent", token.seen, pair.verifier),
    );
    let original = explain::original_verifier(&pair.verifier.value, &pair.challenge.value);
    Ok(found.explained(explanation.clone()).token_param(
        "code_verifier",
        original.map_or(NewValue::Needed("the verifier without that change"), NewValue::from),
    ))
}

/// Shows the challenge, where its request is in the capture.
fn shows_challenge(login: &Login<'_>, pair: &PkcePair<'_>, label: &str, found: Found) -> Found {
    match &login.flow.authorize {
        Some(authorize) => found.shows(label, authorize.seen, pair.challenge),
        None => found,
    }
}

/// Without a challenge to compare with: a verifier in quotes or with a line break, which is well-formed without them.
fn wrapped(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = token.params.filled("code_verifier").or_not_applicable()?;
    let bare = sent.value.trim().trim_matches(['"', '\'']);
    not_applicable_if(
        bare.len() == sent.value.len()
            || !is_verifier(bare)
            || login.succeeded(token)
            || login.asked("code_challenge").is_some(),
    )?;
    Ok(Found::likely("The verifier has quotes or whitespace around it but is otherwise well-formed: they were added before it was sent.")
        .shows("sent", token.seen, sent)
        .token_param("code_verifier", bare))
}

fn is_challenge(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let (Some(pair), Some(sure)) = (login.pair(), is_challenge_sent_as_verifier(login)) else {
        return not_applicable();
    };
    let message = "The `code_challenge` was sent as the `code_verifier`: both are the same string.";
    let message = if sure {
        format!("{message} Another request of this login has the verifier that hashes to it.")
    } else {
        format!(
            "{message} It has the form of a SHA-256 digest, so the challenge is probably right and the client sent the wrong variable; an unhashed challenge would look the same."
        )
    };
    let found = shows_challenge(login, pair, "sent as challenge", Found::proven_if(sure, message));
    Ok(found
        .shows("sent as verifier", token.seen, pair.verifier)
        .token_param("code_verifier", NewValue::Needed("the value whose SHA-256 is the challenge")))
}

fn of_other_flow(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let pair = login.pair().filter(|pair| pair.relation != Relation::Matches).or_not_applicable()?;
    let hash = s256(&pair.verifier.value);
    let other =
        login.other_requests().find(|(_, authorize)| authorize.params.value("code_challenge") == Some(hash.as_str()));
    let (flow, authorize) = other.or_not_applicable()?;
    let theirs = authorize.params.get("code_challenge").or_not_applicable()?;
    let found = shows_challenge(
        login,
        pair,
        "this login",
        Found::proven(format!(
            "The verifier belongs to another login in this capture (login {}, exchange {}): it hashes to that login's challenge.{}{}",
            flow.id,
            authorize.seen.exchange,
            shared_slot(login.flow, flow),
            begun_ahead(authorize),
        )),
    );
    Ok(found
        .shows("other login", authorize.seen, theirs)
        .shows("verifier", token.seen, pair.verifier)
        .token_param("code_verifier", NewValue::Needed("the verifier of this login")))
}

fn begun_ahead(authorize: &AuthorizeRequest) -> String {
    let ahead = authorize.started_by.as_ref().filter(|started| started.is_prefetch);
    ahead.map_or_else(String::new, |started| {
        format!(
            " A prefetch started that login (exchange {}): a link that is loaded ahead must not start a login.",
            started.seen.exchange
        )
    })
}

fn shared_slot(a: &Flow, b: &Flow) -> &'static str {
    match (a.asked("state"), b.asked("state")) {
        (Some(a), Some(b)) if a.value == b.value => " Both logins use the same `state`.",
        _ => "",
    }
}

fn mismatch(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let Some(pair) = login.pair() else {
        return no_pair(login, token);
    };
    match &pair.relation {
        Relation::Matches
            if login.flow.asked("code_challenge_method").is_some_and(|method| method.value == "plain") =>
        {
            return not_applicable();
        }
        Relation::Matches => return ruled_out("the SHA-256 of the verifier is the challenge (recomputed)"),
        Relation::Explained(_) => return not_applicable(),
        Relation::Unrelated => {}
    }
    ruled_out_if(
        is_plain(login) && pair.verifier.value == pair.challenge.value,
        "the verifier is the challenge, as it must be with `plain`",
    )?;
    let hash = s256(&pair.verifier.value);
    not_applicable_if(
        login.other_requests().any(|(_, authorize)| authorize.params.value("code_challenge") == Some(hash.as_str())),
    )?;
    let new_pair = token.params.value("code_challenge") == Some(hash.as_str());
    let uuid = is_uuid(&pair.verifier.value);
    let others = login.other_requests().filter(|(flow, _)| flow.client_id() == login.flow.client_id()).count();
    let other_value = other_value(login, pair);
    let why = if let Some(why) = &other_value {
        why
    } else if new_pair {
        " The token request carries its own challenge, which fits the verifier: the client generated a new pair after the redirect."
    } else if uuid {
        " The verifier is a UUID, which suggests one per request."
    } else if others > 0 {
        " The capture has other logins of this client; the verifier fits none of them."
    } else {
        " No known mistake leads from one to the other, so the client generated a new verifier after the redirect, or used another login's."
    };
    let found = shows_challenge(
        login,
        pair,
        "sent before",
        Found::proven(format!("The `code_challenge` was not made from this `code_verifier`.{why}")),
    );
    Ok(found
        .shows_value_at(
            "its S256",
            token.seen,
            Message::TokenRequest.body("code_verifier").s256(),
            Shown::Public(hash),
            None,
        )
        .shows("verifier", token.seen, pair.verifier)
        .token_param("code_verifier", NewValue::Needed("the verifier that the challenge was made from")))
}

/// Two values of one login are confused: the verifier is another one, or the challenge was made from another one.
fn other_value(login: &Login<'_>, pair: &PkcePair<'_>) -> Option<String> {
    let asked = ["state", "nonce", "client_id"].map(|name| login.asked(name));
    let code = login.delivered_code().map(|(_, code)| code);
    let mut values = asked.into_iter().chain([code]).flatten();
    values.find_map(|param| {
        if param.value == pair.verifier.value {
            Some(format!(" The verifier that was sent is the `{}` of this login.", param.name))
        } else if s256(&param.value) == pair.challenge.value {
            Some(format!(" The challenge is the S256 of the `{}` of this login.", param.name))
        } else {
            None
        }
    })
}

fn no_pair(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let redacted = [login.flow.asked("code_challenge"), token.params.filled("code_verifier")]
        .into_iter()
        .flatten()
        .any(crate::oauth::Param::is_placeholder);
    not_assessed_if(redacted, "`code_challenge` or `code_verifier` is redacted or a placeholder")?;
    within_search(login)?;
    match (&login.flow.authorize, token.params.filled("code_verifier")) {
        (None, Some(_)) => not_assessed("the authorization request with the challenge is not in the capture"),
        _ => not_applicable(),
    }
}

fn malformed(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let verifier = token.params.filled("code_verifier").or_not_applicable()?;
    not_assessed_if(verifier.is_placeholder(), "`code_verifier` is redacted or a placeholder")?;
    let length = verifier.value.chars().count();
    let illegal = verifier.value.chars().find(|c| !is_verifier_char(*c));
    let what = match illegal {
        Some(c) if c.is_control() || c.is_whitespace() => {
            format!("contains whitespace or a control character (U+{:04X})", u32::from(c))
        }
        Some(c) => format!("contains `{c}`, which is not allowed"),
        None if length < *VERIFIER_LENGTH.start() => format!("has {length} characters; it must have at least 43"),
        None if length > *VERIFIER_LENGTH.end() => format!("has {length} characters; it may have at most 128"),
        None => return ruled_out(format!("the verifier is well-formed ({length} characters)")),
    };
    let fits = login.pair().is_some_and(|pair| pair.relation == Relation::Matches);
    let fits_too = if fits { " It does hash to the challenge, so only its form is wrong." } else { "" };
    let message = format!("The `code_verifier` {what} (43 to 128 characters of `A-Z a-z 0-9 - . _ ~`).{fits_too}");
    let named = token.answer.says(&["verifier", "code_verifier", "pkce"]);
    let found = Found::proven_if(named || login.succeeded(token), message).shows("sent", token.seen, verifier);
    if login.succeeded(token) {
        return Ok(found);
    }
    Ok(found.token_param(
        "code_verifier",
        NewValue::Needed("a verifier of 43 characters, whose S256 is sent as code_challenge"),
    ))
}
