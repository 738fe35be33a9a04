//! Whether a client minded what it must refuse: what the recording shows that it did next.

use oauth_doctor_wire::host::same_site;
use oauth_doctor_wire::url::UrlParts;

use super::error_page::{is_error_page, is_login_path};
use super::issued::was_refreshed;
use crate::flow::{AuthorizeRequest, Callback, Flow, Seen, TokenExchange, Visit};
use crate::login::Login;
use crate::oauth::Grant;

/// What a client did after an answer that it may or must refuse.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reaction {
    /// The recording shows that it gave up, and how.
    Stopped(Stop),
    /// It used what it was given.
    WentOn,
    /// The recording does not show what it did.
    NotSeen,
}

/// How a client gave up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stop {
    /// It answered with this HTTP status.
    Answered {
        /// The exchange.
        exchange: usize,
        /// The status.
        status: u16,
    },
    /// It showed a page that tells of a failure, or sent the browser to one, in this exchange.
    ErrorPage(usize),
    /// It began the login again: the number of that login.
    BeganAgain(usize),
}

impl Reaction {
    /// Returns whether the recording shows that the client gave up.
    pub(crate) fn is_stop(self) -> bool {
        matches!(self, Self::Stopped(_))
    }

    /// Returns a sentence, with a space before it, on what the recording shows.
    pub(crate) fn sentence(self) -> String {
        match self {
            Self::Stopped(Stop::Answered { exchange, status }) => {
                format!(" The application stopped: it answered HTTP {status} (exchange {exchange}).")
            }
            Self::Stopped(Stop::ErrorPage(exchange)) => {
                format!(" The application stopped: it showed an error (exchange {exchange}).")
            }
            Self::Stopped(Stop::BeganAgain(login)) => {
                format!(" The application stopped: it started the login again (login {login}).")
            }
            Self::WentOn => " The application continued anyway.".to_owned(),
            Self::NotSeen => " The recording doesn't show whether this bothered the application.".to_owned(),
        }
    }
}

impl Login<'_> {
    /// Returns what the client did with the authorization response.
    pub(crate) fn reaction_to_response(&self) -> Reaction {
        let flow = self.flow;
        if flow.went_on() && flow.backend.is_none() || !flow.preflights.is_empty() {
            return Reaction::WentOn;
        }
        match (flow.backend, flow.backend_status) {
            (Some(backend), Some(status)) if is_refusal(status) => {
                return Reaction::Stopped(Stop::Answered { exchange: backend.exchange, status });
            }
            (Some(_), Some(200..=399)) => return Reaction::WentOn,
            _ => {}
        }
        let Some(response) = flow.responses.iter().map(|response| response.seen).max_by_key(|seen| seen.order) else {
            return Reaction::NotSeen;
        };
        match self.last_callback().and_then(|callback| self.stop_of(callback)) {
            Some(stop) => Reaction::Stopped(stop),
            None => self.reaction_after(response),
        }
    }

    /// Returns what the client did with the answer to its token request.
    pub(crate) fn reaction_to_token(&self, token: &TokenExchange) -> Reaction {
        // A server checks what it got before it answers its callback; the callback of a page was answered before.
        let by_server = self.last_callback().filter(|_| !token.from_browser);
        if let Some(stop) = by_server.and_then(|callback| self.stop_of(callback)) {
            return Reaction::Stopped(stop);
        }
        if self.token_was_used(token) || was_refreshed(self, token) {
            return Reaction::WentOn;
        }
        self.reaction_after(token.seen)
    }

    /// Returns the request that brought a response to the client: the one that it took, or the last.
    fn last_callback(&self) -> Option<&Callback> {
        if let Some(callback) = self.callback_that_let_in() {
            return Some(callback);
        }
        let all = self.flow.responses.iter().flat_map(|response| &response.callbacks);
        all.filter(|callback| !callback.params.is_empty()).max_by_key(|callback| callback.seen.order)
    }

    /// Returns what the recording shows from an answer on, by the pages that the browser went to.
    fn reaction_after(&self, answer: Seen) -> Reaction {
        let last = self.last_callback();
        let from = last.map_or(answer, |last| if last.seen.order > answer.order { last.seen } else { answer });
        let failed = self.page_after(from, last).filter(|visit| tells_of_failure(visit));
        let failed = failed.map(|visit| Stop::ErrorPage(visit.seen.exchange));
        if let Some(stop) = failed.or_else(|| self.began_again(from, last)) {
            return Reaction::Stopped(stop);
        }
        if last.is_some_and(|callback| callback.sets_cookie && !callback.fragment_only) {
            return Reaction::WentOn;
        }
        Reaction::NotSeen
    }

    /// Returns the callback that made a session: its answer set a cookie, and the next page of the application loaded. The same
    /// address again, by the back button, fails and changes nothing.
    pub(super) fn callback_that_let_in(&self) -> Option<&Callback> {
        let all = self.flow.responses.iter().flat_map(|response| &response.callbacks).take(PAGES);
        all.filter(|callback| !callback.params.is_empty() && callback.sets_cookie && !callback.fragment_only)
            .find(|callback| self.stop_of(callback).is_none() && self.page_let_in(callback).is_some())
    }

    /// Returns whether a page of the application loaded behind a callback, and tells of no failure.
    pub(crate) fn goes_on_behind(&self, callback: &Callback) -> bool {
        self.page_let_in(callback).is_some()
    }

    /// Returns the page behind a callback, where it loaded and is none to sign in with.
    fn page_let_in(&self, callback: &Callback) -> Option<&Visit> {
        self.page_after(callback.seen, Some(callback))
            .filter(|visit| !tells_of_failure(visit) && !is_login_path(UrlParts::parse(&visit.url).path))
    }

    /// Returns how the answer to a callback stops the login.
    pub(super) fn stop_of(&self, callback: &Callback) -> Option<Stop> {
        let exchange = callback.seen.exchange;
        if let Some(status) = callback.status.filter(|status| is_refusal(*status)) {
            return Some(Stop::Answered { exchange, status });
        }
        let away = callback.redirected_to.as_deref().is_some_and(is_error_page);
        // A session and a page behind the login outweigh words; anyone may see the front page.
        let is_front = |visit: &&Visit| UrlParts::parse(&visit.url).path.trim_matches('/').is_empty();
        let outweighed = || callback.sets_cookie && self.page_let_in(callback).is_some_and(|visit| !is_front(&visit));
        (away || callback.shows_failure && !outweighed()).then_some(Stop::ErrorPage(exchange))
    }

    /// Returns the page of the application that shows, soon after, what became of the login: the first that loads or that tells
    /// of a failure. Those that follow are about something else.
    fn page_after(&self, from: Seen, callback: Option<&Callback>) -> Option<&Visit> {
        let visits = &self.traffic.visits;
        let next = visits.partition_point(|visit| visit.seen.order <= from.order);
        // What comes after the next login may be about that.
        let others = self.traffic.logins_after(self.flow.id).iter().take(NEIGHBOURS).map(Flow::began);
        let later = others.filter(|began| *began > from.order).min().unwrap_or(usize::MAX);
        let of_login = |visit: &&Visit| {
            visit.seen.order < later
                && visit.seen.input == from.input
                && visit.seen.since(&from).is_none_or(|ms| ms <= SOON)
        };
        let mut pages = visits.iter().skip(next).take(PAGES).filter(of_login);
        let callbacks = || self.flow.responses.iter().flat_map(|response| &response.callbacks).take(PAGES);
        let is_callback = |visit: &Visit| {
            callbacks().any(|other| other.seen.exchange == visit.seen.exchange && other.params.get("code").is_some())
        };
        pages.find(|visit| {
            let loads = visit.status.is_some_and(|status| (200..300).contains(&status));
            self.is_of_application(&visit.url, callback) && !is_callback(visit) && (loads || tells_of_failure(visit))
        })
    }

    /// Returns whether a page is one of the application: near its callback, and not one of the authorization server.
    fn is_of_application(&self, url: &str, callback: Option<&Callback>) -> bool {
        let host = |url: &str| UrlParts::parse(url).host.to_ascii_lowercase();
        let at = host(url);
        let own = callback.map(|callback| host(&callback.url));
        let own = own.or_else(|| Some(host(&self.flow.asked("redirect_uri")?.value)));
        let server = self.flow.authorize_endpoint().map(host);
        own.is_some_and(|own| own == at || !own.is_empty() && same_site(&own, &at) && server.as_ref() != Some(&at))
    }

    /// Returns the login that the application began instead of this one.
    fn began_again(&self, from: Seen, callback: Option<&Callback>) -> Option<Stop> {
        let authorize = self.flow.authorize.as_ref()?;
        let same = |other: &AuthorizeRequest| {
            let values = ["client_id", "redirect_uri", "scope", "resource", "prompt"];
            let value = |of: &AuthorizeRequest, name: &str| of.asked(name).map(|param| param.value.clone());
            other.endpoint == authorize.endpoint
                && values.iter().all(|name| value(other, name) == value(authorize, name))
        };
        let quiet =
            callback.is_none_or(|callback| !callback.sets_cookie) && self.flow.grant == Grant::AuthorizationCode;
        let by_application = |other: &AuthorizeRequest| {
            let (Some(started), Some(callback)) = (&other.started_by, callback) else { return false };
            let base = |url: &str| UrlParts::parse(url).base.to_owned();
            let next = callback.redirected_to.as_deref().map(base);
            started.seen.exchange == callback.seen.exchange || next.is_some_and(|next| next == base(&started.url))
        };
        let again = self.traffic.logins_after(self.flow.id).iter().take(NEIGHBOURS).find(|flow| {
            flow.authorize.as_ref().is_some_and(|other| {
                let age = other.seen.since(&from);
                other.seen.order > from.order
                    && same(other)
                    && age.is_some_and(|ms| (0..=SOON).contains(&ms))
                    && (by_application(other) || quiet && age.is_some_and(|ms| ms <= AT_ONCE))
            })
        })?;
        Some(Stop::BeganAgain(again.id))
    }
}

/// Returns whether a page tells of a failure, by its address or its words.
fn tells_of_failure(visit: &Visit) -> bool {
    is_error_page(&visit.url) || visit.shows_failure
}

/// Returns whether a status says that an application refused: not that it was not found, was busy or could not be reached.
fn is_refusal(status: u16) -> bool {
    let of_transport = [404, 405, 408, 410, 411, 413, 414, 421, 425, 426, 429, 431];
    (400..=500).contains(&status) && !of_transport.contains(&status)
}

/// How many pages are looked at behind an answer.
const PAGES: usize = 16;
/// How many later logins are looked at.
const NEIGHBOURS: usize = 8;
/// Within how many milliseconds an application shows what became of a login.
const SOON: i64 = 30_000;
/// Within how many milliseconds only a program begins a login again.
const AT_ONCE: i64 = 3_000;
