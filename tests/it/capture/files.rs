//! The same failed login, written in the format of each tool: each is read whole, each tells the same cause, and each value has its place.
//! The files are made here, member for member as the tools name them, so no capture of anybody is in this repository.

use std::io::Cursor;

use oauth_doctor::capture::{Content, Exchange, NoteKind, Session, Summary, read};
use serde_json::Value;

use super::write;
use crate::support::{self, Exchange as Made, form, human, json};

/// The challenge keeps its padding, which is why the server refuses.
const CHALLENGE: &str = "eGodEjjfFLL3yWPb57eQvBqm0eWASFb0fFJDRmWdbRI=";
const VERIFIER: &str = "inventedVerifier-0123456789-0123456789-0123";

fn login() -> Vec<Made> {
    let asked = form(&[
        ("response_type", "code"),
        ("client_id", "demo-client"),
        ("redirect_uri", "https://app.example/callback"),
        ("state", "inventedState1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let sent = form(&[
        ("grant_type", "authorization_code"),
        ("code", "inventedCode1"),
        ("client_id", "demo-client"),
        ("redirect_uri", "https://app.example/callback"),
        ("code_verifier", VERIFIER),
    ]);
    let callback = "https://app.example/callback?code=inventedCode1&state=inventedState1";
    vec![
        Made::get(format!("https://login.example/authorize?{asked}"))
            .at(0)
            .header("Host", "login.example")
            .redirects(callback),
        Made::get(callback).at(300).header("Host", "app.example").answers(200, "text/html", "<!doctype html>"),
        Made::post("https://login.example/token", &sent)
            .at(600)
            .header("Host", "login.example")
            .header("Origin", "https://app.example")
            .refuses("invalid_grant", "PKCE verification failed"),
    ]
}

/// Each format that shows bodies, and the file that says so.
fn formats() -> Vec<(&'static str, Vec<u8>)> {
    let login = login();
    vec![
        ("mitmproxy-flow", write::mitmproxy(&login)),
        ("mitmproxy-flow", write::mitmproxy_011(&login)),
        ("saz", write::saz(&login, "raw/", 1)),
        ("saz", write::saz(&login, "raw/", 2)),
        ("playwright-trace", write::trace(&login, "trace.network")),
        ("playwright-trace", write::trace(&login, "0-trace.network")),
        ("har", write::har_zip(&login)),
        ("har", write::zip(&[("logs/a.har", support::har(&login)), ("logs/b.txt", b"hello".to_vec())])),
        ("charles", write::chlsj(&login)),
        ("burp", write::burp(&login, true)),
        ("burp", write::burp(&login, false)),
        ("postman", write::postman(&login)),
        ("har", write::zstd(&support::har(&login))),
    ]
}

/// `fuzz/run` begins with these files, and names a folder for them in `FUZZ_SEEDS`.
#[test]
fn every_format_is_told_by_its_content() {
    let folder = std::env::var_os("FUZZ_SEEDS").map(std::path::PathBuf::from);
    let netlog = ("netlog", write::netlog(&login()));
    for (number, (format, file)) in formats().into_iter().chain([netlog]).enumerate() {
        assert_eq!(session(&file).2.format.unwrap().as_str(), format, "{number}");
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("{number}-{format}")), file).unwrap();
        }
    }
}

#[test]
fn every_format_tells_the_same_cause() {
    for (index, (format, file)) in formats().iter().enumerate() {
        let capture = support::check(file);
        let report: Value = serde_json::from_str(&json(&capture, false)).unwrap();
        let capture = &report["captures"][0];
        assert_eq!(capture["format"], *format, "{index}");
        assert_eq!(capture["exchanges"], 3, "{index} {format}");
        assert_eq!(capture["flows"][0]["verdict"]["rule"], "pkce-challenge-padded", "{index} {format}");
        assert_eq!(capture["flows"][0]["verdict"]["confidence"], "proven", "{index} {format}");
    }
}

#[test]
fn every_format_keeps_the_place_of_what_was_sent() {
    for (format, file) in formats() {
        let (exchanges, files, _) = session(&file);
        let url = &exchanges[0].request.url;
        let at = url.place(url.as_str().find("code_challenge=").unwrap()).unwrap();
        let name = &files[at.file as usize];
        let source = source(&file, name);
        if format == "burp" && source.windows(15).all(|window| window != b"base64=\"false\">") {
            continue;
        }
        let line = source.split(|byte| *byte == b'\n').nth(usize::try_from(at.line).unwrap() - 1).unwrap();
        let found = &line[usize::try_from(at.column).unwrap() - 1..];
        assert!(found.starts_with(b"code_challenge="), "{format} {name} {at}");
    }
}

#[test]
fn a_net_log_has_the_login_and_says_that_bodies_are_missing() {
    let file = write::netlog(&login());
    let (exchanges, _, summary) = session(&file);
    assert_eq!((summary.format.unwrap().as_str(), exchanges.len(), summary.error), ("netlog", 3, None));
    let notes: Vec<_> = summary.notes.iter().map(|note| note.kind.as_str()).collect();
    assert_eq!(notes, ["no-request-bodies", "sanitised"]);
    let token = &exchanges[2];
    assert!(matches!(token.request.body.as_ref().unwrap().content, Content::Missing { bytes: Some(_) }));
    assert_eq!(token.response.as_ref().unwrap().status, Some(400));
    assert_eq!(token.started.unwrap().to_string(), "2026-05-19T13:42:00.6Z");
    let url = &exchanges[0].request.url;
    let at = url.place(url.as_str().find("code_challenge=").unwrap()).unwrap();
    let line = file.split(|byte| *byte == b'\n').nth(usize::try_from(at.line).unwrap() - 1).unwrap();
    assert!(line[usize::try_from(at.column).unwrap() - 1..].starts_with(b"code_challenge="));

    let text = human(&support::check(&file), false);
    assert!(text.contains("FAILED"), "{text}");
    assert!(text.contains("token request #3 400"), "{text}");
    assert!(!text.contains("(proven)"), "{text}");
}

#[test]
fn a_net_log_that_was_cut_is_read_up_to_there() {
    let file = write::netlog(&login());
    let cut = file.len() - 10;
    let (exchanges, _, summary) = session(&file[..cut]);
    assert_eq!(exchanges.len(), 3);
    assert!(summary.error.unwrap().to_string().contains("ends early"));
}

#[test]
fn a_dump_that_was_cut_is_read_up_to_there() {
    let file = write::mitmproxy(&login());
    let (exchanges, _, summary) = session(&file[..file.len() - 10]);
    assert_eq!(exchanges.len(), 2);
    let error = summary.error.unwrap();
    assert!(error.to_string().contains("is cut after flow 2"), "{error}");
    assert!(error.at().is_some());
}

#[test]
fn what_is_no_http_is_left_out_and_counted() {
    let mut file = write::dictionary(&[("type", write::text("tcp")), ("version", write::number("21"))]);
    file.extend(write::mitmproxy(&login()));
    let (exchanges, _, summary) = session(&file);
    assert_eq!(exchanges.iter().map(|exchange| exchange.number).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(summary.notes[0].kind, NoteKind::NotHttp);
    let mut tunnel = vec![Made::get("login.example:443")];
    tunnel[0].method = "CONNECT".to_owned();
    tunnel.extend(login());
    let (exchanges, _, summary) = session(&write::saz(&tunnel, "raw/", 1));
    assert_eq!((exchanges.len(), summary.notes[0].kind), (3, NoteKind::Tunnels));
}

#[test]
fn an_archive_without_a_capture_says_what_to_put_in() {
    for (files, advice) in [
        (vec![("a.png", b"\x89PNG\r\n".to_vec())], "not a screenshot"),
        (vec![("a.png", b"\x89PNG\r\n".to_vec()), ("b.png", b"\x89PNG\r\n".to_vec())], "contains no readable capture"),
        (vec![], "contains no readable capture"),
        (vec![("inner.zip", write::zip(&[("a.har", support::har(&login()))]))], "unpack the outer one"),
    ] {
        let (exchanges, _, summary) = session(&write::zip(&files));
        assert!(exchanges.is_empty());
        let error = summary.error.unwrap();
        assert!(error.to_string().contains(advice), "{error}");
    }
}

#[test]
fn an_archive_that_expands_without_end_is_not_followed() {
    let mut har = b"{\"log\":{\"entries\":[".to_vec();
    har.resize((256 << 20) + 1, b' ');
    let file = write::zip(&[("a.har", har)]);
    let (_, _, summary) = session(&file);
    assert!(summary.error.unwrap().to_string().contains("256 MiB"));
}

#[test]
fn a_protected_archive_is_refused_with_advice() {
    let mut file = write::zip(&[("raw/1_c.txt", b"GET / HTTP/1.1\r\n\r\n".to_vec())]);
    // The flags of the local header and of the one in the directory: bit 0 is "encrypted".
    file[6] |= 1;
    let directory = file.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    file[directory + 8] |= 1;
    let (_, _, summary) = session(&file);
    assert!(summary.error.unwrap().to_string().contains("password"));
}

#[test]
fn the_name_of_a_body_leads_nowhere_else() {
    let mut entry = login().remove(2);
    entry.content = None;
    let har = String::from_utf8(support::har(&[entry])).unwrap();
    let har = har.replace("\"content\":{}", "\"content\":{\"size\":5,\"_file\":\"../secret.txt\"}");
    assert!(har.contains("_file"));
    let file = write::zip(&[("in/a.har", har.into_bytes()), ("secret.txt", b"12345".to_vec())]);
    let (exchanges, _, _) = session(&file);
    let body = exchanges[0].response.as_ref().unwrap().body.as_ref().unwrap();
    assert!(matches!(body.content, Content::Missing { .. }));
}

#[test]
fn issues_of_burp_and_collections_without_responses_are_refused_with_advice() {
    for (file, format, advice) in [
        ("<?xml version=\"1.0\"?><issues burpVersion=\"2\"></issues>", "burp", "Save items"),
        (
            "{\"info\":{\"name\":\"a\",\"schema\":\"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"},\"item\":[{\"name\":\"b\",\"request\":{\"method\":\"GET\",\"url\":\"{{host}}/\"}}]}",
            "postman",
            "Postman Console",
        ),
    ] {
        let summary = read(file.as_bytes(), &mut |_| panic!("there is no exchange"));
        assert_eq!(summary.format.unwrap().as_str(), format);
        assert!(summary.error.unwrap().to_string().contains(advice));
    }
}

#[test]
fn no_format_panics_when_it_is_cut_or_damaged() {
    let mut files: Vec<_> = formats().into_iter().map(|(_, file)| file).collect();
    files.push(write::netlog(&login()));
    for file in files {
        let step = (file.len() / 40).max(1);
        for cut in (0..file.len()).step_by(step) {
            read(&file[..cut], &mut |_| {});
            let mut damaged = file.clone();
            damaged[cut] ^= 0x15;
            read(&damaged, &mut |_| {});
        }
    }
}

#[test]
fn depth_costs_no_stack() {
    let deep = 50_000;
    let mut flow = b"0:~".to_vec();
    for _ in 0..2_000 {
        flow = [flow.len().to_string().as_bytes(), b":", &flow, b"]"].concat();
    }
    read(&write::dictionary(&[("request", flow)]), &mut |_| {});
    let folders = format!("{{\"info\":{{\"schema\":\"collection\"}},\"item\":{}", "[{\"item\":".repeat(deep));
    read(folders.as_bytes(), &mut |_| {});
    let closed = format!("{folders}[]{}}}", "}]".repeat(deep));
    read(closed.as_bytes(), &mut |_| {});
    read(format!("<items>{}", "<item>".repeat(deep)).as_bytes(), &mut |_| {});
}

fn session(file: &[u8]) -> (Vec<Exchange>, Vec<String>, Summary) {
    let mut exchanges = Vec::new();
    let mut each = |exchange| exchanges.push(exchange);
    let mut session = Session::new(&mut each);
    let summary = session.read("file", &mut &*file, None);
    let files = session.files().to_vec();
    (exchanges, files, summary)
}

/// Returns the content of a file, which may be a member of the archive.
fn source(file: &[u8], name: &str) -> Vec<u8> {
    let Some(member) = name.strip_prefix("file/") else {
        return write::unpacked(file);
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("this is an archive");
    let mut bytes = Vec::new();
    std::io::copy(&mut archive.by_name(member).expect("the member is there"), &mut bytes).expect("it can be unpacked");
    bytes
}
