//! Values as scripts write them: strings, tables, and what cannot be told without running the script.

use std::ops::Range;

use crate::command::build::{Encoding, encode, join, json_string};
use crate::command::shell::cursor::placed;
use crate::text::draft::Draft;
use crate::text::placed::Text;

/// A value of a script. Parsers nest them no deeper than [`DEEPEST`].
#[derive(Clone, Debug)]
pub(crate) enum ScriptValue {
    /// A string; expressions inside that are not known stand in it as they are written.
    Text(Text),
    /// A number or a truth value, as it is written.
    Bare(Text),
    /// Names and values: an object, a dictionary, a hashtable.
    Table(Vec<(Text, Self)>),
    List(Vec<Self>),
    /// A form in its encoded form: `URLSearchParams`.
    Form(Text),
    /// Fields of a multipart form.
    Multipart(Vec<(Text, Text)>),
    /// `null`, `undefined`, `None`, `$null`.
    Nothing(Text),
    /// An expression that is not known, as `${…}`.
    Unknown(Text),
}

pub(crate) const DEEPEST: usize = 32;

/// The longest expression that is looked at to show it, with the blanks in it.
const LONGEST_SHOWN: usize = 4096;

impl ScriptValue {
    /// Makes the value of an expression that is not known, which is in a part of a text.
    pub(crate) fn unknown(text: &Text, expression: Range<usize>) -> Self {
        let source = text.as_str().get(expression.clone()).unwrap_or_default();
        let short = (source.len() <= LONGEST_SHOWN).then(|| source.split_whitespace().collect::<Vec<_>>().join(" "));
        let shown = short.filter(|short| short.len() <= 64).unwrap_or_else(|| "expression".to_owned());
        let at = text.place(expression.start);
        Self::Unknown(placed(Text::new(format!("${{{shown}}}"), Vec::new()), at))
    }

    /// Returns the value as a string has it.
    pub(crate) fn text(&self) -> Option<Text> {
        match self {
            Self::Text(text) | Self::Bare(text) | Self::Form(text) | Self::Unknown(text) => Some(text.clone()),
            Self::Nothing(_) | Self::Table(_) | Self::List(_) | Self::Multipart(_) => None,
        }
    }

    /// Returns the value of a name of a table, whatever its case.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Table(entries) = self else { return None };
        let entry = entries.iter().find(|(key, _)| key.as_str().eq_ignore_ascii_case(name));
        entry.map(|(_, value)| value)
    }

    /// Encodes names and values as a form; a list stands for its name several times.
    pub(crate) fn form(&self, encoding: Encoding) -> Option<Text> {
        let pairs = self.pairs()?;
        let encoded = pairs.iter().map(|(name, value)| {
            let mut draft = Draft::default();
            encode(&mut draft, name, encoding);
            draft.push_char('=', value.place(0));
            encode(&mut draft, value, encoding);
            draft.finish()
        });
        Some(join(&encoded.collect::<Vec<_>>(), "&"))
    }

    /// Returns names and values, where the values are strings or can be turned into them.
    pub(crate) fn pairs(&self) -> Option<Vec<(Text, Text)>> {
        let mut pairs = Vec::new();
        match self {
            Self::Table(entries) => {
                for (name, value) in entries {
                    match value {
                        Self::List(values) => {
                            pairs.extend(values.iter().filter_map(|value| Some((name.clone(), value.text()?))));
                        }
                        value => pairs.push((name.clone(), value.shown())),
                    }
                }
            }
            Self::List(entries) => {
                for entry in entries {
                    let Self::List(pair) = entry else { return None };
                    let [name, value] = pair.as_slice() else { return None };
                    pairs.push((name.text()?, value.shown()));
                }
            }
            Self::Multipart(fields) => pairs.clone_from(fields),
            _ => return None,
        }
        Some(pairs)
    }

    /// Returns the value as scripts print it: `null` and objects, too, end up in requests.
    fn shown(&self) -> Text {
        match self {
            Self::Nothing(text) => text.clone(),
            value => value.text().unwrap_or_else(|| value.json()),
        }
    }

    /// Writes JSON.
    pub(crate) fn json(&self) -> Text {
        let mut draft = Draft::default();
        self.write_json(&mut draft);
        draft.finish()
    }

    fn write_json(&self, draft: &mut Draft) {
        match self {
            Self::Text(text) | Self::Unknown(text) | Self::Form(text) => json_string(draft, text),
            Self::Bare(text) => {
                let word = text.as_str();
                match word.to_ascii_lowercase().as_str() {
                    // Python's `True`.
                    truth @ ("true" | "false") => truth.chars().for_each(|c| draft.push_char(c, text.place(0))),
                    _ => draft.push(text, 0..word.len()),
                }
            }
            Self::Nothing(text) => "null".chars().for_each(|letter| draft.push_char(letter, text.place(0))),
            Self::Table(entries) => {
                draft.push_char('{', entries.first().and_then(|(name, _)| name.place(0)));
                for (index, (name, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        draft.push_char(',', None);
                    }
                    json_string(draft, name);
                    draft.push_char(':', None);
                    value.write_json(draft);
                }
                draft.push_char('}', None);
            }
            Self::List(values) => {
                draft.push_char('[', None);
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        draft.push_char(',', None);
                    }
                    value.write_json(draft);
                }
                draft.push_char(']', None);
            }
            Self::Multipart(_) => "{}".chars().for_each(|letter| draft.push_char(letter, None)),
        }
    }
}
