//! Keeps what may be part of a login, and puts it in the order of time.

use std::collections::{BTreeMap, VecDeque};

use crate::capture::{Audience, Exchange, Outline, Record, Response, Understood};
use jiff::Timestamp;

use crate::disclose::{Credentials, Secret};
use crate::flow::link::leak::Watch;
use crate::flow::link::relevance::{self, Relevance};
use crate::flow::link::{self, order};
use crate::flow::message::page;
use crate::flow::statement::{self, Heard, Reading};
use crate::flow::{BearerUse, Seen, Traffic};

/// Takes the exchanges of a capture one at a time.
#[derive(Default)]
pub struct Collector {
    input: u32,
    kept: Vec<Kept>,
    /// The last exchanges that only mean something beside a message of a login.
    before: VecDeque<Kept>,
    /// How many of them are kept behind the last message.
    follow: usize,
    /// How many pages are kept behind the last message, whatever their address.
    pages: usize,
    /// The last use of each access token.
    uses: BTreeMap<String, Kept>,
    allow_origin_seen: bool,
    searched: Vec<u8>,
    watch: Watch,
    heard: Heard,
    credentials: Credentials,
}

/// An exchange that may matter.
pub(crate) struct Kept {
    pub(crate) exchange: Exchange,
    /// The input that it is from.
    pub(crate) input: u32,
}

impl Kept {
    /// Returns where it is, as the message at this position in the order of time.
    pub(crate) fn seen(&self, order: usize) -> Seen {
        let exchange = &self.exchange;
        Seen {
            input: self.input,
            exchange: exchange.number,
            at: exchange.request.url.place(0),
            time: exchange.started,
            date: exchange.response.as_ref().and_then(date),
            order,
        }
    }
}

fn date(response: &Response) -> Option<Timestamp> {
    let date = response.header("date")?.as_str();
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    parser.parse_timestamp(date.trim()).ok()
}

impl Audience for Collector {
    /// Wants whatever may be part of a login, tokens that are used, codes that are told to others, and the first answer that allows an origin.
    fn wants(&mut self, outline: &Outline<'_>) -> Option<usize> {
        relevance::longest_body(outline, &mut self.searched).or_else(|| {
            let is_use = relevance::may_hold_credential(outline, &mut self.searched);
            let allows = !self.allow_origin_seen && relevance::has(outline.response_headers, &relevance::ALLOW);
            let is_page = self.pages > 0 && relevance::may_be_page(outline);
            (is_use || allows || is_page || self.watch.may_leak(outline)).then_some(if is_page {
                relevance::LONGEST_PAGE
            } else {
                0
            })
        })
    }

    /// Takes what a record states of a login that failed.
    fn states(&mut self, record: &Record, number: usize) -> Understood {
        self.heard.count();
        match statement::read(record) {
            None => Understood::No,
            Some(Reading::Aside) => Understood::Aside,
            Some(Reading::Stated(stated)) => {
                let is_whole = stated.is_whole();
                let is_new = self.heard.take(*stated, record, self.input, number);
                match (is_whole, is_new) {
                    (false, _) => Understood::No,
                    (true, true) => Understood::Exchange,
                    (true, false) => Understood::Aside,
                }
            }
        }
    }

    /// Keeps an exchange if it may be part of a login.
    fn take(&mut self, mut exchange: Exchange) {
        let response = exchange.response.as_ref();
        self.allow_origin_seen |=
            response.is_some_and(|response| response.header("access-control-allow-origin").is_some());
        self.watch.look(&exchange, self.input);
        self.credentials.learn(&exchange);
        let relevance = relevance::relevance(&exchange);
        if matches!(relevance, Relevance::Message | Relevance::Perhaps) {
            self.watch.learn(&exchange);
        }
        relevance::shorten(&mut exchange, relevance);
        let input = self.input;
        let kept = Kept { exchange, input };
        match relevance {
            Relevance::Message => {
                self.kept.extend(self.before.drain(..));
                self.kept.push(kept);
                self.follow = AROUND;
                self.pages = PAGES;
            }
            Relevance::Perhaps => {
                self.kept.push(kept);
                self.pages = PAGES;
            }
            Relevance::Context if self.follow > 0 => {
                self.follow -= 1;
                self.kept.push(kept);
            }
            Relevance::Context => {
                if self.before.len() == AROUND {
                    self.before.pop_front();
                }
                self.before.push_back(kept);
            }
            Relevance::None if self.pages > 0 && page::visit(&kept.exchange, kept.seen(0)).is_some() => {
                self.pages -= 1;
                self.kept.push(kept);
            }
            Relevance::None => self.note_use(kept),
        }
    }

    /// Says that the exchanges that follow are from another input, whose clock may be another one.
    fn next_input(&mut self) {
        self.input += 1;
    }
}

impl Collector {
    /// Links what was kept.
    pub fn finish(mut self) -> Traffic {
        self.kept.extend(self.before);
        self.kept.extend(self.uses.into_values());
        order::sort(&mut self.kept);
        let bearer_uses = self
            .kept
            .iter()
            .enumerate()
            .filter_map(|(order, kept)| {
                let status = kept.exchange.response.as_ref().and_then(|response| response.status);
                Some((Secret::new(bearer(&kept.exchange)?), BearerUse { order, is_refused: status == Some(401) }))
            })
            .collect();
        Traffic {
            bearer_uses,
            credentials: self.credentials,
            leaks: self.watch.leaks,
            allow_origin_seen: self.allow_origin_seen,
            ..link::traffic(&self.kept, self.heard.statements)
        }
    }

    /// Keeps that a token was used, and forgets its uses before.
    fn note_use(&mut self, mut kept: Kept) {
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
        if self.uses.get(&token).is_none_or(|last| when(last) < when(&kept)) {
            self.uses.insert(token, kept);
        }
    }
}

fn bearer(exchange: &Exchange) -> Option<&str> {
    let (scheme, token) = exchange.request.header("authorization")?.as_str().split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("dpop")).then(|| token.trim())
}

/// How many exchanges on either side of a message are kept for what they may say about it.
const AROUND: usize = 64;

/// How many pages are kept behind a message for what they may say of how it ended.
const PAGES: usize = 8;
