//! The inputs of a command: files, directories of captures, standard input.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::cli::Error;

/// One input.
pub(super) struct Input {
    /// The path as it is reported, with forward slashes on every system.
    pub(super) path: String,
    /// The content, or why there is none.
    pub(super) bytes: Result<Vec<u8>, Error>,
}

/// Reads what a path stands for: a file, standard input (`-`), or every capture below a directory, in order of their names.
pub(super) fn read(path: &str) -> Vec<Input> {
    if path == "-" {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes);
        return vec![input("-", read)];
    }
    if !Path::new(path).is_dir() {
        return vec![input(path, fs::read(path))];
    }
    let mut files = Vec::new();
    if let Err(source) = captures_below(Path::new(path), &mut files) {
        return vec![input(path, Err(source))];
    }
    if files.is_empty() {
        return vec![Input {
            path: path.to_owned(),
            bytes: Err(Error::EmptyDirectory(path.to_owned())),
        }];
    }
    files.sort();
    files.iter().map(|file| input(file, fs::read(file))).collect()
}

fn input(path: &str, read: io::Result<Vec<u8>>) -> Input {
    let bytes = read.map_err(|source| Error::Input {
        path: path.to_owned(),
        source,
    });
    Input {
        path: path.replace('\\', "/"),
        bytes,
    }
}

fn captures_below(folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // A link may lead back up.
        if entry.file_type()?.is_dir() {
            captures_below(&path, files)?;
        } else if let Some(name) = path.to_str().filter(|name| is_capture(name)) {
            files.push(name.to_owned());
        }
    }
    Ok(())
}

fn is_capture(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".har", ".har.gz"].iter().any(|ending| name.ends_with(ending))
}
