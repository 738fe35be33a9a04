//! Draws other pairs.

use std::collections::{BTreeMap, BTreeSet};

use super::MOST_DRAWS;
use super::pair::{Drawn, Root};
use super::value::Pair;

/// What becomes of the values of pairs that belong together.
#[derive(Default)]
pub(crate) struct Reissued {
    /// The verifiers, as they were sent and as they were before, with what takes their place.
    pub(crate) verifiers: BTreeMap<String, String>,
    /// The challenges, with what takes their place. What stands for itself is kept.
    pub(crate) challenges: BTreeMap<String, String>,
}

/// Draws other values for all pairs in which the challenge comes from the verifier.
///
/// `fresh` replaces a text by another one of the same shape: each number of an attempt gives another one, except of a text that is
/// replaced already. A pair without a known relation, or one for which nothing fits, is left out: see [`lone_challenge`](super::lone_challenge).
pub(crate) fn reissue(pairs: &[Pair<'_>], fresh: &mut dyn FnMut(&str, u32) -> String) -> Reissued {
    let roots = pairs.iter().collect::<BTreeSet<_>>().into_iter().filter_map(|pair| Root::of(*pair));
    let mut out = Reissued::default();
    for group in groups(roots.collect()) {
        for (root, drawn) in group.iter().zip(draw(&group, fresh).into_iter().flatten()) {
            let (verifier, challenge) = drawn.pair;
            out.verifiers.insert(root.original.clone(), drawn.original);
            out.verifiers.insert(root.pair.verifier.to_owned(), verifier);
            out.challenges.insert(root.pair.challenge.to_owned(), challenge);
        }
    }
    out
}

/// Puts together what shares a value.
fn groups(roots: Vec<Root<'_>>) -> Vec<Vec<Root<'_>>> {
    let mut group_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<Root<'_>>> = Vec::new();
    for root in roots {
        let values = root.values();
        let mut shared = values.iter().filter_map(|value| group_of.get(*value).copied()).collect::<Vec<_>>();
        shared.sort_unstable();
        shared.dedup();
        let at = shared.first().copied().unwrap_or(groups.len());
        if at == groups.len() {
            groups.push(Vec::new());
        }
        for value in values {
            group_of.insert(value.to_owned(), at);
        }
        for other in shared.into_iter().skip(1) {
            for moved in std::mem::take(&mut groups[other]) {
                for value in moved.values() {
                    group_of.insert(value.to_owned(), at);
                }
                groups[at].push(moved);
            }
        }
        groups[at].push(root);
    }
    groups
}

/// An original, and the pair that is made of it.
struct Draw {
    original: String,
    pair: Drawn,
}

/// Draws until every pair of a group is as it was, to the count of each special character, and has no piece of it; the first draw that is explained alike
/// is good enough if there is no such one.
fn draw(group: &[Root<'_>], fresh: &mut dyn FnMut(&str, u32) -> String) -> Option<Vec<Draw>> {
    let mut good_enough = None;
    let mut searches = MOST_SEARCHES;
    let mut last: Vec<String> = Vec::new();
    let order = order(group);
    for attempt in 0..MOST_DRAWS {
        let Some(drawn) = drawn(group, &order, attempt, fresh) else {
            continue;
        };
        let (originals, pairs): (Vec<_>, Vec<_>) = drawn.into_iter().map(|draw| (draw.original, draw.pair)).unzip();
        if originals == last {
            break;
        }
        last = originals;
        if !all(group, &pairs, Root::has_lengths_of) {
            continue;
        }
        let is_same = all(group, &pairs, Root::has_specials_of) && all(group, &pairs, Root::is_apart_from);
        if searches == 0 || !is_same && good_enough.is_some() {
            continue;
        }
        searches -= 1;
        if all(group, &pairs, Root::is_explained_like) {
            let drawn = last.iter().cloned().zip(pairs).map(|(original, pair)| Draw { original, pair }).collect();
            if is_same {
                return Some(drawn);
            }
            good_enough.get_or_insert(drawn);
        }
    }
    good_enough
}

fn all<'a>(group: &[Root<'a>], pairs: &[Drawn], holds: impl Fn(&Root<'a>, &Drawn) -> bool) -> bool {
    group.iter().zip(pairs).all(|(root, pair)| holds(root, pair))
}

/// Returns the pairs in an order in which each original comes behind the pair that makes it: a challenge that was sent as a verifier
/// comes from the verifier that it is the hash of.
fn order(group: &[Root<'_>]) -> Vec<usize> {
    let made: BTreeSet<&str> =
        group.iter().filter_map(|root| root.made().filter(|made| *made != root.original)).collect();
    let is_made = |root: &Root<'_>| made.contains(root.original.as_str());
    let mut order: Vec<usize> = (0..group.len()).collect();
    order.sort_by_key(|&number| is_made(&group[number]));
    order
}

/// Draws once; `None` if a mistake cannot be made again, or a value would become two.
fn drawn(
    group: &[Root<'_>],
    order: &[usize],
    attempt: u32,
    fresh: &mut dyn FnMut(&str, u32) -> String,
) -> Option<Vec<Draw>> {
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    let mut draws = Vec::with_capacity(order.len());
    for &number in order {
        let root = &group[number];
        let original = match known.get(root.original.as_str()) {
            Some(known) => known.clone(),
            None if root.is_kept() => root.original.clone(),
            None => fresh(&root.original, attempt),
        };
        let pair = root.pair_of(&original, &mut |text| fresh(text, attempt))?;
        for (old, new) in
            [(root.original.as_str(), &original), (root.pair.verifier, &pair.0), (root.pair.challenge, &pair.1)]
        {
            if known.entry(old).or_insert_with(|| new.clone()) != new {
                return None;
            }
        }
        draws.push((number, Draw { original, pair }));
    }
    draws.sort_by_key(|(number, _)| *number);
    Some(draws.into_iter().map(|(_, draw)| draw).collect())
}

/// How many draws are explained, which takes a millisecond each.
const MOST_SEARCHES: u32 = 40;
