//! The values that show a finding, below each other where they can be compared.

use std::io::{self, Write as _};

use colored::Colorize;
use oauth_doctor_wire::url::UrlParts;

use super::Printer;
use crate::diagnosis::Diagnosis;
use crate::disclose::Shown;
use crate::report::Detail;
use crate::report::evidence;
use crate::report::text::{clean, glued_list, shorten, window, wrap};
use crate::report::view::sent;
use crate::rules::Evidence;
use crate::weigh::StepKind;

impl Printer<'_> {
    /// The values below each other, each with the message that it is from; the difference of the first two is marked.
    pub(super) fn evidence(&mut self, shown: &[Evidence], login: &Diagnosis) -> io::Result<()> {
        let label_width = shown.iter().map(|item| item.label.chars().count()).max().unwrap_or(0);
        let indent = 4 + label_width + 2;
        let room = self.options.width.saturating_sub(indent).max(20);
        let pair = evidence::pair(shown, self.options).filter(|(a, b)| evidence::alike(a, b));
        let pair = pair.filter(|(a, _)| !is_time(a)).map(|(a, b)| window(&a, &b, room));
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
            let whence = self.without_server(&self.whence(item, login), login);
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
            let pieces: Vec<String> = whence.split(" · ").map(|piece| shorten(piece, room - 2)).collect();
            for line in wrap(&glued_list(&pieces), room) {
                writeln!(self.out, "{:indent$}{}", "", self.paint(&line, |text| text.dimmed()))?;
            }
        }
        Ok(())
    }

    /// A value: a long one that is no address is cut in its middle, where not everything is asked for.
    fn value(&self, item: &Evidence, room: usize) -> String {
        let value = clean(&self.options.value(&item.value));
        if value.is_empty() {
            return "(empty)".to_owned();
        }
        let is_opaque = value.chars().count() > LONGEST && !value.contains([' ', '/', ':']);
        let is_asked_for = self.options.show_secrets || self.options.detail == Detail::Verbose;
        if is_opaque && !is_asked_for { middle_cut(&value) } else { shorten(&value, room) }
    }

    /// Leaves the origin of the server out, whose name stands above.
    fn without_server(&self, whence: &str, login: &Diagnosis) -> String {
        let of = |is_it: &dyn Fn(StepKind) -> bool| login.steps.iter().find(|step| is_it(step.kind));
        let asked = of(&|kind| kind == StepKind::AuthorizeRequest).or_else(|| of(&StepKind::is_token_request));
        let origin = asked.and_then(|step| step.url.as_deref()).map(|url| clean(&UrlParts::parse(url).origin()));
        match origin.filter(|origin| !origin.is_empty() && self.options.detail == Detail::Normal) {
            Some(origin) => whence.replacen(&format!(" {origin}/"), " /", 1),
            None => whence.to_owned(),
        }
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

/// Longer values are cut in their middle.
const LONGEST: usize = 44;

/// `6033c63d7faa40b3…44c0d52b (64 characters)`.
fn middle_cut(value: &str) -> String {
    let count = value.chars().count();
    let head: String = value.chars().take(16).collect();
    let tail: String = value.chars().skip(count - 8).collect();
    format!("{head}…{tail} ({count} characters)")
}

/// Two times differ in what they say, not in how they are written.
fn is_time(value: &str) -> bool {
    value.parse::<jiff::Timestamp>().is_ok()
}

/// Marks what differs in the second of two values, in one piece: `^` below characters that the first does not have, or where one is
/// missing. Values that differ nearly everywhere are not marked.
fn marks(first: &str, second: &str) -> Option<String> {
    let (first, second): (Vec<char>, Vec<char>) = (first.chars().collect(), second.chars().collect());
    let same = first.iter().zip(&second).take_while(|(a, b)| a == b).count();
    let rest = first.len().min(second.len()) - same;
    let same_behind = first.iter().rev().zip(second.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let own = second.len() - same - same_behind;
    let removed = first.len() - same - same_behind;
    if own + removed == 0 || own.max(removed) * 2 > second.len().max(first.len()) {
        return None;
    }
    Some(format!("{:same$}{}", "", "^".repeat(own.max(1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_and_what_is_missing_is_marked() {
        assert_eq!(marks("/callback", "/callback/").as_deref(), Some("         ^"));
        assert_eq!(marks("/callback/", "/callback").as_deref(), Some("         ^"));
        assert_eq!(marks("http://a.example/cb", "https://b.example/cb").as_deref(), Some("    ^^^^^"));
    }

    #[test]
    fn values_that_differ_everywhere_are_not_marked() {
        assert_eq!(marks("abc", "xyz"), None);
        assert_eq!(marks("a-bcdef_ghijk-l", "a+bcdef/ghijk+l"), None);
        assert_eq!(marks("abc", "abc"), None);
    }
}
