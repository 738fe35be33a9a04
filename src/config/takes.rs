//! The keys of a configuration, and what each takes.

use toml::de::DeValue;

use super::globs::Globs;
use super::ignore::day;
use super::redirect_uri::problem_of;
use crate::oauth::Registration;
use crate::rules;
use crate::weigh::NO_CAUSE;

/// What a key takes.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    Severity,
    /// A severity for each rule.
    Levels,
    Pattern,
    Patterns,
    Rule,
    Text,
    Reason,
    Day,
    ClientType,
    AuthMethod,
    RedirectUris,
    Seconds,
    Table(Keys),
    Tables(Keys, Required),
}

pub(super) type Keys = &'static [(&'static str, Takes)];

/// The keys that each table must have.
pub(super) type Required = &'static [&'static str];

/// The keys of a configuration.
pub(super) const ROOT: Keys = &[
    ("fail-on", Takes::Severity),
    ("include", Takes::Patterns),
    ("exclude", Takes::Patterns),
    ("severity", Takes::Levels),
    ("ignore", Takes::Tables(IGNORE, &["rule", "reason"])),
    ("client", Takes::Tables(CLIENT, &[])),
    ("server", Takes::Table(SERVER)),
];
const IGNORE: Keys = &[
    ("rule", Takes::Rule),
    ("client-id", Takes::Text),
    ("path", Takes::Pattern),
    ("fingerprint", Takes::Text),
    ("reason", Takes::Reason),
    ("until", Takes::Day),
];
const CLIENT: Keys = &[
    ("client_id", Takes::Text),
    ("client_type", Takes::ClientType),
    ("redirect_uris", Takes::RedirectUris),
    ("token_endpoint_auth_method", Takes::AuthMethod),
];
const SERVER: Keys = &[("code_lifetime", Takes::Seconds), ("metadata", Takes::Text)];

/// Says what is wrong with a value that is no table.
pub(super) fn problem(value: &DeValue<'_>, takes: Takes) -> Option<String> {
    let text = value.as_str();
    let given = |is_right: bool, wanted: &str| (!is_right).then(|| format!("give {wanted}"));
    match takes {
        Takes::Severity => given(matches!(text, Some("error" | "warning" | "note")), "`error`, `warning` or `note`"),
        Takes::Pattern => {
            let is_pattern = text.is_some_and(|text| Globs::try_from(vec![text.to_owned()]).is_ok());
            given(is_pattern, "a path pattern, for example \"captures/**/*.har\"")
        }
        Takes::Rule => match text {
            Some(id) => no_rule(id),
            None => given(false, "the id of a rule, as in \"pkce-absent\""),
        },
        Takes::Reason => given(text.is_some_and(|text| !text.trim().is_empty()), "the reason: why do you ignore this?"),
        Takes::Day => {
            given(value.as_datetime().and_then(day).is_some(), "a day, for example 2027-01-31, without quotes")
        }
        Takes::ClientType => given(matches!(text, Some("public" | "confidential")), "`public` or `confidential`"),
        Takes::AuthMethod => match text {
            Some(method) => {
                let method = Some(method.to_owned());
                let client = Registration { token_endpoint_auth_method: method, ..Registration::default() };
                client.check().err().map(|error| error.to_string())
            }
            None => given(false, "a method, as in \"client_secret_basic\""),
        },
        Takes::RedirectUris => match text {
            Some(uri) => problem_of(uri).map(str::to_owned),
            None => given(false, "URIs in quotes"),
        },
        Takes::Seconds => {
            let seconds =
                value.as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
            given(seconds.is_some(), "a whole number of seconds, without quotes")
        }
        Takes::Text => given(text.is_some(), "a text in quotes"),
        Takes::Levels | Takes::Patterns | Takes::Table(_) | Takes::Tables(..) => None,
    }
}

/// Says that there is no such rule, and which may be meant.
pub(super) fn no_rule(id: &str) -> Option<String> {
    if id == NO_CAUSE || rules::find(id).is_some() {
        return None;
    }
    Some(match rules::similar(id).first() {
        Some(similar) => format!("no rule has this id; did you mean `{similar}`?"),
        None => "no rule has this id; `oauth-doctor rules` lists them".to_owned(),
    })
}

/// Says that there is no such key, and which may be meant.
pub(super) fn unknown_key(name: &str, keys: Keys) -> String {
    let likeness = |known: &str| strsim::jaro_winkler(name, known);
    let nearest = keys.iter().map(|(known, _)| *known).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    if let Some(known) = nearest.filter(|known| likeness(known) > SIMILAR) {
        return format!("unknown key; did you mean `{known}`?");
    }
    let known: Vec<&str> = keys.iter().map(|(known, _)| *known).collect();
    format!("unknown key; give one of `{}`", known.join("`, `"))
}

/// How much alike two keys are of which one may be meant by the other.
const SIMILAR: f64 = 0.8;
