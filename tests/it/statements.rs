//! What programs state in their logs becomes a login that failed, and no more than that.

use oauth_doctor::capture::{Audience as _, Record, Text, Understood};
use oauth_doctor::diagnosis::{Diagnosis, diagnose};
use oauth_doctor::flow::Collector;
use oauth_doctor::login::{Outcome, Recording};
use oauth_doctor::oauth::Grant;
use oauth_doctor::{Facts, rules};

use crate::support::{Exchange, form};

const VERIFIER: &str = "q3Vn8Zt1Lr6Wc0Xd5Ye9Kb2Mf7Hg4Js-Pu_Ai8Ro3Tk1";
const S256: &str = "Vd1t2YsTaRkw0L-xFtjR0_1KiY02twrcnr3n7f5XX6E";

const EVENTS: &str = "org.keycloak.events";

fn record(logger: &str, message: &str) -> Record {
    let mut record = Record::default();
    record.message = Text::new(message.to_owned(), Vec::new());
    record.logger = Some(logger.to_owned());
    record.thread = Some("executor-thread-7".to_owned());
    record
}

fn structured(fields: &[(&str, &str)]) -> Record {
    let mut record = Record::default();
    let text = |text: &str| Text::new(text.to_owned(), Vec::new());
    record.fields = fields.iter().map(|(path, value)| ((*path).to_owned(), text(value))).collect();
    record
}

/// Diagnoses what records state.
fn stated(records: &[Record]) -> Vec<Diagnosis> {
    let mut collector = Collector::default();
    let mut number = 1;
    for record in records {
        if collector.states(record, number) == Understood::Exchange {
            number += 1;
        }
    }
    diagnose(&collector.finish(), Recording::default(), &Facts::default())
}

fn verdict(login: &Diagnosis) -> (&str, &str) {
    login.verdict().map_or(("none", ""), |found| (found.rule.id, found.found.confidence.as_str()))
}

#[test]
fn the_words_of_a_log_are_the_verdict_where_they_name_one_cause() {
    for (logger, words, rule) in [
        (EVENTS, "type=CODE_TO_TOKEN_ERROR, realmId=6f1c, clientId=shop, error=expired_code", "code-expired"),
        (
            EVENTS,
            "type=REFRESH_TOKEN_ERROR, clientId=shop, error=invalid_token, reason='Token is not active'",
            "refresh-token-expired",
        ),
        (
            "o.s.OAuth2AuthorizationCodeAuthenticationProvider",
            "Invalid request: redirect_uri does not match for registered client '0f8c'",
            "redirect-uri-mismatch",
        ),
        ("oauth2_provider.oauth2_validators", "Failed body auth: wrong client secret abc", "client-auth-refused"),
        ("auth", "[auth][error] InvalidCheck: pkceCodeVerifier cookie was missing", "state-cookie-lost"),
    ] {
        let logins = stated(&[record(logger, words)]);
        assert_eq!(logins.len(), 1, "{words}");
        assert_eq!(verdict(&logins[0]), (rule, "likely"), "{words}");
        assert_eq!(logins[0].outcome, Outcome::Failed, "{words}");
    }
}

#[test]
fn two_values_that_differ_prove_it() {
    let event = record(
        EVENTS,
        "type=\"CODE_TO_TOKEN_ERROR\", clientId=\"shop\", error=\"invalid_redirect_uri\", reason=\"did not match. Saved redirectUri: https://a.example/cb, redirectUri parameter: https://a.example/cb/\"",
    );
    let logins = stated(&[event]);
    assert_eq!(verdict(&logins[0]), ("redirect-uri-mismatch", "proven"));
    let masked = record("RPError", "state mismatch, expected [redacted], got: [redacted]");
    assert_eq!(verdict(&stated(&[masked])[0]), ("state-mismatch", "likely"));
}

#[test]
fn several_causes_are_possible_and_come_first() {
    let logins = stated(&[record("dex", "level=error failed to get auth code: <nil>")]);
    assert_eq!(verdict(&logins[0]), ("none", ""));
    let first = logins[0].differential.first();
    assert_eq!(first.map(|row| row.status.as_str()), Some("possible"));
    assert!(logins[0].differential.iter().any(|row| row.rule.id == "code-reused" && row.status.as_str() == "possible"));
}

#[test]
fn what_two_records_say_of_one_failure_is_one_login() {
    let logins = stated(&[
        record(
            "org.keycloak.protocol.oidc.utils.OAuth2CodeParser",
            "Code '9b2d-demo' already used for userSession '2b7e'",
        ),
        record(EVENTS, "type=CODE_TO_TOKEN_ERROR, clientId=shop, error=invalid_code, grant_type=authorization_code"),
    ]);
    assert_eq!(logins.len(), 1);
    assert_eq!((verdict(&logins[0]), logins[0].client_id.as_deref()), (("code-reused", "likely"), Some("shop")));
    let said = logins[0].server_error.as_ref().and_then(|error| error.description.clone()).unwrap_or_default();
    assert!(said.contains("already used") && !said.contains("9b2d"), "{said}");
}

#[test]
fn failures_that_nothing_ties_stay_apart() {
    let event =
        |client: &str| record(EVENTS, &format!("type=CODE_TO_TOKEN_ERROR, clientId={client}, error=expired_code"));
    assert_eq!(stated(&[event("shop"), event("blog")]).len(), 2);
}

#[test]
fn an_event_that_is_no_failure_of_a_message_makes_no_login() {
    for words in [
        "type=LOGIN, realmId=6f1c, clientId=shop, userId=1",
        "type=LOGIN_ERROR, realmId=6f1c, clientId=shop, error=invalid_user_credentials",
    ] {
        let mut collector = Collector::default();
        assert_eq!(collector.states(&record(EVENTS, words), 1), Understood::Aside, "{words}");
        assert!(collector.finish().flows.is_empty(), "{words}");
    }
    assert!(stated(&[record("app", "client not found"), record("app", "Code is expired")]).is_empty());
    assert!(stated(&[structured(&[("status.errorCode", "0"), ("appId", "11-22")])]).is_empty());
}

#[test]
fn audit_events_say_grant_client_and_cause() {
    let auth0 = structured(&[
        ("type", "feacft"),
        ("description", "Failed to verify code verifier"),
        ("client_id", "shop01"),
        ("hostname", "demo.eu.auth0.com"),
    ]);
    let logins = stated(&[auth0]);
    assert_eq!((logins[0].grant, logins[0].client_id.as_deref()), (Grant::AuthorizationCode, Some("shop01")));
    assert_eq!(verdict(&logins[0]), ("pkce-verifier-mismatch", "likely"));
    let entra = structured(&[("status.errorCode", "50011"), ("status.failureReason", "x"), ("appId", "11-22")]);
    assert_eq!(verdict(&stated(&[entra])[0]), ("redirect-uri-unregistered", "likely"));
    let list = "additionalEventData.requestParameters.grant_type.0";
    let cognito = structured(&[
        ("eventSource", "cognito-idp.amazonaws.com"),
        ("eventName", "Token_POST"),
        ("additionalEventData.responseParameters.status", "400"),
        (list, "refresh_token"),
    ]);
    let logins = stated(&[cognito]);
    assert_eq!((logins[0].grant, logins[0].outcome), (Grant::RefreshToken, Outcome::Failed));
    assert!(logins[0].findings.is_empty(), "a log lacks what a request has");
}

#[test]
fn what_the_capture_shows_to_be_right_is_not_the_verdict_for_a_word() {
    let asked = form(&[
        ("response_type", "code"),
        ("client_id", "shop"),
        ("redirect_uri", "https://app.example/cb"),
        ("state", "st-8Zt1Lr6Wc0"),
        ("code_challenge", S256),
        ("code_challenge_method", "S256"),
    ]);
    let sent = form(&[
        ("grant_type", "authorization_code"),
        ("client_id", "shop"),
        ("redirect_uri", "https://app.example/cb"),
        ("code", "c0de-Zt1Lr6Wc0Xd5Ye9"),
        ("code_verifier", VERIFIER),
    ]);
    let token = Exchange::post("https://as.example/token", &sent);
    let exchanges = [
        Exchange::get(format!("https://as.example/authorize?{asked}"))
            .redirects("https://app.example/cb?code=c0de-Zt1Lr6Wc0Xd5Ye9&state=st-8Zt1Lr6Wc0"),
        token.refuses("invalid_grant", "PKCE verification failed: Code mismatch"),
    ];
    let checked = oauth_doctor::check(&crate::support::har(&exchanges));
    let login = &checked.logins[0];
    assert_eq!(verdict(login), ("none", ""));
    let row = login.differential.iter().find(|row| row.rule.id == "pkce-verifier-mismatch");
    assert_eq!(row.map(|row| row.status.as_str()), Some("not_assessed"));
    assert!(rules::find("pkce-verifier-mismatch").is_some());
}
