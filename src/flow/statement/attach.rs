//! Gives each statement to the login that it is about.

use std::collections::BTreeMap;

use crate::capture::{Evidence, Text};
use crate::flow::link::collect::Kept;
use crate::flow::statement::Statement;
use crate::flow::{Flow, Seen, TokenExchange};
use crate::oauth::part::{Component, Message};
use crate::oauth::{Answer, Grant, Params};
use crate::providers::Check;

/// Gives statements to logins: one of a token request to a request that was refused at the same time and place, one of the client
/// to the login before it. What fits none is a login of its own.
pub(crate) fn attach(statements: Vec<Statement>, kept: &[Kept], flows: &mut Vec<Flow>) {
    if statements.is_empty() {
        return;
    }
    let orders: BTreeMap<(u32, usize), usize> =
        kept.iter().enumerate().map(|(order, kept)| ((kept.input, kept.exchange.number), order)).collect();
    let index = Index::new(flows);
    for mut statement in statements {
        let place = (statement.seen.input, statement.seen.exchange);
        statement.seen.order = orders.range(..=place).next_back().map_or(0, |(_, order)| *order);
        match index.login_of(&statement, flows) {
            Some(flow) => flows[flow].statements.push(statement),
            None => flows.push(login(statement)),
        }
    }
}

/// Where the messages of the logins stand.
struct Index {
    /// The token requests by their inputs and numbers.
    tokens: BTreeMap<(u32, usize), usize>,
    /// The refused token requests by their times, in milliseconds.
    times: BTreeMap<(i64, usize), usize>,
    /// Where each login begins and ends, by the inputs and numbers of its messages.
    last: BTreeMap<(u32, usize), usize>,
}

impl Index {
    fn new(flows: &[Flow]) -> Self {
        let mut index = Self { tokens: BTreeMap::new(), times: BTreeMap::new(), last: BTreeMap::new() };
        let place = |seen: &Seen| (seen.input, seen.exchange);
        for (at, flow) in flows.iter().enumerate() {
            for token in flow.tokens.iter().filter(|token| !token.succeeded() && !token.proposed) {
                index.tokens.insert(place(&token.seen), at);
                if let Some(time) = token.seen.time {
                    index.times.insert((time.as_millisecond(), token.seen.exchange), at);
                }
            }
            let authorize = flow.authorize.iter().map(|authorize| &authorize.seen);
            let responses = flow.responses.iter().map(|response| &response.seen);
            let messages = authorize.chain(responses).chain(flow.tokens.iter().map(|token| &token.seen));
            index.last.extend(messages.map(|seen| (place(seen), at)));
        }
        index
    }

    fn login_of(&self, statement: &Statement, flows: &[Flow]) -> Option<usize> {
        let (input, number) = (statement.seen.input, statement.seen.exchange);
        let fits = |flow: usize| {
            let known = flows[flow].client_id();
            let stated = statement.facts.client_id.as_ref();
            stated.is_none() || known.is_none() || known.as_ref() == stated
        };
        if statement.check != Check::Token {
            let mut before = self.last.range((input, 0)..=(input, number + 1)).rev();
            return before.next().map(|(_, flow)| *flow).filter(|&flow| fits(flow));
        }
        let near = number.saturating_sub(NEAR)..=number + NEAR;
        let beside = self.tokens.range((input, *near.start())..=(input, *near.end())).map(|(_, flow)| *flow);
        let in_time = |flow: &usize| flows[*flow].tokens.iter().any(|token| is_at_once(statement, &token.seen));
        beside.filter(|flow| fits(*flow)).find(in_time).or_else(|| {
            // Another input: a server's log beside a recording of the client.
            let time = statement.time()?.as_millisecond();
            let client = statement.facts.client_id.as_ref()?;
            let during = self.times.range((time - CLOCKS, 0)..=(time + CLOCKS, usize::MAX)).map(|(_, flow)| *flow);
            let mut of_client = during.filter(|&flow| flows[flow].client_id().as_ref() == Some(client));
            of_client.next()
        })
    }
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
        flow.tokens.push(request(&statement));
    }
    flow.statements.push(statement);
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
        evidence: Evidence::Stated,
        ..TokenExchange::default()
    }
}

/// How many exchanges may stand between a statement and the request that it is about.
const NEAR: usize = 2;
/// How far apart the times of a statement and a request of one failure may be, in milliseconds.
const CLOCKS: i64 = 5000;
