use std::fmt;

use crate::PkceStep;

/// Steps with what their words leave open: which line break, the case of hexadecimal digits, the length of what was cut.
///
/// It says what [`Explanation::replay`](crate::Explanation::replay) does, and holds no part of a verifier.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// What the client did, in the words of the report.
    pub steps: Vec<PkceStep>,
    /// What the words leave open, such as `CRLF`, `upper case` or `to 42 bytes`; empty if nothing.
    pub variant: String,
    /// Whether the client did this to its verifier after it had made the challenge. Then a replay does the opposite.
    pub is_undone: bool,
}

/// Writes the steps, and what they leave open in brackets: `hex (upper case)`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            write!(f, "{}{step}", if index > 0 { " " } else { "" })?;
        }
        if self.variant.is_empty() { Ok(()) } else { write!(f, " ({})", self.variant) }
    }
}
