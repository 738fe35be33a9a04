//! What each command does besides its report: where a report goes, what it opens, what shells complete, what fits a screen.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{FAILING, Ran, WORKING, command, finish, run};

#[test]
fn a_file_without_a_command_is_checked() {
    let checked = run(&["check", "--quiet", FAILING]);
    for args in [&["--quiet", FAILING][..], &[FAILING, "--quiet"], &["--color", "never", "-q", FAILING]] {
        let ran = run(args);
        assert_eq!((ran.code, &ran.stdout), (1, &checked.stdout), "{args:?}");
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::copy(WORKING, folder.path().join("rules")).expect("a file can be copied");
    let at = |args: &[&str]| {
        let mut command = command(args);
        command.current_dir(folder.path());
        finish(command, b"")
    };
    at(&["./rules"]).shows("SUCCEEDED");
    at(&["rules"]).shows("pkce-challenge-hex");
}

#[test]
fn a_misspelt_command_is_told_from_a_file_that_is_not_there() {
    run(&["chekc"]).says("a similar subcommand exists: 'check'");
    run(&["logn.har"]).says("error: logn.har: ");
}

#[test]
fn without_a_file_standard_input_is_read() {
    let capture = fs::read(FAILING).expect("the fixture is there");
    for args in [&[][..], &["check"], &["--quiet"]] {
        let ran = finish(command(args), &capture);
        assert_eq!(ran.code, 1, "{args:?}: {}", ran.stderr);
        ran.shows("pkce-challenge-hex");
    }
    let nothing = finish(command(&[]), b"");
    assert_eq!(nothing.code, 2);
    nothing.says("standard input is empty");
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_told_what_is_waited_for_and_how_to_end_it() {
    let binary = env!("CARGO_BIN_EXE_oauth-doctor");
    for (args, waits) in [("check", "a recording"), ("pkce verify", "the verifier"), ("explain -", "a message")] {
        // It makes a terminal, and closes what is typed there at once.
        let script = Command::new("script")
            .args(["-qec", &format!("{binary} {args}"), "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut script) = script else { return };
        let mut input = script.stdin.take().expect("it is a pipe");
        std::io::Write::write_all(&mut input, b"\x04\x04").expect("it can be typed");
        drop(input);
        let mut shown = String::new();
        script.stdout.take().expect("it is a pipe").read_to_string(&mut shown).expect("it is UTF-8");
        drop(script.wait());
        assert!(shown.contains(&format!("Waiting for {waits}")) && shown.contains("Ctrl-D"), "{args}: {shown}");
        assert!(!shown.contains("B read"), "nothing is drawn over what is typed: {shown}");
    }
}

#[test]
fn a_login_that_must_work_fails_the_job_unless_it_ends_with_tokens() {
    let open = "fixtures/captures/command/firefox-curl-posix.txt";
    assert_eq!(run(&[open]).code, 0);
    let ran = run(&["--require-success", open]);
    assert_eq!(ran.code, 1);
    ran.says("login 1 is INCOMPLETE, but --require-success requires tokens");
    assert_eq!(run(&["--require-success", WORKING]).code, 0);
    assert_eq!(run(&["--require-success", FAILING]).code, 1);
    assert_eq!(run(&["--require-success", "fixtures/captures/no-oauth.har"]).code, 3, "nothing was assessed");
    assert_eq!(run(&["--require-success", "--exit-zero", WORKING]).code, 2, "they contradict each other");
}

#[test]
fn a_report_goes_to_a_file_whose_name_chooses_its_form() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let at = |name: &str| folder.path().join(name).to_str().expect("paths are UTF-8").to_owned();
    for (name, begins) in [
        ("new/of/ci/report.html", "<!DOCTYPE html>"),
        ("report.json", "{\n  \"schema\": 1"),
        ("report.ndjson", "{\"schema\":1"),
        ("report.sarif", "{"),
        ("report.xml", "<?xml"),
        ("report.md", "#"),
        ("report.txt", "fixtures/captures/failing-login.har  HAR"),
    ] {
        let ran = run(&["-o", &at(name), FAILING]);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (1, "", ""), "{name}");
        let report = fs::read_to_string(at(name)).expect("it is written");
        assert!(report.to_lowercase().starts_with(&begins.to_lowercase()), "{name}: {report:.100}");
    }
    let ran = run(&["-f", "json", "-o", &at("named.txt"), FAILING]);
    assert_eq!(ran.code, 1);
    assert!(
        fs::read_to_string(at("named.txt")).expect("it is written").starts_with('{'),
        "--format goes before the name"
    );
    assert_eq!(run(&["-o", "-", "-q", FAILING]).stdout, run(&["-q", FAILING]).stdout);
    fs::copy(FAILING, at("own.har")).expect("a file can be copied");
    let ran = run(&["-o", &at("own.har"), &at("own.har")]);
    assert_eq!(ran.code, 2);
    ran.says("--output");
    assert_eq!(fs::read(at("own.har")).ok(), fs::read(FAILING).ok(), "an input is never overwritten");
    let same = format!("json={}", at("same"));
    run(&["-o", &at("same"), "--report", &same, FAILING]).says("two reports cannot be in one file");
}

#[cfg(unix)]
#[test]
fn a_page_opens_in_the_browser_that_the_user_names() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let at = |name: &str| folder.path().join(name).to_str().expect("paths are UTF-8").to_owned();
    let open = |browser: &str, args: &[&str]| -> Ran {
        let mut command = command(args);
        command.env("BROWSER", browser).env("TMPDIR", folder.path());
        finish(command, b"")
    };
    let copies = format!("no-such-browser:cp %s {}", at("opened.html"));
    let ran = open(&copies, &["--open", FAILING]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(fs::read_to_string(at("opened.html")).expect("it was opened").contains("pkce-challenge-hex"));
    let page = ran.stderr.trim().strip_prefix("The report is in ").expect("it says where the page is").to_owned();
    assert_eq!(fs::metadata(&page).expect("it stays").permissions().mode() & 0o777, 0o600);
    let ran = open(&format!("cp %s {}", at("again.html")), &["--open", "-o", &at("report.html"), FAILING]);
    ran.says("report.html");
    assert_eq!(fs::read(at("again.html")).ok(), fs::read(at("report.html")).ok());
    let ran = open("no-such-browser", &["--open", WORKING]);
    assert_eq!(ran.code, 0, "the report is there all the same");
    ran.says("warning: --open: no browser could be opened");
    assert_eq!(open("cp", &["--open", "--format", "json", FAILING]).code, 2);
}

#[test]
fn the_list_of_rules_is_a_document_for_programs() {
    let document = |args: &[&str]| -> Value { serde_json::from_str(&run(args).stdout).expect("it is JSON") };
    let all = document(&["rules", "--format", "json"]);
    let rules = all["rules"].as_array().expect("it has rules");
    assert_eq!((all["schema"].as_u64(), rules.len()), (Some(1), oauth_doctor::rules::all().count()));
    for rule in rules {
        for key in ["id", "topic", "summary", "severity", "why", "fix", "looks_at", "since"] {
            assert!(rule[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {rule}");
        }
        for section in rule["sections"].as_array().expect("it has sections") {
            assert!(
                section["title"].is_string() && section["url"].as_str().is_some_and(|url| url.starts_with("https://"))
            );
        }
        assert!(rule["errors"].is_array() && rule["code"].is_array(), "{rule}");
    }
    let one = document(&["rule", "pkce-challenge-hex", "--format", "json"]);
    assert_eq!(one["rules"].as_array().map(Vec::len), Some(1));
    assert_eq!(one["rules"][0]["id"], "pkce-challenge-hex");
}

#[test]
fn shells_complete_the_ids_of_rules() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]).stdout;
        // These two complete no arguments, only options.
        let knows_values = !matches!(shell, "powershell" | "elvish");
        assert_eq!(script.contains("pkce-challenge-hex"), knows_values, "{shell}");
    }
}

#[test]
fn a_verifier_is_judged_on_its_own() {
    for (verifier, code, said) in [
        ("7Yq0_Zr5tXo2Lw9Nc4Bd8Gh1Jk6Mp3Qs5Tu8Vw0Xy2z", 0, &["is in order"][..]),
        ("7Yq0_Zr5tXo2", 1, &["it has 12 characters; a verifier has 43 to 128"]),
        ("7Yq0+Zr5tXo2/Lw9Nc4Bd8Gh1Jk6Mp3Qs5Tu8Vw0Xy2z=", 1, &["it has `+` `/` `=`; a verifier is made of"]),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1, &["it is one character, repeated"]),
        ("my password", 1, &["11 characters", "it has ` `", "plain words"]),
    ] {
        let ran = run(&["pkce", "verify", "--verifier", verifier]);
        assert_eq!(ran.code, code, "{verifier}: {}", ran.stdout);
        for said in said {
            ran.shows(said);
        }
        let document: Value =
            serde_json::from_str(&run(&["pkce", "verify", "--verifier", verifier, "-f", "json"]).stdout)
                .expect("it is JSON");
        assert_eq!(document["matches"], Value::Null);
        let problems = document["verifier"]["problems"].as_array().expect("they are listed");
        assert_eq!(problems.is_empty(), code == 0, "{document}");
        assert_eq!(document["verifier"]["code_challenge"].as_str().map(str::len), Some(43));
    }
}

#[test]
fn a_redirect_uri_that_is_none_is_no_fact() {
    for uri in ["callback", "localhost:3000/callback", "https://app.example.com/#/callback"] {
        let ran = run(&["--redirect-uri", uri, FAILING]);
        assert_eq!(ran.code, 2, "{uri}");
        ran.says(&format!("--redirect-uri {uri}: "));
    }
    assert_eq!(run(&["--redirect-uri", "com.example.app:/callback", FAILING]).code, 1);
}

/// The commands, as they are typed.
const COMMANDS: &[&str] = &[
    "",
    "check",
    "explain",
    "redact",
    "replay",
    "pkce",
    "pkce verify",
    "pkce new",
    "probe",
    "rules",
    "config",
    "config check",
    "config init",
    "completions",
    "man",
];

#[test]
fn the_short_help_fits_a_screen_and_no_help_is_wider_than_a_terminal() {
    for name in COMMANDS {
        let help = |flag: &str| {
            let mut command = command(&name.split_whitespace().chain([flag]).collect::<Vec<_>>());
            command.env("COLUMNS", "80");
            finish(command, b"").stdout
        };
        let (short, long) = (help("-h"), help("--help"));
        assert!(short.lines().count() <= 44, "{name}: {} lines", short.lines().count());
        for line in short.lines().chain(long.lines()) {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
        // A line of the examples that is too long would go on at the margin.
        let examples = long.split_once("Examples:\n").map(|(_, rest)| rest.lines().take_while(|line| !line.is_empty()));
        for line in examples.into_iter().flatten() {
            assert!(line.starts_with("  "), "{name}: {line}");
        }
        let last = short.rfind("\n\nGlobal options:").unwrap_or_else(|| panic!("{name}: {short}"));
        let headings = short.match_indices(":\n").filter(|(at, _)| *at > last + 20).count();
        assert!(headings <= 1, "{name}: the global options are the last group\n{short}");
    }
}

#[test]
fn a_page_fits_a_terminal_also_one_that_says_nothing_of_its_width() {
    for args in [
        &["rules"][..],
        &["rules", "pkce-challenge-hex"],
        &["rule", "client-auth-basic-encoding"],
        &["rule", "redirect-uri-mismatch"],
        &["explain", "invalid_grant"],
        &["explain", "AADSTS700016"],
    ] {
        for line in run(args).stdout.lines().filter(|line| !line.contains("https://")) {
            assert!(line.chars().count() <= 80, "{args:?}: {line}");
        }
    }
}
