//! Values as PowerShell writes them (`about_Quoting_Rules`, `about_Hash_Tables`).
use data_encoding::BASE64;

use crate::command::build::{DATA_STRING, DOTNET, encode, standing_for};
use crate::command::script::sum::Sum;
use crate::command::script::value::{DEEPEST, ScriptValue};
use crate::command::shell::bash::{is_blank, skip_parentheses};
use crate::command::shell::cursor::Cursor;
use crate::command::shell::names::Names;
use crate::text::draft::Draft;
use crate::text::placed::part;

/// Reads a text of PowerShell.
#[derive(Clone, Copy)]
pub(crate) struct PowerShellReader<'a, 'n> {
    pub(crate) cursor: Cursor<'a>,
    pub(crate) names: &'n Names<'n>,
    /// Where the command stands that asks, so that only what was assigned before it counts.
    pub(crate) before: usize,
    pub(crate) depth: usize,
}

impl PowerShellReader<'_, '_> {
    /// Steps over blanks and continued lines.
    pub(crate) fn skip_blanks(&mut self) {
        loop {
            self.cursor.skip_while(is_blank);
            let mut next = self.cursor;
            if !next.eat("`") {
                return;
            }
            next.skip_while(is_blank);
            if !next.eat_newline() {
                return;
            }
            self.cursor = next;
        }
    }

    fn skip_space(&mut self) {
        loop {
            self.skip_blanks();
            if self.cursor.skip_while(char::is_whitespace).is_empty() && !self.skip_comment() {
                return;
            }
        }
    }

    fn skip_comment(&mut self) -> bool {
        let comment = self.cursor.rest().starts_with('#');
        if comment {
            self.cursor.skip_while(|c| c != '\n');
        }
        comment
    }

    /// Reads an expression: values joined by `+`, and what it is piped into.
    pub(crate) fn expression(&mut self) -> Option<ScriptValue> {
        let from = self.cursor.at;
        let mut value = Sum::new(self.argument()?);
        loop {
            let end = self.cursor;
            self.skip_blanks();
            if self.cursor.rest().starts_with('+') && !self.cursor.rest().starts_with("+=") {
                self.cursor.next();
                self.skip_space();
                if !value.add(&self.argument()?) {
                    return Some(self.raw(from));
                }
            } else if self.cursor.eat("|") {
                self.skip_space();
                let name = self.cursor.skip_while(|c| c.is_ascii_alphanumeric() || c == '-');
                let json = self.cursor.slice(name).eq_ignore_ascii_case("ConvertTo-Json");
                self.cursor.skip_while(|c| !matches!(c, '\n' | ';' | '|' | ')' | '}'));
                let made = if json { self.names.afford(ScriptValue::Text(value.finish().json())) } else { None };
                value = Sum::new(made.unwrap_or_else(|| self.raw(from)));
            } else if self.cursor.rest().starts_with("-f ")
                || self.cursor.rest().starts_with("-join")
                || self.cursor.rest().starts_with("-replace")
            {
                self.cursor.skip_while(|c| !matches!(c, '\n' | ';' | '|' | ')' | '}'));
                value = Sum::new(self.raw(from));
            } else {
                self.cursor = end;
                return Some(value.finish());
            }
        }
    }

    fn raw(&self, from: usize) -> ScriptValue {
        let end = from + self.cursor.slice(from..self.cursor.at).trim_end().len();
        ScriptValue::unknown(self.cursor.text, from..end.max(from))
    }

    /// Reads one value, as the argument of a command is.
    pub(crate) fn argument(&mut self) -> Option<ScriptValue> {
        if self.depth > DEEPEST {
            return None;
        }
        self.depth += 1;
        let from = self.cursor.at;
        let value = self.primary();
        self.depth -= 1;
        let mut value = value?;
        // A member of a value: `$response.access_token`, `"…".Trim()`.
        while matches!(self.cursor.peek(), Some('.' | '['))
            && self.cursor.peek_second().is_some_and(|c| c.is_alphanumeric() || matches!(c, '\'' | '"' | '$'))
        {
            self.cursor.next();
            self.cursor.skip_while(|c| c.is_alphanumeric() || matches!(c, '_' | '\'' | '"' | '$' | ']'));
            if self.cursor.rest().starts_with('(') {
                skip_parentheses(&mut self.cursor);
            }
            value = self.raw(from);
        }
        Some(value)
    }

    fn primary(&mut self) -> Option<ScriptValue> {
        let at = self.cursor.place();
        let from = self.cursor.at;
        match self.cursor.peek()? {
            '"' | '\u{201c}' => self.expandable(at),
            '\'' | '\u{2018}' => self.verbatim(at),
            '@' => match self.cursor.peek_second()? {
                '{' => {
                    self.cursor.eat("@{");
                    self.table()
                }
                '(' => {
                    self.cursor.eat("@(");
                    self.list()
                }
                '"' | '\'' => self.here_string(),
                _ => Some(self.bare_word()),
            },
            '(' => {
                self.cursor.next();
                self.skip_space();
                let value = self.expression();
                self.skip_space();
                if value.is_some() && self.cursor.eat(")") {
                    return value;
                }
                self.cursor.at = from;
                skip_parentheses(&mut self.cursor).then(|| self.raw(from))
            }
            '$' if self.cursor.peek_second() == Some('(') => {
                self.cursor.next();
                skip_parentheses(&mut self.cursor).then(|| self.raw(from))
            }
            '$' => Some(self.variable()),
            '[' => self.typed(),
            _ => Some(self.bare_word()),
        }
    }

    fn bare_word(&mut self) -> ScriptValue {
        let from = self.cursor.at;
        let word = self.cursor.skip_while(|c| !c.is_whitespace() && !matches!(c, ';' | ')' | '}' | '|' | ',' | '`'));
        let text = part(self.cursor.text, word.clone());
        let bare = text.as_str();
        // A command instead of a value: `Get-Content body.json`, `New-Object …`.
        let verb = bare.split_once('-').is_some_and(|(verb, noun)| {
            verb.starts_with(|c: char| c.is_ascii_uppercase()) && noun.starts_with(|c: char| c.is_ascii_uppercase())
        });
        if verb {
            self.cursor.skip_while(|c| !matches!(c, '\n' | ';' | ')' | '}' | '|'));
            return self.raw(from);
        }
        let number = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
        if number { ScriptValue::Bare(text) } else { ScriptValue::Text(text) }
    }

    fn table(&mut self) -> Option<ScriptValue> {
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            while self.cursor.eat(";") || self.cursor.eat(",") {
                self.skip_space();
            }
            if self.cursor.eat("}") {
                return Some(ScriptValue::Table(entries));
            }
            let name = match self.cursor.peek()? {
                '"' | '\'' | '\u{201c}' | '\u{2018}' | '$' => self.argument()?.text()?,
                _ => {
                    let name = self.cursor.skip_while(|c| !c.is_whitespace() && !matches!(c, '=' | '}' | ';'));
                    (!name.is_empty()).then(|| part(self.cursor.text, name))?
                }
            };
            self.skip_blanks();
            if !self.cursor.eat("=") {
                return None;
            }
            self.skip_space();
            entries.push((name, self.expression()?));
        }
    }

    fn list(&mut self) -> Option<ScriptValue> {
        let mut values = Vec::new();
        loop {
            self.skip_space();
            while self.cursor.eat(",") {
                self.skip_space();
            }
            if self.cursor.eat(")") {
                return Some(ScriptValue::List(values));
            }
            let from = self.cursor.at;
            values.push(self.expression()?);
            if self.cursor.at == from {
                return None;
            }
        }
    }

    /// Reads `$name`, `${name}`, `$env:NAME`: its value where the text assigns one.
    pub(crate) fn variable(&mut self) -> ScriptValue {
        let from = self.cursor.at;
        self.cursor.next();
        let braced = self.cursor.eat("{");
        let name = self.cursor.skip_while(|c| c.is_alphanumeric() || c == '_' || c == ':');
        let name = self.cursor.slice(name);
        if braced {
            self.cursor.eat("}");
        }
        let text = part(self.cursor.text, from..self.cursor.at);
        match name.to_ascii_lowercase().as_str() {
            "true" | "false" => ScriptValue::Bare(part(&text, 1..text.as_str().len())),
            "null" => ScriptValue::Nothing(standing_for("", &text)),
            _ => self.assigned(name).unwrap_or(ScriptValue::Unknown(text)),
        }
    }

    /// Returns the value that a variable was given last.
    pub(crate) fn assigned(&self, name: &str) -> Option<ScriptValue> {
        let at = self.names.position_ignoring_case(name, self.before)?;
        let mut reader = *self;
        reader.depth += 4;
        reader.before = at.saturating_sub(1);
        reader.cursor = Cursor::new(self.cursor.text, at, self.cursor.text.as_str().len());
        reader.skip_blanks();
        let value = reader.expression().filter(|_| reader.depth <= DEEPEST);
        let read = self.names.spend(reader.cursor.at.saturating_sub(at));
        value.filter(|_| read).filter(|value| !matches!(value, ScriptValue::Unknown(_)))
    }

    /// Reads `[type]::Method(value)` and `[type]value`.
    fn typed(&mut self) -> Option<ScriptValue> {
        let from = self.cursor.at;
        self.cursor.skip_while(|c| c != ']' && c != '\n');
        while self.cursor.eat("]") {}
        if !self.cursor.eat("::") {
            return self.argument();
        }
        let method = self.cursor.skip_while(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
        let method = self.cursor.slice(method).to_ascii_lowercase();
        if !self.cursor.rest().starts_with('(') {
            return Some(self.raw(from));
        }
        let mut inner = *self;
        inner.cursor.next();
        inner.skip_space();
        let value = inner.expression().and_then(|value| value.text());
        inner.skip_space();
        let whole = inner.cursor.eat(")");
        skip_parentheses(&mut self.cursor);
        let known = value.filter(|_| whole).and_then(|value| match method.as_str() {
            "escapedatastring" | "urlencode" => {
                let mut draft = Draft::default();
                encode(&mut draft, &value, if method == "urlencode" { DOTNET } else { DATA_STRING });
                Some(draft.finish())
            }
            "utf8.getbytes" | "ascii.getbytes" => Some(value),
            "tobase64string" => Some(standing_for(BASE64.encode(value.as_str().as_bytes()), &value)),
            _ => None,
        });
        let known = known.and_then(|text| self.names.afford(ScriptValue::Text(text)));
        Some(known.unwrap_or_else(|| self.raw(from)))
    }
}
