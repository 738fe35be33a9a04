//! From a text to a page without what wraps its lines, and its records.

use std::ops::Range;

use super::colour::without_colours;
use super::head::head;
use super::sheet::{Known, Sheet, SheetLine};
use super::split::{self, PlacedRecord};
use super::stamp::clock;
use super::wrapper::wrapper;
use super::{expand, logfmt, trace};
use crate::text::draft::Draft;
use crate::text::placed::Text;
use crate::transcript::body::Fuel;
use crate::transcript::page::{Logged, PageLine, TextPage};

/// A text whose lines are known, without what wraps them.
pub(crate) struct Unwrapped {
    sheet: Sheet,
}

/// Takes off what wraps the lines of a text, again and again until nothing fits. `lines` are its lines with the part of
/// the text that each belongs to.
pub(crate) fn unwrapped(text: Text, lines: Vec<PageLine>, fuel: &Fuel) -> Unwrapped {
    let lines = lines
        .into_iter()
        .map(|line| SheetLine { range: line.range, known: Known { section: line.section, ..Known::default() } });
    let mut sheet = Sheet { text, lines: lines.collect(), records: Vec::new() };
    for _ in 0..MOST_WRAPPERS {
        // What stands outermost comes off first: the time of a daemon is not a head of a logger.
        if strip(&mut sheet) {
            sheet = sheet.rebuilt();
            continue;
        }
        let (next, is_expanded) = expand::expand(sheet, fuel);
        sheet = next;
        if is_expanded {
            if sheet.lines.iter().any(|line| line.known.is_partial) {
                sheet = sheet.rebuilt();
            }
            continue;
        }
        let (next, is_laid_out) = logfmt::expand(sheet);
        sheet = next;
        if is_laid_out {
            continue;
        }
        if !heads(&mut sheet) {
            break;
        }
        sheet = sheet.rebuilt();
    }
    Unwrapped { sheet: trace::unwrapped(sheet) }
}

impl Unwrapped {
    /// Returns the page.
    pub(crate) fn page(&self) -> TextPage {
        let lines =
            self.sheet.lines.iter().map(|line| PageLine { range: line.range.clone(), section: line.known.section });
        let logged = self.sheet.lines.iter().map(|line| {
            let clock = || line.known.time.and_then(|time| clock(&time.to_string()));
            Logged { is_logged: line.known.is_logged, clock: line.known.clock.or_else(clock) }
        });
        let logged = logged.collect();
        TextPage::new(self.sheet.text.clone(), lines.collect()).logged(logged)
    }

    /// Returns whether a part of the text is a record that a logger wrote with a structure of its own.
    pub(crate) fn is_log(&self) -> bool {
        self.sheet.lines.iter().any(|line| line.known.record.is_some() && !line.known.is_loose)
    }

    /// Returns the records. None goes on behind one of `stops`, the lines at which commands begin.
    pub(crate) fn records(&self, stops: &[usize]) -> Vec<PlacedRecord> {
        split::records(&self.sheet, stops)
    }
}

/// Returns a page in which some lines are empty.
pub(crate) fn without_lines(page: &TextPage, left_out: &[Range<usize>]) -> TextPage {
    let mut draft = Draft::default();
    let mut lines = Vec::with_capacity(page.len());
    let mut logged = Vec::with_capacity(page.len());
    let mut left_out = left_out.iter().peekable();
    for at in 0..page.len() {
        while left_out.next_if(|range| range.end <= at).is_some() {}
        let range = page.range(at);
        let is_left_out = left_out.peek().is_some_and(|range| range.contains(&at));
        let start = draft.as_str().len();
        if !is_left_out {
            draft.push(&page.text, range.clone());
        }
        lines.push(PageLine { range: start..draft.as_str().len(), section: page.section(at) });
        logged.push(Logged { is_logged: page.is_logged(at), clock: page.clock(at) });
        draft.push_char('\n', page.text.place(range.end));
    }
    TextPage::new(draft.finish(), lines).logged(logged)
}

/// Takes one wrapper off each line that has one; returns whether any has.
fn strip(sheet: &mut Sheet) -> bool {
    let mut is_changed = false;
    let found: Vec<_> = (0..sheet.lines.len())
        .map(|at| if sheet.lines[at].known.is_done { None } else { wrapper(sheet.line(at)) })
        .collect();
    for at in 0..found.len() {
        let Some(wrapper) = &found[at] else { continue };
        if wrapper.is_unsure {
            let own = &sheet.line(at)[..wrapper.length];
            let same = |other: usize| {
                sheet.line(other).starts_with(own.trim_end())
                    && sheet.lines[other].known.section == sheet.lines[at].known.section
            };
            let is_repeated = at > 0 && found.get(at - 1).is_some_and(Option::is_some) && same_before(sheet, at, own)
                || at + 1 < found.len() && same(at + 1);
            if !is_repeated {
                continue;
            }
        }
        is_changed = true;
        let line = &mut sheet.lines[at];
        let stripped = line.range.start..line.range.start + wrapper.length;
        line.known.clock = clock(&sheet.text.as_str()[stripped]).or(line.known.clock);
        line.range.start += wrapper.length;
        line.known.time = wrapper.time.or(line.known.time);
        line.known.is_partial = wrapper.is_partial;
    }
    is_changed
}

/// Returns whether the line before, whose wrapper is gone by now, had the same one.
fn same_before(sheet: &Sheet, at: usize, own: &str) -> bool {
    let line = &sheet.lines[at - 1];
    sheet.text.as_str()[..line.range.start].ends_with(own)
}

/// Takes off what loggers write before their messages; returns whether any did.
fn heads(sheet: &mut Sheet) -> bool {
    let mut is_changed = false;
    for at in 0..sheet.lines.len() {
        if sheet.lines[at].known.is_done {
            continue;
        }
        let Some(head) = head(sheet.line(at)).filter(|head| head.length > 0) else { continue };
        let line = &mut sheet.lines[at];
        is_changed = true;
        let stripped = line.range.start..line.range.start + head.length;
        line.known.clock = clock(&sheet.text.as_str()[stripped]).or(line.known.clock);
        line.range.start += head.length;
        line.known.is_logged = true;
        line.known.time = head.time.or(line.known.time);
        if line.known.record.is_none() {
            line.known.head = Some(match line.known.head.take() {
                // What was written first is nearest to the message.
                Some(outer) => Box::new(head.within(*outer)),
                None => Box::new(head),
            });
        }
    }
    is_changed
}

/// Returns whether a text begins with a line that a program logged.
pub(crate) fn begins_logged(text: &str) -> bool {
    let line = text.trim_start().lines().next().unwrap_or_default();
    wrapper(line).is_some_and(|wrapper| !wrapper.is_unsure) || head(line).is_some() || logfmt::recognises(line)
}

/// Colours are taken off before lines are looked at.
pub(crate) fn plain(text: Text) -> Text {
    without_colours(text)
}

/// How many wrappers are taken off a line.
const MOST_WRAPPERS: usize = 12;
