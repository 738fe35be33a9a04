//! What a record of a known program says about the messages of a login, in whatever syntax it prints them.

use std::sync::LazyLock;

use regex::Regex;

use crate::capture::Record;
use crate::disclose::placeholder::{is_placeholder, is_unset};
use crate::flow::statement::statement::StatedFacts;
use crate::oauth::Grant;
use crate::oauth::answer::TOKEN_ERRORS;

/// Reads the facts of a record: of its members, then of its message and of the member that holds the words.
pub(super) fn facts(record: &Record, words: &str) -> StatedFacts {
    let mut facts = StatedFacts::default();
    for (path, value) in &record.fields {
        let name = last(path);
        // A code of a token request has another meaning than that of an exception.
        note(&mut facts, name, parent(path), value.as_str());
    }
    let texts = [record.message.as_str(), words];
    let pairs = PAIR.iter().flat_map(|pair| texts.iter().flat_map(|text| pair.captures_iter(text)));
    for found in pairs {
        let name = found.get(1).map_or("", |name| name.as_str());
        let value = [2, 3, 4].into_iter().find_map(|group| found.get(group)).map_or("", |value| value.as_str());
        note(&mut facts, name, "", value);
    }
    if facts.status.is_none() {
        let named = STATUS.iter().find_map(|named| named.captures(record.message.as_str()));
        facts.status = named.and_then(|named| status(named.get(1).or(named.get(2))?.as_str()));
    }
    add_host(&mut facts, record);
    if facts.error.is_none() {
        facts.error = class(record.message.as_str());
    }
    facts
}

/// Adds the host that a server logs beside the path of the request: `"http_request":{"host":…,"path":…,"scheme":…}`.
fn add_host(facts: &mut StatedFacts, record: &Record) {
    let Some(path) = facts.url.take_if(|url| url.starts_with('/')) else { return };
    let of_path = record.fields.iter().find(|(name, value)| last(name).contains("path") && value.as_str() == path);
    let beside = |wanted: &str| {
        let (name, _) = of_path?;
        let same = |other: &str| parent(other) == parent(name) && last(other) == wanted;
        let (_, value) = record.fields.iter().find(|(other, _)| same(other))?;
        Some(value.as_str()).filter(|value| !is_null(value) && !value.contains('/'))
    };
    let origin = beside("host").map(|host| format!("{}://{host}", beside("scheme").unwrap_or("https")));
    facts.url = Some(origin.unwrap_or_default() + &path);
}

/// Returns the value of a member of a record by its path; that of a list is its first item.
pub(super) fn field<'a>(record: &'a Record, path: &str) -> Option<&'a str> {
    let found = record.fields.iter().find(|(name, _)| without_index(name) == path)?;
    Some(found.1.as_str()).filter(|value| !is_null(value))
}

/// Returns whether a value stands for none.
pub(super) fn is_null(value: &str) -> bool {
    is_unset(value) || matches!(value, "" | "-" | "<nil>" | "(null)" | "None" | "nil" | "not_available")
}

fn note(facts: &mut StatedFacts, name: &str, parent: &str, value: &str) {
    if is_null(value) || is_placeholder(value) {
        return;
    }
    let name: String = name.chars().filter(|c| *c != '_' && *c != '-').flat_map(char::to_lowercase).collect();
    let set = |known: &mut Option<String>| {
        if known.is_none() {
            *known = Some(value.to_owned());
        }
    };
    let is_error = TOKEN_ERRORS.contains(&value);
    match name.as_str() {
        "clientid" => set(&mut facts.client_id),
        "redirecturi" => set(&mut facts.redirect_uri),
        "granttype" => facts.grant = facts.grant.or_else(|| Grant::parse(value)),
        "method" if value.bytes().all(|byte| byte.is_ascii_uppercase()) => set(&mut facts.method),
        "path" | "requestpath" if value.starts_with('/') => set(&mut facts.url),
        "statuscode" | "status" => facts.status = facts.status.or_else(|| status(value)),
        "error" | "type" if is_error => set(&mut facts.error),
        "message" if is_error && (parent == "error" || parent.is_empty()) => set(&mut facts.error),
        "errordescription" => set(&mut facts.description),
        _ => {}
    }
}

pub(super) fn status(value: &str) -> Option<u16> {
    value.parse().ok().filter(|status| (100..600).contains(status))
}

/// Returns the error code that an exception is named for: `InvalidGrantError` is `invalid_grant`.
fn class(text: &str) -> Option<String> {
    let classes = CLASS.as_ref()?.captures_iter(text).filter_map(|found| found.get(1));
    let mut codes = classes.map(|class| {
        let mut code = String::new();
        for letter in class.as_str().chars() {
            if letter.is_ascii_uppercase() && !code.is_empty() {
                code.push('_');
            }
            code.push(letter.to_ascii_lowercase());
        }
        code
    });
    codes.find(|code| TOKEN_ERRORS.contains(&code.as_str()))
}

fn last(path: &str) -> &str {
    let path = without_index(path);
    path.rsplit_once('.').map_or(path, |(_, name)| name)
}

fn parent(path: &str) -> &str {
    let path = without_index(path);
    path.rsplit_once('.').map_or("", |(path, _)| last(path))
}

/// Returns the path of a list for that of an item.
fn without_index(path: &str) -> &str {
    let path = path.strip_suffix(']').and_then(|path| path.rsplit_once('[')).map_or(path, |(path, _)| path);
    match path.rsplit_once('.') {
        Some((list, index)) if !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()) => list,
        _ => path,
    }
}

/// A name and a value: `name=value`, `"name": "value"`, `name: 'value'` or `"name" => "value"`. `(?i)` alone would need tables of Unicode that
/// the command is built without.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = "client_?id|redirect_?uri|grant_?type|method|path|status_?code|type|message|error|error_?description";
    Regex::new(&format!(
        r#"(?:^|[^A-Za-z0-9_.-])["'\\]{{0,2}}(?i-u:(?:oidc_error\.)?({names}))["'\\]{{0,2}} ?(?:=>|[:=]) ?(?:\\?"([^"\\]{{0,400}})\\?"|'([^'\r\n]{{0,400}})'|([^\s,;&"'\\{{}}\[\]]{{1,400}}))"#
    ))
    .ok()
});

/// A status as programs write it.
static STATUS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\bHTTP(?:/[0-9.]+)?:? ([45][0-9]{2})\b|\b([45][0-9]{2}) (?:Bad Request|Unauthorized|Forbidden|Not Found)\b",
    )
    .ok()
});

/// The class of an exception.
static CLASS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b([A-Z][a-z]+(?:[A-Z][a-z]+){1,3})(?:Error|Exception)\b").ok());
