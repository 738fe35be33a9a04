//! One line of an access log.

use std::ops::Range;

use jiff::Timestamp;

use super::w3c::Columns;
use super::{quoted, record, relevance};

/// What a line of an access log tells.
#[derive(Debug, PartialEq)]
pub(crate) struct AccessLine<'a> {
    pub(crate) method: &'a str,
    /// The bytes of the path with its query, or of the URL.
    pub(crate) target: Range<usize>,
    /// The bytes of the query, where it stands apart.
    pub(crate) query: Option<Range<usize>>,
    /// The bytes of the host, where the target has none.
    pub(crate) host: Option<Range<usize>>,
    pub(crate) status: Option<u16>,
    pub(crate) time: Option<Timestamp>,
    /// Why a proxy answered in the place of the server.
    pub(crate) failure: Option<&'a str>,
    /// It may be part of a login.
    pub(crate) matters: bool,
}

/// Reads the lines of access logs: nginx, Apache, Traefik, Envoy, load balancers of AWS, uvicorn, gunicorn, Django, chi,
/// Gin, oauth2-proxy, Heroku, lograge, IIS and others that write a request in these ways.
#[derive(Debug, Default)]
pub(crate) struct AccessLog {
    columns: Option<Columns>,
}

impl AccessLog {
    /// Reads a line; `None` where it is of no access log.
    pub(crate) fn line<'a>(&mut self, line: &'a str) -> Option<AccessLine<'a>> {
        if line.len() > LONGEST {
            return None;
        }
        if let Some(names) = line.strip_prefix("#Fields:") {
            self.columns = Columns::new(names);
            return None;
        }
        let w3c = self.columns.as_ref().and_then(|columns| columns.line(line));
        let mut found = w3c.or_else(|| quoted::line(line)).or_else(|| record::line(line))?;
        let query = found.query.clone().map_or("", |query| &line[query]);
        found.matters = relevance::matters(found.method, &line[found.target.clone()], query, found.status);
        Some(found)
    }
}

/// Returns the method that a text begins with, behind which a blank stands.
pub(super) fn method(text: &str) -> Option<&str> {
    let word = &text[..text.find(' ').unwrap_or(text.len())];
    is_method(word).then_some(word)
}

/// Returns whether a word is a method that a login may use.
pub(crate) fn is_method(word: &str) -> bool {
    matches!(word, "GET" | "POST" | "PUT" | "HEAD" | "OPTIONS" | "DELETE" | "PATCH")
}

/// Reads a status that stands alone at the start.
pub(crate) fn status(text: &str) -> Option<u16> {
    let digits = text.get(..3)?;
    let is_alone = !text[3..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    let status = digits.parse().ok().filter(|status| (100..600).contains(status))?;
    is_alone.then_some(status)
}

/// The longest line that is taken apart.
const LONGEST: usize = 64 << 10;
