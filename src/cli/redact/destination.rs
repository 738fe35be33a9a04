//! Where the redacted recordings go.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::config::absolute;
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
    Folder {
        out: PathBuf,
        /// Where names are equal: the directory that all inputs are below. Each keeps its path from there.
        below: Option<PathBuf>,
    },
}

impl Destination {
    /// Takes the path that was given; several recordings need a directory, in which no two go to one file.
    pub(super) fn new(path: Option<&Path>, inputs: &[FoundFile]) -> Result<Self, Error> {
        let is_one = inputs.len() <= 1;
        let out = match path {
            None if !is_one => return Err(Error::NoFolder),
            None => return Ok(Self::Stdout),
            Some(path) if path == Path::new("-") && is_one => return Ok(Self::Stdout),
            Some(path) if is_one && !path.is_dir() => return Ok(Self::File(path.to_owned())),
            Some(path) => path.to_owned(),
        };
        let flat = Self::Folder { out: out.clone(), below: None };
        if flat.shared(inputs).is_none() {
            return Ok(flat);
        }
        let mirrored = Self::Folder { out, below: Some(common_folder(inputs)) };
        match mirrored.shared(inputs) {
            None => Ok(mirrored),
            Some(path) => Err(Error::SharedOutput(path.display().to_string())),
        }
    }

    /// Returns a file to which two recordings would go.
    fn shared(&self, inputs: &[FoundFile]) -> Option<PathBuf> {
        let mut seen = BTreeSet::new();
        let mut outputs = inputs.iter().filter_map(|input| self.of(input, false));
        outputs.find(|path| !seen.insert(path.clone()))
    }

    /// Returns the file of an input; none for standard output. What becomes a HAR is named so.
    pub(super) fn of(&self, input: &FoundFile, became_har: bool) -> Option<PathBuf> {
        match self {
            Self::Stdout => None,
            Self::File(path) => Some(path.clone()),
            Self::Folder { out, below } => {
                let folder = below.as_ref().map(|below| folder_of(input, below)).unwrap_or_default();
                Some(out.join(folder).join(name_of(input, became_har)))
            }
        }
    }
}

/// Writes a file that only its owner reads, whole or not at all, and makes its directory. What is needed is not overwritten.
pub(super) fn write(path: &Path, content: &Spool, needed: &NeededFiles<'_>) -> Result<(), Error> {
    needed.refuse(OUTPUT, path)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    }
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

/// Returns the directory that all inputs are below.
fn common_folder(inputs: &[FoundFile]) -> PathBuf {
    let folders = inputs.iter().filter(|input| !input.is_stdin()).map(|input| folder(&input.path));
    let common = |one: PathBuf, other: PathBuf| {
        let parts = one.components().zip(other.components());
        parts.take_while(|(one, other)| one == other).map(|(part, _)| part).collect()
    };
    folders.reduce(common).unwrap_or_default()
}

/// Returns the directory of an input, as it is from one that it is below; none for standard input.
fn folder_of(input: &FoundFile, below: &Path) -> PathBuf {
    let folder = if input.is_stdin() { PathBuf::new() } else { folder(&input.path) };
    folder.strip_prefix(below).map(Path::to_owned).unwrap_or_default()
}

fn folder(path: &Path) -> PathBuf {
    absolute(path).parent().map(Path::to_owned).unwrap_or_default()
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
    #[test]
    fn where_names_are_equal_the_tree_is_mirrored() {
        let outputs = |inputs: &[&str]| {
            let inputs: Vec<FoundFile> = inputs.iter().map(|input| FoundFile::new(PathBuf::from(input))).collect();
            let to = Destination::new(Some(Path::new("out")), &inputs).ok()?;
            Some(inputs.iter().filter_map(|input| to.of(input, false)).map(|path| path.display().to_string()).collect())
        };
        let all = |paths: &[&str]| Some(paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>());
        assert_eq!(outputs(&["d/a/x.har", "d/b/y.har"]), all(&["out/x.har", "out/y.har"]));
        assert_eq!(outputs(&["d/a/x.har", "./d/b/x.har"]), all(&["out/a/x.har", "out/b/x.har"]));
        assert_eq!(outputs(&["d/x.har", "d/b/x.har", "-"]), all(&["out/x.har", "out/b/x.har", "out/redacted.har"]));
        assert_eq!(outputs(&["../x.har", "x.har.gz"]).map(|all| all[0].clone()), Some("out/x.har".to_owned()));
        assert_eq!(outputs(&["d/x.har", "d/x.har.gz"]), None, "one file of two recordings");
    }
}
