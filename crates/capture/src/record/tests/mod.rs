//! What the layer of records makes of small texts, and of what wraps them.

mod wrap;

use proptest::prelude::*;
use wrap::{WRAPPERS, wrap};

use super::entry::Record;
use crate::exchange::{Body, Content, Exchange};
use crate::pasted::layout;
use crate::session::Session;
use crate::sink::{Audience, Understood};
use crate::text::blob::Blob;
use crate::text::placed::Text;
use crate::transcript::body::Fuel;

fn lines(text: &str) -> Vec<(String, String)> {
    let text = Blob::from_file(text.as_bytes().to_vec(), 0).into_text();
    let page = layout::page(text, &Fuel::for_size(1 << 16)).page();
    let place = |at: usize| page.text.place(page.range(at).start).map(|place| place.to_string()).unwrap_or_default();
    (0..page.len()).map(|at| (page.line(at).to_owned(), place(at))).collect()
}

fn contents(text: &str) -> Vec<String> {
    lines(text).into_iter().map(|(line, _)| line).collect()
}

/// Keeps what the reader hands over.
#[derive(Default)]
struct Heard {
    records: Vec<Record>,
    exchanges: Vec<Exchange>,
    /// The word by which records are understood.
    understood: Option<&'static str>,
}

impl Audience for Heard {
    fn states(&mut self, record: &Record, _number: usize) -> Understood {
        self.records.push(record.clone());
        let is_understood = self.understood.is_some_and(|word| record.message.as_str().contains(word));
        if is_understood { Understood::Aside } else { Understood::No }
    }

    fn take(&mut self, exchange: Exchange) {
        self.exchanges.push(exchange);
    }
}

fn heard(text: &[u8], understood: Option<&'static str>) -> Heard {
    let mut heard = Heard { understood, ..Heard::default() };
    Session::new(&mut heard).read("-", &mut &*text, None);
    heard
}

fn body(body: Option<&Body>) -> String {
    match body.map(|body| &body.content) {
        Some(Content::Text(text)) => text.as_str().to_owned(),
        Some(Content::Params { params, .. }) => params
            .iter()
            .map(|(name, value)| format!("{}={}", name.as_str(), value.as_str()))
            .collect::<Vec<_>>()
            .join("&"),
        Some(Content::Missing { .. }) | None => String::new(),
    }
}

fn told(heard: &Heard) -> Vec<[String; 5]> {
    let exchanges = heard.exchanges.iter().map(|exchange| {
        let response = exchange.response.as_ref();
        [
            exchange.request.method.clone(),
            exchange.request.url.as_str().to_owned(),
            body(exchange.request.body.as_ref()),
            response.and_then(|response| response.status).map(|status| status.to_string()).unwrap_or_default(),
            body(response.and_then(|response| response.body.as_ref())),
        ]
    });
    exchanges.collect()
}

/// Texts as programs print them; each holds one exchange or more.
const TEXTS: &[&str] = &[
    "POST /token HTTP/1.1\nHost: id.example\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=authorization_code&code=abcDEF&client_id=shop\n\nHTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{\"error\":\"invalid_grant\",\"error_description\":\"Code not valid\"}\n",
    "> POST /token HTTP/1.1\n> Host: id.example\n>\n< HTTP/1.1 400 Bad Request\n< Content-Type: application/json\n<\n{\"error\":\"invalid_grant\"}\n",
    "curl -X POST https://id.example/token \\\n  -d grant_type=authorization_code \\\n  -d 'code=abcDEF'\n",
    "--> POST https://id.example/token\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=authorization_code&code=abcDEF&client_id=shop\n--> END POST (80-byte body)\n<-- 400 https://id.example/token (86ms)\n\n{\"error\":\"invalid_grant\"}\n<-- END HTTP (62-byte body)\n",
    "POST https://id.example/token\n400\n86 ms\nRequest Body\ngrant_type: \"authorization_code\"\ncode: \"abcDEF\"\nredirect_uri: \"https://shop.example/cb\"\nResponse Body\n{\"error\":\"invalid_grant\"}\n",
    "AxiosError: Request failed with status code 400\n    at settle (/srv/settle.js:19:12) {\n  config: {\n    method: 'post',\n    url: 'https://id.example/token',\n    data: 'grant_type=authorization_code&code=abcDEF'\n  },\n  response: {\n    status: 400,\n    data: { error: 'invalid_grant', error_description: 'Code not valid' }\n  }\n}\n",
    "Client error: `POST https://id.example/token` resulted in a `401 Unauthorized` response:\n{\"error\":\"invalid_client\"}\n",
    "Token request failed: 400 {\"error\":\"invalid_grant\",\"error_description\":\"Code not valid\"}\n",
    "Request URL: https://id.example/token\nRequest Method: POST\nStatus Code: 400 Bad Request\n",
    "GET https://id.example/authorize?response_type=code&client_id=shop&redirect_uri=https%3A%2F%2Fshop.example%2Fcb\nGET https://shop.example/cb?error=access_denied&state=S1\n",
    "{\n  \"error\": \"invalid_grant\",\n  \"error_description\": \"Code not valid\"\n}\n",
    "grant_type: authorization_code\ncode: abcDEF\nredirect_uri: https://shop.example/cb\nclient_id: shop\n",
];

#[test]
fn what_wraps_a_text_changes_nothing_that_it_tells() {
    let mut others = Vec::new();
    for (index, text) in TEXTS.iter().enumerate() {
        let plain = heard(text.as_bytes(), None);
        assert!(!plain.exchanges.is_empty(), "{text}");
        for wrapper in WRAPPERS {
            let found = told(&heard(wrap(wrapper, text).as_bytes(), None));
            if found != told(&plain) {
                others.push(format!("{wrapper} {index}: {found:?}, not {:?}", told(&plain)));
            }
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}

#[test]
fn what_wraps_a_line_is_taken_off_and_places_stay() {
    let text = "first line\n  second: {\"a\":1}\nthird\n";
    for wrapper in WRAPPERS {
        let wrapped = wrap(wrapper, text);
        let found = lines(&wrapped);
        for line in text.lines() {
            let (_, place) =
                found.iter().find(|(found, _)| found == line).unwrap_or_else(|| panic!("{wrapper}: {found:?}"));
            let (number, column) = place.split_once(':').unwrap();
            let source = wrapped.split('\n').nth(number.parse::<usize>().unwrap() - 1).unwrap();
            let rest = &source[column.parse::<usize>().unwrap() - 1..];
            assert!(rest.starts_with(&line[..2]), "{wrapper}: {line:?} is at {place}: {rest:?}");
        }
    }
}

#[test]
fn a_json_record_is_its_message_with_the_rest_behind_it() {
    let text = r#"{"level":50,"time":1772446272345,"pid":1,"err":{"type":"TokenError","stack":"TokenError: x\n    at y","code":"invalid_grant"},"msg":"login failed"}"#;
    assert_eq!(
        contents(text),
        ["login failed", r#"{"err":{"type":"TokenError","code":"invalid_grant"}}"#, "TokenError: x", "    at y"]
    );
    let record = &heard(text.as_bytes(), None).records[0];
    assert_eq!(record.message.as_str(), "login failed");
    assert_eq!(record.time.unwrap().to_string(), "2026-03-02T10:11:12.345Z");
    let fields: Vec<_> = record.fields.iter().map(|(path, value)| (path.as_str(), Text::as_str(value))).collect();
    assert!(fields.contains(&("err.code", "invalid_grant")) && !fields.iter().any(|(path, _)| *path == "msg"));
}

#[test]
fn json_in_a_string_is_read_where_it_stands() {
    let text = r#"{"key":"Exchange","error":"{\"error\":\"invalid_grant\",\"error_detail\":\"not found\"}","params":{"code":"x"}}"#;
    assert_eq!(
        contents(text),
        [r#"{"key":"Exchange","error":{"error":"invalid_grant","error_detail":"not found"},"params":{"code":"x"}}"#]
    );
    let records = heard(text.as_bytes(), None).records;
    assert!(
        records[0].fields.iter().any(|(path, value)| path == "error.error_detail" && value.as_str() == "not found")
    );
}

#[test]
fn records_are_found_in_what_they_were_exported_in() {
    for (text, message, time) in [
        (
            r#"[{"insertId":"a","jsonPayload":{"message":"login failed","error":"x"},"severity":"ERROR","timestamp":"2026-03-02T10:11:12Z"}]"#,
            "login failed",
            true,
        ),
        (
            r#"{"data":[{"id":"a","type":"log","attributes":{"timestamp":"2026-03-02T10:11:12Z","message":"login failed","service":"x"}}]}"#,
            "login failed",
            true,
        ),
        (r#"{"Records":[{"eventTime":"2026-03-02T10:11:12Z","eventName":"Token_POST","a":1}],"b":"c"}"#, "", true),
        (
            r#"{"MESSAGE":"login failed","PRIORITY":"3","__REALTIME_TIMESTAMP":"1772446272345678"}"#,
            "login failed",
            true,
        ),
        (r#"{"error":"invalid_grant","details":{"level":"x","message":"y"}}"#, "", false),
        (r#"{"level":"error","msg":"login failed","err":"cut he"#, "login failed", false),
    ] {
        let all = heard(text.as_bytes(), None);
        assert_eq!(all.records.len(), 1, "{text}");
        assert_eq!((all.records[0].message.as_str(), all.records[0].time.is_some()), (message, time), "{text}");
    }
}

#[test]
fn wrappers_may_stand_in_each_other() {
    let text = r#"{"level":"error","time":"2026-03-02T10:11:12Z","msg":"POST https://id.example/token 400"}"#;
    let logged = "2026-03-02 10:11:12,345 WARN  [org.example.Login] (exec-7) POST https://id.example/token 400";
    for outer in WRAPPERS {
        for inner in ["compose", "journald", "time-each", "json-lines", "logfmt", "colour"] {
            for text in [text, logged] {
                let wrapped = wrap(outer, &wrap(inner, text));
                let all = heard(wrapped.as_bytes(), None);
                let messages: Vec<_> = all.records.iter().map(|record| record.message.as_str().to_owned()).collect();
                assert!(
                    contents(&wrapped).iter().any(|line| line == "POST https://id.example/token 400"),
                    "{wrapped}: {messages:?}"
                );
                assert_eq!(all.exchanges.len(), 1, "{wrapped}");
            }
        }
    }
}

#[test]
fn a_template_is_filled() {
    let text = r#"{"@t":"2026-03-02T10:11:12Z","@mt":"{Message}: {@details} {Count:000} {Gone}","Message":"No client","details":{"ClientId":"shop"},"Count":7}"#;
    let records = heard(text.as_bytes(), None).records;
    assert_eq!(records[0].message.as_str(), r#"No client: {"ClientId":"shop"} 7 {Gone}"#);
}

#[test]
fn a_record_goes_on_to_the_next_head_and_what_is_understood_is_left_out() {
    let text = "2026-03-02 10:11:12 ERROR login failed\njava.lang.IllegalStateException: no session\n\tat a.B(C.java:1)\nCaused by: x\n2026-03-02 10:11:13 INFO POST https://id.example/token 400\n";
    let all = heard(text.as_bytes(), Some("login failed"));
    let messages: Vec<_> = all.records.iter().map(|record| record.message.as_str()).collect();
    assert_eq!(messages.len(), 2);
    assert!(messages[0].starts_with("login failed\njava") && messages[0].ends_with("Caused by: x"));
    assert_eq!(messages[1], "POST https://id.example/token 400");
    assert_eq!(all.exchanges.len(), 1);
    let none = heard(text.as_bytes(), Some("POST"));
    assert!(none.exchanges.is_empty());
}

#[test]
fn a_record_ends_where_a_command_or_other_words_begin() {
    let text = "2026-03-02 10:11:12 ERROR login failed\ncurl https://id.example/token -d grant_type=authorization_code\n\nWhat can I do?\n";
    let all = heard(text.as_bytes(), Some("login failed"));
    assert_eq!(all.records[0].message.as_str(), "login failed");
    assert_eq!(all.exchanges.len(), 1);
}

#[test]
fn an_exchange_has_the_time_of_its_record() {
    let text = "2026-03-02T10:11:12Z INFO POST https://id.example/token grant_type=refresh_token&refresh_token=x 400\n";
    let all = heard(text.as_bytes(), None);
    assert_eq!(all.exchanges[0].started.unwrap().to_string(), "2026-03-02T10:11:12Z");
}

#[test]
fn traces_are_the_bytes_that_they_stand_for() {
    let request = ["POST /token HTTP/1.1", "Host: id.example", "", "grant_type=refresh_token&refresh_token=x"];
    let answer = ["HTTP/1.1 400 Bad Request", "Content-Type: application/json", "", "{\"error\":\"invalid_grant\"}"];
    let wire = |direction: &str, lines: &[&str]| {
        let head = lines[..3]
            .iter()
            .map(|line| format!("10:11:12 DEBUG wire - http-outgoing-0 {direction} \"{line}[\\r][\\n]\"\n"));
        head.collect::<String>() + &format!("10:11:12 DEBUG wire - http-outgoing-0 {direction} \"{}\"\n", lines[3])
    };
    let ngrep = |lines: &[&str]| {
        format!("T 192.0.2.1:50000 -> 192.0.2.2:80 [AP] #4\n{}.\n{}.\n.\n{}\n\n", lines[0], lines[1], lines[3])
    };
    let socat = |mark: &str, lines: &[&str]| {
        format!(
            "{mark} 2026/03/02 10:11:12.345678  length=54 from=0 to=53\n{}\\r\n{}\\r\n\\r\n{}",
            lines[0], lines[1], lines[3]
        )
    };
    let quoted = |lines: &[&str]| format!("dump: {:?}\n", lines.join("\r\n"));
    let python = |mark: &str, lines: &[&str]| format!("{mark}'{}'\n", lines.join("\\r\\n"));
    for text in [
        wire(">>", &request) + &wire("<<", &answer),
        ngrep(&request) + &ngrep(&answer),
        socat(">", &request) + &socat("<", &answer) + "\n",
        quoted(&request) + &quoted(&answer),
        python("send: b", &request) + &python("reply: ", &answer),
    ] {
        let all = told(&heard(text.as_bytes(), None));
        let expected = [["POST", "https://id.example/token", request[3], "400", answer[3]].map(str::to_owned)];
        assert_eq!(all, expected, "{text}");
    }
}

#[test]
fn a_log_of_megabytes_is_read_to_its_last_line() {
    let noise = "2026-03-02 10:11:12 INFO nothing to see here\n".repeat(50_000);
    let text = format!(
        "{noise}2026-03-02T10:11:13Z ERROR POST https://id.example/token 400 {{\"error\":\"invalid_grant\"}}\n"
    );
    let all = heard(text.as_bytes(), None);
    assert_eq!(all.exchanges.len(), 1);
    assert_eq!((all.exchanges[0].at.line, all.exchanges[0].at.column), (50_001, 33));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_text_may_be_cut_anywhere(text in 0..TEXTS.len(), wrapper in 0..WRAPPERS.len(), from in 0.0..1.0_f64, to in 0.0..1.0_f64) {
        let wrapped = wrap(WRAPPERS[wrapper], TEXTS[text]);
        let at = |part: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a part of a length")]
            let at = (part * wrapped.len() as f64) as usize;
            at.min(wrapped.len())
        };
        let (from, to) = (at(from).min(at(to)), at(from).max(at(to)));
        let whole = heard(TEXTS[text].as_bytes(), None);
        let cut = heard(&wrapped.as_bytes()[from..to], None);
        prop_assert!(cut.exchanges.len() <= whole.exchanges.len() + 1);
    }

    #[test]
    fn nothing_makes_the_layer_panic(text in r#"([\[\]{}"'\\<>|:, \r\n-]|web-1  \||\x1b\[31m|2026-03-02 10:11:12|ERROR|"msg":|"level":1|msg="|level=|http-outgoing-0 >> |send: b'|\\r\\n|é){0,40}"#) {
        heard(text.as_bytes(), None);
    }
}
