//! Goes through a text and finds the values under names.

use super::assigned::{Assigned, Ends, assigned, is_of_name, is_quote};
use super::decide::{Tie, is_value};
use super::names::{Role, role};
use super::{header, words};
use crate::redact::Kind;
use crate::redact::shape::is_random;
use crate::redact::spell::{Cell, plain_text};

/// A value in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// Its first cell.
    pub(crate) from: usize,
    /// The cell behind its last.
    pub(crate) to: usize,
    pub(crate) what: What,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum What {
    /// A value of a kind. Where it is not sure, it is one only if it is known from elsewhere.
    Value { kind: Kind, is_sure: bool },
    /// HTTP Basic: user and password in base64.
    Basic,
    /// Looks like base64 of something.
    Packed,
}

/// What is in a text.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The values, sorted, none inside of another.
    pub(crate) found: Vec<Found>,
    /// The cells of names and of what everyone may see.
    pub(crate) public: Vec<(usize, usize)>,
    /// The cells of paths.
    pub(crate) paths: Vec<(usize, usize)>,
}

impl Walk {
    /// Goes through a text that is under a name.
    pub(crate) fn of(cells: &[Cell], role: Role) -> Self {
        let mut walk = Self::default();
        match role {
            Role::Secret(kind) if !is_container(cells, 0) => {
                let from = name_length(cells);
                let is_sure = is_value(kind, &plain_text(&cells[from..]), Tie::Firm);
                walk.found.push(Found { from, to: cells.len(), what: What::Value { kind, is_sure } });
            }
            Role::Authorization => header::authorization(cells, 0, cells.len(), &mut walk.found),
            Role::Cookies => header::cookies(cells, 0, cells.len(), &mut walk.found),
            Role::Secret(_) | Role::Public | Role::Unknown => {
                if role == Role::Public {
                    walk.public.push((0, public_length(cells, 0)));
                }
                Scan::new(cells, &mut walk).run();
                words::add(cells, &mut walk, role == Role::Public);
            }
        }
        walk
    }
}

struct Scan<'c, 'w> {
    cells: &'c [Cell],
    ends: Ends,
    walk: &'w mut Walk,
    /// What `name` was in this part, and the part.
    named: Option<(Role, usize)>,
    /// Counts the tags and objects.
    part: usize,
    /// The part that is about a person.
    person: Option<usize>,
    /// The part that has a `name`, and the value of it.
    name: Option<(usize, Found)>,
}

impl<'c, 'w> Scan<'c, 'w> {
    fn new(cells: &'c [Cell], walk: &'w mut Walk) -> Self {
        Self { cells, ends: Ends::default(), walk, named: None, part: 0, person: None, name: None }
    }

    fn run(&mut self) {
        let mut at = 0;
        while let Some(cell) = self.cells.get(at) {
            let next = match cell.c {
                '=' | ':' | '>' => {
                    self.part += usize::from(cell.c == '>');
                    let next = if cell.c == ':' { self.user_info(at) } else { None };
                    next.or_else(|| assigned(self.cells, at).and_then(|assigned| self.assigned(&assigned)))
                }
                '{' | '}' | '<' => {
                    self.part += 1;
                    None
                }
                '-' => self.option(at),
                _ => None,
            };
            at = next.filter(|next| *next > at).unwrap_or(at + 1);
        }
    }

    /// Looks at a name and its value; returns where to go on.
    fn assigned(&mut self, assigned: &Assigned) -> Option<usize> {
        let name = plain_text(&self.cells[assigned.name.0..assigned.name.1]);
        // What stands before a sign may be a value, too: `code SplxlOBeZQQYbYS6WxSbIA= is used`.
        if !is_random(&name) {
            self.walk.public.push(assigned.name);
        }
        let role = match name.as_str() {
            "name" | "Name" | "key" => return self.name(assigned),
            "value" | "Value" | "content" => self.role_of_value(assigned)?,
            _ => role(&name),
        };
        match role {
            Role::Secret(kind) => {
                if kind == Kind::Personal {
                    self.person = Some(self.part);
                    self.name_of_person();
                }
                self.secret(assigned, kind)
            }
            Role::Authorization | Role::Cookies => {
                let is_header = self.cells[assigned.sign].c == ':' && assigned.quote.is_none();
                let end = if is_header {
                    header::end(self.cells, assigned.name.0, assigned.value)
                } else {
                    self.ends.of(self.cells, assigned)
                };
                let read = if role == Role::Cookies { header::cookies } else { header::authorization };
                read(self.cells, assigned.value, end, &mut self.walk.found);
                Some(end)
            }
            Role::Public => {
                let percent = self.cells[assigned.sign].percent;
                let length = public_length(&self.cells[assigned.value..], percent);
                self.walk.public.push((assigned.value, assigned.value + length));
                None
            }
            Role::Unknown => None,
        }
    }

    fn secret(&mut self, assigned: &Assigned, kind: Kind) -> Option<usize> {
        if is_container(self.cells, assigned.value) {
            return None;
        }
        let mut from = assigned.value;
        let mut to = self.ends.of(self.cells, assigned).max(from);
        // A parameter of a path, which the query follows: `;jsessionid=…?code=…`
        if assigned.name.0.checked_sub(1).is_some_and(|before| self.cells[before].c == ';') {
            to = from + self.cells[from..to].iter().position(|cell| cell.c == '?').unwrap_or(to - from);
        }
        if to == from {
            return None;
        }
        from += name_length(&self.cells[from..to]);
        let is_sure = !stands_for(self.cells, from) && is_value(kind, &plain_text(&self.cells[from..to]), assigned.tie);
        self.walk.found.push(Found { from, to, what: What::Value { kind, is_sure } });
        Some(to)
    }

    /// `name="code"`: of a field, of a part of a multipart body, of a member of a list.
    fn name(&mut self, assigned: &Assigned) -> Option<usize> {
        let end = self.ends.of(self.cells, assigned);
        let text = self.cells.get(assigned.value..end)?;
        if text.len() > LONGEST_PREFIX {
            return None;
        }
        let role = role(&plain_text(text));
        if plain_text(&self.cells[assigned.name.0.saturating_sub(META.len())..assigned.name.0]) == META {
            self.walk.public.push((assigned.value, end));
        }
        self.named = Some((role, self.part));
        let what =
            What::Value { kind: Kind::Personal, is_sure: is_value(Kind::Personal, &plain_text(text), assigned.tie) };
        self.name = Some((self.part, Found { from: assigned.value, to: end, what }));
        self.name_of_person();
        // Behind an empty line a part of a multipart body follows.
        let mut at = end + usize::from(assigned.quote.is_some());
        let breaks = self.cells.get(at..)?.iter().take(4).take_while(|cell| matches!(cell.c, '\r' | '\n')).count();
        if breaks < 2 || breaks == 3 {
            return Some(at);
        }
        at += breaks;
        let is_end = |cell: &Cell| matches!(cell.c, '\r' | '\n');
        let length = self.cells[at..].iter().position(is_end).unwrap_or(self.cells.len() - at);
        if let Role::Secret(kind) = role {
            let is_sure = is_value(kind, &plain_text(&self.cells[at..at + length]), Tie::Firm);
            self.walk.found.push(Found { from: at, to: at + length, what: What::Value { kind, is_sure } });
            return Some(at + length);
        }
        Some(at)
    }

    /// `name` beside `sub` or `email` is that of a person.
    fn name_of_person(&mut self) {
        if let Some((_, found)) = self.name.take_if(|(part, _)| Some(*part) == self.person) {
            self.walk.found.push(found);
        }
    }

    /// What is under `value`, by the name beside it.
    fn role_of_value(&mut self, value: &Assigned) -> Option<Role> {
        if let Some((role, _)) = self.named.filter(|(_, part)| *part == self.part) {
            return Some(role);
        }
        // The name may follow.
        let end = self.ends.of(self.cells, value);
        let behind = self.cells.get(end..)?;
        let sign = behind.iter().take(NEAR).position(|cell| matches!(cell.c, '=' | ':'))?;
        let next = assigned(self.cells, end + sign)?;
        if !matches!(plain_text(&self.cells[next.name.0..next.name.1]).as_str(), "name" | "Name" | "key") {
            return None;
        }
        let end = self.ends.of(self.cells, &next);
        Some(role(&plain_text(self.cells.get(next.value..end.min(next.value + LONGEST_PREFIX))?)))
    }

    /// `https://user:password@host/`, also with a slash in the password.
    fn user_info(&mut self, colon: usize) -> Option<usize> {
        let is = |at: usize, c: char| self.cells.get(at).is_some_and(|cell| cell.c == c);
        if !is(colon + 1, '/') || !is(colon + 2, '/') {
            return None;
        }
        let from = colon + 3;
        let rest = &self.cells[from..];
        let ends = |cell: &Cell| {
            cell.c.is_whitespace() || matches!(cell.c, '?' | '#' | '"' | '\'' | '<' | '>' | '&' | ',' | ';')
        };
        let length = rest.iter().take(LONGEST_PUBLIC).position(ends).unwrap_or(rest.len().min(LONGEST_PUBLIC));
        let part = &rest[..length];
        let slash = part.iter().position(|cell| cell.c == '/').unwrap_or(length);
        let sign = part[..slash].iter().rposition(|cell| cell.c == '@').or_else(|| {
            // A colon that no port follows.
            let colon = part[..slash].iter().position(|cell| cell.c == ':')?;
            let is_port = part[colon + 1..slash].iter().all(|cell| cell.c.is_ascii_digit());
            if is_port { None } else { part.iter().rposition(|cell| cell.c == '@') }
        })?;
        let middle = part[..sign].iter().position(|cell| cell.c == ':').unwrap_or(sign);
        for (start, end, kind) in [(0, middle, Kind::Personal), (middle + 1, sign, Kind::Password)] {
            if start < end {
                let is_sure = is_value(kind, &plain_text(&part[start..end]), Tie::Firm);
                self.walk.found.push(Found { from: from + start, to: from + end, what: What::Value { kind, is_sure } });
            }
        }
        Some(from + sign)
    }

    /// `--client-secret VALUE`, `-u USER:PASSWORD`.
    fn option(&mut self, at: usize) -> Option<usize> {
        let is_start = at == 0 || self.cells[at - 1].c.is_whitespace() || is_quote(self.cells[at - 1].c);
        if !is_start {
            return None;
        }
        let length = self.cells[at..].iter().take(LONGEST_PREFIX).take_while(|cell| is_of_name(cell.c)).count();
        let name = plain_text(&self.cells[at..at + length]);
        let mut from = at + length;
        let is_user = matches!(name.as_str(), "-u" | "--user" | "--proxy-user");
        if !(is_user || name.starts_with("--") && name.len() > 3) || self.cells.get(from)?.c != ' ' {
            return None;
        }
        from += self.cells[from..].iter().take_while(|cell| cell.c == ' ').count();
        let quote = self.cells.get(from).filter(|cell| is_quote(cell.c));
        from += usize::from(quote.is_some());
        let ends = |cell: &Cell| match quote {
            Some(quote) => cell.c == quote.c,
            None => cell.c.is_whitespace(),
        };
        let length = self.cells.get(from..)?.iter().position(ends).unwrap_or(self.cells.len() - from);
        let mut to = from + length;
        let kind = match role(name.trim_start_matches('-')) {
            _ if is_user => {
                let colon = self.cells[from..to].iter().position(|cell| cell.c == ':')?;
                from += colon + 1;
                Kind::Password
            }
            Role::Secret(kind) => kind,
            _ => return None,
        };
        to = to.max(from);
        let is_sure = to > from && is_value(kind, &plain_text(&self.cells[from..to]), Tie::Firm);
        self.walk.found.push(Found { from, to, what: What::Value { kind, is_sure } });
        Some(to)
    }
}

/// Something in brackets that stands for a value, and may have blanks inside: `{{auth code}}`, `‹43 chars›`.
pub(super) fn stands_for(cells: &[Cell], from: usize) -> bool {
    let text = plain_text(&cells[from..cells.len().min(from + LONGEST_PREFIX)]);
    text.starts_with("$(")
        || WRAPPED.iter().any(|(open, close)| text.strip_prefix(open).is_some_and(|rest| rest.contains(close)))
}

const WRAPPED: &[(&str, &str)] = &[("{{", "}}"), ("${", "}"), ("‹", "›"), ("«", "»"), ("<", ">"), ("[", "]")];

/// Returns how far a public value is what it should be: parameters may be glued to it.
fn public_length(value: &[Cell], percent: u8) -> usize {
    let is_end = |cell: &Cell| cell.percent <= percent && !is_of_name(cell.c) && !matches!(cell.c, ':' | '/' | '~');
    let longest = value.len().min(LONGEST_PUBLIC);
    let is_parameter = |cell: &Cell| matches!(cell.c, '=' | '&' | '?' | '#' | '@');
    value[..longest].iter().position(|cell| is_end(cell) || is_parameter(cell)).unwrap_or(longest)
}

/// Returns the length of a name that was kept before a value, with its sign: `code=SplxlOBe`.
fn name_length(value: &[Cell]) -> usize {
    let Some(equals) = value.iter().take(LONGEST_PREFIX).position(|cell| cell.c == '=') else { return 0 };
    let name = plain_text(&value[..equals]);
    let is_name = equals + 1 < value.len() && matches!(role(name.trim_start_matches(['?', '#', '&'])), Role::Secret(_));
    if is_name { equals + 1 } else { 0 }
}

/// A URL is not a value but holds values.
fn is_container(cells: &[Cell], from: usize) -> bool {
    let begin = plain_text(&cells[from.min(cells.len())..cells.len().min(from + 12)]).to_ascii_lowercase();
    ["http://", "https://"].iter().any(|scheme| begin.starts_with(scheme)) || begin.starts_with("urn:ietf:")
}

/// What stands before the name of a property of a page.
const META: &str = "<meta ";
/// The longest public value that is looked at.
const LONGEST_PUBLIC: usize = 512;
/// Names and prefixes are shorter.
const LONGEST_PREFIX: usize = 64;
/// How near the name of a value stands behind it.
const NEAR: usize = 16;
