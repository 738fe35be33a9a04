//! Finds the messages that programs printed.

use std::ops::Range;

use super::body::Fuel;
use super::found::FoundMessage;
use super::page::TextPage;
use super::scheme::Scheme;
use super::{raw, trace, verbose};

/// Finds the messages that programs printed, leaving out the lines of the ranges that are taken already (in order).
pub(crate) fn find(page: &TextPage, taken: &[Range<usize>], fuel: &Fuel) -> Vec<FoundMessage> {
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
