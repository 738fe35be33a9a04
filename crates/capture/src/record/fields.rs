//! The members of a structured record as fields.

use jiff::Timestamp;

use super::document::{LOGGERS, TIMES};
use super::entry::Record;
use super::names::is_id_name;
use super::node::{Member, Node, member};
use super::{logfmt, stamp};
use crate::text::draft::Draft;
use crate::text::json_string::unescape_part;
use crate::text::placed::{Text, part};

/// Makes a record of the members of an object, but for its message.
pub(super) fn record(text: &Text, members: &[Member<'_>], message: Text, of_message: Option<&Member<'_>>) -> Record {
    let mut record = Record { message, ..Record::default() };
    let string = |names: &[&str]| member(members, names).and_then(|member| member.node.string());
    record.logger = string(LOGGERS).map(std::borrow::Cow::into_owned);
    record.thread = string(&["thread", "threadName", "thread_name", "process_thread", "processThread"])
        .map(std::borrow::Cow::into_owned);
    record.time = time_of(members);
    for member in
        members.iter().filter(|member| of_message.is_none_or(|message| message.written.at != member.written.at))
    {
        add_value(text, member.node, member.name.to_string(), 0, &mut record);
    }
    record
}

/// Returns the time of a record.
pub(super) fn time_of(members: &[Member<'_>]) -> Option<Timestamp> {
    let member = member(members, TIMES)?;
    member.node.string().map_or_else(|| stamp::value(member.node.value.raw), |string| stamp::value(&string))
}

/// Adds members under their paths.
fn add(text: &Text, members: &[Member<'_>], above: &str, depth: usize, record: &mut Record) {
    for member in members {
        add_value(text, member.node, format!("{above}.{}", member.name), depth, record);
    }
}

fn add_value(text: &Text, node: Node<'_>, path: String, depth: usize, record: &mut Record) {
    if record.fields.len() >= MOST || depth > DEEPEST {
        return;
    }
    match node.kind() {
        b'{' => add(text, &node.members(), &path, depth + 1, record),
        b'[' => {
            for (index, element) in node.elements().into_iter().enumerate() {
                add_value(text, element, format!("{path}.{index}"), depth + 1, record);
            }
        }
        b'"' => {
            let value = decoded(text, node);
            let inner = whole(value.as_str());
            if is_id_name(&path) && value.as_str().len() <= LONGEST_ID {
                record.ids.push((path.clone(), value.as_str().to_owned()));
            }
            if let Some(inner) = inner {
                add_value(&value, inner, path, depth + 2, record);
            } else {
                record.fields.push((path, value));
            }
        }
        _ if node.value.raw == "null" => {}
        _ => record.fields.push((path, part(text, node.value.at..node.end()))),
    }
}

/// Returns a string without its escapes; where what it holds is JSON that was escaped once more, without those, too.
pub(super) fn decoded(text: &Text, node: Node<'_>) -> Text {
    let quoted = node.quoted().unwrap_or_default();
    let start = node.value.at + 1;
    let mut value = unescaped(text, start..start + quoted.len());
    for _ in 1..LEVELS {
        let is_escaped = ["{\\\"", "[{\\\"", "{\\n"].iter().any(|start| value.as_str().contains(start));
        if !is_escaped || whole(value.as_str()).is_some() || logfmt::recognises(value.as_str()) {
            break;
        }
        let length = value.as_str().len();
        value = unescaped(&value, 0..length);
    }
    value
}

fn unescaped(text: &Text, range: std::ops::Range<usize>) -> Text {
    let mut draft = Draft::default();
    unescape_part(text, range, &mut draft);
    draft.finish()
}

/// Reads a text that is one JSON object or array.
pub(super) fn whole(source: &str) -> Option<Node<'_>> {
    let trimmed = source.trim();
    let at = source.len() - source.trim_start().len();
    if !trimmed.starts_with('{') && !trimmed.starts_with('[') {
        return None;
    }
    let node = Node::read(source, at).ok().filter(|node| !node.is_cut)?;
    source[node.end()..].trim().is_empty().then_some(node)
}

/// How often JSON is written into a string of JSON.
const LEVELS: usize = 3;

/// The most fields of a record.
const MOST: usize = 512;

/// How deep fields are looked for.
const DEEPEST: usize = 8;

/// The longest value that links records.
const LONGEST_ID: usize = 128;
