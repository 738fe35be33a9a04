//! What mail programs, ticket systems and Markdown did to a text, undone.

use std::ops::Range;

use crate::record::page::Unwrapped;
use crate::text::draft::Draft;
use crate::text::placed::Text;
use crate::transcript::body::Fuel;
use crate::transcript::page::{PageLine, lines_of};
use crate::{http, record};

/// Lays a text out: `>` of quoted mail is taken off, characters that were escaped for HTML or Markdown stand for
/// themselves where the whole text was escaped, and so is what containers and loggers put before their lines.
pub(crate) fn page(text: Text, fuel: &Fuel) -> Unwrapped {
    let text = record::page::plain(text);
    let lines = unquote(&text);
    let escapes = Escapes::new(text.as_str());
    let untouched = escapes.is_none() && lines.iter().all(|line| line.depth == 0);
    let mut sections = Sections::default();
    if untouched {
        let lines = lines.into_iter().map(|line| PageLine {
            section: sections.section(&line, &text.as_str()[line.range.clone()]),
            range: line.range,
        });
        let lines = lines.collect();
        return record::page::unwrapped(text, lines, fuel);
    }
    let mut draft = Draft::default();
    let mut laid = Vec::new();
    for line in lines {
        let content = &text.as_str()[line.range.clone()];
        let section = sections.section(&line, content);
        let start = draft.as_str().len();
        escapes.undo(&text, line.range.clone(), &mut draft);
        laid.push(PageLine { range: start..draft.as_str().len(), section });
        draft.push_char('\n', text.place(line.range.end));
    }
    record::page::unwrapped(draft.finish(), laid, fuel)
}

struct Quoted {
    range: Range<usize>,
    depth: u32,
}

/// Takes the marks of quoted mail off, level by level. `curl -v` marks what it sends with `>`, too, and that stays.
fn unquote(text: &Text) -> Vec<Quoted> {
    let source = text.as_str();
    let mut lines: Vec<Quoted> = lines_of(source).into_iter().map(|range| Quoted { range, depth: 0 }).collect();
    for depth in 0..DEEPEST {
        let mut at = 0;
        let mut changed = false;
        while at < lines.len() {
            let is_marked = |line: &Quoted| line.depth == depth && marked(&source[line.range.clone()]).is_some();
            let length = lines[at..].iter().take_while(|line| is_marked(line)).count();
            if length > 0 && !is_curl(source, &lines, at..at + length) {
                for line in &mut lines[at..at + length] {
                    let rest = marked(&source[line.range.clone()]).unwrap_or(0);
                    line.range.start += rest;
                    line.depth += 1;
                }
                changed = true;
            }
            at += length.max(1);
        }
        if !changed {
            break;
        }
    }
    lines
}

/// Returns how many bytes the mark of a quoted line takes.
fn marked(line: &str) -> Option<usize> {
    let trimmed = line.trim_start_matches(' ');
    let indent = line.len() - trimmed.len();
    let rest = trimmed.strip_prefix('>').filter(|_| indent <= 3)?;
    Some(indent + 1 + usize::from(rest.starts_with(' ')))
}

/// `> POST /token HTTP/1.1` is curl's where its remarks or the answer (`< HTTP/1.1 400`) stand next to it.
fn is_curl(source: &str, lines: &[Quoted], region: Range<usize>) -> bool {
    let content = |index: usize| lines.get(index).map_or("", |line| source[line.range.clone()].trim_start());
    let sends = region
        .clone()
        .take(2)
        .any(|index| content(index).strip_prefix("> ").is_some_and(|line| http::parse::request_line(line).is_some()));
    // The head of a logger may be before the first line.
    let above = region.start.checked_sub(1).and_then(|above| content(above).rsplit_once(" > ")).map(|(_, line)| line);
    let sends = sends || above.is_some_and(|line| http::parse::request_line(line).is_some());
    let remark = |line: &str| {
        line.starts_with("* ")
            || line.starts_with('<') && http::head::status(line[1..].trim_start()).is_some()
            || (line.starts_with("} [") || line.starts_with("{ [")) && line.contains("bytes data")
    };
    let mut behind = (region.end..lines.len().min(region.end + 3)).map(content);
    sends && (region.start > 0 && remark(content(region.start - 1)) || behind.any(remark))
}

/// Numbers the parts of a text: a quoted mail is a part of its own.
#[derive(Default)]
struct Sections {
    mails: u32,
}

impl Sections {
    fn section(&mut self, line: &Quoted, content: &str) -> u32 {
        let content = content.trim();
        let begins_mail = content.starts_with("-----Original Message")
            || content.starts_with("----- Original Message")
            || content.starts_with("---------- Forwarded message")
            || content.starts_with("________________________________")
            || content.starts_with("On ") && content.ends_with("wrote:");
        self.mails += u32::from(begins_mail);
        self.mails * 64 + line.depth
    }
}

/// Which characters were escaped.
struct Escapes {
    html: bool,
    markdown: bool,
}

impl Escapes {
    /// Looks whether a text was escaped as a whole: then quotes and angle brackets are escaped, too, or each `&` in
    /// more than one line. A single URL with `&amp;` may have been sent like that, and stays.
    fn new(source: &str) -> Self {
        let quotes = ["&quot;", "&#34;", "&#39;", "&lt;", "&gt;", "&#x27;", "&#x2F;"];
        let amp = source.contains("&amp;");
        let html = amp && each_ampersand_is_escaped(source) || quotes.iter().any(|quote| source.contains(quote));
        let markdown = ["grant\\_type", "client\\_id", "redirect\\_uri", "code\\_verifier"];
        Self { html, markdown: markdown.iter().any(|name| source.contains(name)) }
    }

    fn is_none(&self) -> bool {
        !self.html && !self.markdown
    }

    fn undo(&self, text: &Text, range: Range<usize>, draft: &mut Draft) {
        let source = text.as_str();
        let mut from = range.start;
        let mut at = range.start;
        while at < range.end {
            let rest = &source[at..range.end];
            let escape = match rest.as_bytes()[0] {
                b'&' if self.html => ENTITIES.iter().find_map(|(name, plain)| {
                    let length = name.len();
                    rest.starts_with(name).then_some((*plain, length))
                }),
                b'\\' if self.markdown && rest[1..].starts_with('_') => Some(('_', 2)),
                _ => None,
            };
            match escape {
                Some((plain, length)) => {
                    draft.push(text, from..at);
                    draft.push_char(plain, text.place(at));
                    at += length;
                    from = at;
                }
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        draft.push(text, from..range.end);
    }
}

fn each_ampersand_is_escaped(source: &str) -> bool {
    let mut lines = 0;
    for line in source.lines() {
        let escaped = line.matches("&amp;").count();
        // A parameter behind a bare `&`.
        if line.matches('&').count() > escaped && line.contains('=') {
            return false;
        }
        lines += u32::from(escaped > 0);
    }
    lines > 1
}

const ENTITIES: [(&str, char); 12] = [
    ("&amp;", '&'),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&#39;", '\''),
    ("&#x27;", '\''),
    ("&apos;", '\''),
    ("&nbsp;", ' '),
    ("&#x2F;", '/'),
    ("&#38;", '&'),
    ("&#43;", '+'),
];

/// How often a mail is quoted in another at most.
const DEEPEST: u32 = 8;
