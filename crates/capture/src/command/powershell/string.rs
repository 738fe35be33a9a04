//! Strings of PowerShell (`about_Quoting_Rules`, `about_Special_Characters`).

use super::value::PowerShellReader;
use crate::command::script::value::ScriptValue;
use crate::command::shell::bash::{is_blank, skip_parentheses};
use crate::command::shell::cursor::{Pen, placed};
use crate::text::place::Place;

impl PowerShellReader<'_, '_> {
    /// Reads `'…'`.
    pub(crate) fn verbatim(&mut self, at: Option<Place>) -> Option<ScriptValue> {
        self.cursor.next();
        let mut pen = Pen::new(self.cursor.text);
        loop {
            match self.cursor.peek()? {
                '\'' | '\u{2019}' => {
                    self.cursor.next();
                    if !matches!(self.cursor.peek(), Some('\'')) {
                        return Some(ScriptValue::Text(placed(pen.finish(), at)));
                    }
                    pen.keep_next(&mut self.cursor);
                }
                _ => pen.keep_next(&mut self.cursor),
            }
        }
    }

    /// Reads `"…"`, with what it expands.
    pub(crate) fn expandable(&mut self, at: Option<Place>) -> Option<ScriptValue> {
        self.cursor.next();
        let mut pen = Pen::new(self.cursor.text);
        loop {
            match self.cursor.peek()? {
                '"' | '\u{201d}' => {
                    self.cursor.next();
                    if !matches!(self.cursor.peek(), Some('"')) {
                        return Some(ScriptValue::Text(placed(pen.finish(), at)));
                    }
                    pen.keep_next(&mut self.cursor);
                }
                _ => self.expandable_character(&mut pen)?,
            }
        }
    }

    fn expandable_character(&mut self, pen: &mut Pen<'_>) -> Option<()> {
        let at = self.cursor.at;
        match self.cursor.peek()? {
            '`' => {
                self.cursor.next();
                let escaped = match self.cursor.peek()? {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    '0' => '\0',
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'e' => '\u{1b}',
                    'f' => '\u{c}',
                    'v' => '\u{b}',
                    'u' if self.cursor.peek_second() == Some('{') => {
                        let mut next = self.cursor;
                        next.eat("u{");
                        let digits = next.skip_while(|c| c.is_ascii_hexdigit());
                        let code = u32::from_str_radix(next.slice(digits), 16).ok();
                        self.cursor = next;
                        code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    _ => {
                        pen.keep_next(&mut self.cursor);
                        return Some(());
                    }
                };
                self.cursor.next();
                pen.put(escaped, at);
            }
            '$' => match self.cursor.peek_second() {
                Some('(') => {
                    self.cursor.next();
                    let from = self.cursor.at;
                    if !skip_parentheses(&mut self.cursor) {
                        return None;
                    }
                    let inner = self.cursor.slice(from + 1..self.cursor.at.saturating_sub(1)).trim();
                    match char_code(inner) {
                        Some(character) => pen.put(character, at),
                        None => pen.keep(at..self.cursor.at),
                    }
                }
                Some(next) if next.is_alphanumeric() || matches!(next, '_' | '{') => {
                    let value = self.variable();
                    match value.text() {
                        Some(text) => pen.paste(&text),
                        None => pen.keep(at..self.cursor.at),
                    }
                }
                _ => pen.keep_next(&mut self.cursor),
            },
            _ => pen.keep_next(&mut self.cursor),
        }
        Some(())
    }

    /// Reads `@"`, lines, `"@`.
    pub(crate) fn here_string(&mut self) -> Option<ScriptValue> {
        self.cursor.next();
        let quote = self.cursor.next()?;
        self.cursor.skip_while(is_blank);
        if !self.cursor.eat_newline() {
            return None;
        }
        let at = self.cursor.place();
        let close = if quote == '"' { ["\n\"@", "\r\n\"@"] } else { ["\n'@", "\r\n'@"] };
        let mut pen = Pen::new(self.cursor.text);
        loop {
            if close.iter().any(|close| self.cursor.eat(close)) {
                return Some(ScriptValue::Text(placed(pen.finish(), at)));
            }
            if quote == '"' {
                self.expandable_character(&mut pen)?;
            } else {
                self.cursor.peek()?;
                pen.keep_next(&mut self.cursor);
            }
        }
    }
}

/// Reads `[char]233` or `[char]0x00e9`.
fn char_code(expression: &str) -> Option<char> {
    let code = expression.strip_prefix("[char]")?.trim();
    let code = match code.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    char::from_u32(code)
}
