//! Text that came from a capture, in GitHub-flavoured Markdown (<https://github.github.com/gfm/>), so that it is shown and does
//! nothing: it makes no markup, no link, and mentions nobody.
//!
//! A backslash does not keep GitHub and GitLab from reading `@name`, `#12` or a commit in the text that a renderer made. Only code
//! does, so that every word which is not plainly a word becomes code.

use crate::report::text::clean;

/// Returns prose: what stands between backticks there is code, other words stay words where they are plain.
pub(super) fn prose(text: &str) -> String {
    let text = clean(text);
    let mut pieces: Vec<(bool, String)> = Vec::new();
    let mut add = |is_code: bool, text: &str| match pieces.last_mut() {
        // Two pieces of code side by side would read as one with more backticks.
        Some((last, before)) if *last == is_code => before.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push((is_code, text.to_owned())),
    };
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            add(true, part);
            continue;
        }
        for word in part.split_inclusive(' ') {
            let (word, space) = match word.strip_suffix(' ') {
                Some(word) => (word, " "),
                None => (word, ""),
            };
            let start = word.trim_start_matches(OPENING);
            let middle = start.trim_end_matches(CLOSING);
            let opening = &word[..word.len() - start.len()];
            let closing = &start[middle.len()..];
            add(false, opening);
            add(!is_plain(middle), middle);
            add(false, closing);
            add(false, space);
        }
    }
    let written = pieces.iter().map(|(is_code, text)| if *is_code { code(text) } else { text.clone() });
    written.collect()
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

/// Returns whether a word means nothing but itself: letters, or a few digits; no letters and digits together, as in the keys of
/// trackers, and nothing that can be the name of a commit.
fn is_plain(word: &str) -> bool {
    let is_hex = word.len() >= SHORTEST_COMMIT && word.chars().all(|c| c.is_ascii_hexdigit());
    let is_number = word.chars().all(|c| c.is_ascii_digit());
    let of_letters = |part: &str| !part.is_empty() && part.chars().all(char::is_alphabetic);
    let is_words = word.split(['-', '\'', '\u{2019}']).all(of_letters);
    let is_mark = ["\u{2192}", "\u{b7}", "\u{2014}", "\u{2026}"].contains(&word);
    !is_hex && (is_number || is_words || is_mark)
}

/// What may stand before a word.
const OPENING: [char; 5] = ['(', '"', '\'', '\u{201c}', '\u{2018}'];

/// What may stand behind a word.
const CLOSING: [char; 11] = [')', '.', ',', ';', ':', '?', '"', '\'', '\u{201d}', '\u{2019}', '\u{2026}'];

/// GitHub links seven hexadecimal digits.
const SHORTEST_COMMIT: usize = 7;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words_and_the_rest_is_code() {
        assert_eq!(
            prose("The `code_challenge` is not the S256 of it: 32 bytes."),
            "The `code_challenge` is not the `S256` of it: 32 bytes."
        );
        assert_eq!(prose("see @all, #12 and https://a.example"), "see `@all`, `#12` and `https://a.example`");
        assert_eq!(prose("deadbee <b>x</b> [a](b)"), "`deadbee` `<b>x</b>` `[a](b`)");
    }

    #[test]
    fn backticks_of_a_value_close_nothing() {
        assert_eq!(code("a``b`"), "``` a``b` ```");
        assert_eq!(prose("a ` @all"), "a `  @all `");
        assert_eq!(prose("$`@all`$"), "`$@all$`");
        assert_eq!(cell("a|b\\|"), "`a\\u{7c}b\\\\u{7c}`");
        assert_eq!(block("diff", &["````".to_owned()]), "`````diff\n````\n`````\n");
    }
}
