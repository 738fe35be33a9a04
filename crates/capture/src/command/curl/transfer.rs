//! From the options of a curl command to its requests.

use super::options::{ArgumentKind, CurlArgument, parse};
use crate::command::build::{self, UNRESERVED, encode, header, standing_for};
use crate::command::shell::bash::trim;
use crate::command::shell::command_line::CommandLine;
use crate::exchange::{Header, Request};
use crate::note::NoteKind;
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};

/// Reads the arguments of a command whose program is curl: its requests, each with the byte where its URL stands;
/// nothing if there is no URL among them, or where it is prose. In a sentence the command ends where its words
/// begin.
pub(crate) fn read(source: &Text, line: &mut CommandLine, in_sentence: bool) -> Vec<(Request, usize)> {
    let mut given = parse(line.words.get(1..).unwrap_or_default());
    if in_sentence {
        if let Some(end) = given.iter().position(is_odd) {
            line.end = given.get(end).map_or(line.end, |odd| odd.at);
            given.truncate(end);
        }
    }
    if !is_command(&given, in_sentence) {
        return Vec::new();
    }
    let mut sent = Vec::new();
    for options in given.split(|given| given.name == "next" && given.kind == ArgumentKind::Option) {
        let mut transfer = Transfer::default();
        for option in options {
            transfer.take(option, source, line);
        }
        sent.extend(transfer.finish(line));
    }
    sent
}

/// A sentence about curl has words where a command has a URL.
fn is_command(given: &[CurlArgument], in_sentence: bool) -> bool {
    let odd = given.iter().filter(|given| is_odd(given));
    let telling = given.iter().any(|given| given.kind == ArgumentKind::Option && SENDS.contains(&given.name.as_str()));
    let url = given
        .iter()
        .any(|given| given.name == "url" && given.value.as_ref().is_some_and(|word| build::is_url_like(word.as_str())));
    url && (telling || odd.count() == 0 && !in_sentence)
}

fn is_odd(given: &CurlArgument) -> bool {
    let url_like = given.value.as_ref().is_some_and(|word| build::is_url_like(word.as_str()));
    given.kind == ArgumentKind::Operand && !url_like
}

/// The options up to `--next`.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct Transfer {
    pub(crate) urls: Vec<(Text, usize)>,
    pub(crate) method: Option<String>,
    pub(crate) get: bool,
    pub(crate) head: bool,
    pub(crate) upload: bool,
    /// The pieces of the body, absent where they are in a file, and whether an `&` stands before.
    pub(crate) data: Vec<(Option<Text>, bool)>,
    pub(crate) json: bool,
    pub(crate) parts: Option<Vec<(Text, Text)>>,
    pub(crate) query: Vec<Text>,
    pub(crate) headers: Vec<Header>,
    /// Names of `-H 'Name:'`, which keeps curl from sending a header of its own.
    pub(crate) removed: Vec<String>,
    pub(crate) cookies: Vec<Text>,
    pub(crate) user_agent: Option<Text>,
    pub(crate) referer: Option<Text>,
    pub(crate) user: Option<Text>,
    pub(crate) bearer: Option<Text>,
    pub(crate) other_scheme: bool,
}

impl Transfer {
    fn take(&mut self, given: &CurlArgument, source: &Text, line: &mut CommandLine) {
        let at = source.place(given.at);
        if given.kind == ArgumentKind::Unknown {
            line.note(NoteKind::CommandOption, "curl has no option with this name; it was ignored", at);
            return;
        }
        if is_odd(given) {
            line.note(
                NoteKind::CommandOperand,
                "curl reads this word as a URL, but it isn't one: the argument before it may be missing its quotes",
                at,
            );
            return;
        }
        match given.name.as_str() {
            "get" => self.get = true,
            "head" => self.head = true,
            "digest" | "ntlm" | "ntlm-wb" | "negotiate" | "anyauth" | "aws-sigv4" => self.other_scheme = true,
            "basic" => self.other_scheme = false,
            name => match &given.value {
                Some(value) => self.argument(name, value, given.at, line),
                None if SENDS.contains(&name) && name != "user-agent" => {
                    if name.starts_with("data") || name == "json" {
                        self.data.push((None, true));
                    }
                    line.note(NoteKind::CommandCut, "this option's argument is missing", at);
                }
                None => {}
            },
        }
    }

    fn argument(&mut self, name: &str, value: &Text, start: usize, line: &mut CommandLine) {
        let text = value.as_str();
        let at = value.place(0);
        match name {
            // A URL that is given without `--url` is one of these, too.
            "url" => self.urls.push((value.clone(), start)),
            "request" => self.method = Some(text.to_owned()),
            "header" if text.starts_with('@') => {
                line.note(NoteKind::CommandFile, "the headers in this file are not in the capture", at);
            }
            "header" => self.header(value, line),
            "data" | "data-ascii" | "data-binary" => self.data_or_file(value, name, line),
            "data-raw" => self.data.push((Some(value.clone()), true)),
            "data-urlencode" => self.urlencoded(value, line),
            "json" => {
                self.json = true;
                self.data_or_file(value, name, line);
            }
            "form" => self.part(value, line),
            "form-string" => {
                let pair = split(value, text.find('='), 1);
                self.parts.get_or_insert_default().push(pair);
            }
            "url-query" => match text.strip_prefix('+') {
                Some(_) => self.query.push(part(value, 1..text.len())),
                None => self.query.extend(encoded(value)),
            },
            "upload-file" => {
                self.upload = true;
                line.note(NoteKind::CommandFile, "the body is a file that is not in the capture", at);
            }
            "user" => self.user = Some(value.clone()),
            "oauth2-bearer" => self.bearer = Some(value.clone()),
            "cookie" if text.contains('=') => self.cookies.push(value.clone()),
            "cookie" if !text.is_empty() => {
                line.note(NoteKind::CommandFile, "the cookies in this file are not in the capture", at);
            }
            "user-agent" => self.user_agent = Some(value.clone()),
            "referer" => {
                let end = text.strip_suffix(";auto").map_or(text.len(), str::len);
                self.referer = (end > 0).then(|| part(value, 0..end));
            }
            "config" => line.note(
                NoteKind::CommandFile,
                "the options in this file are not in the capture, so more may have been sent",
                at,
            ),
            "request-target" => line.note(
                NoteKind::CommandOption,
                "`--request-target` sends a different path than the URL has; the URL was kept",
                at,
            ),
            _ => {}
        }
    }

    fn header(&mut self, value: &Text, line: &mut CommandLine) {
        let text = value.as_str();
        match (text.find(':'), text.trim_end().strip_suffix(';')) {
            (Some(colon), _) => {
                let name = text.get(..colon).unwrap_or_default().trim();
                let value = trim(&part(value, colon + 1..text.len()));
                if value.as_str().is_empty() {
                    self.removed.push(name.to_owned());
                } else {
                    self.headers.push(header(name, value));
                }
            }
            (None, Some(name)) => self.headers.push(header(name, standing_for("", value))),
            (None, None) => line.note(
                NoteKind::CommandHeader,
                "a header needs a colon, or a semicolon if it is empty; curl doesn't send this one",
                value.place(0),
            ),
        }
    }

    fn data_or_file(&mut self, value: &Text, name: &str, line: &mut CommandLine) {
        let Some(file) = value.as_str().strip_prefix('@') else {
            self.data.push((Some(value.clone()), name != "json"));
            return;
        };
        match line.stdin.take_if(|_| file == "-") {
            // `-d` and `--data-ascii` take line breaks out of files.
            Some(text) if matches!(name, "data" | "data-ascii") => {
                let mut draft = Draft::default();
                let mut at = 0;
                for piece in text.as_str().split_inclusive(['\r', '\n']) {
                    draft.push(&text, at..at + piece.trim_end_matches(['\r', '\n']).len());
                    at += piece.len();
                }
                self.data.push((Some(draft.finish()), true));
            }
            Some(text) => self.data.push((Some(text), name != "json")),
            None => self.file(value, line),
        }
    }

    fn file(&mut self, value: &Text, line: &mut CommandLine) {
        self.data.push((None, true));
        line.note(
            NoteKind::CommandFile,
            "the body is read from a file or from another program and is not in the capture; pass the data itself, or run the command with `--trace-ascii -`",
            value.place(0),
        );
    }

    fn urlencoded(&mut self, value: &Text, line: &mut CommandLine) {
        match encoded(value) {
            Some(text) => self.data.push((Some(text), true)),
            None => self.file(value, line),
        }
    }

    /// Reads `name=content`, with `;type=…` and the like behind it.
    fn part(&mut self, value: &Text, line: &mut CommandLine) {
        let text = value.as_str();
        let (name, content) = split(value, text.find('='), 1);
        let inner = content.as_str();
        let content = if inner.starts_with(['@', '<']) {
            line.note(NoteKind::CommandFile, "the file for this form field is not in the capture", value.place(0));
            standing_for("[file]", &content)
        } else if let Some(quoted) = inner.strip_prefix('"') {
            part(&content, 1..1 + quoted.find('"').unwrap_or(quoted.len()))
        } else {
            let end =
                [";type=", ";filename=", ";headers=", ";encoder="].iter().filter_map(|mark| inner.find(mark)).min();
            part(&content, 0..end.unwrap_or(inner.len()))
        };
        self.parts.get_or_insert_default().push((name, content));
    }
}

/// Encodes as `--data-urlencode` does: `content`, `=content`, `name=content`; `None` for `@file` and `name@file`.
fn encoded(value: &Text) -> Option<Text> {
    let text = value.as_str();
    let equals = text.find('=');
    let mut draft = Draft::default();
    let from = match (equals, text.find('@')) {
        (Some(equals), _) => {
            draft.push(value, 0..if equals == 0 { 0 } else { equals + 1 });
            equals + 1
        }
        (None, Some(_)) => return None,
        (None, None) => 0,
    };
    encode(&mut draft, &part(value, from..text.len()), UNRESERVED);
    Some(draft.finish())
}

/// Cuts a text in two at a byte; without one, all of it is the first half.
fn split(text: &Text, at: Option<usize>, separator: usize) -> (Text, Text) {
    let end = text.as_str().len();
    let at = at.unwrap_or(end);
    (part(text, 0..at), part(text, (at + separator).min(end)..end))
}

/// Options that say what is sent: a sentence about curl has none of them.
const SENDS: &[&str] = &[
    "request",
    "header",
    "data",
    "data-ascii",
    "data-raw",
    "data-binary",
    "data-urlencode",
    "json",
    "form",
    "form-string",
    "user",
    "oauth2-bearer",
    "cookie",
    "user-agent",
    "url",
    "get",
];
