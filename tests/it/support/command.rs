//! The built command in a clean environment.

use std::io::Write;
use std::process::{Command, Stdio};

/// Variables that change what a command prints; no test depends on those of whoever runs it.
pub(crate) const SCRUBBED: &[&str] = &[
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "FORCE_HYPERLINK",
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
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
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

impl Ran {
    /// Asserts that standard error has this text.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        assert!(self.stderr.contains(text), "{text:?} is not in\n{}", self.stderr);
    }

    #[track_caller]
    pub(crate) fn says_nothing_of(&self, text: &str) {
        assert!(!self.stderr.contains(text), "{text:?} is in\n{}", self.stderr);
    }

    /// Asserts that standard output has this text.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) {
        assert!(self.stdout.contains(text), "{text:?} is not in\n{}", self.stdout);
    }

    #[track_caller]
    pub(crate) fn shows_nothing_of(&self, text: &str) {
        assert!(!self.stdout.contains(text), "{text:?} is in\n{}", self.stdout);
    }
}
