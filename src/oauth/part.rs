//! Where in a message a value stands: `token_request.body.code_verifier`.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

/// A message of a login, or a document that one reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "each says its name")]
pub enum Message {
    AuthorizationResponse,
    AuthorizeRequest,
    AuthorizeResponse,
    Callback,
    DeviceAuthorizationRequest,
    DeviceAuthorizationResponse,
    ErrorPage,
    /// The time by the clock of the recorder.
    Recording,
    ResourceMetadata,
    /// A request to a protected resource.
    ResourceRequest,
    ResourceResponse,
    /// The metadata behind a `client_id` that is a URL.
    ClientDocument,
    /// The keys of a server.
    Keys,
    /// Any other response.
    Response,
    /// What the user says about the client.
    GivenClient,
    /// What the application answered where the login began.
    LoginResponse,
    Metadata,
    MetadataRequest,
    MetadataResponse,
    PreflightRequest,
    PreflightResponse,
    PushedAuthorizationRequest,
    PushedAuthorizationResponse,
    RegistrationRequest,
    RegistrationResponse,
    /// Any other request.
    Request,
    RevocationRequest,
    TokenRequest,
    TokenResponse,
}

/// A component of an HTTP message (RFC 9421 §2), or what a recorder says about it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "each says its name")]
pub enum Component {
    Age,
    /// Wherever the parameter stands.
    Anywhere,
    Body,
    Failure,
    Fragment,
    Header,
    Method,
    Query,
    /// The claims of a request object (RFC 9101).
    RequestObject,
    /// The claims of a response in a JWT (JARM).
    Response,
    SetCookie,
    Status,
    Time,
    Url,
}

/// A component of a message: `token_request.body`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Section {
    /// The message.
    pub message: Message,
    /// The component of it.
    pub component: Component,
}

/// A value in a message: `token_request.body.code_verifier`; without a name the whole component.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    /// Where it stands.
    pub section: Section,
    name: Cow<'static, str>,
    computed: Computed,
}

/// What was computed of the value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Computed {
    Nothing,
    /// The `S256` challenge (RFC 7636 §4.2).
    S256,
    /// The challenge that a provider documents.
    Challenge,
}

impl Message {
    /// Returns the name in reports: `token_request`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationResponse => "authorization_response",
            Self::AuthorizeRequest => "authorize_request",
            Self::AuthorizeResponse => "authorize_response",
            Self::Callback => "callback",
            Self::DeviceAuthorizationRequest => "device_authorization_request",
            Self::DeviceAuthorizationResponse => "device_authorization_response",
            Self::ErrorPage => "error_page",
            Self::GivenClient => "client",
            Self::Recording => "recorded",
            Self::ResourceMetadata => "resource_metadata",
            Self::ResourceRequest => "resource_request",
            Self::ResourceResponse => "resource_response",
            Self::ClientDocument => "client_metadata",
            Self::Keys => "keys",
            Self::Response => "response",
            Self::LoginResponse => "login.response",
            Self::Metadata => "metadata",
            Self::MetadataRequest => "metadata_request",
            Self::MetadataResponse => "metadata_response",
            Self::PreflightRequest => "preflight_request",
            Self::PreflightResponse => "preflight_response",
            Self::PushedAuthorizationRequest => "pushed_authorization_request",
            Self::PushedAuthorizationResponse => "pushed_authorization_response",
            Self::RegistrationRequest => "registration_request",
            Self::RegistrationResponse => "registration_response",
            Self::Request => "request",
            Self::RevocationRequest => "revocation_request",
            Self::TokenRequest => "token_request",
            Self::TokenResponse => "token_response",
        }
    }

    /// Returns a component.
    pub const fn at(self, component: Component) -> Section {
        Section { message: self, component }
    }

    /// Returns a parameter, wherever it is in the message.
    pub const fn param(self, name: &'static str) -> Part {
        self.at(Component::Anywhere).const_named(name)
    }

    /// Returns a parameter of the body.
    pub const fn body(self, name: &'static str) -> Part {
        self.at(Component::Body).const_named(name)
    }

    /// Returns a parameter of the query.
    pub const fn query(self, name: &'static str) -> Part {
        self.at(Component::Query).const_named(name)
    }

    /// Returns a header, by its name in lower case.
    pub const fn header(self, name: &'static str) -> Part {
        self.at(Component::Header).const_named(name)
    }
}

impl Section {
    /// Returns a value in it.
    pub fn named(self, name: impl Into<Cow<'static, str>>) -> Part {
        Part { section: self, name: name.into(), computed: Computed::Nothing }
    }

    /// Returns all of it.
    pub const fn whole(self) -> Part {
        self.const_named("")
    }

    const fn const_named(self, name: &'static str) -> Part {
        Part { section: self, name: Cow::Borrowed(name), computed: Computed::Nothing }
    }
}

impl Part {
    /// Returns a value inside of this one: a claim of a JWT.
    #[must_use]
    pub fn join(&self, member: &str) -> Self {
        self.section.named(format!("{}.{member}", self.name))
    }

    /// Returns the `S256` challenge of the value (RFC 7636 §4.2).
    #[must_use]
    pub fn s256(self) -> Self {
        Self { computed: Computed::S256, ..self }
    }

    /// Returns the challenge of the value, as a provider documents it.
    #[must_use]
    pub fn challenge(self) -> Self {
        Self { computed: Computed::Challenge, ..self }
    }

    /// Gives the value another name; one that is the tool's own stays.
    pub(crate) fn rename(&mut self, rename: impl Fn(&str) -> String) {
        if let Cow::Owned(name) = &mut self.name {
            *name = rename(name);
        }
    }

    /// Returns how the value was computed: `S256(code_verifier)`; `None` if it was recorded.
    pub fn computation(&self) -> Option<String> {
        match self.computed {
            Computed::Nothing => None,
            Computed::S256 => Some(format!("S256({})", self.name)),
            Computed::Challenge => Some(format!("challenge of {}", self.name)),
        }
    }

    /// Returns whether it is the value of this name, or a member of this name of a value.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.rsplit('.').next() == Some(name)
    }

    /// Returns whether it is of a request.
    pub fn is_requested(&self) -> bool {
        self.section.message.as_str().ends_with("_request")
    }

    /// Returns whether it is of a response.
    pub fn is_answered(&self) -> bool {
        self.section.message.as_str().ends_with("_response")
    }
}

impl From<Section> for Part {
    fn from(section: Section) -> Self {
        section.whole()
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let component = match self.component {
            Component::Anywhere => return f.write_str(self.message.as_str()),
            Component::Age => "age",
            Component::Body => "body",
            Component::Failure => "failure",
            Component::Fragment => "fragment",
            Component::Header => "header",
            Component::Method => "method",
            Component::Query => "query",
            Component::RequestObject => "request_object",
            Component::Response => "response",
            Component::SetCookie => "set-cookie",
            Component::Status => "status",
            Component::Time => "time",
            Component::Url => "url",
        };
        write!(f, "{}.{component}", self.message.as_str())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { section, name, .. } = self;
        match self.computed {
            Computed::Nothing if name.is_empty() => section.fmt(f),
            Computed::Nothing => write!(f, "{section}.{name}"),
            Computed::S256 => write!(f, "S256({section}.{name})"),
            Computed::Challenge => write!(f, "challenge of {section}.{name}"),
        }
    }
}

/// As it is displayed.
impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
