//! What the network panel and the console of a browser, Postman and logs print in lines of their own.

use super::sights::{SightKind, SightScanner};
use super::{params, url};
use crate::http;
use crate::transcript::head::headers;

impl SightScanner<'_> {
    /// What the network panel of a browser, or Postman's console, prints: a label with its value behind it or in the
    /// next line.
    pub(super) fn labelled(&mut self, at: usize) -> Option<usize> {
        let line = self.page.line(at).trim().trim_start_matches(['*', '-', '•', ' ']);
        let (label, value) = line.split_once(':').unwrap_or((line, ""));
        let label = label.trim_matches(['*', ' ']).to_ascii_lowercase();
        let own = !value.trim().is_empty();
        let value_at = if own { at } else { at + 1 };
        let value = if own { value } else { self.page.line(at + 1) };
        let value = value.trim().trim_matches(['*', '`', ' ', '"']);
        let range = self.page.range(value_at);
        match label.as_str() {
            "request url" => {
                let found = url::find(self.page, value_at, range.start)?;
                self.url(at, found, true);
            }
            "request method" => {
                let method = value.split_whitespace().next().filter(|word| http::head::is_method(word))?;
                let method = method.to_owned();
                self.add(range, SightKind::Method(method));
            }
            "status code" | "response code" | "http status" | "response status" => {
                let status = value.get(..3)?.parse().ok().filter(|status| (100..600).contains(status))?;
                self.add(range, SightKind::Status(status, true));
            }
            "request headers" | "response headers" if !own || value.starts_with('(') => {
                let (headers, next) = headers(self.page, at + 1, self.page.len(), None);
                if headers.is_empty() {
                    return None;
                }
                if label == "request headers" {
                    self.add(self.page.range(at), SightKind::Headers(headers));
                }
                return Some(next);
            }
            _ => return self.number_alone(at, line),
        }
        Some(value_at + 1)
    }

    /// A status in a line of its own, below the request.
    fn number_alone(&mut self, at: usize, line: &str) -> Option<usize> {
        let status = line.parse().ok().filter(|status| line.len() == 3 && (100..600).contains(status))?;
        let above = self.page.line_at(self.found.last()?.range.start);
        if at - above > 2 {
            return None;
        }
        self.add(self.page.range(at), SightKind::Status(status, true));
        Some(at + 1)
    }

    pub(super) fn list(&mut self, at: usize, stop: usize) -> Option<usize> {
        let (pairs, next) = params::list(self.page, at, stop);
        if pairs.len() < 2 {
            return None;
        }
        if params::is_code(self.page, &pairs) {
            return Some(next);
        }
        let Some(role) = params::role(params::names(self.page, &pairs)) else {
            for line in at..next {
                self.line(line, next);
            }
            return Some(next);
        };
        let range = self.page.range(at).start..self.page.range(next - 1).end;
        self.parameters(range, role, params::content(self.page, &pairs));
        Some(next)
    }
}
