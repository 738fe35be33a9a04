//! Dropbox.

use crate::providers::Cause::{CodeExpired, CodeReused, CodeUnknown, PkceMismatch, RedirectUri};
use crate::providers::{Endpoints, Provider, code, community, note, says};

pub(super) static PROVIDER: Provider = Provider {
    id: "dropbox",
    name: "Dropbox",
    endpoints: Endpoints {
        hosts: &["www.dropbox.com", "api.dropboxapi.com"],
        authorize: &["www.dropbox.com/oauth2/authorize"],
        token: &["api.dropboxapi.com/oauth2/token"],
        source: Some(code(
            "https://github.com/pilcrowonpaper/arctic/blob/ce7c380de633d28ce041f524889eb5b75000e17e/src/providers/dropbox.ts",
        )),
        ..Endpoints::NONE
    },
    replies: &[
        says(
            "invalid_grant",
            "^redirect_uri mismatch$",
            &[RedirectUri],
            "The redirect_uri in the token request differs from the authorization request's.",
            community("https://github.com/dropbox/dropbox-sdk-php/issues/50"),
        ),
        says(
            "invalid_grant",
            "^code doesn't exist or has expired$",
            &[CodeExpired, CodeUnknown, CodeReused],
            "The code is unknown, has expired or was used.",
            community(
                "https://avyl.ru/1c/OpenIntegrations/raw/commit/6bf8d0f89e85f76799a8e204c6b8fe78e3fd921c/docs/en/results/Dropbox/GetToken.log",
            ),
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "Parameters appended to the callback URL become part of redirect_uri and cause 'redirect_uri mismatch'.",
            community("https://github.com/kunalvarma05/dropbox-php-sdk/issues/121"),
        ),
        note(
            &[RedirectUri],
            "Loopback ports are not ignored: the authorize page demands an exact match including the 127.0.0.1 port.",
            community("https://github.com/dropbox/dropbox-sdk-python/issues/203"),
        ),
        note(
            &[PkceMismatch],
            "In the JS SDK the PKCE verifier must be restored by hand after the page navigation, otherwise the \
             exchange has none.",
            community("https://github.com/dropbox/dropbox-sdk-js/issues/527"),
        ),
    ],
    ..Provider::NONE
};
