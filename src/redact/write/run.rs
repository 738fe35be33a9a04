//! The second pass over a recording.

use std::io::{self, Read, Write};

use super::{exchanges, har, text};
use crate::capture::{Encoding, FileKind, Format, unpacked};
use crate::redact::mapping::Needed;
use crate::redact::{Mapping, Source};

/// What is not in the output.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Dropped {
    /// Exchanges of which only a shell is left.
    pub(crate) exchanges: usize,
    /// Bodies.
    pub(crate) bodies: usize,
    /// The output is a HAR of what was read, for the format of the input cannot be written.
    pub(crate) became_har: bool,
}

/// How a recording is written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Form {
    /// In the format of the input, where it is a HAR or a text; else as a HAR.
    #[default]
    AsRead,
    /// As a HAR of what was read.
    Har,
}

/// Writes a recording with its values replaced.
pub(crate) fn write(source: &dyn Source, mapping: &Mapping, form: Form, out: &mut dyn Write) -> io::Result<Dropped> {
    let kind = mapping.kind(source.name());
    let is_har = kind == Some(FileKind::Capture(Format::Har));
    if form == Form::Har || kind.is_some_and(is_archive) {
        return exchanges::write(source, mapping, out);
    }
    let (mut content, encoding) = unpacked(source.open()?.content)?;
    if matches!(encoding, Encoding::Binary) {
        return exchanges::write(source, mapping, out);
    }
    if is_har {
        let plan = |number: usize| match mapping.needed(source.name(), number) {
            Some(Needed::Whole) => har::Plan::Keep,
            Some(Needed::WithoutAnswer) => har::Plan::KeepWithoutAnswer,
            None => har::Plan::Shell,
        };
        let mut encoded = Encoded { encoding, out };
        return har::write(&mut *content, mapping, &plan, &mut encoded);
    }
    let mut bytes = Vec::new();
    content.take(LONGEST).read_to_end(&mut bytes)?;
    text::write(&bytes, mapping, &mut Encoded { encoding, out })?;
    Ok(Dropped::default())
}

/// Returns whether a format is not text.
pub(crate) fn is_archive(kind: FileKind) -> bool {
    matches!(kind, FileKind::Capture(Format::Saz | Format::PlaywrightTrace | Format::MitmproxyFlow))
}

/// Writes text in the encoding that the input had.
struct Encoded<'o> {
    encoding: Encoding,
    out: &'o mut dyn Write,
}

impl Write for Encoded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.encoding {
            Encoding::Utf8 | Encoding::Binary => self.out.write(bytes),
            Encoding::Utf16(encode) => {
                // Whole characters come in: strings and lines.
                self.out.write_all(&encode(&String::from_utf8_lossy(bytes)))?;
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A longer text is cut.
const LONGEST: u64 = 512 << 20;
