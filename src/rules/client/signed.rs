//! A JWT that the client sends for itself or for a grant.

use serde_json::{Map, Value};

use crate::flow::TokenExchange;
use crate::login::Login;
use crate::oauth::{Param, Part, jwt};
use crate::rules::assessment::{NoFinding, OrNoFinding, not_assessed, ruled_out};
use crate::rules::{Change, NewValue};

/// Those that the client signs itself.
pub(super) const SIGNED: &[&str] = &["client_assertion", "assertion"];

/// The year 5138 in milliseconds: what lies behind is a number of milliseconds in the place of seconds.
pub(super) const FAR: i64 = 100_000_000_000_000;

/// A JWT of the request, with its claims.
pub(super) struct Assertion<'a> {
    pub(super) param: &'a Param,
    pub(super) claims: Map<String, Value>,
}

impl Assertion<'_> {
    pub(super) fn is_client(&self) -> bool {
        self.param.name == "client_assertion"
    }

    pub(super) fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// Returns a time in milliseconds.
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]
    pub(super) fn time(&self, claim: &str) -> Option<i64> {
        Some((self.claims.get(claim)?.as_f64()? * 1000.0) as i64)
    }

    /// Returns whether another party than the client may have signed it for the client, so that `iss` and `sub` name a workload and
    /// not the client (RFC 7521 §5.2): the two differ, or are not OAuth identifiers, as in SPIFFE.
    pub(super) fn is_federated(&self) -> bool {
        let is_workload = |claim: &str| self.text(claim).is_some_and(|text| text.starts_with("spiffe://"));
        let own = ["iss", "sub"].map(|claim| self.text(claim));
        let differ = own.iter().all(Option::is_some) && own[0] != own[1];
        self.is_client() && (differ || is_workload("sub") || is_workload("iss"))
    }

    pub(super) fn part(&self, claim: &str) -> Part {
        self.param.part().join(claim)
    }

    /// Returns whether the answer may be about it.
    fn is_blamed(&self, token: &TokenExchange) -> bool {
        let answer = &token.answer;
        let errors: &[&str] = if self.is_client() {
            &["invalid_client", "unauthorized_client"]
        } else {
            &["invalid_grant", "invalid_request"]
        };
        answer.is_any(errors) || answer.error.is_none() || answer.says(&["assertion", "jwt"])
    }

    pub(super) fn renewed(&self) -> Change {
        Change::Set(self.param.name.clone(), NewValue::Needed("a newly signed JWT"))
    }
}

/// Returns a JWT of the request under one of these names, where the answer may be about it, or why there is nothing to say.
pub(super) fn assertion<'a>(
    login: &Login<'_>,
    token: &'a TokenExchange,
    names: &[&str],
) -> Result<Assertion<'a>, NoFinding> {
    let param = token.params.filled_any(names).or_not_applicable()?;
    if login.succeeded(token) {
        return ruled_out(format!("the server accepted the `{}`", param.name));
    }
    if param.is_placeholder() {
        return not_assessed(format!("the `{}` is redacted", param.name));
    }
    let Some(claims) = jwt::claims(&param.value) else {
        return not_assessed(format!("the `{}` is not a readable JWT", param.name));
    };
    let found = Assertion { param, claims };
    if token.refused() && !found.is_blamed(token) {
        return not_assessed(format!("the answer is not about the `{}`", param.name));
    }
    Ok(found)
}

/// Returns whether this `client_assertion_type` is for no JWT: that of SAML, a grant type, or no URI at all (RFC 7521 §4.2). Others
/// than that of RFC 7523 are for JWTs, too: SPIFFE has one, and so have servers.
pub(super) fn is_of_no_jwt(kind: &Param) -> bool {
    let is_of_assertion = kind.value.contains(":client-assertion-type:") && !kind.value.contains("saml");
    let is_of_own = kind.value.contains("://");
    !kind.is_placeholder() && !is_of_assertion && !is_of_own
}

/// Returns whether the server says that a claim is wrong, other than for whom and until when the assertion is.
pub(super) fn blames_claims(token: &TokenExchange) -> bool {
    let words = [
        "claim",
        "'iss'",
        "'sub'",
        "\"iss\"",
        "\"sub\"",
        "`iss`",
        "`sub`",
        "iss ",
        "sub ",
        "issuer",
        "subject",
        "client_id",
        "jti",
    ];
    token.answer.says(&words) && !token.answer.says(&["audience", "expired", "federated"])
}
