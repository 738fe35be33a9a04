//! The words are plain English: what `docs/style.md` advises against does not come back, in a string, a help text or a page.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use oauth_doctor::cli::Cli;
use regex::Regex;

use crate::support::root;

/// What a string or a page may not say, and why.
const PATTERNS: &[(&str, &str)] = &[
    (r"\b(is|are) none that\b|\bnone that there (is|are)\b", "say that it is not a known one"),
    (r"\b(it|this|that|these|they|which|what|and) (is|are) no (?:[A-Z`]|[a-km-z]|l[a-np-z])", "say `is not a …`"),
    (
        r"\b(name|address|body|request|value|file|document|member|list|object|answer|line|word) is no [A-Za-z`]",
        "say `is not a …`",
    ),
    (r"\bof which\b|\bof whom\b", "make two sentences"),
    (r"\bstands? (before|behind|there|beside)\b|\bwhat stands\b", "say where it is, or `everything before …`"),
    (r"\bstands? in the (URL|body|query|header|place)\b", "values are in a place, they do not stand"),
    (r"\bunless told otherwise\b|\bunless .* says otherwise\b", "name the default"),
    (r"\bis no longer that\b|\bno longer is\b", "say what it is now"),
    (r"^Of (a|an|the|several|what|such) [^,.]*, ", "put the subject first"),
    (r"^Of (a|an|the|several|what|such) \w+ (the|a|an|at|only|all|those)\b", "put the subject first"),
    (r"^(What|Who|Whoever) [^?]*\b(is|are|was|does|stays|counts|has|goes|knows) [^?]*$", "name the thing"),
    (r"^(whether|how|when|which|where|what) .* is not in the capture\b", "say `the capture does not show …`"),
    (r"\bone elsewhere cannot be seen\b|\bcannot be told\b", "say who cannot see it"),
    (r"\bwhat was (recorded|corrected|checked|ignored)\b", "name it: the recorded request, the corrected one"),
    (r"\banother [a-z_`]+ than\b|\bother [a-z_`]+ than (the|that|those)\b", "say `a different … than`"),
    (r"\bin another way\b", "say `differently`, or name the way"),
    (r"\bin place of\b", "say `instead of`"),
    (r"\ball the same\b", "say `anyway`"),
    (r"\balso (where|when|if) ", "say `even if`"),
    (r"\b(every|some|any)body\b", "say `everyone`, `someone`, `anyone`"),
    (r"\banew\b", "say `again`, or `a new …`"),
    (r"\bwhite space\b", "spell it `whitespace`"),
    (r"\b(handed|given) out\b|\bg(ave|ives?) out\b", "a server issues codes and tokens"),
    (r"\bbelongs? into\b", "things belong in a place"),
    (r"\bas it stands\b|\bas it came\b", "say `unchanged`"),
    (r"\bcut or (damaged|broken)\b", "a file is truncated"),
    (r"\bkept (the|what|its) [a-z ]*from the page\b", "a browser withholds an answer"),
    (r"\btake[sn]? for\b|\btook for\b", "say `treat as`"),
    (r", and (there is none|has none|gives none)\b", "join a contrast with `but`"),
    (r"\b(is|are) what is to be\b|\bis to be (done|sent|given)\b", "say what to do"),
    (r"\bthat which\b|\bthose which\b", "name the thing"),
    (r"\bthat there (is|are)\b\.?$", "say `known`, or leave it out"),
    (r"\b(is|are|was) said\b", "name who says it"),
];

/// Pages for people; `docs/style.md` quotes what is wrong.
const PAGES: &[&str] = &["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];

#[test]
fn strings_and_pages_are_plain_english() {
    let patterns: Vec<(Regex, &str)> = PATTERNS
        .iter()
        .map(|(pattern, reason)| (Regex::new(pattern).expect("a pattern of this list"), *reason))
        .collect();
    let mut said = String::new();
    let mut count = 0;
    for (path, line, text) in strings().chain(pages()).chain(help(&Cli::command())) {
        count += 1;
        for (pattern, reason) in &patterns {
            if let Some(found) = pattern.find(&text) {
                let place = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
                let _ = writeln!(said, "{place}:{line}: “{}”: {reason}\n  {text}", found.as_str());
            }
        }
    }
    assert!(count > 3000, "only {count} texts were found");
    assert!(said.is_empty(), "docs/style.md says how to write this:\n{said}");
}

#[test]
fn a_pattern_finds_what_it_is_for() {
    let wrong = [
        "the `grant_type` is none that there is",
        "this is no HAR",
        "What is named twice is checked once.",
        "Of a directory the files are taken.",
        "what stands before was read",
        "how long this server keeps one is not in the capture",
        "A strict server refuses what was recorded",
        "names another issuer than the metadata",
        "a page in place of JSON",
    ];
    for text in wrong {
        let is_found = |(pattern, _): &(&str, &str)| Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
        assert!(PATTERNS.iter().any(is_found), "no pattern finds “{text}”");
    }
}

/// The strings of the code outside of tests that are words: file, line, text.
fn strings() -> impl Iterator<Item = (PathBuf, usize, String)> {
    let mut files = Vec::new();
    for folder in ["src", "crates/wire/src", "crates/capture/src", "crates/explain/src"] {
        collect(&root().join(folder), &mut files);
    }
    files.into_iter().flat_map(|path| {
        let code = fs::read_to_string(&path).expect("a source file");
        let code = code.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
        let words: Vec<_> =
            literals(&code).into_iter().filter(|(_, text)| text.split_whitespace().count() >= 3).collect();
        words.into_iter().map(move |(line, text)| (path.clone(), line, text))
    })
}

/// The paragraphs, items and rows of the pages, without blocks of code.
fn pages() -> impl Iterator<Item = (PathBuf, usize, String)> {
    let docs = fs::read_dir(root().join("docs")).expect("docs/ is there").map(|entry| entry.expect("a file").path());
    let is_page = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "md") && !path.ends_with("style.md");
    let mut files: Vec<PathBuf> = docs.filter(is_page).chain(PAGES.iter().map(|page| root().join(page))).collect();
    files.sort();
    files.into_iter().flat_map(|path| {
        let page = fs::read_to_string(&path).expect("a page");
        paragraphs(&page).into_iter().map(move |(line, text)| (path.clone(), line, text))
    })
}

/// What `--help` says of a command, of its options and of the commands below it.
fn help(command: &Command) -> Vec<(PathBuf, usize, String)> {
    let place = PathBuf::from(format!("{} --help", command.get_name()));
    let own = [command.get_about(), command.get_long_about(), command.get_after_help(), command.get_after_long_help()];
    let options = command.get_arguments().flat_map(|option| [option.get_help(), option.get_long_help()]);
    let values = command.get_arguments().flat_map(clap::Arg::get_possible_values);
    let values: Vec<String> = values.filter_map(|value| Some(value.get_help()?.to_string())).collect();
    let texts = own.into_iter().chain(options).flatten().map(ToString::to_string).chain(values);
    let paragraphs = texts.flat_map(|text| text.split("\n\n").map(|part| part.replace('\n', " ")).collect::<Vec<_>>());
    let texts = paragraphs.map(|text| (place.clone(), 0, text));
    texts.chain(command.get_subcommands().flat_map(help)).collect()
}

fn paragraphs(page: &str) -> Vec<(usize, String)> {
    let mut texts: Vec<(usize, String)> = Vec::new();
    let (mut is_code, mut is_open) = (false, false);
    for (line, text) in (1..).zip(page.lines()) {
        let text = text.trim();
        is_code ^= text.starts_with("```");
        let begins = text.starts_with(['|', '*', '-', '#', '`']) || text.starts_with(|c: char| c.is_ascii_digit());
        match texts.last_mut().filter(|_| is_open && !begins) {
            _ if is_code || text.is_empty() || text.starts_with("```") => is_open = false,
            Some((_, open)) => {
                open.push(' ');
                open.push_str(text);
            }
            None => {
                texts.push((line, text.trim_start_matches(['*', '-', ' ']).to_owned()));
                is_open = true;
            }
        }
    }
    texts
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder of sources").map(|entry| entry.expect("a file").path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            collect(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") && !name.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

/// The string literals of a source file, with their lines joined.
fn literals(code: &str) -> Vec<(usize, String)> {
    let token = Regex::new(concat!(
        r#"(?s)//[^\n]*|/\*.*?\*/|'(?:\\[^']*|[^'\\\n])'|r#"(?P<hashed>.*?)"#,
        r##""#|br?"(?:[^"\\]|\\.)*"|\br"(?P<raw>[^"]*)"|"(?P<plain>(?:[^"\\]|\\.)*)""##
    ))
    .expect("a pattern for the tokens");
    let joined = Regex::new(r"\\\n\s*").expect("a pattern for the end of a line");
    let mut line = 1;
    let mut from = 0;
    let mut found = Vec::new();
    for token in token.captures_iter(code) {
        let whole = token.get(0).expect("the token itself");
        line += code[from..whole.start()].matches('\n').count();
        from = whole.start();
        let text = ["plain", "raw", "hashed"].iter().find_map(|name| token.name(name));
        found.extend(text.map(|text| (line, joined.replace_all(text.as_str(), "").into_owned())));
    }
    found
}
