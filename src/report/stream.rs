//! Reports that are written while captures are still being checked: each capture is rendered by itself, by any thread, and
//! written when its turn comes.

use std::io::{self, Write};

use crate::report::{Capture, Options, Tally, html, human, json};

/// The form of a report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// For reading.
    Human,
    /// One JSON document.
    Json,
    /// A JSON document in a line for each capture.
    Ndjson,
    /// One page for a browser.
    Html,
}

/// A capture as it stands in a report.
#[derive(Debug)]
pub struct Piece {
    bytes: Vec<u8>,
    /// It is one line of a human report.
    brief: bool,
    tally: Tally,
    /// Its row of the index of a page.
    row: Vec<u8>,
}

impl Piece {
    /// Renders a capture, which may be one of `several`.
    pub fn of(capture: &Capture, format: Format, options: Options, several: bool) -> io::Result<Self> {
        let mut bytes = Vec::new();
        let mut brief = false;
        let mut row = Vec::new();
        match format {
            Format::Human => brief = human::render(capture, options, several, &mut bytes)?,
            Format::Json => json::render(capture, options, &mut bytes)?,
            Format::Ndjson => json::render_line(capture, options, &mut bytes)?,
            Format::Html => html::render(capture, options, several, &mut bytes, &mut row)?,
        }
        Ok(Self {
            bytes,
            brief,
            tally: Tally::of(capture),
            row,
        })
    }

    /// Renders an input that cannot be opened.
    pub fn unreadable(path: &str, reason: &str, format: Format) -> io::Result<Self> {
        let (mut bytes, mut row) = (Vec::new(), Vec::new());
        match format {
            Format::Ndjson => json::render_unreadable(path, reason, &mut bytes)?,
            Format::Html => html::render_unreadable(path, reason, &mut bytes, &mut row)?,
            Format::Human | Format::Json => {}
        }
        Ok(Self {
            bytes,
            brief: false,
            tally: Tally::unreadable(path),
            row,
        })
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
    index: html::Index,
}

impl<'a> Stream<'a> {
    /// Begins a report.
    pub fn begin(format: Format, options: Options, out: &'a mut dyn Write) -> io::Result<Self> {
        match format {
            Format::Json => json::begin(out)?,
            Format::Html => html::begin(options, out)?,
            Format::Human | Format::Ndjson => {}
        }
        Ok(Self {
            format,
            options,
            out,
            tally: Tally::default(),
            last: None,
            index: html::Index::default(),
        })
    }

    /// Writes the next capture.
    pub fn write(&mut self, piece: Piece) -> io::Result<()> {
        self.tally.add(piece.tally);
        self.index.add(&piece.row);
        if piece.bytes.is_empty() {
            return Ok(());
        }
        match (self.format, self.last) {
            (Format::Json, Some(_)) => write!(self.out, ",")?,
            (Format::Human, Some(last)) if !(last && piece.brief) => writeln!(self.out)?,
            _ => {}
        }
        self.last = Some(piece.brief);
        self.out.write_all(&piece.bytes)?;
        self.out.flush()
    }

    /// Writes what stands behind the last capture.
    pub fn end(self) -> io::Result<()> {
        match self.format {
            Format::Human if self.tally.inputs() > 1 => {
                if self.last.is_some() {
                    writeln!(self.out)?;
                }
                human::write_summary(&self.tally, self.options, self.out)?;
            }
            Format::Human | Format::Ndjson => {}
            Format::Json => json::end(&self.tally, self.last.is_none(), self.out)?,
            Format::Html => html::end(&self.tally, &self.index, self.out)?,
        }
        self.out.flush()
    }
}

/// Writes a report of captures that are at hand.
pub(super) fn write(captures: &[Capture], format: Format, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut stream = Stream::begin(format, options, out)?;
    for capture in captures {
        stream.write(Piece::of(capture, format, options, captures.len() > 1)?)?;
    }
    stream.end()
}
