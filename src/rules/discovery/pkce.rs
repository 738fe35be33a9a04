//! Whether the server's metadata offers PKCE to a client that must refuse to go on without.

use crate::disclose::Shown;
use crate::flow::DiscoveryKind;
use crate::login::Login;
use crate::oauth::part::Message;
use crate::oauth::spec::{MCP_SECURITY, RFC8414};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NOT_BEGUN, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "pkce-not-advertised",
    summary: "the metadata of the authorization server does not offer PKCE with `S256`",
    why: "A client of the Model Context Protocol must look into `code_challenge_methods_supported` before it begins, and must refuse a \
          server that does not list a method there, whether or not it knows PKCE. OpenID providers often leave the member out.",
    fix: "Add `\"code_challenge_methods_supported\": [\"S256\"]` to the metadata of the authorization server, also to \
          `openid-configuration`. Where you do not run the server, put a proxy with corrected metadata before it.",
    errors: &[NOT_BEGUN],
    refusals: &[],
    spec: &[MCP_SECURITY.at("authorization-code-protection"), RFC8414.at("2")],
    optional: Optional::NONE.since("0.2.0"),
    check: Check::Login(not_advertised),
}];

fn not_advertised(login: &Login<'_>) -> Assessment {
    let flow = login.flow;
    let of_kind = |kind| flow.discovery.iter().filter(move |step| step.kind == kind);
    // Whoever comes by the metadata of a resource is a client of the protocol that asks for it.
    not_applicable_if(of_kind(DiscoveryKind::Resource).next().is_none())?;
    let server = of_kind(DiscoveryKind::Server).rfind(|step| step.is_answered).or_not_applicable()?;
    ruled_out_if(login.went_on_from_discovery(), "the client went on")?;
    ruled_out_if(of_kind(DiscoveryKind::Registration).next().is_some(), "the client went on to register itself")?;
    let metadata = login.traffic.metadata.read_in(server.seen.exchange);
    let metadata = metadata.or_not_assessed("the metadata is not in the capture")?;
    let methods = &metadata.challenge_methods;
    ruled_out_if(methods.iter().any(|method| method == "S256"), "the metadata offers `S256`")?;
    not_assessed_if(server.seen.exchange == 0, "the metadata is not in the capture")?;
    let part = Message::Metadata.param("code_challenge_methods_supported");
    let what = if methods.is_empty() { "lists no PKCE method" } else { "does not list `S256`" };
    let found = Found::likely(format!(
        "The metadata of the authorization server {what}, a client of the Model Context Protocol must refuse to go on, and nothing \
         follows in the capture."
    ))
    .decided_by_client();
    Ok(if methods.is_empty() {
        found.lacks("answered", server.seen, part)
    } else {
        found.shows_value("answered", server.seen, part, Shown::Public(methods.join(" ")))
    })
}
