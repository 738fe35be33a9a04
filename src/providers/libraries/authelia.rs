//! What Authelia writes into logs.

use crate::providers::Cause::{AuthMethod, AuthRepeated, ClientAuth, PkceMissing};
use crate::providers::{Library, Log, Source, at_authorize, at_token, code};

const ERRORS: Source = code("https://github.com/authelia/authelia/blob/23572030b4048922a377ca40d59e804e0ed25fd7/internal/oidc/errors.go");
const CLIENT: Source = code("https://github.com/authelia/oauth2-provider/blob/1c32b907baed5104d8b7eb52e9f27e9728b5e6e0/client_authentication_strategy.go");
const PKCE: Source = code("https://github.com/authelia/oauth2-provider/blob/1c32b907baed5104d8b7eb52e9f27e9728b5e6e0/handler/pkce/handler.go");

pub(super) static LIBRARY: Library = Library { id: "authelia", name: "Authelia", log: Log { marks: &["Access Request failed with error", "Authorization Request failed with error", "authelia"], texts: &[
at_token("The provided client secret did not match the registered client secret", &[ClientAuth], "The client's secret is wrong.", ERRORS).unmistakable(),
at_token("' method '{got}', however the registered client with id '{client}' is configured to only support '*' method '{expected}'", &[AuthMethod], "The client authenticates by a method for which it is not registered.", CLIENT).unmistakable(),
at_token("The registered client with id '{client}' is configured to only support*method '{expected}', but the method '{got}' was determined to be used", &[AuthMethod], "The client authenticates by a method for which it is not registered.", CLIENT).unmistakable(),
at_token("however the OAuth 2.0 client does not support this method", &[AuthMethod], "The client authenticates by a method for which it is not registered.", CLIENT).unmistakable(),
at_token("more than one known authentication method included in the request", &[AuthRepeated], "The client authenticates in more than one way.", CLIENT).unmistakable(),
at_token("Client Authentication failed with no known authentication method", &[ClientAuth], "The request has no client authentication that the server knows.", CLIENT).unmistakable(),
at_authorize("Clients must include a 'code_challenge' when performing", &[PkceMissing], "The server wants PKCE, and the authorization request has no `code_challenge`.", PKCE),
] } };
