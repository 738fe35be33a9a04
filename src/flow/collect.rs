//! Keeps what may be part of a login, and puts it in the order of time.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use crate::capture::{Audience, Exchange, Outline, Text};
use crate::flow::keep::{self, Relevance};
use crate::flow::{Traffic, link};
use crate::oauth::Secret;

/// Takes the exchanges of a capture one at a time.
#[derive(Default)]
pub struct Collector {
    kept: Vec<Exchange>,
    /// The last use of each access token.
    uses: BTreeMap<String, Use>,
    allow_origin_seen: bool,
    /// The last exchanges that only mean something beside a message of a login.
    before: VecDeque<Exchange>,
    /// How many of them are kept behind the last message.
    follow: usize,
    searched: Vec<u8>,
}

impl Audience for Collector {
    /// Wants whatever may be part of a login, tokens that are used, and the first answer that allows an origin.
    fn wants(&mut self, outline: &Outline<'_>) -> bool {
        keep::may_be_relevant(outline, &mut self.searched)
            || keep::has(outline.request_headers, b"uthorization\"")
            || (!self.allow_origin_seen && keep::has(outline.response_headers, b"llow-"))
    }

    /// Keeps an exchange if it may be part of a login.
    fn take(&mut self, mut exchange: Exchange) {
        let response = exchange.response.as_ref();
        self.allow_origin_seen |=
            response.is_some_and(|response| response.header("access-control-allow-origin").is_some());
        if let Some(token) = exchange.request.header("authorization").and_then(bearer) {
            let this = Use {
                started: exchange.started,
                number: exchange.number,
            };
            let last = self.uses.entry(token).or_insert(this);
            *last = this.max(*last);
        }
        let relevance = keep::relevance(&exchange);
        keep::shorten(&mut exchange, relevance);
        match relevance {
            Relevance::Message => {
                self.kept.extend(self.before.drain(..));
                self.kept.push(exchange);
                self.follow = AROUND;
            }
            Relevance::Context if self.follow > 0 => {
                self.follow -= 1;
                self.kept.push(exchange);
            }
            Relevance::Context => {
                if self.before.len() == AROUND {
                    self.before.pop_front();
                }
                self.before.push_back(exchange);
            }
            Relevance::None => {}
        }
    }
}

impl Collector {
    /// Links what was kept.
    pub fn finish(self) -> Traffic {
        let mut exchanges = self.kept;
        exchanges.extend(self.before);
        sort_by_time(&mut exchanges);
        let order = |last: &Use| {
            exchanges.partition_point(|exchange| (exchange.started, exchange.number) <= (last.started, last.number))
        };
        let bearer_uses = self.uses.iter();
        let bearer_uses = bearer_uses
            .map(|(token, last)| (order(last), Secret::new(token)))
            .collect();
        Traffic {
            bearer_uses,
            allow_origin_seen: self.allow_origin_seen,
            ..link::traffic(&exchanges)
        }
    }
}

/// When an access token was used last.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Use {
    started: Option<Timestamp>,
    number: usize,
}

/// An exchange without a time stands where the one before it does.
fn sort_by_time(exchanges: &mut [Exchange]) {
    exchanges.sort_by_key(|exchange| exchange.number);
    let mut last = None;
    for exchange in exchanges.iter_mut() {
        exchange.started = exchange.started.or(last);
        last = exchange.started;
    }
    // Firefox and Chrome list the preflight after the request that it guards, mitmproxy lists a callback after the token
    // request that its server made: the file's order is not the order of events.
    exchanges.sort_by_key(|exchange| exchange.started);
}

fn bearer(authorization: &Text) -> Option<String> {
    let (scheme, token) = authorization.as_str().split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("dpop")).then(|| token.trim().to_owned())
}

/// How many exchanges on either side of a message are kept for what they may say about it.
const AROUND: usize = 128;
