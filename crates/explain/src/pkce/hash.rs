//! The hashes, right and wrong.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use sha3::Sha3_256;

use super::codec;
use crate::Step;

/// A function from the input to bytes, the words for it, and what it costs to believe in it.
pub(super) struct Hash {
    pub(super) steps: &'static [Step],
    pub(super) cost: u32,
    pub(super) digest: fn(&[u8]) -> Vec<u8>,
}

impl Hash {
    /// Is this the absence of a hash?
    pub(super) fn is_nothing(&self) -> bool {
        self.steps == [Step::None]
    }
}

/// The right one first.
pub(super) static HASHES: [Hash; 18] = [
    Hash {
        steps: &[Step::Sha256],
        cost: 0,
        digest: sha256,
    },
    Hash {
        steps: &[Step::None],
        cost: 10,
        digest: <[u8]>::to_vec,
    },
    Hash {
        steps: &[Step::Sha1],
        cost: 10,
        digest: |input| Sha1::digest(input).to_vec(),
    },
    Hash {
        steps: &[Step::Sha512],
        cost: 10,
        digest: |input| Sha512::digest(input).to_vec(),
    },
    Hash {
        steps: &[Step::Md5],
        cost: 10,
        digest: |input| Md5::digest(input).to_vec(),
    },
    Hash {
        steps: &[Step::Sha384],
        cost: 10,
        digest: |input| Sha384::digest(input).to_vec(),
    },
    Hash {
        steps: &[Step::Sha224],
        cost: 10,
        digest: |input| Sha224::digest(input).to_vec(),
    },
    Hash {
        steps: &[Step::Sha3],
        cost: 10,
        digest: |input| Sha3_256::digest(input).to_vec(),
    },
    Hash {
        steps: &[Step::GoSum],
        cost: 10,
        digest: |input| [input, &sha256(b"")].concat(),
    },
    Hash {
        steps: &[Step::Sha256, Step::Sha256],
        cost: 11,
        digest: |input| sha256(&sha256(input)),
    },
    Hash {
        steps: &[Step::Sha256, Step::Hex, Step::Sha256],
        cost: 11,
        digest: |input| sha256(&codec::hex(&sha256(input))),
    },
    Hash {
        steps: &[Step::Sha256, Step::Hex, Step::Sha256],
        cost: 12,
        digest: |input| sha256(&codec::hex_upper(&sha256(input))),
    },
    Hash {
        steps: &[Step::Sha256, Step::Base64Url, Step::Sha256],
        cost: 11,
        digest: |input| sha256(&codec::base64url(&sha256(input))),
    },
    Hash {
        steps: &[Step::Sha256, Step::Base64Url, Step::Padded, Step::Sha256],
        cost: 12,
        digest: |input| sha256(&codec::base64url_padded(&sha256(input))),
    },
    Hash {
        steps: &[Step::Sha256, Step::Base64, Step::Padded, Step::Sha256],
        cost: 12,
        digest: |input| sha256(&codec::base64_padded(&sha256(input))),
    },
    Hash {
        steps: &[Step::Sha256, Step::Base64, Step::Sha256],
        cost: 13,
        digest: |input| sha256(&codec::base64(&sha256(input))),
    },
    Hash {
        steps: &[Step::HmacSha256],
        cost: 11,
        digest: |input| hmac(b"", input),
    },
    Hash {
        steps: &[Step::HmacSha256],
        cost: 12,
        digest: |input| hmac(input, b""),
    },
];

pub(super) fn sha256(input: &[u8]) -> Vec<u8> {
    Sha256::digest(input).to_vec()
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    // A key of any length is right for HMAC (RFC 2104 §2), so the error cannot occur.
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(message).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}
