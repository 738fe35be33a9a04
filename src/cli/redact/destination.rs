//! Where the redacted recordings go.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::input::{FoundFile, NeededFiles};
use crate::cli::{Error, OUTPUT};
use crate::redact::{Key, Spool};

/// Where the redacted recordings go.
pub(super) enum Destination {
    /// To standard output.
    Stdout,
    /// To a file.
    File(PathBuf),
    /// Into a directory, each under the name of its input.
    Folder(PathBuf),
}

impl Destination {
    /// Takes the path that was given; several recordings need a directory.
    pub(super) fn new(path: Option<&Path>, inputs: usize) -> Result<Self, Error> {
        match path {
            None if inputs > 1 => Err(Error::NoFolder),
            None => Ok(Self::Stdout),
            Some(path) if path == Path::new("-") && inputs == 1 => Ok(Self::Stdout),
            Some(path) if inputs > 1 || path.is_dir() => Ok(Self::Folder(path.to_owned())),
            Some(path) => Ok(Self::File(path.to_owned())),
        }
    }

    /// Returns the file of an input; none for standard output. What becomes a HAR is named so.
    pub(super) fn of(&self, input: &FoundFile, became_har: bool) -> Option<PathBuf> {
        match self {
            Self::Stdout => None,
            Self::File(path) => Some(path.clone()),
            Self::Folder(folder) => Some(folder.join(name_of(input, became_har))),
        }
    }

    /// Makes the directory that is written to.
    pub(super) fn prepare(&self) -> Result<(), Error> {
        let folder = match self {
            Self::Stdout => return Ok(()),
            Self::Folder(folder) => folder,
            Self::File(path) => match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                Some(folder) => folder,
                None => return Ok(()),
            },
        };
        fs::create_dir_all(folder).map_err(|source| failed(folder, source))
    }
}

/// Writes a file that only its owner reads, whole or not at all. What is needed is not overwritten.
pub(super) fn write(path: &Path, content: &Spool, needed: &NeededFiles<'_>) -> Result<(), Error> {
    needed.refuse(OUTPUT, path)?;
    let name = Key::random().map_err(io::Error::other)?.fingerprint();
    let beside = path.parent().unwrap_or(Path::new("")).join(format!(".{name}.oauth-doctor"));
    let written = copy(content, &beside).and_then(|()| fs::rename(&beside, path));
    written.map_err(|source| {
        // It may not even be there.
        let _ = fs::remove_file(&beside);
        failed(path, source)
    })
}

fn copy(content: &Spool, path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    io::copy(&mut content.open()?, &mut file).map(drop)
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::File { option: OUTPUT, path: path.display().to_string(), source }
}

/// Returns the name of what is written of an input.
fn name_of(input: &FoundFile, became_har: bool) -> PathBuf {
    if input.is_stdin() {
        return PathBuf::from("redacted.har");
    }
    let name = input.path.file_name().map(PathBuf::from).unwrap_or_default();
    let is_packed = name.extension().is_some_and(|end| PACKED.iter().any(|packed| end.eq_ignore_ascii_case(packed)));
    let name = if is_packed { name.with_extension("") } else { name };
    let is_har = name.extension().is_some_and(|end| end.eq_ignore_ascii_case("har"));
    if became_har && !is_har { name.with_extension("har") } else { name }
}

/// How the names of packed files end; what is written is not packed.
const PACKED: &[&str] = &["gz", "zst"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_name_unless_its_format_changes() {
        for (input, became_har, name) in [
            ("a/login.har", false, "login.har"),
            ("login.har.gz", false, "login.har"),
            ("trace.zip", true, "trace.har"),
            ("server.log", false, "server.log"),
            ("dump", true, "dump.har"),
            ("-", false, "redacted.har"),
        ] {
            assert_eq!(name_of(&FoundFile::new(PathBuf::from(input)), became_har), Path::new(name), "{input}");
        }
    }
}
