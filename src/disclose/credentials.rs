//! The credentials of a recording, whatever message they are in: of a login form, a cookie, an API key.

use std::collections::HashSet;

use oauth_doctor_wire::{base64, percent};
use serde_json::Value;

use super::looks::{is_chosen, is_opaque, is_prose, is_scrambled, is_time_or_version, is_wordy};
use super::placeholder::{is_placeholder, is_unset};
use super::shown::{parts_of_secret, user_of_url};
use super::vocabulary::{is_chosen_name, is_secret_name};
use crate::capture::{Body, Content, Exchange, Header};

/// The credentials of a recording, each once.
#[derive(Default)]
pub(crate) struct Credentials {
    values: HashSet<Box<str>>,
    /// How long they are together.
    bytes: usize,
    /// A server sent what is looked at: it chooses no words as a password, and calls its errors a code.
    is_answer: bool,
}

impl Credentials {
    /// Takes what an exchange holds.
    pub(crate) fn learn(&mut self, exchange: &Exchange) {
        let request = &exchange.request;
        self.learn_url(request.url.as_str());
        request.headers.iter().for_each(|header| self.learn_header(header));
        request.body.iter().for_each(|body| self.learn_body(body));
        let Some(response) = &exchange.response else { return };
        self.is_answer = true;
        response.headers.iter().for_each(|header| self.learn_header(header));
        response.redirect_url.iter().for_each(|url| self.learn_url(url.as_str()));
        response.body.iter().for_each(|body| self.learn_body(body));
        self.is_answer = false;
    }

    /// Returns them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.values.iter().map(|value| &**value)
    }

    fn learn_url(&mut self, url: &str) {
        if url.len() > LONGEST_TEXT || !url.contains(['?', '#', '@', ';']) {
            return;
        }
        if url.contains('@') {
            for secret in user_of_url(url) {
                self.add(secret);
            }
        }
        for pair in url.split(['?', '#', '&', ';']).skip(1) {
            self.learn_pair(pair);
        }
    }

    fn learn_pair(&mut self, pair: &str) {
        let is_of_form = |(name, value): &(&str, &str)| is_name(name) && !(self.is_answer && is_of_program(value));
        if let Some((name, value)) = pair.split_once('=').filter(is_of_form) {
            self.learn_named(&percent::decode_form(name), &percent::decode_form(value));
        }
    }

    fn learn_header(&mut self, header: &Header) {
        let (name, value) = (header.name.to_ascii_lowercase(), header.value.as_str());
        match &*name {
            "authorization" | "proxy-authorization" => self.learn_authorization(value),
            "cookie" => value.split(';').for_each(|cookie| self.learn_cookie(cookie)),
            "set-cookie" => {
                value.lines().for_each(|line| self.learn_cookie(line.split(';').next().unwrap_or_default()));
            }
            "location" | "referer" | "content-location" => self.learn_url(value),
            "dpop" => self.add(value),
            // They name no credential, or tell what is shown.
            "www-authenticate" | "etag" | "if-none-match" | "content-type" | "user-agent" => {}
            _ if name.starts_with("sec-") || name.starts_with("access-control-") => {}
            _ if is_secret_name(&name) || name.ends_with("key") => {
                let is_word = is_wordy(value) && !is_chosen_name(&name);
                if !is_word && !is_prose(value) {
                    self.add(value);
                }
            }
            _ if name.starts_with("x-") => {
                for word in value.split([' ', ';', ',', '\r']) {
                    let word = word.split_once('=').map_or(word, |(_, value)| value);
                    if (is_opaque(word) || is_chosen(word)) && !is_time_or_version(word) {
                        self.add(word);
                    }
                }
            }
            _ => {}
        }
    }

    fn learn_authorization(&mut self, value: &str) {
        let (scheme, credentials) = value.trim().split_once(' ').unwrap_or(("", value));
        if is_placeholder(credentials) {
            return;
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            for piece in credentials.split([',', ' ']) {
                // `oauth_nonce="…"` of OAuth 1.0, `response="…"` of Digest.
                let value = piece.split_once("=\"").map_or(piece, |(_, value)| value);
                self.add(value.trim_matches('"'));
            }
            return;
        }
        self.add(credentials);
        let decoded = base64::decode(credentials.trim()).unwrap_or_default();
        let decoded = String::from_utf8_lossy(&decoded);
        // The user may be a client, which is public.
        if let Some((_, password)) = decoded.split_once(':') {
            self.add(password);
            self.add(&percent::decode_form(password));
        }
    }

    fn learn_cookie(&mut self, cookie: &str) {
        if let Some((name, value)) = cookie.split_once('=') {
            let value = value.trim().trim_matches('"');
            let decoded = percent::decode(value);
            for value in [value, &*decoded] {
                // A language, a tenant, a message or an address is no credential.
                if !is_number(value)
                    && !is_prose(&decoded)
                    && (value.contains("://") || value.starts_with('{') || !is_wordy(value))
                {
                    self.add_parts(name.trim(), value);
                }
            }
        }
    }

    fn learn_body(&mut self, body: &Body) {
        match &body.content {
            Content::Params { params, .. } => {
                for (name, value) in params {
                    self.learn_named(name.as_str(), &percent::decode_form(value.as_str()));
                }
            }
            Content::Text(text) if text.as_str().len() <= LONGEST_TEXT => self.learn_text(text.as_str(), DEEPEST),
            Content::Text(_) | Content::Missing { .. } => {}
        }
    }

    fn learn_text(&mut self, text: &str, deep: usize) {
        let trimmed = text.trim_ascii_start();
        if trimmed.starts_with(['{', '[']) {
            if let Ok(json) = serde_json::from_str(trimmed) {
                self.learn_json("", &json, deep);
            }
        } else if trimmed.starts_with("--") {
            self.learn_parts(trimmed);
        } else if !trimmed.starts_with('<') {
            trimmed.split('&').for_each(|pair| self.learn_pair(pair));
        }
    }

    fn learn_parts(&mut self, text: &str) {
        for part in text.split("name=\"").skip(1) {
            let Some((name, rest)) = part.split_once('"') else { continue };
            let value = rest.split_once("\r\n\r\n").or_else(|| rest.split_once("\n\n")).map(|(_, value)| value);
            let value = value.and_then(|value| value.split("\n--").next()).unwrap_or_default();
            self.learn_named(name, value.trim_end_matches('\r'));
        }
    }

    fn learn_json(&mut self, name: &str, json: &Value, deep: usize) {
        let Some(deep) = deep.checked_sub(1) else { return };
        match json {
            Value::Object(members) => members.iter().for_each(|(name, value)| self.learn_json(name, value, deep)),
            Value::Array(items) => items.iter().for_each(|item| self.learn_json(name, item, deep)),
            Value::String(text) if text.trim_ascii_start().starts_with(['{', '[']) => self.learn_text(text, deep),
            Value::String(text) => self.learn_named(name, text),
            Value::Number(number) if is_secret_name(name) && !self.is_answer => self.add(&number.to_string()),
            _ => {}
        }
    }

    fn learn_named(&mut self, name: &str, value: &str) {
        let is_word = is_wordy(value) && (self.is_answer || !is_chosen_name(name));
        if !is_secret_name(name) || is_word || is_path(value) {
            return;
        }
        self.add_parts(name, value);
        if name.starts_with("SAML") {
            let assertion = base64::decode(value).unwrap_or_default();
            let assertion = String::from_utf8_lossy(&assertion);
            let texts = assertion.split('<').filter_map(|piece| piece.split_once('>'));
            texts.for_each(|(_, text)| self.add(text.trim()));
        }
    }

    fn add_parts(&mut self, name: &str, value: &str) {
        for part in parts_of_secret(name, value) {
            self.add(&part);
        }
    }

    fn add(&mut self, value: &str) {
        let value = value.trim();
        let is_secret = value.len() >= SHORTEST && !is_unset(value) && !is_placeholder(value);
        if !is_secret || self.bytes > MOST_BYTES {
            return;
        }
        let end = value.char_indices().nth(LONGEST).map_or(value.len(), |(end, _)| end);
        if !self.values.contains(&value[..end]) {
            self.bytes += end + ENTRY;
            self.values.insert(value[..end].into());
        }
    }
}

/// The name of a parameter, and not what stands before some equals sign of a program.
fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME && !text.contains(|c: char| c.is_ascii_whitespace() || "\"'`(){}<>,;=/?!*".contains(c))
}

/// `"request tok`, glued to its quote: forms escape quotes, blanks and brackets.
fn is_of_program(value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_whitespace() || "\"'`(){}<>;".contains(c))
}

fn is_number(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit())
}

/// `/oauth2/v1/token`
fn is_path(value: &str) -> bool {
    let mut parts = value.split('/').skip(1);
    value.starts_with('/') && parts.clone().count() > 1 && !parts.any(|part| is_scrambled(part) || is_chosen(part))
}

/// Values are not shown, not even for debugging.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} credentials", self.values.len())
    }
}

/// Names of parameters are shorter.
const LONGEST_NAME: usize = 128;
/// Shorter values are words.
const SHORTEST: usize = 4;
/// This much of a value is looked for.
const LONGEST: usize = 600;
/// How deep objects are looked into, and texts that are objects.
const DEEPEST: usize = 12;
/// Longer bodies and addresses are not login forms.
const LONGEST_TEXT: usize = 16 << 10;
/// What a value takes beside its bytes.
const ENTRY: usize = 48;
/// How much is kept of what belongs to no login.
const MOST_BYTES: usize = 16 << 20;
