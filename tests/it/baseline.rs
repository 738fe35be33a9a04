//! `--baseline`: what is known does not fail the job, what is new does, what is fixed is named.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{FAILING, Ran, UNEXPLAINED, command, finish};

const BASELINE: &str = "baseline.json";

/// A folder with the captures of some rules, all of them known.
fn corpus() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir(folder.path().join("captures")).expect("a folder can be made");
    for rule in ["pkce-absent", "code-reused", "redirect-uri-mismatch"] {
        for file in fs::read_dir(Path::new("fixtures/rules").join(rule)).expect("the rule has fixtures") {
            let file = file.expect("it can be listed").path();
            let name = file.file_name().expect("it has a name").to_string_lossy().into_owned();
            add(&folder, file.to_str().expect("paths are UTF-8"), &format!("{rule}-{name}"));
        }
    }
    add(&folder, UNEXPLAINED, "unexplained.har");
    let ran = check(&folder, &["--write-baseline", BASELINE]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "what is written is known");
    folder
}

fn add(folder: &TempDir, capture: &str, name: &str) {
    fs::copy(capture, folder.path().join("captures").join(name)).expect("a file can be copied");
}

fn check(folder: &TempDir, args: &[&str]) -> Ran {
    let mut command = command(&[&["check", "captures"], args].concat());
    command.current_dir(folder.path());
    finish(command, b"")
}

fn baseline(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join(BASELINE)).expect("the baseline is there")
}

#[test]
fn an_unchanged_corpus_passes_in_every_format_and_with_any_number_of_threads() {
    let folder = corpus();
    assert_eq!(check(&folder, &[]).code, 1);
    for format in ["human", "json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown", "html"] {
        for jobs in ["1", "3"] {
            let ran = check(&folder, &["--baseline", BASELINE, "--format", format, "-j", jobs, "--fail-on", "note"]);
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{format}");
        }
    }
    let github = check(&folder, &["--baseline", BASELINE, "--format", "github"]).stdout;
    assert!(!github.contains("::"), "{github}");
    let human = check(&folder, &["--baseline", BASELINE]).stdout;
    assert!(human.contains("FAILED  in the baseline") && human.contains(" cause-not-established\n"), "{human}");
    assert!(!human.contains(" failed: "), "nothing of it is a cause to look at: {human}");
}

#[test]
fn one_new_failure_fails_the_job_and_is_named() {
    let folder = corpus();
    add(&folder, FAILING, "new.har");
    for format in ["github", "gitlab"] {
        let ran = check(&folder, &["--baseline", BASELINE, "--format", format]);
        assert_eq!(ran.code, 1);
        ran.shows("captures/new.har");
        ran.shows("pkce-challenge-hex");
        ran.shows_nothing_of("unexplained.har");
    }
    let human = check(&folder, &["--baseline", BASELINE]).stdout;
    assert!(human.contains("1 login failed: pkce-challenge-hex\n    captures/new.har\n"), "{human}");
    let sarif = check(&folder, &["--baseline", BASELINE, "--format", "sarif"]).stdout;
    let sarif: Value = serde_json::from_str(&sarif).expect("it is JSON");
    for result in sarif["runs"][0]["results"].as_array().expect("it has results") {
        let is_new = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "captures/new.har";
        assert_eq!(result["baselineState"], if is_new { "new" } else { "unchanged" });
    }
}

#[test]
fn the_same_mistake_in_another_capture_is_new() {
    let folder = corpus();
    add(&folder, UNEXPLAINED, "unexplained-again.har");
    assert_eq!(check(&folder, &["--baseline", BASELINE]).code, 1);
}

#[test]
fn what_is_fixed_is_named_so_that_the_file_shrinks() {
    let folder = corpus();
    add(&folder, "fixtures/captures/working-login-chrome.har", "unexplained.har");
    let ran = check(&folder, &["--baseline", BASELINE]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr.starts_with("fixed: 2 findings of the baseline; rewrite it with --write-baseline\n")
            && ran.stderr.contains("  - captures/unexplained.har: cause-not-established\n"),
        "{}",
        ran.stderr
    );
    let before = baseline(&folder);
    assert_eq!(check(&folder, &["--baseline", BASELINE, "--write-baseline", BASELINE]).code, 0);
    let after = baseline(&folder);
    assert!(!after.contains("unexplained.har") && after.lines().count() == before.lines().count() - 2);
    assert_eq!(check(&folder, &["--baseline", BASELINE]).stderr, "");
}

#[test]
fn what_was_not_checked_is_not_fixed() {
    let folder = corpus();
    let one = ["captures/unexplained.har", "--baseline", BASELINE];
    let mut only = command(&[&["check"], &one[..]].concat());
    only.current_dir(folder.path());
    let ran = finish(only, b"");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    fs::write(folder.path().join("captures/unexplained.har"), "{").expect("a file can be written");
    let ran = check(&folder, &["--baseline", BASELINE]);
    assert_eq!(ran.code, 2);
    ran.says_nothing_of("fixed");
}

#[test]
fn a_baseline_is_stable_sorted_and_holds_no_value() {
    let folder = corpus();
    let first = baseline(&folder);
    assert_eq!(check(&folder, &["--write-baseline", BASELINE, "-j", "4"]).code, 0);
    assert_eq!(baseline(&folder), first);
    let lines: Vec<&str> = first.lines().filter(|line| line.contains("fingerprint")).collect();
    assert!(lines.len() > 5 && lines.is_sorted(), "{first}");
    let document: Value = serde_json::from_str(&first).expect("it is JSON");
    for finding in document["findings"].as_array().expect("it has findings") {
        let keys: Vec<&String> = finding.as_object().expect("it is an object").keys().collect();
        assert_eq!(keys, ["fingerprint", "path", "rule"]);
        assert!(finding["path"].as_str().is_some_and(|path| path.starts_with("captures/")));
    }
}

#[test]
fn what_is_ignored_needs_no_line() {
    let folder = corpus();
    add(&folder, FAILING, "ignored.har");
    let config = "[[ignore]]\nrule = 'pkce-challenge-hex'\nreason = 'x'\n";
    fs::write(folder.path().join("oauth-doctor.toml"), config).expect("a file can be written");
    assert_eq!(check(&folder, &["--write-baseline", BASELINE]).code, 0);
    assert!(!baseline(&folder).contains("ignored.har"));
    assert_eq!(check(&folder, &["--baseline", BASELINE]).code, 0);
}

#[test]
fn a_file_that_is_no_baseline_is_refused_and_not_quoted() {
    let folder = corpus();
    for text in [
        "",
        "{",
        "hunter2",
        "{\"schema\": 2, \"findings\": []}",
        "{\"schema\": 1, \"findings\": [{\"code\": \"hunter2\"}]}",
    ] {
        fs::write(folder.path().join(BASELINE), text).expect("a file can be written");
        let ran = check(&folder, &["--baseline", BASELINE]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{text}");
        ran.says("--write-baseline");
        ran.says_nothing_of("hunter2");
    }
    assert_eq!(check(&folder, &["--baseline", "no-such.json"]).code, 2);
    let over = check(&folder, &["--write-baseline", "captures/unexplained.har"]);
    assert_eq!(over.code, 2, "a capture is not overwritten");
}

#[test]
fn no_login_and_broken_inputs_keep_their_exit_codes() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir(folder.path().join("captures")).expect("a folder can be made");
    add(&folder, "fixtures/captures/no-oauth.har", "a.har");
    assert_eq!(check(&folder, &["--write-baseline", BASELINE]).code, 3);
    assert_eq!(baseline(&folder), "{\n  \"schema\": 1,\n  \"findings\": []\n}\n");
    assert_eq!(check(&folder, &["--baseline", BASELINE]).code, 3);
}

#[test]
fn a_line_of_quiet_says_that_a_failure_is_known() {
    let folder = corpus();
    let quiet = check(&folder, &["--baseline", BASELINE, "--quiet"]).stdout;
    let failed: Vec<&str> = quiet.lines().filter(|line| line.contains(" failed  ")).collect();
    assert!(!failed.is_empty(), "{quiet}");
    assert!(failed.iter().all(|line| line.ends_with("  in the baseline")), "{quiet}");
}
