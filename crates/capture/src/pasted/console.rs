//! What the consoles of browsers say about a request that a page sent: CORS, content policy, mixed content, statuses.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::sights::{SightKind, SightScanner};
use super::url;
use crate::text::placed::{Text, part};

impl SightScanner<'_> {
    /// Reads a line of a console of Chrome, Firefox or Safari that says what became of a request.
    pub(super) fn console(&mut self, at: usize) -> Option<()> {
        let line = self.page.line(at);
        if !MARKS.as_ref().is_some_and(|marks| marks.is_match(line)) {
            return None;
        }
        let range = self.page.range(at);
        let blocked = if line.contains("blocked by CORS policy") {
            let origin = self.quoted(&range, "from origin '");
            (self.quoted(&range, " at '")?, Some(origin?), None, reason(line))
        } else if line.contains("Cross-Origin Request Blocked: ") {
            let url = url::find(self.page, at, range.start)?.url;
            (without_dot(&url), None, status_code(line), CORS)
        } else if line.contains("cannot load ") && line.contains(" due to access control checks") {
            let mut told = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let origin = told.find_map(|at| self.origin(at));
            let (origin, status) = origin.map_or((None, None), |(origin, status)| (Some(origin), status));
            (url::find(self.page, at, range.start)?.url, origin, status, CORS)
        } else if line.contains("No 'Access-Control-Allow-Origin' header")
            && (line.contains("cannot load ") || line.contains("Failed to load "))
        {
            let origin = self.quoted(&range, "Origin '");
            (without_dot(&url::find(self.page, at, range.start)?.url), origin, None, CORS)
        } else if line.contains("violates the following Content Security Policy directive") {
            let url = self.quoted(&range, "Refused to connect to '").or_else(|| self.quoted(&range, "Connecting to '"));
            (url?, None, None, "net::ERR_BLOCKED_BY_CSP")
        } else if line.contains("settings blocked the loading of a resource") && line.contains("connect-src") {
            (url::find(self.page, at, range.start)?.url, None, None, "net::ERR_BLOCKED_BY_CSP")
        } else if line.contains("requested an insecure ") && line.contains("Mixed Content") {
            let from = range.start + line.find("requested an insecure ")?;
            (url::find(self.page, at, from)?.url, None, None, "mixed content blocked")
        } else {
            return self.unreached(at, line, &range).or_else(|| self.loaded(at, line, range));
        };
        let (url, origin, status, failure) = blocked;
        self.add(range.clone(), SightKind::Blocked { url, origin, failure });
        if let Some(status) = status {
            self.add(range, SightKind::Status(status, true));
        }
        Some(())
    }

    /// `Failed to load resource: the server responded with a status of 401 (Unauthorized)`, with the URL in the line, and
    /// what clients of Java and Python raise: `Server returned HTTP response code: 400 for URL: …`.
    fn loaded(&mut self, at: usize, line: &str, range: Range<usize>) -> Option<()> {
        let words = [
            "responded with a status of ",
            "Server returned HTTP response code: ",
            "ClientResponseError: ",
            "HTTPStatusError: Client error '",
            "HTTPStatusError: Server error '",
            "HTTPError: ",
        ];
        let start = words.iter().find_map(|words| Some(line.find(words)? + words.len()))?;
        let status = line[start..].get(..3)?.parse().ok().filter(|status| (100..600).contains(status))?;
        let url = url::find(self.page, at, range.start)?.url;
        if !url::is_of_tokens(url.as_str()) {
            return None;
        }
        self.add(range.clone(), SightKind::Endpoint(None, url));
        self.add(range, SightKind::Status(status, true));
        Some(())
    }

    /// `Post "https://…/token": dial tcp: lookup as.example.com: no such host`: what clients say of a request that reached no server.
    fn unreached(&mut self, at: usize, line: &str, range: &Range<usize>) -> Option<()> {
        let failure = UNREACHED.iter().find(|words| line.contains(**words))?;
        let mut from = range.start;
        for _ in 0..MOST_URLS {
            let found = url::find(self.page, at, from)?;
            if url::is_of_tokens(without_colon(&found.url).as_str()) {
                let url = without_colon(&found.url);
                self.add(range.clone(), SightKind::Blocked { url, origin: None, failure });
                return Some(());
            }
            from = found.range.end.max(from + 1);
        }
        None
    }

    /// Safari: `Origin https://app.example is not allowed by Access-Control-Allow-Origin. Status code: 400`.
    fn origin(&self, at: usize) -> Option<(Text, Option<u16>)> {
        let line = self.page.line(at);
        let start = line.find("Origin ")? + "Origin ".len();
        let length = line[start..].find(" is not allowed by Access-Control-Allow-Origin")?;
        let from = self.page.range(at).start + start;
        Some((part(&self.page.text, from..from + length), status_code(line)))
    }

    fn quoted(&self, range: &Range<usize>, behind: &str) -> Option<Text> {
        let line = &self.source()[range.clone()];
        let start = line.find(behind)? + behind.len();
        let length = line[start..].find('\'')?;
        Some(part(&self.page.text, range.start + start..range.start + start + length))
    }
}

/// What is in the lines that are looked at, found in one pass.
static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = [
        "blocked by CORS policy",
        "Cross-Origin Request Blocked: ",
        "due to access control checks",
        "No 'Access-Control-Allow-Origin' header",
        "Content Security Policy",
        "settings blocked the loading",
        "Mixed Content",
        "responded with a status of ",
        "Server returned HTTP response code: ",
        "ClientResponseError: ",
        "HTTPStatusError: ",
        "HTTPError: ",
    ];
    AhoCorasick::new(words.iter().chain(UNREACHED)).ok()
});

/// What the libraries of Go, Java, Node.js, Python, Ruby, Rust, PHP and .NET, OpenSSL and curl say of a host that they can't reach or
/// don't trust.
const UNREACHED: &[&str] = &[
    "ENOTFOUND",
    "EAI_AGAIN",
    "no such host",
    "UnknownHostException",
    "Name or service not known",
    "nodename nor servname provided",
    "Could not resolve host",
    "No such host is known",
    "ECONNREFUSED",
    "connection refused",
    "Connection refused",
    "actively refused",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "No route to host",
    "ETIMEDOUT",
    "i/o timeout",
    "connect timed out",
    "PKIX path building failed",
    "certificate signed by unknown authority",
    "certificate has expired",
    "certificate is not valid for",
    "CERTIFICATE_VERIFY_FAILED",
    "certificate verify failed",
    "SSL certificate problem",
    "self-signed certificate",
    "self signed certificate",
    "SELF_SIGNED_CERT",
    "unable to verify the first certificate",
    "unable to get local issuer certificate",
    "The SSL connection could not be established",
];

/// Chrome's name for what CORS does to a request.
const CORS: &str = "net::ERR_FAILED";

/// The preflight was refused.
const CORS_PREFLIGHT: &str = "the preflight was refused: net::ERR_FAILED";

/// What an answer to the request itself does that allows no origin: the request was sent.
const CORS_RESPONSE: &str = "net::ERR_FAILED (the answer allows no origin)";

/// CORS stopped it, and the line does not say where.
const CORS_ANYWHERE: &str = "blocked by CORS policy";

/// Returns what Chrome's line says of where CORS stopped a request.
fn reason(line: &str) -> &'static str {
    let reason = line.split_once("blocked by CORS policy").map_or("", |(_, reason)| reason);
    let reason = reason.trim_start_matches([':', ' ']);
    let of_response = [
        "No 'Access-Control-Allow-Origin' header is present",
        "The 'Access-Control-Allow-Origin' header",
        "The value of the 'Access-Control-Allow-",
    ];
    if of_response.iter().any(|words| reason.starts_with(words)) {
        CORS_RESPONSE
    } else if reason.contains("preflight") {
        CORS_PREFLIGHT
    } else {
        CORS_ANYWHERE
    }
}

fn status_code(line: &str) -> Option<u16> {
    let start = line.find("Status code: ")? + "Status code: ".len();
    line[start..].get(..3)?.parse().ok().filter(|status| (100..600).contains(status))
}

/// How many URLs of a line are looked at.
const MOST_URLS: usize = 8;

/// Takes off the colon behind which the reason is.
fn without_colon(url: &Text) -> Text {
    let length = url.as_str().trim_end_matches([':', ',', ')']).len();
    part(url, 0..length)
}

/// Takes off the dot of the sentence.
fn without_dot(url: &Text) -> Text {
    let length = url.as_str().trim_end_matches('.').len();
    part(url, 0..length)
}
