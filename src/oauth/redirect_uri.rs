//! What a redirect URI says about the client.

use oauth_doctor_wire::url::UrlParts;

/// Returns whether a redirect URI delivers to a page in a browser: over `http` or `https`, or through a relay that names the
/// page's origin in the place of a host (`relay://https/app.example`).
pub fn is_of_page(redirect_uri: &UrlParts<'_>) -> bool {
    let web = |name: &str| name.eq_ignore_ascii_case("http") || name.eq_ignore_ascii_case("https");
    redirect_uri.scheme.is_empty() || web(redirect_uri.scheme) || web(redirect_uri.host)
}
