//! Gives each statement to the login that it is about.

use std::collections::BTreeMap;

use crate::capture::{EvidenceLevel, Place, Text};
use crate::flow::link::collect::Kept;
use crate::flow::statement::Statement;
use crate::flow::{Flow, Seen, TokenExchange};
use crate::oauth::part::{Component, Message};
use crate::oauth::{Answer, Grant, Params};
use crate::providers::{Cause, Check};

/// Gives statements to logins: one of a token request to a request that was refused at the same time and place, one of the client
/// to the login before it. What fits none is a login of its own.
pub(crate) fn attach(statements: Vec<Statement>, kept: &[Stand], flows: &mut Vec<Flow>) {
    if statements.is_empty() {
        return;
    }
    let orders: BTreeMap<(u32, usize), usize> =
        kept.iter().enumerate().map(|(order, kept)| ((kept.input, kept.number), order)).collect();
    let index = Index::new(flows, kept);
    let mut of_resources = Vec::new();
    for mut statement in statements {
        // What a resource says begins a login, or ends one that the recording shows: it is a failure of its own only where there is none.
        if statement.check == Check::Resource {
            of_resources.push(statement);
            continue;
        }
        let place = (statement.seen.input, statement.seen.exchange);
        statement.seen.order = orders.range(..=place).next_back().map_or(0, |(_, order)| *order);
        match index.login_of(&statement, flows) {
            Some(flow) => flows[flow].statements.push(statement),
            None => flows.push(login(statement)),
        }
    }
    if flows.is_empty() {
        flows.extend(of_resources.into_iter().min_by_key(|statement| statement.about().len() != 1).map(login));
    }
}

/// Where an exchange stands.
pub(crate) struct Stand {
    input: u32,
    number: usize,
    at: Place,
}

impl Stand {
    pub(crate) fn of(kept: &Kept) -> Self {
        Self { input: kept.input, number: kept.exchange.number, at: kept.exchange.at }
    }
}

/// Where the messages of the logins stand.
struct Index {
    /// The refused token requests by where they stand.
    tokens: BTreeMap<Place, usize>,
    /// The refused token requests by their times, in milliseconds.
    times: BTreeMap<(i64, usize), usize>,
    /// All messages of logins by where they stand.
    messages: BTreeMap<Place, usize>,
}

impl Index {
    fn new(flows: &[Flow], kept: &[Stand]) -> Self {
        let places: BTreeMap<usize, Place> = kept.iter().map(|kept| (kept.number, kept.at)).collect();
        let place = |seen: &Seen| places.get(&seen.exchange).copied();
        let mut index = Self { tokens: BTreeMap::new(), times: BTreeMap::new(), messages: BTreeMap::new() };
        for (at, flow) in flows.iter().enumerate() {
            for token in flow.tokens.iter().filter(|token| !token.succeeded() && !token.proposed) {
                index.tokens.extend(place(&token.seen).map(|place| (place, at)));
                let time = token.seen.time.map(|time| (time.as_millisecond(), token.seen.exchange));
                index.times.extend(time.map(|time| (time, at)));
            }
            let authorize = flow.authorize.iter().map(|authorize| &authorize.seen);
            let responses = flow.responses.iter().map(|response| &response.seen);
            let messages = authorize.chain(responses).chain(flow.tokens.iter().map(|token| &token.seen));
            index.messages.extend(messages.filter_map(|seen| Some((place(seen)?, at))));
        }
        index
    }

    fn login_of(&self, statement: &Statement, flows: &[Flow]) -> Option<usize> {
        let fits = |flow: &usize| {
            let known = flows[*flow].client_id();
            let stated = statement.facts.client_id.as_ref();
            stated.is_none() || known.is_none() || known.as_ref() == stated
        };
        let is_of_token = statement.check == Check::Token;
        // A client that refuses the `state` asks for no token.
        let is_of_state = statement.check == Check::Client && is_about_state(statement);
        let fits = |flow: &usize| fits(flow) && !(is_of_state && was_refused(&flows[*flow]));
        let messages = if is_of_token { &self.tokens } else { &self.messages };
        let in_time = |flow: &usize| {
            let mut tokens = flows[*flow].tokens.iter();
            !is_of_token || tokens.any(|token| is_at_once(statement, &token.seen))
        };
        let beside = statement.seen.at.and_then(|at| {
            let line = |line: u64| Place { line, column: 0, ..at };
            let around = line(at.line.saturating_sub(NEAR))..line(at.line + NEAR);
            let near = messages.range(around).filter(|(_, flow)| fits(flow) && in_time(flow));
            near.min_by_key(|(place, _)| place.line.abs_diff(at.line)).map(|(_, flow)| *flow)
        });
        beside.or_else(|| {
            // Another input: a server's log beside a recording of the client.
            let time = statement.time().filter(|_| is_of_token)?.as_millisecond();
            let client = statement.facts.client_id.as_ref()?;
            let mut during = self.times.range((time - CLOCKS, 0)..=(time + CLOCKS, usize::MAX)).map(|(_, flow)| *flow);
            during.find(|&flow| flows[flow].client_id().as_ref() == Some(client))
        })
    }
}

/// Returns whether a statement is about the `state` alone.
fn is_about_state(statement: &Statement) -> bool {
    let is_state = |cause: &Cause| matches!(cause, Cause::StateLost | Cause::StateMismatch | Cause::StateMissing);
    !statement.about().is_empty() && statement.about().iter().all(is_state)
}

/// Returns whether the client of a login asked for a token and got none.
fn was_refused(flow: &Flow) -> bool {
    flow.tokens.iter().any(TokenExchange::refused) && !flow.tokens.iter().any(TokenExchange::succeeded)
}

/// Returns whether the times of a statement and a message do not contradict that they are of one failure.
fn is_at_once(statement: &Statement, seen: &Seen) -> bool {
    let times = statement.time().zip(seen.time);
    times.is_none_or(|(a, b)| (a.as_millisecond() - b.as_millisecond()).abs() <= CLOCKS)
}

/// Makes a login of what is only stated.
fn login(statement: Statement) -> Flow {
    let grant = statement.grant().unwrap_or(Grant::AuthorizationCode);
    let mut flow = Flow::new(grant);
    if statement.check == Check::Token {
        flow.tokens = vec![request(&statement)];
    }
    // A vector that grows by itself makes room for four.
    flow.statements = vec![statement];
    flow
}

/// Makes the token request that a statement is about: nothing is claimed of what it lacked.
fn request(statement: &Statement) -> TokenExchange {
    let facts = &statement.facts;
    let grant = facts.grant.and_then(Grant::grant_type).map(str::to_owned);
    let named = [
        ("grant_type", grant),
        ("client_id", facts.client_id.clone()),
        ("redirect_uri", facts.got.clone().filter(|got| got.contains("://")).or(facts.redirect_uri.clone())),
    ];
    let text = |text: &str| Text::new(text.to_owned(), Vec::new());
    let known: Vec<(Text, Text)> =
        named.into_iter().filter_map(|(name, value)| Some((text(name), text(&value?)))).collect();
    TokenExchange {
        seen: statement.seen,
        method: facts.method.clone().unwrap_or_else(|| "POST".to_owned()),
        endpoint: facts.url.clone().unwrap_or_default(),
        params: Params::from_list(&known, false, Message::TokenRequest.at(Component::Body)),
        answer: Answer {
            status: facts.status,
            error: facts.error.clone(),
            description: facts.description.clone().or_else(|| facts.error.is_some().then(|| statement.said.clone())),
            ..Answer::default()
        },
        excerpt: true,
        evidence: EvidenceLevel::Stated,
        is_body_verbatim: false,
        has_all_headers: false,
        ..TokenExchange::default()
    }
}

/// How many lines may stand between a statement and the request that it is about.
const NEAR: u64 = 40;
/// How far apart the times of a statement and a request of one failure may be, in milliseconds.
const CLOCKS: i64 = 5000;
