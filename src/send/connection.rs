//! The connection: one request, one answer. Nothing is followed, retried or unpacked, so that the answer is what the server sent.

use std::env;
use std::ffi::OsString;
use std::io::{self, Read};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::blocking::Client;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Method, Url, retry};

use crate::capture::{self, Body, Content, Exchange, Header, Place, RecorderHints, Response, Text};
use crate::send::Error;

/// How a connection is made.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long an answer may take.
    pub timeout: Duration,
    /// Certificates (PEM) that are trusted instead of those of the system.
    pub certificates: Option<Vec<u8>>,
}

/// A URL that may be talked to: `https`, or `http` to this machine.
#[derive(Clone, Debug)]
pub struct Endpoint(Url);

impl Endpoint {
    /// Takes a URL as the connection will read it, so that what is shown is where it goes. Refuses user info, which names a
    /// host that is none.
    pub fn parse(url: &str) -> Result<Self, Error> {
        let url = Url::parse(url).map_err(|_| Error::Url)?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if !is_plain || url.host_str().is_none() || !matches!(url.scheme(), "https" | "http") {
            return Err(Error::Url);
        }
        let endpoint = Self(url);
        if endpoint.0.scheme() == "http" && !endpoint.is_loopback() {
            return Err(Error::Insecure { host: endpoint.host() });
        }
        Ok(endpoint)
    }

    /// Returns host and port, the host as it is looked up.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        match self.0.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Returns whether this is the machine itself.
    pub fn is_loopback(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }
}

/// Sends a request and returns it with its answer and the time, as an exchange of a capture. Of an answer at most 1 MiB is read.
pub fn send(request: capture::Request, settings: &Settings) -> Result<Exchange, Error> {
    let endpoint = Endpoint::parse(request.url.as_str())?;
    let client = client(&endpoint, settings)?;
    let message = outgoing(&endpoint, &request)?;
    #[expect(clippy::disallowed_methods, reason = "this records, so the time of the capture is now")]
    let started = Timestamp::now();
    let began = Instant::now();
    let answer = client.execute(message).map_err(|error| failed(&endpoint, error.is_timeout(), &error, settings))?;
    let (status, headers) = (answer.status().as_u16(), received(answer.headers()));
    let body = read(answer, began + settings.timeout)
        .map_err(|error| failed(&endpoint, is_timeout(&error), &error, settings))?;
    if body.len() as u64 > LONGEST {
        return Err(Error::TooLong { host: endpoint.host() });
    }
    let response = Response {
        status: Some(status),
        redirect_url: None,
        body: Some(Body {
            media_type: header(&headers, "content-type"),
            content: Content::Text(Text::new(String::from_utf8_lossy(&body).into_owned(), Vec::new())),
        }),
        headers,
    };
    Ok(Exchange {
        number: 1,
        at: Place::default(),
        started: Some(started),
        request,
        response: Some(response),
        failure: None,
        recorder: RecorderHints::default(),
    })
}

/// Reads an answer to its end or its limit. The client counts the time of each piece; an endpoint that sends one after the other
/// would be waited for without end.
fn read(answer: impl Read, until: Instant) -> io::Result<Vec<u8>> {
    let mut answer = answer.take(LONGEST + 1);
    let mut body = Vec::new();
    let mut piece = [0; 8192];
    loop {
        match answer.read(&mut piece)? {
            0 => return Ok(body),
            read => body.extend_from_slice(&piece[..read]),
        }
        if Instant::now() > until {
            return Err(io::ErrorKind::TimedOut.into());
        }
    }
}

/// Makes a client for one request.
fn client(endpoint: &Endpoint, settings: &Settings) -> Result<Client, Error> {
    // It is there already after the first request.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .redirect(Policy::none())
        // A code that is sent twice is a code that is attacked (RFC 6749 §4.1.2).
        .retry(retry::never())
        .connect_timeout(settings.timeout.min(CONNECT))
        .timeout(settings.timeout);
    if endpoint.is_loopback() {
        // A proxy would look for it at itself.
        builder = builder.no_proxy();
    } else {
        check_proxies(|variable| env::var_os(variable))?;
    }
    if let Some(pem) = &settings.certificates {
        let certificates = Certificate::from_pem_bundle(pem).map_err(|_| Error::Certificates)?;
        if certificates.is_empty() {
            return Err(Error::Certificates);
        }
        builder = builder.tls_certs_only(certificates);
    }
    builder.build().map_err(|error| failed(endpoint, false, &error, settings))
}

/// Checks what the environment says of proxies: the client would take no notice of what it cannot read.
fn check_proxies(value: impl Fn(&str) -> Option<OsString>) -> Result<(), Error> {
    for variable in PROXIES {
        let Some(value) = value(variable).filter(|value| !value.is_empty()) else { continue };
        if !value.to_str().is_some_and(is_proxy) {
            return Err(Error::Proxy { variable });
        }
    }
    Ok(())
}

/// Returns whether a text names an HTTP proxy: a host and a port, behind `http://` or `https://` also with a path.
fn is_proxy(text: &str) -> bool {
    let (scheme, rest, ends) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme, rest, r#""<>\^`{|}"#),
        None => ("http", text, r#""<>\^`{|}/?#"#),
    };
    let is_plain = rest.chars().all(|c| c.is_ascii_graphic() && !ends.contains(c));
    let is_http = ["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http));
    is_http && is_plain && Url::parse(&format!("http://{rest}")).is_ok_and(|url| url.has_host())
}

fn outgoing(endpoint: &Endpoint, request: &capture::Request) -> Result<reqwest::blocking::Request, Error> {
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| Error::Method)?;
    let mut message = reqwest::blocking::Request::new(method, endpoint.0.clone());
    for Header { name, value } in &request.headers {
        let header = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_str(value.as_str()).ok());
        let (name, mut value) = header.ok_or(Error::Header)?;
        value.set_sensitive(true);
        message.headers_mut().append(name, value);
    }
    if let Some(Content::Text(text)) = request.body.as_ref().map(|body| &body.content) {
        *message.body_mut() = Some(text.as_str().to_owned().into());
    }
    Ok(message)
}

fn received(headers: &HeaderMap) -> Vec<Header> {
    let header = |(name, value): (&HeaderName, &HeaderValue)| Header {
        name: name.as_str().to_owned(),
        value: Text::new(String::from_utf8_lossy(value.as_bytes()).into_owned(), Vec::new()),
    };
    headers.iter().map(header).collect()
}

fn header(headers: &[Header], name: &str) -> Option<String> {
    let header = headers.iter().find(|header| header.name == name)?;
    Some(header.value.as_str().to_owned())
}

/// Says what the connection says, without the URL: the innermost of the errors, as those around it say that there was one.
fn failed(endpoint: &Endpoint, is_timeout: bool, error: &dyn std::error::Error, settings: &Settings) -> Error {
    let host = endpoint.host();
    if is_timeout {
        let seconds = settings.timeout.as_secs();
        return Error::Timeout { host, seconds };
    }
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let reason = innermost.to_string();
    if reason.contains("certificate") { Error::Untrusted { host, reason } } else { Error::Network { host, reason } }
}

fn is_timeout(error: &io::Error) -> bool {
    let sent = error.get_ref().and_then(|error| error.downcast_ref::<reqwest::Error>());
    error.kind() == io::ErrorKind::TimedOut || sent.is_some_and(reqwest::Error::is_timeout)
}

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How many bytes of an answer are read.
const LONGEST: u64 = 1 << 20;
/// Where the environment names a proxy for `https`.
const PROXIES: &[&str] = &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_that_cannot_be_read_is_a_mistake() {
        for named in ["http://proxy.example:3128", "proxy:3128", "HTTPS://me:pw@proxy.example/", "http://[::1]:8080"] {
            assert!(check_proxies(|_| Some(named.into())).is_ok(), "{named}");
        }
        for named in [
            "http//proxy",
            "http://",
            "socks5://proxy:1080",
            "proxy:port",
            "http://a b:80",
            "http://proxy:3128 ",
            "://x",
        ] {
            assert!(matches!(check_proxies(|_| Some(named.into())), Err(Error::Proxy { .. })), "{named}");
        }
        assert!(check_proxies(|_| Some("".into())).is_ok(), "an empty variable names none");
        assert!(check_proxies(|_| None).is_ok());
    }
}
