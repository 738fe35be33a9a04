//! Files that are told by their first bytes or words.

use crate::error::Error;
use crate::format::{FileKind, Format};
use crate::sink::Out;
use crate::text::json::Scanner;

/// Recognises what is neither JSON nor text that people put together; returns what it is, and what to do.
pub(crate) fn recognise(text: &str) -> Option<(FileKind, &'static str)> {
    let start = without_comments(text);
    if start.is_empty() {
        let advice = "the file is empty; record again and save the log before you close the browser";
        return Some((FileKind::Empty, advice));
    }
    let lower: String = start.chars().take(200).collect::<String>().to_ascii_lowercase();
    let known = PREFIXES.iter().find(|(prefix, ..)| lower.starts_with(prefix));
    known.map(|(_, kind, advice)| (*kind, *advice))
}

/// Skips the comments at the top: the template of an issue begins with some, and so may a page.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some((_, behind)) = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        rest = behind.trim_start();
    }
    rest
}

/// Recognises what is not text; returns what it is, and what to do.
pub(crate) fn binary(bytes: &[u8]) -> Option<(FileKind, &'static str)> {
    let is = |magic: &[u8]| bytes.starts_with(magic);
    if is(b"\xac\xed\x00\x05") {
        Some((FileKind::Capture(Format::Charles), CHARLES))
    } else if is(b"\x0a\x0d\x0d\x0a") || is(b"\xd4\xc3\xb2\xa1") || is(b"\xa1\xb2\xc3\xd4") {
        Some((
            FileKind::Pcap,
            "this is a packet capture, and its relevant content is encrypted; record the login as \
                               HAR",
        ))
    } else if is(b"\x89PNG") || is(b"\xff\xd8\xff") || is(b"GIF8") {
        Some((
            FileKind::Image,
            "this is an image; pass the log itself (F12, Network, Export HAR), not a screenshot of it",
        ))
    } else if is(b"%PDF") {
        Some((FileKind::Pdf, "this is a PDF; pass the log itself (F12, Network, Export HAR)"))
    } else if bytes.get(257..262) == Some(b"ustar") {
        Some((FileKind::Tar, "this is a tar archive; unpack it (`tar xf FILE`) and pass the .har inside"))
    } else {
        None
    }
}

/// Says of JSON Lines that hold requests in a shape of someone's own that no reader knows it.
pub(crate) fn json_lines(text: &str) -> bool {
    let text = text.trim_ascii_start();
    let first = text.lines().next().unwrap_or_default();
    let next = text.get(first.len()..).unwrap_or_default().trim_ascii_start();
    if !first.starts_with('{') || !next.starts_with('{') {
        return false;
    }
    let mut scanner = Scanner::new(first, 0);
    let Ok(value) = scanner.value() else { return false };
    let object = value.object();
    let request = object.get("request").filter(|request| request.kind() == b'{');
    scanner.peek().is_none() && request.is_some_and(|request| request.member("url").is_none())
}

/// Refuses such JSON Lines.
pub(crate) fn read_json_lines(_text: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(FileKind::JsonLines);
    Err(Error::NotACapture(out.detail(
        "these are JSON Lines in a shape that no known tool writes, so their requests can't be recognised; record the login as HAR",
    )))
}

/// The start of the text in lower case, the kind of file, and what to do. The first match counts.
const PREFIXES: [(&str, FileKind, &str); 3] = [
    ("<!doctype html", FileKind::Html, HTML),
    ("<html", FileKind::Html, HTML),
    (
        "-----begin ",
        FileKind::Pem,
        "this is a key or certificate, not traffic; don't share it, and pass a HAR of the login",
    ),
];

pub(super) const CHARLES: &str = "this is a Charles session; in Charles choose File > Export Session… > HTTP Archive (.har), or JSON Session File (.chlsj)";
const HTML: &str = "this is an HTML page; in the network panel choose Export HAR, which saves the log, not the page";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_it_is_and_what_to_do() {
        for (text, format, advice) in [
            (" \n", "empty", "record again"),
            ("\n<!DOCTYPE html><title>x", "html", "Export HAR"),
            ("<!-- saved from url=(0014)about:internet -->\n<html>", "html", "Export HAR"),
        ] {
            let (recognised, said) = recognise(text).unwrap();
            assert_eq!(recognised.as_str(), format);
            assert!(said.contains(advice), "{said}");
        }
        for text in [
            " {\"log\":1}",
            "curl 'https://as.example/token'",
            "< HTTP/1.1 400",
            "12:34:56.789012 == Info: Connected",
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
            "<!-- Thank you for your report -->\n\n### Describe the bug",
        ] {
            assert_eq!(recognise(text), None);
        }
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        assert_eq!(binary(b"\xac\xed\x00\x05sr").unwrap().0, Format::Charles.into());
        assert_eq!(binary(b"\xd4\xc3\xb2\xa1\x02\0\x04\0").unwrap().0, FileKind::Pcap);
        assert_eq!(binary(b"{\"log\":{}}"), None);
    }

    #[test]
    fn json_lines_of_any_shape_are_known_by_their_requests() {
        assert!(json_lines("{\"url\":\"/a\",\"request\":{\"method\":\"GET\"}}\n{\"url\":\"/b\"}\n"));
        assert!(!json_lines("{\"request\":{\"url\":\"/a\"}}\n{\"request\":{}}"));
        assert!(!json_lines("{\"request\":{\"method\":\"GET\"}}\n"));
        assert!(!json_lines("{\n\"request\": {}}"));
    }
}
