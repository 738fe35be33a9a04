use std::fmt;

/// A kind of difference.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum DriftKind {
    /// The scheme differs: http, https, another.
    Scheme,
    /// Another name of the same machine: `localhost`, `127.0.0.1`, `[::1]`.
    HostAlias,
    /// The host is in another case.
    HostCase,
    /// The host differs.
    Host,
    /// One of the two names the default port of the scheme.
    DefaultPort,
    /// The port differs.
    Port,
    /// The part before `@` differs.
    UserInfo,
    /// One of the two has a `/` more at the end of its path.
    TrailingSlash,
    /// The path differs in case.
    PathCase,
    /// One of the two has `.` or `..` in its path.
    DotSegments,
    /// One of the two has `//` in its path.
    DoubleSlash,
    /// The path differs.
    Path,
    /// A query was added.
    QueryAdded,
    /// The query was removed.
    QueryRemoved,
    /// The query differs.
    QueryChanged,
    /// A fragment was added, removed or changed.
    Fragment,
    /// One of the two is a relative reference, the other a full URI.
    RelativeReference,
    /// The value was percent-encoded once too often.
    EncodedOnceMore,
    /// The value was percent-decoded once too often.
    EncodedOnceLess,
    /// Percent-encodings differ in case: `%2f`, `%2F`.
    PercentCase,
    /// Some characters are percent-encoded in one of the two only.
    PercentForm,
    /// Each `+` became a space.
    PlusToSpace,
    /// Each space became a `+`.
    SpaceToPlus,
    /// `&` became `&amp;`, or the like.
    HtmlEntities,
    /// The end was cut off.
    Truncated,
    /// The value was cut at a `&` that was not encoded.
    CutAtAmpersand,
    /// The value was cut at a `#` that was not encoded.
    CutAtFragment,
    /// The beginning was cut off.
    StartMissing,
    /// Quotes were added around the value.
    Quoted,
    /// Quotes around the value were removed.
    Unquoted,
    /// Whitespace or a line break was added at an end.
    WhitespaceAdded,
    /// Whitespace at an end was removed.
    WhitespaceRemoved,
    /// Whitespace or line breaks within the value differ.
    WhitespaceInside,
    /// Characters without width differ: a byte order mark, a zero-width space.
    InvisibleCharacters,
    /// Characters were replaced by others that look alike.
    LookAlike,
    /// `#_=_`, which Facebook appends to its redirects, was kept.
    FacebookFragment,
    /// `code=` or the like was kept before the value.
    PrefixKept,
    /// The URL or query around the value was kept.
    UrlKept,
    /// Text was appended.
    Appended,
    /// Text was prepended.
    Prepended,
    /// The values differ in case only.
    Case,
    /// `-` and `_` against `+` and `/`, or `=` padding.
    Base64Alphabet,
    /// The value is a placeholder: `undefined`, `null`, `[object Object]`, `{{code}}`.
    PlaceholderLike,
    /// One of the two is empty.
    Empty,
    /// Some characters in the middle differ.
    Changed,
    /// The values have nothing in common.
    Unrelated,
}

impl DriftKind {
    /// Returns the name in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::HostAlias => "host-alias",
            Self::HostCase => "host-case",
            Self::Host => "host",
            Self::DefaultPort => "default-port",
            Self::Port => "port",
            Self::UserInfo => "user-info",
            Self::TrailingSlash => "trailing-slash",
            Self::PathCase => "path-case",
            Self::DotSegments => "dot-segments",
            Self::DoubleSlash => "double-slash",
            Self::Path => "path",
            Self::QueryAdded => "query-added",
            Self::QueryRemoved => "query-removed",
            Self::QueryChanged => "query-changed",
            Self::Fragment => "fragment",
            Self::RelativeReference => "relative-reference",
            Self::EncodedOnceMore => "encoded-once-more",
            Self::EncodedOnceLess => "encoded-once-less",
            Self::PercentCase => "percent-case",
            Self::PercentForm => "percent-form",
            Self::PlusToSpace => "plus-to-space",
            Self::SpaceToPlus => "space-to-plus",
            Self::HtmlEntities => "html-entities",
            Self::Truncated => "truncated",
            Self::CutAtAmpersand => "cut-at-ampersand",
            Self::CutAtFragment => "cut-at-fragment",
            Self::StartMissing => "start-missing",
            Self::Quoted => "quoted",
            Self::Unquoted => "unquoted",
            Self::WhitespaceAdded => "whitespace-added",
            Self::WhitespaceRemoved => "whitespace-removed",
            Self::WhitespaceInside => "whitespace-inside",
            Self::InvisibleCharacters => "invisible-characters",
            Self::LookAlike => "look-alike",
            Self::FacebookFragment => "facebook-fragment",
            Self::PrefixKept => "prefix-kept",
            Self::UrlKept => "url-kept",
            Self::Appended => "appended",
            Self::Prepended => "prepended",
            Self::Case => "case",
            Self::Base64Alphabet => "base64-alphabet",
            Self::PlaceholderLike => "placeholder-like",
            Self::Empty => "empty",
            Self::Changed => "changed",
            Self::Unrelated => "unrelated",
        }
    }
}

impl fmt::Display for DriftKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
