//! What golang.org/x/oauth2 writes into logs.

use crate::providers::Cause::{AnswerIncomplete, NotJson};
use crate::providers::{Library, Log, Source, at_client, at_token, code, community};

const TOKEN: Source = code("https://github.com/golang/oauth2/blob/89ff2e1ac388c1a234a687cb2735341cde3f7122/internal/token.go");
const OAUTH2: Source = code("https://github.com/golang/oauth2/blob/89bf15b58349ea9575fc131de6a3bb922b244b10/oauth2.go");
const GRAFANA: Source = community("https://github.com/nbayramberdiyev/grafana-generic-oauth/issues/6");

pub(super) static LIBRARY: Library = Library { id: "go-oauth2", name: "golang.org/x/oauth2", log: Log { marks: &["oauth2:"], texts: &[
at_token("oauth2: server response missing access_token", &[NotJson, AnswerIncomplete], "The answer has no `access_token`: it is an error with status 200, a form or something else.", TOKEN).unmistakable(),
at_token("oauth2: cannot parse json: invalid character '<'", &[NotJson], "The token endpoint answered with a page, not JSON.", TOKEN).unmistakable(),
at_token("invalid character '*' looking for beginning of value", &[NotJson], "The token endpoint answered something other than JSON.", GRAFANA).unmistakable().beside("OAuthLogin(NewTransportWithCode)"),
at_client("oauth2: token expired and refresh token is not set", &[], "The access token has expired by the client's clock, and the client has no refresh token.", OAUTH2).unmistakable(),
] } };
