//! Tells recordings from the other files of a directory, by their first bytes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::capture::{FileKind, Recorder};
use crate::check::{InputFormat, check};

/// What a file of a directory is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Look {
    /// A recording, or a text in which a login stands.
    Recording,
    /// A page of documentation, in which requests stand that nobody made. A ticket may have its form, but is named then.
    Documentation,
    /// Something else.
    Other,
    /// A text of which only the beginning was looked at, which is none.
    LongText,
    /// It cannot be opened.
    Unreadable,
}

/// Looks at the beginning of a file. What has the name of a recording is one: if it is broken, the report says so.
pub(super) fn look_at(path: &Path) -> Look {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let (stem, ending) = name.split_once('.').unwrap_or((&name, ""));
    // The bodies that Playwright keeps beside a HAR.
    let is_digest = stem.len() == 40 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let last = ending.rsplit('.').next().unwrap_or_default();
    if is_digest || SOURCES.contains(&last) {
        return Look::Other;
    }
    if PAGES.contains(&last) {
        return Look::Documentation;
    }
    if NAMES.iter().any(|known| name.ends_with(known)) {
        return Look::Recording;
    }
    look_inside(path).unwrap_or(Look::Unreadable)
}

fn look_inside(path: &Path) -> io::Result<Look> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut head)?;
    let length = file.metadata()?.len();
    let is_cut = length > HEAD;
    if is_cut && head.starts_with(ZIP) {
        // The list of the members of an archive is at its end.
        file.seek(SeekFrom::Start(length.saturating_sub(HEAD)))?;
        file.take(HEAD).read_to_end(&mut head)?;
        let names_one = |member: &&str| memchr::memmem::find(&head, member.as_bytes()).is_some();
        return Ok(if MEMBERS.iter().any(names_one) { Look::Recording } else { Look::Other });
    }
    // What goes wrong here would go wrong again where it is reported.
    let Ok(checked) = catch_unwind(AssertUnwindSafe(|| check(&head))) else { return Ok(Look::Recording) };
    let is_recorded = match checked.format {
        InputFormat::One(FileKind::Capture(format)) => match format.recorder() {
            // Any JSON that is cut may be one whose entries are still to come, unless it says so.
            Recorder::Har => checked.exchanges > 0 || is_cut && memchr::memmem::find(&head, b"\"entries\"").is_some(),
            Recorder::Proxy | Recorder::NetLog | Recorder::Trace => checked.exchanges > 0 || is_cut,
            _ => false,
        },
        _ => false,
    };
    if is_recorded || !checked.logins.is_empty() {
        Ok(Look::Recording)
    } else if is_cut && !head.contains(&0) && str::from_utf8(&head[..HEAD_OF_TEXT]).is_ok() {
        Ok(Look::LongText)
    } else {
        Ok(Look::Other)
    }
}

/// How many bytes are looked at.
const HEAD: u64 = 64 << 10;
/// A character may be cut at the end of those.
const HEAD_OF_TEXT: usize = 1024;

const ZIP: &[u8] = b"PK\x03\x04";

/// The names of recordings.
const NAMES: &[&str] = &[".har", ".har.gz", ".har.zst", ".saz", ".chlsj", ".flow", ".flows", ".mitm", ".mitmproxy"];

/// The names of what is read in an archive: a HAR, the log of a Playwright trace, a session of Fiddler.
const MEMBERS: &[&str] = &[".har", ".network", "_c.txt"];

/// The endings of documentation.
const PAGES: &[&str] = &["adoc", "asciidoc", "markdown", "md", "mdx", "rst"];

/// The endings of programs, in which calls stand that nobody made.
const SOURCES: &[&str] = &[
    "c", "cc", "cjs", "cpp", "cs", "css", "dart", "ex", "exs", "fs", "go", "gradle", "h", "hpp", "java", "js", "jsx",
    "kt", "kts", "lock", "lua", "m", "map", "mjs", "mts", "php", "pl", "py", "rb", "rs", "scala", "scss", "svelte",
    "swift", "toml", "ts", "tsx", "vue",
];

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn looked(name: &str, content: &[u8]) -> Look {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join(name);
        fs::write(&path, content).expect("a file can be written");
        look_at(&path)
    }

    #[test]
    fn the_content_decides_and_not_the_name() {
        let har = fs::read("fixtures/captures/no-oauth.har").expect("the fixture is there");
        let ticket = b"It fails: POST https://as.example/token grant_type=authorization_code&code=x -> 400 {\"error\":\"invalid_grant\"}";
        for name in ["a.json", "login", "a.har.bak", "a.txt"] {
            assert_eq!(looked(name, &har), Look::Recording, "{name}");
        }
        assert_eq!(looked("ticket.txt", ticket), Look::Recording);
        assert_eq!(looked("server.log", ticket), Look::Recording);
        for (name, content) in [
            ("notes.txt", &b"Call the customer back."[..]),
            ("package.json", b"{\"name\":\"x\",\"dependencies\":{\"oauth\":\"1\"}}"),
            ("a.xml", b"<?xml version=\"1.0\"?><a/>"),
            ("a.png", b"\x89PNG\r\n\x1a\n\0\0"),
            ("a.bin", b"\0\x01\x02"),
            ("empty.txt", b""),
            ("client.js", ticket),
            ("0a1765e88417907b2896da76294635ee572e7a03.txt", ticket),
        ] {
            assert_eq!(looked(name, content), Look::Other, "{name}");
        }
    }

    #[test]
    fn an_example_in_a_readme_is_no_recording() {
        let readme = b"Log in:\n\n    curl -d grant_type=authorization_code -d code=x https://as.example/token\n";
        assert_eq!(looked("README.md", readme), Look::Documentation);
        assert_eq!(looked("guide.rst", readme), Look::Documentation);
        assert_eq!(looked("guide.txt", readme), Look::Recording);
    }

    #[test]
    fn what_has_the_name_of_a_recording_is_never_left_out() {
        assert_eq!(looked("A.HAR", b"<html>"), Look::Recording);
        assert_eq!(looked("a.har.gz", b""), Look::Recording);
        assert_eq!(look_at(Path::new("no-such-file")), Look::Unreadable);
    }

    #[test]
    fn of_a_long_file_the_beginning_decides() {
        let long = |start: &str| [start.as_bytes(), &b"nothing here\n".repeat(10_000)].concat();
        assert_eq!(looked("a.log", &long("")), Look::LongText);
        let archive = |member: &str| [b"PK\x03\x04", member.as_bytes(), &vec![0; 100_000]].concat();
        assert_eq!(looked("trace.zip", &archive("trace.network")), Look::Recording);
        assert_eq!(looked("a.jar", &archive("META-INF/MANIFEST.MF")), Look::Other);
        let begun = "{\"log\":{\"creator\":{\"name\":\"x\"},\"entries\":[{\"request\":{\"url\":\"https://a.example/";
        assert_eq!(looked("a.json", &[begun.as_bytes(), &b"x".repeat(100_000)].concat()), Look::Recording);
        let schema = format!("{{\"title\":\"{}\",\"definitions\":{{\"a\":1}}}}", "x".repeat(100_000));
        assert_ne!(looked("schema.json", schema.as_bytes()), Look::Recording);
    }
}
