//! Words that say that the browser came back with a code, which a log prints instead of the callback's URL.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::transcript::body::Fuel;

/// Finds where a text says that a code came back.
pub(super) fn find(source: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    FINDER.iter().flat_map(move |finder| finder.find_iter(source).map(|found| found.range()))
}

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(WORDS).ok());

const WORDS: &[&str] = &[
    "uth code received",
    "uthorization code received",
    "eceived auth code",
    "eceived authorization code",
    "eceived the authorization code",
    "ot authorization code",
    "ode received from callback",
    "allback received",
    "eceived callback",
];

/// The longest path that is looked at for a code.
const LONGEST_PATH: usize = 2048;

/// Returns whether this is the path with which a browser came back: `Callback: /auth/callback?code=…&state=…`.
pub(super) fn is_callback(text: &str, fuel: &Fuel) -> bool {
    if !fuel.burn(0) {
        return false;
    }
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`');
    let end = text.char_indices().find(|(at, c)| is_end(*c) || *at >= LONGEST_PATH);
    let path = &text[..end.map_or(text.len(), |(at, _)| at)];
    fuel.burn(path.len());
    let Some((_, query)) = path.split_once('?') else { return false };
    let has = |name: &str| query.split('&').any(|pair| pair.split_once('=').is_some_and(|(known, _)| known == name));
    has("state") && (has("code") || has("error"))
}
