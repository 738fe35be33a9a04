//! Doorkeeper.

use crate::providers::Cause::{ClientAuth, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri, VerifierMissing};
use crate::providers::{logs, Provider, Source, by_default, claim, code, note, says};

const CONFIG: Source = code(
    "https://github.com/doorkeeper-gem/doorkeeper/blob/d0cd44a7fa1f92d65002a5ec01ed8eb0ba83ba99/lib/doorkeeper/config.rb",
);
const EN: Source = code(
    "https://github.com/doorkeeper-gem/doorkeeper/blob/d0cd44a7fa1f92d65002a5ec01ed8eb0ba83ba99/config/locales/en.yml",
);
const AUTHORIZATION_CODE_REQUEST: Source = code(
    "https://github.com/doorkeeper-gem/doorkeeper/blob/d0cd44a7fa1f92d65002a5ec01ed8eb0ba83ba99/lib/doorkeeper/oauth/authorization_code_request.rb",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "doorkeeper",
    name: "Doorkeeper",
    code_lifetime: by_default(600, CONFIG),
    client_auth: claim(&["client_secret_basic", "client_secret_post", "none"], EN),
    replies: &[
        says(
            "invalid_grant",
            r"^The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client\.$",
            &[
                CodeUnknown,
                CodeExpired,
                CodeReused,
                ClientMismatch,
                RedirectUri,
                PkceMismatch,
                PkceUnexpected,
            ],
            "Single text for unknown, expired, reused, other client, redirect_uri mismatch and PKCE \
             mismatch/unexpected verifier.",
            AUTHORIZATION_CODE_REQUEST,
        ),
        says(
            "invalid_request",
            r"^Missing required parameter: code_verifier\.$",
            &[VerifierMissing],
            "Challenge stored (or PKCE forced) but no verifier.",
            AUTHORIZATION_CODE_REQUEST,
        ),
        says(
            "invalid_request",
            "^Missing required parameter: ",
            &[Parameter],
            "The named parameter is missing.",
            EN,
        ),
        says(
            "invalid_client",
            "^Client authentication failed due to unknown client",
            &[ClientAuth],
            "The client is unknown, or its authentication failed.",
            EN,
        ),
        says(
            "invalid_request",
            r"^The request utilizes more than one mechanism for authenticating the client\.$",
            &[ClientAuth],
            "The client authenticates twice: in the Authorization header and in the body.",
            EN,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: simple string comparison; ports ignored when both are loopback IP \
             literals.",
            code(
                "https://github.com/doorkeeper-gem/doorkeeper/blob/d0cd44a7fa1f92d65002a5ec01ed8eb0ba83ba99/lib/doorkeeper/oauth/helpers/uri_checker.rb",
            ),
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional; force_pkce option; methods plain and S256.",
            CONFIG,
        ),
        note(
            &[],
            "Texts are i18n keys and may be localised or overridden by the host app.",
            EN,
        ),
    ],
    log: logs::doorkeeper::LOG,
    ..Provider::NONE
};
