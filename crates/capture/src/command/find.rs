//! Finds the commands in a text, and calls the reader of each.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::context::Context;
use super::script::request::ScriptCall;
use super::shell::command_line::CommandLine;
use super::shell::cursor::Cursor;
use super::shell::names::Names;
use super::shell::{bash, windows};
use super::{context, curl, httpie, powershell, script};
use crate::exchange::{Exchange, Request};
use crate::format::Format;
use crate::note::Note;
use crate::sink::Out;
use crate::text::placed::Text;

/// A request that a text holds as a command.
#[derive(Debug)]
pub(crate) struct FoundCommand {
    /// The program, or the function that is called.
    pub(crate) format: Format,
    /// The bytes of the text that it takes.
    pub(crate) range: Range<usize>,
    /// The request that it sends.
    pub(crate) request: Request,
    /// Notes on it.
    pub(crate) notes: Vec<Note>,
}

/// Says whether a text holds commands and nothing else that matters.
pub(crate) fn recognises(source: &str) -> bool {
    let start = source.trim_start();
    // Most captures are not text; a look at the first bytes spares the search.
    if start.starts_with(['{', '[']) || start.starts_with("<?xml") {
        return false;
    }
    let text = Text::new(source.to_owned(), Vec::new());
    let found = find(&text);
    let mut at = 0;
    let mut rest = String::new();
    for command in &found {
        rest.push_str(source.get(at..command.range.start).unwrap_or_default());
        at = command.range.end.max(at);
    }
    rest.push_str(source.get(at..).unwrap_or_default());
    !found.is_empty() && rest.lines().all(context::goes_with_commands)
}

/// Reads a text of commands.
pub(crate) fn read(text: &Text, out: &mut Out<'_, '_>) {
    let commands = find(text);
    let mut formats = commands.iter().map(|command| command.format);
    let first = formats.next().unwrap_or(Format::Commands);
    let is_same = formats.all(|format| format == first);
    out.set_format(if is_same { first } else { Format::Commands });
    for command in commands {
        out.summary.notes.extend(command.notes);
        let at = text.place(command.range.start).unwrap_or(out.start());
        out.exchange(Exchange::new(at, command.request, None));
    }
}

/// Finds the commands in a text, whatever stands around them.
pub(crate) fn find(text: &Text) -> Vec<FoundCommand> {
    let source = text.as_str();
    let mut found = Vec::new();
    let Some(programs) = PROGRAMS.as_ref() else {
        return found;
    };
    let mut matches = programs.find_iter(source).peekable();
    if matches.peek().is_none() {
        return found;
    }
    let names = Names::new(text);
    let mut done = 0;
    let mut line_end = 0;
    for candidate in matches {
        let range = candidate.start()..candidate.end();
        if range.start < done {
            continue;
        }
        if range.end > line_end {
            let behind = memchr::memchr(b'\n', &source.as_bytes()[range.end..]);
            line_end = behind.map_or(source.len(), |newline| range.end + newline);
        }
        let attempt = Attempt { text, names: &names, range, line_end };
        let mut line = CommandLine::default();
        let read = attempt.read(candidate.pattern().as_usize(), done, &mut line);
        match read {
            Some(read) => {
                // A here-document without an end was looked through in vain.
                names.spend(line.seen.saturating_sub(line.end));
                done = line.end.max(candidate.end());
                add_requests(read, done, line, &mut found);
            }
            // What is read in vain is paid for, so that the whole costs no more than a few passes over the text.
            None if line.seen > candidate.start() && !names.spend((line.seen - candidate.start()).max(COST)) => break,
            None => {}
        }
    }
    found
}

/// A command may send several requests, which share its bytes between them.
fn add_requests(read: ReadCommand, end: usize, line: CommandLine, found: &mut Vec<FoundCommand>) {
    let mut notes = line.notes;
    let starts: Vec<usize> = read.sent.iter().skip(1).map(|(_, at)| *at).chain([end]).collect();
    let mut start = read.start;
    for ((request, _), next) in read.sent.into_iter().zip(starts) {
        let next = next.max(start);
        found.push(FoundCommand {
            format: read.format,
            range: start..next,
            request,
            notes: std::mem::take(&mut notes),
        });
        start = next;
    }
}

/// The requests of a command.
struct ReadCommand {
    format: Format,
    start: usize,
    sent: Vec<(Request, usize)>,
}

/// A place where a command may stand.
struct Attempt<'a, 'n> {
    text: &'a Text,
    names: &'n Names<'a>,
    range: Range<usize>,
    /// The end of the line.
    line_end: usize,
}

impl Attempt<'_, '_> {
    fn read(&self, pattern: usize, done: usize, line: &mut CommandLine) -> Option<ReadCommand> {
        let (name, program) = WORDS.get(pattern)?;
        let source = self.text.as_str();
        let written = source.get(self.range.clone())?;
        let exact = written == *name || *program == Program::PowerShell;
        let place = context::around(source, self.range.clone(), done, self.names)?;
        if !exact {
            return None;
        }
        let cursor = Cursor::new(self.text, self.range.start, place.limit.unwrap_or(source.len()));
        let format = program.format();
        let start = self.range.start;
        let one = |request: Option<Request>| {
            let request = request?;
            Some(ReadCommand { format, start, sent: vec![(request, start)] })
        };
        match program {
            Program::Curl => self.curl(&place, cursor, line),
            Program::Httpie if place.starts_line => {
                *line = bash::read(cursor, self.names);
                one(httpie::read(line))
            }
            Program::PowerShell => one(powershell::cmdlet::read(self.behind(cursor), self.names, line)),
            Program::Script(call) => {
                let mut behind = self.behind(cursor);
                let method = match call {
                    ScriptCall::AxiosMethod | ScriptCall::Requests => {
                        let method = behind.skip_while(char::is_alphabetic);
                        behind.slice(method)
                    }
                    _ => "",
                };
                let (call, method) = match (call, method) {
                    (ScriptCall::AxiosMethod, "request") => (ScriptCall::Axios, ""),
                    (ScriptCall::Requests, "request") => (ScriptCall::RequestsMethod, ""),
                    (call, method) => (*call, method),
                };
                let known = method.is_empty() || METHODS.contains(&method);
                one(known.then(|| script::request::read(call, method, behind, self.names, line)).flatten())
            }
            Program::Httpie => None,
        }
    }

    fn behind<'c>(&self, mut cursor: Cursor<'c>) -> Cursor<'c> {
        cursor.at = self.range.end;
        cursor
    }

    /// Returns the line of the command where a caret or a backtick may continue it; else nothing.
    fn marked_line<'c>(&self, cursor: Cursor<'c>) -> &'c str {
        let line = cursor.until(self.line_end);
        let near = context::head(line, LONGEST_PROGRAM);
        let begins = near.find(['\'', '"']).is_some_and(|quote| near[..quote].ends_with('^'));
        let ends = context::tail(line, LONGEST_PROGRAM).trim_end().ends_with(['^', '`']);
        if (begins || ends) && self.names.spend(line.len()) { line } else { "" }
    }

    fn curl(&self, place: &Context, cursor: Cursor<'_>, line: &mut CommandLine) -> Option<ReadCommand> {
        let start = self.range.start;
        let first_line = self.marked_line(cursor);
        let first_quote = first_line.find(['\'', '"']).unwrap_or(first_line.len());
        let before_quote = first_line.get(..first_quote).unwrap_or_default();
        let continued = |mark: &str| {
            let is_escaped = |at: usize| first_line.get(..at).is_some_and(|before| before.ends_with('\\'));
            let quotes = |quote| first_line.match_indices(quote).filter(|(at, _)| !is_escaped(*at)).count();
            let closed = ['\'', '"'].into_iter().all(|quote| quotes(quote) % 2 == 0);
            closed && first_line.trim_end().ends_with(mark)
        };
        let carets = before_quote.ends_with('^') || continued(" ^");
        let backticks = continued(" `");
        *line = if carets || place.windows {
            windows::read(cursor)
        } else if place.powershell || backticks {
            powershell::cmdlet::words(cursor, self.names)
        } else {
            bash::read(cursor, self.names)
        };
        // In Windows PowerShell, `curl` is another name of `Invoke-WebRequest`.
        if powershell::cmdlet::is_alias(&line.words) {
            let request = powershell::cmdlet::read(self.behind(cursor), self.names, line)?;
            return Some(ReadCommand { format: Format::PowerShell, start, sent: vec![(request, start)] });
        }
        let sent = curl::transfer::read(self.text, line, !place.starts_line);
        (!sent.is_empty()).then_some(ReadCommand { format: Format::Curl, start, sent })
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Program {
    Curl,
    Httpie,
    PowerShell,
    Script(ScriptCall),
}

impl Program {
    fn format(self) -> Format {
        match self {
            Self::Curl => Format::Curl,
            Self::Httpie => Format::Httpie,
            Self::PowerShell => Format::PowerShell,
            Self::Script(ScriptCall::Fetch) => Format::Fetch,
            Self::Script(ScriptCall::Axios | ScriptCall::AxiosMethod) => Format::Axios,
            Self::Script(ScriptCall::Requests | ScriptCall::RequestsMethod) => Format::PythonRequests,
        }
    }
}

/// The words that a command begins with.
const WORDS: &[(&str, Program)] = &[
    ("curl.exe", Program::Curl),
    ("curl", Program::Curl),
    ("Invoke-WebRequest", Program::PowerShell),
    ("Invoke-RestMethod", Program::PowerShell),
    ("iwr", Program::PowerShell),
    ("irm", Program::PowerShell),
    ("fetch", Program::Script(ScriptCall::Fetch)),
    ("axios.", Program::Script(ScriptCall::AxiosMethod)),
    ("axios", Program::Script(ScriptCall::Axios)),
    ("requests.", Program::Script(ScriptCall::Requests)),
    ("httpx.", Program::Script(ScriptCall::Requests)),
    ("https", Program::Httpie),
    ("http", Program::Httpie),
    ("xhs", Program::Httpie),
    ("xh", Program::Httpie),
];

/// What an attempt costs at least.
const COST: usize = 64;

/// How far from the program a caret may be before the first quote.
const LONGEST_PROGRAM: usize = 1024;

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];

static PROGRAMS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).match_kind(aho_corasick::MatchKind::LeftmostFirst);
    builder.build(WORDS.iter().map(|(word, _)| *word)).ok()
});
