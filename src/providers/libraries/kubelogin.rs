//! What kubelogin prints.

use crate::providers::Cause::Nonce;
use crate::providers::{Library, Log, Source, at_client, code};

const CLIENT: Source = code("https://github.com/int128/kubelogin/blob/00ba67886ebe2694db45582cd62cc4a097afaf75/pkg/oidc/client/client.go");

pub(super) static LIBRARY: Library = Library { id: "kubelogin", name: "kubelogin", log: Log { marks: &["get-token", "oidc"], texts: &[
at_client("nonce did not match (wants {expected} but got {got})", &[Nonce], "The `nonce` of the ID token is not the one that the client sent.", CLIENT).unmistakable(),
] } };
