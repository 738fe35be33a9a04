//! `oidc-provider` (npm), installed below `target/` and run by Node.js on two ports of the loopback address.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::time::{Duration, Instant};
use std::{env, thread};

use rcgen::CertifiedKey;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Files of the server, from this folder to the one where it runs.
const FILES: &[(&str, &str)] = &[
    ("package.json", include_str!("package.json")),
    ("package-lock.json", include_str!("package-lock.json")),
    ("server.mjs", include_str!("server.mjs")),
];
const INSTALLING: Duration = Duration::from_secs(180);
const STARTING: Duration = Duration::from_secs(30);
/// Since this version Node.js has what `oidc-provider` calls.
const NODE: (u32, u32) = (20, 12);

/// Ends when it is dropped, and with the test that started it, whatever becomes of that.
pub(crate) struct Server {
    process: Child,
    _input: ChildStdin,
    urls: Value,
    folder: TempDir,
}

impl Server {
    /// Starts a server that knows these clients (RFC 7591 §2), and panics where it cannot be had.
    pub(crate) fn start(clients: &Value) -> Self {
        let installed = installed().unwrap_or_else(|reason| panic!("{reason}"));
        let names = ["127.0.0.1".to_owned()];
        let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).expect("a key can be made");
        let folder = tempfile::tempdir().expect("a folder can be made");
        fs::write(folder.path().join("ca.pem"), cert.pem()).expect("a file can be written");
        let log = folder.path().join("server.log");
        let mut process = Command::new("node")
            .arg("server.mjs")
            .current_dir(installed)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).expect("a file can be written"))
            .spawn()
            .expect("Node.js starts");
        let mut input = process.stdin.take().expect("standard input is a pipe");
        let output = process.stdout.take().expect("standard output is a pipe");
        let (sender, first_line) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            let read = BufReader::new(output).read_line(&mut line);
            // Nobody waits any more where the server was too slow.
            let _ = sender.send(read.map(|_| line));
        });
        let settings = json!({ "clients": clients, "cert": cert.pem(), "key": signing_key.serialize_pem() });
        // A server that ended before it read this has said why.
        let _ = writeln!(input, "{settings}");
        let mut server = Self { process, _input: input, urls: Value::Null, folder };
        let line = first_line.recv_timeout(STARTING);
        let urls = line.ok().and_then(Result::ok).and_then(|line| serde_json::from_str(&line).ok());
        server.urls =
            urls.unwrap_or_else(|| panic!("the server starts: {}", fs::read_to_string(&log).unwrap_or_default()));
        server
    }

    /// Its name, which is where it serves without TLS.
    pub(crate) fn issuer(&self) -> String {
        self.base("http").to_owned()
    }

    /// A URL without TLS.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base("http"))
    }

    /// A URL over TLS.
    pub(crate) fn secure_url(&self, path: &str) -> String {
        format!("{}{path}", self.base("https"))
    }

    /// A file in a folder that is gone with the server; `ca.pem` is for `--ca-file`.
    pub(crate) fn file(&self, name: &str) -> String {
        let file = self.folder.path().join(name);
        file.to_str().expect("paths are UTF-8").to_owned()
    }

    fn base(&self, scheme: &str) -> &str {
        self.urls[scheme].as_str().expect("the server said where it is")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the folder of the server with what it needs, or why there is none. Tried once for all tests.
fn installed() -> Result<&'static Path, &'static str> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let installed = INSTALLED.get_or_init(install);
    installed.as_deref().map_err(String::as_str)
}

fn install() -> Result<PathBuf, String> {
    let node = version("node").zip(version(NPM));
    let (node, _) = node.ok_or_else(|| "Node.js and npm are not installed".to_owned())?;
    let mut numbers = node.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    if numbers.next().zip(numbers.next()).is_none_or(|version| version < NODE) {
        return Err(format!("Node.js {node} is too old for oidc-provider"));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("independent_server");
    let done = folder.join("node_modules").join(".installed");
    let lock = FILES[1].1;
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    for (name, text) in FILES {
        fs::write(folder.join(name), text).map_err(|error| error.to_string())?;
    }
    if fs::read_to_string(&done).is_ok_and(|installed| installed == lock) {
        return Ok(folder);
    }
    let log = folder.join("npm.log");
    let mut npm = Command::new(NPM)
        .args(["ci", "--fetch-retries=1", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&log).map_err(|error| error.to_string())?)
        .spawn()
        .map_err(|error| error.to_string())?;
    let started = Instant::now();
    let reason = loop {
        match npm.try_wait() {
            Ok(Some(status)) if status.success() => {
                fs::write(&done, lock).map_err(|error| error.to_string())?;
                return Ok(folder);
            }
            Ok(Some(_)) => {
                let said = fs::read_to_string(&log).unwrap_or_default();
                break said.lines().find(|line| line.contains("code")).unwrap_or("npm failed").to_owned();
            }
            Ok(None) if started.elapsed() < INSTALLING => thread::sleep(Duration::from_millis(50)),
            _ => {
                let _ = npm.kill();
                let _ = npm.wait();
                break format!("npm took more than {} s", INSTALLING.as_secs());
            }
        }
    };
    Err(format!("oidc-provider cannot be installed: {reason}"))
}

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
