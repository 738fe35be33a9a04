//! Words that say that the browser came back with a code, which a log prints in place of the callback's URL.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

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
