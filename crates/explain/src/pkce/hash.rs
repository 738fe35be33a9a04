//! Hash functions, right and wrong.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use sha3::Sha3_256;

use super::codec;
use crate::PkceStep;

/// A function of the input, its steps, and the cost of assuming it.
pub(super) struct Hash {
    pub(super) steps: &'static [PkceStep],
    pub(super) cost: u32,
    pub(super) digest: fn(&[u8]) -> Vec<u8>,
}

impl Hash {
    /// Returns whether nothing is hashed.
    pub(super) fn is_nothing(&self) -> bool {
        self.steps == [PkceStep::None]
    }
}

/// The right one first.
pub(super) static HASHES: [Hash; 18] = [
    Hash {
        steps: &[PkceStep::Sha256],
        cost: 0,
        digest: sha256,
    },
    Hash {
        steps: &[PkceStep::None],
        cost: 10,
        digest: <[u8]>::to_vec,
    },
    Hash {
        steps: &[PkceStep::Sha1],
        cost: 10,
        digest: |input| Sha1::digest(input).to_vec(),
    },
    Hash {
        steps: &[PkceStep::Sha512],
        cost: 10,
        digest: |input| Sha512::digest(input).to_vec(),
    },
    Hash {
        steps: &[PkceStep::Md5],
        cost: 10,
        digest: |input| Md5::digest(input).to_vec(),
    },
    Hash {
        steps: &[PkceStep::Sha384],
        cost: 10,
        digest: |input| Sha384::digest(input).to_vec(),
    },
    Hash {
        steps: &[PkceStep::Sha224],
        cost: 10,
        digest: |input| Sha224::digest(input).to_vec(),
    },
    Hash {
        steps: &[PkceStep::Sha3],
        cost: 10,
        digest: |input| Sha3_256::digest(input).to_vec(),
    },
    Hash {
        steps: &[PkceStep::GoSum],
        cost: 10,
        digest: |input| [input, &sha256(b"")].concat(),
    },
    Hash {
        steps: &[PkceStep::Sha256, PkceStep::Sha256],
        cost: 11,
        digest: |input| sha256(&sha256(input)),
    },
    Hash {
        steps: &[PkceStep::Sha256, PkceStep::Hex, PkceStep::Sha256],
        cost: 11,
        digest: |input| sha256(&codec::hex(&sha256(input))),
    },
    Hash {
        steps: &[PkceStep::Sha256, PkceStep::Hex, PkceStep::Sha256],
        cost: 12,
        digest: |input| sha256(&codec::hex_upper(&sha256(input))),
    },
    Hash {
        steps: &[PkceStep::Sha256, PkceStep::Base64Url, PkceStep::Sha256],
        cost: 11,
        digest: |input| sha256(&codec::base64url(&sha256(input))),
    },
    Hash {
        steps: &[
            PkceStep::Sha256,
            PkceStep::Base64Url,
            PkceStep::Padded,
            PkceStep::Sha256,
        ],
        cost: 12,
        digest: |input| sha256(&codec::base64url_padded(&sha256(input))),
    },
    Hash {
        steps: &[PkceStep::Sha256, PkceStep::Base64, PkceStep::Padded, PkceStep::Sha256],
        cost: 12,
        digest: |input| sha256(&codec::base64_padded(&sha256(input))),
    },
    Hash {
        steps: &[PkceStep::Sha256, PkceStep::Base64, PkceStep::Sha256],
        cost: 13,
        digest: |input| sha256(&codec::base64(&sha256(input))),
    },
    Hash {
        steps: &[PkceStep::HmacSha256],
        cost: 11,
        digest: |input| hmac(b"", input),
    },
    Hash {
        steps: &[PkceStep::HmacSha256],
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
