//! Text in GitHub-flavoured Markdown (<https://github.github.com/gfm/>), so that it is shown and does nothing: it makes no markup of
//! its own, no link, and mentions nobody.
//!
//! A backslash does not keep GitHub and GitLab from reading `@name`, `#12` or a commit in the text that a renderer made. Only code
//! does, so that what comes from a capture is code; in words of ours such a character is written out.

use crate::report::prose::{CLOSE, OPEN, Part, parts};
use crate::report::text::clean;

/// Returns a sentence: its names and values as code, what somebody said as code where it is more than words.
pub(super) fn prose(text: &str) -> String {
    let text = clean(text);
    let written = parts(&text).into_iter().map(|part| match part {
        Part::Words(text) => words(text),
        Part::Code(text) => code(text),
        Part::Quote(text) if is_plain(text) => format!("{OPEN}{text}{CLOSE}"),
        Part::Quote(text) => code(text),
    });
    let written: Vec<String> = written.collect();
    let mut out = String::new();
    for piece in written {
        // Two pieces of code side by side would read as one with more backticks.
        if out.ends_with('`') && piece.starts_with('`') {
            out.push(' ');
        }
        out.push_str(&piece);
    }
    out
}

/// Returns words as they are, with a backslash before what is markup; what a forge acts upon is written out.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        if acts(before, c, next) {
            out.push('\\');
            out.extend(c.escape_unicode());
        } else {
            let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let is_markup = match c {
                '\\' | '`' | '*' | '|' | ']' => true,
                // Within a word it emphasises nothing (§6.2).
                '_' => !(is_inside(before) && is_inside(next)),
                '-' | '+' | '>' | '=' => before.is_none(),
                _ => false,
            };
            if is_markup {
                out.push('\\');
            }
            out.push(c);
        }
        before = Some(c);
    }
    out
}

/// Returns whether a forge makes something of a character here: a mention, a reference, a link, an image, a formula or an emoji.
fn acts(before: Option<char>, c: char, next: Option<char>) -> bool {
    let names = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '/' | '['));
    match c {
        '@' | '#' | '$' | '~' | '^' | '<' | '[' => true,
        ':' => names(next) && !before.is_some_and(|c| c.is_ascii_digit()) || next == Some('/'),
        '!' | '&' | '%' => names(next),
        _ => false,
    }
}

/// Returns a value as code.
pub(super) fn code(value: &str) -> String {
    let value = clean(value);
    if value.is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(longest_run(&value) + 1);
    // One space at both ends is taken away again (§6.3).
    let is_padded = value.starts_with(['`', ' ']) || value.ends_with(['`', ' ']);
    let pad = if is_padded { " " } else { "" };
    format!("{fence}{pad}{value}{pad}{fence}")
}

/// Returns a value as code for a cell of a table. A bar ends a cell also inside of code, unless a backslash stands before it, and
/// that one may be a part of the value: so that it is written out as what a terminal would act on.
pub(super) fn cell(value: &str) -> String {
    code(value).replace('|', "\\u{7c}")
}

/// Returns lines as a block of code in this language.
pub(super) fn block(language: &str, lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| clean(line)).collect();
    let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or_default()
}

/// Returns whether a quotation is words and nothing else: no name of a commit, an issue or a host.
fn is_plain(text: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.trim_end_matches([',', '.', ';', ':', '?', '!']);
        let of_letters = |part: &str| !part.is_empty() && part.chars().all(char::is_alphabetic);
        word.split(['-', '\'', '\u{2019}']).all(of_letters)
    };
    text.split(' ').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_has_the_code_that_its_maker_marked() {
        assert_eq!(
            prose("`BASE64URL(SHA256(code_verifier))` is not the `code_challenge` (RFC 7636 §4.6): 32 bytes, +1.0 s."),
            "`BASE64URL(SHA256(code_verifier))` is not the `code_challenge` (RFC 7636 §4.6): 32 bytes, +1.0 s."
        );
        assert_eq!(prose("the code_challenge of _this_ *login*"), "the code_challenge of \\_this\\_ \\*login\\*");
        assert_eq!(prose("“Wrong client.” and “see @all”"), "“Wrong client.” and `see @all`");
    }

    #[test]
    fn what_a_forge_acts_upon_is_written_out() {
        assert_eq!(words("@all #12 <b> [a](b)"), "\\\\u{40}all \\\\u{23}12 \\\\u{3c}b> \\\\u{5b}a\\](b)");
        assert_eq!(words("ftp://a.example :smile: 12:30"), "ftp\\\\u{3a}//a.example \\\\u{3a}smile: 12:30");
        assert_eq!(words("- a | b"), "\\- a \\| b");
    }

    #[test]
    fn backticks_of_a_value_close_nothing() {
        assert_eq!(code("a``b`"), "``` a``b` ```");
        assert_eq!(prose("a ` @all"), "a \\` \\\\u{40}all");
        assert_eq!(prose("`a``b`"), "`a` `b`");
        assert_eq!(cell("a|b\\|"), "`a\\u{7c}b\\\\u{7c}`");
        assert_eq!(block("diff", &["````".to_owned()]), "`````diff\n````\n`````\n");
    }
}
