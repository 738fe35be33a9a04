//! The state of the server, and what each endpoint changes in it.

use std::collections::{BTreeMap, BTreeSet};

use super::client::Client;
use super::code::Code;
use super::device::DeviceCode;
use super::push::StoredRequest;
use super::refresh::RefreshToken;
use super::refusal::Refusal;
use crate::disclose::Secret;
use crate::oauth::BodyForm;

/// How the server is set up. Times are in milliseconds.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent choices of a server, not states")]
pub struct Config {
    /// Its name, sent as `iss` (RFC 9207) and in ID tokens.
    pub issuer: Option<String>,
    /// Where it redeems codes; `None` takes any URL for it.
    pub token_endpoint: Option<String>,
    /// By which names it is meant in assertions, beside its issuer and the URL that they are sent to (RFC 7523 §3, RFC 9126 §2).
    pub audiences: Vec<String>,
    /// An assertion that authenticates a client must have the issuer as its one audience (RFC 10070 §4).
    pub sole_audience: bool,
    /// How long a code lives: ten minutes at most (RFC 6749 §4.1.2).
    pub code_lifetime: i64,
    /// How long a pushed request lives: 5 to 600 seconds (RFC 9126 §2.2).
    pub request_uri_lifetime: i64,
    /// Public clients must use PKCE (RFC 9700 §2.1.1).
    pub requires_pkce: bool,
    /// The method `plain` is taken (RFC 7636 §4.2); RFC 9700 §2.1.1 asks for `S256`.
    pub allows_plain: bool,
    /// The origins of pages that may read its answers; `None` allows all of them.
    pub origins: Option<Vec<String>>,
    /// Body forms that it documents beside the form that RFC 6749 asks for.
    pub other_forms: Vec<BodyForm>,
    /// Parameters in the URL of a token request are read, too.
    pub reads_query: bool,
    /// A request without `scope` is refused (RFC 6749 §3.3 leaves the choice).
    pub requires_scope: bool,
    /// The nonce that a proof must have (RFC 9449 §8).
    pub dpop_nonce: Option<String>,
    /// How far the clocks of client and server may differ: a proof must be as new as this, an assertion may be as late.
    pub skew: i64,
    /// A token request may be a GET.
    pub allows_get: bool,
    /// Who may log in by the password grant, with which password; `None` does not have the grant (RFC 9700 §2.4).
    pub users: Option<Vec<(String, Secret)>>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            issuer: None,
            token_endpoint: None,
            audiences: Vec::new(),
            sole_audience: false,
            code_lifetime: 600_000,
            request_uri_lifetime: 600_000,
            requires_pkce: true,
            allows_plain: false,
            origins: None,
            other_forms: Vec::new(),
            reads_query: false,
            requires_scope: false,
            dpop_nonce: None,
            skew: 60_000,
            allows_get: false,
            users: None,
        }
    }
}

/// The server and what it remembers.
#[derive(Clone)]
pub struct Model {
    /// How it is set up.
    pub config: Config,
    pub(super) clients: BTreeMap<String, Client>,
    pub(super) pushed: BTreeMap<String, StoredRequest>,
    pub(super) codes: BTreeMap<String, Code>,
    pub(super) refresh_tokens: BTreeMap<String, RefreshToken>,
    pub(super) device_codes: BTreeMap<String, DeviceCode>,
    /// The `jti` of every proof and assertion that was taken.
    pub(super) jtis: BTreeSet<String>,
}

impl Model {
    /// Sets a server up that knows no client.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            clients: BTreeMap::new(),
            pushed: BTreeMap::new(),
            codes: BTreeMap::new(),
            refresh_tokens: BTreeMap::new(),
            device_codes: BTreeMap::new(),
            jtis: BTreeSet::new(),
        }
    }

    /// Registers a client, instead of one that has its identifier.
    pub fn register(&mut self, client: Client) {
        self.clients.insert(client.id.clone(), client);
    }

    /// Returns what it knows about a client.
    pub fn client(&self, id: &str) -> Option<&Client> {
        self.clients.get(id)
    }

    /// Gives out a code whose authorization request was not seen.
    pub fn issue_code(&mut self, value: &str, code: Code) {
        self.codes.insert(value.to_owned(), code);
    }

    /// Goes back to what it was before a request. Proofs and assertions that it has seen stay used.
    pub fn undo(&mut self, before: Self) {
        let jtis = std::mem::take(&mut self.jtis);
        *self = Self { jtis, ..before };
    }

    /// Binds a code that was issued to this S256 challenge.
    pub fn bind_code(&mut self, value: &str, challenge: &str) {
        if let Some(code) = self.codes.get_mut(value) {
            code.challenge = Some((challenge.to_owned(), true));
        }
    }

    /// Takes a proof of an earlier request as used: its `jti`, and the thumbprint of its key.
    pub fn use_proof(&mut self, key: &str, jti: &str) {
        self.jtis.insert(format!("{key} {jti}"));
    }

    /// Gives out a refresh token whose login was not seen.
    pub fn issue_refresh_token(&mut self, value: &str, token: RefreshToken) {
        self.refresh_tokens.insert(value.to_owned(), token);
    }

    /// Answers the preflight of a page (Fetch standard).
    pub fn preflight(&self, origin: &str) -> Result<(), Refusal> {
        let allows = |origins: &Vec<String>| origins.iter().any(|allowed| allowed == origin);
        if self.config.origins.as_ref().is_none_or(allows) { Ok(()) } else { Err(Refusal::OriginNotAllowed) }
    }
}
