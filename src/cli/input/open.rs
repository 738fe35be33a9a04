//! Opening an input, and what stands beside it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::STDIN;
use crate::Input;
use crate::capture::Attachments;

/// Opens an input; what is read of it is counted.
pub(super) fn open<'a>(path: &Path, name: &str, read: &'a AtomicU64) -> io::Result<Input<'a>> {
    let (source, limit, attachments): (Box<dyn Read>, _, _) = if path == Path::new(STDIN) {
        (Box::new(io::stdin()), ENDLESS, None)
    } else {
        let file = File::open(path)?;
        let is_file = file.metadata()?.is_file();
        let beside = SameFolder { folder: path.parent().unwrap_or(Path::new("")).to_owned() };
        let beside: Box<dyn Attachments> = Box::new(beside);
        (Box::new(file), if is_file { u64::MAX } else { ENDLESS }, Some(beside))
    };
    let content = CountedRead { source, left: limit, read };
    Ok(Input { name: name.to_owned(), content: Box::new(content), attachments })
}

/// An input that cannot be opened, in a recording of several.
pub(in crate::cli) struct Unopened(pub(in crate::cli) String);

impl Read for Unopened {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other(self.0.clone()))
    }
}

/// Counts what is read, and stops a device that has no end.
struct CountedRead<'a> {
    source: Box<dyn Read>,
    left: u64,
    read: &'a AtomicU64,
}

impl Read for CountedRead<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        let bytes = u64::try_from(count).unwrap_or(u64::MAX);
        self.read.fetch_add(bytes, Ordering::Relaxed);
        self.left = self.left.checked_sub(bytes).ok_or_else(|| {
            let advice = "this has no end, or more than 4 GiB; save the recording to a file, cut to the login";
            io::Error::new(io::ErrorKind::FileTooLarge, advice)
        })?;
        Ok(count)
    }
}

/// The directory of a capture, of which a capture may name files.
struct SameFolder {
    folder: PathBuf,
}

impl Attachments for SameFolder {
    fn content(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        let mut parts = Path::new(name).components();
        let is_plain = matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == name);
        // Separators and streams of another system are no part of a name here either.
        if !is_plain || name.contains(['/', '\\', ':', '\0']) {
            return None;
        }
        let path = self.folder.join(name);
        // A link may lead out of the directory.
        if !fs::symlink_metadata(&path).is_ok_and(|file| file.is_file() && file.len() <= limit) {
            return None;
        }
        let mut content = Vec::new();
        File::open(&path).ok()?.take(limit.saturating_add(1)).read_to_end(&mut content).ok()?;
        let within = u64::try_from(content.len()).is_ok_and(|length| length <= limit);
        within.then_some(content)
    }
}

/// How many bytes are read of what is no file; a device may have no end.
const ENDLESS: u64 = 4 << 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attachment_is_a_small_file_of_the_same_directory() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let inside = folder.path().join("inside");
        fs::create_dir_all(inside.join("deeper")).expect("a folder can be made");
        fs::write(folder.path().join("outside.txt"), "outside").expect("a file can be written");
        fs::write(inside.join("body.json"), "{}").expect("a file can be written");
        fs::write(inside.join("deeper/body.json"), "{}").expect("a file can be written");
        let beside = SameFolder { folder: inside.clone() };
        assert_eq!(beside.content("body.json", 2).as_deref(), Some(b"{}".as_slice()));
        assert_eq!(beside.content("body.json", 1), None);
        let outside = folder.path().join("outside.txt");
        for name in [
            "",
            ".",
            "..",
            "../outside.txt",
            "deeper",
            "deeper/body.json",
            "./body.json",
            "body.json/",
            "..\\outside.txt",
            "body.json:stream",
            outside.to_str().expect("paths are UTF-8"),
        ] {
            assert_eq!(beside.content(name, 1000), None, "{name}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&outside, inside.join("link.txt")).expect("a link can be made");
            assert_eq!(beside.content("link.txt", 1000), None);
        }
    }

    #[test]
    fn a_device_without_end_is_left() {
        let read = AtomicU64::new(0);
        let mut endless = CountedRead { source: Box::new(io::repeat(0)), left: 100, read: &read };
        let error = io::copy(&mut endless, &mut io::sink()).expect_err("it ends");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
