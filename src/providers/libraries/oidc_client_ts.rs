//! What oidc-client-ts writes into logs.

use crate::providers::Cause::{Nonce, NotJson, StateLost, StateMismatch, StateMissing, WrongEndpoint};
use crate::providers::{Library, Log, Source, at_client, at_token, code};

const CLIENT: Source = code("https://github.com/authts/oidc-client-ts/blob/b82a6a033742ac7bfe2b07ace5841c490494de94/src/OidcClient.ts");
const VALIDATOR: Source = code("https://github.com/authts/oidc-client-ts/blob/b82a6a033742ac7bfe2b07ace5841c490494de94/src/ResponseValidator.ts");
const JSON: Source = code("https://github.com/authts/oidc-client-ts/blob/b82a6a033742ac7bfe2b07ace5841c490494de94/src/JsonService.ts");

pub(super) static LIBRARY: Library = Library { id: "oidc-client-ts", name: "oidc-client-ts", log: Log { marks: &["OidcClient", "oidc-client", "ResponseValidator", "SigninState", "JsonService"], texts: &[
at_client("No matching state found in storage", &[StateLost, StateMismatch], "The page has no record of the `state` that came back: the callback was loaded twice, or the page uses different storage.", CLIENT).unmistakable(),
at_client("State does not match", &[StateMismatch], "The `state` that came back is not the one that the client sent.", VALIDATOR),
at_client("No state in response", &[StateMissing], "No `state` came back.", CLIENT),
at_client("nonce in id_token does not match nonce in client storage", &[Nonce], "The `nonce` of the ID token is not the one that the client sent.", VALIDATOR).unmistakable(),
at_client("authority mismatch on settings vs. signin state", &[StateLost], "The login started with different settings than it ended with.", VALIDATOR).unmistakable(),
at_token("Invalid response Content-Type: {got}, from URL: {url}", &[NotJson, WrongEndpoint], "The answer is not JSON: usually the URL is not the endpoint's.", JSON).unmistakable(),
] } };
