//! Listens to a reader: what it reads of a login is looked through.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::text;
use crate::capture::{Audience, Body, Content, Exchange, Header, Outline, Record, Response, Text, Understood};
use crate::flow::Collector;
use crate::redact::hosts::hosts_in;
use crate::redact::mapping::{Gathered, Needed};
use crate::redact::spell::cells;
use crate::redact::walk::{Role, role};

/// Listens for a diagnosis, and takes the values of what it is told.
#[derive(Default)]
pub(super) struct Listener {
    pub(super) collector: Collector,
    pub(super) gathered: Gathered,
    /// The exchanges that were handed over, by their numbers; what is needed of those that tell something on their own.
    heard: BTreeMap<usize, Option<Needed>>,
    /// Headers that were looked through: most come again and again.
    known: HashSet<(String, String)>,
    /// The inputs that were read.
    pub(super) inputs: Vec<Heard>,
}

/// The exchanges of an input, by their numbers in the recording.
#[derive(Default)]
pub(super) struct Heard {
    /// Those that were handed over.
    pub(super) all: BTreeSet<usize>,
    /// Those that the diagnosis needs.
    pub(super) needed: BTreeMap<usize, Needed>,
}

impl Audience for Listener {
    fn wants(&mut self, outline: &Outline<'_>) -> Option<usize> {
        if self.gathered.takes_hosts() {
            for host in hosts_in(&cells(outline.url)) {
                self.gathered.host(&host);
            }
        }
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
        let (number, needed) = (exchange.number, needed(&exchange));
        let tells = self.collector.hear(exchange);
        self.heard.insert(number, tells.then_some(needed));
    }

    fn next_input(&mut self) {
        self.collector.next_input();
        let heard = std::mem::take(&mut self.heard);
        let all = heard.keys().copied().collect();
        let kept = self.collector.kept(u32::try_from(self.inputs.len()).unwrap_or(u32::MAX));
        let kept = kept.map(|exchange| (exchange.number, needed(exchange)));
        let needed = heard.into_iter().filter_map(|(number, needed)| Some((number, needed?))).chain(kept).collect();
        self.inputs.push(Heard { all, needed });
    }
}

impl Listener {
    /// `takes_hosts`: hosts are replaced, too.
    pub(super) fn new(takes_hosts: bool) -> Self {
        Self { gathered: Gathered::new(takes_hosts), ..Self::default() }
    }

    fn headers(&mut self, headers: &[Header]) {
        for one in headers {
            let value = one.value.as_str();
            let is_kept = value.len() <= LONGEST_KNOWN && self.known.len() < MOST_KNOWN;
            if !is_kept || self.known.insert((one.name.clone(), value.to_owned())) {
                header(one, &mut self.gathered);
            }
        }
    }

    fn look(&mut self, exchange: &Exchange) {
        self.headers(&exchange.request.headers);
        if let Some(response) = &exchange.response {
            self.headers(&response.headers);
        }
        let gathered = &mut self.gathered;
        text::gather(exchange.request.url.as_str().as_bytes(), Role::Unknown, gathered);
        body(exchange.request.body.as_ref(), gathered);
        if let Some(response) = &exchange.response {
            match response.body.as_ref() {
                Some(Body { content: Content::Text(text), .. }) if is_code(response) => {
                    if text.as_str().len() <= LONGEST {
                        text::gather_code(text.as_str().as_bytes(), gathered);
                    }
                }
                other => body(other, gathered),
            }
            if let Some(target) = &response.redirect_url {
                text::gather(target.as_str().as_bytes(), Role::Unknown, gathered);
            }
        }
    }
}

/// Returns what is needed of an exchange: not the body of an answer that the reader went over, or that the collector left away.
fn needed(exchange: &Exchange) -> Needed {
    let body = exchange.response.as_ref().and_then(|response| response.body.as_ref());
    let is_left = body.is_some_and(|body| matches!(body.content, Content::Missing { .. }));
    if is_left { Needed::WithoutAnswer } else { Needed::Whole }
}

/// Returns whether an answer is a script or a style sheet.
fn is_code(response: &Response) -> bool {
    let of_body = response.body.as_ref().and_then(|body| body.media_type.as_deref());
    let media_type = response.header("content-type").map(Text::as_str).or(of_body).unwrap_or_default();
    let media_type = media_type.to_ascii_lowercase();
    ["javascript", "ecmascript", "text/css"].iter().any(|code| media_type.contains(code))
}

fn header(header: &Header, gathered: &mut Gathered) {
    gathered.public(&header.name);
    if ["host", ":authority"].iter().any(|name| header.name.eq_ignore_ascii_case(name)) {
        gathered.host(header.value.as_str().split(':').next().unwrap_or_default());
    }
    if header.name.eq_ignore_ascii_case("set-cookie") {
        let attributes = header.value.as_str().split(';').filter_map(|attribute| attribute.split_once('='));
        let domains = attributes.filter(|(name, _)| name.trim().eq_ignore_ascii_case("domain"));
        domains.for_each(|(_, domain)| gathered.host(domain.trim()));
    }
    text::gather(header.value.as_str().as_bytes(), role(&header.name), gathered);
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

/// Longer headers are looked through again.
const LONGEST_KNOWN: usize = 1 << 10;
/// So many headers are remembered.
const MOST_KNOWN: usize = 4096;
/// Longer bodies are not a message of a login.
const LONGEST: usize = 1 << 20;
