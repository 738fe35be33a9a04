//! No report holds a credential of the capture, in whatever form, unless it is asked for.
//!
//! What is secret is collected here from the file itself, by the names of parameters, headers and cookies; nothing of the
//! reader or of the rules is used, so that what they overlook is noticed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use aho_corasick::AhoCorasick;
use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use oauth_doctor::disclose::Secret;
use oauth_doctor::oauth::request::UserPassword;
use oauth_doctor::redact::{Options, Spool, redact};
use oauth_doctor::report::Format;
use oauth_doctor::rules::{Change, NewValue};
use serde_json::Value;

use crate::support::fixtures::{self, CAPTURES, Fixture, RUN};
use crate::support::{self, Exchange, FAILING, check, form, har, html, human, json};

/// Parameters that carry a credential or what a login is recognised by; compared in lower case without punctuation, as
/// clients misspell them.
const NAMES: &[&str] = &[
    "accesstoken",
    "actortoken",
    "assertion",
    "authcode",
    "authorizationcode",
    "clientassertion",
    "clientsecret",
    "code",
    "codeverifer",
    "codeverifier",
    "devicecode",
    "idtoken",
    "idtokenhint",
    "loginhint",
    "nonce",
    "password",
    "refreshtoken",
    "state",
    "subjecttoken",
    "verifier",
];

/// Shorter values are words.
const SHORTEST: usize = 8;

#[test]
fn no_report_holds_a_secret_of_its_capture() {
    let mut leaking = Vec::new();
    for fixture in fixtures::all().filter(|fixture| !is_known(fixture)) {
        leaking.extend(leaks(fixture));
    }
    assert!(leaking.is_empty(), "{}", leaking.join("\n"));
}

#[test]
fn credentials_that_a_server_repeats_are_masked() {
    let fixture = CAPTURES.iter().find(|fixture| is_known(fixture));
    assert_eq!(leaks(fixture.expect("the fixture is there")), Vec::<String>::new());
}

#[test]
fn what_a_server_repeats_of_no_message_is_masked_where_it_looks_random() {
    let said = "session B2PwpsuHFCmizG5Y0Bg0 of client spa-2-web-1 at oauth2-server; trace 8ea59452-6283-46a9-ad40-f575122c0ece";
    let exchange = Exchange::post(
        "https://as.example/token",
        &form(&[("grant_type", "authorization_code"), ("code", "inventedCode1"), ("client_id", "spa-2-web-1")]),
    );
    let capture = check(&har(&[exchange.refuses("invalid_grant", said)]));
    let words = capture.checked.logins[0].server_error.as_ref().and_then(|error| error.description.clone());
    assert_eq!(words.as_deref(), Some(said.replace("B2PwpsuHFCmizG5Y0Bg0", &"*".repeat(20)).as_str()));
}

#[test]
fn what_a_program_prints_while_it_is_debugged_holds_no_secret() {
    let secret = "q7JmZp2RkXc9tV4w";
    let credentials = UserPassword { user: secret.to_owned(), password: Secret::new(secret) };
    let text = || secret.to_owned();
    let changes = [
        Change::Set(text(), NewValue::from(secret)),
        Change::Remove(text()),
        Change::KeepFirst(text()),
        Change::Rename(text(), text()),
        Change::Endpoint(format!("https://{secret}@as.example/token")),
        Change::BasicUser(text()),
        Change::BasicCredentials(text(), Secret::new(secret)),
    ];
    let spool = Spool::of(&mut secret.as_bytes()).expect("memory can be written");
    for shown in [format!("{credentials:?}"), format!("{changes:?}"), format!("{spool:?}")] {
        assert!(!shown.contains(&secret[..8]) && !shown.contains("113, 55"), "{shown}");
    }
    let pieces =
        |text: &str| text.as_bytes().windows(8).any(|piece| secret.as_bytes().windows(8).any(|own| own == piece));
    let sent = form(&[("grant_type", "authorization_code"), ("code", secret), ("client_id", "spa")]);
    let capture = har(&[Exchange::post("https://as.example/token", &sent).refuses("invalid_grant", secret)]);
    let redacted = redact(&[&("login.har".to_owned(), capture)], None, Options::default());
    assert!(redacted.is_ok() && !pieces(&format!("{redacted:?}")));
}

#[test]
fn the_binary_prints_no_secret_to_standard_error() {
    assert_eq!(RUN.code, 2, "some of the fixtures are broken");
    assert!(RUN.stderr.lines().count() > 5, "{}", RUN.stderr);
    for fixture in fixtures::all() {
        let forms = Forms::new(fixture);
        let shown = forms.shown_in(&RUN.stderr);
        assert!(shown.is_empty(), "{}: {shown:?} in {}", fixture.name(), RUN.stderr);
    }
}

#[test]
fn secrets_are_shown_when_they_are_asked_for() {
    let bytes = fs::read(FAILING).expect("the fixture is there");
    let capture = check(&bytes);
    let secrets = secrets_of(Path::new(FAILING), &bytes);
    let shows = |report: &str| secrets.iter().any(|secret| report.contains(secret.as_str()));
    for format in ["human", "json", "html"] {
        let masked = support::run(&["check", "--format", format, FAILING]);
        let shown = support::run(&["check", "--format", format, "--show-secrets", FAILING]);
        assert!(!shows(&masked.stdout) && shows(&shown.stdout), "{}", shown.stdout);
    }
    assert!(shows(&human(&capture, true)) && shows(&json(&capture, true)) && shows(&html(&capture, true)));
}

#[test]
fn what_is_secret_is_found_wherever_it_stands() {
    let har = r##"{"log":{"entries":[{"request":{"method":"POST","url":"https://a.example/x?code=inQuery1%2B&y=no#access_token=inFragment1",
        "headers":[{"name":"Authorization","value":"Basic aWQ6aW5CYXNpYyUyQjE="},{"name":"Cookie","value":"sid=inCookie1; b=2"}],
        "postData":{"mimeType":"application/json","text":"{\"code_verifier\":\"inJson\\u00311\",\"deep\":[{\"password\":\"inDepth1\"}]}",
        "params":[{"name":"client_secret","value":"inParams1"},{"name":"state","value":"[redacted]"}]}},
        "response":{"headers":[{"name":"Set-Cookie","value":"sid=inSetCookie1; Path=/"},{"name":"Location","value":"/cb?state=inLocation1"}],
        "content":{"encoding":"base64","text":"eyJyZWZyZXNoX3Rva2VuIjoiaW5Db250ZW50MSJ9"}}}]}}"##;
    let messages = r#"# Said of it: state=notRecorded1

POST /x?code=inQuery1%2B&y=no#access_token=inFragment1 HTTP/1.1
Authorization: Basic aWQ6aW5CYXNpYyUyQjE=
Cookie: sid=inCookie1; b=2

{"code_verifier":"inJson\u00311","deep":[{"password":"inDepth1"}]}

HTTP/1.1 302 Found
Set-Cookie: sid=inSetCookie1; Path=/
Location: /cb?state=inLocation1

client_secret=inParams1&state=[redacted]&refresh_token=inContent1
"#;
    let found = secrets(&serde_json::from_str(har).expect("this is JSON"));
    let expected = [
        "aWQ6aW5CYXNpYyUyQjE=",
        "inBasic%2B1",
        "inBasic+1",
        "inContent1",
        "inCookie1",
        "inDepth1",
        "inFragment1",
        "inJson11",
        "inLocation1",
        "inParams1",
        "inQuery1%2B",
        "inQuery1+",
        "inSetCookie1",
    ];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    assert_eq!(secrets_of_messages(messages), found);
}

/// A capture that is known to leak, and has a test of its own.
fn is_known(fixture: &Fixture) -> bool {
    fixture.path.ends_with("echo-of-the-credentials.har")
}

/// What the reports of a capture show of its secrets without being asked to.
fn leaks(fixture: &Fixture) -> Vec<String> {
    let capture = fixture.capture();
    let report = human(capture, false);
    let mut outputs = vec![
        // A line may break anywhere in a long word.
        ("Human".to_owned(), report.replace("\n    ", "").replace("\n  ", "")),
        ("Debug".to_owned(), format!("{:?}", capture.checked)),
        ("HTML text".to_owned(), text_of(&html(capture, false))),
    ];
    let written = Format::ALL.iter().map(|&format| (format!("{format:?}"), support::report(capture, format, false)));
    outputs.extend(written);
    let forms = Forms::new(fixture);
    let leaks = outputs.iter().flat_map(|(kind, output)| {
        let shown = forms.shown_in(output).into_iter();
        shown.map(move |form| format!("{}: {kind} shows {form}", fixture.name()))
    });
    leaks.collect()
}

/// Returns the forms of secrets of a capture that are left in what was written of it.
pub(crate) fn shown_in(fixture: &Fixture, written: &[u8]) -> Vec<String> {
    let forms = Forms::new(fixture);
    forms.shown_in(&String::from_utf8_lossy(written)).into_iter().map(str::to_owned).collect()
}

/// Each secret of a capture in every form, to be looked for in one pass.
struct Forms {
    forms: Vec<String>,
    search: AhoCorasick,
}

impl Forms {
    fn new(fixture: &Fixture) -> Self {
        let secrets = secrets_of(&fixture.path, &fixture.bytes);
        let forms: BTreeSet<String> = secrets.iter().flat_map(|secret| forms(secret)).collect();
        Self { search: AhoCorasick::new(&forms).expect("they are few"), forms: forms.into_iter().collect() }
    }

    fn shown_in(&self, output: &str) -> BTreeSet<&str> {
        let shown = self.search.find_overlapping_iter(output);
        shown.map(|shown| self.forms[shown.pattern().as_usize()].as_str()).collect()
    }
}

/// Returns the text of a page as it is read: the marks of a difference may stand inside of a value.
fn text_of(page: &str) -> String {
    let pieces = page.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let text: String = pieces.collect();
    let entities = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    entities.into_iter().fold(text, |text, (entity, c)| text.replace(entity, c))
}

/// Of a file that is neither JSON nor HTTP messages nothing is known.
fn secrets_of(path: &Path, bytes: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut found = match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
        Ok(har) => secrets(&har),
        Err(_) if path.extension().is_some_and(|extension| extension == "http") => secrets_of_messages(&text),
        Err(_) => return BTreeSet::new(),
    };
    // An identifier is public, also where it stands in the place of a secret.
    let clients: BTreeSet<&str> =
        text.split("client_id=").skip(1).filter_map(|rest| rest.split(['&', '"', '#', ' ', '\n']).next()).collect();
    found.retain(|value| !clients.contains(value.as_str()));
    found
}

/// The forms in which a value may turn up again.
fn forms(secret: &str) -> BTreeSet<String> {
    let percent: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let escaped = Value::from(secret).to_string();
    let mut forms =
        BTreeSet::from([secret.to_owned(), percent.replace('+', "%20"), percent, escaped.trim_matches('"').to_owned()]);
    for encoding in [BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD] {
        forms.insert(encoding.encode(secret.as_bytes()));
    }
    forms
}

fn secrets(har: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(har, &mut found);
    found.retain(|value| may_be_secret(value));
    found
}

/// Looks at request lines, headers and bodies; what a text says of itself is none of them.
fn secrets_of_messages(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    for line in text.lines().filter(|line| !line.starts_with("# ")) {
        if let Some(target) = line.strip_suffix(" HTTP/1.1") {
            pairs_of_url(target, &mut found);
        } else if let Some((name, value)) = line.split_once(": ").filter(|(name, _)| is_name(name)) {
            named(name, value, &mut found);
        } else {
            message(line, &mut found);
        }
    }
    if text.contains("form-data") {
        message(text, &mut found);
    }
    found.retain(|value| may_be_secret(value));
    found
}

fn may_be_secret(value: &str) -> bool {
    value.len() >= SHORTEST && !is_redacted(value) && !is_error_code(value)
}

/// Looks at every member that may hold a message, a header or a named value.
fn walk(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
        Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            if let (Some(name), Some(value)) = (text("name"), text("value")) {
                named(name, value, found);
            }
            if let Some(body) = text("text") {
                message(body, found);
                let decoded = BASE64.decode(body.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                if let Some(body) = decoded {
                    message(&body, found);
                }
            }
            for (name, value) in members {
                match value.as_str() {
                    Some(url) if matches!(name.as_str(), "url" | "redirectURL" | "title") => pairs_of_url(url, found),
                    _ => walk(value, found),
                }
            }
        }
        _ => {}
    }
}

/// A header, cookie, query parameter or member of a form.
fn named(name: &str, value: &str, found: &mut BTreeSet<String>) {
    match name.to_ascii_lowercase().as_str() {
        "authorization" => {
            let credentials = value.split_once(' ').map_or(value, |(_, rest)| rest).trim();
            found.insert(credentials.to_owned());
            let basic = BASE64.decode(credentials.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            if let Some((_, secret)) = basic.as_deref().and_then(|basic| basic.split_once(':')) {
                found.insert(secret.to_owned());
                found.insert(decode(secret));
            }
        }
        "cookie" | "set-cookie" => {
            let attributes = if name.eq_ignore_ascii_case("cookie") { usize::MAX } else { 1 };
            let cookies = value.lines().flat_map(|line| line.split(';').take(attributes));
            found.extend(cookies.filter_map(|cookie| cookie.split_once('=')).map(|(_, value)| value.trim().to_owned()));
        }
        "location" | "referer" | ":path" => pairs_of_url(value, found),
        _ if is_secret(name) => {
            found.insert(value.to_owned());
            found.insert(decode(value));
        }
        _ => {}
    }
}

/// A body: JSON at any depth, or a form, or the parts of a multipart form.
fn message(body: &str, found: &mut BTreeSet<String>) {
    match serde_json::from_str::<Value>(body) {
        Ok(json) => members(&json, found),
        Err(_) if body.contains("form-data") => {
            for part in body.split("name=\"").skip(1) {
                if let Some((name, rest)) = part.split_once('"') {
                    named(name, rest.split("\r\n--").next().unwrap_or(rest).trim(), found);
                }
            }
        }
        Err(_) => pairs(body, found),
    }
}

fn members(json: &Value, found: &mut BTreeSet<String>) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| members(item, found)),
        Value::Object(object) => {
            for (name, value) in object {
                match value.as_str() {
                    Some(value) if is_secret(name) => {
                        found.insert(value.to_owned());
                    }
                    _ => members(value, found),
                }
            }
        }
        _ => {}
    }
}

fn pairs_of_url(url: &str, found: &mut BTreeSet<String>) {
    url.split(['?', '#']).skip(1).for_each(|piece| pairs(piece.trim_start_matches('/'), found));
}

fn pairs(text: &str, found: &mut BTreeSet<String>) {
    for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
        if is_secret(name) {
            found.insert(value.to_owned());
            found.insert(decode(value));
        }
    }
}

fn decode(value: &str) -> String {
    let pair = format!("v={value}");
    let decoded = form_urlencoded::parse(pair.as_bytes()).next();
    decoded.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn is_secret(name: &str) -> bool {
    let plain: String = decode(name).chars().filter(char::is_ascii_alphanumeric).collect();
    NAMES.contains(&plain.to_ascii_lowercase().as_str())
}

fn is_redacted(value: &str) -> bool {
    let lower = value.to_lowercase();
    ["redacted", "removed", "***", "…", "[object", "xxxx"].iter().any(|mark| lower.contains(mark))
}

/// APIs and some servers name their errors in a member `code`.
fn is_error_code(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}
