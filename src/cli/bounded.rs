//! Files and standard input that are read whole: a device may have no end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Reads a file, which may be a device, up to the limit of what a person keeps in one.
pub(super) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    read(File::open(path)?)
}

/// Reads a text of UTF-8 as [`read_file`] does.
pub(super) fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read_file(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}

/// Reads to the end; what is longer than a configuration, a baseline or a list is refused.
pub(super) fn read(source: impl Read) -> io::Result<Vec<u8>> {
    read_within(source, LONGEST)
}

fn read_within(source: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "this has no end, or more than 64 MiB"));
    }
    Ok(bytes)
}

/// How many bytes are read. A baseline of 100,000 findings has 20 MB.
const LONGEST: u64 = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_end_is_refused() {
        assert_eq!(read_within(b"abc".as_slice(), 3).expect("it is short"), b"abc");
        let error = read_within(io::repeat(0), 3).expect_err("it has no end");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
