//! Other JWTs in the place of the recorded ones: header and public claims stay, values are replaced, lengths stay.

use sha2::{Digest, Sha256, Sha384, Sha512};

use super::base64::{Cut, Decoded, canonical};
use super::json::replace_strings;
use crate::oauth::jwt;

/// What takes the place of the values of a JWT. Each answer has as many characters as the value.
pub(crate) trait Claims {
    /// Replaces a text in the claim of this name, or in a member of the header that holds a private key.
    fn value(&mut self, name: &str, value: &str) -> String;

    /// Replaces what may be replaced of a public claim: hosts.
    fn public(&mut self, value: &str) -> String {
        value.to_owned()
    }

    /// Replaces a part that is not read: a signature, a part of an encrypted token.
    fn part(&mut self, part: &str) -> String;

    /// Returns the hash of what replaces the value whose hash this is, if that value is in the recording: see [`hash_of_other`].
    fn hash(&mut self, old: &str) -> Option<String>;
}

/// Returns whether a value is a JWT or the start of one: its header is JSON and names an algorithm. A signed cookie of the same
/// form is none.
pub(crate) fn is_jwt(value: &str) -> bool {
    jwt::header(value).is_some_and(|header| header.contains_key("alg"))
}

/// Replaces the values of a JWT, whole, encrypted or cut. `None` if it is not a JWT or is damaged within.
pub(crate) fn rewrite(token: &str, claims: &mut dyn Claims) -> Option<String> {
    let head = jwt::header(token).filter(|header| header.contains_key("alg"))?;
    let (header, rest) = token.split_once('.')?;
    let mut out = rewritten_header(header, claims)?;
    let is_encrypted = head.contains_key("enc") || rest.matches('.').count() > 1;
    let mut parts = rest.split('.').peekable();
    if !is_encrypted && let Some(payload) = parts.next() {
        out.push('.');
        out.push_str(&rewritten_payload(payload, parts.peek().is_none(), claims)?);
    }
    for part in parts {
        out.push('.');
        out.push_str(&other_part(part, claims));
    }
    Some(out)
}

/// Replaces what a header must not hold: the private members of a key (RFC 7518 §6).
fn rewritten_header(header: &str, claims: &mut dyn Claims) -> Option<String> {
    let decoded = Decoded::of(header)?;
    let json = std::str::from_utf8(&decoded.bytes).ok()?;
    let other = replace_strings(json, &mut |name, value| {
        if PRIVATE_KEY.contains(&name) { claims.value(name, value) } else { value.to_owned() }
    });
    Some(decoded.encode(other.as_bytes()))
}

fn rewritten_payload(payload: &str, is_last: bool, claims: &mut dyn Claims) -> Option<String> {
    if let Some(decoded) = Decoded::of(payload)
        && let Ok(json) = std::str::from_utf8(&decoded.bytes)
    {
        return Some(decoded.encode(rewritten_claims(json, claims).as_bytes()));
    }
    // A payload that is cut is the last part of its token.
    let cut = Cut::of(payload).filter(|_| is_last)?;
    let valid = std::str::from_utf8(&cut.bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let (json, end) = cut.bytes.split_at(valid);
    let mut other = rewritten_claims(std::str::from_utf8(json).ok()?, claims).into_bytes();
    other.extend_from_slice(end);
    cut.encode(&other)
}

fn rewritten_claims(json: &str, claims: &mut dyn Claims) -> String {
    // An assertion's subject is its client, and so are others that say the same as a public claim.
    let mut public = Vec::new();
    let mut has_key = false;
    replace_strings(json, &mut |name, value| {
        has_key |= name == "kty";
        if PUBLIC.contains(&name) {
            public.push(value.to_owned());
        }
        value.to_owned()
    });
    replace_strings(json, &mut |name, value| {
        let is_key = has_key && PUBLIC_KEY.contains(&name);
        if is_key || PUBLIC.contains(&name) || public.iter().any(|public| public == value) {
            return claims.public(value);
        }
        let hash = if HASHES.contains(&name) { claims.hash(value) } else { None };
        hash.filter(|hash| hash.len() == value.len()).unwrap_or_else(|| claims.value(name, value))
    })
}

/// Replaces a part and keeps it canonical base64url where it was.
fn other_part(part: &str, claims: &mut dyn Claims) -> String {
    let other = claims.part(part);
    if Decoded::of(part).is_some() { canonical(other) } else { other }
}

/// Returns the hashes of a value that the claims `at_hash`, `c_hash` and `s_hash` may have (OpenID Connect Core §3.1.3.6: the left
/// half of the hash that the algorithm names), and `ath` (RFC 9449 §4.2: SHA-256, whole).
pub(crate) fn hashes(value: &str) -> [String; 4] {
    let value = value.as_bytes();
    let (short, middle, long) = (Sha256::digest(value), Sha384::digest(value), Sha512::digest(value));
    [&short[..16], &middle[..24], &long[..32], &short[..]].map(|hash| data_encoding::BASE64URL_NOPAD.encode(hash))
}

/// Returns the hash of `new` that is made as `old_hash` is made of `old`; `None` if it is not.
pub(crate) fn hash_of_other(old_hash: &str, old: &str, new: &str) -> Option<String> {
    let kind = hashes(old).iter().position(|hash| hash == old_hash)?;
    hashes(new).into_iter().nth(kind)
}

/// Claims that decide a diagnosis, and are not secrets: who, for whom, for what, which key. Times are numbers and stay.
const PUBLIC: &[&str] = &[
    "iss",
    "aud",
    "azp",
    "alg",
    "typ",
    "kid",
    "enc",
    "cty",
    "scope",
    "scp",
    "scopes",
    "client_id",
    "clientId",
    "appid",
    "cid",
    "htm",
    "htu",
    "acr",
    "amr",
    "acr_values",
    "token_use",
    "token_type",
    "response_type",
    "response_mode",
    "grant_type",
    "redirect_uri",
    "resource",
    "prompt",
    "code_challenge_method",
    "jkt",
    "x5t#S256",
    "dpop_jkt",
    "tid",
    "ver",
    "error",
];

/// Members of a public key, which a thumbprint is made of (RFC 7638 §3.2).
const PUBLIC_KEY: &[&str] = &["kty", "crv", "x", "y", "n", "e", "use"];

/// Claims that are hashes of other values.
const HASHES: &[&str] = &["at_hash", "c_hash", "s_hash", "rt_hash", "ath", "urn:openid:params:jwt:claim:rt_hash"];

/// Members of a JWK that are private, or a symmetric key.
const PRIVATE_KEY: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "k", "r", "t"];

#[cfg(test)]
mod tests {
    use super::*;

    /// Moves letters and digits on by one.
    struct Next(Vec<(String, String)>);

    fn next(value: &str) -> String {
        let moved = |old: char| match old {
            'a'..='y' | 'A'..='Y' | '0'..='8' => char::from_u32(u32::from(old) + 1).unwrap_or(old),
            'z' => 'a',
            'Z' => 'A',
            '9' => '0',
            _ => old,
        };
        value.chars().map(moved).collect()
    }

    impl Claims for Next {
        fn value(&mut self, name: &str, value: &str) -> String {
            self.0.push((name.into(), value.into()));
            next(value)
        }

        fn part(&mut self, part: &str) -> String {
            next(part)
        }

        fn hash(&mut self, old: &str) -> Option<String> {
            hash_of_other(old, "access", &next("access"))
        }
    }

    fn encoded(json: &str) -> String {
        data_encoding::BASE64URL_NOPAD.encode(json.as_bytes())
    }

    fn token(claims: &str) -> String {
        format!("{}.{}.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw", encoded(r#"{"alg":"RS256","kid":"k1"}"#), encoded(claims))
    }

    fn payload(token: &str) -> serde_json::Value {
        serde_json::Value::Object(jwt::claims(token).expect("the claims are read"))
    }

    #[test]
    fn public_claims_and_numbers_stay_and_others_are_replaced() {
        let old = token(
            r#"{"iss":"https://as.example","sub":"alice","aud":["spa"],"exp":1790000000, "email":"a@b.example"}"#,
        );
        let new = rewrite(&old, &mut Next(Vec::new())).unwrap();
        assert_eq!(
            payload(&new),
            serde_json::json!({"iss":"https://as.example","sub":"bmjdf","aud":["spa"],"exp":1_790_000_000,"email":"b@c.fybnqmf"})
        );
        assert_eq!(new.len(), old.len());
        assert_eq!(new.split('.').next(), old.split('.').next());
        let signature = new.rsplit('.').next().unwrap();
        assert!(!old.ends_with(signature) && Decoded::of(signature).is_some(), "{signature}");
    }

    #[test]
    fn hashes_that_held_hold_again() {
        let other = next("access");
        for (name, kind) in [("at_hash", 0), ("c_hash", 1), ("s_hash", 2), ("ath", 3)] {
            let new = rewrite(&token(&format!(r#"{{"{name}":"{}"}}"#, hashes("access")[kind])), &mut Next(Vec::new()))
                .unwrap();
            assert_eq!(payload(&new)[name], hashes(&other)[kind]);
        }
        let new = rewrite(&token(r#"{"at_hash":"abc"}"#), &mut Next(Vec::new())).unwrap();
        assert_eq!(payload(&new)["at_hash"], "bcd");
    }

    #[test]
    fn the_half_of_the_hash_is_that_of_openid_connect() {
        // The example of OpenID Connect Core A.3.
        assert_eq!(hashes("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")[0], "77QmUPtjPfzWtF2AnpK9RQ");
    }

    #[test]
    fn the_subject_of_a_client_assertion_stays_its_client() {
        let new = rewrite(&token(r#"{"iss":"spa","sub":"spa","jti":"one"}"#), &mut Next(Vec::new())).unwrap();
        assert_eq!(payload(&new), serde_json::json!({"iss":"spa","sub":"spa","jti":"pof"}));
    }

    #[test]
    fn a_cut_token_is_the_start_of_the_whole_one() {
        let old = token(r#"{"sub":"alice","nonce":"n-0S6_WzA2Mj"}"#);
        let new = rewrite(&old, &mut Next(Vec::new())).unwrap();
        let header = old.find('.').unwrap();
        for end in header + 1..old.len() {
            let cut = rewrite(&old[..end], &mut Next(Vec::new())).unwrap();
            assert_eq!(cut.len(), end);
            assert_eq!(cut[..end.saturating_sub(2)], new[..end.saturating_sub(2)]);
        }
    }

    #[test]
    fn of_an_encrypted_token_only_the_header_stays() {
        let old =
            format!("{}.key12345678.iv12345678.text12345678.tag12345678", encoded(r#"{"alg":"dir","enc":"A256GCM"}"#));
        let new = rewrite(&old, &mut Next(Vec::new())).unwrap();
        let parts = old.split('.').zip(new.split('.')).map(|(old, new)| old == new && !old.is_empty());
        assert_eq!(parts.collect::<Vec<_>>(), [true, false, false, false, false]);
    }

    #[test]
    fn a_private_key_in_a_header_is_replaced() {
        let header = encoded(r#"{"alg":"ES256","jwk":{"kty":"EC","x":"public","d":"private"}}"#);
        let mut seen = Next(Vec::new());
        let new = rewrite(&format!("{header}.{}.sig", encoded("{}")), &mut seen).unwrap();
        assert_eq!(seen.0, [("d".to_owned(), "private".to_owned())]);
        assert_eq!(jwt::header(&new).unwrap()["jwk"]["x"], "public");
    }

    #[test]
    fn a_signed_cookie_is_no_jwt() {
        let cookie = format!("{}.ZxYw12.sig", encoded(r#"{"code_verifier":"secret"}"#));
        assert!(!is_jwt(&cookie) && rewrite(&cookie, &mut Next(Vec::new())).is_none());
        assert!(is_jwt(&token("{}")) && !is_jwt("opaque") && !is_jwt(""));
    }
}
