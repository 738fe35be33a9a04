//! Miro.

use crate::providers::{Provider, documented, seconds};

pub(super) static PROVIDER: Provider = Provider {
    id: "miro",
    name: "Miro",
    code_lifetime: seconds(
        600,
        documented("https://developers.miro.com/v1.0/reference/exchange-authorization-code-with-access-token"),
    ),
    ..Provider::NONE
};
