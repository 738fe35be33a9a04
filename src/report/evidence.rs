//! The values that show a finding: where they stand, and how two of them differ.

use similar::{ChangeTag, TextDiff};

use crate::disclose::Shown;
use crate::oauth::part::Message;
use crate::report::text::clean;
use crate::report::{Capture, Options};
use crate::rules::{Change, Evidence, Found, Target};

/// A stretch of one of two values.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Stretch {
    /// Both have it.
    Same(String),
    /// The other does not have it.
    Own(String),
    /// The other has more here.
    Gap,
}

/// Returns where a value stands: `exchange 2 · authorize_request.query.state · line 93:230`, or `· authorize.txt:3:12` where the
/// recording has several files.
pub(super) fn whence(evidence: &Evidence, capture: &Capture) -> String {
    let at = evidence.at.map(|at| {
        let line = if capture.checked.files.len() > 1 { "" } else { "line " };
        format!(" · {line}{}", clean(&capture.place(at)))
    });
    let part = clean(&evidence.part.to_string());
    format!("{} · {part}{}", exchange(evidence), at.unwrap_or_default())
}

/// Returns `exchange 2`, or that the user gave the value.
pub(super) fn exchange(evidence: &Evidence) -> String {
    match evidence.exchange {
        0 => "given as a fact".to_owned(),
        number => format!("exchange {number}"),
    }
}

/// Returns which of two values that belong together is wrong: the one that the correction changes, else the one that came second.
/// Of a single value, or of values of one kind, all are.
pub(super) fn wrong(found: &Found) -> Option<usize> {
    let [first, second, ..] = found.evidence.as_slice() else {
        return None;
    };
    if first.label == second.label {
        return None;
    }
    let is_changed = |evidence: &Evidence| {
        found.changes.iter().any(|(target, change)| {
            let (Change::Set(name, _) | Change::Remove(name) | Change::Rename(name, _)) = change else {
                return false;
            };
            let request = match target {
                Target::Authorize => Message::AuthorizeRequest,
                Target::Token => Message::TokenRequest,
            };
            evidence.part.section.message == request && evidence.part.is_named(name)
        })
    };
    // What a request asks for is right, and the answer to it is not.
    let is_answered = first.exchange == second.exchange && first.part.is_answered();
    if is_answered && second.part.is_requested() {
        return Some(0);
    }
    Some(usize::from(!is_changed(first) || is_changed(second)))
}

/// Returns the first two values where they can be compared: both public, or both secrets, which are shown masked.
pub(super) fn pair(shown: &[Evidence], options: Options) -> Option<(String, String)> {
    let [first, second, ..] = shown else {
        return None;
    };
    if first.label == second.label {
        return None;
    }
    match (&first.value, &second.value) {
        (Shown::Public(a), Shown::Public(b)) => Some((clean(a), clean(b))),
        (Shown::Secret(a), Shown::Secret(b)) if options.show_secrets => Some((clean(a.expose()), clean(b.expose()))),
        (Shown::Secret(a), Shown::Secret(b)) if a.masked() != b.masked() && alike(a.expose(), b.expose()) => {
            Some((clean(&a.masked()), clean(&b.masked())))
        }
        _ => None,
    }
}

/// Returns whether two values have enough in common for their difference to be drawn.
pub(super) fn alike(first: &str, second: &str) -> bool {
    // The difference of two long values takes quadratic time.
    const LONGEST: usize = 4096;
    first.len().max(second.len()) <= LONGEST && TextDiff::from_chars(first, second).ratio() >= 0.6
}

/// Cuts two values where they differ. Values that have little in common stay whole.
pub(super) fn stretches(first: &str, second: &str) -> (Vec<Stretch>, Vec<Stretch>) {
    if first == second || !alike(first, second) {
        let whole = |value: &str| vec![Stretch::Same(value.to_owned())];
        return (whole(first), whole(second));
    }
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for change in TextDiff::from_chars(first, second).iter_all_changes() {
        let text = change.value();
        match change.tag() {
            ChangeTag::Equal => {
                push(&mut old, Stretch::Same(text.to_owned()));
                push(&mut new, Stretch::Same(text.to_owned()));
            }
            ChangeTag::Delete => {
                push(&mut old, Stretch::Own(text.to_owned()));
                push(&mut new, Stretch::Gap);
            }
            ChangeTag::Insert => {
                push(&mut new, Stretch::Own(text.to_owned()));
                push(&mut old, Stretch::Gap);
            }
        }
    }
    (old, new)
}

/// Adds a stretch; beside one of its own a value needs no gap.
fn push(stretches: &mut Vec<Stretch>, next: Stretch) {
    match (stretches.last_mut(), next) {
        (Some(Stretch::Same(last)), Stretch::Same(text)) | (Some(Stretch::Own(last)), Stretch::Own(text)) => {
            last.push_str(&text);
        }
        (Some(Stretch::Gap | Stretch::Own(_)), Stretch::Gap) => {}
        (Some(last @ Stretch::Gap), own @ Stretch::Own(_)) => *last = own,
        (_, next) => stretches.push(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_value_has_is_a_gap_in_the_other() {
        let same = |text: &str| Stretch::Same(text.to_owned());
        let own = |text: &str| Stretch::Own(text.to_owned());
        assert_eq!(
            stretches("/callback", "/callback/"),
            (vec![same("/callback"), Stretch::Gap], vec![same("/callback"), own("/")])
        );
        assert_eq!(
            stretches("http://a.example/cb", "https://b.example/cb"),
            (
                vec![same("http"), Stretch::Gap, same("://"), own("a"), same(".example/cb")],
                vec![same("http"), own("s"), same("://"), own("b"), same(".example/cb")]
            )
        );
        assert_eq!(stretches("abc", "xyz"), (vec![same("abc")], vec![same("xyz")]));
    }
}
