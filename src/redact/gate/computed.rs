//! The values that a report computes from those of a recording.

use std::collections::HashMap;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use sha2::{Digest, Sha256};

use crate::explain::repaired_challenge;
use crate::oauth::pkce::s256;
use crate::redact::{Kind, Mapping};

/// The words of a report that are computed from replaced values, and what they are computed from the replacements.
pub(super) struct Computed(HashMap<String, String>);

impl Computed {
    pub(super) fn new(mapping: &Mapping) -> Self {
        let mut computed = HashMap::new();
        let mut short: Vec<_> = mapping.replaced().filter(|(old, _, _)| old.len() <= LONGEST).collect();
        // What a verifier and a challenge are made of was replaced with them, and counts before what was met alone.
        short.sort_by_key(|(_, kind, _)| !matches!(kind, Kind::Verifier | Kind::Challenge));
        for (old, _, new) in short {
            let digests = [old, new].map(|value| Sha256::digest(value.as_bytes()));
            let forms = [
                [old, new].map(s256),
                digests.map(|digest| HEXLOWER.encode(&digest)),
                digests.map(|digest| HEXUPPER.encode(&digest)),
                // What a provider documents instead of RFC 7636.
                digests.map(|digest| BASE64URL_NOPAD.encode(HEXLOWER.encode(&digest).as_bytes())),
            ];
            let repaired = repaired_challenge(old).zip(repaired_challenge(new)).map(|(old, new)| [old, new]);
            for [old, new] in forms.into_iter().chain(repaired) {
                computed.entry(old).or_insert(new);
            }
        }
        // What the recording itself has is replaced as that.
        for (old, _, _) in mapping.replaced() {
            computed.remove(old);
        }
        Self(computed)
    }

    /// Returns a text of a report with each computed word replaced, and what stands between them mapped. The shape of a value, which stands
    /// in its place (`‹43 chars, sha256:1f2e…›`), stays.
    pub(super) fn map(&self, text: &str, mut map: impl FnMut(&str) -> String) -> String {
        let mut mapped = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((start, end)) = rest.find('‹').and_then(|start| Some((start, start + rest[start..].find('›')?)))
        {
            mapped.push_str(&self.map_words(&rest[..start], &mut map));
            mapped.push_str(&rest[start..end]);
            rest = &rest[end..];
        }
        mapped.push_str(&self.map_words(rest, &mut map));
        mapped
    }

    fn map_words(&self, text: &str, map: &mut impl FnMut(&str) -> String) -> String {
        let mut mapped = String::with_capacity(text.len());
        let mut rest = text;
        let mut at = 0;
        while let Some(word) = next_word(rest, at) {
            match self.0.get(&rest[word.clone()]) {
                Some(new) => {
                    mapped.push_str(&map(&rest[..word.start]));
                    mapped.push_str(new);
                    rest = &rest[word.end..];
                    at = 0;
                }
                None => at = word.end,
            }
        }
        mapped.push_str(&map(rest));
        mapped
    }
}

/// Returns the next run of characters of base64url, which is as long as a digest.
fn next_word(text: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let start = from + text.as_bytes()[from..].iter().position(is_of_word)?;
    let length = text.as_bytes()[start..].iter().take_while(|byte| is_of_word(byte)).count();
    Some(start..start + length)
}

/// Longer values are not verifiers.
const LONGEST: usize = 1024;
