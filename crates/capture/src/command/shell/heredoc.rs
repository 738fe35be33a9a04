//! Here-documents (Bash manual §3.6.6).

use super::bash::BashReader;
use super::cursor::Pen;
use crate::note::NoteKind;

/// A here-document that a command asks for.
pub(crate) struct Heredoc {
    pub(crate) delimiter: String,
    /// `<<-` strips tabs.
    pub(crate) strip: bool,
}

impl BashReader<'_, '_> {
    /// A here-document starts behind the line of the command.
    pub(crate) fn read_heredoc(&mut self, heredoc: &Heredoc) {
        let mut cursor = self.cursor;
        cursor.skip_while(|c| c != '\n');
        cursor.eat("\n");
        let mut pen = Pen::new(cursor.text);
        while !cursor.rest().is_empty() && self.names.spend(0) {
            if heredoc.strip {
                cursor.skip_while(|c| c == '\t');
            }
            let line = cursor.line();
            let from = cursor.at;
            cursor.at += line.len();
            let line_end = cursor.at;
            if line != heredoc.delimiter {
                cursor.eat_newline();
                pen.keep(from..line_end);
                pen.put('\n', line_end);
                continue;
            }
            self.line.seen = cursor.at;
            self.line.stdin = Some(pen.finish());
            // What follows the command on its own line is not part of it.
            if self.cursor.line().trim().is_empty() {
                self.line.end = cursor.at;
            }
            return;
        }
        self.line.seen = cursor.at;
        self.line.note(
            NoteKind::CommandCut,
            "this command's here-document has no end and was not read",
            self.cursor.place(),
        );
    }
}
