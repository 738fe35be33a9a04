//! The formats that are read: what a report calls them, and how to record better with the tool that wrote one.

/// Who writes captures of a format, and so what may be asked for where one does not show enough.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Recorder {
    /// A HAR: of a browser, or of something that writes what a browser would.
    Har,
    /// A proxy in a format of its own.
    Proxy,
    /// The network log of Chromium.
    NetLog,
    /// A trace of Playwright.
    Trace,
    /// A command or a call, which has no answer.
    Command,
    /// What a command-line client prints.
    Transcript,
    /// Requests that were saved in Postman.
    Collection,
    /// A text that somebody put together.
    Text,
    /// Several of these, or nothing that could be read.
    #[default]
    Unknown,
}

/// A format that is read.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name in the JSON report.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Who writes it.
    pub recorder: Recorder,
}

impl Format {
    /// Returns the format of a name; what is refused has none.
    pub fn of(id: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.id == id)
    }

    /// Returns all formats that are read.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        FORMATS.iter()
    }
}

const fn format(id: &'static str, title: &'static str, recorder: Recorder) -> Format {
    Format { id, title, recorder }
}

static FORMATS: [Format; 18] = [
    format("har", "HAR", Recorder::Har),
    format("playwright-trace", "Playwright trace", Recorder::Trace),
    format("saz", "Fiddler archive", Recorder::Proxy),
    format("mitmproxy-flow", "mitmproxy flows", Recorder::Proxy),
    format("charles", "Charles session", Recorder::Proxy),
    format("burp", "Burp items", Recorder::Proxy),
    format("netlog", "NetLog", Recorder::NetLog),
    format("postman", "Postman collection", Recorder::Collection),
    format("curl", "curl command", Recorder::Command),
    format("httpie", "HTTPie command", Recorder::Command),
    format("powershell", "PowerShell command", Recorder::Command),
    format("fetch", "fetch call", Recorder::Command),
    format("axios", "axios call", Recorder::Command),
    format("python-requests", "call of Python requests", Recorder::Command),
    format("commands", "commands", Recorder::Command),
    format("curl-transcript", "curl transcript", Recorder::Transcript),
    format("http", "HTTP messages", Recorder::Transcript),
    format("text", "text", Recorder::Text),
];
