//! The entries of a Playwright trace.

use std::io::Read;

use super::console::Console;
use super::log::Log;
use super::reader::{CHUNK, HarReader, Scope, Stop};
use crate::error::Error;
use crate::format::Format;
use crate::sink::Out;
use crate::stream::pull::Hold;

/// Returns whether this is the start of the network log of a trace.
pub(crate) fn is_snapshots(head: &[u8]) -> bool {
    head.starts_with(b"{\"type\":\"resource-snapshot\"")
}

/// Reads `trace.network`, JSON Lines of `{"type": "resource-snapshot", "snapshot": …}` with an entry of HAR each
/// (Playwright 1.31 to 1.65); `console` is what the browser said meanwhile.
pub(crate) fn read_snapshots(source: &mut dyn Read, console: &mut Console, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(Format::PlaywrightTrace);
    let mut reader = HarReader::new(source, CHUNK, out);
    reader.log = Log::written_by("Playwright");
    reader.console = Some(console);
    reader.scope = Scope::Between;
    let read = reader.snapshots();
    reader.finish(read)
}

impl HarReader<'_, '_, '_, '_> {
    fn snapshots(&mut self) -> Result<(), Stop> {
        while let Some(next) = self.pull.peek() {
            if next != b'{' {
                return Err(self.shape("expected a line with an object; the trace's network log is damaged here"));
            }
            self.scope = Scope::Inside;
            self.pull.bump();
            let mut first = true;
            while let Some(is_snapshot) =
                self.pull.next_name(std::mem::take(&mut first), |name| (name == b"snapshot").then_some(true))?
            {
                if is_snapshot && self.pull.peek() == Some(b'{') {
                    self.entry()?;
                    self.number += 1;
                    self.pull.release();
                } else {
                    self.pull.value(Hold::Skip)?;
                }
            }
            self.scope = Scope::Between;
        }
        Ok(())
    }
}
