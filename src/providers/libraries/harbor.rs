//! What Harbor writes into logs.

use crate::providers::Cause::{Discovery, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const CONTROLLER: Source = code("https://github.com/goharbor/harbor/blob/c50c7ddd6ea4e335a480b49c618281882ab7eec9/src/core/controllers/oidc.go");
const HELPER: Source = code("https://github.com/goharbor/harbor/blob/c50c7ddd6ea4e335a480b49c618281882ab7eec9/src/pkg/oidc/helper.go");

pub(super) static LIBRARY: Library = Library { id: "harbor", name: "Harbor", log: Log { marks: &["harbor", "oidc"], texts: &[
at_client("State mismatch, in session: {expected}, in url: {got}", &[StateMismatch], "The `state` that came back is not the one in the session.", CONTROLLER).unmistakable(),
at_client("failed to create OIDC provider, error:", &[Discovery], "The client can't read the server's metadata.", HELPER).unmistakable(),
] } };
