//! Corrections that need the whole text: copies, order, answers that sentences name.

use std::collections::BTreeMap;

use super::exchanged::{Exchanged, answered, content, is_page};
use super::url;
use crate::exchange::{Body, Content, Request, Response};
use crate::text::placed::Text;
use crate::transcript::found::MessageOrigin;
use crate::transcript::page::TextPage;

/// A mail quotes the mail that it answers, so that each request is there twice; one that was sent twice has another
/// answer or is in the same part of the text.
pub(super) fn without_copies(exchanges: Vec<Exchanged>) -> Vec<Exchanged> {
    let mut kept: Vec<Exchanged> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for exchange in exchanges {
        let key = key(&exchange.request);
        let earlier = known.get(&key).and_then(|&index| kept.get_mut(index));
        let is_url = exchange.request.body.is_none() && exchange.origin == MessageOrigin::Written;
        let is_copy = |earlier: &Exchanged| {
            earlier.section != exchange.section || is_url || earlier.proposed != exchange.proposed
        };
        let told = |earlier: &Exchanged| is_same_answer(earlier.response.as_ref(), exchange.response.as_ref());
        if let Some(earlier) = earlier.filter(|earlier| is_copy(earlier) && told(earlier)) {
            earlier.response = earlier.response.take().or(exchange.response);
            earlier.proposed &= exchange.proposed;
            continue;
        }
        known.insert(key, kept.len());
        kept.push(exchange);
    }
    kept
}

/// People begin with the request that fails, and add the URLs before it below. Where a text has one of each, the order
/// is known.
pub(super) fn in_order_of_login(page: &TextPage, mut exchanges: Vec<Exchanged>) -> Vec<Exchanged> {
    let has = |exchange: &Exchanged, name: &str| {
        let url = exchange.request.url.as_str();
        is_page(exchange) && url[url::base_length(url)..].split(['?', '&', '#']).any(|pair| pair.starts_with(name))
    };
    // Its parameters may be printed as an object.
    let asks = |exchange: &Exchanged| {
        let body = exchange.request.body.as_ref().map(|body| content(&body.content));
        is_page(exchange) && body.is_some_and(|body| body.contains("response_type"))
    };
    let rank = |exchange: &Exchanged| match exchange {
        page if has(page, "response_type=") || asks(page) => 0,
        page if has(page, "code=") || has(page, "error=") => 1,
        _ => 2,
    };
    let one = |wanted: u8| exchanges.iter().filter(|exchange| rank(exchange) == wanted).count() <= 1;
    // A token request, or an error of which the text shows no request.
    let redeems = |exchange: &Exchanged| {
        let body = exchange.request.body.as_ref().map(|body| content(&body.content)).unwrap_or_default();
        let names_grant = ["grant_type=", "\"grant_type\"", "code="].iter().any(|name| body.contains(name));
        let path = exchange.request.url.as_str().split(['?', '#']).next().unwrap_or_default();
        names_grant || path.is_empty() || path.to_ascii_lowercase().contains("token")
    };
    let ranks: Vec<u8> = exchanges.iter().map(&rank).collect();
    let last_page = ranks.iter().rposition(|rank| *rank < 2).unwrap_or(0);
    let pages_in_order = ranks.iter().filter(|rank| **rank < 2).is_sorted();
    // A log tells first how the client found the server and registered there.
    let is_in_order = pages_in_order && !exchanges[..last_page].iter().any(redeems);
    // What a log says later was later.
    let clock = |exchange: &Exchanged| page.clock(page.line_at(exchange.range.start));
    let is_timed = || {
        let first = exchanges[..last_page].iter().find(|exchange| redeems(exchange)).and_then(clock);
        first.zip(clock(&exchanges[last_page])).is_some_and(|(first, page)| page > first + AT_ONCE)
    };
    if one(0) && one(1) && !is_in_order && !is_timed() {
        exchanges.sort_by_key(|exchange| rank(exchange));
    }
    exchanges
}

/// Within how many seconds what one login does is logged in any order.
const AT_ONCE: u32 = 2;

fn key(request: &Request) -> String {
    let body = request.body.as_ref().map(|body| content(&body.content)).unwrap_or_default();
    [&request.method, request.url.as_str(), &body].join("\n")
}

/// Returns whether two answers are one, told with more and with less.
fn is_same_answer(a: Option<&Response>, b: Option<&Response>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    let words = |response: &Response| {
        let body = response.body.as_ref().map(|body| content(&body.content));
        body.map(|body| body.split_whitespace().collect::<String>())
    };
    let status = a.status.is_none() || b.status.is_none() || a.status == b.status;
    status && words(a).zip(words(b)).is_none_or(|(a, b)| a == b)
}

/// Where the text shows one token request, and names one status or error code, that is what it was answered with.
pub(super) fn add_answers_of_sentences(exchanges: &mut [Exchanged], statuses: &[u16], codes: &[(Text, Option<Text>)]) {
    let is_token = |exchange: &&mut Exchanged| exchange.request.method == "POST" && !exchange.proposed;
    let mut tokens = exchanges.iter_mut().filter(is_token);
    let (Some(token), None) = (tokens.next(), tokens.next()) else {
        return;
    };
    let one_status = match statuses {
        [first, rest @ ..] if *first >= 400 && rest.iter().all(|status| status == first) => Some(*first),
        _ => None,
    };
    let body = error_in_words(codes);
    match &mut token.response {
        None if body.is_some() || one_status.is_some() => token.response = Some(answered(one_status, body)),
        Some(response) if response.body.is_none() && response.status.is_none_or(|status| status >= 400) => {
            response.body = body;
        }
        Some(response)
            if response.status.is_none() && response.body.as_ref().is_some_and(|body| is_error(&body.content)) =>
        {
            // What a library has by default is not a status of the answer.
            response.status = one_status.filter(|status| *status < 500);
        }
        _ => {}
    }
}

/// Makes the body of an answer of the one error code that a text names.
fn error_in_words(codes: &[(Text, Option<Text>)]) -> Option<Body> {
    let (first, _) = codes.first()?;
    if codes.iter().any(|(code, _)| code.as_str() != first.as_str()) {
        return None;
    }
    let name = |name: &str| Text::new(name.to_owned(), Vec::new());
    let words = codes.iter().find_map(|(_, words)| words.clone());
    let error = (name("error"), first.clone());
    let description = words.map(|words| (name("error_description"), words));
    Some(Body::from(Content::Params { params: std::iter::once(error).chain(description).collect(), encoded: false }))
}

fn is_error(body: &Content) -> bool {
    let text = content(body);
    text.contains("\"error") || text.contains("error=")
}
