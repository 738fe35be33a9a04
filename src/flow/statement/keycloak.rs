//! Keycloak's events: `type=CODE_TO_TOKEN_ERROR, clientId=shop, error=invalid_code, …`.

use crate::capture::Record;
use crate::flow::statement::facts::is_null;
use crate::flow::statement::read::{Reading, Recognised, take_parts};
use crate::flow::statement::statement::StatedFacts;
use crate::oauth::Grant;
use crate::providers::{self, Check, written};

/// Reads an event. One that is not a failure of an OAuth message is known and tells nothing.
pub(super) fn read(record: &Record) -> Option<Reading> {
    let text = record.message.as_str();
    let at = text.find("type=").filter(|&at| at == 0 || text[..at].ends_with([' ', '\n', '\t', ']', ')']))?;
    let pairs = pairs(&text[at..]);
    let value = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let kind = value("type").filter(|kind| kind.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))?;
    let is_event = value("realmId").is_some() || value("clientId").is_some() || value("ipAddress").is_some();
    if !is_event || !kind.contains('_') && !KINDS.contains(&kind) {
        return None;
    }
    let (check, grant) = if kind.starts_with("CODE_TO_TOKEN") {
        (Check::Token, Some(Grant::AuthorizationCode))
    } else if kind.starts_with("REFRESH_TOKEN") {
        (Check::Token, Some(Grant::RefreshToken))
    } else if kind.starts_with("CLIENT_LOGIN") {
        (Check::Token, Some(Grant::ClientCredentials))
    } else if kind.starts_with("TOKEN_EXCHANGE") {
        (Check::Token, Some(Grant::TokenExchange))
    } else if kind.starts_with("LOGIN") {
        (Check::Authorize, None)
    } else {
        return Some(Reading::Aside);
    };
    let Some(error) = value("error").filter(|_| kind.ends_with("_ERROR")) else {
        return Some(Reading::Aside);
    };
    let reason = value("reason").map(|reason| format!(" reason={reason}")).unwrap_or_default();
    let said = format!("{kind} error={error}{reason}");
    let known = written(&said, &[]);
    // That a user mistyped a password is not a failure of the protocol.
    if known.is_none() && check == Check::Authorize {
        return Some(Reading::Aside);
    }
    let owned = |name: &str| value(name).map(str::to_owned);
    let mut facts = StatedFacts {
        grant: value("grant_type").and_then(Grant::parse).or(grant),
        client_id: owned("clientId"),
        redirect_uri: owned("redirect_uri"),
        error: (check == Check::Token && REFUSED_GRANTS.contains(&error)).then(|| "invalid_grant".to_owned()),
        ..StatedFacts::default()
    };
    if let Some(known) = &known {
        take_parts(&mut facts, known, &said);
    }
    let provider = providers::ALL.iter().find(|provider| provider.id == "keycloak").copied();
    Some(Reading::Stated(Box::new(Recognised { check, said, provider, written: known, at, facts, is_whole: true })))
}

/// Takes an event apart: old logs quote a value only where it has a blank, newer ones quote all.
fn pairs(text: &str) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    let mut rest = text.lines().next().unwrap_or_default();
    while let Some((name, behind)) = rest.split_once('=') {
        let name = name.trim_start_matches([',', ' ']);
        if name.is_empty() || name.contains([' ', ',']) {
            break;
        }
        let (value, behind) = if let Some(quote @ ('"' | '\'')) = behind.chars().next() {
            let end = closing(&behind[1..], quote).map_or(behind.len(), |end| end + 1);
            (&behind[1..end.max(1)], behind.get(end + 1..).unwrap_or_default())
        } else {
            let end = next_pair(behind);
            (&behind[..end], &behind[end..])
        };
        if !is_null(value) {
            pairs.push((name, value));
        }
        rest = behind;
    }
    pairs
}

/// Returns where a quoted value ends: `, ` and the next name stand behind the quote, or nothing.
fn closing(text: &str, quote: char) -> Option<usize> {
    let ends = |at: usize| {
        let behind = &text[at + 1..];
        behind.trim().is_empty() || behind.strip_prefix(", ").is_some_and(next_is_name)
    };
    text.match_indices(quote).map(|(at, _)| at).find(|at| ends(*at)).or_else(|| text.rfind(quote))
}

/// Returns where a bare value ends.
fn next_pair(text: &str) -> usize {
    let mut ends = text.match_indices(", ").map(|(at, _)| at);
    ends.find(|at| next_is_name(&text[at + 2..])).unwrap_or(text.len())
}

fn next_is_name(text: &str) -> bool {
    let length = text.bytes().take(64).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    length > 0 && text[length..].starts_with('=')
}

/// The errors of events of a token request that Keycloak answers with `invalid_grant`.
const REFUSED_GRANTS: &[&str] = &[
    "invalid_code",
    "expired_code",
    "invalid_redirect_uri",
    "code_verifier_missing",
    "invalid_code_verifier",
    "pkce_verification_failed",
    "user_session_not_found",
];

/// Events whose names have one word.
const KINDS: &[&str] = &["LOGIN", "LOGOUT", "REGISTER"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Text;

    fn event(text: &str) -> Option<Reading> {
        let mut record = Record::default();
        record.message = Text::new(text.to_owned(), Vec::new());
        read(&record)
    }

    #[test]
    fn both_quotings_are_read() {
        for text in [
            "type=CODE_TO_TOKEN_ERROR, realmId=6f1c, clientId=shop, userId=null, error=expired_code, scope='openid, x'",
            "type=\"CODE_TO_TOKEN_ERROR\", realmId=\"6f1c\", clientId=\"shop\", userId=\"null\", error=\"expired_code\"",
        ] {
            let Some(Reading::Stated(stated)) = event(text) else { panic!("{text}") };
            assert_eq!(stated.facts.client_id.as_deref(), Some("shop"));
            assert_eq!(stated.said, "CODE_TO_TOKEN_ERROR error=expired_code");
        }
    }

    #[test]
    fn values_with_commas_are_kept_whole() {
        let text = "type=\"CODE_TO_TOKEN_ERROR\", clientId=\"shop\", error=\"invalid_redirect_uri\", reason=\"did not match. \
                    Saved redirectUri: https://a.example/cb, redirectUri parameter: https://a.example/cb/\", grant_type=\"x\"";
        let Some(Reading::Stated(stated)) = event(text) else { panic!() };
        assert!(stated.said.ends_with("redirectUri parameter: https://a.example/cb/"), "{}", stated.said);
    }

    #[test]
    fn what_is_no_failure_of_a_message_is_known_and_tells_nothing() {
        for text in [
            "type=LOGIN, realmId=6f1c, clientId=shop, userId=1",
            "type=\"LOGIN_ERROR\", realmId=\"6f1c\", clientId=\"shop\", error=\"invalid_user_credentials\"",
            "type=CODE_TO_TOKEN, realmId=6f1c, clientId=shop",
        ] {
            assert!(matches!(event(text), Some(Reading::Aside)), "{text}");
        }
        assert!(event("input type=TEXT, id=1").is_none());
        assert!(event("type=MISSING_PARAMETER, name=x").is_none());
    }
}
