//! How far a token endpoint came with a request, as its answer tells.

use crate::flow::TokenExchange;
use crate::oauth::Answer;

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

    /// Returns everything that an answer may be about, by its words, or else by the error code; nothing where both are silent.
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
            None => words.of_grant(),
        };
        if named.is_empty() { by_code.into_iter().collect() } else { named }
    }
}

/// The words of an answer, in lower case, without the error code of a specification.
struct Words(String);

impl Words {
    fn of(answer: &Answer) -> Self {
        let words = answer.words();
        let (error, description) = words.split_once('\n').unwrap_or((&words, ""));
        let is_word = !SPECIFIED.contains(&error) && !error.ends_with("code");
        Self(if is_word { words } else { description.to_owned() })
    }

    fn say(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.0.contains(word))
    }

    /// Returns what they say of the client and what proves it, if they do.
    fn of_client(&self, is_refused: bool) -> Option<Stage> {
        if self.say(&["assertion", "jti", "private_key_jwt"]) {
            return Some(Stage::Assertion);
        }
        if self.say(&["dpop"]) {
            return Some(Stage::Proof);
        }
        let secret = self.say(&["client secret", "client_secret", "client credentials", "incorrect_client"])
            || is_refused && self.say(&["secret"]);
        let other = self.names_code() || self.say(&["token", "session", "grant", "user", "account"]);
        let client = secret || self.say(&["client", "application"]) && (is_refused || !other);
        let ended = client && self.say(ENDED) && !self.say(&["not enabled for", "user", "account"]);
        if ended || secret && self.say(EXPIRED) {
            return Some(Stage::Registration);
        }
        let missing = self.say(&["missing", "required", "not provided", "no client", "must"]);
        (secret && !missing).then_some(Stage::Secret)
    }

    /// Returns whether they name a code, or a token in its place.
    fn names_code(&self) -> bool {
        let is_word = |at: usize| {
            let before = self.0.get(..at).unwrap_or_default();
            let behind = self.0.get(at + "code".len()..).unwrap_or_default();
            let is_other = ["status ", "error ", "http "].iter().any(|other| before.ends_with(other))
                || ["_verifier", "_challenge", " verifier", " challenge"].iter().any(|other| behind.starts_with(other));
            !is_other && !behind.starts_with(|c: char| c.is_ascii_alphanumeric())
        };
        self.say(&["refresh token", "refresh_token"]) || self.0.match_indices("code").any(|(at, _)| is_word(at))
    }

    fn of_redirect_uri(&self) -> Option<Stage> {
        let words =
            ["redirect_uri", "redirect uri", "redirecturi", "redirect url", "redirect_mismatch", "redirection uri"];
        self.say(&words).then_some(Stage::RedirectUri)
    }

    /// Returns the parts of the grant, and of what comes after it, that they name.
    fn of_grant(&self) -> Vec<Stage> {
        let pkce = self.say(&["verifier", "pkce", "code_challenge", "code challenge", "proof key"]);
        let redirect_uri = self.of_redirect_uri().is_some();
        let password = self.say(&["password", "username", "user name", "bad credentials", "user credentials"]);
        let account = self.say(ACCOUNT) || password && self.say(EXPIRED);
        let is_code = self.names_code();
        // What has expired or was used is something else where a long text does not name it.
        let is_about_it = is_code || self.say(&["token", "grant"]) || self.0.len() <= SHORT;
        let is_unknown =
            self.say(&["unknown", "not found", "malformed", "does not exist", "not exist", "unrecognized"]);
        let expired = is_about_it && !account && self.say(EXPIRED);
        let is_invalid = (is_code || expired) && self.say(&["invalid", "incorrect", "not valid"]);
        let reused = is_about_it && self.say(USED);
        // "Invalid code", as RFC 6749 puts it, and "invalid or expired" name nothing: some servers say so of every code.
        if is_invalid && !is_unknown && !reused && !pkce && !redirect_uri {
            let parts = [(true, Stage::Grant), (expired, Stage::Expiry)];
            return parts.into_iter().filter(|(is_named, _)| *is_named).map(|(_, stage)| stage).collect();
        }
        // The code is often named beside what does not fit it: it is blamed itself where it is one of several.
        let is_one_of_several = self.say(&[" or ", ", ", "/"]);
        let session = !account && self.say(SESSION);
        let revoked = !account && !session && self.say(REVOKED);
        let ended = session || revoked;
        let is_blamed = !reused && (is_unknown || is_invalid || !(expired || ended));
        let code = is_code && is_blamed && (!(pkce || redirect_uri) || is_one_of_several);
        let found = [
            // A server that takes the second use of a token for theft revokes the others (RFC 9700 section 4.14.2).
            (reused || revoked && !expired, Stage::Reuse),
            (expired, Stage::Expiry),
            (ended, Stage::Session),
            (code, Stage::Code),
            (redirect_uri, Stage::RedirectUri),
            (pkce, Stage::Pkce),
            (password && !account, Stage::User),
            (account, Stage::Account),
            (self.say(&["consent"]), Stage::Consent),
            (self.say(&["polling", "too frequent", "too often", "too fast", "slow down"]), Stage::Polling),
        ];
        found.into_iter().filter(|(is_named, _)| *is_named).map(|(_, stage)| stage).collect()
    }
}

/// The error codes of RFC 6749 section 5.2: their letters are no words about the request.
const SPECIFIED: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

/// As much as a text holds that says one thing.
const SHORT: usize = 40;

const EXPIRED: &[&str] = &["expired", "timed out", "too old", "expiration"];

const USED: &[&str] = &[
    "already",
    "been used",
    "been redeemed",
    "been consumed",
    "been exchanged",
    "was redeemed",
    "was used",
    "reuse",
    "re-use",
    "replay",
    "used before",
    "used once",
    "used twice",
    "more than once",
];

/// What ends a session, or a token with it.
const SESSION: &[&str] = &[
    "session not",
    "session is not",
    "session has",
    "session does",
    "session was",
    "session expired",
    "no session",
    "logged out",
    "signed out",
];

/// What ends a token, or its session.
const REVOKED: &[&str] = &["revoked", "not active", "inactive", "no longer active"];

/// What ends a client.
const ENDED: &[&str] =
    &["disabled", "deactivated", "suspended", "blocked", "locked", "not active", "inactive", "not enabled", "revoked"];

/// What keeps a user out who gave the right password.
const ACCOUNT: &[&str] = &[
    "locked",
    "disabled",
    "suspended",
    "deactivated",
    "multi-factor",
    "multifactor",
    "multi factor",
    "mfa",
    "second factor",
    "two-factor",
    "2fa",
    "not fully set up",
    "not verified",
    "interaction_required",
    "conditional access",
];

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
        ] {
            let [error, description] = ["invalid_grant", words].map(|text| Some(text.to_owned()));
            assert_eq!(Stage::from_answer(&Answer { error, description, ..Answer::default() }), Some(about), "{words}");
        }
    }
}
