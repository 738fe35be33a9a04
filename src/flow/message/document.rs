//! Documents that a login refers to: the keys of a server, the metadata of a client behind its `client_id`, and credential offers.

use oauth_doctor_wire::url::{UrlParts, resolve};
use serde_json::{Map, Value};

use crate::capture::{Content, Exchange};
use crate::disclose::Secret;
use crate::flow::Seen;
use crate::flow::message::recognise::json_body;
use crate::oauth::grant::PRE_AUTHORIZED;

/// The keys with which a server signs (RFC 7517 §5).
#[derive(Debug)]
pub struct KeySet {
    /// The exchange.
    pub seen: Seen,
    /// The URL without query and fragment.
    pub url: String,
    /// `kid` of each key that has one.
    pub ids: Vec<String>,
    /// A key has no `kid`, so that it may be any.
    pub has_unnamed: bool,
}

/// The metadata of a client that is named by its URL (draft-ietf-oauth-client-id-metadata-document).
#[derive(Debug)]
pub struct ClientDocument {
    /// The exchange.
    pub seen: Seen,
    /// The URL without query and fragment.
    pub url: String,
    /// The HTTP status.
    pub status: Option<u16>,
    /// Where the answer redirects to.
    pub location: Option<String>,
    /// The answer is there, and no JSON object.
    pub is_not_json: bool,
    /// The members; none where they are not in the capture.
    pub members: Option<Map<String, Value>>,
}

/// A credential offer with a pre-authorized code (`OpenID4VCI` §4.1.1).
#[derive(Debug)]
pub struct CredentialOffer {
    /// The exchange.
    pub seen: Seen,
    /// The code.
    pub code: Secret,
    /// The offer asks for a transaction code.
    pub asks_tx_code: bool,
}

impl CredentialOffer {
    /// Reads an answer that is such an offer.
    pub(crate) fn read(exchange: &Exchange, seen: Seen) -> Option<Self> {
        let answer = json_body(exchange.response.as_ref()?)?;
        let grant = answer.get("grants")?.get(PRE_AUTHORIZED)?;
        Some(Self {
            seen,
            code: Secret::new(grant.get("pre-authorized_code")?.as_str()?),
            asks_tx_code: grant.get("tx_code").is_some_and(Value::is_object),
        })
    }
}

impl KeySet {
    /// Reads an answer that is a set of keys.
    pub(crate) fn read(exchange: &Exchange, seen: Seen) -> Option<Self> {
        let answer = json_body(exchange.response.as_ref()?)?;
        let keys = answer.get("keys")?.as_array()?;
        let has_type = |key: &Value| key.get("kty").is_some();
        if keys.is_empty() || !keys.iter().all(has_type) {
            return None;
        }
        let id = |key: &Value| key.get("kid").and_then(Value::as_str).map(str::to_owned);
        let ids: Vec<String> = keys.iter().filter_map(id).collect();
        Some(Self {
            seen,
            url: UrlParts::parse(exchange.request.url.as_str()).base.to_owned(),
            has_unnamed: ids.len() < keys.len(),
            ids,
        })
    }
}

impl ClientDocument {
    /// Reads an answer to a request for the URL that is a `client_id`.
    pub(crate) fn read(exchange: &Exchange, seen: Seen) -> Option<Self> {
        let request = &exchange.request;
        if !matches!(request.method.as_str(), "GET" | "") {
            return None;
        }
        // 304 confirms the document that a cache has (RFC 9110 §15.4.5).
        let response = exchange.response.as_ref().filter(|response| response.status != Some(304))?;
        let members = json_body(response);
        let has_text = matches!(response.body.as_ref().map(|body| &body.content), Some(Content::Text(text)) if !text.as_str().trim().is_empty());
        let location = response.header("location").or(response.redirect_url.as_ref());
        Some(Self {
            seen,
            url: UrlParts::parse(request.url.as_str()).base.to_owned(),
            status: response.status,
            location: location.map(|location| resolve(request.url.as_str(), location.as_str())),
            is_not_json: has_text && members.is_none(),
            members,
        })
    }
}
