//! The values that show a finding, below each other where they can be compared.

use std::io;

use colored::Colorize;
use similar::{ChangeTag, TextDiff};

use super::Printer;
use crate::capture::Place;
use crate::report::text::{clean, shorten, window, wrap};
use crate::rules::{Evidence, Shown};

impl Printer<'_> {
    /// The first two values below each other with the difference marked, then the others.
    pub(super) fn evidence(&mut self, evidence: &[Evidence]) -> io::Result<()> {
        let label_width = evidence
            .iter()
            .map(|item| item.label.chars().count())
            .max()
            .unwrap_or(0);
        let indent = 4 + label_width + 2;
        let room = self.options.width.saturating_sub(indent).max(20);
        let pair = match evidence {
            [first, second, ..] if first.label != second.label => {
                self.comparable(first, second).map(|(a, b)| window(&a, &b, room))
            }
            _ => None,
        };
        for (index, item) in evidence.iter().enumerate() {
            let value = match (&pair, index) {
                (Some((first, _)), 0) => first.clone(),
                (Some((_, second)), 1) => second.clone(),
                _ => shorten(&clean(&self.options.value(&item.value)), room),
            };
            writeln!(self.out, "    {:label_width$}  {value}", item.label)?;
            if let (Some((first, second)), 1) = (&pair, index) {
                if let Some(marks) = marks(first, second) {
                    writeln!(
                        self.out,
                        "    {:label_width$}  {}",
                        "",
                        self.paint(&marks, |text| text.red())
                    )?;
                }
            }
            let at = item.at.map(|at| self.place(at)).unwrap_or_default();
            let whence = if item.exchange == 0 {
                "given as a fact".to_owned()
            } else {
                format!("exchange {}", item.exchange)
            };
            let place = format!("{whence} · {}{at}", clean(&item.part));
            for line in wrap(&place, room) {
                writeln!(
                    self.out,
                    "    {:label_width$}  {}",
                    "",
                    self.paint(&line, |text| text.dimmed())
                )?;
            }
        }
        Ok(())
    }

    /// ` · line 93:230`, or ` · authorize.txt:3:12` where the recording has several files.
    fn place(&self, at: Place) -> String {
        let place = clean(&self.capture.place(at));
        if self.capture.checked.files.len() > 1 {
            format!(" · {place}")
        } else {
            format!(" · line {place}")
        }
    }

    /// Two values that can be compared: both public, or both secrets, which are shown masked.
    fn comparable(&self, first: &Evidence, second: &Evidence) -> Option<(String, String)> {
        match (&first.value, &second.value) {
            (Shown::Public(a), Shown::Public(b)) => Some((clean(a), clean(b))),
            (Shown::Secret(a), Shown::Secret(b)) if self.options.show_secrets => {
                Some((clean(a.expose()), clean(b.expose())))
            }
            (Shown::Secret(a), Shown::Secret(b)) if a.masked() != b.masked() && alike(a.expose(), b.expose()) => {
                Some((clean(&a.masked()), clean(&b.masked())))
            }
            _ => None,
        }
    }
}

/// Whether two values have enough in common for their difference to be drawn.
fn alike(first: &str, second: &str) -> bool {
    // The difference of two long values takes quadratic time.
    const LONGEST: usize = 4096;
    first.len().max(second.len()) <= LONGEST && TextDiff::from_chars(first, second).ratio() >= 0.6
}

/// Marks what differs in the second of two values: `^` below characters that the first does not have, or where one is missing.
/// Values that have little in common are not marked.
fn marks(first: &str, second: &str) -> Option<String> {
    if first == second || !alike(first, second) {
        return None;
    }
    let diff = TextDiff::from_chars(first, second);
    let mut marks: Vec<char> = Vec::new();
    let mut missing = false;
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                marks.push(if missing { '^' } else { ' ' });
                missing = false;
            }
            ChangeTag::Insert => {
                marks.push('^');
                missing = false;
            }
            ChangeTag::Delete => missing = true,
        }
    }
    if missing {
        marks.push('^');
    }
    Some(marks.into_iter().collect::<String>().trim_end().to_owned())
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
