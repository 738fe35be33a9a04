//! A refusal, and the answer that it stands for.

use std::ops::Range;

use crate::exchange::{Body, Content};
use crate::text::draft::Draft;
use crate::text::placed::Text;

/// A refusal that a text states.
#[derive(Debug)]
pub(in crate::pasted) struct StatedFailure {
    /// The bytes of the page that say so.
    pub(in crate::pasted) range: Range<usize>,
    /// The error code.
    pub(in crate::pasted) error: Option<Text>,
    /// What the server says of it.
    pub(in crate::pasted) description: Option<Text>,
    /// The status of the answer.
    pub(in crate::pasted) status: Option<u16>,
    /// The body as the text quotes it, where it is no JSON.
    pub(in crate::pasted) raw: Option<Text>,
    /// The grant that the words around it name.
    pub(in crate::pasted) grant: Option<&'static str>,
}

impl StatedFailure {
    /// Makes the body that the server must have sent; `None` where the text tells nothing of it.
    pub(in crate::pasted) fn body(&self) -> Option<Body> {
        if let Some(raw) = &self.raw {
            return Some(Body::from(Content::Text(raw.clone())));
        }
        let error = self.error.as_ref()?;
        let mut draft = Draft::default();
        let place = |text: &Text| text.place(0);
        member(&mut draft, "{\"error\":\"", error);
        if let Some(description) = &self.description {
            member(&mut draft, "\",\"error_description\":\"", description);
        }
        draft.push_char('"', place(error));
        draft.push_char('}', place(error));
        Some(Body::from(Content::Text(draft.finish())))
    }
}

fn member(draft: &mut Draft, before: &str, value: &Text) {
    let at = value.place(0);
    for character in before.chars() {
        draft.push_char(character, at);
    }
    let source = value.as_str();
    let mut from = 0;
    for (index, character) in source.char_indices() {
        if !matches!(character, '"' | '\\') && !character.is_control() {
            continue;
        }
        draft.push(value, from..index);
        let place = value.place(index);
        if character.is_control() {
            draft.push_char(' ', place);
        } else {
            draft.push_char('\\', place);
            draft.push_char(character, place);
        }
        from = index + character.len_utf8();
    }
    draft.push(value, from..source.len());
}

/// Returns whether an answer has this error.
pub(in crate::pasted) fn is_error_of(body: &str, error: &str) -> bool {
    body.match_indices(error).any(|(at, _)| {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !body[..at].ends_with(is_word) && !body[at + error.len()..].starts_with(is_word)
    })
}
