//! What a curl command sends (`curl.1`; compared with curl 7.88).

use super::build::{self, UNRESERVED, add_query, basic, encode, has, header, join, standing_for, text_body};
use super::curl_options::{Given, Kind, parse};
use super::cursor::placed;
use super::words::{Line, note};
use crate::capture::text::{Draft, part};
use crate::capture::{Body, Content, Header, Request, Text};

/// Reads the arguments of a command whose program is curl: its requests, each with the byte where its URL stands; nothing where
/// there is no URL among them, or where it is prose.
/// In a sentence the command ends where its words begin.
pub(super) fn read(source: &Text, line: &mut Line, in_sentence: bool) -> Vec<(Request, usize)> {
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
    for options in given.split(|given| given.name == "next" && given.kind == Kind::Option) {
        let mut transfer = Transfer::default();
        for option in options {
            transfer.take(option, source, line);
        }
        sent.extend(transfer.finish(line));
    }
    sent
}

/// A sentence about curl has words where a command has a URL.
fn is_command(given: &[Given], in_sentence: bool) -> bool {
    let odd = given.iter().filter(|given| is_odd(given));
    let telling = given
        .iter()
        .any(|given| given.kind == Kind::Option && SENDS.contains(&given.name.as_str()));
    let url = given.iter().any(|given| {
        given.name == "url"
            && given
                .value
                .as_ref()
                .is_some_and(|word| build::is_url_like(word.as_str()))
    });
    url && (telling || odd.count() == 0 && !in_sentence)
}

fn is_odd(given: &Given) -> bool {
    let url_like = given
        .value
        .as_ref()
        .is_some_and(|word| build::is_url_like(word.as_str()));
    given.kind == Kind::Operand && !url_like
}

#[derive(Default)]
struct Transfer {
    urls: Vec<(Text, usize)>,
    method: Option<String>,
    get: bool,
    head: bool,
    upload: bool,
    /// The pieces of the body, absent where they are in a file, and whether an `&` stands before.
    data: Vec<(Option<Text>, bool)>,
    json: bool,
    parts: Option<Vec<(Text, Text)>>,
    query: Vec<Text>,
    headers: Vec<Header>,
    /// Names of `-H 'Name:'`, which keeps curl from sending a header of its own.
    removed: Vec<String>,
    cookies: Vec<Text>,
    user_agent: Option<Text>,
    referer: Option<Text>,
    user: Option<Text>,
    bearer: Option<Text>,
    other_scheme: bool,
}

impl Transfer {
    fn take(&mut self, given: &Given, source: &Text, line: &mut Line) {
        let at = source.place(given.at);
        if given.kind == Kind::Unknown {
            line.notes.push(note(
                "command-option",
                "curl has no option of this name; it was left out",
                at,
            ));
            return;
        }
        if is_odd(given) {
            line.notes.push(note(
                "command-operand",
                "curl takes this word for a URL, and it is none: quotes may be missing around the argument before it",
                at,
            ));
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
                    line.notes
                        .push(note("command-cut", "the argument of this option is missing", at));
                }
                None => {}
            },
        }
    }

    fn argument(&mut self, name: &str, value: &Text, start: usize, line: &mut Line) {
        let text = value.as_str();
        let at = value.place(0);
        match name {
            // A URL that is given without `--url` is one of these, too.
            "url" => self.urls.push((value.clone(), start)),
            "request" => self.method = Some(text.to_owned()),
            "header" if text.starts_with('@') => line.notes.push(note(
                "command-file",
                "the headers of this file are not in the capture",
                at,
            )),
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
                line.notes.push(note(
                    "command-file",
                    "the body is a file that is not in the capture",
                    at,
                ));
            }
            "user" => self.user = Some(value.clone()),
            "oauth2-bearer" => self.bearer = Some(value.clone()),
            "cookie" if text.contains('=') => self.cookies.push(value.clone()),
            "cookie" if !text.is_empty() => line.notes.push(note(
                "command-file",
                "the cookies of this file are not in the capture",
                at,
            )),
            "user-agent" => self.user_agent = Some(value.clone()),
            "referer" => {
                let end = text.strip_suffix(";auto").map_or(text.len(), str::len);
                self.referer = (end > 0).then(|| part(value, 0..end));
            }
            "config" => line.notes.push(note(
                "command-file",
                "the options of this file are not in the capture, so more may have been sent",
                at,
            )),
            "request-target" => line.notes.push(note(
                "command-option",
                "`--request-target` sends another path than that of the URL; the URL was kept",
                at,
            )),
            _ => {}
        }
    }

    fn header(&mut self, value: &Text, line: &mut Line) {
        let text = value.as_str();
        match (text.find(':'), text.trim_end().strip_suffix(';')) {
            (Some(colon), _) => {
                let name = text.get(..colon).unwrap_or_default().trim();
                let value = super::bash::trim(&part(value, colon + 1..text.len()));
                if value.as_str().is_empty() {
                    self.removed.push(name.to_owned());
                } else {
                    self.headers.push(header(name, value));
                }
            }
            (None, Some(name)) => self.headers.push(header(name, standing_for("", value))),
            (None, None) => line.notes.push(note(
                "command-header",
                "a header needs a colon, or a semicolon where it is empty; curl does not send this one",
                value.place(0),
            )),
        }
    }

    fn data_or_file(&mut self, value: &Text, name: &str, line: &mut Line) {
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

    fn file(&mut self, value: &Text, line: &mut Line) {
        self.data.push((None, true));
        line.notes.push(note(
            "command-file",
            "the body is read from a file or from another program, and is not in the capture; add `-v` or paste the data itself",
            value.place(0),
        ));
    }

    fn urlencoded(&mut self, value: &Text, line: &mut Line) {
        match encoded(value) {
            Some(text) => self.data.push((Some(text), true)),
            None => self.file(value, line),
        }
    }

    /// Reads `name=content`, with `;type=…` and the like behind it.
    fn part(&mut self, value: &Text, line: &mut Line) {
        let text = value.as_str();
        let (name, content) = split(value, text.find('='), 1);
        let inner = content.as_str();
        let content = if inner.starts_with(['@', '<']) {
            line.notes.push(note(
                "command-file",
                "the file of this form field is not in the capture",
                value.place(0),
            ));
            standing_for("[file]", &content)
        } else if let Some(quoted) = inner.strip_prefix('"') {
            part(&content, 1..1 + quoted.find('"').unwrap_or(quoted.len()))
        } else {
            let end = [";type=", ";filename=", ";headers=", ";encoder="]
                .iter()
                .filter_map(|mark| inner.find(mark))
                .min();
            part(&content, 0..end.unwrap_or(inner.len()))
        };
        self.parts.get_or_insert_default().push((name, content));
    }

    fn finish(mut self, line: &mut Line) -> Vec<(Request, usize)> {
        let method = self.method();
        let mut query = std::mem::take(&mut self.query);
        let body = if self.get || self.head {
            query.extend(self.data.drain(..).filter_map(|(data, _)| data));
            None
        } else {
            self.body()
        };
        let query = join(&query, "&");
        let urls = std::mem::take(&mut self.urls);
        let mut sent = Vec::new();
        for (url, at) in urls {
            let (url, credentials) = without_credentials(&url);
            let url = add_query(&build::with_scheme(&unescaped(&url), "http"), &query);
            let headers = self.sent_headers(credentials, body.as_ref(), line);
            let request = Request {
                method: method.clone(),
                url,
                headers,
                body: body.clone(),
            };
            sent.push((request, at));
        }
        sent
    }

    fn method(&self) -> String {
        let implied = if self.head {
            "HEAD"
        } else if self.upload {
            "PUT"
        } else if self.get || self.data.is_empty() && self.parts.is_none() {
            "GET"
        } else {
            "POST"
        };
        self.method.clone().unwrap_or_else(|| implied.to_owned())
    }

    fn body(&mut self) -> Option<Body> {
        if let Some(parts) = self.parts.take() {
            return Some(build::multipart(parts));
        }
        if self.upload || self.data.iter().any(|(data, _)| data.is_none()) {
            return Some(build::missing_body());
        }
        let first = self.data.first()?;
        let mut draft = Draft::default();
        for (index, (data, separated)) in self.data.iter().enumerate() {
            let Some(text) = data else { continue };
            if index > 0 && *separated {
                draft.push_char('&', text.place(0));
            }
            draft.push(text, 0..text.as_str().len());
        }
        let at = first.0.as_ref().and_then(|text| text.place(0));
        Some(text_body(placed(draft.finish(), at)))
    }

    /// Returns the headers that were asked for and those that curl adds to them, as far as they say something of the request.
    fn sent_headers(&self, in_url: Option<Text>, body: Option<&Body>, line: &mut Line) -> Vec<Header> {
        let mut headers = self.headers.clone();
        let missing = |headers: &[Header], name: &str| {
            !has(headers, name) && !self.removed.iter().any(|removed| removed.eq_ignore_ascii_case(name))
        };
        if missing(&headers, "Authorization") {
            headers.extend(self.authorization(in_url, line));
        }
        let agent = self.user_agent.iter().filter(|agent| !agent.as_str().is_empty());
        let cookies = (!self.cookies.is_empty()).then(|| join(&self.cookies, "; "));
        let named = agent.map(|agent| ("User-Agent", agent.clone()));
        let named = named.chain(self.referer.iter().map(|referer| ("Referer", referer.clone())));
        for (name, value) in named.chain(cookies.map(|cookies| ("Cookie", cookies))) {
            // curl sends cookies of both kinds.
            if name == "Cookie" || missing(&headers, name) {
                headers.push(header(name, value));
            }
        }
        let text = body.and_then(|body| match &body.content {
            Content::Text(text) => Some(text.clone()),
            Content::Missing { .. } if !self.upload => Some(Text::default()),
            _ => None,
        });
        if let Some(of) = text {
            let json = "application/json";
            let implied = if self.json {
                json
            } else {
                "application/x-www-form-urlencoded"
            };
            if missing(&headers, "Content-Type") {
                headers.push(header("Content-Type", standing_for(implied, &of)));
            }
            if self.json && missing(&headers, "Accept") {
                headers.push(header("Accept", standing_for(json, &of)));
            }
        }
        headers
    }

    fn authorization(&self, in_url: Option<Text>, line: &mut Line) -> Option<Header> {
        if let Some(token) = &self.bearer {
            let value = join(&[standing_for("Bearer ", token), token.clone()], "");
            return Some(header("Authorization", value));
        }
        let user = self.user.clone().or(in_url)?;
        if self.other_scheme {
            line.notes.push(note(
                "command-credentials",
                "curl computes the `Authorization` header of this scheme when it sends the request; it is not in the capture",
                user.place(0),
            ));
            return None;
        }
        if !user.as_str().contains(':') {
            line.notes.push(note(
                "command-credentials",
                "curl asks for the password of this user; it is not in the capture",
                user.place(0),
            ));
            return Some(header(
                "Authorization",
                standing_for("Basic [password not in the capture]", &user),
            ));
        }
        Some(basic(&user))
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

/// Backslashes keep curl from expanding brackets in a URL ("globbing").
fn unescaped(url: &Text) -> Text {
    let value = url.as_str();
    if !value.contains('\\') {
        return url.clone();
    }
    let mut draft = Draft::default();
    let mut from = 0;
    for (at, _) in value.match_indices('\\') {
        if value
            .get(at + 1..)
            .is_some_and(|next| next.starts_with(['[', ']', '{', '}']))
        {
            draft.push(url, from..at);
            from = at + 1;
        }
    }
    draft.push(url, from..value.len());
    draft.finish()
}

/// Takes `user:password@` out of a URL, which curl sends as Basic credentials.
fn without_credentials(url: &Text) -> (Text, Option<Text>) {
    let value = url.as_str();
    let from = value.find("://").map_or(0, |at| at + 3);
    let authority = value.get(from..).unwrap_or_default();
    let end = authority.find(['/', '?', '#']).unwrap_or(authority.len());
    let Some(at) = authority.get(..end).and_then(|authority| authority.rfind('@')) else {
        return (url.clone(), None);
    };
    let user = part(url, from..from + at);
    let rest = part(url, from + at + 1..value.len());
    let credentials = standing_for(build::percent_decoded(user.as_str()), &user);
    (join(&[part(url, 0..from), rest], ""), Some(credentials))
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
