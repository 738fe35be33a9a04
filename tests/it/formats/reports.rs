//! The formats that programs read: each is well-formed whatever the capture holds, says what was found, and where.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::support::fixtures::{FORMATS, RUN};
use crate::support::{CUT, FAILING, NO_OAUTH, UNEXPLAINED, WORKING, command, run};

#[test]
fn the_exit_code_is_the_same_for_every_format() {
    for format in FORMATS {
        for (path, code) in [(WORKING, 0), (FAILING, 1), (UNEXPLAINED, 1), (CUT, 2), ("no-such.har", 2), (NO_OAUTH, 3)]
        {
            let ran = run(&["check", "--format", format, path]);
            assert_eq!(ran.code, code, "{path} as {format}: {}", ran.stderr);
        }
    }
}

#[test]
fn a_file_holds_what_standard_output_would() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = |format: &str| folder.path().join(format).to_str().expect("paths are UTF-8").to_owned();
    let inputs = [FAILING, NO_OAUTH, "no-such.har", WORKING];
    let mut args = vec!["--color".to_owned(), "always".to_owned(), "check".to_owned()];
    args.extend(inputs.map(str::to_owned));
    for format in FORMATS {
        args.extend(["--report".to_owned(), format!("{format}={}", file(format))]);
    }
    let ran = run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(ran.code, 2);
    ran.shows("\u{1b}[");
    for format in FORMATS {
        let written = fs::read_to_string(file(format)).expect("the report was written");
        let alone = run(&[&["check", "--format", format], &inputs[..]].concat());
        assert_eq!(written, alone.stdout, "{format}");
    }
}

#[test]
fn a_file_that_cannot_be_written_stops_the_run_before_it_begins() {
    let ran = run(&["check", "--report", "sarif=Cargo.toml/a.sarif", FAILING]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    ran.says("Cargo.toml/a.sarif");
}

#[test]
fn a_report_overwrites_no_capture_and_no_other_report() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = |name: &str| folder.path().join(name).to_str().expect("paths are UTF-8").to_owned();
    fs::copy(FAILING, path("a.har")).expect("a file can be copied");
    let before = fs::read(path("a.har")).expect("it can be read");
    let ran = run(&["check", &path("a.har"), "--report", &format!("json={}", path("./a.har"))]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    ran.says("this is an input");
    assert_eq!(fs::read(path("a.har")).expect("it can be read"), before);
    fs::hard_link(path("a.har"), path("linked")).expect("a file can be linked");
    let ran = run(&["check", &path("a.har"), "--report", &format!("json={}", path("linked"))]);
    assert!(ran.code == 2 && ran.stderr.contains("this is an input"), "{}", ran.stderr);
    assert_eq!(fs::read(path("a.har")).expect("it can be read"), before);
    let report = |format| format!("{format}={}", path("out"));
    let ran = run(&["check", &path("a.har"), "--report", &report("json"), "--report", &report("sarif")]);
    assert!(ran.code == 2 && ran.stderr.contains("two reports"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_report_overwrites_no_capture_that_comes_on_standard_input() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("a.har");
    fs::copy(FAILING, &path).expect("a file can be copied");
    let before = fs::read(&path).expect("it can be read");
    let mut check = command(&["check", "-", "--report", &format!("json={}", path.display())]);
    check.stdin(fs::File::open(&path).expect("it can be read"));
    let ran = check.output().expect("the binary starts");
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("what standard input comes from"), "{ran:?}");
    assert_eq!(fs::read(&path).expect("it can be read"), before);
}

#[cfg(unix)]
#[test]
fn a_report_with_secrets_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("report.json");
    run(&["check", "--show-secrets", "--report", &format!("json={}", path.display()), FAILING]);
    assert_eq!(fs::metadata(&path).expect("it was written").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_run_that_is_interrupted_leaves_no_empty_file() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("old.json"), "old").expect("a file can be written");
    let reports = ["new.json", "old.json"].map(|name| format!("json={}", path(name).display()));
    let baseline = path("baseline.json").display().to_string();
    let args = ["check", "-", "--report", &reports[0], "--report", &reports[1], "--write-baseline", &baseline];
    let mut check = command(&args);
    let mut child = check.stdin(Stdio::piped()).spawn().expect("the binary starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // More than a pipe holds: the command is reading when the last of it is written.
    stdin.write_all(&vec![b' '; 1 << 20]).expect("the command reads");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert!(!path("new.json").exists() && !path("baseline.json").exists());
    assert_eq!(fs::read_to_string(path("old.json")).expect("it is there"), "old");
}

#[test]
fn a_report_argument_that_means_nothing_is_refused_with_advice() {
    for (argument, advice) in [
        ("sarif", "sarif=report.sarif"),
        ("sarif=", "give a file, too"),
        ("sarif=-", "give a file, as in"),
        ("srif=a", "human, json, ndjson, sarif"),
    ] {
        let ran = run(&["check", "--report", argument, FAILING]);
        assert!(ran.code == 2 && ran.stderr.contains(advice), "{argument}: {}", ran.stderr);
    }
}

#[test]
fn captures_of_one_name_are_told_apart_and_no_report_that_leaves_the_machine_says_where_they_are() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let paths = ["first", "second"].map(|name| {
        let place = folder.path().join(name);
        fs::create_dir(&place).expect("a folder can be made");
        fs::copy(FAILING, place.join("login.har")).expect("a file can be copied");
        place.join("login.har").to_str().expect("paths are UTF-8").to_owned()
    });
    let outside = folder.path().to_str().expect("paths are UTF-8");
    for format in ["sarif", "junit", "github", "gitlab", "markdown", "html"] {
        for joined in [&[][..], &["--join"]] {
            let ran = run(&[&["check", "--format", format, &paths[0], &paths[1]], joined].concat());
            assert!(!ran.stdout.contains(outside), "{format}: {}", ran.stdout);
            assert!(ran.stdout.contains("first/login.har"), "{format}: {}", ran.stdout);
            assert!(!joined.is_empty() || ran.stdout.contains("second/login.har"), "{format}: {}", ran.stdout);
        }
    }
    let alone = run(&["check", "--format", "github", &paths[0]]).stdout;
    assert!(alone.starts_with("::error file=login.har,line=93,"), "{alone}");
    assert!(run(&["check", &paths[0]]).stdout.starts_with(&paths[0]), "who has the file sees the path as it was given");
}

#[test]
fn the_folder_of_a_report_is_made() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("out/today/report.html");
    let ran = run(&["check", "--report", &format!("html={}", path.display()), FAILING]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(fs::read_to_string(path).expect("it is written").ends_with("</html>\n"));
}

#[test]
fn annotations_are_no_more_than_are_shown() {
    let report = RUN.report("github");
    let count = |command: &str| report.lines().filter(|line| line.starts_with(command)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice ")), (10, 10, 10));
    let last = report.lines().last().expect("there is a line");
    assert!(last.starts_with("oauth-doctor: ") && last.ends_with(" more are not annotated"), "{last}");
}

#[test]
fn an_annotation_stands_at_the_value_that_shows_it() {
    let ran = run(&["check", "--format", "github", FAILING]);
    let expected =
        format!("::error file={FAILING},line=93,col=230,title=pkce-challenge-hex (login 1)::The code_challenge is ");
    assert!(ran.stdout.starts_with(&expected), "{}", ran.stdout);
}

#[test]
fn a_code_quality_report_is_a_list_of_issues_that_are_told_apart() {
    let issues: Vec<Value> = serde_json::from_str(RUN.report("gitlab")).expect("it is a list");
    let mut fingerprints = std::collections::BTreeSet::new();
    for issue in &issues {
        let text = |pointer: &str| issue.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        assert!(!text("/description").is_empty() && !text("/check_name").is_empty(), "{issue}");
        assert!(["blocker", "critical", "minor", "info"].contains(&text("/severity")), "{issue}");
        assert!(!text("/location/path").is_empty() && !text("/location/path").starts_with('/'), "{issue}");
        assert!(issue["location"]["lines"]["begin"].as_u64() > Some(0), "{issue}");
        assert!(fingerprints.insert(text("/fingerprint").to_owned()), "{issue}");
    }
    let has = |name: &str| issues.iter().any(|issue| issue["check_name"] == name);
    assert!(has("cause-not-established") && has("not-read") && has("pkce-challenge-hex"));
    assert_eq!(run(&["check", "--format", "gitlab", WORKING]).stdout, "[]\n");
}
