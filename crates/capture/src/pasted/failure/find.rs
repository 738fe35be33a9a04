//! Goes through a text for the words that refusals are made of.

use std::ops::Range;

use super::codes::{Word, words};
use super::describe::{shorten, to_end};
use super::facts::{closed, quote};
use super::shape::{self, Shape};
use super::spot::Spot;
use super::stated::StatedFailure;
use super::surroundings;
use crate::text::draft::Draft;
use crate::text::placed::{Text, part};
use crate::transcript::body::Fuel;
use crate::transcript::page::TextPage;

/// Finds the refusals that a page states, in order, leaving out what is taken already (ranges in order).
pub(in crate::pasted) fn find(page: &TextPage, taken: &[Range<usize>], fuel: &Fuel) -> Vec<StatedFailure> {
    let mut found: Vec<StatedFailure> = Vec::new();
    let mut taken = taken.iter().peekable();
    let (mut passed, mut again) = (0, 0);
    for (word, start, end) in words(page.text.as_str()) {
        while taken.next_if(|range| range.end <= start).is_some() {}
        let is_taken = taken.peek().is_some_and(|range| range.start <= start);
        if is_taken || start < passed || !fuel.burn(COST) {
            continue;
        }
        let spot = Spot::new(page, start..end);
        if !fuel.burn(spot.cost()) {
            continue;
        }
        if let Some(failure) = read(&spot, word) {
            let is_again = found
                .last()
                .is_some_and(|last| failure.is_like(last) && failure.range.start.saturating_sub(passed) <= NEXT);
            again = if is_again { again + 1 } else { 0 };
            passed = failure.range.end;
            if again < MOST_AGAIN {
                found.push(failure);
            }
        }
    }
    found
}

fn read(spot: &Spot<'_>, word: Word) -> Option<StatedFailure> {
    match word {
        Word::Code(is_sure) => {
            let shape = shape::of_code(spot, is_sure)?;
            let error = part(&spot.page.text, spot.word.clone());
            Some(failure(spot, error, shape))
        }
        Word::Class(code, is_sure) => class(spot, code, is_sure),
        Word::Number => number(spot),
        Word::Go => go(spot),
        Word::Exchange => surroundings::exchange(spot),
        Word::Bytes => surroundings::bytes(spot),
        Word::PowerShell => surroundings::powershell(spot),
    }
}

fn failure(spot: &Spot<'_>, error: Text, shape: Shape) -> StatedFailure {
    let text = &spot.page.text;
    let (client, path) = surroundings::client_and_path(spot);
    let status = surroundings::status(spot, error.as_str(), &shape.whole);
    let grant = surroundings::grant(spot);
    let is_page = is_page(spot) || path.is_none() && status.is_none() && is_of_authorize(spot, error.as_str(), grant);
    StatedFailure {
        status,
        grant,
        range: spot.word.start.min(shape.whole.start)..shape.whole.end.max(spot.word.end),
        error: Some(error),
        description: shape.description.map(|range| part(text, range)),
        raw: None,
        client,
        path,
        is_page,
        is_cut: spot.is_cut(),
    }
}

/// Returns whether a code is one that an authorization endpoint answers (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6), and nothing
/// around it speaks of a token; one who waits for a device hears `access_denied` at the token endpoint (RFC 8628 §3.5).
fn is_of_authorize(spot: &Spot<'_>, error: &str, grant: Option<&str>) -> bool {
    let line = spot.source[spot.line.clone()].to_ascii_lowercase();
    let is_denial = matches!(
        error,
        "access_denied" | "login_required" | "consent_required" | "interaction_required" | "account_selection_required"
    );
    is_denial && grant.is_none_or(|grant| grant == "authorization_code") && !line.contains("token")
}

/// `Error 400: redirect_uri_mismatch`: Google's page.
fn is_page(spot: &Spot<'_>) -> bool {
    let head = spot.before().strip_suffix(": ").unwrap_or_default();
    let digits = head.len().checked_sub(3).and_then(|at| head.get(at..));
    let is_status = digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    is_status && head[..head.len() - 3].ends_with("Error ")
}

/// `InvalidGrantError: Code not valid`: the class is the code in another spelling.
fn class(spot: &Spot<'_>, code: &str, is_sure: bool) -> Option<StatedFailure> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/');
    let behind = spot.after().strip_prefix(": ")?;
    if spot.before().ends_with(is_word) || behind.starts_with('(') || !is_sure && !spot.speaks_of_oauth() {
        return None;
    }
    if let Some(answer) = surroundings::not_json(spot) {
        return Some(answer);
    }
    // `ServerError: invalid_grant: …`: the code itself says it.
    let next = behind.split([':', ' ']).next().unwrap_or_default();
    if super::codes::is_code(next) {
        return None;
    }
    let description = to_end(spot.source, spot.word.end + 2, &spot.line, None);
    let end = description.as_ref().map_or(spot.word.end, |range| range.end);
    let mut error = Draft::default();
    for character in code.chars() {
        error.push_char(character, spot.page.text.place(spot.word.start));
    }
    Some(failure(spot, error.finish(), Shape { description, whole: spot.word.start..end }))
}

/// `AADSTS54005: The code was redeemed before`, without another error code.
fn number(spot: &Spot<'_>) -> Option<StatedFailure> {
    let digits = spot.after().bytes().take_while(u8::is_ascii_digit).count();
    let behind = &spot.after()[digits..];
    let is_named = spot.before().to_ascii_lowercase().ends_with("error code ");
    let ends = behind.is_empty() || behind.starts_with([' ', ',', '.', ';', ')']);
    let is_number = (4..=8).contains(&digits) && (behind.starts_with(": ") || is_named && ends);
    if !is_number || spot.before().ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let number = spot.word.start..spot.word.end + digits;
    let description = if is_named { number.clone() } else { to_end(spot.source, spot.word.start, &spot.line, None)? };
    let error = part(&spot.page.text, number);
    let whole = description.clone();
    Some(failure(spot, error, Shape { description: Some(description), whole }))
}

/// `oauth2: "invalid_grant" "Code not valid" "https://…"`, escaped as often as it was logged.
fn go(spot: &Spot<'_>) -> Option<StatedFailure> {
    let opening = "oauth2: ".len();
    let rest = &spot.source[spot.word.start + opening..spot.line.end];
    let (open, close) = quote(rest)?;
    let start = spot.word.start + opening + open.len();
    let length = closed(&spot.source[start..spot.line.end], close).filter(|length| *length > 0 && *length <= 60)?;
    let error = start..start + length;
    let behind = error.end + close.len();
    let description = spot.source[behind..spot.line.end].strip_prefix(' ').and_then(|rest| {
        let inner = rest.strip_prefix(open)?;
        let start = behind + 1 + open.len();
        shorten(spot.source, start..start + closed(inner, close)?)
    });
    let end = description.as_ref().map_or(behind, |range| range.end);
    let shape = Shape { description, whole: spot.word.start..end };
    Some(failure(spot, part(&spot.page.text, error), shape))
}

/// How often the same is kept where a text says it again and again, each as close behind the last as this.
const MOST_AGAIN: usize = 64;
const NEXT: usize = 256;

/// What a look around a word costs at least.
const COST: usize = 1024;
