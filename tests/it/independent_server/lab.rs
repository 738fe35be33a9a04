//! Server, clients and the built command.

use std::fs;

use serde_json::{Value, json};

use super::case::{Case, Last};
use super::server::Server;
use super::session::{Answer, Judged, Registered, Session};
use crate::support::{command, finish};

pub(crate) struct Lab {
    server: Server,
    clients: [Registered; 3],
}

/// Values of a new login, for `replay`.
#[derive(Default)]
pub(crate) struct Fresh {
    args: Vec<String>,
    environment: Vec<(&'static str, String)>,
}

impl Fresh {
    pub(crate) fn code(code: String) -> Self {
        Self { args: vec!["--code".to_owned(), code], environment: Vec::new() }
    }

    fn of(variable: &'static str, value: String) -> Self {
        Self { args: Vec::new(), environment: vec![(variable, value)] }
    }
}

impl Lab {
    pub(crate) fn start() -> Self {
        let clients = Registered::clients();
        let metadata: Vec<Value> = clients.iter().map(Registered::metadata).collect();
        let server = Server::start(&json!(metadata));
        let facts: String = clients.iter().map(Registered::facts).collect();
        fs::write(server.file("facts.toml"), facts).expect("a file can be written");
        Self { server, clients }
    }

    /// Logs in as the case says. Returns what is said of the last request, and the recording.
    pub(crate) fn drive(&self, case: &Case) -> (Session<'_>, Judged, String) {
        let mut session = self.session(case);
        let mut request = session.authorization_request();
        (case.asks)(&mut request);
        let mut judged = session.authorize(&request);
        if case.last != Last::Authorize {
            let mut request = session.token_request(&judged.given("code"));
            if matches!(case.last, Last::Refresh | Last::RefreshAgain) {
                let refresh_token = session.token(&request).given("refresh_token");
                request = session.refresh_request(&refresh_token);
            }
            if matches!(case.last, Last::RedeemAgain | Last::RefreshAgain) {
                session.token(&request).given("access_token");
            }
            (case.sends)(&mut request);
            judged = session.token(&request);
        }
        let har = session.record(case.name);
        (session, judged, har)
    }

    /// A new login of the same client, up to the code.
    pub(crate) fn log_in(&self, case: &Case) -> Fresh {
        let mut session = self.session(case);
        let code = session.authorize(&session.authorization_request()).given("code");
        let mut fresh = Fresh::code(code);
        fresh.args.extend(["--code-verifier".to_owned(), session.verifier.clone()]);
        fresh
    }

    /// A new login of the same client, up to the refresh token.
    pub(crate) fn refresh_token(&self, case: &Case) -> Fresh {
        let mut session = self.session(case);
        let code = session.authorize(&session.authorization_request()).given("code");
        let tokens = session.token(&session.token_request(&code));
        Fresh::of("OAUTH_DOCTOR_REFRESH_TOKEN", tokens.given("refresh_token"))
    }

    /// The secret of the client.
    pub(crate) fn secret(&self, case: &Case) -> Fresh {
        Fresh::of("OAUTH_DOCTOR_CLIENT_SECRET", self.session(case).client.secret.clone())
    }

    /// Returns what `replay` says of the last login of a recording, as the model sees it.
    pub(crate) fn predict(&self, har: &str) -> Value {
        self.replay(har, &[], &Fresh::default())
    }

    /// Has `replay` send the last request of a recording, over TLS.
    pub(crate) fn send(&self, case: &Case, har: &str, how: &[&str], fresh: &Fresh) -> Answer {
        // A refresh is a login of its own, after the one that it continues.
        let login = match case.last {
            Last::Refresh | Last::RefreshAgain => "2",
            _ => "1",
        };
        let (url, ca) = (self.server.secure_url("/token"), self.server.file("ca.pem"));
        let to = ["--login", login, "--to", &url, "--ca-file", &ca, "--yes"];
        let flow = self.replay(har, &[&to, how].concat(), fresh);
        if flow["outcome"] == "succeeded" {
            Ok(flow)
        } else {
            Err(flow["server_error"]["error"].as_str().map(str::to_owned))
        }
    }

    fn replay(&self, har: &str, args: &[&str], fresh: &Fresh) -> Value {
        let facts = self.server.file("facts.toml");
        let mut all = vec!["replay", har, "--facts", &facts, "--format", "json"];
        all.extend(args);
        all.extend(fresh.args.iter().map(String::as_str));
        let mut command = command(&all);
        command.envs(fresh.environment.iter().map(|(name, value)| (name, value)));
        let ran = finish(command, b"");
        let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{har}: {}", ran.stderr));
        let flows = report["captures"][0]["flows"].as_array().and_then(|flows| flows.last());
        flows.unwrap_or_else(|| panic!("{har}: a login is found")).clone()
    }

    fn session(&self, case: &Case) -> Session<'_> {
        let client = self.clients.iter().find(|client| client.id == case.client);
        Session::new(&self.server, &self.clients, client.expect("it is registered"))
    }
}
