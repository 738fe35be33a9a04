//! Every eight letters of the values, and where they are from.

use std::collections::{HashMap, HashSet};

use crate::redact::spell::Cell;

/// Eight letters and digits in lower case.
pub(super) type Gram = u64;

/// How many letters and digits of a value are telling.
pub(super) const LENGTH: usize = 8;

/// Where a gram begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// The number of the value.
    pub(super) leaf: u32,
    /// The byte in it.
    pub(super) at: u32,
}

/// An index of grams.
#[derive(Default)]
pub(super) struct Grams {
    origins: HashMap<Gram, Origin>,
    /// One bit for each hash: most of a text is in none of the values.
    filter: Vec<u64>,
    /// Pieces of words that everyone may see.
    public: HashSet<Gram>,
}

impl Grams {
    /// Says that the pieces of a text are not secret.
    pub(super) fn publish(&mut self, text: &str) {
        if self.public.len() < MOST_PUBLIC {
            self.public.extend(of_text(text).map(|(gram, _)| gram));
        }
    }

    /// Adds the pieces of a value; the first value that has one keeps it.
    pub(super) fn add(&mut self, leaf: u32, old: &str, new: &str) {
        let is_kept = |at: usize| old.as_bytes().get(at) == new.as_bytes().get(at);
        for (number, (gram, places)) in of_text(old).enumerate() {
            // Of very many values, long pieces are found.
            let is_left_out = self.origins.len() > MANY && number % LENGTH != 0 || self.origins.len() > MOST;
            if is_left_out || self.public.contains(&gram) || places.iter().all(|at| is_kept(*at)) {
                continue;
            }
            let origin = Origin { leaf, at: u32::try_from(places[0]).unwrap_or(u32::MAX) };
            self.origins.entry(gram).or_insert(origin);
            self.mark(gram);
        }
    }

    /// Returns where a gram is from.
    pub(super) fn get(&self, gram: Gram) -> Option<Origin> {
        let (word, bit) = slot(gram);
        let filled = self.filter.get(word)? >> bit & 1 == 1;
        if filled { self.origins.get(&gram).copied() } else { None }
    }

    fn mark(&mut self, gram: Gram) {
        if self.filter.is_empty() {
            self.filter = vec![0; SLOTS / 64];
        }
        let (word, bit) = slot(gram);
        self.filter[word] |= 1 << bit;
    }
}

/// Returns the gram that begins with each letter or digit of a text, and the places of its letters.
fn of_text(text: &str) -> impl Iterator<Item = (Gram, [usize; LENGTH])> {
    let words: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| c.is_alphanumeric()).collect();
    let count = (words.len() + 1).saturating_sub(LENGTH);
    (0..count).map(move |first| {
        let window = &words[first..first + LENGTH];
        let gram = window.iter().fold(0, |gram, (_, c)| push(gram, *c));
        (gram, std::array::from_fn(|at| window[at].0))
    })
}

/// Returns the gram of these cells.
pub(super) fn of_cells(cells: &[Cell], words: &[u32]) -> Gram {
    words.iter().fold(0, |gram, at| push(gram, cells[*at as usize].c))
}

/// Adds a letter at the end of a gram, whose first one falls out.
pub(super) fn push(gram: Gram, c: char) -> Gram {
    let byte = match u8::try_from(c) {
        Ok(byte) => byte.to_ascii_lowercase(),
        Err(_) => 0x80 | u8::try_from(u32::from(c) & 0x7f).unwrap_or_default(),
    };
    gram << 8 | u64::from(byte)
}

fn slot(gram: Gram) -> (usize, u32) {
    let hash = gram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOTS.trailing_zeros());
    let hash = usize::try_from(hash).unwrap_or_default();
    (hash / 64, u32::try_from(hash % 64).unwrap_or_default())
}

/// The number of bits of the filter.
const SLOTS: usize = 1 << 20;
/// From so many grams on, only every eighth of a value is kept.
const MANY: usize = 1 << 20;
/// More are not kept.
const MOST: usize = 1 << 22;
/// More pieces of public words are not kept.
const MOST_PUBLIC: usize = 1 << 18;
