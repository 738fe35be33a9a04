//! Text that came from a capture, made safe and short enough to show.

/// Returns the text with what could move a cursor, hide or reorder text written out as an escape, and so is what is read as a command
/// in a log: `::` at the beginning of a word, which may begin a line, and `##[` of GitHub Actions, `##vso[` of Azure Pipelines,
/// `##teamcity[`.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let begins_word = out.is_empty() || out.ends_with(char::is_whitespace);
        let names_command = || out.trim_end_matches(|c: char| c.is_ascii_alphabetic()).ends_with("##");
        let is_command = begins_word && text[at..].starts_with("::") || c == '[' && names_command();
        if is_unsafe(c) || is_command {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Returns a name as words: `token_request` as `token request`.
pub(super) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// Returns a text with a capital first letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    // A parameter is written as it is.
    let first_word = text.split(' ').next().unwrap_or_default();
    match chars.next() {
        Some(first) if !first_word.contains('_') => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// Stands for a space at which no line breaks. No text of a capture has it: [`clean`] writes it out.
const GLUE: &str = "\u{1}";

/// Returns a text that [`wrap`] keeps in one line where it can.
pub(super) fn glued(text: &str) -> String {
    text.replace(' ', GLUE)
}

/// Joins parts by a dot each, so that a line breaks before a dot.
pub(super) fn glued_list(parts: &[String]) -> String {
    let dotted = |(index, part): (usize, &String)| glued(&if index == 0 { part.clone() } else { format!("· {part}") });
    parts.iter().enumerate().map(dotted).collect::<Vec<_>>().join(" ")
}

/// Breaks a text into lines of at most `width` characters, at spaces where there are any. An address stays whole, so that it can be
/// opened.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let mut word: Vec<char> = word.chars().collect();
        if used > 0 && used + 1 + word.len() > width {
            lines.push(String::new());
            used = 0;
        } else if used > 0 {
            lines.last_mut().into_iter().for_each(|line| line.push(' '));
            used += 1;
        }
        let address = word.starts_with(&['h', 't', 't', 'p', 's', ':']) && word.len() <= LONGEST_ADDRESS;
        while word.len() > width && !address {
            // A line that begins like a command of GitHub Actions would be one.
            let is_command = word[width - used..].starts_with(&[':', ':']);
            let rest = word.split_off(width - used - usize::from(is_command && width - used > 1));
            lines.last_mut().into_iter().for_each(|line| line.extend(&word));
            lines.push(String::new());
            used = 0;
            word = rest;
        }
        lines.last_mut().into_iter().for_each(|line| line.extend(&word));
        used += word.len();
    }
    lines.iter().map(|line| line.replace(GLUE, " ")).collect()
}

/// The longest address that may be wider than a report.
const LONGEST_ADDRESS: usize = 300;

/// Cuts two values to the same window around their first difference, so that they can be shown below each other.
pub(super) fn window(a: &str, b: &str, width: usize) -> (String, String) {
    if a.chars().count() <= width && b.chars().count() <= width {
        return (a.to_owned(), b.to_owned());
    }
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let room = width.saturating_sub(2).max(8);
    let start = same.saturating_sub(room / 2);
    (cut(a, start, room), cut(b, start, room))
}

/// Cuts a value to its beginning.
pub(super) fn shorten(value: &str, width: usize) -> String {
    if value.chars().count() <= width { value.to_owned() } else { cut(value, 0, width.saturating_sub(2).max(8)) }
}

fn cut(value: &str, start: usize, room: usize) -> String {
    let piece: String = value.chars().skip(start).take(room).collect();
    let more = value.chars().count() > start + room;
    format!("{}{piece}{}", if start > 0 { "…" } else { "" }, if more { "…" } else { "" })
}

/// Returns whether a character could move a cursor, hide or reorder text.
pub(crate) fn is_unsafe(c: char) -> bool {
    let invisible = [
        '\u{ad}'..='\u{ad}',
        '\u{61c}'..='\u{61c}',
        '\u{180e}'..='\u{180e}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{feff}'..='\u{feff}',
        '\u{fff9}'..='\u{fffb}',
        '\u{e0000}'..='\u{e007f}',
    ];
    c.is_control() || invisible.iter().any(|range| range.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_is_written_out() {
        assert_eq!(clean("a\u{1b}[2Jb\r\n\u{202e}c"), "a\\u{1b}[2Jb\\u{d}\\u{a}\\u{202e}c");
    }

    #[test]
    fn what_a_log_takes_for_a_command_is_written_out() {
        assert_eq!(clean("::error::a ::b"), "\\u{3a}:error::a \\u{3a}:b");
        assert_eq!(clean("x##[error]y"), "x##\\u{5b}error]y");
        assert_eq!(clean("##vso[task.x]"), "##vso\\u{5b}task.x]");
        assert_eq!(clean("http://[::1]:80/#[a]"), "http://[::1]:80/#[a]");
        assert_eq!(wrap("abcde::warning::f", 5), ["abcd", "e::wa", "rnin", "g::f"]);
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_are_cut() {
        assert_eq!(wrap("the code was reused", 10), ["the code", "was reused"]);
        assert_eq!(wrap("abcdefghijkl xy", 5), ["abcde", "fghij", "kl xy"]);
        assert_eq!(wrap(&format!("{} · line 4", glued("exchange 2")), 14), ["exchange 2 ·", "line 4"]);
    }

    #[test]
    fn two_long_values_are_cut_around_their_difference() {
        let (a, b) = window(&format!("{}X", "a".repeat(100)), &format!("{}Y", "a".repeat(100)), 20);
        assert!(a.ends_with('X') && b.ends_with('Y') && a.chars().count() <= 20, "{a} {b}");
    }
}
