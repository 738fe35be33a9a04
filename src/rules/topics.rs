//! Every rule, by topic, in the order of evaluation.

use super::rule::Rule;
use super::{access, authorize, bound, browser, client, code, discovery, hygiene, pkce, refresh, token};

/// The topics in the order of evaluation: what stands earlier is what a login meets earlier, and explains what follows.
pub static TOPICS: &[(&str, &[Rule])] = &[
    ("challenge", discovery::challenge::RULES),
    ("resource metadata", discovery::resource::RULES),
    ("pkce in metadata", discovery::pkce::RULES),
    ("registration at the server", discovery::registration::RULES),
    ("client metadata", discovery::document::RULES),
    ("discovery and registration", authorize::discovery::RULES),
    ("in front of the server", browser::front::RULES),
    ("pages of the login", browser::page::RULES),
    ("delivery to the client", browser::delivery::RULES),
    ("way to the token endpoint", browser::network::RULES),
    ("authorization request", authorize::request::RULES),
    ("pushed requests and request objects", authorize::pushed::RULES),
    ("login cookies", authorize::cookie::RULES),
    ("authorization response", authorize::response::RULES),
    ("cors", token::cors::RULES),
    ("redirect of the token request", token::redirect::RULES),
    ("token endpoint", token::endpoint::RULES),
    ("token response", token::answer::RULES),
    ("token request body", token::body::RULES),
    ("parameters", token::parameter::RULES),
    ("parameter encoding", token::encoding::RULES),
    ("client", client::identity::RULES),
    ("client authentication", client::secret::RULES),
    ("client secret lifetime", client::lifetime::RULES),
    ("client authentication method", client::method::RULES),
    ("client authentication in the header", client::basic::RULES),
    ("kinds of assertions and tokens", client::kind::RULES),
    ("assertion", client::assertion::RULES),
    ("age and use of an assertion", client::freshness::RULES),
    ("metadata", discovery::contradicted::RULES),
    ("beside the code", code::beside::RULES),
    ("grant", code::grant::RULES),
    ("code", code::value::RULES),
    ("redirect", code::redirect_uri::RULES),
    ("registration", client::registration::RULES),
    ("pkce challenge", pkce::challenge::RULES),
    ("pkce method and presence", pkce::method::RULES),
    ("pkce verifier", pkce::verifier::RULES),
    ("resource", code::resource::RULES),
    ("redemption", code::redemption::RULES),
    ("device", bound::device::RULES),
    ("refresh token", refresh::token::RULES),
    ("refresh", refresh::rotation::RULES),
    ("dpop", bound::dpop::RULES),
    ("clock", bound::clock::RULES),
    ("oidc", bound::oidc::RULES),
    ("id token", bound::id_token::RULES),
    ("token response members", token::incomplete::RULES),
    ("exchange", token::exchange::RULES),
    ("token presented", access::presented::RULES),
    ("token bound to a key", access::proof::RULES),
    ("token expired", access::expired::RULES),
    ("token audience", access::audience::RULES),
    ("step-up", access::step_up::RULES),
    ("token scope", access::scope::RULES),
    ("userinfo", access::user::RULES),
    ("security", hygiene::security::RULES),
    ("exposure", hygiene::exposure::RULES),
];

/// Returns every rule in the order of evaluation.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    TOPICS.iter().flat_map(|(_, rules)| rules.iter())
}

/// Finds a rule by its id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// Returns the rule ids that are spelt most like this one.
pub fn similar(id: &str) -> Vec<&'static str> {
    let id = id.to_lowercase();
    let mut ids: Vec<(f64, &str)> = all().map(|rule| (strsim::jaro_winkler(&id, rule.id), rule.id)).collect();
    ids.sort_by(|a, b| b.0.total_cmp(&a.0));
    ids.into_iter().take_while(|(likeness, _)| *likeness > 0.8).take(3).map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_kebab_case() {
        let ids: Vec<&str> = all().map(|rule| rule.id).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        for id in ids {
            assert!(
                id.split('-')
                    .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())),
                "{id}"
            );
        }
    }

    #[test]
    fn every_rule_explains_and_cites() {
        for rule in all() {
            for text in [rule.why, rule.fix] {
                assert!(text.len() > 30 && text.ends_with('.'), "{}: {text}", rule.id);
            }
            assert!(!rule.summary.ends_with('.') && rule.summary.len() < 100, "{}", rule.id);
            assert!(!rule.spec.is_empty(), "{}", rule.id);
        }
    }

    #[test]
    fn every_file_of_a_wing_is_a_topic() {
        let shared = ["mod.rs", "cookie_sent.rs", "policy.rs", "signed.rs", "state.rs", "tenant.rs"];
        let list = |folder: &std::path::Path| {
            let entries = std::fs::read_dir(folder).unwrap();
            entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
        };
        let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        let wings = list(&rules).into_iter().filter(|path| path.is_dir());
        let files = wings.flat_map(|wing| list(&wing)).filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap();
            !shared.contains(&name)
        });
        assert_eq!(files.count(), TOPICS.len());
    }

    #[test]
    fn a_misspelt_id_finds_its_neighbours() {
        assert_eq!(similar("pkce-chalenge-hex").first(), Some(&"pkce-challenge-hex"));
        assert!(similar("zebra").is_empty());
    }
}
