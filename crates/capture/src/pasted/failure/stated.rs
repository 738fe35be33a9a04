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
    /// What the server says about it.
    pub(in crate::pasted) description: Option<Text>,
    /// The status of the answer.
    pub(in crate::pasted) status: Option<u16>,
    /// The body as the text quotes it, where it is not JSON.
    pub(in crate::pasted) raw: Option<Text>,
    /// The grant that the words around it name.
    pub(in crate::pasted) grant: Option<&'static str>,
    /// The client that is named in the same line.
    pub(in crate::pasted) client: Option<Text>,
    /// The path of the request, where it is beside.
    pub(in crate::pasted) path: Option<Text>,
    /// A page of the authorization endpoint says it to the user.
    pub(in crate::pasted) is_page: bool,
    /// The text breaks off in the words.
    pub(in crate::pasted) is_cut: bool,
}

impl StatedFailure {
    /// Makes the URL of an authorization response with the error, where the authorization endpoint refused.
    pub(in crate::pasted) fn at_authorize(&self) -> Option<Text> {
        let error = self.error.as_ref().filter(|_| self.is_page)?;
        let mut draft = Draft::default();
        for character in "?error=".chars() {
            draft.push_char(character, error.place(0));
        }
        draft.push(error, 0..error.as_str().len());
        Some(draft.finish())
    }

    /// Returns whether another one says the same, word for word.
    pub(in crate::pasted) fn is_like(&self, other: &Self) -> bool {
        let same = |a: &Option<Text>, b: &Option<Text>| a.as_ref().map(Text::as_str) == b.as_ref().map(Text::as_str);
        self.status == other.status
            && self.grant == other.grant
            && same(&self.error, &other.error)
            && same(&self.description, &other.description)
            && same(&self.client, &other.client)
            && same(&self.path, &other.path)
            && same(&self.raw, &other.raw)
    }

    /// Returns whether the error is a number of Microsoft's, which is in the words of an answer.
    pub(in crate::pasted) fn is_number(&self) -> bool {
        self.error.as_ref().is_some_and(|error| is_number(error.as_str()))
    }

    /// Makes the body that the server must have sent; `None` if the text tells nothing of it.
    pub(in crate::pasted) fn body(&self) -> Option<Body> {
        if let Some(raw) = &self.raw {
            return Some(Body::from(Content::Text(raw.clone())));
        }
        self.error.as_ref().map(|error| self.body_with(error))
    }

    /// Makes the body with an error code that another statement has.
    pub(in crate::pasted) fn body_with(&self, error: &Text) -> Body {
        let mut draft = Draft::default();
        let place = |text: &Text| text.place(0);
        member(&mut draft, "{\"error\":\"", error);
        if let Some(description) = &self.description {
            member(&mut draft, "\",\"error_description\":\"", description);
        }
        draft.push_char('"', place(error));
        draft.push_char('}', place(error));
        Body::from(Content::Text(draft.finish()))
    }
}

/// Returns whether an error code is a number of Microsoft's.
pub(in crate::pasted) fn is_number(error: &str) -> bool {
    error.starts_with("AADSTS") || error.starts_with("AADB2C")
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
