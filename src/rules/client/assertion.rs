//! JWTs that a client signs: as its authentication (`private_key_jwt`), or as the grant itself.

use oauth_doctor_wire::url::UrlParts;
use serde_json::Value;

use super::signed::{Assertion, FAR, SIGNED, assertion, blames_claims, is_of_no_jwt};
use crate::disclose::Shown;
use crate::flow::TokenExchange;
use crate::login::client::{blames_audience, names_reason};
use crate::login::{Login, Stage};
use crate::oauth::jwt;
use crate::oauth::jwt::ASSERTION_TYPE;
use crate::oauth::part::Message;
use crate::oauth::spec::{OIDC_CORE, RFC7521, RFC7523, RFC10070};
use crate::rules::assessment::{
    OrNoFinding, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Confidence, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "assertion-claims-wrong",
        summary: "the assertion's claims, type or signature are wrong",
        why: "An assertion must be signed and say who made it (`iss`), whom it is about (`sub`), whom it is for \
              (`aud`) and when it expires (`exp`, in seconds); one that authenticates a client names its `client_id` \
              in both `iss` and `sub`.",
        fix: "Sign the assertion and include `iss`, `sub`, `aud` and `exp` (in seconds); for client authentication, set `iss` and `sub` to the `client_id`.",
        errors: &["invalid_client", "invalid_grant"],
        refusals: &[
            Refusal::AssertionTypeDiffers,
            Refusal::GrantAssertionMalformed,
            Refusal::ClientIdMissing,
            Refusal::AssertionMalformed,
            Refusal::AssertionOfOtherClient,
            Refusal::AssertionExpired,
        ],
        spec: &[RFC7523.at("3"), RFC7521.at("4.2"), OIDC_CORE.at("9")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(claims_wrong),
    },
    Rule {
        id: "assertion-audience",
        summary: "the assertion is for another server",
        why: "The server must reject an assertion whose `aud` doesn't name it, character by character. RFC 7523 allows \
              the token endpoint URL or the issuer; since RFC 10070 a client must use the issuer alone.",
        fix: "Set `aud` to the issuer alone, exactly as the metadata spells it; use the token endpoint URL if the \
              server documents that.",
        errors: &["invalid_client", "invalid_grant"],
        refusals: &[Refusal::AssertionAudienceDiffers, Refusal::GrantAssertionAudienceDiffers],
        spec: &[RFC7523.at("3"), RFC10070.at("4")],
        optional: Optional::NONE.stage(Stage::Assertion),
        check: Check::Request(audience),
    },
];

fn claims_wrong(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let jwt = assertion(login, token, SIGNED)?;
    if let Some(kind) =
        token.params.filled("client_assertion_type").filter(|kind| jwt.is_client() && is_of_no_jwt(kind))
    {
        return Ok(Found::proven(format!(
            "The `client_assertion` is a JWT, and `client_assertion_type` must be `{ASSERTION_TYPE}`."
        ))
        .shows("sent", token.seen, kind)
        .token_param(&kind.name, ASSERTION_TYPE));
    }
    not_assessed_if(
        jwt.is_federated() && !blames_claims(token),
        "another party may have signed the assertion; the client's registration decides what it must contain",
    )?;
    let header = jwt::header(&jwt.param.value);
    if header.is_some_and(|header| header.get("alg").and_then(Value::as_str) == Some("none")) {
        return Ok(Found::likely(format!(
            "The `{}` is not signed (`alg` is `none`), and a server must reject it.",
            jwt.param.name
        ))
        .shows("sent", token.seen, jwt.param)
        .token(jwt.renewed()));
    }
    // Some servers want no `sub` in a grant: the issuer is whom it is about.
    let required: &[&str] = if jwt.is_client() { &["iss", "sub", "aud", "exp"] } else { &["iss", "aud", "exp"] };
    if let Some(claim) = required.iter().find(|claim| !jwt.claims.contains_key(**claim)) {
        return Ok(Found::likely(format!("The `{}` has no `{claim}`.", jwt.param.name))
            .lacks("sent", token.seen, jwt.part(claim))
            .token(jwt.renewed()));
    }
    if let Some(exp) = jwt.time("exp").filter(|exp| *exp >= FAR) {
        return Ok(Found::likely(format!(
            "The `exp` of the `{}` is far in the future: it is in milliseconds but must be in seconds.",
            jwt.param.name
        ))
        .shows_value_at("sent", token.seen, jwt.part("exp"), Shown::Public((exp / 1000).to_string()), jwt.param.at)
        .token(jwt.renewed()));
    }
    if let Some(found) = other_client(token, &jwt) {
        return Ok(found);
    }
    let reason = "the assertion has all the claims it needs";
    // OpenID Connect Core asks for a `jti`, RFC 7523 does not.
    let lacks = ["jti", "iat"].into_iter().find(|claim| jwt.is_client() && !jwt.claims.contains_key(*claim));
    if let Some(claim) = lacks {
        return not_assessed(format!(
            "the assertion has no `{claim}`; the capture does not show whether this server requires it"
        ));
    }
    if blames_claims(token) {
        return not_assessed(format!("{reason}; the capture does not show what else the server requires"));
    }
    ruled_out(reason)
}

/// The assertion is about another client than the request.
fn other_client(token: &TokenExchange, jwt: &Assertion<'_>) -> Option<Found> {
    let named = token.params.filled("client_id").filter(|id| jwt.is_client() && !id.is_placeholder());
    let client = named.map(|id| id.value.as_str()).or_else(|| jwt.text("sub").filter(|_| jwt.is_client()))?;
    let claim = ["sub", "iss"].into_iter().find(|claim| jwt.text(claim) != Some(client))?;
    let said = jwt.text(claim).unwrap_or_default().to_owned();
    let what = if named.is_some() { "the `client_id` of the request" } else { "its `sub`" };
    let message = format!(
        "The `{claim}` of the `client_assertion` is `{said}`, and {what} is `{client}`; when a client signs its own \
         assertion they must be the same."
    );
    // An assertion of another party names neither.
    Some(
        Found::proven_if(!jwt.is_federated(), message)
            .shows_value_at(
                "client",
                token.seen,
                Message::TokenRequest.body("client_id"),
                Shown::Public(client.to_owned()),
                named.map_or(jwt.param.at, |id| id.at),
            )
            .shows_value_at("sent", token.seen, jwt.part(claim), Shown::Public(said), jwt.param.at)
            .token(jwt.renewed()),
    )
}

fn audience(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let jwt = assertion(login, token, SIGNED)?;
    let sent = jwt::texts(&jwt.claims, "aud");
    not_applicable_if(sent.is_empty())?;
    not_assessed_if(
        jwt.is_federated(),
        "another party may have signed the assertion; its registration decides which audience the server expects",
    )?;
    let metadata = login.metadata();
    let issuer = metadata.and_then(|metadata| metadata.issuer.as_deref());
    let endpoint = metadata.and_then(|metadata| metadata.token_endpoint.as_deref());
    let named = blames_audience(token);
    let is_issuer = issuer.is_some_and(|issuer| sent == [issuer]);
    let names_server = sent.iter().any(|aud| [Some(token.endpoint.as_str()), endpoint, issuer].contains(&Some(*aud)));
    if names_server && !named {
        let is_other = names_reason(token);
        ruled_out_if(is_issuer && is_other, "the assertion's only audience is this server's issuer")?;
        not_assessed_if(
            is_issuer,
            "the assertion's only audience is this server's issuer, as RFC 10070 requires; the capture does not show whether this server \
             still expects the URL of its token endpoint, which RFC 7523 §3 allows",
        )?;
        not_assessed_if(
            !jwt.is_client(),
            "the assertion names this server in one accepted way; the capture does not show which one the server requires",
        )?;
        return not_assessed(
            "the assertion names the token endpoint: RFC 7523 §3 allows it, but its update (RFC 10070) requires the \
             issuer alone; the capture does not show which of the two this server follows",
        );
    }
    let first = sent.first().or_not_applicable()?;
    let host = UrlParts::parse(first).host;
    let same_host = host.eq_ignore_ascii_case(UrlParts::parse(&token.endpoint).host);
    let is_of_provider = login.provider().is_some_and(|provider| provider.has_host(host));
    let confidence = match (named, issuer) {
        (true, _) if is_issuer => Confidence::Likely,
        (true, Some(_)) => Confidence::Proven,
        (true, None) if !same_host => Confidence::Proven,
        (true, None) => Confidence::Likely,
        // The server has read the assertion, and found something else.
        (false, _) if names_reason(token) => Confidence::Possible,
        (false, Some(_)) => Confidence::Likely,
        (false, None) if same_host => {
            return not_assessed("the capture does not show this server's name for itself (its issuer)");
        }
        // The issuer may have a host of its own beside that of the endpoint, and not quite another domain.
        (false, None) if !is_of_provider && !shares_domain(first, &token.endpoint) => Confidence::Likely,
        (false, None) => Confidence::Possible,
    };
    let known = issuer.map_or_else(String::new, |issuer| format!(" of the issuer `{issuer}`"));
    let found = if names_server {
        let what = match sent.as_slice() {
            [_] if is_issuer => "the issuer",
            [_] => "the URL of the token endpoint",
            _ => "one of several audiences",
        };
        let message = format!(
            "The assertion is for `{}`, which is {what}, but the server expects a different audience.",
            Shown::masked_url(first)
        );
        Found::new(confidence, message).fix(if is_issuer {
            "Set `aud` to what the server documents: the URL of its token endpoint, which many require (RFC 7523 §3)."
        } else {
            "Set `aud` to the server's issuer and nothing else (RFC 10070)."
        })
    } else {
        let message = format!(
            "The assertion is for `{}`; the request went to `{}`{known}.",
            Shown::masked_url(first),
            Shown::masked_url(&token.endpoint)
        );
        Found::new(confidence, message)
    };
    let found = match (metadata, issuer) {
        (Some(metadata), Some(issuer)) => found.shows_value_at(
            "issuer",
            crate::flow::Seen { exchange: metadata.exchange, ..token.seen },
            Message::Metadata.param("issuer"),
            Shown::url(issuer),
            None,
        ),
        _ => found,
    };
    Ok(found
        .shows_endpoint("sent to", token)
        .shows_value_at("sent", token.seen, jwt.part("aud"), Shown::url(first), jwt.param.at)
        .token(jwt.renewed()))
}

/// Returns whether the hosts of two URLs end in the same two labels.
fn shares_domain(one: &str, other: &str) -> bool {
    let labels = |url: &str| {
        let host = UrlParts::parse(url).host.to_ascii_lowercase();
        host.rsplit('.').take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    labels(one) == labels(other)
}
