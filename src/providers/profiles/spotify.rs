//! Spotify.

use crate::providers::Cause::{
    BodyFormat, CodeExpired, CodeReused, CodeUnknown, PkceMismatch, PkceMissing, RedirectUri, RefreshExpired,
    RefreshReused,
};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, note, says};

const APP: Source = code(
    "https://github.com/spotify/web-api-examples/blob/7c4872d343a6f29838c437cf163012947b4bffb9/authorization/authorization_code_pkce/public/app.js#L14",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "spotify",
    name: "Spotify",
    endpoints: Endpoints {
        hosts: &["accounts.spotify.com"],
        authorize: &["/authorize"],
        token: &["/api/token"],
        source: Some(APP),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form], APP),
    client_auth: claim(
        &["client_secret_basic", "none"],
        code(
            "https://github.com/spotify/web-api-examples/blob/7c4872d343a6f29838c437cf163012947b4bffb9/authorization/authorization_code/app.js#L71",
        ),
    ),
    replies: &[
        says(
            "invalid_grant",
            "^Invalid authorization code$",
            &[CodeReused, CodeUnknown],
            "Unknown or already used code.",
            community("https://github.com/spotify/web-api/issues/313"),
        ),
        says(
            "invalid_grant",
            "^Authorization code expired$",
            &[CodeExpired],
            "The code has expired.",
            community("https://github.com/WebDevSimplified/spotify-clone/issues/14"),
        ),
        says(
            "invalid_grant",
            "^Invalid redirect URI$",
            &[RedirectUri],
            "redirect_uri differs from the authorize request; a report traced it to double encoding.",
            community("https://github.com/spotify/web-api/issues/513"),
        ),
        says(
            "invalid_grant",
            "^code_verifier was incorrect$",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            community(
                "https://github.com/Peter-Schorn/SpotifyAPI/blob/391af49951fa2a854f63bde1e6f6726ba2763da7/Tests/SpotifyAPIMainTests/Authorization%20Tests/SpotifyAPIAuthorizationCodeFlowPKCEAuthorizationTests.swift#L621",
            ),
        ),
        says(
            "invalid_grant",
            "^Invalid refresh token$",
            &[RefreshReused, RefreshExpired],
            "Refresh token unknown, rotated or revoked.",
            community(
                "https://github.com/Peter-Schorn/SpotifyAPI/blob/391af49951fa2a854f63bde1e6f6726ba2763da7/Tests/SpotifyAPIMainTests/Authorization%20Tests/SpotifyAPIAuthorizationCodeFlowPKCEAuthorizationTests.swift#L109",
            ),
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: supported; methods S256.",
            code(
                "https://github.com/openiddict/openiddict-core/blob/319511fa6dacaa9fa3793405fda102bebcba0079/src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationProviders.xml#L1595",
            ),
        ),
        note(
            &[BodyFormat],
            "Body of the token request: vendor examples send urlencoded.",
            APP,
        ),
        note(
            &[RedirectUri, CodeUnknown],
            "'Invalid redirect URI' at the token endpoint was caused by encoding redirect_uri twice.",
            community("https://github.com/spotify/web-api/issues/514"),
        ),
        note(
            &[],
            "Reusing a code (page reload on the callback) gives 'Invalid authorization code'.",
            community("https://github.com/jwilsson/spotify-web-api-php/issues/195"),
        ),
        note(
            &[CodeReused],
            "A reused or unknown code reads 'Invalid authorization code'; the same code later reads 'Authorization \
             code expired' (a reporter saw the text change by waiting), so the expiry text does not exclude an \
             earlier failed use.",
            community("https://github.com/spotify/web-api/issues/676"),
        ),
    ],
    ..Provider::NONE
};
