//! Words as bash and its relatives take them apart (Bash manual §3.1.2, "Quoting").

use super::ansi_c;
use super::command_line::{CommandLine, Word, unclosed};
use super::cursor::{Cursor, Pen, placed};
use super::heredoc::Heredoc;
use super::names::Names;
use crate::note::NoteKind;
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};

/// Reads the command that starts at the cursor.
pub(crate) fn read(cursor: Cursor<'_>, names: &Names<'_>) -> CommandLine {
    let mut reader = BashReader { cursor, names, line: CommandLine::default(), heredoc: None, is_joined: false };
    reader.words();
    reader.line.end = reader.cursor.at;
    reader.line.seen = reader.line.end;
    if let Some(heredoc) = reader.heredoc.take() {
        reader.read_heredoc(&heredoc);
    }
    reader.line
}

/// Reads the one word at the cursor, as an assignment has it.
pub(crate) fn word(cursor: &mut Cursor<'_>, names: &Names<'_>) -> Option<Text> {
    let mut reader =
        BashReader { cursor: *cursor, names, line: CommandLine::default(), heredoc: None, is_joined: false };
    let word = reader.word();
    *cursor = reader.cursor;
    word
}

/// Takes a command apart.
pub(crate) struct BashReader<'a, 'n> {
    pub(crate) cursor: Cursor<'a>,
    pub(crate) names: &'n Names<'n>,
    pub(crate) line: CommandLine,
    heredoc: Option<Heredoc>,
    /// A line went on without a backslash.
    is_joined: bool,
}

impl BashReader<'_, '_> {
    fn words(&mut self) {
        loop {
            self.cursor.skip_while(is_blank);
            let from = self.cursor.at;
            if self.continuation() {
                continue;
            }
            match self.cursor.peek() {
                None | Some(';' | '|' | ')') => return,
                Some('&') if self.cursor.peek_second() != Some('>') => return self.ampersand(),
                Some('\n' | '\r') if self.is_newline() => {
                    if !self.joins_next_line() {
                        return;
                    }
                }
                Some('#') => return,
                Some('<' | '>' | '&') => self.redirection(),
                Some('0'..='9') if self.is_numbered_redirection() => self.redirection(),
                Some(_) => {
                    let Some(text) = self.word() else { return };
                    let range = from..self.cursor.at;
                    self.line.words.push(Word { text, range });
                }
            }
        }
    }

    /// An unquoted `&` ends the command, which people overlook in URLs.
    fn ampersand(&mut self) {
        let last = self.line.words.last();
        let in_url =
            last.is_some_and(|word| word.range.end == self.cursor.at && word.text.as_str().contains(['?', '=']));
        if in_url && self.cursor.peek_second().is_some_and(char::is_alphanumeric) {
            self.line.note(
                NoteKind::CommandEndsEarly,
                "an unquoted `&` ends the command here, so a shell doesn't send what follows; quote the URL or the data",
                self.cursor.place(),
            );
        }
    }

    fn is_newline(&self) -> bool {
        self.cursor.rest().starts_with('\n') || self.cursor.rest().starts_with("\r\n")
    }

    /// Steps over a backslash with its line break, and the prompt that a shell shows on the next line. Blanks behind
    /// the backslash, and the loss of it, are what copying does to a command.
    fn continuation(&mut self) -> bool {
        let mut next = self.cursor;
        if !next.eat("\\") {
            return false;
        }
        let blanks = !next.skip_while(is_blank).is_empty();
        if !next.eat_newline() {
            return false;
        }
        next.skip_while(is_blank);
        skip_prompt(&mut next);
        if blanks && !starts_option(next.rest()) {
            return false;
        }
        self.cursor = next;
        true
    }

    fn joins_next_line(&mut self) -> bool {
        let mut next = self.cursor;
        next.eat_newline();
        next.skip_while(is_blank);
        skip_prompt(&mut next);
        if self.line.words.len() < 2 || !starts_option(next.rest()) {
            return false;
        }
        if !std::mem::replace(&mut self.is_joined, true) {
            self.line.note(
                NoteKind::CommandJoined,
                "the command continues on the next line without a backslash; the lines were read as one command",
                self.cursor.place(),
            );
        }
        self.cursor = next;
        true
    }

    fn is_numbered_redirection(&self) -> bool {
        matches!(self.cursor.peek_second(), Some('<' | '>'))
    }

    /// Reads `>file`, `2>&1`, `<file`, `<<EOF`, `<<<word`.
    fn redirection(&mut self) {
        let at = self.cursor.place();
        self.cursor.skip_while(|c| c.is_ascii_digit() || c == '&');
        if self.cursor.eat("<<<") {
            self.cursor.skip_while(is_blank);
            if let Some(word) = self.word() {
                let mut draft = Draft::default();
                draft.push(&word, 0..word.as_str().len());
                draft.push_char('\n', None);
                self.line.stdin = Some(draft.finish());
            }
            return;
        }
        if self.cursor.eat("<<") {
            let strip = self.cursor.eat("-");
            self.cursor.skip_while(is_blank);
            if let Some(delimiter) = self.word() {
                self.heredoc = Some(Heredoc { delimiter: delimiter.as_str().to_owned(), strip });
            }
            return;
        }
        let reads = self.cursor.rest().starts_with('<');
        self.cursor.skip_while(|c| matches!(c, '<' | '>' | '&' | '|'));
        self.cursor.skip_while(is_blank);
        self.word();
        if reads {
            self.line.note(NoteKind::CommandFile, "the command reads a file that is not in the capture", at);
        }
    }

    /// Reads a word up to a blank or an operator; `None` if a quote is not closed.
    fn word(&mut self) -> Option<Text> {
        let at = self.cursor.place();
        let mut pen = Pen::new(self.cursor.text);
        while let Some(character) = self.cursor.peek() {
            let opened = self.cursor.place();
            let closed = match character {
                ' ' | '\t' | '\n' | ';' | '&' | '|' | ')' | '<' | '>' => break,
                '\r' if self.is_newline() => break,
                '\'' => self.single('\'', &mut pen),
                '"' => self.double('"', &mut pen),
                // What mail programs and word processors make of quotes.
                '\u{2018}' => self.single('\u{2019}', &mut pen),
                '\u{201c}' => self.double('\u{201d}', &mut pen),
                '$' if self.cursor.peek_second() == Some('\'') => ansi_c::read(&mut self.cursor, &mut pen),
                '$' if self.cursor.peek_second() == Some('"') => {
                    self.cursor.next();
                    true
                }
                '$' | '`' => self.expansion(&mut pen),
                '\\' => {
                    if !self.continuation() {
                        self.cursor.next();
                        pen.keep_next(&mut self.cursor);
                    }
                    true
                }
                _ => {
                    pen.keep_next(&mut self.cursor);
                    true
                }
            };
            if !closed {
                self.line.notes.push(unclosed(opened));
                return None;
            }
        }
        Some(placed(pen.finish(), at))
    }

    fn single(&mut self, close: char, pen: &mut Pen<'_>) -> bool {
        self.cursor.next();
        let inner = self.cursor.skip_while(|c| c != close);
        pen.keep(inner);
        self.cursor.next().is_some()
    }

    fn double(&mut self, close: char, pen: &mut Pen<'_>) -> bool {
        self.cursor.next();
        loop {
            match self.cursor.peek() {
                None => return false,
                Some(c) if c == close => {
                    self.cursor.next();
                    return true;
                }
                Some('\\') => match self.cursor.peek_second() {
                    Some('"' | '\\' | '$' | '`') => {
                        self.cursor.next();
                        pen.keep_next(&mut self.cursor);
                    }
                    Some('\n') => {
                        self.cursor.next();
                        self.cursor.next();
                    }
                    _ => pen.keep_next(&mut self.cursor),
                },
                Some('$' | '`') => {
                    if !self.expansion(pen) {
                        return false;
                    }
                }
                Some(_) => pen.keep_next(&mut self.cursor),
            }
        }
    }

    /// Reads `$NAME`, `${…}`, `$(…)` or `` `…` ``: the value where the text assigns one, the expression itself
    /// otherwise.
    fn expansion(&mut self, pen: &mut Pen<'_>) -> bool {
        let from = self.cursor.at;
        let mut next = self.cursor;
        let opened = next.next();
        let mut name = None;
        let closed = if opened == Some('`') {
            next.skip_while(|c| c != '`');
            next.next().is_some()
        } else if next.eat("{") {
            let inner = next.skip_while(|c| !matches!(c, '}' | '\n'));
            name = Some(inner);
            next.eat("}")
        } else if next.rest().starts_with('(') {
            skip_parentheses(&mut next)
        } else {
            name = Some(next.skip_while(|c| c.is_ascii_alphanumeric() || c == '_'));
            true
        };
        self.cursor = next;
        if !closed {
            return false;
        }
        let value = name.and_then(|name| self.names.shell(self.cursor.slice(name), from));
        match value {
            Some(value) => pen.paste(&value),
            None => pen.keep(from..next.at),
        }
        true
    }
}

/// Steps over `(…)`, with what is quoted or in parentheses inside.
pub(crate) fn skip_parentheses(cursor: &mut Cursor<'_>) -> bool {
    let mut depth = 0_usize;
    while let Some(character) = cursor.next() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '\'' | '"' => {
                cursor.skip_while(|c| c != character);
                cursor.next();
            }
            '\\' => {
                cursor.next();
            }
            _ => {}
        }
        if depth == 0 {
            return true;
        }
    }
    false
}

/// `> ` is the prompt of bash inside of a command, and what mail programs put in front of quoted lines.
fn skip_prompt(cursor: &mut Cursor<'_>) {
    let mut next = *cursor;
    if next.eat("> ") {
        next.skip_while(is_blank);
        let rest = next.rest();
        if rest.starts_with(['-', '\'', '"', '@', '\\']) || rest.starts_with("http") {
            *cursor = next;
        }
    }
}

fn starts_option(rest: &str) -> bool {
    let letter = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    rest.strip_prefix("--").is_some_and(letter) || rest.strip_prefix('-').is_some_and(letter)
}

pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\u{a0}')
}

/// Cuts the blanks off both ends.
pub(crate) fn trim(text: &Text) -> Text {
    let value = text.as_str();
    let from = value.len() - value.trim_start().len();
    let trimmed = part(text, from..from + value.trim().len());
    placed(trimmed, text.place(from))
}
