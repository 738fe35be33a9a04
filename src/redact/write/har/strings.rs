//! Rewrites the strings of a document.

use std::collections::HashMap;

use crate::redact::mapping::Mapping;
use crate::redact::walk::{Role, role};

/// Rewrites the strings of a document, of which short ones come again and again.
pub(in crate::redact::write) struct Strings<'m> {
    mapping: &'m Mapping,
    /// What became of short strings.
    known: HashMap<Role, HashMap<Vec<u8>, Option<Vec<u8>>>>,
    count: usize,
}

impl<'m> Strings<'m> {
    pub(in crate::redact::write) fn new(mapping: &'m Mapping) -> Self {
        Self { mapping, known: HashMap::new(), count: 0 }
    }

    pub(super) fn mapping(&self) -> &'m Mapping {
        self.mapping
    }

    /// Rewrites a string between its quotes, or what is not JSON.
    pub(super) fn write(&mut self, bytes: &[u8], role: Role, out: &mut Vec<u8>) {
        let is_text = bytes.first() == Some(&b'"');
        let is_closed = bytes.len() > 1 && bytes.ends_with(b"\"");
        let (from, to) = (usize::from(is_text), bytes.len() - usize::from(is_text && is_closed));
        let inside = &bytes[from..to];
        out.extend_from_slice(&bytes[..from]);
        if inside.len() > LONGEST {
            match self.mapping.rewrite(inside, role) {
                Some(new) => out.extend_from_slice(&new),
                None => out.extend_from_slice(inside),
            }
        } else {
            let known = self.known.entry(role).or_default();
            if let Some(new) = known.get(inside) {
                out.extend_from_slice(new.as_deref().unwrap_or(inside));
            } else {
                let new = self.mapping.rewrite(inside, role);
                out.extend_from_slice(new.as_deref().unwrap_or(inside));
                if self.count < MOST {
                    self.count += 1;
                    known.insert(inside.to_vec(), new);
                }
            }
        }
        out.extend_from_slice(&bytes[to..]);
    }
}

/// What is under a name of a list.
pub(super) fn role_of(name: &[u8]) -> Role {
    role(&String::from_utf8_lossy(name))
}

/// What is under a member of HAR itself.
pub(super) fn member_role(name: &[u8]) -> Role {
    match name {
        b"name" | b"value" | b"text" | b"url" | b"comment" | b"title" | b"id" => Role::Unknown,
        _ => role_of(name),
    }
}

/// Longer strings are not kept.
const LONGEST: usize = 64;
/// So are more.
const MOST: usize = 10_000;
