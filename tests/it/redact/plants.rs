//! Secrets planted wherever a recording can hold one are gone from what is written, in every encoding.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{content, redacted};
use crate::support::{Exchange, form, har};

/// A failing login with these secrets in it, each at a place of its own and some repeated by the server.
fn login(secrets: &[String]) -> Vec<u8> {
    let [code, verifier, state, cookie, secret, password, api_key, token, nested, path] = secrets else {
        unreachable!("there are ten")
    };
    let asked = form(&[
        ("response_type", "code"),
        ("client_id", "orders-spa"),
        ("redirect_uri", "https://orders.example/callback"),
        ("state", state),
        ("code_challenge", "eGodEjjfFLL3yWPb57eQvBqm0eWASFb0fFJDRmWdbRI"),
        ("code_challenge_method", "S256"),
    ]);
    let sent = form(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", "orders-spa"),
        ("client_secret", secret),
        ("redirect_uri", "https://orders.example/callback"),
        ("code_verifier", verifier),
    ]);
    let callback = format!("https://orders.example/callback?{}", form(&[("code", code), ("state", state)]));
    let json = serde_json::json!({ "user": { "password": password }, "more": format!("{{\"token\":\"{nested}\"}}") });
    let echo = format!("code {code} is not valid for {}", BASE64.encode(format!("x{verifier}").as_bytes()));
    har(&[
        Exchange::get(format!("https://auth.example/authorize?{asked}"))
            .at(0)
            .header("Cookie", &format!("session={cookie}; theme=dark"))
            .redirects(&callback),
        Exchange::post(
            "https://auth.example/login",
            &form(&[("username", "ann.lee@example.org"), ("password", password)]),
        )
        .at(500),
        Exchange::get(callback).at(1000).header("X-Api-Key", api_key),
        Exchange::post("https://auth.example/token", &sent)
            .at(1100)
            .header("X-Trace", &HEXLOWER.encode(code.as_bytes()))
            .refuses("invalid_grant", &echo),
        Exchange::get(format!("https://api.example/me;jsessionid={path}?access_token={token}"))
            .at(1200)
            .header("Authorization", &format!("Bearer {token}"))
            .sends("application/json", &json.to_string()),
    ])
}

/// The forms in which a secret may be left.
fn forms(secret: &str) -> Vec<String> {
    let percent: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let twice: String = form_urlencoded::byte_serialize(percent.as_bytes()).collect();
    let hex = HEXLOWER.encode(secret.as_bytes());
    // Whatever stands before it, the middle of its base64 is one of three.
    let base64 = (0..3).flat_map(|skip| {
        let encoded = BASE64.encode(&[&b"???"[..skip], secret.as_bytes()].concat());
        let middle = encoded.get(4..encoded.len().saturating_sub(4)).unwrap_or_default().to_owned();
        [middle.clone(), middle.replace('+', "-").replace('/', "_")]
    });
    let pieces = (0..secret.len().saturating_sub(7)).filter_map(|at| secret.get(at..at + 8).map(str::to_owned));
    let all = [secret.to_owned(), percent, twice, hex, BASE64URL_NOPAD.encode(secret.as_bytes())];
    // A piece that is nearly all separators tells nothing of a secret.
    let tells = |piece: &String| piece.bytes().filter(u8::is_ascii_alphanumeric).count() >= 6;
    all.into_iter().chain(base64).chain(pieces.filter(tells)).filter(|form| form.len() >= 8).collect()
}

fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-z0-9_-]{20,43}",
        1 => "[A-Za-z0-9/+]{24}=",
        1 => "[0-9a-f]{32}",
        1 => "(Summer|Winter|Autumn)[0-9]{4}[!?#]",
        1 => "[a-z]{4,7}-[a-z]{5,8}-[0-9]{2,3}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn planted_secrets_are_gone(secrets in prop::collection::btree_set(secret(), 10), key in any::<u8>()) {
        let secrets: Vec<String> = secrets.into_iter().collect();
        let original = login(&secrets);
        let redacted = redacted("planted.har", &original, key);
        prop_assume!(redacted.is_ok());
        let written = content(&redacted.expect("it was assumed"));
        let text = String::from_utf8(written).expect("it is text").to_lowercase();
        for secret in &secrets {
            for form in forms(secret) {
                prop_assert!(!text.contains(&form.to_lowercase()), "{secret} is left as {form}");
            }
        }
    }
}
