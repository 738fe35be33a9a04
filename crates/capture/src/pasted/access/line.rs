//! One line of an access log.

use std::ops::Range;

use jiff::Timestamp;

use super::w3c::Columns;
use super::{quoted, record, relevance};
use crate::http::head::is_method;

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
    /// Reads a line; `None` if it is of no access log.
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

/// Reads a status that stands alone at the start.
pub(crate) fn status(text: &str) -> Option<u16> {
    let digits = text.get(..3)?;
    let is_alone = !text[3..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    let status = digits.parse().ok().filter(|status| (100..600).contains(status))?;
    is_alone.then_some(status)
}

/// The longest line that is taken apart.
const LONGEST: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the last line, and puts together what it tells: method, URL, status.
    fn read(text: &str) -> Option<(String, bool)> {
        let mut log = AccessLog::default();
        let mut found = None;
        for line in text.lines() {
            found = log.line(line).map(|access| {
                let part = |range: &Option<Range<usize>>| range.clone().map_or("", |range| &line[range]);
                let status = access.status.map_or(String::new(), |status| status.to_string());
                let told =
                    [access.method, part(&access.host), &line[access.target.clone()], part(&access.query), &status];
                let told: Vec<_> = told.into_iter().filter(|part| !part.is_empty()).collect();
                (told.join(" "), access.matters)
            });
        }
        found
    }

    #[test]
    fn every_server_has_its_own_line() {
        for (text, told) in [
            (
                r#"192.0.2.1 - shop [02/Mar/2026:10:11:12 +0000] "POST /oauth/token HTTP/1.1" 400 69 "-" "curl/8.5.0""#,
                "POST /oauth/token 400",
            ),
            (r#"INFO:     192.0.2.1:51234 - "POST /token HTTP/1.1" 401 Unauthorized"#, "POST /token 401"),
            (r#"[02/Mar/2026 10:11:12] "POST /o/token/ HTTP/1.1" 401 52"#, "POST /o/token/ 401"),
            (
                r#"[2026-03-02T10:11:12.345Z] "POST /token HTTP/2" 401 - 113 54 12 11 "192.0.2.1" "Go" "cc21" "id.example" "10.0.2.1:8080""#,
                "POST id.example /token 401",
            ),
            (
                r#"[2026-03-02T10:11:12.345Z] "POST /token HTTP/2" 503 UH 113 54 12 - "192.0.2.1" "Go" "cc21" "id.example" "-""#,
                "POST id.example /token",
            ),
            (
                r#"h2 2026-03-02T10:11:12.345678Z app/demo/1 192.0.2.1:28 10.0.0.1:80 0.000 0.012 0.000 401 401 380 54 "POST https://id.example:443/token HTTP/2.0" "okhttp" A B arn"#,
                "POST https://id.example:443/token 401",
            ),
            (
                r#"2026/03/02 10:11:12 "POST http://id.example/oauth/token HTTP/1.1" from 192.0.2.1:5 - 401 54B in 1.2ms"#,
                "POST http://id.example/oauth/token 401",
            ),
            (
                r#"[GIN] 2026/03/02 - 10:11:12 | 401 |     1.2ms |  192.0.2.1 | POST     "/oauth/token""#,
                "POST /oauth/token 401",
            ),
            (
                r#"192.0.2.1:41 - 4c1d - - [2026/03/02 10:11:12] app.example GET - "/oauth2/callback?code=a&state=b" HTTP/1.1 "M (X; Y)" 500 345 0.041"#,
                "GET app.example /oauth2/callback?code=a&state=b 500",
            ),
            (
                r#"at=info method=POST path="/oauth/token" host=id.example request_id=1 fwd="192.0.2.1" dyno=web.1 service=12ms status=401 bytes=54"#,
                "POST id.example /oauth/token 401",
            ),
            (
                r#"method=POST path=/oauth/token format=json controller=Doorkeeper::TokensController action=create status=401 duration=1.2"#,
                "POST /oauth/token 401",
            ),
            (
                r#"{"DownstreamStatus":400,"RequestHost":"id.example","RequestMethod":"POST","RequestPath":"/token","StartUTC":"2026-03-02T10:11:12Z"}"#,
                "POST id.example /token 400",
            ),
            (
                r#"{"level":"info","ts":1.5,"request":{"method":"POST","host":"id.example","uri":"/token"},"status":400}"#,
                "POST id.example /token 400",
            ),
            (
                r#"{"level":30,"req":{"id":1,"method":"POST","url":"/oidc/token"},"res":{"statusCode":400},"msg":"request completed"}"#,
                "POST /oidc/token 400",
            ),
            (
                "#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status\n2026-03-02 10:11:12 GET /cb code=a&state=b 500",
                "GET /cb code=a&state=b 500",
            ),
        ] {
            assert_eq!(read(text), Some((told.to_owned(), true)), "{text}");
        }
    }

    #[test]
    fn lines_without_a_login_are_told_apart() {
        for text in [
            r#"192.0.2.1 - - [02/Mar/2026:10:11:12 +0000] "GET /assets/app.js HTTP/1.1" 200 69 "https://app.example/cb?code=a&state=b" "M""#,
            r#"192.0.2.1 - - [02/Mar/2026:10:11:12 +0000] "GET /shop?code=SUMMER&state=NY HTTP/1.1" 200 69 "-" "M""#,
            r#"192.0.2.1 - - [02/Mar/2026:10:11:12 +0000] "POST /api/csrf-token HTTP/1.1" 200 69 "-" "M""#,
            r#"192.0.2.1 - - [02/Mar/2026:10:11:12 +0000] "GET /oauth/token HTTP/1.1" 200 69 "-" "M""#,
            r#"{"method":"POST","path":"/orders","status":400,"error":"invalid"}"#,
        ] {
            assert_eq!(read(text).map(|(_, matters)| matters), Some(false), "{text}");
        }
    }

    #[test]
    fn what_a_client_prints_is_no_access_log() {
        for text in [
            r#"DEBUG:urllib3.connectionpool:https://id.example:443 "POST /token HTTP/1.1" 400 54"#,
            r#"INFO:httpx:HTTP Request: POST https://id.example/token "HTTP/1.1 400 Bad Request""#,
            r#"send: b'POST /token HTTP/1.1\r\nHost: id.example\r\n'"#,
            "POST https://id.example/token 400 (Bad Request)",
            r#"level=error msg="Access Request failed" method=POST path=/api/oidc/token remote_ip=192.0.2.1"#,
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn times_have_a_zone_or_are_none() {
        let time =
            |line: &str| AccessLog::default().line(line).and_then(|access| access.time).map(|time| time.to_string());
        let common = r#"192.0.2.1 - - [02/Mar/2026:11:11:12 +0100] "POST /token HTTP/1.1" 400 69"#;
        assert_eq!(time(common).as_deref(), Some("2026-03-02T10:11:12Z"));
        assert_eq!(time(r#"[02/Mar/2026 10:11:12] "POST /o/token/ HTTP/1.1" 401 52"#), None);
    }
}
