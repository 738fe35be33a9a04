//! The values that show a finding, below each other where they can be compared.

use std::io::{self, Write as _};

use colored::Colorize;

use super::Printer;
use crate::diagnosis::Diagnosis;
use crate::disclose::Shown;
use crate::report::Detail;
use crate::report::evidence::{self, Stretch, stretches};
use crate::report::text::{clean, glued, shorten, window, wrap};
use crate::report::view::sent;
use crate::rules::Evidence;

impl Printer<'_> {
    /// The values below each other, each with the message that it is from; the difference of the first two is marked.
    pub(super) fn evidence(&mut self, shown: &[Evidence], login: &Diagnosis) -> io::Result<()> {
        let label_width = shown.iter().map(|item| item.label.chars().count()).max().unwrap_or(0);
        let indent = 4 + label_width + 2;
        let room = self.options.width.saturating_sub(indent).max(20);
        let pair = evidence::pair(shown, self.options).filter(|(a, b)| evidence::alike(a, b));
        let pair = pair.map(|(a, b)| window(&a, &b, room));
        for (index, item) in shown.iter().enumerate() {
            let value = match (&pair, index) {
                (Some((first, _)), 0) => first.clone(),
                (Some((_, second)), 1) => second.clone(),
                _ => self.value(item, room),
            };
            let marks = pair.as_ref().filter(|_| index == 1).and_then(|(first, second)| marks(first, second));
            let used = indent + value.chars().count();
            let below = marks.as_ref().map_or(used, |marks| indent + marks.chars().count());
            let fits = |whence: &str| below + 2 + whence.chars().count() <= self.options.width;
            let mut whence = self.whence(item, login);
            if !fits(&whence) {
                let brief = self.without_server(&whence, login);
                whence = if fits(&brief) { brief } else { whence };
            }
            let label = format!("    {:label_width$}  {value}", item.label);
            if marks.is_none() && fits(&whence) {
                writeln!(self.out, "{label}  {}", self.paint(&whence, |text| text.dimmed()))?;
                continue;
            }
            writeln!(self.out, "{label}")?;
            if let Some(marks) = marks {
                let marked = self.paint(&marks, |text| text.red());
                if fits(&whence) {
                    writeln!(self.out, "{:indent$}{marked}  {}", "", self.paint(&whence, |text| text.dimmed()))?;
                    continue;
                }
                writeln!(self.out, "{:indent$}{marked}", "")?;
            }
            let whence = if whence.chars().count() > room { self.without_server(&whence, login) } else { whence };
            let pieces: Vec<String> = whence.split(" · ").map(|piece| glued(&shorten(piece, room))).collect();
            for line in wrap(&pieces.join(" · "), room) {
                writeln!(self.out, "{:indent$}{}", "", self.paint(&line, |text| text.dimmed()))?;
            }
        }
        Ok(())
    }

    /// A value: a long one that is no address is cut in its middle, where not everything is asked for.
    fn value(&self, item: &Evidence, room: usize) -> String {
        let value = clean(&self.options.value(&item.value));
        let is_opaque = value.chars().count() > LONGEST && !value.contains([' ', '/', ':']);
        let is_asked_for = self.options.show_secrets || self.options.detail == Detail::Verbose;
        if is_opaque && !is_asked_for { middle_cut(&value) } else { shorten(&value, room) }
    }

    /// Leaves the server of the login out, which stands above.
    fn without_server(&self, whence: &str, login: &Diagnosis) -> String {
        let server =
            login.server.as_ref().map(|server| clean(server)).filter(|_| self.options.detail == Detail::Normal);
        server.and_then(|server| without(whence, &server)).unwrap_or_else(|| whence.to_owned())
    }

    /// The message that a value is from, and where it stands in the file; its part of the message where everything is asked for.
    fn whence(&self, item: &Evidence, login: &Diagnosis) -> String {
        if self.options.detail == Detail::Verbose {
            return evidence::whence(item, self.capture);
        }
        if let Some(computation) = item.part.computation() {
            return format!("= {}, #{}", clean(&computation), item.exchange);
        }
        let step = login.steps.iter().find(|step| step.seen.exchange == item.exchange && item.exchange > 0);
        let sent = step.map(|step| match &item.value {
            // The value is the address itself.
            Shown::Public(value) if step.url.as_ref().is_some_and(|url| value.starts_with(url.as_str())) => {
                clean(step.method.as_deref().unwrap_or_default())
            }
            _ => clean(&sent(step)),
        });
        let sent = sent.filter(|sent| !sent.is_empty());
        let number = if item.exchange > 0 { format!("#{}", item.exchange) } else { evidence::exchange(item) };
        let line = if self.capture.checked.files.len() > 1 { "" } else { "line " };
        let place = item.at.map(|at| format!("{line}{}", clean(&self.capture.place(at))));
        [Some(number), sent, place].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// Leaves the host out of an address at a server.
fn without(whence: &str, server: &str) -> Option<String> {
    let (before, rest) = whence.split_once("://")?;
    let scheme = before.rfind(' ').map_or(0, |space| space + 1);
    let host = rest.split(['/', ' ']).next()?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    (name == server || host == server).then(|| format!("{}{}", &before[..scheme], &rest[host.len()..]))
}

/// Longer values are cut in their middle.
const LONGEST: usize = 44;

/// `6033c63d7faa40b3…44c0d52b (64 characters)`.
fn middle_cut(value: &str) -> String {
    let count = value.chars().count();
    let head: String = value.chars().take(16).collect();
    let tail: String = value.chars().skip(count - 8).collect();
    format!("{head}…{tail} ({count} characters)")
}

/// Marks what differs in the second of two values: `^` below characters that the first does not have, or where one is missing.
/// Values that have little in common are not marked.
fn marks(first: &str, second: &str) -> Option<String> {
    let (_, stretches) = stretches(first, second);
    if matches!(stretches.as_slice(), [Stretch::Same(_)]) {
        return None;
    }
    let mut marks = String::new();
    let mut is_missing = false;
    for stretch in stretches {
        let (mark, text) = match stretch {
            Stretch::Gap => {
                is_missing = true;
                continue;
            }
            Stretch::Own(text) => ('^', text),
            Stretch::Same(text) => (' ', text),
        };
        for _ in text.chars() {
            marks.push(if is_missing { '^' } else { mark });
            is_missing = false;
        }
    }
    if is_missing {
        marks.push('^');
    }
    Some(marks.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_and_what_is_missing_is_marked() {
        assert_eq!(marks("/callback", "/callback/").as_deref(), Some("         ^"));
        assert_eq!(marks("/callback/", "/callback").as_deref(), Some("         ^"));
        assert_eq!(marks("abc", "xyz"), None);
    }
}
