//! What a redirect URI says about the client.

use oauth_doctor_wire::url::UrlParts;

/// Returns the URL without query and fragment as a browser requests it: scheme and host in lower case, no default port, at least
/// `/` as path (URL Standard; RFC 3986 §6.2.3).
pub fn as_requested(url: &str) -> String {
    let parts = UrlParts::parse(url);
    if !parts.is_http() {
        return parts.base.to_owned();
    }
    let path = if parts.path.is_empty() { "/" } else { parts.path };
    format!("{}{path}", parts.origin())
}

/// Returns whether a redirect URI delivers to a page in a browser: over `http` or `https`, or through a relay that names the
/// page's origin in the place of a host (`relay://https/app.example`).
pub fn is_of_page(redirect_uri: &UrlParts<'_>) -> bool {
    let web = |name: &str| name.eq_ignore_ascii_case("http") || name.eq_ignore_ascii_case("https");
    redirect_uri.scheme.is_empty() || web(redirect_uri.scheme) || web(redirect_uri.host)
}
