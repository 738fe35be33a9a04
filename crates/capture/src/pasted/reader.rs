//! Reads the exchanges in a text.

use std::ops::Range;

use jiff::Timestamp;

use super::{cut, layout, pairing, sights};
use crate::command::find::FoundCommand;
use crate::error::Error;
use crate::exchange::{Exchange, RecorderHints};
use crate::format::Format;
use crate::record::page::{begins_logged, without_lines};
use crate::sink::Out;
use crate::text::placed::Text;
use crate::transcript::body::Fuel;
use crate::transcript::found::{FoundMessage, MessageOrigin, Printed, RequestOrResponse};
use crate::transcript::page::TextPage;
use crate::{command, refuse, transcript};

/// Reads a text and hands over the requests in it, in the order in which they are there.
pub(crate) fn read(text: Text, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut whole = Some(text);
    read_segments(&mut || whole.take(), out)
}

/// Reads a long text, which comes in segments, each with a part of it.
pub(crate) fn read_segments(segments: &mut dyn FnMut() -> Option<Text>, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut next = segments();
    let mut is_first = true;
    let mut reader = TextReader { out, format: None, is_objects: false, is_understood: false };
    while let Some(text) = next {
        next = segments();
        let is_only = std::mem::take(&mut is_first) && next.is_none();
        if is_only && !begins_logged(text.as_str()) && command::find::recognises(text.as_str()) {
            command::find::read(&text, reader.out);
            return Ok(());
        }
        reader.segment(text);
    }
    let TextReader { out, format, is_objects, is_understood } = reader;
    out.set_format(format.unwrap_or(Format::Text));
    if is_objects && !is_understood && out.summary.exchanges == 0 {
        return refuse::read_json_lines("", out);
    }
    Ok(())
}

struct TextReader<'o, 's, 'a> {
    out: &'o mut Out<'s, 'a>,
    format: Option<Format>,
    /// The text is one object in each line, and no log.
    is_objects: bool,
    /// A record was understood.
    is_understood: bool,
}

impl TextReader<'_, '_, '_> {
    fn segment(&mut self, text: Text) {
        let fuel = Fuel::for_size(text.as_str().len());
        // A record in JSON that is closed is whole.
        let is_open = !text.as_str().ends_with(['\n', '}', ']', '"']);
        let is_last_line_open = !text.as_str().ends_with('\n');
        let laid = layout::page(text, &fuel);
        let mut page = laid.page();
        let mut commands = command::find::find(&page.text);
        let stops: Vec<_> = commands.iter().map(|found| page.line_at(found.range.start)).collect();
        let records = laid.records(&stops);
        let is_log = laid.is_log();
        drop(laid);
        let mut printed = printed(&page, &commands, &fuel);
        // What a message says is part of it, and no statement of a log.
        let mut shown: Vec<Range<usize>> = printed.iter().map(|message| lines_of(&page, &message.range)).collect();
        shown.sort_by_key(|lines| lines.start);
        let mut understood = Vec::new();
        for placed in records.iter().filter(|placed| !overlaps(&shown, &placed.lines)) {
            if self.out.states(&placed.record) {
                understood.push(placed.lines.clone());
            }
        }
        if !understood.is_empty() {
            self.is_understood = true;
            page = without_lines(&page, &understood);
            commands = command::find::find(&page.text);
            printed = self::printed(&page, &commands, &Fuel::for_size(page.text.as_str().len()));
        }
        self.is_objects |= self.format.is_none() && !is_log && is_objects(&page);
        let times = records.into_iter().filter_map(|placed| Some((placed.lines, placed.record.time?))).collect();
        let items = items(&page, commands, printed, self.out);
        self.exchanges(&page, items, &times, (is_open, is_last_line_open), &fuel);
    }

    fn exchanges(
        &mut self,
        page: &TextPage,
        items: Vec<FoundMessage>,
        times: &Times,
        (is_open, is_last_line_open): (bool, bool),
        fuel: &Fuel,
    ) {
        let format = format(&items, page);
        self.format = Some(self.format.filter(|known| *known != format).map_or(format, |_| Format::Text));
        let taken: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
        let sights = sights::find_sights(page, &taken, fuel);
        let mut exchanges = pairing::exchanges(page, items, sights);
        if is_open {
            cut::mark(page, &mut exchanges);
        }
        if is_last_line_open {
            cut::mark_answer(page, &mut exchanges);
        }
        for exchange in exchanges {
            let at = page.text.place(exchange.range.start).unwrap_or(self.out.start());
            let evidence = exchange.evidence();
            let started = exchange.started.or_else(|| time_of(times, page.line_at(exchange.range.start)));
            self.out.exchange(Exchange {
                started,
                failure: exchange.failure,
                recorder: RecorderHints {
                    excerpt: true,
                    evidence,
                    grant: exchange.grant,
                    client_id: exchange.client,
                    came_back: exchange.came_back,
                    proposed: exchange.proposed,
                    is_answer_cut: exchange.is_answer_cut,
                    ..RecorderHints::default()
                },
                ..Exchange::new(at, exchange.request, exchange.response)
            });
        }
    }
}

/// The lines of records with their times, in order.
type Times = Vec<(Range<usize>, Timestamp)>;

fn time_of(times: &Times, line: usize) -> Option<Timestamp> {
    let behind = times.partition_point(|(lines, _)| lines.start <= line);
    let (lines, time) = times.get(behind.checked_sub(1)?)?;
    lines.contains(&line).then_some(*time)
}

/// Returns whether a page is one object in each line, which no logger wrote.
fn is_objects(page: &TextPage) -> bool {
    let mut lines = (0..page.len()).filter(|at| !page.line(*at).trim().is_empty());
    let mut is_object = || {
        let line = lines.next().filter(|at| !page.is_logged(*at)).map(|at| page.line(at).trim());
        line.is_some_and(|line| line.starts_with('{') && line.ends_with('}'))
    };
    is_object() && is_object()
}

/// Returns the messages that programs printed beside commands, in order.
fn printed(page: &TextPage, commands: &[FoundCommand], fuel: &Fuel) -> Vec<FoundMessage> {
    let taken: Vec<_> = commands.iter().map(|found| found.range.clone()).collect();
    transcript::find::find(page, &taken, fuel)
}

/// Returns the lines that some bytes stand on.
fn lines_of(page: &TextPage, bytes: &Range<usize>) -> Range<usize> {
    page.line_at(bytes.start)..page.line_at(bytes.end.saturating_sub(1).max(bytes.start)) + 1
}

/// Returns whether some lines are among these, which are in order.
fn overlaps(ordered: &[Range<usize>], lines: &Range<usize>) -> bool {
    let next = ordered.partition_point(|known| known.end <= lines.start);
    ordered.get(next).is_some_and(|known| known.start < lines.end)
}

/// Returns the commands and the messages that programs printed, in order.
fn items(
    page: &TextPage,
    mut commands: Vec<FoundCommand>,
    mut items: Vec<FoundMessage>,
    out: &mut Out<'_, '_>,
) -> Vec<FoundMessage> {
    for command in &mut commands {
        out.summary.notes.append(&mut command.notes);
    }
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
