//! HTTPie (`http`, `https`) and its relative xh (HTTPie 3.2, "Request items").

use super::build;
use super::build::{SEARCH_PARAMS, add_query, basic, encode, has, header, join, missing_body, standing_for, text_body};
use super::script::value::ScriptValue;
use super::shell::command_line::CommandLine;
use crate::exchange::{Header, Request};
use crate::note::{Note, NoteKind};
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};

/// Reads the arguments of a command whose program is HTTPie; nothing if they are none.
pub(super) fn read(line: &mut CommandLine) -> Option<Request> {
    let program = line.words.first()?.text.as_str();
    let scheme = if matches!(program, "https" | "xhs") { "https" } else { "http" };
    let mut call = HttpieCall::default();
    let mut plain = Vec::new();
    let mut words = line.words.iter().skip(1);
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        if !text.starts_with('-') || text == "-" {
            plain.push(word.text.clone());
            continue;
        }
        let (name, attached) = option(&word.text);
        let value =
            if takes_argument(name) { attached.or_else(|| words.next().map(|word| word.text.clone())) } else { None };
        call.option(name, value);
    }
    let mut plain = plain.into_iter().peekable();
    let is_method = |word: &Text| METHODS.contains(&word.as_str());
    call.method = plain.next_if(is_method).map(|method| method.as_str().to_owned());
    let url = plain.next()?;
    let shorthand = url.as_str().starts_with([':', '/']);
    if !(build::is_url_like(url.as_str()) || shorthand && call.method.is_some()) {
        return None;
    }
    let mut notes = Vec::new();
    let mut items = 0;
    for item in plain {
        if !call.item(&item, &mut notes) {
            return None;
        }
        items += 1;
    }
    // "http login.example" is also how a sentence may go on.
    if call.method.is_none() && items == 0 {
        return None;
    }
    line.notes.append(&mut notes);
    Some(call.finish(&url, scheme))
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum HttpieForm {
    #[default]
    Json,
    Encoded,
    Multipart,
}

#[derive(Default)]
struct HttpieCall {
    method: Option<String>,
    form: HttpieForm,
    headers: Vec<Header>,
    query: Vec<(Text, Text)>,
    data: Vec<(Text, ScriptValue)>,
    raw: Option<Text>,
    file: bool,
    user: Option<Text>,
    bearer: bool,
}

impl HttpieCall {
    fn option(&mut self, name: &str, value: Option<Text>) {
        match (name, value) {
            ("form", _) => self.form = HttpieForm::Encoded,
            ("multipart", _) => self.form = HttpieForm::Multipart,
            ("json", _) => self.form = HttpieForm::Json,
            ("raw", value) => self.raw = value,
            ("auth", value) => self.user = value,
            ("auth-type", Some(value)) => self.bearer = value.as_str() == "bearer",
            ("bearer", value) => {
                self.user = value;
                self.bearer = true;
            }
            _ => {}
        }
    }

    /// Reads `name=value`, `name:=json`, `name==query`, `Header:value`, `name@file`; the first separator counts.
    fn item(&mut self, item: &Text, notes: &mut Vec<Note>) -> bool {
        let text = item.as_str();
        let mut escaped = false;
        let found = text.char_indices().find_map(|(at, character)| {
            let separator =
                text.get(at..).and_then(|rest| SEPARATORS.iter().find(|separator| rest.starts_with(**separator)));
            let plain = !escaped;
            escaped = plain && character == '\\';
            separator.filter(|_| plain).map(|separator| (at, *separator))
        });
        let Some((at, separator)) = found.filter(|(at, _)| *at > 0) else {
            return false;
        };
        let name = without_backslashes(&part(item, 0..at));
        let value = part(item, at + separator.len()..text.len());
        match separator {
            "==" => self.query.push((name, value)),
            "=" => self.data.push((name, ScriptValue::Text(value))),
            ":=" => self.data.push((name, ScriptValue::Bare(value))),
            ":" if value.as_str().is_empty() => {}
            ":" => self.headers.push(header(name.as_str(), value)),
            ";" => self.headers.push(header(name.as_str(), standing_for("", item))),
            _ => {
                self.file = true;
                notes.push(Note::new(
                    NoteKind::CommandFile,
                    "the file for this item is not in the capture",
                    item.place(0),
                ));
            }
        }
        true
    }

    fn finish(mut self, url: &Text, scheme: &str) -> Request {
        let sends = !self.data.is_empty() || self.raw.is_some() || self.file;
        let first = self.data.first().map(|(name, _)| name.clone()).or_else(|| self.raw.clone()).unwrap_or_default();
        let mut content_type = None;
        let body = if self.file {
            Some(missing_body())
        } else if let Some(raw) = self.raw.take() {
            content_type = Some("application/json");
            Some(text_body(raw))
        } else if !sends {
            None
        } else {
            let table = ScriptValue::Table(std::mem::take(&mut self.data));
            match self.form {
                HttpieForm::Json => {
                    content_type = Some("application/json");
                    Some(text_body(table.json()))
                }
                HttpieForm::Encoded => {
                    content_type = Some("application/x-www-form-urlencoded; charset=utf-8");
                    table.form(SEARCH_PARAMS).map(text_body)
                }
                HttpieForm::Multipart => Some(build::multipart(table.pairs().unwrap_or_default())),
            }
        };
        if let Some(implied) = content_type.filter(|_| !has(&self.headers, "content-type")) {
            self.headers.push(header("Content-Type", standing_for(implied, &first)));
        }
        if let Some(user) = self.user.filter(|_| !has(&self.headers, "authorization")) {
            self.headers.push(if self.bearer {
                header("Authorization", join(&[standing_for("Bearer ", &user), user.clone()], ""))
            } else {
                basic(&user)
            });
        }
        let mut query = Draft::default();
        for (name, value) in &self.query {
            if !query.as_str().is_empty() {
                query.push_char('&', name.place(0));
            }
            encode(&mut query, name, SEARCH_PARAMS);
            query.push_char('=', value.place(0));
            encode(&mut query, value, SEARCH_PARAMS);
        }
        let implied = if sends { "POST" } else { "GET" };
        Request {
            method: self.method.unwrap_or_else(|| implied.to_owned()),
            url: add_query(&complete(url, scheme), &query.finish()),
            headers: self.headers,
            body,
        }
    }
}

/// `:3000/path` and `/path` are on this computer.
fn complete(url: &Text, scheme: &str) -> Text {
    let text = url.as_str();
    let local = format!("{scheme}://localhost");
    match text.strip_prefix(':') {
        Some(rest) if rest.starts_with('/') || rest.is_empty() => {
            join(&[standing_for(local, url), part(url, 1..text.len())], "")
        }
        Some(_) => join(&[standing_for(local, url), url.clone()], ""),
        None if text.starts_with('/') => join(&[standing_for(local, url), url.clone()], ""),
        None => build::with_scheme(url, scheme),
    }
}

fn without_backslashes(text: &Text) -> Text {
    let value = text.as_str();
    if !value.contains('\\') {
        return text.clone();
    }
    standing_for(value.replace('\\', ""), text)
}

/// Returns the long name of an option, and what is attached to it.
fn option(word: &Text) -> (&'static str, Option<Text>) {
    let text = word.as_str();
    let (name, attached) = match text.split_once('=') {
        Some((name, _)) if text.starts_with("--") => (name, Some(part(word, name.len() + 1..text.len()))),
        _ => (text, None),
    };
    let known = OPTIONS
        .iter()
        .find(|(long, short)| name.strip_prefix("--") == Some(long) || !short.is_empty() && name == *short);
    if let Some((long, _)) = known {
        return (long, attached);
    }
    // Short options in one word: `-vf`, `-auser:password`.
    let letters = text.strip_prefix('-').filter(|rest| !rest.starts_with('-')).unwrap_or_default();
    if letters.starts_with('a') {
        return ("auth", Some(part(word, 2..text.len())));
    }
    let long = letters.contains('f').then_some("form");
    (long.unwrap_or(""), None)
}

fn takes_argument(name: &str) -> bool {
    !matches!(name, "" | "form" | "json" | "multipart")
}

/// Long and short names of the options that take an argument, and of those that say what the body is.
const OPTIONS: &[(&str, &str)] = &[
    ("form", "-f"),
    ("json", "-j"),
    ("multipart", ""),
    ("auth", "-a"),
    ("auth-type", "-A"),
    ("bearer", ""),
    ("raw", ""),
    ("boundary", ""),
    ("style", "-s"),
    ("print", "-p"),
    ("output", "-o"),
    ("pretty", ""),
    ("session", ""),
    ("session-read-only", ""),
    ("proxy", ""),
    ("max-redirects", ""),
    ("max-headers", ""),
    ("timeout", ""),
    ("verify", ""),
    ("ssl", ""),
    ("ciphers", ""),
    ("cert", ""),
    ("cert-key", ""),
    ("cert-key-pass", ""),
    ("default-scheme", ""),
    ("format-options", ""),
    ("response-charset", ""),
    ("response-mime", ""),
];

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// The longer ones first, as HTTPie looks for them.
const SEPARATORS: &[&str] = &[":=@", "=@", "==", ":=", ":", "=", ";", "@"];
