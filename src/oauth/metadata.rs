//! Authorization server metadata (RFC 8414, `OpenID` Connect Discovery).

use std::collections::BTreeMap;

use oauth_doctor_wire::url::{self, UrlParts};
use serde_json::{Map, Value};

/// A discovery document.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// The exchange that fetched it; 0 where the user gave it.
    pub exchange: usize,
    /// The URL that it was read from, without query and fragment; `None` if that is not known.
    pub url: Option<String>,
    /// `issuer`.
    pub issuer: Option<String>,
    /// `authorization_endpoint`.
    pub authorization_endpoint: Option<String>,
    /// `token_endpoint`.
    pub token_endpoint: Option<String>,
    /// `token_endpoint` of `mtls_endpoint_aliases`, for clients that use mutual TLS (RFC 8705 §5).
    pub mtls_token_endpoint: Option<String>,
    /// `token_endpoint_auth_methods_supported`.
    pub auth_methods: Vec<String>,
    /// `code_challenge_methods_supported`.
    pub challenge_methods: Vec<String>,
    /// `response_types_supported`.
    pub response_types: Vec<String>,
    /// `response_modes_supported`.
    pub response_modes: Vec<String>,
    /// `grant_types_supported`.
    pub grant_types: Vec<String>,
    /// `scopes_supported`.
    pub scopes: Vec<String>,
    /// `require_pushed_authorization_requests` (RFC 9126 §5).
    pub requires_pushed: bool,
    /// `pushed_authorization_request_endpoint` (RFC 9126 §5).
    pub pushed_endpoint: Option<String>,
    /// `registration_endpoint`.
    pub registration_endpoint: Option<String>,
    /// `jwks_uri`.
    pub jwks_uri: Option<String>,
    /// `client_id_metadata_document_supported`: whether a client may be named by the URL of its metadata.
    pub takes_client_documents: Option<bool>,
    /// `request_object_signing_alg_values_supported`.
    pub request_object_algs: Vec<String>,
    /// `authorization_response_iss_parameter_supported` (RFC 9207).
    pub iss_parameter: bool,
}

impl Metadata {
    /// Reads a discovery document, and where it was read from; `None` if neither endpoint is named.
    pub fn read(exchange: usize, url: Option<&str>, body: &str) -> Option<Self> {
        if !body.contains("token_endpoint") && !body.contains("authorization_endpoint") {
            return None;
        }
        let Value::Object(object) = serde_json::from_str(body).ok()? else {
            return None;
        };
        let aliases = object.get("mtls_endpoint_aliases").and_then(Value::as_object);
        let metadata = Self {
            exchange,
            url: url.map(UrlParts::parse).filter(UrlParts::is_http).map(|url| url.base.to_owned()),
            mtls_token_endpoint: aliases.and_then(|aliases| string(aliases, "token_endpoint")),
            issuer: string(&object, "issuer"),
            authorization_endpoint: string(&object, "authorization_endpoint"),
            token_endpoint: string(&object, "token_endpoint"),
            auth_methods: strings(&object, "token_endpoint_auth_methods_supported"),
            challenge_methods: strings(&object, "code_challenge_methods_supported"),
            response_types: strings(&object, "response_types_supported"),
            response_modes: strings(&object, "response_modes_supported"),
            grant_types: strings(&object, "grant_types_supported"),
            scopes: strings(&object, "scopes_supported"),
            requires_pushed: object.get("require_pushed_authorization_requests") == Some(&Value::Bool(true)),
            pushed_endpoint: string(&object, "pushed_authorization_request_endpoint"),
            registration_endpoint: string(&object, "registration_endpoint"),
            jwks_uri: string(&object, "jwks_uri"),
            takes_client_documents: object.get("client_id_metadata_document_supported").and_then(Value::as_bool),
            request_object_algs: strings(&object, "request_object_signing_alg_values_supported"),
            iss_parameter: object.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true)),
        };
        (metadata.token_endpoint.is_some() || metadata.authorization_endpoint.is_some()).then_some(metadata)
    }

    /// Returns what it names.
    pub fn names(&self, what: MetadataMember) -> Option<&str> {
        match what {
            MetadataMember::Issuer => self.issuer.as_deref(),
            MetadataMember::AuthorizationEndpoint => self.authorization_endpoint.as_deref(),
            MetadataMember::TokenEndpoint => self.token_endpoint.as_deref(),
        }
    }

    /// Returns whether the user gave it, who vouches for what it names.
    pub fn is_given(&self) -> bool {
        self.exchange == 0
    }

    /// Returns whether it is about a server elsewhere than the one that serves it: it must not be used (RFC 8414 §3.3, `OpenID`
    /// Connect Discovery §4.3). What a server says of itself alone is its own, however its issuer is written.
    pub fn is_foreign(&self) -> bool {
        let Some(url) = &self.url else {
            return false;
        };
        let origin = UrlParts::parse(url).origin();
        let is_here =
            |name: &Option<String>| name.as_ref().is_some_and(|name| UrlParts::parse(name).origin() == origin);
        let is_none_elsewhere = |name: &Option<String>| name.is_none() || is_here(name);
        let names_no_other =
            || is_none_elsewhere(&self.authorization_endpoint) && is_none_elsewhere(&self.token_endpoint);
        !(is_here(&self.issuer) || names_no_other())
    }

    /// Returns the names that it gives the token endpoint.
    pub fn token_endpoints(&self) -> impl Iterator<Item = &str> {
        [&self.token_endpoint, &self.mtls_token_endpoint].into_iter().filter_map(|name| name.as_deref())
    }

    /// Returns whether it names this: an issuer as it is spelt, an endpoint however its URL is.
    pub fn is_naming(&self, what: MetadataMember, name: &str) -> bool {
        self.keys(what).contains(&key(what, name))
    }

    fn keys(&self, what: MetadataMember) -> Vec<String> {
        let alias = self.mtls_token_endpoint.as_deref().filter(|_| what == MetadataMember::TokenEndpoint);
        let mut keys: Vec<String> = self.names(what).into_iter().chain(alias).map(|name| key(what, name)).collect();
        keys.dedup();
        keys
    }

    /// Returns whether the issuer or an endpoint is at this origin.
    pub fn is_at(&self, origin: &str) -> bool {
        let urls = [&self.issuer, &self.authorization_endpoint, &self.token_endpoint];
        let mut urls = urls.into_iter().flatten();
        urls.any(|url| UrlParts::parse(url).origin() == origin)
    }
}

/// The discovery documents of a capture, to be found by what they name: a capture may have as many of them as logins.
#[derive(Debug, Default)]
pub struct Documents {
    all: Vec<Metadata>,
    by_name: BTreeMap<(MetadataMember, String), Vec<usize>>,
}

/// What a discovery document names.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum MetadataMember {
    /// `issuer`.
    Issuer,
    /// `authorization_endpoint`.
    AuthorizationEndpoint,
    /// `token_endpoint`.
    TokenEndpoint,
}

/// More documents of one name than say anything new.
const MANY: usize = 64;

impl Documents {
    /// Adds a document.
    pub fn push(&mut self, metadata: Metadata) {
        for what in [MetadataMember::Issuer, MetadataMember::AuthorizationEndpoint, MetadataMember::TokenEndpoint] {
            for key in metadata.keys(what) {
                let documents = self.by_name.entry((what, key)).or_default();
                if documents.len() < MANY {
                    documents.push(self.all.len());
                }
            }
        }
        self.all.push(metadata);
    }

    /// Returns the documents that name this, in the order of the capture: an issuer as it is spelt, an endpoint however its URL is,
    /// with whatever query. One about a server elsewhere names nothing.
    pub fn naming(&self, what: MetadataMember, name: &str) -> impl Iterator<Item = &Metadata> {
        self.mentioning(what, name).filter(|document| !document.is_foreign())
    }

    /// Returns the document that an exchange read.
    pub fn read_in(&self, exchange: usize) -> Option<&Metadata> {
        self.all.iter().find(|document| document.exchange == exchange)
    }

    /// Returns the documents that name this, those about a server elsewhere, too.
    pub fn mentioning(&self, what: MetadataMember, name: &str) -> impl Iterator<Item = &Metadata> {
        let documents = self.by_name.get(&(what, key(what, name)));
        documents.into_iter().flatten().filter_map(|&index| self.all.get(index))
    }
}

/// Returns what two names of one thing have in common.
fn key(what: MetadataMember, name: &str) -> String {
    match what {
        MetadataMember::Issuer => name.to_owned(),
        MetadataMember::AuthorizationEndpoint | MetadataMember::TokenEndpoint => url::normal(name),
    }
}

fn string(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

fn strings(object: &Map<String, Value>, name: &str) -> Vec<String> {
    let values = object.get(name).and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// `https://login.example/{tenantid}/v2.0`: the metadata of a server with many tenants leaves a place for the tenant.
pub(crate) fn fits_template(template: &str, iss: &str) -> bool {
    let Some((before, rest)) = template.split_once('{') else {
        return false;
    };
    let Some((_, behind)) = rest.split_once('}') else {
        return false;
    };
    let tenant = iss.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind));
    tenant.is_some_and(|tenant| !tenant.is_empty() && !tenant.contains('/'))
}
