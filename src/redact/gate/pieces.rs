//! The pieces of secrets that must not stand in what is written.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::redact::shape::is_random;

/// How many characters of a secret may not stand anywhere.
pub(crate) const PIECE: usize = 8;

/// The pieces of eight characters of every secret, but those of public words.
pub(crate) struct Pieces {
    /// A bit for each hash of a piece: most text needs no more than this.
    filter: Vec<u64>,
    shift: u32,
    /// Each piece, and the number of the first secret that has it.
    known: HashMap<u64, u32>,
}

impl Pieces {
    /// Takes the pieces of the secrets; a piece that a public text has, too, tells nothing.
    pub(crate) fn new<'a>(
        secrets: impl IntoIterator<Item = &'a str>,
        public: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::framed(secrets.into_iter().map(|secret| (secret, Vec::new())), public)
    }

    /// Takes the pieces of the secrets, each with the parts of it that are its frame: see [`frame`]. A piece that is nearly all frame
    /// tells nothing: other values of the same form have it, too.
    pub(crate) fn framed<'a>(
        secrets: impl IntoIterator<Item = (&'a str, Vec<Range<usize>>)>,
        public: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut shared = HashSet::new();
        for text in public {
            windows(text.as_bytes(), |_, piece| {
                shared.insert(piece);
            });
        }
        let secrets: Vec<_> = secrets.into_iter().collect();
        for part in
            secrets.iter().flat_map(|(secret, frame)| frame.iter().filter_map(|range| secret.get(range.clone())))
        {
            windows(part.as_bytes(), |_, piece| {
                shared.insert(piece);
            });
        }
        let mut known = HashMap::new();
        for (number, (secret, frame)) in (0..).zip(&secrets) {
            // Characters count, not their bytes.
            if secret.chars().count() < PIECE {
                continue;
            }
            let mut is_frame = vec![false; secret.len()];
            for part in frame {
                is_frame[part.clone()].fill(true);
            }
            windows(secret.as_bytes(), |from, piece| {
                let is_telling = is_frame[from..from + PIECE].iter().filter(|is_frame| !**is_frame).count() >= TELLING;
                if is_telling && has_content(piece) && !shared.contains(&piece) {
                    known.entry(piece).or_insert(number);
                }
            });
        }
        let bits = (known.len() * 16).next_power_of_two().max(1 << 12);
        let mut pieces = Self { filter: vec![0; bits / 64], shift: 64 - bits.trailing_zeros(), known: HashMap::new() };
        let mut set: Vec<u64> = known.keys().copied().collect();
        set.sort_unstable();
        for piece in set {
            let at = pieces.slot(piece);
            pieces.filter[at / 64] |= 1 << (at % 64);
        }
        pieces.known = known;
        pieces
    }

    /// Returns whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Calls back for each piece of a secret in a text, with the number of the secret.
    pub(super) fn find(&self, text: &[u8], mut found: impl FnMut(u32)) {
        windows(text, |_, piece| {
            let at = self.slot(piece);
            if self.filter[at / 64] >> (at % 64) & 1 == 1
                && let Some(secret) = self.known.get(&piece)
            {
                found(*secret);
            }
        });
    }

    fn slot(&self, piece: u64) -> usize {
        // A slot is below the number of bits, which is a usize.
        usize::try_from(piece.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift).unwrap_or_default()
    }
}

/// Returns the frame of a value: the runs that its replacement has, too, as they are compared. The signature of
/// a token, which stands last, has none.
pub(crate) fn frame(old: &str, new: &str) -> Vec<Range<usize>> {
    let is_signed = old.matches('.').count() == 2 && old.len() >= SHORTEST_TOKEN;
    let signed = old.rfind('.').filter(|_| is_signed).map_or(old.len(), |dot| dot + 1);
    let same: Vec<bool> =
        old.bytes().zip(new.bytes()).map(|(old, new)| folded(old) == folded(new)).take(signed).collect();
    let mut runs = Vec::new();
    let mut start = 0;
    for run in same.chunk_by(|one, other| one == other) {
        let end = start + run.len();
        runs.extend(Some(start..end).filter(|_| run[0] && run.len() >= PIECE));
        start = end;
    }
    runs
}

/// Returns whether a replacement has no eight characters of the value, but for those of its frame, which it keeps where they are.
pub(crate) fn is_apart(old: &str, new: &str) -> bool {
    let frame = frame(old, new);
    let mut shared = HashSet::new();
    for part in frame.iter().filter_map(|range| old.get(range.clone())) {
        windows(part.as_bytes(), |_, piece| {
            shared.insert(piece);
        });
    }
    let mut known = HashSet::new();
    windows(old.as_bytes(), |_, piece| {
        if has_content(piece) && !shared.contains(&piece) {
            known.insert(piece);
        }
    });
    let mut is_apart = true;
    windows(new.as_bytes(), |_, piece| is_apart &= !known.contains(&piece));
    is_apart
}

/// Returns the names of a secret that is a list of them with their values (`a=1; b=2`, `a=1&b=2`), each with the signs around it.
pub(crate) fn names_in(secret: &str) -> Vec<String> {
    let mut sign = String::new();
    let mut names = Vec::new();
    for pair in secret.split_inclusive([';', '&']).filter(|_| secret.contains([';', '&'])) {
        let value = pair.trim_end_matches([';', '&']);
        let blanks = value.len() - value.trim_start().len();
        sign.push_str(&value[..blanks]);
        if let Some((name, value)) = value[blanks..].split_once('=') {
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.[]:".contains(&byte));
            if is_name && !is_random(name) {
                // `s:` stands before what Express signs.
                let form = if value.starts_with("s:") { "s:" } else { "" };
                names.push(format!("{sign}{name}={form}"));
            }
        }
        pair[value.len()..].clone_into(&mut sign);
    }
    names
}

/// Returns the dates with their times in a secret: a time is no secret.
pub(crate) fn times_in(secret: &str) -> impl Iterator<Item = &str> {
    let is_of = |byte: u8, form: u8| if form == b'0' { byte.is_ascii_digit() } else { byte == form };
    let windows = secret.as_bytes().windows(TIME.len()).enumerate();
    let times = windows.filter(move |(_, time)| time.iter().zip(TIME).all(|(byte, form)| is_of(*byte, *form)));
    times.filter_map(|(at, _)| secret.get(at..at + TIME.len()))
}

/// Calls back for each run of eight bytes, with where it begins and as it is compared.
fn windows(text: &[u8], mut each: impl FnMut(usize, u64)) {
    let mut piece = 0;
    for (at, byte) in text.iter().enumerate() {
        piece = piece << 8 | u64::from(folded(*byte));
        if at + 1 >= PIECE {
            each(at + 1 - PIECE, piece);
        }
    }
}

/// Returns a byte as it is compared: case tells nothing, and base64url, base64 and forms have different signs for one thing.
fn folded(byte: u8) -> u8 {
    match byte {
        b'+' | b'-' => b' ',
        b'_' => b'/',
        byte => byte.to_ascii_lowercase(),
    }
}

/// Separators alone tell nothing of a secret, and neither does one character repeated.
fn has_content(piece: u64) -> bool {
    let bytes = piece.to_be_bytes();
    let count = bytes.iter().filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()).count();
    count >= CONTENT && bytes[1..].iter().any(|byte| *byte != bytes[0])
}

/// The form of a date with its time.
const TIME: &[u8] = b"0000-00-00T00:00:00";
/// A shorter value of three parts is a host.
const SHORTEST_TOKEN: usize = 60;
/// How many characters of a piece are no frame at least.
const TELLING: usize = 4;
/// How many letters and digits a piece has at least.
const CONTENT: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pieces: &Pieces, text: &str) -> Vec<u32> {
        let mut found = Vec::new();
        pieces.find(text.as_bytes(), |secret| found.push(secret));
        found.dedup();
        found
    }

    #[test]
    fn eight_characters_in_any_case_are_found() {
        let pieces = Pieces::new(["SplxlOBeZQQYbYS6WxSbIA", "Summer2024!"], []);
        assert_eq!(found(&pieces, "xx OBEZQQYB xx"), [0]);
        assert_eq!(found(&pieces, "xx summer2024 xx"), [1]);
        assert_eq!(found(&pieces, "OBeZQQY Summer2"), Vec::<u32>::new());
        assert!(Pieces::new(["Привет"], []).is_empty(), "six characters");
    }

    #[test]
    fn the_frame_of_a_value_is_what_its_replacement_has_too() {
        let secret = "eyJhbGciOiJSUzI1NiJ9.XXXXXXXXX.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZy1lbm91Z2g";
        let frame = frame(secret, "eyJhbGciOiJSUzI1NiJ9.YYYYYYYYY.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZy1lbm91Z2g");
        assert_eq!(frame.iter().map(|part| (part.start, part.end)).collect::<Vec<_>>(), [(0, 21)]);
        let pieces = Pieces::framed([(secret, frame)], []);
        // Another token of the same header begins alike.
        assert_eq!(found(&pieces, "eyJhbGciOiJSUzI1NiJ9.XXa"), Vec::<u32>::new());
        assert_eq!(found(&pieces, "NiJ9.XXXX"), [0]);
        assert_eq!(found(&pieces, "c2lnbmF0dXJl"), [0]);
    }

    #[test]
    fn a_replacement_may_have_pieces_of_the_value_at_other_places() {
        assert!(is_apart("LDIwMSw1MSwx", "LDIzNSw2Myw0"));
        assert!(!is_apart("MjIyLDIwMSw1MSwx", "NzcsMjIyLDIwMSw3"));
        assert!(is_apart("verifier-a1b2c3d4", "verifier-z9y8x7w6"), "a frame stays where it is");
    }

    #[test]
    fn names_and_times_in_a_list_are_no_secret() {
        let names = names_in("sessions=ab12; sails.sid=s:GX6aS9; 8f7a6b5c4d3e2f1a=1");
        assert_eq!(names, ["sessions=", "; sails.sid=s:"]);
        assert!(names_in("sessions=ab12").is_empty(), "one name and its value are no list");
        let times: Vec<&str> = times_in("x|2025-03-11T15:31:31.197Z|2025-03-11").collect();
        assert_eq!(times, ["2025-03-11T15:31:31"]);
    }

    #[test]
    fn pieces_of_public_words_and_of_separators_are_not_looked_for() {
        let pieces = Pieces::new(["my_client_id_77x", "-_.~ab12-_.~"], ["client_id"]);
        assert_eq!(found(&pieces, "client_id=7 -_.~ab12-_.~"), Vec::<u32>::new());
        assert_eq!(found(&pieces, "client_id_77x"), [0]);
        assert!(Pieces::new(["authorize"], ["https://a.example/authorize"]).is_empty());
    }
}
