//! `oauth-doctor.toml`: where it is found, what it changes, what of it is shown.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{FAILING, Ran, UNEXPLAINED, command, finish};

/// A login that worked, without PKCE.
const WITHOUT_PKCE: &str = "fixtures/rules/pkce-absent/bad-sanitised-page.har";

/// A folder with a configuration, and these captures in `captures/`.
fn project(config: &str, captures: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir_all(folder.path().join("captures/old")).expect("a folder can be made");
    fs::write(folder.path().join("oauth-doctor.toml"), config).expect("a file can be written");
    for capture in captures {
        let name = Path::new(capture).file_name().expect("a file has a name");
        fs::copy(capture, folder.path().join("captures").join(name)).expect("a file can be copied");
    }
    folder
}

fn run_in(folder: &Path, args: &[&str]) -> Ran {
    let mut command = command(args);
    command.current_dir(folder);
    finish(command, b"")
}

fn ignoring(rule: &str, more: &str) -> String {
    format!("[[ignore]]\nrule = '{rule}'\nreason = 'known to the team'\n{more}")
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).expect("the report is JSON")
}

#[test]
fn the_nearest_file_counts_and_a_repository_is_where_the_search_ends() {
    let folder = project(&ignoring("pkce-challenge-hex", ""), &[FAILING]);
    let captures = folder.path().join("captures");
    fs::create_dir(folder.path().join(".git")).expect("a folder can be made");
    for (place, path) in [(folder.path(), "captures"), (&captures, "failing-login.har")] {
        assert_eq!(run_in(place, &["check", path]).code, 0);
        assert_eq!(run_in(place, &["check", "--no-config", path]).code, 1);
    }
    fs::write(captures.join("oauth-doctor.toml"), "").expect("a file can be written");
    assert_eq!(run_in(&captures, &["check", "failing-login.har"]).code, 1, "it is nearer");
    fs::remove_file(captures.join("oauth-doctor.toml")).expect("it is there");
    fs::create_dir(captures.join(".git")).expect("a folder can be made");
    assert_eq!(run_in(&captures, &["check", "failing-login.har"]).code, 1, "another repository");
    let named = ["check", "--config", "../oauth-doctor.toml", "failing-login.har"];
    assert_eq!(run_in(&captures, &named).code, 0);
}

#[test]
fn an_ignored_finding_is_shown_with_its_reason_and_does_not_count() {
    let folder = project(&ignoring("pkce-challenge-hex", ""), &[FAILING]);
    let report = |format| {
        let ran = run_in(folder.path(), &["check", "--format", format, "captures"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{format}");
        ran
    };
    let human = report("human").stdout;
    assert!(human.contains("FAILED  ignored: known to the team") && human.contains(" pkce-challenge-hex\n"), "{human}");
    assert!(!human.contains("Corrected"), "{human}");
    let document = json(&report("json"));
    let finding = &document["captures"][0]["flows"][0]["findings"][0];
    assert_eq!(finding["ignored"]["reason"], "known to the team");
    assert_eq!((&document["summary"]["ignored"], &document["summary"]["errors"]), (&1.into(), &0.into()));
    let sarif = json(&report("sarif"));
    let suppression = &sarif["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(
        (&suppression["kind"], &suppression["justification"]),
        (&"external".into(), &"known to the team".into())
    );
    let junit = report("junit").stdout;
    assert!(
        junit.contains("failures=\"0\"") && junit.contains("<skipped message=\"ignored: known to the team"),
        "{junit}"
    );
    assert_eq!(report("gitlab").stdout, "[]\n");
    assert_eq!(report("github").stdout, "oauth-doctor: 1 login: 1 failed; 1 finding is ignored\n");
    for format in ["markdown", "html"] {
        assert!(report(format).stdout.contains("ignored: known to the team"), "{format}");
    }
}

#[test]
fn an_ignore_is_about_what_it_names_only() {
    for (more, code) in [
        ("client-id = 'orders-spa'", 0),
        ("client-id = 'another'", 1),
        ("path = 'captures/*.har'", 0),
        ("path = 'captures/old/*.har'", 1),
        ("fingerprint = 'ce80f17647445d81'", 0),
        ("fingerprint = '0000000000000000'", 1),
        ("client-id = 'orders-spa'\npath = '**/elsewhere/*'", 1),
    ] {
        let folder = project(&ignoring("pkce-challenge-hex", more), &[FAILING]);
        assert_eq!(run_in(folder.path(), &["check", "captures"]).code, code, "{more}");
    }
    let folder = project(&ignoring("pkce-absent", ""), &[FAILING]);
    assert_eq!(run_in(folder.path(), &["check", "captures"]).code, 1, "another rule");
}

#[test]
fn a_failure_without_a_known_cause_can_be_ignored() {
    let folder = project(&ignoring("cause-not-established", ""), &[UNEXPLAINED]);
    let ran = run_in(folder.path(), &["check", "--format", "json", "captures"]);
    assert_eq!(ran.code, 0);
    let failure = &json(&ran)["captures"][0]["flows"][0]["unexplained"];
    assert_eq!(failure["ignored"]["reason"], "known to the team");
    assert!(failure["fingerprint"].as_str().is_some_and(|name| name.len() == 16), "{failure}");
}

#[test]
fn an_ignore_that_has_ended_ignores_nothing_and_is_named() {
    let folder = project(&ignoring("pkce-challenge-hex", "until = 2027-01-31"), &[FAILING]);
    let on = |day| run_in(folder.path(), &["check", "--today", day, "captures"]);
    assert_eq!((on("2027-01-31").code, on("2027-01-31").stderr.as_str()), (0, ""));
    let ended = on("2027-02-01");
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (1, "warning: oauth-doctor.toml: an ignore of `pkce-challenge-hex` ended on 2027-01-31 (known to the team)\n")
    );
    let check = |day| run_in(folder.path(), &["config", "check", "--today", day]).code;
    assert_eq!((check("2027-01-31"), check("2027-02-01")), (0, 1));
}

#[test]
fn a_severity_is_what_the_project_says_and_the_report_says_so() {
    for (config, code) in [
        ("", 0),
        ("[severity]\npkce-absent = 'error'\n", 1),
        ("fail-on = 'warning'\n", 1),
        ("fail-on = 'warning'\n[severity]\npkce-absent = 'note'\n", 0),
        ("fail-on = 'note'\n[severity]\npkce-absent = 'off'\n", 0),
    ] {
        let folder = project(config, &[WITHOUT_PKCE]);
        let ran = run_in(folder.path(), &["check", "captures"]);
        assert_eq!(ran.code, code, "{config}: {}", ran.stdout);
        assert_eq!(ran.stdout.contains("pkce-absent"), !config.contains("off"), "{config}");
    }
    let folder = project("fail-on = 'warning'\n[severity]\npkce-absent = 'error'\n", &[WITHOUT_PKCE]);
    let human = run_in(folder.path(), &["check", "captures"]).stdout;
    assert!(human.contains("error pkce-absent (a warning without the configuration)"), "{human}");
    let document = json(&run_in(folder.path(), &["check", "--format", "json", "captures"]));
    let finding = &document["captures"][0]["flows"][0]["findings"][0];
    assert_eq!((&finding["severity"], &finding["default_severity"]), (&"error".into(), &"warning".into()));
    assert_eq!(document["captures"][0]["flows"][0]["outcome"], "succeeded", "it is no failure");
}

#[test]
fn what_explains_a_failure_stays_an_error() {
    for level in ["off", "note"] {
        let folder = project(&format!("[severity]\npkce-challenge-hex = '{level}'\n"), &[FAILING]);
        let ran = run_in(folder.path(), &["check", "captures"]);
        assert_eq!(ran.code, 1);
        ran.shows("pkce-challenge-hex · proven");
    }
}

#[test]
fn a_flag_goes_before_the_file() {
    let folder = project("fail-on = 'warning'\n[server]\ncode_lifetime = 1\n", &[WITHOUT_PKCE]);
    assert_eq!(run_in(folder.path(), &["check", "captures"]).code, 1);
    assert_eq!(run_in(folder.path(), &["check", "--fail-on", "error", "captures"]).code, 0);
}

#[test]
fn facts_of_the_file_are_facts() {
    let capture = fs::canonicalize("fixtures/rules/client-auth-refused/bad-wrong-secret.http").expect("it is there");
    let capture = capture.to_str().expect("paths are UTF-8");
    let folder = project("[[client]]\ntoken_endpoint_auth_method = 'client_secret_post'\n", &[]);
    let ran = run_in(folder.path(), &["check", capture]);
    ran.shows("is registered for `client_secret_post`");
    let flag = ["check", "--token-endpoint-auth-method", "client_secret_basic", capture];
    let ran = run_in(folder.path(), &flag);
    ran.shows_nothing_of("is registered for `client_secret_post`");
}

#[test]
fn patterns_choose_among_the_files_of_a_directory() {
    let checked = |config: &str, args: &[&str]| {
        let folder = project(config, &[FAILING, WITHOUT_PKCE]);
        fs::copy(FAILING, folder.path().join("captures/old/login.txt")).expect("a file can be copied");
        let document = json(&run_in(folder.path(), &[&["check", "--format", "json"], args].concat()));
        let paths = document["captures"].as_array().expect("it has captures").iter();
        paths.map(|capture| capture["path"].as_str().expect("it has a path").to_owned()).collect::<Vec<_>>()
    };
    let (failing, other) = ("captures/failing-login.har", "captures/bad-sanitised-page.har");
    let old = "captures/old/login.txt";
    assert_eq!(checked("", &["captures"]), [other, failing, old]);
    assert_eq!(checked("exclude = ['**/bad-*']", &["captures"]), [failing, old]);
    assert_eq!(checked("include = ['captures/old/**']", &["."]), ["./captures/old/login.txt"]);
    assert_eq!(checked("exclude = ['**']", &[failing]), [failing], "it is named");
}

#[test]
fn what_is_wrong_in_the_file_stops_the_run_with_its_line() {
    for (config, said) in [
        ("fail_on = 'error'\n", "line 1: unknown key `fail_on`"),
        ("\n[severity]\npkce-absnt = 'error'\n", "line 3: no rule has this id; did you mean `pkce-absent`?"),
        ("[[ignore]]\nrule = 'pkce-absent'\n", "line 1: missing key `reason`"),
        ("[server]\ncode_lifetime = 'hunter2'\n", "line 2: expected a whole number of seconds"),
    ] {
        let folder = project(config, &[FAILING]);
        let ran = run_in(folder.path(), &["check", "captures"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{config}");
        assert!(ran.stderr.starts_with(&format!("error: oauth-doctor.toml: {said}")), "{}", ran.stderr);
        ran.says_nothing_of("hunter2");
        ran.says("oauth-doctor config check");
        let ran = run_in(folder.path(), &["config", "check"]);
        let line = said.split(':').next().unwrap_or_default();
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{config}");
        assert!(ran.stderr.starts_with(&format!("error: oauth-doctor.toml: {line}: ")), "{}", ran.stderr);
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir(folder.path().join(".git")).expect("a folder can be made");
    assert_eq!(run_in(folder.path(), &["config", "check"]).code, 2, "there is none");
}

#[test]
fn the_check_of_a_configuration_names_every_mistake_with_its_key_and_value() {
    let folder = project("fail-on = 'fatal'\n[severity]\npkce-absnt = 'error'\n[server]\ncode_lifetime = '60'\n", &[]);
    let ran = run_in(folder.path(), &["config", "check"]);
    assert_eq!(ran.code, 2);
    for said in [
        "error: oauth-doctor.toml: line 1: fail-on = 'fatal': give `error`, `warning` or `note`\n",
        "error: oauth-doctor.toml: line 3: severity.pkce-absnt: no rule has this id; did you mean `pkce-absent`?\n",
        "error: oauth-doctor.toml: line 5: server.code_lifetime = '60': give a whole number of seconds, without quotes\n",
    ] {
        ran.says(said);
    }
}

#[test]
fn init_writes_a_configuration_that_says_nothing_until_its_keys_are_used() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("oauth-doctor.toml");
    assert_eq!(run_in(folder.path(), &["config", "init"]).code, 0);
    let written = fs::read_to_string(&file).expect("it is written");
    run_in(folder.path(), &["config", "check"]).shows("in order; it says nothing");
    assert_eq!(run_in(folder.path(), &["config", "init"]).code, 2, "it is there already");
    fs::write(&file, "fail-on = 'note'").expect("a file can be written");
    assert_eq!(run_in(folder.path(), &["config", "init", "--force"]).code, 0);
    assert_eq!(fs::read_to_string(&file).expect("it is there"), written);
    assert_eq!(run_in(folder.path(), &["config", "init", "-"]).stdout, written);
    let key = |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned();
    let used: Vec<String> = written.lines().map(key).filter(|line| !line.starts_with("metadata")).collect();
    fs::write(&file, used.join("\n")).expect("a file can be written");
    let ran = run_in(folder.path(), &["config", "check", "--today", "2027-01-01"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran.shows("fail-on is warning, 2 severities are set, 1 ignore is in force, 1 client is known, files are chosen");
}

#[test]
fn the_example_of_the_documentation_is_a_configuration() {
    let text = fs::read_to_string("docs/config.md").expect("docs/config.md is there");
    let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let folder = project(example.expect("there is an example"), &[]);
    let ran = run_in(folder.path(), &["config", "check", "--today", "2027-01-01"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran.shows("2 severities are set, 1 ignore is in force");
}

#[test]
fn a_reason_does_nothing_on_a_terminal_or_in_a_page() {
    let hostile = "[[ignore]]\nrule = 'pkce-challenge-hex'\nuntil = 2027-01-31\nreason = \"\\u001b[2J<script>x</script>\\n::error::x\"\n";
    let folder = project(hostile, &[FAILING]);
    for day in ["2027-01-01", "2027-02-01"] {
        for format in ["human", "json", "sarif", "junit", "github", "markdown", "html"] {
            let ran = run_in(folder.path(), &["check", "--today", day, "--format", format, "captures"]);
            let said = ran.stdout.clone() + &ran.stderr;
            assert!(!said.contains('\u{1b}') && !said.contains("\n::error::x"), "{format}: {said}");
            assert!(format != "html" || !ran.stdout.contains("<script>x"), "{format}: {said}");
        }
    }
}
