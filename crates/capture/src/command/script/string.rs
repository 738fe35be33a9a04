//! Strings of JavaScript and Python.

use super::expression::{ScriptLanguage, ScriptReader};
use super::value::ScriptValue;
use crate::command::shell::cursor::{Cursor, Pen, placed};

impl ScriptReader<'_, '_> {
    /// Reads a string without a prefix.
    pub(crate) fn string(&mut self) -> Option<ScriptValue> {
        self.string_with("")
    }

    /// Reads a string; `prefix` are the letters that Python has in front of it.
    pub(crate) fn string_with(&mut self, prefix: &str) -> Option<ScriptValue> {
        let at = self.cursor.place();
        let prefix = prefix.to_ascii_lowercase();
        let raw = prefix.contains('r');
        let quote = self.cursor.peek()?;
        let triple = quote.to_string().repeat(3);
        let close = if self.language == ScriptLanguage::Python && self.cursor.eat(&triple) {
            triple
        } else {
            self.cursor.next();
            quote.to_string()
        };
        let several_lines = quote == '`' || close.len() == 3;
        let mut pen = Pen::new(self.cursor.text);
        loop {
            if self.cursor.eat(&close) {
                return Some(ScriptValue::Text(placed(pen.finish(), at)));
            }
            match self.cursor.peek()? {
                '\n' if !several_lines => return None,
                '\\' if !raw => self.escape(&mut pen)?,
                '$' if quote == '`' && self.cursor.peek_second() == Some('{') => self.interpolation(&mut pen, true)?,
                '{' if prefix.contains('f') => self.interpolation(&mut pen, false)?,
                _ => pen.keep_next(&mut self.cursor),
            }
        }
    }

    /// Reads `${code}` of a template, `{code}` of an f-string.
    fn interpolation(&mut self, pen: &mut Pen<'_>, dollar: bool) -> Option<()> {
        let from = self.cursor.at;
        let mut inner = *self;
        inner.cursor.next();
        if dollar {
            inner.cursor.next();
        } else if inner.cursor.eat("{") {
            // `{{` stands for a brace.
            pen.put('{', from);
            self.cursor = inner.cursor;
            return Some(());
        }
        let value = inner.expression().and_then(|value| value.text());
        inner.skip_space();
        let whole = inner.cursor.eat("}");
        if let Some(text) = value.filter(|_| whole) {
            self.cursor = inner.cursor;
            pen.paste(&text);
        } else {
            self.names.spend(inner.cursor.at.saturating_sub(from) + 64);
            self.cursor.skip_while(|c| !matches!(c, '}' | '\n'));
            self.cursor.eat("}").then_some(())?;
            pen.keep(from..self.cursor.at);
        }
        Some(())
    }

    fn escape(&mut self, pen: &mut Pen<'_>) -> Option<()> {
        let at = self.cursor.at;
        self.cursor.next();
        if self.cursor.eat_newline() {
            return Some(());
        }
        let character = self.cursor.peek()?;
        let character = match character {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '0' => '\0',
            'x' | 'u' => {
                self.code(pen, at, if character == 'x' { 2 } else { 4 });
                return Some(());
            }
            _ => {
                pen.keep_next(&mut self.cursor);
                return Some(());
            }
        };
        self.cursor.next();
        pen.put(character, at);
        Some(())
    }

    fn code(&mut self, pen: &mut Pen<'_>, at: usize, digits: usize) {
        self.cursor.next();
        let unit = |cursor: &mut Cursor<'_>, digits: usize| {
            let value = cursor.rest().get(..digits).and_then(|digits| u32::from_str_radix(digits, 16).ok())?;
            cursor.at += digits;
            Some(value)
        };
        if self.cursor.eat("{") {
            let digits = self.cursor.skip_while(|c| c.is_ascii_hexdigit());
            let code = u32::from_str_radix(self.cursor.slice(digits), 16).ok();
            self.cursor.eat("}");
            pen.put(code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER), at);
            return;
        }
        let Some(first) = unit(&mut self.cursor, digits) else {
            pen.keep(at..self.cursor.at);
            return;
        };
        let mut second = self.cursor;
        let low = (0xd800..0xdc00).contains(&first) && second.eat("\\u");
        let low = low.then(|| unit(&mut second, 4)).flatten().filter(|low| (0xdc00..0xe000).contains(low));
        let code = match low {
            Some(low) => {
                self.cursor = second;
                0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00)
            }
            None => first,
        };
        pen.put(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), at);
    }
}
