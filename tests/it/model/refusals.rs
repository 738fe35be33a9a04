//! Each refusal by the smallest request that earns it, and which of several mistakes is named.

use std::collections::{BTreeMap, BTreeSet};

use oauth_doctor::disclose::Secret;
use oauth_doctor::oauth::dpop::DpopProof;
use oauth_doctor::oauth::{BodyForm, Request};
use oauth_doctor::server::{
    Decision, Expected, IdToken, IssuedTokens, Model, Party, RefreshToken, Refusal, Refusal as R,
};
use serde_json::Value;

use super::requests::{
    ASSERTION, AUTHORIZE, CALLBACKS, DEVICE, SECRETS, VERIFIERS, ask, ask_with, basic, changed_to, claims, exchange,
    field, held, jwt, log_in, own, proof, proven, redeem, refresh, sent, signed, stocked, user_password, with_claim,
    without,
};

/// Parameters, and the values that they get instead of the right ones.
type Changes = &'static [(&'static str, &'static str)];

type Damage = fn(&mut Request);

/// What is wrong with a right authorization request.
const ASKED: &[(Refusal, Changes)] = &[
    (R::AuthorizeClientIdMissing, &[("client_id", "")]),
    (R::AuthorizeClientUnknown, &[("client_id", "nobody")]),
    (R::RequestUriUnknown, &[("request_uri", "urn:x")]),
    (R::RedirectUriNotRegistered, &[("redirect_uri", CALLBACKS[3])]),
    (R::RedirectUriNotNamed, &[("client_id", "app"), ("redirect_uri", "")]),
    (R::ResponseTypeMissing, &[("response_type", "")]),
    (R::ResponseTypeUnsupported, &[("response_type", "token")]),
    (R::AuthorizeScopeRefused, &[("client_id", "narrow"), ("scope", "b")]),
    (R::ChallengeMissing, &[("code_challenge", "")]),
    (R::ChallengeMethodMissing, &[("code_challenge_method", "")]),
    (R::ChallengeMethodUnknown, &[("code_challenge_method", "s256")]),
    (R::ChallengeMethodPlain, &[("code_challenge_method", "plain")]),
    (R::ChallengeMalformed, &[("code_challenge", "short")]),
];

/// What is wrong with a right redemption.
const REDEEMED: &[(Refusal, Changes)] = &[
    (R::GrantTypeMissing, &[("grant_type", "")]),
    (R::GrantTypeUnsupported, &[("grant_type", "code")]),
    (R::ClientIdMissing, &[("client_id", "")]),
    (R::ClientUnknown, &[("client_id", "nobody")]),
    (R::GrantNotAllowed, &[("client_id", "barred")]),
    (R::CodeMissing, &[("code", "")]),
    (R::CodeUnknown, &[("code", "d")]),
    (R::CodeOfOtherClient, &[("client_id", "app")]),
    (R::RedirectUriMissing, &[("redirect_uri", "")]),
    (R::RedirectUriDiffers, &[("redirect_uri", CALLBACKS[1])]),
    (R::VerifierMissing, &[("code_verifier", "")]),
    (R::VerifierMalformed, &[("code_verifier", VERIFIERS[2])]),
    (R::VerifierDiffers, &[("code_verifier", VERIFIERS[1])]),
    (R::ResourceNotGranted, &[("resource", "https://other.example")]),
];

/// What else can be wrong with one.
const DAMAGED: &[(Refusal, Damage)] = &[
    (R::EndpointNotSecure, |request| {
        "http://as.example/token".clone_into(&mut request.url);
    }),
    (R::MethodNotPost, |request| "PUT".clone_into(&mut request.method)),
    (R::BodyNotForm, |request| request.body = BodyForm::Json),
    (R::ParameterRepeated, repeat),
    (R::ParametersInQuery, |request| request.params[0].in_url = true),
    (R::AuthenticationRepeated, |request| {
        request.params.push(field("client_secret", "s"));
        request.basic = Some(user_password("spa", "s"));
    }),
    (R::ClientIdsContradict, |request| {
        request.basic = Some(user_password("web", SECRETS[0]));
    }),
    (R::ProofRepeated, |request| request.proofs = 2),
];

/// Refusals that the model does not make: whoever runs a recorded login says so of what was recorded.
const OF_THE_RECORDING: &[Refusal] = &[R::CallbackElsewhere, R::AnswerNotJson];

#[test]
fn every_refusal_is_reached_by_a_small_request() {
    let asked = ASKED.iter().map(|(refusal, changes)| (*refusal, asks(&ask_with(changes))));
    let redeemed = REDEEMED.iter().map(|(refusal, changes)| (*refusal, answer(&redeem(changes))));
    let damaged = DAMAGED.iter().map(|(refusal, damage)| (*refusal, answer(&edited(redeem(&[]), *damage))));
    let others = [of_authorization_requests(), of_the_client(), of_token_requests(), of_the_state_of_the_server()];
    let all: Vec<Answer> = asked.chain(redeemed).chain(damaged).chain(others.into_iter().flatten()).collect();
    for (expected, answer) in &all {
        assert_eq!(*answer, Err(*expected), "{}", expected.id());
    }
    let reached = all.iter().map(|(refusal, _)| *refusal);
    let known: BTreeSet<Refusal> = reached.chain(OF_THE_RECORDING.iter().copied()).collect();
    assert_eq!(known, Refusal::ALL.iter().copied().collect(), "each is reached or listed");
    assert_eq!(known.len(), all.len() + OF_THE_RECORDING.len(), "and none is there twice");
}

/// A refusal, and the answer to the smallest request that earns it.
type Answer = (Refusal, Result<(), Refusal>);

macro_rules! answers {
    ($($refusal:ident: $answer:expr;)*) => { vec![$((Refusal::$refusal, $answer)),*] };
}

fn of_authorization_requests() -> Vec<Answer> {
    answers! {
        AuthorizeParameterRepeated: asks(&edited(ask(), repeat));
        RequestUriPushed: stocked().push(&ask_with(&[("request_uri", "urn:x")]), 0, "urn:u");
        RequestUriOfOtherClient: asks_pushed("app", 0, 1);
        RequestUriReused: asks_pushed("spa", 0, 2);
        RequestUriExpired: asks_pushed("spa", 600_001, 1);
        UserDenied: stocked().authorize(&ask(), 0, Decision::Deny).map(drop);
    }
}

/// What a client makes of a response and of an ID token that are not for it.
fn of_the_client() -> Vec<Answer> {
    let party = Party {
        client_id: "spa".to_owned(),
        state: Expected::Value("s".to_owned()),
        nonce: Some("n".to_owned()),
        issuer: Some("i".to_owned()),
        expects_iss: true,
    };
    let lost = Party { state: Expected::Lost, ..party.clone() };
    let reads = |change: fn(&mut IdToken)| {
        let mut id_token = IdToken {
            issuer: "i".to_owned(),
            audience: vec!["spa".to_owned()],
            expires: 10,
            nonce: Some("n".to_owned()),
        };
        change(&mut id_token);
        party.check_id_token(&id_token, 0)
    };
    answers! {
        StateMissing: party.check_response(None, Some("i"));
        StateUnknown: lost.check_response(Some("s"), Some("i"));
        StateDiffers: party.check_response(Some("t"), Some("i"));
        IssuerMissing: party.check_response(Some("s"), None);
        IssuerDiffers: party.check_response(Some("s"), Some("j"));
        IdTokenIssuerDiffers: reads(|token| "j".clone_into(&mut token.issuer));
        IdTokenAudienceDiffers: reads(|token| token.audience.clear());
        IdTokenExpired: reads(|token| token.expires = 0);
        NonceMissing: reads(|token| token.nonce = None);
        NonceDiffers: reads(|token| token.nonce = Some("m".to_owned()));
    }
}

fn of_token_requests() -> Vec<Answer> {
    let posted = |client| answer(&own(client, &[("client_secret", SECRETS[0])]));
    let polls = |code| answer(&polls(code));
    let refreshes = |client, token| answer(&sent(client, &[("grant_type", "refresh_token"), ("refresh_token", token)]));
    let signed = |client, claims: Value| answer(&signed(client, &claims));
    let asserts = |claims: Value| answer(&sent("spa", &[("grant_type", ASSERTION), ("assertion", &jwt(&claims))]));
    let exchanges = |name, value: &str| answer(&exchange(&[(name, value)]));
    let late = || with_claim("exp", (-100).into());
    answers! {
        AuthenticationMissing: answer(&own("web", &[]));
        AuthenticationMethodDiffers: posted("web");
        SecretFromPublicClient: posted("spa");
        BasicNotEncoded: answer(&basic(own("plus", &[]), "plus", SECRETS[1]));
        SecretDiffers: answer(&basic(own("web", &[]), "web", SECRETS[2]));
        AssertionTypeDiffers: answer(&own("signer", &[("client_assertion", &jwt(&claims()))]));
        AssertionKeyUnknown: signed("stranger", claims());
        AssertionMalformed: signed("signer", without("exp"));
        AssertionOfOtherClient: signed("signer", with_claim("sub", "spa".into()));
        AssertionAudienceDiffers: signed("signer", with_claim("aud", AUTHORIZE.into()));
        AssertionExpired: signed("signer", late());
        ProofMalformed: answer(&proves(|proof| proof.typ = None));
        ProofMethodDiffers: answer(&proves(|proof| proof.htm = Some("GET".to_owned())));
        ProofUrlDiffers: answer(&proves(|proof| proof.htu = Some(AUTHORIZE.to_owned())));
        ProofNotFresh: answer(&proves(|proof| proof.iat = Some(1_000)));
        RefreshTokenMissing: refreshes("spa", "");
        RefreshTokenUnknown: refreshes("spa", "unknown");
        RefreshTokenOfOtherClient: refreshes("app", "r");
        DeviceCodeMissing: polls("");
        DeviceCodeUnknown: polls("unknown");
        DeviceCodeExpired: polls("late");
        AuthorizationPending: polls("waiting");
        GrantAssertionMissing: answer(&sent("spa", &[("grant_type", ASSERTION)]));
        GrantAssertionMalformed: asserts(without("iss"));
        GrantAssertionAudienceDiffers: asserts(with_claim("aud", AUTHORIZE.into()));
        GrantAssertionExpired: asserts(late());
        SubjectTokenMissing: exchanges("subject_token", "");
        SubjectTokenTypeMissing: exchanges("subject_token_type", "");
        SubjectTokenTypeDiffers: exchanges("subject_token", "opaque");
        SubjectTokenExpired: exchanges("subject_token", &jwt(&late()));
        UserCredentialsMissing: answer(&log_in(&[("username", "")]));
        UserCredentialsRefused: answer(&log_in(&[("password", "wrong")]));
        ScopeRefused: answer(&log_in(&[("client_id", "narrow"), ("scope", "b")]));
        ScopeWidened: answer(&changed_to(refresh("r"), &[("scope", "a b")]));
    }
}

/// Requests that would be right at another server, or at another time.
fn of_the_state_of_the_server() -> Vec<Answer> {
    let (right, renewed) = (redeem(&[]), refresh("r"));
    let foreign = edited(right.clone(), |request| {
        request.origin = Some("https://app.example".to_owned());
    });
    let signed = signed("signer", &claims());
    let (proved, renonced) = (proves(|_| {}), proves(|proof| proof.nonce = Some(Secret::new("m"))));
    let asks_nonce = |server: &mut Model| server.config.dpop_nonce = Some("n".to_owned());
    let unbound = |server: &mut Model| {
        server.config.requires_pkce = false;
        grant(server, &[("code_challenge", "")]);
    };
    let plain = |server: &mut Model| {
        server.config.allows_plain = true;
        grant(server, &[("code_challenge_method", "plain")]);
    };
    let renew = |server: &mut Model| {
        let next = IssuedTokens { access_token: "a", refresh_token: Some("r2") };
        server.token(&refresh("r"), 0, next).expect("the token is right");
    };
    let old = RefreshToken { expires: Some(999), ..held() };
    let own = basic(own("web", &[]), "web", SECRETS[0]);
    answers! {
        OriginNotAllowed: after(|server| server.config.origins = Some(Vec::new()), &foreign);
        EndpointDiffers: after(|server| server.config.token_endpoint = Some(AUTHORIZE.to_owned()), &right);
        AssertionReused: after(|server| take(server, &signed), &signed);
        ProofNonceMissing: after(asks_nonce, &proved);
        ProofNonceDiffers: after(asks_nonce, &renonced);
        ProofReused: after(|server| server.use_proof("key", "1"), &proved);
        ProofMissing: after(bind, &refresh("bound"));
        ProofKeyDiffers: after(bind, &proven(refresh("bound"), proof("1", "other")));
        CodeReused: after(|server| take(server, &right), &right);
        CodeExpired: after(|server| server.config.code_lifetime = 999, &right);
        VerifierUnexpected: after(unbound, &right);
        VerifierNotChallenge: after(plain, &right);
        RefreshTokenReused: after(renew, &renewed);
        RefreshTokenRevoked: after(|server| server.revoke("login"), &renewed);
        RefreshTokenExpired: after(|server| server.issue_refresh_token("r", old), &renewed);
        PollTooEarly: after(|server| drop(server.token(&polls("waiting"), 0, IssuedTokens::access("a"))), &polls("waiting"));
        PasswordGrant: after(|server| server.config.users = None, &log_in(&[]));
        ScopeMissing: after(|server| server.config.requires_scope = true, &own);
    }
}

/// Mistakes that can be made in one request, as each is about something else.
const IN_ONE_REDEMPTION: [Refusal; 13] = [
    R::EndpointNotSecure,
    R::MethodNotPost,
    R::BodyNotForm,
    R::ParameterRepeated,
    R::ParametersInQuery,
    R::GrantTypeMissing,
    R::AuthenticationRepeated,
    R::ClientUnknown,
    R::ProofRepeated,
    R::CodeUnknown,
    R::RedirectUriDiffers,
    R::VerifierDiffers,
    R::ResourceNotGranted,
];
const IN_ONE_AUTHORIZATION_REQUEST: [Refusal; 7] = [
    R::AuthorizeParameterRepeated,
    R::AuthorizeClientUnknown,
    R::RequestUriUnknown,
    R::RedirectUriNotRegistered,
    R::ResponseTypeUnsupported,
    R::ChallengeMethodUnknown,
    R::ChallengeMalformed,
];

#[test]
fn of_two_mistakes_the_one_is_named_that_stands_first_among_the_refusals() {
    named_first(&IN_ONE_REDEMPTION, REDEEMED, &redeem(&[]), answer);
    named_first(&IN_ONE_AUTHORIZATION_REQUEST, ASKED, &ask(), asks);
}

fn named_first(
    mistakes: &[Refusal],
    changes: &[(Refusal, Changes)],
    right: &Request,
    answer: impl Fn(&Request) -> Result<(), Refusal>,
) {
    assert_eq!(answer(right), Ok(()));
    assert!(mistakes.is_sorted());
    let changes: BTreeMap<Refusal, Changes> = changes.iter().copied().collect();
    let damages: BTreeMap<Refusal, Damage> = DAMAGED.iter().copied().collect();
    let make = |request: Request, mistake: Refusal| match changes.get(&mistake) {
        Some(changes) => changed_to(request, changes),
        None => edited(request, damages.get(&mistake).copied().unwrap_or(repeat)),
    };
    for (index, &first) in mistakes.iter().enumerate() {
        assert_eq!(answer(&make(right.clone(), first)), Err(first), "{}", first.id());
        for &second in &mistakes[index + 1..] {
            let request = make(make(right.clone(), first), second);
            assert_eq!(answer(&request), Err(first), "{} and {}", first.id(), second.id());
        }
    }
}

#[test]
fn every_refusal_has_a_name_a_reason_and_a_section() {
    let mut ids = BTreeSet::new();
    for refusal in Refusal::ALL {
        assert!(ids.insert(refusal.id()), "{} is there twice", refusal.id());
        assert!(refusal.id().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", refusal.id());
        let reason = refusal.to_string();
        assert!(reason.len() > 15 && !reason.ends_with('.'), "{reason}");
        assert!(refusal.spec().url().starts_with("https://"), "{}", refusal.id());
    }
}

/// Returns what the server answers to a token request.
fn answer(request: &Request) -> Result<(), Refusal> {
    after(|_| {}, request)
}

/// Returns what a server that was prepared in this way answers to a token request.
fn after(prepare: impl FnOnce(&mut Model), request: &Request) -> Result<(), Refusal> {
    let mut server = stocked();
    prepare(&mut server);
    server.token(request, 1_000, IssuedTokens::access("a")).map(drop)
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
fn take(server: &mut Model, request: &Request) {
    let tokens = server.token(request, 1_000, IssuedTokens::access("a"));
    tokens.expect("the request is right");
}

/// Gives out the code again, for an authorization request with these changes.
fn grant(server: &mut Model, changes: Changes) {
    let authorized = server.authorize(&ask_with(changes), 0, Decision::Grant("c"));
    authorized.expect("the server allows that");
}

/// Gives out a refresh token that is bound to a key.
fn bind(server: &mut Model) {
    let bound = RefreshToken { key: Some("key".to_owned()), ..held() };
    server.issue_refresh_token("bound", bound);
}

/// A right redemption with a proof that is changed.
fn proves(change: fn(&mut DpopProof)) -> Request {
    let mut proof = proof("1", "key");
    change(&mut proof);
    proven(redeem(&[]), proof)
}

fn repeat(request: &mut Request) {
    request.params.extend([field("x", ""), field("x", "")]);
}

fn polls(code: &str) -> Request {
    sent("spa", &[("grant_type", DEVICE), ("device_code", code)])
}

fn edited(mut request: Request, edit: impl FnOnce(&mut Request)) -> Request {
    edit(&mut request);
    request
}
