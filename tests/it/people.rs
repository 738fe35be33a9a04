//! What a person meets: reports at any width, how much they show, errors in one voice, manual pages and completions.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::support::{FAILING, Ran, WORKING, command, finish, run};

fn at_width(args: &[&str], columns: usize) -> Ran {
    let mut command = command(args);
    command.env("COLUMNS", columns.to_string());
    finish(command, b"")
}

#[test]
fn a_report_fits_into_the_terminal() {
    for capture in [
        FAILING,
        "fixtures/captures/joined",
        "fixtures/captures/no-oauth.har",
        "fixtures/cases/pkce-other-attempt",
        "fixtures/rules/cors-preflight-blocked",
        "fixtures/rules/client-id-mismatch",
    ] {
        for (flag, widths) in [("--fail-on=error", [60, 80, 120]), ("--verbose", [80, 100, 120])] {
            for columns in widths {
                let ran = at_width(&["check", flag, capture], columns);
                for line in ran.stdout.lines() {
                    // An address and a path stay whole, so that they can be opened, and a command so that it can be run; a capture in
                    // which nothing was found has one line.
                    let whole = [
                        "https://",
                        "http://",
                        ".har  HAR",
                        "curl ",
                        "oauth-doctor redact ",
                        "--data",
                        "  -u '",
                        "(fixtures/",
                        "    fixtures/",
                    ];
                    let is_whole = whole.iter().any(|part| line.contains(part)) || line.starts_with("fixtures/");
                    assert!(line.chars().count() <= columns || is_whole, "{columns}: {line}");
                    assert_eq!(line, line.trim_end(), "a line ends in nothing");
                }
            }
        }
    }
}

#[test]
fn what_belongs_together_is_not_torn() {
    for columns in 60..=120 {
        let report = at_width(&["check", FAILING], columns).stdout;
        for whole in ["6 exchanges, 5 of OAuth", "line 93:230", "client orders-spa"] {
            assert!(report.contains(whole), "{columns}: {whole} in\n{report}");
        }
    }
}

#[test]
fn the_first_screen_has_the_verdict_the_evidence_the_fix_and_the_proof() {
    for capture in [
        FAILING,
        "fixtures/rules/code-altered/bad-cut-at-1025.http",
        "fixtures/rules/redirect-uri-mismatch",
        "fixtures/rules/client-id-mismatch/bad-other-client.http",
    ] {
        let report = at_width(&["check", capture], 80).stdout;
        let screen: Vec<&str> = report.lines().take(40).collect();
        let screen = screen.join("\n");
        for part in [" · proven", "#", "  Corrected ", "  Replayed  "] {
            assert!(screen.contains(part), "{capture}: {part} in\n{screen}");
        }
    }
}

#[test]
fn quiet_and_verbose_change_no_exit_code() {
    for path in [FAILING, "fixtures/captures/working-login-chrome.har", "fixtures/captures/no-oauth.har", "no-such.har"]
    {
        let code = run(&["check", path]).code;
        for flag in ["--quiet", "--verbose", "--explain"] {
            assert_eq!(run(&["check", flag, path]).code, code, "{flag} {path}");
        }
    }
}

#[test]
fn quiet_has_a_line_for_each_login_that_failed() {
    let failed = |report: &str| {
        let document: serde_json::Value = serde_json::from_str(report).expect("it is JSON");
        document["summary"]["failed"].as_u64().expect("it is counted")
    };
    for folder in ["fixtures/rules/code-reused", "fixtures/rules/code-of-other-flow", "fixtures/captures/joined"] {
        let quiet = run(&["check", "-q", folder]).stdout;
        let lines = quiet.lines().filter(|line| line.contains(" failed  ")).count();
        let count = failed(&run(&["check", "--format", "json", folder]).stdout);
        assert_eq!(u64::try_from(lines).ok(), Some(count), "{quiet}");
    }
}

#[test]
fn a_page_is_printed_once_for_each_rule_of_a_run_whatever_the_jobs() {
    let explain = |jobs| run(&["check", "--explain", "-j", jobs, "fixtures/rules/code-reused", FAILING]).stdout;
    let report = explain("1");
    let pages: Vec<&str> = report.lines().filter(|line| line.starts_with("    Why   ")).collect();
    let distinct: BTreeSet<&&str> = pages.iter().collect();
    assert!(pages.len() >= 2, "{report}");
    assert_eq!(pages.len(), distinct.len(), "{report}");
    assert_eq!(explain("2"), report);
}

#[test]
fn what_explain_prints_is_the_page_of_the_rule() {
    let page = at_width(&["rule", "pkce-challenge-hex"], 96).stdout;
    let (page, _) = page.split_once("Example output of check").expect("a page has an example");
    let report = at_width(&["check", "--explain", FAILING], 100).stdout;
    for line in page.lines().filter(|line| !line.is_empty()) {
        assert!(report.contains(&format!("\n    {line}\n")), "{line}");
    }
}

#[test]
fn a_wish_about_the_human_report_counts_for_that_of_a_file() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("report.txt");
    let report = format!("human={}", file.to_str().expect("paths are UTF-8"));
    let ran = run(&["check", "--quiet", "--format", "json", "--report", &report, FAILING]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let written = fs::read_to_string(&file).expect("the report is written");
    assert!(written.starts_with("fixtures/captures/failing-login.har:93:230  login 1 failed"), "{written}");
    ran.shows("\"differential\"");
}

#[test]
fn every_error_says_what_is_wrong_and_then_what_to_type() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = |name: &str| folder.path().join(name).to_str().expect("paths are UTF-8").to_owned();
    let write = |name: &str, text: &str| {
        fs::write(path(name), text).expect("a file can be written");
        path(name)
    };
    let wrong_facts = write("wrong.toml", "[server]\ncode_lifetime = 'long'\n");
    let no_document = write("no-document.json", "{}");
    let report_there = format!("json={}", path("wrong.toml/report.json"));
    let twice = format!("json={}", path("twice"));
    let input = write("input.har", "{}");
    let own_input = format!("json={input}");
    let baseline = write("baseline.json", "{\"schema\":1,\"findings\":[]}");
    let over_baseline = format!("json={baseline}");
    let config = write("config.toml", "");
    let over_config = format!("json={config}");
    let chooses_nothing = write("chooses-nothing.toml", "include = [\"x\"]");
    let empty = write("empty.txt", "");
    let list = write("list.txt", "-\n-\n");
    let errors: Vec<Vec<&str>> = vec![
        vec!["check", "no-such.har"],
        vec!["check", "docs/schema"],
        vec!["check", "captures/*.hra"],
        vec!["check", "captures/[.har"],
        vec!["check", "--open", "--format", "json", FAILING],
        vec!["check"],
        vec!["zebra.har"],
        vec!["check", "-", "-"],
        vec!["check", "--files-from", "no-such-list"],
        vec!["check", "--files-from", &list],
        vec!["check", "--facts", "no-such.toml", FAILING],
        vec!["check", "--facts", &wrong_facts, FAILING],
        vec!["check", "--metadata", &no_document, FAILING],
        vec!["check", "--token-endpoint-auth-method", "basic", FAILING],
        vec!["check", "--redirect-uri", "", FAILING],
        vec!["check", "--report", &report_there, FAILING],
        vec!["check", "--output", &input, &input],
        vec!["check", "--report", &twice, "--report", &twice, FAILING],
        vec!["check", "--report", &own_input, &input],
        vec!["check", "--report", &over_baseline, "--baseline", &baseline, FAILING],
        vec!["check", "--report", &over_config, "--config", &config, FAILING],
        vec!["check", "--write-baseline", &config, "--config", &config, FAILING],
        vec!["check", "--write-baseline", "Cargo.toml/baseline.json", FAILING],
        vec!["check", "--files-from", &empty],
        vec!["check", "--config", &chooses_nothing, "fixtures/captures/joined"],
        vec!["check", "--format", "sarif", "--explain", FAILING],
        vec!["rule", "pkce-chalenge-hex"],
        vec!["rules", "--format", "json", "zebra"],
        vec!["check", "--redirect-uri", "localhost:3000/callback", FAILING],
        vec!["config", "check", "--config", "no-such.toml"],
        vec!["config", "check", "--config", &wrong_facts],
        vec!["config", "init", &config],
        vec!["config", "init", "no-such-folder/oauth-doctor.toml"],
        vec!["replay", "no-such.har"],
        vec!["pkce", "verify"],
        vec!["pkce", "verify", "--verifier", "", "--challenge", ""],
        vec!["man", "--out", "Cargo.toml/man"],
        vec!["replay", "--send", FAILING, "other.har"],
        vec!["replay", "--send", "-"],
        vec!["replay", "--send", "--login", "9", FAILING],
        vec!["replay", "--send", "--yes", FAILING],
        vec!["replay", "--send", "--as-captured", FAILING],
        vec!["replay", "--to", "auth.example.com", "--as-captured", FAILING],
        vec!["replay", "--to", "http://auth.example.com/token", "--as-captured", FAILING],
        vec!["replay", "--send", "--as-captured", "--ca-file", "no-such.pem", FAILING],
        vec!["redact", FAILING, WORKING],
        vec!["redact", "no-such.har"],
        vec!["redact", "--key", "no-such.key", FAILING],
        vec!["redact", "--key", "clippy.toml", FAILING, "-o", "Cargo.toml/shared.har"],
        vec!["probe", "ftp://auth.example.com"],
        vec!["probe", "https://auth.example.com"],
        vec!["probe", "https://localhost:9/token", "--yes", "--interval", "0"],
    ];
    for args in &errors {
        let ran = run(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.stderr);
        let said = ran.stderr.rsplit_once("error: ").map(|(_, said)| said.trim_end()).unwrap_or_default();
        let (wrong, advice) = said.split_once("\n\n").unwrap_or((said, ""));
        assert!(!wrong.is_empty() && !wrong.contains('\n'), "{args:?}: one line says what is wrong:\n{}", ran.stderr);
        assert!(!wrong.ends_with(['.', '!', '?']), "{args:?}: it has no full stop: {wrong}");
        assert!(!advice.is_empty(), "{args:?}: there is something to type:\n{said}");
        for line in advice.lines() {
            let (words, typed) = line.split_once(":  ").unwrap_or_default();
            assert!(words.starts_with("  ") && !typed.is_empty(), "{args:?}: words, then what to type: {line}");
        }
    }
}

#[test]
fn no_path_is_a_command_in_a_log() {
    for path in ["##[error]a.har", "a\n::error::b.har"] {
        let ran = run(&["check", path]);
        let is_command = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
        assert!(!ran.stderr.lines().any(is_command), "{}", ran.stderr);
    }
}

#[test]
fn what_clap_refuses_sounds_the_same() {
    for args in [
        &["chek"][..],
        &["chekc"],
        &["--formt", "json", FAILING],
        &["check", "--formt", "json", FAILING],
        &["check", "--jobs", "0", FAILING],
        &["check", "--report", "sarif", FAILING],
        &["completions", "tcsh"],
        &["pkce", "verify", "--method", "S512"],
    ] {
        let ran = run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ran.stderr.starts_with("error: "), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("--help"), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn each_command_has_a_manual_page() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let out = folder.path().join("man");
    let ran = run(&["man", "--out", out.to_str().expect("paths are UTF-8")]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let names: BTreeSet<String> = fs::read_dir(&out)
        .expect("the folder is made")
        .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .collect();
    let commands = [
        "",
        "-check",
        "-replay",
        "-pkce",
        "-pkce-verify",
        "-pkce-new",
        "-rules",
        "-completions",
        "-config",
        "-config-check",
        "-config-init",
        "-explain",
        "-man",
        "-probe",
        "-redact",
    ];
    let expected: BTreeSet<String> = commands.iter().map(|name| format!("oauth-doctor{name}.1")).collect();
    assert_eq!(names, expected);
    let check = fs::read_to_string(out.join("oauth-doctor-check.1")).expect("it can be read");
    for part in [".TH", ".SH SYNOPSIS", "\\-\\-explain", "\\-\\-quiet", "oauth\\-doctor check"] {
        assert!(check.contains(part), "{part} in {check}");
    }
    let shown = run(&["man"]).stdout;
    assert_eq!(shown, fs::read_to_string(out.join("oauth-doctor.1")).expect("it can be read"));
}

#[test]
fn completions_know_the_commands_and_their_options() {
    for (shell, form) in [
        ("bash", "complete -F _oauth"),
        ("zsh", "#compdef oauth-doctor"),
        ("fish", "complete -c oauth-doctor"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        let script = run(&["completions", shell]).stdout;
        for part in [form, "check", "explain", "redact-hosts", "verify"] {
            assert!(script.contains(part), "{shell}: {part}");
        }
    }
}

#[test]
fn bash_completes_the_options_of_a_command() {
    let script = run(&["completions", "bash"]).stdout;
    for (words, expected) in [("check --expl", "--explain"), ("pkce verify --meth", "--method"), ("che", "check")] {
        let (before, last) = words.rsplit_once(' ').unwrap_or(("", words));
        let previous = before.rsplit(' ').next().unwrap_or_default();
        let asked = format!(
            "{script}\nCOMP_WORDS=(oauth-doctor {words})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _oauth__doctor oauth-doctor '{last}' '{previous}'\necho \"${{COMPREPLY[@]}}\"\n"
        );
        let Ok(output) = Command::new("bash").arg("-c").arg(asked).output() else {
            return;
        };
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), expected, "{words}");
    }
}

/// A shell that is not installed is not asked.
#[test]
fn shells_read_their_completions() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut read = 0;
    for shell in ["bash", "zsh", "fish"] {
        let file = folder.path().join(shell);
        fs::write(&file, run(&["completions", shell]).stdout).expect("a file can be written");
        if let Ok(status) = Command::new(shell).arg("-n").arg(&file).status() {
            assert!(status.success(), "{shell}");
            read += 1;
        }
    }
    assert!(read > 0 || cfg!(windows), "there is a shell");
}
