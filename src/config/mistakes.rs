//! Every mistake in a configuration, each with its line, its key and its value.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::Level;
use super::takes::{Keys, ROOT, Takes, no_rule, problem, unknown_key};
use crate::facts::{FileError, FileErrorKind};

/// A mistake in a configuration.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mistake {
    /// The line; the first is 1.
    pub line: usize,
    /// The key, with the tables that it stands in.
    pub key: String,
    /// The value as it is written; none of a key that nobody knows, which may hold a secret.
    pub value: Option<String>,
    /// What is wrong, and what the key takes.
    pub problem: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, key, value, problem } = self;
        let value = value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
        write!(f, "line {line}: {key}{value}: {problem}")
    }
}

/// Returns all mistakes of a configuration (TOML), in the order of its lines.
///
/// # Errors
///
/// Where the text is no TOML, so that no key of it is known.
pub fn mistakes(text: &str) -> Result<Vec<Mistake>, FileError> {
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map(|span| span.start);
        FileError::new(text, at, FileErrorKind::Syntax { message: error.message().to_owned() })
    })?;
    let mut search = Search { text, found: Vec::new() };
    search.table("", document.get_ref(), ROOT);
    let mut found = search.found;
    found.sort_by_key(|mistake| mistake.line);
    Ok(found)
}

struct Search<'a> {
    text: &'a str,
    found: Vec<Mistake>,
}

impl Search<'_> {
    fn table(&mut self, path: &str, table: &DeTable<'_>, keys: Keys) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            match keys.iter().find(|(known, _)| *known == name) {
                Some((_, takes)) => self.value(&path, value, *takes),
                None => self.add(key.span().start, path, None, unknown_key(name, keys)),
            }
        }
    }

    fn value(&mut self, path: &str, value: &Spanned<DeValue<'_>>, takes: Takes) {
        let inner = value.get_ref();
        match (takes, inner.as_table(), inner.as_array()) {
            (Takes::Table(keys), Some(table), _) => self.table(path, table, keys),
            (Takes::Tables(keys, required), _, Some(tables)) => {
                for (index, table) in tables.iter().enumerate() {
                    let path = if tables.len() > 1 { format!("{path}[{}]", index + 1) } else { path.to_owned() };
                    match table.get_ref().as_table() {
                        None => self.wrong(&path, table, format!("write a table, [[{path}]]")),
                        Some(inner) => {
                            self.table(&path, inner, keys);
                            for key in required.iter().filter(|key| !inner.contains_key(**key)) {
                                let problem = format!("the key `{key}` is missing");
                                self.add(table.span().start, path.clone(), None, problem);
                            }
                        }
                    }
                }
            }
            (Takes::Levels, Some(levels), _) => {
                for (rule, level) in levels {
                    let path = format!("{path}.{}", rule.get_ref());
                    if let Some(problem) = no_rule(rule.get_ref()) {
                        self.add(rule.span().start, path, None, problem);
                    } else if level.get_ref().as_str().and_then(|word| Level::try_from(word.to_owned()).ok()).is_none()
                    {
                        self.wrong(&path, level, "give `error`, `warning`, `note` or `off`".to_owned());
                    }
                }
            }
            (Takes::Patterns | Takes::RedirectUris, _, Some(list)) => {
                let each = if matches!(takes, Takes::Patterns) { Takes::Pattern } else { Takes::RedirectUris };
                list.iter().for_each(|item| self.leaf(path, item, each));
            }
            (Takes::Patterns, ..) => self.wrong(path, value, "give a list, as in [\"captures/**/*.har\"]".to_owned()),
            (Takes::RedirectUris, ..) => {
                self.wrong(path, value, "give a list, as in [\"https://app.example.com/callback\"]".to_owned());
            }
            (Takes::Table(_) | Takes::Levels, ..) => self.wrong(path, value, format!("write a table, [{path}]")),
            (Takes::Tables(..), ..) => self.wrong(path, value, format!("begin each with [[{path}]]")),
            _ => self.leaf(path, value, takes),
        }
    }

    fn leaf(&mut self, path: &str, value: &Spanned<DeValue<'_>>, takes: Takes) {
        if let Some(problem) = problem(value.get_ref(), takes) {
            self.wrong(path, value, problem);
        }
    }

    /// Names a value that its key does not take.
    fn wrong(&mut self, path: &str, value: &Spanned<DeValue<'_>>, problem: String) {
        let span = value.span();
        let written = self.text.get(span.clone()).filter(|_| !value.get_ref().is_table());
        let line = written.and_then(|written| written.lines().next());
        let shown = line.map(|line| match line.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        });
        self.add(span.start, path.to_owned(), shown, problem);
    }

    fn add(&mut self, at: usize, key: String, value: Option<String>, problem: String) {
        let before = self.text.as_bytes().iter().take(at);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        self.found.push(Mistake { line, key, value, problem });
    }
}

/// How much of a value is shown, in characters.
const LONGEST: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn said(text: &str) -> Vec<String> {
        mistakes(text).expect("it is TOML").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_mistake_has_its_line_its_key_and_its_value() {
        let text = "\
fail-on = 'fatal'
include = ['a', '[']
fail_on = 'error'

[severity]
pkce-absent = 'fatal'
pkce-absnt = 'error'

[[ignore]]
rule = 'pkce-absnt'
until = '2027-01-31'

[[client]]
client_type = 'spa'
redirect_uris = ['https://a.example/callback', 'callback']
token_endpoint_auth_method = 'basic'

[server]
code_lifetime = '60'
";
        let said = said(text);
        for (index, expected) in [
            "line 1: fail-on = 'fatal': give `error`, `warning` or `note`",
            "line 2: include = '[': give a path pattern",
            "line 3: fail_on: unknown key; did you mean `fail-on`?",
            "line 6: severity.pkce-absent = 'fatal': give `error`, `warning`, `note` or `off`",
            "line 7: severity.pkce-absnt: no rule has this id; did you mean `pkce-absent`?",
            "line 9: ignore: the key `reason` is missing",
            "line 10: ignore.rule = 'pkce-absnt': no rule has this id; did you mean `pkce-absent`?",
            "line 11: ignore.until = '2027-01-31': give a day, for example 2027-01-31, without quotes",
            "line 14: client.client_type = 'spa': give `public` or `confidential`",
            "line 15: client.redirect_uris = 'callback': not an absolute URI",
            "line 16: client.token_endpoint_auth_method = 'basic': ",
            "line 19: server.code_lifetime = '60': give a whole number of seconds, without quotes",
        ]
        .into_iter()
        .enumerate()
        {
            assert!(said.get(index).is_some_and(|said| said.starts_with(expected)), "{expected} in {said:#?}");
        }
        assert_eq!(said.len(), 12);
    }

    #[test]
    fn what_is_refused_has_a_mistake_and_what_has_one_is_refused() {
        for text in [
            "",
            "fail-on = 'warning'\ninclude = []\n",
            "[severity]\npkce-absent = 'off'\n",
            "[[ignore]]\nrule = 'cause-not-established'\nreason = 'known'\nuntil = 2027-01-31\npath = 'a/**'\n",
            "[[client]]\nclient_id = 'a'\nclient_type = 'public'\n[server]\ncode_lifetime = 60\nmetadata = 'a.json'\n",
            "fail-on = 1\n",
            "include = 'a'\n",
            "severity = 'error'\n",
            "[severity]\npkce-absent = 1\n",
            "[ignore]\nrule = 'pkce-absent'\n",
            "[[ignore]]\nrule = 'pkce-absent'\nreason = ' '\n",
            "[[ignore]]\nrule = 1\nreason = 'x'\n",
            "[[ignore]]\nrule = 'pkce-absent'\nreason = 'x'\nuntil = 2027-01-31T00:00:00Z\n",
            "ignore = [1]\n",
            "[[client]]\nredirect_uris = 'a'\n",
            "[[client]]\nclient_id = 1\n",
            "server = 1\n",
            "[server]\ncode_lifetime = -1\n",
            "[server]\nlifetime = 1\n",
        ] {
            let found = mistakes(text).expect("it is TOML");
            assert_eq!(Config::parse(text).is_err(), !found.is_empty(), "{text}: {found:?}");
        }
        assert!(mistakes("[server").is_err());
    }

    #[test]
    fn the_value_of_a_key_that_nobody_knows_is_not_shown() {
        for text in ["client_secret = 'hunter2'\n", "[[client]]\nclient_secret = 'hunter2'\n", "[log]\nx = 'hunter2'\n"]
        {
            let said = said(text);
            assert!(said.len() == 1 && !said[0].contains("hunter2"), "{said:?}");
        }
    }
}
