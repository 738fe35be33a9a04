//! The values that show a finding, below each other where they can be compared.

use std::io::{self, Write as _};

use colored::Colorize;

use super::Printer;
use crate::report::evidence::{self, Stretch, stretches};
use crate::report::text::{clean, glued, shorten, window, wrap};
use crate::rules::Evidence;

impl Printer<'_> {
    /// The first two values below each other with the difference marked, then the others.
    pub(super) fn evidence(&mut self, shown: &[Evidence]) -> io::Result<()> {
        let label_width = shown.iter().map(|item| item.label.chars().count()).max().unwrap_or(0);
        let indent = 4 + label_width + 2;
        let room = self.options.width.saturating_sub(indent).max(20);
        let pair = evidence::pair(shown, self.options).map(|(a, b)| window(&a, &b, room));
        for (index, item) in shown.iter().enumerate() {
            let value = match (&pair, index) {
                (Some((first, _)), 0) => first.clone(),
                (Some((_, second)), 1) => second.clone(),
                _ => shorten(&clean(&self.options.value(&item.value)), room),
            };
            writeln!(self.out, "    {:label_width$}  {value}", item.label)?;
            let second = pair.as_ref().filter(|_| index == 1);
            if let Some(marks) = second.and_then(|(first, second)| marks(first, second)) {
                writeln!(self.out, "{:indent$}{}", "", self.paint(&marks, |text| text.red()))?;
            }
            let place = evidence::whence(item, self.capture);
            let place = place.split(" · ").map(glued).collect::<Vec<_>>().join(" · ");
            for line in wrap(&place, room) {
                writeln!(self.out, "{:indent$}{}", "", self.paint(&line, |text| text.dimmed()))?;
            }
        }
        Ok(())
    }
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
