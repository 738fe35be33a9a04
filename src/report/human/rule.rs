//! The page of a rule, for reading.

use std::io::{self, Write};

use colored::Colorize;

use super::code::broken;
use crate::report::Options;
use crate::report::text::{glued, wrap};
use crate::rules::Rule;

/// Writes what a rule finds, why that breaks a login, how to fix it, and an example.
pub fn write_rule(rule: &Rule, options: Options, out: &mut dyn Write) -> io::Result<()> {
    write_text(rule, options, out)?;
    if !rule.example().is_empty() {
        let head = "Example output of check";
        let head = options.paint(head, |text| text.bold());
        writeln!(out, "{head}\n")?;
        for line in rule.example().lines() {
            writeln!(out, "{}", folded(line, options.width))?;
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
            writeln!(out, "{}", bold(line.language.as_str()))?;
            writeln!(out, "{}", hanging("  right  ", line.right, options.width))?;
        }
        writeln!(out, "{}", hanging("  often  ", line.wrong, options.width))?;
    }
    if !code.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// Breaks code behind its label, so that each line begins below the first.
fn hanging(label: &str, code: &str, width: usize) -> String {
    let indent = label.chars().count();
    let room = width.saturating_sub(indent).max(20);
    format!("{label}{}", broken(code, room).join(&format!("\n{:indent$}", "")))
}

/// Fits a line of a report into fewer columns than it was written for: what stands at its right edge moves in, the rest is broken.
fn folded(line: &str, width: usize) -> String {
    let excess = line.chars().count().saturating_sub(width);
    if excess == 0 {
        return line.to_owned();
    }
    let text = line.trim_start();
    let indent = line.len() - text.len();
    if let Some((left, right)) = text.split_once("   ") {
        let room = 1 + right.len() - right.trim_start().len();
        if excess <= room {
            return format!("{:indent$}{left}{}{}", "", " ".repeat(3 + room - 1 - excess), right.trim_start());
        }
    }
    let first: String = line.chars().take(indent).collect();
    let behind = format!("\n{:1$}", "", indent + 2);
    format!("{first}{}", wrap(text, width.saturating_sub(indent + 2).max(20)).join(&behind))
}

const INDENT: usize = 6;

/// How far the page of a finding is moved in.
const BELOW: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_report_fits_into_fewer_columns() {
        let line = format!("FAILED  the code was used twice{}code-reused · proven", " ".repeat(40));
        for width in [60, 80, 90] {
            let folded = folded(&line, width);
            assert!(folded.lines().all(|line| line.chars().count() <= width), "{folded}");
            assert!(folded.starts_with("FAILED  the code was used twice") && folded.ends_with("code-reused · proven"));
        }
        assert_eq!(folded(&line, 80).chars().count(), 80);
        assert_eq!(
            folded("    a bb ccc dddd eeeee ffffff ggggggg hhhhhhhh", 30),
            "    a bb ccc dddd eeeee\n      ffffff ggggggg hhhhhhhh"
        );
        assert_eq!(
            hanging("  right  ", "one two three four five six seven", 30),
            "  right  one two three four\n         five six seven"
        );
    }
}
