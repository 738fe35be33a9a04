//! Words for each mistake: one clause each.

use super::moves::Phase;
use crate::PkceStep;

/// Lengths that a clause may mention.
pub(super) struct Lengths {
    pub(super) hashed: usize,
    pub(super) challenge: usize,
}

/// Returns the clause for a mistake, without a full stop.
pub(super) fn said(phase: Phase, steps: &[PkceStep], lengths: Option<&Lengths>) -> String {
    let Some(first) = steps.first() else {
        return String::new();
    };
    if let (Some(lengths), PkceStep::Truncate) = (lengths, first) {
        return match phase {
            Phase::Input => format!("only the first {} characters of the verifier were hashed", lengths.hashed),
            _ => format!("the end was cut off, which left {} characters", lengths.challenge),
        };
    }
    match phase {
        Phase::Input => format!("the hash input is not the verifier as sent but the verifier {}", input_words(steps)),
        Phase::Sent => format!("{} after the challenge was made", sent_words(*first)),
        Phase::Hash => hash_words(steps),
        Phase::Form | Phase::Encoding | Phase::Result => text_words(phase, steps),
    }
}

fn input_words(steps: &[PkceStep]) -> String {
    let words = match steps {
        [PkceStep::AppendNewline, ..] => {
            "with a line break after it (`echo` without -n, a file read with its final newline)"
        }
        [PkceStep::AppendSpace, ..] => "with a space after it",
        [PkceStep::AppendNul, ..] => "with a zero byte after it, the string terminator in C (`strlen`, not `sizeof`)",
        [PkceStep::MimeLineBreaks, PkceStep::Trim] => {
            "with each line break turned into a space, as an unquoted shell variable does"
        }
        [PkceStep::MimeLineBreaks, ..] => "with line breaks in it, as base64 tools wrap a long value",
        [PkceStep::DecimalCsv, ..] => {
            "as a list of decimal numbers, which a typed array becomes where a string is expected"
        }
        [PkceStep::StripSpecials, ..] => "without its `-`, `_`, `.` and `~`",
        [PkceStep::Trim, ..] => "without the whitespace around it",
        [PkceStep::JsonQuote, ..] => "in double quotes, as JSON writes it",
        [PkceStep::SingleQuote, ..] => "in single quotes",
        [PkceStep::PercentEncode, ..] => "after percent-encoding",
        [PkceStep::PercentDecode, ..] => "after percent-decoding",
        [PkceStep::PlusToSpace, ..] => "with each `+` turned into a space",
        [PkceStep::Base64UrlDecode | PkceStep::Base64Decode, ..] => {
            "decoded from base64, that is, the random bytes before they became text"
        }
        [PkceStep::HexDecode, ..] => "decoded from hexadecimal, that is, the random bytes before they became text",
        [PkceStep::Utf16, ..] => "as UTF-16, two bytes a character",
        [PkceStep::Lowercase, ..] => "in lower case",
        [PkceStep::Uppercase, ..] => "in upper case",
        [PkceStep::PythonBytesRepr, ..] => "as Python prints bytes, b'…'",
        [PkceStep::Hex, ..] => "encoded as hexadecimal",
        [PkceStep::Base64, ..] => "in the standard base64 alphabet",
        [PkceStep::Base64Url, ..] => "encoded as base64url",
        [PkceStep::Padded, ..] => "with `=` padding",
        _ => "in changed form",
    };
    words.into()
}

fn sent_words(step: PkceStep) -> &'static str {
    match step {
        PkceStep::AppendNewline => "a line break was added at its end",
        PkceStep::AppendSpace => "a space was added at its end",
        PkceStep::MimeLineBreaks => "whitespace or line breaks got into it",
        PkceStep::Wrapped => "more was copied with it: its name, a signature, or other surrounding text,",
        PkceStep::JsonQuote | PkceStep::SingleQuote => "it was put in quotes",
        PkceStep::PythonBytesRepr => "it was printed the way Python prints bytes, b'…',",
        PkceStep::PlusToSpace => "a `+` in it became a space, because it was sent in a form body without encoding,",
        PkceStep::PercentEncode => "it was percent-encoded once too often",
        PkceStep::Base64 | PkceStep::Base64Url => "it was encoded as base64, or its base64 alphabet was changed,",
        PkceStep::Hex => "it was encoded as hexadecimal",
        PkceStep::Utf16 => "it was turned into UTF-16",
        PkceStep::Lowercase | PkceStep::Uppercase => "its letters were changed to one case",
        PkceStep::Padded => "`=` padding was added to it",
        _ => "it was changed",
    }
}

pub(super) fn hash_words(steps: &[PkceStep]) -> String {
    match steps {
        [PkceStep::None] => "the verifier was not hashed".into(),
        [PkceStep::GoSum] => "the verifier was not hashed: Go's Sum appends the hash of everything written before (here nothing) to its argument".into(),
        [PkceStep::HmacSha256] => "HMAC-SHA-256 was used instead of plain SHA-256".into(),
        [PkceStep::Sha256, PkceStep::Sha256] => "SHA-256 was applied twice".into(),
        [PkceStep::Sha256, .., PkceStep::Sha256] => "SHA-256 was applied twice, the second time to the text of the first digest".into(),
        [PkceStep::Sha256] => "the verifier was hashed".into(),
        other => {
            let name = other.first().map_or("", |step| step.as_str()).to_uppercase();
            // SHA1 is written SHA-1; SHA3-256 is right as it is.
            let name = if name.contains('-') { name } else { name.replace("SHA", "SHA-") };
            format!("the verifier was hashed with {name} instead of SHA-256")
        }
    }
}

fn text_words(phase: Phase, steps: &[PkceStep]) -> String {
    let words = match (phase, steps) {
        (_, [PkceStep::Hex]) => "the digest was turned into hexadecimal text",
        (_, [PkceStep::HexDashed]) => "the digest was turned into hexadecimal text with separators",
        (_, [PkceStep::DecimalCsv, ..]) => "the digest was turned into a list of decimal numbers",
        (_, [PkceStep::JsonBytes]) => "the digest was turned into JSON, a list of numbers",
        (_, [PkceStep::Latin1ToUtf8]) => "the bytes of the digest were treated as characters and written as UTF-8",
        (_, [PkceStep::Utf8Lossy]) => "the digest was read as text, and the bytes that are not text were lost",
        (_, [PkceStep::OpensslDgstLine]) => {
            "the output line of `openssl dgst` was used, with its label and in hexadecimal"
        }
        (_, [PkceStep::Sha256sumLine]) => {
            "the output line of `sha256sum` was used, in hexadecimal and with the file name"
        }
        (_, [PkceStep::DigestDescription]) => "the description of the digest was used, which is meant for debugging",
        (Phase::Encoding, [PkceStep::Base64Url]) => "the text was encoded as base64url once more",
        (Phase::Encoding, [PkceStep::Base64]) => "standard base64 was used instead of base64url",
        (Phase::Encoding, [PkceStep::Base64, PkceStep::Padded, ..]) => {
            "standard base64 with padding was used instead of base64url without"
        }
        (Phase::Encoding, [PkceStep::Base64, ..]) => {
            "standard base64 was used instead of base64url, and a `+` became a space or was only partly translated"
        }
        (Phase::Encoding, [PkceStep::Base64Url, ..]) => "the base64url text was padded",
        (Phase::Encoding, [PkceStep::Base32, ..]) => "base32 was used instead of base64url",
        (_, [PkceStep::FirstReplacementOnly]) => {
            "only the first of several characters was replaced, as a JavaScript replace with a string does"
        }
        (_, [PkceStep::PartialReplacement]) => "only one of `+` and `/` was translated to base64url",
        (_, [PkceStep::StripSpecials]) => "`+` and `/` were deleted instead of translated",
        (_, [PkceStep::SwappedAlphabet]) => "`+` and `/` were translated the wrong way round",
        (_, [PkceStep::PlusToSpace]) => "each `+` became a space, because it was not percent-encoded in the query",
        (_, [PkceStep::PercentEncode]) => "the challenge was percent-encoded once too often",
        (_, [PkceStep::PercentDecode]) => "the challenge was percent-decoded once too often",
        (_, [PkceStep::Lowercase]) => "the challenge was made lower case",
        (_, [PkceStep::Uppercase]) => "the challenge was made upper case",
        (_, [PkceStep::JsonQuote | PkceStep::SingleQuote]) => "quotes were left around the challenge",
        (_, [PkceStep::PythonBytesRepr]) => "bytes were printed as Python prints them, b'…'",
        (_, [PkceStep::AppendNewline]) => "a line break was left at the end of the text",
        (_, [PkceStep::AppendSpace]) => "a space was left at the end of the text",
        (_, [PkceStep::Trim]) => "whitespace was removed",
        (_, [PkceStep::MimeLineBreaks]) => "the text was broken into lines",
        (_, [PkceStep::Utf16]) => "the text was turned into UTF-16",
        (_, [PkceStep::Truncate]) => "the end was cut off",
        _ => "the text was changed",
    };
    words.into()
}

/// Joins clauses to a sentence.
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
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
