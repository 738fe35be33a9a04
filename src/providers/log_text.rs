//! What programs write into their logs: texts that name what an answer hides.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use super::cause::Cause;
use super::libraries;
use super::meaning::Meaning;
use super::profiles;
use super::provider::{Provider, Source};

/// What a program writes into its log.
#[derive(Clone, Copy, Debug)]
pub struct Log {
    /// What a record of it holds beside a text: its logger, a class, a tag. One of them must be there, but for the texts that
    /// nobody else writes.
    pub marks: &'static [&'static str],
    /// The texts.
    pub texts: &'static [LogText],
}

/// A text that a program writes where something failed.
#[derive(Clone, Copy, Debug)]
pub struct LogText {
    /// The text, with parts in braces by what they are (`{got}`), and `*` for anything within a line.
    pub says: &'static str,
    /// Who found it out, and of what.
    pub check: Check,
    /// What it can be about, the likeliest first; one: the words are unambiguous; none: nothing that a login shows.
    pub about: &'static [Cause],
    /// What it means, in one or two sentences.
    pub meaning: &'static str,
    /// Who says so.
    pub source: Source,
    /// Nobody else writes it.
    pub is_unmistakable: bool,
    /// What must stand beside it: the class that writes it, where others of the program write the same.
    pub beside: Option<&'static str>,
}

/// Who found out what went wrong, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Check {
    /// The server, of a token request.
    Token,
    /// The server, of an authorization request.
    Authorize,
    /// The client, of what came back to it.
    Client,
    /// A protected resource, of the token that a client presented to it.
    Resource,
}

/// A text that stands somewhere, and what it means.
#[derive(Clone, Debug)]
pub struct Written {
    /// What it means, and who writes it.
    pub meaning: Meaning,
    /// The provider whose text it is.
    pub provider: Option<&'static Provider>,
    /// Who found it out, and of what.
    pub check: Check,
    /// Where it stands.
    pub range: Range<usize>,
    /// Its parts by their names, and where each stands.
    pub parts: Vec<(String, Range<usize>)>,
    /// Something had to stand beside it, and does.
    pub has_context: bool,
}

impl Log {
    /// Writes nothing that is known.
    pub(crate) const NONE: Self = Self { marks: &[], texts: &[] };
}

impl LogText {
    /// Returns the same text as one that nobody else writes.
    pub(crate) const fn unmistakable(self) -> Self {
        Self { is_unmistakable: true, ..self }
    }

    /// Returns the same text as one that has this beside it.
    pub(crate) const fn beside(self, beside: &'static str) -> Self {
        Self { beside: Some(beside), ..self }
    }

    /// Returns the regular expression of the text. A part at its end has no blank in it.
    pub fn regex(&self) -> String {
        let (part, last) = (r"[^\r\n]*?", r#"[^\s,;"')\]}]+"#);
        let mut pieces = pieces(self.says).peekable();
        let mut regex = String::new();
        while let Some(piece) = pieces.next() {
            let value = if pieces.peek().is_some() { part } else { last };
            match piece {
                Piece::Literal(text) => regex.push_str(&regex::escape(text)),
                Piece::Part(name) => regex.extend(["(?P<", name, ">", value, ")"]),
                Piece::Anything => regex.push_str(part),
            }
        }
        regex
    }

    /// Returns the longest piece that is in it as it is.
    fn anchor(&self) -> &'static str {
        let literals = pieces(self.says).filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text),
            Piece::Part(_) | Piece::Anything => None,
        });
        literals.max_by_key(|literal| literal.len()).unwrap_or_default()
    }
}

/// Finds what is known of a text in a record of a log; `context` is what stands around it, such as the logger. Of several, the one
/// that names the fewest causes counts, and then the longest.
pub fn written(text: &str, context: &[&str]) -> Option<Written> {
    let entries = &*ENTRIES;
    let mut candidates: Vec<usize> =
        FINDER.as_ref()?.find_overlapping_iter(text).map(|hit| hit.pattern().as_usize()).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let found = candidates.into_iter().filter_map(|at| entries[at].find(text, context));
    found.min_by_key(|found| {
        let causes = found.meaning.about.len();
        let length = usize::MAX - found.range.len();
        (if causes == 0 { usize::MAX } else { causes }, length, !found.has_context)
    })
}

/// A text with its writer, ready to be found.
struct Entry {
    id: &'static str,
    name: &'static str,
    provider: Option<&'static Provider>,
    log: Log,
    text: &'static LogText,
    /// Made when the text is first looked for.
    regex: OnceLock<Option<Regex>>,
}

impl Entry {
    fn find(&self, text: &str, context: &[&str]) -> Option<Written> {
        let is_marked = |mark: &&str| text.contains(*mark) || context.iter().any(|part| part.contains(*mark));
        let is_marked_by_all = self.text.beside.is_none_or(|mark| is_marked(&mark));
        let is_own = self.text.is_unmistakable || self.log.marks.iter().any(is_marked);
        if !is_own || !is_marked_by_all {
            return None;
        }
        let regex = self.regex.get_or_init(|| Regex::new(&self.text.regex()).ok()).as_ref()?;
        let captures = regex.captures(text)?;
        let parts = regex.capture_names().flatten();
        Some(Written {
            meaning: Meaning::of_log(self.id, self.name, self.text),
            provider: self.provider,
            check: self.text.check,
            range: captures.get(0)?.range(),
            has_context: self.text.beside.is_some(),
            parts: parts.filter_map(|name| Some((name.to_owned(), captures.name(name)?.range()))).collect(),
        })
    }
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let providers = profiles::ALL.iter().map(|provider| (provider.id, provider.name, Some(*provider), provider.log));
    let libraries = libraries::ALL.iter().map(|library| (library.id, library.name, None, library.log));
    let entry = |(id, name, provider, log): (_, _, _, Log)| {
        log.texts.iter().map(move |text| Entry { id, name, provider, log, text, regex: OnceLock::new() })
    };
    providers.chain(libraries).flat_map(entry).collect()
});

/// Finds the texts that may be in a record; every record of a log is searched, so that speed counts more than memory.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let anchors = ENTRIES.iter().map(|entry| entry.text.anchor());
    AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(anchors).ok()
});

/// A piece of a text.
enum Piece {
    Literal(&'static str),
    Part(&'static str),
    Anything,
}

fn pieces(says: &'static str) -> impl Iterator<Item = Piece> {
    let mut rest = says;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(behind) = rest.strip_prefix('*') {
            rest = behind;
            return Some(Piece::Anything);
        }
        let part = rest.strip_prefix('{').and_then(|part| part.split_once('}'));
        if let Some((name, behind)) = part.filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_lowercase())) {
            rest = behind;
            return Some(Piece::Part(name));
        }
        let skip = rest.chars().next().map_or(1, char::len_utf8);
        let end = rest[skip..].find(['*', '{']).map_or(rest.len(), |at| at + skip);
        let (literal, behind) = rest.split_at(end);
        rest = behind;
        Some(Piece::Literal(literal))
    })
}

/// The server writes it of a token request.
pub(crate) const fn at_token(
    says: &'static str,
    about: &'static [Cause],
    meaning: &'static str,
    source: Source,
) -> LogText {
    LogText { says, check: Check::Token, about, meaning, source, is_unmistakable: false, beside: None }
}

/// The server writes it of an authorization request.
pub(crate) const fn at_authorize(
    says: &'static str,
    about: &'static [Cause],
    meaning: &'static str,
    source: Source,
) -> LogText {
    LogText { says, check: Check::Authorize, about, meaning, source, is_unmistakable: false, beside: None }
}

/// The client writes it of what came back.
pub(crate) const fn at_client(
    says: &'static str,
    about: &'static [Cause],
    meaning: &'static str,
    source: Source,
) -> LogText {
    LogText { says, check: Check::Client, about, meaning, source, is_unmistakable: false, beside: None }
}

/// A protected resource writes it of the token that was presented, or answers it (RFC 6750 §3).
pub(crate) const fn at_resource(
    says: &'static str,
    about: &'static [Cause],
    meaning: &'static str,
    source: Source,
) -> LogText {
    LogText { says, check: Check::Resource, about, meaning, source, is_unmistakable: false, beside: None }
}
