//! Keeps the capture's secrets out of free text: what a server says may repeat what it was sent.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::oauth::params::{decode, encode};
use crate::oauth::placeholder::is_unset;
use crate::oauth::request::Field;
use crate::oauth::url::UrlParts;
use crate::oauth::{Grant, Params, Request, Secret};
use crate::rules::{Found, Login, Shown};

/// The secrets of a capture, and a search for all of their forms at once.
pub(super) struct Scrubber {
    secrets: BTreeSet<String>,
    /// The client identifiers, which are public.
    clients: BTreeSet<String>,
    /// Made when the first text is cleaned: most logins have none. Absent where there are more secrets than can be searched for;
    /// free text is then masked as a whole.
    search: OnceCell<Option<AhoCorasick>>,
}

impl Scrubber {
    /// Collects every value of the logins that is not public.
    pub(super) fn of(logins: &[Login<'_>]) -> Self {
        let mut secrets = BTreeSet::new();
        for login in logins {
            let flow = login.flow;
            // A challenge that was not hashed gives the verifier away.
            secrets.extend(login.revealing_challenge().map(|challenge| challenge.value.clone()));
            let authorize = flow.authorize.iter().map(|authorize| &authorize.params);
            let responses = flow.responses.iter().map(|response| &response.params);
            let tokens = flow.tokens.iter().map(|token| &token.params);
            authorize
                .chain(responses)
                .chain(tokens)
                .for_each(|params| collect(params, &mut secrets));
            let user_code = flow.device.iter().filter_map(|device| device.user_code.as_ref());
            secrets.extend(user_code.map(|code| code.expose().to_owned()));
            for token in &flow.tokens {
                let answer = &token.answer;
                let proof = token.proof.as_ref();
                let issued = [
                    &answer.access_token,
                    &answer.refresh_token,
                    &answer.id_token,
                    &token.proof_nonce,
                ]
                .into_iter()
                .chain(proof.map(|proof| &proof.nonce))
                .chain(proof.map(|proof| &proof.jti))
                .flatten();
                secrets.extend(issued.map(|secret| secret.expose().to_owned()));
            }
            let pushed = flow.authorize.iter().filter_map(|authorize| authorize.pushed.as_ref());
            let tokens = flow.tokens.iter().filter_map(|token| token.basic.as_ref());
            for basic in pushed.filter_map(|pushed| pushed.basic.as_ref()).chain(tokens) {
                let sent = basic.secret.expose();
                secrets.extend([sent.to_owned(), decode(sent), basic.credentials.expose().to_owned()]);
            }
            // Of an identifier and a secret in each other's place, the secret is the one that the authorization request does not name.
            if let Some(client) = flow.asked("client_id").map(|client| client.value.as_str()) {
                let swapped: Vec<_> = flow
                    .tokens
                    .iter()
                    .filter(|token| token.swaps_credentials(client))
                    .collect();
                secrets.extend(swapped.iter().filter_map(|token| token.client_id()));
                if !swapped.is_empty() {
                    secrets.remove(client);
                }
            }
        }
        secrets.retain(|value| value.len() >= SHORTEST);
        let clients = logins.iter().filter_map(|login| login.flow.client_id());
        Self {
            clients: clients.filter(|client| !secrets.contains(client)).collect(),
            secrets,
            search: OnceCell::new(),
        }
    }

    /// Collects what a request alone holds that is not public.
    pub(super) fn of_request(request: &Request) -> Self {
        let secret = |field: &Field| match Shown::named(&field.name, field.value.known()?) {
            Shown::Secret(secret) => Some(secret.expose().to_owned()),
            Shown::Public(_) | Shown::Absent => None,
        };
        let password = request.basic.iter().map(|basic| basic.password.expose().to_owned());
        let secrets = request.params.iter().filter_map(secret).chain(password);
        Self {
            secrets: secrets
                .filter(|value| value.len() >= SHORTEST && !is_unset(value))
                .collect(),
            clients: BTreeSet::new(),
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
    pub(super) fn clean(&self, text: &str) -> String {
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
    pub(super) fn clean_words(&self, text: &str) -> String {
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

    /// Cleans what a finding says and shows.
    pub(super) fn scrub(&self, found: &mut Found) {
        found.message = self.clean(&found.message);
        for evidence in &mut found.evidence {
            self.scrub_shown(&mut evidence.value);
        }
    }

    /// Masks a value that turns out to be a secret, or to hold one.
    pub(super) fn scrub_shown(&self, shown: &mut Shown) {
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
    let mut forms = vec![value.to_owned(), encode(value), STANDARD_NO_PAD.encode(value)];
    let trimmed = value.trim();
    if trimmed.len() >= SHORTEST {
        forms.push(trimmed.to_owned());
    }
    if let Some((end, _)) = value
        .char_indices()
        .nth(CUT)
        .filter(|_| value.len() > CUT + 8 && !value.contains("://"))
    {
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
        let email = word
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
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
    let is_uuid = word.len() == 36 && word.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    let kinds: Vec<bool> = word
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.is_ascii_digit())
        .collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    changes >= MIXED && !is_uuid
}

fn is_opaque_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '=' | '~' | '%')
}

fn ends_with(name: &str, lower: &str) -> bool {
    let at = name.len().checked_sub(lower.len());
    at.and_then(|at| name.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(lower))
}

/// A text is cut after [`LONGEST`] characters, so no more of a secret than this can be in it.
fn beginning(value: &str) -> &str {
    value
        .char_indices()
        .nth(LONGEST)
        .map_or(value, |(end, _)| &value[..end])
}

fn collect(params: &Params, found: &mut BTreeSet<String>) {
    for param in params {
        if param.name.trim_start_matches("amp;") == "redirect_uri" {
            let url = UrlParts::of(&param.value);
            let pairs = url.query.split('&').chain(url.fragment.split('&'));
            found.extend(
                pairs
                    .filter_map(|pair| pair.split_once('='))
                    .map(|(_, value)| value.to_owned()),
            );
            let user = param
                .value
                .split_once("://")
                .and_then(|(_, rest)| rest.split('/').next()?.split_once('@'));
            found.extend(user.iter().flat_map(|(user, _)| user.split(':')).map(str::to_owned));
        }
        let free_text = matches!(param.name.as_str(), "error_description" | "error_uri");
        // A word of the protocol is no secret, under whatever name it is sent.
        let unset = is_unset(&param.value) || Grant::of(&param.value).is_some();
        if matches!(Shown::param(param), Shown::Secret(_)) && !free_text && !unset {
            found.insert(param.value.clone());
            found.insert(param.raw.clone());
        }
    }
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
