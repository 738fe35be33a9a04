//! Where a client puts a secret, and how a server repeats it.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use serde_json::Value;

use super::login::{Login, REDIRECT, basic, cookie, json_post, percent};
use crate::support::{Exchange, form};

/// Secrets as programs and people make them.
pub(super) const SECRETS: &[&str] =
    &["q7JmZp2RkXc9", "Summer2024!", "uUaVcojsNOBAGx5diFoNPcbd", "xq=A9/b+c%D~8", "Tr0ub4dor&3 x"];

/// Where a client puts a secret, and the login that does so.
pub(super) type Place = (&'static str, fn(&str) -> Login);

pub(super) const PLACES: &[Place] = &[
    ("a login form", |secret| {
        Login::before(Exchange::post("https://as.example/login", &form(&[("user", "ann"), ("password", secret)])))
    }),
    ("a form elsewhere", |secret| Login::before(Exchange::post("https://id.example/u", &form(&[("pwd", secret)])))),
    ("JSON", |secret| Login::before(json_post(&serde_json::json!({ "credentials": { "password": secret } })))),
    ("JSON in JSON", |secret| {
        let inner = serde_json::json!({ "password": secret }).to_string();
        Login::before(json_post(&serde_json::json!({ "payload": inner, "password": "" })))
    }),
    ("a cookie", |secret| Login::header("Cookie", format!("a=1; sid={}", cookie(secret)))),
    ("a cookie elsewhere", |secret| {
        Login::before(Exchange::get("https://id.example/").header("Cookie", &format!("sid={}", cookie(secret))))
    }),
    ("a cookie that is set", |secret| {
        let mut exchange = Exchange::get("https://as.example/login");
        exchange.answer_headers.push(("set-cookie".to_owned(), format!("sid={}; Path=/; HttpOnly", cookie(secret))));
        Login::before(exchange)
    }),
    ("an API key", |secret| Login::header("X-API-Key", secret.to_owned())),
    ("an API key elsewhere", |secret| {
        Login::before(Exchange::get("https://api.example/").header("x-functions-key", secret))
    }),
    ("a bearer token", |secret| {
        Login::before(Exchange::get("https://api.example/me").header("Authorization", &format!("Bearer {secret}")))
    }),
    ("the password of Basic", |secret| Login::header("Authorization", basic(&format!("spa:{secret}")))),
    ("the user of Basic", |secret| Login::header("Authorization", basic(&format!("{secret}:spa")))),
    ("the only part of Basic", |secret| Login::header("Authorization", basic(&format!("{secret}:")))),
    ("SAML", |secret| {
        let text = format!("<Assertion><NameID>{}</NameID></Assertion>", secret.replace('&', "&amp;"));
        let encoded = BASE64.encode(text.as_bytes());
        Login::before(Exchange::post("https://as.example/acs", &form(&[("SAMLResponse", &encoded)])))
    }),
    ("user info", |secret| Login::before(Exchange::get(format!("https://ann:{}@as.example/login", percent(secret))))),
    ("a registration", |secret| {
        let body = serde_json::json!({ "redirect_uris": [REDIRECT], "software_statement": "x", "initial_access_token": secret });
        Login::before(json_post(&body))
    }),
    ("state", |secret| Login::asks("state", secret)),
    ("nonce", |secret| Login::asks("nonce", secret)),
    ("an unknown parameter", |secret| Login::sends("x_internal", secret)),
    ("client_secret", |secret| Login::sends("client_secret", secret)),
    ("code_verifier", |secret| Login::sends("code_verifier", secret)),
    ("a refresh token", |secret| Login::sends("refresh_token", secret)),
    ("a name", |secret| Login::sends(&format!("client_secret:{secret}"), "")),
    ("an unknown name", |secret| Login::sends(secret, "")),
];

/// The public values that a secret may be glued to.
pub(super) const PUBLIC: &[(&str, &str)] = &[
    ("client_id", "spa"),
    ("redirect_uri", REDIRECT),
    ("scope", "openid"),
    ("prompt", "login"),
    ("iss", "https://as.example"),
    ("resource", "https://api.example"),
    ("response_type", "code"),
    ("code_challenge_method", "S256"),
    ("acr_values", "urn:example:loa"),
];

/// How it is glued.
pub(super) const GLUES: &[fn(&str) -> String] = &[
    |secret| format!("&client_secret={secret}"),
    |secret| format!("%26client_secret%3D{}", percent(secret)),
    |secret| format!("%2526client_secret%253D{}", percent(&percent(secret))),
    |secret| format!("\nclient_secret={secret}"),
    |secret| format!(" client_secret={secret}"),
    |secret| format!("?tok={secret}"),
    |secret| format!("#{secret}"),
    |secret| format!(";jsessionid={secret}"),
    |secret| format!(r#"{{"client_secret":"{secret}"}}"#),
];

/// How a server repeats a secret.
pub(super) type Echo = (&'static str, fn(&str) -> String);

pub(super) const ECHOES: &[Echo] = &[
    ("as it is", str::to_owned),
    ("in capitals", str::to_uppercase),
    ("in small letters", str::to_lowercase),
    ("percent-encoded", |text| each(text.bytes(), |byte| format!("%{byte:02X}"))),
    ("percent-encoded twice", |text| each(text.bytes(), |byte| format!("%25{byte:02x}"))),
    ("in decimal entities", |text| each(text.chars(), |c| format!("&#{};", u32::from(c)))),
    ("in hexadecimal entities", |text| each(text.chars(), |c| format!("&#x{:X};", u32::from(c)))),
    ("with escapes of JSON", |text| each(text.chars(), |c| format!("\\u{:04x}", u32::from(c)))),
    ("with escapes of JSON in JSON", |text| each(text.chars(), |c| format!("\\\\u{:04x}", u32::from(c)))),
    ("in JSON", |text| Value::from(serde_json::json!({ "value": text }).to_string()).to_string()),
    ("hexadecimal", |text| HEXLOWER.encode(text.as_bytes())),
    ("hexadecimal, in capitals", |text| HEXUPPER.encode(text.as_bytes())),
    ("in base64", |text| BASE64.encode(text.as_bytes())),
    ("in base64url", |text| BASE64URL_NOPAD.encode(text.as_bytes())),
    ("in base64, behind one byte", |text| BASE64_NOPAD.encode(format!(":{text}").as_bytes())),
    ("in base64, behind two bytes", |text| BASE64_NOPAD.encode(format!("a:{text}").as_bytes())),
    ("cut", |text| text.chars().take(8).collect()),
    ("without its beginning", |text| text.chars().skip(text.chars().count() - 8).collect()),
    ("over two lines", |text| format!("{}\n  {}", &text[..5], &text[5..])),
];

/// Writes each part of a text in another form.
fn each<T>(parts: impl Iterator<Item = T>, form: fn(T) -> String) -> String {
    parts.map(form).collect::<Vec<_>>().concat()
}
