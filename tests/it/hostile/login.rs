//! A login that fails, to build others of.
use data_encoding::BASE64URL_NOPAD;

use crate::support::{Exchange, form};

pub(super) const REDIRECT: &str = "https://app.example/callback";
pub(super) const VERIFIER: &str = "inventedVerifier-0123456789-0123456789-0123";
pub(super) const CHALLENGE: &str = "eGodEjjfFLL3yWPb57eQvBqm0eWASFb0fFJDRmWdbRI";

pub(super) fn authorize(pairs: &[(&str, &str)]) -> String {
    format!("https://as.example/authorize?response_type=code&{}", form(pairs))
}

pub(super) fn start() -> Exchange {
    let pairs = [
        ("client_id", "spa"),
        ("redirect_uri", REDIRECT),
        ("state", "inventedState1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    Exchange::get(authorize(&pairs)).at(0)
}

pub(super) fn arrival() -> Exchange {
    Exchange::get(format!("{REDIRECT}?code=inventedCode1&state=inventedState1")).at(1000)
}

pub(super) fn redemption(code: &str, verifier: &str) -> Exchange {
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", "spa"),
        ("redirect_uri", REDIRECT),
        ("code_verifier", verifier),
    ];
    Exchange::post("https://as.example/token", &form(&pairs))
}

pub(super) fn base64_url(text: &str) -> String {
    BASE64URL_NOPAD.encode(text.as_bytes())
}
