//! What is in a record beside its message, written as an object.

use super::fields::{decoded, whole};
use super::node::{Member, Node};
use crate::text::draft::Draft;
use crate::text::placed::Text;

/// What is in a record beside its message.
pub(super) struct Rest {
    /// Strings of several lines, and such with JSON in them.
    pub(super) more: Vec<Text>,
    /// How many members were written.
    pub(super) names: usize,
}

impl Rest {
    /// Writes the members of an object.
    pub(super) fn object<'m, 'a: 'm>(
        &mut self,
        text: &Text,
        members: impl Iterator<Item = &'m Member<'a>>,
        node: Node<'_>,
        draft: &mut Draft,
        depth: usize,
    ) {
        draft.push_char('{', text.place(node.value.at));
        let mut is_first = true;
        for member in members {
            let value = member.node;
            let is_long = value.quoted().is_some_and(|quoted| quoted.contains('\\'));
            let string = is_long.then(|| decoded(text, value));
            let is_json = string.as_ref().is_some_and(|string| whole(string.as_str()).is_some());
            if let Some(string) = string.as_ref().filter(|string| !is_json && is_apart(string.as_str())) {
                self.more.push(string.clone());
                continue;
            }
            if !is_first {
                draft.push_char(',', text.place(member.written.at));
            }
            is_first = false;
            self.names += 1;
            draft.push(text, member.written.at..member.written.at + member.written.raw.len());
            draft.push_char(':', text.place(value.value.at));
            self.value(text, value, draft, depth);
        }
        if !node.is_cut {
            draft.push_char('}', text.place(node.end().saturating_sub(1)));
        }
    }

    fn value(&mut self, text: &Text, node: Node<'_>, draft: &mut Draft, depth: usize) {
        let is_plain = !node.value.raw.contains('\\') || depth > DEEPEST || node.is_cut;
        match node.kind() {
            _ if is_plain => draft.push(text, node.value.at..node.end()),
            b'{' => self.object(text, node.members().iter(), node, draft, depth + 1),
            b'[' => {
                draft.push_char('[', text.place(node.value.at));
                for (index, element) in node.elements().into_iter().enumerate() {
                    if index > 0 {
                        draft.push_char(',', text.place(element.value.at));
                    }
                    self.value(text, element, draft, depth + 1);
                }
                draft.push_char(']', text.place(node.end().saturating_sub(1)));
            }
            b'"' => {
                let string = decoded(text, node);
                match whole(string.as_str()) {
                    Some(inner) => self.value(&string, inner, draft, depth + 2),
                    None => draft.push(text, node.value.at..node.end()),
                }
            }
            _ => draft.push(text, node.value.at..node.end()),
        }
    }
}

/// Returns whether a string is laid out in lines of its own.
fn is_apart(string: &str) -> bool {
    string.trim_end().contains('\n') || string.contains("{\"")
}

/// How deep the escapes in objects are undone.
const DEEPEST: usize = 5;
