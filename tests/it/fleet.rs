//! Many inputs: which they are, in what order they are reported, and that none is lost.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;

use crate::support::cost::Clock;
use crate::support::fixtures::{FORMATS, RUN, Reported};
use crate::support::{Exchange, FAILING, WORKING, check, command, finish, form, har, human, run};

#[test]
fn the_report_is_the_same_for_any_number_of_jobs() {
    let (one, many) = (&*RUN, Reported::new("8"));
    assert!(one.stderr == many.stderr && one.code == many.code);
    for format in FORMATS {
        assert!(one.report(format) == many.report(format), "{format}");
        assert!(one.report(format).len() > 1000, "{format}");
    }
    assert_eq!(run(&["check", "-j", "0", FAILING]).code, 2);
}

#[test]
fn a_list_names_inputs_like_the_command_line() {
    let direct = run(&["check", WORKING, FAILING]).stdout;
    let listed = |args: &[&str], list: &str| finish(command(&[&["check"], args].concat()), list.as_bytes()).stdout;
    assert_eq!(listed(&["--files-from", "-"], &format!("{WORKING}\n\n{FAILING}\r\n")), direct);
    assert_eq!(listed(&["--files-from", "-", "-0"], &format!("{WORKING}\0{FAILING}")), direct);
    assert_eq!(listed(&["--files-from", "-", WORKING], FAILING), direct, "arguments stand before the list");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let list = folder.path().join("list");
    fs::write(&list, format!("{WORKING}\n{FAILING}\n")).expect("a file can be written");
    assert_eq!(run(&["check", "--files-from", path(&list)]).stdout, direct);
    assert_eq!(run(&["check", "--files-from", "no-such-list"]).code, 2);
    assert_eq!(finish(command(&["check", "--files-from", "-"]), b"\n").code, 2, "an empty list is a mistake");
    assert_eq!(run(&["check", "-0", FAILING]).code, 2);
}

#[test]
fn standard_input_is_read_once() {
    for args in
        [&["check", "-", "-"][..], &["check", "--files-from", "-", "-"], &["check", "--join", "-", FAILING, "-"]]
    {
        let ran = finish(command(args), b"");
        assert_eq!(ran.code, 2, "{args:?}");
        ran.says("standard input can be read once");
    }
}

#[test]
fn what_is_named_twice_is_checked_once() {
    let twice = run(&["check", FAILING, &format!("./{FAILING}"), FAILING, "fixtures/captures/failing-login.har"]);
    assert_eq!(twice.stdout, run(&["check", FAILING]).stdout);
}

#[test]
fn a_directory_stands_for_the_files_that_are_recordings_whatever_their_names() {
    let folder = folder(&[
        "b.har",
        "a/z.har",
        "a/y.HAR",
        "saved.json",
        "login",
        "c/d/e/f.txt",
        "node_modules/a/b.har",
        ".git/a.har",
    ]);
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file can be written");
    write("0a1765e88417907b2896da76294635ee572e7a03.zip", "a body");
    write("package.json", "{\"name\": \"app\", \"version\": \"1.0.0\"}");
    write("notes.txt", "Call the customer back.");
    write("photo.png", "\u{89}PNG\0");
    write(
        "ticket.txt",
        "POST https://as.example/token grant_type=authorization_code&code=x\n400 {\"error\":\"invalid_grant\"}",
    );
    let ran = run(&["check", "--format", "ndjson", path(folder.path())]);
    assert_eq!(
        names(&folder, &ran.stdout),
        ["a/y.HAR", "a/z.har", "b.har", "c/d/e/f.txt", "login", "saved.json", "ticket.txt"]
    );
    ran.says("4 files are not recordings (1 .json, 1 .png, 1 .txt, 1 .zip); not searched: .git, node_modules");
    let named = folder.path().join("notes.txt");
    assert_eq!(run(&["check", path(&named)]).code, 3, "a file that is named is read, whatever is in it");
    assert_eq!(run(&["check", path(&folder.path().join("node_modules"))]).code, 0, "so is a directory");
}

#[test]
fn patterns_match_where_no_shell_expands_them() {
    let folder = folder(&["a.har", "b.har", "old/c.har", "notes.txt"]);
    let checked = |pattern: &str| {
        let ran = run(&["check", "--format", "ndjson", path(&folder.path().join(pattern))]);
        (names(&folder, &ran.stdout), ran)
    };
    assert_eq!(checked("*.har").0, ["a.har", "b.har"]);
    assert_eq!(checked("**/[bc].har").0, ["b.har", "old/c.har"]);
    assert_eq!(checked("ol?").0, ["old/c.har"]);
    let (_, nothing) = checked("*.saz");
    assert_eq!(nothing.code, 2);
    nothing.says("*.saz: no file matches this pattern");
    nothing.says("oauth-doctor check ");
}

#[cfg(unix)]
#[test]
fn links_lead_to_files_and_not_around_in_circles() {
    use std::os::unix::fs::symlink;
    let folder = folder(&["a.har"]);
    let at = |name: &str| folder.path().join(name);
    symlink(folder.path(), at("around")).expect("a link can be made");
    symlink(folder.path(), at("around.har")).expect("a link can be made");
    symlink(at("a.har"), at("b.har")).expect("a link can be made");
    symlink(at("gone"), at("c.har")).expect("a link can be made");
    let ran = run(&["check", "--format", "ndjson", path(folder.path())]);
    assert_eq!(names(&folder, &ran.stdout), ["a.har", "b.har", "c.har"]);
    assert_eq!(ran.code, 2, "a link that leads nowhere is reported");
    ran.says("c.har");
}

#[test]
fn lines_appear_while_later_inputs_are_not_there_yet() {
    let mut child = command(&["check", "--format", "ndjson", "-j2", FAILING, "-"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let mut lines = BufReader::new(child.stdout.take().expect("it is a pipe")).lines();
    let first = lines.next().expect("there is a line").expect("it is UTF-8");
    assert!(first.contains("failing-login.har"));
    stdin.write_all(&fs::read(WORKING).expect("the fixture is there")).expect("the binary reads");
    drop(stdin);
    assert!(lines.next().expect("there is a line").expect("it is UTF-8").contains("\"path\":\"-\""));
    assert!(lines.next().is_none());
    assert_eq!(child.wait().expect("the binary ends").code(), Some(1));
}

#[test]
fn many_captures_end_with_a_summary() {
    let ran = run(&["check", "fixtures/captures/no-oauth.har", FAILING, WORKING, "no-such.har"]);
    let quiet = format!("{WORKING}  HAR, 4 exchanges, 1 login: 1 succeeded");
    assert!(ran.stdout.lines().any(|line| line == quiet), "{}", ran.stdout);
    let (_, summary) = ran.stdout.split_once("\n4 captures, ").expect("there is a summary");
    assert_eq!(
        summary,
        format!(
            "2 logins: 1 failed, 1 succeeded\n  1 capture without an OAuth login\n  1 login failed: pkce-challenge-hex\n    {FAILING}\n  1 capture not read, or not completely\n    no-such.har\n"
        )
    );
}

#[test]
fn logins_that_somebody_left_are_one_block() {
    are_one_block(200);
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn thousands_of_logins_that_somebody_left_are_one_block() {
    let clock = Clock::start();
    are_one_block(20_000);
    assert!(clock.elapsed() < Duration::from_secs(20), "{:?}", clock.elapsed());
}

fn are_one_block(number: usize) {
    let authorize = |n: usize| {
        let pairs = [("client_id", "spa"), ("response_type", "code"), ("state", &*format!("inventedState{n}"))];
        Exchange::get(format!("https://as.example/authorize?{}", form(&pairs)))
    };
    let exchanges: Vec<Exchange> = (0..number).map(authorize).collect();
    let capture = check(&har(&exchanges));
    let report = human(&capture, false);
    let counted = capture.checked.logins.iter().map(|login| 1 + login.repeats.as_ref().map_or(0, |more| more.logins));
    assert_eq!(counted.sum::<usize>(), number);
    let others = format!("Login 1 and {} like it (2-{number})  INCOMPLETE", number - 1);
    assert!(report.contains(&others) || number > 508 && report.contains(" like it ("), "{report}");
    assert!(report.lines().count() < 40, "{} lines", report.lines().count());
}

#[test]
#[ignore = "slow: takes so long that a terminal would be shown how far it is"]
fn nothing_is_drawn_where_there_is_no_terminal() {
    let folder = folder(&[]);
    let capture = fs::read(FAILING).expect("the fixture is there");
    for n in 0..200 {
        fs::write(folder.path().join(format!("{n}.har")), &capture).expect("a file can be written");
    }
    let ran = run(&["check", "-j1", path(folder.path())]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
}

/// Makes a directory with a working login in each of these files.
fn folder(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let capture = fs::read(WORKING).expect("the fixture is there");
    for name in names {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        fs::write(path, &capture).expect("a file can be written");
    }
    folder
}

fn path(path: &Path) -> &str {
    path.to_str().expect("paths are UTF-8")
}

fn names(folder: &TempDir, lines: &str) -> Vec<String> {
    let prefix = format!("{}/", path(folder.path()).replace('\\', "/"));
    let named = lines.lines().map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let path = line["path"].as_str().expect("it has a path").to_owned();
        path.strip_prefix(&prefix).unwrap_or(&path).to_owned()
    });
    named.collect()
}
