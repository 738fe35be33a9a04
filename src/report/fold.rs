//! Equal logins in one block: a capture may hold thousands that somebody began and left.

use std::collections::HashMap;
use std::hash::Hash;

use crate::diagnosis::Diagnosis;
use crate::flow::Repeats;
use crate::login::Outcome;

/// A login, and those that are equal to it.
pub(super) struct Group<'a> {
    pub(super) first: &'a Diagnosis,
    others: Vec<&'a Diagnosis>,
}

impl Group<'_> {
    /// Returns how many logins it stands for.
    pub(super) fn count(&self) -> usize {
        let repeats = self.others.iter().chain([&self.first]).filter_map(|login| login.repeats.as_ref());
        1 + self.others.len() + repeats.map(|repeats| repeats.logins).sum::<usize>()
    }

    /// `3`, or `3 and 12 like it (4-14, 20)`.
    pub(super) fn name(&self) -> String {
        let mut logins = self.others.len();
        let mut ids: Vec<(usize, usize)> = self.others.iter().map(|login| (login.id, login.id)).collect();
        let mut like = "like it";
        for repeats in self.others.iter().chain([&self.first]).filter_map(|login| login.repeats.as_ref()) {
            logins += repeats.logins;
            ids.extend(&repeats.ids);
            like = if repeats.is_rough { ROUGHLY } else { like };
        }
        ids.sort_unstable();
        let id = self.first.id;
        if logins == 0 { id.to_string() } else { format!("{id} and {logins} {like} ({})", ranges(&ids)) }
    }
}

/// Says how many more logins there are like one, and where the last of them stands: `40 more logins are like it (the last: exchange 99).`
pub(super) fn more(repeats: &Repeats) -> String {
    let (logins, are) = (repeats.logins, if repeats.logins == 1 { "login is" } else { "logins are" });
    let like = if repeats.is_rough { ROUGHLY } else { "like it" };
    format!("{logins} more {are} {like} (the last: exchange {}).", repeats.last.exchange)
}

/// What is said of logins whose values were not compared one by one.
const ROUGHLY: &str = "that went the same way";

/// Groups logins that neither failed nor were denied and would be reported in the same words, where there are more than a few.
pub(super) fn groups(logins: &[Diagnosis]) -> Vec<Group<'_>> {
    let mut equal: HashMap<_, Vec<usize>> = HashMap::new();
    for (index, login) in logins.iter().enumerate() {
        if let Some(key) = key(login) {
            equal.entry(key).or_default().push(index);
        }
    }
    let mut firsts = HashMap::new();
    let mut folded = vec![false; logins.len()];
    for indices in equal.into_values().filter(|indices| indices.len() > FEW) {
        if let [first, others @ ..] = indices.as_slice() {
            for &other in others {
                folded[other] = true;
            }
            firsts.insert(*first, others.iter().map(|&other| &logins[other]).collect());
        }
    }
    let shown = logins.iter().enumerate().filter(|(index, _)| !folded[*index]);
    let mut groups: Vec<Group<'_>> =
        shown.map(|(index, first)| Group { first, others: firsts.remove(&index).unwrap_or_default() }).collect();
    groups.sort_by_key(|group| urgency(group.first));
    groups
}

/// What somebody looks for in a report stands first: logins that failed, and those that did not end.
pub(super) fn urgency(login: &Diagnosis) -> u8 {
    match login.outcome {
        _ if login.verdict.is_some() || login.has_failed() => 0,
        Outcome::Incomplete => 1,
        _ => 2,
    }
}

/// Returns what is shown of a login, without the numbers of its exchanges.
fn key(login: &Diagnosis) -> Option<impl Eq + Hash> {
    if !matches!(login.outcome, Outcome::Incomplete | Outcome::Succeeded) || login.verdict.is_some() {
        return None;
    }
    let steps: Vec<_> = login.steps.iter().map(|step| (step.kind, step.status)).collect();
    let findings = login.findings.iter().map(|finding| {
        let why_not = finding.standing.why_not();
        (finding.rule.id, finding.severity, &finding.found.message, why_not)
    });
    let findings: Vec<_> = findings.collect();
    let whose = (login.grant.as_str(), &login.client_id, &login.server);
    Some((login.outcome.as_str(), whose, steps, findings, &login.next))
}

/// `2-4, 7`, cut after a few.
fn ranges(ids: &[(usize, usize)]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &(first, last) in ids {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 >= first => *end = last.max(*end),
            _ => ranges.push((first, last)),
        }
    }
    let text = |(start, end): &(usize, usize)| {
        if start == end { start.to_string() } else { format!("{start}-{end}") }
    };
    let shown: Vec<String> = ranges.iter().take(Repeats::RANGES).map(text).collect();
    let more = if ranges.len() > Repeats::RANGES { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// So many equal logins are shown one by one.
const FEW: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_each_other_are_a_range() {
        let of = |ids: &[usize]| ranges(&ids.iter().map(|id| (*id, *id)).collect::<Vec<_>>());
        assert_eq!(of(&[2, 3, 4, 7, 9, 10]), "2-4, 7, 9-10");
        assert_eq!(of(&[1, 3, 5, 7, 9, 11, 13]), "1, 3, 5, 7, 9, 11, …");
        assert_eq!(ranges(&[(2, 9), (10, 12), (14, 14)]), "2-12, 14");
    }
}
