//! Whether the token is for the resource that it is sent to.

use oauth_doctor_wire::url::UrlParts;
use serde_json::{Map, Value};

use crate::disclose::Shown;
use crate::disclose::placeholder::is_placeholder;
use crate::flow::{Discovery, DiscoveryKind, ResourceRequest, TokenExchange};
use crate::login::access::{access_claims, is_within};
use crate::login::{Login, Outcome, server_time};
use crate::oauth::jwt;
use crate::oauth::part::Message;
use crate::oauth::spec::{RFC8707, RFC9068, RFC9728};
use crate::rules::assessment::{
    OrNoFinding, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Check, Confidence, Found, NO_ERROR, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "token-audience-refused",
    summary: "the token is for a different resource than the one that it is sent to",
    why: "A resource must refuse a token that was issued for another one. `aud` of the token, or the `resource` that it was asked for, \
          must be the resource's own identifier, character by character: that of its metadata. A refresh without `resource`, a slash at \
          the end or an ID token instead of the access token has a different one.",
    fix: "Send `resource` with the identifier of the resource's metadata in the authorization request, the token request and each \
          refresh, and let the server put it into `aud`; or configure the resource to take the audience that the server issues.",
    errors: &[NO_ERROR],
    refusals: &[],
    spec: &[RFC9068.at("4"), RFC8707.at("2.2"), RFC9728.at("3.3")],
    optional: Optional::NONE.since("0.2.0"),
    check: Check::Any(audience),
}];

fn audience(login: &Login<'_>) -> Assessment {
    not_applicable_if(login.outcome() != Outcome::Succeeded)?;
    let with_token = |request: &&ResourceRequest| request.token.is_some() && request.is_refused();
    let request = login.last_refusals().filter(|request| with_token(request)).last();
    let Some(request) = request else {
        not_applicable_if(!login.flow.resources.iter().any(|request| request.token.is_some()))?;
        return ruled_out("the resource took the token");
    };
    ruled_out_if(request.wants_scope(), "the resource wants a token of more scope, and takes this one for its own")?;
    ruled_out_if(request.is_error("use_dpop_nonce"), "the resource wants a nonce in the proof")?;
    ruled_out_if(login.was_granted_before(request), "the resource took a token of this login before")?;
    let issued = login.issue_of(request).or_not_assessed("the token was delivered in a redirect")?;
    let own = own_name(login, request);
    if login.presents_id_token(request) {
        return Ok(id_token_sent(request, issued).if_refused(true));
    }
    let claims = access_claims(issued);
    let has_expired = claims.as_ref().and_then(|claims| jwt::time(claims, "exp")).zip(server_time(&request.seen));
    ruled_out_if(
        has_expired.is_some_and(|(exp, now)| exp < now.at.as_second()),
        "the token had expired when the resource refused it",
    )?;
    match &claims {
        Some(claims) => by_claims(request, issued, claims, own),
        None => by_request(login, request, issued, own),
    }
}

/// Returns what the resource calls itself: as its metadata says.
fn own_name<'a>(login: &Login<'a>, request: &ResourceRequest) -> Option<(&'a Discovery, &'a str)> {
    let of_login = login.flow.discovery.iter();
    let others = login.compared().flat_map(|flow| &flow.discovery);
    let mut named = of_login.chain(others).filter(|step| step.kind == DiscoveryKind::Resource && step.is_answered);
    named.find_map(|step| {
        let subject = step.subject.as_deref().filter(|subject| is_within(&request.url, subject))?;
        Some((step, subject))
    })
}

/// Returns whether the words of the resource blame the audience.
fn blames_audience(request: &ResourceRequest) -> bool {
    request.says(&["audience", "'aud'", "\"aud\"", " aud ", "not intended for", "not issued for", "issued for another"])
}

fn by_claims(
    request: &ResourceRequest,
    issued: &TokenExchange,
    claims: &Map<String, Value>,
    own: Option<(&Discovery, &str)>,
) -> Assessment {
    let audiences = jwt::texts(claims, "aud");
    not_assessed_if(audiences.iter().any(|audience| is_placeholder(audience)), "`aud` of the token is redacted")?;
    let expected = own.map_or(request.url.as_str(), |(_, subject)| subject);
    ruled_out_if(audiences.contains(&expected), "`aud` of the token is the resource")?;
    ruled_out_if(
        request.says(&["revoked", "signature", "expired", "inactive"]),
        "the resource names another reason for its refusal",
    )?;
    let blamed = blames_audience(request);
    let is_url = |audience: &&str| UrlParts::parse(audience).is_http();
    let is_here = |audience: &&str| is_within(&request.url, audience) || is_within(audience, &request.url);
    let all_elsewhere =
        !audiences.is_empty() && audiences.iter().all(|audience| is_url(audience) && !is_here(audience));
    // Without its metadata, a resource may go by any name; without an error, it may have refused the token for anything.
    let confidence = match (own.is_some(), blamed) {
        (true, true) => Confidence::Proven,
        (false, true) => Confidence::Likely,
        (true, false) if all_elsewhere => Confidence::Likely,
        _ => return not_assessed("the capture does not show which audience the resource wants"),
    };
    let names: Vec<String> =
        audiences.iter().take(SHOWN).map(|audience| format!("`{}`", Shown::masked_url(audience))).collect();
    let is_for = if names.is_empty() { "names no audience".to_owned() } else { format!("is for {}", names.join(", ")) };
    let message = format!(
        "The token {is_for}, and the client presents it to `{}`, which answered {}.",
        Shown::masked_url(expected),
        request.answered()
    );
    let found = Found::new(confidence, message);
    let part = Message::TokenResponse.body("access_token.aud");
    let found = match audiences.first() {
        Some(first) => found.shows_value("for", issued.seen, part, Shown::url(first)),
        None => found.lacks("for", issued.seen, part),
    };
    Ok(shows_expected(found, request, own).if_refused(true))
}

/// Goes by what the token was asked for, where the token itself cannot be read.
fn by_request(
    login: &Login<'_>,
    request: &ResourceRequest,
    issued: &TokenExchange,
    own: Option<(&Discovery, &str)>,
) -> Assessment {
    let sent = issued.params.filled("resource").map(|param| (issued.seen, param));
    let asked = || Some((login.flow.authorize.as_ref()?.seen, login.flow.asked("resource")?));
    let (step, expected) =
        own.or_not_assessed("the token cannot be read, and the capture has no metadata of the resource")?;
    let named = sent.or_else(asked);
    if named.is_some_and(|(_, param)| param.is_placeholder()) {
        return not_assessed("`resource` is redacted");
    }
    // There may be several (RFC 8707 §2).
    let authorize = login.flow.authorize.iter().flat_map(|authorize| &authorize.params);
    let mut all = issued.params.iter().chain(authorize).filter(|param| param.name == "resource");
    let is_asked = all.any(|param| param.value == expected) || named.is_some_and(|(_, param)| param.value == expected);
    ruled_out_if(is_asked, "the token was asked for this resource")?;
    not_assessed_if(
        !blames_audience(request),
        "the token cannot be read, and the resource does not say what is wrong with it",
    )?;
    let what = match named {
        Some((_, param)) => format!("was asked for `{}`", Shown::masked_url(&param.value)),
        None => "was asked for without `resource`".to_owned(),
    };
    let message = format!(
        "The token {what}, and the client presents it to `{}`, which answered {}.",
        Shown::masked_url(expected),
        request.answered()
    );
    let found = Found::likely(message);
    let found = match named {
        Some((seen, param)) => found.shows("asked for", seen, param),
        None => found.lacks("asked for", issued.seen, Message::TokenRequest.body("resource")),
    };
    Ok(shows_expected(found, request, Some((step, expected))).if_refused(true))
}

fn shows_expected(found: Found, request: &ResourceRequest, own: Option<(&Discovery, &str)>) -> Found {
    match own {
        Some((step, subject)) => found.shows_value(
            "the resource",
            step.seen,
            Message::ResourceMetadata.param("resource"),
            Shown::url(subject),
        ),
        None => found.shows_url("sent to", request.seen, Message::ResourceRequest, &request.url),
    }
}

fn id_token_sent(request: &ResourceRequest, issued: &TokenExchange) -> Found {
    let message = format!(
        "The client presents its ID token to the resource, which answered {}; an ID token is for the client itself.",
        request.answered()
    );
    Found::likely(message)
        .fix("Send the `access_token` of the answer. Where the resource is to take ID tokens, configure it so.")
        .shows_value(
            "issued as",
            issued.seen,
            Message::TokenResponse.body("id_token"),
            Shown::Public("ID token".to_owned()),
        )
        .shows_url("sent to", request.seen, Message::ResourceRequest, &request.url)
}

/// How many audiences are shown.
const SHOWN: usize = 4;
