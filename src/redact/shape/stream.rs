//! Numbers that only the key can tell.

use sha2::{Digest, Sha256};

use crate::redact::Key;

/// The draws of one family of values.
pub(crate) struct Stream {
    seed: [u8; 32],
    /// The block that was computed last, and its number.
    block: [u8; 32],
    number: Option<u64>,
}

impl Stream {
    /// Begins the draws of a family, which its first member names. Another attempt draws others.
    pub(crate) fn new(key: &Key, family: &str, attempt: u32) -> Self {
        let mut name = attempt.to_be_bytes().to_vec();
        name.extend_from_slice(family.as_bytes());
        Self { seed: key.derive(b"family", &name), block: [0; 32], number: None }
    }

    /// Returns the draw of a position.
    pub(crate) fn at(&mut self, position: usize) -> u128 {
        let position = u64::try_from(position).unwrap_or(u64::MAX);
        let (number, half) = (position / 2, position % 2);
        if self.number != Some(number) {
            self.block = Sha256::new().chain_update(self.seed).chain_update(number.to_be_bytes()).finalize().into();
            self.number = Some(number);
        }
        let (first, second) = self.block.split_at(16);
        let bytes = if half == 0 { first } else { second };
        u128::from_be_bytes(bytes.try_into().unwrap_or_default())
    }

    /// Returns what an index becomes under the permutation of a position: two of them never become one.
    pub(crate) fn permuted(&mut self, position: usize, index: usize, count: usize) -> usize {
        let mut draw = self.at(position);
        let mut order: [u8; LARGEST] = std::array::from_fn(|at| u8::try_from(at).unwrap_or_default());
        let count = count.min(LARGEST);
        // Only the first places are needed, but each place is drawn from what is left.
        for at in 0..=index.min(count.saturating_sub(1)) {
            let left = (count - at) as u128;
            let chosen = at + usize::try_from(draw % left).unwrap_or_default();
            draw /= left;
            order.swap(at, chosen);
        }
        order.get(index).map_or(index, |chosen| usize::from(*chosen))
    }
}

/// The largest alphabet: 26! has 89 bits.
const LARGEST: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_position_has_a_permutation_of_its_own() {
        let key = Key::from_bytes(&[7; 32]).expect("it is long enough");
        let mut stream = Stream::new(&key, "family", 0);
        let mut orders = Vec::new();
        for position in 0..20 {
            let order: Vec<usize> = (0..26).map(|index| stream.permuted(position, index, 26)).collect();
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..26).collect::<Vec<_>>());
            orders.push(order);
        }
        orders.sort();
        orders.dedup();
        assert_eq!(orders.len(), 20);
    }
}
