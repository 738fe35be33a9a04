//! The page of a rule, for reading.

use std::io::{self, Write};

use colored::Colorize;

use crate::report::Options;
use crate::report::text::{glued, wrap};
use crate::rules::{self, Rule};

/// Writes what a rule finds, why that breaks a login, how to fix it, and an example.
pub fn write_rule(rule: &Rule, options: Options, out: &mut dyn Write) -> io::Result<()> {
    write_text(rule, options, out)?;
    if !rule.example().is_empty() {
        let head = "Example output of check";
        let head = options.paint(head, |text| text.bold());
        writeln!(out, "{head}\n\n{}", rule.example())?;
    }
    Ok(())
}

/// Writes the rules of each topic, a line or more for each.
pub fn write_rules(options: Options, out: &mut dyn Write) -> io::Result<()> {
    let ids = rules::all().map(|rule| rule.id.len()).max().unwrap_or(0);
    // Beside long ids a narrow terminal has no room.
    let (indent, beside) = match options.width.saturating_sub(ids + 4) {
        room if room < 30 => (6, false),
        _ => (ids + 4, true),
    };
    for (topic, rules) in rules::TOPICS {
        writeln!(out, "{topic}")?;
        for rule in *rules {
            let lines = wrap(rule.summary, options.width.saturating_sub(indent));
            let between = if beside { " ".repeat(indent - 2 - rule.id.len()) } else { format!("\n{:indent$}", "") };
            writeln!(out, "  {}{between}{}", rule.id, lines.join(&format!("\n{:indent$}", "")))?;
        }
    }
    Ok(())
}

/// Writes the same below a finding, which is the example.
pub(in crate::report) fn write_page(rule: &Rule, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    let width = options.width.saturating_sub(BELOW);
    write_text(rule, Options { width, ..options }, &mut text)?;
    writeln!(out)?;
    for line in String::from_utf8_lossy(&text).trim_end().lines() {
        writeln!(out, "{}", format!("{:BELOW$}{line}", "").trim_end())?;
    }
    Ok(())
}

fn write_text(rule: &Rule, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let bold = |text: &str| options.paint(text, |text| text.bold());
    let room = options.width.saturating_sub(INDENT).max(20);
    if rule.id.len() + 2 + rule.summary.chars().count() <= options.width {
        writeln!(out, "{}  {}\n", bold(rule.id), rule.summary)?;
    } else {
        writeln!(out, "{}\n{}\n", bold(rule.id), wrap(rule.summary, options.width).join("\n"))?;
    }
    let mut part = |title: &str, lines: Vec<String>| {
        for (index, line) in lines.iter().enumerate() {
            let title = if index == 0 { title } else { "" };
            let gap = INDENT.saturating_sub(title.len());
            writeln!(out, "{}{:gap$}{line}", bold(title), "")?;
        }
        writeln!(out)
    };
    part("Why", wrap(rule.why, room))?;
    part("Fix", wrap(rule.fix, room))?;
    let kind = format!(
        "{} in a failed login; looks at {}; since {}",
        rule.optional.severity.as_str(),
        rule.looks_at(),
        rule.optional.since
    );
    part("Kind", wrap(&kind, room))?;
    let specs = rule.spec.iter().map(|cite| format!("{}  {}", glued(&cite.title()), cite.url()));
    part("See", specs.flat_map(|spec| wrap(&spec, room)).collect())?;
    let code = rule.code();
    for (index, line) in code.iter().enumerate() {
        if index == 0 || code[index - 1].language != line.language {
            writeln!(out, "{}\n  right  {}", bold(line.language.as_str()), line.right)?;
        }
        writeln!(out, "  often  {}", line.wrong)?;
    }
    if !code.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

const INDENT: usize = 6;

/// How far the page of a finding is moved in.
const BELOW: usize = 4;
