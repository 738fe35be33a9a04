//! The key of a redaction.

use std::fmt;

use sha2::{Digest, Sha256};

/// What decides which value becomes which: under one key, equal values of two recordings stay equal.
#[derive(Clone)]
pub struct Key {
    bytes: [u8; 32],
    /// Other recordings may be redacted under it, too.
    is_shared: bool,
}

/// Why there is no key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum KeyError {
    /// The bytes are too few to be a key.
    #[error("a key needs at least 32 bytes; this one has {0}")]
    Short(usize),
    /// The system provides no random bytes.
    #[error("the system provides no random bytes")]
    NoRandomness,
}

impl Key {
    /// Draws a key.
    pub fn random() -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
        Ok(Self { bytes, is_shared: false })
    }

    /// Makes a key of 32 bytes or more.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() < 32 {
            return Err(KeyError::Short(bytes.len()));
        }
        let bytes = Sha256::new().chain_update(b"key").chain_update(bytes).finalize().into();
        Ok(Self { bytes, is_shared: true })
    }

    /// Returns what tells keys apart and tells nothing of this one: 16 digits of hex.
    pub fn fingerprint(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.derive(b"fingerprint", &[])[..8])
    }

    /// Returns whether other recordings may be redacted under it, too: a pair may be split over two of them.
    pub(crate) fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// Returns the key for a recording that needs no other.
    pub(crate) fn for_one_recording(&self) -> Self {
        Self { is_shared: false, ..self.clone() }
    }

    /// Derives another secret for a use of the key.
    pub(crate) fn derive(&self, purpose: &[u8], of: &[u8]) -> [u8; 32] {
        let length = u64::try_from(purpose.len()).unwrap_or(u64::MAX);
        let hash = Sha256::new().chain_update(self.bytes).chain_update(length.to_be_bytes());
        hash.chain_update(purpose).chain_update(of).finalize().into()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_key_is_refused_and_a_long_one_is_used_whole() {
        assert_eq!(Key::from_bytes(&[7; 31]).unwrap_err(), KeyError::Short(31));
        let keys =
            [vec![7; 32], vec![7; 33]].map(|bytes| Key::from_bytes(&bytes).expect("it is long enough").fingerprint());
        assert_ne!(keys[0], keys[1]);
        assert_eq!(keys[0].len(), 16);
    }

    #[test]
    fn random_keys_differ() {
        let draw = || Key::random().expect("the system has randomness").fingerprint();
        assert_ne!(draw(), draw());
    }
}
