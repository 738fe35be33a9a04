//! How far a text agrees with a value, letter by letter.

use super::leaf::{Leaf, in_case_of};
use crate::redact::spell::Cell;

/// A part of a text that is a piece of a value.
pub(super) struct Match {
    /// The cell behind its last.
    pub(super) to: usize,
    /// How many letters and digits agree.
    pub(super) words: usize,
    /// What each cell becomes, by its number; those between that are not of the value stay.
    pub(super) new: Vec<(u32, char)>,
    /// It goes from the beginning to the end of the value.
    pub(super) is_whole: bool,
}

/// Compares a value with a text from a letter on that both have, to the right and to the left.
pub(super) fn extend(cells: &[Cell], leaf: &Leaf, cell: usize, at: usize, least: usize) -> Match {
    let (old, new) = (leaf.old.as_bytes(), leaf.new.as_bytes());
    let mut pairs = Vec::new();
    let (end, old_end) = right(cells, old, cell, at, &mut pairs);
    let mut before = Vec::new();
    let old_start = left(cells, old, cell, at, least, &mut before);
    before.reverse();
    before.extend(pairs);
    let words = before.iter().filter(|(cell, _)| cells[*cell as usize].is_word()).count();
    let is_whole = !old[..old_start].iter().any(u8::is_ascii_alphanumeric)
        && !old.get(old_end..).unwrap_or_default().iter().any(u8::is_ascii_alphanumeric);
    let is_standard = before
        .iter()
        .any(|(cell, at)| matches!(cells[*cell as usize].c, '+' | '/') && matches!(old[*at as usize], b'-' | b'_'));
    let new = before.into_iter().map(|(cell, at)| {
        let (old, new) = (char::from(old[at as usize]), char::from(new[at as usize]));
        let found = cells[cell as usize].c;
        let put = match new {
            // The other alphabet of base64.
            '-' if is_standard => '+',
            '_' if is_standard => '/',
            _ if old == new => found,
            _ => in_case_of(found, old, new),
        };
        (cell, put)
    });
    Match { to: end, words, new: new.collect(), is_whole }
}

type Pairs = Vec<(u32, u32)>;

fn pair(pairs: &mut Pairs, cell: usize, at: usize) {
    pairs.push((u32::try_from(cell).unwrap_or(u32::MAX), u32::try_from(at).unwrap_or(u32::MAX)));
}

/// Returns the cell and the byte of the value behind the last that agree.
fn right(cells: &[Cell], old: &[u8], mut cell: usize, mut at: usize, pairs: &mut Pairs) -> (usize, usize) {
    let mut ends = (cell, at);
    let mut solid = pairs.len();
    while let (Some(found), Some(&letter)) = (cells.get(cell), old.get(at)) {
        match (found.is_word(), letter.is_ascii_alphanumeric()) {
            (true, true) if same(found.c, letter) => {
                pair(pairs, cell, at);
                (cell, at) = (cell + 1, at + 1);
                ends = (cell, at);
                solid = pairs.len();
            }
            (true, true) => break,
            (false, false) => {
                pair(pairs, cell, at);
                (cell, at) = (cell + 1, at + 1);
            }
            // The text leaves a separator out.
            (true, false) => at += 1,
            // The text is wrapped here.
            (false, true) => match behind_break(cells, cell) {
                Some(next) => cell = next,
                None => break,
            },
        }
    }
    // Separators at the end of the value belong to it, where they are the same.
    let rest = |(cell, at): (usize, usize)| cells.get(cell).zip(old.get(at));
    while let Some((found, letter)) = rest(ends).filter(|_| solid < pairs.len()) {
        if found.c != char::from(*letter) {
            break;
        }
        solid += 1;
        ends = (ends.0 + 1, ends.1 + 1);
    }
    pairs.truncate(solid);
    ends
}

/// Returns the first byte of the value that agrees.
fn left(cells: &[Cell], old: &[u8], cell: usize, at: usize, least: usize, pairs: &mut Pairs) -> usize {
    let (mut next, mut byte) = (cell, at);
    let mut start = at;
    let mut solid = 0;
    while next > least && byte > 0 {
        let (found, letter) = (cells[next - 1], old[byte - 1]);
        match (found.is_word(), letter.is_ascii_alphanumeric()) {
            (true, true) if same(found.c, letter) => {
                (next, byte) = (next - 1, byte - 1);
                pair(pairs, next, byte);
                start = byte;
                solid = pairs.len();
            }
            (false, false) => {
                (next, byte) = (next - 1, byte - 1);
                pair(pairs, next, byte);
            }
            (true, false) => byte -= 1,
            _ => break,
        }
    }
    while solid < pairs.len() {
        let (cell, at) = pairs[solid];
        if cells[cell as usize].c != char::from(old[at as usize]) {
            break;
        }
        solid += 1;
        start = at as usize;
    }
    pairs.truncate(solid);
    start
}

fn same(found: char, letter: u8) -> bool {
    u8::try_from(found).is_ok_and(|found| found.eq_ignore_ascii_case(&letter))
}

/// Returns the cell behind a line break in the middle of a value, with what a printer puts there: a backslash or quotes before it,
/// blanks or an offset behind.
fn behind_break(cells: &[Cell], from: usize) -> Option<usize> {
    let mut at = from;
    let mut has_break = false;
    while let Some(cell) = cells.get(at).filter(|_| at - from < LONGEST_BREAK) {
        match cell.c {
            '\n' | '\r' => has_break = true,
            ' ' | '\t' | '\\' | '"' | '\'' | '+' | '=' | '`' | '>' | '|' => {}
            _ => break,
        }
        at += 1;
    }
    if !has_break {
        return None;
    }
    // `0040: ` of `curl --trace-ascii`.
    let offset = cells
        .get(at..at + 5)
        .is_some_and(|next| next[..4].iter().all(|cell| cell.c.is_ascii_hexdigit()) && next[4].c == ':');
    if offset {
        at += 5;
        at += cells.get(at..).unwrap_or_default().iter().take_while(|cell| cell.c == ' ').take(1).count();
    }
    Some(at)
}

/// How many characters stand between two lines of a value.
const LONGEST_BREAK: usize = 48;
