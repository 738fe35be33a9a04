//! A word of a text with what stands around it.

use std::ops::Range;

use super::facts::floor;
use crate::transcript::page::TextPage;

/// A word, and its line as far as it is looked at.
pub(super) struct Spot<'a> {
    pub(super) page: &'a TextPage,
    pub(super) source: &'a str,
    /// The number of the line.
    pub(super) at: usize,
    pub(super) line: Range<usize>,
    pub(super) word: Range<usize>,
}

impl<'a> Spot<'a> {
    pub(super) fn new(page: &'a TextPage, word: Range<usize>) -> Self {
        let source = page.text.as_str();
        let at = page.line_at(word.start);
        let whole = page.range(at);
        let start = floor(source, whole.start.max(word.start.saturating_sub(WIDEST)));
        let end = floor(source, whole.end.min(word.end + WIDEST)).max(word.end);
        Self { page, source, at, line: start..end, word }
    }

    /// Returns what a look at the word and what stands around it costs: all of it is read a few times.
    pub(super) fn cost(&self) -> usize {
        2 * (self.line.len() + self.around(6, 6).len())
    }

    pub(super) fn text(&self) -> &'a str {
        &self.source[self.word.clone()]
    }

    pub(super) fn before(&self) -> &'a str {
        &self.source[self.line.start..self.word.start]
    }

    pub(super) fn after(&self) -> &'a str {
        &self.source[self.word.end..self.line.end]
    }

    /// Returns whether the word stands alone.
    pub(super) fn is_alone(&self) -> bool {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        !self.before().ends_with(|c: char| is_word(c) || matches!(c, '/' | '#' | '.'))
            && !self.after().starts_with(is_word)
    }

    /// Returns the object, list or call that the word is in; else the line.
    pub(super) fn container(&self) -> Range<usize> {
        match self.brackets() {
            // What is not closed is cut off: it goes to the end of its line.
            Some((start, end)) => start + 1..end.unwrap_or(self.line.end),
            None => self.line.clone(),
        }
    }

    /// Returns whether the word is in an object that is cut off.
    pub(super) fn is_cut(&self) -> bool {
        self.brackets().is_some_and(|(start, end)| end.is_none() && self.source[start..].starts_with('{'))
    }

    /// Returns where the bracket stands that opens what the word is in, and the one that closes it.
    fn brackets(&self) -> Option<(usize, Option<usize>)> {
        let lowest = floor(self.source, self.word.start.saturating_sub(WIDEST));
        let mut closed = 0;
        let mut start = None;
        for (index, byte) in self.source[lowest..self.word.start].bytes().enumerate().rev() {
            match byte {
                b'}' | b')' | b']' => closed += 1,
                b'{' | b'(' | b'[' if closed > 0 => closed -= 1,
                b'{' | b'(' | b'[' => {
                    start = Some(lowest + index);
                    break;
                }
                _ => {}
            }
        }
        let start = start?;
        let highest = floor(self.source, self.word.end + WIDEST);
        let mut open = 0;
        for (index, byte) in self.source[self.word.end..highest].bytes().enumerate() {
            match byte {
                b'{' | b'(' | b'[' => open += 1,
                b'}' | b')' | b']' if open > 0 => open -= 1,
                b'}' | b')' | b']' => return Some((start, Some(self.word.end + index))),
                _ => {}
            }
        }
        Some((start, None))
    }

    /// Returns the lines around the word that belong to the same paragraph.
    pub(super) fn around(&self, above: usize, below: usize) -> Range<usize> {
        let is_blank = |at: usize| self.page.line(at).bytes().take(WIDEST).all(|byte| byte.is_ascii_whitespace());
        let first = (self.at.saturating_sub(above)..self.at).rev().take_while(|&at| !is_blank(at)).last();
        let last = (self.at + 1..(self.at + 1 + below).min(self.page.len())).take_while(|&at| !is_blank(at)).last();
        let start = first.map_or(self.line.start, |at| self.page.range(at).start);
        let end = last.map_or(self.line.end, |at| self.page.range(at).end);
        let start = start.max(self.line.start.saturating_sub(WIDEST));
        floor(self.source, start)..floor(self.source, end.min(self.line.end + WIDEST))
    }

    /// Returns whether the words around speak of OAuth, apart from the word itself.
    pub(super) fn speaks_of_oauth(&self) -> bool {
        let around = self.around(6, 6);
        let words = [&self.source[around.start..self.word.start], &self.source[self.word.end..around.end]];
        words.iter().any(|words| {
            let words = words.to_ascii_lowercase();
            ANCHORS.iter().any(|anchor| words.contains(anchor))
        })
    }
}

const ANCHORS: &[&str] = &[
    "oauth",
    "oidc",
    "openid",
    "access token",
    "access_token",
    "token endpoint",
    "token exchange",
    "token request",
    "refresh token",
    "id token",
    "grant",
    "authoriz",
    "login",
    "sign-in",
    "signin",
    "sign in",
    "callback",
    "sso",
    "client_id",
    "clientid",
    "redirect_uri",
    "msal",
    "entra",
    "get token",
    "/token",
];

/// How far from a word its line is looked at.
const WIDEST: usize = 2048;
