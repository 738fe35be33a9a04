//! Changes to a request.

use crate::oauth::params::encode;
use crate::oauth::request::{Field, FieldValue, UserPassword};
use crate::oauth::{BodyForm, Request, Secret};
use crate::rules::{Change, NewValue, TOKEN_PARAMETERS};

/// Makes one change.
pub(super) fn apply(request: &mut Request, change: &Change) {
    let params = &mut request.params;
    match change {
        Change::Set(name, value) => {
            let value = match value {
                NewValue::Known(secret) => FieldValue::Known(secret.clone()),
                NewValue::Needed(what) => FieldValue::Needed(what),
            };
            match params.iter_mut().find(|field| field.name == *name) {
                Some(field) => field.value = value,
                None => params.push(Field {
                    name: name.clone(),
                    value,
                    in_url: request.method == "GET",
                }),
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
        Change::Endpoint(url) => request.url.clone_from(url),
        Change::DropAuthorization => {
            request.basic = None;
            request.other_authorization = false;
        }
        Change::BasicUser(user) => {
            if let Some(basic) = &mut request.basic {
                basic.user.clone_from(user);
            }
        }
        Change::SecretInHeader => {
            let sent = request.basic.take().or_else(|| take_credentials(params));
            request.basic = sent.map(|sent| UserPassword {
                user: encode(&sent.user),
                password: Secret::new(encode(sent.password.expose())),
            });
        }
        Change::SecretInBody => {
            if let Some(basic) = request.basic.take() {
                params.retain(|field| field.name != "client_id");
                for (name, value) in [
                    ("client_id", Secret::new(basic.user)),
                    ("client_secret", basic.password),
                ] {
                    params.push(Field {
                        name: name.to_owned(),
                        value: FieldValue::Known(value),
                        in_url: false,
                    });
                }
            }
        }
    }
}

fn post_form(request: &mut Request) {
    "POST".clone_into(&mut request.method);
    request.body = BodyForm::Form;
    request.body_text = None;
    request.content_type = Some("application/x-www-form-urlencoded".to_owned());
    let in_body: Vec<String> = request
        .params
        .iter()
        .filter(|field| !field.in_url)
        .map(|field| field.name.clone())
        .collect();
    request
        .params
        .retain(|field| !(field.in_url && in_body.contains(&field.name)));
    // What is no parameter of OAuth belongs to the URL: `?p=policy`, `?key=…`.
    request
        .params
        .iter_mut()
        .filter(|field| is_oauth(&field.name))
        .for_each(|field| field.in_url = false);
}

/// Takes client identifier and secret out of the parameters.
fn take_credentials(params: &mut Vec<Field>) -> Option<UserPassword> {
    let known = |name: &str| {
        let field = params.iter().find(|field| field.name == name)?;
        field.value.known().map(str::to_owned)
    };
    let credentials = UserPassword {
        user: known("client_id")?,
        password: Secret::new(known("client_secret")?),
    };
    params.retain(|field| field.name != "client_id" && field.name != "client_secret");
    Some(credentials)
}

/// Whether a parameter belongs into the body of a token request.
fn is_oauth(name: &str) -> bool {
    TOKEN_PARAMETERS.contains(&name) || matches!(name, "scope" | "resource" | "audience")
}
