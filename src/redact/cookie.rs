//! Other signed cookies in the place of the recorded ones: the form stays, values and signatures are replaced.

use super::base64::{Decoded, canonical};
use super::json::replace_strings;
use super::jwt::{Claims, is_jwt};

/// Replaces the values of a signed cookie of itsdangerous and Django (`VALUE.TIME.SIGNATURE`, with dots or colons), Express
/// (`s:VALUE.SIGNATURE`, `j:JSON`) or Rails (`VALUE--SIGNATURE`). `None` for anything else, and where the value is no text.
pub(crate) fn rewrite(value: &str, claims: &mut dyn Claims) -> Option<String> {
    if is_jwt(value) {
        return None;
    }
    if let Some(signed) = value.strip_prefix("s:") {
        let (value, signature) = signed.rsplit_once('.')?;
        let value = express(value, claims);
        return Some(format!("s:{value}.{}", part(signature, claims)));
    }
    if value.starts_with("j:{") || value.starts_with("j:[") {
        return Some(express(value, claims));
    }
    if let Some((message, signature)) = value.rsplit_once("--") {
        let is_hex = !signature.is_empty() && signature.bytes().all(|byte| byte.is_ascii_hexdigit());
        let message = Some(message).filter(|_| is_hex).and_then(|message| packed(message, claims))?;
        return Some(format!("{message}--{}", claims.part(signature)));
    }
    ['.', ':'].into_iter().find_map(|sign| {
        let mut parts = value.rsplitn(3, sign);
        let (signature, time, message) = (parts.next()?, parts.next()?, parts.next()?);
        let is_time = (1..=8).contains(&time.len())
            && time.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let message = Some(message).filter(|_| is_time).and_then(|message| packed(message, claims))?;
        Some(format!("{message}{sign}{time}{sign}{}", part(signature, claims)))
    })
}

/// A text, or JSON behind `j:`.
fn express(value: &str, claims: &mut dyn Claims) -> String {
    match value.strip_prefix("j:") {
        Some(json) => format!("j:{}", members(json, claims)),
        None => claims.value("", value),
    }
}

/// JSON in base64.
fn packed(message: &str, claims: &mut dyn Claims) -> Option<String> {
    let decoded = Decoded::of(message)?;
    let json = std::str::from_utf8(&decoded.bytes).ok().filter(|json| json.starts_with(['{', '[', '"']))?;
    Some(decoded.encode(members(json, claims).as_bytes()))
}

fn members(json: &str, claims: &mut dyn Claims) -> String {
    replace_strings(json, &mut |name, value| claims.value(name, value))
}

fn part(signature: &str, claims: &mut dyn Claims) -> String {
    let other = claims.part(signature);
    if Decoded::of(signature).is_some() { canonical(other) } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replaces each letter and digit by `x`.
    struct Masked;

    fn masked(value: &str) -> String {
        value.chars().map(|c| if c.is_ascii_alphanumeric() { 'x' } else { c }).collect()
    }

    impl Claims for Masked {
        fn value(&mut self, _: &str, value: &str) -> String {
            masked(value)
        }

        fn part(&mut self, part: &str) -> String {
            masked(part)
        }

        fn hash(&mut self, _: &str) -> Option<String> {
            None
        }
    }

    #[test]
    fn each_form_of_a_signed_cookie_stays() {
        let url = |json: &str| data_encoding::BASE64URL_NOPAD.encode(json.as_bytes());
        let standard = |json: &str| data_encoding::BASE64.encode(json.as_bytes());
        let (old, new) = (r#"{"code_verifier":"abc","n":1}"#, r#"{"code_verifier":"xxx","n":1}"#);
        for (cookie, wanted) in [
            (format!("{}.ZxYw12.signature", url(old)), format!("{}.ZxYw12.xxxxxxxxx", url(new))),
            (format!("{}:1qAbCd:signature", url(old)), format!("{}:1qAbCd:xxxxxxxxx", url(new))),
            (format!("{}--0123456789abcdef", standard(old)), format!("{}--xxxxxxxxxxxxxxxx", standard(new))),
            ("s:session.id-1.signature".into(), "s:xxxxxxx.xx-x.xxxxxxxxx".into()),
            (format!("s:j:{old}.signature"), format!("s:j:{new}.xxxxxxxxx")),
            (format!("j:{old}"), format!("j:{new}")),
        ] {
            assert_eq!(rewrite(&cookie, &mut Masked), Some(wanted));
        }
    }

    #[test]
    fn another_cookie_is_not_read() {
        for cookie in
            ["", "opaque", "a.b.c", "GA1.2.1234.5678", "eyJhbGciOiJSUzI1NiJ9.opaque.sig", "a--b", "1:2:3", "abcd--0123"]
        {
            assert_eq!(rewrite(cookie, &mut Masked), None, "{cookie}");
        }
    }

    #[test]
    fn a_signature_of_base64url_stays_canonical() {
        let signature = "k7Q0vXcN8sYdGhR2tUwZbJmFa1oEi6pl3kQ0vXcN8sY";
        let made = rewrite(&format!("s:value.{signature}"), &mut Masked).unwrap();
        assert!(Decoded::of(made.rsplit('.').next().unwrap()).is_some());
    }
}
