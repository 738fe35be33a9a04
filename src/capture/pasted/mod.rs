//! Text that people put together: tickets, mails, chats, logs, copied commands, what a program printed.
//!
//! What stands in a text is what was recorded; what it lacks was not, which says nothing of whether it was there.

mod layout;
mod loose;
mod pair;
mod params;
mod prose;
mod scan;
mod url;

use super::command;
use super::session::Out;
use super::text::Blob;
use super::transcript::{self, Fuel, Item, Origin, Page, Printed};
use super::{Error, Exchange, RecorderHints};

/// Reads a text and hands over the requests in it, in the order in which they stand there.
pub(super) fn read(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.summary.format = "text";
    let (source, is_cut) = cut(source);
    let text = Blob::of_file(source.as_bytes().to_vec(), out.file).into_text();
    let page = layout::page(text);
    let fuel = Fuel::for_size(source.len());
    let items = items(&page, &fuel);
    out.summary.format = format(&items, &page);
    let taken: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
    let sights = scan::scan(&page, &taken, &fuel);
    for exchange in pair::exchanges(&page, items, sights) {
        let at = page.text.place(exchange.range.start).unwrap_or(out.start());
        out.exchange(Exchange {
            number: 0,
            at,
            started: None,
            request: exchange.request,
            response: exchange.response,
            failure: None,
            recorder: RecorderHints {
                excerpt: true,
                proposed: exchange.proposed,
                ..RecorderHints::default()
            },
        });
    }
    if is_cut {
        let message = format!(
            "the text has more than {} MiB, and what is behind that was not read; give the part of the log that has the login",
            LONGEST >> 20
        );
        return Err(out.refuse(message));
    }
    Ok(())
}

/// Returns the commands and the messages that programs printed, in order.
fn items(page: &Page, fuel: &Fuel) -> Vec<Item> {
    let commands = command::find(&page.text);
    let taken: Vec<_> = commands.iter().map(|found| found.range.clone()).collect();
    let mut items = transcript::find(page, &taken, fuel);
    items.extend(commands.into_iter().map(|found| Item {
        section: page.section(page.line_at(found.range.start)),
        range: found.range,
        piece: found.piece,
        origin: Origin::Command,
    }));
    items.sort_by_key(|item| item.range.start);
    items
}

/// Names what the text is made of.
fn format(items: &[Item], page: &Page) -> &'static str {
    let has = |printed: Printed| items.iter().any(|item| item.origin == Origin::Transcript(printed));
    let blank = |text: &str| text.trim().is_empty();
    let is_all = items.first().is_some_and(|first| blank(&page.text.as_str()[..first.range.start]));
    if has(Printed::Verbose) || has(Printed::Trace) {
        "curl-transcript"
    } else if is_all && items.iter().all(|item| item.origin == Origin::Command) {
        "command"
    } else if is_all && has(Printed::Raw) {
        "http"
    } else {
        "text"
    }
}

fn cut(source: &str) -> (&str, bool) {
    let mut end = source.len().min(LONGEST);
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    (&source[..end], end < source.len())
}

/// The longest text that is read.
const LONGEST: usize = 64 << 20;

#[cfg(test)]
mod tests;
