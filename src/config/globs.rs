//! Patterns of paths.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Patterns of paths: `*` stands for a part of a name, `**` for folders, `?` for a character, `{a,b}` for either, `[a-z]` for one of
/// them. A path has forward slashes on every system.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "Written")]
pub struct Globs(GlobSet);

/// Patterns as they are written, or something else.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Patterns(Vec<String>),
    Other(IgnoredAny),
}

impl Globs {
    /// Returns whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether one of them is that of the path.
    pub fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}

impl TryFrom<Written> for Globs {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, &'static str> {
        match written {
            Written::Patterns(patterns) => patterns.try_into(),
            Written::Other(_) => Err(NO_LIST),
        }
    }
}

impl TryFrom<Vec<String>> for Globs {
    type Error = &'static str;

    fn try_from(patterns: Vec<String>) -> Result<Self, &'static str> {
        let mut set = GlobSetBuilder::new();
        for pattern in &patterns {
            let glob = GlobBuilder::new(pattern.trim_start_matches("./")).literal_separator(true).build();
            set.add(glob.map_err(|_| NO_PATTERN)?);
        }
        set.build().map(Self).map_err(|_| NO_PATTERN)
    }
}

/// The pattern itself is a value, and not repeated.
const NO_PATTERN: &str = "not a valid path pattern; example: `captures/**/*.har`";

const NO_LIST: &str = "expected a list of patterns, for example `[\"captures/**/*.har\"]`";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_in_its_folder_and_two_do_not() {
        let matches = |pattern: &str, path| Globs::try_from(vec![pattern.to_owned()]).unwrap().matches(path);
        assert!(matches("captures/*.har", "captures/a.har"));
        assert!(!matches("captures/*.har", "captures/old/a.har"));
        assert!(matches("captures/**/*.har", "captures/a.har"));
        assert!(matches("./captures/**", "captures/old/a.har"));
        assert!(matches("**/{login,logout}-?.har", "a/b/login-1.har"));
        assert!(!Globs::default().matches("a.har"));
    }
}
