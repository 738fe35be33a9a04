//! Whether a resource says where its metadata is, and whether that is metadata.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::flow::{Discovery, DiscoveryKind};
use crate::login::Login;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{MCP, RFC8414, RFC9728};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NOT_BEGUN, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "challenge-without-metadata",
        summary: "the resource refuses the client and does not say where to log in",
        why: "A client that knows the address of a resource only learns from its 401 where the metadata is (`resource_metadata`), or \
              looks under the well-known address. Without either it cannot know which server issues tokens, and stops.",
        fix: "Let the resource answer 401 with `WWW-Authenticate: Bearer resource_metadata=\"…\"`, and serve that document with \
              `resource` and `authorization_servers`.",
        errors: &[NOT_BEGUN],
        refusals: &[],
        spec: &[RFC9728.at("5.1"), RFC9728.at("3.1"), MCP.at("authorization-server-discovery")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Login(without_metadata),
    },
    Rule {
        id: "metadata-not-json",
        summary: "the address of the metadata answers with a page",
        why: "Metadata is a JSON object. A web application that answers every address with its start page also answers the well-known \
              ones: with status 200, so that the client takes the page for metadata, and fails to read it.",
        fix: "Serve the metadata as `application/json` before the rule that serves the application, or answer 404 where there is none, \
              so that the client looks elsewhere.",
        errors: &[NOT_BEGUN],
        refusals: &[],
        spec: &[RFC9728.at("3.2"), RFC8414.at("3.2")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Login(not_json),
    },
];

fn of_kind<'a>(login: &Login<'a>, kind: DiscoveryKind) -> impl Iterator<Item = &'a Discovery> {
    login.flow.discovery.iter().take(MANY).filter(move |step| step.kind == kind)
}

fn without_metadata(login: &Login<'_>) -> Assessment {
    let refused = of_kind(login, DiscoveryKind::Challenge).last().or_not_applicable()?;
    ruled_out_if(login.went_on_from_discovery(), "the client went on")?;
    ruled_out_if(
        of_kind(login, DiscoveryKind::Challenge).any(|step| !step.points_to.is_empty()),
        "the challenge names the metadata of the resource",
    )?;
    let asked: Vec<&Discovery> =
        of_kind(login, DiscoveryKind::Resource).chain(of_kind(login, DiscoveryKind::Server)).collect();
    ruled_out_if(asked.iter().any(|step| step.is_answered || step.is_not_json), "an address of metadata was answered")?;
    ruled_out_if(
        of_kind(login, DiscoveryKind::Registration).next().is_some(),
        "the client went on to register itself",
    )?;
    let resource = asked.iter().find(|step| step.kind == DiscoveryKind::Resource);
    let missing = resource.or_not_assessed("the capture ends before metadata is asked for")?;
    let is_refused =
        |step: &Discovery| !step.is_blocked && step.status.is_some_and(|status| (400..500).contains(&status));
    not_assessed_if(!asked.iter().all(|step| is_refused(step)), "a request for metadata was not answered")?;
    let origin = UrlParts::parse(&refused.url).origin();
    let at_root = asked.iter().any(|step| {
        let url = UrlParts::parse(&step.url);
        url.origin() == origin
            && step.kind == DiscoveryKind::Resource
            && url.path.trim_end_matches('/').ends_with("protected-resource")
    });
    let message = format!(
        "The resource answered 401 without `resource_metadata` (exchange {}), and the address of its metadata is not there: {}.",
        refused.seen.exchange,
        outcomes(&asked)
    );
    // A client may look at the root, too, before it gives up.
    Ok(Found::proven_if(at_root, message)
        .decided_by_client()
        .lacks("answered", refused.seen, Message::ResourceResponse.header("www-authenticate").join("resource_metadata"))
        .shows_url("asked for", missing.seen, Message::MetadataRequest, &missing.url)
        .shows_value("answered", missing.seen, Message::MetadataResponse.at(Component::Status), status(missing)))
}

fn not_json(login: &Login<'_>) -> Assessment {
    not_applicable_if(login.flow.discovery.is_empty())?;
    let page = login.flow.discovery.iter().take(MANY).find(|step| step.is_not_json);
    let page = page.or_ruled_out("no address of metadata answered with a page")?;
    let is_metadata = |step: &&Discovery| matches!(step.kind, DiscoveryKind::Resource | DiscoveryKind::Server);
    not_applicable_if(!is_metadata(&page))?;
    ruled_out_if(login.went_on_from_discovery(), "the client went on")?;
    let answered = login.flow.discovery.iter().take(MANY).filter(|step| step.kind == page.kind && step.is_answered);
    ruled_out_if(answered.count() > 0, "another address answered with metadata")?;
    ruled_out_if(
        of_kind(login, DiscoveryKind::Server).any(|step| step.is_answered),
        "the client could read the metadata of the authorization server",
    )?;
    let of = if page.kind == DiscoveryKind::Resource { "the protected resource" } else { "the authorization server" };
    let message = format!(
        "The address of the metadata of {of} answered HTTP {} with a page or a text that is not a JSON object (exchange {}).",
        page.status.unwrap_or_default(),
        page.seen.exchange
    );
    Ok(Found::proven(message)
        .decided_by_client()
        .shows_url("asked for", page.seen, Message::MetadataRequest, &page.url)
        .shows_value(
            "answered",
            page.seen,
            Message::MetadataResponse.at(Component::Body),
            Shown::Public("no JSON object".to_owned()),
        ))
}

fn outcomes(steps: &[&Discovery]) -> String {
    let of = |step: &&Discovery| {
        format!("exchange {} was answered with HTTP {}", step.seen.exchange, step.status.unwrap_or_default())
    };
    steps.iter().take(SHOWN).map(of).collect::<Vec<_>>().join(", ")
}

fn status(step: &Discovery) -> Shown {
    Shown::Public(step.status.map_or_else(String::new, |status| status.to_string()))
}

/// How many steps are shown.
const SHOWN: usize = 4;

/// How many steps are looked at.
const MANY: usize = 64;
