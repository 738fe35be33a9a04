//! A value that is replaced.

use crate::redact::Kind;

/// A value that is replaced, as it is without its encoding.
#[derive(Clone)]
pub(crate) struct Leaf {
    pub(crate) kind: Kind,
    pub(crate) old: Box<str>,
    /// As many characters.
    pub(crate) new: Box<str>,
    pub(crate) reach: Reach,
    /// It is a word of a value, which is a value of its own.
    pub(crate) is_part: bool,
}

impl Leaf {
    /// Returns what a spelling of the value becomes: the same letters, with separators of its own.
    pub(crate) fn new_for(&self, value: &str) -> String {
        if value == &*self.old || value.chars().count() != self.old.chars().count() {
            return self.new.to_string();
        }
        let pairs = value.chars().zip(self.old.chars()).zip(self.new.chars());
        pairs.map(|((found, old), new)| if old == new { found } else { new }).collect()
    }
}

/// Where a value is replaced.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reach {
    /// It and every piece of it, wherever it stands.
    Pieces,
    /// The whole of it as a word, wherever it stands.
    Whole,
    /// Where it stands as a value: a word like it may mean anything.
    InPlace,
}

/// Returns the character in the place of `found`, which is `old` in perhaps another case.
pub(super) fn in_case_of(found: char, old: char, new: char) -> char {
    if found == old {
        new
    } else if found.is_uppercase() {
        new.to_uppercase().next().unwrap_or(new)
    } else if found.is_lowercase() {
        new.to_lowercase().next().unwrap_or(new)
    } else {
        new
    }
}
