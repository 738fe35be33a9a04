//! What pac4j raises.

use crate::providers::Cause::{StateLost, StateMissing};
use crate::providers::{Library, Log, Source, at_client, code};

const EXTRACTOR: Source = code("https://github.com/pac4j/pac4j/blob/c93fb3ea64d50fa87e6d764b29adf2a6a8f9f975/pac4j-oidc/src/main/java/org/pac4j/oidc/credentials/extractor/OidcCredentialsExtractor.java");

pub(super) static LIBRARY: Library = Library { id: "pac4j", name: "pac4j", log: Log { marks: &["pac4j"], texts: &[
at_client("State cannot be determined", &[StateLost], "The session with the `state` did not come back.", EXTRACTOR),
at_client("Missing state parameter", &[StateMissing], "No `state` came back.", EXTRACTOR),
] } };
