//! `oauth-doctor redact`, as it is typed.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{FAILING, NO_OAUTH, WORKING, command, finish, run};

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().expect("paths are UTF-8").to_owned()
}

fn verdict(report: &str) -> Value {
    let report: Value = serde_json::from_str(report).expect("the report is JSON");
    report["captures"][0]["flows"][0]["verdict"]["rule"].clone()
}

#[test]
fn a_recording_is_written_that_only_its_owner_reads_and_that_has_the_same_verdict() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let out = path(folder.path(), "shared.har");
    let ran = run(&["redact", FAILING, "-o", &out]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran.shows("1 login, the same diagnosis");
    ran.shows("1 code verifier");
    assert_eq!(verdict(&run(&["check", "--format", "json", &out]).stdout), "pkce-challenge-hex");
    assert!(fs::read_to_string(&out).expect("it is text").contains("\"_redacted\":{\"by\":\"oauth-doctor\""));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&out).expect("it is there").permissions().mode() & 0o777, 0o600);
    }
    let left = fs::read_dir(folder.path()).expect("it is there").count();
    assert_eq!(left, 1, "no half of a file is left");
}

#[test]
fn without_a_file_the_recording_goes_to_standard_output_and_the_counts_beside_it() {
    let ran = run(&["redact", WORKING]);
    assert_eq!(ran.code, 0);
    assert!(serde_json::from_str::<Value>(&ran.stdout).is_ok());
    ran.says("the same diagnosis");
    let bytes = fs::read(FAILING).expect("the fixture is there");
    let ran = finish(command(&["redact", "-"]), &bytes);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(serde_json::from_str::<Value>(&ran.stdout).is_ok());
}

#[test]
fn what_is_no_login_is_redacted_and_what_is_no_capture_is_not() {
    let ran = run(&["redact", NO_OAUTH]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.says("no login in it");
    for input in [&b""[..], b"{}", b"\x89PNG\r\n\x1a\n"] {
        let ran = finish(command(&["redact", "-"]), input);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    }
}

#[test]
fn a_key_decides_and_a_short_one_is_refused() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let key = path(folder.path(), "key.bin");
    fs::write(&key, [7; 31]).expect("a file can be written");
    let ran = run(&["redact", "--key", &key, FAILING]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    ran.says("a key needs at least 32 bytes; this one has 31");
    ran.says("head -c 32 /dev/urandom");
    fs::write(&key, [7; 32]).expect("a file can be written");
    let outputs = ["a.har", "b.har"].map(|name| path(folder.path(), name));
    for out in &outputs {
        assert_eq!(run(&["redact", "--key", &key, FAILING, "-o", out]).code, 0);
    }
    let [one, other] = outputs.map(|out| fs::read(out).expect("it is written"));
    assert!(one == other);
    if cfg!(unix) {
        assert_eq!(run(&["redact", "--key", "/dev/zero", FAILING]).code, 2, "a device has no end");
    }
}

#[test]
fn an_input_and_the_key_are_never_overwritten() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (input, key) = (path(folder.path(), "login.har"), path(folder.path(), "key.bin"));
    fs::copy(FAILING, &input).expect("it can be copied");
    fs::write(&key, [7; 32]).expect("a file can be written");
    for out in [&input, &key] {
        let before = fs::read(out).expect("it is there");
        let ran = run(&["redact", "--key", &key, &input, "-o", out]);
        assert_eq!(ran.code, 2, "{}", ran.stdout);
        assert!(fs::read(out).expect("it is there") == before);
    }
}

#[test]
fn several_recordings_need_a_directory_and_keep_their_names() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let out = path(folder.path(), "shared");
    run(&["redact", FAILING, WORKING]).says("several recordings do not go to standard output");
    let ran = run(&["redact", "--format", "json", FAILING, WORKING, NO_OAUTH, "no-such.har", "-o", &out]);
    assert_eq!(ran.code, 2, "one of them is not there");
    let report: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert_eq!((&report["summary"]["written"], &report["summary"]["refused"]), (&Value::from(3), &Value::from(1)));
    assert_eq!(report["files"][0]["replaced"]["verifier"], 1);
    for name in ["failing-login.har", "working-login-chrome.har"] {
        assert!(folder.path().join("shared").join(name).is_file(), "{name}");
    }
}

#[test]
fn recordings_of_one_name_keep_their_paths() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (logs, out) = (path(folder.path(), "logs"), folder.path().join("out"));
    for (name, capture) in [("a", FAILING), ("b/c", WORKING)] {
        let inside = folder.path().join("logs").join(name);
        fs::create_dir_all(&inside).expect("a folder can be made");
        fs::copy(capture, inside.join("login.har")).expect("it can be copied");
    }
    let ran = run(&["redact", &logs, "-o", out.to_str().expect("paths are UTF-8")]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    for name in ["a", "b/c"] {
        assert!(out.join(name).join("login.har").is_file(), "{name}");
    }
}

#[test]
fn a_file_says_whether_it_is_safe() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let out = path(folder.path(), "shared.har");
    let ran = run(&["redact", "--check", FAILING]);
    assert_eq!(ran.code, 1);
    ran.shows("not safe");
    ran.shows("a code verifier ends at 292:");
    assert_eq!(run(&["redact", FAILING, "-o", &out]).code, 0);
    assert_eq!(run(&["redact", "--check", &out]).code, 0);
    // A value was put back.
    let text = fs::read_to_string(&out).expect("it is text");
    fs::write(&out, text.replacen("\"entries\"", "\"_note\": \"Bearer SlAV32hkKG-8sd7f6s8d7f\", \"entries\"", 1))
        .expect("it can be written");
    assert_eq!(run(&["redact", "--check", &out]).code, 1);
    assert_eq!(run(&["redact", "--check", FAILING, "-o", &out]).code, 2, "nothing is written");
}

#[test]
fn check_offers_it() {
    run(&["check", FAILING]).shows("oauth-doctor redact fixtures/captures/failing-login.har -o shared.har");
    run(&["check", NO_OAUTH]).shows_nothing_of("oauth-doctor redact");
}
