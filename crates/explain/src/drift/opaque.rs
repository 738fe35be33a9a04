//! Differences between opaque values. No text may contain a part of a value.

use oauth_doctor_wire::percent::decode_changed;

use super::difference::uncapitalised;
use super::equal_forms::{
    entities, is_padding, look_alike, lower_escapes, strip_quotes, url_alphabet, visible, without_space,
};
use super::{Drift, DriftKind};

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
    (expected != actual).then(|| difference(expected, actual))
}

/// Names the difference; the values are not equal.
pub(super) fn difference(expected: &str, actual: &str) -> Drift {
    let (kind, text) = single(expected, actual).unwrap_or_else(|| fallback(expected, actual));
    if kind != DriftKind::Changed && kind != DriftKind::Unrelated {
        return Drift::new(kind, text);
    }
    pair(expected, actual).unwrap_or(Drift::new(kind, text))
}

/// Returns the name and the sentence of one change that makes `actual` of `expected`.
pub(super) fn single(expected: &str, actual: &str) -> Option<(DriftKind, String)> {
    placeholder(actual)
        .or_else(|| whole(expected, actual))
        .or_else(|| cut(expected, actual))
        .or_else(|| extended(expected, actual))
}

/// Undoes one change of the whole value, and names a second one in the rest.
fn pair(expected: &str, actual: &str) -> Option<Drift> {
    for (kind, undo) in UNDO {
        let Some(undone) = undo(actual).filter(|undone| undone != actual) else {
            continue;
        };
        if let Some((second, text)) = single(expected, &undone) {
            let first = whole(&undone, actual).map_or_else(String::new, |(_, text)| text);
            return Some(Drift {
                kind: *kind,
                also: vec![second],
                text: format!("{first} Apart from that, {}", uncapitalised(&text)).trim_start().into(),
            });
        }
    }
    None
}

fn placeholder(actual: &str) -> Option<(DriftKind, String)> {
    if actual.is_empty() {
        return Some((DriftKind::Empty, "The value is empty.".into()));
    }
    let bare = actual.trim_matches(|c: char| "\"' ".contains(c));
    let is_template = [("{{", "}}"), ("${", "}"), ("<", ">"), ("[object ", "]"), ("%", "%")];
    let is_placeholder = PLACEHOLDERS.contains(&bare)
        || is_template
            .iter()
            .any(|(start, end)| bare.len() > start.len() + end.len() && bare.starts_with(start) && bare.ends_with(end));
    is_placeholder.then(|| {
        (
            DriftKind::PlaceholderLike,
            "A placeholder was sent instead of a value: a variable was not set or not filled in.".into(),
        )
    })
}

/// A change of the whole value.
fn whole(expected: &str, actual: &str) -> Option<(DriftKind, String)> {
    let found = |kind, text: &str| Some((kind, text.into()));
    if expected.is_empty() {
        return found(DriftKind::Empty, "No value was expected, but one was sent.");
    }
    if is_padding(expected, actual, char::is_whitespace) {
        let at = if actual.starts_with(expected) {
            "end"
        } else if actual.ends_with(expected) {
            "start"
        } else {
            "start and the end"
        };
        let what = if actual.contains(['\r', '\n']) { "A line break" } else { "White space" };
        return Some((DriftKind::WhitespaceAdded, format!("{what} was added at the {at}.")));
    }
    if is_padding(actual, expected, char::is_whitespace) {
        return found(DriftKind::WhitespaceRemoved, "Whitespace at the start or the end was removed.");
    }
    if strip_quotes(actual).is_some_and(|inner| inner == expected) {
        return found(
            DriftKind::Quoted,
            "Quotes were put around the value; it was sent as JSON text or printed with its quotes.",
        );
    }
    if strip_quotes(expected).is_some_and(|inner| inner == actual) {
        return found(DriftKind::Unquoted, "The quotes around the value were removed.");
    }
    if actual.strip_suffix("#_=_") == Some(expected) {
        return found(
            DriftKind::FacebookFragment,
            "`#_=_`, which some providers append to the callback URL, was kept as part of the value.",
        );
    }
    if expected.strip_suffix("#_=_") == Some(actual) {
        return found(DriftKind::FacebookFragment, "`#_=_` at the end was removed.");
    }
    if decode_changed(actual).as_deref() == Some(expected) {
        return found(
            DriftKind::EncodedOnceMore,
            "The value was percent-encoded once too often: it was taken from the URL undecoded, then encoded again.",
        );
    }
    if decode_changed(expected).as_deref() == Some(actual) {
        return found(
            DriftKind::EncodedOnceLess,
            "The value was percent-decoded once too often: it was decoded twice.",
        );
    }
    if lower_escapes(expected) == lower_escapes(actual) {
        return found(DriftKind::PercentCase, "Percent-encodings use a different case: `%2f` against `%2F`.");
    }
    if expected.replace('+', " ") == actual {
        return found(
            DriftKind::PlusToSpace,
            "Each `+` became a space: the value was sent in a form body or query without encoding.",
        );
    }
    if actual.replace('+', " ") == expected {
        return found(DriftKind::SpaceToPlus, "Each space became a `+`: it was form-encoded but not decoded.");
    }
    if entities(actual) == expected || entities(expected) == actual {
        return found(DriftKind::HtmlEntities, "HTML entities differ: `&` was written `&amp;`, as in HTML source.");
    }
    if visible(expected) == visible(actual) {
        return found(
            DriftKind::InvisibleCharacters,
            "The values differ only in invisible characters, such as a byte order mark or a zero-width space, which come from copying.",
        );
    }
    if expected.eq_ignore_ascii_case(actual) {
        return found(DriftKind::Case, "The values differ only in upper and lower case; the value is case-sensitive.");
    }
    if expected.split_whitespace().eq(actual.split_whitespace()) || without_space(expected) == without_space(actual) {
        return found(
            DriftKind::WhitespaceInside,
            "Whitespace or line breaks within the value differ; a long value was wrapped.",
        );
    }
    if url_alphabet(expected) == url_alphabet(actual) {
        return found(
            DriftKind::Base64Alphabet,
            "The values are the same base64 in two forms: `-` and `_` against `+` and `/`, or with and without `=`.",
        );
    }
    if look_alike(expected) == look_alike(actual) {
        return found(
            DriftKind::LookAlike,
            "Some characters were replaced by look-alikes, as retyping or text recognition does; copy the value \
             instead.",
        );
    }
    match (decode_changed(expected), decode_changed(actual)) {
        (Some(left), Some(right)) if left == right => {
            found(DriftKind::PercentForm, "Some characters are percent-encoded in only one of the two.")
        }
        _ => None,
    }
}

/// `actual` is a part of `expected`.
fn cut(expected: &str, actual: &str) -> Option<(DriftKind, String)> {
    let (from, to) = (expected.chars().count(), actual.chars().count());
    if let Some(rest) = expected.strip_prefix(actual) {
        let lengths = format!("cut after {to} of {from} characters");
        return Some(match rest.chars().next() {
            Some('&') => {
                (DriftKind::CutAtAmpersand, format!("The value was {lengths}, at a `&` that was not percent-encoded."))
            }
            Some('#') => {
                (DriftKind::CutAtFragment, format!("The value was {lengths}, at a `#` that was not percent-encoded."))
            }
            Some(next) if !next.is_ascii_alphanumeric() && actual.chars().all(|c| c.is_ascii_alphanumeric()) => (
                DriftKind::Truncated,
                format!("The value was {lengths}, at the first character that is neither a letter nor a digit."),
            ),
            _ => (DriftKind::Truncated, format!("The value was {lengths}{}.", limit(to))),
        });
    }
    expected
        .ends_with(actual)
        .then(|| (DriftKind::StartMissing, format!("The first {} of {from} characters are missing.", from - to)))
}

/// `expected` is a part of `actual`.
fn extended(expected: &str, actual: &str) -> Option<(DriftKind, String)> {
    // A very short value is part of many texts by chance.
    if expected.len() < MIN_SHARED {
        return None;
    }
    let start = actual.find(expected)?;
    let (before, after) = (&actual[..start], &actual[start + expected.len()..]);
    if before.contains("://") || before.contains('?') || before.contains('&') {
        return Some((
            DriftKind::UrlKept,
            "The whole URL or query was sent; read the one parameter from it with a URL parser.".into(),
        ));
    }
    if before.ends_with('=') {
        return Some((
            DriftKind::PrefixKept,
            "The name of the parameter and its `=` were kept before the value.".into(),
        ));
    }
    if before.is_empty() && after.starts_with('&') {
        return Some((
            DriftKind::UrlKept,
            "The query parameters after the value were kept with it; read the one parameter with a URL parser.".into(),
        ));
    }
    let characters = |text: &str| match text.chars().count() {
        1 => "1 character was".to_owned(),
        n => format!("{n} characters were"),
    };
    Some(match (before, after) {
        ("", _) => (DriftKind::Appended, format!("{} appended to the value.", characters(after))),
        (_, "") => (DriftKind::Prepended, format!("{} put before the value.", characters(before))),
        _ => (
            DriftKind::Appended,
            format!("{} put before the value and {} after it.", characters(before), after.chars().count()),
        ),
    })
}

fn fallback(expected: &str, actual: &str) -> (DriftKind, String) {
    let start = expected.chars().zip(actual.chars()).take_while(|(left, right)| left == right).count();
    let end = expected.chars().rev().zip(actual.chars().rev()).take_while(|(left, right)| left == right).count();
    let shorter = expected.chars().count().min(actual.chars().count());
    let end = end.min(shorter - start);
    // Codes of one server may begin alike; half of the characters is beyond that.
    if start + end >= MIN_SHARED && (start + end) * 2 >= shorter {
        return (
            DriftKind::Changed,
            format!("The first {start} and the last {end} characters match; the ones between differ."),
        );
    }
    let (from, to) = (expected.chars().count(), actual.chars().count());
    (DriftKind::Unrelated, format!("The values have nothing in common; they have {from} and {to} characters."))
}

/// Names the limit that a value of this length has run into.
fn limit(length: usize) -> String {
    match length {
        255 | 256 => format!(", the limit of a VARCHAR({length}) column or a short input field"),
        127 | 128 | 511 | 512 | 1023 | 1024 | 1025 | 2047 | 2048 | 4095 | 4096 | 8192 => {
            ", the limit of a buffer, column or input field".into()
        }
        _ => String::new(),
    }
}

/// A shared text of this length is not shared by chance.
const MIN_SHARED: usize = 6;

const PLACEHOLDERS: [&str; 16] = [
    "undefined",
    "null",
    "None",
    "nil",
    "NaN",
    "true",
    "false",
    "(null)",
    "code",
    "AuthCode",
    "authorization_code",
    "YOUR_CODE",
    "state",
    "redirect_uri",
    "REDACTED",
    "xxx",
];

type UndoDrift = (DriftKind, fn(&str) -> Option<String>);

static UNDO: &[UndoDrift] = &[
    (DriftKind::Quoted, |value| strip_quotes(value).map(str::to_owned)),
    (DriftKind::WhitespaceAdded, |value| Some(value.trim().to_owned())),
    (DriftKind::EncodedOnceMore, decode_changed),
    (DriftKind::FacebookFragment, |value| value.strip_suffix("#_=_").map(str::to_owned)),
    (DriftKind::HtmlEntities, |value| Some(entities(value))),
    (DriftKind::InvisibleCharacters, |value| Some(visible(value))),
    (DriftKind::SpaceToPlus, |value| Some(value.replace(' ', "+"))),
];
