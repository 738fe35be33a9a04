//! What openid-client writes into logs.

use crate::providers::Cause::{Clock, Discovery, IdTokenExpired, IdTokenIssuer, Insecure, Issuer, Nonce, NotJson, StateLost, StateMismatch, StateMissing};
use crate::providers::{Library, Log, Source, at_client, at_token, code};

const V5: Source = code("https://github.com/panva/openid-client/blob/45c96f67ce0644bd829f61e82fba3dd8c051c89e/lib/client.js");
const PASSPORT: Source = code("https://github.com/panva/openid-client/blob/45c96f67ce0644bd829f61e82fba3dd8c051c89e/lib/passport_strategy.js");
const ANSWER: Source = code("https://github.com/panva/openid-client/blob/45c96f67ce0644bd829f61e82fba3dd8c051c89e/lib/helpers/process_response.js");
const V6: Source = code("https://github.com/panva/openid-client/blob/27c6be865d74423fa43b10d705bcbfc65bc95a3b/src/index.ts");
const CORE: Source = code("https://github.com/panva/oauth4webapi/blob/11c0206f15aff6af0c8831aa176a92f46ff8ca49/src/index.ts");

pub(super) static LIBRARY: Library = Library { id: "openid-client", name: "openid-client", log: Log { marks: &["RPError", "OPError", "OperationProcessingError", "ClientError", "openid-client", "OAUTH_", "next-auth"], texts: &[
at_client("state mismatch, expected {expected}, got: {got}", &[StateMismatch], "The `state` that came back is not the one that the client sent.", V5).unmistakable(),
at_client("state missing from the response", &[StateMissing], "No `state` came back.", V5),
at_client("iss mismatch, expected {expected}, got: {got}", &[Issuer], "The authorization response is from a different issuer.", V5).unmistakable(),
at_client("nonce mismatch, expected {expected}, got: {got}", &[Nonce], "The `nonce` of the ID token is not the one that the client sent.", V5).unmistakable(),
at_client("unexpected iss value, expected {expected}, got: {got}", &[IdTokenIssuer], "The ID token is from a different issuer than the configured one.", V5).unmistakable(),
at_client("JWT expired, now {now}, exp {exp}", &[Clock, IdTokenExpired], "The ID token had expired by the client's clock.", V5),
at_client("JWT not active yet, now {now}, nbf {nbf}", &[Clock], "The ID token is not valid yet by the client's clock.", V5),
at_client("checks.state argument is missing", &[StateLost], "The client couldn't find the `state` that it had sent: no cookie or session came back.", V5),
at_client("did not find expected authorization request details in session", &[StateLost], "The session that holds the `state` did not come back: a different host, `SameSite`, or a cleared cookie.", PASSPORT).unmistakable(),
at_client("OPError: expected 200 OK, got: ", &[Discovery], "The client can't read the server's metadata.", ANSWER).beside("Issuer.discover"),
at_client("ClientError: invalid response encountered", &[], "The client doesn't accept an answer of the server: a member is missing or malformed. Its cause, which is not in these lines, says which.", V6).unmistakable(),
at_client("unexpected ID Token \"nonce\" claim value", &[Nonce], "The `nonce` of the ID token is not the one that the client sent.", CORE).unmistakable(),
at_client("unexpected \"state\" response parameter value", &[StateMismatch], "The `state` that came back is not the one that the client sent.", CORE).unmistakable(),
at_client("response parameter \"state\" missing", &[StateMissing], "No `state` came back.", CORE).unmistakable(),
at_client("unexpected \"iss\" (issuer) response parameter value", &[Issuer], "The authorization response is from a different issuer.", CORE).unmistakable(),
at_client("unexpected JWT \"iss\" (issuer) claim value", &[IdTokenIssuer], "The ID token is from a different issuer than the configured one.", CORE).unmistakable(),
at_client("unexpected JWT \"exp\"", &[Clock, IdTokenExpired], "The ID token had expired by the client's clock.", CORE).unmistakable(),
at_token("is not a conform Token Endpoint response", &[NotJson], "The token endpoint answered something other than a token response.", CORE),
at_token("only requests to HTTPS are allowed", &[Insecure], "The endpoint's URL uses plain `http`.", V6),
] } };
