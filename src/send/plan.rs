//! Which request is sent: the corrected one, with fresh values, unless something forbids it.

use oauth_doctor_wire::percent::encode_form;

use crate::diagnosis::Diagnosis;
use crate::disclose::Secret;
use crate::disclose::placeholder::is_placeholder;
use crate::oauth::request::{Field, FieldValue, TOKEN_PARAMETERS};
use crate::oauth::{BodyForm, Request};
use crate::send::Error;
use crate::weigh::StepKind;

/// What the user wants other than the capture has it.
#[derive(Debug, Default)]
pub struct Wishes {
    /// Send the request as it was recorded, mistakes and all.
    pub as_captured: bool,
    /// Send a code that is spent.
    pub force: bool,
    /// Another token endpoint.
    pub endpoint: Option<String>,
    /// Values instead of those of the capture, by the names of their parameters.
    pub fresh: Vec<(String, Secret)>,
}

/// What is sent.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug)]
pub struct Plan {
    /// The request, complete.
    pub request: Request,
    /// It is not as it was recorded.
    pub is_corrected: bool,
    /// It has the code of the capture.
    pub has_captured_code: bool,
    /// It has a fresh code, and the `code_verifier` of the capture, which belongs to another.
    pub has_captured_verifier: bool,
    /// The parameters that do not have the value of the capture.
    pub replaced: Vec<String>,
    /// It goes where the capture shows, with its values: what is known about them holds for it.
    pub is_of_capture: bool,
}

/// Decides what is sent of a login: the corrected token request, or the recorded one where nothing of it was corrected. `None`
/// where the login has no token request.
///
/// Refuses a spent code (RFC 6749 §4.1.2), a code of a wrong authorization request, and what no capture holds: the key of a
/// `DPoP` proof (RFC 9449), values that were redacted.
pub fn plan(login: &Diagnosis, wishes: &Wishes) -> Result<Option<Plan>, Error> {
    let Some(recorded) = &login.token_request else {
        return Ok(None);
    };
    let corrections = || login.corrections.iter().filter(|_| !wishes.as_captured);
    let of_token = corrections().find(|correction| correction.request == StepKind::TokenRequest);
    let needs_new_login = corrections().any(|correction| correction.request != StepKind::TokenRequest);
    let mut request = of_token.map_or(recorded, |correction| &correction.corrected).clone();
    let is_fresh = |name: &str| wishes.fresh.iter().any(|(of, _)| of == name);
    let has_captured_code = !is_fresh("code") && recorded.value("code").is_some();
    if let Some(exchange) = login.spent_by.filter(|_| has_captured_code && !wishes.force) {
        return Err(Error::Spent { exchange });
    }
    if needs_new_login && !is_fresh("code") {
        return Err(Error::NewLogin);
    }
    let has_captured_verifier =
        is_fresh("code") && !is_fresh("code_verifier") && request.value("code_verifier").is_some();
    sendable(&request)?;
    if let Some(endpoint) = &wishes.endpoint {
        request.url.clone_from(endpoint);
    }
    let mut replaced = Vec::new();
    for (name, value) in &wishes.fresh {
        if replace(&mut request, name, value) {
            replaced.push(name.clone());
        }
    }
    is_complete(&request)?;
    Ok(Some(Plan {
        request,
        is_corrected: of_token.is_some(),
        has_captured_code,
        has_captured_verifier,
        replaced,
        is_of_capture: wishes.fresh.is_empty() && wishes.endpoint.is_none(),
    }))
}

/// Returns the environment variable that holds a value instead of that of the capture.
///
/// # Example: the client secret
///
/// ```
/// assert_eq!(oauth_doctor::send::variable("client_secret"), "OAUTH_DOCTOR_CLIENT_SECRET");
/// ```
pub fn variable(name: &str) -> String {
    let word = |c: char| {
        if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }
    };
    format!("OAUTH_DOCTOR_{}", name.chars().map(word).collect::<String>())
}

fn sendable(request: &Request) -> Result<(), Error> {
    if request.proofs > 0 {
        return Err(Error::BoundToKey);
    }
    if request.other_authorization {
        return Err(Error::OtherAuthorization);
    }
    match request.body {
        BodyForm::Missing | BodyForm::Other => Err(Error::BodyUnread),
        BodyForm::Stringified if request.body_text.is_none() => Err(Error::ObjectUnread),
        _ => Ok(()),
    }
}

/// Sets a value, and returns whether it is in the request. A code and its verifier were asked for, so they are added; other values
/// only take the place of one.
fn replace(request: &mut Request, name: &str, value: &Secret) -> bool {
    let in_basic = request.basic.is_some() && matches!(name, "client_id" | "client_secret");
    if let Some(basic) = request.basic.as_mut().filter(|_| name == "client_secret") {
        // RFC 6749 §2.3.1: form-encoded in the header.
        basic.password = Secret::new(encode_form(value.expose()));
    }
    if let Some(basic) = request.basic.as_mut().filter(|_| name == "client_id") {
        basic.user = encode_form(value.expose());
    }
    let in_url = request.method == "GET";
    let params = &mut request.params;
    let is_new = params.iter().all(|field| field.name != name);
    if is_new && matches!(name, "code" | "code_verifier") {
        params.push(Field { name: name.to_owned(), value: FieldValue::Known(value.clone()), in_url });
    }
    for field in params.iter_mut().filter(|field| field.name == name) {
        field.value = FieldValue::Known(value.clone());
    }
    in_basic || params.iter().any(|field| field.name == name)
}

/// Refuses a request that has a hole, or a placeholder where a server needs a value.
fn is_complete(request: &Request) -> Result<(), Error> {
    if let Some((name, what)) = request.needs().next() {
        return Err(Error::Needs { name: name.to_owned(), what: what.to_owned() });
    }
    let redacted = request
        .params
        .iter()
        .filter(|field| TOKEN_PARAMETERS.contains(&field.name.as_str()))
        .find(|field| field.value.known().is_some_and(is_placeholder));
    let basic = request.basic.as_ref().and_then(|basic| {
        let parts = [("client_id", basic.user.as_str()), ("client_secret", basic.password.expose())];
        parts.into_iter().find(|(_, value)| is_placeholder(value))
    });
    let name = redacted.map(|field| field.name.as_str()).or(basic.map(|(name, _)| name));
    match name {
        None => Ok(()),
        Some(name) => {
            Err(Error::Needs { name: name.to_owned(), what: "the value was redacted, or never filled in".to_owned() })
        }
    }
}
