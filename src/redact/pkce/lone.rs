//! Another challenge in the place of one whose verifier is not known.

use super::MOST_DRAWS;
use super::value::{is_alike, is_public, specials};
use crate::explain::{self, Layers};
use crate::redact::gate::is_apart;

/// Replaces a challenge whose verifier is not in the recording, within the encodings that it decodes from. `fresh` as for
/// [`reissue`](super::reissue). A challenge of a constant stays: it is the diagnosis, and nobody's secret.
pub(crate) fn lone_challenge(challenge: &str, fresh: &mut dyn FnMut(&str, u32) -> String) -> String {
    if is_public(challenge) {
        return challenge.to_owned();
    }
    let alone = explain::challenge_alone(challenge);
    if alone.as_ref().is_some_and(|found| found.fault == explain::Fault::Constant) {
        return challenge.to_owned();
    }
    let layers = alone.as_ref().and_then(|_| Layers::of(challenge));
    let mut good_enough = None;
    let mut alike = 0;
    for attempt in 0..MOST_DRAWS {
        let other = match &layers {
            Some(layers) => within(layers, attempt, fresh).unwrap_or_default(),
            None => fresh(challenge, attempt),
        };
        if specials(&other) == specials(challenge)
            && other.chars().count() == challenge.chars().count()
            && is_alike(alone.as_ref(), explain::challenge_alone(&other).as_ref())
        {
            alike += 1;
            if is_apart(challenge, &other) || alike == MOST_ALIKE {
                return other;
            }
            good_enough.get_or_insert(other);
        }
    }
    good_enough.unwrap_or_else(|| fresh(challenge, 0))
}

/// How many draws that are explained alike may have a piece of the challenge.
const MOST_ALIKE: u32 = 16;

/// Replaces the innermost bytes: a text as it is, others through their hexadecimal digits.
fn within(layers: &Layers, attempt: u32, fresh: &mut dyn FnMut(&str, u32) -> String) -> Option<String> {
    match std::str::from_utf8(layers.inner()) {
        Ok(text) if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) => {
            layers.wrap(fresh(text, attempt).as_bytes())
        }
        _ => {
            let digits = fresh(&data_encoding::HEXLOWER.encode(layers.inner()), attempt);
            layers.wrap(&data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?)
        }
    }
}
