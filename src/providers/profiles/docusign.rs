//! Docusign.

use crate::providers::Cause::{BodyFormat, ClientAuth, ClientMismatch, PkceMismatch, PkceMissing, WrongEndpoint};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, documented, note, says};

const OA2_AUTH_CODE: Source = documented("https://docs.docusign.com/esign/guide/authentication/oa2_auth_code.html");
const OBTAIN_ACCESS_TOKEN: Source =
    documented("https://developers.docusign.com/platform/auth/reference/obtain-access-token");
const PAGE_39881341: Source = community("https://stackoverflow.com/questions/39881341");

pub(super) static PROVIDER: Provider = Provider {
    id: "docusign",
    name: "Docusign",
    endpoints: Endpoints {
        hosts: &["account.docusign.com", "account-d.docusign.com"],
        authorize: &["/oauth/auth"],
        token: &["/oauth/token"],
        source: Some(OA2_AUTH_CODE),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form], OBTAIN_ACCESS_TOKEN),
    client_auth: claim(&["client_secret_basic", "none"], OBTAIN_ACCESS_TOKEN),
    binds_code: Some(OA2_AUTH_CODE),
    replies: &[says(
        "invalid_grant",
        "^unauthorized_client$",
        &[ClientAuth, WrongEndpoint, ClientMismatch],
        "Wrong key/secret pair, wrong environment (demo vs production), or grant not enabled.",
        community("https://cloud.tencent.com/developer/ask/216702"),
    )],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: supported; methods S256.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.Discovery.cs#L202",
            ),
        ),
        note(
            &[BodyFormat],
            "Body of the token request: Content-Type must be application/x-www-form-urlencoded.",
            OBTAIN_ACCESS_TOKEN,
        ),
        note(
            &[BodyFormat],
            "A misspelt Content-Type (...-urlencode, ...-URIencoded) gives invalid_grant, i.e. an unread body shows \
             up as a bad code.",
            PAGE_39881341,
        ),
        note(
            &[ClientAuth],
            "Basic header copied from the documentation sample (sample integration key) also ends in invalid_grant.",
            PAGE_39881341,
        ),
        note(
            &[WrongEndpoint],
            "account-d (developer) and account (production) are separate: keys and codes do not cross.",
            OA2_AUTH_CODE,
        ),
    ],
    ..Provider::NONE
};
