//! A URL in the pieces in which it was written.
//!
//! Nothing is decoded, lower-cased or filled in: the subject of this tool is what differs between two such strings.

/// A URL cut at its delimiters (RFC 3986 §3); every piece is a slice of the input.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct UrlParts<'a> {
    /// `https`, without the colon; empty for a relative reference.
    pub scheme: &'a str,
    /// `login.example.com`, without user info; `[::1]` with its brackets.
    pub host: &'a str,
    /// `8443`; empty where none is written.
    pub port: &'a str,
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
    /// Cuts a URL.
    pub fn of(url: &'a str) -> Self {
        let fragment_at = url.find('#').map(|i| i + 1);
        let before_fragment = fragment_at.map_or(url, |i| &url[..i - 1]);
        let query_at = before_fragment.find('?').map(|i| i + 1);
        let base = query_at.map_or(before_fragment, |i| &before_fragment[..i - 1]);
        let (scheme, rest) = cut_scheme(base);
        let (host, port, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                let host_port = authority.rsplit_once('@').map_or(authority, |(_, host_port)| host_port);
                let (host, port) = cut_port(host_port);
                (host, port, path)
            }
            None => ("", "", rest),
        };
        Self {
            scheme,
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

    /// Returns whether a page in a browser receives what is sent here: over `http` or `https`, or through a relay that names the
    /// page's origin in the place of a host (`relay://https/app.example`).
    pub fn is_of_page(&self) -> bool {
        let web = |name: &str| name.eq_ignore_ascii_case("http") || name.eq_ignore_ascii_case("https");
        self.scheme.is_empty() || web(self.scheme) || web(self.host)
    }

    /// Returns whether this is an `http` or `https` URL with a host.
    pub fn is_http(&self) -> bool {
        !self.host.is_empty() && (self.scheme.eq_ignore_ascii_case("http") || self.scheme.eq_ignore_ascii_case("https"))
    }

    /// Returns `scheme://host:port` in lower case with the default port left out: the origin as a browser compares it (RFC 6454).
    pub fn origin(&self) -> String {
        let scheme = self.scheme.to_ascii_lowercase();
        let host = self.host.to_ascii_lowercase();
        let default = matches!(
            (scheme.as_str(), self.port),
            ("http", "80") | ("https", "443") | (_, "")
        );
        if default {
            format!("{scheme}://{host}")
        } else {
            format!("{scheme}://{host}:{}", self.port)
        }
    }

    /// Returns whether the host is the machine itself (RFC 8252 §7.3, §8.3).
    pub fn is_loopback(&self) -> bool {
        let host = self.host.to_ascii_lowercase();
        let parts: Vec<&str> = host.split('.').collect();
        let is_address = parts.len() == 4 && parts[0] == "127" && parts.iter().all(|part| part.parse::<u8>().is_ok());
        host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || is_address
    }

    /// Returns the last segment of the path that is not empty.
    pub fn last_segment(&self) -> &'a str {
        self.path.trim_end_matches('/').rsplit('/').next().unwrap_or("")
    }
}

/// Resolves a `Location` against the URL of the request that it answers (RFC 3986 §5), as far as an OAuth redirect needs it.
pub fn resolve(base: &str, location: &str) -> String {
    let parts = UrlParts::of(base);
    if !UrlParts::of(location).scheme.is_empty() || parts.scheme.is_empty() {
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

/// Returns a URL without query and fragment, after the syntax- and scheme-based normalisation of RFC 3986 §6.2.2 and §6.2.3.
/// Only for where a specification asks for that: what is normalised shows no drift.
pub fn normal(url: &str) -> String {
    let parts = UrlParts::of(url);
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

/// Decodes what needs no escape, and writes the other escapes in upper case.
fn normal_escapes(piece: &str) -> String {
    let mut pieces = piece.split('%');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for escaped in pieces {
        let byte = escaped.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.map(char::from) {
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
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if valid { (scheme, rest) } else { ("", base) }
}

fn cut_port(host_port: &str) -> (&str, &str) {
    match host_port.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => (host, port),
        _ => (host_port, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_cut_where_its_delimiters_stand() {
        let parts = UrlParts::of("https://user@Login.Example.com:8443/oauth/token/?a=b?c#d#e");
        assert_eq!(
            (parts.scheme, parts.host, parts.port),
            ("https", "Login.Example.com", "8443")
        );
        assert_eq!(
            (parts.path, parts.query, parts.fragment),
            ("/oauth/token/", "a=b?c", "d#e")
        );
        assert_eq!(parts.origin(), "https://login.example.com:8443");
        assert_eq!(parts.last_segment(), "token");
    }

    #[test]
    fn a_custom_scheme_needs_no_host() {
        let parts = UrlParts::of("com.example.app:/oauth2redirect?code=1");
        assert_eq!(
            (parts.scheme, parts.host, parts.path, parts.query),
            ("com.example.app", "", "/oauth2redirect", "code=1")
        );
    }

    #[test]
    fn an_ipv6_host_keeps_its_brackets() {
        let parts = UrlParts::of("http://[::1]:8080/cb");
        assert_eq!((parts.host, parts.port), ("[::1]", "8080"));
        assert!(parts.is_loopback());
    }

    #[test]
    fn a_url_is_normalised_as_the_rfc_says() {
        assert_eq!(
            normal("HTTPS://AS.example:443/a/./b/../%7euser/%2f?x#y"),
            "https://as.example/a/~user/%2F"
        );
        assert_eq!(normal("https://as.example"), "https://as.example/");
        assert_ne!(normal("https://as.example/token/"), normal("https://as.example/token"));
        assert_ne!(normal("https://as.example/Token"), normal("https://as.example/token"));
        assert_eq!(normal("https://as.example/%zz%"), "https://as.example/%zz%");
    }

    #[test]
    fn a_relative_location_is_resolved() {
        assert_eq!(
            resolve("https://a.example/x/y?q", "/cb?code=1"),
            "https://a.example/cb?code=1"
        );
        assert_eq!(resolve("https://a.example/x/y?q", "z"), "https://a.example/x/z");
        assert_eq!(resolve("https://a.example/x", "app:/cb"), "app:/cb");
    }
}
