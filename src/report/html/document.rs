//! The frame of the page: head, style, script, foot.

use std::io::{self, Write};

use askama::Template;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use super::page::{CapturePage, IndexRow, UnreadablePage};
use crate::report::human::count;
use crate::report::tally::{Cases, Tally};
use crate::report::{Capture, Format, Options, stream};

/// Writes all captures as one page.
pub fn write(captures: &[Capture], options: Options, out: &mut dyn Write) -> io::Result<()> {
    stream::write(captures, Format::Html, options, out)
}

/// The rows of the index, which stands behind the captures, as they are written before all are checked; the script of the page
/// moves it to the top.
#[derive(Debug, Default)]
pub(crate) struct PageIndex {
    rows: Vec<u8>,
    /// How many captures have no row.
    left_out: usize,
}

impl PageIndex {
    /// Adds the row of a capture, as long as there is room.
    pub(crate) fn add(&mut self, row: &[u8]) {
        if self.rows.len() + row.len() <= LARGEST_INDEX {
            self.rows.extend_from_slice(row);
        } else {
            self.left_out += 1;
        }
    }
}

/// Writes what stands before the first capture.
pub(crate) fn begin(options: Options, out: &mut dyn Write) -> io::Result<()> {
    let head = Head { policy: policy(), style: STYLE, show_secrets: options.show_secrets };
    render_to(&head, out)
}

/// Writes a capture, and its row of the index, which several captures have.
pub(crate) fn render(
    capture: &Capture,
    options: Options,
    several: bool,
    out: &mut dyn Write,
    row: &mut dyn Write,
) -> io::Result<()> {
    if several {
        render_to(&IndexRow::new(capture), row)?;
    }
    render_to(&CapturePage::new(capture, options, several), out)
}

/// Writes an input that cannot be opened, and its row.
pub(crate) fn render_unreadable(path: &str, reason: &str, out: &mut dyn Write, row: &mut dyn Write) -> io::Result<()> {
    render_to(&IndexRow::unreadable(path), row)?;
    render_to(&UnreadablePage::new(path, reason), out)
}

/// Writes what stands behind the last capture.
pub(crate) fn end(tally: &Tally, index: &PageIndex, out: &mut dyn Write) -> io::Result<()> {
    let mut causes = tally.causes();
    let more_causes = causes.split_off(causes.len().min(MOST_CAUSES));
    let foot = Foot {
        overview: (tally.inputs() > 1).then(|| format!("{}, {}", count(tally.inputs(), "capture"), tally.logins())),
        causes,
        more_causes,
        unread: &tally.unread,
        may_be_pieces: tally.may_be_pieces(),
        // Rows are bytes of templates.
        rows: str::from_utf8(&index.rows).unwrap_or_default(),
        left_out: index.left_out,
        version: env!("CARGO_PKG_VERSION"),
        script: SCRIPT,
    };
    render_to(&foot, out)
}

/// Writes a template at once, so that the error of the output is its own.
fn render_to(template: &impl Template, out: &mut dyn Write) -> io::Result<()> {
    let text = template.render().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

#[derive(Template)]
#[template(path = "head.html")]
struct Head {
    policy: String,
    style: &'static str,
    show_secrets: bool,
}

#[derive(Template)]
#[template(path = "foot.html")]
struct Foot<'a> {
    /// How many captures there were, and how their logins ended; absent where there was one.
    overview: Option<String>,
    causes: Vec<(&'static str, &'static str, &'a Cases)>,
    /// Causes beyond the first ones, which are folded.
    more_causes: Vec<(&'static str, &'static str, &'a Cases)>,
    unread: &'a Cases,
    may_be_pieces: bool,
    rows: &'a str,
    left_out: usize,
    version: &'static str,
    script: &'static str,
}

/// Nothing is loaded, and nothing runs but these bytes.
fn policy() -> String {
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// So many causes are counted at first sight.
const MOST_CAUSES: usize = 10;

/// Some ten thousand rows.
const LARGEST_INDEX: usize = 4 << 20;
