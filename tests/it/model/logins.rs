//! What is given out once, to whom, and for how long.

use oauth_doctor::oauth::Request;
use oauth_doctor::oauth::dpop::DpopProof;
use oauth_doctor::server::{Decision, Expected, IdToken, IssuedTokens, Party, Refusal};

use super::requests::{
    ASSERTION, AUTHORIZE, DEVICE, SECRETS, ask, ask_with, basic, claims, exchange, field, jwt, log_in, own, proof,
    proven, redeem, refresh, sent, server, stocked,
};

#[test]
fn a_code_that_comes_twice_takes_back_what_was_given_for_it() {
    let mut server = server();
    server.authorize(&ask(), 0, Decision::Grant("c")).expect("the request is right");
    let issue = IssuedTokens { access_token: "a", refresh_token: Some("r") };
    assert!(server.token(&redeem(&[]), 1_000, issue).is_ok());
    assert_eq!(server.token(&redeem(&[]), 2_000, issue), Err(Refusal::CodeReused));
    assert_eq!(server.token(&refresh("r"), 3_000, issue), Err(Refusal::RefreshTokenRevoked));
}

#[test]
fn a_refresh_token_that_comes_twice_takes_its_successor_back() {
    let mut server = server();
    server.authorize(&ask(), 0, Decision::Grant("c")).expect("the request is right");
    let next = |token| IssuedTokens { access_token: "a", refresh_token: Some(token) };
    assert!(server.token(&redeem(&[]), 1_000, next("r1")).is_ok());
    assert!(server.token(&refresh("r1"), 2_000, next("r2")).is_ok());
    assert_eq!(server.token(&refresh("r1"), 3_000, next("r3")), Err(Refusal::RefreshTokenReused));
    assert_eq!(server.token(&refresh("r2"), 4_000, next("r3")), Err(Refusal::RefreshTokenRevoked));
}

#[test]
fn a_pushed_request_is_for_one_authorization_request_and_for_a_while() {
    let mut server = stocked();
    server.config.request_uri_lifetime = 60_000;
    let pushed = |client: &str| Request::get(AUTHORIZE, [("client_id", client), ("request_uri", "urn:u")]);
    let mut request = ask();
    "POST".clone_into(&mut request.method);
    server.push(&request, 0, "urn:u").expect("the request is right");
    let decision = Decision::Grant("c");
    assert_eq!(server.authorize(&pushed("web"), 1_000, decision), Err(Refusal::RequestUriOfOtherClient));
    assert!(server.authorize(&pushed("spa"), 2_000, decision).is_ok());
    assert_eq!(server.authorize(&pushed("spa"), 3_000, decision), Err(Refusal::RequestUriReused));
    server.push(&request, 10_000, "urn:u").expect("the request is right");
    assert_eq!(server.authorize(&pushed("spa"), 70_001, decision), Err(Refusal::RequestUriExpired));
}

#[test]
fn a_code_that_is_bound_to_a_key_needs_a_new_proof_with_that_key() {
    let with = |proof: DpopProof| proven(redeem(&[]), proof);
    let mut server = server();
    let mut request = ask();
    request.params.push(field("dpop_jkt", "key"));
    server.authorize(&request, 0, Decision::Grant("c")).expect("the request is right");
    let mut answer = |request: &Request, now| server.token(request, now, IssuedTokens::access("a"));
    assert_eq!(answer(&redeem(&[]), 1_000), Err(Refusal::ProofMissing));
    assert_eq!(answer(&with(proof("1", "another")), 1_000), Err(Refusal::ProofKeyDiffers));
    assert_eq!(answer(&with(proof("2", "key")), 90_000), Err(Refusal::ProofNotFresh));
    let tokens = answer(&with(proof("3", "key")), 1_000).expect("the proof is right");
    assert_eq!(tokens.token_type, "DPoP");
    assert_eq!(answer(&with(proof("3", "key")), 1_000), Err(Refusal::ProofReused));
}

#[test]
fn every_grant_gives_a_token_and_what_comes_with_it_can_be_refreshed() {
    let grants = [
        redeem(&[]),
        sent("spa", &[("grant_type", DEVICE), ("device_code", "allowed")]),
        sent("spa", &[("grant_type", ASSERTION), ("assertion", &jwt(&claims()))]),
        exchange(&[]),
        log_in(&[]),
    ];
    for request in grants {
        let mut server = stocked();
        let issue = IssuedTokens { access_token: "a", refresh_token: Some("next") };
        let grant = request.value("grant_type").expect("it has one").to_owned();
        let tokens = server.token(&request, 1_000, issue);
        assert_eq!(tokens.map(|tokens| tokens.access_token), Ok("a".to_owned()), "{grant}");
        let again = server.token(&refresh("next"), 2_000, IssuedTokens::access("b"));
        assert_eq!(again.map(|tokens| tokens.access_token), Ok("b".to_owned()), "{grant}");
    }
}

#[test]
fn client_credentials_give_a_token_and_no_refresh_token() {
    let issue = IssuedTokens { access_token: "a", refresh_token: Some("next") };
    let tokens = stocked().token(&basic(own("web", &[]), "web", SECRETS[0]), 1_000, issue);
    assert_eq!(tokens.map(|tokens| tokens.refresh_token), Ok(None));
}

#[test]
fn a_client_authenticates_where_it_pushes_its_request() {
    let request = ask_with(&[("client_id", "web")]);
    let mut server = stocked();
    assert_eq!(server.push(&request, 0, "urn:u"), Err(Refusal::AuthenticationMissing));
    assert_eq!(server.push(&basic(request, "web", SECRETS[0]), 0, "urn:u"), Ok(()));
    let asks = Request::get(AUTHORIZE, [("client_id", "web"), ("request_uri", "urn:u")]);
    assert!(server.authorize(&asks, 0, Decision::Grant("w")).is_ok());
}

#[test]
fn a_client_refuses_an_answer_that_is_not_for_it() {
    let party = Party {
        client_id: "spa".to_owned(),
        state: Expected::Value("s".to_owned()),
        nonce: Some("n".to_owned()),
        issuer: Some("https://as.example".to_owned()),
        expects_iss: true,
    };
    assert_eq!(party.check_response(Some("s"), Some("https://as.example")), Ok(()));
    assert_eq!(party.check_response(Some("t"), None), Err(Refusal::StateDiffers));
    assert_eq!(party.check_response(Some("s"), None), Err(Refusal::IssuerMissing));
    let id_token = IdToken {
        issuer: "https://as.example".to_owned(),
        audience: vec!["spa".to_owned()],
        expires: 11,
        nonce: Some("m".to_owned()),
    };
    assert_eq!(party.check_id_token(&id_token, 11), Err(Refusal::IdTokenExpired));
    assert_eq!(party.check_id_token(&id_token, 10), Err(Refusal::NonceDiffers));
}
