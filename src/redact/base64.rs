//! Base64 as it is found: other bytes are written in the same alphabet, with the same padding.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD, Encoding};

/// Bytes that were found in base64.
pub(crate) struct Decoded {
    pub(crate) bytes: Vec<u8>,
    encoding: Encoding,
}

impl Decoded {
    /// Decodes a text that is canonical base64 of any alphabet, padded or not; `None` for anything else.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let encodings = [BASE64URL_NOPAD, BASE64_NOPAD, BASE64URL, BASE64];
        encodings.into_iter().find_map(|encoding| {
            let bytes = encoding.decode(text.as_bytes()).ok()?;
            Some(Self { bytes, encoding })
        })
    }

    /// Encodes other bytes in the same way.
    pub(crate) fn encode(&self, bytes: &[u8]) -> String {
        self.encoding.encode(bytes)
    }
}

/// The start of a base64url text that was cut anywhere.
pub(crate) struct Cut<'a> {
    text: &'a str,
    /// The bytes that are whole.
    pub(crate) bytes: Vec<u8>,
}

impl<'a> Cut<'a> {
    /// Decodes the bytes that the text completes.
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let whole = text.get(..text.len() / 4 * 4)?;
        let mut bytes = BASE64URL_NOPAD.decode(whole.as_bytes()).ok()?;
        let last = padded(&text[whole.len()..])?;
        bytes.extend_from_slice(last.get(..(text.len() - whole.len()) * 6 / 8)?);
        Some(Self { text, bytes })
    }

    /// Encodes other bytes, as many, and cuts them where the first ones were cut. The bits of a byte that is not whole stay.
    pub(crate) fn encode(&self, bytes: &[u8]) -> Option<String> {
        if bytes.len() != self.bytes.len() {
            return None;
        }
        let whole = self.text.len() / 4 * 4;
        let mut group = padded(&self.text[whole..])?;
        let start = whole / 4 * 3;
        group.iter_mut().zip(&bytes[start..]).for_each(|(old, new)| *old = *new);
        let mut out = BASE64URL_NOPAD.encode(&bytes[..start]) + &BASE64URL_NOPAD.encode(&group);
        out.truncate(self.text.len());
        Some(out)
    }
}

/// Decodes the rest of a group as if zeros followed.
fn padded(rest: &str) -> Option<[u8; 3]> {
    let mut group = *b"AAAA";
    group.get_mut(..rest.len())?.copy_from_slice(rest.as_bytes());
    BASE64URL_NOPAD.decode(&group).ok()?.try_into().ok()
}

/// Gives a base64url text the last character that strict decoders ask for: its unused bits are zero. Other texts stay.
pub(crate) fn canonical(mut text: String) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let unused = match text.len() % 4 {
        2 => 15,
        3 => 3,
        _ => return text,
    };
    let last = text.pop().unwrap_or_default();
    let value = ALPHABET.iter().position(|&byte| char::from(byte) == last);
    text.push(value.map_or(last, |value| char::from(ALPHABET[value & !unused])));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_bytes_are_encoded_as_the_first_ones_were() {
        for (text, other) in [("YW55", "b3RoZXI"), ("Pj8-", "b3RoZXI"), ("Pj8+", "b3RoZXI"), ("YQ==", "b3RoZXI=")] {
            assert_eq!(Decoded::of(text).map(|decoded| decoded.encode(b"other")).as_deref(), Some(other));
        }
        assert!(["YR", "Y", "Y Q", "Pj8+_"].iter().all(|text| Decoded::of(text).is_none()));
    }

    #[test]
    fn a_cut_text_stays_cut_at_its_place() {
        let (old, new) =
            (BASE64URL_NOPAD.encode(b"{\"sub\":\"alice\"}"), BASE64URL_NOPAD.encode(b"{\"sub\":\"gmxqz\"}"));
        for end in 0..=old.len() {
            let cut = Cut::of(&old[..end]).unwrap();
            let bytes = b"{\"sub\":\"gmxqz\"}"[..cut.bytes.len()].to_vec();
            let made = cut.encode(&bytes).unwrap();
            // The character that holds bits of the next byte keeps them.
            let whole = bytes.len() * 8 / 6;
            assert_eq!((made.len(), &made[..whole]), (end, &new[..whole]));
        }
        assert!(Cut::of("a.b").is_none());
    }

    #[test]
    fn the_last_character_has_no_unused_bits() {
        for text in ["abcd", "abc", "ab9", "a_", "~", "_-_"].map(str::to_owned) {
            let made = canonical(text.clone());
            assert_eq!(made.len(), text.len());
            assert!(text.len() % 4 < 2 || BASE64URL_NOPAD.decode(made.as_bytes()).is_ok(), "{made}");
        }
    }
}
