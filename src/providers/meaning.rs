//! What the words of a refusal mean.

use std::sync::OnceLock;

use regex::Regex;

use crate::oauth::codes;

use super::profiles::{ALL, COUNT, GENERIC};
use super::{Cause, LogText, Provider, Reply, Source};

/// A refusal as it was sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct ErrorResponse<'a> {
    /// `error`.
    pub error: Option<&'a str>,
    /// `error_description`.
    pub description: Option<&'a str>,
    /// The token endpoint said it: there a code of RFC 6749 alone tells something of the request.
    pub at_token: bool,
}

/// What the words of a refusal mean.
#[derive(Clone, Copy, Debug)]
pub struct Meaning {
    /// The id of the provider or library whose words they are.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What they can be about, the likeliest first; one: they are unambiguous; none: nothing that a login shows.
    pub about: &'static [Cause],
    /// What they mean, in one or two sentences.
    pub text: &'static str,
    /// Who says so.
    pub source: Source,
}

/// Finds out what the words of a refusal mean: by the provider that they identify, by the provider of the login, or by the
/// specifications.
pub fn meaning(of: Option<&'static Provider>, said: ErrorResponse<'_>) -> Option<Meaning> {
    let signed = |provider: &&&'static Provider| {
        let mut texts = [said.error, said.description].into_iter().flatten();
        texts.any(|text| provider.signatures.iter().any(|signature| text.contains(signature)))
    };
    let signed = ALL.iter().find(signed).copied();
    let generic = said.at_token.then_some(GENERIC);
    let at = |provider: Option<&'static Provider>| meaning_at(provider?, said);
    // What nobody else writes means the same under another code, or under none.
    let by_words = || meaning_of_words(signed?, said.description?);
    at(signed).or_else(by_words).or_else(|| at(of)).or_else(|| at(generic))
}

/// Finds out what words mean where all providers that write them agree on one cause, or else what a code means that only one provider
/// sends.
pub(crate) fn agreed(said: ErrorResponse<'_>) -> Option<Meaning> {
    let by_words = || {
        said.description?;
        let meanings = meanings(said);
        let first = meanings.first().copied().filter(|first| first.about.len() == 1)?;
        meanings.iter().all(|other| other.about == first.about).then_some(first)
    };
    let by_code = || {
        said.error.filter(|error| codes::of(error).is_none())?;
        match meanings(ErrorResponse { description: None, ..said })[..] {
            [only] => Some(only),
            _ => None,
        }
    };
    by_words().or_else(by_code)
}

/// Finds out what words mean, whoever wrote them: what each provider says of them that has an entry for just these. Without
/// words, what each says about the code.
pub fn meanings(said: ErrorResponse<'_>) -> Vec<Meaning> {
    let fits = |reply: &Reply, regex: &Option<Regex>| {
        let error = said.error.is_none() || reply.error.is_none() || reply.error == said.error;
        error
            && match (regex, said.description) {
                (Some(regex), Some(description)) => regex.is_match(description),
                (regex, description) => regex.is_none() && description.is_none(),
            }
    };
    let of = |provider: &&'static Provider| {
        let mut entries = provider.replies.iter().zip(compiled(provider));
        entries.find(|(reply, regex)| fits(reply, regex)).map(|(reply, _)| of_reply(provider, reply))
    };
    ALL.iter().filter_map(of).collect()
}

/// Finds out what words mean that a provider writes without the `error` that it sends with them.
pub(crate) fn meaning_of_words(provider: &'static Provider, words: &str) -> Option<Meaning> {
    let fits = |regex: &Option<Regex>| regex.as_ref().is_some_and(|regex| regex.is_match(words));
    let mut entries = provider.replies.iter().zip(compiled(provider));
    entries.find(|(_, regex)| fits(regex)).map(|(reply, _)| of_reply(provider, reply))
}

fn meaning_at(provider: &'static Provider, said: ErrorResponse<'_>) -> Option<Meaning> {
    reply(provider, said).map(|reply| of_reply(provider, reply))
}

fn of_reply(provider: &'static Provider, reply: &'static Reply) -> Meaning {
    let Reply { about, meaning: text, source, .. } = *reply;
    Meaning { id: provider.id, name: provider.name, about, text, source }
}

impl Meaning {
    /// Returns whether only the specifications say so, of any server.
    pub fn is_generic(&self) -> bool {
        self.id == GENERIC.id
    }

    /// Returns what a text of a log means.
    pub(super) fn of_log(id: &'static str, name: &'static str, written: &LogText) -> Self {
        let LogText { about, meaning: text, source, .. } = *written;
        Self { id, name, about, text, source }
    }
}

fn reply(provider: &'static Provider, said: ErrorResponse<'_>) -> Option<&'static Reply> {
    let fits = |(reply, regex): &(&'static Reply, &Option<Regex>)| {
        let error = reply.error.is_none_or(|error| said.error == Some(error));
        let words = match (regex, said.description) {
            (None, _) => reply.says.is_none() && (said.at_token || !is_rfc6749(reply.error)),
            (Some(_), None) => false,
            (Some(regex), Some(description)) => regex.is_match(description),
        };
        error && words
    };
    provider.replies.iter().zip(compiled(provider)).find(fits).map(|(reply, _)| reply)
}

/// A code of RFC 6749 §4.1.2.1 or §5.2, which says less at the authorization endpoint than at the token endpoint.
fn is_rfc6749(error: Option<&str>) -> bool {
    error.is_some_and(|error| error.starts_with("invalid_") || error.starts_with("un") || error == "access_denied")
}

/// The regular expressions of a provider, made when its words are first looked up.
fn compiled(provider: &'static Provider) -> &'static [Option<Regex>] {
    static COMPILED: [OnceLock<Vec<Option<Regex>>>; COUNT + 1] = [const { OnceLock::new() }; COUNT + 1];
    let at = ALL.iter().position(|other| std::ptr::eq(*other, provider)).unwrap_or(COUNT);
    COMPILED[at].get_or_init(|| {
        let regexes = provider.replies.iter().map(|reply| Regex::new(reply.says?).ok());
        regexes.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<'a>(error: &'a str, description: &'a str) -> ErrorResponse<'a> {
        ErrorResponse {
            error: Some(error).filter(|error| !error.is_empty()),
            description: Some(description).filter(|words| !words.is_empty()),
            at_token: true,
        }
    }

    fn provider(id: &str) -> Option<&'static Provider> {
        ALL.iter().find(|provider| provider.id == id).copied()
    }

    #[test]
    fn the_first_entry_that_fits_counts() {
        let keycloak = meaning(provider("keycloak"), said("invalid_grant", "Code is expired")).unwrap();
        assert_eq!((keycloak.id, keycloak.about), ("keycloak", &[Cause::CodeExpired][..]));
        let vague = meaning(provider("keycloak"), said("invalid_grant", "Code not valid")).unwrap();
        assert!(vague.about.len() > 1 && vague.about.contains(&Cause::CodeReused));
    }

    #[test]
    fn unmistakable_words_identify_their_provider() {
        let entra = meaning(None, said("invalid_grant", "AADSTS54005: OAuth2 Authorization code was already redeemed"))
            .unwrap();
        assert_eq!((entra.id, entra.about), ("microsoft-entra-id", &[Cause::CodeReused][..]));
        let chained =
            "AADSTS70002: Error validating credentials. AADSTS70008: The provided authorization code is expired.";
        assert!(meaning(None, said("invalid_grant", chained)).unwrap().about.contains(&Cause::CodeExpired));
    }

    #[test]
    fn words_of_an_unknown_server_are_not_taken_for_those_of_another() {
        let unknown = meaning(None, said("invalid_grant", "Code not valid")).unwrap();
        assert!(unknown.is_generic());
        assert!(
            meaning(None, ErrorResponse { at_token: false, ..said("invalid_request", "Code not valid") }).is_none()
        );
    }

    #[test]
    fn a_code_alone_tells_nothing_of_an_authorization_request() {
        let apple = provider("apple");
        assert!(meaning(apple, said("invalid_request", "")).is_some());
        assert!(meaning(apple, ErrorResponse { at_token: false, ..said("invalid_request", "") }).is_none());
    }
}
