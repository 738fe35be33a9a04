//! Discovery documents that were read before.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use oauth_doctor_wire::url::UrlParts;

use crate::capture::{Content, Exchange};

/// Counts the readings of discovery documents.
#[derive(Default)]
pub(crate) struct Documents {
    readings: HashMap<u64, usize>,
    others: usize,
}

impl Documents {
    /// Counts a document of another kind; returns whether it is one of so many that a login may refer to.
    pub(crate) fn has_room(&mut self) -> bool {
        self.others += 1;
        self.others <= MANY
    }

    /// Returns whether an exchange reads a document that was read so often before that it says nothing new, or one of more documents
    /// than a client can want.
    pub(crate) fn is_known(&mut self, exchange: &Exchange) -> bool {
        let request = &exchange.request;
        if !request.method.eq_ignore_ascii_case("GET")
            || !UrlParts::parse(request.url.as_str()).path.contains(WELL_KNOWN)
        {
            return false;
        }
        let response = exchange.response.as_ref();
        let mut hasher = DefaultHasher::new();
        request.url.as_str().hash(&mut hasher);
        response.and_then(|response| response.status).hash(&mut hasher);
        if let Some(Content::Text(text)) =
            response.and_then(|response| response.body.as_ref()).map(|body| &body.content)
        {
            text.as_str().hash(&mut hasher);
        }
        let is_full = self.readings.len() >= MOST;
        let readings = self.readings.entry(hasher.finish()).or_insert(if is_full { OFTEN } else { 0 });
        *readings += 1;
        *readings > OFTEN
    }
}

const WELL_KNOWN: &str = "/.well-known/";
/// How often a document is taken note of.
const OFTEN: usize = 1024;
/// How many key sets, and metadata of clients, are kept.
const MANY: usize = 256;
/// How many documents are taken note of.
const MOST: usize = 4096;
