//! Putting a request together: headers that a client adds, encoded forms, JSON.
use data_encoding::BASE64;

use crate::exchange;
use crate::exchange::{Body, Content, Header};
use crate::text::draft::Draft;
use crate::text::place::Mark;
use crate::text::placed::{Text, part};

/// How a client encodes a form: the ASCII characters that it keeps beside letters and digits, and what a space becomes.
#[derive(Clone, Copy)]
pub(super) struct Encoding {
    keeps: &'static str,
    space: &'static str,
}

/// `curl --data-urlencode` (7.88; older ones write `%20`) and Python's `quote_plus`.
pub(super) const UNRESERVED: Encoding = Encoding { keeps: "-._~", space: "+" };
/// `URLSearchParams` (URL standard §5.2).
pub(super) const SEARCH_PARAMS: Encoding = Encoding { keeps: "*-._", space: "+" };
/// `WebUtility.UrlEncode` of .NET, which PowerShell uses.
pub(super) const DOTNET: Encoding = Encoding { keeps: "-_.!*()", space: "+" };
/// `encodeURIComponent` of JavaScript.
pub(super) const COMPONENT: Encoding = Encoding { keeps: "-_.!~*'()", space: "%20" };
/// `[uri]::EscapeDataString` of .NET and Python's `quote`.
pub(super) const DATA_STRING: Encoding = Encoding { keeps: "-._~", space: "%20" };

/// Percent-encodes a text; what stands for a character has its place.
pub(super) fn encode(draft: &mut Draft, text: &Text, encoding: Encoding) {
    let value = text.as_str();
    let kept = |c: char| c.is_ascii_alphanumeric() || c.is_ascii() && encoding.keeps.contains(c);
    let mut from = 0;
    for (at, character) in value.char_indices() {
        if kept(character) {
            continue;
        }
        draft.push(text, from..at);
        from = at + character.len_utf8();
        let mut place = text.place(at);
        if character == ' ' {
            for written in encoding.space.chars() {
                draft.push_char(written, place.take());
            }
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            for written in format!("%{byte:02X}").chars() {
                draft.push_char(written, place.take());
            }
        }
    }
    draft.push(text, from..value.len());
}

/// Writes a JSON string.
pub(super) fn json_string(draft: &mut Draft, text: &Text) {
    let value = text.as_str();
    draft.push_char('"', text.place(0));
    let mut from = 0;
    for (at, character) in value.char_indices() {
        let short = match character {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\0'..='\u{1f}' => "",
            _ => continue,
        };
        draft.push(text, from..at);
        from = at + character.len_utf8();
        let escape = if short.is_empty() { format!("\\u{:04x}", u32::from(character)) } else { short.to_owned() };
        let mut place = text.place(at);
        for written in escape.chars() {
            draft.push_char(written, place.take());
        }
    }
    draft.push(text, from..value.len());
    draft.push_char('"', None);
}

/// Joins texts.
pub(super) fn join(texts: &[Text], separator: &str) -> Text {
    let mut draft = Draft::default();
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            for character in separator.chars() {
                draft.push_char(character, text.place(0));
            }
        }
        draft.push(text, 0..text.as_str().len());
    }
    draft.finish()
}

/// Adds parameters to the query of a URL, in front of the fragment.
pub(super) fn add_query(url: &Text, query: &Text) -> Text {
    if query.as_str().is_empty() {
        return url.clone();
    }
    let value = url.as_str();
    let end = value.find('#').unwrap_or(value.len());
    let head = value.get(..end).unwrap_or(value);
    let separator = match head.find('?') {
        None => "?",
        Some(_) if head.ends_with(['?', '&']) => "",
        Some(_) => "&",
    };
    let separator = Text::new(separator.to_owned(), Vec::new());
    join(&[part(url, 0..end), separator, query.clone(), part(url, end..value.len())], "")
}

/// Makes a header of a name and a value.
pub(super) fn header(name: &str, value: Text) -> Header {
    Header { name: name.to_owned(), value }
}

/// Makes a text that stands for something at the place of another one.
pub(super) fn standing_for(value: impl Into<String>, of: &Text) -> Text {
    let marks = of.place(0).map(|at| Mark { index: 0, at });
    Text::new(value.into(), marks.into_iter().collect())
}

/// Makes the header of HTTP Basic credentials (RFC 7617).
pub(super) fn basic(credentials: &Text) -> Header {
    let value = format!("Basic {}", BASE64.encode(credentials.as_str().as_bytes()));
    header("Authorization", standing_for(value, credentials))
}

/// Returns whether a header is there.
pub(super) fn has(headers: &[Header], name: &str) -> bool {
    exchange::header(headers, name).is_some()
}

/// Makes a body that is recorded as text.
pub(super) fn text_body(text: Text) -> Body {
    Body::from(Content::Text(text))
}

/// Makes a body that is known to have been sent, and is not in the capture.
pub(super) fn missing_body() -> Body {
    Body::from(Content::Missing { bytes: None })
}

/// Makes the body of a form with files and fields (RFC 7578), of which a command says the fields.
pub(super) fn multipart(params: Vec<(Text, Text)>) -> Body {
    Body { media_type: Some("multipart/form-data".to_owned()), content: Content::Params { params, encoded: false } }
}

/// Returns whether a word may be a URL to a program that completes it: it has a scheme, a host with a dot or a port, or
/// a variable instead of any of these.
pub(super) fn is_url_like(word: &str) -> bool {
    if word.contains("://") {
        return !word.contains(char::is_whitespace) || word.contains('?');
    }
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let variable = word.starts_with(['$', '{', '<', '%']) && word.len() > 1;
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let dotted = name.contains('.') && !name.starts_with('.') && !name.ends_with('.');
    let plain = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':' | '@'))
    };
    let numbered = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    variable || plain(name) && (numbered || name == "localhost" || dotted && port.is_empty())
}

/// Gives a URL the scheme that a client assumes.
pub(super) fn with_scheme(url: &Text, scheme: &str) -> Text {
    let value = url.as_str();
    let complete = value.contains("://") || value.starts_with(['$', '{', '<', '%']);
    if complete {
        return url.clone();
    }
    join(&[standing_for(format!("{scheme}://"), url), url.clone()], "")
}
