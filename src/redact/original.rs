//! Recordings before their redaction, and what they are compared with after it.

use std::io;

use super::collect::{Collected, Scope};
use super::gate::{Comparison, Pieces, compare, frame, names_in, public_part, search, times_in};
use super::outcome::{Redacted, RedactedFile, Refused};
use super::seal::sealed;
use super::spool::Spool;
use super::{Form, Key, Kind, Mapping, Options, Source, collect, write};
use crate::check::{Checked, Input, check_joined};
use crate::facts::Facts;
use crate::report::Capture;
use crate::report::json::public_texts;

/// A way of redacting.
#[derive(Clone, Copy)]
pub(super) struct Attempt {
    pub(super) options: Options,
    pub(super) form: Form,
    pub(super) scope: Scope,
    /// A text gets a last line that says so.
    pub(super) is_sealed: bool,
}

/// Recordings, and what is known about them.
pub(super) struct Original<'a> {
    sources: &'a [&'a dyn Source],
    pub(super) capture: Capture,
    collected: Collected,
    /// What the report of them shows in clear.
    public: Vec<String>,
    /// There are files beside them, which may hold their bodies.
    pub(super) has_attachments: bool,
}

impl<'a> Original<'a> {
    pub(super) fn read(sources: &'a [&'a dyn Source], options: Options) -> Result<Self, Refused> {
        let has = |source: &&dyn Source| Ok(source.open()?.attachments.is_some());
        let has_attachments = sources.iter().map(has).collect::<io::Result<Vec<_>>>()?.contains(&true);
        let (checked, collected) = collect(sources, options)?;
        let capture = reported(checked);
        if let Some(error) = capture.checked.error.clone().filter(|_| capture.checked.exchanges == 0) {
            return Err(Refused::NotRead(error));
        }
        let public = public_texts(&capture);
        Ok(Self { sources, capture, collected, public, has_attachments })
    }

    /// Redacts under a key, and lets through what passes the gate.
    pub(super) fn redact(&self, key: &Key, attempt: Attempt) -> Result<Redacted, Refused> {
        let Attempt { options, form, scope, is_sealed } = attempt;
        let mapping = self.collected.map(key, scope, options);
        let fingerprint = key.fingerprint();
        let mut files = Vec::with_capacity(self.sources.len());
        for source in self.sources {
            let mut content = Spool::default();
            let dropped = write(*source, &mapping, form, &mut content)?;
            let content = if is_sealed { sealed(content, &fingerprint)? } else { content };
            files.push(RedactedFile::new(content, dropped));
        }
        self.has_same_report(&files, &mapping, options)?;
        self.has_no_secret(&files, &mapping)?;
        let logins = Some(self.capture.checked.logins.len());
        Ok(Redacted { files, key: fingerprint, replaced: mapping.counts(), logins, draws: 1 })
    }

    fn has_same_report(&self, files: &[RedactedFile], mapping: &Mapping, options: Options) -> Result<(), Refused> {
        // Without a login there is no diagnosis to keep.
        if self.capture.checked.logins.is_empty() {
            return Ok(());
        }
        let inputs = self.sources.iter().zip(files).map(|(source, file)| {
            Ok(Input { name: source.name().to_owned(), content: file.content.open()?, attachments: None })
        });
        let redacted = capture_of(inputs.collect::<io::Result<Vec<_>>>()?);
        let became_har = files.iter().any(|file| file.became_har);
        let comparison = Comparison::new(mapping, options, became_har);
        compare(&self.capture, &redacted, &comparison).map_err(|place| Refused::Differs { place })
    }

    fn has_no_secret(&self, files: &[RedactedFile], mapping: &Mapping) -> Result<(), Refused> {
        let replaced = mapping.replaced().map(|(old, kind, _)| (old.to_owned(), Some(kind)));
        let secrets: Vec<(String, Option<Kind>)> =
            replaced.chain(self.collected.secrets.iter().map(|secret| (secret.clone(), None))).collect();
        // What is replaced is no public text, whatever else is said of it.
        let shown = self.public.iter().map(String::as_str).filter(|text| mapping.map_text(text) == **text);
        // In Basic credentials a colon stands behind the client.
        let kept: Vec<String> = mapping
            .kept()
            .iter()
            .filter(|kept| mapping.map_text(&kept.value) == kept.value)
            .flat_map(|kept| [format!("{}:", kept.value), format!("{} ", kept.value)])
            .collect();
        let kept = kept.iter().map(String::as_str);
        let names: Vec<String> = secrets.iter().flat_map(|(secret, _)| names_in(secret)).collect();
        let names = names.iter().map(String::as_str);
        let times: Vec<&str> = secrets.iter().flat_map(|(secret, _)| times_in(secret)).collect();
        let addresses: Vec<String> = secrets.iter().filter_map(|(secret, _)| public_part(secret)).collect();
        let addresses: Vec<String> = addresses.into_iter().filter(|part| mapping.map_text(part) == *part).collect();
        let addresses = addresses.iter().map(String::as_str);
        // A label of a host may be any word, also between dots.
        let hosts = secrets.iter().filter(|(_, kind)| *kind == Some(Kind::Host));
        let labels: Vec<String> =
            hosts.flat_map(|(host, _)| host.split('.')).map(|label| format!(".{label}.")).collect();
        let labels = labels.iter().map(String::as_str);
        let public =
            shown.chain(labels).chain(kept).chain(names).chain(times).chain(addresses).chain(mapping.public_words());
        // Of what holds other values, those are searched for.
        let framed = secrets.iter().map(|(secret, _)| {
            (secret.as_str(), mapping.restructured(secret).map(|new| frame(secret, &new)).unwrap_or_default())
        });
        let pieces = Pieces::framed(framed, public);
        for (number, file) in files.iter().enumerate() {
            if let Some(leak) = search(&mut *file.content.open()?, &pieces, 1)?.first() {
                let kind = secrets.get(leak.secret).and_then(|(_, kind)| *kind);
                return Err(Refused::Leaks { kind, file: number, line: leak.line, column: leak.column });
            }
        }
        Ok(())
    }
}

/// Reads inputs as one recording, with nothing known beside it.
fn capture_of(inputs: Vec<Input<'_>>) -> Capture {
    reported(check_joined(inputs, &Facts::default()))
}

fn reported(checked: Checked) -> Capture {
    Capture { path: String::new(), checked }
}

#[cfg(test)]
mod tests {
    use oauth_doctor_wire::percent::encode_form;

    use super::*;

    const FAILING: &str = "fixtures/captures/failing-login.har";

    fn fixture(path: &str) -> (String, Vec<u8>) {
        (path.to_owned(), std::fs::read(path).expect("the fixture is there"))
    }

    /// Lets a recording through the gate in the place of a redacted one.
    fn pass(original: &str, written: &[u8]) -> Result<(), Refused> {
        pass_mutant(original, |_, _| written.to_vec())
    }

    /// Redacts a recording, weakens what was written, and lets it through the gate.
    fn pass_mutant(original: &str, mutate: impl Fn(&Mapping, String) -> Vec<u8>) -> Result<(), Refused> {
        let source = fixture(original);
        let sources: [&dyn Source; 1] = [&source];
        let options = Options::default();
        let original = Original::read(&sources, options)?;
        let mapping = original.collected.map(&Key::from_bytes(&[7; 32])?, Scope::Needed, options);
        let mut written = Spool::default();
        let dropped = write(&source, &mapping, Form::AsRead, &mut written)?;
        let written = mutate(&mapping, io::read_to_string(written.open()?)?);
        let files = [RedactedFile::new(Spool::of(&mut written.as_slice())?, dropped)];
        original.has_same_report(&files, &mapping, options)?;
        original.has_no_secret(&files, &mapping)
    }

    /// A value of a kind and what took its place, as they are spelled in what was written.
    fn spelled(mapping: &Mapping, kind: Kind, written: &str) -> (String, String) {
        let (old, new) = of_kind(mapping, kind).swap_remove(0);
        let encoded = (encode_form(&old).clone(), encode_form(&new).clone());
        let (old, new) = if written.contains(&new) { (old, new) } else { encoded };
        assert!(written.contains(&new), "a {} was replaced", kind.title());
        (old, new)
    }

    /// The values of a kind, and what took their place.
    fn of_kind(mapping: &Mapping, kind: Kind) -> Vec<(String, String)> {
        let replaced = mapping.replaced().filter(|(old, found, _)| *found == kind && old.len() >= 8);
        replaced.map(|(old, _, new)| (old.to_owned(), new.to_owned())).collect()
    }

    #[test]
    fn another_diagnosis_does_not_pass() {
        let other = fixture("fixtures/captures/working-login-chrome.har").1;
        assert!(matches!(pass(FAILING, &other), Err(Refused::Differs { .. })));
    }

    #[test]
    fn the_recording_itself_does_not_pass() {
        let (_, bytes) = fixture(FAILING);
        assert!(pass(FAILING, &bytes).is_err());
        let capture = "fixtures/captures/no-oauth.har";
        let kept = pass(capture, &fixture(capture).1);
        assert!(matches!(kept, Err(Refused::Leaks { .. })), "what is no login has secrets, too: {kept:?}");
    }

    #[test]
    fn what_was_weakened_nowhere_passes() {
        pass_mutant(FAILING, |_, written| written.into_bytes()).expect("nothing was weakened");
    }

    #[test]
    fn a_value_that_was_forgotten_once_does_not_pass() {
        for kind in [Kind::Code, Kind::Verifier, Kind::State, Kind::Challenge, Kind::Cookie] {
            let ran = pass_mutant(FAILING, |mapping, written| {
                let (old, new) = spelled(mapping, kind, &written);
                written.replacen(&new, &old, 1).into_bytes()
            });
            assert!(matches!(ran, Err(Refused::Leaks { .. } | Refused::Differs { .. })), "{}: {ran:?}", kind.title());
        }
    }

    #[test]
    fn values_that_are_no_longer_related_do_not_pass() {
        // The code that is sent is another; verifier and challenge are drawn, each on its own; one constant stands for all.
        for kind in [Kind::Code, Kind::Challenge, Kind::Verifier] {
            let reversed = |mapping: &Mapping, written: String| {
                let (_, new) = spelled(mapping, kind, &written);
                // The escapes of the code stand in its first half.
                let (kept, last) = new.split_at(new.len() - 8);
                let other = kept.to_owned() + &last.chars().rev().collect::<String>();
                let sent = if kind == Kind::Code {
                    written.find("grant_type=authorization_code").unwrap_or_default()
                } else {
                    0
                };
                let (before, sent) = written.split_at(sent);
                (before.to_owned() + &sent.replace(&new, &other)).into_bytes()
            };
            let ran = pass_mutant(FAILING, reversed);
            assert!(matches!(ran, Err(Refused::Differs { .. })), "{}: {ran:?}", kind.title());
        }
        let constant = |mapping: &Mapping, written: String| {
            [Kind::Code, Kind::State, Kind::Verifier]
                .into_iter()
                .flat_map(|kind| of_kind(mapping, kind))
                .fold(written, |written, (_, new)| {
                    written.replace(&new, "REDACTED").replace(&encode_form(&new), "REDACTED")
                })
                .into_bytes()
        };
        assert!(matches!(pass_mutant(FAILING, constant), Err(Refused::Differs { .. })));
    }

    #[test]
    fn a_value_that_was_only_encoded_does_not_pass() {
        let encodings: [fn(&str) -> String; 4] = [
            |old| data_encoding::BASE64.encode(format!("x{old}").as_bytes()),
            |old| data_encoding::HEXLOWER.encode(old.as_bytes()),
            |old| old.chars().fold(String::new(), |all, c| all + &format!("%{:02X}", u32::from(c))),
            |old| old.to_uppercase(),
        ];
        for encode in encodings {
            let ran = pass_mutant(FAILING, |mapping, written| {
                let (old, _) = of_kind(mapping, Kind::Code).swap_remove(0);
                let comment = format!("{{\"log\":{{\"comment\":\"{}\",", encode(&old));
                written.replacen("{\"log\":{", &comment, 1).replacen("\"log\": {", &comment[1..], 1).into_bytes()
            });
            assert!(matches!(ran, Err(Refused::Leaks { .. })), "{ran:?}");
        }
    }
}
