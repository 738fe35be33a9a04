//! Logins that are made up at random, each with one of the mistakes that people make, and secrets wherever a client has one.

use data_encoding::{BASE64, BASE64URL, BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

use crate::support::random::Random;
use crate::support::{Exchange, form};

/// A login in which everything that is secret was drawn.
pub(super) struct Made {
    pub(super) mistake: &'static str,
    pub(super) exchanges: Vec<Exchange>,
    /// What was planted.
    pub(super) secrets: Vec<String>,
}

/// The parameters of a login: what it asks for, what comes back, what it sends.
struct Sent {
    asks: Vec<(&'static str, String)>,
    returns: Vec<(&'static str, String)>,
    sends: Vec<(&'static str, String)>,
    /// The body of the token request is JSON.
    is_json: bool,
    /// The token request is sent twice.
    is_repeated: bool,
    error: &'static str,
}

impl Sent {
    fn verifier(&self) -> String {
        value(&self.sends, "code_verifier")
    }

    fn asks(&mut self, name: &str, new: impl AsRef<str>) {
        set(&mut self.asks, name, new.as_ref());
    }

    fn sends(&mut self, name: &str, new: impl AsRef<str>) {
        set(&mut self.sends, name, new.as_ref());
    }

    fn alter(&mut self, name: &str, how: impl Fn(&str) -> String) {
        let new = how(&value(&self.sends, name));
        self.sends(name, new);
    }

    /// Makes the challenge of other bytes than the S256 digest of the verifier.
    fn challenge(&mut self, make: impl Fn(&str) -> String) {
        let challenge = make(&self.verifier());
        self.asks("code_challenge", challenge);
    }
}

fn value(list: &[(&'static str, String)], name: &str) -> String {
    list.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn set(list: &mut [(&'static str, String)], name: &str, new: &str) {
    list.iter_mut().filter(|(known, _)| *known == name).for_each(|(_, value)| new.clone_into(value));
}

type Mistake = (&'static str, fn(&mut Sent, &mut Random));

/// What people get wrong. A login without any is among them.
const MISTAKES: &[Mistake] = &[
    ("nothing", |sent, _| sent.error = ""),
    ("the challenge is hexadecimal", |sent, _| sent.challenge(|verifier| HEXLOWER.encode(&digest(verifier)))),
    ("the challenge is the base64url of hexadecimal digits", |sent, _| {
        sent.challenge(|verifier| BASE64URL_NOPAD.encode(HEXLOWER.encode(&digest(verifier)).as_bytes()));
    }),
    ("the challenge is padded", |sent, _| sent.challenge(|verifier| BASE64URL.encode(&digest(verifier)))),
    ("the challenge is standard base64", |sent, _| sent.challenge(|verifier| BASE64.encode(&digest(verifier)))),
    ("the challenge is plain", |sent, _| sent.challenge(str::to_owned)),
    ("the challenge is of a line", |sent, _| sent.challenge(|verifier| s256(&format!("{verifier}\n")))),
    ("the challenge is of small letters", |sent, _| sent.challenge(|verifier| s256(&verifier.to_lowercase()))),
    ("the challenge is cut", |sent, _| sent.challenge(|verifier| s256(verifier)[..40].to_owned())),
    ("the challenge is of undefined", |sent, _| sent.challenge(|_| s256("undefined"))),
    ("the method is plain", |sent, _| sent.asks("code_challenge_method", "plain")),
    ("the verifier is another", |sent, random| sent.sends("code_verifier", random.text(BASE64URL_LETTERS, 43))),
    ("the verifier has quotes", |sent, _| sent.alter("code_verifier", |verifier| format!("\"{verifier}\""))),
    ("the verifier is cut", |sent, _| sent.alter("code_verifier", |verifier| verifier[..42].to_owned())),
    ("the verifier is encoded again", |sent, _| {
        sent.alter("code_verifier", |verifier| BASE64URL_NOPAD.encode(verifier.as_bytes()));
    }),
    ("the verifier is the challenge", |sent, _| sent.alter("code_verifier", s256)),
    ("the verifier is missing", |sent, _| sent.sends.retain(|(name, _)| *name != "code_verifier")),
    ("the code is cut", |sent, _| sent.alter("code", |code| code[..code.len() - 3].to_owned())),
    ("the code is encoded twice", |sent, _| sent.alter("code", |code| form(&[("", code)])[1..].to_owned())),
    ("the code has a blank instead of a plus", |sent, _| sent.alter("code", |code| code.replace('+', " "))),
    ("the code has its name before it", |sent, _| sent.alter("code", |code| format!("code={code}"))),
    ("the code is in small letters", |sent, _| sent.alter("code", str::to_lowercase)),
    ("the code is another", |sent, random| sent.sends("code", random.text(BASE64URL_LETTERS, 32))),
    ("the code comes twice", |sent, _| sent.is_repeated = true),
    ("the code is missing", |sent, _| sent.sends.retain(|(name, _)| *name != "code")),
    ("the state is another", |sent, random| {
        set(&mut sent.returns, "state", &random.text(BASE64URL_LETTERS, 22));
    }),
    ("the redirect URI has a slash", |sent, _| sent.alter("redirect_uri", |uri| format!("{uri}/"))),
    ("the redirect URI has another scheme", |sent, _| sent.sends("redirect_uri", "http://app.example/cb")),
    ("the redirect URI is missing", |sent, _| sent.sends.retain(|(name, _)| *name != "redirect_uri")),
    ("the client is another", |sent, _| sent.sends("client_id", "orders-app")),
    ("the grant type is wrong", |sent, _| sent.sends("grant_type", "code")),
    ("the grant type is missing", |sent, _| sent.sends.retain(|(name, _)| *name != "grant_type")),
    ("the secret is wrong", |sent, _| sent.error = "invalid_client"),
    ("the body is JSON", |sent, _| sent.is_json = true),
    ("the code is sent twice in one request", |sent, _| {
        let code = value(&sent.sends, "code");
        sent.sends.push(("code", code));
    }),
];

/// Draws a login.
pub(super) fn made(random: &mut Random) -> Made {
    let mut secrets = Vec::new();
    let mut plant = |value: String| {
        secrets.push(value.clone());
        value
    };
    let [state, nonce] = [plant(secret(random)), plant(drawn(random))];
    let code = plant(if random.one_in(3) { format!("4/0A{}+{}", drawn(random), drawn(random)) } else { drawn(random) });
    let length = 43 + random.below(30);
    let verifier = plant(random.text(VERIFIER_LETTERS, length));
    let (mistake, make) = random.pick(MISTAKES);
    let mut sent = Sent {
        asks: vec![
            ("response_type", "code".to_owned()),
            ("client_id", CLIENT.to_owned()),
            ("redirect_uri", REDIRECT.to_owned()),
            ("scope", "openid profile".to_owned()),
            ("state", state.clone()),
            ("nonce", nonce),
            ("code_challenge", s256(&verifier)),
            ("code_challenge_method", "S256".to_owned()),
        ],
        returns: vec![("code", code.clone()), ("state", state)],
        sends: vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.clone()),
            ("redirect_uri", REDIRECT.to_owned()),
            ("client_id", CLIENT.to_owned()),
            ("code_verifier", verifier),
        ],
        is_json: false,
        is_repeated: false,
        error: "invalid_grant",
    };
    make(&mut sent, random);
    let client_secret = plant(secret(random));
    let is_basic = random.one_in(2);
    if !is_basic {
        sent.sends.push(("client_secret", client_secret.clone()));
    }
    let own = |list: &[(&'static str, String)]| {
        form(&list.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
    };
    let mut token = Exchange::post("https://auth.example/token", &own(&sent.sends));
    if sent.is_json {
        let members: serde_json::Map<String, serde_json::Value> =
            sent.sends.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        token.headers.clear();
        token = token.sends("application/json", &serde_json::Value::from(members).to_string());
    }
    token = token.header("X-Api-Key", &plant(secret(random)));
    if is_basic {
        let credentials = BASE64.encode(format!("{CLIENT}:{client_secret}").as_bytes());
        token = token.header("Authorization", &format!("Basic {credentials}"));
    }
    let came_back = format!("{REDIRECT}?{}", own(&sent.returns));
    let page = Exchange::get(format!("https://auth.example/authorize?{}", own(&sent.asks)))
        .at(0)
        .header("Cookie", &format!("session={}; theme=dark", plant(cookie(random))))
        .redirects(&came_back);
    let password = plant(secret(random));
    let user = plant(format!("{}.{}", random.text(LETTERS, 7), random.text(LETTERS, 6)));
    let login = [("username", format!("{user}@example.org")), ("password", password)];
    let set_cookie = format!("sid={}; Path=/; HttpOnly", plant(cookie(random)));
    let mut login = Exchange::post("https://auth.example/login", &own(&login)).at(500);
    login.answer_headers.push(("set-cookie".to_owned(), set_cookie));
    let mut exchanges = vec![page, login, Exchange::get(came_back).at(1000)];
    let answered = |token: Exchange, at: i64, words: String| token.at(at).refuses(sent.error, &words);
    if sent.is_repeated {
        let mut first = token.clone().at(1050);
        first.status = 0;
        exchanges.push(first);
    }
    if sent.error.is_empty() {
        let (access, refresh) = (plant(drawn(random)), plant(drawn(random)));
        let body = serde_json::json!({ "access_token": access, "token_type": "Bearer", "refresh_token": refresh });
        exchanges.push(token.at(1100).answers(200, "application/json", &body.to_string()));
        exchanges.push(
            Exchange::get("https://api.example/me").at(1200).header("Authorization", &format!("Bearer {access}")),
        );
    } else {
        let words = random.pick(&ECHOES)(&code);
        exchanges.push(answered(token, 1100, words));
    }
    Made { mistake, exchanges, secrets }
}

/// What a server says of a code.
const ECHOES: [fn(&str) -> String; 6] = [
    |_| "The request was refused".to_owned(),
    |code| format!("code {code} is not valid"),
    |code| format!("code '{}' is not valid", code.to_uppercase()),
    |code| format!("not valid: {}", BASE64.encode(format!("x{code}").as_bytes())),
    |code| format!("not valid: {}", HEXLOWER.encode(code.as_bytes())),
    |code| format!("code {}… is not valid", &code[..10]),
];

/// A secret as a program draws it, or as a person thinks it up.
fn secret(random: &mut Random) -> String {
    if random.one_in(2) { drawn(random) } else { thought_up(random) }
}

fn drawn(random: &mut Random) -> String {
    match random.below(5) {
        0 => random.text(HEX, 32),
        1 => {
            let parts = [8, 4, 4, 4, 12].map(|length| random.text(HEX, length));
            parts.join("-")
        }
        2 => format!("{}=", random.text(BASE64_LETTERS, 23)),
        _ => {
            let length = 20 + random.below(24);
            random.text(BASE64URL_LETTERS, length)
        }
    }
}

fn thought_up(random: &mut Random) -> String {
    let word = random.pick(&["Summer", "Winter", "Sommer", "hunter", "Passwort", "Dragon", "letmein", "Qwertz"]);
    let number = random.below(10_000);
    match random.below(4) {
        0 => format!("{word}{number:04}!"),
        1 => format!("{word}-{}{number:02}", random.pick(&["Sky", "bridge", "tiger", "Apple"])),
        2 => format!("{}{word}#{number:03}", random.text(LETTERS, 3)),
        _ => format!("{word}_{}_{number}?", random.text(LETTERS, 5)),
    }
}

/// A cookie has neither blanks nor semicolons.
fn cookie(random: &mut Random) -> String {
    if random.one_in(4) { thought_up(random) } else { random.text(BASE64URL_LETTERS, 24) }
}

fn digest(verifier: &str) -> Vec<u8> {
    Sha256::digest(verifier).to_vec()
}

fn s256(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(&digest(verifier))
}

const CLIENT: &str = "orders-spa";
const REDIRECT: &str = "https://app.example/cb";
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
const HEX: &str = "0123456789abcdef";
const BASE64URL_LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE64_LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VERIFIER_LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
