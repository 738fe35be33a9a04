//! Box.

use crate::providers::Cause::{CodeExpired, CodeReused, CodeUnknown, Parameter, RedirectUriUnregistered, RefreshExpired};
use crate::providers::{
    Endpoints, Provider, Enctype, claim, code, community, documented, error, note, says, seconds,
};

pub(super) static PROVIDER: Provider = Provider {
    id: "box",
    name: "Box",
    endpoints: Endpoints {
        hosts: &["account.box.com", "api.box.com"],
        authorize: &[
            "account.box.com/api/oauth2/authorize",
            "account.box.com/oauth2/authorize",
        ],
        token: &["api.box.com/oauth2/token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/box.ts",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(
        30,
        documented(
            "https://github.com/box/developer.box.com/blob/eee1aa64089f0d46d362bf044d40a03a58946b6b/content/guides/api-calls/permissions-and-errors/expiration.md#L16",
        ),
    ),
    bodies: claim(
        &[Enctype::Form],
        documented(
            "https://github.com/box/developer.box.com/blob/eee1aa64089f0d46d362bf044d40a03a58946b6b/content/guides/authentication/oauth2/without-sdk.md",
        ),
    ),
    replies: &[
        says(
            "invalid_grant",
            "^The authorization code has expired$",
            &[CodeExpired],
            "More than 30 s since issue; Box staff say this is the only condition for it.",
            community(
                "https://support.box.com/hc/en-us/community/posts/1500000380082-Always-getting-The-authorization-code-has-expired-error-when-trying-to-get-authorization-token",
            ),
        ),
        error(
            "invalid_grant",
            &[CodeUnknown, CodeExpired, CodeReused, RefreshExpired],
            "Code wrong or spent: get a new authorization code.",
            documented(
                "https://github.com/box/developer.box.com/blob/eee1aa64089f0d46d362bf044d40a03a58946b6b/content/guides/api-calls/permissions-and-errors/common-errors.md#L81",
            ),
        ),
        error(
            "redirect_uri_mismatch",
            &[RedirectUriUnregistered],
            "Authorize-side page: redirect_uri is not configured for the app.",
            documented(
                "https://github.com/box/developer.box.com/blob/eee1aa64089f0d46d362bf044d40a03a58946b6b/content/guides/authentication/oauth2/without-sdk.md#L133",
            ),
        ),
        error(
            "redirect_uri_missing",
            &[Parameter],
            "Authorize-side page: several redirect URIs configured and none sent.",
            documented(
                "https://github.com/box/developer.box.com/blob/eee1aa64089f0d46d362bf044d40a03a58946b6b/content/guides/authentication/oauth2/without-sdk.md#L64",
            ),
        ),
    ],
    notes: &[note(
        &[CodeExpired],
        "30 seconds only: pasting the code into Postman by hand is usually too slow.",
        documented(
            "https://github.com/box/developer.box.com/blob/eee1aa64089f0d46d362bf044d40a03a58946b6b/content/guides/tooling/postman/access-token.md#L38",
        ),
    )],
    ..Provider::NONE
};
