//! Whether PKCE is used, and with which method.

use crate::disclose::placeholder::is_unset;
use crate::explain::Relation;
use crate::flow::{AuthorizeRequest, TokenExchange};
use crate::login::{Login, Stage};
use crate::oauth::Param;
use crate::oauth::part::Message;
use crate::oauth::pkce::s256;
use crate::oauth::spec::{RFC7636, RFC9700};
use crate::providers::Cause;
use crate::rules::assessment::{
    OrNoFinding, authorize_request, not_applicable, not_applicable_if, not_assessed_if, ruled_out,
};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, NewValue, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "pkce-method-missing",
        summary: "an S256 challenge is sent without code_challenge_method",
        why: "Without `code_challenge_method`, the method is `plain`: the server compares the verifier itself with the \
              challenge, and a hashed challenge never equals it. Servers that assume S256 hide the mistake.",
        fix: "Send `code_challenge_method=S256` with the challenge.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[Refusal::ChallengeMethodMissing, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.3")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(method_missing),
    },
    Rule {
        id: "pkce-method-unknown",
        summary: "code_challenge_method is not a method that PKCE defines",
        why: "The methods are `S256` and `plain`, spelt exactly so. Servers refuse `s256` or `SHA256` with \
              `invalid_request`, or treat it as `plain`.",
        fix: "Send `code_challenge_method=S256`, spelt exactly like this.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMethodUnknown, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.3"), RFC7636.at("4.4.1")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(method_unknown),
    },
    Rule {
        id: "pkce-method-plain",
        summary: "code_challenge_method is plain",
        why: "With `plain`, the challenge is the verifier, so anyone who sees the authorization request can redeem the \
              code; many servers refuse it. A hashed challenge never matches under `plain`.",
        fix: "Send the SHA-256 challenge and `code_challenge_method=S256`.",
        errors: &[AT_AUTHORIZE, "invalid_grant"],
        refusals: &[Refusal::ChallengeMethodPlain, Refusal::VerifierNotChallenge, Refusal::VerifierDiffers],
        spec: &[RFC7636.at("4.2"), RFC7636.at("7.2"), RFC9700.at("2.1.1")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch]),
        check: Check::Authorize(method_plain),
    },
    Rule {
        id: "pkce-absent",
        summary: "the login does not use PKCE",
        why: "Public clients must use PKCE, and many servers require it of all clients: they refuse the authorization \
              request, or later the code. Without PKCE, a stolen code can be redeemed.",
        fix: "For each login, send the S256 challenge of a new verifier first, and the verifier with the code.",
        errors: &[AT_AUTHORIZE, "invalid_grant", "invalid_request"],
        refusals: &[Refusal::ChallengeMissing],
        spec: &[RFC9700.at("2.1.1"), RFC7636.at("4.4.1")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMissing]),
        check: Check::Authorize(absent),
    },
    Rule {
        id: "pkce-verifier-missing",
        summary: "a code_challenge was sent, but no code_verifier",
        why: "A code that was issued for a challenge can only be redeemed with its verifier. Without it, the server \
              answers `invalid_grant` or `invalid_request`, often with a message about something else.",
        fix: "Keep the verifier across the redirect (same browser and storage); send it as `code_verifier`.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[
            Refusal::VerifierMissing,
            Refusal::VerifierMalformed,
            Refusal::VerifierNotChallenge,
            Refusal::VerifierDiffers,
        ],
        spec: &[RFC7636.at("4.5"), RFC7636.at("4.6")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMismatch, Cause::PkceMissing, Cause::Parameter]),
        check: Check::Token(verifier_missing),
    },
    Rule {
        id: "pkce-verifier-unexpected",
        summary: "a code_verifier was sent, but no code_challenge",
        why: "Without a challenge, there is nothing to compare the verifier with. Servers must refuse it, so that \
              nobody can strip PKCE from a login.",
        fix: "Send `code_challenge` and `code_challenge_method` in the authorization request, made from this login's verifier.",
        errors: &["invalid_grant", "invalid_request"],
        refusals: &[
            Refusal::VerifierUnexpected,
            Refusal::VerifierMalformed,
            Refusal::VerifierNotChallenge,
            Refusal::VerifierDiffers,
        ],
        spec: &[RFC9700.at("2.1.1"), RFC9700.at("4.8.2")],
        optional: Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceUnexpected]),
        check: Check::Token(verifier_unexpected),
    },
];

fn method_missing(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let challenge = challenge(authorize).or_not_applicable()?;
    not_assessed_if(authorize.hidden_params, HIDDEN)?;
    not_applicable_if(authorize.params.filled("code_challenge_method").is_some())?;
    let found = match login.pair().map(|pair| (&pair.relation, pair.challenge.value == pair.verifier.value)) {
        Some((_, true)) => {
            return ruled_out("the challenge is the verifier, which is right for `plain`, the default");
        }
        Some((Relation::Matches, false)) => Found::proven(
            "The challenge is the SHA-256 of the verifier, but `code_challenge_method` is missing: the server assumes `plain` and compares the verifier itself.",
        ),
        _ => Found::likely(
            "`code_challenge_method` is missing, so the server assumes `plain` and will compare the verifier itself with the challenge.",
        ),
    };
    Ok(found
        .shows("sent", authorize.seen, challenge)
        .lacks("sent", authorize.seen, Message::AuthorizeRequest.query("code_challenge_method"))
        .authorize_param("code_challenge_method", "S256"))
}

fn method_unknown(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let method = authorize.params.filled("code_challenge_method").or_not_applicable()?;
    not_assessed_if(authorize.hidden_params, HIDDEN)?;
    not_assessed_if(method.is_placeholder(), "`code_challenge_method` is redacted")?;
    not_applicable_if(matches!(method.value.as_str(), "S256" | "plain") || login.asks_in_own_way(authorize))?;
    let answer = login.flow.error_response();
    let is_request = answer.is_some_and(|response| response.params.value("error") == Some("invalid_request"));
    let refused = is_request || blames_method(login) || login.flow.responses.is_empty();
    let is_denied = answer.is_some() && !refused;
    let message = format!(
        "`code_challenge_method` is `{}`; the methods are `S256` and `plain`, spelt exactly so.",
        method.value.escape_default()
    );
    Ok(Found::proven_if(refused, message)
        .warning_if(is_denied)
        .shows("sent", authorize.seen, method)
        .authorize_param("code_challenge_method", "S256"))
}

/// Returns whether the authorization endpoint speaks of the method.
fn blames_method(login: &Login<'_>) -> bool {
    login.flow.responses.iter().filter_map(|response| response.params.value("error_description")).any(|words| {
        let words = words.to_lowercase();
        ["challenge", "method", "plain", "algorithm", "pkce"].iter().any(|word| words.contains(word))
    })
}

/// Returns whether the server's metadata lists methods, and `plain` is not among them.
fn lists_no_plain(login: &Login<'_>) -> bool {
    let listed = login.metadata().map(|metadata| metadata.challenge_methods.as_slice()).unwrap_or_default();
    !listed.is_empty() && !listed.iter().any(|method| method == "plain")
}

fn method_plain(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    let named = authorize.params.filled("code_challenge_method");
    // Without a method it is `plain`, as the pair then shows.
    let equal = login.pair().filter(|pair| pair.challenge.value == pair.verifier.value).map(|pair| pair.challenge);
    let sent = match named {
        Some(method) => Some(method).filter(|method| method.value == "plain"),
        None => equal.filter(|_| lists_no_plain(login)),
    };
    let sent = sent.or_not_applicable()?;
    not_assessed_if(authorize.hidden_params, HIDDEN)?;
    let hashed = login.pair().is_some_and(|pair| pair.relation == Relation::Matches);
    let refused_here = login.flow.error_response();
    let is_request = refused_here.is_some_and(|response| response.params.value("error") == Some("invalid_request"))
        || authorize.refusal().is_some_and(|page| page.error.as_deref() == Some("invalid_request"));
    let about_pkce = || login.decisive().is_some_and(|token| login.stages(token).contains(&Stage::Pkce));
    let found = if hashed {
        Found::proven(
            "The challenge is the SHA-256 of the verifier but declared as `plain`: the server compares it with the verifier itself.",
        )
    } else if refused_here.is_some() && blames_method(login) {
        Found::proven("The server refuses the method `plain`.")
    } else if lists_no_plain(login) && (is_request || about_pkce()) {
        Found::likely(
            "The request uses the method `plain`, but the server's metadata doesn't list it, and a server refuses a method that it doesn't support.",
        )
    } else if login.failed() && equal.is_some() {
        Found::possible("The method is `plain` and the pair is right; a server that allows only `S256` refuses it.")
            .only(Severity::Warning)
    } else {
        Found::proven(
            "PKCE is used with the method `plain`: anyone who sees the authorization request knows the verifier.",
        )
        .only(Severity::Warning)
    };
    Ok(found.shows("sent", authorize.seen, sent).authorize_param("code_challenge_method", "S256"))
}

fn absent(login: &Login<'_>, authorize: &AuthorizeRequest) -> Assessment {
    not_applicable_if(authorize.params.get("code_challenge").is_some())?;
    not_assessed_if(authorize.hidden_params, HIDDEN)?;
    let code_flow = authorize.params.value("response_type").is_none_or(|kind| kind.contains("code"));
    let damaged = authorize.params.iter().any(|param| param.name.contains("code_challenge"));
    let token = login.decisive();
    not_applicable_if(
        !code_flow || damaged || token.is_some_and(|token| token.params.filled("code_verifier").is_some()),
    )?;
    let words = ["pkce", "code_challenge", "code challenge", "code_verifier", "code verifier", "proof key"];
    let says = |text: &str| words.iter().any(|word| text.to_lowercase().contains(word));
    let at_authorize =
        login.flow.responses.iter().filter_map(|response| response.params.value("error_description")).any(says)
            || login.flow.responses.is_empty()
                && authorize.answers.iter().filter_map(|answer| answer.error_text.as_deref()).any(says);
    let at_token = token.is_some_and(|token| token.refused() && token.answer.says(&words));
    let found = if at_authorize || at_token {
        Found::proven("The login does not use PKCE (no `code_challenge`), but the server requires it.")
    } else if let Some(token) =
        token.filter(|token| !crate::login::client::authenticates(token) && !token.params.is_empty())
    {
        not_assessed_if(
            login.recording.sanitised && !crate::login::client::preflight_excludes_authorization(login, token),
            "the capture does not show whether the client is public: an `Authorization` header may have been removed",
        )?;
        Found::proven("A public client logs in without PKCE: there is no `code_challenge`.").only(Severity::Warning)
    } else {
        return not_applicable();
    };
    Ok(found
        .lacks("sent", authorize.seen, Message::AuthorizeRequest.query("code_challenge"))
        .authorize_param("code_challenge", NewValue::Needed("`BASE64URL(SHA256(code_verifier))` of a new verifier"))
        .authorize_param("code_challenge_method", "S256"))
}

fn verifier_missing(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let authorize = authorize_request(login)?;
    let challenge = challenge(authorize).or_not_applicable()?;
    not_assessed_if(authorize.hidden_params, HIDDEN)?;
    let sent = token.params.get("code_verifier");
    if let Some(sent) = sent.filter(|sent| !is_unset(&sent.value)) {
        not_assessed_if(sent.is_placeholder(), "`code_verifier` is redacted or a placeholder")?;
        return not_applicable();
    }
    not_assessed_if(token.params.is_empty(), "the parameters of the token request cannot be read")?;
    not_applicable_if(
        token
            .params
            .iter()
            .any(|param| param.name != "code_verifier" && param.name.to_ascii_lowercase().contains("verif")),
    )?;
    let message = match sent.map(|sent| sent.value.trim()) {
        None => "A `code_challenge` was sent, but the token request has no `code_verifier`.".to_owned(),
        Some("") => "A `code_challenge` was sent, but the token request's `code_verifier` is empty.".to_owned(),
        Some(text) if text.starts_with("[object ") => {
            "A `code_challenge` was sent, but the token request's `code_verifier` is the text of an object.".to_owned()
        }
        Some(word) => {
            format!("A `code_challenge` was sent, but the token request's `code_verifier` is the text `{word}`.")
        }
    };
    let found = Found::proven(message).shows("sent before", authorize.seen, challenge);
    let found = match sent {
        Some(sent) => found.shows("sent", token.seen, sent),
        None => found.lacks("sent", token.seen, Message::TokenRequest.body("code_verifier")),
    };
    Ok(found.token_param("code_verifier", NewValue::Needed("the code_verifier that belongs to the code_challenge")))
}

fn verifier_unexpected(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = token.params.filled("code_verifier").or_not_applicable()?;
    let authorize = authorize_request(login)?;
    not_assessed_if(authorize.hidden_params, HIDDEN)?;
    not_applicable_if(authorize.params.filled("code_challenge").is_some())?;
    not_applicable_if(authorize.params.iter().any(|param| param.name.contains("challenge")))?;
    let blamed = token.answer.is_any(&["invalid_grant", "invalid_request"]) || token.answer.error.is_none();
    Ok(Found::proven_if(
        blamed,
        "The token request has a `code_verifier`, but the authorization request had no `code_challenge`.",
    )
    .lacks("sent before", authorize.seen, Message::AuthorizeRequest.query("code_challenge"))
    .shows("sent", token.seen, sent)
    .authorize_param(
        "code_challenge",
        if sent.is_placeholder() {
            NewValue::Needed("`BASE64URL(SHA256(code_verifier))`")
        } else {
            NewValue::from(s256(&sent.value))
        },
    )
    .authorize_param("code_challenge_method", "S256"))
}

fn challenge(authorize: &AuthorizeRequest) -> Option<&Param> {
    authorize.asked("code_challenge")
}

/// Why nothing beside a `request_uri` or `request` counts (RFC 9101 section 6.3, RFC 9126 section 4).
const HIDDEN: &str = "the parameters that count are in a pushed request or request object that cannot be read";
