//! Differences between redirect URIs (RFC 3986 §3). The text may name their public parts.

use super::{Drift, DriftKind, normal, value};

/// Names the difference; the URIs are not equal.
pub(super) fn drift(expected: &str, actual: &str) -> Drift {
    let whole = value::drift(expected, actual);
    // What is about the whole text says more than the parts, which would all differ.
    if is_about_whole(whole.kind) {
        return whole;
    }
    match (Uri::parse(expected), Uri::parse(actual)) {
        (Some(left), Some(right)) => match parts(&left, &right) {
            Some(found) if whole.kind == DriftKind::Truncated && CUT.contains(&found.kind) => Drift { also: vec![found.kind], ..whole },
            Some(found) => found,
            None => whole,
        },
        (Some(left), None) if actual.starts_with('/') || left.path.trim_start_matches('/') == actual => Drift {
            kind: DriftKind::RelativeReference,
            also: vec![],
            text: "The authorize request has a full URI and the token request only a path; send the same full URI in both.".into(),
        },
        (None, Some(_)) => Drift {
            kind: DriftKind::RelativeReference,
            also: vec![],
            text: "The authorize request has no full URI and the token request has one; send the same value in both.".into(),
        },
        _ => whole,
    }
}

/// The parts of an absolute URI, as written.
struct Uri<'a> {
    scheme: &'a str,
    user: Option<&'a str>,
    host: &'a str,
    port: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Uri<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        if !is_scheme {
            return None;
        }
        let (rest, fragment) = split(rest, '#');
        let (rest, query) = split(rest, '?');
        // `com.example:/callback` has a path and no host.
        let Some(rest) = rest.strip_prefix("//") else {
            return Some(Self {
                scheme,
                user: None,
                host: "",
                port: None,
                path: rest,
                query,
                fragment,
            });
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, place) = authority
            .rsplit_once('@')
            .map_or((None, authority), |(user, place)| (Some(user), place));
        let (host, port) = match place.rfind(':') {
            Some(at) if place[at + 1..].bytes().all(|byte| byte.is_ascii_digit()) => {
                (&place[..at], Some(&place[at + 1..]))
            }
            _ => (place, None),
        };
        Some(Self {
            scheme,
            user,
            host,
            port,
            path,
            query,
            fragment,
        })
    }

    fn default_port(&self) -> &'static str {
        match self.scheme.to_ascii_lowercase().as_str() {
            "http" => "80",
            "https" => "443",
            _ => "",
        }
    }

    fn effective_port(&self) -> &str {
        self.port.filter(|port| !port.is_empty()).unwrap_or(self.default_port())
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at)
        .map_or((text, None), |(before, after)| (before, Some(after)))
}

/// Compares part by part; the first difference gives the name.
fn parts(left: &Uri<'_>, right: &Uri<'_>) -> Option<Drift> {
    let mut found = Vec::new();
    let is_http = |uri: &Uri<'_>| uri.scheme.eq_ignore_ascii_case("http") || uri.scheme.eq_ignore_ascii_case("https");
    if is_http(left) != is_http(right) {
        let text = format!(
            "one is a `{}:` URI and the other a `{}:` URI.",
            left.scheme, right.scheme
        );
        return Some(Drift {
            kind: DriftKind::Scheme,
            also: vec![],
            text,
        });
    }
    let after_scheme = |uri: &Uri<'_>| format!("{}{}", uri.host, uri.path).trim_start_matches('/').to_owned();
    let is_same = left.scheme == right.scheme && left.query == right.query && left.fragment == right.fragment;
    if is_same && left.host.is_empty() != right.host.is_empty() && after_scheme(left) == after_scheme(right) {
        let text = "the one has `:/` behind its scheme and the other `://`.".to_owned();
        return Some(Drift {
            kind: DriftKind::DoubleSlash,
            also: vec![],
            text,
        });
    }
    if left.scheme != right.scheme {
        found.push((DriftKind::Scheme, format!("{} became {}", left.scheme, right.scheme)));
    }
    if left.user != right.user {
        found.push((DriftKind::UserInfo, "the part before `@` differs".into()));
    }
    if left.host != right.host {
        let kind = if left.host.eq_ignore_ascii_case(right.host) {
            DriftKind::HostCase
        } else if is_loopback(left.host) && is_loopback(right.host) {
            DriftKind::HostAlias
        } else {
            DriftKind::Host
        };
        let (from, to) = (
            if left.host.is_empty() { "no host" } else { left.host },
            if right.host.is_empty() { "no host" } else { right.host },
        );
        found.push((kind, format!("{from} became {to}")));
    }
    found.extend(port(left, right));
    if left.path != right.path {
        found.push(path(left.path, right.path));
    }
    match (left.query, right.query) {
        (left, right) if left == right => {}
        (None, _) => found.push((DriftKind::QueryAdded, "a query was added".into())),
        (_, None) => found.push((DriftKind::QueryRemoved, "the query was removed".into())),
        _ => found.push((DriftKind::QueryChanged, "the query differs".into())),
    }
    match (left.fragment, right.fragment) {
        (left, right) if left == right => {}
        (None, _) => found.push((DriftKind::Fragment, "a fragment was added".into())),
        (_, None) => found.push((DriftKind::Fragment, "the fragment was removed".into())),
        _ => found.push((DriftKind::Fragment, "the fragment differs".into())),
    }
    let clauses = found
        .iter()
        .map(|(_, clause)| clause.as_str())
        .collect::<Vec<_>>()
        .join("; ");
    let mut kinds = found.iter().map(|(kind, _)| *kind);
    Some(Drift {
        kind: kinds.next()?,
        also: kinds.collect(),
        text: format!("{clauses}."),
    })
}

fn port(left: &Uri<'_>, right: &Uri<'_>) -> Option<(DriftKind, String)> {
    if left.port == right.port {
        return None;
    }
    if left.effective_port() == right.effective_port()
        || left.scheme != right.scheme && left.port.or(right.port) == Some(left.default_port())
    {
        let which = if left.port.is_some() { "removed" } else { "added" };
        return Some((DriftKind::DefaultPort, format!("the default port was {which}")));
    }
    let clause = match (left.port, right.port) {
        (Some(from), Some(to)) => format!("port {from} became {to}"),
        (Some(from), None) => format!("port {from} was removed"),
        (None, to) => format!("port {} was added", to.unwrap_or_default()),
    };
    Some((DriftKind::Port, clause))
}

fn path(left: &str, right: &str) -> (DriftKind, String) {
    if left.strip_suffix('/') == Some(right) {
        return (DriftKind::TrailingSlash, "the `/` at the end was removed".into());
    }
    if right.strip_suffix('/') == Some(left) {
        return (DriftKind::TrailingSlash, "a `/` was added at the end".into());
    }
    if normal::lower_escapes(left) == normal::lower_escapes(right) {
        return (
            DriftKind::PercentCase,
            "percent-encodings in the path are in another case".into(),
        );
    }
    if left.eq_ignore_ascii_case(right) {
        return (
            DriftKind::PathCase,
            format!("the path is in another case: {left} became {right}"),
        );
    }
    if single_slashes(left) == single_slashes(right) {
        return (DriftKind::DoubleSlash, "one of the two has `//` in its path".into());
    }
    if without_dots(left) == without_dots(right) {
        return (
            DriftKind::DotSegments,
            "one of the two has `.` or `..` in its path".into(),
        );
    }
    let plain = |path: &str| normal::decode(path).unwrap_or_else(|| path.to_owned());
    if plain(left) == plain(right) {
        return (
            DriftKind::PercentForm,
            "some characters of the path are percent-encoded in one of the two only".into(),
        );
    }
    (
        DriftKind::Path,
        format!("the path {} became {}", or_none(left), or_none(right)),
    )
}

fn or_none(path: &str) -> &str {
    if path.is_empty() { "(none)" } else { path }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    host == "localhost" || host == "::1" || host == "0.0.0.0" || host == "0:0:0:0:0:0:0:1" || host.starts_with("127.")
}

fn single_slashes(path: &str) -> String {
    let mut last = ' ';
    path.chars()
        .filter(|&c| std::mem::replace(&mut last, c) != '/' || c != '/')
        .collect()
}

/// Removes dot segments as RFC 3986 §5.2.4 does.
fn without_dots(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." if out.len() > 1 => {
                out.pop();
            }
            ".." => {}
            _ => out.push(segment),
        }
    }
    out.join("/")
}

/// Differences that a cut at the end of the URI makes.
const CUT: [DriftKind; 4] = [
    DriftKind::Host,
    DriftKind::Path,
    DriftKind::QueryChanged,
    DriftKind::Fragment,
];

fn is_about_whole(kind: DriftKind) -> bool {
    matches!(
        kind,
        DriftKind::PlaceholderLike
            | DriftKind::Empty
            | DriftKind::WhitespaceAdded
            | DriftKind::WhitespaceRemoved
            | DriftKind::Quoted
            | DriftKind::Unquoted
            | DriftKind::FacebookFragment
            | DriftKind::EncodedOnceMore
            | DriftKind::EncodedOnceLess
            | DriftKind::PercentCase
            | DriftKind::PlusToSpace
            | DriftKind::SpaceToPlus
            | DriftKind::HtmlEntities
            | DriftKind::InvisibleCharacters
            | DriftKind::CutAtAmpersand
            | DriftKind::CutAtFragment
            | DriftKind::LookAlike
            | DriftKind::PrefixKept
    )
}
