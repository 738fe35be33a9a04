//! Takes the values of the logins, as the report knows them.

use std::collections::BTreeSet;

use oauth_doctor_wire::base64;
use oauth_doctor_wire::percent::decode_form;
use oauth_doctor_wire::url::UrlParts;

use super::text::halves;
use crate::disclose::Shown;
use crate::disclose::placeholder::is_unset;
use crate::flow::{Flow, Traffic};
use crate::login::EXPLAINED;
use crate::oauth::{Basic, Grant, Param, Params};
use crate::redact::Kind;
use crate::redact::mapping::{Gathered, has_form};
use crate::redact::pkce::challenges_of;
use crate::redact::spell::{cells, plain_text};
use crate::redact::walk::{Role, role};

/// Takes every value of the logins that is not public, and which verifier was sent to which challenge.
pub(super) fn gather(traffic: &Traffic, gathered: &mut Gathered) {
    let mut clients = BTreeSet::new();
    for flow in &traffic.flows {
        clients.extend(flow.asked("client_id").map(|param| param.value.clone()));
        for token in &flow.tokens {
            clients.extend(token.params.filled("client_id").map(|param| param.value.clone()));
        }
    }
    for client in &clients {
        gathered.client(client);
    }
    for flow in &traffic.flows {
        let authorize = flow.authorize.iter().map(|authorize| &authorize.params);
        let responses = flow.responses.iter().map(|response| &response.params);
        let tokens = flow.tokens.iter().map(|token| &token.params);
        authorize.chain(responses).chain(tokens).for_each(|params| parameters(params, gathered));
        for secret in flow.statements.iter().flat_map(|statement| &statement.facts.secrets) {
            gathered.value(Kind::Opaque, secret.expose());
            gathered.stated(secret.expose());
        }
        for code in flow.device.iter().filter_map(|device| device.user_code.as_ref()) {
            gathered.value(Kind::Code, code.expose());
        }
        for token in &flow.tokens {
            let answer = &token.answer;
            let proof = token.proof.as_ref();
            let issued = [&answer.access_token, &answer.refresh_token, &answer.id_token, &token.proof_nonce]
                .into_iter()
                .chain(proof.map(|proof| &proof.nonce))
                .chain(proof.map(|proof| &proof.jti))
                .chain(proof.map(|proof| &proof.private));
            if let Some(thumbprint) = proof.and_then(|proof| proof.thumbprint.as_ref()) {
                gathered.constant(thumbprint);
            }
            for secret in issued.flatten() {
                gathered.value(Kind::Token, secret.expose());
            }
        }
        let pushed = flow.authorize.iter().filter_map(|authorize| authorize.pushed.as_ref());
        let pushed = pushed.filter_map(|pushed| pushed.basic.as_ref());
        for sent in flow.tokens.iter().filter_map(|token| token.basic.as_ref()).chain(pushed) {
            basic(sent, &clients, gathered);
        }
        pairs(flow, gathered);
    }
    for registered in traffic.registrations.values().flatten() {
        if let Some(secret) = &registered.registration.client_secret {
            gathered.value(Kind::Password, secret.expose());
        }
    }
}

fn parameters(params: &Params, gathered: &mut Gathered) {
    for param in params {
        let free_text = matches!(param.name.as_str(), "error_description" | "error_uri");
        let word = is_unset(&param.value) || Grant::parse(&param.value).is_some();
        if param.name == "redirect_uri" {
            redirect_uri(&param.value, gathered);
        }
        if !matches!(param.shown(), Shown::Secret(_)) || free_text || word || is_container(param) {
            continue;
        }
        let kind = match role(&param.name) {
            Role::Secret(kind) => kind,
            _ => Kind::Opaque,
        };
        gathered.value(kind, without_name(&param.value));
    }
}

/// Returns a value without the name that was kept before it: `code=SplxlOBe`.
pub(crate) fn without_name(value: &str) -> &str {
    let named = value.split_once('=').filter(|(name, _)| matches!(role(name), Role::Secret(_)));
    named.map_or(value, |(_, value)| value)
}

/// Returns whether a secret holds no others: neither names nor encoded parts.
pub(super) fn is_leaf(secret: &str) -> bool {
    let is_basic = || {
        let decoded = base64::decode(secret).and_then(|bytes| String::from_utf8(bytes).ok());
        decoded.is_some_and(|decoded| halves(&decoded).is_some())
    };
    // An identifier that is a URL was cut at its colon.
    let is_address = secret.contains("://") || secret.starts_with("//");
    secret.len() >= LEAST && !is_address && !is_list(secret) && !has_form(secret) && !is_basic()
}

/// What stands in the query of the address of a client may be a secret.
fn redirect_uri(uri: &str, gathered: &mut Gathered) {
    let uri = plain_text(&cells(uri.as_bytes()));
    let parts = UrlParts::parse(&uri);
    for (name, value) in parts.query.split('&').chain(parts.fragment.split('&')).filter_map(|pair| pair.split_once('='))
    {
        let kind = match role(name) {
            Role::Public => continue,
            Role::Secret(kind) => kind,
            _ => Kind::Opaque,
        };
        if value.len() >= LEAST {
            gathered.value(kind, value);
        }
    }
}

/// A shorter value in the address of a client is a word.
const LEAST: usize = 8;

/// A URL holds values of its own, and so does a list of parameters.
fn is_container(param: &Param) -> bool {
    param.value.starts_with("http://") || param.value.starts_with("https://") || is_list(&param.value)
}

/// `a=1&b=2`
pub(crate) fn is_list(value: &str) -> bool {
    value.contains([';', '&']) && value.contains('=')
}

/// The secret half of Basic credentials, which may be in the place of the other.
fn basic(sent: &Basic, clients: &BTreeSet<String>, gathered: &mut Gathered) {
    // An identifier that is a URL is cut at its colon.
    let whole = format!("{}:{}", sent.id, sent.secret.expose());
    let (id, secret) = halves(&whole).unwrap_or((&sent.id, sent.secret.expose()));
    let (id, secret) = (decode_form(id), decode_form(secret));
    if !clients.contains(&id) && clients.contains(&secret) {
        gathered.value(Kind::Password, &id);
    } else {
        gathered.value(Kind::Password, &secret);
        gathered.client(&id);
    }
}

fn pairs(flow: &Flow, gathered: &mut Gathered) {
    let asked = flow.authorize.iter().flat_map(|authorize| authorize.params.iter());
    for challenge in asked.filter(|param| param.name == "code_challenge") {
        for token in &flow.tokens {
            for verifier in token.params.iter().filter(|param| param.name == "code_verifier") {
                // A check explains the first logins only, and so much is cheap.
                if flow.id <= EXPLAINED || challenges_of(&verifier.value).contains(&challenge.value) {
                    gathered.pair(&verifier.value, &challenge.value);
                }
            }
        }
    }
}
