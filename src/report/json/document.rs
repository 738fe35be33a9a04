//! The JSON document and its lines.

use super::escape::Escaped;
use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::model::CaptureView;
use crate::report::{Capture, Format, Options, Tally, stream};

/// Writes all captures as one document.
pub fn write(captures: &[Capture], options: Options, out: &mut dyn Write) -> io::Result<()> {
    stream::write(captures, Format::Json, options, out)
}

/// Writes what stands before the first capture.
pub(crate) fn begin(out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\n  \"schema\": {SCHEMA},\n  \"tool\": ")?;
    indented(&TOOL, 1, out)?;
    write!(out, ",\n  \"captures\": [")
}

/// Writes a capture as an item of `captures`.
pub(crate) fn render(capture: &Capture, options: Options, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\n    ")?;
    indented(&CaptureView::new(capture, options), 2, out)
}

/// Writes what stands behind the last capture.
pub(crate) fn end(tally: &Tally, is_empty: bool, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{}],\n  \"summary\": ", if is_empty { "" } else { "\n  " })?;
    indented(&tally.totals, 1, out)?;
    writeln!(out, "\n}}")
}

/// Writes a capture as a document in a line.
pub(crate) fn render_line(capture: &Capture, options: Options, out: &mut dyn Write) -> io::Result<()> {
    line(&CaptureView::new(capture, options), out)
}

/// Writes an input that cannot be opened as a document in a line.
pub(crate) fn render_unreadable(path: &str, reason: &str, out: &mut dyn Write) -> io::Result<()> {
    line(&CaptureView::unreadable(path, reason), out)
}

fn line(view: &CaptureView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let line = JsonLine { schema: SCHEMA, view };
    let mut out = BufWriter::with_capacity(BUFFER, Escaped::new(out));
    serde_json::to_writer(&mut out, &line)?;
    writeln!(out)?;
    out.flush()
}

/// Writes a value as a member of a document at this depth. No line end stands inside of a JSON string.
fn indented(value: &impl Serialize, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let indent = "  ".repeat(depth);
    let mut out = Indented { indent: &indent, out };
    // The serialiser writes a few bytes at a time.
    let mut out = BufWriter::with_capacity(BUFFER, Escaped::new(&mut out));
    serde_json::to_writer_pretty(&mut out, value)?;
    // What is below is flushed when a capture is done.
    out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(())
}

/// Puts white space behind each line end.
struct Indented<'a> {
    indent: &'a str,
    out: &'a mut dyn Write,
}

impl Write for Indented<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut begin = 0;
        for at in memchr::memchr_iter(b'\n', bytes) {
            self.out.write_all(&bytes[begin..=at])?;
            self.out.write_all(self.indent.as_bytes())?;
            begin = at + 1;
        }
        self.out.write_all(&bytes[begin..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

pub(crate) const SCHEMA: u32 = 1;

/// How many bytes are put together before they are escaped and indented.
const BUFFER: usize = 1 << 16;

pub(crate) const TOOL: Tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };

#[derive(Serialize)]
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct JsonLine<'a> {
    schema: u32,
    #[serde(flatten)]
    view: &'a CaptureView<'a>,
}
