//! Nodes of JSON.

use std::rc::Rc;

use super::node::{DEEPEST, Node, NodeValue};
use crate::text::json_string::text;
use crate::text::lines::LineCounter;
use crate::text::value::JsonValue;

/// Makes a node of a value; what is nested too deep is left out.
pub(super) fn node(value: JsonValue<'_>, depth: usize, lines: &mut LineCounter<'_>) -> Rc<Node> {
    let at = lines.place(value.at);
    let value = match value.kind() {
        _ if depth > DEEPEST => NodeValue::Null,
        b'{' => NodeValue::Map(
            value.members().map(|(name, value)| (name.into_owned(), node(value, depth + 1, lines))).collect(),
        ),
        b'[' => NodeValue::List(value.elements().map(|value| node(value, depth + 1, lines)).collect()),
        _ if value.raw == "null" => NodeValue::Null,
        _ => NodeValue::Scalar(text(value, lines)),
    };
    Rc::new(Node::new(at, value))
}
