//! What the Next.js SDK of Auth0 raises.

use crate::providers::Cause::{StateLost, StateMismatch, StateMissing};
use crate::providers::{Library, Log, Source, at_client, code};

const ERRORS: Source = code("https://github.com/auth0/nextjs-auth0/blob/a620c70045b9e82b2cbaabc90e5ea62ab07a965f/src/errors/oauth-errors.ts");

pub(super) static LIBRARY: Library = Library { id: "nextjs-auth0", name: "Auth0 for Next.js", log: Log { marks: &["nextjs-auth0", "@auth0", "MissingStateError", "InvalidStateError"], texts: &[
at_client("The state parameter is missing.", &[StateMissing], "No `state` came back.", ERRORS),
at_client("The state parameter is invalid.", &[StateLost, StateMismatch], "The cookie with the `state` did not come back, or holds another one.", ERRORS),
] } };
