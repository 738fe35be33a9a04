//! Objects that are not JSON but print like it: of Python, of JavaScript, with typographic quotes, with escaped quotes
//! in a log.

use std::ops::Range;

use crate::text::draft::Draft;
use crate::text::placed::Text;
use crate::transcript::body::Fuel;
use crate::transcript::page::TextPage;

/// Reads the object that starts at a byte; returns it as JSON, and the byte behind it. Values that are not literals (a
/// variable, a call) make it source code, which was not sent: `None`.
pub(super) fn object(page: &TextPage, start: usize, fuel: &Fuel) -> Option<(Text, usize)> {
    if !fuel.burn(0) {
        return None;
    }
    let mut reader = ObjectReader {
        text: &page.text,
        source: &page.text.as_str()[..limit(page.text.as_str(), start)],
        at: start,
        draft: Draft::default(),
        escaped: page.text.as_str()[start..].starts_with("{\\\""),
    };
    let read = reader.object();
    fuel.burn(reader.at - start);
    read?;
    Some((reader.draft.finish(), reader.at))
}

fn limit(source: &str, start: usize) -> usize {
    let mut limit = source.len().min(start + LONGEST);
    while !source.is_char_boundary(limit) {
        limit -= 1;
    }
    limit
}

struct ObjectReader<'a> {
    text: &'a Text,
    source: &'a str,
    at: usize,
    draft: Draft,
    /// Quotes have a backslash before them.
    escaped: bool,
}

impl ObjectReader<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        let mut skipped = rest.len() - rest.trim_start().len();
        if self.escaped {
            while rest[skipped..].starts_with("\\n")
                || rest[skipped..].starts_with("\\t")
                || rest[skipped..].starts_with("\\r")
            {
                skipped += 2;
                skipped += rest[skipped..].len() - rest[skipped..].trim_start().len();
            }
        }
        self.at += skipped;
    }

    fn push(&mut self, character: char) {
        self.draft.push_char(character, self.text.place(self.at));
    }

    /// Reads to the brace that closes the first one; depth is counted, not recursed into.
    fn object(&mut self) -> Option<()> {
        let mut open: Vec<char> = Vec::new();
        loop {
            self.skip_blanks();
            let next = self.rest().chars().next()?;
            match next {
                '{' | '[' => {
                    open.push(if next == '{' { '}' } else { ']' });
                    self.push(next);
                    self.at += 1;
                    if open.len() > DEEPEST {
                        return None;
                    }
                }
                '}' | ']' => {
                    if open.pop()? != next {
                        return None;
                    }
                    self.push(next);
                    self.at += 1;
                    if open.is_empty() {
                        return Some(());
                    }
                }
                ',' => self.comma(),
                ':' => {
                    self.push(':');
                    self.at += 1;
                }
                // Ruby, and the lists of JavaScript.
                '=' if self.rest().starts_with("=>") => {
                    self.push(':');
                    self.at += 2;
                }
                _ if self.quote().is_some() => self.string()?,
                _ => self.word()?,
            }
        }
    }

    /// A comma before a closing brace is none of JSON's.
    fn comma(&mut self) {
        let place = self.text.place(self.at);
        self.at += 1;
        self.skip_blanks();
        if !self.rest().starts_with(['}', ']']) {
            self.draft.push_char(',', place);
        }
    }

    /// Returns how the string that starts here is closed, and how long its opening quote is.
    fn quote(&self) -> Option<(&'static str, usize)> {
        let rest = self.rest();
        let quotes: [(&str, &str); 4] = [("\"", "\""), ("'", "'"), ("\u{201c}", "\u{201d}"), ("\u{2018}", "\u{2019}")];
        if self.escaped {
            return rest.starts_with("\\\"").then_some(("\\\"", 2));
        }
        // Python marks text and bytes before the quote.
        let prefix = usize::from(rest.starts_with("u'") || rest.starts_with("b'"));
        let quote = quotes.iter().find(|(open, _)| rest[prefix..].starts_with(open));
        quote.map(|(open, close)| (*close, prefix + open.len()))
    }

    fn string(&mut self) -> Option<()> {
        let (close, opening) = self.quote()?;
        self.push('"');
        self.at += opening;
        let Some(length) = self.string_length(close) else {
            // What was looked at in vain is paid for.
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            return None;
        };
        let range = self.at..self.at + length;
        self.content(range);
        self.at += length;
        self.push('"');
        self.at += close.len();
        Some(())
    }

    fn string_length(&self, close: &str) -> Option<usize> {
        let rest = self.rest();
        let mut at = 0;
        loop {
            let end = at + rest[at..].find(close)?;
            let backslashes = rest[..end].bytes().rev().take_while(|byte| *byte == b'\\').count();
            if rest[at..end].contains('\n') {
                return None;
            }
            if backslashes % 2 == 0 || close.len() > 1 && !close.starts_with('\\') {
                return Some(end);
            }
            at = end + close.len();
        }
    }

    fn content(&mut self, range: Range<usize>) {
        let source = self.source;
        let mut from = range.start;
        for (index, _) in source[range.clone()].match_indices('"') {
            let at = range.start + index;
            if source[range.start..at].ends_with('\\') {
                continue;
            }
            self.draft.push(self.text, from..at);
            self.draft.push_char('\\', self.text.place(at));
            from = at;
        }
        self.draft.push(self.text, from..range.end);
    }

    /// A name without quotes, a number, `true`, `None`.
    fn word(&mut self) -> Option<()> {
        let rest = self.rest();
        let length =
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+'))).unwrap_or(rest.len());
        let word = &rest[..length];
        let is_name = rest[length..].trim_start().starts_with(':') && !self.draft.as_str().ends_with(':');
        let range = self.at..self.at + length;
        if is_name && !word.is_empty() {
            self.push('"');
            self.draft.push(self.text, range);
            self.push('"');
        } else {
            let json = match word {
                "None" | "undefined" | "null" => "null",
                "True" | "true" => "true",
                "False" | "false" => "false",
                number if number.parse::<f64>().is_ok() => {
                    self.draft.push(self.text, range);
                    ""
                }
                _ => return None,
            };
            for character in json.chars() {
                self.push(character);
            }
        }
        self.at += length;
        Some(())
    }
}

/// The longest such object.
const LONGEST: usize = 16 * 1024;

/// How deep objects may be in each other.
const DEEPEST: usize = 6;
