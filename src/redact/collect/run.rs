//! The first pass over a recording.

use std::io::{self, Read};

use super::audience::{Heard, Listener};
use super::{flows, text};
use crate::capture::{Encoding, FileKind, Format, unpacked};
use crate::check::{Checked, check_heard};
use crate::facts::Facts;
use crate::flow::Traffic;
use crate::redact::mapping::{Gathered, InputFacts, Mapping, Needed};
use crate::redact::secrets::as_secrets;
use crate::redact::walk::{Role, is_word};
use crate::redact::write::{is_archive, parts};
use crate::redact::{Key, Kind, Options, Source};

/// Which exchanges of a HAR are more than shells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scope {
    /// Those that the diagnosis needs.
    Needed,
    /// All that were looked at for it.
    Heard,
}

/// What the first pass found, whatever the key.
pub(crate) struct Collected {
    gathered: Gathered,
    /// The inputs in their order: name, format, and the exchanges by their numbers in the input.
    inputs: Vec<(String, Option<FileKind>, Heard)>,
    /// The credentials that the reader finds.
    pub(crate) secrets: Vec<String>,
}

impl Collected {
    /// Decides what each value becomes under a key.
    pub(crate) fn map(&self, key: &Key, scope: Scope, options: Options) -> Mapping {
        let facts = self.inputs.iter().map(|(name, kind, heard)| {
            let needed = match scope {
                Scope::Needed => heard.needed.clone(),
                Scope::Heard => heard.all.iter().map(|number| (*number, Needed::Whole)).collect(),
            };
            (name.clone(), InputFacts { kind: *kind, needed })
        });
        self.gathered.clone().map(key, options, facts.collect())
    }
}

/// Checks recordings that belong together, and finds their values on the way.
pub(crate) fn collect(sources: &[&dyn Source], options: Options) -> io::Result<(Checked, Collected)> {
    let opened = sources.iter().map(|source| source.open()).collect::<io::Result<Vec<_>>>()?;
    let listener = Listener::new(options.redact_hosts);
    let (checked, collected, scrubber) = check_heard(opened, &Facts::default(), listener, |listener, ends| {
        let Listener { collector, gathered, inputs, .. } = listener;
        let traffic = collector.finish();
        let collected = of_traffic(sources, &traffic, gathered, inputs, ends);
        (traffic, collected)
    });
    let mut collected = collected?;
    collected.secrets = as_secrets(scrubber.into_secrets());
    // A report hides the words of a script under the name of a secret, too: they are nobody's.
    let is_value = |secret: &&String| flows::is_leaf(secret) && !is_word(secret.trim_matches(['"', '\'', '`']));
    for secret in collected.secrets.iter().filter(is_value) {
        collected.gathered.value(Kind::Opaque, secret);
    }
    Ok((checked, collected))
}

fn of_traffic(
    sources: &[&dyn Source],
    traffic: &Traffic,
    mut gathered: Gathered,
    heard: Vec<Heard>,
    ends: &[(Option<FileKind>, usize)],
) -> io::Result<Collected> {
    for (source, (kind, _)) in sources.iter().zip(ends) {
        if kind.is_none_or(|kind| kind != FileKind::Capture(Format::Har) && !is_archive(kind)) {
            let (content, encoding) = unpacked(source.open()?.content)?;
            if !matches!(encoding, Encoding::Binary) {
                whole(content, &mut gathered)?;
            }
        }
    }
    flows::gather(traffic, &mut gathered);
    // The numbers of an input are its own.
    let starts = std::iter::once(0).chain(ends.iter().map(|(_, end)| *end));
    let inputs = sources.iter().zip(ends).zip(heard).zip(starts).map(|(((source, (kind, _)), heard), start)| {
        let all = heard.all.into_iter().map(|number| number - start).collect();
        let needed = heard.needed.into_iter().map(|(number, needed)| (number - start, needed)).collect();
        (source.name().to_owned(), *kind, Heard { all, needed })
    });
    Ok(Collected { gathered, inputs: inputs.collect(), secrets: Vec::new() })
}

fn whole(content: Box<dyn Read + '_>, gathered: &mut Gathered) -> io::Result<()> {
    let mut bytes = Vec::new();
    content.take(LONGEST).read_to_end(&mut bytes)?;
    for part in parts(&bytes) {
        text::gather(part, Role::Unknown, gathered);
    }
    Ok(())
}

/// A longer text is read up to here.
const LONGEST: u64 = 512 << 20;
