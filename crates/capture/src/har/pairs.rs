//! Names and values: headers, parameters.

use crate::text::json_string::text;
use crate::text::lines::Lines;
use crate::text::placed::Text;
use crate::text::value::{Value, words};

/// Returns the pairs of `[{"name": …, "value": …}]`, or of `{"name": "value"}`, as Internet Explorer and people write it.
pub(super) fn pairs(list: Value<'_>) -> impl Iterator<Item = Pair<'_>> {
    let elements = list.elements().map(|element| {
        let [name, value, encoding] = element.object().pick(["name", "value", "encoding"]);
        let encoding = encoding.and_then(Value::string);
        Pair {
            name: Name::Value(name),
            value,
            base64: encoding.is_some_and(|name| name.eq_ignore_ascii_case("base64")),
        }
    });
    let members = list.members().map(|(name, value)| Pair {
        name: Name::Known(name.into_owned()),
        value: Some(value).filter(|value| value.raw != "null"),
        base64: false,
    });
    elements.chain(members)
}

/// A name and a value.
pub(super) struct Pair<'a> {
    name: Name<'a>,
    pub(super) value: Option<Value<'a>>,
    /// HAR 1.3 and Reqable: the value is encoded.
    pub(super) base64: bool,
}

enum Name<'a> {
    Value(Option<Value<'a>>),
    Known(String),
}

impl Pair<'_> {
    /// Returns the name without its place.
    pub(super) fn plain_name(&self) -> String {
        match &self.name {
            Name::Value(name) => words(*name),
            Name::Known(name) => name.clone(),
        }
    }

    /// Returns the name; that of a member has no place.
    pub(super) fn name(&self, lines: &mut Lines<'_>) -> Text {
        match &self.name {
            Name::Value(name) => name.map(|name| text(name, lines)).unwrap_or_default(),
            Name::Known(name) => Text::new(name.clone(), Vec::new()),
        }
    }
}
