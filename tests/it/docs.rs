//! The documentation says what the code does: the reference is generated, counts are right, links lead somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use oauth_doctor::capture::{Format, NoteKind};
use oauth_doctor::cli::Cli;
use oauth_doctor::{providers, rules};

use crate::support::fixtures::{Fixture, RULES};
use crate::support::{human, is_current, root};

#[test]
fn the_reference_of_rules_is_current() {
    is_current("docs/rules.md", &rules::reference(|rule| example(rule.id)));
}

#[test]
fn the_reference_of_providers_is_current() {
    is_current("docs/providers.md", &providers::reference());
}

/// Returns what `check` prints of the first capture of a rule that has the mistake: the login with the finding, to where the other
/// causes are counted.
fn example(id: &str) -> String {
    let is_bad = |fixture: &&Fixture| fixture.name().starts_with(&format!("{id}/bad-"));
    let fixture = RULES.iter().find(is_bad).expect("every rule has fixtures");
    let text = human(fixture.capture(), false);
    let begins = |line: &&str| BEGINNINGS.iter().any(|beginning| line.starts_with(beginning));
    let lines: Vec<&str> = text.lines().skip_while(|line| !begins(line)).collect();
    let mut logins = lines.chunk_by(|_, next| !begins(next));
    let names_it = |line: &&str| line.split_whitespace().any(|word| word == id);
    let login = logins.find(|login| login.iter().any(names_it));
    let login = login.unwrap_or_else(|| panic!("{id}: {text}"));
    let is_end = |line: &str| line.starts_with("  Next") || line.contains("Details: --verbose");
    let lines: Vec<&str> = login.iter().take_while(|line| !is_end(line)).copied().collect();
    lines.join("\n").trim_end().to_owned()
}

/// How the report of a login begins.
const BEGINNINGS: [&str; 5] = ["Login ", "FAILED", "SUCCEEDED", "INCOMPLETE", "DENIED"];

#[test]
fn a_count_of_rules_in_the_documentation_is_right() {
    let count = rules::all().count().to_string();
    for (file, text) in documents() {
        let words: Vec<&str> = text.split_whitespace().collect();
        for pair in words.windows(2).filter(|pair| pair[1].starts_with("rules")) {
            let number = pair[0].trim_matches(|c: char| !c.is_ascii_digit());
            assert!(number.is_empty() || number == count, "{}: there are {count} rules, not {number}", file.display());
        }
    }
}

#[test]
fn every_relative_link_leads_to_a_file_and_its_heading() {
    let mut broken = Vec::new();
    for (file, text) in documents() {
        for target in links(&text).into_iter().filter(|target| !target.contains("://")) {
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let linked =
                if path.is_empty() { file.clone() } else { file.parent().expect("a file is in a folder").join(path) };
            let found = linked.exists() && (heading.is_empty() || has_heading(&linked, heading));
            if !found {
                broken.push(format!("{}: {target}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "links to nowhere:\n{}", broken.join("\n"));
}

#[test]
fn every_page_stands_in_the_summary_of_the_book() {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).expect("docs/SUMMARY.md is there");
    let listed: Vec<&str> = links(&summary);
    let distinct: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(listed.len(), distinct.len(), "a page stands there once: {listed:?}");
    let pages = documents().into_iter().map(|(file, _)| file);
    let pages = pages.filter_map(|file| Some(file.strip_prefix(root().join("docs")).ok()?.to_str()?.to_owned()));
    let pages: BTreeSet<String> = pages.filter(|page| page != "SUMMARY.md").collect();
    assert_eq!(distinct, pages.iter().map(String::as_str).collect());
    let book = fs::read_to_string(root().join("book.toml")).expect("book.toml is there");
    let book: toml::Table = book.parse().expect("it is TOML");
    assert_eq!(book["book"]["src"].as_str(), Some("docs"));
}

/// Blocks of `console` are run by `tests/it/cli.rs`; the others need a network, a shell or a file that is not there.
#[test]
fn every_command_of_the_documentation_is_understood() {
    let mut count = 0;
    for (file, text) in all_documents() {
        for line in shown_lines(&text).filter_map(command_of) {
            count += 1;
            understood(line, &file.display().to_string());
        }
    }
    assert!(count >= 20, "{count} commands");
}

#[test]
fn every_example_of_the_help_is_understood() {
    let mut command = Cli::command();
    let mut helps = vec![command.render_long_help().to_string()];
    let of_commands = command.get_subcommands_mut().map(|command| command.render_long_help().to_string());
    helps.extend(of_commands);
    let mut count = 0;
    for examples in helps.iter().filter_map(|help| Some(help.split_once("Examples:")?.1)) {
        let lines = examples.lines().skip(1).take_while(|line| line.starts_with("  "));
        for args in lines.filter_map(command_of) {
            understood(args, "the help");
            count += 1;
        }
    }
    assert!(count > 10, "{count} examples");
}

/// Returns the arguments of a command line, without what the shell does with it and without what is said of it.
fn command_of(line: &str) -> Option<&str> {
    // There it is the name of an image that is built, or of a crate.
    let names = ["docker build ", "cargo add "];
    let (_, args) = line.split_once("oauth-doctor ").filter(|_| !names.iter().any(|name| line.starts_with(name)))?;
    let ends = [" #", " > ", " | ", "'", "    "];
    let end = ends.iter().filter_map(|end| args.find(end)).min();
    args.get(..end.unwrap_or(args.len()))
}

fn understood(args: &str, whence: &str) {
    let parsed = Cli::read(["oauth-doctor"].into_iter().chain(args.split_whitespace()), true);
    if let Err(error) = parsed {
        panic!("{whence}: oauth-doctor {args}\n{error}");
    }
}

/// The lines of the blocks that show commands.
fn shown_lines(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("\n```").skip(1).step_by(2);
    let shown = blocks.filter(|block| block.starts_with("sh\n") || block.starts_with("yaml\n"));
    shown.flat_map(|block| block.lines().skip(1))
}

#[test]
fn every_format_and_every_note_is_documented() {
    let documented = fs::read_to_string(root().join("docs/formats.md")).expect("docs/formats.md is there");
    for format in Format::ALL {
        let row =
            documented.lines().find(|line| line.contains(&format!("`{}`", format.as_str())) && line.starts_with('|'));
        assert!(row.is_some_and(|row| row.contains(format.title())), "{format:?}");
    }
    let kinds: BTreeSet<_> = NoteKind::ALL.iter().map(ToString::to_string).collect();
    let (_, table) = documented.split_once("## Notes").expect("there is a list of notes");
    let listed: BTreeSet<String> =
        table.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned())).collect();
    assert_eq!(listed, kinds, "the notes in docs/formats.md (left) and those of `NoteKind` (right)");
}

#[test]
fn the_readme_stays_short() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md is there");
    assert!(readme.lines().count() < 200, "the manual is not in the README");
}

/// The Markdown files at the root and in `docs/`, with their text outside of code blocks.
fn documents() -> Vec<(PathBuf, String)> {
    let prose = |text: String| text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n");
    all_documents().into_iter().map(|(file, text)| (file, prose(text))).collect()
}

/// The same files with all of their text.
fn all_documents() -> Vec<(PathBuf, String)> {
    let folders = [root().to_owned(), root().join("docs")];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("the folder is there"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("entries can be read").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    assert!(files.len() >= 5, "{files:?}");
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).expect("documents can be read");
            (file, text)
        })
        .collect()
}

fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target).collect()
}

/// Headings are linked by their words in lower case, joined by hyphens, without punctuation.
fn has_heading(file: &Path, anchor: &str) -> bool {
    let text = fs::read_to_string(file).expect("documents can be read");
    text.lines().filter(|line| line.starts_with('#')).any(|line| {
        let words = line.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.collect::<String>().replace(' ', "-") == anchor
    })
}
