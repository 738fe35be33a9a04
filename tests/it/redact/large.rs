//! What a large recording becomes: the login stays, and of the traffic around it shells.

use serde_json::Value;

use super::{content, redacted};
use crate::support::cost::Clock;
use crate::support::{Exchange, form, har, read_whole};

const REDIRECT: &str = "https://app.example/callback";

/// A login that fails, then so many JSON documents that a page fetches with a cookie, each of ten kilobytes.
fn shop(documents: usize) -> Vec<u8> {
    let asked = form(&[
        ("response_type", "code"),
        ("client_id", "shop"),
        ("redirect_uri", REDIRECT),
        ("state", "k3J9xPq27LmZ"),
        ("code_challenge", "eGodEjjfFLL3yWPb57eQvBqm0eWASFb0fFJDRmWdbRI"),
        ("code_challenge_method", "S256"),
    ]);
    let sent = form(&[
        ("grant_type", "authorization_code"),
        ("code", "Xk29fLq0ZpT7mWvR3sYb"),
        ("client_id", "shop"),
        ("redirect_uri", REDIRECT),
        ("code_verifier", "inventedVerifier-0123456789-0123456789-0123"),
    ]);
    let items = r#"{"name":"Item of the list","owner":"ann.lee@example.org","price":17.25},"#.repeat(140);
    let document = |number: usize| {
        Exchange::get(format!("https://shop.example/api/list?page={number}"))
            .at(5000 + i64::try_from(number).expect("it is small"))
            .header("Cookie", "sid=Zk3v9Qm2Xw8Rt5Yp; theme=dark")
            .answers(200, "application/json", &format!("[{items}0]"))
    };
    let login = [
        Exchange::get(format!("https://as.example/authorize?{asked}")).at(0),
        Exchange::get(format!("{REDIRECT}?code=Xk29fLq0ZpT7mWvR3sYb&state=k3J9xPq27LmZ")).at(1000),
        Exchange::post("https://as.example/token", &sent).at(2000).refuses("invalid_grant", "no"),
    ];
    let exchanges: Vec<Exchange> = login.into_iter().chain((0..documents).map(document)).collect();
    har(&exchanges)
}

#[test]
fn what_is_not_of_the_login_becomes_a_shell() {
    let original = shop(300);
    let written = content(&redacted("shop.har", &original, 7).expect("it passes"));
    assert!(written.len() * 10 < original.len(), "{} bytes of {}", written.len(), original.len());
    let har: Value = serde_json::from_slice(&written).expect("it is JSON");
    let entries = har["log"]["entries"].as_array().expect("it has entries");
    assert_eq!(entries.len(), 303, "the numbers of the exchanges stay");
    let document = &entries[200];
    assert_eq!(document["request"]["url"], "https://shop.example/api/list");
    assert!(document["response"]["content"].get("text").is_none());
    assert_eq!(document["response"]["content"]["size"], 10083);
    let verdict = |bytes: &[u8]| read_whole(bytes).logins[0].verdict().map(|verdict| verdict.rule.id);
    assert_eq!(verdict(&written), verdict(&original));
}

#[test]
fn a_segment_of_a_path_that_looks_drawn_is_not_left_in_a_shell() {
    let mut recording: Value = serde_json::from_slice(&shop(1)).expect("it is JSON");
    let last = recording["log"]["entries"].as_array_mut().and_then(|entries| entries.last_mut());
    last.expect("it has entries")["request"]["url"] = "https://shop.example/reset/8f3kQ9xLmZ2pTr7vWc/step-2".into();
    let written = content(&redacted("shop.har", recording.to_string().as_bytes(), 7).expect("it passes"));
    let text = String::from_utf8(written).expect("it is text");
    assert!(text.contains("https://shop.example/reset/") && text.contains("/step-2"), "{text}");
    assert!(!text.contains("8f3kQ9xL") && !text.contains("mZ2pTr7v"), "{text}");
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn ten_times_the_traffic_does_not_take_ten_times_the_work_of_a_check() {
    let time = |documents: usize| {
        let original = shop(documents);
        let clock = Clock::start();
        read_whole(&original);
        let check = clock.elapsed().as_secs_f64();
        let clock = Clock::start();
        redacted("shop.har", &original, 7).expect("it passes");
        (check, clock.elapsed().as_secs_f64())
    };
    let ((check, redact), (more_check, more_redact)) = (time(200), time(2000));
    let (checks, redacts) = (more_check - check, more_redact - redact);
    assert!(redacts < checks * 8.0 + 0.05, "{redacts:.3} s for redact, {checks:.3} s for check");
}
