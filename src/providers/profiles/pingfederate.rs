//! PingFederate.
//!
//! Not known: No error text could be sourced.

use crate::providers::Cause::{CodeExpired, PkceMismatch, PkceMissing};
use crate::providers::{Anywhere, Endpoints, Provider, Source, by_default, documented, note};

const HELP: Source = documented(
    "https://docs.pingidentity.com/pingfederate/latest/administrators_reference_guide/help_authorizationserversettingstasklet_oauthauthorizationserversettingsstate.html",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "pingfederate",
    name: "PingFederate",
    endpoints: Endpoints {
        authorize: &["/as/authorization.oauth2"],
        token: &["/as/token.oauth2"],
        anywhere: Anywhere::Path,
        source: Some(documented(
            "https://docs.pingidentity.com/r/lTb6Ck2GS25oXRCXftp84A/QZvX1MnniqJnAYwNjEEZhg",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: by_default(60, HELP),
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: code_verifier required if a challenge was sent; methods S256 and plain unless disabled.",
            HELP,
        ),
        note(
            &[CodeExpired],
            "60 seconds is one of the shortest defaults among enterprise servers: slow redirects, consent pages or \
             breakpoints in a debugger are enough to expire the code.",
            HELP,
        ),
    ],
    ..Provider::NONE
};
