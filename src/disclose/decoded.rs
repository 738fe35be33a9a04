//! A text as someone reads it who undoes its escapes, byte by byte with the place that each came from.

use std::ops::Range;

use oauth_doctor_wire::percent::hex_digit;

/// Bytes, each with the place in a text that it was decoded from.
pub(super) struct Decoded {
    bytes: Vec<u8>,
    /// Where each byte comes from; behind the last stands the end of the text.
    from: Vec<usize>,
}

impl Decoded {
    /// Takes a text as it stands.
    pub(super) fn new(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), from: (0..=text.len()).collect() }
    }

    /// Returns the text with all its escapes undone, however often it was escaped.
    pub(super) fn whole(text: &str) -> Self {
        let mut decoded = Self::new(text);
        for _ in 0..ROUNDS {
            let Some(next) = decoded.again() else { break };
            decoded = next;
        }
        decoded
    }

    /// Returns the text as it stands, and after each round of decoding.
    pub(super) fn rounds(text: &str) -> Vec<Self> {
        let mut rounds = vec![Self::new(text)];
        while let Some(next) = rounds.last().filter(|_| rounds.len() <= ROUNDS).and_then(Self::again) {
            rounds.push(next);
        }
        rounds
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns where a range of bytes is in the text.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        self.from[range.start]..self.from[range.end]
    }

    /// Decodes once; `None` if nothing is escaped.
    fn again(&self) -> Option<Self> {
        if !self.bytes.iter().any(|byte| matches!(byte, b'%' | b'&' | b'\\')) {
            return None;
        }
        let (mut bytes, mut from) = (Vec::with_capacity(self.bytes.len()), Vec::with_capacity(self.from.len()));
        let mut at = 0;
        let mut changed = false;
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            let (length, c) = escape(rest).unwrap_or((0, '\0'));
            if length == 0 {
                bytes.push(rest[0]);
                from.push(self.from[at]);
                at += 1;
                continue;
            }
            changed = true;
            // An escape of one byte may be a part of a character.
            let mut buffer = [0; 4];
            let decoded = match u8::try_from(u32::from(c)) {
                Ok(byte) if rest[0] == b'%' => {
                    buffer[0] = byte;
                    &buffer[..1]
                }
                _ => c.encode_utf8(&mut buffer).as_bytes(),
            };
            for byte in decoded {
                bytes.push(*byte);
                from.push(self.from[at]);
            }
            at += length;
        }
        from.push(self.from[self.bytes.len()]);
        changed.then_some(Self { bytes, from })
    }
}

/// Reads the escape that a text begins with: its length, and what it stands for.
fn escape(text: &[u8]) -> Option<(usize, char)> {
    match text {
        [b'%', high, low, ..] => {
            let (high, low) = hex_digit(*high).zip(hex_digit(*low))?;
            Some((3, char::from(high << 4 | low)))
        }
        [b'\\', b'u', b'{', rest @ ..] => {
            let length = rest.iter().take(7).position(|byte| *byte == b'}')?;
            Some((length + 4, number(&rest[..length], 16)?))
        }
        [b'\\', b'u', rest @ ..] => Some((6, number(rest.get(..4)?, 16)?)),
        [b'\\', b'x', rest @ ..] => Some((4, number(rest.get(..2)?, 16)?)),
        [b'\\', c @ (b'"' | b'\'' | b'\\' | b'/'), ..] => Some((2, char::from(*c))),
        [b'\\', b'n' | b'r' | b't', ..] => Some((2, '\n')),
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            let length = rest.iter().take(7).position(|byte| *byte == b';')?;
            Some((length + 4, number(&rest[..length], 16)?))
        }
        [b'&', b'#', rest @ ..] => {
            let length = rest.iter().take(8).position(|byte| *byte == b';')?;
            Some((length + 3, number(&rest[..length], 10)?))
        }
        _ => ENTITIES.iter().find(|(entity, _)| text.starts_with(entity)).map(|(entity, c)| (entity.len(), *c)),
    }
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let digits = str::from_utf8(digits).ok()?;
    char::from_u32(u32::from_str_radix(digits, radix).ok()?)
}

const ENTITIES: &[(&[u8], char)] =
    &[(b"&amp;", '&'), (b"&lt;", '<'), (b"&gt;", '>'), (b"&quot;", '"'), (b"&apos;", '\'')];

/// How often a value is encoded at most: in a URL inside of a URL inside of JSON inside of JSON.
const ROUNDS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_escape_is_undone_and_its_place_is_known() {
        for escaped in
            ["a%26b", "a%2526b", "a&amp;b", "a&#38;b", "a&#x26;b", r"a\u0026b", r"a\x26b", r"a\\u0026b", r"a\u{26}b"]
        {
            let decoded = Decoded::whole(escaped);
            assert_eq!(str::from_utf8(decoded.bytes()), Ok("a&b"), "{escaped}");
            assert_eq!(decoded.place(1..2), 1..escaped.len() - 1, "{escaped}");
        }
        for plain in ["100%", "a%zz", "&#;", r"\u12", "AT&T"] {
            assert_eq!(Decoded::rounds(plain).len(), 1, "{plain}");
        }
        assert_eq!(str::from_utf8(Decoded::whole("Gr%C3%B6%C3%9Fe").bytes()), Ok("Größe"));
    }
}
