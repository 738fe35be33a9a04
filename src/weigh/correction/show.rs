//! A request as lines of text and as a command, without its secrets.

use std::fmt::Write;

use oauth_doctor_wire::percent::encode_form;
use similar::{ChangeTag, TextDiff};

use crate::disclose::{Scrubber, Shown};
use crate::oauth::request::{Field, FieldValue};
use crate::oauth::{BodyForm, Request};

/// Returns the difference between two texts, line by line: ` `, `-` or `+` and the line.
pub fn line_diff(old: &[String], new: &[String]) -> Vec<(char, String)> {
    let text = |lines: &[String]| lines.iter().fold(String::new(), |text, line| text + line + "\n");
    let (old, new) = (text(old), text(new));
    let lines = TextDiff::from_lines(&old, &new);
    let marked = lines.iter_all_changes().map(|change| {
        let mark = match change.tag() {
            ChangeTag::Equal => ' ',
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        (mark, change.value().trim_end_matches('\n').to_owned())
    });
    marked.collect()
}

/// A request whose values may be shown.
pub(crate) struct View<'a> {
    request: &'a Request,
    /// The value of each parameter, or what is needed in its place.
    values: Vec<Result<Shown, &'static str>>,
    /// The user of HTTP Basic.
    user: Option<Shown>,
    scrubber: &'a Scrubber,
}

impl<'a> View<'a> {
    pub(crate) fn new(request: &'a Request, scrubber: &'a Scrubber) -> Self {
        Self {
            request,
            values: request.params.iter().map(|field| value_of(field, scrubber)).collect(),
            user: user_of(request, scrubber),
            scrubber,
        }
    }

    /// Returns another request of which most is the same.
    pub(crate) fn changed_to<'b>(&self, request: &'b Request, scrubber: &'b Scrubber) -> View<'b> {
        let value = |field: &Field| {
            let same = self.fields().find(|(old, _)| old.name == field.name && old.value == field.value);
            same.map_or_else(|| value_of(field, scrubber), |(_, value)| value.clone())
        };
        View { request, values: request.params.iter().map(value).collect(), user: user_of(request, scrubber), scrubber }
    }

    /// Returns the name of a parameter as it may be shown.
    fn name(&self, field: &Field) -> String {
        self.scrubber.clean_name(&field.name)
    }

    /// Returns the address as it may be shown.
    fn url(&self) -> String {
        self.scrubber.clean_value(&Shown::masked_url(&self.request.url))
    }

    fn fields(&self) -> impl Iterator<Item = (&'a Field, &Result<Shown, &'static str>)> {
        self.request.params.iter().zip(&self.values)
    }
}

/// Returns what changes between two requests, line by line. Parameters that go from JSON, or from the URL, into a form change as a whole.
pub(crate) fn changes(before: &View<'_>, after: &View<'_>) -> Vec<(char, String)> {
    let is_json = before.request.body != after.request.body && before.request.body == BodyForm::Json;
    let in_url = |view: &View<'_>| view.request.params.iter().filter(|field| field.in_url).count();
    let is_reshaped = is_json || in_url(before) > 1 && in_url(after) == 0;
    let mut changes = line_diff(&lines(before, is_reshaped), &lines(after, is_reshaped));
    // A line that only moves is no change: the order of parameters has no meaning.
    while let Some((from, to)) = moved(&changes) {
        changes[to].0 = ' ';
        changes.remove(from);
    }
    changes
}

/// Returns where a line is taken away, and where the same is added.
fn moved(changes: &[(char, String)]) -> Option<(usize, usize)> {
    changes.iter().enumerate().filter(|(_, (mark, _))| *mark == '-').find_map(|(from, (_, line))| {
        let to = changes.iter().position(|(mark, other)| *mark == '+' && other == line)?;
        Some((from, to))
    })
}

/// Returns a request as text, a line for each part of it, or `in_one` for its body; secrets by their shape.
pub(crate) fn lines(view: &View<'_>, in_one: bool) -> Vec<String> {
    let request = view.request;
    let mut lines = vec![format!("{} {}", request.method, view.url())];
    if let Some(content_type) = &request.content_type {
        lines.push(format!("Content-Type: {}", view.scrubber.clean_value(content_type)));
    }
    // The label may say something else.
    let is_mislabelled = |label: &String| label.contains("x-www-form-urlencoded") && request.body == BodyForm::Json;
    if request.content_type.as_ref().is_some_and(is_mislabelled) {
        lines.push("‹the body is JSON›".to_owned());
    }
    if let Some((basic, user)) = request.basic.as_ref().zip(view.user.as_ref()) {
        let user = match user {
            Shown::Public(user) => user.clone(),
            Shown::Secret(secret) => format!("‹{secret}›"),
            Shown::Absent => String::new(),
        };
        lines.push(format!("Authorization: Basic {user}:‹{}›", basic.password));
    }
    lines.extend(request.body_text.as_ref().map(|text| view.scrubber.clean_words(text)));
    let fields = |in_url| view.fields().filter(move |(field, _)| field.in_url == in_url);
    let text = |(field, value)| format!("{}={}", view.name(field), as_text(value));
    let in_url: Vec<String> = fields(true).map(text).collect();
    if in_one && !in_url.is_empty() {
        lines.push(format!("?{}", in_url.join("&")));
    } else {
        lines.extend(in_url.iter().map(|field| format!("?{field}")));
    }
    if in_one && request.body == BodyForm::Json {
        let member = |(field, value): (&Field, _)| format!("\"{}\": \"{}\"", view.name(field), as_text(value));
        lines.push(format!("{{{}}}", fields(false).map(member).collect::<Vec<_>>().join(", ")));
    } else if in_one && fields(false).next().is_some() {
        lines.push(fields(false).map(text).collect::<Vec<_>>().join("&"));
    } else {
        lines.extend(fields(false).map(text));
    }
    lines
}

/// Returns a value for reading; a secret by its shape.
fn as_text(value: &Result<Shown, &'static str>) -> String {
    match value {
        Ok(Shown::Public(value)) => value.clone(),
        Ok(Shown::Secret(secret)) => format!("‹{secret}›"),
        Ok(Shown::Absent) => String::new(),
        Err(what) => format!("‹{what}›"),
    }
}

/// Returns a request as a command; secrets are shell variables.
pub(crate) fn curl(view: &View<'_>) -> String {
    let request = view.request;
    let mut out = String::from("curl");
    if request.method == "GET" {
        out.push_str(" -G");
    }
    let in_url = |field: &Field| field.in_url && request.method != "GET";
    let mut url = quote(&view.url());
    for (index, (field, value)) in view.fields().filter(|(field, _)| in_url(field)).enumerate() {
        let mark = if index == 0 { '?' } else { '&' };
        let name = encode_form(&view.name(field));
        // Writing to a String cannot fail.
        let _ = match shown_plainly(value) {
            Some(value) => write!(url, "{}", quote(&format!("{mark}{name}={}", encode_form(value)))),
            None => write!(url, "{}{}", quote(&format!("{mark}{name}=")), variable(&view.name(field))),
        };
    }
    let _ = write!(out, " {url}");
    if let Some(user) = &view.user {
        let user = match user {
            Shown::Public(user) => quote(&format!("{user}:")),
            Shown::Secret(_) | Shown::Absent => "\"$CLIENT_ID\":".to_owned(),
        };
        let _ = write!(out, " \\\n  -u {user}\"$CLIENT_SECRET\"");
    }
    let body = view.fields().filter(|(field, _)| !in_url(field));
    if request.body == BodyForm::Json {
        let members: Vec<String> = body.map(|(field, value)| member(&view.name(field), value)).collect();
        let _ = write!(out, " \\\n  -H 'Content-Type: application/json' \\\n  -d '{{{}}}'", members.join(", "));
        return out;
    }
    let option = match request.body {
        BodyForm::Multipart => "--form-string",
        _ => "--data-urlencode",
    };
    for (field, value) in body {
        let name = view.name(field);
        let start = format!("{name}=");
        let assignment = match shown_plainly(value) {
            Some(value) => quote(&format!("{start}{value}")),
            None => format!("{}{}", quote(&start), variable(&name)),
        };
        let _ = write!(out, " \\\n  {option} {assignment}");
    }
    out
}

/// Returns `"name": "value"` within a text in single quotes.
fn member(name: &str, value: &Result<Shown, &'static str>) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string().replace('\'', r"'\''");
    match shown_plainly(value) {
        Some(value) => format!("{}: {}", text(name), text(value)),
        None => format!("{}: \"'{}'\"", text(name), variable(name)),
    }
}

/// Returns the user of HTTP Basic as it may be shown: a secret may be in its place.
fn user_of(request: &Request, scrubber: &Scrubber) -> Option<Shown> {
    let mut user = Shown::Public(request.basic.as_ref()?.user.clone());
    scrubber.scrub_shown(&mut user);
    Some(user)
}

/// Returns the value as it may be shown, or what is needed in its place.
fn value_of(field: &Field, scrubber: &Scrubber) -> Result<Shown, &'static str> {
    match &field.value {
        FieldValue::Known(secret) => {
            let mut shown = Shown::named(&field.name, secret.expose());
            scrubber.scrub_shown(&mut shown);
            Ok(shown)
        }
        FieldValue::Needed(what) => Err(what),
    }
}

/// Returns the value where it may be in a command as it is.
fn shown_plainly<'a>(value: &'a Result<Shown, &'static str>) -> Option<&'a str> {
    match value {
        Ok(Shown::Public(value)) if !value.contains("****") => Some(value),
        _ => None,
    }
}

/// Returns the shell variable that stands for a value.
fn variable(name: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }
    };
    // Behind a colon there is no name any more.
    let name = name.split([':', '*']).next().unwrap_or_default();
    format!("\"${}\"", name.chars().map(letter).collect::<String>())
}

/// Quotes for a POSIX shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
