//! Expressions of JavaScript and Python, as far as they write a request: literals, objects, and a few calls.

use super::sum::Sum;
use super::value::{DEEPEST, ScriptValue};
use crate::command::shell::bash::skip_parentheses;
use crate::command::shell::cursor::Cursor;
use crate::command::shell::names::Names;
use crate::text::placed::part;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ScriptLanguage {
    JavaScript,
    Python,
}

/// Reads expressions.
#[derive(Clone, Copy)]
pub(crate) struct ScriptReader<'a, 'n> {
    pub(crate) cursor: Cursor<'a>,
    pub(crate) names: &'n Names<'n>,
    pub(crate) language: ScriptLanguage,
    /// Where the call stands that asks, so that only what was assigned before it counts.
    pub(crate) before: usize,
    pub(crate) depth: usize,
}

/// The arguments of a call: those by position, and those by name.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) plain: Vec<ScriptValue>,
    pub(crate) named: Vec<(String, ScriptValue)>,
}

impl Arguments {
    pub(crate) fn named(&self, name: &str) -> Option<&ScriptValue> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl ScriptReader<'_, '_> {
    pub(crate) fn skip_space(&mut self) {
        loop {
            self.cursor.skip_while(|c| c.is_whitespace() || c == '\u{feff}');
            let rest = self.cursor.rest();
            let comment = match self.language {
                ScriptLanguage::JavaScript if rest.starts_with("/*") => {
                    self.cursor.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                    continue;
                }
                ScriptLanguage::JavaScript => rest.starts_with("//"),
                ScriptLanguage::Python => rest.starts_with('#'),
            };
            // Python joins lines with a backslash.
            let joined =
                self.language == ScriptLanguage::Python && (self.cursor.eat("\\\n") || self.cursor.eat("\\\r\n"));
            if comment {
                self.cursor.skip_while(|c| c != '\n');
            } else if !joined {
                return;
            }
        }
    }

    /// Reads `(…)` behind the name of a function; `None` if it does not end.
    pub(crate) fn arguments(&mut self) -> Option<Arguments> {
        let mut arguments = Arguments::default();
        if !self.cursor.eat("(") {
            return None;
        }
        loop {
            self.skip_space();
            if self.cursor.eat(")") {
                return Some(arguments);
            }
            match self.argument_name() {
                Some(name) => {
                    let value = self.expression()?;
                    arguments.named.push((name, value));
                }
                None => arguments.plain.push(self.expression()?),
            }
            self.skip_space();
            if !self.cursor.eat(",") && !self.cursor.rest().starts_with(')') {
                return None;
            }
        }
    }

    /// Python's `name=value`.
    fn argument_name(&mut self) -> Option<String> {
        if self.language != ScriptLanguage::Python {
            return None;
        }
        let mut next = self.cursor;
        let name = next.skip_while(is_name);
        next.skip_while(char::is_whitespace);
        let named = !name.is_empty() && next.rest().starts_with('=') && !next.rest().starts_with("==");
        next.eat("=");
        named.then(|| {
            self.cursor = next;
            next.slice(name).to_owned()
        })
    }

    /// Reads an expression up to what ends it: a comma, a closing bracket, a semicolon, the end of an assignment.
    pub(crate) fn expression(&mut self) -> Option<ScriptValue> {
        if self.depth > DEEPEST || !self.names.spend(0) {
            return None;
        }
        self.depth += 1;
        let value = self.sum();
        self.depth -= 1;
        value
    }

    fn sum(&mut self) -> Option<ScriptValue> {
        self.skip_space();
        let from = self.cursor.at;
        let mut sum = Sum::new(self.operand()?);
        loop {
            let end = self.cursor;
            self.skip_space();
            let rest = self.cursor.rest();
            let adjacent = self.language == ScriptLanguage::Python && rest.starts_with(['"', '\'']) && sum.is_text();
            if rest.starts_with('+') {
                self.cursor.next();
                self.skip_space();
            } else if !adjacent {
                self.cursor = end;
                if self.is_at_end() {
                    return Some(sum.finish());
                }
                return self.unknown(from);
            }
            if !sum.add(&self.operand()?) {
                return self.unknown(from);
            }
        }
    }

    fn is_at_end(&self) -> bool {
        let mut next = *self;
        let line = next.cursor.at;
        next.skip_space();
        let broken = next.cursor.slice(line..next.cursor.at).contains('\n');
        broken || next.cursor.peek().is_none_or(|c| matches!(c, ',' | ')' | '}' | ']' | ';' | ':' | '`'))
    }

    /// Steps over an operator that is not known, and what follows it.
    fn unknown(&mut self, from: usize) -> Option<ScriptValue> {
        loop {
            match self.cursor.peek() {
                None | Some(',' | ')' | '}' | ']' | ';' | '\n') => break,
                Some('(' | '[' | '{') => {
                    if !self.skip_brackets() {
                        return None;
                    }
                }
                Some('"' | '\'' | '`') => {
                    self.string()?;
                }
                Some(_) => {
                    self.cursor.next();
                }
            }
        }
        Some(self.raw(from))
    }

    pub(crate) fn raw(&self, from: usize) -> ScriptValue {
        let end = from + self.cursor.slice(from..self.cursor.at).trim_end().len();
        ScriptValue::unknown(self.cursor.text, from..end.max(from))
    }

    pub(crate) fn skip_brackets(&mut self) -> bool {
        let mut open = 0_usize;
        while let Some(character) = self.cursor.peek() {
            match character {
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' => open = open.saturating_sub(1),
                '"' | '\'' | '`' => {
                    if self.string().is_none() {
                        return false;
                    }
                    continue;
                }
                _ => {}
            }
            self.cursor.next();
            if open == 0 {
                return true;
            }
        }
        false
    }

    fn operand(&mut self) -> Option<ScriptValue> {
        let from = self.cursor.at;
        let value = match self.cursor.peek()? {
            '"' | '\'' | '`' => self.string()?,
            '{' => self.object()?,
            '[' => self.list(']')?,
            '(' => match self.language {
                ScriptLanguage::Python => self.list(')')?,
                ScriptLanguage::JavaScript => {
                    self.cursor.next();
                    let value = self.expression()?;
                    self.skip_space();
                    self.cursor.eat(")").then_some(value)?
                }
            },
            c if is_name(c) => self.named()?,
            _ => return self.unknown(from),
        };
        self.members(value, from)
    }

    /// Reads what is done with a value: `.toString()`, `.trim()`, `['code']`.
    fn members(&mut self, mut value: ScriptValue, from: usize) -> Option<ScriptValue> {
        loop {
            if ["toString()", "encode()", "decode()"].iter().any(|call| {
                let found = self.cursor.rest().strip_prefix('.').is_some_and(|rest| rest.starts_with(call));
                self.cursor.at += if found { 1 + call.len() } else { 0 };
                found
            }) {
                continue;
            }
            match self.cursor.peek() {
                Some('.' | '?') if self.cursor.peek_second().is_some_and(|c| is_name(c) || c == '.') => {
                    self.cursor.skip_while(|c| is_name(c) || matches!(c, '.' | '?'));
                }
                Some('(' | '[') => {
                    if !self.skip_brackets() {
                        return None;
                    }
                }
                _ => return Some(value),
            }
            value = self.raw(from);
        }
    }

    fn named(&mut self) -> Option<ScriptValue> {
        let from = self.cursor.at;
        let mut name = self.cursor.skip_while(|c| is_name(c) || c == '.');
        if matches!(self.cursor.slice(name.clone()), "new" | "await") {
            self.skip_space();
            name = self.cursor.skip_while(|c| is_name(c) || c == '.');
        }
        let text = part(self.cursor.text, name.clone());
        let word = self.cursor.slice(name.clone());
        let prefix = self.language == ScriptLanguage::Python
            && word.len() <= 2
            && word.chars().all(|c| "rbfuRBFU".contains(c))
            && self.cursor.rest().starts_with(['"', '\'']);
        if prefix {
            return self.string_with(word);
        }
        if self.cursor.rest().starts_with('(') {
            return self.call(word, from);
        }
        Some(match word {
            "null" | "undefined" | "None" => ScriptValue::Nothing(text),
            "true" | "false" | "True" | "False" => ScriptValue::Bare(text),
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => ScriptValue::Bare(text),
            _ => self.assigned(word).unwrap_or_else(|| ScriptValue::unknown(&text, 0..text.as_str().len())),
        })
    }

    /// Returns the value that a variable was given last.
    pub(crate) fn assigned(&self, name: &str) -> Option<ScriptValue> {
        let at = self.names.position(name, self.before)?;
        let mut reader = *self;
        reader.depth += 4;
        reader.before = at.saturating_sub(1);
        reader.cursor = Cursor::new(self.cursor.text, at, self.cursor.text.as_str().len());
        let value = reader.expression();
        let read = self.names.spend(reader.cursor.at.saturating_sub(at));
        value.filter(|value| read && !matches!(value, ScriptValue::Unknown(_)))
    }
}

/// Says whether a character may be in a name.
pub(crate) fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// Steps over what follows a call: `.then(…)`, `.json()`.
pub(crate) fn skip_chain(cursor: &mut Cursor<'_>) {
    while cursor.rest().trim_start().starts_with('.') {
        let mut next = *cursor;
        next.skip_while(char::is_whitespace);
        next.eat(".");
        if next.skip_while(is_name).is_empty() {
            return;
        }
        if next.rest().starts_with('(') && !skip_parentheses(&mut next) {
            return;
        }
        *cursor = next;
    }
}
