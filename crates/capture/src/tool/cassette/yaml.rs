//! Nodes of YAML, one interaction after the other.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::node::{DEEPEST, MOST_NODES, Node, NodeValue};
use super::scalar;
use crate::text::lines::LineCounter;
use crate::text::place::Place;
use crate::text::placed::Text;

/// What stopped the reading.
pub(super) enum YamlFault {
    /// It is not YAML from here on.
    Broken(Place),
    /// It is nested too deep, or too much of one value.
    TooLarge(Place),
}

/// Reads documents and hands over each interaction; `other` gets the scalars beside their list, by name.
pub(super) fn read(
    source: &str,
    file: u32,
    each: &mut dyn FnMut(&Node),
    other: &mut dyn FnMut(&str, &str),
) -> Result<(), YamlFault> {
    let mut builder = Builder {
        source,
        lines: LineCounter::new(source, file),
        position: Position { source, characters: 0, bytes: 0 },
        open: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        repeated: 0,
        each,
        other,
    };
    let mut parser = Parser::new_from_str(source);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => builder.take(event, span)?,
            Err(fault) => return Err(YamlFault::Broken(builder.place(*fault.marker()))),
        }
    }
    Ok(())
}

/// A list or map that is not complete.
struct Open {
    at: Place,
    anchor: usize,
    /// The name that it has in its parent.
    name: String,
    value: NodeValue,
    /// The name of the member whose value comes next.
    key: Option<String>,
    /// Its elements are interactions.
    has_interactions: bool,
}

struct Builder<'a, 'e> {
    source: &'a str,
    lines: LineCounter<'a>,
    position: Position<'a>,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    /// The number of nodes of the interaction at hand.
    nodes: usize,
    /// The bytes that aliases stood for so far.
    repeated: usize,
    each: &'e mut dyn FnMut(&Node),
    other: &'e mut dyn FnMut(&str, &str),
}

impl Builder<'_, '_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), YamlFault> {
        let at = span.start;
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let is_binary = tag.is_some_and(|tag| tag.suffix == "binary");
                let is_null = style == ScalarStyle::Plain && matches!(&*value, "" | "~" | "null");
                let text = self.scalar(value.into_owned(), style, span);
                let value = match is_null {
                    true => NodeValue::Null,
                    false if is_binary => NodeValue::Binary(text),
                    false => NodeValue::Scalar(text),
                };
                let at = self.place(at);
                self.complete(Rc::new(Node::new(at, value)), anchor)
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, NodeValue::List(Vec::new()), at),
            Event::MappingStart(anchor, _) => self.begin(anchor, NodeValue::Map(Vec::new()), at),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                self.complete(Rc::new(Node::new(open.at, open.value)), open.anchor)
            }
            Event::Alias(anchor) => {
                let at = self.place(at);
                let node = self.anchors.get(&anchor).cloned();
                let node = node.unwrap_or_else(|| Rc::new(Node::new(at, NodeValue::Null)));
                self.repeated = self.repeated.saturating_add(node.size);
                if self.repeated > MOST_REPEATED {
                    return Err(YamlFault::TooLarge(at));
                }
                self.complete(node, 0)
            }
            Event::DocumentStart(_) | Event::DocumentEnd => {
                self.open.clear();
                self.anchors.clear();
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd => Ok(()),
        }
    }

    fn begin(&mut self, anchor: usize, value: NodeValue, at: Marker) -> Result<(), YamlFault> {
        let at = self.place(at);
        if self.open.len() >= DEEPEST {
            return Err(YamlFault::TooLarge(at));
        }
        let name = self.open.last_mut().and_then(|parent| parent.key.clone()).unwrap_or_default();
        let is_list = matches!(value, NodeValue::List(_));
        let has_interactions = is_list
            && match self.open.as_slice() {
                [] => true,
                [_] => matches!(&*name, "interactions" | "http_interactions"),
                [.., parent] => name == "entries" && parent.name == "log",
            };
        self.open.push(Open { at, anchor, name, value, key: None, has_interactions });
        Ok(())
    }

    /// Puts a node into what is open, or hands it over.
    fn complete(&mut self, node: Rc<Node>, anchor: usize) -> Result<(), YamlFault> {
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(YamlFault::TooLarge(node.at));
        }
        let is_outermost = self.open.len() == 1;
        let Some(parent) = self.open.last_mut() else { return Ok(()) };
        if parent.has_interactions {
            self.nodes = 0;
            (self.each)(&node);
            return Ok(());
        }
        match &mut parent.value {
            NodeValue::List(items) => items.push(node),
            NodeValue::Map(members) => match parent.key.take() {
                None => parent.key = Some(node.string().to_owned()),
                Some(name) => {
                    if is_outermost {
                        (self.other)(&name, node.string());
                    }
                    members.push((name, node));
                }
            },
            _ => {}
        }
        Ok(())
    }

    fn scalar(&mut self, value: String, style: ScalarStyle, span: Span) -> Text {
        let start = self.position.byte(span.start.index());
        let end = self.position.byte(span.end.index()).max(start);
        let raw = &self.source[start..end];
        let lines = &mut self.lines;
        scalar::text(value, raw, style, |byte| lines.place(start + byte))
    }

    fn place(&mut self, marker: Marker) -> Place {
        let byte = self.position.byte(marker.index());
        self.lines.place(byte)
    }
}

/// From characters, which the parser counts, to bytes; going on is cheap.
struct Position<'a> {
    source: &'a str,
    characters: usize,
    bytes: usize,
}

impl Position<'_> {
    fn byte(&mut self, character: usize) -> usize {
        if character >= self.characters {
            let rest = &self.source[self.bytes..];
            let more = character - self.characters;
            self.bytes += rest.char_indices().nth(more).map_or(rest.len(), |(index, _)| index);
        } else {
            let back = self.characters - character;
            let before = &self.source[..self.bytes];
            self.bytes = before.char_indices().rev().nth(back - 1).map_or(0, |(index, _)| index);
        }
        self.characters = character;
        self.bytes
    }
}

/// How many bytes aliases may stand for in all.
const MOST_REPEATED: usize = 32 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn count(source: &str) -> (usize, Option<bool>) {
        let mut interactions = 0;
        let read = read(source, 0, &mut |_| interactions += 1, &mut |_, _| {});
        (interactions, read.err().map(|fault| matches!(fault, YamlFault::TooLarge(_))))
    }

    #[test]
    fn each_interaction_is_handed_over_also_before_damage() {
        assert_eq!(count("interactions:\n- a: 1\n- b: 2\nversion: 1\n"), (2, None));
        assert_eq!(count("log:\n  entries:\n  - a: 1\n  other:\n  - b\n"), (1, None));
        assert_eq!(count("interactions:\n- a: 1\n- b: 'cut"), (1, Some(false)));
    }

    #[test]
    fn depth_and_aliases_are_limited() {
        let (interactions, fault) = count(&format!("interactions:\n- a: 1\n- {}", "[".repeat(200)));
        assert_eq!((interactions, fault), (1, Some(true)));
        assert_eq!(count(&format!("interactions:\n- {}", "- ".repeat(10_000))).1, Some(true));
        let mut bomb = "x: &a0 [lol]\n".to_owned();
        for level in 1..40 {
            let before = format!("*a{},", level - 1).repeat(9);
            bomb = [bomb, format!("y{level}: &a{level} [{before}]\n")].concat();
        }
        assert_eq!(count(&format!("{bomb}interactions:\n- a: *a39\n")).1, Some(true));
        assert_eq!(count("interactions:\n- a: &a [*a, *b]\n").1, Some(false));
    }
}
