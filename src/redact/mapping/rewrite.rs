//! Rewrites a text: the values under names, what looks drawn, and every known value wherever it stands.

use oauth_doctor_wire::base64;

use super::echo::hex_text;
use super::values::Mapping;
use crate::disclose::placeholder::is_placeholder;
use crate::redact::Kind;
use crate::redact::collect::halves;
use crate::redact::hosts::{host_ranges, in_case_of, renamed};
use crate::redact::shape::is_random;
use crate::redact::spell::{Cell, Respell, cells, plain_text};
use crate::redact::walk::{Found, Role, Walk, What};

impl Mapping {
    /// Returns a text with its values replaced; `None` if nothing is.
    pub(crate) fn rewrite(&self, text: &[u8], role: Role) -> Option<Vec<u8>> {
        self.rewrite_within(text, role, DEPTH)
    }

    fn rewrite_within(&self, text: &[u8], role: Role, depth: usize) -> Option<Vec<u8>> {
        let cells = cells(text);
        let walk = Walk::of(&cells, role);
        let mut changes = Changes::default();
        let mut covered = Vec::new();
        for found in &walk.found {
            // A report may cut a value at a blank: it is found with what follows.
            let is_known = || self.known(&plain_text(&cells[found.from..found.to])).is_some();
            if !is_known() && self.search.reaches(&cells, found.from, found.to) {
                continue;
            }
            if let Some(new) = self.new_value(&cells[found.from..found.to], found, depth) {
                changes.put(&cells, found.from, found.to, &new);
                covered.push((found.from, found.to));
            }
        }
        changes.cells.extend(self.search.find(&cells, &covered));
        if self.options.redact_hosts {
            for (from, to) in host_ranges(&cells) {
                let host = plain_text(&cells[from..to]);
                let new =
                    renamed(&self.key, &host).into_iter().next().filter(|(old, _)| old.eq_ignore_ascii_case(&host));
                if let Some((_, new)) = new {
                    changes.put(&cells, from, to, &in_case_of(&host, &new));
                }
            }
        }
        if depth == DEPTH {
            changes.cells.extend(self.echoes(&cells, &covered));
        }
        changes.write(text, &cells)
    }

    /// Returns what a value in a text becomes; `None` if it stays, or is left to the search.
    fn new_value(&self, cells: &[Cell], found: &Found, depth: usize) -> Option<String> {
        let value = plain_text(cells);
        match found.what {
            What::Value { is_sure: false, .. } => self.known(&value).map(|leaf| leaf.new_for(&value)),
            What::Value { kind: Kind::Opaque | Kind::Personal, .. }
                if self.known(&value).is_none() && (self.is_public(&value) || is_placeholder(&value)) =>
            {
                None
            }
            What::Value { kind: Kind::Opaque, .. } | What::Packed if hex_text(&value).is_some() => {
                Some(self.echo(&value).unwrap_or_else(|| self.replacement(&value)))
            }
            What::Value { .. } => Some(self.replacement(&value)),
            What::Basic => {
                let is_other = || is_random(&value) || self.known(&value).is_some();
                self.basic(&value, depth).or_else(|| is_other().then(|| self.replacement(&value)))
            }
            What::Packed if self.is_public(value.trim_start_matches('-')) => None,
            What::Packed if self.known(&value).is_none() => match self.unpacked(&value, depth) {
                Some(new) => new,
                None => Some(self.replacement(&value)),
            },
            What::Packed => Some(self.replacement(&value)),
        }
    }

    /// Basic credentials: the user stays where it is a client, or nothing says otherwise.
    pub(super) fn basic(&self, value: &str, depth: usize) -> Option<String> {
        let decoded = String::from_utf8(base64::decode(value).or_else(|| base64::decode_url_safe(value))?).ok()?;
        let (user, password) = halves(&decoded)?;
        let keep = |part: &str| self.clients.contains(&plain_text(&cells(part.as_bytes())));
        let part = |part: &str| {
            let new = self.rewrite_within(part.as_bytes(), Role::Secret(Kind::Password), depth.checked_sub(1)?)?;
            String::from_utf8(new).ok()
        };
        let is_swapped = !keep(user) && keep(password);
        let user_known = self.known(user).is_some();
        let new_user = if is_swapped || user_known || user.contains('@') { part(user) } else { None };
        let new_password = if is_swapped { None } else { part(password) };
        let new = format!("{}:{}", new_user.as_deref().unwrap_or(user), new_password.as_deref().unwrap_or(password));
        Some(packed_like(value, new.as_bytes()))
    }

    /// Base64 of a text: its values are replaced inside. `None` if it is not base64 of a text.
    #[expect(clippy::option_option, reason = "the text may have nothing to replace")]
    fn unpacked(&self, value: &str, depth: usize) -> Option<Option<String>> {
        let depth = depth.checked_sub(1)?;
        let decoded = base64::decode(value).or_else(|| base64::decode_url_safe(value))?;
        let is_text =
            str::from_utf8(&decoded).is_ok_and(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()));
        if !is_text {
            return None;
        }
        // Words without names or spaces are as well a drawn value whose bytes happen to be text.
        let new = self.rewrite_within(&decoded, Role::Unknown, depth)?;
        Some(Some(packed_like(value, &new)))
    }
}

/// Encodes bytes in the alphabet and with the padding of another text.
fn packed_like(value: &str, bytes: &[u8]) -> String {
    let is_url_safe = value.contains(['-', '_']);
    let is_padded = value.ends_with('=');
    let encoding = match (is_url_safe, is_padded) {
        (true, true) => data_encoding::BASE64URL,
        (true, false) => data_encoding::BASE64URL_NOPAD,
        (false, true) => data_encoding::BASE64,
        (false, false) => data_encoding::BASE64_NOPAD,
    };
    encoding.encode(bytes)
}

/// What the cells of a text become.
#[derive(Default)]
struct Changes {
    cells: Vec<(u32, char)>,
    /// Longer or shorter replacements: from, to, text.
    texts: Vec<(usize, usize, String)>,
}

impl Changes {
    /// Puts a value in the place of cells.
    fn put(&mut self, cells: &[Cell], from: usize, to: usize, new: &str) {
        if new.chars().count() != to - from {
            self.texts.push((from, to, new.to_owned()));
            return;
        }
        let numbers = (0u32..).zip(cells).skip(from).zip(new.chars());
        self.cells.extend(numbers.filter(|((_, cell), c)| cell.c != *c).map(|((at, _), c)| (at, c)));
    }

    /// Writes the text; `None` if nothing changes.
    fn write(mut self, text: &[u8], cells: &[Cell]) -> Option<Vec<u8>> {
        if self.cells.is_empty() && self.texts.is_empty() {
            return None;
        }
        self.cells.sort_by_key(|(at, _)| *at);
        self.cells.dedup_by_key(|(at, _)| *at);
        self.texts.sort_by_key(|(from, ..)| *from);
        let mut out = Vec::with_capacity(text.len() + 16);
        let mut done = 0;
        let mut texts = self.texts.into_iter().peekable();
        let mut rest = &self.cells[..];
        while let Some(&(first, _)) = rest.first() {
            let first = first as usize;
            while let Some((from, to, new)) = texts.next_if(|(from, ..)| *from < first) {
                copy(&mut out, text, cells, done, from);
                out.extend_from_slice(new.as_bytes());
                done = to;
            }
            // A value is written in one style.
            let near = |pair: &[(u32, char)]| pair[1].0 - pair[0].0 <= NEAR;
            let length = rest.windows(2).take_while(|pair| near(pair)).count() + 1;
            let (group, behind) = rest.split_at(length);
            rest = behind;
            let last = group.last().map_or(first, |(at, _)| *at as usize);
            let around = &cells[first.saturating_sub(NEAR as usize)..cells.len().min(last + 1 + NEAR as usize)];
            let respell = Respell::new(text, around);
            for (at, c) in group {
                let at = *at as usize;
                if at < done {
                    continue;
                }
                copy(&mut out, text, cells, done, at);
                respell.put(&mut out, &cells[at], *c);
                done = at + 1;
            }
        }
        for (from, to, new) in texts {
            copy(&mut out, text, cells, done, from);
            out.extend_from_slice(new.as_bytes());
            done = to.max(done);
        }
        copy(&mut out, text, cells, done, cells.len());
        Some(out)
    }
}

/// Copies cells as they are spelled.
fn copy(out: &mut Vec<u8>, text: &[u8], cells: &[Cell], from: usize, to: usize) {
    if let Some((first, last)) =
        cells.get(from).zip(to.checked_sub(1).and_then(|last| cells.get(last))).filter(|_| from < to)
    {
        out.extend_from_slice(&text[first.at as usize..last.end()]);
    }
}

/// How many texts are unpacked, one inside the other.
pub(super) const DEPTH: usize = 3;
/// Changes that are nearer belong to one value.
const NEAR: u32 = 4;
