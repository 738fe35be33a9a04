//! Explains one message.

use crate::capture::{Record, Text};
use crate::flow::{StatementReading, read_statement};
use crate::oauth::{Cite, codes};
use crate::providers::{self, Cause, ErrorResponse, Meaning};
use crate::rules::{self, Rule};
use crate::words::{decide, split};

/// The meaning of a message.
#[derive(Debug, Default)]
pub struct Explained {
    /// The error code, if it has one.
    pub error: Option<String>,
    /// The meaning of that code in the specifications.
    pub by_specification: Option<(&'static str, Cite)>,
    /// The meaning of the message, for each provider or library that writes it.
    pub meanings: Vec<Meaning>,
    /// The rules that check its possible causes, the likeliest first.
    pub rules: Vec<&'static Rule>,
    /// Checks that decide between them.
    pub decides: Vec<&'static str>,
}

/// Explains a message: an error with or without its description, a log line, the first line of an exception. Keeps nothing of the
/// message itself. Returns `None` if nothing is known about it.
///
/// # Example
///
/// ```
/// use oauth_doctor::words::explain;
///
/// let explained = explain("AADSTS54005: OAuth2 Authorization code was already redeemed").unwrap();
/// assert_eq!(explained.meanings[0].id, "microsoft-entra-id");
/// assert_eq!(explained.rules[0].id, "code-reused");
/// assert!(explain("the build has failed").is_none());
/// ```
pub fn explain(text: &str) -> Option<Explained> {
    let text = cut(text.trim());
    let said = split::split(text);
    let error = said.error.as_deref();
    let of_words = said.description.as_deref().map(|words| of_words(error, words)).unwrap_or_default();
    let meanings = stated(text).map_or(of_words, |meaning| vec![meaning]);
    let by_specification = error.and_then(codes::of).map(|code| (code.meaning, code.spec));
    let meanings = if meanings.is_empty() { error.map(of_code).unwrap_or_default() } else { meanings };
    if meanings.is_empty() && by_specification.is_none() {
        return None;
    }
    let causes = if meanings.is_empty() { of_any_server(error) } else { causes(&meanings) };
    let mut decides: Vec<&str> = Vec::new();
    for cause in &causes {
        decides.extend(decide::by(*cause).filter(|check| !decides.contains(check)));
    }
    decides.truncate(MOST_CHECKS);
    Some(Explained {
        rules: rules_of(&causes, error.filter(|_| causes.is_empty() && meanings.is_empty())),
        // What is in the place of a code may be anything.
        error: said.error.filter(|error| split::is_code(error) || !of_code(error).is_empty()),
        by_specification,
        meanings,
        decides,
    })
}

/// Returns what a known program states with it.
fn stated(text: &str) -> Option<Meaning> {
    let mut record = Record::default();
    record.message = Text::new(text.to_owned(), Vec::new());
    match read_statement(&record)? {
        StatementReading::Stated(stated) => stated.meaning(),
        StatementReading::Aside => None,
    }
}

/// Returns what providers say of words that they write.
fn of_words(error: Option<&str>, words: &str) -> Vec<Meaning> {
    let said = ErrorResponse { error, description: Some(words), at_token: true };
    if let Some(signed) = providers::meaning(None, said).filter(|meaning| !meaning.is_generic()) {
        return vec![signed];
    }
    providers::meanings(said)
}

/// Returns what providers say about a code of their own.
fn of_code(error: &str) -> Vec<Meaning> {
    if codes::of(error).is_some() {
        return Vec::new();
    }
    providers::meanings(ErrorResponse { error: Some(error), description: None, at_token: true })
}

/// Returns what a code can be about at any server.
fn of_any_server(error: Option<&str>) -> Vec<Cause> {
    let said = ErrorResponse { error, description: None, at_token: true };
    providers::meaning(None, said).map(|meaning| meaning.about.to_vec()).unwrap_or_default()
}

/// Returns every cause, those first that the most providers name first.
fn causes(meanings: &[Meaning]) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    let longest = meanings.iter().map(|meaning| meaning.about.len()).max().unwrap_or(0);
    for position in 0..longest {
        for cause in meanings.iter().filter_map(|meaning| meaning.about.get(position)) {
            if !causes.contains(cause) {
                causes.push(*cause);
            }
        }
    }
    causes
}

/// Returns the rules that look into causes, or else those under whose code servers report a mistake.
fn rules_of(causes: &[Cause], error: Option<&str>) -> Vec<&'static Rule> {
    let mut found: Vec<&'static Rule> = Vec::new();
    let mut add = |rule: &'static Rule| {
        if found.iter().all(|known| known.id != rule.id) {
            found.push(rule);
        }
    };
    for cause in causes {
        match cause.rule().and_then(rules::find) {
            Some(rule) => add(rule),
            None => rules::all().filter(|rule| rule.optional.about.contains(cause)).for_each(&mut add),
        }
    }
    let by_code = rules::all().filter(|rule| error.is_some_and(|error| rule.errors.contains(&error)));
    by_code.for_each(add);
    found
}

/// Cuts a text that is too long to be a message.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The longest message that is looked at.
const LONGEST: usize = 64 << 10;
/// How many checks are named.
const MOST_CHECKS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(text: &str) -> (Vec<&'static str>, Vec<&'static str>) {
        let explained = explain(text).unwrap_or_default();
        let who = explained.meanings.iter().map(|meaning| meaning.id).collect();
        (who, explained.rules.iter().map(|rule| rule.id).collect())
    }

    #[test]
    fn words_are_those_of_whoever_writes_them() {
        let (who, rules) = explained("invalid_grant: Code not valid");
        assert!(who.contains(&"keycloak") && rules.contains(&"code-reused"), "{who:?} {rules:?}");
        assert_eq!(explained("AADSTS700016: Application with identifier 'x' was not found").0, ["microsoft-entra-id"]);
        assert_eq!(explained("Correlation failed."), (vec!["aspnet-core"], vec!["state-cookie-lost"]));
        let event = "type=CODE_TO_TOKEN_ERROR, realmId=6f1c, clientId=shop, error=expired_code";
        assert_eq!(explained(event), (vec!["keycloak"], vec!["code-expired"]));
    }

    #[test]
    fn a_code_alone_is_what_the_specifications_say() {
        let explained = explain("invalid_grant").unwrap_or_default();
        assert!(explained.meanings.is_empty() && explained.by_specification.is_some());
        assert!(explained.rules.len() > 3);
    }

    #[test]
    fn what_nobody_writes_is_unknown() {
        for text in ["", "the build has failed", "error: 'ENOENT'", "invalid_coupon"] {
            assert!(explain(text).is_none(), "{text}");
        }
    }
}
