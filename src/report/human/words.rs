//! What a message means, for reading.

use std::io::{self, Write};

use colored::Colorize;

use crate::report::Options;
use crate::report::text::wrap;
use crate::words::Explained;

/// Writes what a message means, what it can be about, and what would decide.
pub fn write_words(explained: &Explained, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let room = options.width.saturating_sub(INDENT).max(20);
    let mut part = |title: &str, text: &str| {
        for (index, line) in wrap(text, room).iter().enumerate() {
            let title = if index == 0 { title } else { "" };
            let gap = INDENT.saturating_sub(title.len());
            writeln!(out, "{}{:gap$}{line}", options.paint(title, |text| text.bold()), "")?;
        }
        io::Result::Ok(())
    };
    if let Some((meaning, spec)) = explained.by_specification.as_ref().filter(|_| explained.meanings.is_empty()) {
        part("It means", &format!("{meaning} ({}, any server)", spec.title()))?;
    }
    for (index, meaning) in explained.meanings.iter().take(MOST_WRITERS).enumerate() {
        let title = if index == 0 { "It means" } else { "or" };
        part(title, &format!("{} ({}, {})", meaning.text, meaning.name, meaning.source.cite()))?;
    }
    let more = explained.meanings.len().saturating_sub(MOST_WRITERS);
    if more > 0 {
        part("or", &format!("{more} more say much the same."))?;
    }
    for (index, rule) in explained.rules.iter().take(MOST_RULES).enumerate() {
        let title = match (index, explained.rules.len()) {
            (0, 1) => "It is",
            (0, _) => "It may be",
            _ => "",
        };
        part(title, &format!("{}: {}", rule.id, rule.summary))?;
    }
    let more = explained.rules.len().saturating_sub(MOST_RULES);
    if more > 0 {
        part("", &format!("and {more} more"))?;
    }
    for (index, check) in explained.decides.iter().enumerate() {
        part(if index == 0 { "To decide" } else { "" }, check)?;
    }
    if let Some(rule) = explained.rules.first() {
        part("More", &format!("oauth-doctor rules {}", rule.id))?;
    }
    Ok(())
}

const INDENT: usize = 11;
/// Of how many providers the words are explained.
const MOST_WRITERS: usize = 3;
/// How many rules are named.
const MOST_RULES: usize = 6;
