//! What a token endpoint answered.

use serde_json::{Map, Value};

use crate::capture::{Content, Response};
use crate::disclose::Secret;
use crate::disclose::placeholder::is_placeholder;
use crate::oauth::params::Params;
use crate::oauth::part::{Component, Message};

/// A token response (RFC 6749 §5), as far as it can be read.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The HTTP status; absent where the recorder has none.
    pub status: Option<u16>,
    /// What the body was.
    pub body: AnswerBody,
    /// `error`, or what the server sends in its place.
    pub error: Option<String>,
    /// `error_description`, or what the server sends in its place.
    pub description: Option<String>,
    /// `access_token`.
    pub access_token: Option<Secret>,
    /// `refresh_token`.
    pub refresh_token: Option<Secret>,
    /// `id_token`.
    pub id_token: Option<Secret>,
    /// `token_type`.
    pub token_type: Option<String>,
    /// `expires_in`: how many seconds the access token lives.
    pub expires_in: Option<u64>,
    /// `expires_in` is a text, and not the number that RFC 6749 §5.1 asks for.
    pub is_lifetime_text: bool,
    /// The access token stands inside of another member.
    pub is_token_nested: bool,
    /// The member that holds a token under another name: `accessToken`; none where there is an `access_token`.
    pub token_alias: Option<&'static str>,
    /// `scope`.
    pub scope: Option<String>,
    /// For how many seconds the refresh token lives, where the server says so.
    pub refresh_expires_in: Option<u64>,
}

/// The kind of body that came back.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum AnswerBody {
    /// A JSON object.
    Json,
    /// A form, as GitHub answers without `Accept: application/json`.
    Form,
    /// A page.
    Html,
    /// Some other text.
    Text,
    /// An empty body.
    Empty,
    /// Not in the capture.
    #[default]
    Missing,
}

impl Answer {
    /// Reads a response: JSON whatever the label says, else a form, else a page.
    pub fn read(response: &Response) -> Self {
        let mut answer = Self { status: response.status, ..Self::default() };
        match response.body.as_ref().map(|body| &body.content) {
            None | Some(Content::Missing { .. }) => {}
            Some(content @ Content::Params { .. }) => {
                answer.read_form(&Params::from_content(content, Message::TokenResponse.at(Component::Body)));
            }
            Some(Content::Text(text)) => answer.read_text(text.as_str(), text),
        }
        answer
    }

    /// Returns whether a token came back, or, where the body was not recorded, whether the status says so.
    pub fn is_success(&self) -> bool {
        let ok = self.status.is_none_or(|status| (200..300).contains(&status));
        let token = self.access_token.is_some() || self.id_token.is_some();
        ok && self.error.is_none() && (token || self.status.is_some() && self.body == AnswerBody::Missing)
    }

    /// Returns whether the server refused: an error status, an `error` member (with whatever status), or a page instead of a
    /// token.
    pub fn is_refusal(&self) -> bool {
        let Some(status) = self.status else {
            return self.error.is_some() || self.body == AnswerBody::Html;
        };
        status >= 400 || self.error.is_some() || status == 200 && self.body == AnswerBody::Html
    }

    /// Returns whether `error` is this code.
    pub fn is_error(&self, code: &str) -> bool {
        self.is_any(&[code])
    }

    /// Returns whether `error` is one of these codes.
    pub fn is_any(&self, codes: &[&str]) -> bool {
        self.error.as_deref().is_some_and(|error| codes.contains(&error))
    }

    /// Returns whether the server's words hold one of these, in lower case.
    pub fn says(&self, words: &[&str]) -> bool {
        let said = self.words();
        words.iter().any(|word| said.contains(word))
    }

    /// Returns the server's words in lower case: `error`, then the description, unless it lists every cause there could be, and so
    /// names none.
    pub fn words(&self) -> String {
        let error = self.error.as_deref().unwrap_or("").to_lowercase();
        let description = self.description.as_deref().unwrap_or("").to_lowercase();
        if lists_causes(&description) { error } else { format!("{error}\n{description}") }
    }

    fn read_text(&mut self, body: &str, text: &crate::capture::Text) {
        let trimmed = body.trim_start_matches('\u{feff}').trim();
        if trimmed.is_empty() {
            self.body = AnswerBody::Empty;
        } else if let Ok(Value::Object(object)) = serde_json::from_str(trimmed) {
            self.body = AnswerBody::Json;
            self.read_json(&object);
        } else if is_placeholder(trimmed) && !trimmed.starts_with("<html") && !trimmed.chars().skip(1).any(|c| c == '<')
        {
            // A sanitiser was here; the status is all that is left.
            self.body = AnswerBody::Missing;
        } else if trimmed.starts_with('<') {
            self.body = AnswerBody::Html;
        } else {
            self.body = AnswerBody::Text;
            self.description = (trimmed.len() <= 200).then(|| trimmed.to_owned());
            let params = Params::from_form(text, 0, trimmed, Message::TokenResponse.at(Component::Body));
            if params.get("access_token").is_some() || params.get("error").is_some() {
                self.read_form(&params);
            }
        }
    }

    fn read_form(&mut self, params: &Params) {
        self.body = AnswerBody::Form;
        let value = |name: &str| params.value(name).map(str::to_owned);
        self.error = value("error");
        self.description = value("error_description");
        self.access_token = value("access_token").map(Secret::new);
        self.refresh_token = value("refresh_token").map(Secret::new);
        self.id_token = value("id_token").map(Secret::new);
        self.token_type = value("token_type");
        self.expires_in = params.value("expires_in").and_then(|seconds| seconds.parse().ok());
        self.scope = value("scope");
    }

    fn read_json(&mut self, object: &Map<String, Value>) {
        let string = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        self.description = string("error_description").map(in_words);
        // league/oauth2-server names the cause here, and nowhere else.
        if let (Some(description), Some(hint)) = (&mut self.description, string("hint")) {
            *description = format!("{description} ({hint})");
        }
        match object.get("error") {
            Some(Value::String(error)) if !error.is_empty() => self.error = Some(error.clone()),
            // Facebook, Google APIs: an object with its own code and message.
            Some(Value::Object(error)) => {
                let member = |name: &str| error.get(name).and_then(Value::as_str).map(str::to_owned);
                self.error =
                    member("type").or_else(|| member("status")).or_else(|| member("code")).or(Some("error".to_owned()));
                self.description = self.description.take().or_else(|| member("message"));
            }
            _ => {}
        }
        if self.status.is_some_and(|status| status >= 400) {
            // Spring, Okta, Zoom, Twitch and API gateways have members of their own.
            let own = ["message", "errorSummary", "reason", "detail", "title", "errorMessage", "msg"];
            self.description = self.description.take().or_else(|| own.iter().find_map(|name| string(name)));
            self.error = self.error.take().or_else(|| string("errorCode"));
        }
        let token = string("access_token").or_else(|| nested(object, "access_token"));
        self.is_token_nested = token.is_some() && string("access_token").is_none();
        let alias = || TOKEN_ALIASES.iter().copied().find(|name| string(name).is_some_and(|value| value.len() >= 16));
        self.token_alias = if token.is_none() { alias() } else { None };
        self.access_token = token.map(Secret::new);
        self.token_type = string("token_type");
        self.expires_in = seconds(object, "expires_in");
        self.is_lifetime_text = object.get("expires_in").is_some_and(Value::is_string);
        self.refresh_token = string("refresh_token").map(Secret::new);
        self.id_token = string("id_token").map(Secret::new);
        self.scope = string("scope");
        self.refresh_expires_in =
            ["refresh_expires_in", "refresh_token_expires_in"].iter().find_map(|name| seconds(object, name));
    }
}

/// Returns a number of seconds, which some servers send as text.
pub(crate) fn seconds(object: &Map<String, Value>, name: &str) -> Option<u64> {
    let value = object.get(name)?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// The boilerplate of RFC 6749 §5.2 ("is invalid, expired, revoked, does not match the redirection URI …, or was issued to
/// another client") and its like: three things or more, joined by "or".
fn lists_causes(description: &str) -> bool {
    let things: [&[&str]; 5] = [
        &["redirect"],
        &["verifier", "pkce", "challenge"],
        &["client", "appid"],
        &["expired"],
        &["revoked", "used", "invalid"],
    ];
    let named = things.iter().filter(|words| words.iter().any(|word| description.contains(word))).count();
    named >= 3 && description.contains("or ")
}

/// Takes the messages out of a description that is JSON, as validators write it.
fn in_words(description: String) -> String {
    if !description.starts_with(['[', '{']) {
        return description;
    }
    let Ok(value) = serde_json::from_str::<Value>(&description) else { return description };
    let of = |value: &Value| value.get("message").and_then(Value::as_str).map(str::to_owned);
    let messages: Vec<String> = match &value {
        Value::Array(elements) => elements.iter().filter_map(of).collect(),
        value => of(value).into_iter().collect(),
    };
    if messages.is_empty() { description } else { messages.join("; ") }
}

/// What servers call an access token that do not go by RFC 6749 §5.1.
const TOKEN_ALIASES: &[&str] =
    &["accessToken", "access-token", "accesstoken", "AccessToken", "token", "authToken", "jwt"];

/// Slack (`authed_user`) and others (`data`) put the token one level down.
fn nested(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.values().find_map(|member| member.get(name)?.as_str()).map(str::to_owned)
}

/// The error codes of a token response (RFC 6749 §5.2) and the common extensions: that a body has one of them marks it as an
/// OAuth answer.
pub const TOKEN_ERRORS: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "redirect_uri_mismatch",
    "bad_verification_code",
    "incorrect_client_credentials",
    "use_dpop_nonce",
    "invalid_dpop_proof",
    "invalid_target",
    "interaction_required",
    "authorization_pending",
    "slow_down",
    "expired_token",
    "access_denied",
    "server_error",
    "temporarily_unavailable",
];
