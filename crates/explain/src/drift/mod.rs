//! How do two values differ that should be equal?
//!
//! [`drift`] is for values that may be secret, such as an authorization code: it names the kind of difference, lengths and
//! positions, never the values. [`uri`] is for redirect URIs, which are public, and says what became what.

use std::fmt;

mod kind;
mod normal;
#[cfg(test)]
mod tests;
mod uri;
mod value;

pub use kind::DriftKind;

/// A difference between two values that should be equal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Drift {
    /// The first and most specific name of the difference.
    pub kind: DriftKind,
    /// What else differs.
    pub also: Vec<DriftKind>,
    /// One or two sentences for the person who must fix it.
    pub text: String,
}

/// Names the difference between two opaque values, `None` if they are equal.
///
/// `expected` is the value as it was given (by the callback, by the authorize request), `actual` what was sent in its
/// place; both after one form decoding. The text contains lengths and positions, no part of the values.
///
/// # Example: a code that was encoded once more
///
/// ```
/// use oauth_doctor_explain::{DriftKind, drift::drift};
///
/// let found = drift("4/0AdLIrYd", "4%2F0AdLIrYd").map(|drift| drift.kind);
/// assert_eq!(found, Some(DriftKind::EncodedOnceMore));
/// ```
pub fn drift(expected: &str, actual: &str) -> Option<Drift> {
    (expected != actual).then(|| value::drift(expected, actual))
}

/// Names the difference between two redirect URIs, `None` if they are equal (RFC 6749 §4.1.3 asks for identical values).
///
/// The text may contain scheme, host, port and path of either, and begins with one of them where it does; query and fragment
/// are only said to differ.
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
    (expected != actual).then(|| uri::drift(expected, actual))
}

impl Drift {
    /// Returns the text as the end of a sentence: in lower case, without the full stop.
    pub fn clause(&self) -> String {
        uncapitalised(self.text.trim_end_matches('.'))
    }
}

/// Returns a sentence as it stands behind other words.
fn uncapitalised(text: &str) -> String {
    if text.chars().nth(1).is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
