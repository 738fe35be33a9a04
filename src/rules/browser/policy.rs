//! What a page's Content-Security-Policy allows (CSP Level 3).

use oauth_doctor_wire::url::UrlParts;

/// Returns whether a policy blocks a URL for a page: one of its policies has the directive, or the one that stands in for it, and no
/// source in there matches. Sources of an unknown form count as a match.
pub(super) fn blocks(policy: &str, directives: &[&str], page: &str, url: &str) -> bool {
    policy.split(',').any(|one| {
        let listed = |name: &str| {
            one.split(';').find_map(|directive| {
                let mut words = directive.split_ascii_whitespace();
                words.next().filter(|first| first.eq_ignore_ascii_case(name)).map(|_| words.collect::<Vec<_>>())
            })
        };
        let sources = directives.iter().find_map(|name| listed(name));
        sources.is_some_and(|sources| !sources.iter().any(|source| matches(source, page, url)))
    })
}

fn matches(source: &str, page: &str, url: &str) -> bool {
    let (page, url) = (UrlParts::parse(page), UrlParts::parse(url));
    let source = source.to_ascii_lowercase();
    match source.as_str() {
        "*" => return true,
        "'none'" => return false,
        "'self'" => {
            let is_upgrade = page.scheme == "http" && url.scheme == "https" && page.host.eq_ignore_ascii_case(url.host);
            return is_upgrade || page.origin().eq_ignore_ascii_case(&url.origin());
        }
        // Nonces, hashes and keywords let no address through.
        word if word.starts_with('\'') => return false,
        scheme if scheme.ends_with(':') => {
            let scheme = scheme.trim_end_matches(':');
            return scheme.eq_ignore_ascii_case(url.scheme) || scheme == "http" && url.scheme == "https";
        }
        _ => {}
    }
    // A port or path that differs may be meant by another spelling: the host alone decides.
    let host = source.split_once("://").map_or(source.as_str(), |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let asked = url.host.to_ascii_lowercase();
    host == "*" || host == asked || host.strip_prefix('*').is_some_and(|domain| asked.ends_with(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://app.example.net/cb";

    fn connects(policy: &str, url: &str) -> bool {
        !blocks(policy, &["connect-src", "default-src"], PAGE, url)
    }

    #[test]
    fn a_policy_allows_what_a_source_matches() {
        let token = "https://login.example.org/token";
        assert!(connects("connect-src 'self' https://login.example.org", token));
        assert!(connects("connect-src https://*.example.org", token) && connects("connect-src https:", token));
        assert!(connects("script-src 'self'", token) && connects("default-src *", token));
        assert!(connects("default-src 'none'; connect-src *", token));
    }

    #[test]
    fn a_policy_blocks_what_no_source_matches() {
        let token = "https://login.example.org/token";
        assert!(!connects("connect-src 'self' https://api.example.net", token));
        assert!(!connects("default-src 'self'", token) && !connects("connect-src 'none'", token));
        assert!(!connects("default-src *, connect-src 'self'", token));
        assert!(connects("connect-src 'self'", "https://app.example.net/token"));
    }
}
