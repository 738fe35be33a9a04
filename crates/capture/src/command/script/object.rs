//! Objects, dictionaries, arrays and tuples of JavaScript and Python.

use super::expression::{ScriptReader, is_name};
use super::value::ScriptValue;
use crate::text::placed::part;

impl ScriptReader<'_, '_> {
    /// Reads `{…}`.
    pub(crate) fn object(&mut self) -> Option<ScriptValue> {
        let mut entries = Vec::new();
        self.cursor.eat("{");
        loop {
            self.skip_space();
            if self.cursor.eat("}") {
                return Some(ScriptValue::Table(entries));
            }
            let from = self.cursor.at;
            if self.cursor.eat("...") || self.cursor.eat("**") {
                if let ScriptValue::Table(more) = self.expression()? {
                    entries.extend(more);
                }
            } else {
                let name = match self.cursor.peek()? {
                    '"' | '\'' | '`' => self.string()?.text()?,
                    '[' => {
                        self.skip_brackets();
                        self.raw(from).text()?
                    }
                    _ => {
                        let name = self.cursor.skip_while(|c| is_name(c) || c == '-');
                        (!name.is_empty()).then(|| part(self.cursor.text, name))?
                    }
                };
                self.skip_space();
                let value = if self.cursor.eat(":") {
                    self.expression()?
                } else {
                    // `{ code }` is short for `{ code: code }`.
                    self.assigned(name.as_str()).unwrap_or_else(|| ScriptValue::unknown(&name, 0..name.as_str().len()))
                };
                entries.push((name, value));
            }
            self.skip_space();
            if !self.cursor.eat(",") && !self.cursor.rest().starts_with('}') {
                return None;
            }
        }
    }

    /// Reads a list; in Python one value in parentheses is that value.
    pub(crate) fn list(&mut self, close: char) -> Option<ScriptValue> {
        let mut values = Vec::new();
        let mut comma = close == ']';
        self.cursor.next();
        loop {
            self.skip_space();
            if self.cursor.peek()? == close {
                self.cursor.next();
                let only = (!comma && values.len() == 1).then(|| values.pop()).flatten();
                return Some(only.unwrap_or(ScriptValue::List(values)));
            }
            values.push(self.expression()?);
            self.skip_space();
            if self.cursor.eat(",") {
                comma = true;
            } else if self.cursor.peek()? != close {
                return None;
            }
        }
    }
}
