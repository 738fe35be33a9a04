//! Redacts recordings, in one way and under one key after the other.

use std::collections::BTreeMap;

use super::collect::Scope;
use super::original::{Attempt, Original};
use super::outcome::{Redacted, RedactedFile, Refused};
use super::seal::seal_of;
use super::spool::Spool;
use super::{Dropped, Form, Key, Options, Source};
use crate::capture::{FileKind, Format};
use crate::check::InputFormat;

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
    let original = Original::read(sources, options)?;
    let mut refused: Option<Refused> = None;
    for (attempt, draws) in attempts(&original, options) {
        // Another key would not fit to what was redacted under this one; it may be used as if there were no other recording.
        for draw in 1..=if key.is_some() { draws.min(AGAIN) } else { draws } {
            let given = key.map(|key| if draw == 1 { key.clone() } else { key.for_one_recording() });
            let key = given.map_or_else(Key::random, Ok)?;
            match original.redact(&key, attempt) {
                Ok(redacted) => return Ok(Redacted { draws: draw, ..redacted }),
                Err(error @ (Refused::Differs { .. } | Refused::Leaks { .. })) => {
                    // What is in the way twice at the same place does not depend on the key.
                    let is_again = refused.as_ref().is_some_and(|refused| refused.is_at_place_of(&error));
                    refused.get_or_insert(error);
                    if is_again {
                        break;
                    }
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

/// Returns what to try in turn, each under so many keys: what is kept beyond need may be in the way, the last line of a text, and
/// what is in a text beside the exchanges.
fn attempts(original: &Original<'_>, options: Options) -> impl Iterator<Item = (Attempt, usize)> + use<> {
    let needed = Options { keep_all: false, ..options };
    let whole = Attempt { options, form: Form::AsRead, scope: Scope::Needed, is_sealed: true };
    let lesser = options.keep_all.then_some((Attempt { options: needed, ..whole }, AGAIN));
    let is_har = original.capture.checked.format == InputFormat::One(FileKind::Capture(Format::Har));
    // A report may tell of more than what belongs to a login.
    let wider = Some((Attempt { options: needed, scope: Scope::Heard, ..whole }, AGAIN)).filter(|_| is_har);
    let unsealed = Attempt { options: needed, is_sealed: false, ..whole };
    let as_har = Attempt { options: needed, form: Form::Har, ..whole };
    let of_text = Some((unsealed, AGAIN)).filter(|_| !is_har);
    // The bodies of a HAR may stand in other files.
    let read = Some((as_har, AGAIN)).filter(|_| !is_har || original.has_attachments);
    [(whole, DRAWS)].into_iter().chain(lesser).chain(wider).chain(of_text).chain(read)
}

/// How many keys are drawn before something else is tried, and how many for that.
const DRAWS: usize = 5;
const AGAIN: usize = 2;
