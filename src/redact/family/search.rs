//! Finds the values and their pieces in a text.

use std::collections::HashMap;

use super::grams::{Grams, LENGTH, of_cells, push};
use super::leaf::{Leaf, Reach};
use super::matching::{Match, extend};
use crate::redact::Kind;
use crate::redact::spell::Cell;

/// The values, and an index of what is searched for.
#[derive(Default)]
pub(crate) struct Search {
    leaves: Vec<Leaf>,
    exact: HashMap<Box<str>, u32>,
    grams: Grams,
    /// By their first letters: values that are replaced where a text has the whole of them.
    wholes: HashMap<u64, Vec<u32>>,
    has_hosts: bool,
}

/// What the cells of a text become, by their numbers.
pub(crate) type Replaced = Vec<(u32, char)>;

impl Search {
    /// Says that the pieces of a text are not secret. What was added before stays searched for.
    pub(crate) fn publish(&mut self, text: &str) {
        self.grams.publish(text);
    }

    /// Adds a value; what is known in another spelling stays as it is.
    pub(crate) fn add(&mut self, leaf: Leaf) {
        let key = key(&leaf.old);
        if self.exact.contains_key(&key) {
            return;
        }
        let number = u32::try_from(self.leaves.len()).unwrap_or(u32::MAX);
        match leaf.reach {
            Reach::Pieces if leaf.old.is_ascii() => self.grams.add(number, &leaf.old, &leaf.new),
            Reach::Whole | Reach::Pieces => {
                let first = leaf.old.chars().filter(|c| c.is_alphanumeric()).take(FIRST).fold(0, push);
                let sharing = self.wholes.entry(first).or_default();
                if sharing.len() < MOST_SHARING {
                    sharing.push(number);
                }
            }
            Reach::InPlace => {}
        }
        self.has_hosts |= leaf.kind == Kind::Host;
        self.exact.insert(key, number);
        self.leaves.push(leaf);
    }

    /// Returns the value that is this text.
    pub(crate) fn get(&self, value: &str) -> Option<&Leaf> {
        self.exact.get(&key(value)).map(|number| &self.leaves[*number as usize])
    }

    /// Returns whether nothing is searched for.
    pub(crate) fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// Returns the values in the order in which they were added.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Leaf> {
        self.leaves.iter().filter(|leaf| !leaf.is_part)
    }

    /// Finds the values and their pieces in a text; what is covered is left alone. The covered parts are sorted ranges of cells.
    pub(crate) fn find(&self, cells: &[Cell], covered: &[(usize, usize)]) -> Replaced {
        let words: Vec<u32> = (0u32..).zip(cells).filter(|(_, cell)| cell.is_word()).map(|(at, _)| at).collect();
        let mut replaced = Vec::new();
        let mut covered = covered.iter().copied().peekable();
        // Before this cell everything is decided.
        let mut done = 0;
        let mut at = 0;
        while let Some(&first) = words.get(at) {
            let first = first as usize;
            while covered.next_if(|(_, end)| *end <= first).is_some() {}
            if let Some((from, end)) = covered.peek().filter(|(from, _)| *from <= first) {
                debug_assert!(from <= end);
                done = *end;
                at += words[at..].partition_point(|word| (*word as usize) < done);
                continue;
            }
            let limit = covered.peek().map_or(cells.len(), |(from, _)| *from);
            let found = self
                .whole(&cells[..limit], &words[at..], done, |_| true)
                .or_else(|| self.piece(&cells[..limit], &words[at..], done));
            match found {
                Some(found) => {
                    done = found.to;
                    replaced.extend(found.new);
                    at += words[at..].partition_point(|word| (*word as usize) < done).max(1);
                }
                None => at += 1,
            }
        }
        replaced
    }

    /// Finds the hosts in a text.
    pub(crate) fn find_hosts(&self, cells: &[Cell]) -> Replaced {
        if !self.has_hosts {
            return Vec::new();
        }
        let words: Vec<u32> = (0u32..).zip(cells).filter(|(_, cell)| cell.is_word()).map(|(at, _)| at).collect();
        let mut done = 0;
        let mut replaced = Vec::new();
        for (number, first) in words.iter().enumerate().filter(|(_, at)| is_border(cells, **at as usize)) {
            if *first as usize >= done
                && let Some(found) = self.whole(cells, &words[number..], done, |leaf| leaf.kind == Kind::Host)
            {
                done = found.to;
                replaced.extend(found.new);
            }
        }
        replaced
    }

    /// Returns whether a stretch of a text is part of a value that is found there, and may go on behind it.
    pub(crate) fn reaches(&self, cells: &[Cell], from: usize, to: usize) -> bool {
        let rest = (0u32..).zip(cells).skip(from).filter(|(_, cell)| cell.is_word()).map(|(at, _)| at);
        let words: Vec<u32> = rest.take(LENGTH).collect();
        self.piece(cells, &words, from).is_some_and(|found| found.to >= to)
    }

    /// Finds a piece that begins with these words.
    fn piece(&self, cells: &[Cell], words: &[u32], least: usize) -> Option<Match> {
        let gram = words.get(..LENGTH)?;
        if gram[LENGTH - 1] as usize >= cells.len() {
            return None;
        }
        let origin = self.grams.get(of_cells(cells, gram))?;
        let leaf = &self.leaves[origin.leaf as usize];
        let found = extend(cells, leaf, gram[0] as usize, origin.at as usize, least);
        (found.words >= LENGTH).then_some(found)
    }

    /// Finds a whole value that begins with these words.
    fn whole(&self, cells: &[Cell], words: &[u32], least: usize, wanted: fn(&Leaf) -> bool) -> Option<Match> {
        let first = words[0] as usize;
        let is_start = first == least || first <= cells.len() && is_border(cells, first);
        if self.wholes.is_empty() || !is_start || first >= cells.len() {
            return None;
        }
        let begin = words.iter().take(FIRST).take_while(|at| (**at as usize) < cells.len());
        let keys = begin.scan(0, |key, at| {
            *key = push(*key, cells[*at as usize].c);
            Some(*key)
        });
        let matches = keys.filter_map(|key| self.wholes.get(&key)).flatten().filter_map(|number| {
            let leaf = Some(&self.leaves[*number as usize]).filter(|leaf| wanted(leaf))?;
            if !leaf.old.is_ascii() {
                return foreign(cells, leaf, first);
            }
            let at = leaf.old.bytes().position(|byte| byte.is_ascii_alphanumeric())?;
            let found = extend(cells, leaf, first, at, least);
            (found.is_whole && is_border(cells, found.to)).then_some(found)
        });
        matches.max_by_key(|found| found.words)
    }
}

/// Returns whether a word ends before this cell and may begin at it: also within `camelCase`.
fn is_border(cells: &[Cell], at: usize) -> bool {
    let Some((before, behind)) = at.checked_sub(1).and_then(|before| Some((cells.get(before)?, cells.get(at)?))) else {
        return true;
    };
    !before.is_word() || !behind.is_word() || before.c.is_lowercase() && behind.c.is_uppercase()
}

/// Compares a value of letters beyond ASCII, which is found as it is or not at all.
fn foreign(cells: &[Cell], leaf: &Leaf, first: usize) -> Option<Match> {
    let skipped = leaf.old.chars().take_while(|c| !c.is_alphanumeric()).count();
    let from = first.checked_sub(skipped)?;
    let mut new = Vec::new();
    let mut to = from;
    for (old, put) in leaf.old.chars().zip(leaf.new.chars()) {
        if cells.get(to)?.c != old {
            return None;
        }
        new.push((u32::try_from(to).ok()?, put));
        to += 1;
    }
    let is_end = cells.get(to).is_none_or(|cell| !cell.is_word());
    is_end.then_some(Match { to, words: new.len(), new, is_whole: true })
}

/// A form writes a space as `+`.
fn key(value: &str) -> Box<str> {
    value.replace('+', " ").into()
}

/// How many letters tell values apart that are found as a whole.
const FIRST: usize = 4;
/// Of so many values that begin alike, each is compared with a text.
const MOST_SHARING: usize = 32;
