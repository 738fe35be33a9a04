//! How the values of a form were encoded.

use crate::disclose::Shown;
use crate::flow::{Shows, TokenExchange};
use crate::login::{Login, Stage};
use crate::oauth::Param;
use crate::oauth::spec::{RFC6749, URL_STANDARD};
use crate::rules::assessment::{OrNoFinding, not_applicable_if};
use crate::rules::{Assessment, Check, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "parameter-plus-unencoded",
    summary: "a form value contains a `+` that is not percent-encoded",
    why: "In a form, `+` means a space. A base64 secret or token that goes into the body unencoded reaches the server \
          with spaces in it and no longer matches: the login works or fails depending on whether the value happens to \
          contain a `+`.",
    fix: "Encode every value of the form, so that `+` becomes `%2B`: build the body with a form encoder, not by hand.",
    errors: &["invalid_grant", "invalid_client", "invalid_request"],
    refusals: &[Refusal::SecretDiffers, Refusal::CodeUnknown, Refusal::RefreshTokenUnknown],
    spec: &[RFC6749.at("B"), URL_STANDARD.at("urlencoded-parsing")],
    optional: Optional::NONE.shows(&[Shows::Body]).needs("the value as the server expects it"),
    check: Check::Request(plus_unencoded),
}];

fn plus_unencoded(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(token.params.is_empty() || login.succeeded(token) || login.is_to_backend(token))?;
    // A server that judged the grant has taken the client.
    let has_client = token.refused() && login.stage(token).is_some_and(|stage| stage >= Stage::Code);
    let suspect = |param: &&Param| {
        // Where there is something to compare with, the rule that compares says it better.
        let compared = match param.name.as_str() {
            "code_verifier" => login.pair().is_some(),
            "code" => login.delivered_code().is_some(),
            "client_secret" => has_client,
            _ => false,
        };
        NAMES.contains(&param.name.as_str()) && !compared && param.lost_plus()
    };
    let param = token.params.iter().find(suspect).or_not_applicable()?;
    // What the server issued decides it.
    let issued = login.traffic.flows.iter().take(MOST_LOGINS).flat_map(|flow| &flow.tokens);
    let issued = issued.filter_map(|other| other.answer.refresh_token.as_ref());
    let was_issued = param.name == "refresh_token"
        && issued
            .into_iter()
            .any(|issued| issued.expose().contains('+') && issued.expose().replace('+', " ") == param.value);
    let message = format!(
        "The value of `{}` contains a `+` that was not percent-encoded, so the server reads a space instead.",
        param.name
    );
    Ok(Found::proven_if(was_issued, message).shows_value_at(
        "server reads",
        token.seen,
        param.part(),
        Shown::named(&param.name, &param.value),
        param.at,
    ))
}

impl Param {
    /// Returns whether a `+` of a value that has no spaces was sent as it is, and read as a space.
    pub(crate) fn lost_plus(&self) -> bool {
        self.raw.contains('+') && self.value.contains(' ') && looks_random(&self.raw)
    }
}

/// A phrase has spaces of its own; what a generator made has letters of both cases and digits.
fn looks_random(raw: &str) -> bool {
    let has = |wanted: fn(char) -> bool| raw.chars().any(wanted);
    raw.len() >= 16 && has(|c| c.is_ascii_lowercase()) && has(|c| c.is_ascii_uppercase()) && has(|c| c.is_ascii_digit())
}

/// Parameters whose values have no spaces.
const NAMES: &[&str] = &["client_secret", "refresh_token", "code", "code_verifier"];

/// How many logins are searched for the token that was issued.
const MOST_LOGINS: usize = 500;
