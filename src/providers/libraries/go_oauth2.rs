//! What golang.org/x/oauth2 writes into logs.

use crate::providers::Cause::{NotJson};
use crate::providers::{Library, Log, Source, at_token, code};

const TOKEN: Source = code("https://github.com/golang/oauth2/blob/89ff2e1ac388c1a234a687cb2735341cde3f7122/internal/token.go");

pub(super) static LIBRARY: Library = Library { id: "go-oauth2", name: "golang.org/x/oauth2", log: Log { marks: &["oauth2:"], texts: &[
at_token("oauth2: server response missing access_token", &[NotJson], "The answer has no `access_token`: it is an error with status 200, a form or something else.", TOKEN).unmistakable(),
at_token("oauth2: cannot parse json: invalid character '<'", &[NotJson], "The token endpoint answered with a page, not JSON.", TOKEN).unmistakable(),
] } };
