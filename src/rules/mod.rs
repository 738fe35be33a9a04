//! What can be wrong with a login, one table entry and one function a rule.
//!
//! A rule looks at one login and says one of four things ([`Assessment`]): it does not concern this login, it is ruled out and
//! why, it cannot be assessed and what is missing, or it was found, with the values that show it.

mod answer;
mod assertion;
mod assessment;
mod authorize;
mod body;
mod client;
mod client_auth;
mod client_auth_method;
mod clock;
mod code;
mod cookie;
mod cors;
mod device;
mod discovery;
mod dpop;
mod encoding;
mod endpoint;
mod exchange;
mod exposure;
mod grant;
mod known;
mod login;
mod oidc;
mod outcome;
mod parameter;
mod pkce;
mod pkce_challenge;
mod pkce_verifier;
mod pushed;
mod redemption;
mod redirect;
mod reference;
mod refresh;
mod refresh_token;
mod registration;
mod resource;
mod response;
mod security;
mod stage;

pub use assessment::{Assessment, Change, Confidence, Evidence, Found, NewValue, Shown, Target};
pub use login::{Login, Recording};
pub use outcome::Outcome;
pub use reference::{page, reference};
pub use stage::Stage;
pub(crate) use stage::{hides_its_values, worked_before};

use crate::flow::{AuthorizationResponse, AuthorizeRequest, TokenExchange};
use crate::oauth::{Cite, Grant};
use crate::server::model::Refusal;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// The id: kebab-case, names the fault, never changes.
    pub id: &'static str,
    /// The fault in one line.
    pub summary: &'static str,
    /// Why it breaks a login, and what servers say.
    pub why: &'static str,
    /// What to change.
    pub fix: &'static str,
    /// How bad it is for a login that failed; on one that worked an error counts as a warning.
    pub severity: Severity,
    /// What a token endpoint checks when it meets the mistake; `None` where an answer tells nothing of it.
    pub stage: Option<Stage>,
    /// The `error` codes under which servers report it: for these it belongs into the differential.
    pub errors: &'static [&'static str],
    /// How a strict server refuses a login with the mistake, or a strict client the answer; none where neither gets to see it.
    pub refusals: &'static [Refusal],
    /// What a correct login needs where no request of the capture can be corrected.
    pub needs: Option<&'static str>,
    /// Where the specifications say so.
    pub spec: &'static [Cite],
    /// The version that brought the rule.
    pub since: &'static str,
    /// What it looks at, and how.
    pub check: Check,
}

/// In [`Rule::errors`]: the authorization endpoint refused, under whatever code.
pub(crate) const AT_AUTHORIZE: &str = "(authorization error)";
/// In [`Rule::errors`]: the client found no server, or could not register, so that no login began.
pub(crate) const NOT_BEGUN: &str = "(no login began)";
/// In [`Rule::errors`]: there is no OAuth error: no answer, a page, another status, or a client that stopped by itself.
pub(crate) const NO_ERROR: &str = "(no error code)";

/// What a rule needs to be assessed.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// An authorization request.
    Authorize(fn(&Login<'_>, &AuthorizeRequest) -> Assessment),
    /// An authorization request and what came of it, whichever there is.
    Authorization(fn(&Login<'_>) -> Assessment),
    /// An authorization response.
    Response(fn(&Login<'_>, &AuthorizationResponse) -> Assessment),
    /// A token request of the authorization code grant.
    Token(fn(&Login<'_>, &TokenExchange) -> Assessment),
    /// A token request of any grant.
    Request(fn(&Login<'_>, &TokenExchange) -> Assessment),
    /// A refresh request.
    Refresh(fn(&Login<'_>, &TokenExchange) -> Assessment),
    /// A login of the authorization code grant, whatever there is of it.
    Login(fn(&Login<'_>) -> Assessment),
    /// A login of any grant, whatever there is of it.
    Any(fn(&Login<'_>) -> Assessment),
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// A weakness, or a mistake that this server tolerates.
    Warning,
    /// It breaks the login.
    Error,
}

impl Severity {
    /// Returns `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The topics in the order of evaluation: what stands earlier is what a login meets earlier, and explains what follows.
pub static TOPICS: &[(&str, &[Rule])] = &[
    ("discovery and registration", discovery::RULES),
    ("authorization request", authorize::RULES),
    ("pushed requests and request objects", pushed::RULES),
    ("login cookies", cookie::RULES),
    ("authorization response", response::RULES),
    ("cors", cors::RULES),
    ("token endpoint", endpoint::RULES),
    ("token response", answer::RULES),
    ("token request body", body::RULES),
    ("parameters", parameter::RULES),
    ("parameter encoding", encoding::RULES),
    ("client", client::RULES),
    ("client authentication", client_auth::RULES),
    ("client authentication method", client_auth_method::RULES),
    ("assertion", assertion::RULES),
    ("grant", grant::RULES),
    ("code", code::RULES),
    ("redirect", redirect::RULES),
    ("registration", registration::RULES),
    ("pkce challenge", pkce_challenge::RULES),
    ("pkce method and presence", pkce::RULES),
    ("pkce verifier", pkce_verifier::RULES),
    ("resource", resource::RULES),
    ("redemption", redemption::RULES),
    ("device", device::RULES),
    ("refresh token", refresh_token::RULES),
    ("refresh", refresh::RULES),
    ("dpop", dpop::RULES),
    ("clock", clock::RULES),
    ("oidc", oidc::RULES),
    ("exchange", exchange::RULES),
    ("security", security::RULES),
    ("exposure", exposure::RULES),
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
    let mut ids: Vec<(f64, &str)> = all()
        .map(|rule| (strsim::jaro_winkler(&id, rule.id), rule.id))
        .collect();
    ids.sort_by(|a, b| b.0.total_cmp(&a.0));
    ids.into_iter()
        .take_while(|(likeness, _)| *likeness > 0.8)
        .take(3)
        .map(|(_, id)| id)
        .collect()
}

impl Rule {
    /// Assesses a login.
    pub fn assess(&self, login: &Login<'_>) -> Assessment {
        let flow = login.flow;
        let code_grant = flow.grant == Grant::AuthorizationCode;
        match self.check {
            Check::Any(check) => check(login),
            Check::Login(check) if code_grant => check(login),
            Check::Authorize(check) if code_grant || flow.grant == Grant::Implicit => match &flow.authorize {
                Some(authorize) => check(login, authorize),
                None => Assessment::not_assessed("the authorization request is not in the capture"),
            },
            Check::Authorization(check) if code_grant || flow.grant == Grant::Implicit => check(login),
            Check::Response(check) if code_grant || flow.grant == Grant::Implicit => match flow.response() {
                Some(response) => check(login, response),
                None => Assessment::not_assessed("the authorization response is not in the capture"),
            },
            Check::Token(check) if code_grant => on_token(login, check),
            Check::Request(check) => on_token(login, check),
            Check::Refresh(check) if flow.grant == Grant::RefreshToken => on_token(login, check),
            _ => Assessment::NotApplicable,
        }
    }
}
/// Assesses the token request that decides; a login of the implicit grant has none.
fn on_token(login: &Login<'_>, check: fn(&Login<'_>, &TokenExchange) -> Assessment) -> Assessment {
    match login.decisive() {
        Some(token) => check(login, token),
        None if login.flow.grant == Grant::Implicit => Assessment::NotApplicable,
        None => Assessment::not_assessed("the token request is not in the capture"),
    }
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
    fn every_file_of_rules_is_a_topic() {
        let shared = [
            "mod.rs",
            "assessment.rs",
            "known.rs",
            "login.rs",
            "outcome.rs",
            "reference.rs",
            "stage.rs",
        ];
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        let files = std::fs::read_dir(folder).unwrap().filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            !shared.contains(&name.to_str().unwrap())
        });
        assert_eq!(files.count(), TOPICS.len());
    }

    #[test]
    fn a_misspelt_id_finds_its_neighbours() {
        assert_eq!(similar("pkce-chalenge-hex").first(), Some(&"pkce-challenge-hex"));
        assert!(similar("zebra").is_empty());
    }
}
