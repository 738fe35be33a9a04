//! Yahoo.

use crate::providers::Cause::{PkceMismatch, PkceMissing, RedirectUri, RefreshExpired};
use crate::providers::{Endpoints, Provider, Source, code, community, note, says};

const ISSUE_51: Source = community("https://github.com/josuebrunel/yahoo-oauth/issues/51");

pub(super) static PROVIDER: Provider = Provider {
    id: "yahoo",
    name: "Yahoo",
    endpoints: Endpoints {
        hosts: &["api.login.yahoo.com"],
        authorize: &["/oauth2/request_auth"],
        token: &["/oauth2/get_token"],
        source: Some(code(
            "https://github.com/simov/grant/blob/500ab2066e177f14856fd50bf0b507651111692b/config/oauth.json",
        )),
        ..Endpoints::NONE
    },
    replies: &[says(
        "INVALID_REFRESH_TOKEN",
        "Failed to decode/encode refresh token",
        &[RefreshExpired],
        "Refresh token damaged or not valid.",
        ISSUE_51,
    )],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: a mail client was refused at authorize ('invalid code challenge or method') until it sent a \
             challenge.",
            community("https://github.com/mustang-im/mustang/issues/162"),
        ),
        note(
            &[RedirectUri],
            "redirect_uri for out-of-band use is the literal 'oob', not the urn:ietf:wg:oauth:2.0:oob URN; libraries \
             that send the URN are told to check redirect_uri.",
            community("https://github.com/r-lib/httr/issues/483"),
        ),
        note(
            &[],
            "Error codes are upper-case names such as INVALID_REFRESH_TOKEN, not RFC 6749 codes.",
            ISSUE_51,
        ),
    ],
    ..Provider::NONE
};
