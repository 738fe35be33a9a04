//! The command line: what it prints, and with which exit code. The examples of the README and of `tests/cmd/` are run as they
//! stand there; the rest needs standard input, the environment or a look at more than the text.

use std::fs;
use std::io::Read;
use std::process::Stdio;

use crate::support::{FAILING, SCRUBBED, WORKING, command, finish, run};

#[test]
fn the_examples_of_the_documentation_are_true() {
    let cases = trycmd::TestCases::new();
    for name in SCRUBBED {
        cases.env(*name, "");
    }
    cases.case("README.md").case("docs/*.md").case("tests/cmd/*.md");
}

#[test]
fn a_failing_login_is_answered_on_one_screen() {
    let ran = run(&["check", FAILING]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    ran.shows("pkce-challenge-hex");
    assert!(ran.stdout.lines().count() <= 50, "{} lines", ran.stdout.lines().count());
    for line in ran.stdout.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn standard_input_is_an_input_like_any_other() {
    let capture = fs::read(FAILING).expect("the fixture is there");
    let ran = finish(command(&["check", "-"]), &capture);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.starts_with("-  HAR by WebInspector"), "{}", ran.stdout);
    assert_eq!(finish(command(&["check", "-"]), b"").code, 2);
    assert_eq!(finish(command(&["check", "-"]), b"{}").code, 2);
    assert_eq!(finish(command(&["check", "-"]), b"words without a login").code, 3);
}

#[test]
fn a_compressed_capture_is_read_like_the_plain_one() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &fs::read(FAILING).expect("the fixture is there"))
        .expect("memory can be written");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("failing-login.har.gz");
    fs::write(&path, gzip.finish().expect("memory can be written")).expect("the file can be written");
    let ran = run(&["check", folder.path().to_str().expect("paths are UTF-8")]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("failing-login.har.gz") && ran.stdout.contains("pkce-challenge-hex"));
}

#[test]
fn the_worst_input_decides_the_exit_code() {
    let no_oauth = "fixtures/captures/no-oauth.har";
    for (paths, code) in [
        (&[WORKING][..], 0),
        (&[WORKING, no_oauth], 3),
        (&[no_oauth, FAILING, WORKING], 1),
        (&[FAILING, "no-such.har", no_oauth], 2),
    ] {
        for format in ["human", "json"] {
            let ran = run(&[&["check", "--format", format], paths].concat());
            assert_eq!(ran.code, code, "{paths:?} as {format}: {}", ran.stderr);
        }
    }
}

#[test]
fn the_threshold_decides_which_findings_count() {
    // It works, and the server tolerates a mistake.
    let tolerated = "fixtures/rules/dpop-proof-mismatch/bad-tolerated.http";
    for (threshold, code) in [("error", 0), ("warning", 1), ("note", 1)] {
        assert_eq!(run(&["check", "--fail-on", threshold, tolerated]).code, code, "{threshold}");
        assert_eq!(run(&["check", "--fail-on", threshold, FAILING]).code, 1, "a failed login always counts");
        assert_eq!(run(&["check", "--fail-on", threshold, "--exit-zero", FAILING]).code, 0);
    }
    assert_eq!(run(&["check", "--exit-zero", "fixtures/captures/no-oauth.har"]).code, 3, "nothing was assessed");
}

#[test]
fn a_login_that_failed_counts_also_where_no_cause_is_found() {
    let ran = run(&["check", "fixtures/captures/hostile/echo-in-description.har"]);
    assert_eq!(ran.code, 1);
    ran.shows("FAILED  this capture does not show why");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let colored = |args: &[&str], environment: &[(&str, &str)]| {
        let mut command = command(args);
        command.envs(environment.iter().copied());
        finish(command, b"").stdout.contains("\u{1b}[")
    };
    let check = ["check", FAILING];
    assert!(!colored(&check, &[]), "a pipe is no terminal");
    assert!(!colored(&check, &[("NO_COLOR", "1")]));
    assert!(colored(&check, &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&check, &[("CLICOLOR_FORCE", "0")]));
    assert!(!colored(&check, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), "NO_COLOR is the stronger wish");
    assert!(colored(&["--color", "always", "check", FAILING], &[("NO_COLOR", "1")]), "the flag is the strongest");
    assert!(!colored(&["check", FAILING, "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["--color", "always", "check", "--format", "json", FAILING], &[]), "JSON has no colours");
}

#[test]
fn colours_change_nothing_but_the_colour() {
    let plain = run(&["check", FAILING]).stdout;
    let colored = run(&["--color", "always", "check", FAILING]).stdout;
    let mut pieces = colored.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    let stripped = pieces.fold(first, |text, piece| text + piece.split_once('m').expect("only colours are used").1);
    assert_eq!(stripped, plain);
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    for args in [
        &["check", "fixtures/rules/**/*.har"][..],
        &["check", "--format", "json", "fixtures/rules/**/*.har"],
        &["rules", "--format", "markdown"],
    ] {
        let mut child = command(args).spawn().expect("the binary starts");
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().expect("it is a pipe").read_to_string(&mut stderr).expect("it is UTF-8");
        let status = child.wait().expect("the binary ends");
        assert_eq!((status.code(), stderr.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn a_new_pair_verifies_and_is_never_the_same() {
    let pair = run(&["pkce", "new"]);
    let value = |name: &str| {
        let line = pair.stdout.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.and_then(|line| line.split_whitespace().nth(1)).expect("the pair has it").to_owned()
    };
    let (verifier, challenge) = (value("code_verifier"), value("code_challenge"));
    assert_eq!(
        (pair.code, verifier.len(), challenge.len(), value("code_challenge_method").as_str()),
        (0, 43, 43, "S256")
    );
    let verify = ["pkce", "verify", "--verifier", &verifier, "--challenge", &challenge];
    assert_eq!(run(&verify).code, 0);
    assert_ne!(run(&["pkce", "new"]).stdout, pair.stdout);
    let document = run(&["pkce", "new", "--format", "json"]).stdout;
    let pair: serde_json::Value = serde_json::from_str(&document).expect("it is JSON");
    assert_eq!(pair["schema"], 1);
    assert!(["code_verifier", "code_challenge", "code_challenge_method"].iter().all(|name| pair[name].is_string()));
}

#[test]
fn a_pair_on_standard_input_stays_out_of_the_history_of_the_shell() {
    let input = b"inventedVerifier-7Yq0_Zr5tXo2Lw9Nc4Bd8Gh1Jk6\r\nJ6ctMAe-HTPoUgl4GEhOAVqXgIAPbQn7Mi9xfGNXyMI\r\n";
    let ran = finish(command(&["pkce", "verify"]), input);
    assert_eq!(ran.code, 1, "the challenge is of another verifier: {}", ran.stdout);
    let pair = run(&["pkce", "new"]).stdout;
    let values: Vec<&str> = pair.lines().filter_map(|line| line.split_whitespace().nth(1)).take(2).collect();
    let ran = finish(command(&["pkce", "verify"]), format!("{}\r\n", values.join("\r\n")).as_bytes());
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "The verifier belongs to the challenge.\n"));
    assert_eq!(finish(command(&["pkce", "verify"]), b"only-a-verifier\n").code, 1);
}

#[test]
fn an_answer_about_a_pair_does_not_repeat_the_verifier() {
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let unhashed = "ZEJqZnRKZVo0Q1ZQLW1COTJLMjd1aGJVSlUxcDFyX3dXMWdGV0ZPRWpYaw";
    for challenge in [unhashed, "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3", "unrelated"] {
        for format in ["human", "json"] {
            let ran = run(&["pkce", "verify", "--verifier", verifier, "--challenge", challenge, "--format", format]);
            assert_eq!(ran.code, 1);
            ran.shows_nothing_of(verifier);
            ran.says_nothing_of(verifier);
        }
    }
}

#[test]
fn completions_exist_for_every_common_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains("oauth-doctor") && ran.stdout.contains("verify"), "{shell}");
    }
}

#[test]
fn closed_standard_input_is_reported_and_not_waited_for() {
    let mut command = command(&["pkce", "verify"]);
    command.stdin(Stdio::null());
    let output = command.output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_without_end_is_refused() {
    const ENDLESS: &str = "/dev/zero";
    for args in [
        &["check", "--facts", ENDLESS, FAILING][..],
        &["check", "--metadata", ENDLESS, FAILING],
        &["check", "--baseline", ENDLESS, FAILING],
        &["check", "--config", ENDLESS, FAILING],
        &["check", "--files-from", ENDLESS],
        &["config", "check", "--config", ENDLESS],
    ] {
        let ran = run(args);
        assert_eq!(ran.code, 2, "{args:?}");
        ran.says("this has no end, or more than 64 MiB");
    }
    for args in [&["pkce", "verify"][..], &["pkce", "verify", "--challenge", "x"]] {
        let mut verify = command(args);
        verify.stdin(fs::File::open(ENDLESS).expect("it is there"));
        let ran = verify.output().expect("the binary starts");
        assert_eq!(ran.status.code(), Some(2), "{args:?}: {ran:?}");
    }
}

#[test]
fn sources_and_rules_are_links_for_a_terminal_that_opens_them_and_nowhere_else() {
    let ticket = "fixtures/captures/pasted/node-axios-client-id-missing.txt";
    let with = |value: &str| {
        let output = command(&["check", ticket]).env("FORCE_HYPERLINK", value).output().expect("the binary starts");
        String::from_utf8(output.stdout).expect("it is UTF-8")
    };
    let (linked, plain) = (with("1"), with("0"));
    for (url, text) in [
        ("/docs/rules.md#client-auth-refused", "client-auth-refused"),
        ("https://www.rfc-editor.org/rfc/rfc6749", "RFC 6749"),
    ] {
        let link = linked.split("\u{1b}]8;;").find(|piece| piece.contains(url));
        assert!(link.is_some_and(|link| link.ends_with(&format!("\u{1b}\\{text}"))), "{url}: {linked:?}");
    }
    let mut pieces = linked.split("\u{1b}]8;;");
    let first = pieces.next().unwrap_or_default().to_owned();
    let stripped = pieces.fold(first, |text, piece| text + piece.split_once("\u{1b}\\").expect("a link ends").1);
    assert_eq!(stripped, plain);
    // A pipe gets none by itself, whatever terminal the shell is in.
    let output = command(&["check", ticket]).env("TERM_PROGRAM", "WezTerm").output().expect("the binary starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), plain);
}
