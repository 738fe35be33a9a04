//! What a strict authorization server answers, as a pure state machine: the clients, the codes that it gives out and the time are
//! arguments, and there is no I/O.
//!
//! It follows RFC 6749 (§4.1, §2.3, §5.2, §6), RFC 7636, RFC 9126 (pushed requests), RFC 9207 (`iss`), RFC 9449 (`DPoP`), the code
//! flow of OpenID Connect Core, and the grants of RFC 7523, RFC 8628 and RFC 8693; where these leave a choice, RFC 9700. Each endpoint makes
//! its checks in the order in which they stand in [`Refusal`]; that for pushed requests authenticates the client before it looks at
//! what is asked for. It verifies no signatures: those of proofs and assertions are taken as right.
//!
//! # Example: a verifier that does not belong to the challenge
//!
//! ```
//! use oauth_doctor::oauth::Request;
//! use oauth_doctor::server::model::{Client, Config, Decision, Issue, Model, Refusal};
//!
//! let mut server = Model::new(Config::default());
//! server.register(Client::public("spa", ["https://app.example/cb"]));
//! let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
//! let ask = Request::get("https://as.example/authorize", [
//!     ("response_type", "code"),
//!     ("client_id", "spa"),
//!     ("redirect_uri", "https://app.example/cb"),
//!     ("code_challenge", challenge),
//!     ("code_challenge_method", "S256"),
//! ]);
//! server.authorize(&ask, 0, Decision::Grant("a-code"))?;
//! let redeem = |verifier| Request::form("https://as.example/token", [
//!     ("grant_type", "authorization_code"),
//!     ("client_id", "spa"),
//!     ("code", "a-code"),
//!     ("redirect_uri", "https://app.example/cb"),
//!     ("code_verifier", verifier),
//! ]);
//! let wrong = server.token(&redeem(challenge), 1_000, Issue::access("t1"));
//! assert_eq!(wrong.unwrap_err(), Refusal::VerifierDiffers);
//! let right = server.token(&redeem("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), 2_000, Issue::access("t2"));
//! assert!(right.is_ok());
//! # Ok::<(), Refusal>(())
//! ```

mod assertion;
mod authenticate;
mod authorize;
mod client;
mod code;
mod device;
mod party;
mod proof;
mod push;
mod read;
mod refresh;
mod refusal;
mod token;

use std::collections::{BTreeMap, BTreeSet};

pub use authorize::{Authorized, Decision};
pub use client::{Client, Method};
pub use code::Code;
pub use device::DeviceCode;
pub use party::{Expected, IdToken, Party};
pub use refresh::RefreshToken;
pub use refusal::Refusal;
pub use token::{Issue, Tokens};

use crate::oauth::{BodyForm, Secret};
use push::Pushed;

/// How the server is set up. Times are in milliseconds.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent choices of a server, not states"
)]
pub struct Config {
    /// Its name, sent as `iss` (RFC 9207) and in ID tokens.
    pub issuer: Option<String>,
    /// Where it redeems codes; `None` takes any URL for it.
    pub token_endpoint: Option<String>,
    /// By which names it is meant in assertions, beside its issuer and the URL that they are sent to (RFC 7523 §3, RFC 9126 §2).
    pub audiences: Vec<String>,
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
    clients: BTreeMap<String, Client>,
    pushed: BTreeMap<String, Pushed>,
    codes: BTreeMap<String, Code>,
    refresh_tokens: BTreeMap<String, RefreshToken>,
    device_codes: BTreeMap<String, DeviceCode>,
    /// The `jti` of every proof and assertion that was taken.
    jtis: BTreeSet<String>,
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

    /// Registers a client, in place of one that has its identifier.
    pub fn register(&mut self, client: Client) {
        self.clients.insert(client.id.clone(), client);
    }

    /// Returns what it knows of a client.
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

    /// Marks a code that was given out as redeemed, by a request that was not seen.
    pub fn use_up(&mut self, value: &str) {
        if let Some(code) = self.codes.get_mut(value) {
            code.is_used = true;
        }
    }

    /// Binds a code that was given out to this S256 challenge.
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
        if self.config.origins.as_ref().is_none_or(allows) {
            Ok(())
        } else {
            Err(Refusal::OriginNotAllowed)
        }
    }
}
