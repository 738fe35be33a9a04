//! Parameters as they were sent: in order, with duplicates, encoded and decoded, each with its place.

use std::fmt;

use oauth_doctor_wire::percent::decode_form;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::capture::{Content, Place, Text};
use crate::disclose::Shown;
use crate::disclose::placeholder::is_placeholder;
use crate::oauth::part::{Part, Section};

/// One parameter of a message.
#[derive(Clone, Eq, PartialEq)]
pub struct Param {
    /// The name after one decode.
    pub name: String,
    /// The value as it was sent. A recorder that only keeps decoded values gives the decoded one here too.
    pub raw: String,
    /// The value after one decode: what a server reads.
    pub value: String,
    /// The component of the message that it was sent in.
    pub section: Section,
    /// The place of the value.
    pub at: Option<Place>,
}

impl Param {
    /// Returns the value as it may be shown: in full only where the protocol makes this parameter public.
    pub fn shown(&self) -> Shown {
        Shown::named(&self.name, &self.value)
    }

    /// Returns where it stands: `token_request.body.code_verifier`.
    pub fn part(&self) -> Part {
        self.section.named(self.name.clone())
    }

    /// Returns whether the value was redacted or never filled in, so that nothing follows from it.
    pub fn is_placeholder(&self) -> bool {
        is_placeholder(&self.value)
    }
}

/// Shows the name and the length only.
impl fmt::Debug for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.part(), self.value.len())
    }
}

/// The parameters of a message.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<Param>);

impl Params {
    /// Reads a query, fragment or form body (`application/x-www-form-urlencoded`, URL standard §5.1): the bytes `piece` of
    /// `text`, which start at byte `start` of it.
    pub fn from_form(text: &Text, start: usize, piece: &str, section: Section) -> Self {
        let mut params = Vec::new();
        let mut at = start;
        for pair in piece.split('&') {
            if !pair.is_empty() {
                let (name, raw) = pair.split_once('=').unwrap_or((pair, ""));
                let value_at = at + name.len() + usize::from(pair.len() > name.len());
                params.push(Param {
                    name: decode_form(name),
                    raw: raw.to_owned(),
                    value: decode_form(raw),
                    section,
                    at: text.place(value_at),
                });
            }
            at += pair.len() + 1;
        }
        params.shrink_to_fit();
        Self(params)
    }

    /// Reads the parameters that a recorder listed instead of the body text.
    pub fn from_list(list: &[(Text, Text)], encoded: bool, section: Section) -> Self {
        let read = |text: &Text| {
            if encoded { decode_form(text.as_str()) } else { text.as_str().to_owned() }
        };
        let params = list.iter().map(|(name, value)| Param {
            name: read(name),
            raw: value.as_str().to_owned(),
            value: read(value),
            section,
            at: value.place(0),
        });
        Self(params.collect())
    }

    /// Reads the members of a JSON object; strings as they are, other values as their JSON text. Anything else than an object
    /// gives `None`.
    pub fn from_json(text: &Text, section: Section) -> Option<Self> {
        let source = text.as_str();
        let members: Members<'_> = serde_json::from_str(source).ok()?;
        let params = members.0.into_iter().map(|(name, raw)| {
            let json = raw.get();
            let value = serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned());
            let offset = json.as_ptr() as usize - source.as_ptr() as usize;
            let quoted = usize::from(json.starts_with('"'));
            Param { name, raw: value.clone(), value, section, at: text.place(offset + quoted) }
        });
        Some(Self(params.collect()))
    }

    /// Reads `multipart/form-data` (RFC 7578); the boundary is the first line.
    pub fn from_multipart(text: &Text, section: Section) -> Self {
        let source = text.as_str();
        let Some(boundary) = source.lines().next().map(str::trim_end).filter(|line| line.starts_with("--")) else {
            return Self::default();
        };
        let mut params = Vec::new();
        let mut at = 0;
        for piece in source.split(boundary) {
            if let Some((head, body)) = piece.split_once("\r\n\r\n").or_else(|| piece.split_once("\n\n")) {
                if let Some(name) = part_name(head) {
                    let value_at = at + (piece.len() - body.len());
                    let value = body.strip_suffix("\r\n").or_else(|| body.strip_suffix('\n')).unwrap_or(body);
                    params.push(Param {
                        name: name.to_owned(),
                        raw: value.to_owned(),
                        value: value.to_owned(),
                        section,
                        at: text.place(value_at),
                    });
                }
            }
            at += piece.len() + boundary.len();
        }
        Self(params)
    }

    /// Reads a body by what it holds, whatever its label says.
    pub fn from_content(content: &Content, section: Section) -> Self {
        match content {
            Content::Params { params, encoded } => Self::from_list(params, *encoded, section),
            Content::Missing { .. } => Self::default(),
            Content::Text(text) => {
                let trimmed = text.as_str().trim_start();
                if trimmed.starts_with('{') {
                    Self::from_json(text, section).unwrap_or_default()
                } else if trimmed.starts_with("--") && trimmed.contains("form-data") {
                    Self::from_multipart(text, section)
                } else if looks_like_form(trimmed) {
                    Self::from_form(text, 0, text.as_str(), section)
                } else {
                    Self::default()
                }
            }
        }
    }

    /// Returns the first parameter of this name.
    pub fn get(&self, name: &str) -> Option<&Param> {
        self.0.iter().find(|param| param.name == name)
    }

    /// Returns the first parameter with one of these names that has a value.
    pub fn filled_any(&self, names: &[&str]) -> Option<&Param> {
        names.iter().find_map(|name| self.filled(name))
    }

    /// Returns the decoded value of the first parameter of this name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(|param| param.value.as_str())
    }

    /// Returns the first parameter of this name that is not empty.
    pub fn filled(&self, name: &str) -> Option<&Param> {
        self.get(name).filter(|param| !param.value.is_empty())
    }

    /// Returns every parameter of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Param> {
        self.0.iter().filter(move |param| param.name == name)
    }

    /// Returns the parameters in the order in which they were sent.
    pub fn iter(&self) -> std::slice::Iter<'_, Param> {
        self.0.iter()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts other parameters before these, so that they count.
    pub fn prepend(&mut self, other: Self) {
        self.0.splice(..0, other.0);
    }

    /// Appends other parameters.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl<'a> IntoIterator for &'a Params {
    type Item = &'a Param;
    type IntoIter = std::slice::Iter<'a, Param>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// `name=value`, where the name could be a parameter name; not a line of text that has an equals sign somewhere.
fn looks_like_form(text: &str) -> bool {
    let name = text.split(['=', '&']).next().unwrap_or("");
    let named = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '%' | '[' | ']'));
    named && text.contains('=')
}

fn part_name(head: &str) -> Option<&str> {
    let disposition = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let after = &disposition[disposition.find("name=")? + "name=".len()..];
    match after.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => after.split([';', ' ']).next(),
    }
}

/// The members of a JSON object in order, duplicates included.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, &'de RawValue>()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Mark;
    use crate::oauth::part::{Component, Message};

    const SECTION: Section = Message::TokenRequest.at(Component::Body);

    fn text(value: &str) -> Text {
        Text::new(value.to_owned(), vec![Mark { index: 0, at: Place { file: 0, line: 3, column: 10 } }])
    }

    #[test]
    fn a_form_keeps_order_duplicates_and_both_forms_of_a_value() {
        let body = text("code=4%2F0A%252B+x&code=&state");
        let params = Params::from_form(&body, 0, body.as_str(), SECTION);
        let code = params.get("code").unwrap();
        assert_eq!((code.raw.as_str(), code.value.as_str()), ("4%2F0A%252B+x", "4/0A%2B x"));
        assert_eq!(code.at, Some(Place { file: 0, line: 3, column: 15 }));
        assert_eq!(params.all("code").count(), 2);
        assert_eq!(params.value("state"), Some(""));
    }

    #[test]
    fn a_json_body_gives_its_members_with_their_places() {
        let params = Params::from_json(&text(r#"{"grant_type":"authorization_code","n":5}"#), SECTION).unwrap();
        assert_eq!(params.value("grant_type"), Some("authorization_code"));
        assert_eq!(params.get("grant_type").unwrap().at, Some(Place { file: 0, line: 3, column: 25 }));
        assert_eq!(params.value("n"), Some("5"));
        assert!(Params::from_json(&text("[1]"), SECTION).is_none());
    }

    #[test]
    fn a_multipart_body_gives_its_parts() {
        let body = "--X\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nabc\r\n--X\r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\nspa\r\n--X--\r\n";
        let params = Params::from_multipart(&text(body), SECTION);
        assert_eq!((params.value("code"), params.value("client_id")), (Some("abc"), Some("spa")));
    }

    #[test]
    fn printing_a_parameter_shows_no_value() {
        let params = Params::from_form(&text("code=hush-hush"), 0, "code=hush-hush", SECTION);
        assert!(!format!("{params:?}").contains("hush"));
    }
}
