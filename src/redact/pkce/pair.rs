//! How a verifier and a challenge relate, and what takes the place of both.

use super::value::{Pair, is_alike, is_public, relation, specials};
use crate::explain::{self, Explanation, Fault, PkceStep, Relation};
use crate::oauth::pkce::s256;
use crate::redact::gate::is_apart;

/// A pair, and the value that both of it are made from.
pub(super) struct Root<'a> {
    pub(super) pair: Pair<'a>,
    /// The verifier that the client had, before it altered the one that it sent.
    pub(super) original: String,
    how: How,
    alone: Option<Explanation>,
}

/// What makes the pair of the original.
enum How {
    /// The pair is nobody's secret.
    Kept,
    /// The challenge is right.
    Right,
    /// The challenge does not depend on the verifier, and is nobody's secret.
    Constant(Explanation),
    /// A known mistake.
    Mistake(Explanation),
    /// Each value was sent as the other.
    Exchanged(Explanation),
}

/// A verifier and a challenge.
pub(super) type Drawn = (String, String);

impl<'a> Root<'a> {
    /// Finds out how a pair relates; `None` if it does not.
    pub(super) fn of(pair: Pair<'a>) -> Option<Self> {
        let sent = pair.verifier;
        let (original, how) = match relation(pair) {
            Relation::Matches => (sent.to_owned(), How::Right),
            Relation::Unrelated => return None,
            Relation::Explained(found) if found.fault == Fault::Constant => (sent.to_owned(), How::Constant(found)),
            Relation::Explained(found) if found.replay(sent).as_deref() == Some(pair.challenge) => {
                (found.original(sent)?, How::Mistake(found))
            }
            Relation::Explained(found) if found.steps == [PkceStep::Swapped] => {
                (pair.challenge.to_owned(), How::Exchanged(found))
            }
            Relation::Explained(_) => return None,
        };
        let how = if is_public(&original) { How::Kept } else { how };
        let alone = match how {
            How::Mistake(_) | How::Exchanged(_) => explain::challenge_alone(pair.challenge),
            How::Kept | How::Right | How::Constant(_) => None,
        };
        Some(Self { pair, original, how, alone })
    }

    /// Returns the values by which it belongs to other pairs. A constant belongs to none.
    pub(super) fn values(&self) -> Vec<&str> {
        [self.original.as_str(), self.pair.verifier].into_iter().chain(self.made()).collect()
    }

    /// Returns the challenge that the original makes, where it does not depend on it in another way.
    pub(super) fn made(&self) -> Option<&str> {
        Some(self.pair.challenge).filter(|_| !self.keeps_challenge())
    }

    fn keeps_challenge(&self) -> bool {
        matches!(self.how, How::Kept | How::Constant(_))
    }

    /// Returns whether the verifier stays, too.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self.how, How::Kept)
    }

    /// Makes a pair of another original. `fresh` replaces what was sent around a verifier.
    pub(super) fn pair_of(&self, original: &str, fresh: &mut dyn FnMut(&str) -> String) -> Option<Drawn> {
        match &self.how {
            How::Kept => Some((self.pair.verifier.to_owned(), self.pair.challenge.to_owned())),
            How::Right => Some((original.to_owned(), s256(original))),
            How::Constant(_) => Some((original.to_owned(), self.pair.challenge.to_owned())),
            How::Exchanged(_) => Some((s256(original), original.to_owned())),
            How::Mistake(found) => {
                let sent = found.alter(&self.around(found, fresh), original)?;
                let challenge = found.challenge_of(original)?;
                Some((sent, challenge))
            }
        }
    }

    /// Returns what was sent, with other values instead of those that stand around the verifier: the signature of a cookie.
    fn around(&self, found: &Explanation, fresh: &mut dyn FnMut(&str) -> String) -> String {
        let sent = self.pair.verifier;
        let is_within = found.steps.contains(&PkceStep::Wrapped);
        let Some(start) = sent.find(&self.original).filter(|_| is_within) else {
            return sent.to_owned();
        };
        let (before, rest) = sent.split_at(start);
        let (verifier, behind) = rest.split_at(self.original.len());
        let mut other = |text: &str| {
            let parts = text.split_inclusive(|character: char| {
                !character.is_ascii_alphanumeric() && !matches!(character, '-' | '_')
            });
            let replace = |part: &str| {
                let value = part.trim_end_matches(|character: char| !character.is_ascii_alphanumeric());
                if is_random(value) { fresh(value) + &part[value.len()..] } else { part.to_owned() }
            };
            parts.map(replace).collect::<String>()
        };
        let before = other(before);
        before + verifier + &other(behind)
    }

    /// Returns whether other values are as long as those of the pair.
    pub(super) fn has_lengths_of(&self, (verifier, challenge): &Drawn) -> bool {
        let length = |text: &str| text.chars().count();
        length(verifier) == length(self.pair.verifier) && length(challenge) == length(self.pair.challenge)
    }

    /// Returns whether other values have the same special characters. They decide in which form a value is written, and which words
    /// explain it; those of a right challenge decide nothing.
    pub(super) fn has_specials_of(&self, (verifier, challenge): &Drawn) -> bool {
        matches!(self.how, How::Right)
            || specials(verifier) == specials(self.pair.verifier)
                && specials(challenge) == specials(self.pair.challenge)
    }

    /// Returns whether other values have no piece of these: one of few different characters may have some by chance.
    pub(super) fn is_apart_from(&self, (verifier, challenge): &Drawn) -> bool {
        is_apart(self.pair.verifier, verifier) && is_apart(self.pair.challenge, challenge)
    }

    /// Returns whether a check says about the other values what it says about these.
    pub(super) fn is_explained_like(&self, (verifier, challenge): &Drawn) -> bool {
        let repaired = |challenge: &str| explain::repaired_challenge(challenge).is_some();
        let original = |verifier: &str, challenge: &str| explain::original_verifier(verifier, challenge).is_some();
        let found = match &self.how {
            How::Kept | How::Right => return true,
            How::Constant(found) | How::Mistake(found) | How::Exchanged(found) => found,
        };
        let Relation::Explained(other) = relation(Pair { verifier, challenge }) else { return false };
        is_alike(Some(found), Some(&other))
            && repaired(challenge) == repaired(self.pair.challenge)
            && original(verifier, challenge) == original(self.pair.verifier, self.pair.challenge)
            && (self.keeps_challenge() || is_alike(self.alone.as_ref(), explain::challenge_alone(challenge).as_ref()))
    }
}

/// Returns whether a word is a value, and not the name of one.
fn is_random(word: &str) -> bool {
    let has = |class: fn(&u8) -> bool| word.bytes().any(|byte| class(&byte));
    let is_mixed = has(u8::is_ascii_digit) || has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    word.len() >= 16 || word.len() >= 8 && is_mixed
}
