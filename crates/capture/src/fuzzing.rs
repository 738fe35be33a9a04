//! Entry points of the fuzzer, which compare two ways to the same result.

/// Reads a HAR in pieces of about `chunk` bytes and as a whole; panics where they differ.
pub fn har_in_pieces(bytes: &[u8], chunk: usize) {
    crate::har::transcript::compare(bytes, chunk);
}

/// Indexes bytes with the CPU's vectors and without; panics where they differ.
pub fn index_both_ways(bytes: &[u8]) {
    crate::stream::compare::compare_indexes(bytes);
}
