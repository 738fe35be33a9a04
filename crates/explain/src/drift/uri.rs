//! Differences between redirect URIs (RFC 3986 §3). The text may name their public parts.

use oauth_doctor_wire::host::is_this_machine;
use oauth_doctor_wire::percent;
use oauth_doctor_wire::url::UrlParts;

use super::{Drift, DriftKind, equal_forms, opaque};

/// Names the difference between two redirect URIs, `None` if they are equal (RFC 6749 §4.1.3 asks for identical
/// values).
///
/// The text may contain the scheme, host, port and path of either. It never contains a query or a fragment.
///
/// # Example: a slash at the end
///
/// ```
/// use oauth_doctor_explain::{DriftKind, drift::uri};
///
/// let drift = uri("https://app.example/callback", "https://app.example/callback/").unwrap();
/// assert_eq!(drift.kind, DriftKind::TrailingSlash);
/// ```
pub fn uri(expected: &str, actual: &str) -> Option<Drift> {
    (expected != actual).then(|| difference(expected, actual))
}

/// Names the difference; the URIs are not equal.
fn difference(expected: &str, actual: &str) -> Drift {
    let whole = opaque::difference(expected, actual);
    // What is about the whole text says more than the parts, which would all differ.
    if is_about_whole(whole.kind) {
        return whole;
    }
    match (absolute(expected), absolute(actual)) {
        (Some(left), Some(right)) => match parts(&left, &right) {
            Some(found) if whole.kind == DriftKind::Truncated && CUT.contains(&found.kind) => {
                Drift { also: vec![found.kind], ..whole }
            }
            Some(found) => found,
            None => whole,
        },
        (Some(left), None) if actual.starts_with('/') || left.path.trim_start_matches('/') == actual => Drift::new(
            DriftKind::RelativeReference,
            "The authorize request has a full URI, the token request only a path; send the same full URI in both.",
        ),
        (None, Some(_)) => Drift::new(
            DriftKind::RelativeReference,
            "The authorize request has no full URI, but the token request has one; send the same value in both.",
        ),
        _ => whole,
    }
}

/// Cuts an absolute URI.
fn absolute(text: &str) -> Option<UrlParts<'_>> {
    Some(UrlParts::parse(text)).filter(|uri| !uri.scheme.is_empty())
}

fn query<'a>(uri: &UrlParts<'a>) -> Option<&'a str> {
    uri.query_at.map(|_| uri.query)
}

fn fragment<'a>(uri: &UrlParts<'a>) -> Option<&'a str> {
    uri.fragment_at.map(|_| uri.fragment)
}

fn default_port(uri: &UrlParts<'_>) -> &'static str {
    match uri.scheme.to_ascii_lowercase().as_str() {
        "http" => "80",
        "https" => "443",
        _ => "",
    }
}

fn effective_port<'a>(uri: &UrlParts<'a>) -> &'a str {
    uri.port.filter(|port| !port.is_empty()).unwrap_or(default_port(uri))
}

/// Compares part by part; the first difference gives the name.
fn parts(left: &UrlParts<'_>, right: &UrlParts<'_>) -> Option<Drift> {
    let mut found = Vec::new();
    let is_http =
        |uri: &UrlParts<'_>| uri.scheme.eq_ignore_ascii_case("http") || uri.scheme.eq_ignore_ascii_case("https");
    if is_http(left) != is_http(right) {
        let text = format!("one is a `{}:` URI and the other a `{}:` URI.", left.scheme, right.scheme);
        return Some(Drift::new(DriftKind::Scheme, text));
    }
    let after_scheme = |uri: &UrlParts<'_>| format!("{}{}", uri.host, uri.path).trim_start_matches('/').to_owned();
    let is_same = left.scheme == right.scheme && query(left) == query(right) && fragment(left) == fragment(right);
    if is_same && left.host.is_empty() != right.host.is_empty() && after_scheme(left) == after_scheme(right) {
        let text = "one has `:/` after its scheme, the other `://`.".to_owned();
        return Some(Drift::new(DriftKind::DoubleSlash, text));
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
        } else if is_this_machine(left.host) && is_this_machine(right.host) {
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
    match (query(left), query(right)) {
        (left, right) if left == right => {}
        (None, _) => found.push((DriftKind::QueryAdded, "a query was added".into())),
        (_, None) => found.push((DriftKind::QueryRemoved, "the query was removed".into())),
        _ => found.push((DriftKind::QueryChanged, "the query differs".into())),
    }
    match (fragment(left), fragment(right)) {
        (left, right) if left == right => {}
        (None, _) => found.push((DriftKind::Fragment, "a fragment was added".into())),
        (_, None) => found.push((DriftKind::Fragment, "the fragment was removed".into())),
        _ => found.push((DriftKind::Fragment, "the fragment differs".into())),
    }
    let clauses = found.iter().map(|(_, clause)| clause.as_str()).collect::<Vec<_>>().join("; ");
    let mut kinds = found.iter().map(|(kind, _)| *kind);
    Some(Drift { kind: kinds.next()?, also: kinds.collect(), text: format!("{clauses}.") })
}

fn port(left: &UrlParts<'_>, right: &UrlParts<'_>) -> Option<(DriftKind, String)> {
    if left.port == right.port {
        return None;
    }
    if effective_port(left) == effective_port(right)
        || left.scheme != right.scheme && left.port.or(right.port) == Some(default_port(left))
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
    if equal_forms::lower_escapes(left) == equal_forms::lower_escapes(right) {
        return (DriftKind::PercentCase, "percent-encodings in the path use a different case".into());
    }
    if left.eq_ignore_ascii_case(right) {
        return (DriftKind::PathCase, format!("the path uses a different case: {left} became {right}"));
    }
    if single_slashes(left) == single_slashes(right) {
        return (DriftKind::DoubleSlash, "one of the two has `//` in its path".into());
    }
    if without_dots(left) == without_dots(right) {
        return (DriftKind::DotSegments, "one of the two has `.` or `..` in its path".into());
    }
    if percent::decode(left) == percent::decode(right) {
        return (
            DriftKind::PercentForm,
            "some characters of the path are percent-encoded in only one of the two".into(),
        );
    }
    (DriftKind::Path, format!("the path {} became {}", or_none(left), or_none(right)))
}

fn or_none(path: &str) -> &str {
    if path.is_empty() { "(none)" } else { path }
}

fn single_slashes(path: &str) -> String {
    let mut last = ' ';
    path.chars().filter(|&c| std::mem::replace(&mut last, c) != '/' || c != '/').collect()
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
const CUT: [DriftKind; 4] = [DriftKind::Host, DriftKind::Path, DriftKind::QueryChanged, DriftKind::Fragment];

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
