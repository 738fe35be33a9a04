//! Random logins with every mistake, in every format: the gate opens, the diagnosis stays, and no secret is left.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use super::formats::{FORMATS, Format};
use super::gate::core;
use super::made::made;
use super::{content, redacted, under_keys};
use crate::plants::readings;
use crate::support::random::Random;

/// What became of the logins.
#[derive(Default)]
struct Tally {
    logins: usize,
    /// Secrets that stood in what was redacted.
    plants: usize,
    /// Why nothing was written of a login, by its format and its mistake.
    refused: BTreeMap<String, usize>,
    /// What must not be: the format, the mistake, and what was wrong.
    wrong: BTreeSet<String>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.logins += other.logins;
        self.plants += other.plants;
        for (why, count) in other.refused {
            *self.refused.entry(why).or_default() += count;
        }
        self.wrong.extend(other.wrong);
    }
}

#[test]
fn a_login_loses_its_secrets_and_keeps_its_diagnosis_in_every_format() {
    holds(FORMATS.len() as u64 * 12);
}

#[test]
#[ignore = "slow: a hundred thousand plants, or as many as PLANTS says"]
fn a_hundred_thousand_secrets_are_gone() {
    let plants: u64 = std::env::var("PLANTS").ok().and_then(|plants| plants.parse().ok()).unwrap_or(100_000);
    // A login has some nine secrets in what its format records.
    holds(plants / 9);
}

#[expect(clippy::print_stdout, reason = "the counts are the result, with --nocapture")]
fn holds(logins: u64) {
    let mut all = Tally::default();
    std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            scope.spawn(move || {
                let mut tally = Tally::default();
                (half..logins).step_by(2).for_each(|seed| try_login(seed, &mut tally));
                tally
            })
        });
        for half in halves {
            all.add(half.join().expect("no login panics"));
        }
    });
    let refused: usize = all.refused.values().sum();
    println!("{} logins with {} plants, {refused} refused: {:#?}", all.logins, all.plants, all.refused);
    assert!(all.wrong.is_empty(), "{:#?}", all.wrong);
    assert!(all.plants as u64 > logins * 7, "{} plants: the formats record too little", all.plants);
    assert!(refused * 200 <= all.logins, "{refused} of {} were refused: {:#?}", all.logins, all.refused);
}

fn try_login(seed: u64, tally: &mut Tally) {
    let mut random = Random::new(seed);
    let login = made(&mut random);
    let number = usize::try_from(seed).expect("it is small") % FORMATS.len();
    let (format, name, write): Format = FORMATS[number];
    let original = write(&login.exchanges);
    let what = format!("{format}: {}", login.mistake);
    tally.logins += 1;
    let key = u8::try_from(random.below(200)).expect("it is small");
    let redacted = match under_keys(key, |key| redacted(name, &original, key)) {
        Ok(redacted) => redacted,
        Err(refused) => {
            *tally.refused.entry(format!("{what}: {refused} ({seed})")).or_default() += 1;
            return;
        }
    };
    let written = content(&redacted);
    if core(&oauth_doctor::check(&original)) != core(&oauth_doctor::check(&written)) {
        tally.wrong.insert(format!("{what}: another diagnosis ({seed})"));
    }
    let before = pieces_in(&original, &login.secrets);
    let left = pieces_in(&written, &login.secrets);
    tally.plants += before.len();
    for (secret, piece) in left {
        tally.wrong.insert(format!("{what}: of {:?}, {piece:?} is left ({seed})", login.secrets[secret]));
    }
}

/// Returns the secrets of which eight characters stand in a text, in whatever encoding, each with the first of them.
fn pieces_in(text: &[u8], secrets: &[String]) -> BTreeMap<usize, String> {
    let secrets: Vec<Vec<u8>> = secrets.iter().map(|secret| secret.to_lowercase().into_bytes()).collect();
    let pieces: Vec<(usize, &[u8])> =
        (0..).zip(&secrets).flat_map(|(number, secret)| secret.windows(8).map(move |piece| (number, piece))).collect();
    let finder = AhoCorasick::new(pieces.iter().map(|(_, piece)| piece)).expect("there are few");
    let mut found = BTreeMap::new();
    for reading in readings(&String::from_utf8_lossy(text)) {
        for piece in finder.find_overlapping_iter(&reading) {
            let (secret, piece) = pieces[piece.pattern().as_usize()];
            found.entry(secret).or_insert_with(|| String::from_utf8_lossy(piece).into_owned());
        }
    }
    found
}
