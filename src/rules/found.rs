//! What a rule found, and what to change.

use std::fmt;

use crate::capture::Place;
use crate::disclose::{Secret, Shown};
use crate::explain::Explanation;
use crate::flow::{Seen, TokenExchange};
use crate::login::{Reaction, Stage};
use crate::oauth::{Basic, Component, Message, Param, Part};
use crate::rules::Severity;

/// How sure a finding is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Confidence {
    /// Something else is as good an explanation.
    Possible,
    /// The pattern fits, and another cause could look the same.
    Likely,
    /// Values in the capture decide it.
    Proven,
}

impl Confidence {
    /// Returns the next lower one.
    pub(crate) fn lowered(self) -> Self {
        if self == Self::Proven { Self::Likely } else { Self::Possible }
    }

    /// Returns `proven`, `likely` or `possible`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Proven => "proven",
        }
    }
}

/// What a rule found.
#[derive(Debug)]
pub struct Found {
    /// How sure it is.
    pub confidence: Confidence,
    /// One or two sentences that a developer can act on; free of secrets.
    pub message: String,
    /// The values that show it; where there are two, what was expected and what was sent.
    pub evidence: Vec<Evidence>,
    /// How the one value became the other.
    pub explanation: Option<Explanation>,
    /// What to change here; the rule's own `fix` where this is absent.
    pub fix: Option<String>,
    /// The severity here, where it is less than the rule's.
    pub severity: Option<Severity>,
    /// It stops a client by itself, whatever a server says.
    pub is_decided_by_client: bool,
    /// It explains why a resource refused what the login brought, and had the last word with that.
    pub is_of_access: bool,
    /// What a token endpoint checks when it meets this one, where it is not what the rule says.
    pub stage: Option<Stage>,
    /// It repeats what the server said; a finding that shows the mistake itself explains more.
    pub is_fallback: bool,
    /// The corrected request, as changes to the recorded one.
    pub changes: Vec<(Target, Change)>,
}

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What the value is here: `sent in the authorization request`.
    pub label: String,
    /// The number of the exchange; 0 where the user gave the value as a fact.
    pub exchange: usize,
    /// Where it stands: `token_request.body.code_verifier`.
    pub part: Part,
    /// The value.
    pub value: Shown,
    /// Its place in the file.
    pub at: Option<Place>,
}

/// Which request a correction changes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Target {
    /// The authorization request.
    Authorize,
    /// The token request.
    Token,
}

/// One change to a request.
#[derive(Clone)]
pub enum Change {
    /// Sets a parameter, or adds it.
    Set(String, NewValue),
    /// Removes a parameter wherever it is.
    Remove(String),
    /// Removes all but the first of this name.
    KeepFirst(String),
    /// Renames a parameter.
    Rename(String, String),
    /// Sends all parameters as a form in the body of a POST.
    PostForm,
    /// Sends the request to another URL.
    Endpoint(String),
    /// Sends the secret of HTTP Basic without the whitespace around it.
    TrimSecret,
    /// Sends client identifier and secret in each other's place.
    SwapCredentials,
    /// Sends HTTP Basic for another client.
    BasicUser(String),
    /// Sends HTTP Basic with this identifier and this secret, form-encoded.
    BasicCredentials(String, Secret),
    /// Leaves the `Authorization` header out.
    DropAuthorization,
    /// Sends the client credentials in the `Authorization` header, form-encoded.
    SecretInHeader,
    /// Sends the client credentials in the body.
    SecretInBody,
}

impl fmt::Debug for Change {
    /// Shows no text of the capture: a secret may be the name of a parameter, or the identifier of a client.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, texts): (&str, &[&str]) = match self {
            Self::Set(name, _) => ("Set", &[name]),
            Self::Remove(name) => ("Remove", &[name]),
            Self::KeepFirst(name) => ("KeepFirst", &[name]),
            Self::Rename(old, new) => ("Rename", &[old, new]),
            Self::PostForm => ("PostForm", &[]),
            Self::Endpoint(url) => ("Endpoint", &[url]),
            Self::TrimSecret => ("TrimSecret", &[]),
            Self::SwapCredentials => ("SwapCredentials", &[]),
            Self::BasicUser(user) | Self::BasicCredentials(user, _) => ("Basic", &[user]),
            Self::DropAuthorization => ("DropAuthorization", &[]),
            Self::SecretInHeader => ("SecretInHeader", &[]),
            Self::SecretInBody => ("SecretInBody", &[]),
        };
        let mut tuple = formatter.debug_tuple(name);
        for text in texts {
            tuple.field(&Secret::new(*text));
        }
        if let Self::Set(_, NewValue::Known(value)) | Self::BasicCredentials(_, value) = self {
            tuple.field(value);
        }
        tuple.finish()
    }
}

/// The new value of a parameter.
#[derive(Clone, Debug)]
pub enum NewValue {
    /// This value, decoded.
    Known(Secret),
    /// A value that the capture does not hold: what it is.
    Needed(&'static str),
}

impl From<&Param> for NewValue {
    fn from(param: &Param) -> Self {
        Self::from(param.value.as_str())
    }
}

impl From<&str> for NewValue {
    fn from(text: &str) -> Self {
        Self::Known(Secret::new(text))
    }
}

impl From<String> for NewValue {
    fn from(text: String) -> Self {
        Self::Known(Secret::new(text))
    }
}

impl Found {
    /// Values in the capture decide it.
    pub(crate) fn proven(message: impl Into<String>) -> Self {
        Self::new(Confidence::Proven, message)
    }

    /// The pattern fits.
    pub(crate) fn likely(message: impl Into<String>) -> Self {
        Self::new(Confidence::Likely, message)
    }

    /// Something else explains it as well.
    pub(crate) fn possible(message: impl Into<String>) -> Self {
        Self::new(Confidence::Possible, message)
    }

    /// It is proven or likely.
    pub(crate) fn proven_if(proven: bool, message: impl Into<String>) -> Self {
        Self::new(if proven { Confidence::Proven } else { Confidence::Likely }, message)
    }

    /// As sure as the caller says.
    pub(crate) fn new(confidence: Confidence, message: impl Into<String>) -> Self {
        Self {
            confidence,
            message: message.into(),
            evidence: Vec::new(),
            explanation: None,
            fix: None,
            severity: None,
            is_decided_by_client: false,
            is_of_access: false,
            stage: None,
            is_fallback: false,
            changes: Vec::new(),
        }
    }

    /// Adds a parameter as evidence.
    pub(crate) fn shows(self, label: &str, seen: Seen, param: &Param) -> Self {
        self.shows_value_at(label, seen, param.part(), param.shown(), param.at)
    }

    /// Shows the secret of an `Authorization` header that was sent.
    pub(crate) fn shows_basic(self, seen: Seen, basic: &Basic) -> Self {
        let secret = Shown::Secret(basic.secret.clone());
        self.shows_value_at("sent", seen, Message::TokenRequest.header("authorization"), secret, basic.at)
    }

    /// Adds a parameter that is not there.
    pub(crate) fn lacks(self, label: &str, seen: Seen, part: impl Into<Part>) -> Self {
        self.shows_value(label, seen, part, Shown::Absent)
    }

    /// Adds a value, at the place of its message.
    pub(crate) fn shows_value(self, label: &str, seen: Seen, part: impl Into<Part>, value: Shown) -> Self {
        self.shows_value_at(label, seen, part, value, seen.at)
    }

    /// Adds a value whose own place is known.
    pub(crate) fn shows_value_at(
        mut self,
        label: &str,
        seen: Seen,
        part: impl Into<Part>,
        value: Shown,
        at: Option<Place>,
    ) -> Self {
        self.evidence.push(Evidence { label: label.to_owned(), exchange: seen.exchange, part: part.into(), value, at });
        self
    }

    /// Adds the `error` of an answer.
    pub(crate) fn shows_error(self, token: &TokenExchange) -> Self {
        let error = token.answer.error.clone().unwrap_or_default();
        self.shows_value("answered", token.seen, Message::TokenResponse.body("error"), Shown::Public(error))
    }

    /// Adds the URL that a token request was sent to.
    pub(crate) fn shows_endpoint(self, label: &str, token: &TokenExchange) -> Self {
        self.shows_url(label, token.seen, Message::TokenRequest, &token.endpoint)
    }

    /// Adds the URL of a request.
    pub(crate) fn shows_url(self, label: &str, seen: Seen, message: Message, url: &str) -> Self {
        self.shows_value(label, seen, message.at(Component::Url), Shown::url(url))
    }

    /// Says what to change here.
    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// Lowers the severity: it is so, and it is not what broke the login.
    pub(crate) fn only(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Lowers it to a warning.
    pub(crate) fn warning_if(self, condition: bool) -> Self {
        if condition { self.only(Severity::Warning) } else { self }
    }

    /// A client that finds this stops, so it explains a login that ends here.
    pub(crate) fn decided_by_client(mut self) -> Self {
        self.is_decided_by_client = true;
        self
    }

    /// Weighs what is wrong with the use of a token by what came of it: it explains a refusal that is the last word of the resource,
    /// and is a warning else.
    pub(crate) fn if_refused(mut self, is_last_word: bool) -> Self {
        self.is_of_access = is_last_word;
        self.warning_if(!is_last_word)
    }

    /// Weighs what a client must refuse by what it did: it explains a failure only where the recording shows that the client stopped.
    pub(crate) fn if_client_stopped(mut self, reaction: Reaction) -> Self {
        self.message.push_str(&reaction.sentence());
        if reaction.is_stop() { self.decided_by_client() } else { self.only(Severity::Warning) }
    }

    /// Says what a token endpoint checks when it meets this one.
    pub(crate) fn at_stage(mut self, stage: Option<Stage>) -> Self {
        self.stage = stage;
        self
    }

    /// Gives way to a finding that is as sure and says more.
    pub(crate) fn fallback(mut self) -> Self {
        self.is_fallback = true;
        self
    }

    /// Says how one value became the other.
    pub(crate) fn explained(mut self, explanation: Explanation) -> Self {
        self.explanation = Some(explanation);
        self
    }

    /// Adds a change of the token request.
    pub(crate) fn token(mut self, change: impl Into<Option<Change>>) -> Self {
        self.changes.extend(change.into().map(|change| (Target::Token, change)));
        self
    }

    /// Corrects a parameter of the token request, or adds it.
    pub(crate) fn token_param(self, name: impl Into<String>, value: impl Into<NewValue>) -> Self {
        self.token(Change::Set(name.into(), value.into()))
    }

    /// Corrects a parameter of the authorization request, or adds it.
    pub(crate) fn authorize_param(self, name: impl Into<String>, value: impl Into<NewValue>) -> Self {
        self.authorize(Change::Set(name.into(), value.into()))
    }

    /// Adds a change of the authorization request.
    pub(crate) fn authorize(mut self, change: Change) -> Self {
        self.changes.push((Target::Authorize, change));
        self
    }
}
