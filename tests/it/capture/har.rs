//! The HAR reader, against a small file of each exporter and against damage.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use oauth_doctor::capture::{Body, Content, Exchange, NoteKind, Place, Summary, Text, read};

use crate::support::cost::Clock;

#[test]
fn each_fixture_is_read_whole_or_says_why_not() {
    for (name, exchanges, notes, error) in [
        ("bare-entry", 1, "", ""),
        ("bare-log", 1, "", ""),
        ("broken-between-entries", 1, "", "48:4"),
        ("broken-entries", 1, "broken-entry broken-entry broken-entry", ""),
        ("broken-log-is-a-list", 0, "", "2:1"),
        ("broken-no-log", 0, "", "1:1"),
        ("broken-json-lines", 0, "", "1:1"),
        ("broken-truncated", 1, "", "82:13"),
        ("by-hand-decoded", 1, "no-time", ""),
        ("by-hand-encoded", 1, "", ""),
        ("charles", 3, "", ""),
        ("chrome", 5, "", ""),
        ("chrome-copy-all", 1, "no-response-bodies", ""),
        ("chrome-har", 1, "", ""),
        ("chrome-sanitised", 3, "sanitised", ""),
        ("fiddler", 2, "", ""),
        ("firefox", 4, "", ""),
        ("firefox-47", 2, "", ""),
        ("har-1.3", 2, "", ""),
        ("http-toolkit", 3, "", ""),
        ("internet-explorer-11", 1, "", ""),
        ("jsonp", 1, "", ""),
        ("mitmproxy", 2, "", ""),
        ("no-entries", 0, "no-entries", ""),
        ("playwright", 3, "", ""),
        ("playwright-attach", 1, "bodies-in-other-files", ""),
        ("playwright-omit", 2, "no-response-bodies", ""),
        ("polly", 1, "", ""),
        ("requestly", 2, "", ""),
        ("safari", 1, "", ""),
        ("two-hars", 1, "trailing-data", ""),
        ("wrapped", 1, "", ""),
    ] {
        let (read, summary) = fixture(name);
        let kinds: Vec<_> = summary.notes.iter().map(|note| note.kind.as_str()).collect();
        let at = summary.error.as_ref().map(|error| error.at().unwrap().to_string()).unwrap_or_default();
        assert_eq!((read.len(), summary.exchanges), (exchanges, exchanges), "{name}");
        assert_eq!((kinds.join(" ").as_str(), at.as_str()), (notes, error), "{name}");
    }
}

#[test]
fn other_formats_are_refused_with_advice() {
    for (name, format, advice) in [
        ("broken-empty", "empty", "record again"),
        ("broken-flow-dump", "mitmproxy-flow", "is cut in its first flow"),
        ("broken-json-lines", "json-lines", "record the login as HAR"),
        (
            "broken-no-log",
            "json",
            "this JSON is not a capture in a known format; a HAR is an object with a `log` member",
        ),
    ] {
        let (_, summary) = fixture(name);
        assert_eq!(summary.format.unwrap().as_str(), format);
        assert!(summary.error.unwrap().to_string().contains(advice), "{name}");
    }
    for (bytes, format) in [
        (&b"PK\x03\x04\x14\0\0\0\x08\0har.har\xff"[..], "zip"),
        (b"<!doctype html><p>", "html"),
        (b"{\"info\": {}, \"item\": []}", "postman"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"", "empty"),
        (b"\0\0\0", "unknown"),
    ] {
        let summary = read(bytes, &mut |_| panic!("there is no exchange"));
        assert_eq!((summary.format.unwrap().as_str(), summary.error.is_some()), (format, true));
    }
}

#[test]
fn the_body_of_each_recorder_is_the_same_form() {
    let recorders = [
        ("chrome", 2),
        ("firefox", 2),
        ("firefox-47", 2),
        ("safari", 1),
        ("fiddler", 2),
        ("mitmproxy", 1),
        ("playwright", 1),
        ("chrome-har", 1),
        ("polly", 1),
        ("har-1.3", 1),
    ];
    for (name, number) in recorders {
        assert_eq!(string(sent(&exchange(name, number)).unwrap()), FORM, "{name}");
    }
    for (name, number, is_encoded) in [
        ("chrome", 3, true),
        ("internet-explorer-11", 1, true),
        ("by-hand-encoded", 1, true),
        ("by-hand-decoded", 1, false),
        ("charles", 1, false),
        ("http-toolkit", 1, false),
        ("playwright-omit", 1, false),
    ] {
        let exchange = exchange(name, number);
        let Content::Params { params, encoded } = &sent(&exchange).unwrap().content else {
            panic!("{name} has params");
        };
        let value = |name: &str| params.iter().find(|(known, _)| known.as_str() == name).unwrap().1.as_str();
        assert_eq!(*encoded, is_encoded, "{name}");
        assert_eq!(value("code"), if is_encoded { "inventedCode%2B1" } else { "inventedCode+1" }, "{name}");
        assert_eq!(value("code_verifier"), VERIFIER, "{name}");
    }
}

#[test]
fn base64_is_undone_where_it_is_base64() {
    assert_eq!(string(exchange("charles", 1).response.unwrap().body.as_ref().unwrap()), r#"{"error":"invalid_grant"}"#);
    assert_eq!(string(exchange("firefox", 4).response.unwrap().body.as_ref().unwrap()), "{no}");
    assert_eq!(string(sent(&exchange("http-toolkit", 2)).unwrap()), "a=b");
    let second = exchange("har-1.3", 2);
    let Content::Params { params, .. } = &sent(&second).unwrap().content else { panic!() };
    assert_eq!(params[0].1.as_str(), "inventedCode+1");
}

#[test]
fn a_body_that_was_left_out_is_missing_and_not_empty() {
    for (name, number, bytes) in [
        ("chrome", 5, Some(226)),
        ("firefox", 4, None),
        ("http-toolkit", 3, None),
        ("playwright-attach", 1, Some(96)),
        ("playwright-omit", 2, Some(96)),
        ("requestly", 1, None),
    ] {
        let exchange = exchange(name, number);
        assert!(
            matches!(sent(&exchange).unwrap().content, Content::Missing { bytes: known } if known == bytes),
            "{name}"
        );
    }
    for (name, number, bytes) in [("chrome", 3, Some(381)), ("firefox", 1, None), ("fiddler", 1, Some(70_000))] {
        let body = exchange(name, number).response.unwrap().body.unwrap();
        assert!(matches!(body.content, Content::Missing { bytes: known } if known == bytes), "{name}");
    }
    for (name, number) in [("firefox-47", 1), ("fiddler", 1), ("requestly", 2), ("chrome", 1), ("chrome", 4)] {
        assert!(exchange(name, number).request.body.is_none(), "{name} {number}");
    }
}

#[test]
fn failures_are_what_the_recorder_says() {
    for (name, number, failure) in [
        ("chrome", 5, Some("net::ERR_FAILED")),
        ("chrome", 2, None),
        ("charles", 1, None),
        ("charles", 3, Some("SSL Proxying not enabled for this host")),
        ("firefox", 3, None),
        ("mitmproxy", 2, Some("Certificate verify failed")),
        ("playwright", 2, Some("net::ERR_ABORTED")),
    ] {
        let exchange = exchange(name, number);
        assert_eq!(exchange.failure.as_deref(), failure, "{name}");
        let status = exchange.response.unwrap().status;
        assert_eq!(status.is_none(), failure.is_some() || name == "firefox", "{name}");
    }
    assert_eq!(exchange("internet-explorer-11", 1).response.unwrap().status, Some(200));
}

#[test]
fn headers_are_what_was_sent() {
    let names = |name| {
        let exchange = exchange(name, 1);
        let answer = exchange.response.unwrap().headers;
        let pair = |header: &oauth_doctor::capture::Header| format!("{}: {}", header.name, header.value.as_str());
        exchange.request.headers.iter().chain(&answer).map(pair).collect::<Vec<_>>().join(" | ")
    };
    let chrome =
        "cookie: sid=invented | location: https://app.example/cb?code=inventedCode | set-cookie: a=1 | set-cookie: b=2";
    assert_eq!(names("chrome"), chrome);
    let chrome_har =
        "Content-Type: application/x-www-form-urlencoded | set-cookie: a=1 | set-cookie: b=2; Path=/ | x-empty: ";
    assert_eq!(names("chrome-har"), chrome_har);
    assert_eq!(names("polly"), "Content-Type: application/x-www-form-urlencoded | content-length: 25 | x-null: ");
    assert!(names("by-hand-encoded").contains("Authorization: Basic invented"));
}

#[test]
fn what_a_recorder_adds_is_kept() {
    let first = exchange("chrome", 1);
    assert_eq!(first.response.unwrap().redirect_url.unwrap().as_str(), "https://app.example/cb?code=inventedCode");
    assert_eq!(first.recorder.resource_type.as_deref(), Some("document"));
    let second = exchange("chrome", 2).recorder;
    let stack = second.call_stack.iter().map(|frame| {
        let (name, script) = (&frame.function, &frame.script);
        format!("{name} {script}:{}:{}", frame.line, frame.column)
    });
    assert_eq!(
        stack.collect::<Vec<_>>(),
        ["exchangeCode https://app.example/app.js:41:18", " https://app.example/cb:1:5"]
    );
    assert_eq!(
        (second.via_service_worker, second.from_service_worker, second.resource_type.as_deref()),
        (true, false, Some("fetch"))
    );
    assert!(exchange("chrome", 3).recorder.from_service_worker);
    assert!(exchange("playwright", 3).recorder.from_service_worker);
    assert!(!exchange("charles", 1).recorder.from_service_worker);
    let explorer = exchange("internet-explorer-11", 1);
    assert_eq!(explorer.response.unwrap().redirect_url.unwrap().as_str(), "https://app.example/next");
    assert_eq!(explorer.started.unwrap().to_string(), "2026-08-01T10:00:11.059Z");
    assert_eq!(fixture("chrome").1.creator.as_deref(), Some("WebInspector 537.36"));
    assert_eq!(fixture("requestly").1.creator, None);
}

#[test]
fn places_are_exact() {
    let source = concat!(
        "{\r\n",
        "  \"log\": {\"entries\": [\r\n",
        "    {\"request\": {\"method\": \"POST\", \"url\": \"https://as.example/é?a=1&code_verifier=first\",\r\n",
        "      \"headers\": [{\"value\": \"x\\\"y\", \"name\": \"A\"}],\r\n",
        "      \"postData\": {\"text\": \"{\\\"a\\\":\\\"\\u00e9\\\",\\\"code_verifier\\\":\\\"second\\\"}\"}}}\r\n",
        "  ]}\r\n",
        "}\r\n",
    );
    let utf16: Vec<u8> = format!("\u{feff}{source}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [source.as_bytes(), format!("\u{feff}{source}").as_bytes(), &utf16] {
        let (exchanges, summary) = collect(bytes);
        assert!(summary.error.is_none());
        let Exchange { at, request, .. } = &exchanges[0];
        assert_eq!(*at, Place { file: 0, line: 3, column: 5 });
        assert_eq!(place_of(&request.url, "https"), "3:44");
        assert_eq!(place_of(&request.url, "first"), "3:84");
        assert_eq!(place_of(&request.headers[0].value, "y"), "4:33");
        let Content::Text(body) = &request.body.as_ref().unwrap().content else { panic!() };
        assert_eq!(body.as_str(), r#"{"a":"é","code_verifier":"second"}"#);
        assert_eq!(place_of(body, "second"), "5:67");
        for (text, needle) in [(&request.url, "first"), (body, "second")] {
            let at = text.place(text.as_str().find(needle).unwrap()).unwrap();
            let line = source.lines().nth(usize::try_from(at.line).unwrap() - 1).unwrap();
            assert!(line[usize::try_from(at.column).unwrap() - 1..].starts_with(needle), "{at}");
        }
    }
}

#[test]
fn the_places_of_all_fixtures_are_those_of_the_bytes() {
    let mut seen = 0;
    for file in std::fs::read_dir(fixtures()).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let source = source.trim_start_matches('\u{feff}');
        let lines: Vec<_> = source.split('\n').collect();
        for exchange in collect(source.as_bytes()).0 {
            let body = exchange.request.body.as_ref().map(|body| &body.content);
            let texts = match body {
                Some(Content::Text(text)) => vec![text],
                Some(Content::Params { params, .. }) => params.iter().map(|(_, value)| value).collect(),
                _ => Vec::new(),
            };
            for text in texts.into_iter().chain([&exchange.request.url]) {
                let (Some(index), Some(_)) = (text.as_str().find("invented"), text.place(0)) else {
                    continue;
                };
                let at = text.place(index).unwrap();
                let found = &lines[usize::try_from(at.line).unwrap() - 1][usize::try_from(at.column).unwrap() - 1..];
                // What was base64 in the file cannot be found again as text.
                assert!(
                    found.starts_with("invented") || !source.contains(text.as_str().get(index..index + 12).unwrap())
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn a_file_cut_anywhere_gives_what_precedes_the_cut() {
    let (name, whole) = ("chrome", std::fs::read(fixtures().join("chrome.har")).unwrap());
    let ends: Vec<_> = {
        let text = String::from_utf8(whole.clone()).unwrap();
        text.match_indices("\n      }").map(|(at, found)| at + found.len()).collect()
    };
    let all = fixture(name).1.exchanges;
    for cut in (1..whole.trim_ascii_end().len()).step_by(7) {
        let (exchanges, summary) = collect(&whole[..cut]);
        let complete = ends.iter().filter(|end| **end <= cut).count();
        // Pages are indented as entries are, and the list of pages precedes them.
        assert_eq!(exchanges.len(), complete.saturating_sub(1).min(all), "cut at {cut}");
        let error = summary.error.unwrap();
        assert!(error.to_string().starts_with("the file ends "), "{error}");
        assert!(error.at().is_some() && !error.to_string().contains("invented"));
    }
}

#[test]
fn an_error_says_inside_which_entry_and_what_was_expected() {
    let entry = r#"{"request":{"url":"u"}}"#;
    for (tail, message, at) in [
        (r#","#, "the file ends after entry 2 (expected a value)", "1:69"),
        (r#",{"request":{"url":"inv"#, "the file ends inside entry 3 (expected the closing `\"` of a string)", "1:91"),
        (r#",{"request":{"url":1"#, "the file ends inside entry 3 (expected `,` or `}`)", "1:88"),
        (r#" {"#, "the JSON is broken after entry 2 (expected `,` or `]`)", "1:69"),
        (r#",{"request" 1}"#, "the JSON is broken inside entry 3 (expected `:`)", "1:80"),
        ("]", "the file ends after the last entry (expected `,` or `}`)", "1:69"),
    ] {
        let source = format!("{{\"log\": {{\"entries\":[{entry},{entry}{tail}");
        let (exchanges, summary) = collect(source.as_bytes());
        let error = summary.error.unwrap();
        assert_eq!(exchanges.len(), 2);
        assert!(error.to_string().starts_with(message), "{error}");
        assert_eq!(error.at().unwrap().to_string(), at, "{message}");
    }
}

#[test]
fn broken_entries_are_numbered_and_left_out() {
    let (exchanges, summary) = fixture("broken-entries");
    assert_eq!(exchanges[0].number, 3);
    let first = &summary.notes[0];
    assert_eq!(
        (first.message.as_str(), first.at.unwrap().to_string().as_str()),
        ("entry 1 is not an object and was skipped", "6:7")
    );
    assert_eq!(summary.notes[1].message, "entry 2 has no request and was skipped");

    let many = format!(r#"{{"log":{{"entries":[{}0]}}}}"#, "0,".repeat(5_000));
    let summary = collect(many.as_bytes()).1;
    assert_eq!(summary.notes.len(), 21);
    assert_eq!(summary.notes[20].message, "4981 more entries were skipped");
}

#[test]
fn a_second_document_is_told_of() {
    let note = fixture("two-hars").1.notes.remove(0);
    assert!(note.message.contains("its exchanges were not read"), "{}", note.message);
    assert_eq!(note.at.unwrap().to_string(), "2:1");
    let summary = collect(br#"{"log":{"entries":[{"request":{}}]}} and so on"#).1;
    assert_eq!((summary.notes[0].kind, summary.notes[0].at.unwrap().column), (NoteKind::TrailingData, 38));
}

#[test]
fn an_absent_cookie_only_tells_something_in_a_log_of_a_browser() {
    let log = |creator: &str, entries: usize, header: &str| {
        let entry = format!(r#"{{"request":{{"url":"https://a.example","headers":[{header}]}}}}"#);
        let entries = vec![entry; entries].join(",");
        let source = format!(r#"{{"log":{{"creator":{{"name":"{creator}"}},"entries":[{entries}]}}}}"#);
        collect(source.as_bytes()).1.notes.iter().any(|note| note.kind == NoteKind::Sanitised)
    };
    assert!(log("WebInspector", 3, ""));
    assert!(log("", 3, ""));
    assert!(!log("WebInspector", 2, ""));
    let exported = br#"{"log":{"creator":{"name":"WebInspector"},"entries":[{"_priority":"High","request":{"url":"https://a.example"}}]}}"#;
    assert!(collect(exported).1.is_sanitised());
    assert!(!log("mitmproxy", 3, ""));
    assert!(!log("WebInspector", 3, r#"{"name":"COOKIE","value":"a=b"}"#));
    assert!(!log("WebInspector", 3, r#"{"name":"authorization","value":""}"#));
}

#[test]
fn large_bodies_and_pictures_are_not_kept() {
    let body = |content: &str| {
        let source = format!(r#"{{"log":{{"entries":[{{"request":{{}},"response":{{"content":{content}}}}}]}}}}"#);
        collect(source.as_bytes()).0.remove(0).response.unwrap().body.unwrap().content
    };
    let text = |media_type: &str, length: usize| {
        body(&format!(r#"{{"mimeType":"{media_type}","text":"{}"}}"#, "a".repeat(length)))
    };
    assert!(matches!(text("text/html", 5 << 20), Content::Missing { .. }));
    assert!(matches!(text("text/html", 1 << 20), Content::Text(_)));
    assert!(matches!(text("image/png", 9), Content::Missing { .. }));
    assert!(matches!(text("application/octet-stream", 9), Content::Text(_)));
    assert!(matches!(text("application/octet-stream", 70_000), Content::Missing { .. }));
}

#[test]
fn hostile_input_takes_no_stack() {
    read_hostile_input(10_000);
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn hostile_input_takes_no_quadratic_time() {
    let clock = Clock::start();
    read_hostile_input(1_000_000);
    // A second or two; quadratic time would be hours.
    assert!(clock.elapsed() < Duration::from_secs(60), "{:?}", clock.elapsed());
}

fn read_hostile_input(size: usize) {
    let deep = format!("{}{}", "[".repeat(size), "]".repeat(size));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(size), "}".repeat(size));
    let log = |entry: &str| format!(r#"{{"log":{{"entries":[{entry},{{"request":{{}}}}]}}}}"#);
    let mut headers = String::new();
    for number in 0..size / 5 {
        // The value precedes its name, on another line.
        writeln!(headers, "{{\"value\":\"{number}\",\n\"name\":\"a\"}},").expect("memory can be written");
    }
    headers.push_str("{}");
    let long = "a".repeat(100 * size);
    for (source, exchanges) in [
        (deep.clone(), 0),
        (objects.clone(), 0),
        (deep[..size / 2 * 3].to_owned(), 0),
        (log(&format!(r#"{{"request":{{"url":{deep},"headers":{deep},"postData":{deep}}},"response":{deep}}}"#)), 2),
        (log(&format!(r#"{{"request":{{"postData":{objects}}},"response":{{"content":{objects}}}}}"#)), 2),
        (log(&format!(r#"{{"request":{{"headers":[{headers}],"postData":{{"params":[{headers}]}}}}}}"#)), 2),
        (log(&format!(r#"{{"request":{{"headers":[{{"name":"a","value":"{}"}}]}}}}"#, r"a\n".repeat(size / 5))), 2),
        (log(&format!(r#"{{"request":{{"url":"{}"}}}}"#, r"\u0000".repeat(size))), 2),
        (log(&format!(r#"{{"request":{{"url":"{long}"}}}}"#)), 2),
        (
            log(
                r#"{"request":{"method":1e999999,"url":"\ud800"},"request":{"method":"GET"},"response":{"status":1e999}}"#,
            ),
            2,
        ),
    ] {
        let (read, summary) = collect(source.as_bytes());
        assert_eq!((read.len(), summary.error.is_some()), (exchanges, exchanges == 0));
    }
}

#[test]
fn no_message_holds_a_value_of_the_capture() {
    insert_at_each(31);
}

#[test]
#[ignore = "slow: thousands of files"]
fn no_message_holds_a_value_of_the_capture_wherever_it_is_damaged() {
    insert_at_each(1);
}

fn insert_at_each(step: usize) {
    let whole = std::fs::read_to_string(fixtures().join("chrome.har")).expect("the fixture is there");
    for at in (0..whole.len()).step_by(step) {
        for wrong in ["\"", "}", "x", "\n", "\0", ","] {
            let mut source = whole.clone();
            source.insert_str(at, wrong);
            let summary = collect(source.as_bytes()).1;
            let notes = summary.notes.iter().map(|note| note.message.clone());
            for message in notes.chain(summary.error.iter().map(ToString::to_string)) {
                assert!(!message.contains("invented") && !message.contains("example"), "{message}");
            }
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        collect(&bytes);
    }

    #[test]
    fn no_change_of_a_file_makes_the_reader_panic(at in 0_usize..9_000, length in 0_usize..40, with in proptest::collection::vec(proptest::num::u8::ANY, 0..4)) {
        let mut bytes = std::fs::read(fixtures().join("chrome.har")).unwrap();
        let at = at.min(bytes.len());
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, with);
        let (exchanges, summary) = collect(&bytes);
        proptest::prop_assert_eq!(exchanges.len(), summary.exchanges);
    }
}

fn collect(bytes: &[u8]) -> (Vec<Exchange>, Summary) {
    let mut exchanges = Vec::new();
    let summary = read(bytes, &mut |exchange| exchanges.push(exchange));
    (exchanges, summary)
}

fn fixture(name: &str) -> (Vec<Exchange>, Summary) {
    collect(&std::fs::read(fixtures().join(format!("{name}.har"))).expect("the fixture is there"))
}

fn exchange(name: &str, number: usize) -> Exchange {
    fixture(name).0.remove(number - 1)
}

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures/har")
}

fn sent(exchange: &Exchange) -> Option<&Body> {
    exchange.request.body.as_ref()
}

fn string(body: &Body) -> &str {
    match &body.content {
        Content::Text(text) => text.as_str(),
        other => panic!("{other:?} is no text"),
    }
}

fn place_of(text: &Text, needle: &str) -> String {
    let index = text.as_str().find(needle).expect("the text has it");
    text.place(index).expect("it has a place").to_string()
}

const VERIFIER: &str = "inventedVerifier-0123456789~abcdefghijklmnop";

const FORM: &str = "grant_type=authorization_code&code=inventedCode%2B1&redirect_uri=https%3A%2F%2Fapp.example%2Fcb\
    &code_verifier=inventedVerifier-0123456789~abcdefghijklmnop";
