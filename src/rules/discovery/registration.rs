//! Whether the client is registered at this server, and as what it is.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::flow::{ClientRegistration, DiscoveryKind};
use crate::login::Login;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{MCP_CLIENTS, REGISTRATION, RFC7591};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, ruled_out, ruled_out_if};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, NOT_BEGUN, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "client-of-other-issuer",
        summary: "the client is registered at a different server than the one that it asks",
        why: "A `client_id` is known to the server that issued it. A client that keeps one `client_id` for a resource, and not for an \
              issuer, sends it to the next server when the resource changes to another, which knows no such client.",
        fix: "Store each registration under the `issuer` of its server. Where the metadata of the resource names another \
              server, register there.",
        errors: &[AT_AUTHORIZE, "invalid_client", "unauthorized_client"],
        refusals: &[],
        spec: &[RFC7591.at("3.2.1"), MCP_CLIENTS.at("authorization-server-binding")],
        optional: Optional::NONE.needs("a `client_id` of this server").since("0.2.0"),
        check: Check::Authorization(of_other_issuer),
    },
    Rule {
        id: "registration-application-type",
        summary: "a native client registers as a web application, and its redirect URI is refused",
        why: "Without `application_type` a client counts as `web` (OpenID Connect), whose redirect URIs must be `https` and not local. \
              A loopback address or an own scheme is for `native`.",
        fix: "Send `\"application_type\": \"native\"` in the registration of a client with a loopback address or an own scheme.",
        errors: &[NOT_BEGUN],
        refusals: &[],
        spec: &[REGISTRATION.at("2"), MCP_CLIENTS.at("application-type-and-redirect-uri-constraints")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Login(application_type),
    },
];

fn of_other_issuer(login: &Login<'_>) -> Assessment {
    let authorize = login.flow.authorize.as_ref().or_not_applicable()?;
    let (answer, is_blamed) = refusal(login).or_ruled_out("the server did not refuse the client")?;
    let client = login.asked("client_id").or_not_applicable()?;
    // The URL of a document is good everywhere.
    not_applicable_if(UrlParts::parse(&client.value).is_http())?;
    let known = login.traffic.registrations.get(&client.value);
    let registrations: Vec<&ClientRegistration> =
        known.into_iter().flatten().filter(|known| known.seen.order < authorize.seen.order).collect();
    let last = registrations.last().or_not_applicable()?;
    let origin = UrlParts::parse(&authorize.endpoint).origin();
    let metadata = login.metadata();
    let own = metadata.and_then(|metadata| metadata.registration_endpoint.as_deref());
    let is_here =
        |known: &&ClientRegistration| own == Some(known.url.as_str()) || UrlParts::parse(&known.url).origin() == origin;
    ruled_out_if(registrations.iter().any(is_here), "the client is registered at this server")?;
    // A server may have its registration at another host, which only its metadata says.
    let is_told = own.is_some();
    let message = format!(
        "The `client_id` was issued by `{}` (exchange {}), and the client sends it to `{origin}`, which answered {}.",
        UrlParts::parse(&last.url).origin(),
        last.seen.exchange,
        answer
    );
    if !is_told && !is_blamed {
        return ruled_out("the server does not complain about the client");
    }
    Ok(Found::proven_if(is_told && is_blamed, message)
        .shows_value("issued", last.seen, Message::RegistrationResponse.at(Component::Url), Shown::url(&last.url))
        .shows("sent", authorize.seen, client))
}

/// Returns what the server answered where it refused, and whether it complains about the client: at the authorization endpoint, or,
/// where that looks at nothing before the user has signed in, at the token endpoint.
fn refusal(login: &Login<'_>) -> Option<(String, bool)> {
    if let Some(refusal) = login.authorize_refusal() {
        return Some((refusal.answered(), refusal.says(&["client"])));
    }
    let token = login.decisive().filter(|token| token.refused())?;
    let error =
        token.answer.error.as_deref().filter(|error| matches!(*error, "invalid_client" | "unauthorized_client"))?;
    Some((format!("`{error}`"), true))
}

fn application_type(login: &Login<'_>) -> Assessment {
    let flow = login.flow;
    not_applicable_if(flow.discovery.iter().all(|step| step.kind != DiscoveryKind::Registration))?;
    let step = flow.refused_registration().or_ruled_out("the client was registered, or went on without")?;
    let is_native = |uri: &&String| {
        let parts = UrlParts::parse(uri);
        !parts.scheme.is_empty() && (!parts.is_http() || parts.is_loopback())
    };
    let native = step.redirect_uris.iter().find(is_native);
    let native = native.or_ruled_out("no redirect URI is one of a native client")?;
    let kind = step.application_type.as_deref();
    ruled_out_if(kind == Some("native"), "the client registers as `native`")?;
    let words = step.description.as_deref().unwrap_or_default().to_lowercase();
    let is_about_uri = step.error.as_deref() == Some("invalid_redirect_uri") || words.contains("redirect");
    ruled_out_if(!is_about_uri, "the server does not complain about the redirect URI")?;
    let names_it = ["https", "localhost", "loopback", "native", "application_type", "scheme"]
        .iter()
        .any(|word| words.contains(word));
    let said = step.description.as_deref().map(|words| format!(" (\u{201c}{words}\u{201d})")).unwrap_or_default();
    let counts = if kind.is_none() {
        "no `application_type`, so that it counts as `web`"
    } else {
        "the `application_type` `web`"
    };
    let message = format!(
        "The client registers `{}` with {counts}; the server answered HTTP {}{said}.",
        Shown::masked_url(native),
        step.status.unwrap_or_default()
    );
    let part = Message::RegistrationRequest.body("application_type");
    // A server may refuse the redirect URI for a policy of its own.
    let found = if names_it { Found::proven(message) } else { Found::possible(message) };
    let found = found.shows_value(
        "registers",
        step.seen,
        Message::RegistrationRequest.body("redirect_uris"),
        Shown::url(native),
    );
    Ok(match kind {
        Some(kind) => found.shows_value("as", step.seen, part, Shown::Public(kind.to_owned())),
        None => found.lacks("as", step.seen, part),
    })
}
