//! The request as it should have been: as a diff against the recorded one, and as a curl command.

use std::fmt::Write;

use similar::{ChangeTag, TextDiff};

use crate::diagnosis::scrub::Scrubber;
use crate::flow::{AuthorizeRequest, BodyForm, TokenExchange};
use crate::oauth::Secret;
use crate::oauth::params::encode;
use crate::rules::{Change, Found, Login, NewValue, Shown, TOKEN_PARAMETERS, Target};

/// A corrected request.
#[derive(Debug)]
pub struct Correction {
    /// Which request it corrects: `authorize_request` or `token_request`.
    pub request: &'static str,
    /// The recorded request against the corrected one, line by line: ` `, `-` or `+` and the text.
    pub diff: Vec<(char, String)>,
    /// The corrected request as a command; secrets are shell variables.
    pub curl: String,
    /// The values that it needs and the capture does not hold.
    pub needs: Vec<String>,
}

/// Corrects the request that a finding is about.
pub(super) fn correct(login: &Login<'_>, found: &Found, scrubber: &Scrubber) -> Option<Correction> {
    let target = found
        .changes
        .iter()
        .map(|(target, _)| *target)
        .find(|target| *target == Target::Token)
        .or(found.changes.first().map(|(target, _)| *target))?;
    let (request, mut before) = match target {
        Target::Token => ("token_request", Request::of_token(login.decisive()?)),
        Target::Authorize => (
            "authorize_request",
            Request::of_authorize(login.flow.authorize.as_ref()?),
        ),
    };
    before.scrub(scrubber);
    let mut after = before.clone();
    let mut needs = Vec::new();
    for (_, change) in found.changes.iter().filter(|(of, _)| *of == target) {
        after.apply(change, &mut needs);
    }
    let (old, new) = (before.text(), after.text());
    let diff = TextDiff::from_lines(&old, &new);
    let lines = diff.iter_all_changes().map(|change| {
        let mark = match change.tag() {
            ChangeTag::Equal => ' ',
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        (mark, change.value().trim_end_matches('\n').to_owned())
    });
    Some(Correction {
        request,
        diff: lines.collect(),
        curl: after.curl(),
        needs,
    })
}

#[derive(Clone)]
struct Request {
    method: String,
    url: String,
    content_type: Option<String>,
    /// User and password of HTTP Basic.
    basic: Option<(String, Secret)>,
    /// A body that is no parameters.
    body: Option<String>,
    /// Name, value, and whether it stands in the URL.
    params: Vec<(String, Value, bool)>,
}

#[derive(Clone)]
enum Value {
    Shown(Shown),
    Needed(&'static str),
}

impl Request {
    fn of_token(token: &TokenExchange) -> Self {
        let in_url = |part: &str| part.ends_with("query");
        Self {
            method: token.method.clone(),
            url: Shown::masked_url(&token.endpoint),
            content_type: token.content_type.clone().filter(|_| token.body != BodyForm::Empty),
            basic: token
                .basic
                .as_ref()
                .map(|basic| (basic.id.clone(), basic.secret.clone())),
            body: token.body_text.clone(),
            params: token
                .params
                .iter()
                .map(|param| {
                    (
                        param.name.clone(),
                        Value::Shown(Shown::param(param)),
                        in_url(param.part),
                    )
                })
                .collect(),
        }
    }

    fn of_authorize(authorize: &AuthorizeRequest) -> Self {
        Self {
            method: "GET".to_owned(),
            url: Shown::masked_url(&authorize.endpoint),
            content_type: None,
            basic: None,
            body: None,
            params: authorize
                .params
                .iter()
                .filter(|param| param.part.starts_with("authorize_request."))
                .map(|param| (param.name.clone(), Value::Shown(Shown::param(param)), true))
                .collect(),
        }
    }

    fn scrub(&mut self, scrubber: &Scrubber) {
        for (_, value, _) in &mut self.params {
            if let Value::Shown(shown) = value {
                scrubber.scrub_shown(shown);
            }
        }
    }

    fn apply(&mut self, change: &Change, needs: &mut Vec<String>) {
        match change {
            Change::Set(name, value) => {
                let value = match value {
                    NewValue::Value(shown) => Value::Shown(shown.clone()),
                    NewValue::Needed(what) => {
                        needs.push(format!("{name}: {what}"));
                        Value::Needed(what)
                    }
                };
                match self.params.iter_mut().find(|(known, _, _)| known == name) {
                    Some(param) => param.1 = value,
                    None => self.params.push((name.clone(), value, self.method == "GET")),
                }
            }
            Change::Remove(name) => self.params.retain(|(known, _, _)| known != name),
            Change::KeepFirst(name) => {
                let mut first = true;
                self.params
                    .retain(|(known, _, _)| known != name || std::mem::take(&mut first));
            }
            Change::Rename(from, to) => {
                if let Some((name, value, _)) = self.params.iter_mut().find(|(known, _, _)| known == from) {
                    name.clone_from(to);
                    if let Value::Shown(Shown::Secret(secret)) = value {
                        *value = Value::Shown(Shown::named(to, secret.expose()));
                    }
                }
            }
            Change::PostForm => {
                self.body = None;
                "POST".clone_into(&mut self.method);
                self.content_type = Some("application/x-www-form-urlencoded".to_owned());
                let in_body: Vec<String> = self
                    .params
                    .iter()
                    .filter(|param| !param.2)
                    .map(|param| param.0.clone())
                    .collect();
                self.params
                    .retain(|(name, _, in_url)| !(*in_url && in_body.contains(name)));
                // What is no parameter of OAuth belongs to the URL: `?p=policy`, `?key=…`.
                self.params
                    .iter_mut()
                    .filter(|param| is_oauth(&param.0))
                    .for_each(|param| param.2 = false);
            }
            Change::Endpoint(url) => self.url.clone_from(url),
            Change::DropAuthorization => self.basic = None,
            Change::BasicUser(user) => {
                if let Some(basic) = &mut self.basic {
                    basic.0.clone_from(user);
                }
            }
            Change::SecretInHeader => {
                let sent = self.basic.take().or_else(|| self.take_credentials());
                self.basic = sent.map(|(user, secret)| (encode(&user), Secret::new(encode(secret.expose()))));
            }
            Change::SecretInBody => {
                if let Some((user, secret)) = self.basic.take() {
                    self.params.retain(|(name, ..)| name != "client_id");
                    let mut add = |name: &str, shown| self.params.push((name.to_owned(), Value::Shown(shown), false));
                    add("client_id", Shown::Public(user));
                    add("client_secret", Shown::Secret(secret));
                }
            }
        }
    }

    /// Takes client identifier and secret out of the parameters.
    fn take_credentials(&mut self) -> Option<(String, Secret)> {
        let shown = |name: &str| {
            self.params
                .iter()
                .find(|(known, ..)| known == name)
                .map(|param| &param.1)
        };
        let credentials = match (shown("client_id")?, shown("client_secret")?) {
            (Value::Shown(Shown::Public(id)), Value::Shown(Shown::Secret(secret))) => (id.clone(), secret.clone()),
            _ => return None,
        };
        self.params
            .retain(|(name, ..)| name != "client_id" && name != "client_secret");
        Some(credentials)
    }

    fn text(&self) -> String {
        self.lines().iter().fold(String::new(), |text, line| text + line + "\n")
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{} {}", self.method, self.url)];
        if let Some(content_type) = &self.content_type {
            lines.push(format!("Content-Type: {content_type}"));
        }
        if let Some((user, secret)) = &self.basic {
            lines.push(format!("Authorization: Basic {user}:‹{secret}›"));
        }
        lines.extend(self.body.clone());
        for (in_url, mark) in [(true, "?"), (false, "")] {
            for (name, value, _) in self.params.iter().filter(|param| param.2 == in_url) {
                lines.push(match value {
                    Value::Shown(Shown::Public(value)) => format!("{mark}{name}={value}"),
                    Value::Shown(Shown::Secret(secret)) => format!("{mark}{name}=‹{secret}›"),
                    Value::Shown(Shown::Absent) => format!("{mark}{name}="),
                    Value::Needed(what) => format!("{mark}{name}=‹{what}›"),
                });
            }
        }
        lines
    }

    fn curl(&self) -> String {
        let mut out = String::from("curl");
        if self.method == "GET" {
            out.push_str(" -G");
        }
        let in_url = |param: &&(String, Value, bool)| param.2 && self.method != "GET";
        let mut url = quote(&self.url);
        for (index, (name, value, _)) in self.params.iter().filter(in_url).enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            url.push_str(&assignment(&format!("{mark}{name}="), name, value));
        }
        // Writing to a String cannot fail.
        let _ = write!(out, " {url}");
        if let Some((user, _)) = &self.basic {
            let _ = write!(out, " \\\n  -u {}\"$CLIENT_SECRET\"", quote(&format!("{user}:")));
        }
        for (name, value, _) in self.params.iter().filter(|param| !in_url(param)) {
            let _ = write!(
                out,
                " \\\n  --data-urlencode {}",
                assignment(&format!("{name}="), name, value)
            );
        }
        out
    }
}

/// Returns `'name=value'`, with a shell variable where the value is not shown.
fn assignment(start: &str, name: &str, value: &Value) -> String {
    match value {
        Value::Shown(Shown::Public(value)) if !value.contains("****") => quote(&format!("{start}{value}")),
        _ => {
            let variable = |c: char| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_uppercase()
                } else {
                    '_'
                }
            };
            format!(
                "{}\"${}\"",
                quote(start),
                name.chars().map(variable).collect::<String>()
            )
        }
    }
}

/// Quotes for a POSIX shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Whether a parameter belongs into the body of a token request.
fn is_oauth(name: &str) -> bool {
    TOKEN_PARAMETERS.contains(&name) || matches!(name, "scope" | "resource" | "audience")
}
