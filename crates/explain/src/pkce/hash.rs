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
    /// What the steps leave open.
    pub(super) variant: &'static str,
}

impl Hash {
    const fn named(self, variant: &'static str) -> Self {
        Self { variant, ..self }
    }

    /// Returns whether nothing is hashed.
    pub(super) fn is_nothing(&self) -> bool {
        self.steps == [PkceStep::None]
    }
}

const fn hash(cost: u32, steps: &'static [PkceStep], digest: fn(&[u8]) -> Vec<u8>) -> Hash {
    Hash { steps, cost, digest, variant: "" }
}

/// The right one first.
pub(super) static HASHES: [Hash; 18] = [
    hash(0, &[PkceStep::Sha256], sha256),
    hash(10, &[PkceStep::None], <[u8]>::to_vec),
    hash(10, &[PkceStep::Sha1], |input| Sha1::digest(input).to_vec()),
    hash(10, &[PkceStep::Sha512], |input| Sha512::digest(input).to_vec()),
    hash(10, &[PkceStep::Md5], |input| Md5::digest(input).to_vec()),
    hash(10, &[PkceStep::Sha384], |input| Sha384::digest(input).to_vec()),
    hash(10, &[PkceStep::Sha224], |input| Sha224::digest(input).to_vec()),
    hash(10, &[PkceStep::Sha3], |input| Sha3_256::digest(input).to_vec()),
    hash(10, &[PkceStep::GoSum], |input| [input, &sha256(b"")].concat()),
    hash(11, &[PkceStep::Sha256, PkceStep::Sha256], |input| sha256(&sha256(input))),
    hash(11, &[PkceStep::Sha256, PkceStep::Hex, PkceStep::Sha256], |input| sha256(&codec::hex(&sha256(input))))
        .named("lower case"),
    hash(12, &[PkceStep::Sha256, PkceStep::Hex, PkceStep::Sha256], |input| sha256(&codec::hex_upper(&sha256(input))))
        .named("upper case"),
    hash(11, &[PkceStep::Sha256, PkceStep::Base64Url, PkceStep::Sha256], |input| {
        sha256(&codec::base64url(&sha256(input)))
    }),
    Hash {
        steps: &[PkceStep::Sha256, PkceStep::Base64Url, PkceStep::Padded, PkceStep::Sha256],
        cost: 12,
        digest: |input| sha256(&codec::base64url_padded(&sha256(input))),
        variant: "",
    },
    hash(12, &[PkceStep::Sha256, PkceStep::Base64, PkceStep::Padded, PkceStep::Sha256], |input| {
        sha256(&codec::base64_padded(&sha256(input)))
    }),
    hash(13, &[PkceStep::Sha256, PkceStep::Base64, PkceStep::Sha256], |input| sha256(&codec::base64(&sha256(input)))),
    hash(11, &[PkceStep::HmacSha256], |input| hmac(b"", input)).named("empty key"),
    hash(12, &[PkceStep::HmacSha256], |input| hmac(input, b"")).named("empty message"),
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
