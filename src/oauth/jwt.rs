//! JWTs, read without trusting them.

use oauth_doctor_wire::base64;
use serde_json::{Map, Value};

/// `client_assertion_type` of a JWT (RFC 7523 §2.2).
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Returns the claims of a signed JWT (RFC 7519), unverified; `None` for an encrypted, opaque or cut token.
pub fn claims(token: &str) -> Option<Map<String, Value>> {
    let mut pieces = token.split('.');
    let (header, payload) = (pieces.next()?, pieces.next()?);
    if header.is_empty() || pieces.count() > 1 {
        return None;
    }
    object(payload)
}

/// Returns the header of a JWT.
pub fn header(token: &str) -> Option<Map<String, Value>> {
    object(token.split_once('.')?.0)
}

/// Returns a claim that is a time, in seconds since 1970.
pub fn time(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    let claim = claims.get(name)?;
    let fraction = || format!("{:.0}", claim.as_f64()?.trunc()).parse().ok();
    claim.as_i64().or_else(fraction)
}

/// Returns the texts of a claim that is one text or a list of them, such as `aud` (RFC 7519 §4.1.3).
pub fn texts<'a>(claims: &'a Map<String, Value>, name: &str) -> Vec<&'a str> {
    match claims.get(name) {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn object(piece: &str) -> Option<Map<String, Value>> {
    if piece.len() > 64 * 1024 {
        return None;
    }
    match serde_json::from_slice(&base64::decode_url_safe(piece)?).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_and_five_part_tokens_are_not() {
        let claims = claims("e30.eyJub25jZSI6Im4ifQ.c2ln").unwrap();
        assert_eq!(claims["nonce"], "n");
        assert!(super::claims("a.b.c.d.e").is_none());
        assert!(super::claims("opaque").is_none());
    }

    #[test]
    fn a_time_may_have_a_fraction() {
        let claims = serde_json::json!({"exp": 1_790_000_000.9, "iat": 7, "nbf": "soon"});
        let Value::Object(claims) = claims else { panic!("it is an object") };
        assert_eq!(time(&claims, "exp"), Some(1_790_000_000));
        assert_eq!(time(&claims, "iat"), Some(7));
        assert_eq!(time(&claims, "nbf"), None);
    }
}
