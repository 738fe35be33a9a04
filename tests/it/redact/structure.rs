//! A redacted HAR has the members that HAR 1.2 requires: browsers import it.

use serde_json::Value;

use super::{content, redacted};
use crate::capture::write;
use crate::support::random::Random;
use crate::support::{FAILING, WORKING};

/// Returns the required members that an entry does not have.
fn missing(entry: &Value) -> Vec<String> {
    let required = [
        ("", &["startedDateTime", "time", "request", "response", "cache", "timings"][..]),
        ("/timings", &["send", "wait", "receive"]),
        ("/request", &["method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"]),
        (
            "/response",
            &[
                "status",
                "statusText",
                "httpVersion",
                "cookies",
                "headers",
                "content",
                "redirectURL",
                "headersSize",
                "bodySize",
            ],
        ),
    ];
    let missing = required.iter().flat_map(|(object, names)| {
        let object = entry.pointer(object).cloned().unwrap_or_default();
        names.iter().filter(move |name| object.get(**name).is_none()).map(|name| (*name).to_owned())
    });
    missing.collect()
}

#[test]
fn each_entry_is_whole_also_where_a_shell_is_left_or_another_format_was_read() {
    let login = super::made::made(&mut Random::new(3)).exchanges;
    let files = [
        (FAILING, std::fs::read(FAILING).expect("the fixture is there")),
        (WORKING, std::fs::read(WORKING).expect("the fixture is there")),
        ("login.saz", write::saz(&login, "raw/", 2)),
        ("login.flow", write::mitmproxy(&login)),
    ];
    for (name, original) in files {
        let written: Value =
            serde_json::from_slice(&content(&redacted(name, &original, 7).expect("it passes"))).expect("it is JSON");
        let log = &written["log"];
        assert!(log["version"].is_string() && log["creator"]["name"].is_string(), "{name}");
        let entries = log["entries"].as_array().expect("it has entries");
        assert!(!entries.is_empty(), "{name}");
        for (number, entry) in entries.iter().enumerate() {
            assert_eq!(missing(entry), Vec::<String>::new(), "{name}, entry {number}");
        }
    }
}
