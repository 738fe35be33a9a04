//! `--key`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::cli::{Error, KEY};
use crate::redact::Key;

/// Reads the key of a redaction from a file.
pub(super) fn read(path: &Path) -> Result<Key, Error> {
    let name = || path.display().to_string();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes));
    read.map_err(|source| Error::File { option: KEY, path: name(), source })?;
    if bytes.len() as u64 > LONGEST {
        return Err(Error::KeyTooLong(name()));
    }
    Key::from_bytes(&bytes).map_err(|source| Error::Key { path: name(), source })
}

/// More bytes are no key; a device has no end.
const LONGEST: u64 = 1 << 16;
