//! What the SDKs of the Model Context Protocol write into logs.

use crate::providers::Cause::{Discovery, Issuer, MetadataIssuer, NotJson, PkceMismatch, Registration, Resource, StateMismatch, WrongEndpoint};
use crate::providers::{Library, Log, Source, at_client, at_token, code};

const SERVER: Source = code("https://github.com/modelcontextprotocol/typescript-sdk/blob/3924de99df834302d89f5997a1b64ca268282284/packages/server-legacy/src/auth/handlers/token.ts");
const AUTH: Source = code("https://github.com/modelcontextprotocol/typescript-sdk/blob/3924de99df834302d89f5997a1b64ca268282284/packages/client/src/client/auth.ts");
const AUTH_ERRORS: Source = code("https://github.com/modelcontextprotocol/typescript-sdk/blob/3924de99df834302d89f5997a1b64ca268282284/packages/client/src/client/authErrors.ts");
const AUTH_V1: Source = code("https://github.com/modelcontextprotocol/typescript-sdk/blob/cc9ea7fd21db206352bbb7d619cf0f66b536945d/src/client/auth.ts");
const PYTHON: Source = code("https://github.com/modelcontextprotocol/python-sdk/blob/57394b0548d1e2dc2dce8d67d84985769df3b8bb/src/mcp/client/auth/oauth2.py");
const PYTHON_UTILS: Source = code("https://github.com/modelcontextprotocol/python-sdk/blob/57394b0548d1e2dc2dce8d67d84985769df3b8bb/src/mcp/client/auth/utils.py");

pub(super) static LIBRARY: Library = Library { id: "mcp-sdk", name: "the SDKs of the Model Context Protocol", log: Log { marks: &["modelcontextprotocol", "InvalidGrantError", "mcp", "MCP"], texts: &[
at_token("code_verifier does not match the challenge", &[PkceMismatch], "The `code_verifier` does not match the `code_challenge`: often two attempts overwrite each other's.", SERVER),
at_token("Invalid OAuth error response: SyntaxError", &[NotJson, WrongEndpoint], "The token endpoint answered something other than JSON: usually the URL is not the token endpoint's.", AUTH).unmistakable(),
at_client("Dynamic Client Registration rejected", &[Registration], "The server did not register the client.", AUTH_ERRORS).unmistakable(),
at_client("Dynamic client registration failed: HTTP", &[Registration], "The server did not register the client.", AUTH_V1).unmistakable(),
at_client("Protected resource {got} does not match expected {expected}", &[MetadataIssuer, Resource], "The metadata describes a different resource than the client asked for.", AUTH).unmistakable(),
at_client("trying to load well-known OAuth metadata", &[Discovery], "The client can't read the server's metadata.", AUTH).unmistakable(),
at_client("State parameter mismatch: {got} != {expected}", &[StateMismatch], "The `state` that came back is not the one that the client sent.", PYTHON).unmistakable(),
at_client("Authorization response iss mismatch", &[Issuer], "The authorization response is from a different issuer.", PYTHON_UTILS).unmistakable(),
at_client("Existing OAuth client information is required when exchanging an authorization code", &[], "The client no longer has the registration with which it began the login: another process, or its storage was cleared.", AUTH_V1).unmistakable(),
] } };
