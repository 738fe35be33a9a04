//! JSON that may be cut.

use std::borrow::Cow;

use crate::text::json::Scanner;
use crate::text::value::JsonValue;

/// A JSON value that may be cut at its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    pub(super) value: JsonValue<'a>,
    pub(super) is_cut: bool,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(super) struct Member<'a> {
    pub(super) name: Cow<'a, str>,
    /// The name with its quotes.
    pub(super) written: JsonValue<'a>,
    pub(super) node: Node<'a>,
}

impl<'a> Node<'a> {
    /// Reads the value that starts at a byte; what is cut at the end of the source is read as far as it goes.
    pub(super) fn read(source: &'a str, at: usize) -> Result<Self, usize> {
        let mut scanner = Scanner::new(source, at);
        match scanner.value() {
            Ok(value) => Ok(Self { value, is_cut: false }),
            Err(fault) if fault.at_end => Ok(Self { value: JsonValue { raw: &source[at..], at }, is_cut: true }),
            Err(fault) => Err(fault.at),
        }
    }

    pub(super) fn kind(self) -> u8 {
        self.value.kind()
    }

    /// Returns what stands between the quotes of a string.
    pub(super) fn quoted(self) -> Option<&'a str> {
        let inner = self.value.raw.strip_prefix('"')?;
        if self.is_cut { Some(inner) } else { inner.strip_suffix('"') }
    }

    pub(super) fn string(self) -> Option<Cow<'a, str>> {
        let quoted = self.quoted()?;
        Some(JsonValue { raw: quoted, at: 0 }.unescaped())
    }

    /// Returns the byte behind the value.
    pub(super) fn end(self) -> usize {
        self.value.at + self.value.raw.len()
    }

    /// Returns the members of an object.
    pub(super) fn members(self) -> Vec<Member<'a>> {
        let mut members = Vec::new();
        if self.kind() != b'{' {
            return members;
        }
        let raw = self.value.raw;
        let mut scanner = Scanner::new(raw, 0);
        scanner.enter();
        while members.len() < MOST {
            let Ok(Some(written)) = scanner.next_name(members.is_empty()) else { break };
            scanner.peek();
            let Some(node) = self.inner(&mut scanner) else { break };
            let name = written.string().unwrap_or_default();
            let is_cut = node.is_cut;
            members.push(Member { name, written: self.moved(written), node });
            if is_cut {
                break;
            }
        }
        members
    }

    /// Returns the elements of an array.
    pub(super) fn elements(self) -> Vec<Self> {
        let mut elements = Vec::new();
        if self.kind() != b'[' {
            return elements;
        }
        let mut scanner = Scanner::new(self.value.raw, 0);
        scanner.enter();
        while scanner.next_element(elements.is_empty()).unwrap_or(false) {
            scanner.peek();
            let Some(node) = self.inner(&mut scanner) else { break };
            elements.push(node);
            if node.is_cut {
                break;
            }
        }
        elements
    }

    fn inner(self, scanner: &mut Scanner<'a>) -> Option<Self> {
        let at = scanner.offset();
        match scanner.value() {
            Ok(value) => Some(Self { value: self.moved(value), is_cut: false }),
            Err(fault) if fault.at_end && self.is_cut && at < self.value.raw.len() => {
                Some(Self { value: self.moved(JsonValue { raw: &self.value.raw[at..], at }), is_cut: true })
            }
            Err(_) => None,
        }
    }

    fn moved(self, value: JsonValue<'a>) -> JsonValue<'a> {
        JsonValue { at: value.at + self.value.at, ..value }
    }
}

/// Returns the member of the first of some names that has it.
pub(super) fn member<'m, 'a>(members: &'m [Member<'a>], names: &[&str]) -> Option<&'m Member<'a>> {
    names.iter().find_map(|name| members.iter().find(|member| member.name == *name))
}

/// The most members of an object.
const MOST: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_object_has_the_members_before_the_cut() {
        let source = r#"{"a":{"b":1,"c":"x\"y"#;
        let node = Node::read(source, 0).unwrap();
        let members = node.members();
        assert_eq!(members.len(), 1);
        let inner = members[0].node.members();
        assert_eq!(inner.iter().map(|member| member.name.as_ref()).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(inner[1].node.string().unwrap(), "x\"y");
        assert!(source[inner[1].node.value.at..].starts_with("\"x"));
    }
}
