//! Reads the exchanges in a text.

use serde::de::IgnoredAny;

use super::{layout, pairing, sights};
use crate::error::Error;
use crate::exchange::{Exchange, RecorderHints};
use crate::format::Format;
use crate::sink::Out;
use crate::text::placed::Text;
use crate::transcript::body::Fuel;
use crate::transcript::found::{FoundMessage, MessageOrigin, Printed, RequestOrResponse};
use crate::transcript::page::TextPage;
use crate::{command, refuse, transcript};

/// Reads a text and hands over the requests in it, in the order in which they stand there.
pub(crate) fn read(text: Text, out: &mut Out<'_, '_>) -> Result<(), Error> {
    if command::find::recognises(text.as_str()) {
        command::find::read(&text, out);
        return Ok(());
    }
    let fuel = Fuel::for_size(text.as_str().len());
    let page = layout::page(text);
    let items = items(&page, &fuel, out);
    out.set_format(format(&items, &page));
    let taken: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
    let sights = sights::find_sights(&page, &taken, &fuel);
    let is_lines_of_objects = {
        let mut lines = (0..page.len()).map(|at| page.line(at).trim()).filter(|line| !line.is_empty());
        let mut is_object = || lines.next().is_some_and(|line| line.starts_with('{') && line.ends_with('}'));
        is_object() && is_object()
    };
    for exchange in pairing::exchanges(&page, items, sights) {
        let at = page.text.place(exchange.range.start).unwrap_or(out.start());
        let evidence = exchange.evidence();
        out.exchange(Exchange {
            failure: exchange.failure,
            recorder: RecorderHints {
                excerpt: true,
                evidence,
                proposed: exchange.proposed,
                ..RecorderHints::default()
            },
            ..Exchange::new(at, exchange.request, exchange.response)
        });
    }
    if is_lines_of_objects && out.summary.exchanges == 0 {
        return refuse::read_json_lines("", out);
    }
    Ok(())
}

/// Returns the commands and the messages that programs printed, in order.
fn items(page: &TextPage, fuel: &Fuel, out: &mut Out<'_, '_>) -> Vec<FoundMessage> {
    let mut commands = command::find::find(&page.text);
    for command in &mut commands {
        out.summary.notes.append(&mut command.notes);
    }
    let taken: Vec<_> = commands.iter().map(|found| found.range.clone()).collect();
    let mut items = transcript::find::find(page, &taken, fuel);
    items.extend(commands.into_iter().map(|found| FoundMessage {
        section: page.section(page.line_at(found.range.start)),
        range: found.range,
        message: RequestOrResponse::Request(found.request),
        origin: MessageOrigin::Command,
    }));
    items.sort_by_key(|item| item.range.start);
    items
}

/// Names what the text is made of.
fn format(items: &[FoundMessage], page: &TextPage) -> Format {
    let has = |printed: Printed| items.iter().any(|item| item.origin == MessageOrigin::Transcript(printed));
    let blank = |text: &str| text.trim().is_empty();
    let is_all = items.first().is_some_and(|first| blank(&page.text.as_str()[..first.range.start]));
    if has(Printed::Verbose) || has(Printed::Trace) {
        Format::CurlTranscript
    } else if is_all && has(Printed::Raw) {
        Format::Http
    } else {
        Format::Text
    }
}

/// Returns whether what begins with a brace or bracket is text all the same: a log (`[2026-11-22 …]`), one object in
/// each line, an object with words behind it, the members of a token request.
pub(crate) fn reads_as_text(head: &[u8]) -> bool {
    let head = match std::str::from_utf8(head) {
        Ok(head) => head,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    let head = head.trim_start();
    if !head.starts_with(['{', '[']) {
        return true;
    }
    let mut values = serde_json::Deserializer::from_str(head).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let (first, behind) = head.split_at(values.byte_offset());
            let is_log = first.contains("\"entries\"") || first.contains("\"request\"");
            !is_log && (!behind.trim().is_empty() || first.contains("\"grant_type\""))
        }
        // A date in brackets, an object of JavaScript.
        Some(Err(error)) => error.is_syntax() && error.line() == 1 && error.column() <= 8,
        None => false,
    }
}
