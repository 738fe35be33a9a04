//! The files of an archive, unpacked within limits.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Error, ErrorDetail};
use crate::sink::Attachments;

/// A zip archive in memory.
pub(super) struct ArchiveMembers<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Files by their path, without directories. Of two of the same path the last counts.
    paths: BTreeMap<String, usize>,
    /// The number of bytes that may still be unpacked.
    left: Cell<u64>,
}

impl<'a> ArchiveMembers<'a> {
    /// Reads the directory of an archive.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        if zip.len() > MOST {
            let message = format!("the archive has more than {MOST} files; unpack it and pass the relevant capture");
            return Err(Error::TooLarge(ErrorDetail::new(message, None)));
        }
        let mut paths = BTreeMap::new();
        let mut all = zip.clone();
        for index in 0..zip.len() {
            let file = all.by_index_raw(index).map_err(|_| damaged())?;
            let path = String::from_utf8_lossy(file.name_raw()).replace('\\', "/");
            if file.encrypted() {
                return Err(Error::Unsupported(ErrorDetail::new(PROTECTED, None)));
            }
            if !path.ends_with('/') {
                paths.insert(path, index);
            }
        }
        Ok(Self { zip, paths, left: Cell::new(ALL) })
    }

    /// Returns the paths of the files in order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str)
    }

    /// Calls a function with the content of a file; reading it fails beyond the limits.
    pub(super) fn open<T>(&self, path: &str, read: impl FnOnce(&mut dyn Read) -> T) -> io::Result<T> {
        let Some(index) = self.paths.get(path) else {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        };
        let mut zip = self.zip.clone();
        let file = zip.by_index(*index).map_err(|error| match error {
            ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
                io::Error::new(io::ErrorKind::Unsupported, METHOD)
            }
            _ => io::Error::new(io::ErrorKind::InvalidData, DAMAGED),
        })?;
        Ok(read(&mut Bounded { file, of_file: FILE, of_all: &self.left }))
    }

    /// Returns the content of a file; `None` if there is none, or it cannot be unpacked within `limit` bytes.
    pub(super) fn content(&self, path: &str, limit: u64) -> Option<Vec<u8>> {
        self.head(path, limit).and_then(|(bytes, whole)| whole.then_some(bytes))
    }

    /// Returns the first `limit` bytes of a file, and whether that is all of it.
    pub(super) fn head(&self, path: &str, limit: u64) -> Option<(Vec<u8>, bool)> {
        let mut bytes = Vec::new();
        let read = self.open(path, |file| file.take(limit + 1).read_to_end(&mut bytes));
        let whole = matches!(read, Ok(Ok(_))) && bytes.len() as u64 <= limit;
        bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        (whole || !bytes.is_empty()).then_some((bytes, whole))
    }

    /// Calls a function with the content of a file, which fails where the file cannot be opened.
    pub(super) fn read(&self, path: &str, read: impl FnOnce(&mut dyn Read) -> Result<(), Error>) -> Result<(), Error> {
        self.open(path, read).unwrap_or_else(|error| Err(Error::from_io(&error, error.to_string(), None)))
    }

    /// Fails where all that may be unpacked was.
    pub(super) fn check_budget(&self) -> Result<(), Error> {
        if self.left.get() > 0 {
            return Ok(());
        }
        Err(Error::TooLarge(ErrorDetail::new(TOO_MUCH, None)))
    }
}

/// The files that stand beside a file of an archive.
pub(super) struct MemberAttachments<'m, 'a> {
    members: &'m ArchiveMembers<'a>,
    folders: Vec<String>,
}

impl<'m, 'a> MemberAttachments<'m, 'a> {
    /// Looks in the folder of `path`, and in `resources/` there, where Playwright puts bodies.
    pub(super) fn new(members: &'m ArchiveMembers<'a>, path: &str) -> Self {
        let folder = path.rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
        let folder = folder.unwrap_or_default();
        Self { members, folders: vec![format!("{folder}resources/"), folder] }
    }
}

impl Attachments for MemberAttachments<'_, '_> {
    fn content(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        let mut paths = self.folders.iter().map(|folder| format!("{folder}{name}"));
        paths.find_map(|path| self.members.content(&path, limit))
    }
}

/// A file of an archive that is not read beyond the limits.
struct Bounded<'a, R> {
    file: R,
    of_file: u64,
    of_all: &'a Cell<u64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.of_file.min(self.of_all.get());
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 && !buffer.is_empty() {
            let mut next = [0];
            return match self.file.read(&mut next) {
                Ok(0) => Ok(0),
                Ok(_) => Err(io::Error::new(io::ErrorKind::FileTooLarge, TOO_LONG)),
                Err(_) => Err(io::Error::new(io::ErrorKind::InvalidData, DAMAGED)),
            };
        }
        let read = match buffer.get_mut(..most) {
            Some(buffer) => self.file.read(buffer).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, DAMAGED))?,
            None => 0,
        };
        self.of_file -= read as u64;
        self.of_all.set(self.of_all.get() - read as u64);
        Ok(read)
    }
}

/// The limit on an unpacked file.
const FILE: u64 = 256 << 20;

/// The limit on all unpacked files together.
const ALL: u64 = 512 << 20;

/// The limit on files in an archive.
const MOST: usize = 20_000;

fn damaged() -> Error {
    Error::Damaged(ErrorDetail::new(DAMAGED, None))
}

const DAMAGED: &str = "the archive is truncated or damaged; copy or download it again";

const PROTECTED: &str =
    "the archive is password-protected; save it again without a password, or unpack it and pass the capture inside";

const METHOD: &str = "the archive uses a compression other than deflate; unpack it and pass the capture inside";

const TOO_MUCH: &str = "the archive's files expand to more than 512 MiB, and the rest was not read; unpack it and pass the relevant capture";

const TOO_LONG: &str = "the archive expands beyond the limit (256 MiB per file, 512 MiB in total); unpack it and pass the relevant capture";
