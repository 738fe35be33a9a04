//! The logins in a capture: which exchanges are OAuth messages, and which of them belong together.
//!
//! [`Collector`] takes exchanges one at a time and keeps those that may be part of a login; [`Collector::finish`] links them.

mod code;
mod collect;
mod cookies;
mod discovery;
mod endpoints;
mod index;
mod keep;
mod leak;
mod link;
mod order;
mod page;
mod pushed;
mod recognise;
mod redeem;
mod token;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub(crate) use code::same_code;
pub use collect::Collector;
pub use cookies::{SameSite, SetCookie};
pub use endpoints::{DeviceAuthorization, Revocation};
use token::is_spelling_of;

pub use discovery::{Discovery, DiscoveryKind};
pub use pushed::Pushed;
pub(crate) use pushed::{OBJECT_PART, PUSHED_PART};

use crate::capture::{CallFrame, Place, Text};
use crate::oauth::dpop::Proof;
use crate::oauth::placeholder::is_unset;
use crate::oauth::url::UrlParts;
use crate::oauth::{Answer, Basic, Documents, Grant, Param, Params, Registration, Secret};

/// What a capture holds of OAuth.
#[derive(Debug, Default)]
pub struct Traffic {
    /// The logins, in the order in which they began.
    pub flows: Vec<Flow>,
    /// The discovery documents.
    pub metadata: Documents,
    /// What clients were registered as (RFC 7591), by their ids, where the capture shows it.
    pub registrations: BTreeMap<String, Vec<Registered>>,
    /// How many exchanges are OAuth messages.
    pub oauth_exchanges: usize,
    /// Some answer of the capture has an `Access-Control-Allow-Origin` header.
    pub allow_origin_seen: bool,
    /// Access tokens that were used after the login, with the time order of their last use.
    pub bearer_uses: BTreeMap<Secret, usize>,
    /// For a login, by its id: where its token was sent in the query of a URL, for the first time.
    pub url_tokens: BTreeMap<usize, (Seen, Param)>,
    /// Codes that were sent to a host inside of an address; whose host it is does not matter here.
    pub leaks: Vec<Leak>,
    /// The tokens that were revoked.
    pub revocations: Vec<Revocation>,
}

/// A client's registration in the capture.
#[derive(Debug)]
pub struct Registered {
    /// The exchange.
    pub seen: Seen,
    /// What was registered.
    pub registration: Registration,
}

/// One login, or one grant: the messages that belong together, each list in time order.
#[derive(Debug)]
pub struct Flow {
    /// The position among the flows; the first is 1.
    pub id: usize,
    /// What is exchanged for a token.
    pub grant: Grant,
    /// How the client found the server and registered there, where it did so by itself.
    pub discovery: Vec<Discovery>,
    /// The authorization request.
    pub authorize: Option<AuthorizeRequest>,
    /// What came back to the client.
    pub responses: Vec<AuthorizationResponse>,
    /// The token requests with their answers.
    pub tokens: Vec<TokenExchange>,
    /// CORS preflights of the token endpoint.
    pub preflights: Vec<Preflight>,
    /// A request that hands the code to a server of the application.
    pub backend: Option<Seen>,
    /// For a refresh: the flow that issued the refresh token.
    pub parent: Option<usize>,
    /// For a device flow: how it began.
    pub device: Option<DeviceAuthorization>,
}

/// A delivered code in an address that was sent to a host.
#[derive(Debug)]
pub struct Leak {
    /// The exchange; its order is not known.
    pub seen: Seen,
    /// The piece of the code that was found.
    pub code: String,
    /// The host.
    pub host: String,
    /// Where it stood: `the URL`.
    pub how: &'static str,
}

/// Where and when an exchange was recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// The number of the exchange in the capture.
    pub exchange: usize,
    /// The place of its URL.
    pub at: Option<Place>,
    /// When it began.
    pub time: Option<Timestamp>,
    /// `Date` of its answer: the time by the server's clock.
    pub date: Option<Timestamp>,
    /// Its position in time among the exchanges that were kept.
    pub order: usize,
    /// The input that it is from, where several are one recording; each has a clock of its own.
    pub input: u32,
}

impl Seen {
    /// Returns how many milliseconds passed from another exchange to this one, where one clock measured both.
    pub fn since(&self, earlier: &Self) -> Option<i64> {
        let (now, then) = self.time.zip(earlier.time).filter(|_| self.input == earlier.input)?;
        Some(now.as_millisecond() - then.as_millisecond())
    }
}

/// An authorization request (RFC 6749 §4.1.1), however often it was seen.
#[derive(Debug)]
pub struct AuthorizeRequest {
    /// The first sighting.
    pub seen: Seen,
    /// The whole URL.
    pub url: Text,
    /// The URL without query and fragment.
    pub endpoint: String,
    /// The parameters of a request object or pushed request, which count, then those of the query or form.
    pub params: Params,
    /// Parameters stand in a pushed request or request object that the capture does not show.
    pub hidden_params: bool,
    /// `Sec-Fetch-Mode` of the request, where it was sent.
    pub fetch_mode: Option<String>,
    /// Every answer of the authorization endpoint to this request.
    pub answers: Vec<PageAnswer>,
    /// The exchange that redirected the browser here, where a server of the application did.
    pub started_by: Option<StartedBy>,
    /// The parameters were read from a `Location` only; the request itself is not in the capture.
    pub from_location: bool,
    /// The request that pushed the parameters; where it was refused, it is all there is.
    pub pushed: Option<Pushed>,
    /// An earlier authorization request with the same pushed `request_uri`.
    pub used_before: Option<Seen>,
}

/// What a page request was answered with.
#[derive(Clone, Debug)]
pub struct PageAnswer {
    /// The exchange.
    pub seen: Seen,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The server refused: with an error status, or by sending the browser to an error page of its own.
    pub refused: bool,
    /// The recorder says that the browser gave up.
    pub lost: bool,
    /// The names of the cookies that it set.
    pub sets_cookies: Vec<String>,
    /// `error`, where the answer is JSON: that to a pushed request.
    pub error: Option<String>,
    /// What the page says of an error: the text of an error page, markup removed, cut to one line.
    pub error_text: Option<String>,
}

/// A redirect of the application that began a login.
#[derive(Debug)]
pub struct StartedBy {
    /// The exchange.
    pub seen: Seen,
    /// The URL that was requested.
    pub url: String,
    /// The cookies that its answer set.
    pub cookies: Vec<SetCookie>,
    /// It was loaded ahead, before the user followed a link.
    pub is_prefetch: bool,
}

/// An authorization response (RFC 6749 §4.1.2): a code, a token or an error on its way to the client.
#[derive(Debug)]
pub struct AuthorizationResponse {
    /// The first sighting: the redirect of the authorization server, or the callback itself.
    pub seen: Seen,
    /// How it was delivered.
    pub delivery: Delivery,
    /// The URL it was delivered to, without query and fragment.
    pub target: String,
    /// The parameters.
    pub params: Params,
    /// The requests that carried it to the client.
    pub callbacks: Vec<Callback>,
}

/// How an authorization response reached the client.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// In the query.
    Query,
    /// In the fragment.
    Fragment,
    /// In the body of a POST (`response_mode=form_post`).
    FormPost,
}

/// A request of the callback URL.
#[derive(Debug)]
pub struct Callback {
    /// The exchange.
    pub seen: Seen,
    /// The URL without query and fragment.
    pub url: String,
    /// The method.
    pub method: String,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// The names of the cookies that were sent.
    pub cookies: Vec<String>,
    /// The answer set a cookie.
    pub sets_cookie: bool,
    /// The parameters came in the fragment, which a server does not see.
    pub fragment_only: bool,
    /// The parameters that it was requested with.
    pub params: Params,
    /// The browser loaded it in a frame (`Sec-Fetch-Dest`).
    pub in_frame: bool,
}

/// A token request (RFC 6749 §4.1.3) and its answer.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts of a recorded message, not states"
)]
pub struct TokenExchange {
    /// The exchange.
    pub seen: Seen,
    /// The method.
    pub method: String,
    /// The URL without query and fragment.
    pub endpoint: String,
    /// The parameters of the body, then those of the query.
    pub params: Params,
    /// What the body was.
    pub body: BodyForm,
    /// The text of a body that is the text of an object by mistake.
    pub body_text: Option<String>,
    /// `Content-Type` of the request, or what the recorder has in its place.
    pub content_type: Option<String>,
    /// HTTP Basic credentials.
    pub basic: Option<Basic>,
    /// An `Authorization` header of any kind was sent.
    pub has_authorization: bool,
    /// `Origin` of the request.
    pub origin: Option<String>,
    /// `Sec-Fetch-Mode` of the request.
    pub fetch_mode: Option<String>,
    /// `User-Agent` of the request.
    pub user_agent: Option<String>,
    /// A browser sent it: it has an `Origin` or `Sec-Fetch-Site` header.
    pub from_browser: bool,
    /// How many `DPoP` headers were sent.
    pub proofs: usize,
    /// The first of them, where it can be read.
    pub proof: Option<Proof>,
    /// `DPoP-Nonce` of the answer: what the next proof must carry.
    pub proof_nonce: Option<Secret>,
    /// The answer asks for a proof with a nonce, and no later request of the login has it.
    pub ignored_nonce: bool,
    /// The answer.
    pub answer: Answer,
    /// `Access-Control-Allow-Origin` of the answer.
    pub allow_origin: Option<String>,
    /// `Access-Control-Expose-Headers` of the answer.
    pub expose_headers: Option<String>,
    /// The answer has headers.
    pub has_answer_headers: bool,
    /// `Location` of the answer.
    pub location: Option<String>,
    /// Why the recorder says that it failed.
    pub failure: Option<String>,
    /// The recorder says that it was answered by, or sent from, a service worker.
    pub service_worker: bool,
    /// The script that sent it and what called it, innermost first.
    pub call_stack: Vec<CallFrame>,
    /// It stands in a text: what it lacks was not recorded.
    pub excerpt: bool,
    /// The text proposes it; nobody sent it.
    pub proposed: bool,
    /// The recording has neither an answer nor word of what became of the request: a copied command, a request alone.
    pub is_unanswered: bool,
}

/// What the body of a token request was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
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
    Missing,
    /// Anything else.
    Other,
}

/// A CORS preflight (Fetch standard) of a token endpoint.
#[derive(Debug)]
pub struct Preflight {
    /// The exchange.
    pub seen: Seen,
    /// The URL without query and fragment.
    pub endpoint: String,
    /// The HTTP status.
    pub status: Option<u16>,
    /// `Origin` of the request.
    pub origin: Option<String>,
    /// `Access-Control-Request-Headers`.
    pub asks_headers: Option<String>,
    /// `Access-Control-Allow-Origin` of the answer.
    pub allow_origin: Option<String>,
    /// `Access-Control-Allow-Headers` of the answer.
    pub allow_headers: Option<String>,
    /// The answer has headers.
    pub has_answer_headers: bool,
}

impl Flow {
    fn new(grant: Grant) -> Self {
        Self {
            id: 0,
            grant,
            discovery: Vec::new(),
            authorize: None,
            responses: Vec::new(),
            tokens: Vec::new(),
            preflights: Vec::new(),
            backend: None,
            parent: None,
            device: None,
        }
    }

    /// Returns the authorization response that carries the code, or else the first.
    pub fn response(&self) -> Option<&AuthorizationResponse> {
        self.responses
            .iter()
            .find(|response| response.params.get("code").is_some())
            .or(self.responses.first())
    }

    /// Returns the response that delivered a code, and the code.
    pub fn delivery(&self) -> Option<(&AuthorizationResponse, &Param)> {
        self.responses
            .iter()
            .find_map(|response| Some((response, response.params.filled("code")?)))
    }

    /// Returns the code that was delivered to the client.
    pub fn delivered_code(&self) -> Option<&Param> {
        self.delivery().map(|(_, code)| code)
    }

    /// Returns whether there is nothing but token requests that cannot be read.
    pub fn grant_is_guessed(&self) -> bool {
        let is_unread = self.authorize.is_none() && self.responses.is_empty() && !self.tokens.is_empty();
        is_unread && self.tokens.iter().all(|token| token.params.is_empty())
    }

    /// Returns a parameter of the authorization request that is not empty.
    pub fn asked(&self, name: &str) -> Option<&Param> {
        self.authorize.as_ref()?.params.filled(name)
    }

    /// Returns the client identifier: of the authorization request, or else of a token request.
    pub fn client_id(&self) -> Option<String> {
        let asked = self.asked("client_id").map(|param| param.value.clone());
        asked.or_else(|| self.tokens.iter().find_map(TokenExchange::client_id))
    }

    /// Returns the time order of the first message.
    pub fn began(&self) -> usize {
        let authorize = self.authorize.as_ref().map(|authorize| authorize.seen.order);
        let response = self.responses.first().map(|response| response.seen.order);
        let token = self.tokens.first().map(|token| token.seen.order);
        let discovery = self.discovery.first().map(|step| step.seen.order);
        authorize.or(response).or(token).or(discovery).unwrap_or(usize::MAX)
    }
}

impl TokenExchange {
    /// Returns the client identifier that the request names: in the body or query, or as the user of HTTP Basic.
    pub fn client_id(&self) -> Option<String> {
        let named = self.params.filled("client_id").map(|param| param.value.clone());
        named.or_else(|| self.basic.as_ref().map(Basic::client_id).filter(|id| !id.is_empty()))
    }

    /// Returns whether a token came back.
    pub fn succeeded(&self) -> bool {
        self.answer.is_success() && !self.was_lost()
    }

    /// Returns whether the server refused the request: with an error, or by sending the client to a login page, as Spring Security
    /// does with a request that it cannot read.
    pub fn refused(&self) -> bool {
        let sent_away = matches!(self.answer.status, Some(301..=303)) && !self.is_redirected();
        (self.answer.is_refusal() || sent_away) && !self.is_pending()
    }

    /// Returns whether a redirect moved the token endpoint to another URL in a way that drops the body (301, 302, 303).
    pub fn is_redirected(&self) -> bool {
        let segment = |url: &str| UrlParts::of(url).last_segment().to_owned();
        let moved = self
            .location
            .as_deref()
            .is_none_or(|location| segment(location) == segment(&self.endpoint));
        matches!(self.answer.status, Some(301..=303)) && moved
    }

    /// Returns whether the answer asks for the same request again: a device flow that waits, a `DPoP` nonce that the client
    /// then uses.
    pub fn is_pending(&self) -> bool {
        let waits = ["authorization_pending", "slow_down", "use_dpop_nonce"]
            .iter()
            .any(|code| self.answer.is_error(code));
        waits && !self.ignored_nonce
    }

    /// Returns whether the recorder says that the client did not get the answer. Chrome also marks an answer that a navigation
    /// cut off (`net::ERR_ABORTED`); where a token came, it counts.
    pub fn was_lost(&self) -> bool {
        let cut_off =
            self.failure.as_deref().is_some_and(|text| text.contains("ABORTED")) && self.answer.access_token.is_some();
        !self.is_unanswered && (self.answer.status.is_none() && !self.excerpt || self.failure.is_some() && !cut_off)
    }

    /// Returns the grant that is meant: what `grant_type` names, unless a code or verifier says that it is an authorization code;
    /// where it names none, the grant whose parameters were sent, or that is spelt most like it.
    pub fn grant(&self) -> Grant {
        let has = |name: &str| self.params.filled(name).is_some();
        if has("code") || has("code_verifier") {
            return Grant::AuthorizationCode;
        }
        let sent = self
            .params
            .iter()
            .find(|param| is_spelling_of(&param.name, "grant_type"))
            .filter(|sent| !sent.is_placeholder() && !is_unset(&sent.value))
            .map(|sent| sent.value.trim());
        let by_parameter = || {
            let tells = [
                ("refresh_token", Grant::RefreshToken),
                ("device_code", Grant::DeviceCode),
                ("assertion", Grant::Assertion),
                ("subject_token", Grant::TokenExchange),
            ];
            tells.into_iter().find(|(name, _)| has(name)).map(|(_, grant)| grant)
        };
        let other = || match sent {
            Some(sent) => by_parameter().or_else(|| Grant::like(sent)).unwrap_or(Grant::Extension),
            None => by_parameter().unwrap_or(Grant::AuthorizationCode),
        };
        sent.and_then(Grant::of).unwrap_or_else(other)
    }
}

impl Preflight {
    /// Returns whether a browser would not send the request after this answer (Fetch standard, CORS-preflight fetch).
    pub fn is_refused(&self) -> bool {
        let Some(status) = self.status else { return false };
        if !(200..300).contains(&status) {
            return true;
        }
        self.has_answer_headers && (!self.allows_origin() || self.missing_header().is_some())
    }

    /// Returns whether the answer allows the origin.
    pub fn allows_origin(&self) -> bool {
        self.allow_origin
            .as_deref()
            .is_some_and(|allowed| allowed == "*" || self.origin.as_deref().is_none_or(|origin| origin == allowed))
    }

    /// Returns the first header that was asked for and not allowed.
    pub fn missing_header(&self) -> Option<&str> {
        let allowed = self.allow_headers.as_deref().unwrap_or("");
        let allows = |name: &str| {
            allowed
                .split(',')
                .any(|header| header.trim() == "*" || header.trim().eq_ignore_ascii_case(name))
        };
        self.asks_headers
            .as_deref()?
            .split(',')
            .map(str::trim)
            .find(|name| !name.is_empty() && !allows(name))
    }
}

/// In how many of the latest logins a message is looked for that shares no value with any.
const RECENT: usize = 256;
