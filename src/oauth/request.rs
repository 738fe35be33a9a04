//! A request as a client sends it, with its values: what a correction changes, a server reads, and a replay sends.

use std::fmt;

use crate::disclose::Secret;
use crate::oauth::dpop::DpopProof;

/// An authorization request or a token request, taken apart.
///
/// `Debug` shows no value of a parameter and no password, as each is a [`Secret`].
#[derive(Clone, Debug)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The URL, without the query and fragment.
    pub url: String,
    /// What the body is.
    pub body: BodyForm,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// The body where it is not parameters: the text of an object.
    pub body_text: Option<String>,
    /// HTTP Basic credentials, as they are in the header: not form-decoded.
    pub basic: Option<UserPassword>,
    /// An `Authorization` header is sent that is not HTTP Basic.
    pub other_authorization: bool,
    /// The parameters in the order in which they are sent.
    pub params: Vec<Field>,
    /// How many `DPoP` headers are sent.
    pub proofs: usize,
    /// The first of them, where it can be read.
    pub proof: Option<DpopProof>,
    /// `Origin`: of the page that sends it.
    pub origin: Option<String>,
}

/// User and password of HTTP Basic.
#[derive(Clone)]
pub struct UserPassword {
    /// The user: the client identifier.
    pub user: String,
    /// The password: the client secret.
    pub password: Secret,
}

impl fmt::Debug for UserPassword {
    /// Shows neither: a client may send its secret as the user.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, password } = self;
        formatter.debug_struct("UserPassword").field("user", &Secret::new(user)).field("password", password).finish()
    }
}

/// A parameter of a request.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The value.
    pub value: FieldValue,
    /// It is in the query of the URL, not in the body.
    pub in_url: bool,
}

/// The value of a parameter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum FieldValue {
    /// This value, decoded.
    Known(Secret),
    /// A value that is not known: what it would be.
    Needed(&'static str),
}

/// What the body of a token request is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum BodyForm {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// A JSON object.
    Json,
    /// `multipart/form-data`.
    Multipart,
    /// A form sent as `text/plain`.
    TextPlain,
    /// A form with no or another media type.
    Unlabelled,
    /// An object turned into text by mistake: `[object Object]`, `undefined`.
    Stringified,
    /// Nothing.
    Empty,
    /// Not in the capture.
    #[default]
    Missing,
    /// Anything else.
    Other,
}

/// The parameters of a token request that no server has another use for (RFC 6749, RFC 7521, RFC 7636, RFC 8628, RFC 8693).
pub(crate) const TOKEN_PARAMETERS: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
    "refresh_token",
    "client_assertion",
    "client_assertion_type",
    "device_code",
    "assertion",
    "subject_token",
    "subject_token_type",
    "username",
    "password",
];

/// Returns whether a parameter belongs in the body of a token request: what else is in its URL may belong to the server
/// (`?p=policy`, `?key=…`).
pub(crate) fn belongs_into_body(name: &str) -> bool {
    TOKEN_PARAMETERS.contains(&name) || matches!(name, "scope" | "resource" | "audience")
}

impl Request {
    /// Returns a GET with these parameters in the URL.
    pub fn get<'a>(url: &str, params: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let field = |(name, value): (&str, &str)| Field {
            name: name.to_owned(),
            value: FieldValue::Known(Secret::new(value)),
            in_url: true,
        };
        Self {
            method: "GET".to_owned(),
            url: url.to_owned(),
            body: BodyForm::Empty,
            content_type: None,
            body_text: None,
            basic: None,
            other_authorization: false,
            params: params.into_iter().map(field).collect(),
            proofs: 0,
            proof: None,
            origin: None,
        }
    }

    /// Returns a POST with these parameters as a form in the body.
    pub fn form<'a>(url: &str, params: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut request = Self::get(url, params);
        "POST".clone_into(&mut request.method);
        request.body = BodyForm::Form;
        request.content_type = Some("application/x-www-form-urlencoded".to_owned());
        request.params.iter_mut().for_each(|field| field.in_url = false);
        request
    }

    /// Returns the first value of this name, wherever it stands; `None` if it is absent or needed.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|field| field.name == name).and_then(|field| field.value.known())
    }

    /// Returns what is needed before the request can be sent: name and what it would be.
    pub fn needs(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.params.iter().filter_map(|field| match field.value {
            FieldValue::Needed(what) => Some((field.name.as_str(), what)),
            FieldValue::Known(_) => None,
        })
    }
}

impl FieldValue {
    /// Returns the value, where it is known.
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Known(secret) => Some(secret.expose()),
            Self::Needed(_) => None,
        }
    }
}
