//! The values, their replacements, and what stays.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::rewrite::DEPTH;
use super::tokens;
use crate::capture::FileKind;
use crate::redact::collect::halves;
use crate::redact::family::{Leaf, Search};
use crate::redact::shape::{is_drawn, substitute};
use crate::redact::spell::Cell;
use crate::redact::walk::{Role, role};
use crate::redact::{Key, Kind, Options};

/// What each value of a recording becomes. Under one key, equal values become equal ones, in whatever recording.
pub(crate) struct Mapping {
    pub(super) key: Key,
    pub(super) options: Options,
    pub(super) search: Search,
    /// Words that everyone may see.
    pub(super) public: HashSet<String>,
    /// The identifiers of clients.
    pub(super) clients: BTreeSet<String>,
    pub(super) kept: Vec<Kept>,
    /// What was found of each input, by its name.
    pub(super) inputs: BTreeMap<String, InputFacts>,
}

/// What the first pass found of an input.
#[derive(Clone, Debug, Default)]
pub(crate) struct InputFacts {
    pub(crate) kind: Option<FileKind>,
    /// The numbers of the exchanges that matter, and what of them does.
    pub(crate) needed: BTreeMap<usize, Needed>,
}

/// What the diagnosis needs of an exchange.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Needed {
    Whole,
    /// All but the body of the answer.
    WithoutAnswer,
}

/// A value that stays in clear.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Kept {
    pub(crate) value: String,
    pub(crate) why: KeptWhy,
}

/// Why a value stays in clear.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum KeptWhy {
    /// It identifies a client.
    Client,
    /// It is published, or what nothing becomes: the RFC's example, the hash of `undefined`.
    Constant,
    /// It stands for a value.
    Placeholder,
}

impl Mapping {
    /// Returns the key.
    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    /// Returns what an input is.
    pub(crate) fn kind(&self, input: &str) -> Option<FileKind> {
        self.inputs.get(input)?.kind
    }

    /// Returns whether what the diagnosis does not need is kept, too.
    pub(crate) fn keeps_all(&self) -> bool {
        self.options.keep_all
    }

    /// Returns what of an exchange of an input is kept; `None` if only its shell.
    pub(crate) fn needed(&self, input: &str, number: usize) -> Option<Needed> {
        let known = self.inputs.get(input).filter(|_| !self.options.keep_all);
        known.map_or(Some(Needed::Whole), |input| input.needed.get(&number).copied())
    }

    /// Returns a text as it is written: the scan that every string of the recording goes through.
    pub(crate) fn map_text(&self, text: &str) -> String {
        self.rewritten(text, Role::Unknown)
    }

    /// Returns a value that is under a name (of a parameter, member, header), as it is written.
    pub(crate) fn map_value(&self, name: &str, value: &str) -> String {
        self.rewritten(value, role(name))
    }

    /// Returns a text as it is written where it is under a name of this role.
    pub(crate) fn rewritten(&self, text: &str, role: Role) -> String {
        match self.rewrite(text.as_bytes(), role) {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None => text.to_owned(),
        }
    }

    /// Returns a public text as it is written: its hosts are replaced, if hosts are.
    pub(crate) fn with_hosts<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        match str::from_utf8(text) {
            Ok(text) if self.options.redact_hosts => with_hosts(&self.search, text).into_bytes().into(),
            _ => text.into(),
        }
    }

    /// Returns an address of which no diagnosis needs more than that it is one: a segment of its path that looks drawn is replaced.
    pub(crate) fn with_segments(&self, address: &[u8]) -> Vec<u8> {
        let segments = address.split(|byte| *byte == b'/').map(|segment| {
            let drawn = str::from_utf8(segment).ok().filter(|segment| segment.len() >= SEGMENT && is_drawn(segment));
            let is_file = segment.contains(&b'.');
            drawn.filter(|_| !is_file).map_or(segment.into(), |drawn| Cow::from(self.replacement(drawn).into_bytes()))
        });
        segments.collect::<Vec<_>>().join(&b'/')
    }

    /// Returns the values that are replaced, as they are without their encoding, with their replacements.
    pub(crate) fn replaced(&self) -> impl Iterator<Item = (&str, Kind, &str)> {
        self.search.values().map(|leaf| (&*leaf.old, leaf.kind, &*leaf.new))
    }

    /// Returns what a secret becomes that holds others and public parts: a JWT, a signed cookie, JSON, Basic credentials. `None` if it
    /// is none of these, or its length changes.
    pub(crate) fn restructured(&self, secret: &str) -> Option<String> {
        let is_address = secret.starts_with("http://") || secret.starts_with("https://");
        // What a challenge keeps is what its mistake makes of anything, what a verifier keeps are the words in it, and what a host
        // keeps is its end.
        let is_reissued =
            self.known(secret).is_some_and(|leaf| matches!(leaf.kind, Kind::Challenge | Kind::Verifier | Kind::Host));
        let is_uri = secret.contains("://") && self.known(secret).is_some();
        let new = if is_address {
            Some(self.map_text(secret))
        } else if is_uri || is_reissued || tokens::has_form(secret) {
            Some(self.replacement(secret))
        } else {
            self.basic(secret, DEPTH).or_else(|| self.plain_basic(secret))
        };
        new.filter(|new| new.len() == secret.len())
    }

    /// Basic credentials that were never encoded.
    fn plain_basic(&self, secret: &str) -> Option<String> {
        let (user, password) = halves(secret).filter(|(user, _)| self.clients.contains(*user))?;
        Some(format!("{user}:{}", self.replacement(password)))
    }

    /// Returns the values that stay in clear, and why.
    pub(crate) fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// Returns the words that everyone may see, in lower case.
    pub(crate) fn public_words(&self) -> impl Iterator<Item = &str> {
        self.public.iter().map(String::as_str)
    }

    /// Returns how many values of each kind are replaced.
    pub(crate) fn counts(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for leaf in self.search.values() {
            *counts.entry(leaf.kind).or_default() += 1;
        }
        counts
    }

    /// Returns whether a word stays, however it looks.
    pub(super) fn is_public(&self, value: &str) -> bool {
        self.public.contains(&value.to_ascii_lowercase()) || self.clients.contains(value)
    }

    /// Returns what a value becomes: what it was mapped to, or else a value of its shape, of which the pieces that are known
    /// become what they are mapped to.
    pub(super) fn replacement(&self, value: &str) -> String {
        if self.is_constant(value) {
            return value.to_owned();
        }
        tokens::replacement(&self.key, &self.search, None, value)
    }

    /// Returns whether a value is nobody's secret under whatever name.
    fn is_constant(&self, value: &str) -> bool {
        let at = self.kept.partition_point(|kept| kept.value.as_str() < value);
        self.kept.get(at).is_some_and(|kept| kept.value == value && kept.why == KeptWhy::Constant)
    }

    /// Returns what a value becomes that is known.
    pub(super) fn known(&self, value: &str) -> Option<&Leaf> {
        self.search.get(value)
    }
}

/// A shorter segment of a path is a name or a number.
const SEGMENT: usize = 16;

/// Returns a value of the same shape, of which the pieces that are known become what they are mapped to.
pub(super) fn aligned(key: &Key, search: &Search, value: &str) -> String {
    let mut new: Vec<char> = substitute(key, value, 0).chars().collect();
    let cells = plain_cells(value);
    for (at, c) in search.find(&cells, &[]) {
        if let Some(place) = new.get_mut(at as usize) {
            *place = c;
        }
    }
    new.into_iter().collect()
}

/// Returns a public value with its hosts replaced, if hosts are.
pub(super) fn with_hosts(search: &Search, value: &str) -> String {
    let mut new: Vec<char> = value.chars().collect();
    for (at, c) in search.find_hosts(&plain_cells(value)) {
        if let Some(place) = new.get_mut(at as usize) {
            *place = c;
        }
    }
    new.into_iter().collect()
}

/// Returns whether no piece of a value is known.
pub(super) fn is_alone(search: &Search, value: &str) -> bool {
    search.get(value).is_none() && search.find(&plain_cells(value), &[]).is_empty()
}

/// The characters of a value that has no encoding left.
fn plain_cells(value: &str) -> Vec<Cell> {
    let cell = |(at, c): (usize, char)| Cell {
        c,
        at: u32::try_from(at).unwrap_or(u32::MAX),
        len: u16::try_from(c.len_utf8()).unwrap_or(1),
        percent: 0,
        escape: 0,
    };
    value.char_indices().map(cell).collect()
}
