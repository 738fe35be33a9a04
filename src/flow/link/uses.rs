//! Uses of access tokens: what tells that a token reached the client.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::capture::Exchange;
use crate::flow::link::collect::Kept;
use crate::flow::link::relevance;

/// The last use of each token that the capture shows being issued, and of some that it does not, or not yet.
#[derive(Default)]
pub(crate) struct Uses {
    last: BTreeMap<String, Kept>,
    issued: HashSet<u64>,
    /// The tokens whose issue was not seen before their use, the oldest first.
    strangers: VecDeque<String>,
    in_urls: HashSet<u64>,
}

impl Uses {
    /// Learns the tokens that a message hands out.
    pub(crate) fn learn(&mut self, exchange: &Exchange) {
        self.issued.extend(relevance::tokens_issued(exchange).into_iter().map(hash));
    }

    /// Returns whether an exchange is the first with the token in its query: later ones tell nothing more.
    pub(crate) fn is_first_in_url(&mut self, exchange: &Exchange) -> bool {
        let Some(token) = relevance::token_in(exchange.request.url.as_str()).map(hash) else {
            return false;
        };
        (self.in_urls.len() < MOST || self.issued.contains(&token)) && self.in_urls.insert(token)
    }

    /// Keeps that a token was used, and forgets its uses before.
    pub(crate) fn note(&mut self, mut kept: Kept) {
        let Some(token) = bearer(&kept.exchange).map(str::to_owned) else {
            return;
        };
        if let Some(response) = &mut kept.exchange.response {
            response.headers.clear();
            response.body = None;
        }
        kept.exchange.request.body = None;
        relevance::keep_telling(&mut kept.exchange.request.headers);
        let when = |kept: &Kept| (kept.input, kept.exchange.started, kept.exchange.number);
        if self.last.get(&token).is_some_and(|last| when(last) >= when(&kept)) {
            return;
        }
        if !self.last.contains_key(&token) && !self.issued.contains(&hash(&token)) {
            self.strangers.push_back(token.clone());
            if self.strangers.len() > MOST {
                let oldest = self.strangers.pop_front();
                if let Some(oldest) = oldest.filter(|oldest| !self.issued.contains(&hash(oldest))) {
                    self.last.remove(&oldest);
                }
            }
        }
        self.last.insert(token, kept);
    }

    pub(crate) fn into_all(self) -> impl Iterator<Item = Kept> {
        self.last.into_values()
    }
}

/// Returns the token of an `Authorization` header.
pub(crate) fn bearer(exchange: &Exchange) -> Option<&str> {
    let (scheme, token) = exchange.request.header("authorization")?.as_str().split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("dpop")).then(|| token.trim())
}

fn hash(token: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    hasher.finish()
}

/// Of how many tokens that nobody was seen to issue the uses are kept.
const MOST: usize = 4096;
