//! What a program says about a login that failed.

use jiff::Timestamp;

use crate::disclose::Secret;
use crate::flow::Seen;
use crate::oauth::Grant;
use crate::providers::{Cause, Check, Meaning, Provider};

/// What a program concluded of a login that failed, and the facts that it printed with it.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Where it stands.
    pub seen: Seen,
    /// Who found it out, and of what.
    pub check: Check,
    /// What the words mean, where that is known.
    pub meaning: Option<Meaning>,
    /// Who wrote them, where that is a provider.
    pub provider: Option<&'static Provider>,
    /// The words, without the secrets in them.
    pub said: String,
    /// How many records say so.
    pub witnesses: usize,
    /// What they say about the messages.
    pub facts: StatedFacts,
    /// The number of the last record that says so.
    pub(super) record: usize,
    /// The thread that wrote it.
    pub(super) thread: Option<String>,
    /// What links it to others: names with values.
    pub(super) ids: Vec<(String, String)>,
}

/// What a record says about the messages of a login.
#[derive(Clone, Debug, Default)]
pub struct StatedFacts {
    /// The grant.
    pub grant: Option<Grant>,
    /// The method of the request.
    pub method: Option<String>,
    /// The URL of the endpoint, or its path.
    pub url: Option<String>,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// `error` of the answer; not the code of an event.
    pub error: Option<String>,
    /// `error_description` of the answer.
    pub description: Option<String>,
    /// `client_id`.
    pub client_id: Option<String>,
    /// `redirect_uri`.
    pub redirect_uri: Option<String>,
    /// What was expected, where the record prints it in full.
    pub expected: Option<String>,
    /// What was got in its place.
    pub got: Option<String>,
    /// Credentials that the record prints.
    pub secrets: Vec<Secret>,
}

impl StatedFacts {
    /// Takes what is not known yet from another record of the same failure.
    pub(super) fn complete(&mut self, other: Self) {
        fn fill<T>(known: &mut Option<T>, other: Option<T>) {
            *known = known.take().or(other);
        }
        fill(&mut self.grant, other.grant);
        fill(&mut self.method, other.method);
        fill(&mut self.url, other.url);
        fill(&mut self.status, other.status);
        fill(&mut self.error, other.error);
        fill(&mut self.description, other.description);
        fill(&mut self.client_id, other.client_id);
        fill(&mut self.redirect_uri, other.redirect_uri);
        if self.expected.is_none() {
            self.expected = other.expected;
            self.got = other.got;
        }
        self.secrets.extend(other.secrets);
    }

    /// Returns what was expected and what was got in its place, where both are known and differ.
    pub fn difference(&self) -> Option<(&str, &str)> {
        let (expected, got) = self.expected.as_deref().zip(self.got.as_deref())?;
        (expected != got).then_some((expected, got))
    }
}

impl Statement {
    /// Returns what it can be about, the likeliest first.
    pub fn about(&self) -> &'static [Cause] {
        self.meaning.map(|meaning| meaning.about).unwrap_or_default()
    }

    /// Returns when it was written.
    pub fn time(&self) -> Option<Timestamp> {
        self.seen.time
    }

    /// Returns the grant that it is about, as far as the facts or the words tell.
    pub fn grant(&self) -> Option<Grant> {
        let about = self.about();
        let all = |of: fn(Cause) -> bool| !about.is_empty() && about.iter().copied().all(of);
        let by_words = || {
            if all(|cause| matches!(cause, Cause::RefreshExpired | Cause::RefreshReused)) {
                Some(Grant::RefreshToken)
            } else if all(is_of_code) {
                Some(Grant::AuthorizationCode)
            } else {
                None
            }
        };
        self.facts.grant.or_else(by_words)
    }
}

/// Returns whether only the authorization code grant can meet it.
fn is_of_code(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::CodeReused
            | Cause::CodeExpired
            | Cause::CodeUnknown
            | Cause::RedirectUri
            | Cause::RedirectUriMissing
            | Cause::PkceMismatch
            | Cause::PkceMissing
            | Cause::PkceUnexpected
            | Cause::VerifierMissing
            | Cause::VerifierMalformed
            | Cause::VerifierOfOtherFlow
            | Cause::ChallengeMethod
            | Cause::StateLost
            | Cause::StateMismatch
            | Cause::StateMissing
    )
}
