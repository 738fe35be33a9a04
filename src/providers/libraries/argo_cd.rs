//! What Argo CD writes into logs.

use crate::providers::Cause::Discovery;
use crate::providers::{Library, Log, Source, at_client, code};

const PROVIDER: Source = code("https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/oidc/provider.go");

pub(super) static LIBRARY: Library = Library { id: "argo-cd", name: "Argo CD", log: Log { marks: &["argocd", "argo-cd"], texts: &[
at_client("ailed to query provider \"*\": ", &[Discovery], "The client can't read the server's metadata.", PROVIDER).unmistakable(),
] } };
