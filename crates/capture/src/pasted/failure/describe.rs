//! The words of a server behind an error code, without what a program puts around them.

use std::ops::Range;

use super::facts::{bare, closed, floor};

/// Returns the words that begin at a byte and go to the end of the line, or of what they are in.
pub(super) fn to_end(source: &str, start: usize, line: &Range<usize>, quote: Option<&str>) -> Option<Range<usize>> {
    let limit = floor(source, line.end.min(start + LONGEST));
    let blanks = source[start..limit].len() - source[start..limit].trim_start().len();
    let start = start + blanks;
    // Microsoft's libraries put numbers and a time before the words.
    let number = ["AADSTS", "AADB2C"].iter().filter_map(|prefix| source[start..limit].find(prefix)).min();
    let start = start + number.filter(|at| *at < 200).unwrap_or(0);
    let rest = &source[start..limit];
    let quote = quote.or_else(|| open_quote(&source[line.start..start]));
    let end = match quote {
        Some(quote) => closed(rest, quote).unwrap_or_else(|| bare(rest)),
        None => bare(rest),
    };
    shorten(source, start..start + end)
}

/// Cuts off what is not a word of the server: identifiers of a trace, a stack frame, the file of a script.
pub(super) fn shorten(source: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = &source[range.clone()];
    // Microsoft's libraries put numbers and a time before the words.
    let from = ["AADSTS", "AADB2C"].iter().filter_map(|prefix| words.find(prefix)).min();
    let start = range.start + from.filter(|at| *at < 200).unwrap_or(0);
    let words = &source[start..range.end];
    let ends = [
        " Trace ID:",
        " - Correlation ID",
        " Correlation ID:",
        "\\r\\n",
        "\\n",
        " in /",
        "\n",
        " - Trace ID",
        " (http",
        " (see http",
    ];
    let end = ends.iter().filter_map(|end| words.find(end)).min().unwrap_or(words.len());
    let words = words[..end].trim_end_matches([' ', ',', '{', '\t', '\r', '\'', '`', '"', '\\']);
    let is_absent = matches!(words, "" | "null" | "None" | "undefined" | "nil" | "<nil>" | "(null)" | "[]")
        || words.ends_with(" is null");
    (!is_absent).then_some(start..start + words.len())
}

/// Returns the quote that is open at the end of a part of a line.
fn open_quote(before: &str) -> Option<&'static str> {
    let escaped = before.matches("\\\"").count();
    let plain = before.matches('"').count() - escaped;
    if escaped % 2 == 1 { Some("\\\"") } else { (plain % 2 == 1).then_some("\"") }
}

/// The longest description.
const LONGEST: usize = 1024;
