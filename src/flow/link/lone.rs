//! Token requests that belong to no login in the capture, and to none of each other.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::flow::link::fold::{FIRST, Known};
use crate::flow::link::shape::{self, Scale};
use crate::flow::{Flow, Seen, TokenExchange};

/// Counts lone token requests of a shape that was seen before, where there are more logins than anyone reads.
#[derive(Default)]
pub(crate) struct Lone {
    /// The logins that were made of one token request each.
    known: Known,
    /// The codes of those that were counted.
    codes: HashSet<u64>,
    folded: Vec<FoldedToken>,
}

/// A token request that was counted as one like that of a login.
pub(crate) struct FoldedToken {
    pub(crate) seen: Seen,
    /// The position of that login.
    pub(crate) like: usize,
    /// More was counted to that login since.
    pub(crate) is_rough: bool,
}

impl Lone {
    /// Takes a token request that no login fits. Returns whether it was counted; else the caller makes a login of it, as the next of these.
    pub(crate) fn count(&mut self, token: &TokenExchange, flows: &[Flow]) -> bool {
        let is_lasting = token.answer.access_token.is_some() || token.answer.refresh_token.is_some();
        if is_lasting || token.succeeded() {
            return false;
        }
        let fine = shape::of_token(token, Scale::Fine);
        let rough = || shape::of_token(token, Scale::Rough);
        let end = || hash(token.grant().as_str());
        let like = if flows.len() < FIRST { None } else { self.known.like(fine, rough, end) };
        let Some((like, is_rough)) = like else {
            self.known.learn(fine, rough(), end(), flows.len());
            return false;
        };
        // The same code again is no other login.
        let is_new = token.params.filled("code").is_none_or(|code| self.codes.insert(hash(&code.value)));
        if is_new {
            let is_rough = is_rough || flows[like].tokens.len() > 1;
            self.folded.push(FoldedToken { seen: token.seen, like, is_rough });
        }
        true
    }

    pub(crate) fn into_folded(self) -> Vec<FoldedToken> {
        self.folded
    }
}

fn hash(value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
