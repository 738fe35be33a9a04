//! What oauth2 and openidconnect for Rust write into logs.

use crate::providers::Cause::{AnswerIncomplete, IdTokenAudience, IdTokenIssuer, Nonce, NotJson};
use crate::providers::{Library, Log, Source, at_client, at_token, code};

const ERROR: Source = code("https://github.com/ramosbugs/oauth2-rs/blob/72ce74401c26eb4dc85dcbfde587bbcfc149e3ae/oauth2/src/error.rs");
const TOKEN: Source = code("https://github.com/ramosbugs/oauth2-rs/blob/7be814b11dd09c7155b0e0ef9067348be488ebad/src/token/mod.rs");
const VERIFY: Source = code("https://github.com/ramosbugs/openidconnect-rs/blob/b639b5d39eac6903238867aeb2b29326502e6b26/src/verification/mod.rs");

pub(super) static LIBRARY: Library = Library { id: "rust-openidconnect", name: "oauth2 and openidconnect for Rust", log: Log { marks: &["Failed to verify claims", "Invalid nonce", "Parse(Error"], texts: &[
at_token("Parse(Error { path: Path { segments: [] }, original: Error(\"expected value\", line: 1, column: 1) }, [60,", &[NotJson], "The token endpoint answered with a page, not JSON: 60 is `<`.", ERROR).unmistakable(),
at_client("Parse(Error { path: Path { segments: [] }, original: Error(\"missing field `token_type`\"", &[AnswerIncomplete], "The token response has no `token_type`, which this library requires.", TOKEN).unmistakable(),
at_client("Invalid nonce: nonce mismatch", &[Nonce], "The `nonce` of the ID token is not the one that the client sent.", VERIFY).unmistakable(),
at_client("Invalid issuer: expected `{expected}` (found `{got}`)", &[IdTokenIssuer], "The ID token is from a different issuer than the configured one.", VERIFY).unmistakable(),
at_client("Invalid audiences: `{got}` is not a trusted audience", &[IdTokenAudience], "The ID token names another audience beside the client, which the client doesn't trust.", VERIFY).unmistakable(),
] } };
