use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::clues::Clues;
use super::digest_text::FORMS;
use super::hash::HASHES;
use super::moves::{ENCODINGS, Phase, RESULTS};
use super::search::Chain;
use super::search::{MAX_COST, search};
use super::{candidates, challenge_alone, codec, hash, pkce};
use crate::{ChallengeMethod, Explanation, Fault, PkceStep, Relation};

const VERIFIER: &str = "Zk3~p0q-VnT_.r8YhWcXeD2bLsM5jGtA7uKfQ1oNiR4";

fn explained(verifier: &str, challenge: &[u8]) -> Explanation {
    let challenge = String::from_utf8_lossy(challenge);
    match pkce(verifier, &challenge, ChallengeMethod::S256) {
        Relation::Explained(explanation) => explanation,
        other => panic!("{other:?}"),
    }
}

fn words(explanation: &Explanation) -> String {
    explanation.steps.iter().map(|step| step.as_str()).collect::<Vec<_>>().join(" ")
}

fn says(verifier: &str, challenge: &[u8], steps: &str, fault: Fault) {
    let explanation = explained(verifier, challenge);
    assert_eq!((words(&explanation).as_str(), explanation.fault), (steps, fault), "{}", explanation.text);
}

fn s256(input: &[u8]) -> Vec<u8> {
    codec::base64url(&hash::sha256(input))
}

#[test]
fn the_pair_of_rfc_7636_appendix_b_matches() {
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assert_eq!(pkce(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", ChallengeMethod::S256), Relation::Matches);
    assert_eq!(pkce(verifier, verifier, ChallengeMethod::Plain), Relation::Matches);
}

#[test]
fn a_verifier_that_was_sent_with_more_or_with_less_is_found() {
    let challenge = s256(VERIFIER.as_bytes());
    let signed = format!("s:{VERIFIER}.pl3kQ0vXcN8sYdGhR2tUwZbJmFa1oEi6");
    let object = format!(r#"{{"code_verifier":"{VERIFIER}"}}"#);
    let named = format!("code_verifier={VERIFIER}");
    let file = format!("\u{FEFF}{VERIFIER}");
    for sent in [&signed, &object, &named, &file] {
        says(sent, &challenge, "wrapped", Fault::VerifierAltered);
    }
    let broken = format!("{}\n{}", &VERIFIER[..20], &VERIFIER[20..]);
    says(&broken, &challenge, "mime-line-breaks", Fault::VerifierAltered);
    for cut in [&VERIFIER[1..], &VERIFIER[..VERIFIER.len() - 1]] {
        says(cut, &challenge, "truncate", Fault::VerifierAltered);
    }
    assert_eq!(
        pkce(&VERIFIER[2..], std::str::from_utf8(&challenge).unwrap(), ChallengeMethod::S256),
        Relation::Unrelated
    );
}

#[test]
fn what_was_hashed_in_place_of_the_verifier_is_found() {
    let long = VERIFIER.repeat(2);
    let numbers = VERIFIER.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(",");
    for (sent, hashed, step) in [
        (VERIFIER, format!("{VERIFIER}\0"), "append-nul"),
        (VERIFIER, numbers, "decimal-csv"),
        (VERIFIER, VERIFIER.replace(['-', '.', '_', '~'], ""), "strip-specials"),
        (&long, format!("{}\n{}\n", &long[..64], &long[64..]), "mime-line-breaks"),
    ] {
        says(sent, &s256(hashed.as_bytes()), &format!("{step} sha256 base64url"), Fault::WrongInput);
    }
}

#[test]
fn the_words_of_crypto_js_are_a_list_of_numbers() {
    let digest = hash::sha256(VERIFIER.as_bytes());
    let words: Vec<String> =
        digest.chunks(4).map(|word| i32::from_be_bytes(word.try_into().unwrap()).to_string()).collect();
    let list = words.join(",");
    says(VERIFIER, &codec::base64url(list.as_bytes()), "sha256 decimal-csv base64url", Fault::Stringified);
    let object = format!(r#"{{"words":[{list}],"sigBytes":32}}"#);
    says(VERIFIER, &codec::base64url(object.as_bytes()), "sha256 json-bytes base64url", Fault::Stringified);
}

#[test]
fn wrong_texts_of_the_digest_are_told_apart() {
    let digest = hash::sha256(VERIFIER.as_bytes());
    says(VERIFIER, &codec::hex(&digest), "sha256 hex", Fault::Hex);
    says(VERIFIER, &codec::base64url(&codec::hex_upper(&digest)), "sha256 hex base64url", Fault::Hex);
    says(VERIFIER, &codec::base32_padded(&digest), "sha256 base32 padded", Fault::StandardBase64);
    says(VERIFIER, &codec::base64url_padded(&digest), "sha256 base64url padded", Fault::Padded);
    let list = digest.iter().map(|byte| byte.cast_signed().to_string()).collect::<Vec<_>>().join(",");
    says(VERIFIER, &codec::base64url(list.as_bytes()), "sha256 decimal-csv base64url", Fault::Stringified);
    let lossy = String::from_utf8_lossy(&digest).into_owned();
    says(VERIFIER, &codec::base64url(lossy.as_bytes()), "sha256 utf8-lossy base64url", Fault::Stringified);
    let line = [b"SHA2-256(stdin)= ".as_slice(), &codec::hex(&digest), b"\n"].concat();
    says(VERIFIER, &codec::base64_padded(&line), "sha256 openssl-dgst-line base64 padded", Fault::Hex);
    says(VERIFIER, &codec::python_repr(&digest), "sha256 python-bytes-repr", Fault::Stringified);
}

#[test]
fn wrong_inputs_are_told_apart() {
    let says_input = |input: &[u8], steps: &str| {
        says(VERIFIER, &s256(input), &format!("{steps} sha256 base64url"), Fault::WrongInput);
    };
    says_input(format!("{VERIFIER}\r\n").as_bytes(), "append-newline");
    says_input(format!("\"{VERIFIER}\"").as_bytes(), "json-quote");
    says_input(format!("b'{VERIFIER}'").as_bytes(), "python-bytes-repr");
    says_input(VERIFIER.replace('~', "%7E").as_bytes(), "percent-encode");
    says_input(VERIFIER.to_lowercase().as_bytes(), "lowercase");
    says_input(&VERIFIER.as_bytes()[..42], "truncate");
    says_input(&codec::hex(VERIFIER.as_bytes()), "hex");
}

#[test]
fn a_verifier_that_was_changed_after_hashing_is_not_blamed_on_the_challenge() {
    let challenge = s256(VERIFIER.as_bytes());
    for (sent, steps) in [
        (format!("{VERIFIER}\n"), "append-newline"),
        (format!("{VERIFIER} "), "append-space"),
        (format!("\"{VERIFIER}\""), "json-quote"),
        (format!("b'{VERIFIER}'"), "python-bytes-repr"),
        (VERIFIER.replace('~', "%7E"), "percent-encode"),
        (String::from_utf8(codec::base64_padded(VERIFIER.as_bytes())).unwrap(), "base64"),
        (format!("\"{VERIFIER}\\n\""), "append-newline json-quote"),
    ] {
        says(&sent, &challenge, steps, Fault::VerifierAltered);
    }
}

#[test]
fn wrong_hashes_are_named() {
    for hash in &HASHES[1..] {
        let explanation = explained(VERIFIER, &codec::base64url(&(hash.digest)(VERIFIER.as_bytes())));
        assert_eq!(&explanation.steps[..hash.steps.len()], hash.steps);
        assert!(matches!(explanation.fault, Fault::WrongHash | Fault::NotHashed), "{explanation:?}");
    }
}

#[test]
fn a_challenge_that_equals_the_verifier_tells_both_readings_only_if_both_fit() {
    says(VERIFIER, VERIFIER.as_bytes(), "none", Fault::NotHashed);
    let value = s256(b"anything");
    says(&String::from_utf8_lossy(&value), &value, "none swapped", Fault::NotHashed);
}

#[test]
fn exchanged_values_are_proven() {
    says(
        &String::from_utf8_lossy(&s256(VERIFIER.as_bytes())),
        VERIFIER.as_bytes(),
        "swapped",
        Fault::VerifierIsChallenge,
    );
}

#[test]
fn a_right_challenge_under_the_method_plain_is_a_wrong_method() {
    let challenge = String::from_utf8(s256(VERIFIER.as_bytes())).unwrap();
    let Relation::Explained(explanation) = pkce(VERIFIER, &challenge, ChallengeMethod::Plain) else { panic!() };
    assert_eq!(explanation.fault, Fault::WrongMethod);
    let Relation::Explained(explanation) = pkce(&format!("{VERIFIER}\n"), VERIFIER, ChallengeMethod::Plain) else {
        panic!()
    };
    assert_eq!((words(&explanation).as_str(), explanation.fault), ("append-newline", Fault::VerifierAltered));
}

#[test]
fn constants_need_no_verifier() {
    for (challenge, steps) in [
        (s256(b""), "constant sha256 base64url"),
        (s256(b"undefined"), "constant sha256 base64url"),
        (codec::base64_padded(b"[object ArrayBuffer]"), "constant base64 padded"),
        (b"null".to_vec(), "constant"),
        (codec::base64url(b"[B@6d06d69c"), "constant"),
        (b"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_vec(), "constant sha256 base64url"),
    ] {
        says(VERIFIER, &challenge, steps, Fault::Constant);
        let alone = challenge_alone(&String::from_utf8_lossy(&challenge)).unwrap();
        assert_eq!((words(&alone).as_str(), alone.fault), (steps, Fault::Constant));
    }
}

#[test]
fn a_challenge_alone_shows_its_form() {
    let digest = hash::sha256(VERIFIER.as_bytes());
    let alone = |challenge: &[u8]| {
        challenge_alone(&String::from_utf8_lossy(challenge)).map(|found| (words(&found), found.fault))
    };
    assert_eq!(alone(&codec::base64url(&digest)), None);
    assert_eq!(alone(&codec::hex(&digest)), Some(("sha256 hex".into(), Fault::Hex)));
    assert_eq!(alone(&codec::base64url(&codec::hex(&digest))), Some(("sha256 hex base64url".into(), Fault::Hex)));
    assert_eq!(alone(&codec::base64url_padded(&digest)), Some(("sha256 base64url padded".into(), Fault::Padded)));
    assert_eq!(alone(&codec::base64url(&digest)[..42]), Some(("sha256 base64url truncate".into(), Fault::Altered)));
    assert_eq!(alone(VERIFIER.as_bytes()), Some(("none".into(), Fault::NotHashed)));
    let sum = [codec::hex(&digest), b"  -\n".to_vec()].concat();
    assert_eq!(alone(&codec::base64url(&sum)), Some(("sha256 sha256sum-line base64url".into(), Fault::Hex)));
    assert_eq!(alone(b""), Some(("constant".into(), Fault::Constant)));
}

#[test]
fn a_short_agreement_proves_nothing() {
    let challenge = s256(VERIFIER.as_bytes());
    says(VERIFIER, &challenge[..16], "sha256 base64url truncate", Fault::Altered);
    let challenge = String::from_utf8(challenge).unwrap();
    assert_eq!(pkce(VERIFIER, &challenge[..15], ChallengeMethod::S256), Relation::Unrelated);
    assert_eq!(pkce(VERIFIER, &VERIFIER[..8], ChallengeMethod::S256), Relation::Unrelated);
}

#[test]
fn unpadded_standard_base64_is_said_to_come_and_go() {
    let verifier = (0..99)
        .map(|i| format!("{VERIFIER}{i}"))
        .find(|v| codec::base64(&hash::sha256(v.as_bytes())).contains(&b'/'))
        .unwrap();
    let explanation = explained(&verifier, &codec::base64(&hash::sha256(verifier.as_bytes())));
    assert_eq!(words(&explanation), "sha256 base64");
    assert!(explanation.text.contains("a quarter"), "{}", explanation.text);
}

#[test]
fn of_a_padded_challenge_alone_the_alphabet_is_told_only_where_it_shows() {
    let fault = |challenge: &str| challenge_alone(challenge).map(|explanation| explanation.fault);
    assert_eq!(fault("WiKyIadt31EJf2YuLmmsAV5toaWQr9LlJmr4IRdmJWM="), Some(Fault::Padded));
    assert_eq!(fault("WiKyIadt31EJf2YuLmmsAV5toaWQr9LlJmr4IRd/JWM="), Some(Fault::StandardBase64));
}

#[test]
fn hostile_values_are_compared_but_not_searched() {
    let long = "a".repeat(1 << 20);
    assert_eq!(pkce(&long, &long[1..], ChallengeMethod::S256), Relation::Unrelated);
    assert_eq!(pkce(&long, &long, ChallengeMethod::Plain), Relation::Matches);
    assert_eq!(challenge_alone(&long), None);
}

#[test]
fn the_number_of_inputs_is_bounded() {
    assert!(candidates::candidates(VERIFIER.as_bytes()).len() < 2500);
    assert!(candidates::candidates("%2B+/ \"".repeat(73).as_bytes()).len() < 3500);
}

fn verifiers() -> impl Strategy<Value = String> {
    "[A-Za-z0-9._~-]{43,128}"
}

/// What the chain must not cost more than, and what it must lead to.
fn found(verifier: &str, challenge: &[u8]) -> Chain {
    let chain = search(
        &candidates::candidates(verifier.as_bytes()),
        challenge,
        &Clues::new(challenge),
        ChallengeMethod::S256,
        MAX_COST,
    );
    chain.unwrap_or_else(|| panic!("{verifier} → {}", String::from_utf8_lossy(challenge)))
}

/// One text form or none, one encoding or two, one change of the result or none, each by its index.
fn outers() -> impl Strategy<Value = (Option<usize>, Vec<usize>, Option<usize>, usize)> {
    let form = proptest::option::of(0..FORMS.len());
    (form, proptest::collection::vec(0..ENCODINGS.len(), 1..=2), proptest::option::of(0..RESULTS.len()), 0..64_usize)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, rng_seed: RngSeed::Fixed(7636), ..ProptestConfig::default() })]

    #[test]
    fn a_right_pair_matches(verifier in verifiers()) {
        let challenge = String::from_utf8(s256(verifier.as_bytes())).unwrap();
        prop_assert_eq!(pkce(&verifier, &challenge, ChallengeMethod::S256), Relation::Matches);
    }

    #[test]
    fn an_unrelated_pair_is_unrelated(verifier in verifiers(), other in verifiers()) {
        let challenge = String::from_utf8(s256(other.as_bytes())).unwrap();
        prop_assert_eq!(pkce(&verifier, &challenge, ChallengeMethod::S256), Relation::Unrelated);
        prop_assert_eq!(pkce(&verifier, &other, ChallengeMethod::S256), Relation::Unrelated);
        prop_assert_eq!(pkce(&verifier, &other, ChallengeMethod::Plain), Relation::Unrelated);
    }

    #[test]
    fn mistakes_behind_the_hash_are_found(verifier in verifiers(), (form, encodings, result, variant) in outers()) {
        let mut value = hash::sha256(verifier.as_bytes());
        let mut cost = 0;
        let moves = form.map(|index| &FORMS[index]).into_iter();
        let mut is_encoded = false;
        for step in moves.chain(encodings.iter().map(|&index| &ENCODINGS[index])).chain(result.map(|index| &RESULTS[index])) {
            let is_right = step.steps == [PkceStep::Base64Url] && !is_encoded;
            is_encoded |= step.phase == Phase::Encoding;
            let results = step.results(&value);
            if let Some(next) = results.get(variant % results.len().max(1)) {
                value.clone_from(next);
                cost += if is_right { 0 } else { step.cost };
            }
        }
        // A digest that lost bytes, and then characters, cannot be recognised in the challenge.
        let is_lost = form.is_some_and(|index| !FORMS[index].steps.contains(&PkceStep::Hex)) && result.is_some_and(|index| index < 11);
        prop_assume!(cost > 0 && cost <= 23 && !is_lost);
        prop_assert!(found(&verifier, &value).cost <= cost);
    }

    #[test]
    fn mistakes_before_and_behind_the_hash_are_found(
        verifier in verifiers(), input in any::<prop::sample::Index>(), hash in 0..HASHES.len(), encoding in 0..ENCODINGS.len(),
    ) {
        let inputs = candidates::candidates(verifier.as_bytes());
        let input = input.get(&inputs);
        let hash = if input.cost <= 11 { &HASHES[hash] } else { &HASHES[0] };
        let step = &ENCODINGS[encoding];
        let value = &step.results(&(hash.digest)(&input.bytes))[0];
        let cost = input.cost + hash.cost + if encoding == 0 { 0 } else { step.cost };
        prop_assume!(cost <= 24);
        prop_assert!(found(&verifier, value).cost <= cost);
    }

    #[test]
    fn no_part_of_the_pair_is_in_the_text(verifier in verifiers(), input in any::<prop::sample::Index>(), encoding in 0..ENCODINGS.len()) {
        let inputs = candidates::candidates(verifier.as_bytes());
        let value = &ENCODINGS[encoding].results(&hash::sha256(&input.get(&inputs).bytes))[0];
        let challenge = String::from_utf8_lossy(value).into_owned();
        if let Relation::Explained(explanation) = pkce(&verifier, &challenge, ChallengeMethod::S256) {
            for part in [&verifier, &challenge] {
                prop_assert!(!part.as_bytes().windows(8).any(|window| explanation.text.as_bytes().windows(8).any(|text| text == window)));
            }
        }
    }

    #[test]
    fn nothing_panics(verifier in ".{0,80}", challenge in ".{0,120}", plain: bool) {
        let method = if plain { ChallengeMethod::Plain } else { ChallengeMethod::S256 };
        let _ = (pkce(&verifier, &challenge, method), challenge_alone(&challenge));
    }
}
