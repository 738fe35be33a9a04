//! Names and values: headers, parameters.

use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::placed::Text;
use crate::text::value::{JsonValue, string_or_number};

/// Returns the pairs of `[{"name": …, "value": …}]`, or of `{"name": "value"}`, as Internet Explorer and people write
/// it.
pub(super) fn pairs(list: JsonValue<'_>) -> impl Iterator<Item = NameValue<'_>> {
    let elements = list.elements().map(|element| {
        let [name, value, encoding] = element.object().pick(["name", "value", "encoding"]);
        let encoding = encoding.and_then(JsonValue::string);
        NameValue {
            name: PairName::Recorded(name),
            value,
            base64: encoding.is_some_and(|name| name.eq_ignore_ascii_case("base64")),
        }
    });
    let members = list.members().map(|(name, value)| NameValue {
        name: PairName::Member(name.into_owned()),
        value: Some(value).filter(|value| value.raw != "null"),
        base64: false,
    });
    elements.chain(members)
}

/// A name and a value.
pub(super) struct NameValue<'a> {
    name: PairName<'a>,
    pub(super) value: Option<JsonValue<'a>>,
    /// HAR 1.3 and Reqable: the value is encoded.
    pub(super) base64: bool,
}

enum PairName<'a> {
    Recorded(Option<JsonValue<'a>>),
    Member(String),
}

impl NameValue<'_> {
    /// Returns the name without its place.
    pub(super) fn plain_name(&self) -> String {
        match &self.name {
            PairName::Recorded(name) => string_or_number(*name),
            PairName::Member(name) => name.clone(),
        }
    }

    /// Returns the name; that of a member has no place.
    pub(super) fn name(&self, lines: &mut LineCounter<'_>) -> Text {
        match &self.name {
            PairName::Recorded(name) => name.map(|name| text(name, lines)).unwrap_or_default(),
            PairName::Member(name) => Text::new(name.clone(), Vec::new()),
        }
    }
}
