//! The server model: what it refuses, in which order, and a million random logins under which it never panics, never redeems a code or a
//! refresh token twice, and never gives a token for a wrong verifier, redirect URI, client or secret.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth_doctor::disclose::Secret;
use oauth_doctor::oauth::dpop::Proof;
use oauth_doctor::oauth::jwt::ASSERTION_TYPE;
use oauth_doctor::oauth::pkce::s256;
use oauth_doctor::oauth::request::{Field, FieldValue, UserPassword};
use oauth_doctor::oauth::{BodyForm, Request};
use oauth_doctor::server::{
    Client, Config, Decision, DeviceCode, Expected, IdToken, Issue, Method, Model, Party, RefreshToken, Refusal, Tokens,
};
use serde_json::{Value, json};

const SEQUENCES: u64 = 1_000_000;
const REQUESTS: u64 = 8;

const AUTHORIZE: &str = "https://as.example/authorize";
const TOKEN: &str = "https://as.example/token";
const CALLBACKS: &[&str] = &[
    "https://app.example/cb",
    "https://app.example/cb/",
    "http://127.0.0.1:1234/cb",
    "https://other.example/cb",
];
const VERIFIERS: &[&str] = &[
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "a-second-verifier-a-second-verifier-a-second-1",
    "too-short",
    "has spaces has spaces has spaces has spaces has",
];
const CLIENTS: &[&str] = &["spa", "spa", "web", "web", "service", "service", "nobody", ""];
const SECRETS: &[&str] = &["s3cret", "p+w/d", "wrong"];

#[test]
fn a_code_that_comes_twice_takes_back_what_was_given_for_it() {
    let mut server = server();
    server
        .authorize(&ask(), 0, Decision::Grant("c"))
        .expect("the request is right");
    let issue = Issue {
        access_token: "a",
        refresh_token: Some("r"),
    };
    assert!(server.token(&redeem(&[]), 1_000, issue).is_ok());
    assert_eq!(server.token(&redeem(&[]), 2_000, issue), Err(Refusal::CodeReused));
    assert_eq!(
        server.token(&refresh("r"), 3_000, issue),
        Err(Refusal::RefreshTokenRevoked)
    );
}

#[test]
fn a_refresh_token_that_comes_twice_takes_its_successor_back() {
    let mut server = server();
    server
        .authorize(&ask(), 0, Decision::Grant("c"))
        .expect("the request is right");
    let next = |token| Issue {
        access_token: "a",
        refresh_token: Some(token),
    };
    assert!(server.token(&redeem(&[]), 1_000, next("r1")).is_ok());
    assert!(server.token(&refresh("r1"), 2_000, next("r2")).is_ok());
    assert_eq!(
        server.token(&refresh("r1"), 3_000, next("r3")),
        Err(Refusal::RefreshTokenReused)
    );
    assert_eq!(
        server.token(&refresh("r2"), 4_000, next("r3")),
        Err(Refusal::RefreshTokenRevoked)
    );
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
    assert_eq!(
        server.authorize(&pushed("web"), 1_000, decision),
        Err(Refusal::RequestUriOfOtherClient)
    );
    assert!(server.authorize(&pushed("spa"), 2_000, decision).is_ok());
    assert_eq!(
        server.authorize(&pushed("spa"), 3_000, decision),
        Err(Refusal::RequestUriReused)
    );
    server.push(&request, 10_000, "urn:u").expect("the request is right");
    assert_eq!(
        server.authorize(&pushed("spa"), 70_001, decision),
        Err(Refusal::RequestUriExpired)
    );
}

#[test]
fn a_code_that_is_bound_to_a_key_needs_a_new_proof_with_that_key() {
    let with = |proof: Proof| proven(redeem(&[]), proof);
    let mut server = server();
    let mut request = ask();
    request.params.push(field("dpop_jkt", "key"));
    server
        .authorize(&request, 0, Decision::Grant("c"))
        .expect("the request is right");
    let mut answer = |request: &Request, now| server.token(request, now, Issue::access("a"));
    assert_eq!(answer(&redeem(&[]), 1_000), Err(Refusal::ProofMissing));
    assert_eq!(
        answer(&with(proof("1", "another")), 1_000),
        Err(Refusal::ProofKeyDiffers)
    );
    assert_eq!(answer(&with(proof("2", "key")), 90_000), Err(Refusal::ProofNotFresh));
    let tokens = answer(&with(proof("3", "key")), 1_000).expect("the proof is right");
    assert_eq!(tokens.token_type, "DPoP");
    assert_eq!(answer(&with(proof("3", "key")), 1_000), Err(Refusal::ProofReused));
}

#[test]
fn every_refusal_is_reached_by_a_small_request() {
    let reached = small_mistakes();
    for (expected, answer) in &reached {
        assert_eq!(*answer, Err(*expected), "{}", expected.id());
    }
    let is_reached = |refusal: &Refusal| reached.iter().any(|(reached, _)| reached == refusal);
    for refusal in Refusal::ALL {
        let is_listed = OF_THE_RECORDING.contains(refusal);
        assert!(
            is_reached(refusal) != is_listed,
            "{} is reached or listed",
            refusal.id()
        );
    }
}

/// Refusals that the model does not make: whoever runs a recorded login says so of what was recorded.
const OF_THE_RECORDING: &[Refusal] = &[Refusal::CallbackElsewhere, Refusal::AnswerNotJson];

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
        let issue = Issue {
            access_token: "a",
            refresh_token: Some("next"),
        };
        let grant = request.value("grant_type").expect("it has one").to_owned();
        let tokens = server.token(&request, 1_000, issue);
        assert_eq!(tokens.map(|tokens| tokens.access_token), Ok("a".to_owned()), "{grant}");
        let again = server.token(&refresh("next"), 2_000, Issue::access("b"));
        assert_eq!(again.map(|tokens| tokens.access_token), Ok("b".to_owned()), "{grant}");
    }
}

#[test]
fn client_credentials_give_a_token_and_no_refresh_token() {
    let issue = Issue {
        access_token: "a",
        refresh_token: Some("next"),
    };
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
fn of_two_mistakes_the_one_is_named_that_stands_first_among_the_refusals() {
    type Mistake = (Refusal, fn(&mut Request));
    let of_token: &[Mistake] = &[
        (Refusal::EndpointNotSecure, |request| {
            request.url = "http://as.example/token".to_owned();
        }),
        (Refusal::MethodNotPost, |request| request.method = "PUT".to_owned()),
        (Refusal::BodyNotForm, |request| request.body = BodyForm::Json),
        (Refusal::ParameterRepeated, |request| {
            request.params.extend([field("x", ""), field("x", "")]);
        }),
        (Refusal::ParametersInQuery, |request| request.params[0].in_url = true),
        (Refusal::GrantTypeMissing, |request| set(request, "grant_type", "")),
        (Refusal::AuthenticationRepeated, |request| {
            set(request, "client_secret", "s");
            request.basic = Some(user_password("spa", "s"));
        }),
        (Refusal::ClientUnknown, |request| set(request, "client_id", "nobody")),
        (Refusal::ProofRepeated, |request| request.proofs = 2),
        (Refusal::CodeUnknown, |request| set(request, "code", "d")),
        (Refusal::RedirectUriDiffers, |request| {
            set(request, "redirect_uri", CALLBACKS[1]);
        }),
        (Refusal::VerifierDiffers, |request| {
            set(request, "code_verifier", VERIFIERS[1]);
        }),
        (Refusal::ResourceNotGranted, |request| {
            set(request, "resource", "https://other.example");
        }),
    ];
    let of_authorize: &[Mistake] = &[
        (Refusal::AuthorizeParameterRepeated, |request| {
            request.params.extend([field("x", ""), field("x", "")]);
        }),
        (Refusal::AuthorizeClientUnknown, |request| {
            set(request, "client_id", "nobody");
        }),
        (Refusal::RequestUriUnknown, |request| {
            set(request, "request_uri", "urn:x");
        }),
        (Refusal::RedirectUriNotRegistered, |request| {
            set(request, "redirect_uri", CALLBACKS[3]);
        }),
        (Refusal::ResponseTypeUnsupported, |request| {
            set(request, "response_type", "token");
        }),
        (Refusal::ChallengeMethodUnknown, |request| {
            set(request, "code_challenge_method", "s256");
        }),
        (Refusal::ChallengeMalformed, |request| {
            set(request, "code_challenge", "short");
        }),
    ];
    let named_first = |mistakes: &[Mistake], right: Request, answer: fn(&Request) -> Result<(), Refusal>| {
        assert_eq!(answer(&right), Ok(()));
        assert!(mistakes.is_sorted_by_key(|(refusal, _)| *refusal));
        for (index, (first, make)) in mistakes.iter().enumerate() {
            for (second, make_too) in &mistakes[index..] {
                let mut request = right.clone();
                make(&mut request);
                make_too(&mut request);
                assert_eq!(answer(&request), Err(*first), "{} and {}", first.id(), second.id());
            }
        }
    };
    named_first(of_token, redeem(&[]), |request| answer(|_| {}, request));
    named_first(of_authorize, ask(), |request| {
        stocked().authorize(request, 0, Decision::Grant("d")).map(drop)
    });
}

#[test]
fn of_several_mistakes_the_one_is_named_that_a_server_meets_first() {
    let mut server = server();
    server
        .authorize(&ask(), 0, Decision::Grant("c"))
        .expect("the request is right");
    let mut request = redeem(&[
        ("code_verifier", VERIFIERS[1]),
        ("redirect_uri", CALLBACKS[1]),
        ("client_id", "nobody"),
    ]);
    request.body = BodyForm::Json;
    let mut refused = |request: &Request| {
        server
            .token(request, 1_000, Issue::access("a"))
            .expect_err("it is wrong")
    };
    let mut order = vec![refused(&request)];
    request.body = BodyForm::Form;
    order.push(refused(&request));
    order.push(refused(&redeem(&[
        ("code_verifier", VERIFIERS[1]),
        ("redirect_uri", CALLBACKS[1]),
    ])));
    order.push(refused(&redeem(&[("code_verifier", VERIFIERS[1])])));
    let expected = [
        Refusal::BodyNotForm,
        Refusal::ClientUnknown,
        Refusal::RedirectUriDiffers,
        Refusal::VerifierDiffers,
    ];
    assert_eq!(order, expected);
    assert!(order.is_sorted(), "the order of the checks is that of the enum");
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

#[test]
fn every_refusal_has_a_name_a_reason_and_a_section() {
    let mut ids = BTreeSet::new();
    for refusal in Refusal::ALL {
        assert!(ids.insert(refusal.id()), "{} is there twice", refusal.id());
        assert!(
            refusal.id().chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            refusal.id()
        );
        let reason = refusal.to_string();
        assert!(reason.len() > 15 && !reason.ends_with('.'), "{reason}");
        assert!(refusal.spec().url().starts_with("https://"), "{}", refusal.id());
    }
}

/// Each refusal, and the answer to the smallest request that is to be refused in this way.
fn small_mistakes() -> Vec<(Refusal, Result<(), Refusal>)> {
    use Refusal as R;
    let right = |_: &mut Model| {};
    let mut repeated = ask();
    repeated.params.push(field("client_id", "spa"));
    let denied = stocked().authorize(&ask(), 0, Decision::Deny).map(drop);
    let mut rows = vec![
        (R::AuthorizeParameterRepeated, asks(&repeated)),
        (R::AuthorizeClientIdMissing, asks(&ask_with(&[("client_id", "")]))),
        (R::AuthorizeClientUnknown, asks(&ask_with(&[("client_id", "nobody")]))),
        (
            R::RequestUriPushed,
            stocked().push(&ask_with(&[("request_uri", "urn:x")]), 0, "urn:u"),
        ),
        (R::RequestUriUnknown, asks(&ask_with(&[("request_uri", "urn:x")]))),
        (R::RequestUriOfOtherClient, asks_pushed("app", 0, 1)),
        (R::RequestUriReused, asks_pushed("spa", 0, 2)),
        (R::RequestUriExpired, asks_pushed("spa", 600_001, 1)),
        (
            R::RedirectUriNotRegistered,
            asks(&ask_with(&[("redirect_uri", CALLBACKS[3])])),
        ),
        (
            R::RedirectUriNotNamed,
            asks(&ask_with(&[("client_id", "app"), ("redirect_uri", "")])),
        ),
        (R::ResponseTypeMissing, asks(&ask_with(&[("response_type", "")]))),
        (
            R::ResponseTypeUnsupported,
            asks(&ask_with(&[("response_type", "token")])),
        ),
        (
            R::AuthorizeScopeRefused,
            asks(&ask_with(&[("client_id", "narrow"), ("scope", "b")])),
        ),
        (R::ChallengeMissing, asks(&ask_with(&[("code_challenge", "")]))),
        (
            R::ChallengeMethodMissing,
            asks(&ask_with(&[("code_challenge_method", "")])),
        ),
        (
            R::ChallengeMethodUnknown,
            asks(&ask_with(&[("code_challenge_method", "s256")])),
        ),
        (
            R::ChallengeMethodPlain,
            asks(&ask_with(&[("code_challenge_method", "plain")])),
        ),
        (R::ChallengeMalformed, asks(&ask_with(&[("code_challenge", "short")]))),
        (R::UserDenied, denied),
    ];

    let party = Party {
        client_id: "spa".to_owned(),
        state: Expected::Value("s".to_owned()),
        nonce: Some("n".to_owned()),
        issuer: Some("i".to_owned()),
        expects_iss: true,
    };
    let lost = Party {
        state: Expected::Lost,
        ..party.clone()
    };
    let id_token = IdToken {
        issuer: "i".to_owned(),
        audience: vec!["spa".to_owned()],
        expires: 10,
        nonce: Some("n".to_owned()),
    };
    let reads = |change: fn(&mut IdToken)| {
        let mut id_token = id_token.clone();
        change(&mut id_token);
        party.check_id_token(&id_token, 0)
    };
    rows.extend([
        (R::StateMissing, party.check_response(None, Some("i"))),
        (R::StateUnknown, lost.check_response(Some("s"), Some("i"))),
        (R::StateDiffers, party.check_response(Some("t"), Some("i"))),
        (R::IssuerMissing, party.check_response(Some("s"), None)),
        (R::IssuerDiffers, party.check_response(Some("s"), Some("j"))),
        (
            R::IdTokenIssuerDiffers,
            reads(|token| "j".clone_into(&mut token.issuer)),
        ),
        (R::IdTokenAudienceDiffers, reads(|token| token.audience.clear())),
        (R::IdTokenExpired, reads(|token| token.expires = 0)),
        (R::NonceMissing, reads(|token| token.nonce = None)),
        (R::NonceDiffers, reads(|token| token.nonce = Some("m".to_owned()))),
    ]);

    let changed = |change: fn(&mut Request)| {
        let mut request = redeem(&[]);
        change(&mut request);
        answer(|_| {}, &request)
    };
    rows.extend([
        (
            R::OriginNotAllowed,
            answer(|server| server.config.origins = Some(Vec::new()), &{
                let mut request = redeem(&[]);
                request.origin = Some("https://app.example".to_owned());
                request
            }),
        ),
        (
            R::EndpointNotSecure,
            changed(|request| "http://as.example/token".clone_into(&mut request.url)),
        ),
        (
            R::EndpointDiffers,
            answer(
                |server| server.config.token_endpoint = Some("https://as.example/other".to_owned()),
                &redeem(&[]),
            ),
        ),
        (
            R::MethodNotPost,
            changed(|request| "GET".clone_into(&mut request.method)),
        ),
        (R::BodyNotForm, changed(|request| request.body = BodyForm::Json)),
        (
            R::ParameterRepeated,
            changed(|request| request.params.push(field("code", "c"))),
        ),
        (R::ParametersInQuery, changed(|request| request.params[0].in_url = true)),
        (R::GrantTypeMissing, answer(right, &redeem(&[("grant_type", "")]))),
        (
            R::GrantTypeUnsupported,
            answer(right, &redeem(&[("grant_type", "code")])),
        ),
    ]);

    let posted = |client| {
        sent(
            client,
            &[("grant_type", "client_credentials"), ("client_secret", SECRETS[0])],
        )
    };
    let mut unnamed = redeem(&[("client_id", "")]);
    unnamed.basic = None;
    rows.extend([
        (
            R::AuthenticationRepeated,
            answer(right, &basic(posted("web"), "web", SECRETS[0])),
        ),
        (R::ClientIdMissing, answer(right, &unnamed)),
        (
            R::ClientIdsContradict,
            answer(right, &basic(redeem(&[]), "web", SECRETS[0])),
        ),
        (R::ClientUnknown, answer(right, &redeem(&[("client_id", "nobody")]))),
        (R::AuthenticationMissing, answer(right, &own("web", &[]))),
        (R::AuthenticationMethodDiffers, answer(right, &posted("web"))),
        (R::SecretFromPublicClient, answer(right, &posted("spa"))),
        (
            R::BasicNotEncoded,
            answer(right, &basic(own("plus", &[]), "plus", SECRETS[1])),
        ),
        (
            R::SecretDiffers,
            answer(right, &basic(own("web", &[]), "web", SECRETS[2])),
        ),
        (
            R::AssertionTypeDiffers,
            answer(
                right,
                &sent(
                    "signer",
                    &[
                        ("grant_type", "client_credentials"),
                        ("client_assertion", &jwt(&claims())),
                    ],
                ),
            ),
        ),
        (R::AssertionKeyUnknown, answer(right, &signed("stranger", &claims()))),
        (R::AssertionMalformed, answer(right, &signed("signer", &without("exp")))),
        (
            R::AssertionOfOtherClient,
            answer(right, &signed("signer", &with_claim("sub", "spa".into()))),
        ),
        (
            R::AssertionAudienceDiffers,
            answer(right, &signed("signer", &with_claim("aud", AUTHORIZE.into()))),
        ),
        (
            R::AssertionExpired,
            answer(right, &signed("signer", &with_claim("exp", (-100).into()))),
        ),
        (
            R::AssertionReused,
            answer(
                |server| taken(server, &signed("signer", &claims())),
                &signed("signer", &claims()),
            ),
        ),
        (R::GrantNotAllowed, answer(right, &redeem(&[("client_id", "barred")]))),
    ]);

    let proves = |change: fn(&mut Proof)| {
        let mut proof = proof("1", "key");
        change(&mut proof);
        answer(|_| {}, &proven(redeem(&[]), proof))
    };
    let mut two = proven(redeem(&[]), proof("1", "key"));
    two.proofs = 2;
    let asks_nonce = |server: &mut Model| server.config.dpop_nonce = Some("n".to_owned());
    let mut other_nonce = proof("1", "key");
    other_nonce.nonce = Some(Secret::new("m"));
    rows.extend([
        (R::ProofRepeated, answer(right, &two)),
        (R::ProofMalformed, proves(|proof| proof.typ = None)),
        (
            R::ProofMethodDiffers,
            proves(|proof| proof.htm = Some("GET".to_owned())),
        ),
        (
            R::ProofUrlDiffers,
            proves(|proof| proof.htu = Some(AUTHORIZE.to_owned())),
        ),
        (
            R::ProofNonceMissing,
            answer(asks_nonce, &proven(redeem(&[]), proof("1", "key"))),
        ),
        (
            R::ProofNonceDiffers,
            answer(asks_nonce, &proven(redeem(&[]), other_nonce)),
        ),
        (R::ProofNotFresh, proves(|proof| proof.iat = Some(1_000))),
        (
            R::ProofReused,
            answer(
                |server| server.use_proof("key", "1"),
                &proven(redeem(&[]), proof("1", "key")),
            ),
        ),
        (R::ProofMissing, answer(bind, &refresh("bound"))),
        (
            R::ProofKeyDiffers,
            answer(bind, &proven(refresh("bound"), proof("1", "other"))),
        ),
    ]);

    let plain = |server: &mut Model| {
        server.config.allows_plain = true;
        let request = ask_with(&[("code_challenge_method", "plain")]);
        server
            .authorize(&request, 0, Decision::Grant("c"))
            .expect("it allows that");
    };
    let unbound = |server: &mut Model| {
        server.config.requires_pkce = false;
        let request = ask_with(&[("code_challenge", "")]);
        server
            .authorize(&request, 0, Decision::Grant("c"))
            .expect("it allows that");
    };
    rows.extend([
        (R::CodeMissing, answer(right, &redeem(&[("code", "")]))),
        (R::CodeUnknown, answer(right, &redeem(&[("code", "d")]))),
        (R::CodeOfOtherClient, answer(right, &redeem(&[("client_id", "app")]))),
        (
            R::CodeReused,
            answer(|server| taken(server, &redeem(&[])), &redeem(&[])),
        ),
        (
            R::CodeExpired,
            answer(|server| server.config.code_lifetime = 999, &redeem(&[])),
        ),
        (R::RedirectUriMissing, answer(right, &redeem(&[("redirect_uri", "")]))),
        (
            R::RedirectUriDiffers,
            answer(right, &redeem(&[("redirect_uri", CALLBACKS[1])])),
        ),
        (R::VerifierUnexpected, answer(unbound, &redeem(&[]))),
        (R::VerifierMissing, answer(right, &redeem(&[("code_verifier", "")]))),
        (
            R::VerifierMalformed,
            answer(right, &redeem(&[("code_verifier", VERIFIERS[2])])),
        ),
        (R::VerifierNotChallenge, answer(plain, &redeem(&[]))),
        (
            R::VerifierDiffers,
            answer(right, &redeem(&[("code_verifier", VERIFIERS[1])])),
        ),
        (
            R::ResourceNotGranted,
            answer(
                right,
                &changed_to(redeem(&[]), &[("resource", "https://other.example")]),
            ),
        ),
        (R::RefreshTokenMissing, answer(right, &refresh(""))),
        (R::RefreshTokenUnknown, answer(right, &refresh("unknown"))),
        (
            R::RefreshTokenOfOtherClient,
            answer(
                right,
                &sent("app", &[("grant_type", "refresh_token"), ("refresh_token", "r")]),
            ),
        ),
        (
            R::RefreshTokenReused,
            answer(
                |server| {
                    let next = Issue {
                        access_token: "a",
                        refresh_token: Some("r2"),
                    };
                    server.token(&refresh("r"), 0, next).expect("the token is right");
                },
                &refresh("r"),
            ),
        ),
        (
            R::RefreshTokenRevoked,
            answer(|server| server.revoke("login"), &refresh("r")),
        ),
        (
            R::RefreshTokenExpired,
            answer(
                |server| {
                    server.issue_refresh_token(
                        "r",
                        RefreshToken {
                            expires: Some(999),
                            ..held()
                        },
                    );
                },
                &refresh("r"),
            ),
        ),
    ]);

    let polls = |code| sent("spa", &[("grant_type", DEVICE), ("device_code", code)]);
    let asserts = |claims: &Value| sent("spa", &[("grant_type", ASSERTION), ("assertion", &jwt(claims))]);
    let needs_scope = |server: &mut Model| server.config.requires_scope = true;
    let has_no_users = |server: &mut Model| server.config.users = None;
    rows.extend([
        (R::DeviceCodeMissing, answer(right, &polls(""))),
        (R::DeviceCodeUnknown, answer(right, &polls("unknown"))),
        (R::DeviceCodeExpired, answer(right, &polls("late"))),
        (
            R::PollTooEarly,
            answer(
                |server| assert!(server.token(&polls("waiting"), 0, Issue::access("a")).is_err()),
                &polls("waiting"),
            ),
        ),
        (R::AuthorizationPending, answer(right, &polls("waiting"))),
        (
            R::GrantAssertionMissing,
            answer(right, &sent("spa", &[("grant_type", ASSERTION)])),
        ),
        (R::GrantAssertionMalformed, answer(right, &asserts(&without("iss")))),
        (
            R::GrantAssertionAudienceDiffers,
            answer(right, &asserts(&with_claim("aud", AUTHORIZE.into()))),
        ),
        (
            R::GrantAssertionExpired,
            answer(right, &asserts(&with_claim("exp", (-100).into()))),
        ),
        (
            R::SubjectTokenMissing,
            answer(right, &exchange(&[("subject_token", "")])),
        ),
        (
            R::SubjectTokenTypeMissing,
            answer(right, &exchange(&[("subject_token_type", "")])),
        ),
        (
            R::SubjectTokenTypeDiffers,
            answer(right, &exchange(&[("subject_token", "opaque")])),
        ),
        (
            R::SubjectTokenExpired,
            answer(
                right,
                &exchange(&[("subject_token", &jwt(&with_claim("exp", (-100).into())))]),
            ),
        ),
        (R::PasswordGrant, answer(has_no_users, &log_in(&[]))),
        (R::UserCredentialsMissing, answer(right, &log_in(&[("username", "")]))),
        (
            R::UserCredentialsRefused,
            answer(right, &log_in(&[("password", "wrong")])),
        ),
        (
            R::ScopeMissing,
            answer(needs_scope, &basic(own("web", &[]), "web", SECRETS[0])),
        ),
        (
            R::ScopeRefused,
            answer(right, &log_in(&[("client_id", "narrow"), ("scope", "b")])),
        ),
        (
            R::ScopeWidened,
            answer(right, &{
                let mut request = refresh("r");
                set(&mut request, "scope", "a b");
                request
            }),
        ),
    ]);
    rows
}

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const ASSERTION: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// A server with a client of each kind and a user, which gave the code `c`, the refresh token `r` and some device codes to `spa`.
fn stocked() -> Model {
    let mut server = server();
    server.config.users = Some(vec![("ann".to_owned(), Secret::new("pass"))]);
    let app = || Client::public("app", CALLBACKS[..2].iter().copied());
    let narrow = Client {
        id: "narrow".to_owned(),
        redirect_uris: vec![CALLBACKS[0].to_owned()],
        scopes: Some(vec!["a".to_owned()]),
        ..app()
    };
    let barred = Client {
        id: "barred".to_owned(),
        grants: Some(Vec::new()),
        ..app()
    };
    let signer = |id: &str, knows_key| Client {
        id: id.to_owned(),
        method: Method::Assertion,
        knows_key,
        ..app()
    };
    let confidential = |id, secret| Client::confidential(id, Method::Basic, secret, CALLBACKS[..1].iter().copied());
    let clients = [app(), narrow, barred, signer("signer", true), signer("stranger", false)];
    for client in clients
        .into_iter()
        .chain([confidential("web", SECRETS[0]), confidential("plus", SECRETS[1])])
    {
        server.register(client);
    }
    let request = ask_with(&[("resource", "https://api.example")]);
    server
        .authorize(&request, 0, Decision::Grant("c"))
        .expect("the request is right");
    server.issue_refresh_token("r", held());
    for (name, expires, decision) in [
        ("allowed", 9_000, Some(true)),
        ("late", 999, Some(true)),
        ("waiting", 9_000, None),
    ] {
        let code = DeviceCode {
            client: "spa".to_owned(),
            expires,
            interval: 5_000,
            polled: None,
            decision,
            is_used: false,
        };
        server.issue_device_code(name, code);
    }
    server
}

/// A refresh token of `spa`.
fn held() -> RefreshToken {
    RefreshToken {
        client: "spa".to_owned(),
        login: "login".to_owned(),
        scope: Some("a".to_owned()),
        key: None,
        expires: None,
        is_used: false,
        is_revoked: false,
    }
}

/// Gives out a refresh token that is bound to a key.
fn bind(server: &mut Model) {
    let bound = RefreshToken {
        key: Some("key".to_owned()),
        ..held()
    };
    server.issue_refresh_token("bound", bound);
}

/// Returns what a server that was prepared in this way answers to a token request.
fn answer(prepare: impl FnOnce(&mut Model), request: &Request) -> Result<(), Refusal> {
    let mut server = stocked();
    prepare(&mut server);
    server.token(request, 1_000, Issue::access("a")).map(drop)
}

fn asks(request: &Request) -> Result<(), Refusal> {
    stocked().authorize(request, 0, Decision::Grant("d")).map(drop)
}

/// Pushes a request of `spa`, and lets a client use its `request_uri` at a time, so many times.
fn asks_pushed(client: &str, now: i64, times: usize) -> Result<(), Refusal> {
    let mut server = stocked();
    server.push(&ask(), 0, "urn:u")?;
    let request = Request::get(AUTHORIZE, [("client_id", client), ("request_uri", "urn:u")]);
    (0..times).try_for_each(|_| server.authorize(&request, now, Decision::Grant("d")).map(drop))
}

/// Lets a server take a request.
fn taken(server: &mut Model, request: &Request) {
    server
        .token(request, 1_000, Issue::access("a"))
        .expect("the request is right");
}

fn ask_with(changes: &[(&str, &str)]) -> Request {
    changed_to(ask(), changes)
}

fn changed_to(mut request: Request, changes: &[(&str, &str)]) -> Request {
    for (name, value) in changes {
        set(&mut request, name, value);
    }
    request
}

fn set(request: &mut Request, name: &str, value: &str) {
    let changed = field(name, value);
    match request.params.iter_mut().find(|field| field.name == name) {
        Some(field) => field.value = changed.value,
        None => request.params.push(changed),
    }
}

/// Returns a token request of a client.
fn sent(client: &str, params: &[(&str, &str)]) -> Request {
    changed_to(Request::form(TOKEN, [("client_id", client)]), params)
}

/// Returns a token request of a client for itself.
fn own(client: &str, changes: &[(&str, &str)]) -> Request {
    changed_to(sent(client, &[("grant_type", "client_credentials")]), changes)
}

fn log_in(changes: &[(&str, &str)]) -> Request {
    let right = [("grant_type", "password"), ("username", "ann"), ("password", "pass")];
    changed_to(sent("spa", &right), changes)
}

fn exchange(changes: &[(&str, &str)]) -> Request {
    let token = jwt(&claims());
    let right = [
        ("grant_type", EXCHANGE),
        ("subject_token", token.as_str()),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
    ];
    changed_to(sent("spa", &right), changes)
}

/// Returns a request of a client that authenticates with these claims.
fn signed(client: &str, claims: &Value) -> Request {
    let assertion = jwt(claims);
    own(
        client,
        &[
            ("client_assertion", &assertion),
            ("client_assertion_type", ASSERTION_TYPE),
        ],
    )
}

fn basic(mut request: Request, user: &str, password: &str) -> Request {
    request.basic = Some(user_password(user, password));
    request
}

fn user_password(user: &str, password: &str) -> UserPassword {
    UserPassword {
        user: user.to_owned(),
        password: Secret::new(password),
    }
}

/// The claims with which `signer` authenticates.
fn claims() -> Value {
    json!({ "iss": "signer", "sub": "signer", "aud": TOKEN, "exp": 100, "jti": "1" })
}

fn with_claim(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn without(name: &str) -> Value {
    with_claim(name, Value::Null)
}

fn jwt(claims: &Value) -> String {
    format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn proven(mut request: Request, proof: Proof) -> Request {
    request.proofs = 1;
    request.proof = Some(proof);
    request
}

/// A `DPoP` proof that is right for a token request at the first second.
fn proof(jti: &str, key: &str) -> Proof {
    Proof {
        typ: Some("dpop+jwt".to_owned()),
        alg: Some("ES256".to_owned()),
        htm: Some("POST".to_owned()),
        htu: Some(TOKEN.to_owned()),
        iat: Some(1),
        jti: Some(Secret::new(jti)),
        nonce: None,
        thumbprint: Some(key.to_owned()),
    }
}

/// A server with the client `spa`, which is public.
fn server() -> Model {
    let mut server = Model::new(Config::default());
    server.register(Client::public("spa", CALLBACKS[..1].iter().copied()));
    server
}

/// An authorization request that is right.
fn ask() -> Request {
    let challenge = s256(VERIFIERS[0]);
    let params = [
        ("response_type", "code"),
        ("client_id", "spa"),
        ("redirect_uri", CALLBACKS[0]),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    Request::get(AUTHORIZE, params)
}

/// The token request that redeems its code, with some values in place of the right ones.
fn redeem(wrong: &[(&str, &str)]) -> Request {
    let params = [
        ("grant_type", "authorization_code"),
        ("client_id", "spa"),
        ("code", "c"),
        ("redirect_uri", CALLBACKS[0]),
        ("code_verifier", VERIFIERS[0]),
    ];
    let value = |name: &str, right| {
        wrong
            .iter()
            .find(|(wrong, _)| *wrong == name)
            .map_or(right, |(_, value)| *value)
    };
    Request::form(TOKEN, params.map(|(name, right)| (name, value(name, right))))
}

fn refresh(token: &str) -> Request {
    Request::form(
        TOKEN,
        [
            ("grant_type", "refresh_token"),
            ("client_id", "spa"),
            ("refresh_token", token),
        ],
    )
}

#[test]
fn a_million_random_logins_get_nothing_that_they_should_not() {
    let mut seen = BTreeSet::new();
    let mut tokens = 0_u64;
    for seed in 0..SEQUENCES {
        let mut run = Run::new(seed);
        for _ in 0..REQUESTS {
            run.step();
        }
        tokens += run.tokens;
        seen.extend(run.refusals);
    }
    assert!(
        tokens > SEQUENCES / 20,
        "only {tokens} tokens were given out: the sequences test too little"
    );
    let reached: Vec<&str> = seen.iter().map(|refusal| refusal.id()).collect();
    assert!(reached.len() >= 30, "only these refusals were reached: {reached:?}");
}

/// What the test remembers of a code, apart from the model.
struct Issued {
    client: String,
    redirect_uri: Option<String>,
    challenge: Option<(String, bool)>,
    /// What the challenge was made of.
    verifier: &'static str,
    at: i64,
    is_redeemed: bool,
}

struct Run {
    random: Random,
    server: Model,
    now: i64,
    codes: BTreeMap<String, Issued>,
    /// Refresh tokens by value: their client, and whether a newer one was given out.
    refresh_tokens: BTreeMap<String, (String, bool)>,
    refusals: BTreeSet<Refusal>,
    tokens: u64,
    names: u64,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let config = Config {
            code_lifetime: 60_000,
            requires_pkce: random.one_in(2),
            allows_plain: random.one_in(2),
            token_endpoint: Some(TOKEN.to_owned()),
            ..Config::default()
        };
        let mut server = Model::new(config);
        server.register(Client::public("spa", CALLBACKS[..1].iter().copied()));
        server.register(Client::confidential(
            "web",
            Method::Basic,
            SECRETS[0],
            CALLBACKS[..2].iter().copied(),
        ));
        server.register(Client::confidential(
            "service",
            Method::Post,
            SECRETS[1],
            CALLBACKS[2..3].iter().copied(),
        ));
        Self {
            random,
            server,
            now: 1_000_000,
            codes: BTreeMap::new(),
            refresh_tokens: BTreeMap::new(),
            refusals: BTreeSet::new(),
            tokens: 0,
            names: 0,
        }
    }

    fn step(&mut self) {
        self.now += i64::try_from(self.random.below(40_000)).expect("it is small");
        match self.random.below(8) {
            0..=2 => self.authorize(),
            3..=6 => self.redeem(),
            _ => self.refresh(),
        }
    }

    fn name(&mut self, of: &str) -> String {
        self.names += 1;
        format!("{of}-{}", self.names)
    }

    fn authorize(&mut self) {
        let mut params = vec![("response_type", "code".to_owned())];
        let client = self.random.pick(CLIENTS);
        params.push(("client_id", client.to_owned()));
        let callback = match client {
            "service" => CALLBACKS[2],
            _ if self.random.one_in(6) => self.random.pick(CALLBACKS),
            _ => CALLBACKS[0],
        };
        if !self.random.one_in(8) {
            params.push(("redirect_uri", callback.to_owned()));
        }
        let right = self.random.pick(&VERIFIERS[..2]);
        let verifier = if self.random.one_in(8) {
            self.random.pick(VERIFIERS)
        } else {
            right
        };
        if !self.random.one_in(4) {
            let challenge = if self.random.one_in(10) {
                verifier.to_owned()
            } else {
                s256(verifier)
            };
            params.push(("code_challenge", challenge));
            if !self.random.one_in(6) {
                params.push((
                    "code_challenge_method",
                    self.random.pick(&["S256", "S256", "S256", "plain", "s256"]).to_owned(),
                ));
            }
        }
        self.damage(&mut params);
        let value = |name: &str| {
            params
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone())
        };
        let request = Request::get(AUTHORIZE, params.iter().map(|(name, value)| (*name, value.as_str())));
        let code = self.name("code");
        let decision = if self.random.one_in(20) {
            Decision::Deny
        } else {
            Decision::Grant(&code)
        };
        match self.server.authorize(&request, self.now, decision) {
            Ok(authorized) => {
                assert!(
                    CALLBACKS[..3].contains(&authorized.redirect_uri.as_str()),
                    "a code went to an unregistered URI"
                );
                self.codes.insert(
                    code,
                    Issued {
                        client: client.to_owned(),
                        redirect_uri: value("redirect_uri").filter(|uri| !uri.is_empty()),
                        challenge: value("code_challenge")
                            .filter(|challenge| !challenge.is_empty())
                            .map(|challenge| (challenge, value("code_challenge_method").as_deref() == Some("S256"))),
                        verifier,
                        at: self.now,
                        is_redeemed: false,
                    },
                );
            }
            Err(refusal) => {
                self.refusals.insert(refusal);
            }
        }
    }

    fn redeem(&mut self) {
        let known: Vec<String> = self.codes.keys().cloned().collect();
        let code = match known.as_slice() {
            [] => "no-code".to_owned(),
            known => self.random.pick(known),
        };
        let issued = self.codes.get(&code);
        let mut params = vec![("grant_type", "authorization_code".to_owned()), ("code", code.clone())];
        // Mostly what is right, so that some get through.
        let (client, redirect_uri) = match issued.filter(|_| !self.random.one_in(5)) {
            Some(issued) => (issued.client.clone(), issued.redirect_uri.clone()),
            None => (
                self.random.pick(CLIENTS).to_owned(),
                Some(self.random.pick(CALLBACKS).to_owned()),
            ),
        };
        if let Some(uri) = redirect_uri {
            params.push(("redirect_uri", uri));
        }
        let right = issued.map(|issued| (issued.verifier, issued.challenge.is_some()));
        let (verifier, is_asked) = right.unwrap_or((VERIFIERS[0], true));
        let is_wrong = self.random.one_in(6);
        if is_asked != is_wrong || self.random.one_in(10) {
            let verifier = if self.random.one_in(6) {
                self.random.pick(VERIFIERS)
            } else {
                verifier
            };
            params.push(("code_verifier", verifier.to_owned()));
        }
        self.damage(&mut params);
        let request = self.sent_by(&client, &params);
        let refresh_token = self.random.one_in(2).then(|| self.name("refresh"));
        let issue = Issue {
            access_token: "access",
            refresh_token: refresh_token.as_deref(),
        };
        let answer = self.server.token(&request, self.now, issue);
        let Some(tokens) = self.granted(&request, answer) else {
            return;
        };
        let sent = |name: &str| request.value(name).filter(|value| !value.is_empty());
        let code = sent("code").expect("a token was given for a code");
        let now = self.now;
        let issued = self.codes.get_mut(code).expect("the server gave this code out");
        assert!(!issued.is_redeemed, "a code was redeemed twice");
        assert!(now - issued.at <= 60_000, "an expired code was redeemed");
        assert_eq!(sender(&request), issued.client, "a code of another client was redeemed");
        if let Some(asked) = &issued.redirect_uri {
            assert_eq!(
                sent("redirect_uri"),
                Some(asked.as_str()),
                "another redirect URI got a token"
            );
        }
        match (&issued.challenge, sent("code_verifier")) {
            (None, None) => {}
            (Some((challenge, true)), Some(verifier)) => {
                assert_eq!(&s256(verifier), challenge, "a wrong verifier got a token");
            }
            (Some((challenge, false)), Some(verifier)) => {
                assert_eq!(verifier, challenge, "a wrong verifier got a token");
            }
            (challenge, verifier) => panic!("a token for the challenge {challenge:?} and the verifier {verifier:?}"),
        }
        issued.is_redeemed = true;
        let client = issued.client.clone();
        if let Some(token) = tokens.refresh_token {
            self.refresh_tokens.insert(token, (client, false));
        }
    }

    fn refresh(&mut self) {
        let known: Vec<String> = self.refresh_tokens.keys().cloned().collect();
        let token = match known.as_slice() {
            [] => "no-token".to_owned(),
            known => self.random.pick(known),
        };
        let owner = self.refresh_tokens.get(&token).map(|(client, _)| client.clone());
        let client = owner
            .filter(|_| !self.random.one_in(5))
            .unwrap_or_else(|| self.random.pick(CLIENTS).to_owned());
        let mut params = vec![
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", token.clone()),
        ];
        self.damage(&mut params);
        let request = self.sent_by(&client, &params);
        let next = self.random.one_in(2).then(|| self.name("refresh"));
        let issue = Issue {
            access_token: "access",
            refresh_token: next.as_deref(),
        };
        let answer = self.server.token(&request, self.now, issue);
        if self.granted(&request, answer).is_none() {
            return;
        }
        let (owner, is_used) = self
            .refresh_tokens
            .get_mut(&token)
            .expect("the server gave this token out");
        assert!(!*is_used, "a refresh token was used after its successor was given out");
        assert_eq!(sender(&request), *owner, "a refresh token of another client was used");
        let owner = owner.clone();
        if let Some(next) = next {
            *is_used = true;
            self.refresh_tokens.insert(next, (owner, false));
        }
    }

    /// Counts an answer, and checks the client authentication of a request that got a token.
    fn granted(&mut self, request: &Request, answer: Result<Tokens, Refusal>) -> Option<Tokens> {
        match answer {
            Ok(tokens) => {
                self.tokens += 1;
                assert_eq!((request.method.as_str(), request.body), ("POST", BodyForm::Form));
                let posted = request.value("client_secret").filter(|secret| !secret.is_empty());
                let basic = request.basic.as_ref().map(|basic| basic.password.expose());
                match sender(request).as_str() {
                    "spa" => assert_eq!((posted, basic), (None, None), "a public client sent a secret"),
                    "web" => assert_eq!((posted, basic), (None, Some(SECRETS[0])), "a wrong secret got a token"),
                    "service" => assert_eq!((posted, basic), (Some(SECRETS[1]), None), "a wrong secret got a token"),
                    other => panic!("`{other}` is not registered"),
                }
                Some(tokens)
            }
            Err(refusal) => {
                self.refusals.insert(refusal);
                None
            }
        }
    }

    /// Returns a token request as this client sends it: mostly as it is registered.
    fn sent_by(&mut self, client: &str, params: &[(&'static str, String)]) -> Request {
        let mut request = Request::form(TOKEN, params.iter().map(|(name, value)| (*name, value.as_str())));
        let is_right = !self.random.one_in(6);
        let secret = |right: &str, random: &mut Random| {
            if is_right {
                right.to_owned()
            } else {
                random.pick(SECRETS).to_owned()
            }
        };
        let method = if is_right { client } else { self.random.pick(CLIENTS) };
        if method == "web" {
            request.basic = Some(UserPassword {
                user: client.to_owned(),
                password: Secret::new(secret(SECRETS[0], &mut self.random)),
            });
        } else {
            request.params.push(field("client_id", client));
        }
        if method == "service" {
            let secret = secret(SECRETS[1], &mut self.random);
            request.params.push(field("client_secret", &secret));
        }
        if self.random.one_in(30) {
            request.body = self
                .random
                .pick(&[BodyForm::Json, BodyForm::Empty, BodyForm::Multipart]);
        }
        if self.random.one_in(40) {
            "GET".clone_into(&mut request.method);
        }
        if self.random.one_in(40) {
            self.random
                .pick(&["http://as.example/token", "https://as.example/other"])
                .clone_into(&mut request.url);
        }
        request
    }

    /// Drops, doubles, empties or renames a parameter now and then.
    fn damage(&mut self, params: &mut Vec<(&'static str, String)>) {
        if !self.random.one_in(10) || params.is_empty() {
            return;
        }
        let at = usize::try_from(self.random.below(params.len() as u64)).expect("it is small");
        match self.random.below(4) {
            0 => drop(params.remove(at)),
            1 => params.push(params[at].clone()),
            2 => params[at].1.clear(),
            _ => params[at].0 = "other",
        }
    }
}

fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.to_owned(),
        value: FieldValue::Known(Secret::new(value)),
        in_url: false,
    }
}

/// The client that a request names.
fn sender(request: &Request) -> String {
    let named = request
        .value("client_id")
        .filter(|id| !id.is_empty())
        .map(str::to_owned);
    let user = request.basic.as_ref().map(|basic| basic.user.clone());
    named.or(user).unwrap_or_default()
}

/// Xorshift: small, and the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % end
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let at = usize::try_from(self.below(from.len() as u64)).expect("it is small");
        from[at].clone()
    }
}
