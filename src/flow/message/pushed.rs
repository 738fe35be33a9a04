//! Parameters that stand elsewhere: in a pushed request (RFC 9126), in a signed request (RFC 9101) or response (JARM).

use oauth_doctor_wire::url::UrlParts;

use crate::capture::{Exchange, Text};
use crate::flow::message::front;
use crate::flow::message::recognise::json_body;
use crate::flow::{PageAnswer, Seen};
use crate::oauth::part::{Component, Message, Section};
use crate::oauth::{Basic, Params, jwt};

/// A pushed authorization request.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// The exchange.
    pub seen: Seen,
    /// The URL without query and fragment.
    pub endpoint: String,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// `expires_in` of the answer, in seconds.
    pub expires_in: Option<i64>,
    /// The credentials of the `Authorization` header.
    pub basic: Option<Basic>,
}

/// The part of a message in which the parameters of a pushed request stand.
pub(crate) const PUSHED_PART: Section = Message::PushedAuthorizationRequest.at(Component::Body);
/// The part of a message in which the parameters of a request object stand.
pub(crate) const OBJECT_PART: Section = Message::AuthorizeRequest.at(Component::RequestObject);

/// Reads a pushed authorization request, and the `request_uri` that it was given.
pub(crate) fn accepted(exchange: &Exchange, seen: Seen) -> Option<(String, Pushed, Params)> {
    if !exchange.request.method.eq_ignore_ascii_case("POST") {
        return None;
    }
    let body = exchange.request.body.as_ref()?;
    let answer = json_body(exchange.response.as_ref()?)?;
    let request_uri = answer.get("request_uri")?.as_str()?.to_owned();
    let mut params = Params::from_content(&body.content, PUSHED_PART);
    if params.get("response_type").is_none() && params.get("request").is_none() {
        return None;
    }
    open_object(&mut params);
    let pushed = Pushed { expires_in: jwt::time(&answer, "expires_in"), ..read(exchange, seen) };
    Some((request_uri, pushed, params))
}

/// Puts the claims of a request object (RFC 9101), which count, before the other parameters. Returns whether it could be read.
pub(crate) fn open_object(params: &mut Params) -> bool {
    let Some(object) = params.get("request") else {
        return true;
    };
    let Some(claims) = jwt::claims(&object.value) else {
        return false;
    };
    let text = Text::new(serde_json::Value::Object(claims).to_string(), Vec::new());
    params.prepend(Params::from_json(&text, OBJECT_PART).unwrap_or_default());
    true
}

/// Reads a response that is a signed JWT (JARM): its claims are the parameters.
pub(crate) fn open_response(params: &mut Params) {
    let claims = params.get("response").and_then(|response| jwt::claims(&response.value));
    if let Some(claims) = claims {
        let text = Text::new(serde_json::Value::Object(claims).to_string(), Vec::new());
        params.prepend(Params::from_json(&text, Message::Callback.at(Component::Response)).unwrap_or_default());
    }
}

/// Reads the refusal of a pushed request: unlike the authorization endpoint, which answers people, this one answers JSON.
pub(crate) fn refused(exchange: &Exchange, seen: Seen) -> Option<(Pushed, PageAnswer)> {
    let response = exchange.response.as_ref()?;
    let status = response.status.filter(|status| *status >= 400)?;
    let answer = json_body(response)?;
    let text = |name: &str| Some(answer.get(name)?.as_str()?.to_owned());
    let page = PageAnswer {
        turned_away: front::turned_away(exchange),
        policy: None,
        opener_policy: None,
        has_cookies: false,
        in_frame: false,
        seen,
        status: Some(status),
        refused: true,
        lost: false,
        sets_cookies: Vec::new(),
        error: Some(text("error")?),
        error_text: text("error_description"),
    };
    Some((read(exchange, seen), page))
}

fn read(exchange: &Exchange, seen: Seen) -> Pushed {
    Pushed {
        seen,
        endpoint: UrlParts::parse(exchange.request.url.as_str()).base.to_owned(),
        status: exchange.response.as_ref().and_then(|response| response.status),
        expires_in: None,
        basic: exchange.request.header("authorization").and_then(Basic::read),
    }
}
