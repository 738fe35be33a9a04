//! Patterns of file names, where no shell expands them: that of Windows never does, and one in quotes comes as it is.

use std::fs;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::find::shown;
use super::walk::is_no_place;
use crate::cli::Error;

/// Returns whether a path is a pattern: it has `*`, `?` or `[`, and no file has it as its name.
pub(super) fn is_pattern(path: &Path) -> bool {
    has_wildcard(&shown(path)) && fs::symlink_metadata(path).is_err()
}

/// Returns the files and directories that a pattern matches, in the order of their names: `*` and `?` stay in a folder, `**` does not.
/// As in a shell, no wildcard stands for the dot of a hidden file.
pub(super) fn matching(path: &Path, command: &'static str) -> Result<Vec<PathBuf>, Error> {
    let text = shown(path);
    let glob = GlobBuilder::new(text.strip_prefix("./").unwrap_or(&text)).literal_separator(true).build();
    let Ok(glob) = glob else { return Err(Error::NotAPattern { command, pattern: text }) };
    let parts: Vec<&str> = text.split('/').collect();
    let fixed = parts.iter().take_while(|part| !has_wildcard(part)).count();
    let base = parts[..fixed].join("/");
    let base = if fixed == 1 && base.is_empty() { "/".to_owned() } else { base };
    let mut search = Search {
        glob: glob.compile_matcher(),
        // The longest path that can match; none where folders may be as deep as they are.
        deepest: (!text.contains("**")).then_some(parts.len() - fixed),
        takes_hidden: parts[fixed..].iter().any(|part| part.starts_with('.') && part.len() > 1 && *part != ".."),
        found: Vec::new(),
    };
    search.below(Path::new(&base), 1);
    search.found.sort();
    if search.found.is_empty() {
        Err(Error::NoMatch { command, pattern: text, folder: base })
    } else {
        Ok(search.found)
    }
}

struct Search {
    glob: GlobMatcher,
    deepest: Option<usize>,
    takes_hidden: bool,
    found: Vec<PathBuf>,
}

impl Search {
    /// Looks at what is in a folder; links to others are not followed, as they may lead back up.
    fn below(&mut self, folder: &Path, depth: usize) {
        let place = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // What cannot be listed matches nothing.
        let Ok(entries) = fs::read_dir(place) else { return };
        for entry in entries.flatten() {
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            if is_hidden && !self.takes_hidden {
                continue;
            }
            let path = folder.join(entry.file_name());
            let name = shown(&path);
            if self.glob.is_match(name.strip_prefix("./").unwrap_or(&name)) {
                self.found.push(path.clone());
            }
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let may_descend = match self.deepest {
                Some(deepest) => depth < deepest,
                None => !is_no_place(&path),
            };
            if is_folder && may_descend {
                self.below(&path, depth + 1);
            }
        }
    }
}

fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(folder: &Path, pattern: &str) -> Vec<String> {
        let found = matching(&folder.join(pattern), "check").unwrap_or_default();
        let below = found.iter().map(|path| shown(path.strip_prefix(folder).expect("it is below")));
        below.collect()
    }

    #[test]
    fn wildcards_mean_what_they_mean_in_a_shell() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let at = |name: &str| folder.path().join(name);
        for name in ["a.har", "b.har", "c.txt", ".hidden.har", "old/d.har", "old/deep/e.har", "node_modules/x/f.har"] {
            fs::create_dir_all(at(name).parent().expect("it has a folder")).expect("a folder can be made");
            fs::write(at(name), "").expect("a file can be written");
        }
        for (pattern, files) in [
            ("*.har", &["a.har", "b.har"][..]),
            ("?.har", &["a.har", "b.har"]),
            ("[b-z].*", &["b.har", "c.txt"]),
            ("*/*.har", &["old/d.har"]),
            ("**/*.har", &["a.har", "b.har", "old/d.har", "old/deep/e.har"]),
            ("old/**", &["old/d.har", "old/deep", "old/deep/e.har"]),
            ("o*", &["old"]),
            (".*.har", &[".hidden.har"]),
            ("node_modules/*/*.har", &["node_modules/x/f.har"]),
            ("*.saz", &[]),
            ("[.har", &[]),
        ] {
            assert_eq!(matched(folder.path(), pattern), files, "{pattern}");
        }
        assert!(is_pattern(&at("*.har")) && !is_pattern(&at("a.har")));
        fs::write(at("x[1].har"), "").expect("a file can be written");
        assert!(!is_pattern(&at("x[1].har")), "a file of that name is there");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_back_up_is_no_circle() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        fs::write(folder.path().join("a.har"), "").expect("a file can be written");
        std::os::unix::fs::symlink(folder.path(), folder.path().join("around")).expect("a link can be made");
        assert_eq!(matched(folder.path(), "**/*.har"), ["a.har"]);
    }
}
