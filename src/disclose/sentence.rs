//! Finds what must not be shown in the words of a server by its form, whether the capture holds it elsewhere or not: credentials, and
//! who someone is.

use std::ops::Range;

use super::decoded::Decoded;
use super::looks::{is_chosen, is_class, is_opaque, is_opaque_letter, is_value};
use super::public;
use super::vocabulary::{Role, names_secret};

/// Finds credentials that are called so, tokens, e-mail addresses, and the values in addresses.
pub(super) fn named(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut before = Before::default();
    let separates = |c: char| c.is_whitespace() || "\"'`,&<>();{}[]\u{201c}\u{201d}\u{2018}\u{2019}".contains(c);
    for word in text.split(separates).filter(|word| !word.is_empty()) {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if let Some(range) = value_in(word, &before) {
            found.push(at + range.start..at + range.end);
        }
        before.take(word);
    }
    addresses(text, &mut found);
    found.extend(emails(text));
    found
}

/// Finds what looks random or chosen, telephone numbers and IP addresses; `is_public` knows what may be shown anyway.
pub(super) fn looks(text: &str, is_public: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (is_secret, is_letter) in [
        (is_opaque as fn(&str) -> bool, is_opaque_letter as fn(char) -> bool),
        (is_chosen, |c| is_opaque_letter(c) || matches!(c, '!' | '$' | '*' | '^' | '#')),
    ] {
        for word in text.split(|c| !is_letter(c)) {
            let word = word.trim_end_matches('!');
            if is_secret(word) && !is_public(word) {
                let at = word.as_ptr() as usize - text.as_ptr() as usize;
                found.push(at..at + word.len());
            }
        }
    }
    let decoded = Decoded::whole(text);
    numbers(&decoded, &is_public, &mut found);
    found
}

/// What stands before a word.
#[derive(Default)]
struct Before {
    /// The name of a credential, and nothing but fillers behind it.
    is_name: bool,
    /// It is a password, and a colon or an equals sign stands behind its name.
    is_password: bool,
    /// The scheme of an `Authorization` header.
    is_scheme: bool,
}

impl Before {
    fn take(&mut self, word: &str) {
        if word.ends_with(['.', '?', '!']) {
            *self = Self::default();
            return;
        }
        let plain = word.trim_end_matches([':', '=']);
        let lower = plain.to_ascii_lowercase();
        if plain.is_empty() || FILLERS.contains(&lower.as_str()) {
            return;
        }
        let name = lower.rsplit(['.', '_', '-']).next().unwrap_or_default();
        *self = Self {
            is_name: names_secret(plain),
            is_password: PASSWORDS.contains(&name) && word.len() > plain.len(),
            is_scheme: SCHEMES.contains(&lower.as_str()),
        };
    }
}

/// Finds the value of a credential in a word.
fn value_in(word: &str, before: &Before) -> Option<Range<usize>> {
    let end = word.trim_end_matches(['.', ':', '?', '\u{2026}']).len();
    let whole = &word[..end];
    if whole.starts_with("eyJ") && whole.len() > 20 {
        return Some(0..end);
    }
    if let Some(at) = whole.find(['=', ':']) {
        let (name, value) = (&whole[..at], &whole[at + 1..]);
        let is_joined = whole[at..].starts_with('=');
        let is_password = PASSWORDS.iter().any(|password| name.to_ascii_lowercase().ends_with(password));
        let is_long = value.len() >= LONG && is_joined && !is_class(value) || value.len() >= SHORTEST && is_password;
        if names_secret(name) && !value.starts_with("//") && (is_long || is_value(value)) {
            return Some(at + 1..end);
        }
    }
    let has_digit = whole.contains(|c: char| c.is_ascii_digit());
    let lower = whole.to_ascii_lowercase();
    let follows_scheme = before.is_scheme && whole.len() >= 8 && has_digit;
    let follows_password = before.is_password && whole.len() >= SHORTEST && !STOPS.contains(&lower.as_str());
    let follows_name = before.is_name && is_value(whole) && !whole.contains("://");
    (follows_scheme || follows_password || follows_name).then_some(0..end)
}

/// Finds what must not be shown in the addresses of a text.
fn addresses(text: &str, found: &mut Vec<Range<usize>>) {
    let mut done = 0;
    for (at, _) in text.match_indices("://") {
        if at < done {
            continue;
        }
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let start = text[..at].rfind(|c| !is_scheme(c)).map_or(0, |before| before + 1);
        let start = (start..=at).find(|start| text.is_char_boundary(*start)).unwrap_or(at);
        let ends = |c: char| c.is_whitespace() || "\"'`<>)\u{201c}\u{201d}\u{2019}".contains(c);
        let end = text[at..].find(ends).map_or(text.len(), |end| at + end);
        let url = text[start..end].trim_end_matches(['.', ',', ':', '!']);
        let hidden = public::hidden(Role::Uri, url);
        found.extend(hidden.into_iter().map(|range| start + range.start..start + range.end));
        done = end;
    }
}

/// Finds e-mail addresses.
pub(super) fn emails(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains(['@', '%', '&', '\\']) {
        return found;
    }
    let decoded = Decoded::whole(text);
    let bytes = decoded.bytes();
    let mut done = 0;
    for at in (0..bytes.len()).filter(|at| bytes[*at] == b'@') {
        if at < done {
            continue;
        }
        let of_user = |byte: &u8| byte.is_ascii_alphanumeric() || b"._+-'!#$*~".contains(byte) || *byte >= 0x80;
        let of_host = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte) || *byte >= 0x80;
        let start = bytes[done..at].iter().rposition(|byte| !of_user(byte)).map_or(done, |before| done + before + 1);
        let length = bytes[at + 1..].iter().position(|byte| !of_host(byte)).unwrap_or(bytes.len() - at - 1);
        let host = bytes[at + 1..at + 1 + length].trim_ascii();
        done = at + 1 + length;
        if start < at && host.contains(&b'.') {
            found.push(decoded.place(start..done));
        }
    }
    found
}

/// Finds telephone numbers and IP addresses.
fn numbers(decoded: &Decoded, is_public: &impl Fn(&str) -> bool, found: &mut Vec<Range<usize>>) {
    let bytes = decoded.bytes();
    let belongs = |byte: &u8| byte.is_ascii_hexdigit() || b"+ ().-/:".contains(byte);
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..].iter().position(|byte| !belongs(byte)).unwrap_or(bytes.len() - start);
        let end = start + length;
        let is_joined = |at: Option<usize>| at.is_some_and(|at| is_joined(bytes, at));
        let run = &bytes[start..end];
        let mut from = 0;
        for word in run.split(|byte| *byte == b' ') {
            let (at, until) = (start + from, start + from + word.len());
            let is_part = at == start && is_joined(at.checked_sub(1)) || until == end && is_joined(Some(until));
            let trimmed = word.trim_ascii();
            let plain = str::from_utf8(trimmed).unwrap_or_default().trim_matches(['.', ':', '(', ')', '-', '/']);
            if !is_part && is_ip(plain) && !is_public(plain) {
                found.push(decoded.place(at..until));
            }
            from += word.len() + 1;
        }
        phones(run, start, decoded, found);
        start = end + 1;
    }
}

/// A letter beside a number makes a word of it.
fn is_joined(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'%' | b'='))
}

fn is_ip(word: &str) -> bool {
    let is_part = |part: &str| part.len() <= 3 && part.parse::<u8>().is_ok();
    let parts = word.split('.');
    if word.split('.').count() == 4 {
        return parts.clone().all(is_part) && !word.starts_with("127.") && word != "0.0.0.0";
    }
    let colons = word.matches(':').count();
    let is_group = |group: &str| group.len() <= 4 && group.chars().all(|c| c.is_ascii_hexdigit());
    (colons == 7 || colons > 2 && word.contains("::") || colons == 2 && word.ends_with("::"))
        && word.split(':').all(is_group)
        && word.contains(|c: char| c.is_ascii_digit())
}

fn phones(run: &[u8], at: usize, decoded: &Decoded, found: &mut Vec<Range<usize>>) {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let of_number = |byte: &u8| byte.is_ascii_digit() || b"+ ().-/".contains(byte);
    let mut from = 0;
    for number in run.split(|byte| !of_number(byte)) {
        let start = number.iter().position(|byte| is_digit(byte) || matches!(byte, b'+' | b'(')).unwrap_or(0);
        let end = number.iter().rposition(is_digit).map_or(start, |end| end + 1);
        let digits = number.iter().filter(|byte| is_digit(byte)).count();
        let groups: Vec<usize> =
            number.split(|byte| !is_digit(byte)).map(<[u8]>::len).filter(|length| *length > 0).collect();
        let is_international = number.get(start) == Some(&b'+') && (8..=15).contains(&digits);
        let is_national = number.get(start..start + 1) == Some(b"0") && groups.len() > 1 && (9..=12).contains(&digits);
        let (first, behind) = (at + from + start, at + from + end);
        let bytes = decoded.bytes();
        let is_part = first.checked_sub(1).is_some_and(|before| is_joined(bytes, before)) || is_joined(bytes, behind);
        let is_phone =
            is_international || is_national && groups[0] >= 3 || groups == [3, 3, 4] || groups == [1, 3, 3, 4];
        if is_phone && !is_part {
            found.push(decoded.place(first..behind));
        }
        from += number.len() + 1;
    }
}

/// Shorter values are words.
const SHORTEST: usize = 4;
/// What stands behind an equals sign is a value, if it is as long as this.
const LONG: usize = 6;
/// What may stand between the name of a credential and its value.
const FILLERS: &[&str] =
    &["is", "was", "of", "for", "value", "->", "=>", "=", "'", "with", "provided", "received", "got", "given"];
/// The credentials that people choose.
const PASSWORDS: &[&str] = &["password", "passwd", "pwd", "passphrase", "passcode", "secret", "pin", "otp"];
/// What may stand behind `password:` in a sentence.
const STOPS: &[&str] = &[
    "must",
    "should",
    "cannot",
    "does",
    "invalid",
    "incorrect",
    "wrong",
    "missing",
    "required",
    "expired",
    "empty",
    "null",
    "none",
    "true",
    "false",
    "undefined",
    "unknown",
    "unsupported",
    "mismatch",
    "failed",
    "bad",
    "field",
    "value",
    "the",
    "this",
    "that",
    "your",
    "client",
    "user",
    "password",
    "secret",
    "authentication",
    "please",
    "check",
    "error",
    "have",
    "been",
    "with",
    "from",
    "they",
    "were",
    "when",
    "redacted",
    "hidden",
    "denied",
];
/// The schemes of an `Authorization` header: what stands before a credential in free text.
const SCHEMES: &[&str] = &["bearer", "basic", "dpop"];

#[cfg(test)]
mod tests {
    use super::super::secret::mask;
    use super::*;

    fn masked(text: &str) -> String {
        let ranges: Vec<_> = named(text).into_iter().chain(looks(text, |word| word == "10.1.2.3")).collect();
        mask(text, &ranges)
    }

    #[test]
    fn what_is_called_a_credential_is_masked() {
        for (said, expected) in [
            ("password: Winter106162!x", "password: ************!*"),
            ("bad password hunter2 given", "bad password ******* given"),
            ("the password is Hunter22.", "the password is ********."),
            ("Password: correct", "Password: *******"),
            ("pwd=hunter", "pwd=******"),
            ("Basic YWxhZGRpbjpvcGVu9", "Basic *****************"),
            ("see https://a.example/x?tok=abcd, please", "see https://a.example/x?tok=****, please"),
            ("no user ann%40example.org here", "no user ***%*********.*** here"),
            ("no user ann&#64;example.org here", "no user ***&#**;*******.*** here"),
            ("call +49 170 1234567 or (555) 123-4567", "call +** *** ******* or (***) ***-****"),
            ("from 192.168.7.12, 2001:db8::17 at 10:00:12", "from ***.***.*.**, ****:***::** at 10:00:12"),
        ] {
            assert_eq!(masked(said), expected);
        }
    }

    #[test]
    fn the_words_of_a_server_stay_readable() {
        for said in [
            "AADSTS54005: OAuth2 Authorization code was already redeemed. Trace ID: 8ea59452-6283-46a9-ad40-f575122c0ece Timestamp: 2026-03-01 10:00:12Z",
            "Invalid JWT: Token must be a short-lived token (60 minutes)",
            "Refresh Token: Already Used",
            "error code InvalidGrantException, see code=NotAuthorizedException",
            "error code AADSTS50011, client spa-2-web-1, oauth2-server 1.2.3",
            "Password: must not be empty; secret: required",
            "redirect_uri http://localhost:3000/api/auth/callback/azure-ad is not registered",
            "host 10.1.2.3, 127.0.0.1, [::1]:8080; http://[::1]:80/cb",
            "expected 43 characters, got 128; code 400",
        ] {
            assert_eq!(masked(said), said);
        }
    }
}
