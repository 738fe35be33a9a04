//! Authorization server metadata (RFC 8414, `OpenID` Connect Discovery).

use serde_json::{Map, Value};

use crate::oauth::url::UrlParts;

/// A discovery document.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// The exchange that fetched it; 0 where the user gave it.
    pub exchange: usize,
    /// `issuer`.
    pub issuer: Option<String>,
    /// `authorization_endpoint`.
    pub authorization_endpoint: Option<String>,
    /// `token_endpoint`.
    pub token_endpoint: Option<String>,
    /// `token_endpoint_auth_methods_supported`.
    pub auth_methods: Vec<String>,
    /// `code_challenge_methods_supported`.
    pub challenge_methods: Vec<String>,
    /// `request_object_signing_alg_values_supported`.
    pub request_object_algs: Vec<String>,
    /// `authorization_response_iss_parameter_supported` (RFC 9207).
    pub iss_parameter: bool,
}

impl Metadata {
    /// Reads a discovery document; `None` where neither endpoint is named.
    pub fn read(exchange: usize, body: &str) -> Option<Self> {
        if !body.contains("token_endpoint") && !body.contains("authorization_endpoint") {
            return None;
        }
        let Value::Object(object) = serde_json::from_str(body).ok()? else {
            return None;
        };
        let metadata = Self {
            exchange,
            issuer: string(&object, "issuer"),
            authorization_endpoint: string(&object, "authorization_endpoint"),
            token_endpoint: string(&object, "token_endpoint"),
            auth_methods: strings(&object, "token_endpoint_auth_methods_supported"),
            challenge_methods: strings(&object, "code_challenge_methods_supported"),
            request_object_algs: strings(&object, "request_object_signing_alg_values_supported"),
            iss_parameter: object.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true)),
        };
        (metadata.token_endpoint.is_some() || metadata.authorization_endpoint.is_some()).then_some(metadata)
    }

    /// Returns whether the issuer or an endpoint is at this origin.
    pub fn is_at(&self, origin: &str) -> bool {
        let urls = [&self.issuer, &self.authorization_endpoint, &self.token_endpoint];
        let mut urls = urls.into_iter().flatten();
        urls.any(|url| UrlParts::of(url).origin() == origin)
    }
}

fn string(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

fn strings(object: &Map<String, Value>, name: &str) -> Vec<String> {
    let values = object.get(name).and_then(Value::as_array);
    values
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
