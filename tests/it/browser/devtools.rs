//! Chromium, driven over its DevTools protocol: the test writes to file descriptor 3 of the browser and reads from 4.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use std::{env, fs, thread};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A browser with one page, of 1280 by 800 pixels.
pub(crate) struct Browser {
    process: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    session: String,
    next: u64,
    /// What happened since the page was opened.
    events: Vec<Value>,
    folder: TempDir,
}

/// Far longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(60);

impl Browser {
    /// Starts Chromium, and panics where there is none.
    pub(crate) fn start() -> Self {
        let program = program().expect("Chromium is installed, or the variable CHROMIUM names it");
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut process = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 >/dev/null 2>&1"])
            .arg(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-extensions"])
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell starts");
        let input = process.stdin.take().expect("standard input is a pipe");
        let output = process.stdout.take().expect("standard output is a pipe");
        let (send, messages) = mpsc::channel();
        thread::spawn(move || {
            for message in BufReader::new(output).split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("the browser speaks JSON");
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        let mut browser =
            Self { process, input, messages, session: String::new(), next: 0, events: Vec::new(), folder };
        let target = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attached =
            browser.call("Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true }));
        attached["sessionId"].as_str().expect("a page has a session").clone_into(&mut browser.session);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        browser.size(1280, 800);
        browser.prefer_dark(false);
        browser
    }

    /// Opens a page from the disk.
    pub(crate) fn open(&mut self, page: &str) {
        let path = self.folder.path().join("report.html");
        fs::write(&path, page).expect("a file can be written");
        self.events.clear();
        self.call("Page.navigate", &json!({ "url": format!("file://{}", path.display()) }));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.receive();
            self.events.push(event);
        }
        // What the page complains of arrives before this answer.
        self.evaluate("new Promise((done) => setTimeout(done, 50))");
    }

    pub(crate) fn size(&mut self, width: u32, height: u32) {
        self.call(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
    }

    pub(crate) fn prefer_dark(&mut self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.call("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    pub(crate) fn print_media(&mut self) {
        self.call("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    }

    /// Presses a key.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            _ => panic!("{key} is not known here"),
        };
        let event =
            |kind: &str| json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        self.call("Input.dispatchKeyEvent", &event(down));
        self.call("Input.dispatchKeyEvent", &event("keyUp"));
    }

    /// Returns the value of an expression in the page.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let result = self.call(
            "Runtime.evaluate",
            &json!({ "expression": expression, "returnByValue": true, "awaitPromise": true }),
        );
        assert!(result.get("exceptionDetails").is_none(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Waits until the value of an expression is a text, and returns it.
    pub(crate) fn wait_for(&mut self, expression: &str) -> String {
        for _ in 0..100 {
            let value = self.evaluate(expression);
            if let Some(text) = value.as_str().filter(|text| !text.is_empty()) {
                return text.to_owned();
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("{expression} stays empty");
    }

    /// Returns the errors and warnings of the console since the page was opened, and the exceptions.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let complains = |event: &&Value| {
            let level = match event["method"].as_str() {
                Some("Runtime.exceptionThrown") => "error",
                Some("Log.entryAdded") => event["params"]["entry"]["level"].as_str().unwrap_or_default(),
                Some("Runtime.consoleAPICalled") => event["params"]["type"].as_str().unwrap_or_default(),
                _ => "",
            };
            matches!(level, "error" | "warning" | "assert")
        };
        self.events.iter().filter(complains).map(|event| event["params"].to_string()).collect()
    }

    /// Returns what was requested since the page was opened, but for the page itself.
    pub(crate) fn requests(&self) -> Vec<String> {
        let sent = self.events.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        let urls = sent.filter_map(|event| event["params"]["request"]["url"].as_str());
        urls.filter(|url| !url.ends_with("/report.html") && !url.starts_with("data:")).map(str::to_owned).collect()
    }

    /// Calls a method of the protocol.
    pub(crate) fn call(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        write!(self.input, "{message}\0").expect("the browser listens");
        self.input.flush().expect("the browser listens");
        loop {
            let received = self.receive();
            if received["id"] == json!(id) {
                assert!(received.get("error").is_none(), "{method}: {received}");
                return received["result"].clone();
            }
            self.events.push(received);
        }
    }

    fn receive(&self) -> Value {
        self.messages.recv_timeout(PATIENCE).expect("the browser answers")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Its helpers end with it, as their pipes do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Finds Chromium: `CHROMIUM`, or by its usual names.
fn program() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    let places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file())
}
