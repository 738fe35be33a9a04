//! Twitch.

use crate::providers::Cause::{ClientAuth, CodeExpired, CodeReused, CodeUnknown, Method, RedirectUri, RedirectUriUnregistered, RefreshExpired};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, error, note, words};

const TWITCH: Source = community(
    "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/twitch.ts",
);
const ISSUE_762: Source = community("https://github.com/twitchdev/issues/issues/762");

pub(super) static PROVIDER: Provider = Provider {
    id: "twitch",
    name: "Twitch",
    endpoints: Endpoints {
        hosts: &["id.twitch.tv"],
        authorize: &["/oauth2/authorize"],
        token: &["/oauth2/token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/twitch.ts",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(
        &[Enctype::Form, Enctype::Query],
        community("https://github.com/twitchdev/issues/issues/200"),
    ),
    client_auth: claim(&["client_secret_post"], TWITCH),
    replies: &[
        words(
            "^Parameter redirect_uri does not match registered URI$",
            &[RedirectUri],
            "redirect_uri not registered or different (trailing slash counts).",
            community("https://github.com/PhantomBot/PhantomBot/issues/2401"),
        ),
        words(
            "^Invalid grant$",
            &[CodeUnknown, CodeReused, CodeExpired, RefreshExpired],
            "Code or refresh token not valid.",
            community("https://github.com/twitchdev/issues/issues/1042"),
        ),
        error(
            "redirect_mismatch",
            &[RedirectUriUnregistered],
            "Authorize-side mismatch; Twitch redirects to the FIRST registered URI with this error.",
            ISSUE_762,
        ),
    ],
    notes: &[
        note(&[ClientAuth], "Client authentication: Basic not supported.", TWITCH),
        note(
            &[RedirectUri],
            "On a redirect_uri mismatch the browser lands on the first registered URI, so the wrong application \
             instance may receive the error.",
            ISSUE_762,
        ),
        note(
            &[Method],
            "GET instead of POST on the token endpoint is a 404 page, not an OAuth error.",
            community("https://github.com/twitchdev/issues/issues/132"),
        ),
        note(
            &[RedirectUri],
            "A trailing slash difference is a mismatch.",
            community("https://github.com/ExpiredPopsicle/TwitchGD4/issues/1"),
        ),
    ],
    ..Provider::NONE
};
