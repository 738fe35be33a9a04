//! What wraps a log on its way changes nothing that is said of it.

use std::fs;

use oauth_doctor::check;

use crate::support::root;
use crate::support::wrap::{WRAPPERS, wrap};

/// Texts that programs print.
const TEXTS: &[&str] = &[
    "browser-console-cors.txt",
    "dotnet-log-not-determinable.log",
    "json-lines-log.log",
    "node-axios-client-id-missing.txt",
    "php-guzzle-exception.log",
    "postman-console-json.txt",
    "server-log-code-twice.log",
    "spring-log-redirect-scheme.log",
];

#[test]
fn a_log_says_the_same_in_each_wrapper() {
    for file in TEXTS {
        let text = fs::read_to_string(root().join("fixtures/captures/pasted").join(file)).unwrap();
        for wrapper in WRAPPERS {
            assert_eq!(said(&wrap(wrapper, &text)), said(&text), "{file} in {wrapper}");
        }
    }
}

/// Returns how each login ended, and the verdict.
fn said(text: &str) -> Vec<(String, Option<&'static str>)> {
    let checked = check(text.as_bytes());
    let logins = checked.logins.iter();
    logins.map(|login| (login.outcome.as_str().to_owned(), login.verdict().map(|verdict| verdict.rule.id))).collect()
}
