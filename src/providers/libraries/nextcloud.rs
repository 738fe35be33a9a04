//! What Nextcloud writes into logs.

use crate::providers::Cause::{Clock, IdTokenExpired, IdTokenIssuer, Nonce, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const LOGIN: Source = code("https://github.com/nextcloud/user_oidc/blob/46ae8fda80b5c8a3f835214acdcdb4a71b801011/lib/Controller/LoginController.php");

pub(super) static LIBRARY: Library = Library { id: "nextcloud-user-oidc", name: "Nextcloud", log: Log { marks: &["user_oidc", "oidc_login"], texts: &[
at_client("state does not match", &[StateMismatch], "The `state` that came back is not the one that the client sent.", LOGIN),
at_client("Nonce does not match", &[Nonce], "The `nonce` of the ID token is not the one that the client sent.", LOGIN),
at_client("This token is issued by the wrong issuer", &[IdTokenIssuer], "The ID token is from a different issuer than the configured one.", LOGIN),
at_client("Token expired", &[Clock, IdTokenExpired], "The ID token had expired by the client's clock.", LOGIN),
] } };
