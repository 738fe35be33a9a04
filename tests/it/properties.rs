//! Logins that are made up at random: right ones raise nothing, a mistake that is planted in one is found in that one.

use data_encoding::BASE64URL_NOPAD;
use oauth_doctor::diagnosis::Diagnosis;
use oauth_doctor::login::Outcome;
use oauth_doctor::rules::Severity;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{TestCaseError, TestRunner};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;

use crate::support::{Exchange, check, form, har_by, json};

/// One login, as it was meant.
#[derive(Clone, Debug)]
struct Login {
    state: String,
    code: String,
    verifier: String,
    client: String,
    redirect: String,
    /// Milliseconds from the beginning of the recording to the authorization request, and from step to step.
    began: i64,
    pace: i64,
    recorder: Recorder,
}

/// Who recorded, which decides how the body of a request is written down.
#[derive(Clone, Copy, Debug)]
enum Recorder {
    /// As it was sent, and as a list with the escapes kept.
    Chrome,
    /// As it was sent.
    Firefox,
    /// A list with the escapes kept.
    InternetExplorer,
    /// A list without escapes.
    Charles,
}

impl Recorder {
    fn creator(self) -> &'static str {
        match self {
            Self::Chrome => "WebInspector",
            Self::Firefox => "Firefox",
            Self::InternetExplorer => "Internet Explorer Network Inspector",
            Self::Charles => "Charles Proxy",
        }
    }
}

/// What goes wrong with one of the logins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Mistake {
    WrongVerifier,
    VerifierOfAnotherLogin,
    CutCode,
    OtherRedirectUri,
    OtherClient,
    JsonBody,
    RedeemedTwice,
}

impl Mistake {
    /// The rule that names it.
    fn rule(self) -> &'static str {
        match self {
            Self::WrongVerifier => "pkce-verifier-mismatch",
            Self::VerifierOfAnotherLogin => "pkce-verifier-of-other-flow",
            Self::CutCode => "code-altered",
            Self::OtherRedirectUri => "redirect-uri-mismatch",
            Self::OtherClient => "client-id-mismatch",
            Self::JsonBody => "token-body-json",
            Self::RedeemedTwice => "code-reused",
        }
    }
}

const MISTAKES: &[Mistake] = &[
    Mistake::WrongVerifier,
    Mistake::VerifierOfAnotherLogin,
    Mistake::CutCode,
    Mistake::OtherRedirectUri,
    Mistake::OtherClient,
    Mistake::JsonBody,
    Mistake::RedeemedTwice,
];

#[test]
fn right_logins_raise_nothing() {
    hold(96, &logins(1..7), |logins| raise_nothing(&logins));
}

#[test]
fn a_planted_mistake_is_found_and_no_other_login_is_blamed() {
    hold(96, &planted(2..7, MISTAKES), |planted| is_found(&planted));
}

#[test]
fn the_order_of_the_file_does_not_change_the_diagnosis() {
    let strategy = (planted(2..6, &ORDERED), any::<u64>());
    hold(96, &strategy, |(planted, order)| is_found_in_any_order(&planted, order));
}

#[test]
#[ignore = "slow: thousands of cases"]
fn all_this_holds_in_many_more_cases() {
    hold(3_000, &logins(1..7), |logins| raise_nothing(&logins));
    hold(3_000, &planted(2..7, MISTAKES), |planted| is_found(&planted));
    let strategy = (planted(2..6, &ORDERED), any::<u64>());
    hold(3_000, &strategy, |(planted, order)| is_found_in_any_order(&planted, order));
}

/// Mistakes that are told by one login alone.
const ORDERED: [Mistake; 4] =
    [Mistake::WrongVerifier, Mistake::CutCode, Mistake::OtherRedirectUri, Mistake::RedeemedTwice];

fn hold<S: Strategy>(cases: u32, strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    if let Err(fault) = TestRunner::new(ProptestConfig::with_cases(cases)).run(strategy, property) {
        panic!("{fault}");
    }
}

fn raise_nothing(logins: &[Login]) -> Result<(), TestCaseError> {
    let exchanges = in_time_order(logins.iter().flat_map(right));
    let diagnoses = check(&har_by(logins[0].recorder.creator(), &exchanges)).checked.logins;
    prop_assert_eq!(diagnoses.len(), logins.len());
    for login in &diagnoses {
        prop_assert_eq!(login.outcome, Outcome::Succeeded);
        prop_assert!(login.verdict().is_none() && login.next.is_empty() && login.differential.is_empty());
        let is_harmless = login.findings.iter().all(|finding| finding.severity < Severity::Error);
        prop_assert!(is_harmless, "{:?}", rules_of(login));
    }
    Ok(())
}

/// Logins, and the mistake that is made in one of them.
#[derive(Clone, Debug)]
struct Planted {
    logins: Vec<Login>,
    index: usize,
    mistake: Mistake,
}

impl Planted {
    fn wrong(&self) -> &Login {
        &self.logins[self.index]
    }

    fn other(&self) -> &Login {
        &self.logins[(self.index + 1) % self.logins.len()]
    }

    fn creator(&self) -> &'static str {
        self.wrong().recorder.creator()
    }

    fn exchanges(&self) -> Vec<Exchange> {
        in_time_order(self.logins.iter().enumerate().flat_map(|(index, login)| {
            if index == self.index { wrong(login, self.other(), self.mistake) } else { right(login) }
        }))
    }
}

fn planted(count: Range<usize>, mistakes: &'static [Mistake]) -> impl Strategy<Value = Planted> {
    let parts = (logins(count), any::<prop::sample::Index>(), select(mistakes));
    parts.prop_map(|(logins, index, mistake)| Planted { index: index.index(logins.len()), logins, mistake })
}

fn is_found(planted: &Planted) -> Result<(), TestCaseError> {
    let mistake = planted.mistake;
    prop_assume!(mistake != Mistake::VerifierOfAnotherLogin || !is_overtaken(planted.wrong(), planted.other()));
    let diagnoses = check(&har_by(planted.creator(), &planted.exchanges())).checked.logins;
    prop_assert_eq!(diagnoses.len(), planted.logins.len());
    let before = |login: &&Login| login.began < planted.wrong().began;
    let wrong = planted.logins.iter().filter(before).count() + 1;
    for login in &diagnoses {
        let verdict = login.verdict().map(|finding| finding.rule.id);
        if login.id == wrong {
            prop_assert_eq!(login.outcome, Outcome::Failed, "{:?}", mistake);
            prop_assert_eq!(verdict, Some(mistake.rule()), "findings: {:?}", rules_of(login));
        } else {
            prop_assert_eq!((login.outcome, verdict), (Outcome::Succeeded, None), "{:?}", mistake);
        }
    }
    Ok(())
}

fn is_found_in_any_order(planted: &Planted, order: u64) -> Result<(), TestCaseError> {
    let exchanges = planted.exchanges();
    let mut shuffled = exchanges.clone();
    shuffled.sort_by_key(|exchange| {
        let text = format!("{order} {} {:?} {:?}", exchange.url, exchange.time, exchange.body);
        Sha256::digest(text).to_vec()
    });
    let diagnosis = |exchanges: &[Exchange]| diagnosis_without_places(&har_by(planted.creator(), exchanges));
    prop_assert_eq!(diagnosis(&exchanges), diagnosis(&shuffled));
    Ok(())
}

#[test]
fn a_verifier_of_a_login_that_came_in_between_is_no_reason_to_lose_the_failure() {
    for client in ["orders-spa", "billing-spa"] {
        let slow = login("A", "orders-spa", 0, 1000);
        let quick = login("B", client, 2500, 200);
        assert!(is_overtaken(&slow, &quick));
        let exchanges = wrong(&slow, &quick, Mistake::VerifierOfAnotherLogin).into_iter().chain(right(&quick));
        let diagnoses = check(&har_by("Firefox", &in_time_order(exchanges))).checked.logins;
        let outcomes: Vec<_> =
            diagnoses.iter().map(|login| (login.outcome, login.verdict().map(|finding| finding.rule.id))).collect();
        assert_eq!(
            outcomes,
            [(Outcome::Failed, Some("pkce-verifier-of-other-flow")), (Outcome::Succeeded, None)],
            "{client}"
        );
    }
}

/// Whether the code of the other login arrives between the code and the token request of this one.
fn is_overtaken(login: &Login, other: &Login) -> bool {
    (login.time(1)..=login.time(3)).contains(&other.time(1)) || (login.time(1)..=login.time(3)).contains(&other.time(2))
}

fn login(name: &str, client: &str, began: i64, pace: i64) -> Login {
    Login {
        state: format!("inventedState{name}"),
        code: format!("inventedCode{name}"),
        verifier: format!("inventedVerifier-0123456789-0123456789-0123{name}"),
        client: client.to_owned(),
        redirect: "https://app.example/callback".to_owned(),
        began,
        pace,
        recorder: Recorder::Firefox,
    }
}

/// Logins that are interleaved: they begin within seconds of each other and take different times, no two at the same instant.
fn logins(count: Range<usize>) -> impl Strategy<Value = Vec<Login>> {
    let recorder = select(&[Recorder::Chrome, Recorder::Firefox, Recorder::InternetExplorer, Recorder::Charles][..]);
    let login = (
        "[A-Za-z0-9_-]{12,24}",
        "[A-Za-z0-9_-]{6}[A-Za-z0-9_+/=.~-]{18,40}",
        "[A-Za-z0-9._~-]{43,64}",
        select(&["orders-spa", "billing spa", "büro"][..]),
        select(&["https://app.example/callback", "http://localhost:5173/cb?tab=a%20b", "com.example.app:/oauth"][..]),
        0..500_i64,
        10..700_i64,
    );
    (prop::collection::vec(login, count), recorder).prop_map(|(logins, recorder)| {
        let numbered = logins.into_iter().enumerate();
        numbered
            .map(|(i, (state, code, verifier, client, redirect, began, pace))| Login {
                // A number of its own keeps values apart where chance would repeat them, and times from being equal.
                state: format!("{state}{i}"),
                code: format!("{code}{i}"),
                verifier: format!("{verifier}{i}"),
                client: client.to_owned(),
                redirect: redirect.to_owned(),
                began: began * 10 + i64::try_from(i).expect("there are a few"),
                pace: pace * 10,
                recorder,
            })
            .collect()
    })
}

fn right(login: &Login) -> Vec<Exchange> {
    let mut exchanges = until_the_code(login);
    exchanges.push(grants(login, token_request(login, &login.fields())));
    exchanges
}

/// The login with the mistake, and what a server that keeps to RFC 6749 and RFC 7636 answers.
fn wrong(login: &Login, other: &Login, mistake: Mistake) -> Vec<Exchange> {
    let mut exchanges = until_the_code(login);
    let mut fields = login.fields();
    let mut set = |name: &str, value: String| {
        let field = fields.iter_mut().find(|(known, _)| *known == name).expect("the request has it");
        field.1 = value;
    };
    let words = match mistake {
        Mistake::WrongVerifier => {
            set("code_verifier", BASE64URL_NOPAD.encode(&Sha256::digest(&login.state)));
            "PKCE verification failed"
        }
        Mistake::VerifierOfAnotherLogin => {
            set("code_verifier", other.verifier.clone());
            "PKCE verification failed"
        }
        Mistake::CutCode => {
            set("code", login.code[..login.code.len() - 6].to_owned());
            "Invalid authorization code"
        }
        Mistake::OtherRedirectUri => {
            set("redirect_uri", format!("{}/", login.redirect));
            "redirect_uri does not match"
        }
        Mistake::OtherClient => {
            set("client_id", "another-client".to_owned());
            "Code was issued to another client"
        }
        Mistake::JsonBody => "Missing form parameter: grant_type",
        Mistake::RedeemedTwice => "Code already used",
    };
    match mistake {
        Mistake::JsonBody => {
            let members: BTreeMap<_, _> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let request = Exchange { body: None, headers: Vec::new(), ..token_request(login, &fields) };
            exchanges
                .push(request.sends("application/json", &json!(members).to_string()).refuses("invalid_request", words));
        }
        // The answer to the first request was lost on the way, so the client asks again.
        Mistake::RedeemedTwice => {
            let mut first = token_request(login, &fields);
            first.status = 0;
            exchanges.push(first);
            exchanges.push(token_request(login, &fields).at(login.time(3) + 5).refuses("invalid_grant", words));
        }
        _ => exchanges.push(token_request(login, &fields).refuses("invalid_grant", words)),
    }
    exchanges
}

impl Login {
    fn time(&self, step: i64) -> i64 {
        self.began + step * self.pace
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", self.client.clone()),
            ("code", self.code.clone()),
            ("redirect_uri", self.redirect.clone()),
            ("code_verifier", self.verifier.clone()),
        ]
    }
}

/// The authorization request, the redirect with the code, and its arrival.
fn until_the_code(login: &Login) -> Vec<Exchange> {
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(&login.verifier));
    let query = form(&[
        ("response_type", "code"),
        ("client_id", &login.client),
        ("redirect_uri", &login.redirect),
        ("scope", "orders:read"),
        ("state", &login.state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    let separator = if login.redirect.contains('?') { '&' } else { '?' };
    let answer = form(&[("code", &login.code), ("state", &login.state)]);
    let callback = format!("{}{separator}{answer}", login.redirect);
    vec![
        Exchange::get(format!("https://auth.example.com/authorize?{query}")).at(login.time(0)),
        Exchange::post("https://auth.example.com/login", "username=robin&remember=1")
            .at(login.time(1))
            .redirects(&callback),
        Exchange::get(callback).at(login.time(2)),
    ]
}

fn token_request(login: &Login, fields: &[(&str, String)]) -> Exchange {
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let text = form(&pairs);
    let raw = text.split('&').filter_map(|pair| pair.split_once('='));
    let list = |pairs: &mut dyn Iterator<Item = (&str, &str)>| -> Vec<Value> {
        pairs.map(|(name, value)| json!({ "name": name, "value": value })).collect()
    };
    let media = "application/x-www-form-urlencoded";
    let body = match login.recorder {
        Recorder::Firefox => json!({ "mimeType": media, "text": text }),
        Recorder::Chrome => json!({ "mimeType": media, "text": text, "params": list(&mut raw.clone()) }),
        Recorder::InternetExplorer => json!({ "mimeType": media, "params": list(&mut raw.clone()) }),
        Recorder::Charles => json!({ "mimeType": media, "params": list(&mut pairs.iter().copied()) }),
    };
    let mut request = Exchange::post("https://auth.example.com/token", "").at(login.time(3));
    request.body = Some(body);
    request
}

fn grants(login: &Login, request: Exchange) -> Exchange {
    let token = format!("access-of-{}", login.state);
    request.answers(200, "application/json", &json!({ "access_token": token, "token_type": "Bearer" }).to_string())
}

fn in_time_order(exchanges: impl Iterator<Item = Exchange>) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = exchanges.collect();
    exchanges.sort_by_key(|exchange| exchange.time);
    exchanges
}

fn rules_of(login: &Diagnosis) -> Vec<&str> {
    login.findings.iter().map(|finding| finding.rule.id).collect()
}

/// The JSON report without what names a position in the file.
fn diagnosis_without_places(capture: &[u8]) -> Value {
    let mut report: Value = serde_json::from_str(&json(&check(capture), false)).expect("the report is JSON");
    drop_places(&mut report);
    report
}

fn drop_places(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !matches!(name.as_str(), "exchange" | "at"));
            members.values_mut().for_each(drop_places);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_places),
        // `(exchange 5, 20 ms before)`
        Value::String(text) => {
            let mut pieces = text.split("exchange ");
            let first = pieces.next().unwrap_or_default().to_owned();
            *text = pieces
                .fold(first, |text, piece| text + "exchange " + piece.trim_start_matches(|c: char| c.is_ascii_digit()));
        }
        _ => {}
    }
}
