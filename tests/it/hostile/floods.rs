//! Much of one thing: what is linked or compared takes a time that grows as its number.

use std::fmt::Write as _;
use std::time::Duration;

use super::login::{CHALLENGE, REDIRECT, VERIFIER, arrival, authorize, redemption, start};
use crate::support::cost::Clock;
use crate::support::{Exchange, check, form, har, human, json, read_whole};

/// Far more than a debug build needs of the processor, and far less than anything quadratic takes.
const SOON: Duration = Duration::from_secs(10);

/// What is repeated, how often where time is counted, a capture with so many of it, and its logins where they are one.
type Flood = (&'static str, usize, fn(usize) -> Vec<u8>, Option<usize>);

const FLOODS: &[Flood] = &[
    ("authorization requests with one state", 50_000, authorizations, None),
    ("one authorization request", 50_000, same_authorization, Some(1)),
    ("token requests with one code", 50_000, redemptions, Some(1)),
    ("refreshes", 5_000, refreshes, None),
    ("preflights", 200_000, preflights, None),
    ("pairs of a query", 100_000, pairs, None),
    ("bytes of verifier and challenge", 5_000_000, long_verifier, Some(1)),
    ("bytes of redirect URIs", 5_000_000, long_redirect_uris, Some(1)),
    ("bytes of codes", 5_000_000, long_codes, None),
    ("redirects in a circle", 1_000, redirects_in_a_circle, None),
    ("bytes of an error description", 1_000_000, long_description, Some(1)),
];

#[test]
fn a_flood_is_read_whole() {
    for (what, often, capture, logins) in FLOODS {
        let checked = read_whole(&capture(often / 100));
        assert!(!checked.logins.is_empty() && checked.error.is_none(), "{what}");
        assert_eq!(checked.logins.len(), logins.unwrap_or(checked.logins.len()), "{what}");
    }
    assert_eq!(check(&failed_logins(200)).checked.logins.len(), 200);
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn a_flood_is_read_soon() {
    for (what, often, capture, logins) in FLOODS {
        let capture = capture(*often);
        let clock = Clock::start();
        let checked = read_whole(&capture);
        assert!(clock.elapsed() < SOON, "{what}: {:?}", clock.elapsed());
        assert_eq!(checked.logins.len(), logins.unwrap_or(checked.logins.len()), "{what}");
    }
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn twenty_thousand_codes_are_told_apart_in_a_time_that_grows_as_their_number() {
    let (few, many) = (time_for(&failed_logins(5_000)), time_for(&failed_logins(20_000)));
    // Four times as many; what is quadratic takes sixteen times as long.
    assert!(many < few * 8 && many < SOON * 2, "{few:?} for a quarter, {many:?} for all");
}

/// Returns what checking a capture and writing both reports needs of the processor.
fn time_for(capture: &[u8]) -> Duration {
    let clock = Clock::start();
    let capture = check(capture);
    let written = human(&capture, false).len() + json(&capture, false).len();
    let spent = clock.elapsed();
    assert!(written > capture.checked.exchanges, "the reports name every login");
    spent
}

fn failed_logins(number: usize) -> Vec<u8> {
    let logins = (0..number).flat_map(|i| {
        let (state, code) = (format!("state{i}"), format!("inventedCode{i:06}"));
        let asked = [("client_id", "spa"), ("redirect_uri", REDIRECT), ("state", state.as_str())];
        [
            Exchange::get(authorize(&asked))
                .at(time(i * 10))
                .redirects(&format!("{REDIRECT}?code={code}&state={state}")),
            redemption(&code, VERIFIER).at(time(i * 10 + 5)).refuses("invalid_grant", "no"),
        ]
    });
    har(&logins.collect::<Vec<_>>())
}

fn authorizations(number: usize) -> Vec<u8> {
    let exchanges = (0..number).map(|i| {
        let challenge = format!("{CHALLENGE}{i}");
        let asked = [("client_id", "spa"), ("state", "one"), ("code_challenge", challenge.as_str())];
        Exchange::get(authorize(&asked)).at(time(i))
    });
    har(&exchanges.collect::<Vec<_>>())
}

fn same_authorization(number: usize) -> Vec<u8> {
    let url = authorize(&[("client_id", "spa"), ("state", "one"), ("code_challenge", CHALLENGE)]);
    let exchanges = (0..number).map(|i| Exchange::get(url.as_str()).at(time(i)));
    har(&exchanges.collect::<Vec<_>>())
}

fn redemptions(number: usize) -> Vec<u8> {
    with_login(&(0..number).map(|i| redeemed(i, "used")).collect::<Vec<_>>())
}

fn refreshes(number: usize) -> Vec<u8> {
    let exchanges = (0..number).map(|i| {
        let sent = format!("inventedRefresh{i:06}");
        let answer = format!(
            r#"{{"access_token":"inventedAccess{i}","refresh_token":"inventedRefresh{:06}","token_type":"Bearer"}}"#,
            i + 1
        );
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", sent.as_str()), ("client_id", "spa")];
        Exchange::post("https://as.example/token", &form(&pairs)).at(time(i * 10)).answers(
            200,
            "application/json",
            &answer,
        )
    });
    har(&exchanges.collect::<Vec<_>>())
}

fn preflights(number: usize) -> Vec<u8> {
    let mut exchanges: Vec<Exchange> = (0..20).map(|i| redeemed(i, "no")).collect();
    let preflight = Exchange { method: "OPTIONS".to_owned(), ..Exchange::get("https://as.example/token") };
    exchanges.extend((0..number).map(|i| preflight.clone().at(time(3000 + i))));
    with_login(&exchanges)
}

fn pairs(number: usize) -> Vec<u8> {
    let mut query = String::from("response_type=code&client_id=spa&state=inventedState1");
    for i in 0..number {
        let _ = write!(query, "&p{i}=v{i}&same=x");
    }
    let body = format!("grant_type=authorization_code&code=inventedCode1&{query}");
    har(&[
        Exchange::get(format!("https://as.example/authorize?{query}")).at(0),
        arrival(),
        Exchange::post("https://as.example/token", &body).at(2000).refuses("invalid_request", "duplicated"),
    ])
}

fn long_verifier(bytes: usize) -> Vec<u8> {
    let (verifier, challenge) = ("aB3-".repeat(bytes / 4), "Zy9_".repeat(bytes / 4));
    har(&[
        Exchange::get(authorize(&[
            ("client_id", "spa"),
            ("redirect_uri", REDIRECT),
            ("state", "inventedState1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]))
        .at(0),
        arrival(),
        redemption("inventedCode1", &verifier).at(2000).refuses("invalid_grant", "PKCE verification failed"),
    ])
}

fn long_redirect_uris(bytes: usize) -> Vec<u8> {
    let redirect = |pair: &str| format!("{REDIRECT}/{}", pair.repeat(bytes / 2));
    let (asked, sent) = (redirect("ab"), redirect("ba"));
    har(&[
        Exchange::get(authorize(&[("client_id", "spa"), ("redirect_uri", &asked), ("state", "inventedState1")])).at(0),
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
    ])
}

fn long_codes(bytes: usize) -> Vec<u8> {
    let (delivered, sent) = ("cD".repeat(bytes / 2), "Cd".repeat(bytes / 2));
    har(&[
        start(),
        Exchange::get(format!("{REDIRECT}?code={delivered}&state=inventedState1")).at(1000),
        redemption(&sent, VERIFIER).at(2000).refuses("invalid_grant", "no such code"),
    ])
}

fn long_description(bytes: usize) -> Vec<u8> {
    with_login(&[redeemed(0, &"<b>&amp;".repeat(bytes / 8))])
}

fn redirects_in_a_circle(number: usize) -> Vec<u8> {
    let here = authorize(&[("client_id", "spa"), ("state", "inventedState1"), ("redirect_uri", REDIRECT)]);
    let there = format!("{REDIRECT}?code=inventedCode1&state=inventedState1");
    let exchanges = (0..number).flat_map(|i| {
        [
            Exchange::get(here.as_str()).at(time(i * 2)).redirects(&there),
            Exchange::get(there.as_str()).at(time(i * 2 + 1)).redirects(&here),
            redemption("inventedCode1", VERIFIER).at(time(i * 2 + 1)).redirects("https://as.example/token"),
        ]
    });
    har(&exchanges.collect::<Vec<_>>())
}

/// A token request with the code of the login, which is refused.
fn redeemed(after: usize, description: &str) -> Exchange {
    redemption("inventedCode1", VERIFIER).at(time(2000 + after)).refuses("invalid_grant", description)
}

/// A login up to its code, and what comes after.
fn with_login(after: &[Exchange]) -> Vec<u8> {
    har(&[&[start(), arrival()], after].concat())
}

fn time(milliseconds: usize) -> i64 {
    i64::try_from(milliseconds).expect("it is small")
}
