//! What go-oidc writes into logs.

use crate::providers::Cause::{Clock, IdTokenAudience, IdTokenExpired, IdTokenIssuer, IdTokenKey, MetadataIssuer};
use crate::providers::{Library, Log, Source, at_client, code};

const OIDC: Source = code("https://github.com/coreos/go-oidc/blob/22dfdcabd450013b4d51ac15b6423f529d957e9f/oidc/oidc.go");
const VERIFY: Source = code("https://github.com/coreos/go-oidc/blob/22dfdcabd450013b4d51ac15b6423f529d957e9f/oidc/verify.go");
const JWKS: Source = code("https://github.com/coreos/go-oidc/blob/22dfdcabd450013b4d51ac15b6423f529d957e9f/oidc/jwks.go");

pub(super) static LIBRARY: Library = Library { id: "go-oidc", name: "go-oidc", log: Log { marks: &["oidc:"], texts: &[
at_client("oidc: id token issued by a different provider, expected \"{expected}\" got \"{got}\"", &[IdTokenIssuer], "The ID token is from a different issuer than the configured one.", VERIFY).unmistakable(),
at_client("issuer did not match the issuer returned by provider, expected \"{expected}\" got \"{got}\"", &[MetadataIssuer], "The metadata names a different issuer than the configured one.", OIDC).unmistakable(),
at_client("oidc: expected audience \"{expected}\" got", &[IdTokenAudience], "The ID token is meant for another client.", VERIFY).unmistakable(),
at_client("oidc: token is expired", &[Clock, IdTokenExpired], "The ID token had expired by the client's clock.", VERIFY).unmistakable(),
at_client("failed to verify id token signature", &[IdTokenKey], "The client does not find the key that signed the ID token.", JWKS).unmistakable(),
] } };
