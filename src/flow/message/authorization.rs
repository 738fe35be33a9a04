//! Authorization requests, and what came of them.

use crate::capture::Text;
use crate::flow::{OBJECT_PART, PUSHED_PART, Pushed, Seen, SetCookie, TurnedAway};
use crate::oauth::{Param, Params};

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
    /// Parameters stand in a pushed request or request object that the capture does not show, or only beside one.
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
    /// A log says that the browser came back with a code.
    pub came_back: bool,
    /// An earlier authorization request with the same pushed `request_uri`.
    pub used_before: Option<Seen>,
    /// Where the URL arrived cut at its first `&`.
    pub cut: Option<Seen>,
}

impl AuthorizeRequest {
    /// Returns a parameter that is not empty, where it is the one that the server goes by: what is in the URL beside a
    /// `request_uri` or request object counts for nothing (RFC 9101 §6.3, RFC 9126 §4), and its place is not seen.
    pub(crate) fn asked(&self, name: &str) -> Option<&Param> {
        self.params.filled(name).filter(|param| !self.is_beside(param))
    }

    /// Returns whether the URL has parameters beside a request object that the object itself lacks: servers differ in whether they
    /// count (OpenID Connect Core §6.1).
    pub(crate) fn has_beside(&self) -> bool {
        let mut beside = self.params.iter().filter(|param| self.is_beside(param));
        beside.any(|param| self.asked(&param.name).is_none())
    }

    /// Returns whether a parameter is beside a request object or pushed request, which governs in its place.
    pub(crate) fn is_beside(&self, param: &Param) -> bool {
        let is_inside = [OBJECT_PART, PUSHED_PART].contains(&param.section);
        let has_object = ["request", "request_uri"].iter().any(|name| self.params.filled(name).is_some());
        has_object && !is_inside && !OUTSIDE.contains(&param.name.as_str())
    }

    /// Returns the last answer with which the authorization endpoint itself refused.
    pub(crate) fn refusal(&self) -> Option<&PageAnswer> {
        self.answers.iter().rev().find(|answer| answer.refused)
    }
}

/// What a page request was answered with.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a recorded message, not states")]
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
    /// What the page says about an error: the text of an error page, markup removed, cut to one line.
    pub error_text: Option<String>,
    /// Something in front of the server answered.
    pub turned_away: Option<TurnedAway>,
    /// `Content-Security-Policy` of the page; several are joined by commas.
    pub policy: Option<String>,
    /// `Cross-Origin-Opener-Policy` of the answer.
    pub opener_policy: Option<String>,
    /// The request had a `Cookie` header.
    pub has_cookies: bool,
    /// The browser loaded it in a frame (`Sec-Fetch-Dest`).
    pub in_frame: bool,
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
    /// A page of the authorization endpoint said so to the user, as a text tells.
    pub is_told: bool,
    /// The requests that carried it to the client.
    pub callbacks: Vec<Callback>,
}

impl AuthorizationResponse {
    /// Returns whether its parameters are in a JWT (JARM) that cannot be read, such as an encrypted one.
    pub(crate) fn is_unread(&self) -> bool {
        self.params.filled("response").is_some() && self.params.filled_any(&["code", "error", "id_token"]).is_none()
    }
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
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a recorded message, not states")]
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
    /// The answer set a cookie, and did not only delete some.
    pub sets_cookie: bool,
    /// Where the answer redirected the browser.
    pub redirected_to: Option<String>,
    /// The page that answered says that the login failed.
    pub shows_failure: bool,
    /// The page that answered runs a script, which may take the code whatever the status.
    pub has_script: bool,
    /// `Sec-Fetch-Site` of the request, where it was sent.
    pub fetch_site: Option<String>,
    /// The parameters came in the fragment, which a server does not see.
    pub fragment_only: bool,
    /// The parameters that it was requested with.
    pub params: Params,
    /// The browser loaded it in a frame (`Sec-Fetch-Dest`).
    pub in_frame: bool,
    /// Why the recorder says that it failed.
    pub failure: Option<String>,
    /// The browser itself turned `http` into `https`, because the host demands it (HSTS).
    pub is_upgraded: bool,
    /// Something in front of the application answered.
    pub turned_away: Option<TurnedAway>,
    /// `Content-Security-Policy` of the page; several are joined by commas.
    pub policy: Option<String>,
    /// The page calls the window that opened it.
    pub uses_opener: bool,
    /// The cookies that the answer set.
    pub set: Vec<SetCookie>,
}

/// What the URL names beside a request object.
const OUTSIDE: &[&str] = &["client_id", "request", "request_uri"];
