//! The captures below `fixtures/`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use oauth_doctor::Checked;
use oauth_doctor::report::Capture;
use serde_json::Value;

use super::command::run;
use super::report::json;
use super::said::Said;

/// A login that fails by a challenge in hex.
pub(crate) const FAILING: &str = "fixtures/captures/failing-login.har";
pub(crate) const WORKING: &str = "fixtures/captures/working-login-chrome.har";
pub(crate) const NO_OAUTH: &str = "fixtures/captures/no-oauth.har";
/// A login that fails without a cause in the capture.
pub(crate) const UNEXPLAINED: &str = "fixtures/captures/hostile/echo-in-description.har";
/// The failing login, of which the file ends too early.
pub(crate) const CUT: &str = "fixtures/captures/broken/failing-login-cut.har";

/// Each capture of `fixtures/rules`.
pub(crate) static RULES: LazyLock<Vec<Fixture>> = LazyLock::new(|| read("rules"));
/// Each capture of `fixtures/captures`.
pub(crate) static CAPTURES: LazyLock<Vec<Fixture>> = LazyLock::new(|| read("captures"));
/// Each capture of `fixtures/cases`.
pub(crate) static CASES: LazyLock<Vec<Fixture>> = LazyLock::new(|| read("cases"));
/// What the command says of all of them, and of a file that is not there.
pub(crate) static RUN: LazyLock<Reported> = LazyLock::new(|| Reported::new("1"));

/// The names of `--format`.
pub(crate) const FORMATS: [&str; 9] =
    ["human", "json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown", "html"];

/// A run with a report in every format.
pub(crate) struct Reported {
    pub(crate) code: i32,
    pub(crate) stderr: String,
    reports: BTreeMap<&'static str, String>,
}

impl Reported {
    /// Checks all fixtures, so many at a time.
    pub(crate) fn new(jobs: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = |format: &str| folder.path().join(format).to_str().expect("paths are UTF-8").to_owned();
        let reports = FORMATS.map(|format| format!("--report={format}={}", file(format)));
        let mut args = vec!["check", "-j", jobs, "fixtures", "no-such.har"];
        args.extend(reports.iter().map(String::as_str));
        let ran = run(&args);
        let read = |format: &'static str| {
            let report = fs::read_to_string(file(format)).expect("the report is written");
            (format, report)
        };
        Self { code: ran.code, stderr: ran.stderr, reports: FORMATS.map(read).into() }
    }

    pub(crate) fn report(&self, format: &str) -> &str {
        &self.reports[format]
    }
}

/// A capture of this repository, and what is found in it.
pub(crate) struct Fixture {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
    capture: OnceLock<Capture>,
    report: OnceLock<Value>,
}

impl Fixture {
    fn read(path: PathBuf) -> Self {
        Self {
            bytes: fs::read(&path).expect("fixtures can be read"),
            path,
            capture: OnceLock::new(),
            report: OnceLock::new(),
        }
    }

    /// `code-expired/good-corrected.har`: the rule or the kind of capture, and the file.
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.folder(), self.file())
    }

    pub(crate) fn folder(&self) -> &str {
        let folder = self.path.parent().and_then(Path::file_name);
        folder.and_then(OsStr::to_str).expect("it is in a folder")
    }

    pub(crate) fn file(&self) -> &str {
        self.path.file_name().and_then(OsStr::to_str).expect("names are UTF-8")
    }

    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        self.path.extension().is_some_and(|its| its == extension)
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.bytes).expect("it is a text")
    }

    /// What it says of itself.
    pub(crate) fn said(&self) -> Said {
        let said = if self.has_extension("har") { Said::by_har(&self.bytes) } else { Said::by_text(self.text()) };
        said.unwrap_or_else(|| panic!("{}: nothing is expected", self.name()))
    }

    /// Returns the capture without what it says of itself.
    pub(crate) fn recorded(&self) -> &[u8] {
        &self.bytes[self.said().top..]
    }

    /// The capture under its name, checked once for all tests.
    pub(crate) fn capture(&self) -> &Capture {
        self.capture.get_or_init(|| Capture { path: self.file().to_owned(), checked: oauth_doctor::check(&self.bytes) })
    }

    pub(crate) fn checked(&self) -> &Checked {
        &self.capture().checked
    }

    /// The JSON report.
    pub(crate) fn report(&self) -> &Value {
        let report = || serde_json::from_str(&json(self.capture(), false)).expect("the report is JSON");
        self.report.get_or_init(report)
    }
}

/// Each capture of `fixtures/rules` and of `fixtures/captures`.
pub(crate) fn all() -> impl Iterator<Item = &'static Fixture> {
    RULES.iter().chain(&*CAPTURES)
}

fn read(folder: &str) -> Vec<Fixture> {
    files(folder).into_iter().map(Fixture::read).collect()
}

/// Returns the files below a folder of `fixtures/`, in order.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&root().join("fixtures").join(folder), &mut files);
    files.sort();
    assert!(!files.is_empty(), "there are captures in {folder}");
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("entries can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Asserts that a generated file is what it would be if it were written now; with `BLESS=1` it is written.
pub(crate) fn is_current(file: &str, text: &str) {
    let path = root().join(file);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).expect("it can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "{file} is stale: run `BLESS=1 cargo test --test it` and read the change");
}

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a folder holds, in order.
pub(crate) fn children(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("it is a folder").map(|entry| entry.expect("it can be read").path()).collect();
    paths.sort();
    paths
}
