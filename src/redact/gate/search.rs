//! Looks for what is left of a secret in what is to be written, in every encoding.

use std::collections::BTreeSet;
use std::io::{self, Read};

use super::encodings::{each_base64, each_hex, unwrap};
use super::pieces::Pieces;
use super::unescape::unescape;

/// What is left of a secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Leak {
    /// The number of the secret.
    pub(crate) secret: usize,
    /// The line on which it ends.
    pub(crate) line: u64,
    /// The column, in bytes, at which it ends.
    pub(crate) column: u64,
}

/// Returns the secrets of which a piece is in a source, each once, and no more than `most` of them. Its time is linear in the
/// source; it keeps a part of it at a time.
pub(crate) fn search(source: &mut dyn Read, pieces: &Pieces, most: usize) -> io::Result<Vec<Leak>> {
    let mut leaks: Vec<Leak> = Vec::new();
    if pieces.is_empty() {
        return Ok(leaks);
    }
    let mut part = Vec::with_capacity(PART);
    let (mut line, mut column) = (1, 1);
    loop {
        let kept = part.len();
        (&mut *source).take((PART - kept) as u64).read_to_end(&mut part)?;
        let is_last = part.len() < PART;
        let found = secrets_in(&part, pieces);
        let new = found.into_iter().filter(|secret| !leaks.iter().any(|leak| leak.secret == *secret));
        let new: Vec<usize> = new.take(most - leaks.len()).collect();
        for secret in new {
            let end = end_of(&part, pieces, secret);
            let (down, right) = after(&part[..end]);
            leaks.push(Leak { secret, line: line + down, column: if down == 0 { column + right } else { right + 1 } });
        }
        if is_last || leaks.len() == most {
            return Ok(leaks);
        }
        let done = part.len() - OVERLAP;
        let (down, right) = after(&part[..done]);
        (line, column) = (line + down, if down == 0 { column + right } else { right + 1 });
        part.drain(..done);
    }
}

/// Returns how many lines end in a text, and how many bytes follow the last of them.
fn after(text: &[u8]) -> (u64, u64) {
    let lines = memchr::memchr_iter(b'\n', text).count() as u64;
    let last = memchr::memrchr(b'\n', text).map_or(0, |at| at + 1);
    (lines, (text.len() - last) as u64)
}

/// Returns where the first piece of a secret ends: the shortest beginning of the text that has one.
fn end_of(text: &[u8], pieces: &Pieces, secret: usize) -> usize {
    let (mut without, mut with) = (0, text.len());
    while with - without > 1 {
        let middle = without + (with - without) / 2;
        if secrets_in(&text[..middle], pieces).contains(&secret) {
            with = middle;
        } else {
            without = middle;
        }
    }
    with
}

fn secrets_in(text: &[u8], pieces: &Pieces) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    if text.contains(&0) {
        // UTF-16 has a zero beside each letter.
        let letters: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
        look(&letters, pieces, 0, &mut found);
    }
    look(text, pieces, 0, &mut found);
    found
}

/// Looks into a text, into what it is without its escapes, and into what is encoded in either.
fn look(text: &[u8], pieces: &Pieces, depth: usize, found: &mut BTreeSet<usize>) {
    look_once(text, pieces, depth, found);
    let (mut plain, mut other) = (Vec::new(), Vec::new());
    let mut last = text;
    for _ in 0..LAYERS {
        if !unescape(last, &mut other) {
            break;
        }
        std::mem::swap(&mut plain, &mut other);
        look_once(&plain, pieces, depth, found);
        last = &plain;
    }
    if unwrap(last, &mut other) {
        look_once(&other, pieces, depth, found);
    }
}

fn look_once(text: &[u8], pieces: &Pieces, depth: usize, found: &mut BTreeSet<usize>) {
    pieces.find(text, |secret| {
        found.extend(usize::try_from(secret));
    });
    let mut inner = |bytes: &[u8]| {
        if depth < DEPTH && is_text(bytes) {
            look(bytes, pieces, depth + 1, found);
        } else {
            pieces.find(bytes, |secret| {
                found.extend(usize::try_from(secret));
            });
        }
    };
    let mut buffer = Vec::new();
    each_base64(text, &mut buffer, &mut inner);
    each_hex(text, &mut buffer, &mut inner);
}

/// Returns whether bytes are text, so that something may be encoded in them, too.
fn is_text(bytes: &[u8]) -> bool {
    let printed = bytes.iter().filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()).count();
    printed * 10 >= bytes.len() * 9
}

/// How many bytes are looked at in one go.
const PART: usize = 1 << 18;
/// A piece that ends in this part may begin in the one before: eight characters, each escaped several times.
const OVERLAP: usize = 1 << 12;
/// How many times something may be escaped.
const LAYERS: usize = 4;
/// How many encodings may stand inside one another.
const DEPTH: usize = 3;

#[cfg(test)]
mod tests {
    use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
    use oauth_doctor_wire::percent::{Digits, encode_bytes, encode_form};

    use super::*;

    const SECRET: &str = "Summer/2024!=Winter";

    fn found(text: &[u8]) -> Vec<Leak> {
        let pieces = Pieces::new(["another-secret-of-it", SECRET], ["public words"]);
        search(&mut &*text, &pieces, 9).expect("memory can be read")
    }

    #[test]
    fn a_secret_is_found_in_every_encoding() {
        let percent = encode_form(SECRET);
        let all = String::from_utf8(encode_bytes(SECRET.as_bytes(), b"", Digits::Lower)).unwrap();
        let every = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
        let escaped = SECRET.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect::<Vec<_>>().concat();
        let entities = SECRET.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
        let json = serde_json::json!({ "a": serde_json::json!({ "b": SECRET }).to_string() }).to_string();
        let base64 = BASE64.encode(SECRET.as_bytes());
        let wrapped = format!("{}\r\n  {}", &SECRET[..6], &SECRET[6..]);
        for text in [
            SECRET.to_owned(),
            SECRET.to_uppercase(),
            SECRET[3..11].to_owned(),
            encode_form(&percent),
            encode_form(&encode_form(&percent)),
            percent,
            all,
            every,
            escaped,
            entities,
            json,
            format!("x{base64}"),
            BASE64URL_NOPAD.encode(format!("{{\"p\":\"{SECRET}\"}}").as_bytes()),
            BASE64.encode(BASE64.encode(format!("user:{SECRET}").as_bytes()).as_bytes()),
            HEXLOWER.encode(SECRET.as_bytes()),
            HEXLOWER.encode(base64.as_bytes()),
            wrapped,
        ] {
            let leaks = found(format!("GET /\nHost: a.example\n\n {text} \n").as_bytes());
            assert_eq!(leaks.iter().map(|leak| leak.secret).collect::<Vec<_>>(), [1], "{text}");
        }
        let utf16: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(found(&utf16).len(), 1);
    }

    #[test]
    fn what_is_no_piece_of_a_secret_is_not_found() {
        for text in ["Summer/", "public words", "Winter 2025!", "c3VtbWVy", ""] {
            assert_eq!(found(text.as_bytes()), [], "{text}");
        }
    }

    #[test]
    fn its_place_is_where_the_first_piece_ends() {
        for before in [0, PART - 30, PART - OVERLAP - 4, 3 * PART] {
            let text = format!("{}\nabc {SECRET}", "-".repeat(before));
            assert_eq!(found(text.as_bytes()), [Leak { secret: 1, line: 2, column: 13 }], "{before}");
        }
    }

    #[test]
    fn the_work_grows_with_the_text_and_not_with_the_secrets() {
        let secrets: Vec<String> = (0..20_000).map(|number| format!("secret-number-{number:08}-of-many")).collect();
        let pieces = Pieces::new(secrets.iter().map(String::as_str), []);
        let text = "%2541".repeat(400_000);
        assert_eq!(search(&mut text.as_bytes(), &pieces, 9).expect("memory can be read"), []);
    }
}
