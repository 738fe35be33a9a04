//! The extended log format of W3C, as IIS and `CloudFront` write it: the columns stand in a line of their own.

use std::ops::Range;

use super::line::{AccessLine, status};
use crate::http::head::is_method;

/// Which column has what.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<String>,
}

impl Columns {
    /// Reads what stands behind `#Fields:`.
    pub(super) fn new(names: &str) -> Option<Self> {
        let names: Vec<String> = names.split_ascii_whitespace().map(str::to_owned).collect();
        let has = |wanted: &str| names.iter().any(|name| name == wanted);
        (has("cs-method") && has("cs-uri-stem") && has("sc-status")).then_some(Self { names })
    }

    /// Reads a line of these columns.
    pub(super) fn line<'a>(&self, line: &'a str) -> Option<AccessLine<'a>> {
        let mut values: Vec<Range<usize>> = Vec::with_capacity(self.names.len());
        for word in line.split_ascii_whitespace() {
            let at = word.as_ptr().addr() - line.as_ptr().addr();
            values.push(at..at + word.len());
        }
        if values.len() != self.names.len() {
            return None;
        }
        let column = |wanted: &str| {
            let index = self.names.iter().position(|name| name == wanted)?;
            values.get(index).cloned().filter(|range| &line[range.clone()] != "-")
        };
        let text = |wanted: &str| column(wanted).map(|range| &line[range]);
        let method = text("cs-method").filter(|word| is_method(word))?;
        let time = text("date").zip(text("time")).and_then(|(date, time)| format!("{date}T{time}Z").parse().ok());
        Some(AccessLine {
            method,
            target: column("cs-uri-stem")?,
            query: column("cs-uri-query"),
            host: column("cs-host").or_else(|| column("cs(Host)")),
            status: text("sc-status").and_then(status),
            time,
            failure: None,
            matters: false,
        })
    }
}
