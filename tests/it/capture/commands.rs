//! Requests that were copied or written as commands, as the tool reads them.

use std::path::Path;

use oauth_doctor::capture::{Content, Exchange, Summary, read};

use crate::support;

#[test]
fn seven_copies_of_one_request_are_the_same_request() {
    let expected = body(&fixture("chrome-fetch").0[0]);
    assert!(expected.contains("it's+\"é\"!&line=1\nline=2"));
    for (name, format) in [
        ("chrome-curl-bash", "curl"),
        ("chrome-curl-cmd", "curl"),
        ("firefox-curl-posix", "curl"),
        ("firefox-curl-windows", "curl"),
        ("chrome-powershell", "powershell"),
        ("chrome-fetch", "fetch"),
        ("chrome-fetch-node", "fetch"),
    ] {
        let (exchanges, summary) = fixture(name);
        assert_eq!((summary.format.unwrap().as_str(), exchanges.len()), (format, 1), "{name}");
        assert!(summary.notes.is_empty() && summary.error.is_none(), "{name}: {summary:?}");
        let request = &exchanges[0].request;
        assert_eq!(request.method, "POST", "{name}");
        assert_eq!(request.url.as_str(), "https://login.example/oauth/token?tenant=a%20b&x=[1]", "{name}");
        for (header, value) in [
            ("accept", "*/*"),
            ("content-type", "application/x-www-form-urlencoded;charset=UTF-8"),
            ("origin", "https://shop.example"),
            ("sec-ch-ua", "\"Not:A-Brand\";v=\"8\""),
            ("x-note", "it's 100% \"odd\" $HOME `x` !"),
            ("referer", "https://shop.example/"),
        ] {
            let sent = request.header(header).unwrap_or_else(|| panic!("{name}: {header}"));
            assert_eq!(sent.as_str(), value, "{name}: {header}");
        }
        // A copy for a page has no cookies; all others have them.
        let cookie = request.header("cookie").map(oauth_doctor::capture::Text::as_str);
        assert_eq!(cookie, (name != "chrome-fetch").then_some("sid=1; theme=dark"), "{name}");
        assert_eq!(body(&exchanges[0]), expected, "{name}");
        assert!(exchanges[0].response.is_none() && exchanges[0].failure.is_none(), "{name}");
    }
}

#[test]
fn a_value_of_a_command_has_its_place_in_the_file() {
    for name in ["chrome-curl-bash", "chrome-curl-cmd", "chrome-powershell", "chrome-fetch"] {
        let (exchanges, _) = fixture(name);
        let Some(Content::Text(text)) = exchanges[0].request.body.as_ref().map(|body| &body.content) else {
            panic!("{name}: a text");
        };
        let source = std::fs::read_to_string(path(name)).unwrap();
        for needle in ["grant_type", "https", "wYpq3", "line=2"] {
            let at = text.place(text.as_str().find(needle).unwrap()).unwrap();
            let line = source.lines().nth(usize::try_from(at.line).unwrap() - 1).unwrap();
            let rest = &line[usize::try_from(at.column).unwrap() - 1..];
            assert!(rest.starts_with(needle), "{name}: {needle} at {at}");
        }
    }
}

#[test]
fn a_capture_of_requests_alone_is_not_said_to_have_failed() {
    let commands = [AUTHORIZE, TOKEN].join(" ;\n");
    let (code, json) = check(&commands);
    let flow = &json["captures"][0]["flows"][0];
    assert_eq!(flow["outcome"], "incomplete");
    assert_eq!(flow["verdict"], serde_json::Value::Null);
    assert_eq!(code, 0, "{json:#}");
    let next = flow["next"].to_string();
    assert!(next.contains("answer"), "{next}");
}

#[test]
fn requests_that_contradict_each_other_are_wrong_without_an_answer() {
    let token =
        TOKEN.replace("wYpq3vXb1mKf8sTzR5nLh2cJd7gQe9aUo4iEx6tVBkM", "xYpq3vXb1mKf8sTzR5nLh2cJd7gQe9aUo4iEx6tVBkM");
    let (code, json) = check(&[AUTHORIZE, &token].join(" ;\n"));
    let flow = &json["captures"][0]["flows"][0];
    assert_eq!((flow["outcome"].as_str(), code), (Some("incomplete"), 1));
    assert_eq!(flow["verdict"]["rule"], "pkce-verifier-mismatch");
    let (_, json) = check(&[AUTHORIZE, &TOKEN.replace("shop.example%2Fcb", "shop.example%2Fcb%2F")].join("\n"));
    assert_eq!(json["captures"][0]["flows"][0]["verdict"]["rule"], "redirect-uri-mismatch");
}

#[test]
fn a_variable_in_a_command_is_a_placeholder() {
    let token = TOKEN.replace("wYpq3vXb1mKf8sTzR5nLh2cJd7gQe9aUo4iEx6tVBkM", "'\"$VERIFIER\"'");
    let (code, json) = check(&[AUTHORIZE, &token].join("\n"));
    assert_eq!(code, 0, "{json:#}");
    let shown = token.replace("'\"$VERIFIER\"'", "'\"$(cat verifier.txt)\"'");
    let (code, json) = check(&[AUTHORIZE, &shown].join("\n"));
    assert_eq!(code, 0, "{json:#}");
}

#[test]
fn prose_about_curl_is_no_capture() {
    let mut exchanges = 0;
    let summary = read(b"I used curl to test the login and got 400.\n", &mut |_| exchanges += 1);
    assert_eq!(exchanges, 0);
    assert_eq!((summary.format.unwrap().as_str(), summary.error), ("text", None));
}

fn check(commands: &str) -> (i32, serde_json::Value) {
    let mut command = support::command(&["check", "--format", "json", "-"]);
    command.stdin(std::process::Stdio::piped());
    let ran = support::finish(command, commands.as_bytes());
    (ran.code, serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr)))
}

fn path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/captures/command/{name}.txt"))
}

fn fixture(name: &str) -> (Vec<Exchange>, Summary) {
    let bytes = std::fs::read(path(name)).expect("the fixture is there");
    let mut exchanges = Vec::new();
    let summary = read(&bytes, &mut |exchange| exchanges.push(exchange));
    (exchanges, summary)
}

fn body(exchange: &Exchange) -> String {
    match exchange.request.body.as_ref().map(|body| &body.content) {
        Some(Content::Text(text)) => text.as_str().to_owned(),
        other => panic!("no text: {other:?}"),
    }
}

const AUTHORIZE: &str = "curl 'https://login.example/authorize?response_type=code&client_id=shop-web&redirect_uri=https%3A%2F%2Fshop.example%2Fcb&state=s1&code_challenge=SxNRQGyljeD-HakOgVYkGvF_rlrLbQ2fZIraGe1XEMo&code_challenge_method=S256' -H 'Accept: text/html'";
const TOKEN: &str = "curl 'https://login.example/token' -H 'Content-Type: application/x-www-form-urlencoded' --data-raw 'grant_type=authorization_code&code=4%2F0AbC%2Bd%3D&redirect_uri=https%3A%2F%2Fshop.example%2Fcb&client_id=shop-web&code_verifier=wYpq3vXb1mKf8sTzR5nLh2cJd7gQe9aUo4iEx6tVBkM'";
