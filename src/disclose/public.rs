//! Shows a public value as far as it is what it should be, and hides what else is in it.

use std::ops::Range;

use super::decoded::Decoded;
use super::looks::{is_chosen, is_opaque, is_opaque_letter, is_scrambled};
use super::placeholder::{is_placeholder, is_unset};
use super::vocabulary::{PUBLIC_WORDS, Role, is_secret_name, role};

/// Returns the places in a value of what it should not hold.
pub(super) fn hidden(role: Role, value: &str) -> Vec<Range<usize>> {
    if value.len() <= SHOWN || is_unset(value) || is_placeholder(value) && !value.contains(['=', '&']) {
        return Vec::new();
    }
    let decoded = Decoded::whole(value);
    // What is not text has no ASCII in it that would end anything.
    let text: String =
        decoded.bytes().iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { 'x' }).collect();
    let mut found = Vec::new();
    hide(role, &text, 0, &mut found);
    found.into_iter().map(|range| decoded.place(range)).collect()
}

/// Returns the place of user name and password in a URL, with what ends them.
pub(super) fn user(url: &str) -> Option<Range<usize>> {
    let start = url.find("://")? + "://".len();
    let rest = &url[start..url[start..].find(['?', '#']).map_or(url.len(), |end| start + end)];
    let authority = rest.split('/').next().unwrap_or_default();
    if let Some(at) = authority.rfind('@') {
        return Some(start..start + at + 1);
    }
    // A password with a slash: what is in the place of a port is none.
    let (_, port) = authority.split_once(':')?;
    let is_port = port.chars().all(|c| c.is_ascii_digit());
    let at = rest.rfind('@').filter(|_| !is_port && !authority.starts_with('['))?;
    Some(start..start + at + 1)
}

fn hide(role: Role, text: &str, at: usize, found: &mut Vec<Range<usize>>) {
    match role {
        Role::Uri => hide_in_uri(text, at, found),
        Role::Identifier if text.contains("://") => hide_in_uri(text, at, found),
        Role::Identifier => {
            let name = text.trim_ascii();
            let start = text.len() - text.trim_ascii_start().len();
            let padded = name.trim_end_matches('=').len();
            let end = name[..padded].find(ends_identifier).unwrap_or(name.len());
            hide_parts(&name[..end], at + start, found);
            hide_pairs(&name[end..], at + start + end, found);
        }
        Role::Words => {
            for (start, word) in pieces(text, |c| c.is_ascii_whitespace() || c == ',') {
                if word.contains("://") {
                    hide_in_uri(word, at + start, found);
                } else if let Some(end) = word.find(ends_word) {
                    let end = if word[..end].len() > SHOWN && is_secret_name(&word[..end]) { 0 } else { end };
                    hide_parts(&word[..end], at + start, found);
                    hide_pairs(&word[end..], at + start + end, found);
                } else {
                    hide_looks(word, at + start, found);
                }
            }
        }
        Role::Digest => {
            if let Some(end) = text.find(['&', '?', '{', ';', '"']) {
                hide_pairs(&text[end..], at + end, found);
            }
        }
    }
}

fn hide_in_uri(text: &str, at: usize, found: &mut Vec<Range<usize>>) {
    if let Some(user) = user(text) {
        let end = at + user.end;
        found.push(at + user.start..end);
        return hide_behind_user(&text[user.end..], end, found);
    }
    let inline = ["data:", "blob:", "javascript:"];
    if let Some(scheme) = inline.iter().find(|scheme| starts_with(text, scheme)) {
        found.push(at + scheme.len()..at + text.len());
        return;
    }
    hide_behind_user(text, at, found);
}

fn hide_behind_user(text: &str, at: usize, found: &mut Vec<Range<usize>>) {
    let end = text.find(ends_path).unwrap_or(text.len());
    for (start, segment) in pieces(&text[..end], |c| c == '/') {
        if let Some(value) = segment.find('=') {
            found.push(at + start + value..at + start + segment.len());
        } else if is_chosen(segment) {
            found.push(at + start..at + start + segment.len());
        }
    }
    hide_pairs(&text[end..], at + end, found);
}

/// Hides the values of parameters that are not public, whatever stands between them, and what has no name.
fn hide_pairs(text: &str, at: usize, found: &mut Vec<Range<usize>>) {
    let mut named: Option<Role> = None;
    for (start, piece) in pieces(text, ends_pair) {
        let at = at + start;
        let (name, value) = match piece.find(['=', ':']) {
            // An address in a value, whose name stands before it or is none.
            Some(end) if !piece[end..].starts_with("://") => (&piece[..end], Some(end + 1)),
            _ => (piece, None),
        };
        match value {
            Some(value) if value == piece.len() => named = role(name),
            Some(value) => {
                if let Some(role) = role(name) {
                    hide(role, &piece[value..], at + value, found);
                } else {
                    hide_name(name, at, found);
                    hide_all(&piece[value..], at + value, found);
                }
            }
            None if is_path(piece) => {}
            None if named.is_some() => hide(named.take().unwrap_or(Role::Words), piece, at, found),
            None if piece.contains("://") => hide_in_uri(piece, at, found),
            None if is_known(piece) => {}
            None => hide_all(piece, at, found),
        }
    }
}

/// Returns the name of a parameter as far as it is one, and what is in it besides.
pub(super) fn hidden_in_name(name: &str) -> Vec<Range<usize>> {
    let decoded = Decoded::whole(name);
    let text: String =
        decoded.bytes().iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { 'x' }).collect();
    let mut found = Vec::new();
    hide_name(&text, 0, &mut found);
    found.into_iter().map(|range| decoded.place(range)).collect()
}

fn hide_name(name: &str, at: usize, found: &mut Vec<Range<usize>>) {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']' | '$' | '@' | '~');
    let end = name.find(|c: char| !is_letter(c) && !c.is_ascii_whitespace()).unwrap_or(name.len());
    if end < name.len() && is_known(name[..end].trim()) {
        return hide_all(name[end + 1..].trim_end(), at + end + 1, found);
    }
    let looks = |word: &str| !is_known(word) && (is_opaque(word) || is_scrambled(word));
    for (start, word) in pieces(&name[..end], |c| c.is_ascii_whitespace() || matches!(c, '[' | ']' | '.')) {
        if looks(word) {
            hide_all(word, at + start, found);
        }
    }
    // `Summer2024!`
    let start = if name[end..].starts_with(['!', '*', '^']) { 0 } else { end };
    for (piece, word) in pieces(&name[start..], |c| !is_letter(c) && !matches!(c, '!' | '*' | '^' | '+' | '/')) {
        if !is_known(word) {
            hide_all(word, at + start + piece, found);
        }
    }
}

/// Hides the parts of a name behind its first colon that look like credentials.
fn hide_parts(text: &str, at: usize, found: &mut Vec<Range<usize>>) {
    for (index, (start, part)) in pieces(text, |c| c == ':').enumerate() {
        if is_chosen(part) || index > 0 && !starts_with(text, "urn:") && !starts_with(text, "did:") && is_opaque(part) {
            hide_all(part, at + start, found);
        }
    }
}

fn hide_looks(text: &str, at: usize, found: &mut Vec<Range<usize>>) {
    for (start, word) in pieces(text, |c| !is_opaque_letter(c) && !matches!(c, '!' | '$' | '*' | '^')) {
        if is_opaque(word) || is_chosen(word) {
            hide_all(word, at + start, found);
        }
    }
}

fn hide_all(text: &str, at: usize, found: &mut Vec<Range<usize>>) {
    if text.len() > SHOWN && !is_unset(text) {
        found.push(at..at + text.len());
    }
}

/// Cuts a text at what separates its pieces; each with its place.
fn pieces(text: &str, separates: impl Fn(char) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let start = text.as_ptr() as usize;
    let pieces = text.split(separates).map(move |piece| (piece.as_ptr() as usize - start, piece));
    pieces.filter(|(_, piece)| !piece.is_empty())
}

/// A route of a single-page application (`#/callback`).
fn is_path(piece: &str) -> bool {
    piece.trim_start_matches('!').starts_with('/') && !piece.split('/').any(|part| is_opaque(part) || is_chosen(part))
}

/// Returns whether everyone knows a name, so that it says nothing.
pub(super) fn is_known(word: &str) -> bool {
    role(word).is_some() || is_secret_name(word) && !is_mixed(word) || PUBLIC_WORDS.contains(&word)
}

fn is_mixed(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) && word.contains(|c: char| c.is_ascii_alphabetic())
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn ends_identifier(c: char) -> bool {
    c.is_ascii_whitespace() || c.is_ascii_control() || "&=?#{}[]\"'<>;,|\\^`!$*".contains(c)
}

fn ends_word(c: char) -> bool {
    c.is_ascii_control() || "&=?#{}\"'<>;\\".contains(c)
}

fn ends_path(c: char) -> bool {
    c.is_ascii_whitespace() || c.is_ascii_control() || "&?#{}\"'<>;\\".contains(c)
}

fn ends_pair(c: char) -> bool {
    c.is_ascii_whitespace() || c.is_ascii_control() || "&?#{}\"'<>;,\\".contains(c)
}

/// Values that are this short are not credentials.
const SHOWN: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(role: Role, value: &str) -> String {
        let mut shown: Vec<char> = value.chars().collect();
        hidden(role, value).into_iter().flatten().for_each(|at| shown[at] = '*');
        shown.into_iter().collect()
    }

    #[test]
    fn what_is_what_it_should_be_is_shown() {
        for (role, value) in [
            (Role::Identifier, "spa"),
            (Role::Identifier, "0oa8f3k2l9XyZ4b6c5d7"),
            (Role::Identifier, "8ea59452-6283-46a9-ad40-f575122c0ece"),
            (Role::Identifier, " padded "),
            (Role::Identifier, "abcd=="),
            (Role::Identifier, "https://app.example.com/client.json"),
            (Role::Identifier, "urn:example:client"),
            (Role::Identifier, "123-abc.apps.googleusercontent.com"),
            (Role::Identifier, "[object Object]"),
            (
                Role::Words,
                "openid profile https://graph.example/User.Read api://8ea59452-6283-46a9-ad40-f575122c0ece/.default",
            ),
            (Role::Words, "urn:ietf:params:oauth:grant-type:device_code"),
            (Role::Words, "openid read:user,write"),
            (Role::Uri, "http://localhost:3000/api/auth/callback/azure-ad"),
            (Role::Uri, "https://app.example.com/#/callback"),
            (Role::Uri, "urn:ietf:wg:oauth:2.0:oob"),
            (Role::Uri, "https://a.example/@me/cb"),
            (Role::Uri, "https%3A%2F%2Fapp.example.com%2Fcb"),
            (Role::Uri, "https://[::1]:80/cb?x=1"),
            (Role::Digest, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ] {
            assert_eq!(shown(role, value), value);
        }
    }

    #[test]
    fn what_else_stands_in_it_is_hidden() {
        for (role, value, expected) in [
            (Role::Identifier, "spa&client_secret=hush-1", "spa&client_secret=******"),
            (Role::Identifier, "spa%26client_secret%3Dhush-1", "spa%26client_secret%3D******"),
            (Role::Identifier, "spa\nSummer2024!", "spa\n***********"),
            (Role::Identifier, "spa client_secret: hush-1", "spa client_secret: ******"),
            (Role::Identifier, r#"{"client_secret":"hush-1"}"#, r#"{"client_secret":"******"}"#),
            (Role::Words, "openid&state=abcd1234", "openid&state=********"),
            (Role::Words, "openid state=abcd1234", "openid state=********"),
            (Role::Words, r#"{"client_secret":"hush-1"}"#, r#"{"client_secret":"******"}"#),
            (Role::Words, "login%2526state%253Dabcd1234", "login%2526state%253D********"),
            (
                Role::Uri,
                "https://a.example/cb?session=abcdefg&x=1#t=abcdefgh",
                "https://a.example/cb?session=*******&x=1#t=********",
            ),
            (Role::Uri, "https://a.example/cb?abcdefgh", "https://a.example/cb?********"),
            (Role::Uri, "https://a.example/cb;jsessionid=AB12", "https://a.example/cb;jsessionid=****"),
            (
                Role::Uri,
                "https%253A%252F%252Fa.example%252Fcb%253Ftok%253Dabcd",
                "https%253A%252F%252Fa.example%252Fcb%253Ftok%253D****",
            ),
            (Role::Uri, "https://a.example/cb?scope=a%26token%3Dabcd", "https://a.example/cb?scope=a%26token%3D****"),
            (
                Role::Uri,
                "https://a.example/?next=https%3A%2F%2Fb.example%2F%3Fk%3Dabcd",
                "https://a.example/?next=**************************%3Fk%3D****",
            ),
            (Role::Uri, "https://u:p/w@a.example/cb", "https://******a.example/cb"),
            (Role::Uri, "data:text/html,hello", "data:***************"),
            (Role::Uri, "https://a.example/cb\nSummer2024!", "https://a.example/cb\n***********"),
        ] {
            assert_eq!(shown(role, value), expected);
        }
    }

    #[test]
    fn the_name_of_a_parameter_ends_where_it_is_none() {
        let shown = |name: &str| {
            let mut shown: Vec<char> = name.chars().collect();
            hidden_in_name(name).into_iter().flatten().for_each(|at| shown[at] = '*');
            shown.into_iter().collect::<String>()
        };
        for name in ["code_verifier", "codeVerifier", "oauth2_token", "data[user][id]", "client_id ", "urn:x"] {
            assert_eq!(shown(name), name);
        }
        assert_eq!(shown("client_secret:TqXf99"), "client_secret:******");
        assert_eq!(shown("Summer2024!"), "***********");
        assert_eq!(shown("B2PwpsuHFCmizG5Y0Bg0"), "********************");
    }
}
