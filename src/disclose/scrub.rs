//! Keeps the capture's secrets out of reports: what a server says may repeat what it was sent.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::index::{Hit, Index};
use super::secret::{Secret, mask};
use super::sentence;
use super::shown::Shown;

/// The secrets of a capture, and a search for all of their forms at once.
pub(crate) struct Scrubber {
    secrets: BTreeSet<String>,
    /// What is public: client identifiers, addresses, scopes.
    public: BTreeSet<String>,
    /// Made when the first text is cleaned: most logins have none.
    index: OnceCell<Index>,
    /// Sentences of the report that hold nothing: most logins have the same.
    harmless: RefCell<HashSet<String>>,
}

impl Scrubber {
    /// Takes the secrets of a capture, and what is public in it, such as its client identifiers.
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>, public: impl IntoIterator<Item = String>) -> Self {
        let secrets: BTreeSet<String> = secrets.into_iter().collect();
        Self {
            public: public.into_iter().filter(|value| !secrets.contains(value)).collect(),
            secrets,
            index: OnceCell::new(),
            harmless: RefCell::default(),
        }
    }

    fn index(&self) -> &Index {
        let of = String::as_str;
        self.index.get_or_init(|| Index::new(self.secrets.iter().map(of), self.public.iter().map(of)))
    }

    /// Returns the secrets.
    pub(crate) fn into_secrets(self) -> impl Iterator<Item = String> {
        self.secrets.into_iter()
    }

    /// Returns a sentence of the report with every secret masked, cut to what a person reads. Between its quotation marks stands what
    /// was recorded; its own words are not secrets.
    pub(crate) fn clean(&self, text: &str) -> String {
        if self.harmless.borrow().contains(text) {
            return text.to_owned();
        }
        let quoted = quoted(text);
        let is_quoted =
            |hit: &Hit| quoted.iter().any(|range| range.start <= hit.range.start && hit.range.end <= range.end);
        let hits = self.index().hits(text).into_iter().filter(|hit| !hit.is_wordy || is_quoted(hit));
        let told = quoted.iter().flat_map(|range| {
            let inside = &text[range.clone()];
            let mut found = sentence::named(inside);
            // Between typographic quotation marks stands what a server said.
            if text[..range.start].ends_with('\u{201c}') {
                found.extend(self.looks(inside));
            }
            found.into_iter().map(|found| range.start + found.start..range.start + found.end)
        });
        let clean = cut(masked(text, hits.map(|hit| hit.range).chain(told).chain(sentence::emails(text))));
        if clean == text && self.harmless.borrow().len() < MOST_SENTENCES {
            self.harmless.borrow_mut().insert(clean.clone());
        }
        clean
    }

    /// Returns a recorded value, or a line that holds one, with every secret masked.
    pub(crate) fn clean_value(&self, text: &str) -> String {
        let hits = without_common_words(self.index().hits(text));
        masked(text, hits.chain(sentence::named(text)))
    }

    /// Cleans the words of a server. They may repeat what no message of the login holds: a cookie, a token of another request, the
    /// address of someone.
    pub(crate) fn clean_words(&self, text: &str) -> String {
        let hits = self.index().hits(text).into_iter().map(|hit| hit.range);
        cut(masked(text, hits.chain(sentence::named(text)).chain(self.looks(text))))
    }

    fn looks(&self, text: &str) -> Vec<Range<usize>> {
        sentence::looks(text, |word| self.public.contains(word))
    }

    /// Masks a value that turns out to be a secret, or to hold one.
    pub(crate) fn scrub_shown(&self, shown: &mut Shown) {
        let Shown::Public(value) = shown else { return };
        if self.secrets.contains(value) {
            *shown = Shown::Secret(Secret::new(value.as_str()));
        } else if value.split(' ').count() >= SENTENCE {
            *value = self.clean_words(value);
        } else {
            *value = self.clean_value(value);
        }
    }

    /// Returns the name of a parameter as far as it is one, without the secrets in it.
    pub(crate) fn clean_name(&self, name: &str) -> String {
        let name = Shown::name(name);
        let hits = self.index().hits(&name).into_iter().filter(|hit| !hit.is_wordy);
        masked(&name, hits.map(|hit| hit.range))
    }
}

/// Leaves out words that a public value and a secret have in common: `invented` is in `inventedChallenge` and in `inventedCode`.
fn without_common_words(mut hits: Vec<Hit>) -> impl Iterator<Item = Range<usize>> {
    hits.sort_by_key(|hit| hit.range.start);
    let mut runs: Vec<Hit> = Vec::new();
    for hit in hits {
        match runs.last_mut().filter(|last| hit.range.start <= last.range.end) {
            Some(last) => {
                last.range.end = last.range.end.max(hit.range.end);
                last.is_wordy &= hit.is_wordy;
            }
            None => runs.push(hit),
        }
    }
    runs.into_iter().filter(|run| !run.is_wordy || run.range.len() >= TELLING).map(|run| run.range)
}

fn masked(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> String {
    let ranges: Vec<Range<usize>> = ranges.collect();
    if ranges.is_empty() { text.to_owned() } else { mask(text, &ranges) }
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns where recorded values are in a sentence of the report: between backticks, or typographic quotation marks.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut opened: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match (opened, c) {
            (None, '`') => opened = Some((at, '`')),
            (None, '\u{201c}') => opened = Some((at, '\u{201d}')),
            (Some((start, end)), c) if c == end => {
                found.push(start + end.len_utf8()..at);
                opened = None;
            }
            _ => {}
        }
    }
    // A quotation that was cut.
    found.extend(opened.map(|(start, end)| start + end.len_utf8()..text.len()));
    found
}

/// So many letters together are not a word that everyone uses.
const TELLING: usize = 12;
/// So many words are a sentence that someone wrote.
const SENTENCE: usize = 5;
/// How many characters of a server's words are shown.
const LONGEST: usize = 600;
/// How many sentences are remembered.
const MOST_SENTENCES: usize = 4096;
