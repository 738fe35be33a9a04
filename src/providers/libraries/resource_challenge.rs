//! What protected resources answer under RFC 6750, in whatever a program prints of it.

use crate::providers::Cause::AccessExpired;
use crate::providers::{Library, Log, Source, at_resource, documented};

const CHALLENGE: Source = documented("https://www.rfc-editor.org/rfc/rfc6750#section-3");
const CODES: Source = documented("https://www.rfc-editor.org/rfc/rfc6750#section-3.1");
const EXPIRED: &str = "The access token has expired.";

pub(super) static LIBRARY: Library = Library { id: "rfc6750", name: "RFC 6750", log: Log { marks: &[], texts: &[
at_resource("error=\"invalid_token\"*error_description=\"*token expired\"", &[AccessExpired], EXPIRED, CHALLENGE).unmistakable(),
at_resource("error=\"invalid_token\"*error_description=\"*token is expired\"", &[AccessExpired], EXPIRED, CHALLENGE).unmistakable(),
at_resource("error=\"invalid_token\"*error_description=\"*token has expired\"", &[AccessExpired], EXPIRED, CHALLENGE).unmistakable(),
at_resource("error=\"invalid_token\"*error_description=\"*expired at", &[AccessExpired], EXPIRED, CHALLENGE).unmistakable(),
at_resource("error=\"invalid_token\"", &[], "The resource refuses the access token: it has expired, was revoked or cut, or is meant for another resource.", CODES).unmistakable(),
at_resource("error=\"insufficient_scope\"", &[], "The access token doesn't have the scope that the resource asks for.", CODES).unmistakable(),
] } };
