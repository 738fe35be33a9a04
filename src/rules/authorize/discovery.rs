//! Whether the client finds its authorization server, and may register there.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::explain::{DriftKind, drift};
use crate::flow::{Discovery, DiscoveryKind, Flow, Seen};
use crate::login::Login;
use crate::login::access::is_within;
use crate::oauth::MetadataMember;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{FETCH, RFC7591, RFC8414, RFC9728};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NOT_BEGUN, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "discovery-failed",
        summary: "the client could not read the authorization server's metadata",
        why: "A client that knows only the address of a resource reads the resource's metadata, which names the \
              authorization server, and then that server's metadata. If it can't read either answer, it can't start a \
              login.",
        fix: "Serve the metadata at the address that the specification derives from the issuer (a path in the issuer \
              goes after `/.well-known/…`), and send `Access-Control-Allow-Origin` if web pages are clients.",
        errors: &[NOT_BEGUN],
        refusals: &[],
        spec: &[RFC9728.at("3.1"), RFC8414.at("3.1"), FETCH.at("http-cors-protocol")],
        optional: Optional::NONE,
        check: Check::Login(not_found),
    },
    Rule {
        id: "metadata-issuer-mismatch",
        summary: "the metadata belongs to a different resource or issuer",
        why: "A client must reject metadata whose `issuer` or `resource` differs, by even one character, from the \
              value it used to build the metadata URL. Some clients do; others carry on.",
        fix: "Use the same string in the resource's `authorization_servers`, in the metadata URL and in `issuer`.",
        errors: &[NOT_BEGUN],
        refusals: &[],
        spec: &[RFC8414.at("3.3"), RFC9728.at("3.3")],
        optional: Optional::NONE.severity(Severity::Warning),
        check: Check::Login(other_issuer),
    },
    Rule {
        id: "client-registration-refused",
        summary: "the server refused to register the client",
        why: "A client without a `client_id` registers itself. If the server refuses, the client has no `client_id` \
              and can't start a login.",
        fix: "Correct what the error names. If the server doesn't allow open registration, register the client by hand \
              and configure its `client_id`, or give it the initial access token that the server requires.",
        errors: &[NOT_BEGUN],
        refusals: &[],
        spec: &[RFC7591.at("3.2.2")],
        optional: Optional::NONE,
        check: Check::Login(registration_refused),
    },
];

fn steps(flow: &Flow, kind: DiscoveryKind) -> impl Iterator<Item = &Discovery> {
    flow.discovery.iter().filter(move |step| step.kind == kind)
}

fn not_found(login: &Login<'_>) -> Assessment {
    let flow = login.flow;
    not_applicable_if(flow.discovery.is_empty())?;
    ruled_out_if(
        login.went_on_from_discovery() || steps(flow, DiscoveryKind::Registration).next().is_some(),
        "the client went on",
    )?;
    ruled_out_if(
        steps(flow, DiscoveryKind::Server).any(|step| step.is_answered),
        "the client could read the metadata of the authorization server",
    )?;
    let resource = steps(flow, DiscoveryKind::Resource).find(|step| step.is_answered);
    let mut failed: Vec<&Discovery> = steps(flow, DiscoveryKind::Server).collect();
    let mut of = "the authorization server";
    if failed.is_empty() {
        not_assessed_if(
            resource.is_some(),
            "the capture ends before the client asks for the metadata of the authorization server",
        )?;
        failed = steps(flow, DiscoveryKind::Resource).collect();
        of = "the protected resource";
    }
    let last = failed.last().or_not_assessed("the capture ends before the client asks for metadata")?;
    // A request that a browser did not send is often sent again in another form; what was answered says more.
    let answered: Vec<&Discovery> = failed.iter().copied().filter(|step| step.status.is_some()).collect();
    let told = if answered.is_empty() { &failed } else { &answered };
    let how: Vec<String> = told.iter().take(SHOWN).map(|step| outcome(step)).collect();
    let mut says = vec![format!("The client couldn't read the metadata of {of}: {}.", how.join("; "))];
    let announced = flow.discovery.iter().find(|step| step.points_to.contains(&last.url));
    if let Some(announced) = announced.filter(|step| step.kind == DiscoveryKind::Challenge) {
        says.push(format!(
            "`WWW-Authenticate` from the resource (exchange {}) names this address.",
            announced.seen.exchange
        ));
    }
    let issuers = || resource.into_iter().flat_map(|step| &step.points_to).take(SHOWN);
    let missed = issuers().find(|issuer| {
        let right = addresses(issuer);
        !right.is_empty() && !failed.iter().any(|step| right.contains(&step.url))
    });
    if let Some(issuer) = missed {
        let right = addresses(issuer);
        says.push(format!(
            "The metadata of `{}` belongs to `{}`, which the client didn't ask for.",
            Shown::masked_url(issuer),
            Shown::masked_url(&right[0])
        ));
    }
    let mut found = Found::likely(says.join(" ")).decided_by_client().fallback();
    if told.iter().any(|step| step.is_blocked) {
        found = found.fix(
            "Have the server send `Access-Control-Allow-Origin` with its metadata and answer preflights for it, or let \
             one of the application's servers read it: without the header, the browser withholds the answer from the \
             page.",
        );
    }
    for step in told.iter().take(SHOWN) {
        let status = step.status.map_or("no answer".to_owned(), |status| status.to_string());
        found = found.shows_url("asked for", step.seen, Message::MetadataRequest, &step.url).shows_value(
            "answered",
            step.seen,
            Message::MetadataResponse.at(Component::Status),
            Shown::Public(status),
        );
    }
    Ok(found)
}

/// Says what became of a request for metadata.
fn outcome(step: &Discovery) -> String {
    let exchange = step.seen.exchange;
    match step.status {
        Some(status @ 200..300) if step.is_blocked => {
            format!(
                "exchange {exchange} was answered with HTTP {status}, but the browser withheld the answer from the page because `Access-Control-Allow-Origin` is missing"
            )
        }
        Some(status @ 200..300) => {
            format!("exchange {exchange} was answered with HTTP {status}, but not with metadata")
        }
        Some(status) => format!("exchange {exchange} was answered with HTTP {status}"),
        None => format!("exchange {exchange} was not answered"),
    }
}

/// Returns where the metadata of an issuer is (RFC 8414 §3.1, `OpenID` Connect Discovery §4): a path goes behind the well-known
/// name, or, in the older way, before it.
fn addresses(issuer: &str) -> Vec<String> {
    let parts = UrlParts::parse(issuer);
    if !parts.is_http() || parts.query_at.is_some() {
        return Vec::new();
    }
    let path = parts.path.trim_end_matches('/');
    let before =
        [parts.base.strip_suffix(parts.path).unwrap_or(parts.base).to_owned(), UrlParts::parse(issuer).origin()];
    let of = |base: &String| {
        [
            format!("{base}/.well-known/oauth-authorization-server{path}"),
            format!("{base}/.well-known/openid-configuration{path}"),
            format!("{base}{path}/.well-known/openid-configuration"),
        ]
    };
    before.iter().flat_map(of).collect()
}

/// Metadata of the capture speaks for the server of this login, and another one serves it.
fn foreign(login: &Login<'_>) -> Option<Found> {
    let all = &login.traffic.metadata;
    let by_authorize = login.flow.authorize_endpoint().map(|url| (MetadataMember::AuthorizationEndpoint, url));
    let by_token = login.decisive().map(|token| (MetadataMember::TokenEndpoint, token.endpoint.as_str()));
    let mut documents = by_authorize.into_iter().chain(by_token).flat_map(|(what, url)| all.mentioning(what, url));
    let (document, url, issuer) = documents.find_map(|document| {
        let (url, issuer) = (document.url.as_ref()?, document.issuer.as_ref()?);
        document.is_foreign().then_some((document, url, issuer))
    })?;
    let seen = Seen { exchange: document.exchange, ..Seen::default() };
    let message = format!(
        "The metadata at `{}` says that it belongs to `{}`, a different server; a client must not use it.",
        Shown::masked_url(url),
        Shown::masked_url(issuer)
    );
    let found = Found::proven(message)
        .fix("Read the metadata from the address derived from the issuer, and take both endpoints from there.");
    Some(
        found.shows_value("asked for", seen, Message::MetadataRequest.at(Component::Url), Shown::url(url)).shows_value(
            "calls itself",
            seen,
            Message::Metadata.param("issuer"),
            Shown::url(issuer),
        ),
    )
}

fn other_issuer(login: &Login<'_>) -> Assessment {
    let flow = login.flow;
    if let Some(found) = foreign(login) {
        return Ok(found);
    }
    not_applicable_if(flow.discovery.is_empty())?;
    let servers: Vec<&Discovery> =
        steps(flow, DiscoveryKind::Server).filter(|step| step.is_answered).take(SHOWN).collect();
    let named = || {
        steps(flow, DiscoveryKind::Resource)
            .take(SHOWN)
            .flat_map(|step| step.points_to.iter().take(SHOWN).map(move |issuer| (step, issuer)))
    };
    let mut is_compared = false;
    for server in &servers {
        let Some(issuer) = &server.subject else { continue };
        let Some((resource, expected)) = named().find(|(_, expected)| addresses(expected).contains(&server.url)) else {
            continue;
        };
        is_compared = true;
        let Some(difference) = drift::uri(expected, issuer).filter(|_| !issuer.contains('{')) else {
            continue;
        };
        let how = match difference.kind {
            DriftKind::Scheme | DriftKind::Host | DriftKind::Port if !difference.also.is_empty() => {
                format!("`{}` calls itself `{}`", Shown::masked_url(expected), Shown::masked_url(issuer))
            }
            _ => difference.clause(),
        };
        return Ok(Found::proven(format!(
            "The resource names an authorization server whose metadata has a different `issuer`: {how}."
        ))
        .shows_value(
            "named",
            resource.seen,
            Message::ResourceMetadata.param("authorization_servers"),
            Shown::url(expected),
        )
        .shows_value("calls itself", server.seen, Message::Metadata.param("issuer"), Shown::url(issuer)));
    }
    for step in steps(flow, DiscoveryKind::Resource).take(SHOWN).filter(|step| step.is_answered) {
        let (Some(resource), Some((base, path))) = (&step.subject, step.url.split_once(RESOURCE)) else {
            continue;
        };
        let expected = format!("{base}{path}");
        // What a challenge names is compared with the URL that was asked.
        let is_compared = |other: &Discovery| {
            other.kind == DiscoveryKind::Challenge
                && other.points_to.contains(&step.url)
                && !is_within(&other.url, resource)
        };
        if flow.discovery.iter().take(MANY).any(is_compared) {
            continue;
        }
        // A client that finds nothing behind the path of the resource asks at the root, for the same resource.
        let is_wanted = |other: &&Discovery| match other.kind {
            DiscoveryKind::Challenge => other.url == *resource,
            DiscoveryKind::Resource if path.is_empty() => {
                resource.strip_prefix(base).is_some_and(|path| other.url == format!("{base}{RESOURCE}{path}"))
            }
            _ => false,
        };
        if flow.discovery.iter().take(MANY).any(|other| is_wanted(&other)) {
            continue;
        }
        if expected != resource.trim_end_matches('/') && expected != *resource {
            return Ok(Found::proven(format!(
                "The metadata fetched for `{}` describes a different `resource`, `{}`; a strict client rejects it.",
                Shown::masked_url(&expected),
                Shown::masked_url(resource)
            ))
            .shows_value("asked for", step.seen, Message::MetadataRequest.at(Component::Url), Shown::url(&expected))
            .shows_value(
                "answered",
                step.seen,
                Message::ResourceMetadata.param("resource"),
                Shown::url(resource),
            ));
        }
    }
    not_assessed_if(servers.is_empty(), "the capture shows no metadata of an authorization server")?;
    not_assessed_if(!is_compared, "the capture does not show which issuer the client asked for")?;
    ruled_out("the metadata describes the issuer that the client asked for")
}

fn registration_refused(login: &Login<'_>) -> Assessment {
    let flow = login.flow;
    not_applicable_if(steps(flow, DiscoveryKind::Registration).next().is_none())?;
    let step =
        flow.refused_registration().or_ruled_out("the client was registered, or continued without registering")?;
    let status = step.status.unwrap_or_default();
    let error = step.error.as_deref().map(|error| format!(" `{error}`")).unwrap_or_default();
    let words = step.description.as_deref().map(|words| format!(" (\u{201c}{words}\u{201d})")).unwrap_or_default();
    let mut found = Found::proven(format!(
        "The server answered the registration of the client with HTTP {status}{error}{words}, and no authorization request follows."
    ));
    if matches!(status, 401 | 403)
        || matches!(step.error.as_deref(), Some("access_denied" | "invalid_token" | "unauthorized"))
    {
        found = found.fix(
            "The server doesn't allow open registration: give the client an initial access token, allow anonymous \
             registration at the server, or register the client by hand and configure its `client_id`.",
        );
    } else if step.error.as_deref() == Some("invalid_redirect_uri") {
        found =
            found.fix("Register redirect URIs that the server's policy allows; the error description may say which.");
    }
    Ok(found.shows_url("asked", step.seen, Message::RegistrationRequest, &step.url).shows_value(
        "answered",
        step.seen,
        Message::RegistrationResponse.body("error"),
        Shown::Public(step.error.clone().unwrap_or_else(|| status.to_string())),
    ))
}

/// How many steps are looked at or shown.
const SHOWN: usize = 4;

/// How many steps are looked at where nothing is shown of them.
const MANY: usize = 64;

/// Where the metadata of a resource is.
const RESOURCE: &str = "/.well-known/oauth-protected-resource";
