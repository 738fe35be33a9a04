//! Recognises what a record states.

use std::ops::Range;

use crate::capture::Record;
use crate::disclose::placeholder::is_placeholder;
use crate::disclose::{Secret, Shown};
use crate::flow::Seen;
use crate::flow::statement::facts::{facts, status};
use crate::flow::statement::statement::{StatedFacts, Statement};
use crate::flow::statement::{event, keycloak};
use crate::oauth::Grant;
use crate::providers::{Cause, Check, Meaning, Provider, Written, written};

/// What a record is to the reader of statements.
pub(crate) enum Reading {
    /// It tells of a failure.
    Stated(Box<Recognised>),
    /// A known program wrote it, and it tells of no failure of a login.
    Aside,
}

/// A failure as a record tells it.
pub(crate) struct Recognised {
    /// Who found it out, and of what.
    pub(super) check: Check,
    /// The words of an event; those of a text stand in `written`.
    pub(super) said: String,
    /// Whose event it is, where its words say nothing.
    pub(super) provider: Option<&'static Provider>,
    /// What is known about the words.
    pub(super) written: Option<Written>,
    /// Where they are in the message.
    pub(super) at: usize,
    /// What the record says about the messages.
    pub(super) facts: StatedFacts,
    /// There is no message in the record beside it.
    pub(super) is_whole: bool,
}

/// Recognises a record: an event of a known format, or a text that a known program writes.
pub(crate) fn read(record: &Record) -> Option<Reading> {
    keycloak::read(record).or_else(|| event::read(record)).or_else(|| text(record))
}

fn text(record: &Record) -> Option<Reading> {
    let message = record.message.as_str();
    let names = record.fields.iter().map(|(name, _)| name.as_str());
    let values = record.fields.iter().map(|(_, value)| value.as_str());
    let context: Vec<&str> = record.logger.as_deref().into_iter().chain(names).chain(values).chain([message]).collect();
    let of_message = written(message, &context).map(|found| (found, message));
    let (found, text) = of_message.or_else(|| {
        let mut fields = record.fields.iter().map(|(_, value)| value.as_str());
        fields.find_map(|text| Some((written(text, &context)?, text)))
    })?;
    let is_logged = record.logger.is_some() || record.time.is_some() || !record.fields.is_empty();
    if !is_logged && is_source(text, found.range.start) {
        return None;
    }
    let mut facts = facts(record, text);
    take_parts(&mut facts, &found, text);
    let is_head = found.range.start < HEAD && text.as_ptr() == message.as_ptr();
    let is_record = is_logged || is_head;
    let holds_message = MESSAGES.iter().any(|mark| message.contains(mark))
        || prints_request(record)
        || !is_logged && tells_more(message, &found.range);
    Some(Reading::Stated(Box::new(Recognised {
        check: found.check,
        said: without_secrets(text, &found),
        at: if text.as_ptr() == message.as_ptr() { found.range.start } else { 0 },
        facts,
        is_whole: is_record && !holds_message,
        provider: found.provider,
        written: Some(found),
    })))
}

/// Returns whether another line of a text that no logger wrote names an error of a token endpoint.
fn tells_more(message: &str, said: &Range<usize>) -> bool {
    let mut start = 0;
    message.split_inclusive('\n').any(|line| {
        let range = start..start + line.len();
        start = range.end;
        let is_other = range.end <= said.start || range.start >= said.end;
        is_other && ["invalid_grant", "invalid_client", "unsupported_grant_type"].iter().any(|code| line.contains(code))
    })
}

/// Returns whether the members of a record are the parameters of a token request: what it redeems is beside its `grant_type`.
fn prints_request(record: &Record) -> bool {
    let parent = |path: &str, name: &str| {
        let rest = path.strip_suffix(name)?;
        (rest.is_empty() || rest.ends_with('.')).then(|| rest.to_owned())
    };
    let grants = record.fields.iter().filter_map(|(path, _)| parent(path, "grant_type"));
    grants.take(MOST_REQUESTS).any(|of| {
        let redeems = |name: &&str| record.fields.iter().any(|(path, _)| parent(path, name).as_ref() == Some(&of));
        ["code", "code_verifier", "refresh_token"].iter().any(redeems)
    })
}

/// Returns whether the line of these words is one of a page, or of a program that writes them where something goes wrong.
fn is_source(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default().trim_start();
    let before = line.trim_end_matches(['"', '\'', '`']);
    let starts = ["throw ", "raise ", "return ", "assert", "const ", "//", "#", "*"];
    let is_value = before.ends_with('(') || before.ends_with("= ") || before.ends_with("=> ");
    line.starts_with('<')
        || before.len() < line.len() && (is_value || starts.iter().any(|start| line.starts_with(start)))
}

/// Takes the parts that a text names, and the status right before it: `400: Unable to exchange external code: …`.
pub(super) fn take_parts(facts: &mut StatedFacts, found: &Written, text: &str) {
    let before = text[..found.range.start].strip_suffix(": ").unwrap_or_default();
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    facts.status = facts.status.or_else(|| status(digits));
    for (name, range) in &found.parts {
        let value = text[range.clone()].trim_matches(['"', '\'']);
        if value.is_empty() || is_placeholder(value) || value.ends_with('…') || value.ends_with("...") {
            continue;
        }
        let value = || value.to_owned();
        match name.as_str() {
            "expected" | "got" => {
                let side = if name == "got" { &mut facts.got } else { &mut facts.expected };
                *side = Some(value());
                if compares_secrets(found.meaning.about) {
                    facts.secrets.push(Secret::new(value()));
                }
            }
            "client" => facts.client_id = Some(value()),
            "code" | "verifier" => {
                facts.secrets.push(Secret::new(value()));
                facts.grant = facts.grant.or(Some(Grant::AuthorizationCode));
            }
            _ => {}
        }
    }
}

/// Returns the words of a text, with a mask for each credential in it.
fn without_secrets(text: &str, found: &Written) -> String {
    let mut said = String::new();
    let mut from = found.range.start;
    let mut parts: Vec<&(String, Range<usize>)> = found.parts.iter().collect();
    parts.sort_by_key(|(_, range)| range.start);
    for (name, range) in parts {
        said.push_str(&text[from..range.start]);
        let value = &text[range.clone()];
        match name.as_str() {
            "code" | "verifier" => said.push_str("***"),
            "expected" | "got" if compares_secrets(found.meaning.about) => said.push_str("***"),
            _ if value.contains("://") => said.push_str(&Shown::masked_url(value)),
            _ => said.push_str(value),
        }
        from = range.end;
    }
    said.push_str(&text[from..found.range.end]);
    said
}

/// Returns whether what a text compares is not a public value.
pub(super) fn compares_secrets(about: &[Cause]) -> bool {
    about.iter().any(|cause| matches!(cause, Cause::StateMismatch | Cause::Nonce))
}

impl Recognised {
    /// Returns what the words mean, where that is known.
    pub(crate) fn meaning(&self) -> Option<Meaning> {
        self.written.as_ref().map(|found| found.meaning)
    }

    /// Returns whether the record holds no message beside what it states.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Makes the statement of it.
    pub(super) fn statement(self, record: &Record, input: u32, number: usize) -> Statement {
        Statement {
            seen: Seen {
                exchange: number,
                at: record.message.place(self.at).or_else(|| record.fields.first()?.1.place(0)),
                time: record.time,
                input,
                ..Seen::default()
            },
            check: self.check,
            meaning: self.written.as_ref().map(|found| found.meaning),
            provider: self.provider,
            said: self.said,
            witnesses: 1,
            facts: self.facts,
            record: 0,
            thread: record.thread.clone(),
            ids: record.ids.clone(),
        }
    }
}

/// What tells that a record holds a message of HTTP, or what one says.
const MESSAGES: &[&str] = &[
    "HTTP/1",
    "HTTP/2",
    "curl ",
    "grant_type=",
    "error_description",
    "\"error\"",
    "POST http",
    "GET http",
    "access_token",
];

/// How far from its start a record has the words that it is about.
const HEAD: usize = 160;

/// How many requests of a record are looked at.
const MOST_REQUESTS: usize = 8;
