//! A value as a report may show it.

use oauth_doctor_wire::url::{UrlParts, authority_at, user_info};

use super::secret::Secret;

/// A value as a report may show it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Shown {
    /// In full.
    Public(String),
    /// By its shape.
    Secret(Secret),
    /// It is not there.
    Absent,
}

impl Shown {
    /// Returns a value as it may be shown under this parameter name: only what the protocol makes public is shown in full.
    pub fn named(name: &str, value: &str) -> Self {
        // The name in a URL that was HTML-escaped.
        match name.trim_start_matches("amp;") {
            "redirect_uri" | "request_uri" | "resource" | "audience" => Self::url(value),
            name if PUBLIC.contains(&name) => Self::Public(value.to_owned()),
            _ => Self::Secret(Secret::new(value)),
        }
    }

    /// Returns a URL as it may be shown: the values of query parameters that are not public are masked, and so is user info.
    pub fn url(url: &str) -> Self {
        Self::Public(Self::masked_url(url))
    }

    /// Returns a URL as text, masked like [`Shown::url`].
    pub fn masked_url(url: &str) -> String {
        let parts = UrlParts::parse(url);
        let base = without_user(parts.base);
        // `;jsessionid=…`
        let base = match base.split_once(';') {
            Some((path, params)) => format!("{path};{}", masked_pairs(params)),
            None => base,
        };
        let mut shown = base;
        for (mark, at, piece) in [('?', parts.query_at, parts.query), ('#', parts.fragment_at, parts.fragment)] {
            if at.is_some() {
                shown.push(mark);
                shown.push_str(&masked_pairs(piece));
            }
        }
        shown
    }
}

/// Returns the URL without user name and password.
fn without_user(url: &str) -> String {
    match authority_at(url).and_then(|at| user_info(url, at)) {
        Some(user) => format!("{}{}", &url[..user.start], &url[user.end + 1..]),
        None => url.to_owned(),
    }
}

fn masked_pairs(piece: &str) -> String {
    let pairs = piece.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if !PUBLIC.contains(&name) && value.len() >= 8 => {
            format!("{name}={}", Secret::new(value).masked())
        }
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Parameters whose values are no credentials.
const PUBLIC: &[&str] = &[
    "client_id",
    "client_key",
    "response_type",
    "response_mode",
    "scope",
    "grant_type",
    "code_challenge",
    "code_challenge_method",
    "dpop_jkt",
    "error",
    "iss",
    "resource",
    "audience",
    "prompt",
    "token_type",
    "expires_in",
    "token_endpoint_auth_method",
    "client_assertion_type",
    "requested_token_type",
    "subject_token_type",
    "actor_token_type",
    "display",
    "max_age",
    "ui_locales",
    "acr_values",
    "access_type",
    "redirect_uri",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_parameters_are_shown_in_full() {
        assert_eq!(Shown::named("client_id", "spa"), Shown::Public("spa".to_owned()));
        assert!(matches!(Shown::named("codeVerifier", "v"), Shown::Secret(_)));
        assert_eq!(
            Shown::named("redirect_uri", "https://u:p@a.example/cb?session=12345678&x=1#t=abcdefgh"),
            Shown::Public("https://a.example/cb?session=********&x=1#t=********".to_owned())
        );
        assert!(matches!(
            Shown::named("resource", "https://a.example/?key=s3cr3t-s3cr3t"),
            Shown::Public(shown) if !shown.contains("s3cr3t")
        ));
    }

    #[test]
    fn user_info_is_masked_and_an_at_sign_in_the_path_is_none() {
        assert_eq!(Shown::masked_url("https://me:pw@a.example/cb"), "https://a.example/cb");
        assert_eq!(Shown::masked_url("https://a.example/@me/cb"), "https://a.example/@me/cb");
        assert_eq!(Shown::masked_url("urn:ietf:wg:oauth:2.0:oob"), "urn:ietf:wg:oauth:2.0:oob");
    }
}
