//! A sentence as it was made: whoever makes it puts names and values between backticks, and what somebody else said between curly
//! quotes. A format asks for the parts; none looks into words for what may be code.

/// A part of a sentence.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Part<'a> {
    /// Words of ours.
    Words(&'a str),
    /// A name or a value, without its backticks.
    Code(&'a str),
    /// What a server or a program said, without its quotes.
    Quote(&'a str),
}

/// Cuts a sentence into its parts. An address is code without a mark; a mark without its partner is a character like others.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    // Where words may still hold a mark.
    let mut from = 0;
    while let Some((at, part, length)) = next(rest, from) {
        let Some(part) = part else {
            from = at + length;
            continue;
        };
        if at > 0 {
            parts.push(Part::Words(&rest[..at]));
        }
        parts.push(part);
        rest = &rest[at + length..];
        from = 0;
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    parts
}

/// Returns where the next mark or address begins, what it marks, if that ends, and how long it is.
fn next(text: &str, from: usize) -> Option<(usize, Option<Part<'_>>, usize)> {
    let mark = text[from..].find(['`', OPEN]).map(|at| at + from);
    let address = ADDRESSES.iter().filter_map(|scheme| text[from..].find(scheme)).min().map(|at| at + from);
    let at = mark.into_iter().chain(address).min()?;
    if address == Some(at) {
        let length = text[at..].find(|c: char| c.is_whitespace() || "\"<>`".contains(c)).unwrap_or(text.len() - at);
        // A sentence goes on behind it.
        let shown = text[at..at + length].trim_end_matches([')', '.', ',', ';', ':']);
        return Some((at, Some(Part::Code(shown)), shown.len()));
    }
    let (open, close) = if text[at..].starts_with('`') { ('`', '`') } else { (OPEN, CLOSE) };
    let inner = &text[at + open.len_utf8()..];
    let Some(end) = inner.find(close) else {
        return Some((at, None, open.len_utf8()));
    };
    let part = if open == '`' { Part::Code(&inner[..end]) } else { Part::Quote(&inner[..end]) };
    Some((at, Some(part), open.len_utf8() + end + close.len_utf8()))
}

const ADDRESSES: [&str; 2] = ["https://", "http://"];

/// Opens what somebody said.
pub(super) const OPEN: char = '\u{201c}';
/// Closes it.
pub(super) const CLOSE: char = '\u{201d}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_marks_is_code_or_said_by_somebody() {
        assert_eq!(
            parts("`code` is `BASE64URL(SHA256(code_verifier))` (RFC 7636 §4.2)."),
            [
                Part::Code("code"),
                Part::Words(" is "),
                Part::Code("BASE64URL(SHA256(code_verifier))"),
                Part::Words(" (RFC 7636 §4.2)."),
            ]
        );
        assert_eq!(
            parts("it said “no `code` here”."),
            [Part::Words("it said "), Part::Quote("no `code` here"), Part::Words(".")]
        );
    }

    #[test]
    fn a_mark_without_its_partner_is_a_character() {
        assert_eq!(parts("a ` b"), [Part::Words("a ` b")]);
        assert_eq!(parts("a “ `b`"), [Part::Words("a “ "), Part::Code("b")]);
        assert_eq!(parts(""), []);
    }

    #[test]
    fn an_address_is_code() {
        assert_eq!(
            parts("as documented (code, https://a.example/b_c)."),
            [Part::Words("as documented (code, "), Part::Code("https://a.example/b_c"), Part::Words(").")]
        );
    }
}
