//! Numbers by chance.

/// Xorshift: small, and the same on every machine.
pub(crate) struct Random(u64);

impl Random {
    /// Begins with a number, from which all others follow.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % end
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let at = usize::try_from(self.below(from.len() as u64)).expect("it is small");
        from[at].clone()
    }

    /// So many of these characters.
    pub(crate) fn text(&mut self, of: &str, length: u64) -> String {
        let characters = of.as_bytes();
        (0..length).map(|_| char::from(self.pick(characters))).collect()
    }
}
