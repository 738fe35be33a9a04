//! What verifiers and challenges become: the one is made of the other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::login::EXPLAINED;
use crate::oauth::pkce::PLAIN_WORDS;
use crate::redact::pkce::{Pair, Reissued, challenges_of, lone_challenge, reissue};
use crate::redact::shape::substitute;
use crate::redact::spell::{cells, plain_text};
use crate::redact::{Key, Kind, usual};

/// Returns the replacements of all verifiers and challenges, without their encodings; what is nobody's secret becomes itself.
///
/// A verifier is not always called so: each value of which a challenge is made is one.
pub(super) fn reissued(
    key: &Key,
    pairs: &BTreeSet<(String, String)>,
    values: &HashMap<String, Kind>,
) -> BTreeMap<String, (Kind, String)> {
    let challenges = challenges(pairs, values);
    let mut all: Vec<Pair<'_>> = pairs.iter().map(|(verifier, challenge)| Pair { verifier, challenge }).collect();
    if !challenges.is_empty() {
        let mut verifiers: Vec<&String> = values.keys().collect();
        verifiers.sort_unstable();
        for verifier in verifiers {
            for made in challenges_of(verifier) {
                all.extend(challenges.get(made.as_str()).map(|challenge| Pair { verifier, challenge }));
            }
        }
    }
    let mut fresh = |text: &str, attempt: u32| with_words(text, &substitute(key, text, attempt));
    let mut usual = |text: &str, attempt: u32| {
        let drawn = if attempt == 0 { usual::verifier(key, text) } else { None };
        drawn.unwrap_or_else(|| with_words(text, &substitute(key, text, attempt)))
    };
    let Reissued { verifiers, challenges: others } = reissue(&all, &mut usual);
    // One that is encoded for its way is replaced as what it decodes to.
    let is_known = |challenge: &str| others.contains_key(challenge) || verifiers.contains_key(challenge);
    let is_lone = |challenge: &&str| !is_known(challenge) && plain(challenge) == **challenge;
    let lone = challenges.iter().copied().filter(is_lone).enumerate().map(|(number, challenge)| {
        // A check explains the first logins only.
        let alone = |fresh: &mut dyn FnMut(&str, u32) -> String| {
            if number < EXPLAINED { lone_challenge(challenge, fresh) } else { fresh(challenge, 0) }
        };
        (challenge, usual::challenge(key, challenge).unwrap_or_else(|| alone(&mut fresh)))
    });
    let lone: Vec<(&str, String)> = lone.collect();
    let mut out = BTreeMap::new();
    let mut add = |kind: Kind, old: &str, new: &str| {
        let (old, new) = (plain(old), plain(new));
        // What an encoding makes longer or shorter is found by its pieces.
        if old.chars().count() == new.chars().count() {
            out.entry(old).or_insert((kind, new));
        }
    };
    for (old, new) in &verifiers {
        add(Kind::Verifier, old, new);
    }
    for (old, new) in &others {
        add(Kind::Challenge, old, new);
    }
    for (old, new) in &lone {
        add(Kind::Challenge, old, new);
    }
    out
}

fn challenges<'a>(pairs: &'a BTreeSet<(String, String)>, values: &'a HashMap<String, Kind>) -> BTreeSet<&'a str> {
    let named = values.iter().filter(|(_, kind)| **kind == Kind::Challenge).map(|(value, _)| value.as_str());
    pairs.iter().map(|(_, challenge)| challenge.as_str()).chain(named).collect()
}

/// Keeps the words in a value for which a check calls it guessable.
pub(super) fn with_words(old: &str, new: &str) -> String {
    let lower = old.to_ascii_lowercase();
    let mut out = new.to_owned();
    for word in PLAIN_WORDS {
        for (at, _) in lower.match_indices(word) {
            let range = at..at + word.len();
            if let Some(kept) = old.get(range.clone()).filter(|_| out.get(range.clone()).is_some()) {
                out.replace_range(range, kept);
            }
        }
    }
    out
}

fn plain(value: &str) -> String {
    plain_text(&cells(value.as_bytes()))
}
