//! What the parts of a text say of one failure: a cause, what wraps it, a log and a console are one answer.

use oauth_doctor_wire::percent;

use super::exchanged::{Exchanged, answered, content};
use super::failure::{StatedFailure, is_error_of, is_number};
use crate::exchange::{Body, Content, Response};
use crate::text::placed::Text;
use crate::transcript::found::MessageOrigin;
use crate::transcript::page::TextPage;

/// Adds what a program states to an exchange: what is not known yet.
pub(super) fn add(exchange: &mut Exchanged, failure: StatedFailure) {
    exchange.range.end = exchange.range.end.max(failure.range.end);
    let body = failure.body();
    let response = exchange.response.get_or_insert_with(|| answered(None, None));
    response.status = response.status.or(failure.status);
    exchange.grant = exchange.grant.or(failure.grant);
    exchange.client = exchange.client.take().or_else(|| failure.client.clone());
    let Some(body) = body else { return };
    let is_first = response.body.as_ref().is_none_or(|known| matches!(known.content, Content::Missing { .. }));
    exchange.is_answer_cut = failure.is_cut && (is_first || exchange.is_answer_cut);
    // The number that Microsoft's libraries print apart belongs to the words of the answer.
    let known = response.body.as_ref().and_then(said);
    if let Some((error, words)) = &known {
        if failure.is_number() && words.is_none() {
            response.body = Some(failure.body_with(&Text::new(error.clone(), Vec::new())));
            return;
        }
        if is_number(error) && !failure.is_number() {
            let words = words.clone().map(|words| Text::new(words, Vec::new()));
            let description = failure.description.clone().or(words);
            response.body = StatedFailure { description, ..failure }.body();
            return;
        }
    }
    let is_more = response.body.as_ref().is_none_or(|known| {
        matches!(known.content, Content::Missing { .. })
            || said(known).is_some_and(|(_, words)| words.is_none())
                && said(&body).is_some_and(|(_, words)| words.is_some())
    });
    if is_more {
        response.body = Some(body);
    }
}

/// Returns whether an exchange ended with this refusal.
pub(super) fn is_same(page: &TextPage, exchange: &Exchanged, failure: &StatedFailure) -> bool {
    let known = exchange.response.as_ref().and_then(|response| response.body.as_ref());
    let Some(body) = known.filter(|body| !matches!(body.content, Content::Missing { .. })) else {
        // Only the status is known of both.
        let is_bare = failure.error.is_none() && failure.raw.is_none();
        let status = exchange.response.as_ref().and_then(|response| response.status);
        return is_bare && status.is_some() && status == failure.status && is_near(page, exchange, failure.range.start);
    };
    if !is_near(page, exchange, failure.range.start) {
        return false;
    }
    let Some(error) = &failure.error else {
        let status = exchange.response.as_ref().and_then(|response| response.status);
        return failure.raw.is_none() && (status.is_none() || status == failure.status);
    };
    if matches!(&body.content, Content::Text(text) if text.as_str().len() > LONGEST) {
        return false;
    }
    let known = content(&body.content);
    let lines = page.line_at(exchange.range.start).abs_diff(page.line_at(failure.range.start));
    let said = said(body);
    let is_numbered = failure.is_number() && said.as_ref().is_some_and(|(_, words)| words.is_none())
        || !failure.is_number() && said.as_ref().is_some_and(|(error, _)| is_number(error));
    if is_numbered && lines <= 6 {
        return true;
    }
    if !is_error_of(&known, error.as_str()) {
        // Entra's number is part of its words.
        return failure.description.as_ref().is_some_and(|words| known.contains(first_words(words.as_str())));
    }
    let words = failure.description.as_ref().map(Text::as_str);
    match (said.and_then(|(_, words)| words), words) {
        (Some(known), Some(words)) => is_same_words(&known, words),
        _ => true,
    }
}

fn is_same_words(a: &str, b: &str) -> bool {
    let plain = |words: &str| words.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (a, b) = (plain(a), plain(b));
    a.starts_with(&b) || b.starts_with(&a) || a.contains(&b) || b.contains(&a)
}

fn first_words(words: &str) -> &str {
    words.split(':').next().unwrap_or(words)
}

/// Returns whether two places tell of one moment: by their clocks, or else by the lines between them.
fn is_near(page: &TextPage, exchange: &Exchanged, at: usize) -> bool {
    let second = page.line_at(at);
    // What was told about it last may stand far behind its request.
    let (first, last) = (page.line_at(exchange.range.start), page.line_at(exchange.range.end));
    match (page.clock(first).or_else(|| page.clock(last)), page.clock(second)) {
        (Some(a), Some(b)) => a.abs_diff(b) <= 2,
        _ => first.abs_diff(second).min(last.abs_diff(second)) <= MOST_LINES,
    }
}

/// Returns the error and the description of an answer.
pub(super) fn said(body: &Body) -> Option<(String, Option<String>)> {
    match &body.content {
        Content::Text(text) if text.as_str().len() > LONGEST => None,
        Content::Text(text) => {
            let value: serde_json::Value = serde_json::from_str(text.as_str().trim()).ok()?;
            let member = |name: &str| value.get(name)?.as_str().map(str::to_owned);
            Some((member("error")?, member("error_description")))
        }
        Content::Params { params, .. } => {
            let member = |wanted: &str| {
                let (_, value) = params.iter().find(|(name, _)| name.as_str() == wanted)?;
                Some(value.as_str().to_owned())
            };
            Some((member("error")?, member("error_description")))
        }
        Content::Missing { .. } => None,
    }
}

/// Returns whether a body is that of another answer than this one: of the two one is a token, or their errors differ.
pub(super) fn contradicts(known: &Response, body: &Body) -> bool {
    let ends = |body: &Body| {
        let is_token = body_has_token(body);
        (is_token || said(body).is_some()).then(|| (is_token, said(body).map(|(error, _)| error)))
    };
    let Some((known, other)) = known.body.as_ref().and_then(ends).zip(ends(body)) else { return false };
    known != other
}

fn body_has_token(body: &Body) -> bool {
    matches!(&body.content, Content::Text(text) if text.as_str().len() <= LONGEST && text.as_str().contains("\"access_token\""))
}

/// Merges what is only stated with the exchange that shows it, whichever stands first.
pub(super) fn once(page: &TextPage, exchanges: Vec<Exchanged>) -> Vec<Exchanged> {
    let mut kept: Vec<Exchanged> = Vec::new();
    let (mut stated, mut alone) = (Vec::new(), Vec::new());
    for exchange in exchanges {
        if exchange.is_stated && exchange.request.method == "POST" {
            stated.push(exchange);
        } else if let Some(sent) = kept.last_mut().filter(|sent| is_printed_again(page, sent, &exchange)) {
            print_again(sent, exchange);
        } else {
            kept.push(exchange);
        }
    }
    for exchange in stated {
        let at = kept.partition_point(|shown| shown.range.start < exchange.range.start);
        let near = at.saturating_sub(MOST_NEAR)..kept.len().min(at + MOST_NEAR);
        let mut shown = kept[near].iter_mut().filter(|shown| !shown.is_stated && shown.request.method == "POST");
        let told = exchange.response.as_ref().and_then(|response| response.body.as_ref()).and_then(said);
        let same = shown.find(|shown| {
            let known = shown.response.as_ref().and_then(|response| response.body.as_ref()).and_then(said);
            let Some(((error, words), (known, known_words))) = told.as_ref().zip(known.as_ref()) else {
                return false;
            };
            let words = words.as_deref().zip(known_words.as_deref());
            error == known
                && words.is_none_or(|(a, b)| is_same_words(a, b))
                && is_near(page, shown, exchange.range.start)
        });
        match same {
            Some(shown) => merge(shown, exchange),
            None => alone.push(exchange),
        }
    }
    kept.append(&mut alone);
    if let Some(lone) = one_unanswered(&mut kept) {
        let is_answer = |exchange: &Exchanged| exchange.is_stated && exchange.request.method == "POST";
        let stated = kept.iter().position(is_answer);
        if let Some(stated) = stated {
            let exchange = kept.remove(stated);
            let lone = if stated < lone { lone - 1 } else { lone };
            merge(&mut kept[lone], exchange);
        }
    }
    kept.sort_by_key(|exchange| exchange.range.start);
    kept
}

/// Returns whether a client prints a request once more behind its answer: the same code or token, at the same moment, and
/// no answer of its own but the words of the one that is known.
fn is_printed_again(page: &TextPage, sent: &Exchanged, again: &Exchanged) -> bool {
    let is_printed = |exchange: &Exchanged| {
        exchange.origin == MessageOrigin::Written && exchange.request.method == "POST" && !exchange.proposed
    };
    let Some(answer) = sent.response.as_ref().filter(|answer| answer.status.is_some()) else { return false };
    let is_unanswered = match &again.response {
        None => true,
        Some(words) => {
            let is_refused = answer.status.is_some_and(|status| status >= 400);
            let is_refusal = words.body.as_ref().and_then(said).is_some();
            words.status.is_none() && answer.body.is_none() && (is_refused || !is_refusal)
        }
    };
    is_printed(sent)
        && is_printed(again)
        && is_unanswered
        && is_near(page, sent, again.range.start)
        && redeemed(sent).is_some_and(|value| Some(value) == redeemed(again))
}

/// Adds what the second print shows: the body as it was sent, where the first was a list.
fn print_again(sent: &mut Exchanged, mut again: Exchanged) {
    sent.range.end = sent.range.end.max(again.range.end);
    if matches!(again.request.body, Some(Body { content: Content::Text(_), .. })) {
        sent.request.body = again.request.body.take();
    }
    if sent.request.headers.is_empty() {
        sent.request.headers = std::mem::take(&mut again.request.headers);
    }
    merge(sent, again);
}

/// Returns the code or refresh token that a request redeems, decoded.
fn redeemed(exchange: &Exchanged) -> Option<String> {
    let is_redeemed = |name: &str| matches!(name, "code" | "refresh_token");
    match &exchange.request.body.as_ref()?.content {
        Content::Params { params, .. } => {
            let (_, value) = params.iter().find(|(name, _)| is_redeemed(name.as_str()))?;
            Some(percent::decode_form(value.as_str()))
        }
        Content::Text(text) => {
            let mut pairs = text.as_str().split('&').filter_map(|pair| pair.split_once('='));
            let (_, value) = pairs.find(|(name, _)| is_redeemed(name))?;
            Some(percent::decode_form(value))
        }
        Content::Missing { .. } => None,
    }
}

/// Where a text has one request without an answer and one answer without a request, they belong together.
fn one_unanswered(exchanges: &mut [Exchanged]) -> Option<usize> {
    let is_request = |exchange: &Exchanged| {
        !exchange.is_stated
            && !exchange.proposed
            && exchange.request.method == "POST"
            && exchange
                .response
                .as_ref()
                .is_none_or(|response| response.body.is_none() && response.status.is_none_or(|status| status >= 400))
    };
    let mut requests =
        exchanges.iter().enumerate().filter(|(_, exchange)| exchange.request.method == "POST" && !exchange.is_stated);
    let (Some((index, request)), None) = (requests.next(), requests.next()) else { return None };
    let is_answer = |exchange: &&Exchanged| exchange.is_stated && exchange.request.method == "POST";
    let stated = exchanges.iter().filter(is_answer).count();
    (stated == 1 && is_request(request)).then_some(index)
}

fn merge(shown: &mut Exchanged, stated: Exchanged) {
    shown.grant = shown.grant.or(stated.grant);
    shown.client = shown.client.take().or(stated.client);
    let Some(more) = stated.response else { return };
    let response = shown.response.get_or_insert_with(|| answered(None, None));
    response.status = response.status.or(more.status);
    let lacks_words = response.body.as_ref().is_none_or(|body| said(body).is_some_and(|(_, words)| words.is_none()));
    if lacks_words && more.body.is_some() {
        response.body = more.body;
    }
}

/// How many exchanges before and behind a statement may be the one that it is about.
const MOST_NEAR: usize = 8;

/// The longest body that is compared.
const LONGEST: usize = 64 * 1024;

/// How many lines may stand between two statements of one failure.
const MOST_LINES: usize = 40;
