//! A redaction from the recording to what has passed the gate.

use std::collections::BTreeMap;
use std::io;

use super::collect::{Scope, is_list, without_name};
use super::gate::{Comparison, Pieces, compare, kept_runs, names_in, public_part, search, times_in};
use super::outcome::{Redacted, RedactedFile, Refused};
use super::seal::{seal_of, sealed};
use super::spell::{cells, plain_text};
use super::spool::Spool;
use super::walk::{Role, role};
use super::{Dropped, Form, Key, Kind, Mapping, Options, Source, collect, write};
use crate::capture::{FileKind, Format};
use crate::check::{Checked, Input, InputFormat, check_joined, check_with_secrets};
use crate::disclose::is_time_or_version;
use crate::disclose::placeholder::{is_placeholder, is_unset};
use crate::facts::Facts;
use crate::report::Capture;
use crate::report::json::public_texts;

/// Redacts recordings that belong together: values that are equal or related in them stay so. What comes out has passed the gate:
/// the report of it is that of the recordings with the values replaced, and no secret of them is in it, in no encoding and not
/// in part. Without a key one is drawn, and another where the gate does not open.
///
/// # Example: a login that failed
///
/// ```
/// use std::io::Read;
/// use oauth_doctor::redact::{Options, redact};
///
/// let har = std::fs::read("fixtures/captures/failing-login.har")?;
/// let source = ("failing-login.har".to_owned(), har);
/// let redacted = redact(&[&source], None, Options::default()).expect("it passes the gate");
/// let mut bytes = Vec::new();
/// redacted.files[0].content.open()?.read_to_end(&mut bytes)?;
/// let verdict = oauth_doctor::check(&bytes).logins[0].verdict().map(|verdict| verdict.rule.id);
/// assert_eq!(verdict, Some("pkce-challenge-hex"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn redact(sources: &[&dyn Source], key: Option<&Key>, options: Options) -> Result<Redacted, Refused> {
    if let Some(written) = key.map(|key| written_before(sources, key)).transpose()?.flatten() {
        return Ok(written);
    }
    let original = Original::read(sources)?;
    let mut refused = None;
    for (attempt, draws) in original.attempts(options) {
        // Another key would not fit to what was redacted under this one; it may be used as if there were no other recording.
        for draw in 1..=if key.is_some() { draws.min(AGAIN) } else { draws } {
            let given = key.map(|key| if draw == 1 { key.clone() } else { key.for_one_recording() });
            let key = given.map_or_else(Key::random, Ok)?;
            match original.redact(&key, attempt) {
                Ok(redacted) => return Ok(Redacted { draws: draw, ..redacted }),
                Err(error @ (Refused::Differs { .. } | Refused::Leaks { .. })) => {
                    refused.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
    }
    Err(refused.unwrap_or_else(|| Refused::Differs { place: String::new() }))
}

/// Returns recordings that were redacted under this key, as they are.
fn written_before(sources: &[&dyn Source], key: &Key) -> Result<Option<Redacted>, Refused> {
    let fingerprint = key.fingerprint();
    let mut files = Vec::new();
    for source in sources {
        if seal_of(&mut *source.open()?.content)?.as_ref() != Some(&fingerprint) {
            return Ok(None);
        }
        files.push(RedactedFile::new(Spool::of(&mut source.open()?.content)?, Dropped::default()));
    }
    Ok(Some(Redacted { files, key: fingerprint, replaced: BTreeMap::new(), logins: None, draws: 0 }))
}

/// A way of redacting.
#[derive(Clone, Copy)]
struct Attempt {
    options: Options,
    form: Form,
    scope: Scope,
    /// A text gets a last line that says so.
    is_sealed: bool,
}

/// Recordings, and what is known about them.
struct Original<'a> {
    sources: &'a [&'a dyn Source],
    capture: Capture,
    /// The credentials that the reader finds in them.
    secrets: Vec<String>,
    /// What the report of them shows in clear.
    public: Vec<String>,
    /// There are files beside them, which may hold their bodies.
    has_attachments: bool,
}

impl<'a> Original<'a> {
    fn read(sources: &'a [&'a dyn Source]) -> Result<Self, Refused> {
        let inputs = sources.iter().map(|source| source.open()).collect::<io::Result<Vec<_>>>()?;
        let has_attachments = inputs.iter().any(|input| input.attachments.is_some());
        let (checked, secrets) = check_with_secrets(inputs);
        let secrets = as_secrets(&secrets);
        let capture = reported(checked);
        if let Some(error) = capture.checked.error.clone().filter(|_| capture.checked.exchanges == 0) {
            return Err(Refused::NotRead(error));
        }
        let public = public_texts(&capture);
        Ok(Self { sources, capture, secrets, public, has_attachments })
    }

    /// Returns what to try in turn, each under so many keys: what is kept beyond need may be in the way, the last line of a text, and
    /// what is in a text beside the exchanges.
    fn attempts(&self, options: Options) -> impl Iterator<Item = (Attempt, usize)> {
        let needed = Options { keep_all: false, ..options };
        let whole = Attempt { options, form: Form::AsRead, scope: Scope::Needed, is_sealed: true };
        let lesser = options.keep_all.then_some((Attempt { options: needed, ..whole }, AGAIN));
        let is_har = self.capture.checked.format == InputFormat::One(FileKind::Capture(Format::Har));
        // A report may tell of more than what belongs to a login.
        let wider = Some((Attempt { options: needed, scope: Scope::Heard, ..whole }, AGAIN)).filter(|_| is_har);
        let unsealed = Attempt { options: needed, is_sealed: false, ..whole };
        let as_har = Attempt { options: needed, form: Form::Har, ..whole };
        let of_text = Some((unsealed, AGAIN)).filter(|_| !is_har);
        // The bodies of a HAR may stand in other files.
        let read = Some((as_har, AGAIN)).filter(|_| !is_har || self.has_attachments);
        [(whole, DRAWS)].into_iter().chain(lesser).chain(wider).chain(of_text).chain(read)
    }

    /// Redacts under a key, and lets through what passes the gate.
    fn redact(&self, key: &Key, attempt: Attempt) -> Result<Redacted, Refused> {
        let Attempt { options, form, scope, is_sealed } = attempt;
        let mapping = collect(self.sources, &self.secrets, key, scope, options)?;
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
            replaced.chain(self.secrets.iter().map(|secret| (secret.clone(), None))).collect();
        // What is replaced is no public text, whatever else is said of it.
        let shown = self.public.iter().map(String::as_str).filter(|text| mapping.map_text(text) == **text);
        // In Basic credentials a colon stands behind the client.
        let kept: Vec<String> =
            mapping.kept().iter().flat_map(|kept| [format!("{}:", kept.value), format!("{} ", kept.value)]).collect();
        let kept = kept.iter().map(String::as_str);
        let names: Vec<String> = secrets.iter().flat_map(|(secret, _)| names_in(secret)).collect();
        let names = names.iter().map(String::as_str);
        let times: Vec<&str> = secrets.iter().flat_map(|(secret, _)| times_in(secret)).collect();
        let addresses: Vec<String> = secrets.iter().filter_map(|(secret, _)| public_part(secret)).collect();
        let addresses = addresses.iter().map(String::as_str);
        // Of what holds other values, those are searched for.
        let frames = secrets.iter().flat_map(|(secret, _)| {
            let new = mapping.restructured(secret);
            new.map(|new| kept_runs(secret, &new)).unwrap_or_default()
        });
        let frames: Vec<&str> = frames.collect();
        let public =
            shown.chain(kept).chain(names).chain(times).chain(addresses).chain(mapping.public_words()).chain(frames);
        let pieces = Pieces::new(secrets.iter().map(|(secret, _)| secret.as_str()), public);
        for (number, file) in files.iter().enumerate() {
            if let Some(leak) = search(&mut *file.content.open()?, &pieces, 1)?.first() {
                let kind = secrets.get(leak.secret).and_then(|(_, kind)| *kind);
                return Err(Refused::Leaks { kind, file: number, line: leak.line, column: leak.column });
            }
        }
        Ok(())
    }
}

/// Returns what the reader takes for secrets, without their encoding and the names before them. What stands for a value is none, and
/// neither is a time.
pub(super) fn as_secrets(read: &[String]) -> Vec<String> {
    let plain = read.iter().map(|secret| plain_text(&cells(secret.as_bytes())));
    let plain = plain.flat_map(|secret| members(&secret));
    plain.filter(|secret| !is_placeholder(secret) && !is_unset(secret) && !is_time(secret)).collect()
}

/// Returns the values of a list of names and values, `a=1&b=2`; of all else, what stands behind its name.
fn members(secret: &str) -> Vec<String> {
    if !is_list(secret) {
        return vec![without_name(secret.trim()).to_owned()];
    }
    let pairs = secret.split([';', '&']).filter_map(|pair| pair.split_once('='));
    let values = pairs.filter(|(name, _)| role(name.trim()) != Role::Public).map(|(_, value)| value.trim().to_owned());
    values.collect()
}

/// Seconds or milliseconds since 1970, or a date: a claim, and no secret.
fn is_time(value: &str) -> bool {
    let is_number =
        matches!(value.len(), 10 | 13) && value.starts_with('1') && value.bytes().all(|byte| byte.is_ascii_digit());
    is_number || is_time_or_version(value)
}

/// Reads inputs as one recording, with nothing known beside it.
pub(super) fn capture_of(inputs: Vec<Input<'_>>) -> Capture {
    reported(check_joined(inputs, &Facts::default()))
}

fn reported(checked: Checked) -> Capture {
    Capture { path: String::new(), checked }
}

/// How many keys are drawn before something else is tried, and how many for that.
const DRAWS: usize = 5;
const AGAIN: usize = 2;

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
        let original = Original::read(&sources)?;
        let options = Options::default();
        let mapping = collect(&sources, &original.secrets, &Key::from_bytes(&[7; 32])?, Scope::Needed, options)?;
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
