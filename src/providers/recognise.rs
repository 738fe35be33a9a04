//! Which provider the endpoints of a login belong to.

use oauth_doctor_wire::url::UrlParts;
use oauth_doctor_wire::uuid::is_uuid;

use super::profiles::ALL;
use super::{Anywhere, Provider};

/// Returns the provider of a login: that of the authorization endpoint, which issued the code, or else that of the token endpoint.
///
/// A host decides. On other hosts only a path does that no other product has, or both paths together.
pub fn recognise(authorize: Option<&str>, token: Option<&str>) -> Option<&'static Provider> {
    let (authorize, token) = (authorize.map(UrlParts::parse), token.map(UrlParts::parse));
    let one = |url: Option<UrlParts<'_>>, paths: fn(&'static Provider) -> &'static [&'static str]| {
        let url = url?;
        by_host(&url).or_else(|| {
            let mut anywhere = ALL.iter().filter(|provider| provider.endpoints.anywhere == Anywhere::Path);
            anywhere.find(|provider| ends_with_any(url.path, paths(provider))).copied()
        })
    };
    one(authorize, |provider| provider.endpoints.authorize)
        .or_else(|| one(token, |provider| provider.endpoints.token))
        .or_else(|| {
            let (authorize, token) = (authorize?, token?);
            let mut pairs = ALL.iter().filter(|provider| provider.endpoints.anywhere == Anywhere::Pair);
            let found = pairs.find(|provider| {
                let endpoints = &provider.endpoints;
                ends_with_any(authorize.path, endpoints.authorize) && ends_with_any(token.path, endpoints.token)
            });
            found.copied().filter(|_| authorize.origin() == token.origin())
        })
}

/// Returns whether two URLs are names of one token endpoint, as a provider documents them.
///
/// A segment that stands for a tenant may be its id, one of its names, or a word for all tenants: only two ids tell two tenants.
pub(crate) fn is_one_token_endpoint(one: &str, other: &str) -> bool {
    let (one, other) = (UrlParts::parse(one), UrlParts::parse(other));
    let is_https =
        |url: &UrlParts<'_>| url.scheme.eq_ignore_ascii_case("https") && matches!(url.port, None | Some("" | "443"));
    let is_one_tenant = |(a, b): (&&str, &&str)| a.eq_ignore_ascii_case(b) || !(is_uuid(a) && is_uuid(b));
    let are_names = |a: &'static [&'static str], b: &'static [&'static str]| {
        let pairs = named(a, &one).zip(named(b, &other));
        pairs.is_some_and(|(a, b)| a.len() == b.len() && a.iter().zip(&b).all(is_one_tenant))
    };
    is_https(&one)
        && is_https(&other)
        && ALL.iter().map(|provider| provider.endpoints.token_names).any(|groups| {
            let mut pairs = groups.iter().flat_map(|a| groups.iter().map(move |b| (a.value, b.value)));
            pairs.any(|(a, b)| a.iter().any(|name| b.contains(name)) && are_names(a, b))
        })
}

/// Returns how many labels at the end of a host a known provider shares with all its customers; 0 if it is none of its hosts.
pub(crate) fn fixed_labels(host: &str) -> usize {
    let labels = host.split('.').count();
    let patterns = ALL.iter().flat_map(|provider| {
        let endpoints = &provider.endpoints;
        let names = endpoints.token_names.iter().flat_map(|names| names.value);
        let urls = endpoints.authorize.iter().chain(endpoints.token).chain(names).map(|pattern| cut(pattern).0);
        endpoints.hosts.iter().chain(endpoints.other_hosts).copied().chain(urls)
    });
    let known = patterns.filter(|pattern| is_host(pattern, host));
    let fixed = known.map(|pattern| pattern.strip_prefix("*.").map_or(labels, |end| end.split('.').count()));
    fixed.max().unwrap_or_default()
}

/// Returns the segments of a URL in the place of each `*`, where it is one of these names.
fn named<'a>(names: &'static [&'static str], url: &UrlParts<'a>) -> Option<Vec<&'a str>> {
    names.iter().find_map(|name| {
        let (host, path) = cut(name);
        let (before, segments) = is_host(host, url.host).then(|| wildcards(path, url.path)).flatten()?;
        before.is_empty().then_some(segments)
    })
}

impl Provider {
    /// Returns the documented token endpoint that belongs to an authorization endpoint.
    pub fn token_endpoint(&self, authorize: &str) -> Option<String> {
        let url = UrlParts::parse(authorize);
        let endpoints = &self.endpoints;
        let (at, wildcards) = endpoints.authorize.iter().enumerate().find_map(|(at, pattern)| {
            let (host, path) = cut(pattern);
            let here = if host.is_empty() { self.is_at(&url) } else { is_host(host, url.host) };
            here.then(|| wildcards(path, url.path)).flatten().map(|filled| (at, filled))
        })?;
        let (host, path) = cut(endpoints.token.get(at).or(endpoints.token.last())?);
        if !host.is_empty() && !host.contains('*') {
            return Some(format!("https://{host}{path}"));
        }
        // What stands before the pattern is the path under which the product was installed.
        let (prefix, mut values) = wildcards;
        values.reverse();
        let filled: Vec<&str> = path
            .split('/')
            .map(|segment| if segment.contains('*') { values.pop().unwrap_or(segment) } else { segment })
            .collect();
        Some(format!("{}{prefix}{}", url.origin(), filled.join("/")))
    }

    /// Returns whether a URL has the form of one of its token endpoints, of whatever tenant.
    pub fn has_token_endpoint(&self, url: &str) -> bool {
        self.documents(self.endpoints.token, url)
    }

    /// Returns whether a URL has the form of one of its authorization endpoints, of whatever tenant.
    pub fn has_authorization_endpoint(&self, url: &str) -> bool {
        self.documents(self.endpoints.authorize, url)
    }

    fn documents(&self, endpoints: &[&'static str], url: &str) -> bool {
        let url = UrlParts::parse(url);
        endpoints.iter().any(|pattern| {
            let (host, path) = cut(pattern);
            let here = if host.is_empty() { self.is_at(&url) } else { is_host(host, url.host) };
            here && wildcards(path, url.path).is_some()
        })
    }

    /// Returns whether a host is one of the provider that issues no tokens.
    pub fn gives_no_tokens_at(&self, host: &str) -> bool {
        self.endpoints.other_hosts.iter().any(|other| is_host(other, host))
    }

    /// Returns whether this is one of the provider's own hosts.
    pub fn has_host(&self, host: &str) -> bool {
        self.endpoints.hosts.iter().any(|own| is_host(own, host))
    }

    fn is_at(&self, url: &UrlParts<'_>) -> bool {
        let endpoints = &self.endpoints;
        endpoints.anywhere != Anywhere::No || self.has_host(url.host)
    }
}

/// Returns the provider whose numbers look like this: `AADSTS54005`.
pub(crate) fn by_number(error: &str) -> Option<&'static Provider> {
    let id = match error.get(..6)? {
        "AADSTS" => "microsoft-entra-id",
        "AADB2C" => "azure-ad-b2c",
        _ => return None,
    };
    ALL.iter().find(|provider| provider.id == id).copied()
}

/// Returns the provider whose host this is; the longest pattern says most.
fn by_host(url: &UrlParts<'_>) -> Option<&'static Provider> {
    let matching = ALL.iter().flat_map(|provider| {
        let fits = move |host: &&&str| is_host(host, url.host);
        provider.endpoints.hosts.iter().filter(fits).map(move |host| (host.len(), *provider))
    });
    matching.max_by_key(|(length, _)| *length).map(|(_, provider)| provider)
}

/// Cuts a pattern into host and path.
fn cut(pattern: &'static str) -> (&'static str, &'static str) {
    pattern.split_at(pattern.find('/').unwrap_or(pattern.len()))
}

fn ends_with_any(path: &str, patterns: &'static [&'static str]) -> bool {
    patterns.iter().any(|pattern| pattern.starts_with('/') && wildcards(pattern, path).is_some())
}

fn is_host(pattern: &str, host: &str) -> bool {
    let literal = pattern.rfind('*').map_or(pattern, |star| &pattern[star + 1..]);
    let end = host.len().checked_sub(literal.len()).and_then(|at| host.get(at..));
    if !end.is_some_and(|end| end.eq_ignore_ascii_case(literal)) {
        return false;
    }
    let mut labels = host.rsplit('.');
    let mut wanted = pattern.rsplit('.').peekable();
    while let Some(want) = wanted.next() {
        let Some(label) = labels.next().filter(|label| !label.is_empty()) else {
            return false;
        };
        if want == "*" && wanted.peek().is_none() {
            return true;
        }
        if want != "*" && !want.eq_ignore_ascii_case(label) {
            return false;
        }
    }
    labels.next().is_none()
}

/// Matches the end of a path with a pattern. Returns what stands before it, and the segments in the place of each `*`.
fn wildcards<'a>(pattern: &str, path: &'a str) -> Option<(&'a str, Vec<&'a str>)> {
    let mut rest = path;
    let mut values = Vec::new();
    let wanted = pattern.split_once('/').map(|(_, wanted)| wanted.rsplit('/'));
    for want in wanted.into_iter().flatten() {
        let (before, segment) = rest.rsplit_once('/')?;
        match want.split_once('*') {
            Some((start, _)) if segment.len() > start.len() && segment.starts_with(start) => values.push(segment),
            None if want == segment => {}
            _ => return None,
        }
        rest = before;
    }
    values.reverse();
    Some((rest, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(authorize: &str, token: &str) -> Option<&'static str> {
        let some = |url: &'static str| (!url.is_empty()).then_some(url);
        let (authorize, token) = (authorize.to_owned().leak(), token.to_owned().leak());
        recognise(some(authorize), some(token)).map(|provider| provider.id)
    }

    #[test]
    fn a_host_decides_whatever_the_path() {
        assert_eq!(id("https://LOGIN.microsoftonline.com/t/oauth2/v2.0/authorize", ""), Some("microsoft-entra-id"));
        assert_eq!(id("", "https://dev-1.okta.com/oauth2/v1/token"), Some("okta"));
        assert_eq!(id("", "https://dev-1.okta.com/oauth2/shop/v1/token"), Some("okta"));
        assert_eq!(id("https://okta.com.example/authorize", ""), None);
        assert_eq!(id("https://notokta.com/authorize", ""), None);
    }

    #[test]
    fn elsewhere_only_a_path_that_no_other_product_has_decides() {
        let keycloak = "https://sso.example/auth/realms/shop/protocol/openid-connect/auth";
        assert_eq!(id(keycloak, ""), Some("keycloak"));
        assert_eq!(id("https://login.example/oauth2/default/v1/authorize", ""), Some("okta"));
        assert_eq!(id("", "https://login.example/oauth2/aus1qx7mZp3Lr9Yk0h5d/v1/token"), Some("okta"));
        assert_eq!(id("", "https://login.example/oauth2/shop/v1/token"), None);
        assert_eq!(id("", "https://cloud.example/index.php/apps/oauth2/api/v1/token"), Some("nextcloud-oauth2"));
        let realms = "https://sso.example/am/oauth2/realms/root/realms/alpha/realms/shop/authorize";
        assert_eq!(id(realms, ""), Some("forgerock-am"));
        for shared in ["/oauth/token", "/oauth2/token", "/connect/token", "/token", "/oauth2/v1/token"] {
            assert_eq!(id("", &format!("https://as.example{shared}")), None, "{shared}");
        }
        assert_eq!(id("https://as.example/connect/authorize", "https://as.example/connect/token"), None);
        assert_eq!(id("https://as.example/oauth/authorize", "https://as.example/oauth/token"), None);
    }

    #[test]
    fn two_paths_that_are_told_apart_together_are_on_one_origin() {
        let authorize = "https://as.example/o/authorize/";
        assert_eq!(id(authorize, "https://as.example/o/token/"), Some("django-oauth-toolkit"));
        assert_eq!(id(authorize, "https://other.example/o/token/"), None);
        assert_eq!(id(authorize, ""), None);
    }

    #[test]
    fn the_server_that_issued_the_code_counts() {
        let keycloak = "https://sso.example/realms/shop/protocol/openid-connect/auth";
        assert_eq!(id(keycloak, "https://x.okta.com/oauth2/v1/token"), Some("keycloak"));
    }

    #[test]
    fn a_token_endpoint_is_filled_in_from_the_authorization_endpoint() {
        let of = |authorize: &str| recognise(Some(authorize), None).and_then(|found| found.token_endpoint(authorize));
        assert_eq!(
            of("https://sso.example/auth/realms/shop/protocol/openid-connect/auth").as_deref(),
            Some("https://sso.example/auth/realms/shop/protocol/openid-connect/token")
        );
        assert_eq!(
            of("https://x.okta.com/oauth2/default/v1/authorize").as_deref(),
            Some("https://x.okta.com/oauth2/default/v1/token")
        );
        assert_eq!(
            of("https://login.example/oauth2/aus1qx7mZp3Lr9Yk0h5d/v1/authorize").as_deref(),
            Some("https://login.example/oauth2/aus1qx7mZp3Lr9Yk0h5d/v1/token")
        );
        assert_eq!(
            of("https://accounts.google.com/o/oauth2/v2/auth").as_deref(),
            Some("https://oauth2.googleapis.com/token")
        );
        assert_eq!(
            of("https://login.mypurecloud.ie/oauth/authorize").as_deref(),
            Some("https://login.mypurecloud.ie/oauth/token")
        );
        assert_eq!(of("https://accounts.google.com/signin"), None);
    }

    #[test]
    fn a_token_endpoint_may_have_several_names() {
        let is_one = is_one_token_endpoint;
        assert!(is_one("https://oauth2.googleapis.com/token", "https://www.googleapis.com/oauth2/v4/token"));
        assert!(is_one("https://accounts.google.com/o/oauth2/token", "https://www.googleapis.com/oauth2/v4/token"));
        let entra = |host: &str, tenant: &str| format!("https://{host}/{tenant}/oauth2/v2.0/token");
        let (one, other) = ("0f8fad5b-d9cb-469f-a165-70867728950e", "1f8fad5b-d9cb-469f-a165-70867728950e");
        assert!(is_one(&entra("login.microsoftonline.com", "common"), &entra("login.windows.net", one)));
        assert!(!is_one(&entra("login.microsoftonline.com", other), &entra("login.microsoftonline.com", one)));
        for cloud in ["login.microsoftonline.us", "login.partner.microsoftonline.cn"] {
            assert!(!is_one(&entra("login.microsoftonline.com", one), &entra(cloud, one)), "{cloud}");
        }
        assert!(!is_one("https://oauth2.googleapis.com/token", "http://www.googleapis.com/oauth2/v4/token"));
        assert!(!is_one("https://oauth2.googleapis.com/token", "https://oauth2.googleapis.com/tokeninfo"));
    }
}
