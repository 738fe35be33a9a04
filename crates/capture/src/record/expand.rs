//! Structured records, laid out as text: the message as lines, the other members as an object behind it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::document::{self, ENVELOPES, LEVELS, LOGGERS, ObjectKind, TIMES};
use super::entry::Record;
use super::fields::{decoded, record, time_of, whole};
use super::node::{Member, Node};
use super::rest::Rest;
use super::sheet::{Known, Sheet, SheetBuilder};
use crate::text::draft::Draft;
use crate::text::placed::Text;
use crate::transcript::body::Fuel;

/// Lays out the JSON records of a sheet whose lines stand next to each other; returns whether anything changed.
pub(super) fn expand(mut sheet: Sheet, fuel: &Fuel) -> (Sheet, bool) {
    let mut regions = Vec::new();
    let mut at = 0;
    while at < sheet.lines.len() {
        match region(&sheet, at, fuel) {
            Some(region) => {
                at = region.next;
                regions.push(region);
            }
            None => at += 1,
        }
    }
    if regions.is_empty() {
        return (sheet, false);
    }
    let text = std::mem::take(&mut sheet.text);
    let lines = std::mem::take(&mut sheet.lines);
    let mut records = std::mem::take(&mut sheet.records);
    let mut expander = Expander { text: &text, builder: SheetBuilder::default(), records: &mut records };
    let mut changed = false;
    let mut regions = regions.into_iter().peekable();
    let mut at = 0;
    while at < lines.len() {
        let known = lines[at].known.clone();
        let Some(region) = regions.next_if(|region| region.first == at) else {
            expander.builder.add(&text, lines[at].range.clone(), &known);
            at += 1;
            continue;
        };
        let found = Node::read(text.as_str(), region.start).ok();
        let documents = found.map(documents).unwrap_or_default();
        let is_whole = documents.first().is_some_and(|document| document.node.value.at == region.start);
        if documents.is_empty() || !expander.documents(&documents, is_whole, &known) {
            let number =
                documents.first().map(|document| expander.add(document.members.as_slice(), Text::default(), None));
            let is_loose = documents.first().is_some_and(|document| document.kind == ObjectKind::Other);
            for line in &lines[at..region.next] {
                let record = number.or(known.record);
                let known = Known { record, is_loose, is_done: true, ..line.known.clone() };
                expander.builder.add(&text, line.range.clone(), &known);
            }
        } else {
            changed = true;
        }
        at = region.next;
    }
    let builder = expander.builder;
    (builder.finish(records), changed)
}

/// The lines that a JSON document takes.
struct Region {
    first: usize,
    next: usize,
    start: usize,
}

fn region(sheet: &Sheet, at: usize, fuel: &Fuel) -> Option<Region> {
    let line = sheet.lines.get(at).filter(|line| !line.known.is_done)?;
    let source = sheet.text.as_str();
    let content = &source[line.range.clone()];
    let trimmed = content.trim_start();
    let is_object = trimmed.starts_with('{') && !trimmed.starts_with("{ [");
    let is_list = trimmed
        .strip_prefix('[')
        .is_some_and(|rest| rest.trim_start().is_empty() || rest.trim_start().starts_with('{'));
    if !is_object && !is_list || !fuel.burn(trimmed.len()) {
        return None;
    }
    let start = line.range.end - trimmed.len();
    let end = match Node::read(source, start) {
        Ok(node) => node.end(),
        Err(fault) => {
            fuel.burn(fault.saturating_sub(start));
            return None;
        }
    };
    fuel.burn(end - start);
    let behind = sheet.lines.partition_point(|line| line.range.start < end);
    let last = behind.checked_sub(1).filter(|last| *last >= at)?;
    let rest = source.get(end..sheet.lines[last].range.end).unwrap_or_default();
    matches!(rest.trim(), "" | "," | ";").then_some(Region { first: at, next: last + 1, start })
}

/// An object that is a record of its own.
struct Document<'a> {
    node: Node<'a>,
    kind: ObjectKind,
    members: Vec<Member<'a>>,
    /// The time of what it is in.
    time: Option<Timestamp>,
}

/// Returns the records of a document; the document itself where it has none.
fn documents(node: Node<'_>) -> Vec<Document<'_>> {
    let mut found = Vec::new();
    inner(node, None, 0, &mut found);
    if found.is_empty() && node.kind() == b'{' {
        let members = node.members();
        found.push(Document { node, kind: document::kind(&members), members, time: None });
    }
    found
}

fn inner<'a>(node: Node<'a>, time: Option<Timestamp>, depth: usize, found: &mut Vec<Document<'a>>) {
    if depth > DEEPEST {
        return;
    }
    for element in node.elements() {
        inner(element, time, depth + 1, found);
    }
    let members = node.members();
    let mut kind = document::kind(&members);
    // What it is in has the time and the level.
    if kind == ObjectKind::Other && time.is_some() && document::message(&members).is_some() {
        kind = ObjectKind::Logged;
    }
    if matches!(kind, ObjectKind::Logged | ObjectKind::Wrapping) {
        found.push(Document { node, kind, members, time });
        return;
    }
    let own = time_of(&members).or(time);
    let before = found.len();
    for member in &members {
        let is_envelope = ENVELOPES.contains(&member.name.as_ref()) || member.node.kind() == b'[';
        if is_envelope && matches!(member.node.kind(), b'{' | b'[') {
            inner(member.node, own, depth + 1, found);
        }
    }
    if found.len() == before && kind == ObjectKind::Event {
        found.push(Document { node, kind, members, time });
    }
}

struct Expander<'a, 'r> {
    text: &'a Text,
    builder: SheetBuilder,
    records: &'r mut Vec<Record>,
}

impl Expander<'_, '_> {
    fn add(&mut self, members: &[Member<'_>], message: Text, of_message: Option<&Member<'_>>) -> u32 {
        self.records.push(record(self.text, members, message, of_message));
        u32::try_from(self.records.len() - 1).unwrap_or(u32::MAX)
    }

    /// Lays out the records of a document; returns false where there is nothing to lay out.
    fn documents(&mut self, documents: &[Document<'_>], is_whole: bool, known: &Known) -> bool {
        if let [only] = documents {
            let is_plain =
                matches!(only.kind, ObjectKind::Other | ObjectKind::Event) && !holds_json(self.text, only.node, 0);
            if is_plain && is_whole {
                return false;
            }
        }
        for document in documents {
            self.document(document, known);
        }
        true
    }

    fn document(&mut self, document: &Document<'_>, known: &Known) {
        let members = document.members.as_slice();
        let message = match document.kind {
            ObjectKind::Logged | ObjectKind::Wrapping => document::message(members),
            ObjectKind::Event | ObjectKind::Other => None,
        };
        let text = message.map(|message| self.message(message, members)).unwrap_or_default();
        let is_wrapping = document.kind == ObjectKind::Wrapping;
        let number = self.add(members, text.clone(), message);
        let time = self.records.last().and_then(|record| record.time).or(document.time).or(known.time);
        if let Some(record) = self.records.last_mut() {
            record.time = time;
        }
        let own = Known { time, record: Some(number), head: None, ..known.clone() };
        let wrapped = Known { record: known.record, ..own.clone() };
        if message.is_some() {
            let trimmed = text.as_str().trim_end_matches(['\n', '\r']);
            let is_partial = is_wrapping
                && trimmed.len() == text.as_str().len()
                && document.members.iter().any(|member| member.name == "stream");
            let known = Known { is_partial, ..if is_wrapping { wrapped.clone() } else { own.clone() } };
            self.builder.add(&text, 0..trimmed.len(), &known);
        }
        if is_wrapping {
            return;
        }
        let mut rest = Rest { more: Vec::new(), names: 0 };
        self.builder.begin();
        let kept = members.iter().filter(|member| {
            let is_message = message.is_some_and(|message| message.written.at == member.written.at);
            !(is_message || document.kind == ObjectKind::Logged && is_of_framework(&member.name))
        });
        let end = self.text.place(document.node.end().saturating_sub(1));
        let mut draft = Draft::default();
        rest.object(self.text, kept, document.node, &mut draft, 0);
        if rest.names > 0 {
            let object = draft.finish();
            let length = object.as_str().len();
            self.builder.draft.push(&object, 0..length);
            self.builder.end(&Known { is_done: true, ..own.clone() }, end);
        }
        for text in rest.more {
            let trimmed = text.as_str().trim_end().len();
            self.builder.add(&text, 0..trimmed, &Known { is_done: true, ..own.clone() });
        }
    }

    /// Returns the message; a template of Serilog is filled with the members that it names.
    fn message(&self, message: &Member<'_>, members: &[Member<'_>]) -> Text {
        let template = decoded(self.text, message.node);
        if message.name != "@mt" {
            return template;
        }
        let mut named = BTreeMap::new();
        for member in members {
            named.entry(member.name.as_ref()).or_insert(member);
        }
        let mut draft = Draft::default();
        let mut done = 0;
        while let Some(open) = template.as_str()[done..].find('{').map(|at| done + at) {
            let Some(close) = template.as_str()[open..].find('}').map(|at| open + at) else { break };
            let hole = template.as_str()[open + 1..close].trim_start_matches(['@', '$']);
            let name = hole.split([':', ',']).next().unwrap_or_default();
            draft.push(&template, done..open);
            // Filled with the same again and again, it would grow without bound.
            let filling = named.get(name).filter(|_| draft.as_str().len() <= LONGEST_FILLED);
            match filling {
                Some(member) if member.node.kind() == b'"' => {
                    let value = decoded(self.text, member.node);
                    draft.push(&value, 0..value.as_str().len());
                }
                Some(member) => draft.push(self.text, member.node.value.at..member.node.end()),
                None => draft.push(&template, open..close + 1),
            }
            done = close + 1;
        }
        draft.push(&template, done..template.as_str().len());
        draft.finish()
    }
}

/// Returns whether a string of an object holds JSON.
fn holds_json(text: &Text, node: Node<'_>, depth: usize) -> bool {
    depth <= DEEPEST
        && node.value.raw.contains("{\\\"")
        && node.members().iter().any(|member| match member.node.kind() {
            b'"' => member.node.value.raw.contains("{\\\"") && whole(decoded(text, member.node).as_str()).is_some(),
            b'{' => holds_json(text, member.node, depth + 1),
            _ => false,
        })
}

/// Returns whether a member says about a record where, when and by whom it was written.
fn is_of_framework(name: &str) -> bool {
    LEVELS.contains(&name)
        || TIMES.contains(&name)
        || LOGGERS.contains(&name) && name != "name"
        || FRAMEWORK.contains(&name)
}

/// Members that frameworks add to each record.
const FRAMEWORK: &[&str] = &[
    "pid",
    "hostname",
    "host",
    "hostName",
    "processId",
    "processName",
    "sequence",
    "loggerClassName",
    "threadName",
    "threadId",
    "thread",
    "thread_name",
    "process_thread",
    "mdc",
    "ndc",
    "v",
    "@version",
    "@i",
    "EventId",
    "ecs.version",
    "service.name",
    "service_name",
    "service_version",
    "insertId",
    "receiveTimestamp",
    "logName",
    "resource",
    "labels",
    "stream",
    "file",
    "line",
    "func",
    "funcName",
    "lineno",
    "pathname",
    "source",
    "audience",
    "@mt",
    "trace_flags",
];

/// How long a message becomes by what fills its template.
const LONGEST_FILLED: usize = 256 << 10;

/// How deep records may be in a document.
const DEEPEST: usize = 5;
