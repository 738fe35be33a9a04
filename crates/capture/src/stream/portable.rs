//! Masks of a block in plain Rust, written so that the compiler can use whatever vectors the target has.
#![expect(clippy::needless_bitwise_bool, reason = "a branch for each byte cannot become a vector")]
#![expect(clippy::inline_always, reason = "part of the loop over blocks, once for each set of instructions")]

use super::index::BLOCK;

/// Returns the backslashes, the quotes and the control characters.
#[inline(always)]
pub(super) fn string_masks(block: &[u8; BLOCK]) -> (u64, u64, u64) {
    (mask(block, |byte| byte == b'\\'), mask(block, |byte| byte == b'"'), mask(block, |byte| byte < 0x20))
}

/// Returns the brackets, colons and commas, and the blanks.
#[inline(always)]
pub(super) fn classes(block: &[u8; BLOCK]) -> (u64, u64) {
    let operators = mask(block, |byte| {
        // `[` and `{`, `]` and `}` differ in one bit.
        (byte | 0x20 == b'{') | (byte | 0x20 == b'}') | (byte == b':') | (byte == b',')
    });
    let blanks = mask(block, |byte| (byte == b' ') | (byte == b'\n') | (byte == b'\r') | (byte == b'\t'));
    (operators, blanks)
}

/// Returns the line feeds.
#[inline(always)]
pub(super) fn line_breaks(block: &[u8; BLOCK]) -> u64 {
    mask(block, |byte| byte == b'\n')
}

/// Returns the letters that may follow a backslash.
#[inline(always)]
pub(super) fn escape_letters(block: &[u8; BLOCK]) -> u64 {
    mask(block, |byte| {
        (byte == b'"')
            | (byte == b'\\')
            | (byte == b'/')
            | (byte == b'b')
            | (byte == b'f')
            | (byte == b'n')
            | (byte == b'r')
            | (byte == b't')
            | (byte == b'u')
    })
}

/// Sets each bit that an odd number of bits up to and with it precedes.
#[inline(always)]
pub(super) fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[inline(always)]
fn mask(block: &[u8; BLOCK], wanted: impl Fn(u8) -> bool) -> u64 {
    let mut ones = [0_u8; BLOCK];
    for (one, byte) in ones.iter_mut().zip(block) {
        *one = u8::from(wanted(*byte));
    }
    let mut mask = 0;
    for (number, eight) in ones.as_chunks::<8>().0.iter().enumerate() {
        // The product gathers the lowest bits of eight bytes in its highest byte.
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask |= gathered << (number * 8);
    }
    mask
}
