//! What the user knows turns *not assessed* into an answer, and never contradicts what the server accepted.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::fs;
use std::path::Path;

use oauth_doctor::diagnosis::Diagnosis;
use oauth_doctor::oauth::Metadata;
use oauth_doctor::proof::Conclusion;
use oauth_doctor::rules::Confidence;
use oauth_doctor::weigh::Status;
use oauth_doctor::{Facts, Input, check_joined};

fn login(fixture: &str, facts: &Facts) -> Diagnosis {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules").join(fixture);
    let input = Input { name: fixture.to_owned(), content: Box::new(fs::File::open(path).unwrap()), attachments: None };
    check_joined([input], facts).logins.remove(0)
}

fn facts(toml: &str) -> Facts {
    Facts::parse(toml).unwrap()
}

fn verdict(login: &Diagnosis) -> Option<(&'static str, Confidence)> {
    let verdict = login.verdict()?;
    Some((verdict.rule.id, verdict.found.confidence))
}

fn status(login: &Diagnosis, id: &str) -> Option<Status> {
    Some(login.differential.iter().find(|row| row.rule.id == id)?.status)
}

const REFUSED: &str = "client-auth-refused/bad-wrong-secret.http";
const UNREGISTERED: &str = "redirect-uri-unregistered/bad-slash-added.http";

#[test]
fn the_registered_method_says_whether_the_client_authenticates_as_it_should() {
    let unknown = login(REFUSED, &Facts::default());
    assert_eq!(status(&unknown, "client-auth-method-mismatch"), Some(Status::NotAssessed));
    let right = facts("[[client]]\ntoken_endpoint_auth_method = 'client_secret_basic'");
    let right = login(REFUSED, &right);
    assert_eq!(status(&right, "client-auth-method-mismatch"), Some(Status::RuledOut));
    assert_eq!(verdict(&right), Some(("client-auth-refused", Confidence::Likely)));
    let wrong = facts("[[client]]\ntoken_endpoint_auth_method = 'client_secret_post'");
    let wrong = login(REFUSED, &wrong);
    assert_eq!(verdict(&wrong), Some(("client-auth-method-mismatch", Confidence::Proven)));
}

#[test]
fn facts_of_another_client_say_nothing() {
    let other = facts("[[client]]\nclient_id = 'somebody-else'\ntoken_endpoint_auth_method = 'client_secret_post'");
    let login = login(REFUSED, &other);
    assert_eq!(status(&login, "client-auth-method-mismatch"), Some(Status::NotAssessed));
}

#[test]
fn a_secret_of_a_public_client_is_what_is_wrong() {
    let public = facts("[[client]]\nclient_type = 'public'");
    let login = login(REFUSED, &public);
    assert_eq!(verdict(&login), Some(("client-secret-from-public-client", Confidence::Proven)));
    let registered = &login.verdict().unwrap().found.evidence[0];
    assert_eq!((registered.exchange, &*registered.part.to_string()), (0, "client.client_type"));
}

#[test]
fn the_registered_uris_prove_that_the_one_in_use_is_none_of_them() {
    let registered = facts("[[client]]\nredirect_uris = ['http://localhost:5173/auth/callback']");
    let found = login(UNREGISTERED, &registered);
    assert_eq!(verdict(&found), Some(("redirect-uri-unregistered", Confidence::Proven)));
    let message = &found.verdict().unwrap().found.message;
    assert!(message.contains("compared with the closest one, a `/` was added at the end"), "{message}");
}

#[test]
fn a_registered_uri_that_is_refused_all_the_same_is_no_cause() {
    let registered = facts("[[client]]\nredirect_uris = ['http://localhost:5173/*']");
    let found = login(UNREGISTERED, &registered);
    assert_eq!(verdict(&found), Some(("authorize-error", Confidence::Likely)));
    assert_eq!(status(&found, "redirect-uri-unregistered"), Some(Status::Found(Confidence::Possible)));
}

#[test]
fn metadata_that_the_user_gives_names_the_token_endpoint() {
    let fixture = "token-endpoint-wrong/bad-other-realm.http";
    let before = login(fixture, &Facts::default());
    assert_eq!(verdict(&before).unwrap().1, Confidence::Likely);
    let authorize = &before.verdict().unwrap().found.evidence[0].value;
    let oauth_doctor::disclose::Shown::Public(authorize) = authorize else { panic!("a URL is public") };
    let document = serde_json::json!({
        "authorization_endpoint": authorize,
        "token_endpoint": authorize.replace("/auth", "/token"),
    });
    let mut given = Facts::default();
    given.server.metadata = Metadata::read(0, None, &document.to_string());
    assert!(given.server.metadata.is_some());
    let found = login(fixture, &given);
    assert_eq!(verdict(&found), Some(("token-endpoint-wrong", Confidence::Likely)));
    assert!(before.corrections.is_empty() && !found.corrections.is_empty(), "it names where to send the request");
}

#[test]
fn the_lifetime_of_a_code_says_whether_it_had_expired() {
    let fixture = "code-expired/bad-redeemed-by-hand.har";
    let lives = |seconds: u32| login(fixture, &facts(&format!("[server]\ncode_lifetime = {seconds}")));
    assert_eq!(verdict(&lives(60)), Some(("code-expired", Confidence::Proven)));
    let young = lives(3600);
    assert_eq!(verdict(&young), Some(("code-expired", Confidence::Likely)));
    let message = &young.verdict().unwrap().found.message;
    assert!(message.contains("compare the clocks"), "{message}");
    let conclusion = |login: &Diagnosis| login.proof.as_ref().map(|proof| proof.conclusion);
    assert_eq!(conclusion(&lives(60)), Some(Conclusion::NeedsValue));
    assert_eq!(conclusion(&young), Some(Conclusion::Consistent));
}
