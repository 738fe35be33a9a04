//! From the arguments of a call to a request.

use super::expression::{Arguments, ScriptLanguage, ScriptReader, skip_chain};
use super::value::ScriptValue;
use crate::command::build::{
    self, SEARCH_PARAMS, UNRESERVED, add_query, basic, has, header, join, missing_body, standing_for, text_body,
};
use crate::command::shell::command_line::CommandLine;
use crate::command::shell::cursor::Cursor;
use crate::command::shell::names::Names;
use crate::exchange::{Body, Content, Header, Request, header_value};
use crate::note::{Note, NoteKind};
use crate::text::place::Place;
use crate::text::placed::Text;

/// Which function a script calls.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ScriptCall {
    /// `fetch(url, init)` (Fetch standard §5.4).
    Fetch,
    /// `axios(config)`, `axios.request(config)`.
    Axios,
    /// `axios.get(url, config)`, `axios.post(url, data, config)`.
    AxiosMethod,
    /// `requests.post(url, data=…)`.
    Requests,
    /// `requests.request(method, url, data=…)`.
    RequestsMethod,
}

/// Reads the call whose `(` the cursor is at; `method` is what the name of the function says.
pub(crate) fn read(
    call: ScriptCall,
    method: &str,
    cursor: Cursor<'_>,
    names: &Names<'_>,
    line: &mut CommandLine,
) -> Option<Request> {
    let python = matches!(call, ScriptCall::Requests | ScriptCall::RequestsMethod);
    let mut reader = ScriptReader {
        cursor,
        names,
        language: if python { ScriptLanguage::Python } else { ScriptLanguage::JavaScript },
        before: cursor.at,
        depth: 0,
    };
    let arguments = reader.arguments();
    line.seen = reader.cursor.at;
    let arguments = arguments?;
    skip_chain(&mut reader.cursor);
    line.end = reader.cursor.at;
    line.seen = line.end;
    let mut sending = match call {
        ScriptCall::Fetch => fetch(&arguments)?,
        ScriptCall::Axios | ScriptCall::AxiosMethod => axios(call, method, &arguments)?,
        ScriptCall::Requests | ScriptCall::RequestsMethod => requests(call, method, &arguments)?,
    };
    let known = !matches!(arguments.plain.first(), Some(ScriptValue::Unknown(_)));
    let url = sending.url.clone().filter(|url| {
        // A sentence about a function has no second argument; a URL in a variable is a placeholder.
        let written = build::is_url_like(url.as_str()) || url.as_str().starts_with('/');
        written && (known || arguments.plain.len() + arguments.named.len() > 1)
    })?;
    line.notes.append(&mut sending.notes_of(&arguments));
    Some(sending.finish(&url))
}

#[derive(Default)]
struct Sending {
    url: Option<Text>,
    method: String,
    headers: Vec<Header>,
    query: Option<Text>,
    body: Option<Body>,
    content_type: Option<&'static str>,
    credentials: Option<Text>,
    /// A value that was not known.
    unknown: Vec<(&'static str, Option<Place>)>,
}

impl Sending {
    fn finish(mut self, url: &Text) -> Request {
        let implied = self.body.as_ref().and_then(|body| match &body.content {
            Content::Text(text) => Some(text.clone()),
            _ => None,
        });
        if let (Some(implied), Some(of)) = (self.content_type, implied) {
            if !has(&self.headers, "content-type") {
                self.headers.push(header("Content-Type", standing_for(implied, &of)));
            }
        }
        if let Some(credentials) = self.credentials.filter(|_| !has(&self.headers, "authorization")) {
            self.headers.push(basic(&credentials));
        }
        Request {
            method: self.method,
            url: self.query.map_or_else(|| url.clone(), |query| add_query(url, &query)),
            headers: self.headers,
            body: self.body,
        }
    }

    fn notes_of(&mut self, arguments: &Arguments) -> Vec<Note> {
        if let Some(ScriptValue::Unknown(text)) = arguments.plain.get(1) {
            self.unknown.push(("the content of this variable", text.place(0)));
        }
        let said = self.unknown.drain(..);
        said.map(|(what, at)| Note::new(NoteKind::CommandVariable, format!("{what} is not in the capture"), at))
            .collect()
    }

    fn take_headers(&mut self, value: Option<&ScriptValue>) {
        match value {
            None | Some(ScriptValue::Nothing(_)) => {}
            Some(ScriptValue::Unknown(text)) => self.unknown.push(("the content of the headers", text.place(0))),
            Some(value) => {
                let pairs = value.pairs().unwrap_or_default();
                self.headers = pairs.into_iter().map(|(name, value)| header(name.as_str(), value)).collect();
            }
        }
    }

    fn missing(&mut self, what: &'static str, value: &ScriptValue) {
        self.unknown.push((what, value.text().and_then(|text| text.place(0))));
        self.body = Some(missing_body());
    }
}

fn fetch(arguments: &Arguments) -> Option<Sending> {
    let init = arguments.plain.get(1);
    let get = |name: &str| init.and_then(|init| init.get(name));
    let mut sending =
        Sending { url: arguments.plain.first()?.text(), method: upper(get("method"), "GET"), ..Sending::default() };
    sending.take_headers(get("headers"));
    match get("body") {
        None | Some(ScriptValue::Nothing(_)) => {}
        Some(ScriptValue::Multipart(fields)) if fields.is_empty() => {
            sending.missing("the content of the `FormData`", init?);
        }
        Some(ScriptValue::Form(text)) => {
            sending.content_type = Some("application/x-www-form-urlencoded;charset=UTF-8");
            sending.body = Some(text_body(text.clone()));
        }
        Some(value @ ScriptValue::Unknown(_)) => sending.missing("the body", value),
        // An object becomes a string before it is sent.
        Some(ScriptValue::Table(entries)) => {
            let first = entries.first().map(|(name, _)| name.clone()).unwrap_or_default();
            sending.content_type = Some("text/plain;charset=UTF-8");
            sending.body = Some(text_body(standing_for("[object Object]", &first)));
        }
        Some(value) => {
            sending.content_type = Some("text/plain;charset=UTF-8");
            sending.body = value.text().map(text_body);
        }
    }
    let referrer = get("referrer").and_then(ScriptValue::text);
    let referrer = referrer.filter(|referrer| referrer.as_str().contains("://") && !has(&sending.headers, "referer"));
    sending.headers.extend(referrer.map(|referrer| header("Referer", referrer)));
    Some(sending)
}

/// Reads an axios call (1.x), which sends objects as JSON, `URLSearchParams` and strings as a form.
fn axios(call: ScriptCall, method: &str, arguments: &Arguments) -> Option<Sending> {
    let method = method.to_ascii_uppercase();
    let with_data = matches!(method.as_str(), "POST" | "PUT" | "PATCH");
    let (config, first) = match call {
        ScriptCall::AxiosMethod => {
            (arguments.plain.get(if with_data { 2 } else { 1 }), arguments.plain.first()?.text())
        }
        _ => (arguments.plain.first(), arguments.plain.first()?.get("url").and_then(ScriptValue::text)),
    };
    let get = |name: &str| config.and_then(|config| config.get(name));
    let mut sending = Sending {
        url: match get("baseURL").and_then(ScriptValue::text) {
            Some(base) => Some(join(&[base, first?], "")),
            None => first,
        },
        method: if call == ScriptCall::AxiosMethod { method } else { upper(get("method"), "GET") },
        ..Sending::default()
    };
    sending.take_headers(get("headers"));
    sending.query = get("params").and_then(query);
    let data = if call == ScriptCall::AxiosMethod && with_data { arguments.plain.get(1) } else { get("data") };
    let form = header_value(&sending.headers, "content-type").is_some_and(|label| label.contains("urlencoded"));
    match data {
        None | Some(ScriptValue::Nothing(_)) => {}
        Some(ScriptValue::Multipart(fields)) => sending.body = Some(build::multipart(fields.clone())),
        Some(value @ ScriptValue::Unknown(_)) => sending.missing("the data", value),
        // Where the label says so, axios 1.0 and later encodes an object as a form.
        Some(value @ ScriptValue::Table(_)) if form => sending.body = value.form(SEARCH_PARAMS).map(text_body),
        Some(value @ (ScriptValue::Table(_) | ScriptValue::List(_))) => {
            sending.content_type = Some("application/json");
            sending.body = Some(text_body(value.json()));
        }
        Some(value) => {
            sending.content_type = Some("application/x-www-form-urlencoded");
            sending.body = value.text().map(text_body);
        }
    }
    if let Some(auth) = get("auth") {
        sending.credentials = credentials(auth.get("username"), auth.get("password"));
    }
    Some(sending)
}

/// Reads a call of Python's requests (2.x), which sends a dictionary as a form and a string without a content type.
fn requests(call: ScriptCall, method: &str, arguments: &Arguments) -> Option<Sending> {
    let mut plain = arguments.plain.iter();
    let first = if call == ScriptCall::RequestsMethod {
        Some(upper(plain.next().or(arguments.named("method")), "GET"))
    } else {
        None
    };
    let mut sending = Sending {
        method: first.unwrap_or_else(|| method.to_ascii_uppercase()),
        url: plain.next().or(arguments.named("url"))?.text(),
        ..Sending::default()
    };
    sending.take_headers(arguments.named("headers"));
    sending.query = arguments.named("params").and_then(query);
    let with_data = matches!(sending.method.as_str(), "POST" | "PUT" | "PATCH");
    let data = plain.next().filter(|_| with_data).or(arguments.named("data")).or(arguments.named("content"));
    match (data, arguments.named("json")) {
        (Some(value @ ScriptValue::Unknown(_)), _) | (_, Some(value @ ScriptValue::Unknown(_))) => {
            sending.missing("the data", value);
        }
        (Some(value @ (ScriptValue::Table(_) | ScriptValue::List(_))), _) => {
            sending.content_type = Some("application/x-www-form-urlencoded");
            sending.body = value.form(UNRESERVED).map(text_body);
        }
        (Some(value), _) => sending.body = value.text().map(text_body),
        (None, Some(value)) => {
            sending.content_type = Some("application/json");
            sending.body = Some(text_body(value.json()));
        }
        (None, None) => {}
    }
    if let Some(files) = arguments.named("files") {
        sending.missing("the content of the files", files);
    }
    match arguments.named("auth") {
        Some(ScriptValue::List(pair)) => sending.credentials = credentials(pair.first(), pair.get(1)),
        Some(value) => {
            sending.unknown.push(("the header that `auth` generates", value.text().and_then(|text| text.place(0))));
        }
        None => {}
    }
    Some(sending)
}

fn credentials(user: Option<&ScriptValue>, password: Option<&ScriptValue>) -> Option<Text> {
    let user = user?.text()?;
    let password = password.and_then(ScriptValue::text).unwrap_or_default();
    let colon = standing_for(":", &user);
    Some(join(&[user, colon, password], ""))
}

fn query(value: &ScriptValue) -> Option<Text> {
    value.form(SEARCH_PARAMS).or_else(|| value.text())
}

fn upper(method: Option<&ScriptValue>, default: &str) -> String {
    let method = method.and_then(ScriptValue::text);
    method.map_or_else(|| default.to_owned(), |method| method.as_str().to_ascii_uppercase())
}
