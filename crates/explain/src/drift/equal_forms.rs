//! Forms in which two different values are equal. They name the difference; no value is accepted because of them.

/// Returns whether `outer` is `inner` with such characters around it, and nothing else.
pub(super) fn is_padding(inner: &str, outer: &str, is_filler: fn(char) -> bool) -> bool {
    outer.len() > inner.len()
        && outer.trim_start_matches(is_filler).trim_end_matches(is_filler) == inner.trim_matches(is_filler)
        && outer.contains(inner)
}

pub(super) fn strip_quotes(value: &str) -> Option<&str> {
    ["\"", "'", "`", "\\\""]
        .iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .or_else(|| value.strip_prefix('“')?.strip_suffix('”'))
}

/// Writes the digits of percent-encodings in lower case.
pub(super) fn lower_escapes(value: &str) -> String {
    let mut left = 0;
    let lower = |c: char| {
        let out = if left > 0 { c.to_ascii_lowercase() } else { c };
        left = if c == '%' { 2 } else { left.max(1) - 1 };
        out
    };
    value.chars().map(lower).collect()
}

pub(super) fn entities(value: &str) -> String {
    let pairs = [
        ("&#x2F;", "/"),
        ("&#47;", "/"),
        ("&#61;", "="),
        ("&#43;", "+"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#34;", "\""),
    ];
    let plain = pairs.iter().fold(value.to_owned(), |value, (from, to)| value.replace(from, to));
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&#38;", "&").replace("&amp;", "&")
}

pub(super) fn visible(value: &str) -> String {
    value.chars().filter(|c| !INVISIBLE.contains(c)).map(|c| if c == '\u{A0}' { ' ' } else { c }).collect()
}

pub(super) fn without_space(value: &str) -> String {
    value.chars().filter(|c| !c.is_whitespace()).collect()
}

pub(super) fn url_alphabet(value: &str) -> String {
    value.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// Maps characters that are taken for each other to one of them.
pub(super) fn look_alike(value: &str) -> String {
    let pairs = |c: char| match c {
        'O' | 'o' | 'О' | 'о' | 'Ο' | 'ο' => '0',
        'l' | 'I' | '|' | 'і' | 'І' => '1',
        'а' => 'a',
        'е' => 'e',
        'р' => 'p',
        'с' => 'c',
        'у' => 'y',
        'х' => 'x',
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'Х' => 'X',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    value.chars().map(pairs).collect()
}

const INVISIBLE: [char; 12] = [
    '\u{FEFF}', '\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{AD}', '\u{200E}', '\u{200F}', '\u{180E}', '\0',
    '\u{202A}', '\u{202C}',
];
