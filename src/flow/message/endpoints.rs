//! Requests to other endpoints of an authorization server: for a device code, to revoke a token.

use oauth_doctor_wire::url::UrlParts;

use crate::capture::Exchange;
use crate::disclose::Secret;
use crate::flow::Seen;
use crate::flow::message::recognise::json_body;
use crate::oauth::answer::{TOKEN_ERRORS, seconds};
use crate::oauth::part::{Component, Message};
use crate::oauth::{Answer, Basic, Grant, Params};

/// A device authorization request (RFC 8628 §3.1) that was answered with a code.
#[derive(Clone, Debug)]
pub struct DeviceAuthorization {
    /// The exchange.
    pub seen: Seen,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The client.
    pub client_id: Option<String>,
    /// `device_code`, or `auth_req_id` in its place.
    pub device_code: Secret,
    /// `user_code`.
    pub user_code: Option<Secret>,
    /// For how many seconds the code lives.
    pub expires_in: Option<u64>,
    /// How many seconds are to pass between two polls.
    pub interval: u64,
}

/// A token that was revoked.
#[derive(Debug)]
pub struct Revocation {
    /// The exchange.
    pub seen: Seen,
    /// The token.
    pub token: Secret,
    /// The endpoint that it was sent to.
    pub at: RevokedAt,
}

/// An endpoint that revokes a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevokedAt {
    /// The revocation endpoint (RFC 7009).
    Revocation,
    /// An endpoint that ends the session, which the token belongs to.
    Logout,
}

/// A device authorization request (RFC 8628 §3.1), or a backchannel authentication request (CIBA §7), that was refused.
#[derive(Debug)]
pub struct RefusedDevice {
    /// The exchange.
    pub seen: Seen,
    /// What the user was to decide about on another device.
    pub grant: Grant,
    /// The client.
    pub client_id: Option<String>,
    /// The answer.
    pub answer: Answer,
}

/// Reads a request that asks for a device code, or begins a backchannel login, and was refused.
pub(crate) fn refused_device(exchange: &Exchange, seen: Seen) -> Option<RefusedDevice> {
    let request = &exchange.request;
    let path = UrlParts::parse(request.url.as_str()).path.to_ascii_lowercase().replace(['-', '_'], "");
    let path = path.trim_end_matches('/');
    let grant = if DEVICE.iter().any(|end| path.ends_with(end)) {
        Grant::DeviceCode
    } else if BACKCHANNEL.iter().any(|end| path.ends_with(end)) {
        Grant::Ciba
    } else {
        return None;
    };
    if !request.method.eq_ignore_ascii_case("POST") {
        return None;
    }
    let sent =
        Params::from_content(&request.body.as_ref()?.content, Message::DeviceAuthorizationRequest.at(Component::Body));
    // A page where the user types the code is at such paths, too.
    if ["user_code", "grant_type", "code"].iter().any(|name| sent.get(name).is_some()) {
        return None;
    }
    let basic = request.header("authorization").and_then(Basic::read);
    let client_id = sent.filled("client_id").map(|id| id.value.clone()).or_else(|| basic?.client_id());
    let answer = Answer::read(exchange.response.as_ref()?);
    let is_known = answer.error.as_deref().is_some_and(|error| {
        TOKEN_ERRORS.contains(&error) || grant == Grant::Ciba && BACKCHANNEL_ERRORS.contains(&error)
    });
    let is_refused = is_known && answer.status.is_none_or(|status| status >= 400);
    is_refused.then_some(RefusedDevice { seen, grant, client_id, answer })
}

/// How the paths of device authorization endpoints end, without `-` and `_`.
const DEVICE: &[&str] = &[
    "/deviceauthorization",
    "/devicecode",
    "/device/code",
    "/device/authorize",
    "/device/auth",
    "/deviceauthorize",
    "/auth/device",
];

/// How the paths of backchannel authentication endpoints end, without `-` and `_`.
const BACKCHANNEL: &[&str] =
    &["/bcauthorize", "/backchannelauthentication", "/backchannel", "/ciba/auth", "/ciba", "/backchannelauth"];

/// What a backchannel authentication endpoint answers beside the errors of a token endpoint (CIBA §13).
const BACKCHANNEL_ERRORS: &[&str] = &[
    "expired_login_hint_token",
    "unknown_user_id",
    "missing_user_code",
    "invalid_user_code",
    "invalid_binding_message",
];

/// Reads a device authorization request and its answer (RFC 8628), or those that begin a backchannel login (CIBA).
pub(crate) fn device(exchange: &Exchange, seen: Seen) -> Option<DeviceAuthorization> {
    let response = exchange.response.as_ref()?;
    let answer = json_body(response)?;
    let member = |name: &str| Some(Secret::new(answer.get(name)?.as_str()?));
    let device_code = member("device_code").or_else(|| member("auth_req_id"))?;
    let sent = exchange
        .request
        .body
        .as_ref()
        .map(|body| Params::from_content(&body.content, Message::DeviceAuthorizationRequest.at(Component::Body)));
    Some(DeviceAuthorization {
        seen,
        status: response.status,
        client_id: sent.and_then(|sent| Some(sent.filled("client_id")?.value.clone())),
        device_code,
        user_code: member("user_code"),
        expires_in: seconds(&answer, "expires_in"),
        interval: seconds(&answer, "interval").unwrap_or(5),
    })
}

/// Reads a revocation that the server accepted (RFC 7009), or a logout that a refresh token was sent with.
pub(crate) fn revocation(exchange: &Exchange, seen: Seen) -> Option<Revocation> {
    let request = &exchange.request;
    let status = exchange.response.as_ref()?.status?;
    let segment = UrlParts::parse(request.url.as_str()).last_segment().to_ascii_lowercase();
    let segment = segment.replace(['-', '_'], "");
    let (at, name, accepted) = if segment.contains("revo") {
        (RevokedAt::Revocation, "token", matches!(status, 200..=204))
    } else if ["logout", "signout", "endsession"].iter().any(|word| segment.contains(word)) {
        (RevokedAt::Logout, "refresh_token", matches!(status, 200..=204))
    } else {
        return None;
    };
    if !accepted || !request.method.eq_ignore_ascii_case("POST") {
        return None;
    }
    let sent = Params::from_content(&request.body.as_ref()?.content, Message::RevocationRequest.at(Component::Body));
    let token = sent.filled(name).filter(|token| !token.is_placeholder())?;
    Some(Revocation { seen, token: Secret::new(token.value.as_str()), at })
}
