//! What Apache Guacamole writes into logs.

use crate::providers::Cause::{Nonce};
use crate::providers::{Library, Log, Source, at_client, code};

const VALIDATION: Source = code("https://github.com/apache/guacamole-client/blob/5be18be1eeadc4cc544c737c54bd761261d2ad65/extensions/guacamole-auth-sso/modules/guacamole-auth-sso-openid/src/main/java/org/apache/guacamole/auth/openid/token/TokenValidationService.java");

pub(super) static LIBRARY: Library = Library { id: "guacamole", name: "Apache Guacamole", log: Log { marks: &["guacamole", "OpenID"], texts: &[
at_client("Rejected OpenID token with invalid/old nonce.", &[Nonce], "The `nonce` of the ID token is not one that the client sent, or was used before.", VALIDATION).unmistakable(),
at_client("Rejected OpenID token without nonce.", &[Nonce], "The ID token has no `nonce`.", VALIDATION).unmistakable(),
] } };
