//! Keeps what may be part of a login, and puts it in the order of time.

use std::collections::VecDeque;

use crate::capture::{Audience, Exchange, Outline, Record, Response, Understood};
use jiff::Timestamp;

use crate::disclose::{Credentials, Secret};
use crate::flow::link::documents::Documents;
use crate::flow::link::leak::Watch;
use crate::flow::link::recent::Recent;
use crate::flow::link::relevance::{self, Relevance};
use crate::flow::link::uses::{self, Uses};
use crate::flow::link::{self, order};
use crate::flow::message::page;
use crate::flow::statement::{self, Heard, Reading};
use crate::flow::{BearerUse, Seen, Traffic};

/// Takes the exchanges of a capture one at a time.
#[derive(Default)]
pub struct Collector {
    input: u32,
    kept: Vec<Kept>,
    /// The last of those that may be part of a login and stand near no message.
    perhaps: Recent,
    /// The last exchanges that only mean something beside a message of a login.
    before: VecDeque<Kept>,
    /// How many of them are kept behind the last message.
    follow: usize,
    /// How many of those that may be part of a login are kept behind the last message, however many follow.
    near: usize,
    /// How many pages are kept behind the last message, whatever their address.
    pages: usize,
    uses: Uses,
    documents: Documents,
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
    /// How many exchanges before it tell the same, and are not kept.
    pub(crate) earlier: usize,
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
            let is_refusing = self.uses.is_refusing(outline.url);
            (is_use || allows || is_refusing || is_page || self.watch.may_leak(outline)).then_some(if is_page {
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
    fn take(&mut self, exchange: Exchange) {
        self.hear(exchange);
    }

    /// Says that the exchanges that follow are from another input, whose clock may be another one.
    fn next_input(&mut self) {
        self.input += 1;
    }
}

impl Collector {
    /// Takes an exchange. Returns whether it tells something that is not told by those that are [kept](Self::kept): a use of a token
    /// that is only counted, a leak, the first answer that allows an origin.
    pub(crate) fn hear(&mut self, mut exchange: Exchange) -> bool {
        let known = (self.allow_origin_seen, self.watch.leaks.len());
        let response = exchange.response.as_ref();
        self.allow_origin_seen |=
            response.is_some_and(|response| response.header("access-control-allow-origin").is_some());
        self.watch.look(&exchange, self.input);
        let is_new = known != (self.allow_origin_seen, self.watch.leaks.len());
        self.credentials.learn(&exchange);
        self.uses.learn_refusal(&exchange);
        let relevance = relevance::relevance(&exchange);
        if matches!(relevance, Relevance::Message | Relevance::Response | Relevance::Perhaps) {
            self.watch.learn(&exchange);
        }
        if relevance == Relevance::Message {
            self.uses.learn(&exchange);
        }
        relevance::shorten(&mut exchange, relevance);
        let input = self.input;
        let kept = Kept { exchange, input, earlier: 0 };
        if let Some(stated) = statement::read_resource(&kept.exchange, kept.seen(0)) {
            self.heard.take_of_resource(stated);
            return true;
        }
        let mut is_counted = false;
        match relevance {
            Relevance::Message if self.documents.is_known(&kept.exchange) => {}
            Relevance::Message => {
                self.kept.extend(self.before.drain(..));
                self.kept.extend(self.perhaps.take_last(AROUND));
                self.kept.push(kept);
                self.follow = AROUND;
                self.near = AROUND;
                self.pages = PAGES;
            }
            Relevance::Response => {
                self.kept.push(kept);
                self.pages = PAGES;
            }
            Relevance::Perhaps => {
                self.pages = PAGES;
                if self.near > 0 {
                    self.near -= 1;
                    self.kept.push(kept);
                } else {
                    self.perhaps.push(kept);
                }
            }
            Relevance::Document => {
                if self.documents.has_room() {
                    self.kept.push(kept);
                }
            }
            Relevance::Use => {
                if self.uses.is_first_in_url(&kept.exchange) {
                    self.kept.push(kept);
                } else {
                    is_counted = self.uses.note(kept);
                }
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
            Relevance::None => is_counted = self.uses.note(kept),
        }
        is_new || is_counted
    }

    /// Returns the exchanges of an input, the first of which is 0, that are kept so far: what is left of them.
    pub(crate) fn kept(&self, input: u32) -> impl Iterator<Item = &Exchange> {
        let kept = self.kept.iter().chain(&self.before).chain(self.perhaps.all());
        kept.filter(move |kept| kept.input == input).map(|kept| &kept.exchange)
    }

    /// Links what was kept.
    pub fn finish(mut self) -> Traffic {
        self.kept.extend(self.before);
        self.kept.extend(self.perhaps.into_all());
        self.kept.extend(self.uses.into_all());
        order::sort(&mut self.kept);
        let bearer_uses = self
            .kept
            .iter()
            .enumerate()
            .filter_map(|(order, kept)| {
                let status = kept.exchange.response.as_ref().and_then(|response| response.status);
                Some((Secret::new(uses::bearer(&kept.exchange)?), BearerUse { order, is_refused: status == Some(401) }))
            })
            .collect();
        Traffic {
            bearer_uses,
            credentials: self.credentials,
            leaks: self.watch.leaks,
            allow_origin_seen: self.allow_origin_seen,
            ..link::traffic(self.kept, self.heard.statements)
        }
    }
}

/// How many exchanges on either side of a message are kept for what they may say about it.
const AROUND: usize = 64;

/// How many pages are kept behind a message for what they may say of how it ended.
const PAGES: usize = 8;
