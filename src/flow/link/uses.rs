//! Uses of access tokens: what tells that a token reached the client, and what a resource made of it.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use oauth_doctor_wire::url::UrlParts;

use crate::capture::Exchange;
use crate::flow::link::collect::Kept;
use crate::flow::link::relevance;
use crate::flow::message::resource;

/// The last uses of each token that the capture shows being issued, and of some that it does not, or not yet; and the last refusals
/// of requests that carry none.
#[derive(Default)]
pub(crate) struct Uses {
    last: BTreeMap<String, Vec<(Use, Kept)>>,
    /// The last refusal of a request without a token, by its URL.
    refused: BTreeMap<String, Kept>,
    /// Where requests without a token were refused.
    refusing: HashSet<String>,
    /// The last request to such a URL that was granted, and shows no token.
    granted: BTreeMap<String, Kept>,
    issued: HashSet<u64>,
    /// The tokens whose issue was not seen before their use, the oldest first.
    strangers: VecDeque<String>,
    in_urls: HashSet<u64>,
}

/// What uses of a token have in common of which the last tells enough: where it went, and what came of it.
#[derive(Debug, Default, Eq, PartialEq)]
struct Use {
    origin: String,
    end: Option<End>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum End {
    Granted,
    Refused,
    /// `UserInfo` (OpenID Connect Core §5.3), which tells who the user is.
    UserInfo,
    Redirected,
    Other,
}

impl Use {
    fn of(exchange: &Exchange) -> Self {
        let url = UrlParts::parse(exchange.request.url.as_str());
        let end = match exchange.response.as_ref().and_then(|response| response.status) {
            Some(200..=299) if resource::is_user_info(exchange) => End::UserInfo,
            Some(200..=299) => End::Granted,
            Some(300..=399) => End::Redirected,
            Some(400 | 401 | 403) => End::Refused,
            _ => End::Other,
        };
        Self { origin: url.origin(), end: Some(end) }
    }
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

    /// Keeps that a token was used, or that a request without one was refused, and forgets what tells no more than that. Returns
    /// whether it counts.
    pub(crate) fn note(&mut self, mut kept: Kept) -> bool {
        let token = bearer(&kept.exchange).map(str::to_owned);
        shorten(&mut kept.exchange);
        let Some(token) = token else {
            return self.note_refusal(kept);
        };
        if !self.last.contains_key(&token) && !self.issued.contains(&hash(&token)) {
            self.strangers.push_back(token.clone());
            if self.strangers.len() > MOST {
                let oldest = self.strangers.pop_front();
                if let Some(oldest) = oldest.filter(|oldest| !self.issued.contains(&hash(oldest))) {
                    self.last.remove(&oldest);
                }
            }
        }
        let uses = self.last.entry(token).or_default();
        let mut of = Use::of(&kept.exchange);
        if uses.len() >= MOST_OF_ONE && uses.iter().all(|(known, _)| *known != of) {
            of = Use::default();
        }
        if let Some((_, last)) = uses.iter_mut().find(|(known, _)| *known == of) {
            replace_earlier(last, kept);
        } else {
            // Most tokens have one use, or two.
            uses.reserve_exact(1);
            uses.push((of, kept));
        }
        true
    }

    fn note_refusal(&mut self, kept: Kept) -> bool {
        let url = UrlParts::parse(kept.exchange.request.url.as_str()).base.to_owned();
        if !self.refusing.contains(&url) {
            return false;
        }
        let notes = if resource::is_refusal(&kept.exchange) {
            &mut self.refused
        } else if resource::is_granted(&kept.exchange) {
            &mut self.granted
        } else {
            return false;
        };
        keep_later(notes, url, kept);
        true
    }

    /// Learns where a request without a token is refused.
    pub(crate) fn learn_refusal(&mut self, exchange: &Exchange) {
        if self.refusing.len() < MOST_REFUSED && bearer(exchange).is_none() && resource::is_refusal(exchange) {
            self.refusing.insert(UrlParts::parse(exchange.request.url.as_str()).base.to_owned());
        }
    }

    /// Returns whether a URL, as it stands in a file, is one where a request without a token was refused.
    pub(crate) fn is_refusing(&self, url: &[u8]) -> bool {
        let url = url.strip_prefix(b"\"").unwrap_or(url);
        let end = memchr::memchr3(b'?', b'#', b'"', url).unwrap_or(url.len());
        !self.refusing.is_empty() && std::str::from_utf8(&url[..end]).is_ok_and(|url| self.refusing.contains(url))
    }

    pub(crate) fn into_all(self) -> impl Iterator<Item = Kept> {
        let uses = self.last.into_values().flatten().map(|(_, kept)| kept);
        uses.chain(self.refused.into_values()).chain(self.granted.into_values())
    }
}

fn keep_later(known: &mut BTreeMap<String, Kept>, url: String, kept: Kept) {
    match known.get_mut(&url) {
        Some(last) => replace_earlier(last, kept),
        None => drop(known.insert(url, kept)),
    }
}

/// Puts a use in the place of the last one like it, if it is later, and counts the other.
fn replace_earlier(last: &mut Kept, mut kept: Kept) {
    let when = |kept: &Kept| (kept.input, kept.exchange.started, kept.exchange.number);
    if when(last) < when(&kept) {
        kept.earlier = last.earlier + 1;
        *last = kept;
    } else {
        last.earlier += 1;
    }
}

/// Leaves away what nobody looks at: of an answer the headers tell, and the words of a refusal.
fn shorten(exchange: &mut Exchange) {
    let tells = resource::is_user_info(exchange) || resource::is_refusal(exchange);
    exchange.request.body = None;
    relevance::keep_telling(&mut exchange.request.headers);
    if let Some(response) = &mut exchange.response {
        relevance::keep_telling(&mut response.headers);
        response.body.take_if(|_| !tells);
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

/// How many uses of one token are told apart.
const MOST_OF_ONE: usize = 32;

/// How many refusals of requests without a token are kept.
const MOST_REFUSED: usize = 512;
