//! A capture is written by a stranger: whatever it holds, the tool answers soon, does not panic and prints nothing that a
//! terminal would act on.

mod support;

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use oauth_doctor::Checked;
use support::cost::Clock;
use support::{Exchange, check, form, har, har_by, human, json};

/// Far more than a debug build needs of the processor, and far less than anything quadratic takes.
const SOON: Duration = Duration::from_secs(10);

const REDIRECT: &str = "https://app.example/callback";
const VERIFIER: &str = "inventedVerifier-0123456789-0123456789-0123";
const CHALLENGE: &str = "eGodEjjfFLL3yWPb57eQvBqm0eWASFb0fFJDRmWdbRI";

#[test]
fn nothing_that_a_terminal_acts_on_reaches_the_human_report() {
    let mut printed = String::new();
    for hostile in [
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "\u{202e}txt\u{2066}",
        "a\u{200b}\u{feff}\u{2060}b",
        "x\r\nLogin 9 SUCCEEDED",
        "\u{9b}31m\u{0}",
    ] {
        let name = format!("na{hostile}me");
        let escaped: String = form_urlencoded::byte_serialize(hostile.as_bytes()).collect();
        let redirect = format!("https://app.example/c{hostile}b");
        let url = authorize(&[
            ("client_id", hostile),
            ("redirect_uri", &redirect),
            ("state", "inventedState1"),
            ("code_challenge", &format!("{CHALLENGE}{hostile}")),
            ("code_challenge_method", "S256"),
            (&name, hostile),
        ]);
        let capture = har_by(
            &format!("Recorder{hostile}"),
            &[
                Exchange::get(url).at(0).header("cookie", &format!("{name}={hostile}")),
                Exchange::get(format!(
                    "https://app.example/cb{escaped}?code=inventedCode1&state=inventedState1"
                ))
                .at(1000)
                .header("cookie", &format!("{name}=1")),
                Exchange::post(
                    format!("https://as.example/{hostile}/token"),
                    &form(&[
                        ("grant_type", "authorization_code"),
                        ("code", "inventedCode1"),
                        ("client_id", &format!("{hostile}2")),
                        ("redirect_uri", &format!("{redirect}/")),
                        ("code_verifier", VERIFIER),
                        (&name, hostile),
                        (&name, hostile),
                    ]),
                )
                .at(1100)
                .refuses(&format!("invalid_grant{hostile}"), &format!("no {hostile} no")),
            ],
        );
        let report = human(&check(&capture), false) + &human(&check(&capture), true);
        let lines = report.lines().filter(|line| line.starts_with("Login ")).count();
        assert_eq!(lines, 2, "a line of the capture poses as one of ours: {report}");
        for c in report.chars().filter(|&c| c != '\n') {
            assert!(!acts(c), "U+{:04X} in {report:?}", u32::from(c));
        }
        printed.push_str(&report);
    }
    assert!(
        printed.contains("\\u{1b}") && printed.contains("\\u{202e}"),
        "the escapes are written out: {printed}"
    );
}

#[test]
fn the_rarer_invisible_characters_are_written_out_too() {
    for invisible in ['\u{ad}', '\u{61c}', '\u{180e}', '\u{e0041}'] {
        let capture = har(&[
            start(),
            arrival(),
            redemption("inventedCode1", VERIFIER)
                .at(2000)
                .refuses("invalid_grant", &format!("a{invisible}b")),
        ]);
        assert!(
            !human(&check(&capture), false).contains(invisible),
            "U+{:04X}",
            u32::from(invisible)
        );
    }
}

/// Whether a terminal or a text renderer acts on this character in place of showing it.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[test]
fn a_path_on_the_command_line_is_shown_without_its_escapes() {
    let ran = support::run(&["check", "no\u{1b}[2J\u{202e}such.har"]);
    assert_eq!(ran.code, 2);
    assert!(!ran.stderr.chars().any(|c| c != '\n' && acts(c)), "{:?}", ran.stderr);
}

#[test]
fn fifty_thousand_authorization_requests_with_one_state_are_read_soon() {
    let exchanges: Vec<Exchange> = (0..50_000)
        .map(|i| {
            let challenge = format!("{CHALLENGE}{i}");
            Exchange::get(authorize(&[
                ("client_id", "spa"),
                ("state", "one"),
                ("code_challenge", &challenge),
            ]))
            .at(i)
        })
        .collect();
    soon(&har(&exchanges));
}

#[test]
fn fifty_thousand_times_the_same_authorization_request_are_read_soon() {
    let url = authorize(&[("client_id", "spa"), ("state", "one"), ("code_challenge", CHALLENGE)]);
    let exchanges: Vec<Exchange> = (0..50_000).map(|i| Exchange::get(url.as_str()).at(i)).collect();
    let checked = soon(&har(&exchanges));
    assert_eq!(checked.logins.len(), 1);
}

#[test]
fn fifty_thousand_token_requests_with_one_code_are_read_soon() {
    let mut exchanges = vec![start(), arrival()];
    exchanges.extend((0..50_000).map(|i| {
        redemption("inventedCode1", VERIFIER)
            .at(2000 + i)
            .refuses("invalid_grant", "used")
    }));
    let checked = soon(&har(&exchanges));
    assert_eq!(checked.logins.len(), 1);
}

#[test]
fn twenty_thousand_codes_are_told_apart_in_a_time_that_grows_as_their_number() {
    let (few, many) = (time_for(&failed_logins(5_000)), time_for(&failed_logins(20_000)));
    // Four times as many; what is quadratic takes sixteen times as long.
    assert!(
        many < few * 8 && many < SOON * 2,
        "{few:?} for a quarter, {many:?} for all"
    );
}

fn failed_logins(number: i64) -> Vec<Exchange> {
    let logins = (0..number).flat_map(|i| {
        let (state, code) = (format!("state{i}"), format!("inventedCode{i:06}"));
        let callback = format!("{REDIRECT}?code={code}&state={state}");
        [
            Exchange::get(authorize(&[
                ("client_id", "spa"),
                ("redirect_uri", REDIRECT),
                ("state", &state),
            ]))
            .at(i * 10)
            .redirects(&callback),
            redemption(&code, VERIFIER)
                .at(i * 10 + 5)
                .refuses("invalid_grant", "no"),
        ]
    });
    logins.collect()
}

/// Returns what checking a capture and writing both reports needs of the processor.
fn time_for(exchanges: &[Exchange]) -> Duration {
    let capture = har(exchanges);
    let start = Clock::start();
    let capture = check(&capture);
    let written = human(&capture, false).len() + json(&capture, false).len();
    let spent = start.elapsed();
    assert!(written > exchanges.len(), "the reports name every login");
    spent
}

#[test]
fn five_thousand_refreshes_are_linked_soon() {
    let exchanges: Vec<Exchange> = (0..5_000)
        .map(|i| {
            let sent = format!("inventedRefresh{i:06}");
            let issued = format!("inventedRefresh{:06}", i + 1);
            let answer =
                format!(r#"{{"access_token":"inventedAccess{i}","refresh_token":"{issued}","token_type":"Bearer"}}"#);
            Exchange::post(
                "https://as.example/token",
                &form(&[
                    ("grant_type", "refresh_token"),
                    ("refresh_token", &sent),
                    ("client_id", "spa"),
                ]),
            )
            .at(i * 10)
            .answers(200, "application/json", &answer)
        })
        .collect();
    soon(&har(&exchanges));
}

#[test]
fn two_hundred_thousand_preflights_are_linked_soon() {
    let mut exchanges = vec![start(), arrival()];
    exchanges.extend((0..20).map(|i| {
        redemption("inventedCode1", VERIFIER)
            .at(2000 + i)
            .refuses("invalid_grant", "no")
    }));
    let preflight = Exchange {
        method: "OPTIONS".to_owned(),
        ..Exchange::get("https://as.example/token")
    };
    exchanges.extend((0..200_000).map(|i| preflight.clone().at(3000 + i)));
    soon(&har(&exchanges));
}

#[test]
fn a_query_of_a_hundred_thousand_pairs_is_read_soon() {
    let mut query = String::from("response_type=code&client_id=spa&state=inventedState1");
    for i in 0..100_000 {
        let _ = write!(query, "&p{i}=v{i}&same=x");
    }
    let body = format!("grant_type=authorization_code&code=inventedCode1&{query}");
    soon(&har(&[
        Exchange::get(format!("https://as.example/authorize?{query}")).at(0),
        arrival(),
        Exchange::post("https://as.example/token", &body)
            .at(2000)
            .refuses("invalid_request", "duplicated"),
    ]));
}

#[test]
fn a_verifier_and_a_challenge_of_five_megabytes_are_compared_soon() {
    let (verifier, challenge) = ("aB3-".repeat(1_250_000), "Zy9_".repeat(1_250_000));
    soon(&har(&[
        Exchange::get(authorize(&[
            ("client_id", "spa"),
            ("redirect_uri", REDIRECT),
            ("state", "inventedState1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]))
        .at(0),
        arrival(),
        redemption("inventedCode1", &verifier)
            .at(2000)
            .refuses("invalid_grant", "PKCE verification failed"),
    ]));
}

#[test]
fn redirect_uris_of_five_megabytes_that_differ_are_compared_soon() {
    let (asked, sent) = (
        format!("{REDIRECT}/{}", "ab".repeat(2_500_000)),
        format!("{REDIRECT}/{}", "ba".repeat(2_500_000)),
    );
    soon(&har(&[
        Exchange::get(authorize(&[
            ("client_id", "spa"),
            ("redirect_uri", &asked),
            ("state", "inventedState1"),
        ]))
        .at(0),
        arrival(),
        Exchange::post(
            "https://as.example/token",
            &form(&[
                ("grant_type", "authorization_code"),
                ("code", "inventedCode1"),
                ("client_id", "spa"),
                ("redirect_uri", &sent),
            ]),
        )
        .at(2000)
        .refuses("invalid_grant", "redirect_uri mismatch"),
    ]));
}

#[test]
fn codes_of_five_megabytes_that_differ_are_compared_soon() {
    let (delivered, sent) = ("cD".repeat(2_500_000), "Cd".repeat(2_500_000));
    soon(&har(&[
        start(),
        Exchange::get(format!("{REDIRECT}?code={delivered}&state=inventedState1")).at(1000),
        redemption(&sent, VERIFIER)
            .at(2000)
            .refuses("invalid_grant", "no such code"),
    ]));
}

#[test]
fn an_error_description_of_a_megabyte_does_not_fill_the_screen() {
    for description in [
        "x".repeat(1_000_000),
        "word ".repeat(200_000),
        "<b>&amp;".repeat(125_000),
    ] {
        let capture = har(&[
            start(),
            arrival(),
            redemption("inventedCode1", VERIFIER)
                .at(2000)
                .refuses("invalid_grant", &description),
        ]);
        let report = human(&check(&capture), false);
        soon(&capture);
        assert!(report.len() < 20_000, "{} bytes", report.len());
    }
}

#[test]
fn json_that_is_nested_deeply_takes_no_stack() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let object = format!(r#"{{"grant_type":"authorization_code","code":"inventedCode1","x":{deep}}}"#);
    let claims = base64_url(&format!(r#"{{"nonce":"inventedNonce1","x":{deep}}}"#));
    let answer =
        format!(r#"{{"access_token":"inventedAccess1","token_type":"Bearer","id_token":"e30.{claims}.x","y":{deep}}}"#);
    let plain = format!(r#"{{"access_token":"inventedAccess1","token_type":"Bearer","id_token":"e30.{claims}.x"}}"#);
    let request = |media: &str, body: &str| {
        Exchange {
            body: None,
            ..redemption("x", "y")
        }
        .sends(media, body)
        .at(2000)
    };
    for token in [
        request("application/json", &object).refuses("invalid_request", "no form"),
        request("application/json", &deep).refuses("invalid_request", "no form"),
        redemption("inventedCode1", VERIFIER)
            .at(2000)
            .answers(200, "application/json", &answer),
        redemption("inventedCode1", VERIFIER)
            .at(2000)
            .answers(200, "application/json", &plain),
        redemption("inventedCode1", VERIFIER)
            .at(2000)
            .answers(400, "application/json", &deep),
    ] {
        soon(&har(&[start(), arrival(), token]));
    }
    let object = format!("https://as.example/authorize?client_id=spa&request=e30.{claims}.x");
    soon(&har(&[Exchange::get(object).at(0), arrival()]));
}

#[test]
fn a_gzip_bomb_is_refused_or_read_within_bounds() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(br#"{"log":{"entries":[],"comment":""#)
        .expect("memory can be written");
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..2048 {
        bomb.write_all(&zeros).expect("memory can be written");
    }
    let bomb = bomb.finish().expect("memory can be written");
    assert!(bomb.len() < 4 << 20, "two gigabytes are packed into {}", bomb.len());
    let checked = soon(&bomb);
    assert!(
        checked.logins.is_empty() && checked.error.is_some(),
        "{:?}",
        checked.error
    );
}

#[test]
fn redirects_in_a_circle_end() {
    let (here, there) = (
        authorize(&[
            ("client_id", "spa"),
            ("state", "inventedState1"),
            ("redirect_uri", REDIRECT),
        ]),
        format!("{REDIRECT}?code=inventedCode1&state=inventedState1"),
    );
    let mut exchanges = Vec::new();
    for i in 0..1000 {
        exchanges.push(Exchange::get(here.as_str()).at(i * 2).redirects(&there));
        exchanges.push(Exchange::get(there.as_str()).at(i * 2 + 1).redirects(&here));
        exchanges.push(
            redemption("inventedCode1", VERIFIER)
                .at(i * 2 + 1)
                .redirects("https://as.example/token"),
        );
    }
    soon(&har(&exchanges));
}

#[test]
fn times_that_go_backwards_or_are_missing_are_no_obstacle() {
    for times in [
        [Some(9000), Some(5000), Some(0)],
        [None, None, None],
        [Some(i64::from(i32::MAX)), None, Some(-9_000_000_000)],
    ] {
        let mut exchanges = [
            start(),
            arrival(),
            redemption("inventedCode1", VERIFIER).refuses("invalid_grant", "no"),
        ];
        for (exchange, time) in exchanges.iter_mut().zip(times) {
            exchange.time = time;
        }
        let checked = soon(&har(&exchanges));
        assert_eq!(checked.exchanges, 3);
        assert!(!checked.logins.is_empty());
    }
}

#[test]
fn malformed_urls_names_and_members_are_no_obstacle() {
    let authorize = authorize(&[
        ("client_id", "spa"),
        ("state", "inventedState1"),
        ("redirect_uri", "http://["),
    ]);
    let query = "grant_type=authorization_code&code=inventedCode1&client_id=a&client_id=b&code_verifier=%00&=&&=x&a&%ff=%&%2=%zz";
    for url in [
        "http://[",
        "https://as.example:99999999/token",
        "",
        "://",
        "?",
        "#",
        "//as.example/token",
        "https://as.example/token?\u{0}=\u{0}",
        "https://user:pass@@/token",
        "https://as.example/%/token#a#b?c",
        "\u{0}",
        "data:,token",
        "https://as.example/token/../../../token",
    ] {
        let mut exchanges = vec![
            Exchange::get(authorize.as_str()).at(0).redirects(url),
            Exchange::get(format!("{url}?code=inventedCode1&state=inventedState1")).at(1000),
            Exchange::post(url, query).at(2000).refuses("invalid_grant", "\u{0}"),
            Exchange::post(url, query)
                .at(2001)
                .header("", "")
                .header("authorization", "Basic ")
                .header("origin", url),
        ];
        exchanges.push(Exchange {
            method: String::new(),
            ..exchanges[2].clone()
        });
        exchanges.push(Exchange {
            method: "OPTIONS".to_owned(),
            ..exchanges[2].clone()
        });
        soon(&har(&exchanges));
    }
    let twice = br#"{"log":{"entries":[{"request":{"method":"GET","method":"POST","url":"","url":"https://as.example/token",
        "headers":[{"name":"","value":""},{"value":null},{}],"postData":{"text":"code=a&grant_type=authorization_code","text":null,
        "params":[{"name":"code"},{"value":"x"},{"name":"","value":""}]}},"response":{"status":400,"status":"x","content":null}}]}}"#;
    soon(twice);
}

fn authorize(pairs: &[(&str, &str)]) -> String {
    format!("https://as.example/authorize?response_type=code&{}", form(pairs))
}

fn start() -> Exchange {
    let pairs = [
        ("client_id", "spa"),
        ("redirect_uri", REDIRECT),
        ("state", "inventedState1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    Exchange::get(authorize(&pairs)).at(0)
}

fn arrival() -> Exchange {
    Exchange::get(format!("{REDIRECT}?code=inventedCode1&state=inventedState1")).at(1000)
}

fn redemption(code: &str, verifier: &str) -> Exchange {
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", "spa"),
        ("redirect_uri", REDIRECT),
        ("code_verifier", verifier),
    ];
    Exchange::post("https://as.example/token", &form(&pairs))
}

fn base64_url(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

/// Checks a capture and writes both reports within the bound, and returns what was found.
fn soon(capture: &[u8]) -> Checked {
    let start = Clock::start();
    let capture = check(capture);
    let diagnosed = start.elapsed();
    let report = human(&capture, false);
    let shown = start.elapsed();
    let document = json(&capture, false);
    let written = start.elapsed();
    assert!(
        written < SOON,
        "diagnosed in {diagnosed:?}, shown in {shown:?}, written in {written:?}"
    );
    // What was refused is said on standard error, not in the report.
    let refused = capture.checked.error.is_some() && capture.checked.exchanges == 0;
    assert_eq!(report.is_empty(), refused);
    assert!(document.starts_with('{'));
    capture.checked
}
