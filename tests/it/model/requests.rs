//! A server with a client of each kind, and right requests to it that a test changes.
use data_encoding::BASE64URL_NOPAD;
use oauth_doctor::disclose::Secret;
use oauth_doctor::oauth::Request;
use oauth_doctor::oauth::dpop::DpopProof;
use oauth_doctor::oauth::jwt::ASSERTION_TYPE;
use oauth_doctor::oauth::pkce::s256;
use oauth_doctor::oauth::request::{Field, FieldValue, UserPassword};
use oauth_doctor::server::{Client, Config, Decision, DeviceCode, Method, Model, RefreshToken};
use serde_json::{Value, json};

pub(super) const AUTHORIZE: &str = "https://as.example/authorize";
pub(super) const TOKEN: &str = "https://as.example/token";
pub(super) const CALLBACKS: &[&str] =
    &["https://app.example/cb", "https://app.example/cb/", "http://127.0.0.1:1234/cb", "https://other.example/cb"];
pub(super) const VERIFIERS: &[&str] = &[
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "a-second-verifier-a-second-verifier-a-second-1",
    "too-short",
    "has spaces has spaces has spaces has spaces has",
];
pub(super) const SECRETS: &[&str] = &["s3cret", "p+w/d", "wrong"];
pub(super) const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
pub(super) const ASSERTION: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
pub(super) const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// A server with a client of each kind and a user, which gave the code `c`, the refresh token `r` and some device codes to `spa`.
pub(super) fn stocked() -> Model {
    let mut server = server();
    server.config.users = Some(vec![("ann".to_owned(), Secret::new("pass"))]);
    let app = || Client::public("app", CALLBACKS[..2].iter().copied());
    let narrow = Client {
        id: "narrow".to_owned(),
        redirect_uris: vec![CALLBACKS[0].to_owned()],
        scopes: Some(vec!["a".to_owned()]),
        ..app()
    };
    let barred = Client { id: "barred".to_owned(), grants: Some(Vec::new()), ..app() };
    let signer = |id: &str, knows_key| Client { id: id.to_owned(), method: Method::Assertion, knows_key, ..app() };
    let confidential = |id, secret| Client::confidential(id, Method::Basic, secret, CALLBACKS[..1].iter().copied());
    let clients = [app(), narrow, barred, signer("signer", true), signer("stranger", false)];
    for client in clients.into_iter().chain([confidential("web", SECRETS[0]), confidential("plus", SECRETS[1])]) {
        server.register(client);
    }
    let request = ask_with(&[("resource", "https://api.example")]);
    server.authorize(&request, 0, Decision::Grant("c")).expect("the request is right");
    server.issue_refresh_token("r", held());
    for (name, expires, decision) in
        [("allowed", 9_000, Some(true)), ("late", 999, Some(true)), ("waiting", 9_000, None)]
    {
        let code =
            DeviceCode { client: "spa".to_owned(), expires, interval: 5_000, polled: None, decision, is_used: false };
        server.issue_device_code(name, code);
    }
    server
}

/// A refresh token of `spa`.
pub(super) fn held() -> RefreshToken {
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

pub(super) fn ask_with(changes: &[(&str, &str)]) -> Request {
    changed_to(ask(), changes)
}

pub(super) fn changed_to(mut request: Request, changes: &[(&str, &str)]) -> Request {
    for (name, value) in changes {
        set(&mut request, name, value);
    }
    request
}

pub(super) fn set(request: &mut Request, name: &str, value: &str) {
    let changed = field(name, value);
    match request.params.iter_mut().find(|field| field.name == name) {
        Some(field) => field.value = changed.value,
        None => request.params.push(changed),
    }
}

/// Returns a token request of a client.
pub(super) fn sent(client: &str, params: &[(&str, &str)]) -> Request {
    changed_to(Request::form(TOKEN, [("client_id", client)]), params)
}

/// Returns a token request of a client for itself.
pub(super) fn own(client: &str, changes: &[(&str, &str)]) -> Request {
    changed_to(sent(client, &[("grant_type", "client_credentials")]), changes)
}

pub(super) fn log_in(changes: &[(&str, &str)]) -> Request {
    let right = [("grant_type", "password"), ("username", "ann"), ("password", "pass")];
    changed_to(sent("spa", &right), changes)
}

pub(super) fn exchange(changes: &[(&str, &str)]) -> Request {
    let token = jwt(&claims());
    let right = [
        ("grant_type", EXCHANGE),
        ("subject_token", token.as_str()),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
    ];
    changed_to(sent("spa", &right), changes)
}

/// Returns a request of a client that authenticates with these claims.
pub(super) fn signed(client: &str, claims: &Value) -> Request {
    let assertion = jwt(claims);
    own(client, &[("client_assertion", &assertion), ("client_assertion_type", ASSERTION_TYPE)])
}

pub(super) fn basic(mut request: Request, user: &str, password: &str) -> Request {
    request.basic = Some(user_password(user, password));
    request
}

pub(super) fn user_password(user: &str, password: &str) -> UserPassword {
    UserPassword { user: user.to_owned(), password: Secret::new(password) }
}

/// The claims with which `signer` authenticates.
pub(super) fn claims() -> Value {
    json!({ "iss": "signer", "sub": "signer", "aud": TOKEN, "exp": 100, "jti": "1" })
}

pub(super) fn with_claim(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

pub(super) fn without(name: &str) -> Value {
    with_claim(name, Value::Null)
}

pub(super) fn jwt(claims: &Value) -> String {
    format!("e30.{}.signature", BASE64URL_NOPAD.encode(claims.to_string().as_bytes()))
}

pub(super) fn proven(mut request: Request, proof: DpopProof) -> Request {
    request.proofs = 1;
    request.proof = Some(proof);
    request
}

/// A `DPoP` proof that is right for a token request at the first second.
pub(super) fn proof(jti: &str, key: &str) -> DpopProof {
    DpopProof {
        typ: Some("dpop+jwt".to_owned()),
        alg: Some("ES256".to_owned()),
        htm: Some("POST".to_owned()),
        htu: Some(TOKEN.to_owned()),
        iat: Some(1),
        jti: Some(Secret::new(jti)),
        ath: None,
        nonce: None,
        has_key: true,
        private: None,
        thumbprint: Some(key.to_owned()),
    }
}

/// A server with the client `spa`, which is public.
pub(super) fn server() -> Model {
    let mut server = Model::new(Config::default());
    server.register(Client::public("spa", CALLBACKS[..1].iter().copied()));
    server
}

/// An authorization request that is right.
pub(super) fn ask() -> Request {
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
pub(super) fn redeem(changes: &[(&str, &str)]) -> Request {
    let right = [
        ("grant_type", "authorization_code"),
        ("code", "c"),
        ("redirect_uri", CALLBACKS[0]),
        ("code_verifier", VERIFIERS[0]),
    ];
    changed_to(sent("spa", &right), changes)
}

pub(super) fn refresh(token: &str) -> Request {
    sent("spa", &[("grant_type", "refresh_token"), ("refresh_token", token)])
}

pub(super) fn field(name: &str, value: &str) -> Field {
    Field { name: name.to_owned(), value: FieldValue::Known(Secret::new(value)), in_url: false }
}
