//! What Better Auth writes into logs.

use crate::providers::Cause::{Issuer};
use crate::providers::{Library, Log, Source, at_client, code};

const CALLBACK: Source = code("https://github.com/better-auth/better-auth/blob/451aa4b6e57c9d4989bebc61ebb0892510e8a14e/packages/better-auth/src/api/routes/callback.ts");

pub(super) static LIBRARY: Library = Library { id: "better-auth", name: "Better Auth", log: Log { marks: &["Better Auth", "better-auth"], texts: &[
at_client("OAuth issuer mismatch", &[Issuer], "The authorization response is from a different issuer.", CALLBACK),
] } };
