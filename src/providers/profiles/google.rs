//! Google.
//!
//! Not known: No vendor statement of the code lifetime was found in the sources read.

use crate::providers::Cause::{
    CodeExpired, CodeReused, CodeUnknown, PkceMismatch, PkceMissing, PkceUnexpected, RedirectUri, RedirectUriUnregistered, RefreshExpired,
};
use crate::providers::{
    Endpoints, Provider, Source, Sourced, code, community, documented, error, note, says, words,
};

const VELOG: Source = community(
    "https://velog.io/@hanni/Spring-Boot-%EA%B5%AC%EA%B8%80-%EB%A1%9C%EA%B7%B8%EC%9D%B8-Oauth-%ED%86%A0%ED%81%B0-%EB%B0%9C%EA%B8%89-Malformed-auth-code.EOL-%EC%97%90%EB%9F%AC",
);
const ISSUE_2669: Source = community("https://github.com/googleapis/google-api-php-client/issues/2669");
const SOCIOBOARD: Source = community("https://github.com/socioboard/Socioboard-5.0/issues/196");

pub(super) static PROVIDER: Provider = Provider {
    id: "google",
    name: "Google",
    endpoints: Endpoints {
        hosts: &["accounts.google.com", "oauth2.googleapis.com"],
        authorize: &[
            "accounts.google.com/o/oauth2/v2/auth",
            "accounts.google.com/o/oauth2/auth",
        ],
        token: &["oauth2.googleapis.com/token"],
        token_names: &[
            Sourced {
                value: &["oauth2.googleapis.com/token", "accounts.google.com/o/oauth2/token"],
                source: community("https://github.com/golang/oauth2/issues/344"),
            },
            Sourced {
                value: &["oauth2.googleapis.com/token", "www.googleapis.com/oauth2/v4/token"],
                source: community("https://github.com/googleapis/node-gtoken/issues/388"),
            },
            Sourced {
                value: &["accounts.google.com/o/oauth2/token", "www.googleapis.com/oauth2/v3/token"],
                source: community("https://github.com/aspnet/Security/issues/566"),
            },
        ],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    replies: &[
        says(
            "invalid_grant",
            r"^Malformed auth code\.$",
            &[CodeUnknown],
            "Google could not parse the code: usually still percent-encoded or encoded twice ('4%2F...' instead of \
             '4/...'), or not a Google code at all.",
            VELOG,
        ),
        says(
            "invalid_grant",
            r"^Token has been expired or revoked\.?$",
            &[RefreshExpired],
            "The refresh token has expired or was revoked. While the consent screen is in Testing, one lives for 7 days.",
            documented("https://developers.google.com/identity/protocols/oauth2#expiration"),
        ),
        says(
            "invalid_grant",
            r"^Code was already redeemed\.?$",
            &[CodeReused],
            "The code was used twice.",
            community("https://github.com/googleapis/google-api-nodejs-client/issues/392"),
        ),
        says(
            "invalid_grant",
            r"^Missing code verifier\.$",
            &[PkceMissing],
            "Authorize carried a code_challenge, token request has no code_verifier. Typical: google-auth-oauthlib \
             made PKCE automatically and the callback built a new Flow object.",
            ISSUE_2669,
        ),
        says(
            "invalid_grant",
            r"^Invalid code verifier\.$",
            &[PkceMismatch],
            "Verifier and challenge do not belong together (new verifier generated at exchange time, or state kept in \
             another process).",
            community("https://github.com/googleapis/google-api-java-client/issues/1479"),
        ),
        words(
            "code_verifier or verifier is not needed",
            &[PkceUnexpected],
            "Verifier sent although no challenge was sent at authorize; reported after a library added it on its own.",
            community("https://github.com/googleapis/google-api-nodejs-client/issues/3679"),
        ),
        says(
            "invalid_grant",
            "^Bad Request$",
            &[RedirectUri, CodeReused, CodeExpired, CodeUnknown, RefreshExpired],
            "Uninformative text: seen for a redirect_uri that does not fit the flow (e.g. 'postmessage' or page \
             origin needed for popup code clients), for codes that were spent or sent encoded, and for dead refresh \
             tokens.",
            community("https://github.com/googleapis/google-auth-library-nodejs/issues/1518"),
        ),
        words(
            "redirect_uri_mismatch",
            &[RedirectUriUnregistered, RedirectUri],
            "redirect_uri not registered or differs from the authorize request.",
            SOCIOBOARD,
        ),
        error(
            "redirect_uri_mismatch",
            &[RedirectUriUnregistered, RedirectUri],
            "redirect_uri not registered or differs from the authorize request.",
            SOCIOBOARD,
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional; enforced once a challenge was sent.",
            ISSUE_2669,
        ),
        note(
            &[CodeUnknown],
            "Codes start with '4/' and contain a slash, so they appear as 4%2F... in the callback URL. Copying that \
             raw value into a form encoder yields 4%252F... and 'Malformed auth code.'.",
            VELOG,
        ),
        note(
            &[PkceMismatch],
            "google-auth-oauthlib's Flow defaults autogenerate_code_verifier to True: an authorize URL gets a \
             challenge the application never asked for, and the callback must reuse the same Flow or its \
             code_verifier.",
            code(
                "https://github.com/googleapis/google-auth-library-python-oauthlib/blob/96472b6fe9f551a24c3d8694a1a0233b870670f9/google_auth_oauthlib/flow.py#L100",
            ),
        ),
        note(
            &[RedirectUri],
            "Codes from the JavaScript popup client must be redeemed with redirect_uri 'postmessage' or the page's \
             JavaScript origin, not with a registered redirect URI; otherwise invalid_grant 'Bad Request'.",
            community("https://github.com/google/google-api-javascript-client/issues/662"),
        ),
    ],
    ..Provider::NONE
};
