//! Stage one: where the tokens of a JSON text stand, found in blocks of 64 bytes without looking at any byte alone.
//!
//! The method is that of simdjson (Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019): masks with one
//! bit a byte, quotes that an odd run of backslashes precedes left out, and the inside of strings as the prefix XOR of
//! the quotes. What differs: the text comes in pieces, both quotes of a string are indexed, and what is wrong in
//! strings is found here.
#![expect(clippy::inline_always, reason = "part of the loop over blocks, once for each set of instructions")]

/// The number of bytes in one step.
pub(super) const BLOCK: usize = 64;

/// The state that one piece of the text leaves for the next.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct IndexState {
    /// 1 where the first byte of the next block is escaped.
    pub(super) escaped: u64,
    /// All ones where the next block begins inside a string.
    pub(super) in_string: u64,
    /// 1 where the byte before the next block belongs to a number or a word.
    pub(super) in_atom: u64,
}

/// The result of indexing a piece.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Indexed {
    /// The number of positions that were written.
    pub(super) tokens: usize,
    /// A line break inside a string: nothing behind it is indexed.
    pub(super) broken_string: Option<usize>,
    /// The first control character or escaped letter in a string that JSON forbids and that is read nevertheless; the
    /// digits of `\u` are not looked at.
    pub(super) oddity: Option<usize>,
}

/// Writes the positions of all tokens of `bytes`, whole blocks, into `tokens`, which has room for one a byte and a
/// block more: brackets, colons, commas, both quotes of a string, and the first byte of anything else.
pub(super) fn index(bytes: &[u8], from: usize, state: &mut IndexState, tokens: &mut [u32]) -> Indexed {
    #[cfg(target_arch = "x86_64")]
    if let Some(found) = super::avx2::index(bytes, from, state, tokens) {
        return found;
    }
    portable(bytes, from, state, tokens)
}

/// The loop over the blocks, made once for each instruction set: `$isa` has the four functions that look at bytes.
macro_rules! stage_one {
    ($(#[$attribute:meta])* $name:ident, $($isa:ident)::+) => {
        $(#[$attribute])*
        pub(super) fn $name(
            bytes: &[u8],
            from: usize,
            state: &mut $crate::stream::index::IndexState,
            tokens: &mut [u32],
        ) -> $crate::stream::index::Indexed {
            use $($isa)::+ as isa;
            use $crate::stream::index::{BLOCK, EVEN, Indexed, write_positions};
            let mut found = Indexed::default();
            let mut now = *state;
            let (blocks, _) = bytes.as_chunks::<BLOCK>();
            for (number, block) in blocks.iter().enumerate() {
                let at = number * BLOCK;
                let (backslashes, mut quotes, controls) = isa::string_masks(block);
                let mut escaped = 0;
                if backslashes | now.escaped != 0 {
                    // Of each run of backslashes every second byte is escaped; the sum carries a run to its end.
                    let starts = backslashes & !now.escaped;
                    let follows = starts << 1 | now.escaped;
                    let (sum, overflow) = (starts & !EVEN & !follows).overflowing_add(starts);
                    now.escaped = u64::from(overflow);
                    escaped = (EVEN ^ (sum << 1)) & follows;
                    quotes &= !escaped;
                }
                let inside = if quotes == 0 && now.in_string != 0 {
                    // Deep in a body there is nothing to classify.
                    !0
                } else {
                    let inside = isa::prefix_xor(quotes) ^ now.in_string;
                    now.in_string = 0_u64.wrapping_sub(inside >> 63);
                    let (operators, blanks) = isa::classes(block);
                    let atoms = !(operators | blanks | inside | quotes);
                    let starts = atoms & !(atoms << 1 | now.in_atom);
                    now.in_atom = atoms >> 63;
                    let positions = operators & !inside | starts | quotes;
                    found.tokens = write_positions(positions, from + at, tokens, found.tokens);
                    inside
                };
                let mut judged = inside;
                let mut broken = None;
                if controls & inside != 0 {
                    let line_breaks = isa::line_breaks(block) & inside;
                    if line_breaks != 0 {
                        // What stands before the first one still counts.
                        judged &= (line_breaks & line_breaks.wrapping_neg()) - 1;
                        broken = Some(from + at + line_breaks.trailing_zeros() as usize);
                    }
                }
                let mut odd = controls & judged;
                if escaped & judged != 0 {
                    odd |= escaped & judged & !isa::escape_letters(block);
                }
                if odd != 0 && found.oddity.is_none() {
                    found.oddity = Some(from + at + odd.trailing_zeros() as usize);
                }
                if let Some(broken) = broken {
                    found.broken_string = Some(broken);
                    while found.tokens > 0 && tokens[found.tokens - 1] as usize >= broken {
                        found.tokens -= 1;
                    }
                    break;
                }
            }
            *state = now;
            found
        }
    };
}
pub(super) use stage_one;

stage_one!(portable, super::portable);

pub(super) const EVEN: u64 = 0x5555_5555_5555_5555;

/// Writes the positions of the bits of a block; eight at a time, as most blocks have few.
#[inline(always)]
pub(super) fn write_positions(mut bits: u64, base: usize, tokens: &mut [u32], count: usize) -> usize {
    let end = count + bits.count_ones() as usize;
    let Some(room) = tokens.get_mut(count..count + BLOCK) else {
        return count;
    };
    let base = u32::try_from(base).unwrap_or(u32::MAX);
    for eight in room.as_chunks_mut::<8>().0 {
        for token in eight {
            *token = base + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
        if bits == 0 {
            break;
        }
    }
    end
}
