//! How the client of a token request shows who it is, and what the answer says about that.

use oauth_doctor_wire::uuid::is_uuid;

use super::endpoint::is_same_endpoint;
use super::login::{Login, Registered};
use super::stage::Stage;
use crate::disclose::Secret;
use crate::disclose::placeholder::is_placeholder;
use crate::flow::TokenExchange;
use crate::oauth::{Basic, BodyForm, Registration, jwt};

/// Returns whether the request authenticates the client.
pub(crate) fn authenticates(token: &TokenExchange) -> bool {
    token.has_authorization || !credentials(token).is_empty()
}

/// Returns the methods by which the request authenticates the client (OpenID Connect Core §9).
pub(crate) fn credentials(token: &TokenExchange) -> Vec<&'static str> {
    let mut methods = Vec::new();
    if token.basic.as_ref().is_some_and(Basic::has_secret) {
        methods.push("client_secret_basic");
    }
    if token.params.filled("client_secret").is_some() {
        methods.push("client_secret_post");
    }
    methods.extend(assertion_method(token));
    methods
}

/// Returns the method of a client assertion: its algorithm tells the secret from the private key (OpenID Connect Core §9). One
/// that cannot be read, or is not a JWT of these, goes by the name of its parameter.
fn assertion_method(token: &TokenExchange) -> Option<&'static str> {
    let assertion = token.params.filled("client_assertion")?;
    let kind = token.params.value("client_assertion_type").unwrap_or(jwt::ASSERTION_TYPE);
    let header = jwt::header(&assertion.value).filter(|_| kind == jwt::ASSERTION_TYPE || kind.is_empty());
    let algorithm = header.as_ref().and_then(|header| header.get("alg")?.as_str());
    Some(match algorithm {
        Some(algorithm) if algorithm.starts_with("HS") => "client_secret_jwt",
        Some(_) => "private_key_jwt",
        None => UNREAD_ASSERTION,
    })
}

/// What stands for the method of a client assertion that does not show it.
pub(crate) const UNREAD_ASSERTION: &str = "client_assertion";

/// Returns the secret where the identifier in HTTP Basic is this one, with a colon that was not encoded: the first colon ends the
/// identifier (RFC 7617 §2), so that the server reads another one.
pub(crate) fn cut_secret(login: &Login<'_>, token: &TokenExchange) -> Option<Secret> {
    let basic = token.basic.as_ref()?;
    let named = token.params.filled("client_id").map(|named| named.value.clone());
    let client = named.or_else(|| login.flow.client_id())?;
    basic.secret_behind(&client)
}

/// Returns the registrations that gave a secret out (RFC 7591 §3.2.1), and whether it is the one of the request; none if one of the
/// two is not in the capture.
pub(crate) fn issued_secrets<'a>(
    login: &Login<'a>,
    token: &TokenExchange,
) -> Vec<(Registered<&'a Registration>, bool)> {
    let sent = token.params.filled("client_secret").filter(|sent| !sent.is_placeholder());
    let basic = token.basic.as_ref().filter(|basic| basic.has_secret() && !is_placeholder(basic.secret.expose()));
    let is_sent = |secret: &Secret| match (sent, basic) {
        (Some(sent), _) => Some(*secret == Secret::new(sent.value.as_str())),
        (None, Some(basic)) => Some(basic.has_registered(secret)),
        (None, None) => None,
    };
    let compared = |registered: Registered<&'a Registration>| {
        let secret = registered.value.client_secret.as_ref().filter(|secret| !is_placeholder(secret.expose()))?;
        let is_same = is_sent(secret)?;
        Some((registered, is_same))
    };
    login.registrations_before(&token.seen).into_iter().filter_map(compared).collect()
}

/// Returns whether the secret that was sent is a UUID and the server says that it wants the value of a secret, not its identifier.
pub(crate) fn sends_id_of_secret(token: &TokenExchange) -> bool {
    let sent = token.params.value("client_secret").or_else(|| Some(token.basic.as_ref()?.secret.expose()));
    sent.is_some_and(is_uuid) && token.answer.says(&["not the client secret id", "not the secret id"])
}

/// Returns whether HTTP Basic names someone else beside a client that has credentials of its own in the body: an API gateway in
/// front of the server may ask for it.
pub(crate) fn has_basic_of_another(token: &TokenExchange) -> bool {
    let user = token.basic.as_ref().and_then(Basic::client_id);
    let named = token.params.filled("client_id");
    let has_own = token.params.filled_any(&["client_secret", "client_assertion"]).is_some();
    has_own && user.zip(named).is_some_and(|(user, named)| user != named.value)
}

/// Returns whether the server's words give a reason for refusing the client that is neither how it authenticates nor how that is
/// encoded: it read the credentials.
pub(crate) fn names_reason(token: &TokenExchange) -> bool {
    Stage::named(&token.answer).iter().any(|stage| matches!(stage, Stage::Registration | Stage::Assertion))
}

/// An `Authorization` header to another origin has to be asked for in the preflight, so one that was removed on export would show
/// there.
pub(crate) fn preflight_excludes_authorization(login: &Login<'_>, token: &TokenExchange) -> bool {
    let preflights =
        login.flow.preflights.iter().filter(|preflight| is_same_endpoint(&preflight.endpoint, &token.endpoint));
    let asks = |headers: &str| headers.split(',').any(|name| name.trim().eq_ignore_ascii_case("authorization"));
    let simple = login.flow.preflights.is_empty() && token.body == BodyForm::Form;
    let asked: Vec<bool> = preflights.map(|preflight| preflight.asks_headers.as_deref().is_some_and(asks)).collect();
    token.is_cross_origin() && (simple || !asked.is_empty() && !asked.contains(&true))
}

/// Returns whether the answer is about the grant: not about the secret, which some servers report under the same code.
pub(crate) fn blames_grant(token: &TokenExchange) -> bool {
    let credentials = token.answer.says(&["secret", "credential", "authenticat", "not found", "unknown client"]);
    token.answer.is_error("unsupported_grant_type") || token.answer.is_error("unauthorized_client") && !credentials
}

/// Returns whether the server says that the audience of an assertion is wrong, and not what is asked for as `audience`.
pub(crate) fn blames_audience(token: &TokenExchange) -> bool {
    let is_of_assertion =
        token.params.get("audience").is_none() || token.answer.says(&["assertion", "jwt", "client auth"]);
    is_of_assertion && token.answer.says(&["audience", "'aud'", "\"aud\"", "`aud`", " aud "])
}

/// Returns whether `grant_type` names a grant in a form that no specification has and some servers take: `device_code`.
pub(crate) fn is_short_form(token: &TokenExchange) -> bool {
    token.params.value("grant_type").map(str::trim) == Some("device_code")
}
