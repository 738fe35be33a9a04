//! What several tests need: small HARs, both reports, and the binary in a clean environment.
#![allow(dead_code, reason = "each test file is a crate of its own and uses a part of this")]

pub(crate) mod cost;
pub(crate) mod fixture;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::slice;

use oauth_doctor::report::{self, Capture, Format, Options};
use serde_json::{Value, json};

/// Variables that change what a command prints; no test depends on those of whoever runs it.
pub(crate) const SCRUBBED: &[&str] = &[
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "CI",
    "RUST_LOG",
    "COLUMNS",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "OAUTH_DOCTOR_CLIENT_SECRET",
];

/// What a run of the binary left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Returns the binary, in the root of the repository and with nothing on standard input.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oauth-doctor"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for name in SCRUBBED {
        command.env_remove(name);
    }
    command
}

pub(crate) fn run(args: &[&str]) -> Ran {
    finish(command(args), b"")
}

/// Runs a command to its end with these bytes on standard input.
pub(crate) fn finish(mut command: Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // A command that does not read its input closes the pipe; that is no failure of the test.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().expect("the binary ends");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Ran {
        code: output.status.code().expect("the binary was not killed"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Returns the captures below a folder of `fixtures/`, in order.
pub(crate) fn fixtures(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder),
        &mut files,
    );
    files.sort();
    assert!(!files.is_empty(), "there are captures in {folder}");
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("entries can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Asserts that a generated file is what it would be if it were written now; with `BLESS=1` it is.
pub(crate) fn is_current(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, text).expect("it can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "{file} is stale: run `BLESS=1 cargo test` and read the change"
    );
}

/// Checks a capture, so that it can be reported.
pub(crate) fn check(bytes: &[u8]) -> Capture {
    Capture {
        path: "capture.har".to_owned(),
        checked: oauth_doctor::check(bytes),
    }
}

/// Returns the human report.
pub(crate) fn human(capture: &Capture, show_secrets: bool) -> String {
    report(capture, Format::Human, show_secrets)
}

/// Returns the JSON report.
pub(crate) fn json(capture: &Capture, show_secrets: bool) -> String {
    report(capture, Format::Json, show_secrets)
}

/// Returns the report in this format.
pub(crate) fn report(capture: &Capture, format: Format, show_secrets: bool) -> String {
    let mut out = Vec::new();
    report::write(slice::from_ref(capture), format, options(show_secrets), &mut out).expect("memory can be written");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// Returns the HTML report.
pub(crate) fn html(capture: &Capture, show_secrets: bool) -> String {
    let mut out = Vec::new();
    report::html::write(slice::from_ref(capture), options(show_secrets), &mut out).expect("memory can be written");
    String::from_utf8(out).expect("reports are UTF-8")
}

pub(crate) fn options(show_secrets: bool) -> Options {
    Options {
        show_secrets,
        ..Options::default()
    }
}

/// One exchange of a HAR, with what a login needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) url: String,
    /// Milliseconds after the recording began.
    pub(crate) time: Option<i64>,
    pub(crate) headers: Vec<(String, String)>,
    /// `postData`.
    pub(crate) body: Option<Value>,
    pub(crate) status: u16,
    pub(crate) answer_headers: Vec<(String, String)>,
    pub(crate) content: Option<(String, String)>,
}

impl Exchange {
    pub(crate) fn get(url: impl Into<String>) -> Self {
        Self {
            method: "GET".to_owned(),
            url: url.into(),
            status: 200,
            ..Self::default()
        }
    }

    /// A form that is posted.
    pub(crate) fn post(url: impl Into<String>, form: &str) -> Self {
        Self {
            method: "POST".to_owned(),
            ..Self::get(url)
        }
        .sends("application/x-www-form-urlencoded", form)
    }

    pub(crate) fn sends(mut self, media: &str, text: &str) -> Self {
        self.body = Some(json!({ "mimeType": media, "text": text }));
        self.header("Content-Type", media)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn at(mut self, time: i64) -> Self {
        self.time = Some(time);
        self
    }

    pub(crate) fn answers(mut self, status: u16, media: &str, text: &str) -> Self {
        self.status = status;
        self.content = Some((media.to_owned(), text.to_owned()));
        self.answer_headers.push(("content-type".to_owned(), media.to_owned()));
        self
    }

    pub(crate) fn refuses(self, error: &str, description: &str) -> Self {
        let body = json!({ "error": error, "error_description": description });
        self.answers(400, "application/json", &body.to_string())
    }

    pub(crate) fn redirects(mut self, location: &str) -> Self {
        self.status = 302;
        self.answer_headers.push(("location".to_owned(), location.to_owned()));
        self
    }

    fn entry(&self) -> Value {
        let headers = |headers: &[(String, String)]| -> Vec<Value> {
            headers
                .iter()
                .map(|(name, value)| json!({ "name": name, "value": value }))
                .collect()
        };
        let location = self.answer_headers.iter().find(|(name, _)| name == "location");
        let mut entry = json!({
            "time": 20,
            "request": { "method": self.method, "url": self.url, "headers": headers(&self.headers) },
            "response": {
                "status": self.status,
                "headers": headers(&self.answer_headers),
                "redirectURL": location.map_or("", |(_, value)| value.as_str()),
                "content": {},
            },
        });
        if let Some(time) = self.time {
            entry["startedDateTime"] = json!(time_of(time));
        }
        if let Some(body) = &self.body {
            entry["request"]["postData"] = body.clone();
        }
        if let Some((media, text)) = &self.content {
            entry["response"]["content"] = json!({ "mimeType": media, "text": text, "size": text.len() });
        }
        entry
    }
}

/// Returns a HAR of these exchanges, in this order.
pub(crate) fn har(exchanges: &[Exchange]) -> Vec<u8> {
    har_by("WebInspector", exchanges)
}

pub(crate) fn har_by(creator: &str, exchanges: &[Exchange]) -> Vec<u8> {
    let entries: Vec<Value> = exchanges.iter().map(Exchange::entry).collect();
    let log = json!({ "version": "1.2", "creator": { "name": creator, "version": "1.0" }, "entries": entries });
    json!({ "log": log }).to_string().into_bytes()
}

fn time_of(milliseconds: i64) -> String {
    let began: jiff::Timestamp = "2026-05-19T13:42:00Z".parse().expect("this is a time");
    let time = began + jiff::SignedDuration::from_millis(milliseconds);
    format!("{time:.3}")
}

/// Encodes a form as a browser does.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
