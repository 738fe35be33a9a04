//! Mastodon.

use crate::providers::Cause::{CodeExpired, Scope};
use crate::providers::{Provider, Source, by_default, code, note};

const DOORKEEPER: Source = code(
    "https://github.com/mastodon/mastodon/blob/03b13380d25c5d96e01a68e0dd3a4dcf5c0911ee/config/initializers/doorkeeper.rb",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "mastodon",
    name: "Mastodon",
    code_lifetime: by_default(600, DOORKEEPER),
    notes: &[
        note(
            &[],
            "Access tokens don't expire, and there are no refresh tokens; each instance is a server of its own, at which the \
             client registers.",
            DOORKEEPER,
        ),
        note(
            &[Scope, CodeExpired],
            "It is Doorkeeper: its messages are those of Doorkeeper, and a scope that the client did not register is refused.",
            DOORKEEPER,
        ),
    ],
    ..Provider::NONE
};
