//! One entry in memory: its tokens, and which members they are.

use super::tokens::{Token, Tokens};

/// A token of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) token: Token,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Of a bracket: the piece that closes it. Of others: itself.
    pub(super) end: usize,
    /// Of a value in an object: the piece of its name.
    pub(super) name: Option<usize>,
    /// It is a name.
    pub(super) is_name: bool,
}

/// An entry in memory.
#[derive(Default)]
pub(in crate::redact::write) struct Outline {
    pub(super) text: Vec<u8>,
    pub(super) pieces: Vec<Piece>,
    /// The open brackets.
    open: Vec<Open>,
}

/// Reads an entry that is in memory.
pub(in crate::redact::write) fn outline(mut entry: &[u8]) -> Outline {
    let mut tokens = Tokens::new(&mut entry);
    let mut outline = Outline::default();
    // A slice can always be read.
    while let Ok(Some(token)) = tokens.next() {
        outline.push(token, tokens.bytes());
    }
    outline
}

struct Open {
    piece: usize,
    is_object: bool,
    /// The name that was read last.
    name: Option<usize>,
    /// A value follows.
    in_value: bool,
}

impl Outline {
    /// Adds a token. Returns whether a bracket is open behind it.
    pub(super) fn push(&mut self, token: Token, bytes: &[u8]) -> bool {
        let from = self.text.len();
        self.text.extend_from_slice(bytes);
        let number = self.pieces.len();
        let mut piece = Piece { token, from, to: self.text.len(), end: number, name: None, is_name: false };
        match token {
            Token::Sign(b'{' | b'[') => {
                piece.name = self.value();
                self.open.push(Open { piece: number, is_object: bytes == b"{", name: None, in_value: false });
            }
            Token::Sign(b'}' | b']') => {
                if let Some(open) = self.open.pop() {
                    self.pieces[open.piece].end = number;
                }
            }
            Token::Sign(b':') => self.open.last_mut().into_iter().for_each(|open| open.in_value = true),
            Token::Sign(_) => self.open.last_mut().into_iter().for_each(|open| open.in_value = false),
            Token::Text | Token::LongText => match self.open.last_mut().filter(|open| open.is_object && !open.in_value)
            {
                Some(open) => {
                    open.name = Some(number);
                    piece.is_name = true;
                }
                None => piece.name = self.value(),
            },
            Token::Other if !bytes.trim_ascii().is_empty() => piece.name = self.value(),
            Token::Other => {}
        }
        self.pieces.push(piece);
        !self.open.is_empty()
    }

    /// Returns the name at the end, before its colon.
    pub(super) fn last_name(&self) -> Option<&[u8]> {
        let last = self.pieces.len().checked_sub(1)?;
        self.pieces[last].is_name.then(|| self.inside(last))
    }

    /// Returns the names of the members in which what follows stands, but not its own; none for what is a member of the entry.
    pub(super) fn path(&self) -> Vec<&[u8]> {
        let outer = self.open.iter().rev().skip(1).rev();
        outer.map(|open| open.name.filter(|_| open.is_object).map_or(&b""[..], |name| self.inside(name))).collect()
    }

    /// Returns whether it is longer than entries are, and may end behind the piece at the end.
    pub(super) fn is_long(&self) -> bool {
        let may_end = self
            .pieces
            .last()
            .is_some_and(|last| !last.is_name && !matches!(last.token, Token::Sign(b',' | b':' | b'{' | b'[')));
        may_end && (self.text.len() > LONGEST || self.pieces.len() > MOST_PIECES)
    }

    /// Closes every bracket.
    pub(super) fn close(&mut self) {
        while let Some(open) = self.open.last() {
            let sign = if open.is_object { b'}' } else { b']' };
            self.push(Token::Sign(sign), &[sign]);
        }
    }

    /// Returns how many brackets are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    fn value(&self) -> Option<usize> {
        self.open.last().filter(|open| open.is_object && open.in_value).and_then(|open| open.name)
    }

    /// Returns the bytes of a piece.
    pub(super) fn bytes(&self, piece: usize) -> &[u8] {
        let piece = &self.pieces[piece];
        &self.text[piece.from..piece.to]
    }

    /// Returns a string without its quotes, with its escapes.
    pub(super) fn inside(&self, piece: usize) -> &[u8] {
        let bytes = self.bytes(piece);
        let bytes = bytes.strip_prefix(b"\"").unwrap_or(bytes);
        bytes.strip_suffix(b"\"").unwrap_or(bytes)
    }

    /// Returns the members of the object that begins here: name and value.
    pub(super) fn members(&self, object: usize) -> Vec<(usize, usize)> {
        let mut members = Vec::new();
        if self.bytes(object) != b"{" {
            return members;
        }
        let end = self.end(object);
        let mut at = object + 1;
        while at < end {
            let piece = &self.pieces[at];
            if let Some(name) = piece.name {
                members.push((name, at));
                at = self.end(at);
            }
            at += 1;
        }
        members
    }

    /// Returns the value of a member.
    pub(super) fn member(&self, object: usize, name: &str) -> Option<usize> {
        self.members(object)
            .into_iter()
            .find(|(known, _)| self.inside(*known) == name.as_bytes())
            .map(|(_, value)| value)
    }

    /// Returns the elements of the list that begins here that are objects.
    pub(super) fn objects(&self, list: usize) -> Vec<usize> {
        let mut objects = Vec::new();
        if self.bytes(list) != b"[" {
            return objects;
        }
        let end = self.end(list);
        let mut at = list + 1;
        while at < end {
            if self.bytes(at) == b"{" {
                objects.push(at);
            }
            at = self.end(at) + 1;
        }
        objects
    }

    /// Returns the last piece of a value; that of the entry where it is not closed.
    pub(super) fn end(&self, piece: usize) -> usize {
        let known = &self.pieces[piece];
        if matches!(known.token, Token::Sign(b'{' | b'[')) && known.end == piece {
            self.pieces.len()
        } else {
            known.end
        }
    }
}

/// A longer entry is cut: the reader gives up what makes it long.
const LONGEST: usize = 6 << 20;
/// So is one of more pieces.
const MOST_PIECES: usize = 100_000;
