//! Listens to a reader: what it reads of a login is looked through.

use std::collections::BTreeSet;

use super::text;
use crate::capture::{Audience, Body, Content, Exchange, Header, Outline, Record, Understood};
use crate::flow::Collector;
use crate::redact::mapping::Gathered;
use crate::redact::walk::{Role, role};

/// Listens for a diagnosis, and takes the values of what it is told.
#[derive(Default)]
pub(super) struct Listener {
    pub(super) collector: Collector,
    pub(super) gathered: Gathered,
    /// The numbers of the exchanges that matter.
    pub(super) wanted: BTreeSet<usize>,
}

impl Audience for Listener {
    fn wants(&mut self, outline: &Outline<'_>) -> Option<usize> {
        self.collector.wants(outline)
    }

    fn states(&mut self, record: &Record, number: usize) -> Understood {
        self.collector.states(record, number)
    }

    fn anchors(&self) -> &[&str] {
        self.collector.anchors()
    }

    fn take(&mut self, exchange: Exchange) {
        self.look(&exchange);
        self.wanted.insert(exchange.number);
        self.collector.take(exchange);
    }

    fn next_input(&mut self) {
        self.collector.next_input();
    }
}

impl Listener {
    fn look(&mut self, exchange: &Exchange) {
        let gathered = &mut self.gathered;
        text::gather(exchange.request.url.as_str().as_bytes(), Role::Unknown, gathered);
        headers(&exchange.request.headers, gathered);
        body(exchange.request.body.as_ref(), gathered);
        if let Some(response) = &exchange.response {
            headers(&response.headers, gathered);
            body(response.body.as_ref(), gathered);
            if let Some(target) = &response.redirect_url {
                text::gather(target.as_str().as_bytes(), Role::Unknown, gathered);
            }
        }
    }
}

fn headers(headers: &[Header], gathered: &mut Gathered) {
    for header in headers {
        gathered.public(&header.name);
        text::gather(header.value.as_str().as_bytes(), role(&header.name), gathered);
    }
}

fn body(body: Option<&Body>, gathered: &mut Gathered) {
    match body.map(|body| &body.content) {
        Some(Content::Text(text)) if text.as_str().len() <= LONGEST => {
            text::gather(text.as_str().as_bytes(), Role::Unknown, gathered);
        }
        Some(Content::Params { params, .. }) => {
            for (name, value) in params {
                gathered.public(name.as_str());
                text::gather(value.as_str().as_bytes(), role(name.as_str()), gathered);
            }
        }
        _ => {}
    }
}

/// Longer bodies are not a message of a login.
const LONGEST: usize = 1 << 20;
