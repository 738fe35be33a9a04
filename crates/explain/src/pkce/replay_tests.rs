//! A replay makes the recorded challenge of the recorded verifier, and of another verifier one that is explained alike.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::digest_text::FORMS;
use super::hash::{HASHES, sha256};
use super::moves::{ENCODINGS, Move, RESULTS};
use super::verifier_changes::CHANGES;
use super::{codec, pkce};
use crate::{ChallengeMethod, Explanation, Relation};

const VERIFIER: &str = "Zk3~p0q-VnT_.r8YhWcXeD2bLsM5jGtA7uKfQ1oNiR4";

fn explained(verifier: &str, challenge: &str) -> Option<Explanation> {
    match pkce(verifier, challenge, ChallengeMethod::S256) {
        Relation::Explained(explanation) => Some(explanation),
        _ => None,
    }
}

fn s256(input: &[u8]) -> String {
    text(codec::base64url(&sha256(input)))
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// Replaces each letter and digit by another of its class.
fn another(value: &str, seed: u32) -> String {
    let replace = |(index, old): (usize, char)| {
        let random = sha256(format!("{seed} {index}").as_bytes())[0];
        match old {
            '0'..='9' => char::from(b'0' + random % 10),
            'a'..='z' => char::from(b'a' + random % 26),
            'A'..='Z' => char::from(b'A' + random % 26),
            _ => old,
        }
    };
    value.chars().enumerate().map(replace).collect()
}

/// Asserts that the explanation of a pair makes the pair, and other pairs with the same explanation.
fn replays(verifier: &str, challenge: &str) {
    let Some(explanation) = explained(verifier, challenge) else {
        return;
    };
    let words = format!("{} of {verifier}: {challenge}", explanation.text);
    assert_eq!(explanation.replay(verifier).as_deref(), Some(challenge), "{words}");
    assert!(!explanation.operations().is_empty(), "{words}");
    let original = explanation.original(verifier).unwrap();
    assert_eq!(explanation.alter(verifier, &original).as_deref(), Some(verifier), "{words}");
    let is_alike = |seed| {
        let sent = explanation.alter(verifier, &another(&original, seed)).unwrap();
        let made = explanation.replay(&sent).unwrap_or_default();
        made.chars().count() == challenge.chars().count() && {
            let other = explained(&sent, &made);
            other.is_some_and(|other| (&other.steps, &other.text) == (&explanation.steps, &explanation.text))
        }
    };
    assert!((0..2000).any(is_alike), "{words}");
}

fn challenges_of(moves: &[&'static Move], digest: &[u8]) -> Vec<String> {
    let mut all = vec![digest.to_vec()];
    for step in moves {
        all = all.iter().flat_map(|bytes| step.results(bytes)).collect();
    }
    all.into_iter().filter_map(|bytes| String::from_utf8(bytes).ok()).collect()
}

#[test]
fn what_was_hashed_is_hashed_of_another_verifier() {
    for verifier in [VERIFIER, &another(VERIFIER, 1).replace(['~', '.'], "-"), &codec_text(codec::hex)] {
        for change in &CHANGES {
            if let Some(input) = (change.apply)(verifier.as_bytes()) {
                replays(verifier, &s256(&input));
            }
        }
        replays(verifier, &s256(&verifier.as_bytes()[..40]));
    }
}

fn codec_text(encode: fn(&[u8]) -> Vec<u8>) -> String {
    text(encode(VERIFIER.as_bytes()))
}

#[test]
fn a_wrong_hash_is_made_of_another_verifier() {
    for hash in &HASHES {
        let digest = (hash.digest)(VERIFIER.as_bytes());
        for encoding in &ENCODINGS {
            for challenge in challenges_of(&[encoding], &digest) {
                replays(VERIFIER, &challenge);
            }
        }
    }
}

#[test]
fn every_text_of_a_digest_is_made_of_another() {
    let digest = sha256(VERIFIER.as_bytes());
    for form in &FORMS {
        for challenge in [challenges_of(&[form], &digest), challenges_of(&[form, &ENCODINGS[0]], &digest)].concat() {
            replays(VERIFIER, &challenge);
        }
    }
}

#[test]
fn every_change_of_a_challenge_is_made_of_another() {
    for seed in 0..2 {
        let verifier = another(VERIFIER, seed);
        let digest = sha256(verifier.as_bytes());
        for encoding in &ENCODINGS[..4] {
            for result in &RESULTS {
                for challenge in challenges_of(&[encoding, result], &digest) {
                    replays(&verifier, &challenge);
                }
            }
        }
        replays(&verifier, &s256(verifier.as_bytes())[..40]);
    }
}

#[test]
fn an_altered_verifier_is_altered_again() {
    let challenge = s256(VERIFIER.as_bytes());
    let v = VERIFIER;
    for sent in [
        format!("{v}\n"),
        format!("{v}\r\n"),
        format!("{v}\r"),
        format!("{v} "),
        format!(" {v}\t"),
        format!("\"{v}\""),
        format!(" \"{v}\"\n"),
        format!("'{v}'"),
        format!("b'{v}'"),
        format!("\u{FEFF}{v}"),
        format!("code_verifier={v}"),
        format!("{{\"code_verifier\":\"{v}\"}}"),
        format!("s:{v}.pl3kQ0vXcN8sYdGhR2tUwZbJmFa1oEi6"),
        format!("{}\n{}", &v[..20], &v[20..]),
        format!("{}\r\n  {}\r\n", &v[..20], &v[20..]),
        v.replace('~', "%7E"),
        v.replace('~', "%7e"),
        format!("\"{v}\\n\""),
        codec_text(codec::base64_padded),
        codec_text(codec::base64url),
        codec_text(codec::hex),
        codec_text(codec::hex_upper),
        v[1..].to_owned(),
        v[..v.len() - 1].to_owned(),
    ] {
        let explanation = explained(&sent, &challenge).unwrap_or_else(|| panic!("{sent}"));
        let trimmed = explanation.original(&sent).unwrap();
        if explanation.operations()[0].is_undone {
            assert_eq!(trimmed, v, "{sent:?}");
            let other = another(v, 7);
            assert_eq!(explanation.challenge_of(&other), Some(s256(other.as_bytes())));
            let changed = explanation.alter(&sent, &other).unwrap();
            assert_eq!(explanation.original(&changed).map_or(0, |original| original.len()), v.len(), "{sent:?}");
        }
        replays(&sent, &challenge);
    }
    let plus = "Zk3+p0q+VnTr8YhWcXeD2bLsM5jGtA7uKfQ1oNiR4ab";
    replays(&plus.replace('+', " "), &s256(plus.as_bytes()));
    let upper = another(VERIFIER, 3).to_uppercase();
    replays(&upper.to_lowercase(), &s256(upper.as_bytes()));
}

#[test]
fn a_constant_stays() {
    for (value, encoded) in [("undefined", false), ("[object Promise]", true), ("", false)] {
        let challenge = if encoded { text(codec::base64(value.as_bytes())) } else { s256(value.as_bytes()) };
        let explanation = explained(VERIFIER, &challenge).unwrap();
        assert_eq!(explanation.replay(&another(VERIFIER, 1)), Some(challenge));
    }
}

#[test]
fn what_does_not_come_from_the_verifier_is_not_made_from_it() {
    let exchanged = explained(&s256(VERIFIER.as_bytes()), VERIFIER).unwrap();
    assert_eq!((exchanged.replay(VERIFIER), exchanged.operations().len()), (None, 0));
    let printed = explained(VERIFIER, "[B@1b2c3d4e").unwrap();
    assert_eq!(printed.replay(VERIFIER), None);
}

#[test]
fn a_cut_needs_as_many_characters() {
    let challenge = s256(&VERIFIER.as_bytes()[..42]);
    let explanation = explained(VERIFIER, &challenge).unwrap();
    assert_eq!(explanation.replay(&VERIFIER[..41]), None);
    assert_eq!(explanation.operations()[0].to_string(), "truncate (to 42 bytes)");
}

#[test]
fn the_parameters_say_what_the_steps_leave_open() {
    let digest = sha256(VERIFIER.as_bytes());
    for (challenge, operations) in [
        (text(codec::hex_upper(&digest)), "sha256 > hex (upper case)"),
        (s256(format!("{VERIFIER}\r\n").as_bytes()), "append-newline (CRLF) > sha256 > base64url"),
        (
            text(codec::base64url(&[b"SHA2-256(stdin)= ", &*codec::hex(&digest), b"\n"].concat())),
            "sha256 > openssl-dgst-line (SHA2-256(stdin)= \\n) > base64url",
        ),
    ] {
        let found = explained(VERIFIER, &challenge).unwrap().operations();
        assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" > "), operations);
    }
}

#[test]
fn the_character_that_was_lost_is_not_printed() {
    let explanation = explained(&VERIFIER[1..], &s256(VERIFIER.as_bytes())).unwrap();
    let shown = format!("{explanation:?}");
    assert!(shown.contains("first character") && !shown.contains(&b'Z'.to_string()), "{shown}");
}

#[test]
fn steps_and_parameters_together_are_one_program() {
    let sample = codec::base64_padded(&[0xFB, 0xEF, 0x81, b'a', b'b', 0xFF, b'c'].repeat(16));
    let changes = CHANGES.iter().flat_map(|change| {
        [(true, change.made, change.variant.to_owned()), (false, change.undoes, change.variant.to_owned())]
    });
    let changes = changes.filter(|(_, steps, _)| !steps.is_empty()).collect::<Vec<_>>();
    let hashes = HASHES.iter().map(|hash| (true, hash.steps, hash.variant.to_owned())).collect();
    let moves = |table: &'static [Move]| {
        let variants = |step: &'static Move| {
            let count = step.results(&sample).len();
            (0..count).map(|number| (true, step.steps, step.variant(number))).collect::<Vec<_>>()
        };
        table.iter().flat_map(variants).collect::<Vec<_>>()
    };
    for table in [changes, hashes, moves(&FORMS), moves(&ENCODINGS), moves(&RESULTS)] {
        let mut seen = HashSet::new();
        for row in table {
            assert!(seen.insert(row.clone()), "{row:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: RngSeed::Fixed(7636), ..ProptestConfig::default() })]

    #[test]
    fn chains_of_several_mistakes_are_replayed(
        verifier in "[A-Za-z0-9._~-]{43,64}", change in 0..CHANGES.len(), hash in 0..4_usize, form in proptest::option::of(0..FORMS.len()),
        encoding in 0..ENCODINGS.len(), variant in 0..8_usize,
    ) {
        let input = (CHANGES[change].apply)(verifier.as_bytes()).unwrap_or_default();
        let moves = form.map(|form| &FORMS[form]).into_iter().chain([&ENCODINGS[encoding]]).collect::<Vec<_>>();
        let all = challenges_of(&moves, &(HASHES[hash].digest)(&input));
        if let Some(explanation) = explained(&verifier, &all[variant % all.len()]) {
            prop_assert_eq!(explanation.replay(&verifier), Some(all[variant % all.len()].clone()));
        }
    }
}
