//! Token requests with their answers, and the preflights of them.

use oauth_doctor_wire::spelling;
use oauth_doctor_wire::url::{UrlParts, resolve};

use crate::capture::{CallFrame, EvidenceLevel};
use crate::disclose::Secret;
use crate::disclose::placeholder::is_unset;
use crate::flow::{Seen, TurnedAway};
use crate::oauth::dpop::DpopProof;
use crate::oauth::{Answer, Basic, BodyForm, Grant, Params};

/// How servers speak of the form of a request.
const FORM_WORDS: &[&str] = &["content-type", "content type", "media type", "x-www-form-urlencoded"];

/// How much a recording shows of a request. What is not shown is not absent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shows {
    /// All headers: what is not among them was not sent.
    Headers,
    /// The body as it was sent: what is not in it was not sent.
    Body,
    /// The form of the body: it is there as it was sent, or its label is.
    Form,
    /// How the client authenticates: a header that does it is there, or all headers and the body are.
    Authentication,
    /// The values of parameters, decoded; a program that printed them may have cut one.
    Values,
}

/// A token request (RFC 6749 §4.1.3) and its answer.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a recorded message, not states")]
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
    /// HTTP Basic credentials that went without their base64.
    pub plain_basic: Option<Basic>,
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
    pub proof: Option<DpopProof>,
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
    /// Something in front of the server answered.
    pub turned_away: Option<TurnedAway>,
    /// The recorder says that it was answered by, or sent from, a service worker.
    pub service_worker: bool,
    /// The script that sent it and what called it, innermost first.
    pub call_stack: Vec<CallFrame>,
    /// It is in a text: what it lacks was not recorded.
    pub excerpt: bool,
    /// How the recording shows it.
    pub evidence: EvidenceLevel,
    /// The body is there as it was sent, and not only what a program made of it.
    pub is_body_verbatim: bool,
    /// Every header is there: one that each program sends is.
    pub has_all_headers: bool,
    /// The text proposes it; nobody sent it.
    pub proposed: bool,
    /// The text breaks off in the words of the answer.
    pub is_answer_cut: bool,
    /// The client that a log names beside it.
    pub told_client: Option<String>,
    /// The grant that the words around it name.
    pub told_grant: Option<Grant>,
    /// The recording has neither an answer nor word of what became of the request: a copied command, a request alone.
    pub is_unanswered: bool,
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

impl TokenExchange {
    /// Returns whether the recording shows so much of the request.
    pub fn shows(&self, shows: Shows) -> bool {
        self.evidence == EvidenceLevel::Seen
            || match shows {
                Shows::Headers => self.has_all_headers,
                Shows::Body => self.is_body_verbatim,
                Shows::Form => self.is_body_verbatim || self.content_type.is_some() || self.answer.says(FORM_WORDS),
                Shows::Authentication => {
                    self.basic.as_ref().is_some_and(Basic::has_secret) || self.has_all_headers && self.is_body_verbatim
                }
                Shows::Values => self.evidence == EvidenceLevel::Logged,
            }
    }

    /// Returns whether it was sent before another one.
    pub(crate) fn is_before(&self, other: &Self) -> bool {
        self.seen.order < other.seen.order
    }

    /// Returns the client identifier that the request names: in the body or query, or as the user of HTTP Basic.
    pub fn client_id(&self) -> Option<String> {
        let named = self.params.filled("client_id").map(|param| param.value.clone());
        named.or_else(|| self.basic.as_ref().and_then(Basic::client_id)).or_else(|| self.told_client.clone())
    }

    /// Returns whether the request has this identifier in the place of its secret, and something else in the place of the identifier.
    pub(crate) fn swaps_credentials(&self, client_id: &str) -> bool {
        let is_sent = match &self.basic {
            Some(basic) => basic.secret == Secret::new(client_id),
            None => self.params.value("client_secret") == Some(client_id),
        };
        is_sent && self.client_id().is_some_and(|id| id != client_id)
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
        let segment = |url: &str| UrlParts::parse(url).last_segment().to_owned();
        let moved = self.location.as_deref().is_none_or(|location| segment(location) == segment(&self.endpoint));
        matches!(self.answer.status, Some(301..=303)) && moved
    }

    /// Returns the URL where a redirect asks for the same request again, with its body (307, 308; RFC 9110 §15.4).
    pub(crate) fn forwards_to(&self) -> Option<String> {
        let location = self.location.as_deref().filter(|_| matches!(self.answer.status, Some(307 | 308)))?;
        Some(resolve(&self.endpoint, location))
    }

    /// Returns whether the answer asks for the same request again: a device flow that waits, a `DPoP` nonce that the client
    /// then uses.
    pub fn is_pending(&self) -> bool {
        let waits = self.answer.is_any(&["authorization_pending", "slow_down", "use_dpop_nonce"]);
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
            .find(|param| spelling::is_same(&param.name, "grant_type"))
            .filter(|sent| !sent.is_placeholder() && !is_unset(&sent.value))
            .map(|sent| sent.value.trim());
        let by_parameter = || {
            let tells = [
                ("refresh_token", Grant::RefreshToken),
                ("device_code", Grant::DeviceCode),
                ("auth_req_id", Grant::Ciba),
                ("assertion", Grant::Assertion),
                ("subject_token", Grant::TokenExchange),
            ];
            tells.into_iter().find(|(name, _)| has(name)).map(|(_, grant)| grant)
        };
        let other = || match sent {
            Some(sent) => by_parameter().or_else(|| Grant::like(sent)).unwrap_or(Grant::Extension),
            None => by_parameter().or(self.told_grant).unwrap_or(Grant::AuthorizationCode),
        };
        sent.and_then(Grant::parse).unwrap_or_else(other)
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

    /// Returns whether `authorization` was asked for and allowed by `*` only. The Fetch standard does not let `*` stand for it;
    /// browsers differ.
    pub fn allows_authorization_by_wildcard(&self) -> bool {
        let lists = |headers: &Option<String>, wanted: &str| {
            let mut names = headers.as_deref().unwrap_or_default().split(',');
            names.any(|name| name.trim().eq_ignore_ascii_case(wanted))
        };
        lists(&self.asks_headers, "authorization")
            && lists(&self.allow_headers, "*")
            && !lists(&self.allow_headers, "authorization")
    }

    /// Returns the first header that was asked for and not allowed.
    pub fn missing_header(&self) -> Option<&str> {
        let allowed = self.allow_headers.as_deref().unwrap_or("");
        let allows = |name: &str| {
            allowed.split(',').any(|header| header.trim() == "*" || header.trim().eq_ignore_ascii_case(name))
        };
        self.asks_headers.as_deref()?.split(',').map(str::trim).find(|name| !name.is_empty() && !allows(name))
    }
}
