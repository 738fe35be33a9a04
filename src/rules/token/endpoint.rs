//! Where the token request went, and whether the answer reached the client.

use oauth_doctor_wire::host;
use oauth_doctor_wire::url::UrlParts;

use super::tenant::{endpoint_within, other_policy, other_tenant};
use crate::disclose::Shown;
use crate::flow::{AuthorizeRequest, TokenExchange};
use crate::login::endpoint::{OtherEndpoint, Tells, answers_as_endpoint, is_no_endpoint, is_same_endpoint, is_sent_to};
use crate::login::read::{is_busy, knows_grant};
use crate::login::{Login, Stage};
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RFC6749, RFC8414, RFC9700};
use crate::oauth::{AnswerBody, BodyForm, Grant, MetadataMember};
use crate::providers::Cause;
use crate::rules::assessment::{
    OrNoFinding, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Change, Check, Found, NO_ERROR, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "token-endpoint-wrong",
        summary: "the token request went to the wrong URL",
        why: "Only the server that issued a code or refresh token knows it. Another host, tenant, realm or path \
              answers with a page, 404, 405, or an `invalid_grant` that is correct but misleading.",
        fix: "Take both endpoints from the same metadata document of the issuer.",
        errors: &[NO_ERROR, "invalid_grant"],
        refusals: &[Refusal::EndpointDiffers],
        spec: &[RFC6749.at("3.2"), RFC8414.at("2")],
        optional: Optional::NONE
            .needs("the URL of the token endpoint")
            .about(&[Cause::CodeUnknown, Cause::WrongEndpoint]),
        check: Check::Request(wrong),
    },
    Rule {
        id: "token-endpoint-insecure",
        summary: "the token request went over plain http",
        why: "Anyone on the path can read codes, tokens and the client secret, and many servers refuse or redirect \
              such a request.",
        fix: "Use https for the token endpoint; use plain http only for loopback addresses.",
        errors: &["invalid_request"],
        refusals: &[Refusal::EndpointNotSecure, Refusal::EndpointDiffers],
        spec: &[RFC6749.at("3.2"), RFC9700.at("2.6")],
        optional: Optional::NONE,
        check: Check::Request(insecure),
    },
];

fn wrong(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    ruled_out_if(login.succeeded(token), "the token endpoint issued a token")?;
    not_applicable_if(login.is_to_backend(token))?;
    not_assessed_if(
        UrlParts::parse(&token.endpoint).host.is_empty(),
        "the capture does not show where the token request was sent",
    )?;
    if let Some(metadata) = login.metadata() {
        metadata.token_endpoint.as_ref().or_not_applicable()?;
        let is_named = metadata.token_endpoints().any(|name| is_sent_to(token, name));
        ruled_out_if(is_named, "the request went to the token endpoint of the server's metadata")?;
        match login.other_endpoint(token) {
            Some(OtherEndpoint { tells: Tells::Nothing(why), .. }) => return not_assessed(why),
            Some(OtherEndpoint { right, tells }) => {
                let why = "the server's metadata names a different token endpoint";
                return Ok(found_wrong(login, token, right, why, Some(tells)));
            }
            None => {}
        }
    }
    let speaks = answers_as_endpoint(token);
    // The path of a gateway may look like that, and an OAuth error comes from a token endpoint.
    let is_tenant_refused = token.answer.says(&["tenant", "realm"]);
    if let Some(within) = endpoint_within(&token.endpoint).filter(|_| !speaks || is_tenant_refused) {
        return Ok(Found::likely(format!(
            "The path of the token request contains the path of another endpoint (`{within}`): the configuration has a \
             whole endpoint URL where the issuer belongs, and the client appended the path to it."
        ))
        .shows_endpoint("sent to", token));
    }
    let stage = login.stage(token);
    let knows_grant = knows_grant(token, stage);
    if let Some((_, issuing)) = crate::login::issued(login, token) {
        return refreshed_elsewhere(login, issuing, token);
    }
    let Some(authorize) = &login.flow.authorize else {
        return if is_no_endpoint(token) {
            Ok(no_endpoint_at(token))
        } else if login.flow.grant == Grant::AuthorizationCode {
            not_assessed("neither the server's metadata nor the authorization request is in the capture")
        } else {
            not_assessed("the server's metadata, which names its token endpoint, is not in the capture")
        };
    };
    if let Some(known) = documented(login, authorize, token) {
        return known;
    }
    let (asked, sent) = (UrlParts::parse(&authorize.endpoint), UrlParts::parse(&token.endpoint));
    let own_host =
        login.flow.response().is_some_and(|response| UrlParts::parse(&response.target).origin() == sent.origin());
    let no_endpoint =
        is_no_endpoint(token) || token.answer.status == Some(200) && token.answer.body == AnswerBody::Html && own_host;
    if no_endpoint && own_host && asked.origin() != sent.origin() {
        let why = "the request went to the application's own host, which has no token endpoint; the code was issued by another server";
        return Ok(found_wrong(login, token, &asked.origin(), why, None));
    }
    if no_endpoint {
        return Ok(no_endpoint_at(token));
    }
    not_assessed_if(is_busy(token), "the server, or something in front of it, was too busy to answer")?;
    ruled_out_if(knows_grant, "the answering server knows the code, so it is the server that issued it")?;
    if let Some((theirs, ours)) = other_tenant(&asked, &sent).or_else(|| other_policy(authorize, token)) {
        return Ok(Found::likely(format!("The code was issued under `{theirs}` and sent to `{ours}`: another tenant, realm or policy of the same server."))
            .shows_url("code issued by", authorize.seen, Message::AuthorizeRequest, &authorize.endpoint)
            .shows_endpoint("sent to", token));
    }
    let is_upgrade =
        asked.host.eq_ignore_ascii_case(sent.host) && asked.port == sent.port && asked.scheme != sent.scheme;
    if asked.origin() != sent.origin() && !is_upgrade {
        if !asked.host.eq_ignore_ascii_case(sent.host) {
            return not_assessed(format!(
                "the capture does not show whether `{}`, which issued the code, and `{}` are the same server",
                asked.origin(),
                sent.origin()
            ));
        }
        return Ok(Found::likely(format!(
            "The code was issued by `{}` and sent to `{}`, a different server on the same host.",
            asked.origin(),
            sent.origin()
        ))
        .shows_url("issued by", authorize.seen, Message::AuthorizeRequest, &authorize.endpoint)
        .shows_endpoint("sent to", token));
    }
    if login.is_told(Cause::WrongEndpoint) {
        return Ok(Found::likely(
            "The server says that the code, or the client, belongs to another endpoint, tenant or realm.",
        )
        .fallback()
        .shows_endpoint("sent to", token));
    }
    not_assessed_if(token.answer.status.is_none(), "no answer shows it, and the metadata is not in the capture")?;
    not_assessed_if(
        !speaks,
        "the answer does not look like a token endpoint's, and the metadata is not in the capture",
    )?;
    let folder = |path: &'_ str| path.trim_end_matches('/').rsplit_once('/').map(|(folder, _)| folder.to_owned());
    not_assessed_if(
        folder(asked.path) != folder(sent.path),
        "the server's metadata, which names its token endpoint, is not in the capture",
    )?;
    ruled_out("the token endpoint is next to the authorization endpoint, and answered like one")
}

/// Judges the endpoint by the ones that its provider documents.
fn documented(login: &Login<'_>, authorize: &AuthorizeRequest, token: &TokenExchange) -> Option<Assessment> {
    let provider = login.provider()?;
    let (right, source) = (provider.token_endpoint(&authorize.endpoint)?, provider.endpoints.source?);
    let (name, shown) = (provider.name, Shown::masked_url(&right));
    let (sent, expected) = (UrlParts::parse(&token.endpoint), UrlParts::parse(&right));
    if is_same_endpoint(&right, &token.endpoint) {
        let by = source.cite();
        let is_doubtful = login.is_told(Cause::WrongEndpoint) || other_policy(authorize, token).is_some();
        return (!is_no_endpoint(token) && !is_doubtful)
            .then(|| ruled_out(format!("the request went to the token endpoint of {name} ({by})")));
    }
    let same_host = sent.host.eq_ignore_ascii_case(expected.host);
    let is_other = (same_host || provider.has_host(sent.host) && provider.has_host(expected.host))
        && provider.has_token_endpoint(&token.endpoint);
    // What judges a verifier or a `redirect_uri` has found the code.
    let knows_code = matches!(login.stage(token), Some(Stage::RedirectUri | Stage::Pkce));
    let message = match provider.binds_code.filter(|_| is_other && token.refused() && !knows_code) {
        Some(source) => format!(
            "The code was issued by one server of {name} and sent to another: host, region or tenant differ ({}).",
            source.cite()
        ),
        None if provider.gives_no_tokens_at(sent.host) && token.refused() => {
            format!("`{}` is a {name} host that doesn't issue tokens ({}).", sent.host, source.cite())
        }
        None if is_no_endpoint(token) => {
            let status = token.answer.status.unwrap_or_default();
            format!("The URL answered HTTP {status}: it is not the token endpoint of {name} ({}).", source.cite())
        }
        None => return None,
    };
    let found = Found::likely(message)
        .shows_value(
            "should be",
            authorize.seen,
            Message::AuthorizeRequest.at(Component::Url),
            Shown::Public(shown.clone()),
        )
        .shows_endpoint("sent to", token)
        .fix(format!("Send the token request to `{shown}`."))
        .token(Change::Endpoint(right));
    Some(Ok(found))
}

fn no_endpoint_at(token: &TokenExchange) -> Found {
    let status = token.answer.status.unwrap_or_default();
    let message = format!("The URL answered HTTP {status}: it is not a token endpoint.");
    // There are servers that say the same of a body that they cannot read.
    let is_unread =
        token.body == BodyForm::Multipart && matches!(token.answer.body, AnswerBody::Empty | AnswerBody::Missing);
    let found = if is_unread { Found::possible(message) } else { Found::likely(message) };
    found.shows_endpoint("sent to", token)
}

/// A refresh token is known at the endpoint that issued it; whether another one belongs to the same server cannot be seen.
fn refreshed_elsewhere(login: &Login<'_>, issuing: &TokenExchange, token: &TokenExchange) -> Assessment {
    not_assessed_if(
        UrlParts::parse(&issuing.endpoint).host.is_empty(),
        "the capture does not show which endpoint issued the refresh token",
    )?;
    let slashed = |url: &str| url.trim_end_matches('/').to_owned();
    let is_same = is_same_endpoint(&slashed(&issuing.endpoint), &slashed(&token.endpoint));
    let metadata = &login.traffic.metadata;
    let mut documents = metadata.naming(MetadataMember::TokenEndpoint, &issuing.endpoint);
    let is_alias = documents.any(|document| document.is_naming(MetadataMember::TokenEndpoint, &token.endpoint));
    ruled_out_if(is_same || is_alias, "the request went to the endpoint that issued the refresh token")?;
    not_assessed_if(is_busy(token), "the server, or something in front of it, was too busy to answer")?;
    not_assessed_if(
        knows_grant(token, None),
        "the answering server knows the refresh token, so it may be another name for the endpoint that issued it",
    )?;
    Ok(Found::likely("The refresh token was sent to a different endpoint than the one that issued it: another server, tenant or environment.")
        .shows_endpoint("issued by", issuing)
        .shows_endpoint("sent to", token)
        .token(Change::Endpoint(issuing.endpoint.clone())))
}

/// The request went elsewhere than to this URL; where the metadata names it, what the answer tells decides how sure that is.
fn found_wrong(login: &Login<'_>, token: &TokenExchange, right: &str, why: &str, tells: Option<Tells>) -> Found {
    let part = match tells {
        Some(_) => Message::Metadata.param("token_endpoint"),
        None => Message::AuthorizeRequest.param("origin"),
    };
    let sure = tells == Some(Tells::NoEndpoint);
    let mut found = Found::proven_if(sure, format!("Wrong token endpoint: {why}."))
        .shows_value_at("should be", token.seen, part, Shown::Public(right.to_owned()), None)
        .shows_endpoint("sent to", token);
    if let Some(authorize) = login.flow.authorize.as_ref().filter(|_| tells.is_none()) {
        found.evidence[0].exchange = authorize.seen.exchange;
        found.evidence[0].at = authorize.seen.at;
    }
    if let Some(metadata) = login.metadata().filter(|_| tells.is_some()) {
        found.evidence[0].exchange = metadata.exchange;
        let may_move = login.may_receive(token, right);
        found = found.token(may_move.then(|| Change::Endpoint(right.to_owned())));
    }
    found
}

fn insecure(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let url = UrlParts::parse(&token.endpoint);
    not_applicable_if(login.is_to_backend(token))?;
    not_applicable_if(!url.scheme.eq_ignore_ascii_case("http") || host::is_local(url.host))?;
    let blamed = token.refused() && token.answer.says(&["https", "tls", "ssl", "secure"]);
    let found = Found::proven(format!("The token request went to `{}` over plain http.", url.origin()));
    Ok(found
        .warning_if(!blamed)
        .shows_endpoint("sent to", token)
        .token(Change::Endpoint(token.endpoint.replacen("http:", "https:", 1))))
}
