//! JWTs become JWTs.

use std::collections::HashMap;

use super::build::Gathered;
use super::values::{aligned, with_hosts};
use crate::oauth::jwt;
use crate::redact::family::Search;
use crate::redact::hosts::hosts_in;
use crate::redact::json::replace_strings;
use crate::redact::jwt::{Claims, hash_of_other, hashes, is_jwt, rewrite};
use crate::redact::shape::is_random;
use crate::redact::spell::cells;
use crate::redact::walk::{Role, role};
use crate::redact::{Key, Kind};
use crate::redact::{cookie, saml};

/// For each hash of a value that a claim may have: the value.
pub(super) type Hashed = HashMap<String, String>;

/// Returns what a value becomes: what it was mapped to, a JWT, cookie or message of the same form, or a value of the same shape.
pub(super) fn replacement(key: &Key, search: &Search, hashed: Option<&Hashed>, value: &str) -> String {
    if let Some(leaf) = search.get(value) {
        return leaf.new_for(value);
    }
    let token = form(value, &mut NewClaims { key, search, hashed });
    let is_alike = |new: &String| new.chars().count() == value.chars().count();
    token.filter(is_alike).unwrap_or_else(|| aligned(key, search, value))
}

/// Rewrites a value that has other values in it: a JWT, a signed cookie, a SAML message, JSON. `None` for all else.
pub(super) fn form(value: &str, claims: &mut dyn Claims) -> Option<String> {
    let json = |claims: &mut dyn Claims| {
        let is_json = value.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(value).is_ok();
        is_json.then(|| replace_strings(value, &mut |name, value| claims.value(name, value)))
    };
    let rewritten = rewrite(value, claims).or_else(|| cookie::rewrite(value, claims));
    rewritten.or_else(|| saml::rewrite(value, claims)).or_else(|| json(claims))
}

/// Returns whether a value has other values in it.
pub(crate) fn has_form(value: &str) -> bool {
    form(value, &mut Same).is_some()
}

/// Changes nothing.
struct Same;

impl Claims for Same {
    fn value(&mut self, _name: &str, value: &str) -> String {
        value.to_owned()
    }

    fn part(&mut self, part: &str) -> String {
        part.to_owned()
    }

    fn hash(&mut self, old: &str) -> Option<String> {
        Some(old.to_owned())
    }
}

/// Returns the values of a recording by their hashes.
pub(super) fn hashed(search: &Search) -> Hashed {
    let values = search.values().filter(|leaf| matches!(leaf.kind, Kind::Code | Kind::Token | Kind::State));
    values.flat_map(|leaf| hashes(&leaf.old).map(|hash| (hash, leaf.old.to_string()))).collect()
}

/// Takes the values that a JWT, a signed cookie or a SAML message holds: they may stand elsewhere, too.
pub(super) fn gather(token: &str, gathered: &mut Gathered) {
    for claims in jwt::claims(token).iter().chain(&jwt::header(token)) {
        for name in PUBLIC {
            for value in jwt::texts(claims, name) {
                gathered.public(value);
                if gathered.takes_hosts() {
                    for host in &hosts_in(&cells(value.as_bytes())) {
                        gathered.host(host);
                    }
                }
            }
        }
    }
    // What becomes of them does not matter yet.
    form(token, &mut OldClaims { gathered });
}

/// Returns whether a JWT may have hashes of other values among its claims.
pub(super) fn has_hashes(token: &str) -> bool {
    let claims = jwt::claims(token);
    claims.is_some_and(|claims| ["at_hash", "c_hash", "s_hash", "ath"].iter().any(|name| claims.contains_key(*name)))
}

/// Returns whether a value is a JWT.
pub(super) fn is_token(value: &str) -> bool {
    is_jwt(value)
}

/// Claims that name clients, servers and keys.
const PUBLIC: &[&str] = &["iss", "aud", "azp", "client_id", "cid", "appid", "kid", "scope", "tid"];

struct OldClaims<'g> {
    gathered: &'g mut Gathered,
}

impl Claims for OldClaims<'_> {
    fn value(&mut self, name: &str, value: &str) -> String {
        match role(name) {
            Role::Secret(kind) => self.gathered.value(kind, value),
            _ if is_random(value) => self.gathered.value(Kind::Opaque, value),
            _ => {}
        }
        value.to_owned()
    }

    fn part(&mut self, part: &str) -> String {
        part.to_owned()
    }

    fn hash(&mut self, old: &str) -> Option<String> {
        Some(old.to_owned())
    }
}

struct NewClaims<'m> {
    key: &'m Key,
    search: &'m Search,
    hashed: Option<&'m Hashed>,
}

impl Claims for NewClaims<'_> {
    fn value(&mut self, _name: &str, value: &str) -> String {
        self.search.get(value).map_or_else(|| aligned(self.key, self.search, value), |leaf| leaf.new_for(value))
    }

    fn public(&mut self, value: &str) -> String {
        with_hosts(self.search, value)
    }

    fn part(&mut self, part: &str) -> String {
        aligned(self.key, self.search, part)
    }

    fn hash(&mut self, old: &str) -> Option<String> {
        let value = self.hashed?.get(old)?;
        hash_of_other(old, value, &self.search.get(value)?.new)
    }
}
