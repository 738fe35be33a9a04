//! Words as the Windows command processor and the C runtime take them apart: first cmd.exe with its carets, then the
//! program with its quotes (Microsoft C reference, "Parsing C command-line arguments").

use super::command_line::{CommandLine, Word, unclosed};
use super::cursor::{Cursor, Pen, placed};
use crate::note::NoteKind;

/// Reads the command that starts at the cursor.
pub(crate) fn read(cursor: Cursor<'_>) -> CommandLine {
    let mut shell = Shell { cursor, quoted: false, characters: Vec::new(), line: CommandLine::default() };
    shell.run();
    let Shell { cursor: end, characters, mut line, .. } = shell;
    line.end = end.at;
    line.seen = end.at;
    arguments(cursor, &characters, &mut line);
    line
}

/// A character as cmd.exe hands it over.
#[derive(Clone, Copy)]
struct CmdCharacter {
    character: char,
    /// Its offset.
    at: usize,
    /// It was behind a caret.
    escaped: bool,
}

struct Shell<'a> {
    cursor: Cursor<'a>,
    quoted: bool,
    characters: Vec<CmdCharacter>,
    line: CommandLine,
}

impl Shell<'_> {
    fn run(&mut self) {
        while let Some(character) = self.cursor.peek() {
            let at = self.cursor.at;
            match character {
                // In quotes cmd.exe takes a caret as it is; what Chrome copied before version 120 has them there
                // nevertheless.
                '^' if !self.quoted || self.is_escape_in_quotes() => {
                    self.cursor.next();
                    self.caret();
                }
                '\n' => return,
                '\r' if self.cursor.rest().starts_with("\r\n") => return,
                '&' | '|' if !self.quoted => return,
                '<' | '>' if !self.quoted => self.redirection(),
                _ => {
                    self.quoted ^= character == '"';
                    self.give(character, at, false);
                    self.cursor.next();
                }
            }
        }
    }

    fn is_escape_in_quotes(&self) -> bool {
        let behind_percent = self.characters.last().is_some_and(|given| given.escaped && given.character == '%');
        behind_percent || self.cursor.peek_second().is_some_and(|next| !next.is_alphanumeric())
    }

    /// A caret makes the next character a plain one; at the end of a line, the first one of the next line.
    fn caret(&mut self) {
        if self.cursor.eat_newline() {
            let at = self.cursor.at;
            if self.cursor.eat_newline() {
                self.give('\n', at, true);
                return;
            }
        }
        if let Some(character) = self.cursor.peek() {
            self.give(character, self.cursor.at, true);
            self.cursor.next();
        }
    }

    fn redirection(&mut self) {
        // The number of a stream: `2>`.
        if self.characters.last().is_some_and(|given| given.character.is_ascii_digit()) {
            let alone = self.characters.iter().rev().nth(1).is_some_and(|given| given.character == ' ');
            if alone {
                self.characters.pop();
            }
        }
        if self.cursor.peek() == Some('<') {
            self.line.note(
                NoteKind::CommandFile,
                "the command reads a file that is not in the capture",
                self.cursor.place(),
            );
        }
        self.cursor.skip_while(|c| matches!(c, '<' | '>' | '&'));
        self.cursor.skip_while(|c| c == ' ');
        self.cursor.skip_while(|c| !c.is_whitespace() && c != '&' && c != '|');
    }

    fn give(&mut self, character: char, at: usize, escaped: bool) {
        self.characters.push(CmdCharacter { character, at, escaped });
    }
}

fn arguments(source: Cursor<'_>, characters: &[CmdCharacter], line: &mut CommandLine) {
    let mut rest = characters;
    loop {
        let blanks = rest.iter().take_while(|given| is_separator(given.character)).count();
        rest = rest.get(blanks..).unwrap_or_default();
        let Some(first) = rest.first() else { return };
        let mut pen = Pen::new(source.text);
        let Some(length) = argument(source, rest, &mut pen) else {
            line.notes.push(unclosed(source.text.place(first.at)));
            return;
        };
        let last = rest.get(length.saturating_sub(1)).unwrap_or(first);
        let text = placed(pen.finish(), source.text.place(first.at));
        line.words.push(Word { text, range: first.at..last.at + last.character.len_utf8() });
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// Reads one argument and returns how many characters it takes; `None` if a quote is not closed.
fn argument(source: Cursor<'_>, given: &[CmdCharacter], pen: &mut Pen<'_>) -> Option<usize> {
    let mut quoted = false;
    // Browsers double every backslash, though the C runtime halves them in front of a quote only.
    let copied = given.first().is_some_and(|first| first.escaped && first.character == '"');
    let mut at = 0;
    while let Some(one) = given.get(at) {
        match one.character {
            '\\' => {
                let backslashes = given.iter().skip(at).take_while(|given| given.character == '\\').count();
                let quote = given.get(at + backslashes).filter(|next| next.character == '"');
                let halved = quote.is_some() || copied && backslashes % 2 == 0;
                let kept = if halved { backslashes / 2 } else { backslashes };
                for index in 0..kept {
                    keep(source, given.get(at + index), pen);
                }
                at += backslashes;
                if quote.is_some() && backslashes % 2 == 1 {
                    keep(source, quote, pen);
                    at += 1;
                }
            }
            '"' => {
                let doubled = quoted && given.get(at + 1).is_some_and(|next| next.character == '"');
                if doubled {
                    keep(source, Some(one), pen);
                } else {
                    quoted = !quoted;
                }
                at += 1 + usize::from(doubled);
            }
            character if is_separator(character) && !quoted => break,
            _ => {
                keep(source, Some(one), pen);
                at += 1;
            }
        }
    }
    (!quoted).then_some(at)
}

fn keep(source: Cursor<'_>, given: Option<&CmdCharacter>, pen: &mut Pen<'_>) {
    let Some(given) = given else { return };
    let range = given.at..given.at + given.character.len_utf8();
    let as_it_stands = source.slice(range.clone()).starts_with(given.character);
    if as_it_stands {
        pen.keep(range);
    } else {
        pen.put(given.character, given.at);
    }
}

fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\u{a0}')
}
