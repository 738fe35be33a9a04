//! What a client may register as its redirect URI.

/// Says why a text cannot be the redirect URI of a client: it must be absolute and without a fragment (RFC 6749 §3.1.2, RFC 3986 §4.3).
pub(crate) fn problem_of(uri: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = uri.split_once(':') else { return Some(NO_URI) };
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_scheme = begins && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    // `localhost:3000/callback` is a host and a port, and not the scheme `localhost`.
    let is_port =
        rest.split(['/', '?']).next().is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let host = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', ':']).next());
    let is_character = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    if !is_scheme || rest.is_empty() || is_port {
        Some(NO_URI)
    } else if uri.contains('#') {
        Some("a redirect URI has no fragment (RFC 6749 §3.1.2)")
    } else if !uri.chars().all(is_character) {
        Some("not an absolute URI: it has a character that must be percent-encoded")
    } else if is_web && host.is_none_or(str::is_empty) {
        Some("not an absolute URI: the host is missing")
    } else {
        None
    }
}

const NO_URI: &str = "not an absolute URI: it needs a scheme, such as https://";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_uri_is_absolute() {
        for uri in [
            "https://app.example.com/callback",
            "http://localhost:3000",
            "http://[::1]:8080/cb?x=1",
            "com.example.app:/callback",
            "myapp://callback",
            "urn:ietf:wg:oauth:2.0:oob",
            "https://*.example.com/cb",
        ] {
            assert_eq!(problem_of(uri), None, "{uri}");
        }
        for uri in [
            "",
            "callback",
            "/callback",
            "//app.example.com/callback",
            "app.example.com/callback",
            "localhost:3000/callback",
            "127.0.0.1:3000",
            "https:",
            "https://",
            "https:///callback",
            "https:/app.example.com",
            "https://app.example.com/#/callback",
            "https://app.example.com/a b",
            "https://bücher.example/",
            "https://app.example.com/%0a\n",
        ] {
            assert!(problem_of(uri).is_some(), "{uri}");
        }
    }
}
