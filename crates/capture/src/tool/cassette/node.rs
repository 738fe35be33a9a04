//! What an interaction is made of, whether it was written as YAML or as JSON.

use std::rc::Rc;

use crate::text::place::Place;
use crate::text::placed::Text;

/// A value, and where it starts.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) at: Place,
    pub(super) value: NodeValue,
    /// The bytes that it holds, with what its aliases stand for.
    pub(super) size: usize,
}

#[derive(Debug)]
pub(super) enum NodeValue {
    Null,
    Scalar(Text),
    /// `!binary`: base64.
    Binary(Text),
    List(Vec<Rc<Node>>),
    Map(Vec<(String, Rc<Node>)>),
}

impl Node {
    /// Makes a node; its size is that of what is in it.
    pub(super) fn new(at: Place, value: NodeValue) -> Self {
        let inner = match &value {
            NodeValue::Null => 0,
            NodeValue::Scalar(text) | NodeValue::Binary(text) => text.as_str().len(),
            NodeValue::List(items) => items.iter().map(|item| item.size).fold(0, usize::saturating_add),
            NodeValue::Map(members) => {
                let sizes = members.iter().map(|(name, value)| name.len().saturating_add(value.size));
                sizes.fold(0, usize::saturating_add)
            }
        };
        Self { at, value, size: inner.saturating_add(size_of::<Self>()) }
    }

    /// Returns a member of a map that has a value.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let NodeValue::Map(members) = &self.value else { return None };
        let found = members.iter().rfind(|(known, _)| known == name).map(|(_, value)| &**value);
        found.filter(|value| !matches!(value.value, NodeValue::Null))
    }

    /// Returns the first of these members that a map has.
    pub(super) fn any(&self, names: &[&str]) -> Option<&Self> {
        names.iter().find_map(|name| self.get(name))
    }

    /// Returns the members of a map in order; other values have none.
    pub(super) fn members(&self) -> &[(String, Rc<Self>)] {
        match &self.value {
            NodeValue::Map(members) => members,
            _ => &[],
        }
    }

    /// Returns the elements of a list, or the value itself.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        let (list, alone) = match &self.value {
            NodeValue::List(items) => (items.as_slice(), None),
            _ => (&[][..], Some(self)),
        };
        list.iter().map(|item| &**item).chain(alone)
    }

    /// Returns a scalar.
    pub(super) fn text(&self) -> Option<&Text> {
        match &self.value {
            NodeValue::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a scalar without its places; nothing for other values.
    pub(super) fn string(&self) -> &str {
        self.text().map_or("", Text::as_str)
    }
}

/// How deep values may be nested.
pub(super) const DEEPEST: usize = 64;

/// How many values one interaction may have.
pub(super) const MOST_NODES: usize = 1 << 18;
