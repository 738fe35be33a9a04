//! Links that a terminal opens (OSC 8, <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>): the text stays as short as it is.

use std::io;

use super::Printer;
use crate::report::Options;
use crate::rules::Rule;

impl Printer<'_> {
    /// Makes a link of the first `text` in what `write` writes; where a line ends within it, it stays text.
    pub(super) fn linked(
        &mut self,
        text: &str,
        url: &str,
        write: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        let start = self.out.len();
        write(self)?;
        if !self.options.links || text.is_empty() {
            return Ok(());
        }
        let written = String::from_utf8_lossy(&self.out[start..]).into_owned();
        let linked = written.replacen(text, &link(text, url), 1);
        self.out.truncate(start);
        self.out.extend(linked.bytes());
        Ok(())
    }
}

/// Returns the id of a rule, which leads to its page.
pub(super) fn rule_id(rule: &Rule, options: Options) -> String {
    if options.links { link(rule.id, &page(rule.id)) } else { rule.id.to_owned() }
}

/// Returns the address of the page of a rule.
pub(super) fn page(id: &str) -> String {
    format!("{PAGES}#{id}")
}

const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/v", env!("CARGO_PKG_VERSION"), "/docs/rules.md");

fn link(text: &str, url: &str) -> String {
    format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}
