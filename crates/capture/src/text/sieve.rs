//! Reads a text of any length: what is long is sieved for the lines around words that matter.

use std::io::{self, Read};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use memchr::{memchr, memchr_iter, memrchr};

use super::anchors::ANCHORS;
use super::blob::Blob;
use super::place::{Place, place_behind};
use super::placed::Text;

/// Hands out a text: as a whole where it is short; else the lines around words that matter, in segments.
pub(crate) struct Sieve<'r> {
    source: &'r mut dyn Read,
    anchors: Option<AhoCorasick>,
    buffer: Vec<u8>,
    /// The place of the first byte of the buffer.
    start: Place,
    is_ended: bool,
    /// Why the source could not be read on.
    failure: Option<io::Error>,
    /// How far the buffer was searched.
    searched: usize,
    /// How far the buffer was handed on, or left out.
    done: usize,
    /// How far the buffer is to be handed on, as far as is known.
    until: usize,
    segment: Blob,
    lines: usize,
}

impl<'r> Sieve<'r> {
    /// Begins to read a text of a file; `more` are words that matter beside those that are known.
    pub(crate) fn new(source: &'r mut dyn Read, file: u32, more: &[&str]) -> Self {
        let mut sieve = Self {
            source,
            anchors: None,
            buffer: Vec::new(),
            start: Place::start_of(file),
            is_ended: false,
            failure: None,
            searched: 0,
            done: 0,
            until: 0,
            segment: Blob::default(),
            lines: 0,
        };
        sieve.fill(WHOLE + 1);
        let is_short = sieve.is_ended && memchr_iter(b'\n', &sieve.buffer).nth(MOST_LINES).is_none();
        if !is_short {
            let mut builder = AhoCorasick::builder();
            builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA));
            let words = ANCHORS.iter().chain(more).filter(|word| !word.is_empty());
            sieve.anchors = builder.build(words).ok();
        }
        sieve
    }

    /// Returns the beginning of the text.
    pub(crate) fn head(&self) -> &[u8] {
        &self.buffer
    }

    /// Returns why the source could not be read to its end.
    pub(crate) fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref()
    }

    /// Returns the next part of the text.
    pub(crate) fn segment(&mut self) -> Option<Text> {
        while self.segment.bytes.len() < SEGMENT && self.lines < MOST_LINES {
            if self.is_ended && self.searched == self.buffer.len() {
                break;
            }
            self.step();
        }
        self.lines = 0;
        let segment = std::mem::take(&mut self.segment);
        (!segment.bytes.is_empty()).then(|| segment.into_text())
    }

    /// Searches one block.
    fn step(&mut self) {
        self.forget();
        self.fill(self.searched + BLOCK);
        let end = self.end_of_block();
        let Some(anchors) = self.anchors.take() else {
            self.until = end;
            self.hand_on(end);
            self.searched = end;
            return;
        };
        // A word may lie across the end of a block that ended within a line.
        let is_inside = self.searched > 0 && self.buffer[self.searched - 1] != b'\n';
        let mut at = if is_inside { self.searched.saturating_sub(LONGEST_WORD) } else { self.searched };
        while let Some(found) = anchors.find(&self.buffer[at..end]) {
            let (from, to) = (at + found.start(), at + found.end());
            at = to;
            if from > self.until.max(self.done) {
                self.close(end);
                let begin = self.begin_of_window(from);
                if begin > self.done {
                    self.done = begin;
                    if !self.segment.bytes.is_empty() {
                        // What was left out parts what was not.
                        let place = self.place(begin);
                        self.segment.append(b"\n", place);
                    }
                }
            }
            self.until = self.until.max(to + BEHIND);
        }
        self.anchors = Some(anchors);
        self.close(end);
        self.searched = end;
    }

    /// Hands on what is to be kept of a block that ends at a byte.
    fn close(&mut self, end: usize) {
        if self.until <= self.done {
            return;
        }
        let to = match self.buffer.get(self.until..end) {
            Some(rest) => memchr(b'\n', rest).map_or(end, |newline| self.until + newline + 1),
            None => end,
        };
        self.hand_on(to);
    }

    fn hand_on(&mut self, to: usize) {
        if to > self.done {
            let place = self.place(self.done);
            let part = &self.buffer[self.done..to];
            self.lines += memchr_iter(b'\n', part).count();
            self.segment.append(part, place);
            self.done = to;
        }
    }

    /// Returns where the lines begin that are kept before a word.
    fn begin_of_window(&self, word: usize) -> usize {
        let earliest = self.done.max(word.saturating_sub(BEFORE));
        let newline = memchr(b'\n', &self.buffer[earliest..word]);
        let is_start = earliest == self.done || self.buffer[earliest - 1] == b'\n';
        match newline {
            _ if is_start => earliest,
            Some(newline) => earliest + newline + 1,
            None => self.boundary(earliest),
        }
    }

    /// Returns the place of a byte of the buffer.
    fn place(&self, at: usize) -> Place {
        place_behind(self.start, &self.buffer[..at])
    }

    /// Returns where the block ends that is searched next: behind a line, or within one that is longer.
    fn end_of_block(&self) -> usize {
        let most = if self.anchors.is_some() { self.searched + BLOCK } else { usize::MAX };
        if self.is_ended && self.buffer.len() <= most {
            return self.buffer.len();
        }
        let most = most.min(self.buffer.len());
        match memrchr(b'\n', &self.buffer[self.searched..most]) {
            Some(newline) => self.searched + newline + 1,
            // The last character may not be there as a whole.
            None => self.boundary(most.saturating_sub(4)).max(self.searched + 1),
        }
    }

    /// Goes back to the start of a character.
    fn boundary(&self, at: usize) -> usize {
        let back = self.buffer[..at].iter().rev().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count();
        let is_inside = self.buffer.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
        if is_inside { (at - back).saturating_sub(1) } else { at }
    }

    /// Drops what is not needed any more.
    fn forget(&mut self) {
        let context = self.searched.saturating_sub(BEFORE + LONGEST_WORD);
        let gone = context.max(self.done).min(self.searched.saturating_sub(LONGEST_WORD));
        if gone < BLOCK {
            return;
        }
        self.start = self.place(gone);
        self.buffer.drain(..gone);
        self.searched -= gone;
        self.done = self.done.saturating_sub(gone);
        self.until = self.until.saturating_sub(gone);
    }

    fn fill(&mut self, length: usize) {
        let missing = length.saturating_sub(self.buffer.len());
        if self.is_ended || missing == 0 {
            return;
        }
        match (&mut *self.source).take(missing as u64).read_to_end(&mut self.buffer) {
            Ok(read) => self.is_ended = read < missing,
            Err(error) => {
                self.failure = Some(error);
                self.is_ended = true;
            }
        }
    }
}

/// Up to how many bytes a text is handed over as a whole.
const WHOLE: usize = 1 << 20;

/// Up to how many lines a text, or a segment, has.
const MOST_LINES: usize = 1 << 16;

/// How many bytes are searched at once.
const BLOCK: usize = 128 << 10;

/// How long a segment becomes before it is handed over.
const SEGMENT: usize = 512 << 10;

/// How many bytes are kept before a word that matters.
const BEFORE: usize = 8 << 10;

/// How many bytes are kept behind a word that matters.
const BEHIND: usize = 16 << 10;

/// The longest word that may lie across the end of a block.
const LONGEST_WORD: usize = 256;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segments(text: &[u8]) -> Vec<Text> {
        let mut source = text;
        let mut sieve = Sieve::new(&mut source, 0, &["Spülmaschine"]);
        let mut found = Vec::new();
        while let Some(segment) = sieve.segment() {
            found.push(segment);
        }
        found
    }

    #[test]
    fn a_short_text_is_handed_out_as_a_whole() {
        let found = segments(b"a\r\nb\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].as_str(), "a\r\nb\n");
        assert!(segments(b"").is_empty());
    }

    #[test]
    fn the_lines_around_words_keep_their_places() {
        let noise = "2026-03-02 10:11:12 INFO nothing to see here, as it was yesterday\n".repeat(60_000);
        let text = format!("{noise}first INVALID_GRANT\n{noise}last invalid_client");
        let found = segments(text.as_bytes());
        let whole: usize = found.iter().map(|segment| segment.as_str().len()).sum();
        assert!(whole < 100_000, "{whole}");
        for (word, line) in [("first", 60_001), ("last", 120_002)] {
            let place = found.iter().find_map(|segment| segment.place(segment.as_str().find(word)?)).unwrap();
            assert_eq!((place.line, place.column), (line, 1));
        }
        let middle = found[0].as_str().find("nothing").unwrap();
        assert_eq!(found[0].place(middle).unwrap().column, 26);
    }

    #[test]
    fn a_text_full_of_words_comes_in_segments_of_bounded_size() {
        let line = "{\"error\":\"invalid_grant\"}\n";
        let found = segments(line.repeat(200_000).as_bytes());
        assert!(found.len() > 4);
        assert!(found.iter().all(|segment| segment.as_str().len() < SEGMENT + 2 * BLOCK));
        let lines: usize = found.iter().map(|segment| segment.as_str().lines().count()).sum();
        assert_eq!(lines, 200_000);
    }

    #[test]
    fn a_line_of_megabytes_is_cut_between_characters() {
        let text = format!("{}invalid_grant{}", "ä".repeat(2 << 20), "ö".repeat(2 << 20));
        let found = segments(text.as_bytes());
        let at = found.iter().find_map(|segment| segment.place(segment.as_str().find("invalid")?)).unwrap();
        assert_eq!((at.line, at.column), (1, (4 << 20) + 1));
        assert!(found.iter().all(|segment| !segment.as_str().contains('?')));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn what_is_handed_out_stands_where_it_says(words in prop::collection::vec((0_usize..3_000_000, prop::bool::ANY), 1..6), width in 20_usize..4000) {
            let mut text: Vec<u8> = (0..3_000_000).map(|at| if at % width == 0 { b'\n' } else { b'.' }).collect();
            for (at, is_known) in words {
                let word = if is_known { "grant_type" } else { "Spülmaschine" };
                let end = (at + word.len()).min(text.len());
                text[at..end].copy_from_slice(&word.as_bytes()[..end - at]);
            }
            let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
            let mut known = 0;
            for segment in segments(&text) {
                for word in ["grant_type", "Spülmaschine"] {
                    for (at, _) in segment.as_str().match_indices(word) {
                        let place = segment.place(at).unwrap();
                        let line = lines[usize::try_from(place.line - 1).unwrap()];
                        prop_assert!(line[usize::try_from(place.column - 1).unwrap()..].starts_with(word.as_bytes()));
                        known += 1;
                    }
                }
            }
            let all = String::from_utf8_lossy(&text);
            prop_assert_eq!(known, all.matches("grant_type").count() + all.matches("Spülmaschine").count());
        }
    }
}
