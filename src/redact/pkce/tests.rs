use super::value::{relation, specials};
use super::*;
use crate::explain::{self, Relation};

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
    for input in [format!("{VERIFIER}\r\n"), format!("\"{VERIFIER}\""), VERIFIER.to_lowercase(), VERIFIER[..42].into()]
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
        assert_eq!(explain::repaired_challenge(&other).is_some(), explain::repaired_challenge(&challenge).is_some());
    }
}
