//! What Vaultwarden writes into logs.

use crate::providers::Cause::Discovery;
use crate::providers::{Library, Log, Source, at_client, code};

const CLIENT: Source = code("https://github.com/dani-garcia/vaultwarden/blob/02c1e123e9ab4759966e9b64eef18d4fc86c4b88/src/sso_client.rs");

pub(super) static LIBRARY: Library = Library { id: "vaultwarden", name: "Vaultwarden", log: Log { marks: &["vaultwarden::sso"], texts: &[
at_client("Failed to discover OpenID provider: ", &[Discovery], "The client can't read the server's metadata.", CLIENT),
at_client("Request to user_info endpoint failed: ", &[], "The client has its tokens; the UserInfo request failed.", CLIENT),
] } };
