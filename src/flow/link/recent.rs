//! The last exchanges of a kind, within a bound.

use std::collections::VecDeque;

use crate::capture::{Content, Exchange};
use crate::flow::link::collect::Kept;

/// The last exchanges of a kind: as many as fit, the oldest dropped.
#[derive(Default)]
pub(crate) struct Recent {
    all: VecDeque<Kept>,
    bytes: usize,
}

impl Recent {
    pub(crate) fn push(&mut self, kept: Kept) {
        self.bytes += size(&kept.exchange);
        self.all.push_back(kept);
        while self.all.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.all.pop_front() else { break };
            self.bytes -= size(&oldest.exchange);
        }
    }

    /// Takes out the last of them, at most so many.
    pub(crate) fn take_last(&mut self, most: usize) -> VecDeque<Kept> {
        let last = self.all.split_off(self.all.len().saturating_sub(most));
        self.bytes -= last.iter().map(|kept| size(&kept.exchange)).sum::<usize>();
        last
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Kept> {
        self.all.iter()
    }

    pub(crate) fn into_all(self) -> VecDeque<Kept> {
        self.all
    }
}

/// Returns about how much memory an exchange takes. The places of a text that was unescaped take more than the text.
fn size(exchange: &Exchange) -> usize {
    let response = exchange.response.as_ref();
    let bodies = exchange.request.body.iter().chain(response.and_then(|response| response.body.as_ref()));
    let length = |content: &Content| match content {
        Content::Text(text) => text.as_str().len() * 3,
        Content::Params { params, .. } => {
            params.iter().map(|(name, value)| name.as_str().len() + value.as_str().len() + 128).sum()
        }
        Content::Missing { .. } => 0,
    };
    let headers = exchange.request.headers.iter().chain(response.into_iter().flat_map(|response| &response.headers));
    let headers: usize = headers.map(|header| header.name.len() + header.value.as_str().len() + 112).sum();
    FIXED + exchange.request.url.as_str().len() + headers + bodies.map(|body| length(&body.content)).sum::<usize>()
}

/// What an exchange takes in any case.
const FIXED: usize = 768;
/// How many are kept.
const MOST: usize = 8192;
/// How much memory they may take.
const MOST_BYTES: usize = 12 << 20;
