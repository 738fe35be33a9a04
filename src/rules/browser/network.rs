//! Whether the token request left the browser, and reached a server.

use oauth_doctor_wire::url::UrlParts;

use crate::capture::EvidenceLevel;
use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::Login;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{CSP, FETCH, RFC6749};
use crate::rules::assessment::{OrNoFinding, not_applicable_if};
use crate::rules::browser::policy;
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "connect-src-blocked",
        summary: "the page's own policy keeps it from calling the token endpoint",
        why: "A Content-Security-Policy with `connect-src` (or `default-src`) lists the addresses that scripts may call. The browser \
              doesn't send a request to any other; the script sees only “Failed to fetch”.",
        fix: "Add the origin of the token endpoint to `connect-src` in the policy of the page that redeems the code.",
        errors: &[NO_ERROR],
        // The browser holds the request back: no server gets to see it.
        refusals: &[],
        spec: &[CSP.at("directive-connect-src"), RFC6749.at("4.1.3")],
        optional: Optional::NONE
            .since("0.2.0")
            .needs("the origin of the token endpoint in `connect-src` of the page's policy"),
        check: Check::Request(connect_src),
    },
    Rule {
        id: "local-network-blocked",
        summary: "the browser keeps a public page from a private address",
        why: "Browsers ask the user before a page of a public site may call this machine or the private network (Chrome since version \
              142). Without the permission they don't send the request.",
        fix: "Allow the site to reach devices on the local network, serve the page from the same network as the token endpoint, or give \
              the token endpoint a public address.",
        errors: &[NO_ERROR],
        // The browser holds the request back: no server gets to see it.
        refusals: &[],
        spec: &[FETCH.at("main-fetch"), RFC6749.at("3.2")],
        optional: Optional::NONE.since("0.2.0").needs("the user's permission for the site to reach the local network"),
        check: Check::Request(local_network),
    },
    Rule {
        id: "token-endpoint-unreachable",
        summary: "no connection to the token endpoint",
        why: "The request failed below HTTP: the host name does not resolve, nobody listens there, or the client does not trust the \
              certificate. The authorization server never saw the code.",
        fix: "Call the token endpoint from where the client runs (`curl -v`), and correct what that shows: the host name and DNS, the port \
              and firewall, or the certificate and the client's trusted authorities. Then begin a new login.",
        errors: &[NO_ERROR],
        // There is no server that could refuse.
        refusals: &[],
        spec: &[RFC6749.at("3.2")],
        optional: Optional::NONE.since("0.2.0").needs("a connection from the client to the token endpoint"),
        check: Check::Request(unreachable),
    },
];

fn connect_src(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(token.answer.status.is_some() || token.is_unanswered || token.excerpt)?;
    let failure = token.failure.as_deref().unwrap_or_default();
    let is_told = failure.eq_ignore_ascii_case("csp")
        || ["BLOCKED_BY_CSP", "Content Security Policy", "Content-Security-Policy"]
            .iter()
            .any(|name| failure.contains(name));
    let page = login.flow.response().and_then(|response| response.callbacks.last());
    let blocking = page.and_then(|page| {
        let policy = page.policy.as_deref()?;
        let blocks = policy::blocks(policy, &["connect-src", "default-src"], &page.url, &token.endpoint);
        blocks.then_some((page, policy))
    });
    let origin = UrlParts::parse(&token.endpoint).origin();
    // What the recorder says of another reason counts for more than a policy that may be of another page.
    not_applicable_if(!is_told && (blocking.is_none() || !(failure.is_empty() || failure.ends_with("ERR_FAILED"))))?;
    let message = if blocking.is_some() {
        format!(
            "The page's Content-Security-Policy does not allow scripts to call `{origin}`, so the browser did not send the token request."
        )
    } else {
        format!("The browser says that a Content-Security-Policy blocked the token request to `{origin}`.")
    };
    let mut found = Found::proven_if(is_told, message);
    if let Some((page, policy)) = blocking {
        found = found.shows_value(
            "policy",
            page.seen,
            Message::Callback.header("content-security-policy"),
            Shown::Public(policy.to_owned()),
        );
    }
    Ok(shows_failure(found, token).shows_endpoint("blocked", token))
}

fn local_network(_: &Login<'_>, token: &TokenExchange) -> Assessment {
    let names = ["LOCAL_NETWORK_ACCESS", "PRIVATE_NETWORK_ACCESS", "INSECURE_PRIVATE_NETWORK_REQUEST"];
    let failure = token.failure.as_deref().or_not_applicable()?;
    not_applicable_if(token.answer.status.is_some() || !names.iter().any(|name| failure.contains(name)))?;
    let page = token.origin.as_deref().unwrap_or("the page");
    let message = format!(
        "The browser kept `{page}` from calling `{}`: a public site may reach a private address only with the user's permission. The \
         token request was not sent.",
        UrlParts::parse(&token.endpoint).origin()
    );
    Ok(shows_failure(Found::proven(message), token).shows_endpoint("blocked", token))
}

fn unreachable(_: &Login<'_>, token: &TokenExchange) -> Assessment {
    let failure = token.failure.as_deref().or_not_applicable()?;
    not_applicable_if(token.answer.status.is_some())?;
    let what = why_unreachable(failure).or_not_applicable()?;
    let message =
        format!("The token request reached no server at `{}`: {what}.", UrlParts::parse(&token.endpoint).origin());
    let is_seen = token.evidence == EvidenceLevel::Seen;
    Ok(shows_failure(Found::proven_if(is_seen, message), token).shows_endpoint("asked for", token))
}

fn shows_failure(found: Found, token: &TokenExchange) -> Found {
    let Some(failure) = &token.failure else { return found };
    found.shows_value(
        "failed",
        token.seen,
        Message::TokenRequest.at(Component::Failure),
        Shown::Public(failure.clone()),
    )
}

/// Returns what a recorder says of a connection that did not come about, if it does: not of one that was cut off.
pub(super) fn why_unreachable(failure: &str) -> Option<&'static str> {
    let known = [
        (NO_NAME, "the host name does not resolve"),
        (NOBODY, "nobody listens at the address"),
        (NO_WAY, "the connection timed out or has no route"),
        (NO_TRUST, "the certificate is not trusted"),
        (NO_TLS, "there is no TLS connection"),
    ];
    known.into_iter().find(|(names, _)| names.iter().any(|name| failure.contains(name))).map(|(_, what)| what)
}

const NO_NAME: &[&str] = &[
    "ERR_NAME_NOT_RESOLVED",
    "ERR_NAME_RESOLUTION_FAILED",
    "NS_ERROR_UNKNOWN_HOST",
    "ENOTFOUND",
    "EAI_AGAIN",
    "Name or service not known",
    "no such host",
    "UnknownHostException",
    "nodename nor servname provided",
    "Could not resolve host",
    "No such host is known",
];
const NOBODY: &[&str] =
    &["ERR_CONNECTION_REFUSED", "NS_ERROR_CONNECTION_REFUSED", "ECONNREFUSED", "onnection refused", "actively refused"];
const NO_WAY: &[&str] = &[
    "ERR_CONNECTION_TIMED_OUT",
    "ERR_ADDRESS_UNREACHABLE",
    "ERR_ADDRESS_INVALID",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "No route to host",
    "ETIMEDOUT",
    "i/o timeout",
    "connect timed out",
];
const NO_TRUST: &[&str] = &[
    "ERR_CERT_",
    "SEC_ERROR_",
    "MOZILLA_PKIX_ERROR_",
    "SSL_ERROR_BAD_CERT_DOMAIN",
    "CERT_HAS_EXPIRED",
    "SELF_SIGNED_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT",
    "CERTIFICATE_VERIFY_FAILED",
    "certificate verify failed",
    "unable to get local issuer certificate",
    "unable to verify the first certificate",
    "self-signed certificate",
    "self signed certificate",
    "certificate signed by unknown authority",
    "certificate has expired",
    "certificate is not valid for",
    "PKIX path building failed",
    "SSL certificate problem",
];
const NO_TLS: &[&str] = &["ERR_SSL_", "SSL_ERROR_", "ERR_TLS_", "The SSL connection could not be established"];
