//! Notion.

use crate::providers::Cause::{BodyFormat, ClientAuth, RedirectUri};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, error, note};

const CLIENT: Source = code(
    "https://github.com/makenotion/notion-sdk-js/blob/9060802d386afbb82fa7b52ba4298cce0b1e0429/src/Client.ts#L517",
);
const PULL_2351: Source = community("https://github.com/2anki/2anki.net/pull/2351");

pub(super) static PROVIDER: Provider = Provider {
    id: "notion",
    name: "Notion",
    endpoints: Endpoints {
        hosts: &["api.notion.com"],
        authorize: &["/v1/oauth/authorize"],
        token: &["/v1/oauth/token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/notion.ts",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Json], CLIENT),
    client_auth: claim(
        &["client_secret_basic"],
        code(
            "https://github.com/makenotion/notion-sdk-js/blob/9060802d386afbb82fa7b52ba4298cce0b1e0429/src/Client.ts#L533",
        ),
    ),
    replies: &[error(
        "invalid_client",
        &[ClientAuth],
        "Client id/secret refused (reported with a library that did not send Basic).",
        community("https://github.com/better-auth/better-auth/pull/3068"),
    )],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: must be repeated when it was in the authorize URL.",
            PULL_2351,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: official SDK sends JSON.",
            CLIENT,
        ),
        note(
            &[RedirectUri],
            "Adding redirect_uri to the authorize URL makes it mandatory at the token endpoint too: fixing one side \
             alone moves the failure.",
            PULL_2351,
        ),
        note(
            &[RedirectUri],
            "'Missing or invalid redirect_uri' is an authorize-page error and never reaches the token endpoint.",
            community("https://github.com/onecli/onecli/issues/369"),
        ),
    ],
    ..Provider::NONE
};
