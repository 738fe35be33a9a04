//! Requests that a server logs as JSON: `"req":{"method":"POST","url":"/token"}`, `"res":{"statusCode":400}`.

use std::ops::Range;

use super::failure::facts;
use super::sights::{SightKind, SightScanner};
use crate::http;
use crate::text::placed::part;

impl SightScanner<'_> {
    /// Notes the request that a line logs as a member of an object, and the status of its answer.
    pub(super) fn logged(&mut self, at: usize) {
        let line = self.page.line(at);
        let range = self.page.range(at);
        if memchr::memchr(b'{', line.as_bytes()).is_none() {
            return;
        }
        let names = ["\"req\":{", "\"request\":{"];
        let Some(start) = names.iter().find_map(|name| Some(line.find(name)? + name.len())) else { return };
        let source = self.page.text.as_str();
        let facts =
            facts::facts(source, range.start + start..facts::floor(source, range.end.min(range.start + start + MOST)));
        let first =
            |name: &str| facts.iter().find(|fact| &source[fact.name.clone()] == name).map(|fact| fact.value.clone());
        let (Some(method), Some(url)) = (first("method"), first("url")) else { return };
        let method = source[method].to_owned();
        if !http::head::is_method(&method) || !source[url.clone()].starts_with(['/', 'h']) {
            return;
        }
        // The message of the record names it already, in this line or in the one above.
        let named = format!("{method} {}", &source[url.clone()]);
        let above = at.checked_sub(1).map_or("", |above| self.page.line(above));
        if line[..start].contains(&named) || line[..start].starts_with('{') && above.starts_with(&named) {
            return;
        }
        // Loggers print a request when it comes and when it is done.
        if let Some(id) = first("id") {
            let known = [&source[id], &method, &source[url.clone()]].join(" ");
            if self.logged.contains(&known) {
                return;
            }
            if self.logged.len() >= MOST_LOGGED {
                self.logged.pop_front();
            }
            self.logged.push_back(known);
        }
        let text = part(&self.page.text, url.clone());
        self.request(url.clone(), Some(method), text);
        if let Some((status, place)) = status(line) {
            let place = range.start + place.start..range.start + place.end;
            if place.start > url.end {
                self.add(place, SightKind::Status(status, true));
            }
        }
    }
}

fn status(line: &str) -> Option<(u16, Range<usize>)> {
    let name = "\"statusCode\":";
    let start = line.find(name)? + name.len();
    let status = line.get(start..start + 3)?.parse().ok().filter(|status| (100..600).contains(status))?;
    Some((status, start..start + 3))
}

/// How many of the latest requests are known.
const MOST_LOGGED: usize = 32;

/// How far the members of a request are looked at.
const MOST: usize = 4096;
