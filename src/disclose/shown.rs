//! A value as a report may show it.

use std::ops::Range;

use super::looks::{is_chosen, is_opaque, is_opaque_letter, is_value, is_wordy};
use super::public;
use super::secret::{Secret, mask};
use super::vocabulary::{Role, is_secret_name, role};

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
    /// Returns a value as it may be shown under this parameter name: what the protocol makes public is shown as far as it is what it
    /// should be.
    pub fn named(name: &str, value: &str) -> Self {
        match role(name) {
            Some(Role::Uri) => Self::url(value),
            Some(role) => Self::Public(mask(value, &public::hidden(role, value))),
            None => Self::Secret(Secret::new(value)),
        }
    }

    /// Returns a URL as it may be shown: the values of query parameters that are not public are masked, and user info is left out.
    pub fn url(url: &str) -> Self {
        Self::Public(Self::masked_url(url))
    }

    /// Returns a URL as text, masked like [`Shown::url`].
    pub fn masked_url(url: &str) -> String {
        let mut hidden = public::hidden(Role::Uri, url);
        let user = public::user(url);
        let Some(user) = user else { return mask(url, &hidden) };
        hidden.retain(|range| range.start >= user.end);
        let masked = mask(url, &hidden);
        // A mask may be shorter than what it stands for, but only behind the user.
        format!("{}{}", &masked[..user.start], &masked[user.end..])
    }

    /// Returns the name of a parameter as far as it is one.
    pub(crate) fn name(name: &str) -> String {
        mask(name, &public::hidden_in_name(name))
    }
}

/// Returns what a parameter holds that must not be shown: its value, or of a public value what else is in it; and what is in
/// its name.
pub(crate) fn secrets_of<'a>(name: &'a str, value: &'a str) -> Vec<&'a str> {
    let cut = |text: &'a str, ranges: Vec<Range<usize>>| ranges.into_iter().filter_map(move |range| text.get(range));
    let mut secrets: Vec<&str> = cut(name, public::hidden_in_name(name)).collect();
    // A name without a value may be the value, as in a query without `=`.
    let head = name.split([':', '=']).next().unwrap_or_default();
    if !secrets.is_empty() && value.is_empty() && !public::is_known(head.trim()) {
        secrets.push(name);
    }
    match role(name) {
        Some(role) => secrets.extend(cut(value, public::hidden(role, value))),
        None => secrets.push(value),
    }
    secrets
}

/// Returns what of a secret is looked for elsewhere: of an address the values in it, of an object those that look like credentials;
/// and nothing of a few words that are called by no secret name, such as `connection=google`.
pub(crate) fn parts_of_secret(name: &str, secret: &str) -> Vec<String> {
    let is_called = is_secret_name(name);
    let owned = |parts: Vec<&str>| parts.into_iter().map(str::to_owned).collect();
    if secret.contains("://") {
        return owned(secrets_of_url(secret).collect());
    }
    if secret.trim_start().starts_with(['{', '[']) {
        let words = secret.split(|c| !is_opaque_letter(c) && !matches!(c, '!' | '$' | '*' | '^'));
        return owned(words.filter(|word| is_opaque(word) || is_chosen(word) || is_called && is_value(word)).collect());
    }
    if !is_called && is_wordy(secret) && secret.len() < FEW_WORDS {
        return Vec::new();
    }
    owned(vec![secret])
}

/// Returns what a URL holds that must not be shown: user name and password, and the values of parameters that are not public.
fn secrets_of_url(url: &str) -> impl Iterator<Item = &str> {
    let hidden = public::hidden(Role::Uri, url).into_iter().filter_map(|range| url.get(range));
    hidden.chain(user_of_url(url))
}

/// Returns the user name and the password of a URL.
pub(super) fn user_of_url(url: &str) -> Vec<&str> {
    let user = public::user(url).map(|range| url[range].trim_end_matches('@'));
    user.map(|user| user.splitn(2, ':').collect()).unwrap_or_default()
}

/// Longer texts say too much to be nobody's.
const FEW_WORDS: usize = 24;

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
        assert_eq!(Shown::masked_url("https://me:p/w@a.example/cb"), "https://a.example/cb");
        assert_eq!(Shown::masked_url("https://a.example/@me/cb"), "https://a.example/@me/cb");
        assert_eq!(Shown::masked_url("urn:ietf:wg:oauth:2.0:oob"), "urn:ietf:wg:oauth:2.0:oob");
    }

    #[test]
    fn what_stands_beside_a_public_value_is_a_secret() {
        assert_eq!(secrets_of("client_id", "spa&client_secret=hush-hush"), ["hush-hush"]);
        assert_eq!(secrets_of("client_secret:hush-hush", ""), ["hush-hush", ""]);
        assert_eq!(
            secrets_of_url("https://me:p/w1@a.example/?k=abcd").collect::<Vec<_>>(),
            ["me:p/w1@", "abcd", "me", "p/w1"]
        );
    }
}
