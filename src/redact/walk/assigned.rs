//! A name and what is assigned to it: `code=…`, `"code": "…"`, `<code>…`, `code: …`.

use super::decide::Tie;
use crate::redact::spell::Cell;

/// A name and where its value stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assigned {
    /// The cells of the name.
    pub(super) name: (usize, usize),
    /// The first cell of the value, behind its quote.
    pub(super) value: usize,
    /// The cell of its opening quote.
    pub(super) quote: Option<usize>,
    /// The cell of the sign.
    pub(super) sign: usize,
    pub(super) tie: Tie,
}

/// Reads what is assigned by the sign of this cell: `=`, `:` or `>`.
pub(super) fn assigned(cells: &[Cell], sign: usize) -> Option<Assigned> {
    let c = cells[sign].c;
    let mut end = sign;
    if c != '>' {
        // `"code" : "…"`
        let blanks = cells[..end].iter().rev().take(2).take_while(|cell| cell.c == ' ').count();
        end -= blanks;
    }
    let is_spaced = end < sign;
    let closing = end.checked_sub(1).map(|at| cells[at].c).filter(|c| is_quote(*c));
    end -= usize::from(closing.is_some());
    let length = cells[..end].iter().rev().take(LONGEST_NAME).take_while(|cell| is_of_name(cell.c)).count();
    let start = end - length;
    if length == 0 {
        return None;
    }
    let before = start.checked_sub(1).map(|at| cells[at].c);
    let has_quotes = closing.is_some() && closing == before;
    if c == '>' && !matches!(before, Some('<' | ':')) {
        return None;
    }
    let behind = |at: usize| cells.get(at).map(|cell| cell.c);
    let mut value = sign + 1;
    match (c, behind(value)) {
        (':', Some('/')) if behind(value + 1) == Some('/') => return None,
        // `Namespace::name`
        (':', Some(':')) => return None,
        (':' | '=', Some('=' | '>')) => value += 1,
        _ => {}
    }
    let may_be_apart = c == ':' || is_spaced || value > sign + 1;
    if may_be_apart {
        value += cells[value.min(cells.len())..].iter().take(4).take_while(|cell| cell.c == ' ').count();
    }
    let quote = Some(value).filter(|at| behind(*at).is_some_and(is_quote));
    // `'state='"$STATE"`: the quote ends what began before the name.
    if quote.is_some() && value == sign + 1 && closing.is_none() && before == behind(value) {
        return None;
    }
    // `&code:abc`: a parameter with the wrong sign.
    let is_parameter = before == Some('&') && !is_spaced && value == sign + 1;
    let is_firm = c == '>' || has_quotes || quote.is_some() || c == '=' && !is_spaced || is_parameter;
    Some(Assigned {
        name: (start, end),
        value: value + usize::from(quote.is_some()),
        quote,
        sign,
        tie: if is_firm { Tie::Firm } else { Tie::Loose },
    })
}

/// Where values end, which is looked up once for each stretch of a text.
#[derive(Default)]
pub(super) struct Ends {
    /// For each sign and depth: a stretch that has no end inside, and the end.
    known: [[(usize, usize); 8]; 3],
}

impl Ends {
    /// Returns the cell behind a value.
    pub(super) fn of(&mut self, cells: &[Cell], assigned: &Assigned) -> usize {
        if let Some(quote) = assigned.quote {
            let open = cells[quote];
            let closes = |cell: &Cell| {
                cell.c == open.c && cell.escape <= open.escape && cell.percent <= open.percent
                    || cell.c == '\n' && cell.is_raw() && open.is_raw()
            };
            return assigned.value + count_until(&cells[assigned.value..], closes);
        }
        let sign = cells[assigned.sign];
        let kind = match sign.c {
            '=' => 0,
            ':' => 1,
            _ => 2,
        };
        let known = &mut self.known[kind][usize::from(sign.percent.min(7))];
        if !(known.0..=known.1).contains(&assigned.value) || known.1 == 0 {
            let closes = |cell: &Cell| cell.percent <= sign.percent && ends_value(cell.c, kind);
            *known = (assigned.value, assigned.value + count_until(&cells[assigned.value..], closes));
        }
        known.1
    }
}

fn count_until(cells: &[Cell], closes: impl Fn(&Cell) -> bool) -> usize {
    cells.iter().position(closes).unwrap_or(cells.len())
}

fn ends_value(c: char, kind: usize) -> bool {
    c.is_whitespace()
        || matches!(c, '&' | '"' | '\'' | '<' | '>' | '`' | '|' | '\\')
        || kind < 2 && matches!(c, ';' | ',' | ')' | '}' | ']' | '#')
}

/// Returns whether a character stands around values.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// Returns whether a character may be part of a name.
pub(super) fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']' | '$')
}

/// Names are shorter.
const LONGEST_NAME: usize = 64;
