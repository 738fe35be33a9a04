//! What is left of an entry that the diagnosis does not need.

use super::entry::{Act, Editor};
use super::outline::Outline;
use crate::capture::DROPPED_BODY;
use crate::redact::mapping::Mapping;

/// What becomes of the value of a name in a shell, before it is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Use {
    /// It is read.
    Value,
    /// Whether it is empty.
    Presence,
    Nothing,
}

/// Returns what of the value is of use whose name was read last.
pub(super) fn use_of(entry: &Outline) -> Use {
    let Some(name) = entry.last_name() else { return Use::Value };
    let (is_known, is_text) = match entry.path()[..] {
        [] => (ENTRY.contains(&name) || name == b"request" || name == b"response", false),
        [b"request" | b"response"] => {
            (MESSAGE.contains(&name) || matches!(name, b"url" | b"headers" | b"redirectURL" | b"content"), false)
        }
        [b"request" | b"response", b"content"] => (CONTENT.contains(&name), name == b"text"),
        _ => (true, false),
    };
    match (is_known, is_text) {
        (true, _) => Use::Value,
        (false, true) => Use::Presence,
        (false, false) => Use::Nothing,
    }
}

impl Editor<'_> {
    /// Leaves what makes an entry an entry, and what says that there was more.
    pub(super) fn shell(&mut self, mapping: &Mapping) {
        let entry = self.entry;
        for (name, value) in entry.members(0) {
            match entry.inside(name) {
                b"request" | b"response" => self.shell_of_message(value, mapping),
                known => self.without[name] = !ENTRY.contains(&known),
            }
        }
    }

    fn shell_of_message(&mut self, message: usize, mapping: &Mapping) {
        let entry = self.entry;
        for (name, value) in entry.members(message) {
            match entry.inside(name) {
                b"url" => {
                    let url = entry.inside(value);
                    let end = memchr::memchr3(b'?', b'#', b';', url).unwrap_or(url.len());
                    let is_data = url.get(..5).is_some_and(|begin| begin.eq_ignore_ascii_case(b"data:"));
                    let kept = if is_data { &b"data:"[..] } else { &url[..end] };
                    self.acts[value] =
                        Act::Put([b"\"", &*mapping.with_segments(&mapping.with_hosts(kept)), b"\""].concat());
                }
                b"headers" => self.acts_of_list(value),
                b"queryString" | b"cookies" => self.put_all(value, b"[]".to_vec()),
                b"redirectURL" => self.acts[value] = Act::Put(b"\"\"".to_vec()),
                b"content" => self.shell_of_content(value),
                known => self.without[name] = !MESSAGE.contains(&known),
            }
        }
    }

    fn shell_of_content(&mut self, content: usize) {
        let entry = self.entry;
        let has_text = entry.member(content, "text").is_some_and(|text| !entry.inside(text).is_empty());
        for (name, value) in entry.members(content) {
            match entry.inside(name) {
                b"text" if has_text => {
                    self.acts[name] = Act::Put(b"\"comment\"".to_vec());
                    self.acts[value] = Act::Put(format!("\"{DROPPED_BODY}\"").into_bytes());
                }
                known => self.without[name] = !CONTENT.contains(&known),
            }
        }
    }

    /// Of the headers of a shell, those that show that the log has credentials stay, without them.
    fn acts_of_list(&mut self, list: usize) {
        let entry = self.entry;
        let names = entry.objects(list).into_iter().filter_map(|pair| entry.member(pair, "name"));
        let mut kept: Vec<String> = names
            .map(|name| String::from_utf8_lossy(entry.inside(name)).to_ascii_lowercase())
            .filter(|name| matches!(name.as_str(), "cookie" | "set-cookie" | "authorization"))
            .collect();
        kept.dedup();
        let pairs: Vec<String> =
            kept.iter().map(|name| format!("{{\"name\":\"{name}\",\"value\":\"dropped\"}}")).collect();
        self.put_all(list, format!("[{}]", pairs.join(",")).into_bytes());
    }

    /// Puts a text in the place of a value of several pieces.
    fn put_all(&mut self, value: usize, text: Vec<u8>) {
        let end = self.entry.end(value).min(self.acts.len() - 1);
        self.acts[value..=end].fill(Act::Put(Vec::new()));
        self.acts[value] = Act::Put(text);
    }
}

/// Members that stay of an entry, beside the two messages.
const ENTRY: &[&[u8]] =
    &[b"startedDateTime", b"time", b"timings", b"cache", b"pageref", b"_priority", b"_resourceType"];
/// Members that stay of a message as they are.
const MESSAGE: &[&[u8]] = &[b"method", b"httpVersion", b"status", b"statusText", b"headersSize", b"bodySize"];
/// Members that stay of a body.
const CONTENT: &[&[u8]] = &[b"size", b"mimeType"];
