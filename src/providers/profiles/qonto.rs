//! Qonto.

use crate::providers::{Provider, Enctype, Source, claim, documented, seconds};

const TOKEN_ENDPOINT: Source =
    documented("https://docs.qonto.com/api-reference/business-api/authentication/oauth/token-endpoint");

pub(super) static PROVIDER: Provider = Provider {
    id: "qonto",
    name: "Qonto",
    code_lifetime: seconds(600, TOKEN_ENDPOINT),
    bodies: claim(&[Enctype::Form], TOKEN_ENDPOINT),
    ..Provider::NONE
};
