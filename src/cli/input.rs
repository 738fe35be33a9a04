//! The inputs of a command: files, directories of captures, standard input.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::cli::Error;

/// One input.
pub(super) struct Input {
    /// The path as it is reported, with forward slashes on every system.
    pub(super) path: String,
    /// The content, or why there is none.
    pub(super) bytes: Result<Vec<u8>, Error>,
}

/// Reads what a path stands for: a file, standard input (`-`), or every capture below a directory, in order of their names.
pub(super) fn read(path: &Path) -> Vec<Input> {
    if path == Path::new("-") {
        return vec![input(path, read_all(io::stdin().lock()))];
    }
    if !path.is_dir() {
        return vec![input(path, File::open(path).and_then(read_all))];
    }
    let mut files = Vec::new();
    if let Err(source) = captures_below(path, &mut files) {
        return vec![input(path, Err(source))];
    }
    if files.is_empty() {
        let path = shown(path);
        return vec![Input {
            bytes: Err(Error::EmptyDirectory(path.clone())),
            path,
        }];
    }
    files.sort();
    files
        .iter()
        .map(|file| input(file, File::open(file).and_then(read_all)))
        .collect()
}

/// Reads to the end, or to more than a capture has: a device may have no end.
fn read_all(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "larger than 4 GiB; cut the recording to the login",
        ));
    }
    Ok(bytes)
}

fn input(path: &Path, read: io::Result<Vec<u8>>) -> Input {
    let path = shown(path);
    let bytes = read.map_err(|source| Error::Input {
        path: path.clone(),
        source,
    });
    Input { path, bytes }
}

fn shown(path: &Path) -> String {
    let path = path.to_string_lossy();
    if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.into_owned()
    }
}

fn captures_below(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // A link to a directory may lead back up.
        if entry.file_type()?.is_dir() {
            captures_below(&entry.path(), files)?;
        } else if is_capture(&entry.file_name().to_string_lossy()) {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn is_capture(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".har", ".har.gz"].iter().any(|ending| name.ends_with(ending))
}

/// How many bytes are read of an input.
const LARGEST: u64 = 4 << 30;
