//! Strings that a script adds to each other.

use super::value::ScriptValue;
use crate::command::build::join;
use crate::text::placed::Text;

/// A value, and what is added to it: joined once, however much that is.
pub(crate) struct Sum {
    first: ScriptValue,
    added: Vec<Text>,
}

impl Sum {
    /// Begins with a value.
    pub(crate) fn new(first: ScriptValue) -> Self {
        Self { first, added: Vec::new() }
    }

    /// Returns whether it is a string so far.
    pub(crate) fn is_text(&self) -> bool {
        !self.added.is_empty() || matches!(self.first, ScriptValue::Text(_))
    }

    /// Adds a value; `false` if one of the two is not a string.
    pub(crate) fn add(&mut self, value: &ScriptValue) -> bool {
        let Some(text) = value.text() else { return false };
        if self.added.is_empty() {
            let Some(first) = self.first.text() else { return false };
            self.added.push(first);
        }
        self.added.push(text);
        true
    }

    /// Returns the whole.
    pub(crate) fn finish(self) -> ScriptValue {
        if self.added.is_empty() { self.first } else { ScriptValue::Text(join(&self.added, "")) }
    }
}
