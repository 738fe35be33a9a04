//! Authorization requests, and what came of them.

use crate::capture::Text;
use crate::flow::{Pushed, Seen, SetCookie};
use crate::oauth::Params;

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

impl AuthorizeRequest {
    /// Returns the last answer with which the authorization endpoint itself refused.
    pub(crate) fn refusal(&self) -> Option<&PageAnswer> {
        self.answers.iter().rev().find(|answer| answer.refused)
    }
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
