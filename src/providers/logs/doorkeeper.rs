//! What Doorkeeper writes into logs.

use crate::providers::Cause::{AuthRepeated, ClientAuth, RedirectUriUnregistered};
use crate::providers::{Log, Source, at_authorize, at_token, code};

const EN: Source = code(
    "https://github.com/doorkeeper-gem/doorkeeper/blob/d0cd44a7fa1f92d65002a5ec01ed8eb0ba83ba99/config/locales/en.yml",
);
const EN_BEFORE_2026: Source = code(
    "https://github.com/doorkeeper-gem/doorkeeper/blob/bd2c97efeec9eb6302f657279c3f5c41585dada5/config/locales/en.yml",
);

pub(in crate::providers) const LOG: Log = Log {
    marks: &["oorkeeper"],
    texts: &[
        at_authorize(
            "The requested redirect uri is malformed or doesn't match client redirect URI",
            &[RedirectUriUnregistered],
            "The `redirect_uri` is not registered for the client.",
            EN_BEFORE_2026,
        )
        .unmistakable(),
        at_token(
            "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method",
            &[ClientAuth],
            "The server does not know the client, or did not accept its authentication.",
            EN,
        ),
        at_token(
            "The request utilizes more than one mechanism for authenticating the client",
            &[AuthRepeated],
            "The client authenticates in more than one way.",
            EN,
        ),
    ],
};
