//! Two ways to the same index, compared: for tests and the fuzzer.

use super::index;

/// Indexes bytes with the CPU's vectors and without; panics where they differ.
pub(crate) fn compare_indexes(bytes: &[u8]) {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(index::BLOCK), b' ');
    let (mut one, mut other) = (index::IndexState::default(), index::IndexState::default());
    // In two pieces, so that the state is carried over.
    let middle = padded.len() / 2 / index::BLOCK * index::BLOCK;
    for (from, piece) in [(0, &padded[..middle]), (middle, &padded[middle..])] {
        let room = || vec![0; piece.len() + index::BLOCK];
        let (mut tokens, mut expected) = (room(), room());
        let found = index::index(piece, from, &mut one, &mut tokens);
        let plain = index::portable(piece, from, &mut other, &mut expected);
        assert_eq!(found, plain);
        assert_eq!(tokens[..found.tokens], expected[..plain.tokens]);
        assert_eq!(one, other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn vectors_and_plain_rust_index_alike(bytes in prop::collection::vec(prop_oneof![
            any::<u8>(),
            prop::sample::select(br#""\{}[]:, abu09/	"#.to_vec()),
        ], 0..500)) {
            super::compare_indexes(&bytes);
        }

        #[test]
        fn texts_of_json_index_alike(texts in prop::collection::vec(r#"([a-zé]|\\{1,70}|"|\n|\t|\{){0,90}"#, 0..5)) {
            super::compare_indexes(serde_json::to_string(&texts).unwrap().as_bytes());
        }
    }
}
