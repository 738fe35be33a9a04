//! Client credentials in the `Authorization` header.

use oauth_doctor_wire::url::{authority_at, user_info};
use oauth_doctor_wire::{base64, percent};

use crate::capture::{Place, Text};
use crate::disclose::Secret;
use crate::disclose::placeholder::is_placeholder;

/// HTTP Basic credentials (RFC 7617), before the form-decoding that RFC 6749 §2.3.1 asks for.
#[derive(Clone, Debug)]
pub struct Basic {
    /// What stands before the first colon.
    pub id: String,
    /// What stands after it.
    pub secret: Secret,
    /// Both as they were sent, in base64.
    pub credentials: Secret,
    /// The place of the header's value.
    pub at: Option<Place>,
}

impl Basic {
    /// Reads the value of an `Authorization` header; `None` for another scheme, and for Basic that is no base64 or has no colon.
    pub fn read(header: &Text) -> Option<Self> {
        let (scheme, credentials) = header.as_str().trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let decoded = base64::decode(credentials.trim())?;
        let decoded = String::from_utf8_lossy(&decoded);
        let (id, secret) = decoded.split_once(':')?;
        Some(Self {
            id: id.to_owned(),
            secret: Secret::new(secret),
            credentials: Secret::new(credentials.trim()),
            at: header.place(0),
        })
    }

    /// Reads what stands behind `Basic` where it is plain text: `id:secret`, or the two as words. A template and a name of the value
    /// are none, and neither is what may be base64.
    pub fn read_plain(header: &Text) -> Option<Self> {
        let (scheme, credentials) = header.as_str().trim().split_once(' ')?;
        let credentials = credentials.trim();
        let (id, secret) = credentials.split_once([':', ' '])?;
        let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "-._~@/%".contains(c));
        let is_value = |text: &str| !text.is_empty() && !is_placeholder(text) && !is_spoken(text);
        (scheme.eq_ignore_ascii_case("basic") && is_id && is_value(id) && is_value(secret)).then(|| Self {
            id: id.to_owned(),
            secret: Secret::new(secret),
            credentials: Secret::new(credentials),
            at: header.place(0),
        })
    }

    /// Reads `https://id:secret@host/token`, which HTTP clients send as Basic credentials.
    pub fn in_url(url: &Text) -> Option<Self> {
        let at = authority_at(url.as_str())?;
        let range = user_info(url.as_str(), at)?;
        let place = url.place(range.start);
        let user = percent::decode(&url.as_str()[range]);
        let (id, secret) = user.split_once(':')?;
        Some(Self { id: id.to_owned(), secret: Secret::new(secret), credentials: Secret::new(&*user), at: place })
    }

    /// Returns whether identifier and secret were sent joined by a colon, as HTTP Basic wants it.
    pub fn is_joined(&self) -> bool {
        self.credentials.expose().contains(':')
    }

    /// Returns whether the password is not empty.
    pub fn has_secret(&self) -> bool {
        !self.secret.expose().is_empty()
    }

    /// Returns whether whitespace stands around the secret, as a file or variable ends with a line break.
    pub fn has_padding(&self) -> bool {
        let secret = self.secret.expose();
        secret.trim() != secret && !secret.trim().is_empty()
    }

    /// Returns the client identifier, form-decoded; `None` if there is none, or only the scheme of a URL.
    pub fn client_id(&self) -> Option<String> {
        (!self.id.is_empty() && !self.is_cut()).then(|| percent::decode_form(&self.id))
    }

    /// Returns whether the identifier is a URL that was put in without the encoding: the first colon ends it (RFC 7617 §2), so that
    /// its scheme is all that is left of it.
    pub fn is_cut(&self) -> bool {
        let is_scheme = ["https", "http"].iter().any(|scheme| self.id.eq_ignore_ascii_case(scheme));
        is_scheme && self.secret.expose().starts_with("//")
    }

    /// Returns the secret behind this identifier, where the identifier has a colon and was put in without the encoding.
    pub fn secret_behind(&self, client_id: &str) -> Option<Secret> {
        let rest = client_id.strip_prefix(self.id.as_str())?.strip_prefix(':')?;
        let secret = self.secret.expose().strip_prefix(rest)?.strip_prefix(':')?;
        Some(Secret::new(secret))
    }

    /// Returns whether this is the secret of a registration, with or without the form encoding.
    pub fn has_registered(&self, secret: &Secret) -> bool {
        self.secret == *secret || percent::decode_form(self.secret.expose()) == secret.expose()
    }

    /// Returns how the secret is encoded, as far as its characters tell.
    pub fn encoding(&self) -> SecretEncoding {
        SecretEncoding::from_secret(self.secret.expose())
    }
}

/// Whether the secret in a Basic header was form-encoded first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SecretEncoding {
    /// It holds a `%` or `+` that decoding changes, and characters that a form encoder would have escaped.
    Raw,
    /// It holds escapes, and nothing that needs one.
    Encoded,
    /// It holds a `+`: a plus that was not encoded, or a space that was.
    PlusAmbiguous,
    /// It holds neither `%` nor `+`: a server that decodes it reads what one reads that does not (RFC 6749 appendix B).
    Indifferent,
}

impl SecretEncoding {
    /// Looks at a secret as it is in the header.
    pub fn from_secret(secret: &str) -> Self {
        let needs_encoding = secret
            .chars()
            .any(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '*' | '%' | '+' | '~')));
        if !secret.contains(['%', '+']) {
            return Self::Indifferent;
        }
        let escapes = secret.split('%').skip(1);
        let valid_escapes =
            escapes.clone().all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|b| b.is_ascii_hexdigit()));
        match (needs_encoding, secret.contains('%'), valid_escapes) {
            (true, _, _) | (_, true, false) => Self::Raw,
            (false, true, true) => Self::Encoded,
            (false, false, _) => Self::PlusAmbiguous,
        }
    }
}

/// Returns whether a text has only letters, as what people write in the place of a value does: `client:secret`, `omitted here`.
fn is_spoken(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphabetic() || "_- ".contains(c))
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    fn basic(credentials: &str) -> Basic {
        let value = format!("Basic {}", BASE64.encode(credentials.as_bytes()));
        Basic::read(&Text::new(value, Vec::new())).unwrap()
    }

    #[test]
    fn credentials_that_are_not_encoded_are_told_from_templates_and_words() {
        let plain = |text: &str| Basic::read_plain(&Text::new(text.to_owned(), Vec::new()));
        let read = plain("Basic web-1:s3cr:et").unwrap();
        assert_eq!((read.id.as_str(), read.secret.expose()), ("web-1", "s3cr:et"));
        assert_eq!(plain("Basic web-1 s3cret").unwrap().secret.expose(), "s3cret");
        for other in [
            "Basic ***",
            "Basic client_id:client_secret",
            "Basic {{id}}:{{secret1}}",
            "Basic base64(web-1:s3cret)",
            "Basic d2ViOnNlY3JldDE=",
            "Basic removed by me",
            "Bearer web-1:s3cret",
        ] {
            assert!(plain(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_secret_may_hold_colons() {
        let basic = basic("web%20app:a:b");
        assert_eq!((basic.client_id().as_deref(), basic.secret.expose()), (Some("web app"), "a:b"));
    }

    #[test]
    fn a_url_that_was_not_encoded_is_cut_at_its_first_colon() {
        let url = "https://app.example.com:8443/client.json";
        let raw = basic(&format!("{url}:s3:cret"));
        assert_eq!((raw.client_id(), raw.is_cut()), (None, true));
        assert_eq!(raw.secret_behind(url).as_ref().map(Secret::expose), Some("s3:cret"));
        assert!(raw.secret_behind("https://app.example.com/other.json").is_none());
        let encoded = basic("https%3A%2F%2Fapp.example.com%3A8443%2Fclient.json:s3cret");
        assert_eq!((encoded.client_id().as_deref(), encoded.is_cut()), (Some(url), false));
        assert!(encoded.secret_behind(url).is_none());
    }

    #[test]
    fn a_registered_secret_is_found_with_and_without_the_encoding() {
        let registered = Secret::new("p+w/d");
        assert!(basic("c:p+w/d").has_registered(&registered));
        assert!(basic("c:p%2Bw%2Fd").has_registered(&registered));
        assert!(!basic("c:p-w-d").has_registered(&registered));
    }

    #[test]
    fn the_encoding_of_a_secret_shows_in_its_characters() {
        assert_eq!(basic("c:p%+w/rd").encoding(), SecretEncoding::Raw);
        assert_eq!(basic("c:100%").encoding(), SecretEncoding::Raw);
        assert_eq!(basic("c:p%25w%2Frd").encoding(), SecretEncoding::Encoded);
        assert_eq!(basic("c:a+b").encoding(), SecretEncoding::PlusAmbiguous);
        for secret in ["plain-secret_1", "aB3/xY9=", "x!y*z(1)", "sec ret", "a&b=c", "a:b"] {
            assert_eq!(basic(&format!("c:{secret}")).encoding(), SecretEncoding::Indifferent, "{secret}");
        }
    }
}
