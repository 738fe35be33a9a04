//! Parameters under a misspelt name.

use oauth_doctor_wire::spelling;

use crate::oauth::{Param, Params};

/// Returns whether a parameter is there under a misspelt name.
pub(crate) fn is_misspelt(params: &Params, right: &'static str) -> bool {
    misspelt(params, &[right]).next().is_some()
}

pub(crate) fn misspelt<'a>(
    params: &'a Params,
    names: &[&'static str],
) -> impl Iterator<Item = (&'a Param, &'static str)> + use<'a> {
    let names = names.to_vec();
    let missing: Vec<&'static str> = names.iter().copied().filter(|right| params.get(right).is_none()).collect();
    params.iter().filter_map(move |param| {
        if missing.is_empty()
            || param.name.len() > LONGEST_NAME
            || KNOWN.contains(&param.name.as_str())
            || names.contains(&param.name.as_str())
        {
            return None;
        }
        let right = missing.iter().find(|right| is_misspelling(&param.name, right))?;
        Some((param, *right))
    })
}

/// Returns the name without what is left of an `&` that was escaped as in the source of a page: `amp;code`.
pub(crate) fn unescaped(name: &str) -> &str {
    name.strip_prefix("amp;").or(name.strip_prefix("#038;")).unwrap_or(name)
}

fn is_misspelling(name: &str, right: &str) -> bool {
    let (name, right) = (spelling::plain(unescaped(name)), spelling::plain(right));
    let is_near = || match strsim::damerau_levenshtein(&name, &right) {
        // Of a short name, another letter makes another word: `client_ip`.
        1 => name.len() != right.len() || right.len() >= LONG_NAME || is_transposed(&name, &right),
        2 => right.len() >= LONG_NAME,
        _ => false,
    };
    let is_synonym = || SYNONYMS.contains(&(name.as_str(), right.as_str()));
    name == right || right.len() >= 8 && name.len() >= 8 && is_near() || is_synonym()
}

/// Returns whether two names have the same letters.
fn is_transposed(name: &str, right: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    letters(name) == letters(right)
}

/// Names that say the same in other words: how it is called, without punctuation, and the name of the specification.
const SYNONYMS: &[(&str, &str)] = &[
    ("authorizationcode", "code"),
    ("authcode", "code"),
    ("verifier", "codeverifier"),
    ("pkceverifier", "codeverifier"),
    ("pkcecodeverifier", "codeverifier"),
];

/// A name of this length is recognised with a wrong letter in it.
const LONG_NAME: usize = 9;

/// No parameter name is longer, however it is misspelt.
const LONGEST_NAME: usize = 40;
/// Other parameters, which are not misspellings.
const KNOWN: &[&str] = &[
    "response_mode",
    "code_challenge",
    "code_challenge_method",
    "scope",
    "state",
    "nonce",
    "resource",
    "audience",
    "client_info",
    "response_type",
    "grant_types",
    "redirect_uris",
    "client_ids",
    "refresh_tokens",
    "token",
    "access_token",
    "id_token",
    "client_key",
    "client_name",
    "client_type",
    "client_data",
    "client_mode",
];
