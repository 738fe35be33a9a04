//! Masks of a block with AVX2, and the one call that the compiler cannot check.
#![expect(
    unsafe_code,
    reason = "a function for a CPU feature is called after the feature was detected; on the 1 GB file of docs/performance.md this halves the time"
)]

use std::arch::x86_64::{
    __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm_set1_epi8, _mm256_and_si256,
    _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_set_epi64x, _mm256_set1_epi8, _mm256_setr_epi8,
    _mm256_shuffle_epi8, _mm256_srli_epi16,
};

use super::index::{BLOCK, IndexState, Indexed, stage_one};

/// Indexes as [`super::index::index`] does; `None` on a CPU without AVX2.
pub(super) fn index(bytes: &[u8], from: usize, state: &mut IndexState, tokens: &mut [u32]) -> Option<Indexed> {
    let known = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("pclmulqdq")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("popcnt");
    // SAFETY: the CPU has every feature that the function is compiled for; it is otherwise safe code.
    known.then(|| unsafe { with_avx2(bytes, from, state, tokens) })
}

stage_one!(
    #[target_feature(enable = "avx2,pclmulqdq,bmi1,popcnt")]
    with_avx2,
    super::avx2
);

// Nothing here goes through a closure or an iterator: code of the standard library is not compiled for AVX2, and what
// is called through it is not inlined.

#[inline]
#[target_feature(enable = "avx2")]
fn halves(block: &[u8; BLOCK]) -> (__m256i, __m256i) {
    let (words, _) = block.as_chunks::<8>();
    (
        _mm256_set_epi64x(
            i64::from_le_bytes(words[3]),
            i64::from_le_bytes(words[2]),
            i64::from_le_bytes(words[1]),
            i64::from_le_bytes(words[0]),
        ),
        _mm256_set_epi64x(
            i64::from_le_bytes(words[7]),
            i64::from_le_bytes(words[6]),
            i64::from_le_bytes(words[5]),
            i64::from_le_bytes(words[4]),
        ),
    )
}

#[inline]
#[target_feature(enable = "avx2")]
fn gather(low: __m256i, high: __m256i) -> u64 {
    let low = u64::from(_mm256_movemask_epi8(low).cast_unsigned());
    let high = u64::from(_mm256_movemask_epi8(high).cast_unsigned());
    low | high << 32
}

#[inline]
#[target_feature(enable = "avx2")]
fn equal((low, high): (__m256i, __m256i), byte: u8) -> u64 {
    let wanted = _mm256_set1_epi8(byte.cast_signed());
    gather(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted))
}

/// Returns the backslashes, the quotes and the control characters.
#[inline]
#[target_feature(enable = "avx2")]
fn string_masks(block: &[u8; BLOCK]) -> (u64, u64, u64) {
    let halves = halves(block);
    let highest = _mm256_set1_epi8(0x1f);
    let controls = gather(
        _mm256_cmpeq_epi8(_mm256_min_epu8(halves.0, highest), halves.0),
        _mm256_cmpeq_epi8(_mm256_min_epu8(halves.1, highest), halves.1),
    );
    (equal(halves, b'\\'), equal(halves, b'"'), controls)
}

/// Looks up a class for each byte: bit `n` is set where the tables of both its hexadecimal digits have it.
#[inline]
#[target_feature(enable = "avx2")]
fn look_up(bytes: __m256i, high: [i8; 16], low: [i8; 16]) -> __m256i {
    let high_digit = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(0x0f));
    // Bytes above 0x7f look up 0 by themselves.
    _mm256_and_si256(_mm256_shuffle_epi8(twice(high), high_digit), _mm256_shuffle_epi8(twice(low), bytes))
}

#[inline]
#[target_feature(enable = "avx2")]
fn twice(t: [i8; 16]) -> __m256i {
    _mm256_setr_epi8(
        t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12], t[13], t[14], t[15], t[0],
        t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12], t[13], t[14], t[15],
    )
}

/// Returns the bytes of which a class has one of these bits.
#[inline]
#[target_feature(enable = "avx2")]
fn any(low: __m256i, high: __m256i, bits: i8) -> u64 {
    let bits = _mm256_set1_epi8(bits);
    let zero = _mm256_set1_epi8(0);
    !gather(_mm256_cmpeq_epi8(_mm256_and_si256(low, bits), zero), _mm256_cmpeq_epi8(_mm256_and_si256(high, bits), zero))
}

/// Returns the brackets, colons and commas, and the blanks.
#[inline]
#[target_feature(enable = "avx2")]
fn classes(block: &[u8; BLOCK]) -> (u64, u64) {
    // 1: `,`  2: `:`  4: `[ ] { }`  8: tab, line feed, carriage return  16: blank
    const HIGH: [i8; 16] = [8, 0, 1 | 16, 2, 0, 4, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0];
    const LOW: [i8; 16] = [16, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8 | 2, 4, 1, 8 | 4, 0, 0];
    let halves = halves(block);
    let (low, high) = (look_up(halves.0, HIGH, LOW), look_up(halves.1, HIGH, LOW));
    (any(low, high, 1 | 2 | 4), any(low, high, 8 | 16))
}

/// Returns the line feeds.
#[inline]
#[target_feature(enable = "avx2")]
fn line_breaks(block: &[u8; BLOCK]) -> u64 {
    equal(halves(block), b'\n')
}

/// Returns the letters that may follow a backslash.
#[inline]
#[target_feature(enable = "avx2")]
fn escape_letters(block: &[u8; BLOCK]) -> u64 {
    // 1: `"` `/`  2: `\`  4: `b f n`  8: `r t u`
    const HIGH: [i8; 16] = [0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0];
    const LOW: [i8; 16] = [0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1];
    let halves = halves(block);
    any(look_up(halves.0, HIGH, LOW), look_up(halves.1, HIGH, LOW), 1 | 2 | 4 | 8)
}

/// Sets each bit that an odd number of bits up to and with it precedes: a carry-less product with all ones.
#[inline]
#[target_feature(enable = "pclmulqdq")]
fn prefix_xor(bits: u64) -> u64 {
    let product = _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits.cast_signed()), _mm_set1_epi8(-1));
    _mm_cvtsi128_si64(product).cast_unsigned()
}
