//! One clause for each mistake.

use super::text::Phase;
use crate::Step;

/// The lengths that the words may mention.
pub(super) struct Lengths {
    pub(super) hashed: usize,
    pub(super) challenge: usize,
}

/// One clause about one mistake, without the full stop.
pub(super) fn said(phase: Phase, steps: &[Step], lengths: Option<&Lengths>) -> String {
    let Some(first) = steps.first() else {
        return String::new();
    };
    if let (Some(lengths), Step::Truncate) = (lengths, first) {
        return match phase {
            Phase::Input => format!(
                "only the first {} characters of the verifier were hashed",
                lengths.hashed
            ),
            _ => format!("the end was cut off, which left {} characters", lengths.challenge),
        };
    }
    match phase {
        Phase::Input => format!(
            "what was hashed is not the verifier as sent but the verifier {}",
            input_words(steps)
        ),
        Phase::Sent => format!("{} after the challenge was made", sent_words(*first)),
        Phase::Hash => hash_words(steps),
        Phase::Form | Phase::Encoding | Phase::Result => text_words(phase, steps),
    }
}

fn input_words(steps: &[Step]) -> String {
    let words = match steps {
        [Step::AppendNewline, ..] => {
            "with a line break behind it (`echo` without -n, a file read with its last line break)"
        }
        [Step::AppendSpace, ..] => "with a space behind it",
        [Step::AppendNul, ..] => "with a zero byte behind it, the end of a string in C (`strlen`, not `sizeof`)",
        [Step::MimeLineBreaks, Step::Trim] => {
            "with a space for each of its line breaks, as a shell makes it without quotes"
        }
        [Step::MimeLineBreaks, ..] => "with line breaks in it, as base64 tools print a long value",
        [Step::DecimalCsv, ..] => {
            "as a list of decimal numbers, which a typed array becomes where a string is expected"
        }
        [Step::StripSpecials, ..] => "without its `-`, `_`, `.` and `~`",
        [Step::Trim, ..] => "without the white space around it",
        [Step::JsonQuote, ..] => "in double quotes, as JSON writes it",
        [Step::SingleQuote, ..] => "in single quotes",
        [Step::PercentEncode, ..] => "after percent-encoding",
        [Step::PercentDecode, ..] => "after percent-decoding",
        [Step::PlusToSpace, ..] => "with each `+` turned into a space",
        [Step::Base64UrlDecode | Step::Base64Decode, ..] => {
            "decoded from base64, that is the random bytes before they became text"
        }
        [Step::HexDecode, ..] => "decoded from hexadecimal, that is the random bytes before they became text",
        [Step::Utf16, ..] => "as UTF-16, two bytes a character",
        [Step::Lowercase, ..] => "in lower case",
        [Step::Uppercase, ..] => "in upper case",
        [Step::PythonBytesRepr, ..] => "as Python prints bytes, b'…'",
        [Step::Hex, ..] => "encoded as hexadecimal",
        [Step::Base64, ..] => "in the standard base64 alphabet",
        [Step::Base64Url, ..] => "encoded as base64url",
        [Step::Padded, ..] => "with `=` padding",
        _ => "in changed form",
    };
    words.into()
}

fn sent_words(step: Step) -> &'static str {
    match step {
        Step::AppendNewline => "a line break was added at its end",
        Step::AppendSpace => "a space was added at its end",
        Step::MimeLineBreaks => "white space or line breaks came into it",
        Step::Wrapped => "more was taken with it: its name, a signature, or what else stood around it,",
        Step::JsonQuote | Step::SingleQuote => "it was put in quotes",
        Step::PythonBytesRepr => "it was printed as Python prints bytes, b'…',",
        Step::PlusToSpace => "a `+` in it became a space, as it was sent in a form body without encoding,",
        Step::PercentEncode => "it was percent-encoded once too often",
        Step::Base64 | Step::Base64Url => "it was encoded as base64, or its base64 alphabet was changed,",
        Step::Hex => "it was encoded as hexadecimal",
        Step::Utf16 => "it was turned into UTF-16",
        Step::Lowercase | Step::Uppercase => "its letters were changed to one case",
        Step::Padded => "`=` padding was added to it",
        _ => "it was changed",
    }
}

pub(super) fn hash_words(steps: &[Step]) -> String {
    match steps {
        [Step::None] => "the verifier was not hashed".into(),
        [Step::GoSum] => "the verifier was not hashed: Go's Sum appends the hash of what was written before, here nothing, to its argument".into(),
        [Step::HmacSha256] => "HMAC-SHA-256 was used in place of plain SHA-256".into(),
        [Step::Sha256, Step::Sha256] => "SHA-256 was applied twice".into(),
        [Step::Sha256, .., Step::Sha256] => "SHA-256 was applied twice, the second time to the text of the first digest".into(),
        [Step::Sha256] => "the verifier was hashed".into(),
        other => {
            let name = other.first().map_or("", |step| step.as_str()).to_uppercase();
            // SHA1 is written SHA-1; SHA3-256 is right as it is.
            let name = if name.contains('-') { name } else { name.replace("SHA", "SHA-") };
            format!("the verifier was hashed with {name} in place of SHA-256")
        }
    }
}

fn text_words(phase: Phase, steps: &[Step]) -> String {
    let words = match (phase, steps) {
        (_, [Step::Hex]) => "the digest was turned into hexadecimal text",
        (_, [Step::HexDashed]) => "the digest was turned into hexadecimal text with separators",
        (_, [Step::DecimalCsv, ..]) => "the digest was turned into a list of decimal numbers",
        (_, [Step::JsonBytes]) => "the digest was turned into JSON, a list of numbers",
        (_, [Step::Latin1ToUtf8]) => "the bytes of the digest were taken for characters and written as UTF-8",
        (_, [Step::Utf8Lossy]) => "the digest was read as text, and the bytes that are no text were lost",
        (_, [Step::OpensslDgstLine]) => {
            "the line that `openssl dgst` prints was used, with its label and in hexadecimal"
        }
        (_, [Step::Sha256sumLine]) => {
            "the line that `sha256sum` prints was used, in hexadecimal and with the file name"
        }
        (_, [Step::DigestDescription]) => "the description of the digest was used, which is meant for debugging",
        (Phase::Encoding, [Step::Base64Url]) => "the text was encoded as base64url once more",
        (Phase::Encoding, [Step::Base64]) => "standard base64 was used in place of base64url",
        (Phase::Encoding, [Step::Base64, Step::Padded, ..]) => {
            "standard base64 with padding was used in place of base64url without"
        }
        (Phase::Encoding, [Step::Base64, ..]) => {
            "standard base64 was used in place of base64url, and a `+` became a space or was left half translated"
        }
        (Phase::Encoding, [Step::Base64Url, ..]) => "the base64url text was padded",
        (Phase::Encoding, [Step::Base32, ..]) => "base32 was used in place of base64url",
        (_, [Step::FirstReplacementOnly]) => {
            "only the first of several characters was replaced, as a JavaScript replace with a string does"
        }
        (_, [Step::PartialReplacement]) => "only one of `+` and `/` was translated to base64url",
        (_, [Step::StripSpecials]) => "`+` and `/` were deleted in place of being translated",
        (_, [Step::SwappedAlphabet]) => "`+` and `/` were translated the wrong way round",
        (_, [Step::PlusToSpace]) => "each `+` became a space, because it was not percent-encoded in the query",
        (_, [Step::PercentEncode]) => "the challenge was percent-encoded once too often",
        (_, [Step::PercentDecode]) => "the challenge was percent-decoded once too often",
        (_, [Step::Lowercase]) => "the challenge was made lower case",
        (_, [Step::Uppercase]) => "the challenge was made upper case",
        (_, [Step::JsonQuote | Step::SingleQuote]) => "quotes were left around the challenge",
        (_, [Step::PythonBytesRepr]) => "bytes were printed as Python prints them, b'…'",
        (_, [Step::AppendNewline]) => "a line break was left at the end of the text",
        (_, [Step::AppendSpace]) => "a space was left at the end of the text",
        (_, [Step::Trim]) => "white space was removed",
        (_, [Step::MimeLineBreaks]) => "the text was broken into lines",
        (_, [Step::Utf16]) => "the text was turned into UTF-16",
        (_, [Step::Truncate]) => "the end was cut off",
        _ => "the text was changed",
    };
    words.into()
}

/// Joins clauses to one sentence, or two.
pub(super) fn sentences(clauses: impl Iterator<Item = String>) -> String {
    let clauses = clauses
        .filter(|clause| !clause.is_empty())
        .map(|clause| clause.trim_end_matches(',').to_owned())
        .collect::<Vec<_>>();
    let joined = match clauses.as_slice() {
        [] => return String::new(),
        [all @ .., last] if !all.is_empty() => format!("{}; then {last}.", all.join("; then ")),
        [only, ..] => format!("{only}."),
    };
    let mut chars = joined.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
