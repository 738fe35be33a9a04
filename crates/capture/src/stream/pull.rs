//! Stage two: the grammar of JSON over the positions of its tokens.

use super::window::Window;
use crate::text::json_string::unescape;
use crate::text::lines::{Gap, LineCounter};
use crate::text::place::Place;

/// Reads one document from front to back out of a window, without recursion and without unescaping anything.
///
/// As lenient as [`crate::text::json::Scanner`]: any escape, control characters other than line breaks in strings, and
/// Python's `NaN` and `Infinity`.
pub(crate) struct Pull<'r> {
    window: Window<'r>,
    /// The next token.
    cursor: usize,
    /// From here on everything stays in the window.
    keep: Option<usize>,
    /// The value at hand begins here.
    held: Option<usize>,
    hold: Hold,
    /// A part of the value at hand was given up.
    was_cut: bool,
    /// One bit for each open bracket: set for `{`.
    open: Vec<u64>,
    depth: usize,
}

/// The use of a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Hold {
    /// Nobody will look at it: it may be given up where it does not fit into the window.
    Skip,
    /// It stays, unless it has more than 1 MiB.
    Keep,
}

/// The extent of a value, counted from the byte at which [`Pull::keep_from_here`] began.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// It was too long, and blanks stand in its place.
    pub(crate) is_cut: bool,
}

/// A copy of what was kept.
pub(crate) struct Excerpt {
    pub(crate) text: String,
    start: Place,
    gaps: Vec<Gap>,
}

impl Excerpt {
    /// Returns the places of its bytes.
    pub(crate) fn lines(&self) -> LineCounter<'_> {
        LineCounter::resumed(self.text.as_bytes(), self.start, 0, &self.gaps)
    }
}

/// A syntax error.
#[derive(Debug, PartialEq)]
pub(crate) struct StreamFault {
    pub(crate) at: Place,
    /// The source ends there; otherwise something else is there.
    pub(crate) at_end: bool,
    /// The expected syntax.
    pub(crate) expected: &'static str,
}

/// A value of more bytes than this is not kept.
const LONGEST: usize = 1 << 20;

/// The length of an escaped letter: `\u0061`.
const ESCAPE: usize = 6;

/// From this many kept bytes on no value is kept that does not fit into the window.
const MOST: usize = 4 << 20;

impl<'r> Pull<'r> {
    pub(crate) fn new(window: Window<'r>) -> Self {
        Self { window, cursor: 0, keep: None, held: None, hold: Hold::Skip, was_cut: false, open: Vec::new(), depth: 0 }
    }

    /// Returns the window, for what it has to say about the source.
    pub(crate) fn window(&self) -> &Window<'r> {
        &self.window
    }

    /// Returns the first byte of the next token, and stays before it.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            if let Some(&at) = self.window.tokens().get(self.cursor) {
                return self.window.bytes().get(at as usize).copied();
            }
            if !self.refill() {
                return None;
            }
        }
    }

    /// Goes over a bracket, or over a token that is not JSON.
    #[inline]
    pub(crate) fn bump(&mut self) {
        self.cursor += 1;
    }

    /// Keeps everything from the next token on.
    pub(crate) fn keep_from_here(&mut self) {
        if self.peek().is_some() {
            let at = self.position();
            self.window.pass(at);
            self.keep = Some(at);
        }
    }

    /// Is something kept?
    pub(crate) fn is_keeping(&self) -> bool {
        self.keep.is_some()
    }

    /// Returns the place of what is kept first.
    pub(crate) fn kept_place(&self) -> Place {
        self.window.place(self.keep.unwrap_or_default())
    }

    /// Returns the place of the next token.
    pub(crate) fn place(&mut self) -> Place {
        match self.peek() {
            Some(_) => self.window.place(self.position()),
            None => self.window.solid_end(),
        }
    }

    /// Gives up what is kept.
    pub(crate) fn release(&mut self) {
        self.keep = None;
    }

    /// Returns a part of what is kept.
    #[inline]
    pub(crate) fn kept(&self, span: Span) -> &[u8] {
        let keep = self.keep.unwrap_or_default();
        self.window.bytes().get(keep + span.from..keep + span.to).unwrap_or_default()
    }

    /// Copies what is kept, up to the last token; without the inside of a string where one is given.
    pub(crate) fn excerpt(&self, without: Option<Span>) -> Excerpt {
        let all = self.kept_so_far();
        let kept = |from, to| {
            let is_cut = false;
            simdutf8::basic::from_utf8(self.kept(Span { from, to, is_cut })).unwrap_or_default()
        };
        let keep = self.keep.unwrap_or_default();
        let gaps = self.window.gaps().iter().map(|gap| gap.moved(keep));
        let start = self.kept_place();
        let Some(without) = without.filter(|string| string.to - string.from > 2) else {
            return Excerpt { text: kept(0, all.to).to_owned(), start, gaps: gaps.collect() };
        };
        let (from, to) = (without.from + 1, without.to - 1);
        let mut inside = Gap::new(from, (to - from) as u64, 0, None);
        let mut shortened = Vec::new();
        for gap in gaps {
            if gap.at > to {
                shortened.push(gap.moved(to - from));
            } else if gap.at >= from {
                inside.join(gap);
            } else {
                shortened.push(gap);
            }
        }
        let behind = shortened.partition_point(|gap| gap.at < from);
        shortened.insert(behind, inside);
        Excerpt { text: [kept(0, from), kept(to, all.to)].concat(), start, gaps: shortened }
    }

    /// Goes to the next member of the object that was entered and returns what `known` makes of its name, the default
    /// where it does not know it; `None` behind the last one.
    #[inline]
    pub(crate) fn next_name<N: Default>(
        &mut self,
        first: bool,
        mut known: impl FnMut(&[u8]) -> Option<N>,
    ) -> Result<Option<N>, StreamFault> {
        match self.peek() {
            Some(b'}') => {
                self.cursor += 1;
                return Ok(None);
            }
            Some(b',') if !first => self.cursor += 1,
            _ if first => {}
            _ => return Err(self.fault("`,` or `}`")),
        }
        if self.peek() != Some(b'"') {
            return Err(self.fault(if first { "a name in quotes or `}`" } else { "a name in quotes" }));
        }
        let (from, to) = self.string(Hold::Keep)?;
        let name = self.window.bytes().get(from + 1..to - 1).unwrap_or_default();
        // Nobody escapes the letters of a name, but it is allowed.
        let name = known(name).or_else(|| {
            let is_escaped = name.len() > ESCAPE && name.contains(&b'\\');
            let name = is_escaped.then(|| unescape(&String::from_utf8_lossy(name)))?;
            known(name.as_bytes())
        });
        if self.peek() != Some(b':') {
            return Err(self.fault("`:`"));
        }
        self.cursor += 1;
        Ok(Some(name.unwrap_or_default()))
    }

    /// Goes to the next element of the array that was entered; `false` behind the last one.
    pub(crate) fn next_element(&mut self, first: bool) -> Result<bool, StreamFault> {
        match self.peek() {
            Some(b']') => {
                self.cursor += 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.cursor += 1;
                match self.peek() {
                    None | Some(b']') => Err(self.fault("a value")),
                    _ => Ok(true),
                }
            }
            None if first => Err(self.fault("a value or `]`")),
            _ if first => Ok(true),
            _ => Err(self.fault("`,` or `]`")),
        }
    }

    /// Goes over the value that starts here and returns where it stands.
    #[inline]
    pub(crate) fn value(&mut self, hold: Hold) -> Result<Span, StreamFault> {
        self.was_cut = false;
        let (from, to) = match self.peek() {
            Some(b'"') => self.string(hold)?,
            Some(b'{' | b'[') => self.container(hold)?,
            _ => self.atom()?,
        };
        let keep = self.keep.unwrap_or_default();
        Ok(Span { from: from.wrapping_sub(keep), to: to.wrapping_sub(keep), is_cut: self.was_cut })
    }

    /// Returns how far what is kept goes by now.
    fn kept_so_far(&self) -> Span {
        let last = self.cursor.checked_sub(1).and_then(|last| self.window.tokens().get(last));
        let to = last.map_or(0, |&at| at as usize + 1);
        Span { from: 0, to: to.saturating_sub(self.keep.unwrap_or_default()), is_cut: false }
    }

    #[inline]
    fn position(&self) -> usize {
        let known = self.window.known();
        self.window.tokens().get(self.cursor).map_or(known, |&at| at as usize)
    }

    /// Reads on; what is held stays, unless it is too long.
    #[cold]
    #[inline(never)]
    fn refill(&mut self) -> bool {
        let known = self.window.known();
        let too_long = |from: usize, most: usize| known.saturating_sub(from) > most;
        let give_up = self.held.filter(|&held| {
            self.hold == Hold::Skip || too_long(held, LONGEST) || self.keep.is_some_and(|keep| too_long(keep, MOST))
        });
        let keep = [self.keep, self.held].into_iter().flatten().min().unwrap_or(known);
        let Some(moved) = self.window.advance(keep, give_up.map(|held| held + 1)) else {
            return false;
        };
        self.was_cut |= give_up.is_some();
        self.cursor = 0;
        self.keep = self.keep.map(|keep| keep - moved);
        self.held = self.held.map(|held| held - moved);
        true
    }

    /// Begins a value that may reach beyond the window.
    fn hold(&mut self, from: usize, hold: Hold) {
        let nobody_looks = hold == Hold::Skip && self.keep.is_none();
        self.held = (!nobody_looks).then_some(from);
        self.hold = hold;
        self.was_cut = false;
    }

    /// Ends it; returns where it began.
    fn let_go(&mut self, from: usize) -> usize {
        self.hold = Hold::Skip;
        self.held.take().unwrap_or(from)
    }

    /// Goes over a string: from its first quote to behind its last.
    #[inline]
    fn string(&mut self, hold: Hold) -> Result<(usize, usize), StreamFault> {
        let from = self.position();
        self.cursor += 1;
        if let Some(&end) = self.window.tokens().get(self.cursor) {
            self.cursor += 1;
            return Ok((from, end as usize + 1));
        }
        self.long_string(from, hold)
    }

    #[cold]
    #[inline(never)]
    fn long_string(&mut self, from: usize, hold: Hold) -> Result<(usize, usize), StreamFault> {
        self.hold(from, hold);
        while self.cursor >= self.window.tokens().len() {
            if !self.refill() {
                return Err(self.fault("the closing `\"` of a string"));
            }
        }
        let end = self.position();
        self.cursor += 1;
        let held = self.held.is_some();
        let from = self.let_go(from);
        if self.was_cut && held {
            self.window.mend(from + 1, end);
        }
        Ok((if held { from } else { end }, end + 1))
    }

    /// Goes over an object or array.
    fn container(&mut self, hold: Hold) -> Result<(usize, usize), StreamFault> {
        let from = self.position();
        self.hold(from, hold);
        self.depth = 0;
        loop {
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.cursor += 1;
                    self.push(bracket == b'{');
                    if self.first_inside()? {
                        continue;
                    }
                }
                Some(b'"') => self.inner_string()?,
                _ => drop(self.inner_atom()?),
            }
            if !self.after_value()? {
                break;
            }
        }
        let held = self.held.is_some();
        let end = self.window.tokens()[self.cursor - 1] as usize + 1;
        let from = self.let_go(from);
        if self.was_cut && held {
            // What is left of it is a fragment; a number is a value that nobody looks for.
            self.window.blank(from, end);
            self.window.put(from, b'0');
        }
        Ok((if held { from } else { end }, end))
    }

    #[inline]
    fn push(&mut self, is_object: bool) {
        let (word, bit) = (self.depth / 64, self.depth % 64);
        if word == self.open.len() {
            self.open.push(0);
        }
        self.open[word] = self.open[word] & !(1 << bit) | u64::from(is_object) << bit;
        self.depth += 1;
    }

    #[inline]
    fn in_object(&self) -> bool {
        let last = self.depth - 1;
        self.open[last / 64] >> (last % 64) & 1 == 1
    }

    /// Stands behind an opening bracket: is there a first value?
    #[inline]
    fn first_inside(&mut self) -> Result<bool, StreamFault> {
        match (self.in_object(), self.peek()) {
            (true, Some(b'}')) | (false, Some(b']')) => {
                self.cursor += 1;
                self.depth -= 1;
                Ok(false)
            }
            (true, _) => self.inner_name("a name in quotes or `}`").map(|()| true),
            (false, None) => Err(self.fault("a value or `]`")),
            (false, _) => Ok(true),
        }
    }

    /// Stands behind a value: closes what ends here; is there a next value?
    #[inline]
    fn after_value(&mut self) -> Result<bool, StreamFault> {
        while self.depth > 0 {
            match (self.in_object(), self.peek()) {
                (true, Some(b'}')) | (false, Some(b']')) => {
                    self.cursor += 1;
                    self.depth -= 1;
                }
                (true, Some(b',')) => {
                    self.cursor += 1;
                    return self.inner_name("a name in quotes").map(|()| true);
                }
                (false, Some(b',')) => {
                    self.cursor += 1;
                    return Ok(true);
                }
                (true, _) => return Err(self.fault("`,` or `}`")),
                (false, _) => return Err(self.fault("`,` or `]`")),
            }
        }
        Ok(false)
    }

    #[inline]
    fn inner_name(&mut self, expected: &'static str) -> Result<(), StreamFault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault(expected));
        }
        self.inner_string()?;
        if self.peek() != Some(b':') {
            return Err(self.fault("`:`"));
        }
        self.cursor += 1;
        Ok(())
    }

    /// Goes over a string of a container, which is held as a whole.
    #[inline]
    fn inner_string(&mut self) -> Result<(), StreamFault> {
        self.cursor += 1;
        while self.cursor >= self.window.tokens().len() {
            if !self.refill() {
                return Err(self.fault("the closing `\"` of a string"));
            }
        }
        self.cursor += 1;
        Ok(())
    }

    fn atom(&mut self) -> Result<(usize, usize), StreamFault> {
        let from = self.position();
        Ok((from, self.inner_atom()?))
    }

    /// Goes over a number or a word; returns where it ends.
    #[inline]
    fn inner_atom(&mut self) -> Result<usize, StreamFault> {
        if self.peek().is_none() {
            return Err(self.fault("a value"));
        }
        let at = self.position();
        let known = self.window.known();
        let limit = self.window.tokens().get(self.cursor + 1).map_or(known, |&next| next as usize);
        let run = &self.window.bytes()[at..limit];
        let length = run.iter().take_while(|byte| is_atom_byte(**byte)).count();
        if !is_atom(&run[..length]) {
            // Where the source ends inside a word, that is what is wrong with it.
            let ends_here = at + length == known && self.window.is_at_end() && self.window.broken_string.is_none();
            self.cursor += usize::from(ends_here);
            return Err(self.fault("a value"));
        }
        match run.get(length) {
            Some(junk) if !junk.is_ascii_whitespace() => self.window.replace_token(self.cursor, at + length),
            _ => self.cursor += 1,
        }
        Ok(at + length)
    }

    /// Says what is wrong here. At the end of the source the place is behind the last byte that is not blank.
    #[cold]
    pub(crate) fn fault(&mut self, expected: &'static str) -> StreamFault {
        let here = self.peek();
        match self.window.broken_string {
            Some(at) if here.is_none() => StreamFault {
                at: self.window.place(at),
                at_end: false,
                expected: "the closing `\"` of a string before the end of the line",
            },
            _ => StreamFault { at: self.place(), at_end: here.is_none(), expected },
        }
    }
}

fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

fn is_atom(atom: &[u8]) -> bool {
    let digits = atom.strip_prefix(b"-").unwrap_or(atom);
    let is_number = digits.first().is_some_and(u8::is_ascii_digit)
        && digits.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
    is_number || matches!(atom, b"true" | b"false" | b"null" | b"NaN" | b"Infinity" | b"-Infinity")
}
