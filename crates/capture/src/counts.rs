//! Counts of exchanges and of what was left out, and the notes about them.

use crate::exchange::Exchange;
use crate::format::Format;
use crate::note::NoteKind;
use crate::sink::Out;
use crate::text::place::Place;

/// Counts of exchanges and of what was left out, and the notes about them.
#[derive(Default)]
pub(crate) struct ExchangeCounts {
    exchanges: usize,
    timeless: usize,
    /// `CONNECT` requests, which open a tunnel and are not part of a login.
    pub(crate) tunnels: usize,
    /// Traffic other than HTTP.
    pub(crate) other: usize,
    broken: usize,
}

impl ExchangeCounts {
    /// Counts an exchange.
    pub(crate) fn exchange(&mut self, exchange: &Exchange) {
        self.exchanges += 1;
        self.timeless += usize::from(exchange.started.is_none());
    }

    /// Notes that what stands here has no request that can be read.
    pub(crate) fn broken(&mut self, at: Place, out: &mut Out<'_, '_>) {
        self.broken += 1;
        let number = out.next_number();
        out.leave_out();
        if self.broken <= LISTED {
            let message = format!("entry {number} has no readable request and was skipped");
            out.note(NoteKind::BrokenEntry, message, Some(at));
        }
    }

    /// Adds the notes on the whole; `other` says in the plural what is not HTTP.
    pub(crate) fn finish(&self, other: &str, out: &mut Out<'_, '_>) {
        if let Some(more @ 1..) = self.broken.checked_sub(LISTED) {
            out.note(NoteKind::BrokenEntry, format!("{more} more entries were skipped"), None);
        }
        if self.other > 0 {
            out.note(NoteKind::NotHttp, format!("skipped: {other} ({})", self.other), None);
        }
        if self.tunnels > 0 {
            let message = format!(
                "skipped: CONNECT requests ({}), which only open a tunnel; if the capture has nothing else for a host, \
                 the proxy didn't decrypt its HTTPS",
                self.tunnels
            );
            out.note(NoteKind::Tunnels, message, None);
        }
        // Where no exchange of a format has a time, none is missing.
        let may_lack_times = [Format::Postman, Format::SamlTracer, Format::Cassette].map(|format| Some(format.into()));
        if self.timeless > 0 && !may_lack_times.contains(&out.summary.format) {
            let message = format!("{} of {} exchanges without a usable time", self.timeless, self.exchanges);
            out.note(NoteKind::NoTime, message, None);
        }
        if self.exchanges == 0 {
            let message = "this capture has no HTTP exchange; start recording before the login starts";
            out.note(NoteKind::NoEntries, message, None);
        }
    }
}

/// The number of broken entries that get a note each.
const LISTED: usize = 20;
