use std::fmt;

/// One thing that a client did on the way from its verifier to its challenge.
///
/// [`as_str`](PkceStep::as_str) gives the word that reports use; the words are stable.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum PkceStep {
    /// A line break (LF, CRLF or CR) was appended.
    AppendNewline,
    /// A space was appended.
    AppendSpace,
    /// A zero byte was appended, the end of a string in C.
    AppendNul,
    /// Whitespace at the ends was removed.
    Trim,
    /// The value was put in double quotes.
    JsonQuote,
    /// The value was put in single quotes.
    SingleQuote,
    /// The value was percent-encoded.
    PercentEncode,
    /// The value was percent-decoded.
    PercentDecode,
    /// Each `+` became a space, as form decoding does.
    PlusToSpace,
    /// The value was decoded from base64url.
    Base64UrlDecode,
    /// The value was decoded from standard base64.
    Base64Decode,
    /// The value was decoded from hexadecimal.
    HexDecode,
    /// The text was turned into UTF-16 bytes (either byte order, with or without byte order mark).
    Utf16,
    /// Letters were made lowercase.
    Lowercase,
    /// Letters were made uppercase.
    Uppercase,
    /// The end was cut off.
    Truncate,
    /// Bytes were printed the way Python does: `b'…'`.
    PythonBytesRepr,
    /// Nothing was hashed.
    None,
    /// SHA-256, the right hash.
    Sha256,
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA3-256.
    Sha3,
    /// MD5.
    Md5,
    /// HMAC-SHA-256 with an empty key (or with the verifier as the key of nothing).
    HmacSha256,
    /// Go's `h.Sum(input)`: the input, followed by the SHA-256 of nothing.
    GoSum,
    /// Bytes became hexadecimal text.
    Hex,
    /// Bytes became hexadecimal text with separators: `AB-CD-…`.
    HexDashed,
    /// Bytes became a list of decimal numbers: `12,250,…`.
    DecimalCsv,
    /// Bytes became a JSON array or object of numbers.
    JsonBytes,
    /// Each byte became the character of that number, and the characters were written as UTF-8.
    Latin1ToUtf8,
    /// Bytes were read as text, and those that are not text were lost (U+FFFD, `?` or the high bit cleared).
    Utf8Lossy,
    /// The line that `openssl dgst` prints: `SHA2-256(stdin)= …`.
    OpensslDgstLine,
    /// The line that `sha256sum` prints: `…  -`.
    Sha256sumLine,
    /// The text that a debugger would show: `SHA256 digest: …`, `<…>`.
    DigestDescription,
    /// base64url, the right encoding.
    Base64Url,
    /// Standard base64 (`+` and `/`).
    Base64,
    /// `=` padding.
    Padded,
    /// base32.
    Base32,
    /// Lines were broken after 64 or 76 characters.
    MimeLineBreaks,
    /// Only the first `+` or `/` was translated (`replace('+', '-')` in JavaScript).
    FirstReplacementOnly,
    /// Only one of `+` and `/` was translated.
    PartialReplacement,
    /// `+` and `/` were deleted where they should have been translated.
    StripSpecials,
    /// `+` became `_` and `/` became `-`: the wrong way round.
    SwappedAlphabet,
    /// The value does not depend on the verifier.
    Constant,
    /// More was sent than the value: a name, a signature, what stood around it.
    Wrapped,
    /// The challenge was sent as the verifier.
    Swapped,
}

impl PkceStep {
    /// Returns the word of the report, in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppendNewline => "append-newline",
            Self::AppendSpace => "append-space",
            Self::AppendNul => "append-nul",
            Self::Trim => "trim",
            Self::JsonQuote => "json-quote",
            Self::SingleQuote => "single-quote",
            Self::PercentEncode => "percent-encode",
            Self::PercentDecode => "percent-decode",
            Self::PlusToSpace => "plus-to-space",
            Self::Base64UrlDecode => "base64url-decode",
            Self::Base64Decode => "base64-decode",
            Self::HexDecode => "hex-decode",
            Self::Utf16 => "utf-16",
            Self::Lowercase => "lowercase",
            Self::Uppercase => "uppercase",
            Self::Truncate => "truncate",
            Self::PythonBytesRepr => "python-bytes-repr",
            Self::None => "none",
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Sha3 => "sha3-256",
            Self::Md5 => "md5",
            Self::HmacSha256 => "hmac-sha256",
            Self::GoSum => "go-sum",
            Self::Hex => "hex",
            Self::HexDashed => "hex-dashed",
            Self::DecimalCsv => "decimal-csv",
            Self::JsonBytes => "json-bytes",
            Self::Latin1ToUtf8 => "latin1-to-utf8",
            Self::Utf8Lossy => "utf8-lossy",
            Self::OpensslDgstLine => "openssl-dgst-line",
            Self::Sha256sumLine => "sha256sum-line",
            Self::DigestDescription => "digest-description",
            Self::Base64Url => "base64url",
            Self::Base64 => "base64",
            Self::Padded => "padded",
            Self::Base32 => "base32",
            Self::MimeLineBreaks => "mime-line-breaks",
            Self::FirstReplacementOnly => "first-replacement-only",
            Self::PartialReplacement => "partial-replacement",
            Self::StripSpecials => "strip-specials",
            Self::SwappedAlphabet => "swapped-alphabet",
            Self::Constant => "constant",
            Self::Wrapped => "wrapped",
            Self::Swapped => "swapped",
        }
    }
}

impl fmt::Display for PkceStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
