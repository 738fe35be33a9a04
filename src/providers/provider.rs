//! The profile of a provider, and the words in which profiles are written.

use super::cause::Cause;
use super::log_text::Log;
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

/// A provider: a service, a product that many run, or a library for building servers.
#[derive(Debug)]
pub struct Provider {
    /// The id: kebab-case, never changes.
    pub id: &'static str,
    /// The name.
    pub name: &'static str,
    /// Its hosts and endpoints.
    pub endpoints: Endpoints,
    /// Messages that no other server writes: they identify the provider wherever it runs.
    pub signatures: &'static [&'static str],
    /// How long a code can be redeemed.
    pub code_lifetime: Option<Lifetime>,
    /// The forms of token request that it accepts.
    pub bodies: Option<Sourced<&'static [Enctype]>>,
    /// How a client may authenticate, by the names of OpenID Connect Core §9.
    pub client_auth: Option<Sourced<&'static [&'static str]>>,
    /// The form of the `code_challenge`, if it differs from RFC 7636.
    pub challenge: Option<Sourced<Challenge>>,
    /// Its own `grant_type` for redeeming a code, with its own parameters.
    pub own_grant: Option<Sourced<&'static str>>,
    /// A code is redeemed without `grant_type`.
    pub no_grant_type: Option<Source>,
    /// A code is used up by the first attempt to redeem it, even if that fails.
    pub burns_code: Option<Source>,
    /// A refresh token stays valid after it was exchanged for a newer one.
    pub keeps_refresh_tokens: Option<Source>,
    /// A code is redeemed at the token endpoint next to the authorization endpoint: on the same host, in the same tenant.
    pub binds_code: Option<Source>,
    /// The meanings of its refusals; the first match counts.
    pub replies: &'static [Reply],
    /// Its log messages.
    pub log: Log,
    /// Notes on it.
    pub notes: &'static [Note],
}

/// The hosts and endpoints of a provider.
#[derive(Debug)]
pub struct Endpoints {
    /// The hosts; `*` stands for a label, in front for one or more.
    pub hosts: &'static [&'static str],
    /// Hosts of the provider that issue no tokens.
    pub other_hosts: &'static [&'static str],
    /// Authorization endpoints: a path on each of the hosts, or a host and its path; `*` stands for a segment.
    pub authorize: &'static [&'static str],
    /// Token endpoints: the nth belongs to the nth authorization endpoint, the last one to the rest.
    pub token: &'static [&'static str],
    /// Token endpoints that have several names, each a host and its path; those that share a name are one.
    pub token_names: &'static [Sourced<&'static [&'static str]>],
    /// Whether it runs on its users' hosts, and what identifies it there.
    pub anywhere: Anywhere,
    /// Who says so.
    pub source: Option<Source>,
}

/// What identifies a provider on someone else's host.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Anywhere {
    /// Nothing: many share its paths.
    No,
    /// The path of either endpoint.
    Path,
    /// Both paths together, on one host.
    Pair,
}

/// A value with its source.
#[derive(Debug)]
pub struct Sourced<T> {
    /// What is claimed.
    pub value: T,
    /// Who says so.
    pub source: Source,
}

/// How long a code can be redeemed.
#[derive(Debug)]
pub struct Lifetime {
    /// In seconds.
    pub seconds: u32,
    /// It is a default: the server may be configured otherwise.
    pub configurable: bool,
    /// Who says so.
    pub source: Source,
}

/// How the parameters of a token request are encoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Enctype {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// JSON.
    Json,
    /// `multipart/form-data`.
    Multipart,
    /// Parameters in the URL.
    Query,
    /// A GET, with the parameters in the URL.
    Get,
}

/// A form of the `code_challenge` other than RFC 7636's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Challenge {
    /// The digest in hexadecimal.
    Hex,
    /// The digest in hexadecimal, and that text in base64url without padding.
    HexBase64Url,
}

/// A refusal.
#[derive(Debug)]
pub struct Reply {
    /// `error`, or what the server sends instead.
    pub error: Option<&'static str>,
    /// A regular expression that `error_description` matches.
    pub says: Option<&'static str>,
    /// Its possible causes, the likeliest first; one: the message is unambiguous; none: nothing that a capture shows.
    pub about: &'static [Cause],
    /// What it means, in one or two sentences.
    pub meaning: &'static str,
    /// Who says so.
    pub source: Source,
}

/// A note.
#[derive(Debug)]
pub struct Note {
    /// The causes that it helps with; none: it is of general interest.
    pub about: &'static [Cause],
    /// The text, in one or two sentences.
    pub text: &'static str,
    /// Who says so.
    pub source: Source,
}

/// Who makes a claim.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Source {
    /// The kind of source.
    pub kind: SourceKind,
    /// Its URL.
    pub url: &'static str,
}

/// The kind of source of a claim.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SourceKind {
    /// The provider's documentation.
    Documented,
    /// Its source code, or that of its client libraries.
    Code,
    /// An issue, a forum, a third party.
    Community,
}

impl Provider {
    /// Knows nothing; a profile fills in what is known.
    pub(crate) const NONE: Self = Self {
        id: "",
        name: "",
        endpoints: Endpoints::NONE,
        signatures: &[],
        code_lifetime: None,
        bodies: None,
        client_auth: None,
        challenge: None,
        own_grant: None,
        no_grant_type: None,
        burns_code: None,
        keeps_refresh_tokens: None,
        binds_code: None,
        replies: &[],
        log: Log::NONE,
        notes: &[],
    };

    /// Returns the source that says the provider accepts a token request in this form.
    pub fn takes(&self, body: Enctype) -> Option<Source> {
        let bodies = self.bodies.as_ref()?;
        bodies.value.contains(&body).then_some(bodies.source)
    }

    /// Returns the `code_challenge` of a verifier, if the provider requires a different one than RFC 7636.
    pub fn challenge_of(&self, verifier: &str) -> Option<String> {
        let hex = data_encoding::HEXLOWER.encode(&Sha256::digest(verifier));
        Some(match self.challenge.as_ref()?.value {
            Challenge::Hex => hex,
            Challenge::HexBase64Url => BASE64URL_NOPAD.encode(hex.as_bytes()),
        })
    }
}

impl Endpoints {
    pub(crate) const NONE: Self = Self {
        hosts: &[],
        other_hosts: &[],
        authorize: &[],
        token: &[],
        token_names: &[],
        anywhere: Anywhere::No,
        source: None,
    };
}

impl Source {
    /// Returns the kind of source and its URL.
    pub fn cite(&self) -> String {
        format!("{}: {}", self.kind.as_str(), self.url)
    }
}

impl SourceKind {
    /// Returns `documentation`, `source code` or `reports of users`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documentation",
            Self::Code => "source code",
            Self::Community => "reports of users",
        }
    }
}

/// The provider's documentation says so.
pub(crate) const fn documented(url: &'static str) -> Source {
    Source { kind: SourceKind::Documented, url }
}

/// The source code says so.
pub(crate) const fn code(url: &'static str) -> Source {
    Source { kind: SourceKind::Code, url }
}

/// Users say so.
pub(crate) const fn community(url: &'static str) -> Source {
    Source { kind: SourceKind::Community, url }
}

/// A code lives this long.
#[expect(clippy::unnecessary_wraps, reason = "the fields of a profile are optional")]
pub(crate) const fn seconds(seconds: u32, source: Source) -> Option<Lifetime> {
    Some(Lifetime { seconds, configurable: false, source })
}

/// A code lives this long unless the server is configured otherwise.
#[expect(clippy::unnecessary_wraps, reason = "the fields of a profile are optional")]
pub(crate) const fn by_default(seconds: u32, source: Source) -> Option<Lifetime> {
    Some(Lifetime { seconds, configurable: true, source })
}

/// Makes a claim.
#[expect(clippy::unnecessary_wraps, reason = "the fields of a profile are optional")]
pub(crate) const fn claim<T: Copy>(value: T, source: Source) -> Option<Sourced<T>> {
    Some(Sourced { value, source })
}

/// An `error` with a description.
pub(crate) const fn says(
    error: &'static str,
    says: &'static str,
    about: &'static [Cause],
    meaning: &'static str,
    source: Source,
) -> Reply {
    Reply { error: Some(error), says: Some(says), about, meaning, source }
}

/// An `error`, whatever its description.
pub(crate) const fn error(
    error: &'static str,
    about: &'static [Cause],
    meaning: &'static str,
    source: Source,
) -> Reply {
    Reply { error: Some(error), says: None, about, meaning, source }
}

/// A description, under whatever `error`.
pub(crate) const fn words(says: &'static str, about: &'static [Cause], meaning: &'static str, source: Source) -> Reply {
    Reply { error: None, says: Some(says), about, meaning, source }
}

/// A note.
pub(crate) const fn note(about: &'static [Cause], text: &'static str, source: Source) -> Note {
    Note { about, text, source }
}
