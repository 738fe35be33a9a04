//! How far a token endpoint came with a request, as its answer tells.

use super::words::Words;
use crate::flow::TokenExchange;
use crate::oauth::Answer;
use crate::providers::Cause;

/// What a token endpoint checks, in the order in which it does, and what an answer can be about: a mistake that it meets earlier
/// cannot be the reason of an answer about something later, and one that it meets later not of an answer about something earlier.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Stage {
    /// Method, media type and place of the parameters.
    Form,
    /// `grant_type`.
    GrantType,
    /// Which client it is.
    Identity,
    /// Client authentication: whether there is any, by which method.
    Client,
    /// Client authentication: whether the secret is right.
    Secret,
    /// An assertion of the client, or the one that is the grant.
    Assertion,
    /// What the server keeps of the client: it is disabled, or its secret has expired.
    Registration,
    /// The `DPoP` proof.
    Proof,
    /// The code, or the token in its place: whether it is one that was issued.
    Code,
    /// Any part of the grant.
    Grant,
    /// Whether the code or token was used before.
    Reuse,
    /// Whether the code or token has expired.
    Expiry,
    /// Whether the session of a token still lives, or was ended or revoked.
    Session,
    /// `redirect_uri`.
    RedirectUri,
    /// PKCE.
    Pkce,
    /// Name and password of a user.
    User,
    /// The user's account: it is locked, or needs a second factor.
    Account,
    /// What the user allowed.
    Consent,
    /// `scope`.
    Scope,
    /// `resource` and `audience`.
    Resource,
    /// How often the client asks.
    Polling,
}

impl Stage {
    /// Returns whether a mistake at this stage can be the reason of an answer about `answered`.
    ///
    /// To judge something later, the server must have got past it. A server that refuses the client has not looked at PKCE yet,
    /// while some report a `redirect_uri` as the client's mistake, and a bare `invalid_grant` stands for everything from the code
    /// on. Words that name one part of the grant leave the others out; a server that no longer finds a code may call it expired.
    pub fn explains(self, answered: Self) -> bool {
        match answered {
            Self::Form | Self::GrantType => true,
            // It may not have found the client because it could not read the request.
            Self::Client => self <= Self::Registration || self == Self::RedirectUri,
            Self::Secret => {
                matches!(self, Self::Identity | Self::Client | Self::Secret | Self::Registration | Self::RedirectUri)
            }
            Self::Assertion => matches!(self, Self::Client | Self::Assertion | Self::Registration),
            Self::Grant => self == Self::Identity || self >= Self::Code,
            Self::Reuse => matches!(self, Self::Grant | Self::Reuse),
            Self::Expiry => matches!(self, Self::Grant | Self::Reuse | Self::Expiry | Self::Session | Self::Code),
            Self::Session => matches!(self, Self::Grant | Self::Expiry | Self::Session),
            Self::Code => self == Self::Identity || (Self::Code..=Self::Session).contains(&self),
            Self::RedirectUri | Self::Pkce => self == Self::Grant || self == answered,
            _ => self == answered,
        }
    }

    /// Returns the stage at which a server judges a parameter of the token request.
    pub(crate) fn of_parameter(name: &str) -> Option<Self> {
        Some(match name {
            "grant_type" => Self::GrantType,
            "client_id" => Self::Identity,
            "client_secret" => Self::Secret,
            "client_assertion" | "client_assertion_type" | "assertion" => Self::Assertion,
            "code" | "refresh_token" | "device_code" | "auth_req_id" => Self::Code,
            "redirect_uri" => Self::RedirectUri,
            "code_verifier" => Self::Pkce,
            "username" | "password" => Self::User,
            "scope" => Self::Scope,
            "resource" | "audience" => Self::Resource,
            _ => return None,
        })
    }

    /// Returns whether a request that was taken before shows that nothing is wrong at this stage: its form and its values are
    /// right, while what was used or has aged since may not be.
    pub(crate) fn is_settled_by_success(self) -> bool {
        self <= Self::Secret
            || matches!(self, Self::Code | Self::RedirectUri | Self::Pkce | Self::Scope | Self::Resource)
    }

    /// Returns what an answer is about: by its words, where they name one thing, or else by the error code.
    pub fn from_answer(answer: &Answer) -> Option<Self> {
        Self::one_of(&Self::named(answer))
    }

    /// Returns the one thing of these, or the grant where all are parts of it.
    pub(crate) fn one_of(stages: &[Self]) -> Option<Self> {
        match stages {
            [] => None,
            [one] => Some(*one),
            [first, others @ ..] if others.iter().all(|other| other == first) => Some(*first),
            parts => parts.iter().all(|part| *part >= Self::Code).then_some(Self::Grant),
        }
    }

    /// Returns everything that an answer may be about, by its words, or else by the error code; nothing if both are silent.
    pub(crate) fn named(answer: &Answer) -> Vec<Self> {
        let by_code = match answer.error.as_deref() {
            Some("invalid_dpop_proof" | "use_dpop_nonce") => return vec![Self::Proof],
            Some("invalid_scope") => return vec![Self::Scope],
            Some("invalid_target") => return vec![Self::Resource],
            Some("slow_down") => return vec![Self::Polling],
            Some("invalid_client") => Some(Self::Client),
            Some("invalid_grant") => Some(Self::Grant),
            // A code of the server's own for what RFC 6749 calls `invalid_grant`, and as vague.
            Some(own) if own.ends_with("code") => Some(Self::Grant),
            _ => None,
        };
        let words = Words::of(answer);
        let named = match words.of_client(by_code == Some(Self::Client)) {
            Some(stage) => vec![stage],
            None if by_code == Some(Self::Client) => words.of_redirect_uri().into_iter().collect(),
            None => words.of_grant(answer.status == Some(401)),
        };
        if named.is_empty() { by_code.into_iter().collect() } else { named }
    }
}

/// Returns the mistake at a stage that an answer names in plain English.
pub(super) fn mistake(answer: &Answer, stage: Stage, refreshes: bool) -> Option<Cause> {
    Words::of(answer).of_mistake(stage, refreshes)
}

/// Returns whether an answer says that an assertion, or its `jti`, was used before.
pub(crate) fn says_assertion_was_used(answer: &Answer) -> bool {
    Words::of(answer).say_that_assertion_was_used()
}

/// Returns whether a text shows placeholders in the place of what a server judges: then its mistakes of form are all that can be
/// seen of it. A server that does not read a body finds no code in it, and some say of such a code that it is invalid.
pub(crate) fn hides_its_values(token: &TokenExchange) -> bool {
    let code = token.params.filled("code");
    token.excerpt && code.is_some_and(crate::oauth::Param::is_placeholder)
}

/// Returns whether a request of the same form, with the same code, got a token before: nothing in its form is wrong.
pub(crate) fn worked_before(tokens: &[TokenExchange], token: &TokenExchange) -> bool {
    let same_form = |earlier: &TokenExchange| {
        earlier.method == token.method
            && earlier.body == token.body
            && earlier
                .params
                .iter()
                .map(|param| (&param.name, &param.value))
                .eq(token.params.iter().map(|param| (&param.name, &param.value)))
    };
    tokens.iter().any(|earlier| earlier.is_before(token) && earlier.succeeded() && same_form(earlier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_what_an_answer_is_about() {
        for (words, about) in [
            ("", Stage::Grant),
            ("Invalid authorization code", Stage::Grant),
            ("Unknown authorization code", Stage::Code),
            ("The code has expired", Stage::Expiry),
            ("Invalid Refresh Token: Already Used", Stage::Reuse),
            ("Session not active", Stage::Session),
            ("The client secret has expired", Stage::Registration),
            ("User account is locked", Stage::Account),
            ("code_verifier does not match the code_challenge", Stage::Pkce),
            ("Invalid code, redirect_uri or code_verifier", Stage::Grant),
            ("Expired", Stage::Expiry),
            ("The code is known, it has expired", Stage::Expiry),
            ("Your subscription has expired, so no token is issued", Stage::Grant),
            ("Signing key expired", Stage::Grant),
            ("nonce already used", Stage::Grant),
            ("Client has already been moved", Stage::Grant),
            ("Consent has already been withdrawn", Stage::Consent),
            ("User session ended before the code was redeemed", Stage::Session),
        ] {
            let [error, description] = ["invalid_grant", words].map(|text| Some(text.to_owned()));
            assert_eq!(Stage::from_answer(&Answer { error, description, ..Answer::default() }), Some(about), "{words}");
        }
    }
}
