//! Asks an endpoint the questions of a probe.

use super::conclude::ProbeConclusion;
use super::{conclude, question};
use std::thread;
use std::time::Duration;

use super::question::{Question, questions};
use crate::capture::{self, Content};
use crate::oauth::{Answer, Metadata};
use crate::send::{Endpoint, Error, Settings, send};
use oauth_doctor_wire::url::UrlParts;

/// What is asked of whom.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The token endpoint, or an issuer whose discovery document names it.
    pub endpoint: String,
    /// The issuer; the endpoint is the token endpoint then.
    pub issuer: Option<String>,
    /// The URL of the discovery document; the endpoint is the token endpoint then.
    pub metadata: Option<String>,
    /// The client to name; without one a client that does not exist.
    pub client_id: Option<String>,
    /// The origin of a page that would send the requests.
    pub origin: Option<String>,
    /// How long to wait between two requests.
    pub interval: Duration,
}

/// What was learnt.
#[derive(Debug)]
pub struct Learned {
    /// The token endpoint that was asked.
    pub endpoint: String,
    /// The discovery document and its URL, where there is one.
    pub metadata: Option<(String, Metadata)>,
    /// The answers, in the order of the requests.
    pub answers: Vec<Answered>,
    /// What the answers show, and what they do not.
    pub conclusions: Vec<ProbeConclusion>,
}

/// The answer to a request.
#[derive(Debug)]
pub struct Answered {
    /// The shape of the request: `form`, `json`, `no-code` …
    pub shape: &'static str,
    /// The answer, as a token response.
    pub answer: Answer,
    /// Its headers.
    pub response: capture::Response,
}

impl Probe {
    /// Returns what will be sent, a line each.
    pub fn announcement(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.documents().iter().map(|url| format!("GET {url}")).collect();
        let endpoint = if self.is_token_endpoint() {
            self.endpoint.clone()
        } else {
            format!("the token endpoint named in this document, otherwise {}", self.endpoint)
        };
        lines.extend(self.announced_questions(&endpoint));
        lines
    }

    fn announced_questions(&self, endpoint: &str) -> Vec<String> {
        let line = |Question { shape, request }| format!("{} {endpoint}  ({shape})", request.method);
        questions(self, endpoint).into_iter().map(line).collect()
    }

    /// Asks: reads the discovery document, then sends the requests, one after the other. The document may name a token endpoint on a
    /// host that [`announcement`](Self::announcement) does not: `agree` is given that host and what it would be sent, a line each, and
    /// says whether it is.
    pub fn run<E: From<Error>>(
        &self,
        settings: &Settings,
        agree: impl FnOnce(&str, &[String]) -> Result<(), E>,
    ) -> Result<Learned, E> {
        let is_local = Endpoint::parse(&self.endpoint)?.is_loopback();
        let mut is_first = true;
        let mut ask = |request: capture::Request| -> Result<capture::Response, Error> {
            // A document may name any endpoint, and what listens on this machine is nobody's business.
            if !is_local && Endpoint::parse(request.url.as_str())?.is_loopback() {
                return Err(Error::LocalEndpoint);
            }
            if !std::mem::take(&mut is_first) {
                thread::sleep(self.interval);
            }
            let exchange = send(request, settings)?;
            exchange.response.ok_or(Error::NoAnswer)
        };
        let mut metadata = None;
        for url in self.documents() {
            let response = ask(question::get(&url))?;
            let body = response.body.as_ref().map(|body| &body.content);
            let (Some(200), Some(Content::Text(text))) = (response.status, body) else {
                continue;
            };
            if let Some(read) = Metadata::read(1, Some(&url), text.as_str()) {
                metadata = Some((url, read));
                break;
            }
        }
        let named = metadata.as_ref().and_then(|(_, document)| document.token_endpoint.clone());
        let endpoint = named.filter(|_| !self.is_token_endpoint()).unwrap_or_else(|| self.endpoint.clone());
        let host = Endpoint::parse(&endpoint)?.host();
        let named = self.documents().into_iter().chain([self.endpoint.clone()]);
        let mut announced = named.filter_map(|url| Some(Endpoint::parse(&url).ok()?.host()));
        if announced.all(|announced| announced != host) {
            agree(&host, &self.announced_questions(&endpoint))?;
        }
        let mut answers = Vec::new();
        for Question { shape, request } in questions(self, &endpoint) {
            let response = ask(request)?;
            answers.push(Answered { shape, answer: Answer::read(&response), response });
        }
        let document = metadata.as_ref().map(|(_, document)| document);
        let mut conclusions = conclude::all(self, &endpoint, document, &answers);
        conclusions.extend(document.and_then(|document| conclude::issuer(self.asked_issuer()?, document)));
        Ok(Learned { endpoint, metadata, answers, conclusions })
    }

    /// The issuer that was asked, where it is known.
    fn asked_issuer(&self) -> Option<&str> {
        self.issuer.as_deref().or((!self.is_token_endpoint()).then_some(&self.endpoint))
    }

    /// Whether the endpoint is one, not an issuer: where its name says so, or where the discovery document is known.
    fn is_token_endpoint(&self) -> bool {
        let names_it = UrlParts::parse(&self.endpoint).last_segment().to_ascii_lowercase().contains("token");
        names_it || self.issuer.is_some() || self.metadata.is_some()
    }

    /// Returns where the discovery document may be (RFC 8414 §3.1, `OpenID` Connect Discovery §4.1).
    fn documents(&self) -> Vec<String> {
        if let Some(url) = &self.metadata {
            return vec![url.clone()];
        }
        let issuer = self.issuer.as_ref().unwrap_or(&self.endpoint);
        let parts = UrlParts::parse(issuer);
        let authority = &parts.base[..parts.base.len() - parts.path.len()];
        // Of a token endpoint alone nothing but its host can be guessed.
        let is_issuer = self.issuer.is_some() || !self.is_token_endpoint();
        let path = if is_issuer { parts.path.trim_end_matches('/') } else { "" };
        vec![
            format!("{authority}/.well-known/oauth-authorization-server{path}"),
            format!("{authority}{path}/.well-known/openid-configuration"),
        ]
    }
}

impl Answered {
    /// Returns a header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.header(name).map(capture::Text::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(endpoint: &str, issuer: Option<&str>) -> Probe {
        Probe {
            endpoint: endpoint.to_owned(),
            issuer: issuer.map(str::to_owned),
            metadata: None,
            client_id: None,
            origin: Some("https://app.example".to_owned()),
            interval: Duration::ZERO,
        }
    }

    #[test]
    fn the_document_of_an_issuer_is_where_the_specifications_say() {
        let of_issuer = [
            "https://as.example/.well-known/oauth-authorization-server/tenant",
            "https://as.example/tenant/.well-known/openid-configuration",
        ];
        assert_eq!(probe("https://as.example/tenant/", None).documents(), of_issuer);
        assert_eq!(probe("https://as.example/t", Some("https://as.example/tenant")).documents(), of_issuer);
        assert_eq!(
            probe("https://as.example/oauth2/token", None).documents(),
            [
                "https://as.example/.well-known/oauth-authorization-server",
                "https://as.example/.well-known/openid-configuration"
            ]
        );
    }

    #[test]
    fn what_is_announced_is_few() {
        let lines = probe("https://as.example/token", None).announcement();
        assert_eq!(lines.len(), 8);
        assert_eq!(lines[2], "POST https://as.example/token  (form)");
        assert_eq!(lines[7], "OPTIONS https://as.example/token  (preflight)");
    }
}
