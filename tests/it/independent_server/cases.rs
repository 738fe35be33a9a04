//! The mistakes that are made, what the model must say of each, and where `oidc-provider` says something else.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use oauth_doctor::disclose::Secret;
use oauth_doctor::oauth::pkce::s256;
use oauth_doctor::oauth::{BodyForm, Request};
use oauth_doctor::server::Refusal;

use super::case::{Case, Last, Remedy};
use super::session::{CALLBACK, basic, decoded, random, remove, set};

/// Every case; the right logins come first.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = right();
    cases.extend(authorization_requests());
    cases.extend(messages());
    cases.extend(clients());
    cases.extend(codes());
    cases.extend(refresh_tokens());
    cases
}

fn right() -> Vec<Case> {
    vec![
        Case::right("right-public", "spa", Last::Redeem),
        Case::right("right-basic", "web", Last::Redeem),
        Case::right("right-post", "shop", Last::Redeem),
        Case::right("right-refresh", "spa", Last::Refresh),
        Case::right("right-refresh-basic", "web", Last::Refresh),
    ]
}

fn authorization_requests() -> Vec<Case> {
    use Last::{Authorize, Redeem};
    vec![
        Case::asks("redirect-uri-unregistered", Authorize, |request| {
            set(request, "redirect_uri", "https://client.example.test/elsewhere");
        })
        .refused(Refusal::RedirectUriNotRegistered, Remedy::Unknown),
        Case::asks("challenge-missing", Authorize, |request| {
            remove(request, "code_challenge");
            remove(request, "code_challenge_method");
        })
        .refused(Refusal::ChallengeMissing, Remedy::NewLogin),
        Case::asks("challenge-plain", Authorize, |request| {
            set(request, "code_challenge_method", "plain");
        })
        .refused(Refusal::ChallengeMethodPlain, Remedy::CorrectedLogin),
        Case::asks("challenge-method-missing", Authorize, |request| {
            remove(request, "code_challenge_method");
        })
        .refused(Refusal::ChallengeMethodMissing, Remedy::CorrectedLogin),
        Case::asks("challenge-method-unknown", Authorize, |request| {
            set(request, "code_challenge_method", "SHA256");
        })
        .refused(Refusal::ChallengeMethodUnknown, Remedy::CorrectedLogin),
        Case::asks("challenge-hex", Redeem, |request| {
            let hex = HEXLOWER.encode(&digest(request));
            set(request, "code_challenge", &hex);
        })
        .refused(Refusal::VerifierDiffers, Remedy::CorrectedLogin),
        Case::asks("challenge-hex-as-base64url", Redeem, |request| {
            let hex = HEXLOWER.encode(&digest(request));
            set(request, "code_challenge", &BASE64URL_NOPAD.encode(hex.as_bytes()));
        })
        .refused(Refusal::VerifierDiffers, Remedy::CorrectedLogin),
    ]
}

fn messages() -> Vec<Case> {
    vec![
        Case::redeems("body-json", "spa", |request| {
            request.body = BodyForm::Json;
            request.content_type = None;
        })
        .refused(Refusal::BodyNotForm, Remedy::Capture),
        Case::redeems("body-multipart", "spa", |request| {
            request.body = BodyForm::Multipart;
            request.content_type = None;
        })
        .refused(Refusal::BodyNotForm, Remedy::Capture),
        Case::redeems("body-text-plain", "spa", |request| {
            request.body = BodyForm::TextPlain;
            request.content_type = None;
        })
        .refused(Refusal::BodyNotForm, Remedy::Capture),
        Case::redeems("parameters-in-query", "spa", move_to_query).refused(Refusal::ParametersInQuery, Remedy::Capture),
        Case::redeems("get", "spa", |request| {
            move_to_query(request);
            "GET".clone_into(&mut request.method);
        })
        .refused(Refusal::MethodNotPost, Remedy::Capture)
        .but(Err(None), "it has no route for a GET, and RFC 6749 §3.2 names no error for one"),
        Case::redeems("parameter-repeated", "spa", |request| {
            let code = request.params.iter().find(|field| field.name == "code").cloned();
            request.params.extend(code);
        })
        .refused(Refusal::ParameterRepeated, Remedy::Capture),
        Case::redeems("grant-type-wrong", "spa", |request| set(request, "grant_type", "code"))
            .refused(Refusal::GrantTypeUnsupported, Remedy::Capture),
        Case::redeems("grant-type-missing", "spa", |request| remove(request, "grant_type"))
            .refused(Refusal::GrantTypeMissing, Remedy::Capture),
    ]
}

fn clients() -> Vec<Case> {
    vec![
        Case::redeems("client-id-missing", "spa", |request| remove(request, "client_id"))
            .refused(Refusal::ClientIdMissing, Remedy::Capture)
            .but(
                INVALID_REQUEST,
                "RFC 6749 §5.2: a parameter is missing, and no client authentication is included; either fits",
            ),
        Case::redeems("client-id-unknown", "spa", |request| {
            set(request, "client_id", "spa-production");
        })
        .refused(Refusal::ClientUnknown, Remedy::Capture),
        Case::redeems("client-id-of-another", "spa", |request| {
            set(request, "client_id", "web");
        })
        .refused(Refusal::AuthenticationMissing, Remedy::Capture),
        Case::redeems("client-ids-contradict", "web", |request| {
            set(request, "client_id", "spa");
        })
        .refused(Refusal::ClientIdsContradict, Remedy::Capture)
        .but(
            INVALID_REQUEST,
            "RFC 6749 §5.2: the request is malformed, or the client is not authenticated; either fits",
        ),
        Case::redeems("secret-of-public-client", "spa", |request| {
            set(request, "client_secret", &random());
        })
        .refused(Refusal::SecretFromPublicClient, Remedy::Capture),
        Case::redeems("secret-wrong", "web", |request| {
            request.basic = Some(basic("web", &random()));
        })
        .refused(Refusal::SecretDiffers, Remedy::Secret),
        Case::redeems("secret-wrong-in-body", "shop", |request| {
            set(request, "client_secret", &random());
        })
        .refused(Refusal::SecretDiffers, Remedy::Secret),
        Case::redeems("secret-missing", "web", |request| {
            request.basic = None;
            set(request, "client_id", "web");
        })
        .refused(Refusal::AuthenticationMissing, Remedy::Unknown),
        Case::redeems("secret-not-encoded", "web", |request| {
            let basic = request.basic.as_mut().expect("the client has a secret");
            basic.password = Secret::new(decoded(basic));
        })
        .refused(Refusal::BasicNotEncoded, Remedy::Capture),
        Case::redeems("secret-in-body", "web", |request| {
            let basic = request.basic.take().expect("the client has a secret");
            set(request, "client_id", "web");
            set(request, "client_secret", &decoded(&basic));
        })
        .refused(Refusal::AuthenticationMethodDiffers, Remedy::Unknown)
        .but(Ok(()), BOTH_WAYS),
        Case::redeems("secret-in-header", "shop", |request| {
            let secret = request.value("client_secret").map(|secret| basic("shop", secret));
            request.basic = secret;
            remove(request, "client_id");
            remove(request, "client_secret");
        })
        .refused(Refusal::AuthenticationMethodDiffers, Remedy::Unknown)
        .but(Ok(()), BOTH_WAYS),
        Case::redeems("secret-in-both", "web", |request| {
            let secret = request.basic.as_ref().map(decoded);
            set(request, "client_id", "web");
            set(request, "client_secret", &secret.expect("the client has a secret"));
        })
        .refused(Refusal::AuthenticationRepeated, Remedy::Capture),
    ]
}

fn codes() -> Vec<Case> {
    vec![
        Case::redeems("code-missing", "spa", |request| remove(request, "code"))
            .refused(Refusal::CodeMissing, Remedy::NewLogin),
        Case::redeems("code-in-lower-case", "spa", |request| {
            change(request, "code", str::to_lowercase);
        })
        .refused(Refusal::CodeUnknown, Remedy::Capture),
        Case::redeems("code-cut", "spa", |request| {
            change(request, "code", |code| code[..42].to_owned());
        })
        .refused(Refusal::CodeUnknown, Remedy::Capture),
        Case::right("code-reused", "spa", Last::RedeemAgain).refused(Refusal::CodeReused, Remedy::NewLogin),
        Case::redeems("redirect-uri-with-slash", "spa", |request| {
            set(request, "redirect_uri", &format!("{CALLBACK}/"));
        })
        .refused(Refusal::RedirectUriDiffers, Remedy::Capture),
        Case::redeems("redirect-uri-missing", "spa", |request| remove(request, "redirect_uri"))
            .refused(Refusal::RedirectUriMissing, Remedy::Capture),
        Case::redeems("verifier-of-another-login", "spa", |request| {
            set(request, "code_verifier", &random());
        })
        .refused(Refusal::VerifierDiffers, Remedy::NewLogin),
        Case::redeems("verifier-is-challenge", "spa", |request| {
            change(request, "code_verifier", s256);
        })
        .refused(Refusal::VerifierDiffers, Remedy::CorrectedLogin),
        Case::redeems("verifier-missing", "spa", |request| remove(request, "code_verifier"))
            .refused(Refusal::VerifierMissing, Remedy::NewLogin),
        Case::redeems("verifier-too-short", "spa", |request| {
            set(request, "code_verifier", "too-short");
        })
        .refused(Refusal::VerifierMalformed, Remedy::NewLogin),
    ]
}

fn refresh_tokens() -> Vec<Case> {
    let missing: fn(&mut Request) = |request| remove(request, "refresh_token");
    let cut: fn(&mut Request) = |request| change(request, "refresh_token", |token| token[..42].to_owned());
    let widened: fn(&mut Request) = |request| set(request, "scope", "openid orders payments");
    vec![
        Case::refreshes("refresh-token-missing", missing)
            .refused(Refusal::RefreshTokenMissing, Remedy::NewRefreshToken),
        Case::refreshes("refresh-token-cut", cut).refused(Refusal::RefreshTokenUnknown, Remedy::Capture),
        Case::right("refresh-token-reused", "spa", Last::RefreshAgain)
            .refused(Refusal::RefreshTokenReused, Remedy::NewestRefreshToken),
        Case::refreshes("scope-widened", widened).refused(Refusal::ScopeWidened, Remedy::Capture),
    ]
}

const INVALID_REQUEST: Result<(), Option<&str>> = Err(Some("invalid_request"));
const BOTH_WAYS: &str = "it takes a secret in the header and in the body, whichever of both is registered";

/// Returns the digest of which the challenge is made.
fn digest(request: &Request) -> Vec<u8> {
    let challenge = request.value("code_challenge").unwrap_or_default();
    BASE64URL_NOPAD.decode(challenge.as_bytes()).expect("the challenge is right")
}

fn change(request: &mut Request, name: &str, change: fn(&str) -> String) {
    let changed = change(request.value(name).unwrap_or_default());
    set(request, name, &changed);
}

fn move_to_query(request: &mut Request) {
    request.params.iter_mut().for_each(|field| field.in_url = true);
    request.body = BodyForm::Empty;
    request.content_type = None;
}
