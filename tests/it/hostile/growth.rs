//! Many logins: those that are like one before are counted, and twice as many take twice the time.

use super::login::{CHALLENGE, REDIRECT, VERIFIER, authorize, redemption};
use crate::support::cost::Clock;
use crate::support::{Exchange, check, form, har, human, json, read_whole};

/// What is repeated, and a capture with so many exchanges of it.
type Growing = (&'static str, fn(usize) -> Vec<Exchange>);

const GROWING: &[Growing] = &[
    ("token requests whose codes no login delivered, of one client", strange_codes),
    ("token requests whose codes no login delivered, behind one login", strange_codes_behind_a_login),
    ("authorization requests, then token requests, of distinct clients", clients),
    ("authorization requests, then responses to other places", responses_elsewhere),
    ("logins that fail", failing),
    ("logins with one state", one_state),
    ("refreshes of one chain", chain),
    ("refreshes with tokens from nowhere", strange_refreshes),
    ("redirects of one token request", forwarded),
    ("ways to authenticate, tried one after the other", tried),
    ("preflights of many endpoints of one login", preflights),
    ("discovery documents of one server, then token requests", documents),
    ("cookies of many logins", cookies),
    ("clients at many endpoints", endpoints),
    ("assertions of many clients", assertions),
    ("tokens that are used", uses),
    ("posts with a code that is none", posts),
];

#[test]
fn logins_that_are_like_one_before_are_counted() {
    let mut exchanges = strange_codes(700);
    exchanges[600] = sent("strangeCode600", "spa").at(at(600)).refuses("unauthorized_client", "not this grant");
    let capture = check(&har(&exchanges));
    let logins = &capture.checked.logins;
    let counted: usize = logins.iter().filter_map(|login| login.repeats.as_ref()).map(|more| more.logins).sum();
    assert_eq!(logins.len() + counted, 700, "every login is shown or counted");
    assert!((500..520).contains(&logins.len()), "{} are shown", logins.len());
    let other = logins.iter().find(|login| login.id == 601).expect("one that differs is shown");
    assert_eq!(other.server_error.as_ref().and_then(|said| said.error.as_deref()), Some("unauthorized_client"));
    let more = logins[0].repeats.as_ref().expect("the first stands for those that are like it");
    assert_eq!((more.last_id, more.last.exchange, more.is_rough), (700, 700, false));
    let human = human(&capture, false);
    assert!(human.contains("700 logins: 700 failed"), "{human}");
    assert!(human.contains("like it (509-600, 602-700)"), "{human}");
    assert!(json(&capture, false).contains("\"last_exchange\": 700"));
}

#[test]
fn five_hundred_logins_are_shown_one_by_one() {
    for exchanges in [strange_codes(500), clients(1000)] {
        let checked = read_whole(&har(&exchanges));
        assert!(
            checked.logins.len() >= 500
                && checked.logins.iter().all(|login| login.id <= 508 || login.repeats.is_none())
        );
    }
    assert_eq!(read_whole(&har(&strange_codes(500))).logins.len(), 500);
}

#[test]
fn a_login_that_another_one_needs_is_shown() {
    let mut exchanges = failing(1800);
    exchanges.push(sent("inventedCode000550", "spa").at(at(2000)).refuses("invalid_grant", "no"));
    let capture = check(&har(&exchanges));
    let shown = |id: usize| capture.checked.logins.iter().any(|login| login.id == id);
    assert!(shown(551) && !shown(560), "the code of login 551 is sent again, that of login 560 is not");
}

#[test]
fn what_is_said_of_many_logins_does_not_grow_with_their_number() {
    let size = |number: usize| json(&check(&har(&strange_codes(number))), false).len();
    let (few, many) = (size(1000), size(4000));
    assert!(many < few + few / 50, "{few} bytes for a quarter, {many} for all");
}

#[test]
fn every_kind_of_many_logins_is_read_whole() {
    for (what, exchanges) in GROWING {
        let checked = read_whole(&har(&exchanges(60)));
        assert!(checked.error.is_none() && checked.exchanges >= 40, "{what}: {} exchanges", checked.exchanges);
    }
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn twice_as_many_logins_take_twice_the_time() {
    for (what, exchanges) in GROWING {
        let time = |number: usize| {
            let capture = har(&exchanges(number));
            let clock = Clock::start();
            let capture = check(&capture);
            let written = human(&capture, false).len() + json(&capture, false).len();
            let spent = clock.elapsed().as_secs_f64();
            assert!(written > 0 && capture.checked.error.is_none(), "{what}");
            spent
        };
        let spent = [10_000, 20_000, 40_000].map(time);
        // The exponent of the growth: 1 is linear, 2 quadratic. What is done once makes it smaller, caches larger.
        let exponent = (spent[2] / spent[0]).log2() / 2.0;
        assert!(exponent < 1.35, "{what}: {exponent:.2}, {spent:.2?} s");
        assert!(spent[2] < 8.0, "{what}: {spent:.2?} s");
    }
}

fn strange_codes(number: usize) -> Vec<Exchange> {
    let request = |i| sent(&format!("strangeCode{i:06}"), "spa").at(at(i)).refuses("invalid_grant", "no");
    (0..number).map(request).collect()
}

fn strange_codes_behind_a_login(number: usize) -> Vec<Exchange> {
    [start(0, "spa"), arrival(0)].into_iter().chain(strange_codes(number)).collect()
}

fn clients(number: usize) -> Vec<Exchange> {
    let half = number / 2;
    let client = |i: usize| format!("client{i}");
    let starts = (0..half).map(|i| start(i, &client(i)));
    let requests = (0..half)
        .map(|i| sent(&format!("strangeCode{i:06}"), &client(i)).at(at(half + i)).refuses("invalid_grant", "no"));
    starts.chain(requests).collect()
}

fn responses_elsewhere(number: usize) -> Vec<Exchange> {
    let half = number / 2;
    let response = |i: usize| {
        Exchange::get(format!("https://other.example/callback?code=strangeCode{i:06}&state=strangeState{i}"))
            .at(at(half + i))
    };
    (0..half).map(|i| start(i, "spa")).chain((0..half).map(response)).collect()
}

fn failing(number: usize) -> Vec<Exchange> {
    let login = |i: usize| {
        let code = format!("inventedCode{i:06}");
        let request = redemption(&code, VERIFIER).at(at(i) + 2).refuses("invalid_grant", "no");
        [start(i, "spa"), arrival(i), request]
    };
    (0..number / 3).flat_map(login).collect()
}

fn one_state(number: usize) -> Vec<Exchange> {
    let login = |i: usize| {
        let (nonce, code) = (format!("nonce{i}"), format!("inventedCode{i:06}"));
        let asked =
            [("client_id", "spa"), ("redirect_uri", REDIRECT), ("state", "oneState"), ("nonce", nonce.as_str())];
        [
            Exchange::get(authorize(&asked)).at(at(i)),
            Exchange::get(format!("{REDIRECT}?code={code}&state=oneState")).at(at(i) + 1),
            sent(&code, "spa").at(at(i) + 2).refuses("invalid_grant", "no"),
        ]
    };
    (0..number / 3).flat_map(login).collect()
}

fn chain(number: usize) -> Vec<Exchange> {
    let refresh = |i: usize| {
        let answer = format!(
            r#"{{"access_token":"inventedAccess{i}","refresh_token":"inventedRefresh{:06}","token_type":"Bearer"}}"#,
            i + 1
        );
        refreshed(i).answers(200, "application/json", &answer)
    };
    (0..number).map(refresh).collect()
}

fn strange_refreshes(number: usize) -> Vec<Exchange> {
    let half = number / 2;
    chain(half).into_iter().chain((half + 1..number).map(|i| refreshed(2 * i).refuses("invalid_grant", "no"))).collect()
}

fn forwarded(number: usize) -> Vec<Exchange> {
    let forward = |i: usize| Exchange { status: 307, ..sent("inventedCode000000", "spa").at(at(i)) };
    [start(0, "spa"), arrival(0)].into_iter().chain((2..number).map(forward)).collect()
}

fn tried(number: usize) -> Vec<Exchange> {
    let attempt = |i: usize| sent("inventedCode000000", "spa").at(at(i)).refuses("invalid_client", "who");
    let last = sent("inventedCode000000", "spa").at(at(number)).refuses("invalid_grant", "no");
    [start(0, "spa"), arrival(0)].into_iter().chain((2..number).map(attempt)).chain([last]).collect()
}

fn preflights(number: usize) -> Vec<Exchange> {
    let preflight = |i: usize| {
        let method = "OPTIONS".to_owned();
        let url = format!("https://as.example/{}/token", i % (number / 2 + 1));
        let status = if i < number / 2 { 403 } else { 204 };
        Exchange { method, status, ..Exchange::get(url) }.at(at(i))
    };
    [start(0, "spa"), arrival(0)].into_iter().chain((2..number).map(preflight)).collect()
}

fn documents(number: usize) -> Vec<Exchange> {
    let half = number / 2;
    let document = |i: usize| {
        let body = format!(
            r#"{{"issuer":"https://as.example/{i}","authorization_endpoint":"https://as.example/authorize?p={i}","token_endpoint":"https://as.example/token?p={i}"}}"#
        );
        Exchange::get(format!("https://as.example/{i}/.well-known/openid-configuration")).at(at(i)).answers(
            200,
            "application/json",
            &body,
        )
    };
    let request = |i| sent(&format!("strangeCode{i:06}"), "spa").at(at(half + i)).refuses("invalid_grant", "no");
    (0..half).map(document).chain((0..half).map(request)).collect()
}

fn cookies(number: usize) -> Vec<Exchange> {
    let names: Vec<String> = (0..20).map(|name| format!("c{name}=v")).collect();
    let login = |i: usize| [start(i, "spa"), arrival(i).header("cookie", &names.join("; "))];
    (0..number / 2).flat_map(login).collect()
}

fn endpoints(number: usize) -> Vec<Exchange> {
    let request = |i: usize| {
        let (client, secret) = (format!("client{}", i / 100), format!("inventedSecret{i}"));
        let pairs = [("grant_type", "client_credentials"), ("client_id", &client), ("client_secret", &secret)];
        Exchange::post(format!("https://as{}.example/token", i % 100), &form(&pairs))
            .at(at(i))
            .refuses("invalid_client", "no")
    };
    (0..number).map(request).collect()
}

fn assertions(number: usize) -> Vec<Exchange> {
    let request = |i: usize| {
        let claims = super::login::base64_url(&format!(r#"{{"iss":"client{i}","jti":"{i}","iat":1}}"#));
        let assertion = format!("eyJhbGciOiJFUzI1NiJ9.{claims}.c2ln");
        let client = format!("client{}", i % 500);
        let pairs = [
            ("grant_type", "client_credentials"),
            ("client_id", client.as_str()),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion.as_str()),
        ];
        Exchange::post("https://as.example/token", &form(&pairs)).at(at(i)).refuses("invalid_client", "no")
    };
    (0..number).map(request).collect()
}

fn uses(number: usize) -> Vec<Exchange> {
    let request = |i: usize| {
        Exchange::get("https://api.example/items")
            .at(at(i))
            .header("authorization", &format!("Bearer inventedAccess{i}"))
    };
    (0..number).map(request).collect()
}

fn posts(number: usize) -> Vec<Exchange> {
    let post =
        |i: usize| Exchange::post("https://api.example/items", r#"{"items":[{"code":"US"}],"code":"DE"}"#).at(at(i));
    (0..number).map(post).collect()
}

fn start(number: usize, client: &str) -> Exchange {
    let state = format!("inventedState{number}");
    let pairs = [
        ("client_id", client),
        ("redirect_uri", REDIRECT),
        ("state", state.as_str()),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    Exchange::get(authorize(&pairs)).at(at(number))
}

fn arrival(number: usize) -> Exchange {
    Exchange::get(format!("{REDIRECT}?code=inventedCode{number:06}&state=inventedState{number}")).at(at(number) + 1)
}

fn sent(code: &str, client: &str) -> Exchange {
    let pairs =
        [("grant_type", "authorization_code"), ("code", code), ("client_id", client), ("redirect_uri", REDIRECT)];
    Exchange::post("https://as.example/token", &form(&pairs))
}

fn refreshed(number: usize) -> Exchange {
    let token = format!("inventedRefresh{number:06}");
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", token.as_str()), ("client_id", "spa")];
    Exchange::post("https://as.example/token", &form(&pairs)).at(at(number))
}

fn at(number: usize) -> i64 {
    i64::try_from(number * 10).expect("it is small")
}
