//! Programs that print the messages of HTTP in lines of their own make: what they add is taken off, so that the
//! messages stand there as they were sent.

use std::ops::Range;

use super::sheet::{Known, Sheet, SheetBuilder};
use crate::http;
use crate::text::draft::Draft;
use crate::text::placed::Text;

/// Takes off what programs add to the lines of messages: `\r` and `.` at their ends, `[\r][\n]`, quotes, directions.
pub(super) fn unwrapped(mut sheet: Sheet) -> Sheet {
    let has = |sign: &&str| memchr::memmem::find(sheet.text.as_str().as_bytes(), sign.as_bytes()).is_some();
    if !SIGNS.iter().any(has) {
        return sheet;
    }
    let text = std::mem::take(&mut sheet.text);
    let lines = std::mem::take(&mut sheet.lines);
    let content = |at: usize| lines.get(at).map_or("", |line| &text.as_str()[line.range.clone()]);
    let marks_ends = lines.iter().filter(|line| text.as_str()[line.range.clone()].ends_with("\\r")).count() > 2;
    let prints_heads = (0..lines.len()).any(|at| {
        let quoted = wire(content(at)).and_then(|(_, rest)| rest.strip_prefix('"'));
        quoted.is_some_and(|quoted| is_start(quoted.split("[\\r]").next().unwrap_or_default()))
    });
    let mut reader = TraceReader {
        text: &text,
        builder: SheetBuilder::default(),
        marks_ends,
        prints_heads,
        state: State::default(),
    };
    for line in &lines {
        reader.line(line.range.clone(), &line.known);
    }
    let builder = reader.builder;
    builder.finish(sheet.records)
}

struct TraceReader<'a> {
    text: &'a Text,
    builder: SheetBuilder,
    /// Lines end in a printed `\r`.
    marks_ends: bool,
    /// Apache's wire log prints the heads of messages, too, so that its log of headers only repeats them.
    prints_heads: bool,
    state: State,
}

/// What the lines before say about the next one.
#[derive(Default)]
struct State {
    /// The direction of the message at hand.
    direction: Option<u8>,
    /// The head of the message at hand came from the log of headers.
    is_head: bool,
    /// A packet of ngrep is printed.
    is_packet: bool,
}

impl TraceReader<'_> {
    fn line(&mut self, range: Range<usize>, known: &Known) {
        let line = &self.text.as_str()[range.clone()];
        let logged = Known { is_logged: true, ..known.clone() };
        if let Some((direction, rest)) = wire(line) {
            let start = range.end - rest.len();
            self.wire(direction, start..range.end, &logged);
            return;
        }
        self.state.direction = None;
        if self.state.is_packet && line.is_empty() || is_packet(line) {
            self.state.is_packet = is_packet(line);
            self.builder.add(self.text, range.start..range.start, &logged);
        } else if let Some(content) = self.state.is_packet.then(|| line.strip_suffix('.')).flatten() {
            self.builder.add(self.text, range.start..range.start + content.len(), &logged);
        } else if let Some(content) = line.strip_suffix("\\r").filter(|_| self.marks_ends) {
            self.builder.add(self.text, range.start..range.start + content.len(), &logged);
        } else if let Some(at) = socat(line).filter(|_| self.marks_ends) {
            self.builder.add(self.text, range.start..range.start + at, known);
            self.builder.add(self.text, range.end..range.end, known);
        } else if let Some(inside) = quoted(line) {
            self.quoted(range.start + inside.start..range.start + inside.end, range, &logged);
        } else if let Some(at) = netty(line) {
            self.builder.add(self.text, range.start + at..range.end, &logged);
        } else {
            self.builder.add(self.text, range, known);
        }
    }

    /// A line of Apache's HTTP client: `http-outgoing-0 >> "POST /token HTTP/1.1[\r][\n]"`.
    fn wire(&mut self, direction: u8, rest: Range<usize>, known: &Known) {
        let content = &self.text.as_str()[rest.clone()];
        let inside = content.strip_prefix('"').map(|inside| inside.strip_suffix('"').unwrap_or(inside));
        if self.state.direction.is_some_and(|before| before != direction) {
            self.builder.add(self.text, rest.start..rest.start, known);
            self.state.is_head = false;
        }
        self.state.direction = Some(direction);
        let Some(inside) = inside else {
            if !self.prints_heads {
                self.state.is_head = true;
                self.builder.add(self.text, rest, known);
            }
            return;
        };
        if std::mem::take(&mut self.state.is_head) {
            self.builder.add(self.text, rest.start..rest.start, known);
        }
        let start = rest.start + 1;
        let ended = ["[\\r][\\n]", "[\\n]"].iter().find_map(|mark| inside.strip_suffix(mark));
        let is_size =
            |line: &str| !line.is_empty() && line.len() <= 8 && line.bytes().all(|byte| byte.is_ascii_hexdigit());
        if ended.is_some_and(is_size) {
            // The size of a chunk.
            return;
        }
        let content = ended.unwrap_or(inside);
        self.builder.begin();
        unescape_bytes(self.text, start..start + content.len(), &mut self.builder.draft);
        self.builder.end(known, self.text.place(rest.end));
    }

    /// A string that holds a message with its line breaks escaped, as Go's `%q` and Python's `http.client` print it.
    fn quoted(&mut self, inside: Range<usize>, line: Range<usize>, known: &Known) {
        self.builder.begin();
        unescape_bytes(self.text, inside.clone(), &mut self.builder.draft);
        self.builder.end(known, self.text.place(inside.end));
        let behind = inside.end + 1..line.end;
        if behind.len() > 1 && !self.text.as_str()[behind.clone()].trim().is_empty() {
            self.builder.add(self.text, behind, known);
        }
    }
}

/// Finds the direction and what follows it in a line of Apache's HTTP client.
fn wire(line: &str) -> Option<(u8, &str)> {
    let at = memchr::memmem::find(line.as_bytes(), b"http-outgoing-")?;
    let behind = line[at + 14..].trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = behind.strip_prefix(' ')?;
    let direction = *rest.as_bytes().first()?;
    let content = rest.strip_prefix(">>").or_else(|| rest.strip_prefix("<<"))?;
    Some((direction, content.strip_prefix(' ').unwrap_or(content)))
}

/// `T 192.0.2.1:50000 -> 192.0.2.2:80 [AP] #4` of ngrep.
fn is_packet(line: &str) -> bool {
    let behind = line.strip_prefix("T ").or_else(|| line.strip_prefix("U "));
    behind.is_some_and(|behind| behind.contains(" -> ") && behind.starts_with(|c: char| c.is_ascii_hexdigit()))
}

/// Finds `< 2026/03/02 10:11:12.345678  length=54 from=154 to=207`, which socat prints behind a body without an end.
fn socat(line: &str) -> Option<usize> {
    let length = line.find("  length=")?;
    let at = line[..length].rfind(['<', '>'])?;
    let date = line[at + 1..length].trim();
    (date.len() > 18 && date.starts_with(|c: char| c.is_ascii_digit()) && line[length..].contains(" to=")).then_some(at)
}

/// `[e1c0-1, L:/192.0.2.5:50000 - R:id.example/192.0.2.1:443] WRITE: 88B POST /token HTTP/1.1` of Netty.
fn netty(line: &str) -> Option<usize> {
    ["] WRITE: ", "] READ: "].iter().find_map(|mark| {
        let at = line.find(mark)? + mark.len();
        let digits = line[at..].bytes().take_while(u8::is_ascii_digit).count();
        let behind = line[at + digits..].strip_prefix("B ")?;
        (digits > 0 && is_start(behind)).then_some(line.len() - behind.len())
    })
}

/// Finds the string of a line that holds a message, or a part of one, with its line breaks escaped.
fn quoted(line: &str) -> Option<Range<usize>> {
    if let Some(rest) = line.strip_prefix("header: ") {
        return rest.contains(": ").then_some(8..line.len());
    }
    let (open, quote) = if line.starts_with("send: b") || line.starts_with("reply: ") {
        let open = line.find(['\'', '"'])?;
        (open, line.as_bytes()[open])
    } else {
        let open = memchr::memchr2_iter(b'"', b'\'', line.as_bytes()).take(8).find(|open| {
            let inside = &line[open + 1..];
            inside.split_once("\\r\\n").is_some_and(|(first, _)| is_start(first))
                && !line[..*open].ends_with("_header: ")
        })?;
        (open, line.as_bytes()[open])
    };
    let bytes = line.as_bytes();
    let mut at = open + 1;
    while at < bytes.len() && bytes[at] != quote {
        at += 1 + usize::from(bytes[at] == b'\\');
    }
    Some(open + 1..at.min(bytes.len())).filter(|range| line.get(range.clone()).is_some())
}

/// Returns whether a line is the first one of a message.
fn is_start(line: &str) -> bool {
    http::parse::request_line(line).is_some() || http::head::status(line).is_some()
}

/// Undoes the escapes of Go, Python and Apache's wire log; carriage returns are left out.
fn unescape_bytes(text: &Text, range: Range<usize>, draft: &mut Draft) {
    let source = text.as_str();
    let mut done = range.start;
    let mut at = range.start;
    while let Some(found) = memchr::memchr2(b'\\', b'[', &source.as_bytes()[at..range.end]) {
        let start = at + found;
        let rest = &source[start..range.end];
        match escape(rest) {
            Some((character, length)) => {
                draft.push(text, done..start);
                if let Some(character) = character {
                    draft.push_char(character, text.place(start));
                }
                at = start + length;
                done = at;
            }
            None => at = start + 1,
        }
    }
    draft.push(text, done..range.end);
}

/// Reads an escape: the character that it stands for, if any, and how many bytes it takes.
fn escape(rest: &str) -> Option<(Option<char>, usize)> {
    let hex = |from: usize| u8::from_str_radix(rest.get(from..from + 2)?, 16).ok().filter(u8::is_ascii).map(char::from);
    let plain = |character| Some((Some(character), 2));
    if rest.starts_with("[\\r]") {
        return Some((None, 4));
    }
    if rest.starts_with("[\\n]") {
        return Some((Some('\n'), 4));
    }
    if rest.starts_with("[0x") {
        let close = rest.get(..6).filter(|piece| piece.ends_with(']'))?;
        return hex(3).map(|character| (Some(character), close.len()));
    }
    match rest.as_bytes().get(..2)? {
        b"\\r" => Some((None, 2)),
        b"\\n" => plain('\n'),
        b"\\t" => plain('\t'),
        b"\\\"" => plain('"'),
        b"\\'" => plain('\''),
        b"\\\\" => plain('\\'),
        b"\\x" => hex(2).map(|character| (Some(character), 4)),
        _ => None,
    }
}

/// One of these is in each text that this is about.
const SIGNS: [&str; 8] = ["http-outgoing-", "\\r\n", "\\r\\n", "  length=", " -> ", "] WRITE: ", "send: b", "reply: "];
