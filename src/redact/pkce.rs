//! Other verifiers and challenges in the place of the recorded ones, that are wrong in the same way.
//!
//! A challenge cannot be masked: its relation to the verifier is the diagnosis. So the verifier is replaced, and the challenge is made
//! of it by the mistake that was made before.

use std::collections::{BTreeMap, BTreeSet};

use super::pair::{Drawn, Root};
use crate::explain::{self, ChallengeMethod, Layers, Relation};

/// A verifier and a challenge that may belong together.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Pair<'a> {
    pub(crate) verifier: &'a str,
    pub(crate) challenge: &'a str,
}

/// What becomes of the values of pairs that belong together.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Reissued {
    /// The verifiers, as they were sent and as they were before, with what takes their place.
    pub(crate) verifiers: BTreeMap<String, String>,
    /// The challenges, with what takes their place. What stands for itself is kept.
    pub(crate) challenges: BTreeMap<String, String>,
}

/// Draws other values for all pairs in which the challenge comes from the verifier.
///
/// `fresh` replaces a text by another one of the same shape: each number of an attempt gives another one, except of a text that is
/// replaced already. A pair without a known relation, or one for which nothing fits, is left out: see [`lone_challenge`].
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

/// Draws until every pair of a group is as it was, to the count of each special character; the first draw that is explained alike
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
        let is_same = all(group, &pairs, Root::has_specials_of);
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

/// Replaces a challenge whose verifier is not in the recording, within the encodings that it decodes from. `fresh` as for
/// [`reissue`]. A challenge of a constant stays: it is the diagnosis, and nobody's secret.
pub(crate) fn lone_challenge(challenge: &str, fresh: &mut dyn FnMut(&str, u32) -> String) -> String {
    if is_public(challenge) {
        return challenge.to_owned();
    }
    let alone = explain::challenge_alone(challenge);
    if alone.as_ref().is_some_and(|found| found.fault == explain::Fault::Constant) {
        return challenge.to_owned();
    }
    let layers = alone.as_ref().and_then(|_| Layers::of(challenge));
    for attempt in 0..MOST_DRAWS {
        let other = match &layers {
            Some(layers) => within(layers, attempt, fresh).unwrap_or_default(),
            None => fresh(challenge, attempt),
        };
        if specials(&other) == specials(challenge)
            && other.chars().count() == challenge.chars().count()
            && is_alike(alone.as_ref(), explain::challenge_alone(&other).as_ref())
        {
            return other;
        }
    }
    fresh(challenge, 0)
}

/// Replaces the innermost bytes: a text as it is, others through their hexadecimal digits.
fn within(layers: &Layers, attempt: u32, fresh: &mut dyn FnMut(&str, u32) -> String) -> Option<String> {
    match std::str::from_utf8(layers.inner()) {
        Ok(text) if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) => {
            layers.wrap(fresh(text, attempt).as_bytes())
        }
        _ => {
            let digits = fresh(&data_encoding::HEXLOWER.encode(layers.inner()), attempt);
            layers.wrap(&data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?)
        }
    }
}

/// Returns the challenges that a value has if it is a verifier and the client makes no mistake or the most frequent ones. This is
/// cheap enough for every value of a recording: verifiers are not always called so.
pub(crate) fn challenges_of(value: &str) -> [String; 5] {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(value.as_bytes());
    let encodings =
        [data_encoding::BASE64URL_NOPAD, data_encoding::BASE64URL, data_encoding::BASE64_NOPAD, data_encoding::BASE64];
    let [url, padded, standard, standard_padded] = encodings.map(|encoding| encoding.encode(&digest));
    [url, padded, standard, standard_padded, data_encoding::HEXLOWER.encode(&digest)]
}

/// Returns whether a verifier or a challenge is nobody's secret: a word of a program, an example of RFC 7636, one character
/// repeated.
pub(crate) fn is_public(value: &str) -> bool {
    let mut characters = value.chars();
    let first = characters.next();
    explain::pkce::is_placeholder(value) || characters.all(|character| Some(character) == first)
}

/// Returns how a pair relates, as a check of the recording says it.
pub(crate) fn relation(pair: Pair<'_>) -> Relation {
    explain::pkce(pair.verifier, pair.challenge, ChallengeMethod::S256)
}

/// Returns the characters that are not letters and digits, sorted.
pub(crate) fn specials(value: &str) -> Vec<char> {
    let mut out = value.chars().filter(|character| !character.is_ascii_alphanumeric()).collect::<Vec<_>>();
    out.sort_unstable();
    out
}

/// Returns whether two explanations say the same.
pub(crate) fn is_alike(left: Option<&explain::Explanation>, right: Option<&explain::Explanation>) -> bool {
    let said = |explanation: &explain::Explanation| (explanation.steps.clone(), explanation.text.clone());
    left.map(said) == right.map(said)
}

/// How often another verifier is drawn: six special characters of a challenge come back in one of some hundred draws.
const MOST_DRAWS: u32 = 2000;

/// How many draws are explained, which takes a millisecond each.
const MOST_SEARCHES: u32 = 40;

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "Zk3~p0q-VnT_.r8YhWcXeD2bLsM5jGtA7uKfQ1oNiR4";

    /// Replaces each letter and digit by another of its class; hexadecimal stays so.
    fn fresh(text: &str, attempt: u32) -> String {
        let is_hex = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
        let replace = |(index, old): (usize, char)| {
            let random = challenges_of(&format!("{attempt} {index}"))[4].bytes().map(u32::from).sum::<u32>();
            let digit = |radix| char::from_digit(random % radix, radix).unwrap_or(old);
            match old {
                _ if is_hex => digit(16),
                '0'..='9' => digit(10),
                'a'..='z' => char::from_digit(10 + random % 26, 36).unwrap_or(old),
                'A'..='Z' => char::from_digit(10 + random % 26, 36).unwrap_or(old).to_ascii_uppercase(),
                _ => old,
            }
        };
        text.chars().enumerate().map(replace).collect()
    }

    fn s256(value: &str) -> String {
        challenges_of(value)[0].clone()
    }

    fn pair<'a>(verifier: &'a str, challenge: &'a str) -> Pair<'a> {
        Pair { verifier, challenge }
    }

    fn steps(verifier: &str, challenge: &str) -> (Vec<explain::PkceStep>, String) {
        match relation(pair(verifier, challenge)) {
            Relation::Explained(found) => (found.steps, found.text),
            Relation::Matches => (Vec::new(), "matches".into()),
            Relation::Unrelated => (Vec::new(), "unrelated".into()),
        }
    }

    /// Asserts that both values of a pair are replaced, and that the pair is explained as before.
    fn is_reissued(verifier: &str, challenge: &str) -> Reissued {
        let out = reissue(&[pair(verifier, challenge)], &mut fresh);
        let (new_verifier, new_challenge) = (&out.verifiers[verifier], &out.challenges[challenge]);
        assert!(verifier != new_verifier && challenge != new_challenge);
        assert_eq!(steps(new_verifier, new_challenge), steps(verifier, challenge), "{verifier} {challenge}");
        assert_eq!(new_challenge.chars().count(), challenge.chars().count());
        assert_eq!(specials(new_verifier), specials(verifier));
        assert!(!shares(verifier, new_verifier) && !shares(challenge, new_challenge), "{new_verifier} {new_challenge}");
        out
    }

    /// Returns whether two values share eight characters at the same place. Names and encodings are not counted.
    fn shares(old: &str, new: &str) -> bool {
        let pieces = old.as_bytes().windows(8).zip(new.as_bytes().windows(8));
        pieces.filter(|(old, new)| old == new).any(|(old, _)| !b"code_verifier=".windows(8).any(|name| name == old))
    }

    #[test]
    fn a_pair_that_fits_fits_and_one_that_does_not_is_wrong_in_the_same_way() {
        let [right, padded, standard, standard_padded, hex] = challenges_of(VERIFIER);
        let upper = hex.to_uppercase();
        let twice = data_encoding::BASE64URL_NOPAD.encode(hex.as_bytes());
        for challenge in
            [right.clone(), padded, standard, standard_padded, hex, upper, twice, VERIFIER.into(), right[..40].into()]
        {
            is_reissued(VERIFIER, &challenge);
        }
        for input in
            [format!("{VERIFIER}\r\n"), format!("\"{VERIFIER}\""), VERIFIER.to_lowercase(), VERIFIER[..42].into()]
        {
            is_reissued(VERIFIER, &s256(&input));
        }
        is_reissued(&right, VERIFIER);
    }

    #[test]
    fn an_altered_verifier_is_altered_in_the_same_way_and_its_original_is_replaced() {
        let challenge = s256(VERIFIER);
        for sent in [
            format!("{VERIFIER}\n"),
            format!("\"{VERIFIER}\""),
            format!("b'{VERIFIER}'"),
            VERIFIER.replace('~', "%7E"),
            data_encoding::BASE64.encode(VERIFIER.as_bytes()),
            format!("code_verifier={VERIFIER}"),
            format!("s:{VERIFIER}.pl3kQ0vXcN8sYdGhR2tUwZbJmFa1oEi6"),
            VERIFIER[1..].into(),
        ] {
            let out = is_reissued(&sent, &challenge);
            assert_eq!(s256(&out.verifiers[VERIFIER]), out.challenges[&challenge]);
        }
    }

    #[test]
    fn pairs_that_share_a_value_share_its_replacement() {
        let (right, hex) = (s256(VERIFIER), challenges_of(VERIFIER)[4].clone());
        let ended = format!("{VERIFIER}\n");
        let of_ended = s256(&ended);
        let pairs = [
            pair(VERIFIER, &right),
            pair(VERIFIER, &hex),
            pair(&ended, &right),
            pair(&ended, &of_ended),
            pair(VERIFIER, "unrelated"),
        ];
        let out = reissue(&pairs, &mut fresh);
        assert_eq!((out.verifiers.len(), out.challenges.len()), (2, 3));
        for pair in &pairs[..4] {
            let (verifier, challenge) = (&out.verifiers[pair.verifier], &out.challenges[pair.challenge]);
            assert_eq!(steps(verifier, challenge), steps(pair.verifier, pair.challenge));
        }
    }

    #[test]
    fn a_challenge_that_was_sent_as_the_verifier_stays_the_hash_of_the_verifier() {
        let challenge = s256(VERIFIER);
        let pairs = [pair(VERIFIER, &challenge), pair(&challenge, &challenge)];
        for pairs in [pairs, [pairs[1], pairs[0]]] {
            let out = reissue(&pairs, &mut fresh);
            assert_eq!(out.challenges[&challenge], s256(&out.verifiers[VERIFIER]));
            assert_eq!(out.verifiers[&challenge], out.challenges[&challenge]);
            assert_ne!(out.verifiers[VERIFIER], VERIFIER);
        }
    }

    #[test]
    fn what_is_the_diagnosis_and_nobodys_secret_stays() {
        let example = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let repeated = "a".repeat(43);
        for verifier in [example, &repeated] {
            let challenge = s256(verifier);
            let out = reissue(&[pair(verifier, &challenge)], &mut fresh);
            assert_eq!((&out.verifiers[verifier], &out.challenges[&challenge]), (&verifier.to_owned(), &challenge));
        }
        let undefined = s256("undefined");
        let out = reissue(&[pair(VERIFIER, &undefined)], &mut fresh);
        assert_eq!(out.challenges[&undefined], undefined);
        assert_ne!(out.verifiers[VERIFIER], VERIFIER);
        for lone in [&*undefined, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "[B@1b2c3d4e", ""] {
            assert_eq!(lone_challenge(lone, &mut fresh), lone);
        }
    }

    #[test]
    fn a_value_that_is_replaced_already_gives_its_challenge() {
        let fixed = fresh(VERIFIER, 5);
        let challenge = challenges_of(VERIFIER)[4].clone();
        let out = reissue(&[pair(VERIFIER, &challenge)], &mut |_, _| fixed.clone());
        assert_eq!(out.challenges[&challenge], challenges_of(&fixed)[4]);
    }

    #[test]
    fn a_challenge_alone_is_replaced_within_its_encodings() {
        let [right, padded, .., hex] = challenges_of(VERIFIER);
        let twice = data_encoding::BASE64URL_NOPAD.encode(hex.as_bytes());
        let numbers = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
        let numbers = numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(",");
        let listed = data_encoding::BASE64URL_NOPAD.encode(numbers.as_bytes());
        for challenge in [right, padded, hex, twice, listed, VERIFIER.into()] {
            let other = lone_challenge(&challenge, &mut fresh);
            assert!(!shares(&challenge, &other), "{challenge} {other}");
            assert_eq!(other.len(), challenge.len());
            assert!(is_alike(explain::challenge_alone(&challenge).as_ref(), explain::challenge_alone(&other).as_ref()));
            assert_eq!(
                explain::repaired_challenge(&other).is_some(),
                explain::repaired_challenge(&challenge).is_some()
            );
        }
    }
}
