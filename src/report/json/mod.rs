//! `--format json` and `ndjson`: the contract is `docs/json.md`; fields may be added, a field never changes its meaning within a
//! schema number.

mod view;

use std::io::{self, Write};

use serde::Serialize;

use crate::report::{Capture, Format, Options, Tally, stream};
use view::CaptureView;

/// Writes all captures as one document.
pub fn write(captures: &[Capture], options: Options, out: &mut dyn Write) -> io::Result<()> {
    stream::write(captures, Format::Json, options, out)
}

/// Writes what stands before the first capture.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\n  \"schema\": {SCHEMA},\n  \"tool\": ")?;
    let tool = Tool {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
    };
    indented(&tool, 1, out)?;
    write!(out, ",\n  \"captures\": [")
}

/// Writes a capture as an item of `captures`.
pub(super) fn render(capture: &Capture, options: Options, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\n    ")?;
    indented(&CaptureView::of(capture, options), 2, out)
}

/// Writes what stands behind the last capture.
pub(super) fn end(tally: &Tally, is_empty: bool, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{}],\n  \"summary\": ", if is_empty { "" } else { "\n  " })?;
    indented(&tally.totals, 1, out)?;
    writeln!(out, "\n}}")
}

/// Writes a capture as a document in a line.
pub(super) fn render_line(capture: &Capture, options: Options, out: &mut dyn Write) -> io::Result<()> {
    line(&CaptureView::of(capture, options), out)
}

/// Writes an input that cannot be opened as a document in a line.
pub(super) fn render_unreadable(path: &str, reason: &str, out: &mut dyn Write) -> io::Result<()> {
    line(&CaptureView::unreadable(path, reason), out)
}

fn line(view: &CaptureView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let line = Line { schema: SCHEMA, view };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)
}

/// Writes a value as a member of a document at this depth. No line end stands inside of a JSON string.
fn indented(value: &impl Serialize, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            write!(out, "\n{}", "  ".repeat(depth))?;
        }
        write!(out, "{line}")?;
    }
    Ok(())
}

const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    #[serde(flatten)]
    view: &'a CaptureView<'a>,
}
