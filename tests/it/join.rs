//! Several inputs are one recording: one login in pieces is one login, in whatever order the pieces are given and whatever their
//! clocks say.

use std::fs;
use std::time::Duration;

use oauth_doctor::login::Outcome;
use oauth_doctor::weigh::StepKind;
use oauth_doctor::{Checked, Facts, Input, check_joined};
use serde_json::{Value, json};

use crate::support::cost::Clock;
use crate::support::{self, command, finish, har, run};

const PIECES: [&str; 3] = ["authorize.har", "callback.har", "token.har"];
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

#[test]
fn the_pieces_of_a_login_are_one_login_in_every_order() {
    for order in ORDERS {
        assert_is_the_login(&joined(order, |piece| piece), &format!("{order:?}"));
    }
}

#[test]
fn pieces_without_times_are_one_login_in_every_order() {
    for order in ORDERS {
        for timeless in [&[0][..], &[1], &[2], &[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]] {
            let checked = joined(order, |(index, har)| {
                (index, if timeless.contains(&index) { without_times(&har) } else { har })
            });
            assert_is_the_login(&checked, &format!("{order:?}, no times in {timeless:?}"));
        }
    }
}

#[test]
fn clocks_that_differ_by_hours_are_no_obstacle() {
    for order in ORDERS {
        for hours in [[2, 0, 0], [0, 5, 0], [0, 0, -3], [9, 4, 0], [3, 3, -9]] {
            let checked = joined(order, |(index, har)| (index, at_hour(&har, 13 + hours[index])));
            assert_is_the_login(&checked, &format!("{order:?}, {hours:?}"));
            let steps: Vec<&str> = checked.logins[0].steps.iter().map(|step| step.kind.as_str()).collect();
            let kinds = ["authorize_request", "authorization_response", "callback", "preflight", "token_request"];
            assert_eq!(steps, kinds, "{order:?}, {hours:?}");
        }
    }
}

#[test]
fn the_age_of_a_code_is_not_measured_with_two_clocks() {
    let checked = joined([0, 1, 2], |(index, har)| (index, at_hour(&har, if index == 2 { 20 } else { 13 })));
    let login = &checked.logins[0];
    let expired = login.differential.iter().find(|row| row.rule.id == "code-expired");
    assert!(expired.is_some_and(|row| row.reason.contains("clocks may differ")));
}

#[test]
fn what_two_inputs_show_is_one_request() {
    // A ticket repeats what the HAR has: no second login, and no code that was sent twice.
    let whole = fs::read("fixtures/captures/failing-login.har").expect("the fixture is there");
    for (first, second) in [(0, 3), (3, 0), (1, 3), (3, 1), (2, 3), (3, 2)] {
        let content = |index: usize| match PIECES.get(index) {
            Some(_) => without_times(&piece(index)),
            None => whole.clone(),
        };
        let checked =
            check_joined([input("first", &content(first)), input("second", &content(second))], &Facts::default());
        assert_eq!(checked.logins.len(), 1, "{first} and {second}");
        let login = &checked.logins[0];
        assert_eq!(login.verdict().map(|verdict| verdict.rule.id), Some("pkce-challenge-hex"));
        assert!(login.findings.iter().all(|finding| finding.rule.id != "code-reused"));
    }
}

#[test]
fn a_code_that_another_input_sends_again_was_sent_twice() {
    let answered = |error: &str| {
        let mut har: Value = serde_json::from_slice(&piece(2)).expect("it is JSON");
        har["log"]["entries"][0]["response"]["content"]["text"] = Value::from(format!("{{\"error\":\"{error}\"}}"));
        har.to_string().into_bytes()
    };
    let again = answered("invalid_request");
    let mut inputs: Vec<Input<'_>> = PIECES.iter().enumerate().map(|(i, name)| input(name, &piece(i))).collect();
    inputs.push(input("again.har", &at_hour(&again, 14)));
    let checked = check_joined(inputs, &Facts::default());
    let tokens = checked.logins[0].steps.iter().filter(|step| step.kind == StepKind::TokenRequest);
    assert_eq!(tokens.count(), 2);
}

#[test]
fn a_retry_with_a_nonce_is_another_request_also_where_a_second_input_holds_it() {
    let capture = fs::read("fixtures/rules/dpop-nonce-ignored/bad-no-retry.har").expect("the fixture is there");
    let first: Value = serde_json::from_slice(&capture).expect("it is JSON");
    let mut retry = first.clone();
    let entries = retry["log"]["entries"].as_array_mut().expect("it has entries");
    entries.drain(..entries.len() - 1);
    for header in entries[0]["request"]["headers"].as_array_mut().expect("it has headers") {
        if header["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("dpop")) {
            header["value"] = Value::from("[redacted]");
        }
    }
    entries[0]["startedDateTime"] = Value::from("2026-05-04T09:30:09.000Z");
    entries[0]["response"] = json!({ "status": 0, "headers": [], "content": {} });
    let retry = retry.to_string().into_bytes();
    let checked = check_joined([input("first.har", &capture), input("retry.har", &retry)], &Facts::default());
    let steps = &checked.logins[0].steps;
    assert_eq!(steps.iter().filter(|step| step.kind == StepKind::TokenRequest).count(), 2);
    assert!(checked.logins[0].verdict().is_none_or(|verdict| verdict.rule.id != "dpop-nonce-ignored"));
}

#[test]
fn logins_of_several_inputs_stay_apart() {
    let working = fs::read("fixtures/captures/working-login-chrome.har").expect("the fixture is there");
    let failing = fs::read("fixtures/captures/failing-login.har").expect("the fixture is there");
    let checked = check_joined([input("a.har", &working), input("b.har", &failing)], &Facts::default());
    let mut outcomes: Vec<Outcome> = checked.logins.iter().map(|login| login.outcome).collect();
    outcomes.sort_by_key(|outcome| outcome.as_str());
    assert_eq!(outcomes, [Outcome::Failed, Outcome::Succeeded]);
}

#[test]
fn places_name_their_file_where_there_are_several() {
    let paths = PIECES.map(|name| format!("fixtures/captures/joined/{name}"));
    let args = |format: &'static str| {
        let mut args = vec!["check", "--join", "--format", format];
        args.extend(paths.iter().map(String::as_str));
        args
    };
    let human = run(&args("human"));
    assert_eq!(human.code, 1, "{}", human.stderr);
    assert!(human.stdout.contains("fixtures/captures/joined/authorize.har:22:230"), "{}", human.stdout);
    let report: Value = serde_json::from_str(&run(&args("json")).stdout).expect("it is JSON");
    let capture = &report["captures"][0];
    assert_eq!(report["summary"]["captures"], 1);
    assert_eq!(capture["path"], paths.join(" + "));
    let inputs: Vec<&str> = capture["inputs"]
        .as_array()
        .expect("it has inputs")
        .iter()
        .filter_map(|input| input["path"].as_str())
        .collect();
    assert_eq!(inputs, paths);
    let files: Vec<&str> = capture["flows"][0]["steps"]
        .as_array()
        .expect("it has steps")
        .iter()
        .filter_map(|step| step["at"]["file"].as_str())
        .collect();
    assert_eq!(files, [&paths[0], &paths[1], &paths[1], &paths[2], &paths[2]]);
    let alone: Value =
        serde_json::from_str(&run(&["check", "--format", "json", &paths[0]]).stdout).expect("it is JSON");
    assert!(alone["captures"][0]["flows"][0]["steps"][0]["at"].get("file").is_none());
}

#[test]
fn a_piece_that_cannot_be_read_does_not_hide_the_others() {
    let ran = run(&[
        "check",
        "--join",
        "fixtures/captures/joined/authorize.har",
        "no-such.har",
        "fixtures/captures/joined/token.har",
    ]);
    assert_eq!(ran.code, 2);
    ran.says("error: no-such.har: ");
    ran.shows("pkce-challenge-hex");
    ran.shows("not read");
}

#[test]
fn standard_input_may_be_a_piece() {
    let args = ["check", "--join", "fixtures/captures/joined/authorize.har", "-"];
    let ran = finish(command(&args), &piece(2));
    assert_eq!(ran.code, 1);
    ran.shows("pkce-challenge-hex");
    ran.shows("-:48:204");
}

#[test]
fn many_pieces_are_joined() {
    join(20);
}

#[test]
#[ignore = "slow: counts the time of the processor"]
fn thousands_of_pieces_are_joined_soon() {
    let clock = Clock::start();
    join(2_000);
    assert!(clock.elapsed() < Duration::from_secs(10), "{:?}", clock.elapsed());
}

fn join(pieces: usize) {
    let callback = |n: usize| {
        let url = format!("https://app.example/callback?code=inventedCode{n}&state=constantState");
        support::Exchange::get(url)
    };
    let authorize = support::Exchange::get(
        "https://as.example/authorize?response_type=code&client_id=spa&state=constantState".to_owned(),
    );
    let contents: Vec<Vec<u8>> = (0..pieces).map(|n| har(&[callback(n), authorize.clone()])).collect();
    let checked = check_joined(contents.iter().map(|content| input("piece.har", content)), &Facts::default());
    assert_eq!(checked.exchanges, 2 * pieces);
}

fn assert_is_the_login(checked: &Checked, what: &str) {
    assert_eq!(checked.logins.len(), 1, "{what}");
    let login = &checked.logins[0];
    assert_eq!(login.outcome, Outcome::Failed, "{what}");
    assert_eq!(login.verdict().map(|verdict| verdict.rule.id), Some("pkce-challenge-hex"), "{what}");
    assert_eq!(checked.oauth_exchanges, 5, "{what}");
}

/// Joins the pieces in this order, after a change to each.
fn joined(order: [usize; 3], change: impl Fn((usize, Vec<u8>)) -> (usize, Vec<u8>)) -> Checked {
    let changed: Vec<(usize, Vec<u8>)> = order.iter().map(|&index| change((index, piece(index)))).collect();
    check_joined(changed.iter().map(|(index, content)| input(PIECES[*index], content)), &Facts::default())
}

fn input<'a>(name: &str, content: &[u8]) -> Input<'a> {
    Input { name: name.to_owned(), content: Box::new(std::io::Cursor::new(content.to_vec())), attachments: None }
}

fn piece(index: usize) -> Vec<u8> {
    fs::read(format!("fixtures/captures/joined/{}", PIECES[index])).expect("the fixture is there")
}

fn without_times(har: &[u8]) -> Vec<u8> {
    let mut har: Value = serde_json::from_slice(har).expect("it is JSON");
    for entry in har["log"]["entries"].as_array_mut().expect("it has entries") {
        entry.as_object_mut().expect("it is an object").remove("startedDateTime");
    }
    har.to_string().into_bytes()
}

/// Moves the recording, which was made at 13 o'clock, to another hour.
fn at_hour(har: &[u8], hour: i32) -> Vec<u8> {
    let text = String::from_utf8(har.to_vec()).expect("it is UTF-8");
    text.replace("2026-05-19T13:", &format!("2026-05-19T{hour:02}:")).into_bytes()
}
