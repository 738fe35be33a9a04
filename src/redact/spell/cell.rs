//! One character of a text.

/// A character, with all of its encodings undone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Cell {
    /// The character.
    pub(crate) c: char,
    /// Where its spelling begins, in bytes.
    pub(crate) at: u32,
    /// How many bytes spell it.
    pub(crate) len: u16,
    /// How many percent-encodings were undone.
    pub(crate) percent: u8,
    /// How many escapes of a string or entities of a page were undone.
    pub(crate) escape: u8,
}

impl Cell {
    /// Returns where its spelling ends.
    pub(crate) fn end(&self) -> usize {
        self.at as usize + usize::from(self.len)
    }

    /// Returns whether it stands for itself.
    pub(crate) fn is_raw(&self) -> bool {
        self.percent == 0 && self.escape == 0
    }

    /// Returns whether it is a letter or digit.
    pub(crate) fn is_word(&self) -> bool {
        self.c.is_alphanumeric()
    }
}

/// Returns the characters without their spelling.
pub(crate) fn plain_text(cells: &[Cell]) -> String {
    cells.iter().map(|cell| cell.c).collect()
}
