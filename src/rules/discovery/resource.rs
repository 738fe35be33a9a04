//! Whether the metadata of a resource is about the resource that the client asked.

use crate::disclose::Shown;
use crate::explain::drift;
use crate::flow::{Discovery, DiscoveryKind};
use crate::login::Login;
use crate::login::access::is_within;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::RFC9728;
use crate::rules::assessment::{OrNoFinding, clause, not_applicable_if, ruled_out};
use crate::rules::{Assessment, Check, Found, NOT_BEGUN, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "resource-metadata-mismatch",
    summary: "the metadata that the challenge names is about another resource",
    why: "`resource` of the metadata must be the URL that the client asked, or that of the well-known address, character by character; \
          else a client must not use the metadata. A slash at the end, another host behind a proxy and `http` for `https` are another \
          resource.",
    fix: "Let `resource` of the metadata be the address under which clients ask the resource, and let them ask under exactly that.",
    errors: &[NOT_BEGUN],
    refusals: &[],
    spec: &[RFC9728.at("3.3"), RFC9728.at("5.1")],
    optional: Optional::NONE.since("0.2.0"),
    check: Check::Login(other_resource),
}];

fn other_resource(login: &Login<'_>) -> Assessment {
    let flow = login.flow;
    not_applicable_if(flow.discovery.is_empty())?;
    let steps = || flow.discovery.iter().take(MANY);
    let mut is_compared = false;
    for challenge in steps().filter(|step| step.kind == DiscoveryKind::Challenge) {
        let is_named = |step: &&Discovery| {
            step.kind == DiscoveryKind::Resource && step.is_answered && challenge.points_to.contains(&step.url)
        };
        let Some((step, subject)) = steps().find(is_named).and_then(|step| Some((step, step.subject.as_deref()?)))
        else {
            continue;
        };
        is_compared = true;
        if subject == challenge.url {
            continue;
        }
        // Many clients take the metadata of a whole host, or of a path above, for all that is below.
        let is_above = is_within(&challenge.url, subject);
        let is_stop = flow.is_prepared_only() && steps().all(|other| other.seen.order <= step.seen.order);
        if is_above && !is_stop {
            continue;
        }
        let difference = clause(drift::uri(&challenge.url, subject));
        let end = if is_stop { " Nothing follows in the capture." } else { "" };
        let message = format!(
            "The client asked `{}`, and the metadata that the challenge names is about `{}`: {difference}.{end}",
            Shown::masked_url(&challenge.url),
            Shown::masked_url(subject)
        );
        let found = Found::proven_if(!is_above, message)
            .shows_value(
                "asked",
                challenge.seen,
                Message::ResourceRequest.at(Component::Url),
                Shown::url(&challenge.url),
            )
            .shows_value("metadata", step.seen, Message::ResourceMetadata.param("resource"), Shown::url(subject));
        return Ok(if is_stop { found.decided_by_client() } else { found.only(Severity::Warning) });
    }
    is_compared.then_some(()).or_not_assessed("the capture shows no metadata that a challenge names")?;
    ruled_out("the metadata is about the resource that the client asked")
}

/// How many steps are looked at.
const MANY: usize = 64;
