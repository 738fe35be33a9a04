//! Expressions of JavaScript and Python, as far as they write a request: literals, objects, and a few calls.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::bash::skip_parentheses;
use super::build::{COMPONENT, DATA_STRING, SEARCH_PARAMS, UNRESERVED, encode, join, standing_for};
use super::cursor::{Cursor, Pen, placed};
use super::names::Names;
use super::value::{DEEPEST, Value};
use crate::capture::Text;
use crate::capture::text::{Draft, part};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Language {
    JavaScript,
    Python,
}

/// Reads expressions.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a, 'n> {
    pub(super) cursor: Cursor<'a>,
    pub(super) names: &'n Names<'n>,
    pub(super) language: Language,
    /// Where the call stands that asks, so that only what was assigned before it counts.
    pub(super) before: usize,
    pub(super) depth: usize,
}

/// The arguments of a call: those by position, and those by name.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) plain: Vec<Value>,
    pub(super) named: Vec<(String, Value)>,
}

impl Arguments {
    pub(super) fn named(&self, name: &str) -> Option<&Value> {
        self.named
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }
}

impl Reader<'_, '_> {
    fn skip_space(&mut self) {
        loop {
            self.cursor.skip_while(|c| c.is_whitespace() || c == '\u{feff}');
            let rest = self.cursor.rest();
            let comment = match self.language {
                Language::JavaScript if rest.starts_with("/*") => {
                    self.cursor.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                    continue;
                }
                Language::JavaScript => rest.starts_with("//"),
                Language::Python => rest.starts_with('#'),
            };
            // Python joins lines with a backslash.
            let joined = self.language == Language::Python && (self.cursor.eat("\\\n") || self.cursor.eat("\\\r\n"));
            if comment {
                self.cursor.skip_while(|c| c != '\n');
            } else if !joined {
                return;
            }
        }
    }

    /// Reads `(…)` behind the name of a function; `None` where it does not end.
    pub(super) fn arguments(&mut self) -> Option<Arguments> {
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
        if self.language != Language::Python {
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
    pub(super) fn expression(&mut self) -> Option<Value> {
        if self.depth > DEEPEST || !self.names.spend(0) {
            return None;
        }
        self.depth += 1;
        let value = self.sum();
        self.depth -= 1;
        value
    }

    fn sum(&mut self) -> Option<Value> {
        self.skip_space();
        let from = self.cursor.at;
        let mut value = self.operand()?;
        loop {
            let end = self.cursor;
            self.skip_space();
            let rest = self.cursor.rest();
            let adjacent =
                self.language == Language::Python && rest.starts_with(['"', '\'']) && matches!(value, Value::Text(_));
            if rest.starts_with('+') {
                self.cursor.next();
                self.skip_space();
            } else if !adjacent {
                self.cursor = end;
                if self.is_at_end() {
                    return Some(value);
                }
                return self.unknown(from);
            }
            let right = self.operand()?;
            value = match (value.text(), right.text()) {
                (Some(left), Some(right)) => Value::Text(join(&[left, right], "")),
                _ => return self.unknown(from),
            };
        }
    }

    fn is_at_end(&self) -> bool {
        let mut next = *self;
        let line = next.cursor.at;
        next.skip_space();
        let broken = next.cursor.slice(line..next.cursor.at).contains('\n');
        broken
            || next
                .cursor
                .peek()
                .is_none_or(|c| matches!(c, ',' | ')' | '}' | ']' | ';' | ':' | '`'))
    }

    /// Steps over an operator that is not known, and what follows it.
    fn unknown(&mut self, from: usize) -> Option<Value> {
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

    fn raw(&self, from: usize) -> Value {
        let end = from + self.cursor.slice(from..self.cursor.at).trim_end().len();
        Value::unknown(&part(self.cursor.text, from..end.max(from)))
    }

    fn skip_brackets(&mut self) -> bool {
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

    fn operand(&mut self) -> Option<Value> {
        let from = self.cursor.at;
        let value = match self.cursor.peek()? {
            '"' | '\'' | '`' => self.string()?,
            '{' => self.object()?,
            '[' => self.list(']')?,
            '(' => match self.language {
                Language::Python => self.list(')')?,
                Language::JavaScript => {
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
    fn members(&mut self, mut value: Value, from: usize) -> Option<Value> {
        loop {
            if ["toString()", "encode()", "decode()"].iter().any(|call| {
                let found = self
                    .cursor
                    .rest()
                    .strip_prefix('.')
                    .is_some_and(|rest| rest.starts_with(call));
                self.cursor.at += if found { 1 + call.len() } else { 0 };
                found
            }) {
                continue;
            }
            match self.cursor.peek() {
                Some('.') | Some('?') if self.cursor.peek_second().is_some_and(|c| is_name(c) || c == '.') => {
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

    fn named(&mut self) -> Option<Value> {
        let from = self.cursor.at;
        let mut name = self.cursor.skip_while(|c| is_name(c) || c == '.');
        if matches!(self.cursor.slice(name.clone()), "new" | "await") {
            self.skip_space();
            name = self.cursor.skip_while(|c| is_name(c) || c == '.');
        }
        let text = part(self.cursor.text, name.clone());
        let word = self.cursor.slice(name.clone());
        let prefix = self.language == Language::Python
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
            "null" | "undefined" | "None" => Value::Nothing(text),
            "true" | "false" | "True" | "False" => Value::Bare(text),
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => Value::Bare(text),
            _ => self.assigned(word).unwrap_or_else(|| Value::unknown(&text)),
        })
    }

    /// Returns the value that a variable was given last.
    fn assigned(&self, name: &str) -> Option<Value> {
        let at = self.names.position(name, self.before)?;
        let mut reader = *self;
        reader.depth += 4;
        reader.before = at.saturating_sub(1);
        reader.cursor = Cursor::new(self.cursor.text, at, self.cursor.text.as_str().len());
        let value = reader.expression();
        let read = self.names.spend(reader.cursor.at.saturating_sub(at));
        value.filter(|value| read && !matches!(value, Value::Unknown(_)))
    }

    /// Reads a call of a function that makes a value.
    fn call(&mut self, name: &str, from: usize) -> Option<Value> {
        let arguments = self.arguments()?;
        let first = arguments.plain.first();
        let text = first.and_then(Value::text);
        let encoded = |encoding| {
            let text = text.as_ref()?;
            let mut draft = Draft::default();
            encode(&mut draft, text, encoding);
            Some(Value::Text(draft.finish()))
        };
        let known = match name {
            "JSON.stringify" | "json.dumps" => first.map(|value| Value::Text(value.json())),
            "URLSearchParams" | "url.URLSearchParams" => match first {
                None => Some(Value::Form(Text::default())),
                Some(Value::Text(text)) => Some(Value::Form(text.clone())),
                Some(value) => value.form(SEARCH_PARAMS).map(Value::Form),
            },
            "qs.stringify" | "querystring.stringify" => first.and_then(|value| value.form(COMPONENT)).map(Value::Text),
            "urlencode" | "urllib.parse.urlencode" | "parse.urlencode" => {
                first.and_then(|value| value.form(UNRESERVED)).map(Value::Text)
            }
            "encodeURIComponent" => encoded(COMPONENT),
            "quote" | "urllib.parse.quote" => encoded(DATA_STRING),
            "quote_plus" | "urllib.parse.quote_plus" => encoded(UNRESERVED),
            "btoa" | "window.btoa" => text.map(|text| Value::Text(standing_for(STANDARD.encode(text.as_str()), &text))),
            "Headers" | "dict" | "String" | "HTTPBasicAuth" | "requests.auth.HTTPBasicAuth"
                if arguments.plain.len() > 1 =>
            {
                Some(Value::List(arguments.plain))
            }
            "Headers" | "String" => first.cloned(),
            "FormData" => Some(Value::Multipart(Vec::new())),
            "Buffer.from" => text.and_then(|text| self.base64_of(&text)),
            _ => None,
        };
        Some(known.unwrap_or_else(|| self.raw(from)))
    }

    /// Node's `Buffer.from('id:secret').toString('base64')`.
    fn base64_of(&mut self, text: &Text) -> Option<Value> {
        let found = self.cursor.eat(".toString('base64')") || self.cursor.eat(".toString(\"base64\")");
        found.then(|| Value::Text(standing_for(STANDARD.encode(text.as_str()), text)))
    }

    fn object(&mut self) -> Option<Value> {
        let mut entries = Vec::new();
        self.cursor.eat("{");
        loop {
            self.skip_space();
            if self.cursor.eat("}") {
                return Some(Value::Table(entries));
            }
            let from = self.cursor.at;
            if self.cursor.eat("...") || self.cursor.eat("**") {
                if let Value::Table(more) = self.expression()? {
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
                    self.assigned(name.as_str()).unwrap_or_else(|| Value::unknown(&name))
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
    fn list(&mut self, close: char) -> Option<Value> {
        let mut values = Vec::new();
        let mut comma = close == ']';
        self.cursor.next();
        loop {
            self.skip_space();
            if self.cursor.peek()? == close {
                self.cursor.next();
                let only = (!comma && values.len() == 1).then(|| values.pop()).flatten();
                return Some(only.unwrap_or(Value::List(values)));
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

    fn string(&mut self) -> Option<Value> {
        self.string_with("")
    }

    fn string_with(&mut self, prefix: &str) -> Option<Value> {
        let at = self.cursor.place();
        let prefix = prefix.to_ascii_lowercase();
        let raw = prefix.contains('r');
        let quote = self.cursor.peek()?;
        let triple = quote.to_string().repeat(3);
        let close = if self.language == Language::Python && self.cursor.eat(&triple) {
            triple
        } else {
            self.cursor.next();
            quote.to_string()
        };
        let several_lines = quote == '`' || close.len() == 3;
        let mut pen = Pen::new(self.cursor.text);
        loop {
            if self.cursor.eat(&close) {
                return Some(Value::Text(placed(pen.finish(), at)));
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
        match value.filter(|_| whole) {
            Some(text) => {
                self.cursor = inner.cursor;
                pen.paste(&text);
            }
            None => {
                self.names.spend(inner.cursor.at.saturating_sub(from) + 64);
                self.cursor.skip_while(|c| !matches!(c, '}' | '\n'));
                self.cursor.eat("}").then_some(())?;
                pen.keep(from..self.cursor.at);
            }
        }
        Some(())
    }

    fn escape(&mut self, pen: &mut Pen<'_>) -> Option<()> {
        let at = self.cursor.at;
        self.cursor.next();
        if self.cursor.eat_newline() {
            return Some(());
        }
        let character = match self.cursor.peek()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '0' => '\0',
            'x' => return self.code(pen, at, 2),
            'u' => return self.code(pen, at, 4),
            _ => {
                pen.keep_next(&mut self.cursor);
                return Some(());
            }
        };
        self.cursor.next();
        pen.put(character, at);
        Some(())
    }

    fn code(&mut self, pen: &mut Pen<'_>, at: usize, digits: usize) -> Option<()> {
        self.cursor.next();
        let unit = |cursor: &mut Cursor<'_>, digits: usize| {
            let value = cursor
                .rest()
                .get(..digits)
                .and_then(|digits| u32::from_str_radix(digits, 16).ok())?;
            cursor.at += digits;
            Some(value)
        };
        if self.cursor.eat("{") {
            let digits = self.cursor.skip_while(|c| c.is_ascii_hexdigit());
            let code = u32::from_str_radix(self.cursor.slice(digits), 16).ok();
            self.cursor.eat("}");
            pen.put(code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER), at);
            return Some(());
        }
        let Some(first) = unit(&mut self.cursor, digits) else {
            pen.keep(at..self.cursor.at);
            return Some(());
        };
        let mut second = self.cursor;
        let low = (0xd800..0xdc00).contains(&first) && second.eat("\\u");
        let low = low
            .then(|| unit(&mut second, 4))
            .flatten()
            .filter(|low| (0xdc00..0xe000).contains(low));
        let code = match low {
            Some(low) => {
                self.cursor = second;
                0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00)
            }
            None => first,
        };
        pen.put(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), at);
        Some(())
    }
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// Steps over what follows a call: `.then(…)`, `.json()`.
pub(super) fn skip_chain(cursor: &mut Cursor<'_>) {
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
