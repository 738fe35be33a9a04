//! From byte offsets to lines and columns.

use memchr::{memchr_iter, memrchr};

use super::place::Place;

/// The places of a source, counted on from the place that was asked for last.
///
/// Going on is cheap and going back costs what was gone on, so that reading a file in order costs one pass over it.
pub(crate) struct LineCounter<'a> {
    source: &'a [u8],
    /// The place of the first byte.
    start: Place,
    gaps: &'a [Gap],
    /// The origin of the offsets of the gaps.
    gaps_from: usize,
    at: usize,
    /// The number of lines that end before `at`.
    ended: u64,
    behind_break: usize,
}

/// A part of a file that was taken out of a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gap {
    /// The offset of the byte that followed it.
    pub(crate) at: usize,
    bytes: u64,
    lines: u64,
    /// The number of bytes behind its last line break.
    tail: u64,
}

impl Gap {
    /// Describes a part of so many bytes and lines; `tail` where it has a line break.
    pub(crate) fn new(at: usize, bytes: u64, lines: u64, tail: Option<u64>) -> Self {
        let tail = tail.unwrap_or(bytes);
        Self { at, bytes, lines, tail }
    }

    /// Returns the same gap, `by` bytes further to the front.
    pub(crate) fn moved(self, by: usize) -> Self {
        Self { at: self.at - by, ..self }
    }

    /// Adds a gap in what is now taken out as a whole, and has no line breaks.
    pub(crate) fn join(&mut self, other: Self) {
        self.bytes += other.bytes;
        self.tail += other.bytes;
    }

    /// Adds what was taken out next at the same offset.
    pub(crate) fn grow(&mut self, bytes: u64, lines: u64, tail: Option<u64>) {
        self.tail = tail.unwrap_or(self.tail + bytes);
        self.bytes += bytes;
        self.lines += lines;
    }
}

impl<'a> LineCounter<'a> {
    /// Begins at the start of a file.
    pub(crate) fn new(source: &'a str, file: u32) -> Self {
        let start = Place::start_of(file);
        Self::resumed(source.as_bytes(), start, 0, &[])
    }

    /// Begins anywhere in a file, with parts taken out; the gaps are in order, and their offsets count from `gaps_from`
    /// bytes before the source.
    pub(crate) fn resumed(source: &'a [u8], start: Place, gaps_from: usize, gaps: &'a [Gap]) -> Self {
        Self { source, start, gaps, gaps_from, at: 0, ended: 0, behind_break: 0 }
    }

    /// Returns the place of a byte; the byte behind the last one has a place, too.
    pub(crate) fn place(&mut self, offset: usize) -> Place {
        let offset = offset.min(self.source.len());
        if offset >= self.at {
            let between = &self.source[self.at..offset];
            let more = memchr_iter(b'\n', between).count() as u64;
            if more > 0 {
                self.ended += more;
                self.behind_break = memrchr(b'\n', between).map_or(self.behind_break, |last| self.at + last + 1);
            }
        } else if offset < self.behind_break {
            self.ended -= memchr_iter(b'\n', &self.source[offset..self.at]).count() as u64;
            self.behind_break = memrchr(b'\n', &self.source[..offset]).map_or(0, |newline| newline + 1);
        }
        self.at = offset;
        let before = if self.ended == 0 { self.start.column } else { 1 };
        let mut place = Place {
            line: self.start.line + self.ended,
            column: (offset - self.behind_break) as u64 + before,
            ..self.start
        };
        for gap in self.gaps {
            let at = gap.at - self.gaps_from;
            if at > offset {
                break;
            }
            place.line += gap.lines;
            if at < self.behind_break {
                continue;
            }
            place.column = match gap.lines {
                0 => place.column + gap.bytes,
                _ => (offset - at) as u64 + gap.tail + 1,
            };
        }
        place
    }

    /// Was a part of this range taken out?
    pub(crate) fn has_gap(&self, from: usize, to: usize) -> bool {
        self.gaps.iter().any(|gap| (from..to).contains(&(gap.at - self.gaps_from)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_end_in_lf_or_crlf_and_columns_are_bytes() {
        let mut lines = LineCounter::new("é{\r\n  x\n\ny", 0);
        let places = [0, 2, 5, 7, 9, 10, 11, 2].map(|offset| lines.place(offset).to_string());
        assert_eq!(places, ["1:1", "1:3", "2:1", "2:3", "3:1", "4:1", "4:2", "1:3"]);
    }

    proptest! {
        #[test]
        fn the_order_of_questions_does_not_matter(source in "[a\n]{0,30}", offsets in prop::collection::vec(0_usize..32, 0..20)) {
            let mut lines = LineCounter::new(&source, 0);
            for offset in offsets {
                prop_assert_eq!(lines.place(offset), counted(&source, offset));
            }
        }

        #[test]
        fn what_was_taken_out_is_counted(source in "[a\n]{4,30}", cuts in prop::collection::btree_set(0_usize..30, 2..5), start in 0_usize..4) {
            let cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(source.len()).max(start)).collect();
            let mut short = source[start..cuts[0]].to_owned();
            let mut gaps = Vec::new();
            let mut originals: Vec<usize> = (start..cuts[0]).collect();
            if let Some(pair) = cuts.chunks_exact(2).next() {
                let gone = &source[pair[0]..pair[1]];
                let tail = gone.rfind('\n').map(|last| (gone.len() - last - 1) as u64);
                gaps.push(Gap::new(7 + short.len(), gone.len() as u64, gone.matches('\n').count() as u64, tail));
                let next = source.len().min(pair[1] + 3);
                short.push_str(&source[pair[1]..next]);
                originals.extend(pair[1]..next);
            }
            let mut lines = LineCounter::resumed(short.as_bytes(), counted(&source, start), 7, &gaps);
            for (offset, original) in originals.into_iter().enumerate() {
                prop_assert_eq!(lines.place(offset), counted(&source, original));
            }
        }
    }

    fn counted(source: &str, offset: usize) -> Place {
        let before = &source[..offset.min(source.len())];
        let line = before.matches('\n').count() as u64 + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().len() as u64 + 1;
        Place { file: 0, line, column }
    }
}
