//! Parameters in a text: forms, objects, what a log laid out.

use std::ops::Range;

use super::params::{ParamRange, Role};
use super::sights::{SightKind, SightScanner};
use super::{params, printed_object};
use crate::exchange::Content;
use crate::text::place::Mark;
use crate::text::placed::{Text, part};
use crate::transcript::body::{form_lines, json_extent};

impl SightScanner<'_> {
    /// Reads a form, or parameters that a log laid out, at the first of some pairs; returns its bytes and the line
    /// behind it.
    pub(super) fn form(
        &mut self,
        at: usize,
        pairs: &[ParamRange],
        line_end: usize,
        stop: usize,
    ) -> Option<(Range<usize>, usize)> {
        let start = pairs.first()?.name.start;
        let source = self.source();
        let run = source[start..line_end]
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '\\' | '<' | '|'))
            .map_or(line_end, |length| start + length);
        if !self.fuel.burn(run - start) {
            return None;
        }
        let goes_on = source[run..line_end].trim().is_empty() && at + 1 < stop;
        if source[start..run].contains('&') || goes_on && self.page.line(at + 1).trim_start().starts_with('&') {
            let trimmed = source[start..run].trim_end_matches([')', '}', ']', ',', ';']);
            // A sentence ends in one dot; three stand for a value.
            let dot = usize::from(trimmed.ends_with('.') && !trimmed.ends_with(".."));
            let end = start + trimmed.len() - dot;
            let (text, next) = if goes_on && end == run {
                let (whole, next) = form_lines(self.page, at, stop);
                let line = self.page.line(at);
                let indent = line.len() - line.trim_start().len();
                let lead = start - self.page.range(at).start - indent;
                (part(&whole, lead..whole.as_str().len()), next)
            } else {
                (part(&self.page.text, start..end), at + 1)
            };
            let names = text.as_str().split('&').map(|pair| pair.split('=').next().unwrap_or_default());
            let role = params::role(names)?;
            let end = if next > at + 1 { self.page.range(next - 1).end } else { end };
            self.parameters(start..end, role, Content::Text(text));
            return Some((start..end, next));
        }
        // `{grant_type=[authorization_code], code=[…]}`; an object is read as a whole.
        let last = pairs.last()?.value.end;
        let is_object = source[..start].ends_with(['"', '\'']);
        let role = params::role(params::names(self.page, pairs)).filter(|_| pairs.len() > 1 && !is_object)?;
        if !params::is_code(self.page, pairs) {
            self.parameters(start..last, role, params::content(self.page, pairs));
        }
        Some((start..last, at + 1))
    }

    /// `401 {"error":"invalid_client"}`: notes the status that stands right before an answer.
    fn status_before(&mut self, start: usize) {
        let line = self.page.range(self.page.line_at(start)).start;
        let before = self.page.text.as_str()[line..start].trim();
        let status = before.parse().ok().filter(|status| before.len() == 3 && (100..600).contains(status));
        if let Some(status) = status {
            self.add(line..start, SightKind::Status(status, true));
        }
    }

    /// Returns whether an object is there as the body that was sent. The member of a record, and an object that a logger
    /// printed, show what was read of a form, and not in which form it came.
    fn is_shown_as_body(&self, start: usize) -> bool {
        let at = self.page.line_at(start);
        let before = self.source()[self.page.range(at).start..start].trim_end();
        let is_labelled = || {
            let label = before.to_ascii_lowercase();
            ["body", "payload", "content"].iter().any(|word| label.contains(word))
        };
        !before.ends_with("\":") && (!self.page.is_logged(at) || is_labelled())
    }

    /// Reads the object that begins at a brace; returns its end where it is part of a login.
    pub(super) fn object(&mut self, start: usize, stop: usize) -> Option<usize> {
        let limit = self.page.range(stop).start;
        let source = self.source();
        let ahead = source[start + 1..limit.min(source.len())].trim_start();
        if !ahead.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '\'' | '\\' | '\u{201c}')) {
            return None;
        }
        let (text, end) = match json_extent(source, start, limit, self.fuel) {
            Some(end) => (part(&self.page.text, start..end), end),
            None => printed_object::object(self.page, start, self.fuel)?,
        };
        let is_json = end - start == text.as_str().len();
        if !MEMBERS.iter().any(|name| text.as_str().contains(name)) {
            return None;
        }
        let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text.as_str()).ok()?;
        let role = params::role(members.keys().map(String::as_str)).filter(|role| {
            let error = members.get("error").is_some_and(|error| error.is_string() || error.is_object());
            *role != Role::Answer || error || members.contains_key("access_token")
        })?;
        let is_body = is_json && self.is_shown_as_body(start) || role == Role::Answer;
        let content = if is_body { Content::Text(text) } else { listed(&text, &members)? };
        self.status_before(start);
        self.parameters(start..end, role, content);
        Some(end)
    }
}

/// The parameters of an object that is not JSON: it shows what was sent, and not in which form.
fn listed(text: &Text, members: &serde_json::Map<String, serde_json::Value>) -> Option<Content> {
    let params: Option<Vec<(Text, Text)>> = members
        .iter()
        .map(|(name, value)| {
            let at = text.as_str().find(&format!("\"{name}\""))?;
            // Servers log each value as a list.
            let value =
                value.as_array().and_then(|list| <&[_; 1]>::try_from(list.as_slice()).ok()).map_or(value, |[one]| one);
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let behind = at + name.len() + 2;
            let value_at = text.as_str()[behind..].find(value.as_str()).map_or(behind, |index| behind + index);
            let place = |index: usize| text.place(index).map(|at| Mark { index: 0, at }).into_iter().collect();
            Some((Text::new(name.clone(), place(at + 1)), Text::new(value, place(value_at))))
        })
        .collect();
    Some(Content::Params { params: params?, encoded: false })
}

/// One of these is in each message of a login that is an object.
const MEMBERS: [&str; 5] = ["\"grant", "\"error\"", "\"access_token\"", "\"code", "\"response_type\""];
