//! The part of a source that is in memory.

use std::io::{self, Read};

use memchr::{memchr_iter, memrchr};

use super::index;
use super::index::{BLOCK, IndexState};
use crate::text::lines::{Gap, LineCounter};
use crate::text::place::Place;
use crate::text::utf8::patch;

/// An offset in a buffer whose place is known.
#[derive(Clone, Copy, Debug)]
struct KnownPlace {
    at: usize,
    place: Place,
}

/// A window over a source that goes forward only, with the positions of its tokens.
///
/// Offsets are those of [`Window::bytes`] and hold until the next [`Window::advance`], which moves what is kept to the
/// front.
pub(crate) struct Window<'r> {
    source: &'r mut dyn Read,
    /// The number of bytes read at once.
    chunk: usize,
    buffer: Vec<u8>,
    filled: usize,
    /// UTF-8 was checked up to here.
    checked: usize,
    /// The tokens are known up to here.
    indexed: usize,
    tokens: Vec<u32>,
    count: usize,
    state: IndexState,
    /// The source has no more.
    ended: bool,
    /// The place of the first byte of the buffer.
    origin: KnownPlace,
    /// The gaps in the buffer since `origin`.
    gaps: Vec<Gap>,
    /// The place of the last byte before the buffer that is not blank.
    last_solid: Option<Place>,
    /// A line break inside a string: nothing behind it is looked at.
    pub(super) broken_string: Option<usize>,
    /// The place of the first byte that is not UTF-8.
    pub(crate) foreign: Option<Place>,
    /// The place of the first escape or control character that JSON forbids.
    pub(crate) oddity: Option<Place>,
    /// Why the source could not be read further.
    pub(crate) failure: Option<io::Error>,
}

impl<'r> Window<'r> {
    pub(crate) fn new(source: &'r mut dyn Read, file: u32, chunk: usize) -> Self {
        Self {
            source,
            chunk,
            buffer: Vec::new(),
            filled: 0,
            checked: 0,
            indexed: 0,
            tokens: Vec::new(),
            count: 0,
            state: IndexState::default(),
            ended: false,
            origin: KnownPlace { at: 0, place: Place::start_of(file) },
            gaps: Vec::new(),
            last_solid: None,
            broken_string: None,
            foreign: None,
            oddity: None,
            failure: None,
        }
    }

    /// Returns the bytes of which the tokens are known, and some behind them.
    #[inline]
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// Returns the positions of the tokens that were found by the last [`Window::advance`].
    #[inline]
    pub(super) fn tokens(&self) -> &[u32] {
        &self.tokens[..self.count]
    }

    /// Puts something else in the place of a token that was used up.
    pub(super) fn replace_token(&mut self, number: usize, at: usize) {
        self.tokens[number] = u32::try_from(at).unwrap_or(u32::MAX);
    }

    /// Returns where the known part ends.
    pub(super) fn known(&self) -> usize {
        self.indexed
    }

    /// Is everything that the source has in the buffer and known?
    pub(super) fn is_at_end(&self) -> bool {
        (self.ended && self.indexed == self.filled) || self.broken_string.is_some()
    }

    /// Reads on and indexes what was read. What stands before `keep` is given up, and so is the part from `give_up` on
    /// as far as it is known. Returns by how much the offsets became smaller, or `None` if there is no more.
    pub(super) fn advance(&mut self, keep: usize, give_up: Option<usize>) -> Option<usize> {
        if self.is_at_end() || self.failure.is_some() {
            return None;
        }
        self.count = 0;
        if let Some(from) = give_up.filter(|from| *from < self.indexed) {
            self.cut_out(from);
        }
        let keep = keep.min(self.indexed);
        self.drop_front(keep);
        let before = self.indexed;
        while self.indexed == before && !self.is_at_end() {
            while !self.ended && self.indexed + BLOCK > self.checked {
                self.read_more();
            }
            self.index_more();
            if self.indexed == before && !self.ended {
                // A number or a word takes all of it.
                self.read_more();
            }
        }
        Some(keep)
    }

    /// Overwrites a part with blanks, line breaks excepted, so that places stay.
    pub(super) fn blank(&mut self, from: usize, to: usize) {
        for line in self.buffer[from..to].split_mut(|byte| *byte == b'\n') {
            line.fill(b' ');
        }
    }

    /// Makes a string valid again of which the front was taken out: what is left may begin inside an escape or a
    /// character.
    pub(super) fn mend(&mut self, from: usize, to: usize) {
        let mut after_backslash = true;
        for (number, byte) in self.buffer[from..to].iter_mut().enumerate() {
            let is_plain = byte.is_ascii_alphanumeric() && !after_backslash;
            if is_plain && number > LONGEST_ESCAPE {
                break;
            }
            after_backslash = *byte == b'\\';
            *byte = b' ';
        }
    }

    /// Overwrites a byte.
    pub(super) fn put(&mut self, at: usize, byte: u8) {
        self.buffer[at] = byte;
    }

    /// Forgets where the lines before this offset begin; places before it cannot be asked for any more.
    pub(super) fn pass(&mut self, to: usize) {
        let place = self.place(to);
        let passed = self.gaps.partition_point(|gap| gap.at <= to);
        self.gaps.drain(..passed);
        self.origin = KnownPlace { at: to, place };
    }

    /// Returns the lines from the place on that was passed last.
    fn lines(&self, end: usize) -> LineCounter<'_> {
        LineCounter::resumed(&self.buffer[self.origin.at..end], self.origin.place, self.origin.at, &self.gaps)
    }

    /// Returns what was taken out behind the place that was passed last.
    pub(super) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns the place of a byte behind the place that was passed last.
    pub(super) fn place(&self, at: usize) -> Place {
        self.lines(at).place(at - self.origin.at)
    }

    /// Returns the place behind the last byte that is not blank.
    pub(super) fn solid_end(&self) -> Place {
        let solid = |byte: &u8| !byte.is_ascii_whitespace();
        match self.buffer[self.origin.at..self.filled].iter().rposition(solid) {
            Some(last) => self.place(self.origin.at + last + 1),
            None => self.last_solid.unwrap_or(self.origin.place),
        }
    }

    fn cut_out(&mut self, from: usize) {
        let gone = &self.buffer[from..self.indexed];
        let bytes = gone.len() as u64;
        let lines = memchr_iter(b'\n', gone).count() as u64;
        let tail = memrchr(b'\n', gone).map(|last| (gone.len() - last - 1) as u64);
        match self.gaps.last_mut().filter(|gap| gap.at == from) {
            Some(gap) => gap.grow(bytes, lines, tail),
            None => self.gaps.push(Gap::new(from, bytes, lines, tail)),
        }
        self.buffer.copy_within(self.indexed..self.filled, from);
        self.filled -= self.indexed - from;
        self.checked -= self.indexed - from;
        self.indexed = from;
    }

    fn drop_front(&mut self, keep: usize) {
        if self.origin.at < keep {
            let solid = |byte: &u8| !byte.is_ascii_whitespace();
            if let Some(last) = self.buffer[self.origin.at..keep].iter().rposition(solid) {
                self.pass(self.origin.at + last + 1);
                self.last_solid = Some(self.origin.place);
            }
            self.pass(keep);
        }
        if keep == 0 {
            return;
        }
        self.buffer.copy_within(keep..self.filled, 0);
        self.filled -= keep;
        self.checked -= keep;
        self.indexed -= keep;
        self.origin.at -= keep;
        for gap in &mut self.gaps {
            gap.at -= keep;
        }
    }

    fn read_more(&mut self) {
        let end = self.filled + self.chunk;
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
            self.tokens.resize(end + BLOCK, 0);
        }
        match self.source.read(&mut self.buffer[self.filled..end]) {
            Ok(0) => self.ended = true,
            Ok(more) => self.filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                self.failure = Some(error);
                self.ended = true;
            }
        }
        let end =
            if self.ended { self.filled } else { self.filled - cut_character(&self.buffer[self.checked..self.filled]) };
        let fresh = &mut self.buffer[self.checked..end];
        if simdutf8::basic::from_utf8(fresh).is_err() {
            let first = patch(fresh);
            if let Some(first) = first.filter(|_| self.foreign.is_none()) {
                self.foreign = Some(self.place(self.checked + first));
            }
        }
        self.checked = end;
    }

    fn index_more(&mut self) {
        let whole = (self.checked - self.indexed) / BLOCK * BLOCK;
        self.index_up_to(self.indexed + whole, None);
        if !self.ended && self.broken_string.is_none() {
            self.leave_cut_atom();
        }
        let rest = self.checked - self.indexed;
        if self.ended && self.broken_string.is_none() {
            let mut last = [b' '; BLOCK];
            last[..rest].copy_from_slice(&self.buffer[self.indexed..self.checked]);
            self.index_up_to(self.checked, Some(&last));
        }
    }

    /// A number or word that the end cuts is left for the next time, unless it is longer than any.
    fn leave_cut_atom(&mut self) {
        let last = self.count.checked_sub(1).map(|last| self.tokens[last] as usize);
        if let Some(at) = last.filter(|at| self.state.in_atom == 1 && self.indexed - at < LONGEST_ATOM) {
            self.count -= 1;
            self.indexed = at;
            self.state = IndexState::default();
        }
    }

    fn index_up_to(&mut self, end: usize, padded: Option<&[u8]>) {
        let bytes = padded.unwrap_or(&self.buffer[self.indexed..end]);
        let found = index::index(bytes, self.indexed, &mut self.state, &mut self.tokens[self.count..]);
        self.count += found.tokens;
        self.broken_string = found.broken_string;
        if let Some(odd) = found.oddity.filter(|_| self.oddity.is_none()) {
            self.oddity = Some(self.place(odd));
        }
        self.indexed = end;
    }
}

/// The length of the longest escape: `\u0061`.
const LONGEST_ESCAPE: usize = 6;

const LONGEST_ATOM: usize = 4096;

/// Returns how many bytes at the end are the beginning of a character.
fn cut_character(bytes: &[u8]) -> usize {
    let is_start = |byte: &u8| *byte & 0xc0 != 0x80;
    let Some(back) = bytes.iter().rev().take(4).position(is_start) else {
        return 0;
    };
    let length = match bytes[bytes.len() - 1 - back] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    if length > back + 1 { back + 1 } else { 0 }
}
