//! Keeps the capture's secrets out of free text: what a server says may repeat what it was sent.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use data_encoding::BASE64_NOPAD;
use oauth_doctor_wire::percent::encode_form;
use oauth_doctor_wire::uuid::is_uuid;

use super::secret::Secret;
use super::shown::Shown;

/// The secrets of a capture, and a search for all of their forms at once.
pub(crate) struct Scrubber {
    secrets: BTreeSet<String>,
    /// The client identifiers, which are public.
    clients: BTreeSet<String>,
    /// Made when the first text is cleaned: most logins have none. Absent where there are more secrets than can be searched for;
    /// free text is then masked as a whole.
    search: OnceCell<Option<AhoCorasick>>,
}

impl Scrubber {
    /// Takes the secrets of a capture, and its client identifiers, which are public. Values that are as short as words are left out.
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>, clients: impl IntoIterator<Item = String>) -> Self {
        let secrets: BTreeSet<String> = secrets.into_iter().filter(|value| value.len() >= SHORTEST).collect();
        Self {
            clients: clients.into_iter().filter(|client| !secrets.contains(client)).collect(),
            secrets,
            search: OnceCell::new(),
        }
    }

    fn search(&self) -> Option<&AhoCorasick> {
        let build = || {
            let forms = self.secrets.iter().flat_map(|value| forms(beginning(value)));
            // The texts are short: an automaton that is quick to build costs less than one that is quick to run.
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .kind(Some(AhoCorasickKind::NoncontiguousNFA))
                .build(forms)
                .ok()
        };
        self.search.get_or_init(build).as_ref()
    }

    /// Returns the text with every secret masked, cut to what a person reads.
    pub(crate) fn clean(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        match self.search() {
            Some(search) => search.replace_all_with(text, &mut clean, |_, secret, clean| {
                clean.push_str(&Secret::new(secret).masked());
                true
            }),
            None => clean = Secret::new(text).masked(),
        }
        let mut clean = mask_by_form(&clean);
        if clean.chars().count() > LONGEST {
            clean = clean.chars().take(LONGEST).collect::<String>() + "…";
        }
        clean
    }

    /// Cleans the words of a server. They may repeat what no message of the login holds: a cookie, a token of another request.
    pub(crate) fn clean_words(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        for piece in self.clean(text).split_inclusive(|c: char| !is_opaque_letter(c)) {
            let word = piece.trim_end_matches(|c: char| !is_opaque_letter(c));
            if is_opaque(word) && !self.clients.contains(word) {
                clean.push_str(&Secret::new(word).masked());
                clean.push_str(&piece[word.len()..]);
            } else {
                clean.push_str(piece);
            }
        }
        clean
    }

    /// Masks a value that turns out to be a secret, or to hold one.
    pub(crate) fn scrub_shown(&self, shown: &mut Shown) {
        let Shown::Public(value) = shown else { return };
        if self.secrets.contains(value) {
            *shown = Shown::Secret(Secret::new(value.as_str()));
        } else {
            *value = self.clean(value);
        }
    }
}

/// Returns the forms in which a server may repeat a secret: as it is, encoded, trimmed, in base64, cut.
fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![value.to_owned(), encode_form(value), BASE64_NOPAD.encode(value.as_bytes())];
    let trimmed = value.trim();
    if trimmed.len() >= SHORTEST {
        forms.push(trimmed.to_owned());
    }
    if let Some((end, _)) = value.char_indices().nth(CUT).filter(|_| value.len() > CUT + 8 && !value.contains("://")) {
        forms.push(value[..end].to_owned());
    }
    forms
}

/// Masks what looks like a credential or an e-mail address, whether it was sent before or not.
fn mask_by_form(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut after_scheme = false;
    for piece in text.split_inclusive([' ', '"', '\'', ',', '&', '<', '>', '(', ')', ';']) {
        let word = piece.trim_end_matches([' ', '"', '\'', ',', '&', '<', '>', '(', ')', ';']);
        let end = &piece[word.len()..];
        let (name, value) = word.split_once(['=', ':']).unwrap_or(("", word));
        let named =
            value.len() >= SHORTEST && !value.starts_with("//") && NAMES.iter().any(|secret| ends_with(name, secret));
        let token = word.starts_with("eyJ") && word.len() > 20
            || after_scheme && word.len() >= 8 && word.chars().any(|c| c.is_ascii_digit());
        let email = word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
        if named {
            masked.push_str(&word[..word.len() - value.len()]);
            masked.push_str(&Secret::new(value).masked());
        } else if token || email {
            masked.push_str(&Secret::new(word).masked());
        } else {
            masked.push_str(word);
        }
        after_scheme = SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme));
        masked.push_str(end);
    }
    masked
}

/// Returns whether a word looks like a credential: long, of letters and digits, and not an identifier for support (a UUID).
fn is_opaque(word: &str) -> bool {
    if word.len() < OPAQUE {
        return false;
    }
    let kinds: Vec<bool> = word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.is_ascii_digit()).collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    changes >= MIXED && !is_uuid(word)
}

fn is_opaque_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '=' | '~' | '%')
}

fn ends_with(name: &str, lower: &str) -> bool {
    let at = name.len().checked_sub(lower.len());
    at.and_then(|at| name.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(lower))
}

/// A text is cut after [`LONGEST`] characters, so no more of a secret than this can be in it.
fn beginning(value: &str) -> &str {
    value.char_indices().nth(LONGEST).map_or(value, |(end, _)| &value[..end])
}

/// Shorter words of letters and digits are error codes and names.
const OPAQUE: usize = 14;
/// How often a random word changes between letters and digits, and a name such as `oauth2-server` does not.
const MIXED: usize = 3;
/// Shorter values are words, and masking words would garble the text.
const SHORTEST: usize = 6;
/// How many characters of a server's words are shown.
const LONGEST: usize = 600;
/// Of a long secret, this many characters at its beginning are enough to be masked.
const CUT: usize = 16;
/// The schemes of an `Authorization` header: what stands before a credential in free text.
const SCHEMES: &[&str] = &["bearer", "basic", "dpop"];
/// What a credential is called in free text.
const NAMES: &[&str] = &["password", "secret", "token", "code", "verifier", "assertion"];
