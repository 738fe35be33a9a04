//! Whether two codes are the same one.

use oauth_doctor_wire::percent::{self, decode_form};

/// Returns whether a code that was sent may be the one that was delivered: equal, one decode apart, in another case, with a
/// space for a plus, cut, without its first character (as a selection with the mouse leaves out), wrapped or with something added.
pub(crate) fn same_code(delivered: &str, sent: &str) -> bool {
    if delivered == sent {
        return true;
    }
    let trimmed = sent.trim().trim_matches(['"', '\'']);
    if delivered == trimmed
        || decode_form(sent) == *delivered
        || percent::decode(sent) == *delivered
        || decode_form(delivered) == *sent
    {
        return true;
    }
    if delivered.replace('+', " ") == *sent || delivered.eq_ignore_ascii_case(sent) {
        return true;
    }
    trimmed.len() >= ENOUGH && (delivered.starts_with(trimmed) || delivered.get(1..) == Some(trimmed))
        || delivered.len() >= ENOUGH && trimmed.contains(delivered)
}

/// How much of a code must agree before a part of it counts as the code.
const ENOUGH: usize = 8;
