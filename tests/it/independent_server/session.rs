//! A client and its browser: each request goes to the server and to the model, and is recorded.

use std::fs;
use std::time::Duration;

use oauth_doctor::capture::{self, Exchange, Header, RecorderHints, Response, Text};
use oauth_doctor::disclose::Secret;
use oauth_doctor::oauth::Request;
use oauth_doctor::oauth::pkce::{new_verifier, s256};
use oauth_doctor::oauth::request::{Field, FieldValue, UserPassword};
use oauth_doctor::send::{self, Settings};
use oauth_doctor::server::{Client, Config, Decision, IssuedTokens, Method, Model, Refusal};
use serde_json::{Value, json};

use super::server::Server;

pub(crate) const CALLBACK: &str = "https://client.example.test/callback";
/// A second one, so that none is taken for granted.
pub(crate) const OTHER_CALLBACK: &str = "https://client.example.test/other";
pub(crate) const SCOPE: &str = "openid orders";

/// A client as it is registered.
pub(crate) struct Registered {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) secret: String,
}

impl Registered {
    /// One client for each way to authenticate, each with a secret of its own.
    pub(crate) fn clients() -> [Self; 3] {
        // `+` and `/` are characters that HTTP Basic has to encode.
        let client = |id, method| Self { id, method, secret: format!("+/{}", random()) };
        [client("spa", Method::None), client("web", Method::Basic), client("shop", Method::Post)]
    }

    /// Its metadata (RFC 7591 §2).
    pub(crate) fn metadata(&self) -> Value {
        let mut metadata = json!({
            "client_id": self.id,
            "redirect_uris": [CALLBACK, OTHER_CALLBACK],
            "token_endpoint_auth_method": self.method_name(),
        });
        if self.method != Method::None {
            metadata["client_secret"] = json!(self.secret);
        }
        metadata
    }

    /// Its table of a facts file, which holds no secret.
    pub(crate) fn facts(&self) -> String {
        let (id, method) = (self.id, self.method_name());
        format!(
            "[[client]]\nclient_id = \"{id}\"\nredirect_uris = [\"{CALLBACK}\", \"{OTHER_CALLBACK}\"]\n\
             token_endpoint_auth_method = \"{method}\"\n\n"
        )
    }

    fn method_name(&self) -> &'static str {
        match self.method {
            Method::Basic => "client_secret_basic",
            Method::Post => "client_secret_post",
            _ => "none",
        }
    }

    fn of_model(&self) -> Client {
        let uris = [CALLBACK, OTHER_CALLBACK];
        match self.method {
            Method::None => Client::public(self.id, uris),
            method => Client::confidential(self.id, method, &self.secret, uris),
        }
    }
}

/// What a server says: the parameters of its answer, or the `error` that it names; a page names none.
pub(crate) type Answer = Result<Value, Option<String>>;

/// What the model and the server make of one request.
pub(crate) struct Judged {
    pub(crate) model: Result<(), Refusal>,
    pub(crate) server: Answer,
}

impl Judged {
    /// Returns a value that the server gave out.
    pub(crate) fn given(&self, name: &str) -> String {
        let answer = self.server.as_ref().expect("the server takes a right request");
        answer[name].as_str().unwrap_or_else(|| panic!("the answer has {name}")).to_owned()
    }
}

pub(crate) struct Session<'a> {
    server: &'a Server,
    pub(crate) client: &'a Registered,
    model: Model,
    settings: Settings,
    pub(crate) verifier: String,
    exchanges: Vec<Exchange>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(server: &'a Server, clients: &[Registered], client: &'a Registered) -> Self {
        let mut model = Model::new(Config { issuer: Some(server.issuer()), ..Config::default() });
        for client in clients {
            model.register(client.of_model());
        }
        Self {
            server,
            client,
            model,
            settings: Settings { timeout: Duration::from_secs(20), certificates: None },
            verifier: random(),
            exchanges: Vec::new(),
        }
    }

    /// Returns the right authorization request.
    pub(crate) fn authorization_request(&self) -> Request {
        let (state, challenge) = (random(), s256(&self.verifier));
        Request::get(
            &self.server.url("/auth"),
            [
                ("response_type", "code"),
                ("client_id", self.client.id),
                ("redirect_uri", CALLBACK),
                ("scope", SCOPE),
                ("state", &state),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        )
    }

    /// Returns the right token request for a code.
    pub(crate) fn token_request(&self, code: &str) -> Request {
        self.authenticated([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", &self.verifier),
        ])
    }

    /// Returns the right token request for a refresh token.
    pub(crate) fn refresh_request(&self, refresh_token: &str) -> Request {
        self.authenticated([("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
    }

    fn authenticated<'b>(&self, params: impl IntoIterator<Item = (&'b str, &'b str)>) -> Request {
        let mut request = Request::form(&self.server.url("/token"), params);
        if self.client.method == Method::Basic {
            request.basic = Some(basic(self.client.id, &self.client.secret));
        } else {
            set(&mut request, "client_id", self.client.id);
        }
        if self.client.method == Method::Post {
            set(&mut request, "client_secret", &self.client.secret);
        }
        request
    }

    /// Sends an authorization request, as a browser does, and follows what comes back until it leaves the server.
    pub(crate) fn authorize(&mut self, request: &Request) -> Judged {
        let mut next = send::message(request).expect("the request is complete");
        next.headers = vec![header("Accept", "text/html")];
        let mut cookies: Vec<String> = Vec::new();
        let server = loop {
            let answer = self.send(next);
            let set = answer.headers.iter().filter(|header| header.name == "set-cookie");
            cookies.extend(set.filter_map(|header| Some(header.value.as_str().split(';').next()?.to_owned())));
            let Some(location) = answer.header("location").map(|location| location.as_str().to_owned()) else {
                break Err(None);
            };
            let at_server =
                location.strip_prefix(&self.server.issuer()).or(location.strip_prefix('/').map(|_| location.as_str()));
            if let Some(path) = at_server {
                next = page(&self.server.url(path));
                next.headers.push(header("Cookie", &cookies.join("; ")));
            } else {
                break self.called_back(&location);
            }
        };
        let code = server.as_ref().ok().and_then(|answer| answer["code"].as_str());
        let decision = Decision::Grant(code.unwrap_or("a code"));
        Judged { model: self.model.authorize(request, 0, decision).map(drop), server }
    }

    /// Makes a mistake in an authorization request, corrects it as the report says, and sends it.
    pub(crate) fn authorize_corrected(&mut self, mistake: fn(&mut Request), diff: &str) -> Judged {
        let mut request = self.authorization_request();
        mistake(&mut request);
        for (mark, line) in diff.lines().filter_map(|line| line.split_at_checked(1)) {
            let param = line.strip_prefix('?').and_then(|param| param.split_once('='));
            match (mark, param) {
                ("-", Some((name, _))) => remove(&mut request, name),
                // What a report says instead of a value that it does not know.
                ("+", Some((name, value))) if value.starts_with('‹') => {
                    set(&mut request, name, &s256(&self.verifier));
                }
                ("+", Some((name, value))) => set(&mut request, name, value),
                _ => {}
            }
        }
        self.authorize(&request)
    }

    /// The browser goes to the client, which is not there: nothing of it is sent.
    fn called_back(&mut self, location: &str) -> Answer {
        let (_, query) = location.split_once(['?', '#']).expect("the answer is in the URL");
        let params = form_urlencoded::parse(query.as_bytes());
        let params: Value = params.map(|(name, value)| (name.into_owned(), Value::from(value.into_owned()))).collect();
        let answer = Response { status: Some(200), headers: Vec::new(), redirect_url: None, body: None };
        let last = self.exchanges.last().expect("it led there").clone();
        self.exchanges.push(Exchange {
            request: page(location),
            response: Some(answer),
            recorder: RecorderHints::default(),
            ..last
        });
        match params["error"].as_str() {
            Some(error) => Err(Some(error.to_owned())),
            None => Ok(params),
        }
    }

    /// Sends a token request.
    pub(crate) fn token(&mut self, request: &Request) -> Judged {
        let answer = self.send(send::message(request).expect("the request is complete"));
        let body = match answer.body.map(|body| body.content) {
            Some(capture::Content::Text(text)) => serde_json::from_str(text.as_str()).unwrap_or(Value::Null),
            _ => Value::Null,
        };
        let issue = IssuedTokens { access_token: "an access token", refresh_token: body["refresh_token"].as_str() };
        Judged {
            model: self.model.token(request, 0, issue).map(drop),
            server: match answer.status {
                Some(200) => Ok(body),
                _ => Err(body["error"].as_str().map(str::to_owned)),
            },
        }
    }

    /// Writes what was recorded so far as a HAR.
    pub(crate) fn record(&self, name: &str) -> String {
        let file = self.server.file(&format!("{name}.har"));
        fs::write(&file, send::har(&self.exchanges)).expect("a file can be written");
        file
    }

    fn send(&mut self, request: capture::Request) -> Response {
        assert!(self.exchanges.len() < 20, "the server redirects in a circle");
        let exchange = send::send(request, &self.settings).expect("the server answers");
        let response = exchange.response.clone().expect("what was sent has an answer");
        self.exchanges.push(exchange);
        response
    }
}

/// Sets a parameter, which is added where it is missing.
pub(crate) fn set(request: &mut Request, name: &str, value: &str) {
    let value = FieldValue::Known(Secret::new(value));
    let in_url = request.method == "GET";
    match request.params.iter_mut().find(|field| field.name == name) {
        Some(field) => field.value = value,
        None => request.params.push(Field { name: name.to_owned(), value, in_url }),
    }
}

pub(crate) fn remove(request: &mut Request, name: &str) {
    request.params.retain(|field| field.name != name);
}

/// HTTP Basic, encoded as RFC 6749 §2.3.1 asks for.
pub(crate) fn basic(id: &str, secret: &str) -> UserPassword {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    UserPassword { user: encode(id), password: Secret::new(encode(secret)) }
}

/// Returns the secret of a Basic header.
pub(crate) fn decoded(basic: &UserPassword) -> String {
    let encoded = format!("={}", basic.password.expose());
    let mut pairs = form_urlencoded::parse(encoded.as_bytes());
    pairs.next().map(|(_, secret)| secret.into_owned()).unwrap_or_default()
}

/// Returns 43 characters that nobody can guess.
pub(crate) fn random() -> String {
    new_verifier().expect("there is randomness")
}

fn page(url: &str) -> capture::Request {
    capture::Request {
        method: "GET".to_owned(),
        url: Text::new(url.to_owned(), Vec::new()),
        headers: vec![header("Accept", "text/html")],
        body: None,
    }
}

fn header(name: &str, value: &str) -> Header {
    Header { name: name.to_owned(), value: Text::new(value.to_owned(), Vec::new()) }
}
