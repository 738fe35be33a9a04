//! Captures that are nested, malformed, out of order or long-winded.

use std::time::Duration;

use super::login::{VERIFIER, arrival, authorize, base64_url, redemption, start};
use crate::support::cost::Clock;
use crate::support::{Exchange, check, har, human, read_whole};

#[test]
fn an_error_description_of_a_megabyte_does_not_fill_the_screen() {
    for description in ["x".repeat(1_000_000), "word ".repeat(200_000), "<b>&amp;".repeat(125_000)] {
        let capture = har(&[
            start(),
            arrival(),
            redemption("inventedCode1", VERIFIER).at(2000).refuses("invalid_grant", &description),
        ]);
        let report = human(&check(&capture), false);
        assert!(report.len() < 20_000, "{} bytes", report.len());
    }
}

#[test]
fn json_that_is_nested_deeply_takes_no_stack() {
    for capture in nested(100_000) {
        read_whole(&capture);
    }
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn json_that_is_nested_deeply_takes_no_time() {
    for capture in nested(100_000) {
        let clock = Clock::start();
        read_whole(&capture);
        assert!(clock.elapsed() < Duration::from_secs(10), "{:?}", clock.elapsed());
    }
}

/// Captures of a login in which some JSON is nested so deeply.
fn nested(deep: usize) -> Vec<Vec<u8>> {
    let deep = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
    let object = format!(r#"{{"grant_type":"authorization_code","code":"inventedCode1","x":{deep}}}"#);
    let claims = base64_url(&format!(r#"{{"nonce":"inventedNonce1","x":{deep}}}"#));
    let answer =
        format!(r#"{{"access_token":"inventedAccess1","token_type":"Bearer","id_token":"e30.{claims}.x","y":{deep}}}"#);
    let plain = format!(r#"{{"access_token":"inventedAccess1","token_type":"Bearer","id_token":"e30.{claims}.x"}}"#);
    let asks = |body: &str| {
        Exchange { body: None, ..redemption("x", "y") }
            .sends("application/json", body)
            .refuses("invalid_request", "no form")
    };
    let is_answered =
        |status, answer: &str| redemption("inventedCode1", VERIFIER).answers(status, "application/json", answer);
    let tokens =
        [asks(&object), asks(&deep), is_answered(200, &answer), is_answered(200, &plain), is_answered(400, &deep)];
    let url = format!("https://as.example/authorize?client_id=spa&request=e30.{claims}.x");
    let in_a_request_object = har(&[Exchange::get(url).at(0), arrival()]);
    tokens.into_iter().map(|token| har(&[start(), arrival(), token.at(2000)])).chain([in_a_request_object]).collect()
}

#[test]
fn times_that_go_backwards_or_are_missing_are_no_obstacle() {
    for times in
        [[Some(9000), Some(5000), Some(0)], [None, None, None], [Some(i64::from(i32::MAX)), None, Some(-9_000_000_000)]]
    {
        let mut exchanges = [start(), arrival(), redemption("inventedCode1", VERIFIER).refuses("invalid_grant", "no")];
        for (exchange, time) in exchanges.iter_mut().zip(times) {
            exchange.time = time;
        }
        let checked = read_whole(&har(&exchanges));
        assert_eq!(checked.exchanges, 3);
        assert!(!checked.logins.is_empty());
    }
}

#[test]
fn malformed_urls_names_and_members_are_no_obstacle() {
    let authorize = authorize(&[("client_id", "spa"), ("state", "inventedState1"), ("redirect_uri", "http://[")]);
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
            Exchange::post(url, query).at(2001).header("", "").header("authorization", "Basic ").header("origin", url),
        ];
        exchanges.push(Exchange { method: String::new(), ..exchanges[2].clone() });
        exchanges.push(Exchange { method: "OPTIONS".to_owned(), ..exchanges[2].clone() });
        read_whole(&har(&exchanges));
    }
    let twice = br#"{"log":{"entries":[{"request":{"method":"GET","method":"POST","url":"","url":"https://as.example/token",
        "headers":[{"name":"","value":""},{"value":null},{}],"postData":{"text":"code=a&grant_type=authorization_code","text":null,
        "params":[{"name":"code"},{"value":"x"},{"name":"","value":""}]}},"response":{"status":400,"status":"x","content":null}}]}}"#;
    read_whole(twice);
}
