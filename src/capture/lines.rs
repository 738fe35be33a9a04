//! From byte offsets to lines and columns.

use memchr::{memchr_iter, memrchr};

use super::Place;

/// The places of a source, counted on from the place that was asked for last.
///
/// Going on is cheap and going back costs what was gone on, so that reading a file in order costs one pass over it.
pub(super) struct Lines<'a> {
    source: &'a [u8],
    file: u32,
    at: usize,
    line: u64,
    line_start: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(source: &'a str, file: u32) -> Self {
        Self {
            source: source.as_bytes(),
            file,
            at: 0,
            line: 1,
            line_start: 0,
        }
    }

    /// Returns the place of a byte; the byte behind the last one has a place, too.
    pub(super) fn place(&mut self, offset: usize) -> Place {
        let offset = offset.min(self.source.len());
        if offset >= self.at {
            for newline in memchr_iter(b'\n', &self.source[self.at..offset]) {
                self.line += 1;
                self.line_start = self.at + newline + 1;
            }
        } else if offset < self.line_start {
            self.line -= memchr_iter(b'\n', &self.source[offset..self.at]).count() as u64;
            self.line_start = memrchr(b'\n', &self.source[..offset]).map_or(0, |newline| newline + 1);
        }
        self.at = offset;
        Place {
            file: self.file,
            line: self.line,
            column: (offset - self.line_start) as u64 + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_end_in_lf_or_crlf_and_columns_are_bytes() {
        let mut lines = Lines::new("é{\r\n  x\n\ny", 0);
        let places = [0, 2, 5, 7, 9, 10, 11, 2].map(|offset| lines.place(offset).to_string());
        assert_eq!(places, ["1:1", "1:3", "2:1", "2:3", "3:1", "4:1", "4:2", "1:3"]);
    }

    proptest! {
        #[test]
        fn the_order_of_questions_does_not_matter(source in "[a\n]{0,30}", offsets in prop::collection::vec(0_usize..32, 0..20)) {
            let mut lines = Lines::new(&source, 0);
            for offset in offsets {
                let before = &source[..offset.min(source.len())];
                let line = before.matches('\n').count() as u64 + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().len() as u64 + 1;
                prop_assert_eq!(lines.place(offset), Place { file: 0, line, column });
            }
        }
    }
}
