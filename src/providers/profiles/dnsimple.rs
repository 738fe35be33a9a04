//! DNSimple.

use crate::providers::Cause::{ClientAuth, ClientMismatch, CodeExpired, CodeUnknown, Parameter, RedirectUri};
use crate::providers::{Endpoints, Provider, Source, code, documented, error, note};

const PULL_1025: Source = documented("https://github.com/dnsimple/dnsimple-developer/pull/1025");

pub(super) static PROVIDER: Provider = Provider {
    id: "dnsimple",
    name: "DNSimple",
    endpoints: Endpoints {
        hosts: &["dnsimple.com", "api.dnsimple.com"],
        authorize: &["dnsimple.com/oauth/authorize"],
        token: &["api.dnsimple.com/v2/oauth/access_token"],
        source: Some(code(
            "https://hex.pm/packages/dnsimple/5.0.0/files/lib/dnsimple/oauth.ex",
        )),
        ..Endpoints::NONE
    },
    replies: &[
        error(
            "invalid_grant",
            &[CodeUnknown, CodeExpired, ClientMismatch],
            "Code unknown, expired, or issued to another client_id.",
            PULL_1025,
        ),
        error(
            "invalid_client",
            &[ClientAuth],
            "Client authentication failed.",
            PULL_1025,
        ),
        error(
            "invalid_request",
            &[RedirectUri, Parameter],
            "Unsupported grant_type, or redirect_uri/state not matching the authorize request.",
            PULL_1025,
        ),
    ],
    notes: &[note(
        &[RedirectUri],
        "`state` is compared at the token endpoint too, and a redirect_uri mismatch is invalid_request.",
        PULL_1025,
    )],
    ..Provider::NONE
};
