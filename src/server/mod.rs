//! A strict authorization server as a pure state machine: the clients, the codes that it issues and the time are
//! arguments, and there is no I/O.
//!
//! It follows RFC 6749 (§4.1, §2.3, §5.2, §6), RFC 7636, RFC 9126 (pushed requests), RFC 9207 (`iss`), RFC 9449 (`DPoP`), the code
//! flow of OpenID Connect Core, and the grants of RFC 7523, RFC 8628 and RFC 8693; where these leave a choice, RFC 9700. Each endpoint makes
//! its checks in the order in which they are in [`Refusal`]; that for pushed requests authenticates the client before it looks at
//! what is asked for. It verifies no signatures: those of proofs and assertions are taken as right.
//!
//! # Example: a verifier that does not belong to the challenge
//!
//! ```
//! use oauth_doctor::oauth::Request;
//! use oauth_doctor::server::{Client, Config, Decision, IssuedTokens, Model, Refusal};
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
//! let wrong = server.token(&redeem(challenge), 1_000, IssuedTokens::access("t1"));
//! assert_eq!(wrong.unwrap_err(), Refusal::VerifierDiffers);
//! let right = server.token(&redeem("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), 2_000, IssuedTokens::access("t2"));
//! assert!(right.is_ok());
//! # Ok::<(), Refusal>(())
//! ```

mod assertion;
mod authenticate;
mod authorize;
mod client;
mod code;
mod device;
mod model;
mod party;
mod proof;
mod push;
mod read;
mod refresh;
mod refusal;
mod token;

pub use authorize::{Authorized, Decision};
pub use client::{Client, Method};
pub use code::Code;
pub use device::DeviceCode;
pub use model::{Config, Model};
pub use party::{Expected, IdToken, Party};
pub use refresh::RefreshToken;
pub use refusal::Refusal;
pub use token::{IssuedTokens, Tokens};
