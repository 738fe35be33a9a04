//! Sign in with Apple.

use crate::providers::Cause::{
    BodyFormat, ClientAuth, ClientMismatch, CodeExpired, CodeReused, Parameter, RedirectUri, RefreshExpired,
};
use crate::providers::{
    Endpoints, Provider, Enctype, Source, claim, code, community, documented, error, note, says, seconds,
};

const GENERATE_AND_VALIDATE_TOKENS: Source =
    documented("https://developer.apple.com/documentation/signinwithapplerestapi/generate-and-validate-tokens");
const ISSUE_9: Source = community("https://github.com/mikebronner/laravel-sign-in-with-apple/issues/9");
const ERRORRESPONSE: Source =
    documented("https://developer.apple.com/tutorials/data/documentation/signinwithapplerestapi/errorresponse.md");

pub(super) static PROVIDER: Provider = Provider {
    id: "apple",
    name: "Sign in with Apple",
    endpoints: Endpoints {
        hosts: &["appleid.apple.com"],
        authorize: &["/auth/authorize"],
        token: &["/auth/token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/apple.ts",
        )),
        ..Endpoints::NONE
    },
    code_lifetime: seconds(
        300,
        community("https://developer.apple.com/documentation/signinwithapplerestapi/generate-and-validate-tokens"),
    ),
    bodies: claim(&[Enctype::Form], GENERATE_AND_VALIDATE_TOKENS),
    client_auth: claim(&["client_secret_post"], ISSUE_9),
    replies: &[
        says(
            "invalid_grant",
            r"^The code has expired or has been revoked\.?$",
            &[CodeExpired, CodeReused],
            "Expired (or revoked) code.",
            community("https://github.com/klausbetz/apple-identity-provider-keycloak/issues/50"),
        ),
        says(
            "invalid_grant",
            r"^The code has already been used\.?$",
            &[CodeReused],
            "Code used twice. Apple staff answered such a report with TN3107.",
            community("https://developer.apple.com/forums/thread/726004"),
        ),
        error(
            "invalid_grant",
            &[ClientMismatch, CodeExpired, CodeReused, RefreshExpired],
            "Mismatched client id, expired or used code, or bad refresh token.",
            ERRORRESPONSE,
        ),
        error(
            "invalid_client",
            &[ClientAuth, RedirectUri],
            "Client id or secret JWT wrong (expired, bad claims or signature), or redirect_uri mismatched.",
            ERRORRESPONSE,
        ),
        error(
            "invalid_request",
            &[Parameter, BodyFormat],
            "Malformed: parameter missing or unsupported, or two credential mechanisms.",
            ERRORRESPONSE,
        ),
        error(
            "unauthorized_client",
            &[],
            "Client may not use this grant type.",
            ERRORRESPONSE,
        ),
        error(
            "unsupported_grant_type",
            &[BodyFormat, Parameter],
            "The client is not authorised for this grant type.",
            ERRORRESPONSE,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: send it only if it was part of the authorization request; native \
             codes are redeemed without it.",
            GENERATE_AND_VALIDATE_TOKENS,
        ),
        note(
            &[ClientMismatch],
            "A code from the native iOS SDK must be redeemed with the app's bundle id; using the Services ID gives \
             invalid_grant, which looks like an expired code.",
            community("https://developer.apple.com/forums/thread/118135"),
        ),
        note(
            &[RedirectUri, ClientAuth],
            "Apple documents that a redirect_uri mismatch can appear as invalid_client.",
            ERRORRESPONSE,
        ),
        note(
            &[ClientAuth],
            "client_secret is a JWT with a lifetime of up to six months: an integration that worked for half a year \
             and then fails with invalid_client has an expired secret.",
            ISSUE_9,
        ),
        note(
            &[],
            "Vendor troubleshooting note for these errors: TN3107.",
            documented(
                "https://developer.apple.com/documentation/technotes/tn3107-resolving-sign-in-with-apple-response-errors",
            ),
        ),
    ],
    ..Provider::NONE
};
