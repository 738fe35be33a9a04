//! Reports that are written while captures are still being checked: each capture is rendered by itself, by any thread, and
//! written when its turn comes.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::report::{Capture, Detail, Options, Tally, github, gitlab, html, human, json, junit, markdown, sarif};
use crate::rules::Rule;

/// The form of a report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// For reading.
    Human,
    /// One JSON document.
    Json,
    /// A JSON document in a line for each capture.
    Ndjson,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// Markdown, for a ticket.
    Markdown,
    /// One page for a browser.
    Html,
}

impl Format {
    /// Every form.
    pub const ALL: &[Self] = &[
        Self::Human,
        Self::Json,
        Self::Ndjson,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
        Self::Markdown,
        Self::Html,
    ];

    /// What stands between two captures.
    fn separator(self) -> &'static str {
        match self {
            Self::Json | Self::Sarif | Self::Gitlab => ",",
            Self::Human | Self::Markdown => "\n",
            Self::Ndjson | Self::Junit | Self::Github | Self::Html => "",
        }
    }
}

/// A capture as it stands in a report.
#[derive(Debug, Default)]
pub struct Piece {
    bytes: Vec<u8>,
    /// What the human report has to say of its own form.
    human: human::Rendered,
    tally: Tally,
    tail: sarif::Tail,
    /// Its row of the index of a page.
    row: Vec<u8>,
}

impl Piece {
    /// Renders a capture, which may be one of `several`.
    pub fn of(capture: &Capture, format: Format, options: Options, several: bool) -> io::Result<Self> {
        let mut piece = Self { tally: Tally::new(capture), ..Self::default() };
        let out = &mut piece.bytes;
        match format {
            Format::Human => piece.human = human::render(capture, options, several, out)?,
            Format::Json => json::render(capture, options, out)?,
            Format::Ndjson => json::render_line(capture, options, out)?,
            Format::Sarif => piece.tail = sarif::render(capture, options, out)?,
            Format::Junit => junit::render(capture, options, out)?,
            Format::Github => github::render(capture, out)?,
            Format::Gitlab => gitlab::render(capture, out)?,
            Format::Markdown => markdown::render(capture, options, several, out)?,
            Format::Html => html::render(capture, options, several, out, &mut piece.row)?,
        }
        Ok(piece)
    }

    /// Renders an input that cannot be opened.
    pub fn unreadable(path: &str, reason: &str, format: Format, options: Options) -> io::Result<Self> {
        let mut piece = Self { tally: Tally::unreadable(path), ..Self::default() };
        let out = &mut piece.bytes;
        match format {
            // It is said on standard error.
            Format::Human | Format::Json => {}
            Format::Ndjson => json::render_unreadable(path, reason, out)?,
            Format::Sarif => piece.tail = sarif::unreadable(path, reason)?,
            Format::Junit => junit::render_unreadable(path, reason, options, out)?,
            Format::Github => github::render_unreadable(path, reason, out)?,
            Format::Gitlab => gitlab::render_unreadable(path, reason, out)?,
            Format::Markdown => markdown::render_unreadable(path, reason, out)?,
            Format::Html => html::render_unreadable(path, reason, out, &mut piece.row)?,
        }
        Ok(piece)
    }
}

/// A report that is being written.
pub struct Stream<'a> {
    format: Format,
    options: Options,
    out: &'a mut dyn Write,
    tally: Tally,
    /// Whether the capture before was brief; absent before the first.
    last: Option<bool>,
    tail: sarif::Tail,
    room: github::Room,
    held: markdown::Held,
    index: html::PageIndex,
    /// The rules whose pages were written.
    explained: BTreeSet<&'static str>,
}

impl<'a> Stream<'a> {
    /// Begins a report.
    pub fn begin(format: Format, options: Options, out: &'a mut dyn Write) -> io::Result<Self> {
        match format {
            Format::Json => json::begin(out)?,
            Format::Sarif => sarif::begin(out)?,
            Format::Junit => junit::begin(out)?,
            Format::Gitlab => write!(out, "[")?,
            Format::Html => html::begin(options, out)?,
            Format::Human | Format::Ndjson | Format::Github | Format::Markdown => {}
        }
        Ok(Self {
            format,
            options,
            out,
            tally: Tally::default(),
            last: None,
            tail: sarif::Tail::default(),
            room: github::Room::default(),
            held: markdown::Held::default(),
            index: html::PageIndex::default(),
            explained: BTreeSet::new(),
        })
    }

    /// Writes the next capture.
    pub fn write(&mut self, piece: Piece) -> io::Result<()> {
        self.tally.add(piece.tally);
        self.tail.add(piece.tail);
        self.index.add(&piece.row);
        if piece.bytes.is_empty() {
            return Ok(());
        }
        // Brief ones stand close.
        let brief = piece.human.brief;
        if self.last.is_some_and(|last| !(last && brief)) {
            self.write_bytes(self.format.separator().as_bytes())?;
        }
        self.last = Some(brief);
        match self.format {
            Format::Github => self.room.write(&String::from_utf8_lossy(&piece.bytes), self.out)?,
            Format::Human => self.write_with_pages(&piece.bytes, &piece.human.pages)?,
            _ => self.write_bytes(&piece.bytes)?,
        }
        self.out.flush()
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.format {
            Format::Markdown => self.held.write(bytes, self.out),
            _ => self.out.write_all(bytes),
        }
    }

    /// The page of a rule stands below its first finding of the run, which is known only when its turn comes.
    fn write_with_pages(&mut self, bytes: &[u8], pages: &[(usize, &'static Rule)]) -> io::Result<()> {
        let mut rest = bytes;
        let mut written = 0;
        for (at, rule) in pages {
            if self.options.explain && self.explained.insert(rule.id) {
                let (before, after) = rest.split_at(at - written);
                self.out.write_all(before)?;
                human::write_page(rule, self.options, self.out)?;
                (rest, written) = (after, *at);
            }
        }
        self.out.write_all(rest)
    }

    /// Writes what stands behind the last capture.
    pub fn end(self) -> io::Result<()> {
        let is_empty = self.last.is_none();
        match self.format {
            Format::Human if self.tally.inputs() > 1 || self.options.detail == Detail::Quiet => {
                if !is_empty {
                    writeln!(self.out)?;
                }
                human::write_summary(&self.tally, self.options, self.out)?;
            }
            Format::Human | Format::Ndjson => {}
            Format::Json => json::end(&self.tally, is_empty, self.out)?,
            Format::Sarif => sarif::end(&self.tail, self.out)?,
            Format::Junit => junit::end(is_empty, self.options, self.out)?,
            Format::Github => github::end(&self.tally, &self.room, self.out)?,
            Format::Gitlab => writeln!(self.out, "{}]", if is_empty { "" } else { "\n" })?,
            Format::Markdown => self.held.end(&self.tally, self.out)?,
            Format::Html => html::end(&self.tally, &self.index, self.out)?,
        }
        self.out.flush()
    }
}

/// Writes a report of captures that are at hand.
pub fn write(captures: &[Capture], format: Format, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut stream = Stream::begin(format, options, out)?;
    for capture in captures {
        stream.write(Piece::of(capture, format, options, captures.len() > 1)?)?;
    }
    stream.end()
}
