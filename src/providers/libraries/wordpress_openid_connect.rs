//! What the `WordPress` plugin OpenID Connect Generic Client writes into logs.

use crate::providers::Cause::{AnswerIncomplete, StateLost, StateMismatch, StateMissing};
use crate::providers::{Library, Log, Source, at_client, at_token, code};

const CLIENT: Source = code("https://github.com/oidc-wp/openid-connect-generic/blob/127f626f8f9574d789ce518deb2e35971b7460b4/includes/openid-connect-generic-client.php");

pub(super) static LIBRARY: Library = Library { id: "wordpress-openid-connect-generic", name: "OpenID Connect Generic (WordPress)", log: Log { marks: &["WP_Error"], texts: &[
at_client("[\"missing-state\"]=>", &[StateMissing], "No `state` came back.", CLIENT),
at_client("[\"invalid-state\"]=>", &[StateLost, StateMismatch], "The plugin doesn't know the `state`: it is another one, it was used before, or its time is over.", CLIENT),
at_token("[\"request_authentication_token\"]=>", &[], "The token request could not be sent; the error above it says why.", CLIENT),
at_token("[\"missing-token-body\"]=>", &[AnswerIncomplete], "The answer of the token endpoint has no body.", CLIENT),
] } };
