//! Tells placeholders from values.

use std::sync::LazyLock;

use super::vocabulary::{is_name_in_words, is_prose};
use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Returns whether a value was replaced before it reached us, so that nothing can be computed from it: what sanitisers write
/// (`[code redacted]`, `REDACTED`, `***`), what people type into tickets (`<code>`, `{{code}}`, `YOUR_CODE`, `…`), and a
/// single character repeated. An *empty* value is not one: it was sent empty.
///
/// # Example: a placeholder and a value
///
/// ```
/// use oauth_doctor::disclose::placeholder::is_placeholder;
///
/// assert!(is_placeholder("[client_id redacted]"));
/// assert!(!is_placeholder("SplxlOBeZQQYbYS6WxSbIA"));
/// ```
pub fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    if value.is_empty() || value.len() > 4096 {
        return false;
    }
    let lower = value.to_lowercase();
    marks().is_match(&lower)
        || value.len() > 3 && value.ends_with("...")
        || lower.contains("redacted") && lower.len() <= 64
        || WORDS.contains(&lower.as_str())
        || is_wrapped(value)
        || is_variable(value)
        || is_upper_snake_name(value)
        || is_repeated(value)
        || has_mask_of_x(value)
        || is_name_in_words(&lower)
        || is_prose(&lower)
        || value.contains(['<', '{']) && WRAPPED_MARKS.iter().any(|(open, close)| has_wrapped_word(value, open, close))
}

/// Finds any of the marks in one pass: every value of a login is looked at many times.
fn marks() -> &'static AhoCorasick {
    static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let search = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(MARKS);
        search.expect("a dozen short marks")
    });
    &SEARCH
}

/// Returns whether a value is what a variable that was never set turns into: `undefined`, `null`, `[object Object]`, nothing.
/// Unlike a placeholder it was really sent.
pub fn is_unset(value: &str) -> bool {
    let value = value.trim();
    matches!(value, "" | "undefined" | "null" | "None" | "nil" | "NaN")
        || value.starts_with("[object ") && value.len() < 64
}

/// `<code>`, `{{code}}`, `${CODE}`, `{code}`, `[code]`, `%CODE%`.
fn is_wrapped(value: &str) -> bool {
    if value.starts_with("[object ") {
        return false;
    }
    let inner = [("{{", "}}"), ("${", "}"), ("<", ">"), ("[", "]"), ("{", "}"), ("%", "%"), ("«", "»"), ("‹", "›")]
        .iter()
        .find_map(|(open, close)| value.strip_prefix(open)?.strip_suffix(close));
    inner.is_some_and(|inner| !inner.is_empty() && inner.len() <= 64 && is_words(inner))
}

/// What a shell or program would have filled in: `$CODE`, `${CODE:-x}`, `$env:CODE`, `$(cat code.txt)`, `` `cat code.txt` ``,
/// `!CODE!`, `#{code}`, `%s`, `process.env.CODE`.
fn is_variable(value: &str) -> bool {
    let name = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.'))
    };
    let wrapped = [("${", "}"), ("$(", ")"), ("`", "`")]
        .iter()
        .any(|(open, close)| value.len() > 3 && value.starts_with(open) && value.ends_with(close));
    let delayed = value.strip_prefix('!').and_then(|rest| rest.strip_suffix('!'));
    let ruby = value.strip_prefix("#{").and_then(|rest| rest.strip_suffix('}'));
    let names = [value.strip_prefix('$'), delayed, ruby, value.strip_prefix("process.env.")];
    wrapped || matches!(value, "%s" | "%d" | "%v" | "{}" | "{0}") || names.into_iter().flatten().any(name)
}

/// A wrapped word inside a longer value: `https://<your-domain>/callback`.
fn has_wrapped_word(value: &str, open: &str, close: &str) -> bool {
    let Some((_, rest)) = value.split_once(open) else {
        return false;
    };
    let Some((inner, _)) = rest.split_once(close) else {
        return false;
    };
    !inner.is_empty() && inner.len() <= 64 && is_words(inner)
}

fn is_words(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | ':' | '*' | '…'))
}

/// `YOUR_CLIENT_ID`, `MY_CODE`, `AUTH_CODE_FROM_CALLBACK`: capitals with at least one underscore and a word that says what it
/// stands for.
fn is_upper_snake_name(value: &str) -> bool {
    let upper = value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-');
    if !upper || !value.contains(['_', '-']) || value.len() > 64 {
        return false;
    }
    let words = || value.split(['_', '-']).filter(|word| !word.is_empty());
    let names = |word: &str| NAME_WORDS.contains(&word) || FILLERS.contains(&word);
    words().any(|word| STAND_INS.contains(&word)) && words().any(names)
        || words().any(|word| NAME_WORDS.contains(&word)) && words().all(names)
}

/// `xxxxxxxx`, `********`, `00000000-0000-0000-0000-000000000000`: one character, at least three times.
fn is_repeated(value: &str) -> bool {
    let mut chars = value.chars().filter(|c| *c != '-');
    let Some(first) = chars.next() else {
        return value.len() >= 3;
    };
    let rest = chars.clone().count();
    rest >= 2 && chars.all(|c| c == first)
}

/// `xxxx-xxxx-1234`, `4/0AdXXXX`, `abxxxxxxcd`: a word of four, or six anywhere, all of one case. In a random value of 43
/// characters base64url has `xxxx` in any mixture of cases once in 20,000 times, and these once in a million times.
fn has_mask_of_x(value: &str) -> bool {
    let is_mask = |run: &str, is_word: bool| run.starts_with(['x', 'X']) && run.len() >= if is_word { 4 } else { 6 };
    let mut start = 0;
    for run in value.as_bytes().chunk_by(|a, b| a == b) {
        let end = start + run.len();
        let edge = |at: Option<u8>| at.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let before = start.checked_sub(1).map(|at| value.as_bytes()[at]);
        let after = value.as_bytes().get(end).copied();
        let is_word = edge(before) || edge(after);
        if str::from_utf8(run).is_ok_and(|run| is_mask(run, is_word)) {
            return true;
        }
        start = end;
    }
    false
}

const MARKS: &[&str] = &[
    "…",
    "***",
    "[redacted",
    "redacted]",
    "<redacted",
    "(redacted",
    "••",
    "[removed]",
    "[masked",
    "[hidden",
    "[filtered",
    "scrubbed",
    "has been redacted",
    "hidden_due_to",
    "██",
    "bytes were stripped]",
];
const WRAPPED_MARKS: &[(&str, &str)] = &[("{{", "}}"), ("<", ">"), ("${", "}")];
const WORDS: &[&str] = &[
    "redacted",
    "removed",
    "masked",
    "hidden",
    "secret",
    "obfuscated",
    "anonymized",
    "anonymised",
    "sanitized",
    "sanitised",
    "placeholder",
    "changeme",
    "your-code",
    "your-client-id",
    "your-client-secret",
    "your_code",
    "your_client_id",
    "your_client_secret",
    "...",
    "....",
    "code_here",
    "not shown",
    "omitted",
    "snip",
    "[...]",
    "*",
    "**",
    "(set)",
];
/// What says that the value is another one.
const STAND_INS: &[&str] = &["YOUR", "MY", "HERE", "PLACEHOLDER", "REPLACE", "INSERT", "CHANGE", "ORIGINAL"];
/// What stands between the names of values.
const FILLERS: &[&str] = &["ID", "URI", "URL", "APP", "FROM", "THE", "CALLBACK", "ACCESS", "REFRESH", "OAUTH", "ME"];
/// What values are called.
const NAME_WORDS: &[&str] =
    &["CODE", "CLIENT", "SECRET", "TOKEN", "VERIFIER", "CHALLENGE", "PASSWORD", "REDIRECT", "STATE", "VALUE", "AUTH"];
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_recognised() {
        for value in [
            "[state redacted]",
            "REDACTED",
            "***",
            "x-xxxx",
            "4/0AdXXXX",
            "sk_live_xxxxxxxx",
            "abxxxxxxcd",
            "<code>",
            "{{code}}",
            "${CODE}",
            "YOUR_CLIENT_ID",
            "AUTH_CODE_FROM_CALLBACK",
            "MY_CODE_VERIFIER",
            "4/0Ad…",
            "aaaaaaaa",
            "https://<tenant>/cb",
            "‹43 chars›",
            "[73 bytes were stripped]",
            "Basic [22 bytes were stripped]",
            "$CODE",
            "$code.Value",
            "${CODE:-none}",
            "%CODE%",
            "$env:CODE",
            "$(cat code.txt)",
            "`cat code.txt`",
            "[password not in the capture]",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn values_are_not_placeholders() {
        for value in [
            "",
            "abc",
            "spa-web",
            "4/0AdVIWY5jX3eoLQ0//rjKUUb7DZVRFQSoUxxwV77MAs+awpexw==",
            "undefined",
            "[object Object]",
            "http://localhost:5173/callback",
            "8ea59452-6283-46a9-ad40-f575122c0ece",
            "ABC_DEF",
            "CLIENT-PROD-7",
            "STATE_1",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "openid profile",
            "openid profile email",
            "read write offline access",
            "my-app",
            "the-portal",
            "state",
            "code",
            "portal-client-id-7",
            "client-id",
            "$2y$10$abcdefghijklmnopqrstuv",
            "auth-code.web",
            "S256",
            "$2y$10$abcdefghij",
            "pa$$word",
            "$5",
            "1-1",
            "a..b",
            "Zk3xXxXpQw8LmN2sRdY7bZk3vT9pQw8LmN2sRdY7bhh",
            "Zk3vT9pxxxxQw8LmN2sRdY7bZk3vT9pQw8LmN2sRdY7b",
        ] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
