//! The list of the rules.

use std::io::{self, Write};

use colored::Colorize;

use super::link::rule_id;
use crate::report::Options;
use crate::report::text::wrap;
use crate::rules::{self, Rule};

/// Writes the rules stage by stage, a line or more for each.
pub fn write_rules(options: Options, out: &mut dyn Write) -> io::Result<()> {
    let ids = rules::all().map(|rule| rule.id.len()).max().unwrap_or(0);
    // Beside long ids a narrow terminal has no room.
    let (indent, beside) = match options.width.saturating_sub(ids + 4) {
        room if room < 30 => (6, false),
        _ => (ids + 4, true),
    };
    for (number, (title, topics)) in CHAPTERS.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", options.paint(title, |text| text.bold()))?;
        for rule in topics.iter().flat_map(|topic| of_topic(topic)) {
            let lines = wrap(rule.summary, options.width.saturating_sub(indent));
            let between = if beside { " ".repeat(indent - 2 - rule.id.len()) } else { format!("\n{:indent$}", "") };
            writeln!(out, "  {}{between}{}", rule_id(rule, options), lines.join(&format!("\n{:indent$}", "")))?;
        }
    }
    writeln!(out, "\nThe page of a rule: oauth-doctor rules ID")
}

fn of_topic(topic: &str) -> &'static [Rule] {
    rules::TOPICS.iter().find(|(name, _)| *name == topic).map_or(&[], |(_, rules)| rules)
}

/// The stages of a login, each with the topics of its rules.
const CHAPTERS: &[(&str, &[&str])] = &[
    (
        "Discovery and registration",
        &[
            "challenge",
            "resource metadata",
            "discovery and registration",
            "pkce in metadata",
            "metadata",
            "registration at the server",
            "client metadata",
        ],
    ),
    ("Authorization request", &["authorization request", "pushed requests and request objects", "registration"]),
    ("Login pages and the browser", &["in front of the server", "pages of the login", "login cookies"]),
    ("Authorization response and callback", &["authorization response", "delivery to the client", "exchange"]),
    ("PKCE", &["pkce challenge", "pkce method and presence", "pkce verifier"]),
    (
        "Token request: endpoint and form",
        &[
            "way to the token endpoint",
            "cors",
            "redirect of the token request",
            "token endpoint",
            "token request body",
            "parameters",
            "parameter encoding",
        ],
    ),
    (
        "Token request: the client",
        &[
            "client",
            "client authentication",
            "client authentication method",
            "client authentication in the header",
            "client secret lifetime",
            "assertion",
            "age and use of an assertion",
            "kinds of assertions and tokens",
        ],
    ),
    ("Token request: code and grant", &["grant", "code", "redirect", "redemption", "beside the code", "resource"]),
    ("Device code and CIBA", &["device"]),
    ("Refresh", &["refresh token", "refresh"]),
    ("DPoP and clocks", &["dpop", "clock"]),
    ("Token response and ID token", &["token response", "token response members", "oidc", "id token"]),
    (
        "Resource",
        &[
            "token presented",
            "token bound to a key",
            "token expired",
            "token audience",
            "token scope",
            "step-up",
            "userinfo",
        ],
    ),
    ("Security of a login that works", &["security", "exposure"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_topic_is_in_one_chapter() {
        let listed: Vec<&str> = CHAPTERS.iter().flat_map(|(_, topics)| topics.iter().copied()).collect();
        let known: BTreeSet<&str> = rules::TOPICS.iter().map(|(name, _)| *name).collect();
        assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), known);
        assert_eq!(listed.len(), known.len(), "a topic is listed twice");
    }
}
