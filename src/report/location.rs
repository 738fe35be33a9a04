//! Where something stands, for programs that look for it in a working copy.

use std::fmt::Write;

use crate::capture::Place;
use crate::report::Capture;

/// A file by its relative path, and a place in it.
pub(super) struct Location {
    pub(super) path: String,
    /// Line and column; none for the file as a whole.
    pub(super) at: Option<(u64, u64)>,
}

impl Location {
    /// Returns where a place is; a place that is not known is the capture as a whole.
    pub(super) fn new(capture: &Capture, place: Option<Place>) -> Self {
        let joined = capture.checked.inputs.iter().filter(|_| capture.checked.inputs.len() > 1);
        let first = || joined.map(|input| input.name.as_str()).next();
        let file = place.and_then(|place| capture.file(place)).or_else(first);
        Self { path: relative(file.unwrap_or(&capture.path)), at: place.map(|place| (place.line, place.column)) }
    }

    /// Returns an input as a whole.
    pub(super) fn whole(path: &str) -> Self {
        Self { path: relative(path), at: None }
    }

    /// Returns the path as a URI reference (RFC 3986 §4.2): what is no letter, digit or mark is percent-encoded.
    pub(super) fn uri(&self) -> String {
        let mut uri = String::with_capacity(self.path.len());
        for byte in self.path.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                uri.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
        uri
    }

    /// Returns the line, or the first where it is not known.
    pub(super) fn line(&self) -> u64 {
        self.at.map_or(1, |(line, _)| line)
    }
}

/// Returns a path that stays below the working directory. Of one that leads elsewhere only the name of the file is left: where it
/// is says something of the machine, and nobody finds it in a working copy.
fn relative(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let is_drive = path.chars().nth(1) == Some(':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    let mut outside = path.starts_with('/') || is_drive;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => outside |= parts.pop().is_none(),
            part => parts.push(part),
        }
    }
    if outside {
        parts.drain(..parts.len().saturating_sub(1));
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_or_only_a_name() {
        for (path, expected) in [
            ("captures/a.har", "captures/a.har"),
            ("./captures//a.har", "captures/a.har"),
            ("captures/../a.har", "a.har"),
            ("../captures/a.har", "a.har"),
            ("a/../../b/c.har", "c.har"),
            ("/srv/captures/a.har", "a.har"),
            ("C:/captures/a.har", "a.har"),
            ("-", "-"),
        ] {
            assert_eq!(relative(path), expected, "{path}");
        }
    }

    #[test]
    fn a_uri_has_no_character_that_is_none_of_its_own() {
        let location = Location::whole("a b/ü%:#?.har");
        assert_eq!(location.uri(), "a%20b/%C3%BC%25%3A%23%3F.har");
    }
}
