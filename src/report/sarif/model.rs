//! The part of the SARIF 2.1.0 model that is written (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use serde::Serialize;

use crate::oauth::Part;

/// A message (§3.11); in plain text.
#[derive(Serialize)]
pub(super) struct SarifMessage {
    pub(super) text: String,
}

/// A message with a formatted form (`multiformatMessageString`, §3.12).
#[derive(Serialize)]
pub(super) struct Help {
    pub(super) text: String,
    pub(super) markdown: String,
}

/// A file (§3.4): a relative URI, from the working directory.
#[derive(Serialize)]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
}

/// What was read (§3.24).
#[derive(Serialize)]
pub(super) struct Artifact {
    pub(super) location: ArtifactLocation,
    pub(super) roles: [&'static str; 1],
}

/// A place in a file (§3.30).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u64,
    pub(super) start_column: u64,
}

/// A file and a place in it (§3.29).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
}

/// A part of a message: `token_request.body.code_verifier` (§3.33).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation<'a> {
    pub(super) fully_qualified_name: &'a Part,
}

/// A location (§3.28).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifLocation<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    pub(super) physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) logical_locations: Option<[LogicalLocation<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<SarifMessage>,
}

/// A step of a login (§3.38).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThreadFlowLocation<'a> {
    pub(super) location: SarifLocation<'a>,
    pub(super) kinds: [&'static str; 1],
    pub(super) execution_order: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) execution_time_utc: Option<String>,
    pub(super) importance: &'static str,
}

/// The messages of a login in the order of time (§3.37).
#[derive(Serialize)]
pub(super) struct ThreadFlow<'a> {
    pub(super) locations: Vec<ThreadFlowLocation<'a>>,
}

/// A login (§3.36).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeFlow<'a> {
    pub(super) message: SarifMessage,
    pub(super) thread_flows: [ThreadFlow<'a>; 1],
}

/// The name of a problem across runs (§3.27.17).
#[derive(Serialize)]
pub(super) struct Fingerprints<'a> {
    #[serde(rename = "oauthDoctor/v1")]
    pub(super) v1: &'a str,
}

/// Why a problem is ignored (§3.35).
#[derive(Serialize)]
pub(super) struct Suppression {
    pub(super) kind: &'static str,
    pub(super) justification: String,
}

/// What SARIF has no word for (§3.8).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultProperties<'a> {
    pub(super) login: usize,
    pub(super) outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) confidence: Option<&'static str>,
    pub(super) is_verdict: bool,
    /// The level without the configuration, where that changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default_level: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) fix: &'a str,
}

/// A problem (§3.27).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
    pub(super) rule_id: &'static str,
    pub(super) kind: &'static str,
    pub(super) level: &'static str,
    pub(super) message: SarifMessage,
    pub(super) locations: [SarifLocation<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<SarifLocation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) code_flows: Vec<CodeFlow<'a>>,
    pub(super) partial_fingerprints: Fingerprints<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) suppressions: Vec<Suppression>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline_state: Option<&'static str>,
    pub(super) properties: ResultProperties<'a>,
}

/// The level of a rule where nothing else is said (§3.50).
#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: &'static str,
}

/// The tags of a rule (§3.8.2).
#[derive(Serialize)]
pub(super) struct Tags {
    pub(super) tags: Vec<&'static str>,
}

/// A rule (§3.49).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportingDescriptor {
    pub(super) id: &'static str,
    pub(super) short_description: SarifMessage,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full_description: Option<SarifMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help_uri: Option<String>,
    pub(super) help: Help,
    pub(super) default_configuration: Configuration,
    pub(super) properties: Tags,
}

/// This program (§3.19).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) rules: Vec<ReportingDescriptor>,
}

/// The tool (§3.18).
#[derive(Serialize)]
pub(super) struct SarifTool {
    pub(super) driver: Driver,
}

/// An input that cannot be read (§3.58).
#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) level: &'static str,
    pub(super) message: SarifMessage,
    pub(super) locations: [SarifLocation<'static>; 1],
}
