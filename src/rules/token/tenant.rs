//! What the URLs of two endpoints tell: another tenant, an endpoint within an endpoint.

use oauth_doctor_wire::url::UrlParts;
use oauth_doctor_wire::uuid::is_uuid;

use crate::flow::{AuthorizeRequest, TokenExchange};
use crate::login::endpoint::query_param;

/// Finds `authorize` or `token` in the path before the last segment, where a tenant or an issuer belongs: `/authorize/oauth2/token`.
pub(super) fn endpoint_within(endpoint: &str) -> Option<&str> {
    let path = UrlParts::parse(endpoint).path.trim_end_matches('/');
    let (before, last) = path.rsplit_once('/')?;
    let mut segments = before.split('/');
    let within = segments.find(|segment| matches!(*segment, "authorize" | "token"))?;
    // `/authorize/token` may be the token endpoint of a server.
    (last == "token" && segments.next().is_some()).then_some(within)
}

/// `/realms/a/…` against `/realms/b/…`, `/{tenant}/oauth2/…`: the segments before the common tail differ on one host.
pub(super) fn other_tenant<'a>(asked: &UrlParts<'a>, sent: &UrlParts<'a>) -> Option<(&'a str, &'a str)> {
    if asked.origin() != sent.origin() {
        return None;
    }
    let segments = |path: &'a str| path.split('/').filter(|segment| !segment.is_empty());
    let markers = ["realms", "oauth2", "tenants", "tenant", "t", "as"];
    let pair = segments(asked.path).zip(segments(asked.path).skip(1)).find_map(|(marker, theirs)| {
        let ours = segments(sent.path).zip(segments(sent.path).skip(1)).find(|(other, _)| *other == marker)?.1;
        let id = |segment: &str| {
            segment.len() > 2
                && !matches!(segment, "authorize" | "token" | "auth")
                && !segment.starts_with('v')
                && segment != asked.last_segment()
                && segment != sent.last_segment()
        };
        (markers.contains(&marker) && theirs != ours && id(theirs) && id(ours)).then_some((theirs, ours))
    });
    pair.or_else(|| {
        let (theirs, ours) = (segments(asked.path).next()?, segments(sent.path).next()?);
        (theirs != ours && is_uuid(theirs) && is_uuid(ours)).then_some((theirs, ours))
    })
}

/// The policy or tenant in the query of both endpoints, where it is another one.
pub(super) fn other_policy<'a>(
    authorize: &'a AuthorizeRequest,
    token: &'a TokenExchange,
) -> Option<(&'a str, &'a str)> {
    ["p", "policy", "realm", "tenant"].into_iter().find_map(|name| {
        let (theirs, ours) = (authorize.params.value(name)?, query_param(token, name)?);
        (!theirs.eq_ignore_ascii_case(ours)).then_some((theirs, ours))
    })
}
