//! Finds secrets in texts, whole or in pieces of eight characters, whatever their case, however they are escaped or broken.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::LazyLock;

use oauth_doctor_wire::percent::hex_digit;

use super::decoded::Decoded;
use super::vocabulary::{PUBLIC_WORDS, is_public_word};

/// The secrets of a capture, cut into pieces. It takes time and room in proportion to their length.
#[derive(Default)]
pub(super) struct Index {
    pieces: HashSet<u64, BuildHasherDefault<Mixer>>,
    /// Values that are as short as words, in lower case, and whether they are nothing but letters.
    short: HashMap<Box<[u8]>, bool>,
    /// At every how many places a piece of a long value begins.
    step: usize,
}

/// What is found in a text.
pub(super) struct Hit {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// It has nothing but letters, as words have, or nothing but digits, as times.
    pub(super) is_wordy: bool,
}

impl Index {
    /// Takes the secrets in. What public values have in common with them is nobody's secret.
    pub(super) fn new<'a>(
        secrets: impl Iterator<Item = &'a str> + Clone,
        public: impl Iterator<Item = &'a str>,
    ) -> Self {
        let length: usize = secrets.clone().map(str::len).sum();
        let mut index = Self { step: 1 + length / MOST_PIECES, ..Self::default() };
        let mut nobodys: HashSet<u64, BuildHasherDefault<Mixer>> = HashSet::default();
        for value in public {
            let decoded = Decoded::whole(value);
            for fold in FOLDS {
                nobodys.extend(pieces(&folded(decoded.bytes(), *fold)));
            }
        }
        for secret in secrets {
            index.insert(secret, &nobodys);
        }
        index
    }

    fn insert(&mut self, secret: &str, nobodys: &HashSet<u64, BuildHasherDefault<Mixer>>) {
        let end = secret.char_indices().nth(LONGEST).map_or(secret.len(), |(end, _)| end);
        for round in Decoded::rounds(&secret[..end]) {
            if round.bytes().trim_ascii().len() < PIECE {
                self.insert_short(round.bytes());
                continue;
            }
            let mut last = Vec::new();
            for fold in FOLDS {
                let bytes = folded(round.bytes(), *fold);
                if bytes == last {
                    continue;
                }
                // In a very large capture, every so many pieces of what stands behind the first.
                let step = self.step;
                let chosen = pieces(&bytes).enumerate().filter(|(at, _)| *at < DENSE || at % step == 0);
                let own = chosen.map(|(_, piece)| piece);
                self.pieces.extend(own.filter(|piece| !nobodys.contains(piece) && !OF_PUBLIC_WORDS.contains(piece)));
                last = bytes;
            }
        }
    }

    fn insert_short(&mut self, value: &[u8]) {
        let value = value.trim_ascii().to_ascii_lowercase();
        let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
        let is_letters = value.iter().all(u8::is_ascii_alphabetic);
        let is_word = is_letters && (value.len() < SHORTEST_WORD || str::from_utf8(&value).is_ok_and(is_public_word));
        let is_number = digits == value.len() && digits < SHORTEST_WORD;
        if value.len() >= SHORTEST && !is_word && !is_number {
            self.short.insert(value.into_boxed_slice(), is_letters);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.short.is_empty()
    }

    /// Finds what a text has of the secrets.
    pub(super) fn hits(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        if self.is_empty() {
            return hits;
        }
        for round in Decoded::rounds(text) {
            self.find_pieces(round.bytes(), |range| round.place(range), &mut hits);
            self.find_short(&round, &mut hits);
            for (run, bytes) in hidden_bytes(round.bytes()) {
                // What is packed is masked as a whole: its borders are not those of the secret.
                let mut inside = Vec::new();
                self.find_pieces(&bytes, |range| range, &mut inside);
                if !inside.is_empty() {
                    hits.push(Hit { range: round.place(run), is_wordy: false });
                }
            }
        }
        hits
    }

    fn find_pieces(&self, bytes: &[u8], place: impl Fn(Range<usize>) -> Range<usize>, hits: &mut Vec<Hit>) {
        for fold in FOLDS {
            let kept = bytes.iter().enumerate().filter_map(|(at, byte)| Some((at, fold(*byte)?)));
            let kept: Vec<(usize, u8)> = kept.collect();
            let mut piece = 0_u64;
            for (end, (at, byte)) in kept.iter().enumerate() {
                piece = piece << 8 | u64::from(*byte);
                if end + 1 >= PIECE && self.pieces.contains(&piece) {
                    let start = kept[end + 1 - PIECE].0;
                    let piece = piece.to_be_bytes();
                    let is_wordy = !piece.iter().any(u8::is_ascii_digit) && !is_mixed(&bytes[start..=*at])
                        || !piece.iter().any(u8::is_ascii_alphabetic);
                    // `AuthCode` is not `auth code`.
                    if !(is_wordy && bytes[start..=*at].contains(&b' ')) {
                        hits.push(Hit { range: place(start..at + 1), is_wordy });
                    }
                }
            }
        }
    }

    fn find_short(&self, round: &Decoded, hits: &mut Vec<Hit>) {
        if self.short.is_empty() {
            return;
        }
        let bytes = round.bytes().to_ascii_lowercase();
        let is_border = |at: usize| {
            at == 0
                || at == bytes.len()
                || !(bytes[at - 1].is_ascii_alphanumeric() && bytes[at].is_ascii_alphanumeric())
        };
        for start in (0..bytes.len()).filter(|at| is_border(*at)) {
            for end in (start + SHORTEST..=(start + LONGEST_SHORT).min(bytes.len())).filter(|at| is_border(*at)) {
                if let Some(is_wordy) = self.short.get(&bytes[start..end]) {
                    hits.push(Hit { range: round.place(start..end), is_wordy: *is_wordy });
                }
            }
        }
    }
}

/// Returns the bytes that are in a text as hexadecimal digits or as base64, at whatever offset, each with the place of the run.
fn hidden_bytes(bytes: &[u8]) -> Vec<(Range<usize>, Vec<u8>)> {
    let mut found = Vec::new();
    for run in runs(bytes, |byte| byte.is_ascii_hexdigit() || matches!(byte, b' ' | b':' | b'-'), 2 * PIECE) {
        let digits: Vec<u8> = bytes[run.clone()].iter().filter_map(|byte| hex_digit(*byte)).collect();
        for offset in 0..2 {
            let pairs = digits.get(offset..).unwrap_or_default().chunks_exact(2);
            found.push((run.clone(), pairs.map(|pair| pair[0] << 4 | pair[1]).collect()));
        }
    }
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    for run in runs(bytes, is_base64, LEAST_BASE64) {
        for offset in 0..4 {
            found.push((run.clone(), base64(&bytes[run.clone()][offset..])));
        }
    }
    found
}

fn runs(bytes: &[u8], belongs: impl Fn(u8) -> bool, shortest: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for piece in bytes.split(|byte| !belongs(*byte)) {
        if piece.len() >= shortest {
            found.push(start..start + piece.len());
        }
        start += piece.len() + 1;
    }
    found
}

/// Decodes what is whole of base64 or base64url.
fn base64(text: &[u8]) -> Vec<u8> {
    let sextet = |byte: &u8| -> u32 {
        u32::from(match *byte {
            byte @ b'A'..=b'Z' => byte - b'A',
            byte @ b'a'..=b'z' => byte - b'a' + 26,
            byte @ b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            _ => 63,
        })
    };
    let mut bytes = Vec::with_capacity(text.len());
    for chunk in text.chunks(4).filter(|chunk| chunk.len() > 1) {
        let bits = chunk.iter().fold(0, |bits, byte| bits << 6 | sextet(byte)) << (6 * (4 - chunk.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..chunk.len()]);
    }
    bytes
}

/// Returns the pieces of a folded value, as numbers; those that have too little of it to tell are left out.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let tells = |piece: &&[u8]| piece.iter().filter(|byte| **byte != b'_').count() >= TELLING;
    let windows = bytes.windows(PIECE).filter(tells);
    windows.map(|piece| piece.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// The two ways to read a value: as it stands, and put together where it was broken into lines or pieces.
const FOLDS: &[fn(u8) -> Option<u8>] = &[|byte| Some(fold(byte)), join];

fn folded(bytes: &[u8], fold: fn(u8) -> Option<u8>) -> Vec<u8> {
    bytes.iter().filter_map(|byte| fold(*byte)).collect()
}

/// Returns a byte without its case; punctuation is all one, as in the name of a shell variable.
fn fold(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte.to_ascii_lowercase(),
        b'a'..=b'z' | b'0'..=b'9' => byte,
        byte if byte.is_ascii() => b'_',
        byte => byte,
    }
}

/// Does the same, and leaves out what lies between the lines of a broken value.
fn join(byte: u8) -> Option<u8> {
    match byte {
        b'"' | b'\'' | b'`' | b',' | b'+' => None,
        // The bytes of quotation marks and of invisible spaces.
        0x80..=0x9d | 0xb9 | 0xba | 0xe2 => None,
        byte if byte.is_ascii_whitespace() || byte.is_ascii_control() => None,
        byte => Some(fold(byte)),
    }
}

/// Returns whether capitals stand between small letters as in no word: `wjwUkNPG`, and not `inventedC`.
fn is_mixed(letters: &[u8]) -> bool {
    let rises = letters.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    rises.count() > 1
}

/// The pieces of the words of the protocol.
static OF_PUBLIC_WORDS: LazyLock<HashSet<u64, BuildHasherDefault<Mixer>>> = LazyLock::new(|| {
    PUBLIC_WORDS.iter().flat_map(|word| pieces(&folded(word.as_bytes(), FOLDS[0])).collect::<Vec<_>>()).collect()
});

/// A piece is a number already, which only needs mixing.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}

/// A server that cuts a secret rarely cuts it shorter.
const PIECE: usize = 8;
/// Of the eight, this many must be no punctuation.
const TELLING: usize = 4;
/// Shorter values are looked for nowhere but where they stand.
const SHORTEST: usize = 4;
/// Shorter words, and numbers, are too common to be looked for.
const SHORTEST_WORD: usize = 6;
/// The longest value that has no piece, with a few characters that no piece has.
const LONGEST_SHORT: usize = 9;
/// This much of a value is looked for: a token may be very long, and texts are cut.
const LONGEST: usize = 600;
/// So many pieces of every value are known, however many values there are.
const DENSE: usize = 24;
/// More pieces take too much memory.
const MOST_PIECES: usize = 4 << 20;
/// The shortest base64 that holds a piece.
const LEAST_BASE64: usize = 11;

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(secret: &str, text: &str) -> bool {
        !Index::new([secret].into_iter(), std::iter::empty()).hits(text).is_empty()
    }

    #[test]
    fn a_secret_is_found_in_every_form() {
        let secret = "Summer2024!x";
        for text in [
            "was Summer2024!x",
            "SUMMER2024!X",
            "Summer20…",
            "Summer\n  2024!x",
            "Sum, mer2024",
            "%53%75%6d%6d%65%72%32%30",
            "%2553%2575%256d%256d%2565%2572%2532%2530",
            "&#83;&#117;&#109;&#109;&#101;&#114;&#50;&#48;",
            r"\u0053\u0075\u006d\u006d\u0065\u0072\u0032\u0030",
            "53756d6d657232303234",
            "0x53 75 6d 6d 65 72 32 30",
            "eFN1bW1lcjIwMjQheA",
            "YWJjU3VtbWVyMjAyNCF4",
            "$SUMMER2024_X",
        ] {
            assert!(finds(secret, text), "{text}");
        }
        for text in ["summer", "2024!", "", "the summer of 2024"] {
            assert!(!finds(secret, text), "{text}");
        }
    }

    #[test]
    fn a_short_secret_is_found_as_a_word() {
        assert!(finds("nUfd7UA", "bad nufd7ua."));
        assert!(!finds("nUfd7UA", "xnUfd7UA"));
        assert!(!finds("code", "the code"));
        assert!(!finds("secret", "the secret"));
    }

    #[test]
    fn what_is_public_too_is_not_found() {
        let index = Index::new(["spa-client-0815x".to_owned()].iter().map(String::as_str), ["spa-client"].into_iter());
        assert!(index.hits("client spa-client").is_empty());
        assert!(!index.hits("client spa-client-0815x").is_empty());
        assert!(!finds("authorization_77aa", "the authorization_code"));
    }
}
