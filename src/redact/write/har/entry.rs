//! Rewrites one entry.

use oauth_doctor_wire::base64;

use super::outline::Outline;
use super::strings::{Strings, member_role, role_of};
use super::tokens::Token;
use crate::capture::DROPPED_BODY;
use crate::redact::Kind;
use crate::redact::mapping::Mapping;
use crate::redact::walk::Role;
use crate::redact::write::Dropped;

/// What to do with an entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::redact::write) enum Plan {
    /// Its values are replaced.
    Keep,
    /// So are they, and the body of its answer is dropped.
    KeepWithoutAnswer,
    /// So much is left that it is an entry.
    Shell,
}

/// What to do with a piece.
#[derive(Clone)]
pub(super) enum Act {
    Copy,
    Scan(Role),
    Put(Vec<u8>),
}

/// Rewrites an entry.
pub(in crate::redact::write) fn rewrite(
    entry: &Outline,
    plan: Plan,
    strings: &mut Strings<'_>,
    dropped: &mut Dropped,
) -> Vec<u8> {
    let mapping = strings.mapping();
    let mut editor = Editor::new(entry);
    match plan {
        Plan::Keep => editor.keep(mapping, false, dropped),
        Plan::KeepWithoutAnswer => editor.keep(mapping, true, dropped),
        Plan::Shell => {
            dropped.exchanges += 1;
            editor.shell(mapping);
        }
    }
    editor.write(strings)
}

pub(super) struct Editor<'e> {
    pub(super) entry: &'e Outline,
    pub(super) acts: Vec<Act>,
    /// Members that are left out, by the piece of their name.
    pub(super) without: Vec<bool>,
}

impl<'e> Editor<'e> {
    fn new(entry: &'e Outline) -> Self {
        let act = |number: usize| {
            let piece = &entry.pieces[number];
            match piece.token {
                Token::Text if piece.is_name && piece.to - piece.from < LONGEST_NAME => Act::Copy,
                Token::Text if piece.is_name => Act::Scan(Role::Unknown),
                Token::Text if piece.name.is_some_and(|name| is_date(entry.inside(name), entry.inside(number))) => {
                    Act::Copy
                }
                Token::Text => Act::Scan(piece.name.map_or(Role::Unknown, |name| member_role(entry.inside(name)))),
                Token::Other if !is_json(entry.bytes(number)) => Act::Scan(Role::Unknown),
                _ => Act::Copy,
            }
        };
        let acts = (0..entry.pieces.len()).map(act).collect();
        Self { entry, acts, without: vec![false; entry.pieces.len()] }
    }

    fn keep(&mut self, mapping: &Mapping, without_answer: bool, dropped: &mut Dropped) {
        let entry = self.entry;
        for side in ["request", "response"] {
            let Some(message) = entry.member(0, side) else { continue };
            for list in ["headers", "queryString"] {
                self.pairs(entry.member(message, list), role_of);
            }
            self.pairs(entry.member(message, "cookies"), |_| Role::Secret(Kind::Cookie));
            if let Some(post) = entry.member(message, "postData") {
                self.pairs(entry.member(post, "params"), role_of);
                self.packed(post, mapping);
            }
            if let Some(content) = entry.member(message, "content") {
                let text = entry.member(content, "text");
                let is_long = text.is_some_and(|text| entry.pieces[text].token == Token::LongText);
                let is_left = without_answer && text.is_some_and(|text| !entry.inside(text).is_empty());
                if is_long || is_left || self.is_useless(content) && !mapping.keeps_all() {
                    self.drop_body(content, dropped);
                } else {
                    self.packed(content, mapping);
                }
            }
        }
        if !mapping.keeps_all() {
            for name in LEFT_OUT {
                self.leave_out(0, name);
            }
        }
    }

    /// The values of a list of names and values.
    fn pairs(&mut self, list: Option<usize>, role: fn(&[u8]) -> Role) {
        for pair in list.into_iter().flat_map(|list| self.entry.objects(list)) {
            let members = self.entry.members(pair);
            let find = |wanted: &str| members.iter().find(|(name, _)| self.entry.inside(*name) == wanted.as_bytes());
            if let Some((name, value)) = find("name").zip(find("value")) {
                if self.entry.pieces[value.1].token == Token::Text {
                    self.acts[value.1] = Act::Scan(role(self.entry.inside(name.1)));
                }
            }
        }
    }

    /// A body in base64: it is rewritten as what it is.
    fn packed(&mut self, part: usize, mapping: &Mapping) {
        let entry = self.entry;
        let is_base64 = entry
            .member(part, "encoding")
            .is_some_and(|encoding| entry.inside(encoding).eq_ignore_ascii_case(b"base64"));
        let Some(text) = entry.member(part, "text").filter(|_| is_base64) else { return };
        let recorded = String::from_utf8_lossy(entry.inside(text)).replace("\\/", "/");
        let decoded = base64::decode(&recorded).filter(|bytes| str::from_utf8(bytes).is_ok());
        let new = decoded.map(|decoded| mapping.rewrite(&decoded, Role::Unknown).unwrap_or(decoded));
        let new = new.map(|new| data_encoding::BASE64.encode(&new)).unwrap_or_default();
        self.acts[text] = Act::Put(format!("\"{new}\"").into_bytes());
    }

    /// Returns whether no reader of a login looks at a body.
    fn is_useless(&self, content: usize) -> bool {
        let entry = self.entry;
        let Some(text) = entry.member(content, "text") else { return false };
        let kind =
            entry.member(content, "mimeType").map(|kind| entry.inside(kind).to_ascii_lowercase()).unwrap_or_default();
        let has = |word: &str| memchr::memmem::find(&kind, word.as_bytes()).is_some();
        let is_dropped = USELESS.iter().any(|word| has(word));
        is_dropped && !entry.inside(text).is_empty()
    }

    fn drop_body(&mut self, content: usize, dropped: &mut Dropped) {
        dropped.bodies += 1;
        self.leave_out(content, "encoding");
        self.leave_out(content, "comment");
        let entry = self.entry;
        if let Some((name, value)) = entry.members(content).into_iter().find(|(name, _)| entry.inside(*name) == b"text")
        {
            self.acts[name] = Act::Put(b"\"comment\"".to_vec());
            self.acts[value] = Act::Put(format!("\"{DROPPED_BODY}\"").into_bytes());
        }
    }

    fn leave_out(&mut self, object: usize, name: &str) {
        for (known, _) in self.entry.members(object) {
            if self.entry.inside(known) == name.as_bytes() {
                self.without[known] = true;
            }
        }
    }

    fn write(&self, strings: &mut Strings<'_>) -> Vec<u8> {
        let entry = self.entry;
        let mut out = Vec::with_capacity(entry.text.len());
        let mut at = 0;
        // The comma before a member that may be left out, and the whitespace around it.
        let mut held: Vec<u8> = Vec::new();
        let mut is_first = true;
        while let Some(piece) = entry.pieces.get(at) {
            if piece.is_name && self.without[at] {
                held.clear();
                at = self.behind_member(at);
                continue;
            }
            let bytes = entry.bytes(at);
            let is_filler = matches!(piece.token, Token::Sign(b','))
                || piece.token == Token::Other && bytes.trim_ascii().is_empty();
            if is_filler && matches!(self.acts[at], Act::Copy) {
                held.extend_from_slice(bytes);
                at += 1;
                continue;
            }
            if is_first {
                held.retain(|byte| *byte != b',');
            }
            out.append(&mut held);
            match &self.acts[at] {
                Act::Copy => out.extend_from_slice(bytes),
                Act::Put(new) => out.extend_from_slice(new),
                Act::Scan(role) => strings.write(bytes, *role, &mut out),
            }
            is_first = matches!(piece.token, Token::Sign(b'{' | b'[')) && matches!(self.acts[at], Act::Copy);
            at += 1;
        }
        out.append(&mut held);
        out
    }

    /// Returns the piece behind the member with this name.
    fn behind_member(&self, name: usize) -> usize {
        let mut at = name + 1;
        while let Some(piece) = self.entry.pieces.get(at) {
            if piece.name == Some(name) {
                return self.entry.end(at) + 1;
            }
            if matches!(piece.token, Token::Sign(b',' | b'}' | b']')) {
                return at;
            }
            at += 1;
        }
        at
    }
}

/// When it began: a date.
fn is_date(name: &[u8], value: &[u8]) -> bool {
    name == b"startedDateTime" && value.iter().all(|byte| byte.is_ascii_digit() || b"-:.TZ+".contains(byte))
}

/// Numbers, literals and whitespace.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let word = bytes.trim_ascii();
    word.iter().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte))
        || matches!(word, b"true" | b"false" | b"null" | b"NaN" | b"Infinity" | b"-Infinity")
}

/// Members that hold more than a diagnosis needs: frames of sockets, parts of pages.
pub(super) const LEFT_OUT: &[&str] = &["_webSocketMessages", "_eventSourceMessages"];
/// Media types of what no reader of a login looks at.
const USELESS: &[&str] =
    &["javascript", "ecmascript", "text/css", "image/", "font", "audio/", "video/", "wasm", "octet-stream"];
/// Longer names are data.
const LONGEST_NAME: usize = 48;
