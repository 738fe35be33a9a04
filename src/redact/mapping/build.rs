//! From the values of a recording to what each becomes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::challenges::{reissued, with_words};
use super::echo::hex_text;
use super::tokens;
use super::values::{InputFacts, Kept, KeptWhy, Mapping, is_alone};
use crate::disclose::placeholder::{is_placeholder, is_unset};
use crate::explain;
use crate::explain::drift::{DriftKind, drift};
use crate::oauth::pkce::{PLAIN_WORDS, VERIFIER_LENGTH};
use crate::redact::family::{Leaf, Reach, Search};
use crate::redact::hosts::renamed;
use crate::redact::shape::{is_random, skeleton, substitute};
use crate::redact::spell::{cells, plain_text};
use crate::redact::{Key, Kind, Options, usual};

/// The values of a recording, before it is decided what they become.
#[derive(Clone, Default)]
pub(crate) struct Gathered {
    values: HashMap<String, Kind>,
    /// Words that everyone may see.
    public: HashSet<String>,
    clients: BTreeSet<String>,
    /// A verifier with each challenge of its login.
    pairs: BTreeSet<(String, String)>,
    kept: BTreeSet<Kept>,
    /// Values that a log names in a sentence of its own.
    stated: BTreeSet<String>,
    takes_hosts: bool,
    hosts: BTreeSet<String>,
}

impl Gathered {
    pub(crate) fn new(takes_hosts: bool) -> Self {
        Self { takes_hosts, ..Self::default() }
    }

    /// Returns whether hosts are replaced.
    pub(crate) fn takes_hosts(&self) -> bool {
        self.takes_hosts
    }

    /// Takes a host; it is replaced if hosts are.
    pub(crate) fn host(&mut self, host: &str) {
        if self.takes_hosts() && self.hosts.len() < MOST && host.len() <= LONGEST_PUBLIC {
            self.hosts.insert(host.to_ascii_lowercase());
        }
    }

    /// Takes a value as it was recorded; its encodings are undone. The first kind counts.
    pub(crate) fn value(&mut self, kind: Kind, recorded: &str) {
        let value = plain_text(&cells(recorded.as_bytes()));
        // Numbers that no name makes a secret are times and sizes.
        let is_number = kind == Kind::Opaque && value.bytes().all(|byte| byte.is_ascii_digit());
        if is_unset(&value) || is_number || !value.contains(char::is_alphanumeric) {
            return;
        }
        // The digits of a text follow from what the text becomes.
        if let Some(text) = hex_text(&value).filter(|_| kind == Kind::Opaque) {
            return self.value(kind, &text);
        }
        let is_variable = || {
            let drift = drift(REAL, &value);
            drift.is_some_and(|drift| drift.kind == DriftKind::PlaceholderLike)
        };
        if PUBLIC_PAIRS.contains(&kind) && explain::pkce::is_placeholder(&value) {
            self.constant(&value);
        } else if is_placeholder(&value) || value.len() < LONGEST_NAME && is_variable() {
            self.kept.insert(Kept { value, why: KeptWhy::Placeholder });
        } else if self.values.len() < MOST && !self.values.contains_key(&value) {
            self.values.insert(value.clone(), kind);
            tokens::gather(&value, self);
        }
    }

    /// Takes a word that everyone may see.
    pub(crate) fn public(&mut self, word: &str) {
        if self.public.len() < MOST && !word.is_empty() && word.len() <= LONGEST_PUBLIC {
            self.public.insert(word.to_ascii_lowercase());
        }
    }

    /// Takes the identifier of a client.
    pub(crate) fn client(&mut self, id: &str) {
        if !id.is_empty() {
            self.clients.insert(id.to_owned());
        }
    }

    /// Says that a value stands in a sentence, in which it is found only as a word.
    pub(crate) fn stated(&mut self, recorded: &str) {
        let value = plain_text(&cells(recorded.as_bytes()));
        if value.contains(|c: char| c.is_ascii_digit()) && value.chars().all(char::is_alphanumeric) {
            self.stated.insert(value);
        }
    }

    /// Takes a value that is computed of what stays.
    pub(crate) fn constant(&mut self, value: &str) {
        self.kept.insert(Kept { value: value.to_owned(), why: KeptWhy::Constant });
    }

    /// Takes a verifier and a challenge of one login.
    pub(crate) fn pair(&mut self, verifier: &str, challenge: &str) {
        // One character repeated is a verifier that can be guessed.
        let is_shown = |value: &str| value.len() >= *VERIFIER_LENGTH.start() || !is_placeholder(value);
        if is_shown(verifier) && is_shown(challenge) {
            self.pairs.insert((verifier.to_owned(), challenge.to_owned()));
        }
    }

    /// Decides what each value becomes.
    pub(crate) fn map(mut self, key: &Key, options: Options, inputs: BTreeMap<String, InputFacts>) -> Mapping {
        let mut search = Search::default();
        for (old, new) in self.hosts.iter().flat_map(|host| renamed(key, host)) {
            self.public.remove(&old);
            search.add(Leaf {
                kind: Kind::Host,
                old: old.into(),
                new: new.into(),
                reach: Reach::Whole,
                is_part: false,
            });
        }
        for client in &self.clients {
            self.kept.insert(Kept { value: client.clone(), why: KeptWhy::Client });
            self.values.remove(client);
            search.publish(client);
        }
        self.public.extend(PLAIN_WORDS.iter().map(|word| (*word).to_owned()));
        // The host of a URL is not an address of a person.
        let is_host = |value: &str| value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        self.values.retain(|value, _| !(is_host(value) && value.contains('.') && self.public.contains(value)));
        // A label of a page, `input order`, is replaced where it stands, and its words are searched for nowhere.
        let is_label = |value: &str| value.contains(' ') && value.split(' ').all(|word| self.public.contains(word));
        self.values.retain(|value, kind| !LABELS.contains(kind) || !is_label(value));
        let secrets = self.values.iter().filter(|(value, kind)| **kind != Kind::Opaque && is_random(value));
        for (secret, _) in secrets {
            self.public.remove(&secret.to_ascii_lowercase());
        }
        let mut words: Vec<&String> = self.public.iter().filter(|word| !is_random(word)).collect();
        words.sort_unstable();
        for word in words {
            search.publish(word);
        }
        for (value, (kind, new)) in reissued(key, &self.pairs, &self.values) {
            self.values.remove(&value);
            if new == value {
                search.publish(&value);
                self.public.insert(value.to_ascii_lowercase());
                self.kept.insert(Kept { value, why: KeptWhy::Constant });
            } else {
                let reach = reach(kind, &value, &self.public, &self.stated);
                add(&mut search, kind, &value, &new, reach, &self.public);
            }
        }
        // The longest first: what is cut from it is aligned with it.
        let mut values: Vec<(usize, String, Kind)> =
            self.values.into_iter().map(|(value, kind)| (skeleton(&value).len(), value, kind)).collect();
        values.sort_unstable_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        // A JWT holds other values, and hashes of others.
        let (jwts, values): (Vec<_>, Vec<_>) = values.into_iter().partition(|(_, value, _)| tokens::is_token(value));
        let (later, jwts): (Vec<_>, Vec<_>) = jwts.into_iter().partition(|(_, value, _)| tokens::has_hashes(value));
        let short = |value: &str| (SHORTEST..=SHORT).contains(&value.len()).then(|| value.to_ascii_lowercase());
        let taken: HashSet<String> = values.iter().filter_map(|(_, value, _)| short(value)).collect();
        // Eight digits are soon those of another cookie, where a site sets thousands.
        let numbers: HashSet<u64> = values
            .iter()
            .filter(|(_, _, kind)| LABELS.contains(kind))
            .flat_map(|(_, value, _)| digits(value))
            .collect();
        let has_number =
            |kind: Kind, new: &str| LABELS.contains(&kind) && digits(new).any(|number| numbers.contains(&number));
        let is_taken =
            |kind: Kind, new: &str| short(new).is_some_and(|new| taken.contains(&new)) || has_number(kind, new);
        let mut hashed = None;
        let mut starts: BTreeMap<String, String> = BTreeMap::new();
        for (number, list) in [values, jwts, later].into_iter().enumerate() {
            if number == 2 && !list.is_empty() {
                hashed = Some(tokens::hashed(&search));
            }
            for (_, value, kind) in list {
                let begun = starts.range(value.clone()..).next().filter(|(known, _)| known.starts_with(&value));
                let new = if let Some((_, longer)) = begun.filter(|_| value.chars().count() < SHORTEST) {
                    // Too short to be found as a piece of another value, but it is the beginning of one.
                    longer.chars().take(value.chars().count()).collect()
                } else {
                    let usual = usual::verifier(key, &value);
                    let usual = usual.filter(|_| kind == Kind::Verifier && is_alone(&search, &value));
                    usual.unwrap_or_else(|| tokens::replacement(key, &search, hashed.as_ref(), &value))
                };
                // By chance it may be another value.
                let redrawn =
                    || (1..=REDRAWS).map(|attempt| substitute(key, &value, attempt)).find(|new| !is_taken(kind, new));
                let new =
                    if is_taken(kind, &new) && is_alone(&search, &value) { redrawn().unwrap_or(new) } else { new };
                let new = if kind == Kind::Verifier { with_words(&value, &new) } else { new };
                if kind != Kind::Opaque && value.len() >= SHORTEST {
                    starts.insert(value.clone(), new.clone());
                }
                let reach = reach(kind, &value, &self.public, &self.stated);
                add(&mut search, kind, &value, &new, reach, &self.public);
            }
        }
        Mapping {
            key: key.clone(),
            options,
            inputs,
            search,
            public: self.public,
            clients: self.clients,
            kept: self.kept.into_iter().collect(),
        }
    }
}

/// Adds a value; of a verifier that is made of words, each long word, too.
fn add(search: &mut Search, kind: Kind, old: &str, new: &str, reach: Reach, public: &HashSet<String>) {
    search.add(Leaf { kind, old: old.into(), new: new.into(), reach, is_part: false });
    let has_words = reach == Reach::Whole && matches!(kind, Kind::Verifier | Kind::Challenge);
    if !has_words || !old.is_ascii() || !new.is_ascii() {
        return;
    }
    let bytes = old.as_bytes();
    let follows = |at: usize| {
        bytes[at].is_ascii_alphabetic() && (bytes[at].is_ascii_lowercase() || !bytes[at - 1].is_ascii_lowercase())
    };
    let mut from = 0;
    for at in 1..=bytes.len() {
        if at == bytes.len() || !follows(at) {
            let (word, part) = (&old[from..at], &new[from..at]);
            let word = word.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
            let part = &part[part.len() - word.len()..];
            let lower = word.to_ascii_lowercase();
            if word.len() >= SHORTEST && word.len() < old.len() && word != part && !public.contains(&lower) {
                let new = part.to_ascii_lowercase().into();
                search.add(Leaf { kind, old: lower.into(), new, reach, is_part: true });
            }
            from = at;
        }
    }
}

/// Returns the pieces of a value that are a number, of which few differ.
fn digits(value: &str) -> impl Iterator<Item = u64> + '_ {
    let is_number = |piece: &&[u8]| piece.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let pieces = value.as_bytes().windows(SHORTEST).filter(is_number);
    pieces.map(|piece| piece.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// Returns where a value is replaced.
fn reach(kind: Kind, value: &str, public: &HashSet<String>, stated: &BTreeSet<String>) -> Reach {
    let is_short = value.chars().count() < SHORTEST;
    if is_short && !stated.contains(value) || public.contains(&value.to_ascii_lowercase()) {
        return Reach::InPlace;
    }
    // An address shares its letters with hosts.
    let is_address = kind == Kind::Personal && value.contains('@');
    if value.is_ascii() && !is_address && is_random(value) { Reach::Pieces } else { Reach::Whole }
}

/// What no diagnosis compares: under the names of these, pages have labels of a few words, and numbers.
const LABELS: &[Kind] = &[Kind::Personal, Kind::Cookie, Kind::Opaque];
/// What may be the published example of RFC 7636, also alone.
const PUBLIC_PAIRS: &[Kind] = &[Kind::Verifier, Kind::Challenge];
/// What a value looks like that is one.
const REAL: &str = "SplxlOBeZQQYbYS6WxSbIA";
/// The name of a variable is shorter.
const LONGEST_NAME: usize = 32;
/// A shorter secret is a word that may stand anywhere.
const SHORTEST: usize = 8;
/// A longer value is no other one by chance.
const SHORT: usize = 12;
/// How often a value is drawn again that is another one.
const REDRAWS: u32 = 8;
/// More values are replaced where they stand, and not searched for elsewhere.
const MOST: usize = 200_000;
/// Longer texts are not words.
const LONGEST_PUBLIC: usize = 256;
