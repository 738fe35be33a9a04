//! Changes to a request.

use oauth_doctor_wire::percent::{decode_form, encode_form};
use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Secret;
use crate::oauth::credentials::SecretEncoding;
use crate::oauth::jwt::ASSERTION_TYPE;
use crate::oauth::request::{Field, FieldValue, UserPassword, belongs_into_body};
use crate::oauth::{BodyForm, Request};
use crate::rules::{Change, NewValue};

/// Makes one change.
pub(crate) fn apply(request: &mut Request, change: &Change) {
    let params = &mut request.params;
    match change {
        Change::Set(name, value) => {
            let value = match value {
                NewValue::Known(secret) => FieldValue::Known(secret.clone()),
                // There is only one.
                NewValue::Needed(_) if name == "client_assertion_type" => {
                    FieldValue::Known(Secret::new(ASSERTION_TYPE))
                }
                NewValue::Needed(what) => FieldValue::Needed(what),
            };
            match params.iter_mut().find(|field| field.name == *name) {
                Some(field) => field.value = value,
                None => params.push(Field { name: name.clone(), value, in_url: request.method == "GET" }),
            }
        }
        Change::Remove(name) => params.retain(|field| field.name != *name),
        Change::KeepFirst(name) => {
            let mut first = true;
            params.retain(|field| field.name != *name || std::mem::take(&mut first));
        }
        Change::Rename(from, to) => {
            if let Some(field) = params.iter_mut().find(|field| field.name == *from) {
                field.name.clone_from(to);
            }
        }
        Change::PostForm => post_form(request),
        Change::Endpoint(url) => send_to(request, url),
        Change::DropAuthorization => {
            request.basic = None;
            request.other_authorization = false;
        }
        Change::TrimSecret => {
            if let Some(basic) = &mut request.basic {
                basic.password = Secret::new(basic.password.expose().trim());
            }
        }
        Change::SwapCredentials => swap_credentials(request),
        Change::BasicUser(user) => {
            if let Some(basic) = &mut request.basic {
                basic.user.clone_from(user);
            }
        }
        Change::BasicCredentials(client, secret) => {
            request.basic = Some(encoded(client, secret.expose()));
        }
        Change::SecretInHeader => {
            let sent = request.basic.take().or_else(|| take_credentials(params));
            request.basic = sent.map(|sent| encoded(&sent.user, sent.password.expose()));
        }
        Change::SecretInBody => {
            if let Some(basic) = request.basic.take() {
                params.retain(|field| field.name != "client_id");
                let sent = basic.password.expose();
                let plain = |text: &str| match SecretEncoding::from_secret(sent) {
                    SecretEncoding::Encoded => Secret::new(decode_form(text)),
                    _ => Secret::new(text),
                };
                for (name, value) in [("client_id", plain(&basic.user)), ("client_secret", plain(sent))] {
                    params.push(Field { name: name.to_owned(), value: FieldValue::Known(value), in_url: false });
                }
            }
        }
    }
}

/// Returns credentials as HTTP Basic carries them (RFC 6749 §2.3.1).
fn encoded(user: &str, password: &str) -> UserPassword {
    UserPassword { user: encode_form(user), password: Secret::new(encode_form(password)) }
}

fn swap_credentials(request: &mut Request) {
    if let Some(basic) = &mut request.basic {
        let user = std::mem::replace(&mut basic.user, basic.password.expose().to_owned());
        basic.password = Secret::new(user);
        return;
    }
    for field in &mut request.params {
        let other = match field.name.as_str() {
            "client_id" => "client_secret",
            "client_secret" => "client_id",
            _ => continue,
        };
        other.clone_into(&mut field.name);
    }
}

/// Sends a request to this URL; its query stays there (RFC 6749 §3.2).
fn send_to(request: &mut Request, url: &str) {
    let parts = UrlParts::parse(url);
    parts.base.clone_into(&mut request.url);
    for pair in parts.query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decode_form(name);
        request.params.retain(|field| !field.in_url || field.name != name);
        request.params.push(Field { name, value: FieldValue::Known(Secret::new(decode_form(value))), in_url: true });
    }
}

fn post_form(request: &mut Request) {
    "POST".clone_into(&mut request.method);
    request.body = BodyForm::Form;
    request.body_text = None;
    request.content_type = Some("application/x-www-form-urlencoded".to_owned());
    let in_body: Vec<String> =
        request.params.iter().filter(|field| !field.in_url).map(|field| field.name.clone()).collect();
    request.params.retain(|field| !(field.in_url && in_body.contains(&field.name)));
    // What is not a parameter of OAuth belongs to the URL: `?p=policy`, `?key=…`.
    request.params.iter_mut().filter(|field| belongs_into_body(&field.name)).for_each(|field| field.in_url = false);
}

/// Takes client identifier and secret out of the parameters.
fn take_credentials(params: &mut Vec<Field>) -> Option<UserPassword> {
    let known = |name: &str| {
        let field = params.iter().find(|field| field.name == name)?;
        field.value.known().map(str::to_owned)
    };
    let credentials = UserPassword { user: known("client_id")?, password: Secret::new(known("client_secret")?) };
    params.retain(|field| field.name != "client_id" && field.name != "client_secret");
    Some(credentials)
}
