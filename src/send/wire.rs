//! A request as it goes over the wire: method, URL, headers and body.
use data_encoding::BASE64;
use oauth_doctor_wire::percent::encode_form;
use serde_json::Value;

use crate::capture::{self, Body, Content, Header, Text};
use crate::oauth::request::FieldValue;
use crate::oauth::{BodyForm, Request};
use crate::send::Error;

/// Writes a request out. The body keeps its form, also a wrong one: a form, a JSON object, `multipart/form-data` (RFC 7578),
/// the text of an object.
///
/// # Example: a token request
///
/// ```
/// use oauth_doctor::send::message;
///
/// let capture = std::fs::read("fixtures/captures/failing-login.har")?;
/// let login = &oauth_doctor::check(&capture).logins[0];
/// let request = login.token_request.as_ref().expect("the capture has it");
/// let sent = message(request).expect("its values are known");
/// assert_eq!((sent.method.as_str(), sent.url.as_str()), ("POST", "https://auth.example.com/oauth2/token"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn message(request: &Request) -> Result<capture::Request, Error> {
    let mut url = request.url.clone();
    let query = form(&pairs(request, true)?);
    if !query.is_empty() {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&query);
    }
    let (media_type, body) = body(request)?;
    let mut headers = Vec::new();
    headers.extend(media_type.as_ref().map(|media_type| header("Content-Type", media_type)));
    headers.push(header("Accept", "application/json"));
    headers.push(header("User-Agent", AGENT));
    headers.extend(request.origin.as_ref().map(|origin| header("Origin", origin)));
    headers.extend(request.basic.as_ref().map(|basic| {
        let credentials = format!("{}:{}", basic.user, basic.password.expose());
        header("Authorization", &format!("Basic {}", BASE64.encode(credentials.as_bytes())))
    }));
    Ok(capture::Request {
        method: request.method.clone(),
        url: Text::new(url, Vec::new()),
        headers,
        body: body.map(|body| Body { media_type, content: Content::Text(Text::new(body, Vec::new())) }),
    })
}

/// `User-Agent` of everything that is sent.
pub(super) const AGENT: &str = concat!("oauth-doctor/", env!("CARGO_PKG_VERSION"));

pub(super) fn header(name: &str, value: &str) -> Header {
    Header { name: name.to_owned(), value: Text::new(value.to_owned(), Vec::new()) }
}

/// Returns the parameters of the query or of the body.
fn pairs(request: &Request, in_url: bool) -> Result<Vec<(&str, &str)>, Error> {
    let mut pairs = Vec::new();
    for field in request.params.iter().filter(|field| field.in_url == in_url) {
        match &field.value {
            FieldValue::Known(value) => pairs.push((field.name.as_str(), value.expose())),
            FieldValue::Needed(what) => {
                return Err(Error::Needs { name: field.name.clone(), what: (*what).to_owned() });
            }
        }
    }
    Ok(pairs)
}

/// Returns `Content-Type` and body.
fn body(request: &Request) -> Result<(Option<String>, Option<String>), Error> {
    let pairs = pairs(request, false)?;
    let labelled = |default: &str| Some(request.content_type.clone().unwrap_or_else(|| default.to_owned()));
    Ok(match request.body {
        BodyForm::Form => (labelled("application/x-www-form-urlencoded"), Some(form(&pairs))),
        BodyForm::Json => (labelled("application/json"), Some(json(&pairs))),
        BodyForm::TextPlain => (labelled("text/plain;charset=UTF-8"), Some(form(&pairs))),
        BodyForm::Unlabelled => (request.content_type.clone(), Some(form(&pairs))),
        BodyForm::Multipart => {
            let boundary = boundary(&pairs);
            (Some(format!("multipart/form-data; boundary={boundary}")), Some(multipart(&pairs, &boundary)))
        }
        BodyForm::Stringified => (request.content_type.clone(), request.body_text.clone()),
        BodyForm::Empty | BodyForm::Missing | BodyForm::Other => (None, None),
    })
}

/// `application/x-www-form-urlencoded` (URL standard §5.2).
pub(super) fn form(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encode_form(name), encode_form(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// An object of strings; what was sent twice is sent twice.
pub(super) fn json(pairs: &[(&str, &str)]) -> String {
    let member = |(name, value): &(&str, &str)| format!("{}:{}", Value::from(*name), Value::from(*value));
    format!("{{{}}}", pairs.iter().map(member).collect::<Vec<_>>().join(","))
}

fn multipart(pairs: &[(&str, &str)], boundary: &str) -> String {
    let part = |(name, value): &(&str, &str)| {
        // As browsers write it (HTML standard, multipart/form-data encoding algorithm).
        let name = name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22");
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    pairs.iter().map(part).collect::<String>() + &format!("--{boundary}--\r\n")
}

/// Returns a boundary that is in no value.
fn boundary(pairs: &[(&str, &str)]) -> String {
    let mut boundary = "----oauth-doctor".to_owned();
    while pairs.iter().any(|(name, value)| name.contains(&boundary) || value.contains(&boundary)) {
        boundary.push('-');
    }
    boundary
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclose::Secret;
    use crate::oauth::request::{Field, UserPassword};

    fn request(body: BodyForm) -> Request {
        let field = |name: &str, value: &str, in_url| Field {
            name: name.to_owned(),
            value: FieldValue::Known(Secret::new(value)),
            in_url,
        };
        Request {
            method: "POST".to_owned(),
            url: "https://as.example/token".to_owned(),
            body,
            content_type: None,
            body_text: Some("[object Object]".to_owned()),
            basic: None,
            other_authorization: false,
            params: vec![
                field("code", "a+b/ü \"c\"", false),
                field("code", "----oauth-doctor", false),
                field("p", "policy 1", true),
            ],
            proofs: 0,
            proof: None,
            origin: None,
        }
    }

    fn sent(body: BodyForm) -> (Option<String>, String) {
        let sent = message(&request(body)).unwrap();
        assert_eq!(sent.url.as_str(), "https://as.example/token?p=policy+1");
        let label = sent.header("content-type").map(|label| label.as_str().to_owned());
        match sent.body.map(|body| body.content) {
            Some(Content::Text(text)) => (label, text.as_str().to_owned()),
            _ => (label, String::new()),
        }
    }

    #[test]
    fn a_body_keeps_its_form() {
        let form = "code=a%2Bb%2F%C3%BC+%22c%22&code=----oauth-doctor";
        let labelled = |label: &str, text: &str| (Some(label.to_owned()), text.to_owned());
        assert_eq!(sent(BodyForm::Form), labelled("application/x-www-form-urlencoded", form));
        assert_eq!(sent(BodyForm::TextPlain), labelled("text/plain;charset=UTF-8", form));
        assert_eq!(sent(BodyForm::Unlabelled), (None, form.to_owned()));
        assert_eq!(
            sent(BodyForm::Json),
            labelled("application/json", r#"{"code":"a+b/ü \"c\"","code":"----oauth-doctor"}"#)
        );
        assert_eq!(sent(BodyForm::Stringified), (None, "[object Object]".to_owned()));
        assert_eq!(sent(BodyForm::Empty), (None, String::new()));
    }

    #[test]
    fn the_boundary_of_a_multipart_body_is_in_no_value() {
        let (label, body) = sent(BodyForm::Multipart);
        assert_eq!(label.as_deref(), Some("multipart/form-data; boundary=----oauth-doctor-"));
        assert_eq!(
            body,
            "------oauth-doctor-\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\na+b/ü \"c\"\r\n\
             ------oauth-doctor-\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n----oauth-doctor\r\n\
             ------oauth-doctor---\r\n"
        );
    }

    #[test]
    fn basic_credentials_stand_in_the_header_as_they_were() {
        let basic = UserPassword { user: "a%20b".to_owned(), password: Secret::new("s%2F") };
        let sent = message(&Request { basic: Some(basic), ..request(BodyForm::Form) });
        let sent = sent.unwrap();
        let header = sent.header("authorization").map(Text::as_str);
        assert_eq!(header, Some("Basic YSUyMGI6cyUyRg=="));
        assert!(!format!("{sent:?}").contains("YSUyMGI6cyUyRg"));
    }

    #[test]
    fn what_is_needed_is_not_sent_empty() {
        let mut request = request(BodyForm::Form);
        request.params[0].value = FieldValue::Needed("the code");
        assert!(matches!(message(&request), Err(Error::Needs { name, .. }) if name == "code"));
    }
}
