//! Compares the report of a redacted recording with what becomes of the report of the original.

use std::fmt::Write;

use oauth_doctor_wire::url::{UrlParts, authority_at, user_info};
use serde_json::{Map, Value};

use super::computed::Computed;
use crate::redact::{Mapping, Options};
use crate::report::json::{capture_value, login_value};
use crate::report::{self, Capture};

/// How two reports are compared.
pub(crate) struct Comparison<'m> {
    mapping: &'m Mapping,
    computed: Computed,
    hosts: bool,
    /// The redacted recording is a HAR of what was read.
    became_har: bool,
}

impl<'m> Comparison<'m> {
    /// Prepares to compare a recording with what was written of it under a mapping.
    pub(crate) fn new(mapping: &'m Mapping, options: Options, became_har: bool) -> Self {
        Self { mapping, computed: Computed::new(mapping), hosts: options.redact_hosts, became_har }
    }
}

/// Returns the first place at which the report of a redacted recording differs from the mapped report of the original: a path of the
/// JSON report, without any value.
pub(crate) fn compare(original: &Capture, redacted: &Capture, comparison: &Comparison<'_>) -> Result<(), String> {
    let options = report::Options { show_secrets: true, ..report::Options::default() };
    let mut place = String::new();
    let wholes = [original, redacted].map(|capture| capture_value(capture, options));
    comparison.values(&wholes[0], &wholes[1], Field::Mapped, &mut place).map_err(|Differs| place.clone())?;
    let logins = [original, redacted].map(|capture| &capture.checked.logins);
    if logins[0].len() != logins[1].len() {
        return Err("flows".to_owned());
    }
    for (index, (old, new)) in logins[0].iter().zip(logins[1]).enumerate() {
        let mut place = format!("flows[{index}]");
        let values = [login_value(old, original, options), login_value(new, redacted, options)];
        comparison.values(&values[0], &values[1], Field::Mapped, &mut place).map_err(|Differs| place)?;
    }
    Ok(())
}

/// There is a difference; the place says where.
struct Differs;

/// How the strings of a member are compared.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Field<'a> {
    /// Not at all: where it stands, and what the file is called.
    Ignored,
    /// Byte for byte.
    Same,
    /// Byte for byte, but for numbers.
    Counted,
    /// As the mapping has it.
    Mapped,
    /// As the mapping has a value under this name.
    Value(&'a str),
}

impl Comparison<'_> {
    fn values(&self, old: &Value, new: &Value, field: Field<'_>, place: &mut String) -> Result<(), Differs> {
        let length = place.len();
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => {
                if !old.keys().eq(new.keys()) {
                    return Err(Differs);
                }
                for (name, value) in old {
                    let field = self.field(name, old);
                    // Writing to a String cannot fail.
                    let _ = write!(place, "{}{name}", if length > 0 { "." } else { "" });
                    if field != Field::Ignored {
                        self.values(value, new.get(name).unwrap_or(&Value::Null), field, place)?;
                    }
                    place.truncate(length);
                }
                Ok(())
            }
            (Value::Array(old), Value::Array(new)) => {
                if old.len() != new.len() {
                    return Err(Differs);
                }
                for (index, (old, new)) in old.iter().zip(new).enumerate() {
                    let _ = write!(place, "[{index}]");
                    self.values(old, new, field, place)?;
                    place.truncate(length);
                }
                Ok(())
            }
            (Value::String(old), Value::String(new)) => {
                if self.is_same(old, new, field) {
                    Ok(())
                } else {
                    Err(Differs)
                }
            }
            _ if old == new => Ok(()),
            _ => Err(Differs),
        }
    }

    /// Returns how a member is compared.
    fn field<'a>(&self, name: &str, object: &'a Map<String, Value>) -> Field<'a> {
        match name {
            "path" | "at" => Field::Ignored,
            // A HAR has its own oddities, and its own advice.
            "format" | "creator" | "notes" | "next" | "error" if self.became_har && !object.contains_key("status") => {
                Field::Ignored
            }
            "fingerprint" if self.hosts => Field::Ignored,
            "value" => {
                let part = object.get("part").and_then(Value::as_str).unwrap_or_default();
                Field::Value(part.rsplit('.').next().unwrap_or_default())
            }
            // A note counts what may be dropped.
            "message" if !object.contains_key("rule") && object.contains_key("kind") => Field::Counted,
            name if SAME.contains(&name) && !self.hosts => Field::Same,
            _ => Field::Mapped,
        }
    }

    fn is_same(&self, old: &str, new: &str, field: Field<'_>) -> bool {
        let (old, new) = (without_digests(old), without_digests(new));
        let mapped = match field {
            Field::Ignored => return true,
            Field::Same => return old == new,
            Field::Counted => {
                let is_word = |c: &char| !c.is_ascii_digit();
                return self.mapping.map_text(&old).chars().filter(is_word).eq(new.chars().filter(is_word));
            }
            Field::Mapped => self.computed.map(&old, |text| self.mapping.map_text(text)),
            Field::Value(name) => self.computed.map(&old, |text| self.mapping.map_value(name, text)),
        };
        // What a report says in its own words stays, even if a value reads like one of them.
        let is_mapped = mapped == new || field == Field::Mapped && old == new;
        is_mapped && (self.hosts || public_part(&old) == public_part(&new))
    }
}

/// Returns of an address what is public, which no mapping may touch: scheme, host and path.
pub(crate) fn public_part(value: &str) -> Option<String> {
    let base = UrlParts::parse(value).base;
    let base = base.split(';').next().filter(|base| base.starts_with("http"))?;
    let user = authority_at(base).and_then(|at| user_info(base, at));
    Some(user.map_or_else(|| base.to_owned(), |user| format!("{}{}", &base[..user.start], &base[user.end + 1..])))
}

/// Returns a text with the digits of each short digest left out, which is another for a replaced value, and with masked entities
/// of one length: `&#97;` and `&#103;` are one character each.
fn without_digests(text: &str) -> String {
    let text = shortened_entities(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(DIGEST) {
        let (before, digest) = rest.split_at(at + DIGEST.len());
        let digits = digest.bytes().take_while(u8::is_ascii_hexdigit).count();
        out.push_str(before);
        rest = &digest[digits.min(4)..];
    }
    out.push_str(rest);
    out
}

fn shortened_entities(text: &str) -> String {
    let mut parts = text.split("&#*");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches('*');
        out.push_str("&#*");
        out.push_str(if rest.starts_with(';') { rest } else { part });
    }
    out
}

/// What stands before the digits of a short digest.
const DIGEST: &str = "sha256:";
/// What is nobody's secret, and says what happened: these strings no mapping may touch.
const SAME: &[&str] = &[
    "kind",
    "grant",
    "outcome",
    "id",
    "name",
    "server",
    "error",
    "rule",
    "confidence",
    "severity",
    "status",
    "fingerprint",
    "default_severity",
    "conclusion",
    "steps",
    "title",
    "url",
    "provider",
    "time",
    "language",
    "wrong",
    "right",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_of_entities_are_as_long_as_one_another() {
        assert_eq!(without_digests("&#**;&#***; &#*x sha256:1f2e"), "&#*;&#*; &#*x sha256:");
    }
}
