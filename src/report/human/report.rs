//! The report of one capture.

use std::collections::BTreeMap;
use std::io::{self, Write};

use colored::{ColoredString, Colorize};

use crate::diagnosis::Diagnosis;
use crate::login::Outcome;
use crate::report::text::{clean, glued, shorten, wrap};
use crate::report::view::notes;
use crate::report::{Capture, Detail, Format, Options, Tally, fold, stream};
use crate::rules::Rule;
use crate::{Checked, InputFormat, weigh};

/// Writes all captures, and a summary where there are several.
pub fn write(captures: &[Capture], options: Options, out: &mut dyn Write) -> io::Result<()> {
    stream::write(captures, Format::Human, options, out)
}

/// A capture as it was rendered.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    /// It takes no more than a line, or lines that stand by themselves.
    pub(crate) brief: bool,
    /// The rules whose pages may be put in, each with the byte before which it stands.
    pub(crate) pages: Vec<(usize, &'static Rule)>,
}

/// Renders one capture; among several one where nothing was found takes one line.
pub(crate) fn render(capture: &Capture, options: Options, several: bool, out: &mut Vec<u8>) -> io::Result<Rendered> {
    let mut printer = Printer::new(capture, options, out);
    let brief = match options.detail {
        Detail::Quiet => {
            printer.failures()?;
            true
        }
        Detail::Normal if several && is_quiet(&capture.checked) => {
            printer.brief()?;
            true
        }
        Detail::Normal | Detail::Verbose => {
            printer.capture()?;
            false
        }
    };
    Ok(Rendered { brief, pages: printer.pages })
}

/// Returns whether there is nothing to read about: no login, or only logins that worked without a finding.
pub(crate) fn is_quiet(checked: &Checked) -> bool {
    let quiet =
        |login: &Diagnosis| login.outcome == Outcome::Succeeded && login.findings.is_empty() && !login.has_failed();
    checked.error.is_none() && notes(checked).next().is_none() && checked.logins.iter().all(quiet)
}

pub(crate) struct Printer<'a> {
    pub(super) capture: &'a Capture,
    pub(super) options: Options,
    pub(super) out: &'a mut Vec<u8>,
    /// The advice that was given, and the login that it was given to.
    pub(super) advised: BTreeMap<Vec<String>, usize>,
    /// The fixes that were given, each with the login that it was given to.
    pub(super) fixed: BTreeMap<String, usize>,
    pub(super) pages: Vec<(usize, &'static Rule)>,
}

impl<'a> Printer<'a> {
    pub(crate) fn new(capture: &'a Capture, options: Options, out: &'a mut Vec<u8>) -> Self {
        Self { capture, options, out, advised: BTreeMap::new(), fixed: BTreeMap::new(), pages: Vec::new() }
    }

    fn brief(&mut self) -> io::Result<()> {
        let checked = &self.capture.checked;
        let logins =
            if checked.logins.is_empty() { "no OAuth login".to_owned() } else { Tally::new(self.capture).logins() };
        let path = self.paint(&clean(&self.capture.path), |text| text.bold());
        let exchanges = count(checked.exchanges, "exchange");
        writeln!(self.out, "{path}  {}, {exchanges}, {logins}", checked.format.title())
    }

    fn capture(&mut self) -> io::Result<()> {
        let checked = &self.capture.checked;
        // What was refused is said on standard error.
        if checked.error.is_some() && checked.exchanges == 0 {
            return Ok(());
        }
        self.head()?;
        if checked.logins.is_empty() && checked.error.is_none() {
            writeln!(self.out, "\nNo OAuth login is in this capture, so nothing was assessed.")?;
            self.paragraph(0, weigh::record_all(checked.format.recorder()))?;
        }
        if checked.logins.len() > 1 {
            writeln!(self.out, "{}", Tally::new(self.capture).logins())?;
        }
        let groups = fold::groups(&checked.logins);
        for group in &groups {
            if groups.len() > 1 {
                writeln!(self.out)?;
            }
            self.login(group)?;
        }
        for (index, note) in notes(checked).enumerate() {
            if index == 0 {
                writeln!(self.out)?;
            }
            let text = format!("{}{}", clean(&note.message), self.capture.in_brackets(note.at));
            self.labelled("note", &text, |text| text.blue())?;
        }
        Ok(())
    }

    /// What was read: of several inputs each in a line of its own.
    pub(crate) fn head(&mut self) -> io::Result<()> {
        let checked = &self.capture.checked;
        let path = clean(&self.capture.path);
        // Of a long path only the recorder is left out.
        let whole = read(checked, ", ");
        let fits = path.chars().count() + 2 + whole.chars().count() <= self.options.width;
        let whole = if fits || checked.inputs.len() > 1 { whole } else { read_without_recorder(checked) };
        self.labelled(&path, &glued(&whole), |text| text.bold())?;
        if checked.inputs.len() < 2 {
            return Ok(());
        }
        let width = checked.inputs.iter().map(|input| clean(&input.name).chars().count());
        let width = width.max().unwrap_or(0).min(60);
        for input in &checked.inputs {
            let format = match &input.error {
                Some(_) if input.exchanges == 0 => "not read".to_owned(),
                _ => format(input.format, input.creator.as_deref()),
            };
            let exchanges = count(input.exchanges, "exchange");
            writeln!(self.out, "  {:width$}  {format}, {exchanges}", clean(&input.name))?;
        }
        Ok(())
    }

    pub(crate) fn list(&mut self, title: &str, items: &[String]) -> io::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let title = self.paint(title, |text| text.bold());
        writeln!(self.out, "  {title}")?;
        for item in items {
            for (index, line) in wrap(&clean(item), self.options.width.saturating_sub(4).max(20)).iter().enumerate() {
                writeln!(self.out, "  {} {line}", if index == 0 { "-" } else { " " })?;
            }
        }
        Ok(())
    }

    /// A label, and a text that hangs behind it.
    pub(crate) fn labelled(
        &mut self,
        label: &str,
        text: &str,
        style: impl Fn(&str) -> ColoredString,
    ) -> io::Result<()> {
        let indent = label.chars().take_while(|c| *c == ' ').count() + 2;
        let painted = format!("{}  ", self.paint_label(label, &style));
        self.hanging(&painted, label.chars().count() + 2, indent, text)
    }

    /// A text behind its name in bold.
    pub(crate) fn entry(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.labelled(&format!("  {name}"), &clean(text), |text| text.bold())
    }

    /// A text that hangs behind something that takes `used` columns; where its first word has no room there, it begins below.
    pub(crate) fn hanging(&mut self, painted: &str, used: usize, indent: usize, text: &str) -> io::Result<()> {
        let room = self.options.width.saturating_sub(indent).max(20);
        // The place that is taken is a word of its own.
        let filled = format!("{} {text}", "\u{0}".repeat(used.saturating_sub(indent + 1).min(room)));
        let mut lines = wrap(&filled, room).into_iter();
        let first = lines.next().unwrap_or_default();
        let first = first.trim_start_matches('\u{0}');
        let first = first.strip_prefix(' ').unwrap_or(first);
        writeln!(self.out, "{}", format!("{painted}{first}").trim_end())?;
        for line in lines {
            writeln!(self.out, "{:indent$}{}", "", line.trim_start_matches('\u{0}').trim_start())?;
        }
        Ok(())
    }

    pub(crate) fn paragraph(&mut self, indent: usize, text: &str) -> io::Result<()> {
        for line in wrap(text, self.options.width.saturating_sub(indent).max(20)) {
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    pub(crate) fn paint_label(&self, label: &str, style: &impl Fn(&str) -> ColoredString) -> String {
        let name = label.trim_start();
        format!("{}{}", " ".repeat(label.len() - name.len()), self.paint(name, style))
    }

    pub(crate) fn paint(&self, text: &str, style: impl Fn(&str) -> ColoredString) -> String {
        self.options.paint(text, style)
    }
}

/// Returns what was read: `HAR by WebInspector 537.36, 12 exchanges, 3 of OAuth`.
pub(crate) fn read(checked: &Checked, separator: &str) -> String {
    let what = match checked.inputs.len() {
        0 | 1 => format(checked.format, checked.creator.as_deref()),
        inputs => format!("{inputs} inputs as one recording"),
    };
    format!("{what}{separator}{}", exchanges(checked))
}

/// `HAR, 12 exchanges, 3 of OAuth`.
fn read_without_recorder(checked: &Checked) -> String {
    format!("{}, {}", format(checked.format, None), exchanges(checked))
}

fn exchanges(checked: &Checked) -> String {
    match checked.exchanges {
        // A text may tell of a login and show no message.
        0 if checked.oauth_exchanges > 0 => "no HTTP message, only a statement about one".to_owned(),
        exchanges => format!("{}, {} of OAuth", count(exchanges, "exchange"), checked.oauth_exchanges),
    }
}

/// `HAR by WebInspector 537.36`.
pub(crate) fn format(format: InputFormat, creator: Option<&str>) -> String {
    let creator = creator.map(|creator| format!(" by {}", shorten(&clean(creator), LONGEST_CREATOR)));
    format!("{}{}", format.title(), creator.unwrap_or_default())
}

/// A longer name of a recorder is cut.
const LONGEST_CREATOR: usize = 60;

pub(crate) fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
