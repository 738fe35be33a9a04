//! Adobe IMS.
//!
//! Not known: Token error texts were not sourced.

use crate::providers::Cause::{PkceMismatch, PkceMissing, RedirectUri, RefreshExpired, RefreshReused};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, documented, note};

const IMS: Source = documented(
    "https://github.com/AdobeDocs/adobe-dev-console/blob/857ee78a8a5c9de35cafee5f63521ac32909aa31/src/pages/guides/authentication/UserAuthentication/IMS.md",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "adobe-ims",
    name: "Adobe IMS",
    endpoints: Endpoints {
        hosts: &["ims-na1.adobelogin.com"],
        authorize: &["/ims/authorize/v2"],
        token: &["/ims/token/v3"],
        source: Some(documented(
            "https://github.com/AdobeDocs/adobe-dev-console/blob/857ee78a8a5c9de35cafee5f63521ac32909aa31/src/pages/guides/authentication/UserAuthentication/IMS.md",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form, Enctype::Query], IMS),
    client_auth: claim(&["client_secret_basic", "none"], IMS),
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: required for public clients; methods S256 and plain; without code_challenge_method it is plain.",
            IMS,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: access token 24 h, refresh token 14 days.",
            IMS,
        ),
        note(
            &[RedirectUri],
            "A missing redirect_uri, or one that does not fit the configured pattern, is not an error: the user is \
             sent to the Default Redirect URI, so the code lands at another URL than expected.",
            IMS,
        ),
    ],
    ..Provider::NONE
};
