//! The names of inputs in reports that leave the machine: they say nothing of where on it a file is, and each is another.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use crate::cli::config::{absolute, from_here};
use crate::cli::input::FoundFile;

/// Returns the names of inputs that are shown under another than the one that was given: below the working directory the relative
/// path; of those elsewhere the path below the folder that they have in common.
pub(super) fn public(inputs: &[FoundFile]) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let mut outside: Vec<(&str, Vec<String>)> = Vec::new();
    for file in inputs.iter().filter(|file| !file.is_stdin()) {
        let here = from_here(&file.path);
        if here.split('/').next() == Some("..") || here.is_empty() {
            outside.push((&file.name, parts(&absolute(&file.path))));
        } else if file.path.is_absolute() {
            names.insert(file.name.clone(), here);
        }
    }
    let folders = |parts: &[String]| parts.len().saturating_sub(1);
    let mut common = outside.iter().map(|(_, parts)| folders(parts)).min().unwrap_or(0);
    if let Some((_, first)) = outside.first() {
        for (_, parts) in &outside {
            common = first.iter().zip(parts).take(common).take_while(|(a, b)| a == b).count();
        }
    }
    names.extend(outside.into_iter().map(|(name, parts)| (name.to_owned(), parts[common..].join("/"))));
    names
}

/// Returns the names in a path, without what stands for a root or a drive.
fn parts(path: &Path) -> Vec<String> {
    let named = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn names(paths: &[&str]) -> Vec<(String, String)> {
        let files: Vec<FoundFile> = paths.iter().map(|path| FoundFile::new(PathBuf::from(path))).collect();
        public(&files).into_iter().collect()
    }

    #[test]
    fn a_name_says_nothing_of_the_machine_and_is_no_other_s() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(names(&["a.har", "-", "b/a.har"]), []);
        assert_eq!(names(&["/srv/x/a.har"]), [pair("/srv/x/a.har", "a.har")]);
        assert_eq!(
            names(&["/srv/x/a/l.har", "/srv/x/b/l.har"]),
            [pair("/srv/x/a/l.har", "a/l.har"), pair("/srv/x/b/l.har", "b/l.har")]
        );
        assert_eq!(
            names(&["/srv/l.har", "/srv/b/l.har", "c.har"]),
            [pair("/srv/b/l.har", "b/l.har"), pair("/srv/l.har", "l.har")]
        );
        let here = std::env::current_dir().expect("there is one").join("a/l.har").display().to_string();
        assert_eq!(names(&[&here]), [pair(&here, "a/l.har")]);
    }
}
