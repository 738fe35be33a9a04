//! Keeps the capture's secrets out of free text: what a server says may repeat what it was sent.

use std::collections::BTreeSet;

use crate::oauth::params::encode;
use crate::oauth::placeholder::is_unset;
use crate::oauth::{Params, Secret};
use crate::rules::{Found, Login, Shown};

/// The secrets of a capture in the forms in which they may appear, longest first.
pub(super) struct Scrubber(Vec<String>);

impl Scrubber {
    /// Collects every value of the logins that is not public.
    pub(super) fn of(logins: &[Login<'_>]) -> Self {
        let mut found = BTreeSet::new();
        for login in logins {
            let flow = login.flow;
            // A challenge that was not hashed gives the verifier away.
            found.extend(login.revealing_challenge().map(|challenge| challenge.value.clone()));
            let authorize = flow.authorize.iter().map(|authorize| &authorize.params);
            let responses = flow.responses.iter().map(|response| &response.params);
            let tokens = flow.tokens.iter().map(|token| &token.params);
            authorize
                .chain(responses)
                .chain(tokens)
                .for_each(|params| collect(params, &mut found));
            for token in &flow.tokens {
                let answer = &token.answer;
                for secret in [&answer.access_token, &answer.refresh_token, &answer.id_token]
                    .into_iter()
                    .flatten()
                {
                    found.insert(secret.expose().to_owned());
                }
                found.extend(token.basic.iter().map(|basic| basic.secret.expose().to_owned()));
            }
        }
        let mut forms: Vec<String> = found
            .iter()
            .filter(|value| value.len() >= SHORTEST)
            .flat_map(|value| [value.clone(), encode(value)])
            .collect();
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Self(forms)
    }

    /// Returns the text with every secret masked, cut to what a person reads.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.0 {
            if clean.contains(secret.as_str()) {
                clean = clean.replace(secret.as_str(), &Secret::new(secret.as_str()).masked());
            }
        }
        if clean.chars().count() > LONGEST {
            clean = clean.chars().take(LONGEST).collect::<String>() + "…";
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
}

impl Scrubber {
    /// Masks a value that turns out to be a secret, or to hold one.
    pub(super) fn scrub_shown(&self, shown: &mut Shown) {
        let Shown::Public(value) = shown else { return };
        if self.0.contains(value) {
            *shown = Shown::Secret(Secret::new(value.as_str()));
        } else {
            *value = self.clean(value);
        }
    }
}

fn collect(params: &Params, found: &mut BTreeSet<String>) {
    for param in params {
        let free_text = matches!(param.name.as_str(), "error_description" | "error_uri");
        let unset = is_unset(&param.value);
        if matches!(Shown::param(param), Shown::Secret(_)) && !free_text && !unset {
            found.insert(param.value.clone());
            found.insert(param.raw.clone());
        }
    }
}

/// Shorter values are words, and masking words would garble the text.
const SHORTEST: usize = 6;
/// How many characters of a server's words are shown.
const LONGEST: usize = 600;
