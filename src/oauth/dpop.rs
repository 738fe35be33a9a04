//! `DPoP` proofs (RFC 9449 §4.2), read without trusting them.
use data_encoding::BASE64URL_NOPAD;
use oauth_doctor_wire::url;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::disclose::Secret;
use crate::oauth::jwt;

/// A proof.
#[derive(Clone, Debug, Default)]
pub struct DpopProof {
    /// `typ` of the header.
    pub typ: Option<String>,
    /// `alg` of the header.
    pub alg: Option<String>,
    /// `htm`: the method of the request.
    pub htm: Option<String>,
    /// `htu`: the URL of the request.
    pub htu: Option<String>,
    /// `iat`, in seconds since 1970.
    pub iat: Option<i64>,
    /// `jti`.
    pub jti: Option<Secret>,
    /// `ath`: the hash of the access token that it is for (RFC 9449 §4.2).
    pub ath: Option<String>,
    /// `nonce`: what the server issued.
    pub nonce: Option<Secret>,
    /// `jwk` is in the header.
    pub has_key: bool,
    /// What makes the key of the header a private or a shared one, and must not be there.
    pub private: Option<Secret>,
    /// The thumbprint of the key (RFC 7638), as `dpop_jkt` names it.
    pub thumbprint: Option<String>,
}

impl DpopProof {
    /// Reads a `DPoP` header; `None` if it is not a JWT that can be read.
    pub fn read(header: &str) -> Option<Self> {
        let claims = jwt::claims(header.trim())?;
        let head = jwt::header(header.trim())?;
        let key = head.get("jwk").and_then(Value::as_object);
        Some(Self {
            typ: text(&head, "typ"),
            alg: text(&head, "alg"),
            htm: text(&claims, "htm"),
            htu: text(&claims, "htu"),
            iat: jwt::time(&claims, "iat"),
            jti: text(&claims, "jti").map(Secret::new),
            ath: text(&claims, "ath"),
            nonce: text(&claims, "nonce").map(Secret::new),
            has_key: key.is_some(),
            private: key.and_then(|key| text(key, "d").or_else(|| text(key, "k"))).map(Secret::new),
            thumbprint: key.and_then(thumbprint),
        })
    }

    /// Returns whether `alg` is one of a signature with a private key, as it must be: not `none`, and no MAC.
    pub fn is_asymmetric(&self) -> bool {
        self.alg.as_deref().is_some_and(|alg| !alg.eq_ignore_ascii_case("none") && !alg.starts_with("HS"))
    }

    /// Returns whether `typ` is the media type of a proof; a media type has no case, and may have its `application/` before it
    /// (RFC 7515 §4.1.9).
    pub fn has_type(&self) -> bool {
        let typ = self.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
        typ.strip_prefix("application/").unwrap_or(&typ) == "dpop+jwt"
    }
}

/// Returns the SHA-256 thumbprint of a public key (RFC 7638 §3).
fn thumbprint(key: &Map<String, Value>) -> Option<String> {
    let members: &[&str] = match key.get("kty")?.as_str()? {
        "EC" => &["crv", "kty", "x", "y"],
        "RSA" => &["e", "kty", "n"],
        "OKP" => &["crv", "kty", "x"],
        _ => return None,
    };
    let pairs = members.iter().map(|name| {
        let value = key.get(*name).filter(|value| value.is_string())?;
        Some(format!("\"{name}\":{value}"))
    });
    let json = format!("{{{}}}", pairs.collect::<Option<Vec<_>>>()?.join(","));
    Some(BASE64URL_NOPAD.encode(&Sha256::digest(json)))
}

/// Returns whether `htu` names this URL: after the normalisation that RFC 9449 §4.3 asks for, without query and fragment.
pub fn is_same_url(htu: &str, requested: &str) -> bool {
    url::normal(htu) == url::normal(requested)
}

fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprints_of_the_rfcs_are_computed() {
        // RFC 7638 §3.1.
        let rsa = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
        // RFC 9449 §4.1 and §6.1.
        let elliptic = r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;
        let of = |json: &str| thumbprint(&serde_json::from_str(json).unwrap());
        assert_eq!(of(rsa).as_deref(), Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
        assert_eq!(of(elliptic).as_deref(), Some("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
        assert_eq!(of(r#"{"kty":"oct","k":"AA"}"#), None);
        assert_eq!(of(r#"{"kty":"OKP","crv":"Ed25519"}"#), None);
    }

    #[test]
    fn a_proof_has_a_type_an_asymmetric_algorithm_and_no_private_key() {
        let of = |typ: &str, alg: &str, key: &str| {
            let header = format!(r#"{{"typ":"{typ}","alg":"{alg}","jwk":{key}}}"#);
            DpopProof::read(&format!("{}.e30.x", BASE64URL_NOPAD.encode(header.as_bytes()))).unwrap()
        };
        let right = of("dpop+jwt", "ES256", r#"{"kty":"EC"}"#);
        assert!(right.has_type() && right.is_asymmetric() && right.has_key && right.private.is_none());
        assert!(of("application/DPoP+JWT", "EdDSA", "{}").has_type());
        assert!(!of("JWT", "ES256", "{}").has_type());
        for alg in ["none", "HS256", "HS512"] {
            assert!(!of("dpop+jwt", alg, "{}").is_asymmetric(), "{alg}");
        }
        assert_eq!(of("dpop+jwt", "ES256", r#"{"kty":"EC","d":"pr1vate"}"#).private, Some(Secret::new("pr1vate")));
        assert_eq!(of("dpop+jwt", "HS256", r#"{"kty":"oct","k":"sh4red"}"#).private, Some(Secret::new("sh4red")));
        assert!(!of("dpop+jwt", "ES256", "null").has_key);
    }

    #[test]
    fn what_is_no_jwt_is_no_proof() {
        assert!(DpopProof::read("[redacted]").is_none());
        assert!(DpopProof::read("e30.e30.x").is_some_and(|proof| proof.htm.is_none() && proof.thumbprint.is_none()));
    }
}
