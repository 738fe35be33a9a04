//! The surroundings of a command: a prompt, Markdown, a line of its own, a sentence.

use std::ops::Range;

use super::shell::names::Names;

/// The surroundings of the name of a program.
#[derive(Debug)]
pub(super) struct Context {
    /// It stands where commands begin, not in the middle of a sentence.
    pub(super) starts_line: bool,
    /// The prompt is that of the Windows command processor.
    pub(super) windows: bool,
    /// The prompt is that of PowerShell.
    pub(super) powershell: bool,
    /// The end of inline code.
    pub(super) limit: Option<usize>,
}

/// Looks at what stands around a word; `None` if it is a part of another word. `done` is where the command before
/// ended.
pub(super) fn around(source: &str, word: Range<usize>, done: usize, names: &Names<'_>) -> Option<Context> {
    let before = source.get(..word.start)?;
    let behind = source.get(word.end..)?;
    let part_of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '\\' | '@' | '$');
    let path = ["/bin/", "\\System32\\", "./"].iter().any(|path| before.ends_with(path));
    let global = ["window.", "globalThis.", "self."].iter().any(|owner| before.ends_with(owner));
    if before.ends_with(part_of_word) && !path && !global {
        return None;
    }
    let ends = source.get(word.clone())?.ends_with('.')
        || !behind.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':'));
    if !ends {
        return None;
    }
    // A line of megabytes has no prompt in front of a command in its middle.
    let near = tail(before.get(done.min(word.start)..)?, LONGEST_PROMPT + 1);
    let near = near.rsplit_once('\n').map_or(near, |(_, near)| near);
    let head = if near.len() <= LONGEST_PROMPT { near } else { "…" };
    let head = head.trim_end_matches(|c: char| path && !c.is_whitespace());
    let above = tail(before.get(..word.start - near.len())?, LONGEST_PROMPT);
    if head.starts_with("+ ") && is_place_of_error(above) {
        return None;
    }
    let ticks = head.len() - head.trim_end_matches('`').len();
    let prompt = head.trim();
    let powershell = prompt.contains("PS ") && prompt.ends_with('>') || prompt == "PS>";
    let drive = prompt.trim_start_matches(['>', ' ']).get(1..3).is_some_and(|colon| colon == ":\\");
    Some(Context {
        starts_line: starts_line(prompt),
        windows: drive && prompt.ends_with('>') && !powershell,
        powershell,
        limit: (ticks > 0).then(|| code_end(behind, ticks, names)).flatten().map(|end| word.end + end),
    })
}

/// Returns whether a text ends in the place of an error of PowerShell, which repeats and cuts the line below:
/// `At C:\login.ps1:98 char:11`.
fn is_place_of_error(above: &str) -> bool {
    let line = above.trim_end().rsplit('\n').next().unwrap_or_default().trim_start();
    line.starts_with("At ") && line.contains(" char:")
}

/// Returns where the run of backticks stands that closes inline code, within the paragraph.
fn code_end(behind: &str, ticks: usize, names: &Names<'_>) -> Option<usize> {
    if !names.spend(0) {
        return None;
    }
    let close = "`".repeat(ticks);
    let bytes = behind.as_bytes();
    let mut marks = memchr::memchr2_iter(b'`', b'\n', bytes);
    let end = marks.find(|&at| match bytes[at] {
        b'`' => bytes[at..].starts_with(close.as_bytes()),
        _ => bytes.get(at + 1) == Some(&b'\n'),
    });
    names.spend(end.unwrap_or(behind.len()));
    end.filter(|&end| bytes[end] == b'`')
}

/// Returns the beginning of a text, of at most this many bytes.
pub(super) fn head(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Returns the end of a text, of about this many bytes.
pub(super) fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    &text[start..]
}

fn starts_line(head: &str) -> bool {
    let last_word = head.rsplit([' ', '\t']).next().unwrap_or_default();
    let assigns = last_word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
    });
    let numbered =
        last_word.strip_suffix(['.', ')']).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    head.is_empty()
        || head.ends_with(['$', '%', '#', '>', '❯', '➜', '»', ';', '|', '&', '(', '{', '`', ':', '*', '-', '•', '='])
        || ["do", "then", "else", "sudo", "time", "exec", "await", "return", "!"].contains(&last_word)
        || assigns
        || numbered
}

/// Returns whether a line that is not a command is what stands between commands in a script.
pub(super) fn goes_with_commands(line: &str) -> bool {
    let line = line.trim();
    let prompt = line.len() <= LONGEST_PROMPT && line.ends_with(['$', '%', '>', '❯', '➜']);
    let blank = line
        .chars()
        .all(|c| matches!(c, ';' | '&' | '|' | '^' | '`' | '\\' | ')' | '}' | '(' | '{') || c.is_whitespace());
    let begins = [
        "#",
        "|",
        ";",
        "&",
        "//",
        "```",
        "import ",
        "from ",
        "const ",
        "let ",
        "var ",
        "export ",
        "set ",
        "print(",
        "console.log(",
        "$",
        "await",
        "@echo",
        "cd ",
        ".then(",
        "return",
    ];
    let assigns = line.split_once('=').is_some_and(|(name, _)| {
        let name = name.trim_end();
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    blank || prompt || assigns || begins.iter().any(|begin| line.starts_with(begin))
}

const LONGEST_PROMPT: usize = 256;
