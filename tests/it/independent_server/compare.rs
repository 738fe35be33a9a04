//! The server model against an independent authorization server, `oidc-provider`: what the model refuses, that refuses, with the
//! same `error`; a request that `replay` sends as it was recorded is refused alike; and what the model accepts as corrected gets a
//! token.

use std::fmt::Debug;

use oauth_doctor::server::Refusal;
use serde_json::Value;

use super::case::{Case, Differs, Last, Remedy};
use super::cases::cases;
use super::lab::{Fresh, Lab};
use super::session::{Answer, Judged};

#[test]
#[ignore = "needs Node.js, and npm with a network"]
fn an_independent_server_answers_as_the_model_does() {
    let lab = Lab::start();
    hold(|case| {
        let (_, Judged { model, server }, har) = lab.drive(case);
        let flow = lab.predict(&har);
        let steps = flow["proof"]["recorded"]["steps"].as_array();
        let predicted = steps.and_then(|steps| steps.last()).map(|step| &step["refusal"]);
        // Where the server took what the model refuses, and no rule minds it, nothing is proven.
        let is_shown = case.refusal.is_none() || expected(case).is_err();
        // No recording shows which secret is right.
        let refusal = case.refusal.filter(|_| case.remedy != Remedy::Secret);
        vec![
            differ("the model", &model.err(), &case.refusal),
            differ("the server", &said(&server), &expected(case)),
            differ(
                "the prediction",
                &predicted.map(|refusal| refusal.get("error").map(Value::as_str)),
                &is_shown.then(|| refusal.map(error_of)),
            ),
        ]
    });
}

#[test]
#[ignore = "needs Node.js, and npm with a network"]
fn a_request_that_is_sent_as_captured_is_answered_as_it_was() {
    let lab = Lab::start();
    hold(|case| {
        if case.last == Last::Authorize {
            return Vec::new();
        }
        let (_, judged, har) = lab.drive(case);
        // What got a token is spent; a new value takes its place.
        let fresh = match (&judged.server, case.last) {
            (Ok(_), Last::Redeem) => lab.log_in(case),
            (Ok(_), _) => lab.refresh_token(case),
            _ => Fresh::default(),
        };
        let mut how = vec!["--as-captured"];
        how.extend((case.last == Last::RedeemAgain).then_some("--force"));
        let answer = lab.send(case, &har, &how, &fresh);
        vec![differ("the server", &said(&answer), &expected(case))]
    });
}

#[test]
#[ignore = "needs Node.js, and npm with a network"]
fn what_the_model_accepts_as_corrected_gets_a_token() {
    let lab = Lab::start();
    hold(|case| {
        if case.refusal.is_none() {
            return Vec::new();
        }
        let (mut session, _, har) = lab.drive(case);
        let flow = lab.predict(&har);
        let correction = &flow["corrected_request"];
        let conclusion = match case.remedy {
            Remedy::Secret => Value::from("consistent"),
            Remedy::Capture | Remedy::CorrectedLogin | Remedy::NewestRefreshToken => Value::from("accepted"),
            // What the server took there is nothing to correct.
            Remedy::Unknown if expected(case).is_ok() => Value::Null,
            _ => Value::from("needs_value"),
        };
        let concluded = differ("the conclusion", &flow["proof"]["conclusion"], &conclusion);
        let mut login = || session.authorize_corrected(case.asks, correction["diff"].as_str().unwrap_or_default());
        let answer = match case.remedy {
            Remedy::Unknown => return vec![concluded, differ("the correction", correction, &Value::Null)],
            _ if case.last == Last::Authorize => {
                let code = login().given("code");
                session.token(&session.token_request(&code)).server
            }
            Remedy::Capture => lab.send(case, &har, &[], &Fresh::default()),
            Remedy::CorrectedLogin => lab.send(case, &har, &[], &Fresh::code(login().given("code"))),
            Remedy::NewLogin => lab.send(case, &har, &[], &lab.log_in(case)),
            Remedy::NewRefreshToken | Remedy::NewestRefreshToken => lab.send(case, &har, &[], &lab.refresh_token(case)),
            Remedy::Secret => lab.send(case, &har, &[], &lab.secret(case)),
        };
        vec![concluded, differ("the server", &said(&answer), &Ok(()))]
    });
}

#[test]
fn each_difference_is_one() {
    for case in cases() {
        let model = case.refusal.map_or(Ok(()), |refusal| Err(error_of(refusal)));
        match case.differs {
            Some(Differs { reason, .. }) => assert_ne!(expected(&case), model, "{}: {reason}", case.name),
            None => assert_eq!(expected(&case), model, "{}", case.name),
        }
    }
}

/// Makes a comparison in every case, and fails with all that differs.
fn hold(compare: impl Fn(&Case) -> Vec<Option<String>>) {
    let mut differences = Vec::new();
    for case in cases() {
        let reason = case.differs.map(|differs| format!(" ({})", differs.reason)).unwrap_or_default();
        let found = compare(&case).into_iter().flatten();
        differences.extend(found.map(|difference| format!("{}{reason}: {difference}", case.name)));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn differ<T: Debug + PartialEq>(who: &str, got: &T, expected: &T) -> Option<String> {
    (got != expected).then(|| format!("{who} says {got:?}, not {expected:?}"))
}

/// What the server must say of a case.
fn expected(case: &Case) -> Result<(), Option<&'static str>> {
    match (&case.differs, case.refusal) {
        (Some(differs), _) => differs.answer,
        (None, Some(refusal)) => Err(error_of(refusal)),
        (None, None) => Ok(()),
    }
}

/// The `error` of a refusal; a page has none.
fn error_of(refusal: Refusal) -> Option<&'static str> {
    Some(refusal.error()).filter(|error| !error.is_empty())
}

fn said(answer: &Answer) -> Result<(), Option<&str>> {
    answer.as_ref().map(drop).map_err(Option::as_deref)
}
