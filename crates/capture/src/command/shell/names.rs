//! Variables that a text assigns before it uses them.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

use super::bash;
use super::cursor::Cursor;
use crate::command::script::value::ScriptValue;
use crate::text::placed::Text;
use crate::work;

/// The assignments of each name.
pub(crate) struct Names<'a> {
    text: &'a Text,
    /// The bytes where the assigned values start, in order.
    assigned: BTreeMap<&'a str, Vec<usize>>,
    /// For each name in lower case the first one that is written like it.
    ignoring_case: OnceCell<BTreeMap<String, String>>,
    /// How many values may still be looked up, so that names that are made of names cost no more than the text.
    budget: Cell<usize>,
    /// How many bytes may still be made of values.
    made: Cell<usize>,
    depth: Cell<usize>,
}

impl<'a> Names<'a> {
    /// Finds `NAME=`, `$name =`, `const name =` at the start of each line, and behind a semicolon.
    pub(crate) fn new(text: &'a Text) -> Self {
        let mut assigned: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut at = 0;
        for statement in text.as_str().split_inclusive(['\n', ';']) {
            if let Some((name, value)) = assignment(statement) {
                assigned.entry(name).or_default().push(at + value);
            }
            at += statement.len();
        }
        let length = text.as_str().len();
        let (budget, made) = (Cell::new(length + 65_536), Cell::new(length * LONGEST_MADE + 65_536));
        Self { text, budget, made, assigned, ignoring_case: OnceCell::new(), depth: Cell::new(0) }
    }

    /// Returns where the value starts that a name was given last, before a byte of the text.
    pub(crate) fn position(&self, name: &str, before: usize) -> Option<usize> {
        let positions = self.assigned.get(name)?;
        let last = positions.partition_point(|&at| at <= before).checked_sub(1)?;
        let at = positions.get(last).copied()?;
        // The statement that uses the name may be the one that assigns it.
        if self.spend(64) && before.saturating_sub(at) <= NEAR { Some(at) } else { None }
    }

    /// Does as [`Self::position`], whatever the case.
    pub(crate) fn position_ignoring_case(&self, name: &str, before: usize) -> Option<usize> {
        self.position(name, before).or_else(|| {
            let known = self.ignoring_case.get_or_init(|| {
                let mut first = BTreeMap::new();
                for name in self.assigned.keys() {
                    first.entry(name.to_ascii_lowercase()).or_insert_with(|| (*name).to_owned());
                }
                first
            });
            self.position(known.get(&name.to_ascii_lowercase())?, before)
        })
    }

    /// Returns a value that was made of another one, unless too much was made already: encoded again and again, it would
    /// grow without bound.
    pub(crate) fn afford(&self, value: ScriptValue) -> Option<ScriptValue> {
        let left = self.made.get().saturating_sub(value.text().map_or(0, |text| text.as_str().len()));
        self.made.set(left);
        (left > 0).then_some(value)
    }

    /// Returns the value that a shell's variable has at a byte of the text, where it is written out.
    pub(crate) fn shell(&self, name: &str, before: usize) -> Option<Text> {
        let at = self.position(name, before)?;
        let adjacent = self.text.as_str().get(..at).is_some_and(|head| head.ends_with('='));
        if !adjacent || self.depth.get() >= 4 {
            return None;
        }
        let mut cursor = Cursor::new(self.text, at, (at + LONGEST).min(before));
        self.depth.set(self.depth.get() + 1);
        let value = bash::word(&mut cursor, self);
        self.depth.set(self.depth.get() - 1);
        let is_affordable = self.spend(cursor.at - at);
        let value = value?;
        let whole = cursor.peek().is_none_or(|next| next.is_whitespace() || next == ';');
        let written_out = whole && !value.as_str().contains("$(") && !value.as_str().contains('`');
        (written_out && is_affordable).then_some(value)
    }

    /// Takes off what an attempt costs; `false` if nothing is left.
    pub(crate) fn spend(&self, bytes: usize) -> bool {
        work::count(bytes);
        let left = self.budget.get().saturating_sub(bytes);
        self.budget.set(left);
        left > 0
    }
}

/// Returns the name that a statement assigns, and the byte where the value starts.
fn assignment(statement: &str) -> Option<(&str, usize)> {
    let trimmed = statement.trim_start();
    let mut rest = trimmed.strip_prefix("$ ").or(trimmed.strip_prefix("% ")).unwrap_or(trimmed);
    for keyword in ["export ", "const ", "let ", "var ", "set "] {
        rest = rest.strip_prefix(keyword).unwrap_or(rest);
    }
    rest = rest.trim_start();
    rest = rest.strip_prefix('$').unwrap_or(rest);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
    let (name, behind) = rest.split_at_checked(end)?;
    let value = behind.trim_start_matches([' ', '\t']).strip_prefix('=')?;
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts || value.starts_with(['=', '>']) {
        return None;
    }
    Some((name, statement.len() - value.len()))
}

/// The greatest distance between a name and its assignment.
const NEAR: usize = 1 << 20;

/// How many times longer than the text may be what is made of its values.
const LONGEST_MADE: usize = 4;

/// The longest value of a shell's variable.
const LONGEST: usize = 64 * 1024;
