//! Discord.

use crate::providers::Cause::{
    BodyFormat, CodeExpired, CodeReused, CodeUnknown, Method, PkceMismatch, PkceMissing, RedirectUri,
};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, community, documented, note, words};

const OAUTH2: Source = documented(
    "https://github.com/discord/discord-api-docs/blob/c98d64bc233833839cf0d8d369e81b77f21ade60/developers/topics/oauth2.mdx#L24",
);
const ISSUE_167: Source = community("https://github.com/pilcrowonpaper/arctic/issues/167");

pub(super) static PROVIDER: Provider = Provider {
    id: "discord",
    name: "Discord",
    endpoints: Endpoints {
        hosts: &["discord.com"],
        authorize: &["/oauth2/authorize", "/api/oauth2/authorize", "/api/v*/oauth2/authorize"],
        token: &["/api/oauth2/token", "/api/oauth2/token", "/api/v*/oauth2/token"],
        source: Some(documented(
            "https://github.com/discord/discord-api-docs/blob/c98d64bc233833839cf0d8d369e81b77f21ade60/developers/topics/oauth2.mdx#L24",
        )),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form], OAUTH2),
    client_auth: claim(
        &["client_secret_basic", "client_secret_post"],
        documented(
            "https://github.com/discord/discord-api-docs/blob/c98d64bc233833839cf0d8d369e81b77f21ade60/developers/topics/oauth2.mdx#L85",
        ),
    ),
    replies: &[
        words(
            r#"Invalid "code" in request\.?"#,
            &[CodeReused, CodeExpired, CodeUnknown, RedirectUri],
            "Staff: the code expired or was already exchanged. Also seen when redirect_uri was left out of the \
             authorize URL.",
            community("https://github.com/discord/discord-api-docs/issues/982"),
        ),
        words(
            r#"Invalid "redirect_uri" in request\.?"#,
            &[RedirectUri],
            "redirect_uri differs or is not registered.",
            community("https://github.com/discord/discord-api-docs/issues/1131"),
        ),
        words(
            r#"Missing "code_verifier\""#,
            &[PkceMissing],
            "Authorize carried a code_challenge, the token call no verifier.",
            ISSUE_167,
        ),
    ],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: accepted and enforced once used, but undocumented; methods S256.",
            ISSUE_167,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: only application/x-www-form-urlencoded; JSON returns an error.",
            OAUTH2,
        ),
        note(
            &[RedirectUri],
            "'Invalid \"code\"' also appears when redirect_uri was omitted at /authorize: the code is fine, the \
             pairing is not.",
            community("https://github.com/discord/discord-api-docs/issues/4076"),
        ),
        note(
            &[],
            "The error code for a bad code changed from invalid_request to invalid_grant over time; match on the \
             description.",
            community("https://github.com/discord/discord-api-docs/issues/5579"),
        ),
        note(
            &[Method],
            "GET on the token URL answers 405.",
            community("https://github.com/discord/discord-api-docs/issues/4002"),
        ),
        note(
            &[BodyFormat],
            "A body serialised in the wrong format is a recurring cause of token failures.",
            community("https://github.com/discord/discord-api-docs/issues/1810"),
        ),
    ],
    ..Provider::NONE
};
