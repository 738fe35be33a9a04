//! Exchanges that a program printed: HTTP messages as text, `curl -v`, `curl -i`, `curl --trace`, HTTPie.

mod body;
mod head;
mod page;
mod raw;
mod trace;
mod verbose;

use std::ops::Range;

pub(super) use body::{Fuel, form_lines, json_extent};
pub(super) use head::headers;
pub(super) use page::{Line, Page, lines_of};

use crate::piece::Piece;

/// A request or response of a text, and how it is known.
#[derive(Debug)]
pub(super) struct Item {
    /// The bytes of the page that it takes.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) piece: Piece,
    /// How it is known.
    pub(super) origin: Origin,
    /// In which part of the text it stands: a quoted mail is another part than the mail that quotes it.
    pub(super) section: u32,
}

/// How a request or response is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Origin {
    /// A program printed it.
    Transcript(Printed),
    /// A command that sends it.
    Command,
    /// Somebody copied or wrote down parts of it.
    Written,
}

/// Which program printed a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Printed {
    /// The message as it is: `curl -i`, HTTPie, editors, proxies.
    Raw,
    /// `curl -v`, which shows no request body.
    Verbose,
    /// `curl --trace` or `--trace-ascii`.
    Trace,
}

/// Finds the messages that programs printed, leaving out the lines of the ranges that are taken already (in order).
pub(super) fn find(page: &Page, taken: &[Range<usize>], fuel: &Fuel) -> Vec<Item> {
    let mut items = Vec::new();
    let mut scheme = Scheme::default();
    let mut taken = taken.iter().peekable();
    let mut at = 0;
    while at < page.len() {
        let start = page.range(at).start;
        while taken.next_if(|range| range.end <= start).is_some() {}
        if let Some(range) = taken.peek().filter(|range| range.start <= start && start < range.end) {
            at = page.line_at(range.end.saturating_sub(1)).max(at) + 1;
            continue;
        }
        scheme.see(page.line(at));
        let stop = taken.peek().map_or(page.len(), |range| page.line_at(range.start));
        let found = trace::read(page, at)
            .or_else(|| verbose::read(page, at, stop, &scheme, fuel))
            .or_else(|| raw::read(page, at, stop, fuel));
        match found {
            Some((found, next)) => {
                items.extend(found);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    items
}

/// What curl says of the connection.
#[derive(Debug, Default)]
pub(super) struct Scheme {
    known: Option<&'static str>,
}

impl Scheme {
    fn see(&mut self, line: &str) {
        let Some(info) = line.trim_start().strip_prefix('*') else {
            return;
        };
        let info = info.trim_start();
        if info.starts_with("Connected to ") || info.starts_with("Trying ") && self.known.is_none() {
            self.known = Some("http");
        }
        let tls = ["SSL connection using", "TLSv1", "ALPN", "schannel:", "SSL/TLS"];
        if tls.iter().any(|word| info.starts_with(word)) {
            self.known = Some("https");
        }
        // Behind a TLS handshake "Connected" is said again for a connection that is used again.
        if info.contains("[:scheme: https]") || info.contains("https://") && info.contains("OPENED stream") {
            self.known = Some("https");
        }
    }
}
