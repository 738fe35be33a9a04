//! URLs in the pieces in which they were written. Nothing is decoded, lower-cased or filled in.

use std::ops::Range;

use crate::{host, percent};

/// A URL cut at its delimiters (RFC 3986 §3); every piece is a slice of the input.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct UrlParts<'a> {
    /// `https`, without the colon; empty for a relative reference.
    pub scheme: &'a str,
    /// `user:password`, which stands before an `@`; absent without one.
    pub user: Option<&'a str>,
    /// `login.example.com`, without user info; `[::1]` with its brackets.
    pub host: &'a str,
    /// `8443`; absent without a colon, empty with nothing behind it.
    pub port: Option<&'a str>,
    /// `/oauth/token`.
    pub path: &'a str,
    /// The byte at which the query starts, after the `?`.
    pub query_at: Option<usize>,
    /// The query, without the `?`.
    pub query: &'a str,
    /// The byte at which the fragment starts, after the `#`.
    pub fragment_at: Option<usize>,
    /// The fragment, without the `#`.
    pub fragment: &'a str,
    /// Everything before the query and fragment.
    pub base: &'a str,
}

impl<'a> UrlParts<'a> {
    /// Cuts a URL. Every text has parts: one without a scheme and `//` is all path, query and fragment.
    pub fn parse(url: &'a str) -> Self {
        let fragment_at = url.find('#').map(|i| i + 1);
        let before_fragment = fragment_at.map_or(url, |i| &url[..i - 1]);
        let query_at = before_fragment.find('?').map(|i| i + 1);
        let base = query_at.map_or(before_fragment, |i| &before_fragment[..i - 1]);
        let (scheme, rest) = cut_scheme(base);
        let (user, host, port, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                let (user, host_port) = match authority.rsplit_once('@') {
                    Some((user, host_port)) => (Some(user), host_port),
                    None => (None, authority),
                };
                let (host, port) = cut_port(host_port);
                (user, host, port, path)
            }
            None => (None, "", None, rest),
        };
        Self {
            scheme,
            user,
            host,
            port,
            path,
            query_at,
            query: query_at.map_or("", |i| &before_fragment[i..]),
            fragment_at,
            fragment: fragment_at.map_or("", |i| &url[i..]),
            base,
        }
    }

    /// Returns whether this is an `http` or `https` URL with a host.
    pub fn is_http(&self) -> bool {
        !self.host.is_empty() && (self.scheme.eq_ignore_ascii_case("http") || self.scheme.eq_ignore_ascii_case("https"))
    }

    /// Returns `scheme://host:port` in lower case with the default port left out: the origin as a browser compares it
    /// (RFC 6454).
    pub fn origin(&self) -> String {
        let scheme = self.scheme.to_ascii_lowercase();
        let host = self.host.to_ascii_lowercase();
        match (scheme.as_str(), self.port.unwrap_or_default()) {
            ("http", "80") | ("https", "443") | (_, "") => format!("{scheme}://{host}"),
            (_, port) => format!("{scheme}://{host}:{port}"),
        }
    }

    /// Returns whether the host is the machine itself (RFC 8252 §7.3, §8.3).
    pub fn is_loopback(&self) -> bool {
        host::is_loopback(self.host)
    }

    /// Returns the last segment of the path that is not empty.
    pub fn last_segment(&self) -> &'a str {
        self.path.trim_end_matches('/').rsplit('/').next().unwrap_or("")
    }
}

/// Returns the byte at which the authority of a URL starts, behind the first `://`; `None` without one. The scheme is
/// not looked at.
pub fn authority_at(url: &str) -> Option<usize> {
    url.find("://").map(|at| at + "://".len())
}

/// Returns the bytes of `user:password` in a URL whose authority starts at a byte; the `@` is the byte behind them. An
/// `@` in the path, the query or the fragment is none of that.
pub fn user_info(url: &str, authority_at: usize) -> Option<Range<usize>> {
    let rest = url.get(authority_at..)?;
    let authority = rest.split(['/', '?', '#']).next()?;
    authority.rfind('@').map(|at| authority_at..authority_at + at)
}

/// Resolves a `Location` against the URL of the request that it answers (RFC 3986 §5), as far as an OAuth redirect
/// needs it.
pub fn resolve(base: &str, location: &str) -> String {
    let parts = UrlParts::parse(base);
    if !UrlParts::parse(location).scheme.is_empty() || parts.scheme.is_empty() {
        return location.to_owned();
    }
    if location.starts_with("//") {
        return format!("{}:{location}", parts.scheme);
    }
    let authority_end = parts.base.len() - parts.path.len();
    let authority = &parts.base[..authority_end];
    if location.starts_with('/') {
        return format!("{authority}{location}");
    }
    if location.starts_with(['?', '#']) {
        return format!("{}{location}", parts.base);
    }
    let folder = parts.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{authority}{folder}/{location}")
}

/// Returns a URL without query and fragment, after the syntax- and scheme-based normalisation of RFC 3986 §6.2.2 and
/// §6.2.3. Only for where a specification asks for that: what is normalised shows no drift.
pub fn normal(url: &str) -> String {
    let parts = UrlParts::parse(url);
    let mut segments: Vec<String> = Vec::new();
    let mut pieces = parts.path.strip_prefix('/').unwrap_or(parts.path).split('/').peekable();
    while let Some(piece) = pieces.next() {
        let is_last = pieces.peek().is_none();
        match piece {
            "." | ".." => {
                if piece == ".." {
                    segments.pop();
                }
                if is_last {
                    segments.push(String::new());
                }
            }
            _ => segments.push(normal_escapes(piece)),
        }
    }
    format!("{}/{}", parts.origin(), segments.join("/"))
}

/// Returns whether two URLs name one place, their queries and fragments left out: the case of scheme and host, a default
/// port and an empty path make no difference (RFC 3986 §6.2). Not for redirect URIs, which are compared byte by byte.
pub fn is_same_place(one: &str, other: &str) -> bool {
    UrlParts::parse(one).base == UrlParts::parse(other).base || normal(one) == normal(other)
}

/// Decodes what needs no escape, and writes the other escapes in upper case.
fn normal_escapes(piece: &str) -> String {
    let mut pieces = piece.split('%');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for escaped in pieces {
        let byte = match escaped.as_bytes() {
            [high, low, ..] => percent::hex_digit(*high).zip(percent::hex_digit(*low)),
            _ => None,
        };
        match byte.map(|(high, low)| char::from(high << 4 | low)) {
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~') => {
                out.push(c);
                out.push_str(&escaped[2..]);
            }
            Some(_) => {
                out.push('%');
                out.push_str(&escaped[..2].to_ascii_uppercase());
                out.push_str(&escaped[2..]);
            }
            None => {
                out.push('%');
                out.push_str(escaped);
            }
        }
    }
    out
}

fn cut_scheme(base: &str) -> (&str, &str) {
    let Some((scheme, rest)) = base.split_once(':') else {
        return ("", base);
    };
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if valid { (scheme, rest) } else { ("", base) }
}

fn cut_port(host_port: &str) -> (&str, Option<&str>) {
    match host_port.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => (host, Some(port)),
        _ => (host_port, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_cut_where_its_delimiters_stand() {
        let parts = UrlParts::parse("https://user@Login.Example.com:8443/oauth/token/?a=b?c#d#e");
        assert_eq!(
            (parts.scheme, parts.user, parts.host, parts.port),
            ("https", Some("user"), "Login.Example.com", Some("8443"))
        );
        assert_eq!((parts.path, parts.query, parts.fragment), ("/oauth/token/", "a=b?c", "d#e"));
        assert_eq!(parts.origin(), "https://login.example.com:8443");
        assert_eq!(parts.last_segment(), "token");
    }

    #[test]
    fn a_custom_scheme_needs_no_host() {
        let parts = UrlParts::parse("com.example.app:/oauth2redirect?code=1");
        assert_eq!(
            (parts.scheme, parts.host, parts.path, parts.query),
            ("com.example.app", "", "/oauth2redirect", "code=1")
        );
    }

    #[test]
    fn an_ipv6_host_keeps_its_brackets() {
        let parts = UrlParts::parse("http://[::1]:8080/cb");
        assert_eq!((parts.host, parts.port), ("[::1]", Some("8080")));
        assert!(parts.is_loopback());
    }

    #[test]
    fn a_colon_without_a_port_is_told_from_none() {
        let port = |url| UrlParts::parse(url).port;
        assert_eq!(port("https://a.example:/cb"), Some(""));
        assert_eq!(port("https://a.example/cb:8"), None);
        assert_eq!(UrlParts::parse("https://a.example:/cb").origin(), "https://a.example");
    }

    #[test]
    fn user_info_ends_at_the_last_at_sign_of_the_authority() {
        let user = |url: &'static str| user_info(url, authority_at(url).unwrap_or(0)).map(|range| &url[range]);
        assert_eq!(user("https://me:p@ss@a.example/@x"), Some("me:p@ss"));
        assert_eq!(user("me@a.example"), Some("me"));
        for url in ["https://a.example/@me", "https://a.example?to=me@b.example", "https://a.example#@"] {
            assert_eq!(user(url), None, "{url}");
        }
    }

    #[test]
    fn a_url_is_normalised_as_the_rfc_says() {
        assert_eq!(normal("HTTPS://AS.example:443/a/./b/../%7euser/%2f?x#y"), "https://as.example/a/~user/%2F");
        assert_eq!(normal("https://as.example"), "https://as.example/");
        assert_ne!(normal("https://as.example/token/"), normal("https://as.example/token"));
        assert_ne!(normal("https://as.example/Token"), normal("https://as.example/token"));
        assert_eq!(normal("https://as.example/%zz%"), "https://as.example/%zz%");
    }

    #[test]
    fn urls_that_are_spelt_differently_name_one_place() {
        assert!(is_same_place("https://AS.example:443/token?p=a", "https://as.example/token"));
        assert!(is_same_place("https://as.example", "HTTPS://as.example/#x"));
        for other in ["https://as.example:8443/token", "http://as.example/token", "https://as.example/Token"] {
            assert!(!is_same_place("https://as.example/token", other), "{other}");
        }
    }

    #[test]
    fn a_relative_location_is_resolved() {
        assert_eq!(resolve("https://a.example/x/y?q", "/cb?code=1"), "https://a.example/cb?code=1");
        assert_eq!(resolve("https://a.example/x/y?q", "z"), "https://a.example/x/z");
        assert_eq!(resolve("https://a.example/x", "app:/cb"), "app:/cb");
    }
}
