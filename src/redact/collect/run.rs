//! The first pass over a recording.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::audience::Listener;
use super::{flows, text};
use crate::capture::{Encoding, FileKind, Format, Session, unpacked};
use crate::redact::mapping::{Gathered, InputFacts, Mapping};
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
    inputs: BTreeMap<String, InputFacts>,
}

impl Collected {
    /// Decides what each value becomes under a key.
    pub(crate) fn map(&self, key: &Key) -> Mapping {
        self.gathered.clone().map(key, self.inputs.clone())
    }
}

/// Reads recordings that belong together and finds their values; `secrets` are those that a report hides.
pub(crate) fn collect(
    sources: &[&dyn Source],
    secrets: &[String],
    scope: Scope,
    options: Options,
) -> io::Result<Collected> {
    let mut listener = Listener::new(options);
    let mut inputs = BTreeMap::new();
    for source in sources {
        let mut input = source.open()?;
        // The numbers of an input are its own.
        let summary = Session::new(&mut listener).read(&input.name, &mut *input.content, input.attachments.as_deref());
        let facts = InputFacts { kind: summary.format, needed: listener.needed(scope == Scope::Heard) };
        inputs.insert(source.name().to_owned(), facts);
    }
    let Listener { collector, mut gathered, .. } = listener;
    for source in sources {
        let kind = inputs.get(source.name()).and_then(|facts| facts.kind);
        if kind.is_none_or(|kind| kind != FileKind::Capture(Format::Har) && !is_archive(kind)) {
            let (content, encoding) = unpacked(source.open()?.content)?;
            if !matches!(encoding, Encoding::Binary) {
                whole(content, &mut gathered)?;
            }
        }
    }
    flows::gather(&collector.finish(), &mut gathered);
    // A report hides the words of a script under the name of a secret, too: they are nobody's.
    for secret in
        secrets.iter().filter(|secret| flows::is_leaf(secret) && !is_word(secret.trim_matches(['"', '\'', '`'])))
    {
        gathered.value(Kind::Opaque, secret);
    }
    Ok(Collected { gathered, inputs })
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
