//! What keycloak-js writes into logs.

use crate::providers::Cause::{Nonce, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const JS: Source = code("https://github.com/keycloak/keycloak-js/blob/d86787deccd6fe5d588a026bb97411189ab8a30c/lib/keycloak.js");

pub(super) static LIBRARY: Library = Library { id: "keycloak-js", name: "keycloak-js", log: Log { marks: &["KEYCLOAK", "keycloak"], texts: &[
at_client("[KEYCLOAK] Invalid nonce, clearing token", &[Nonce], "The `nonce` of the token is not the one that the page stored for this login.", JS).unmistakable(),
at_client("Invalid OAuth state in login callback.", &[StateMismatch], "The `state` that came back is not one that the page stored.", JS),
] } };
