//! The pieces of secrets that must not stand in what is written.

use std::collections::{HashMap, HashSet};

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
        let mut shared = HashSet::new();
        for text in public {
            windows(text.as_bytes(), |piece| {
                shared.insert(piece);
            });
        }
        let mut known = HashMap::new();
        for (number, secret) in (0..).zip(secrets) {
            windows(secret.as_bytes(), |piece| {
                if has_content(piece) && !shared.contains(&piece) {
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
        windows(text, |piece| {
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

/// Returns the runs of a value that its replacement has, too, as they are compared: its frame. A signature, which stands last, has none.
pub(crate) fn kept_runs<'a>(old: &'a str, new: &str) -> Vec<&'a str> {
    let signed = old.rfind('.').map_or(old.len(), |dot| dot + 1);
    let same: Vec<bool> =
        old.bytes().zip(new.bytes()).map(|(old, new)| folded(old) == folded(new)).take(signed).collect();
    let mut runs = Vec::new();
    let mut start = 0;
    for run in same.chunk_by(|one, other| one == other) {
        runs.extend(old.get(start..start + run.len()).filter(|_| run[0] && run.len() >= PIECE));
        start += run.len();
    }
    runs
}

/// Calls back for each run of eight bytes as it is compared.
fn windows(text: &[u8], mut each: impl FnMut(u64)) {
    let mut piece = 0;
    for (at, byte) in text.iter().enumerate() {
        piece = piece << 8 | u64::from(folded(*byte));
        if at + 1 >= PIECE {
            each(piece);
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

/// Separators alone tell nothing of a secret.
fn has_content(piece: u64) -> bool {
    piece.to_be_bytes().iter().filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()).count() >= CONTENT
}

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
    }

    #[test]
    fn the_frame_of_a_value_is_what_its_replacement_has_too() {
        let runs =
            kept_runs("eyJhbGciOiJSUzI1NiJ9.XXXXXXXXX.c2lnbmF0dXJl", "eyJhbGciOiJSUzI1NiJ9.YYYYYYYYY.c2lnbmF0dXJl");
        assert_eq!(runs, ["eyJhbGciOiJSUzI1NiJ9."]);
    }

    #[test]
    fn pieces_of_public_words_and_of_separators_are_not_looked_for() {
        let pieces = Pieces::new(["my_client_id_77x", "-_.~ab12-_.~"], ["client_id"]);
        assert_eq!(found(&pieces, "client_id=7 -_.~ab12-_.~"), Vec::<u32>::new());
        assert_eq!(found(&pieces, "client_id_77x"), [0]);
        assert!(Pieces::new(["authorize"], ["https://a.example/authorize"]).is_empty());
    }
}
