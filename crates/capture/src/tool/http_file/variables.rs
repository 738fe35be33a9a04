//! `@name = value`, and `{{name}}` where it is used.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::text::draft::Draft;
use crate::text::placed::Text;

/// The variables that a file sets.
#[derive(Default)]
pub(super) struct Variables {
    values: BTreeMap<String, String>,
    /// How many bytes values may still stand for.
    left: usize,
    /// Some have no value in the file.
    pub(super) has_open: bool,
}

impl Variables {
    /// Reads all that a text sets.
    pub(super) fn new(source: &str) -> Self {
        let mut variables = Self { left: LONGEST_IN_ALL, ..Self::default() };
        for line in source.lines() {
            if let Some((name, value)) = assignment(line) {
                let value = variables.filled(value);
                if value.len() <= LONGEST {
                    variables.values.insert(name.to_owned(), value);
                }
            }
        }
        variables
    }

    /// Adds a part of a text, with the values instead of the names; each stands where its name does.
    pub(super) fn fill(&mut self, text: &Text, range: Range<usize>, draft: &mut Draft) {
        let source = &text.as_str()[range.clone()];
        let mut from = 0;
        while let Some((use_of, name)) = next(source, from) {
            let at = range.start + use_of.start;
            draft.push(text, range.start + from..at);
            if let Some(value) = self.values.get(name).filter(|value| value.len() <= self.left) {
                self.left -= value.len();
                for character in value.chars() {
                    draft.push_char(character, text.place(at));
                }
            } else {
                self.has_open = true;
                draft.push(text, at..range.start + use_of.end);
            }
            from = use_of.end;
        }
        draft.push(text, range.start + from..range.end);
    }

    fn filled(&self, value: &str) -> String {
        let mut filled = String::new();
        let mut from = 0;
        while let Some((use_of, name)) = next(value, from) {
            filled.push_str(&value[from..use_of.start]);
            filled.push_str(self.values.get(name).map_or(&value[use_of.clone()], String::as_str));
            from = use_of.end;
            if filled.len() > LONGEST {
                break;
            }
        }
        filled.push_str(&value[from..]);
        filled
    }
}

/// Reads `@name = value`.
pub(super) fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim_start().strip_prefix('@')?.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    is_name.then_some((name, value.trim()))
}

/// Finds the next `{{name}}` and the name in it.
fn next(source: &str, from: usize) -> Option<(Range<usize>, &str)> {
    let open = from + source.get(from..)?.find("{{")?;
    let close = open + source[open..].find("}}")?;
    Some((open..close + 2, source[open + 2..close].trim()))
}

/// The longest value of a variable.
const LONGEST: usize = 4 << 10;

/// How many bytes all uses of variables may stand for.
const LONGEST_IN_ALL: usize = 4 << 20;
