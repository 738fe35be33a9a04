//! What oauthlib and requests-oauthlib write into logs.

use crate::providers::Cause::{AnswerIncomplete, Insecure, NotJson, StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, at_token, code};

const ERRORS: Source = code("https://github.com/oauthlib/oauthlib/blob/40b0ab56da3682c2484a4b78bbff309f8025d950/oauthlib/oauth2/rfc6749/errors.py");
const PARAMETERS: Source = code("https://github.com/oauthlib/oauthlib/blob/40b0ab56da3682c2484a4b78bbff309f8025d950/oauthlib/oauth2/rfc6749/parameters.py");

pub(super) static LIBRARY: Library = Library { id: "oauthlib", name: "oauthlib and requests-oauthlib", log: Log { marks: &["oauthlib"], texts: &[
at_client("(mismatching_state) CSRF Warning! State not equal in request and response.", &[StateMismatch, StateLost], "The `state` that came back is not the one that the client kept.", ERRORS).unmistakable(),
at_token("(missing_token) Missing access token parameter.", &[NotJson, AnswerIncomplete], "The answer of the token endpoint has no `access_token`: it is an error page, a form or something else.", PARAMETERS).unmistakable(),
at_client("(insecure_transport) OAuth 2 MUST utilize https.", &[Insecure], "The URL of the endpoint or callback uses plain `http`.", ERRORS).unmistakable(),
] } };
