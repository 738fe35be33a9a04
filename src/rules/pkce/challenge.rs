//! A `code_challenge` that is not the S256 of its verifier, and how it came about.

use crate::disclose::Shown;
use crate::explain::{self, Explanation, Fault, Relation};
use crate::flow::AuthorizeRequest;
use crate::login::{Login, Outcome, Stage};
use crate::oauth::part::Message;
use crate::oauth::pkce::{RFC7636_EXAMPLE, s256};
use crate::oauth::spec::{RFC6749, RFC7636};
use crate::providers::Cause;
use crate::rules::assessment::{
    OrNoFinding, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, NewValue, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "pkce-challenge-standard-base64",
        summary: "the code_challenge uses the standard base64 alphabet",
        why: "S256 uses base64url. Standard base64 has `+` and `/` where base64url has `-` and `_`: the strings differ \
              unless the digest happens to need neither (about one login in four without padding), and a raw `+` \
              arrives as a space.",
        fix: "Encode the 32 digest bytes as base64url without padding: replace every `+` with `-` and every `/` with `_`, and remove `=`.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMalformed, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2"), RFC7636.at("A")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(|login, authorize| challenge(login, authorize, Fault::StandardBase64)),
    },
    Rule {
        id: "pkce-challenge-padded",
        summary: "the code_challenge has base64 padding",
        why: "PKCE uses base64url without padding, so the challenge has 43 characters. With `=` at the end it is a \
              different string, and not even a valid one.",
        fix: "Strip trailing `=` characters from the challenge.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMalformed, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2"), RFC7636.at("A")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(|login, authorize| challenge(login, authorize, Fault::Padded)),
    },
    Rule {
        id: "pkce-challenge-hex",
        summary: "the code_challenge is the hexadecimal digest, not base64url",
        why: "Most hash functions return hexadecimal text. Sent unchanged or base64-encoded, it has 64 or 86 \
              characters, and no server derives it from the verifier.",
        fix: "Take the digest as 32 raw bytes and encode them as base64url.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMalformed, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(|login, authorize| challenge(login, authorize, Fault::Hex)),
    },
    Rule {
        id: "pkce-challenge-not-hashed",
        summary: "the code_challenge is the verifier, not hashed for S256",
        why: "With `code_challenge_method=S256`, the server hashes the verifier and compares, so an unhashed challenge never matches.",
        fix: "Send `BASE64URL(SHA256(code_verifier))` as the challenge.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMalformed, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2"), RFC7636.at("4.6")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(|login, authorize| challenge(login, authorize, Fault::NotHashed)),
    },
    Rule {
        id: "pkce-challenge-wrong-hash",
        summary: "the code_challenge uses a different hash than SHA-256",
        why: "S256 means SHA-256, once. SHA-1, SHA-512, MD5, a keyed hash or hashing twice give a challenge that no server derives.",
        fix: "Hash the verifier once with SHA-256.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMalformed, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(|login, authorize| challenge(login, authorize, Fault::WrongHash)),
    },
    Rule {
        id: "pkce-challenge-wrong-input",
        summary: "the code_challenge hashes the wrong input",
        why: "The hash input is the verifier's ASCII text. A newline from `echo`, quotes from JSON, UTF-16, or the \
              bytes before they were encoded change every bit of the digest.",
        fix: "Hash exactly the characters that you later send as `code_verifier`, as ASCII bytes.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMalformed, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2"), RFC7636.at("4.1")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(|login, authorize| challenge(login, authorize, Fault::WrongInput)),
    },
    Rule {
        id: "pkce-challenge-stringified",
        summary: "the code_challenge encodes an object's text",
        why: "`btoa(new Uint8Array(d))` encodes `12,250,…`, and a promise without `await` becomes `[object Promise]`: \
              the challenge is then the same for everyone, or far too long.",
        fix: "Encode the digest's bytes, not the array's or the promise's text; await the digest first.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMalformed, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(|login, authorize| challenge(login, authorize, Fault::Stringified)),
    },
    Rule {
        id: "pkce-challenge-double-encoded",
        summary: "the code_challenge was encoded twice",
        why: "A function that already returns base64url was wrapped in another encoder: the challenge is 58 characters or more.",
        fix: "Encode the 32 bytes of the digest once, as base64url.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMalformed, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2"), RFC7636.at("A")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(|login, authorize| challenge(login, authorize, Fault::DoubleEncoded)),
    },
    Rule {
        id: "pkce-challenge-altered",
        summary: "the code_challenge was altered after it was computed",
        why: "Cut, lower-cased, partly translated (`replace('+', '-')` changes only the first `+`) or quoted: the \
              challenge was right once, but the server compares every character.",
        fix: "Send the challenge exactly as computed: 43 characters, case unchanged.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMalformed, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2"), RFC6749.at("4.1.1")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(|login, authorize| challenge(login, authorize, Fault::Altered)),
    },
    Rule {
        id: "pkce-challenge-not-as-documented",
        summary: "this server documents a different code_challenge",
        why: "A few servers compute the challenge in their own way, from the hexadecimal digest. A library's standard \
              challenge is wrong for them.",
        fix: "For this server, compute the challenge as its documentation says; for all others, as RFC 7636 says.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[],
        spec: &[RFC7636.at("4.2")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Login(not_as_documented),
    },
];

fn not_as_documented(login: &Login<'_>) -> Assessment {
    let (provider, documented) =
        login.provider().and_then(|provider| Some((provider, provider.challenge.as_ref()?))).or_not_applicable()?;
    let (authorize, sent) =
        login.flow.authorize.as_ref().zip(login.flow.asked("code_challenge")).or_not_applicable()?;
    let (pair, token) =
        login.pair().zip(login.decisive()).or_not_assessed("the challenge or the verifier is not in the capture")?;
    let by = format!("{} ({})", provider.name, documented.source.cite());
    let right = provider.challenge_of(&pair.verifier.value).unwrap_or_default();
    if right == pair.challenge.value {
        return ruled_out(format!("the challenge has the form documented for {by}"));
    }
    ruled_out_if(login.succeeded(token), "the server accepted the challenge")?;
    not_applicable_if(s256(&pair.verifier.value) != pair.challenge.value)?;
    Ok(Found::likely(format!("The `code_challenge` is right by RFC 7636, but {by} documents a different form."))
        .shows_value_at(
            "documented",
            token.seen,
            Message::TokenRequest.body("code_verifier").challenge(),
            Shown::Public(right.clone()),
            None,
        )
        .shows("sent", authorize.seen, sent)
        .authorize_param("code_challenge", right))
}

fn challenge(login: &Login<'_>, authorize: &AuthorizeRequest, fault: Fault) -> Assessment {
    let sent = authorize.asked("code_challenge");
    not_assessed_if(
        authorize.hidden_params,
        "the challenge that counts is in a pushed request or request object that cannot be read",
    )?;
    let sent = sent.or_not_applicable()?;
    not_assessed_if(sent.is_placeholder(), "`code_challenge` is redacted or a placeholder")?;
    not_applicable_if(
        authorize.params.value("code_challenge_method").is_some_and(|method| method.eq_ignore_ascii_case("plain")),
    )?;
    // Without a method it is `plain`, and such a pair is right.
    let method_sent = authorize.asked("code_challenge_method").is_some();
    not_applicable_if(!method_sent && login.pair().is_some_and(|pair| pair.verifier.value == pair.challenge.value))?;
    if let Some(provider) = login.provider().filter(|provider| provider.challenge.is_some()) {
        let reason = format!("{} documents a different form of the challenge than RFC 7636", provider.name);
        return match login.pair().map(|pair| &pair.relation) {
            Some(Relation::Matches) => not_applicable(),
            _ => not_assessed(reason),
        };
    }
    if let Some(pair) = login.pair() {
        let Relation::Explained(explanation) = &pair.relation else {
            return not_applicable();
        };
        not_applicable_if(fault_of(login, explanation) != fault)?;
        let message = explanation.text.clone();
        let right = s256(&pair.verifier.value);
        let token_seen = login.decisive().map(|token| token.seen).unwrap_or_default();
        let found = if fault == Fault::NotHashed && pair.challenge.value.len() == right.len() {
            Found::likely(message)
        } else {
            Found::proven(message)
        };
        return Ok(found
            .shows_value_at(
                "expected",
                token_seen,
                Message::TokenRequest.body("code_verifier").s256(),
                Shown::Public(right.clone()),
                None,
            )
            .shows("sent", authorize.seen, sent)
            .shows("verifier", token_seen, pair.verifier)
            .explained(explanation.clone())
            .authorize_param("code_challenge", right));
    }
    // No verifier to compare with: only what the challenge shows by itself.
    let explanation =
        login.challenge_alone().filter(|explanation| fault_of(login, explanation) == fault).or_not_applicable()?;
    ruled_out_if(
        login.outcome() == Outcome::Succeeded && sent.value == s256(RFC7636_EXAMPLE),
        "the verifier is also the RFC 7636 example, as the server accepted it",
    )?;
    let message = match explanation.fault {
        Fault::Constant => explanation.text.clone(),
        _ => format!("The `code_challenge` is not the S256 of any verifier. {}", explanation.text),
    };
    let blamed =
        login.flow.responses.iter().any(|response| {
            response.params.value("error_description").is_some_and(|words| words.contains("challenge"))
        });
    // A hash of a known text has the right form, so only a comparison with the verifier can fail.
    let is_compared = blamed || !login.flow.tokens.is_empty();
    let found = Found::proven_if(blamed, message)
        .warning_if(fault == Fault::WrongInput && explanation.fault == Fault::Constant && !is_compared)
        .shows("sent", authorize.seen, sent);
    Ok(found.explained(explanation.clone()).authorize_param(
        "code_challenge",
        match explain::repaired_challenge(&sent.value) {
            Some(right) => NewValue::from(right),
            None => NewValue::Needed("`BASE64URL(SHA256(code_verifier))`, 43 characters"),
        },
    ))
}

/// Returns the fault that a rule of this file is named after.
pub(crate) fn fault(id: &str) -> Option<Fault> {
    let faults = [
        Fault::StandardBase64,
        Fault::Padded,
        Fault::Hex,
        Fault::NotHashed,
        Fault::WrongHash,
        Fault::WrongInput,
        Fault::Stringified,
        Fault::DoubleEncoded,
        Fault::Altered,
    ];
    let named = id.strip_prefix("pkce-challenge-")?;
    faults.into_iter().find(|fault| fault.as_str() == named)
}

/// Returns the fault that a rule stands for: a constant is the text of an object or the hash of nothing.
fn fault_of(login: &Login<'_>, explanation: &Explanation) -> Fault {
    match explanation.fault {
        Fault::Constant if explanation.steps.iter().any(|step| step.as_str().contains("sha")) => Fault::WrongInput,
        Fault::Constant => Fault::Stringified,
        Fault::NotHashed if crate::login::is_challenge_sent_as_verifier(login).is_some() => Fault::VerifierIsChallenge,
        fault => fault,
    }
}
