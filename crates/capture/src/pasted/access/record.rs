//! Lines that name the parts of a request: JSON (Traefik, Envoy, nginx, Caddy, pino) and `key=value` (Heroku, lograge).

use std::ops::Range;

use jiff::Timestamp;

use super::line::AccessLine;
use crate::http::head::is_method;
use crate::text::json::Scanner;
use crate::text::value::JsonValue;

/// Reads a line that names method, path and status.
pub(super) fn line(line: &str) -> Option<AccessLine<'_>> {
    let trimmed = line.trim_start();
    let mut parts = Parts { line, method: None, target: None, host: None, status: None, time: None };
    if trimmed.starts_with('{') {
        // Most records tell of no request.
        let has = |name: &str| memchr::memmem::find(line.as_bytes(), name.as_bytes()).is_some();
        // Those that show more of a request are not a line of an access log.
        if !has("ethod\"") || has("\"body\"") || has("grant_type") || has("ocation\"") {
            return None;
        }
        let mut scanner = Scanner::new(line, line.len() - trimmed.len());
        parts.json(scanner.value().ok()?, 0);
    } else {
        memchr::memmem::find(line.as_bytes(), b"ethod=")?;
        parts.pairs();
    }
    parts.finish()
}

/// The parts of a request that a record names.
struct Parts<'a> {
    line: &'a str,
    method: Option<&'a str>,
    target: Option<Range<usize>>,
    host: Option<Range<usize>>,
    status: Option<u16>,
    time: Option<Timestamp>,
}

impl<'a> Parts<'a> {
    fn json(&mut self, object: JsonValue<'a>, depth: usize) {
        for (name, value) in object.members() {
            if value.kind() == b'{' && depth == 0 && matches!(&*name, "request" | "req" | "response" | "res" | "http") {
                self.json(value, depth + 1);
            } else if !matches!(value.kind(), b'{' | b'[') {
                let quoted = value.quoted();
                let at = value.at + usize::from(quoted.is_some());
                let text = quoted.unwrap_or(value.raw);
                self.part(&name, at..at + text.len());
            }
        }
    }

    fn pairs(&mut self) {
        let bytes = self.line.as_bytes();
        let mut at = 0;
        while let Some(equals) = memchr::memchr(b'=', &bytes[at..]).map(|found| at + found) {
            let name = self.line[at..equals].rsplit([' ', '\t']).next().unwrap_or_default();
            let start = equals + 1;
            let is_quoted = bytes.get(start) == Some(&b'"');
            let from = start + usize::from(is_quoted);
            let end = if is_quoted {
                memchr::memchr(b'"', &bytes[from..])
            } else {
                memchr::memchr2(b' ', b'\t', &bytes[from..])
            };
            let end = end.map_or(bytes.len(), |found| from + found);
            self.part(name, from..end);
            at = end;
        }
    }

    fn part(&mut self, name: &str, range: Range<usize>) {
        let line = self.line;
        let text = &line[range.clone()];
        match name {
            "method" | "RequestMethod" | "request_method" | "http_method" | "httpMethod" | "verb" => {
                self.method = self.method.or(Some(text).filter(|word| is_method(word)));
            }
            "path" | "RequestPath" | "request_uri" | "uri" | "url" | "target" | "http_path"
                if text.starts_with('/') || text.contains("://") =>
            {
                // A path beside the whole target lacks the query.
                let is_longer = self.target.as_ref().is_none_or(|known| known.len() < range.len());
                if is_longer {
                    self.target = Some(range);
                }
            }
            "status" | "DownstreamStatus" | "response_code" | "status_code" | "statusCode" | "http_status" => {
                self.status = self.status.or_else(|| super::line::status(text));
            }
            "RequestHost" | "authority" | "host" | "http_host" | "vhost" if text.contains(['.', ':']) => {
                self.host = self.host.take().or(Some(range));
            }
            "StartUTC" | "start_time" | "time" | "ts" | "timestamp" | "@timestamp" => {
                self.time = self.time.or_else(|| text.parse().ok());
            }
            _ => {}
        }
    }

    fn finish(self) -> Option<AccessLine<'a>> {
        let (method, target, status) = (self.method?, self.target?, self.status?);
        let has_host = self.line[target.clone()].contains("://");
        Some(AccessLine {
            method,
            target,
            query: None,
            host: self.host.filter(|_| !has_host),
            status: Some(status),
            time: self.time,
            failure: None,
            matters: false,
        })
    }
}
