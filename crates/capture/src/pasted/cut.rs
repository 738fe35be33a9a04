//! What a text that ends in the middle of a line still shows of its last request.

use super::exchanged::{Exchanged, missing};
use super::witnesses;
use crate::exchange::{Body, Content};
use crate::text::placed::{Text, part};
use crate::transcript::found::MessageOrigin;
use crate::transcript::page::TextPage;

/// Marks the request that the end of a page cuts off: its last parameter may go on, and more may follow.
pub(super) fn mark(page: &TextPage, exchanges: &mut [Exchanged]) {
    let end = page.text.as_str().trim_end();
    let is_at_end = |exchange: &&mut Exchanged| match exchange.request.body.as_ref().map(|body| &body.content) {
        Some(Content::Text(text)) => !text.as_str().is_empty() && end.ends_with(text.as_str().trim_end()),
        _ => false,
    };
    let is_at_end = |exchange: &&mut Exchanged| {
        let is_command = exchange.origin == MessageOrigin::Command && exchange.response.is_none();
        is_command && exchange.range.end >= end.len() || is_at_end(exchange)
    };
    let Some(last) = exchanges.iter_mut().rev().find(is_at_end) else { return };
    let length = last.request.header("content-length").and_then(|length| length.as_str().trim().parse().ok());
    let Some(Body { content: Content::Text(text), .. }) = &last.request.body else { return };
    if length == Some(text.as_str().len()) || text.as_str().trim_start().starts_with(['{', '[', '-']) {
        return;
    }
    let params = whole_pairs(text);
    let body = last.request.body.as_mut().filter(|_| !params.is_empty());
    match body {
        Some(body) => body.content = Content::Params { params, encoded: true },
        None => last.request.body = Some(missing()),
    }
    last.is_cut = true;
}

/// Marks the last refusal of a page that ends within its line: words that say why may follow the code.
pub(super) fn mark_answer(page: &TextPage, exchanges: &mut [Exchanged]) {
    let Some(last) = exchanges.last_mut().filter(|last| last.is_stated) else { return };
    let is_in_last_line = page.line_at(last.range.end) + 1 >= page.len();
    let body = last.response.as_ref().and_then(|response| response.body.as_ref());
    let has_words = body.and_then(witnesses::said).is_some_and(|(_, words)| words.is_some());
    last.is_answer_cut |= is_in_last_line && !has_words;
}

/// Returns the pairs of a form that another one follows.
fn whole_pairs(form: &Text) -> Vec<(Text, Text)> {
    let mut start = 0;
    let mut pairs = Vec::new();
    for (end, _) in form.as_str().match_indices('&') {
        let pair = &form.as_str()[start..end];
        let name = pair.find('=').unwrap_or(pair.len());
        let value = (start + name + 1).min(end);
        pairs.push((part(form, start..start + name), part(form, value..end)));
        start = end + 1;
    }
    pairs
}
