//! What names a problem across runs, and what the user decided about it.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::disclose::Shown;
use crate::flow::Flow;
use crate::rules::{Found, Rule, Severity};

/// The id under which a failure is listed whose cause is not known.
pub const NO_CAUSE: &str = "cause-not-established";

/// A failure whose cause is not known.
#[derive(Debug)]
pub struct Unexplained {
    /// Names the failure across runs: of the server and the client.
    pub fingerprint: String,
    /// What the user decided about it.
    pub standing: Standing,
}

/// What the user decided about a problem; as long as nothing was decided, it counts.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Why it is ignored.
    pub ignored: Option<Arc<str>>,
    /// Whether it is in the baseline; absent if there is none.
    pub in_baseline: Option<bool>,
    /// The severity that it has without the configuration, where that changed it.
    pub default_severity: Option<Severity>,
}

impl Standing {
    /// Returns whether it may fail a job.
    pub fn counts(&self) -> bool {
        self.ignored.is_none() && self.in_baseline != Some(true)
    }

    /// Returns why it does not count: `ignored: a reason`, or `in the baseline`.
    pub fn why_not(&self) -> Option<String> {
        match &self.ignored {
            Some(reason) => Some(format!("ignored: {reason}")),
            None => (self.in_baseline == Some(true)).then(|| "in the baseline".to_owned()),
        }
    }

    /// Returns what the configuration made of the severity: `a warning without the configuration`.
    pub fn was(&self) -> Option<String> {
        let severity = self.default_severity?;
        let article = if severity == Severity::Error { "an" } else { "a" };
        Some(format!("{article} {} without the configuration", severity.as_str()))
    }
}

/// Names a finding by its rule, the server, the client and the part of the message.
pub(crate) fn fingerprint(rule: &Rule, flow: &Flow, server: Option<&str>, found: &Found) -> String {
    let first = found.evidence.first();
    let part = first.map(|evidence| evidence.part.to_string()).unwrap_or_default();
    let (server, client) = (server.unwrap_or_default(), client_of(flow));
    digest(&format!("{}\n{server}\n{client}\n{part}", rule.id))
}

/// Names a failure whose cause is not known.
pub(crate) fn unexplained(flow: &Flow, server: Option<&str>) -> Unexplained {
    let (server, client) = (server.unwrap_or_default(), client_of(flow));
    Unexplained { fingerprint: digest(&format!("{NO_CAUSE}\n{server}\n{client}")), standing: Standing::default() }
}

/// Returns the client as it is shown: what else stands in its place is no part of its name.
fn client_of(flow: &Flow) -> String {
    match flow.client_id().map(|client| Shown::named("client_id", &client)) {
        Some(Shown::Public(client)) => client,
        _ => String::new(),
    }
}

fn digest(named: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(named)[..8])
}
