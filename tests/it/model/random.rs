//! Random logins, under which the server never panics, never redeems a code or a refresh token twice, and never gives a token for a
//! wrong verifier, redirect URI, client or secret.

use std::collections::{BTreeMap, BTreeSet};

use oauth_doctor::disclose::Secret;
use oauth_doctor::oauth::pkce::s256;
use oauth_doctor::oauth::request::UserPassword;
use oauth_doctor::oauth::{BodyForm, Request};
use oauth_doctor::server::{Client, Config, Decision, IssuedTokens, Method, Model, Refusal, Tokens};

use super::requests::{AUTHORIZE, CALLBACKS, SECRETS, TOKEN, VERIFIERS, field};
use crate::support::random::Random;

const REQUESTS: u64 = 8;
const CLIENTS: &[&str] = &["spa", "spa", "web", "web", "service", "service", "nobody", ""];

#[test]
fn random_logins_get_nothing_that_they_should_not() {
    run(5_000);
}

#[test]
#[ignore = "slow: a million logins"]
fn a_million_random_logins_get_nothing_that_they_should_not() {
    run(1_000_000);
}

fn run(sequences: u64) {
    let mut seen = BTreeSet::new();
    let mut tokens = 0_u64;
    for seed in 0..sequences {
        let mut run = Run::new(seed);
        for _ in 0..REQUESTS {
            run.step();
        }
        tokens += run.tokens;
        seen.extend(run.refusals);
    }
    assert!(tokens > sequences / 20, "only {tokens} tokens were given out: the sequences test too little");
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
        let mut random = Random::new(seed);
        let config = Config {
            code_lifetime: 60_000,
            requires_pkce: random.one_in(2),
            allows_plain: random.one_in(2),
            token_endpoint: Some(TOKEN.to_owned()),
            ..Config::default()
        };
        let mut server = Model::new(config);
        server.register(Client::public("spa", CALLBACKS[..1].iter().copied()));
        server.register(Client::confidential("web", Method::Basic, SECRETS[0], CALLBACKS[..2].iter().copied()));
        server.register(Client::confidential("service", Method::Post, SECRETS[1], CALLBACKS[2..3].iter().copied()));
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
        let verifier = if self.random.one_in(8) { self.random.pick(VERIFIERS) } else { right };
        if !self.random.one_in(4) {
            let challenge = if self.random.one_in(10) { verifier.to_owned() } else { s256(verifier) };
            params.push(("code_challenge", challenge));
            if !self.random.one_in(6) {
                params.push((
                    "code_challenge_method",
                    self.random.pick(&["S256", "S256", "S256", "plain", "s256"]).to_owned(),
                ));
            }
        }
        self.damage(&mut params);
        let value = |name: &str| params.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let request = Request::get(AUTHORIZE, params.iter().map(|(name, value)| (*name, value.as_str())));
        let code = self.name("code");
        let decision = if self.random.one_in(20) { Decision::Deny } else { Decision::Grant(&code) };
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
            None => (self.random.pick(CLIENTS).to_owned(), Some(self.random.pick(CALLBACKS).to_owned())),
        };
        if let Some(uri) = redirect_uri {
            params.push(("redirect_uri", uri));
        }
        let right = issued.map(|issued| (issued.verifier, issued.challenge.is_some()));
        let (verifier, is_asked) = right.unwrap_or((VERIFIERS[0], true));
        let is_wrong = self.random.one_in(6);
        if is_asked != is_wrong || self.random.one_in(10) {
            let verifier = if self.random.one_in(6) { self.random.pick(VERIFIERS) } else { verifier };
            params.push(("code_verifier", verifier.to_owned()));
        }
        self.damage(&mut params);
        let request = self.sent_by(&client, &params);
        let refresh_token = self.random.one_in(2).then(|| self.name("refresh"));
        let issue = IssuedTokens { access_token: "access", refresh_token: refresh_token.as_deref() };
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
            assert_eq!(sent("redirect_uri"), Some(asked.as_str()), "another redirect URI got a token");
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
        let client = owner.filter(|_| !self.random.one_in(5)).unwrap_or_else(|| self.random.pick(CLIENTS).to_owned());
        let mut params = vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", token.clone())];
        self.damage(&mut params);
        let request = self.sent_by(&client, &params);
        let next = self.random.one_in(2).then(|| self.name("refresh"));
        let issue = IssuedTokens { access_token: "access", refresh_token: next.as_deref() };
        let answer = self.server.token(&request, self.now, issue);
        if self.granted(&request, answer).is_none() {
            return;
        }
        let (owner, is_used) = self.refresh_tokens.get_mut(&token).expect("the server gave this token out");
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
            if is_right { right.to_owned() } else { random.pick(SECRETS).to_owned() }
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
            request.body = self.random.pick(&[BodyForm::Json, BodyForm::Empty, BodyForm::Multipart]);
        }
        if self.random.one_in(40) {
            "GET".clone_into(&mut request.method);
        }
        if self.random.one_in(40) {
            self.random.pick(&["http://as.example/token", "https://as.example/other"]).clone_into(&mut request.url);
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

/// The client that a request names.
fn sender(request: &Request) -> String {
    let named = request.value("client_id").filter(|id| !id.is_empty()).map(str::to_owned);
    let user = request.basic.as_ref().map(|basic| basic.user.clone());
    named.or(user).unwrap_or_default()
}
