//! Base64 in a recorded text.

use oauth_doctor_wire::base64;

use super::place::{Mark, PLACED, Place};
use super::placed::Text;

/// Undoes base64; `None` if it is none, as recorders claim it of plain text (Firefox bug 1762313). Bytes that are
/// not UTF-8 become U+FFFD.
pub(crate) fn from_base64(text: &Text) -> Option<Text> {
    let bytes = base64::decode_lines(&text.value)?;
    let is_broken = text.value.contains(|c: char| c.is_ascii_whitespace());
    let untouched = !is_broken && text.marks.len() <= 1;
    let (value, exact) = match String::from_utf8(bytes) {
        Ok(value) => (value, untouched),
        Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
    };
    // Three bytes are four characters of the file.
    let step = if exact && value.len() <= PLACED { 3 } else { usize::MAX };
    let first = text.place(0);
    let marks = (0..value.len().max(1)).step_by(step);
    let marks = marks.filter_map(|index| {
        let at = first?;
        Some(Mark { index, at: Place { column: at.column + (index / 3 * 4) as u64, ..at } })
    });
    let marks = marks.collect();
    Some(Text::new(value, marks))
}
