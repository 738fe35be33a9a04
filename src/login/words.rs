//! What the words of an answer are about.

use super::stage::Stage;
use crate::oauth::Answer;
use crate::providers::Cause;

/// The words of an answer, in lower case, without the error code of a specification.
pub(super) struct Words(String);

impl Words {
    pub(super) fn of(answer: &Answer) -> Self {
        let words = answer.words();
        let (error, description) = words.split_once('\n').unwrap_or((&words, ""));
        let is_word = !SPECIFIED.contains(&error) && !error.ends_with("code");
        Self(if is_word { words } else { description.to_owned() })
    }

    fn say(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.0.contains(word))
    }

    /// Returns what they say about the client and what proves it, if they do.
    pub(super) fn of_client(&self, is_refused: bool) -> Option<Stage> {
        let lacks = self.say(&["missing", "required", "not provided", "no client", "must"]);
        let names_assertion = self.say(&["assertion", "jti", "private_key_jwt"]);
        // A request that has none is one without client authentication.
        let is_absent = is_refused && lacks && !self.say(&["claim", "jti", "sign"]);
        if names_assertion && !is_absent {
            return Some(Stage::Assertion);
        }
        if self.say(&["dpop"]) {
            return Some(Stage::Proof);
        }
        if is_refused && self.say(OF_ASSERTION) {
            return Some(Stage::Assertion);
        }
        let secret = self.say(&["client secret", "client_secret", "client credentials", "incorrect_client"])
            || is_refused && self.say(&["secret"]);
        let other = self.names_code() || self.say(&["token", "session", "grant", "user", "account"]);
        let client = secret || is_refused || self.say(&["client", "application"]) && !other;
        let ended = client && self.say(ENDED) && !self.say(&["not enabled for", "user", "account"]);
        // What has expired of a client that is refused is its own: its secret, its key, or the client.
        if ended || (secret || is_refused) && self.say(&[EXPIRED, &["rotated"]].concat()) {
            return Some(Stage::Registration);
        }
        (secret && !lacks).then_some(Stage::Secret)
    }

    /// Returns whether they name a code, or a token in its place.
    fn names_code(&self) -> bool {
        names_code(&self.0)
    }

    /// Returns whether they say that the assertion, or its `jti`, was used before.
    pub(super) fn say_that_assertion_was_used(&self) -> bool {
        self.say_of(USED, |text| ["assertion", "jti", "jwt", "token"].iter().any(|name| text.contains(name)))
    }

    /// Returns whether one of these words is said of a subject: in a clause that names it, or that names nothing in a text that
    /// names it or nothing at all. "Your subscription has expired" says nothing of a code.
    fn say_of(&self, words: &[&str], is_subject: impl Fn(&str) -> bool) -> bool {
        let is_bare = |text: &str| {
            let mut letters = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
            letters.all(|word| FILLERS.contains(&word))
        };
        // It goes on about what the text spoke of before.
        let goes_on = |text: &str| text.split_whitespace().next().is_some_and(|word| GOING_ON.contains(&word));
        let clauses = ENDS.iter().fold(vec![self.0.as_str()], |clauses, end| {
            clauses.into_iter().flat_map(|clause| clause.split(end)).collect()
        });
        // What something else came before did not happen.
        let before = |clause: &str| clause.find(" before ").map_or(clause.len(), |at| at + " before".len());
        clauses.into_iter().map(|clause| &clause[..before(clause)]).any(|clause| {
            let is_about_it =
                is_subject(clause) || (is_bare(clause) || goes_on(clause)) && is_subject(&self.0) || is_bare(&self.0);
            is_about_it && words.iter().any(|word| clause.contains(word))
        })
    }

    pub(super) fn of_redirect_uri(&self) -> Option<Stage> {
        let words = [
            "redirect_uri",
            "redirect uri",
            "redirecturi",
            "redirect url",
            "redirect_mismatch",
            "redirection uri",
            "invalid redirect",
        ];
        self.say(&words).then_some(Stage::RedirectUri)
    }

    /// Returns the one mistake that they name in plain English, whoever the server is: "PKCE verification failed".
    pub(super) fn of_mistake(&self, stage: Stage, refreshes: bool) -> Option<Cause> {
        let is_grant =
            |text: &str| names_code(text) || ["token", "grant", "authorization"].iter().any(|name| text.contains(name));
        // Two reasons, of which one is the case.
        if self.say(&[" or ", " / ", "either"]) {
            return None;
        }
        match stage {
            Stage::Pkce if self.say(DIFFER) && !self.say(LACK) => Some(Cause::PkceMismatch),
            Stage::Pkce if self.say(&["verifier"]) && self.say(LACK) && !self.say(&["challenge"]) => {
                Some(Cause::VerifierMissing)
            }
            Stage::RedirectUri if self.say(&["regist", "allow", "permitted", "whitelist"]) => {
                let differs =
                    self.say(DIFFER) || self.say(&["not regist", "not allow", "not permitted", "not whitelist"]);
                differs.then_some(Cause::RedirectUriUnregistered)
            }
            // One that does not match may be none that is registered.
            Stage::RedirectUri
                if self.say(DIFFER) && self.say(&["authoriz", "original", "previous", "first"]) && !self.say(LACK) =>
            {
                Some(Cause::RedirectUri)
            }
            Stage::Reuse if self.say_of(USED, is_grant) => {
                Some(if refreshes { Cause::RefreshReused } else { Cause::CodeReused })
            }
            Stage::Expiry => Some(if refreshes { Cause::RefreshExpired } else { Cause::CodeExpired }),
            _ => None,
        }
    }

    /// Returns the parts of the grant, and of what comes after it, that they name.
    pub(super) fn of_grant(&self, is_refused: bool) -> Vec<Stage> {
        let pkce = self.say(&["verifier", "pkce", "code_challenge", "code challenge", "proof key"]);
        let redirect_uri = self.of_redirect_uri().is_some();
        let password = self.say(&["password", "username", "user name", "user credentials", "login credentials"])
            || !is_refused && self.say(&["bad credentials"]);
        let is_old_password = self.say(&["password"]) && self.say_of(EXPIRED, |text| text.contains("password"));
        let account = self.say(ACCOUNT) || is_old_password;
        let is_code = self.names_code();
        let is_it = |text: &str| {
            names_code(text)
                || ["token", "grant", "authorization", "auth_req_id"].iter().any(|name| text.contains(name))
        };
        let is_unknown =
            self.say(&["unknown", "not found", "malformed", "does not exist", "not exist", "unrecognized"]);
        // "Expired due to it being revoked" is revoked.
        let is_end_of_life = !["due to", "because"].iter().any(|cause| {
            self.0.split_once(cause).is_some_and(|(_, reason)| REVOKED.iter().any(|word| reason.contains(word)))
        });
        let expired = !account && is_end_of_life && self.say_of(EXPIRED, is_it);
        let is_invalid = (is_code || expired) && self.say(&["invalid", "incorrect", "not valid"]);
        let reused = self.say_of(USED, is_it);
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

/// Returns whether a text names a code, or a refresh token.
fn names_code(text: &str) -> bool {
    let is_word = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + "code".len()..).unwrap_or_default();
        let is_other = ["status ", "error ", "http "].iter().any(|other| before.ends_with(other))
            || ["_verifier", "_challenge", " verifier", " challenge"].iter().any(|other| behind.starts_with(other));
        !is_other && !behind.starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    ["refresh token", "refresh_token"].iter().any(|name| text.contains(name))
        || text.match_indices("code").any(|(at, _)| is_word(at))
}

/// Error codes, above all those of RFC 6749 section 5.2: their letters are not words about the request.
const SPECIFIED: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    // Google's APIs.
    "invalid_argument",
];

/// What ends a clause.
const ENDS: &[&str] =
    &[".", ";", ",", ":", "(", ")", "!", "\n", " and ", " or ", " but ", " because ", " since ", " while "];

/// Words that name nothing that could have expired or been used.
const FILLERS: &[&str] = &[
    "it",
    "its",
    "they",
    "this",
    "that",
    "which",
    "the",
    "a",
    "an",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "has",
    "have",
    "had",
    "may",
    "might",
    "can",
    "could",
    "cannot",
    "not",
    "no",
    "longer",
    "already",
    "also",
    "or",
    "and",
    "but",
    "possibly",
    "probably",
    "likely",
    "perhaps",
    "either",
    "too",
    "old",
    "more",
    "than",
    "once",
    "twice",
    "only",
    "before",
    "again",
    "error",
    "invalid",
    "bad",
    "expired",
    "expiration",
    "timed",
    "out",
    "used",
    "use",
    "redeemed",
    "consumed",
    "exchanged",
    "claimed",
    "revoked",
    "reuse",
    "reused",
    "re",
    "replay",
    "replayed",
    "detected",
    "attempt",
    "attack",
    "please",
    "try",
];

/// The first word of a clause without a subject of its own.
const GOING_ON: &[&str] = &["it", "which", "that", "was", "is", "has", "had", "may", "might", "already"];

/// What the server judges of an assertion that a client authenticates with.
const OF_ASSERTION: &[&str] =
    &["audience", "replay", "already been used", "signature", "kid ", "federated", "unsigned", "alg "];

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

/// What is said of two values of which one is not the other's.
const DIFFER: &[&str] = &[
    "mismatch",
    "not match",
    "n't match",
    "not correspond",
    "verification failed",
    "validation failed",
    "failed verification",
    "failed validation",
    "failed to verify",
    "failed to validate",
];

/// What is said of a value that is not there.
const LACK: &[&str] =
    &["missing", "required", "must", "not provided", "not present", "no code", "without", "empty", "absent", "should"];

/// What ends a session, or a token with it.
const SESSION: &[&str] = &[
    "session not",
    "session is not",
    "session has",
    "session does",
    "session was",
    "session expired",
    "session ended",
    "session terminated",
    "no session",
    "logged out",
    "signed out",
];

/// What ends a token, or its session.
const REVOKED: &[&str] = &["revoked", "not active", "inactive", "no longer active"];

/// What ends a client.
const ENDED: &[&str] = &[
    "disabled",
    "deactivated",
    "suspended",
    "blocked",
    "locked",
    "not active",
    "inactive",
    "not enabled",
    "revoked",
    "deleted",
];

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
