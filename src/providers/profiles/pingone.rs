//! PingOne.
//!
//! Not known: No error text or code lifetime could be sourced.

use crate::providers::Cause::{ClientAuth, PkceMismatch, PkceMissing};
use crate::providers::{Endpoints, Provider, Source, documented, note};

const CONFIGURE_A_PKCE_AUTHORIZATION: Source = documented(
    "https://developer.pingidentity.com/pingone-api/workflow-library/authorization-and-authentication/configure-a-pkce-authorization-workflow.html",
);
const PKCE_PARAMETERS: Source = documented(
    "https://developer.pingidentity.com/pingone-api/foundations/authentication-concepts/authorization-flow-by-grant-type/pkce-parameters.html",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "pingone",
    name: "PingOne",
    endpoints: Endpoints {
        hosts: &[
            "auth.pingone.com",
            "auth.pingone.eu",
            "auth.pingone.ca",
            "auth.pingone.asia",
            "auth.pingone.com.au",
            "auth.pingone.sg",
        ],
        authorize: &["/*/as/authorize"],
        token: &["/*/as/token"],
        source: Some(documented(
            "https://developer.pingidentity.com/pingone-api/foundations/authentication-concepts/authorization-flow-by-grant-type.html",
        )),
        ..Endpoints::NONE
    },
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional / required / S256_REQUIRED per application; methods S256 and plain; without \
             code_challenge_method it is plain.",
            CONFIGURE_A_PKCE_AUTHORIZATION,
        ),
        note(
            &[ClientAuth],
            "Client authentication: for PKCE flows the application's tokenEndpointAuthMethod must be NONE.",
            PKCE_PARAMETERS,
        ),
        note(
            &[PkceMismatch],
            "A missing code_challenge_method means plain; with S256_REQUIRED that is an authorize-side error.",
            CONFIGURE_A_PKCE_AUTHORIZATION,
        ),
        note(
            &[PkceMismatch],
            "PKCE clients are configured with tokenEndpointAuthMethod NONE.",
            PKCE_PARAMETERS,
        ),
    ],
    ..Provider::NONE
};
