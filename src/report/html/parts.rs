//! Small pieces of a page: text, values, places.

use crate::diagnosis::Diagnosis;
use crate::disclose::Shown;
use crate::report::evidence::{self, Stretch};
use crate::report::prose::{self, CLOSE, OPEN, Part};
use crate::report::text::{clean, shorten, window};
use crate::report::view::sent;
use crate::report::{Capture, Options};
use crate::rules::{Evidence, Found};
use crate::weigh::Step;

/// Cuts a sentence into words and names: whether it is a name, and the text.
pub(super) fn prose(text: &str) -> Vec<(bool, String)> {
    let text = clean(text);
    let shown = |part| match part {
        Part::Words(text) => (false, text.to_owned()),
        Part::Code(text) => (true, text.to_owned()),
        Part::Quote(text) => (false, format!("{OPEN}{text}{CLOSE}")),
    };
    prose::parts(&text).into_iter().map(shown).collect()
}

/// A value that shows a finding.
pub(super) struct ShownValue {
    pub(super) label: String,
    pub(super) stretches: Vec<Stretch>,
    pub(super) whence: String,
    /// `bad` where it is the wrong one of two, `good` where it is the right one, else `plain`.
    pub(super) tone: &'static str,
    /// How long a value is that is shown in full.
    pub(super) length: Option<String>,
    /// It is not there.
    pub(super) is_absent: bool,
    /// It is shown by its shape.
    pub(super) is_masked: bool,
}

/// The values of a finding: two that are compared, and the others.
pub(super) struct Values {
    pub(super) pair: Vec<ShownValue>,
    /// What is known of the two: `the same value`, or nothing.
    pub(super) relation: Option<&'static str>,
    pub(super) others: Vec<ShownValue>,
}

impl Values {
    pub(super) fn new(found: &Found, capture: &Capture, options: Options) -> Self {
        let shown = found.evidence.as_slice();
        let value = |(at, item)| ShownValue::new(item, tone(found, at), capture, options);
        let mut values: Vec<ShownValue> = shown.iter().enumerate().map(value).collect();
        let mut relation = None;
        let is_same = |a: &Evidence, b: &Evidence| a.label != b.label && a.value == b.value && a.value != Shown::Absent;
        if matches!(shown, [first, second, ..] if is_same(first, second)) {
            relation = Some("the same value");
        } else if let Some((a, b)) = evidence::pair(shown, options) {
            let (a, b) = window(&a, &b, LONGEST);
            let (old, new) = evidence::stretches(&a, &b);
            relation = (!matches!(old.as_slice(), [Stretch::Same(_)])).then_some("the difference is marked");
            (values[0].stretches, values[1].stretches) = (old, new);
        }
        let others = values.split_off(values.len().min(2));
        Self { pair: values, relation, others }
    }
}

impl ShownValue {
    fn new(item: &Evidence, tone: &'static str, capture: &Capture, options: Options) -> Self {
        let value = clean(&options.value(&item.value));
        let chars = value.chars().count();
        let is_masked = matches!(item.value, Shown::Secret(_)) && !options.show_secrets;
        let is_absent = item.value == Shown::Absent;
        Self {
            label: clean(&item.label),
            length: (!is_masked && !is_absent && chars >= WORTH_COUNTING).then(|| format!("{chars} characters")),
            stretches: vec![Stretch::Same(shorten(&value, LONGEST))],
            whence: whence(item, capture),
            tone,
            is_absent,
            is_masked,
        }
    }
}

/// Returns the message that a value is from and its place there: `#2 · GET https://… · authorize_request.query.state · line 93:230`.
fn whence(item: &Evidence, capture: &Capture) -> String {
    let steps = capture.checked.logins.iter().flat_map(|login| &login.steps);
    let sent = steps.filter(|step| step.seen.exchange == item.exchange).map(sent).find(|sent| !sent.is_empty());
    let whence = evidence::whence(item, capture);
    let place = whence.split_once(" · ").map(|(_, place)| place.to_owned());
    let number = if item.exchange > 0 { format!("#{}", item.exchange) } else { evidence::exchange(item) };
    [Some(number), sent.map(|sent| clean(&sent)), place].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Returns whether a value is the wrong one of two (`bad`), the right one (`good`), or neither (`plain`). What stands alone is wrong.
pub(super) fn tone(found: &Found, at: usize) -> &'static str {
    match (evidence::wrong(found), at) {
        (Some(wrong), 0 | 1) if wrong == at => "bad",
        (Some(_), 0 | 1) => "good",
        (Some(_), _) => "plain",
        (None, _) => "bad",
    }
}

/// Returns whether a browser kept a request back, as its preflight was refused.
pub(super) fn is_unsent(login: &Diagnosis, step: &Step) -> bool {
    let is_blocked = || login.verdict().is_some_and(|verdict| verdict.rule.id == "cors-preflight-blocked");
    step.status.is_none() && step.kind.is_token_request() && is_blocked()
}

/// Returns a time that passed: `+790 ms`, `+3 min 20 s`.
pub(super) fn passed(milliseconds: i64) -> String {
    let sign = if milliseconds < 0 { "\u{2212}" } else { "+" };
    let ms = milliseconds.unsigned_abs();
    let s = ms / 1000;
    let text = match s {
        0 => format!("{ms} ms"),
        1..60 => format!("{s}.{:02} s", ms % 1000 / 10),
        60..3600 => format!("{} min {} s", s / 60, s % 60),
        3600..172_800 => format!("{} h {} min", s / 3600, s / 60 % 60),
        _ => format!("{} days", s / 86_400),
    };
    format!("{sign}{text}")
}

/// A longer value is cut.
pub(super) const LONGEST: usize = 1200;

/// Of a shorter value the length is seen.
const WORTH_COUNTING: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_sentence_are_found() {
        let parts = prose("the `code` is `used` twice");
        let names: Vec<&str> = parts.iter().filter(|(is, _)| *is).map(|(_, text)| &**text).collect();
        assert_eq!(names, ["code", "used"]);
        assert_eq!(prose("a ` b"), [(false, "a ` b".to_owned())]);
    }

    #[test]
    fn times_are_short() {
        let shown = [0, 790, 2_104, 200_000, 7_500_000, 400_000_000, -5].map(passed);
        let expected = ["+0 ms", "+790 ms", "+2.10 s", "+3 min 20 s", "+2 h 5 min", "+4 days", "\u{2212}5 ms"];
        assert_eq!(shown, expected);
    }
}
