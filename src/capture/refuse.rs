//! What a file is that cannot be read, and what to do with it.

use super::{Error, Place};

/// Recognises what is neither JSON nor text that people put together; returns a name for it, and what to do.
pub(super) fn recognise(text: &str) -> Option<(&'static str, Error)> {
    let start = text.trim_start();
    if start.is_empty() {
        return Some((
            "empty",
            error("the file is empty; record again and save the log before the browser is closed"),
        ));
    }
    if flow_dump(text) {
        return Some(("mitmproxy-flow", error(MITMPROXY)));
    }
    let lower: String = start.chars().take(200).collect::<String>().to_ascii_lowercase();
    // What curl received, and how a chat marks a link.
    if lower.starts_with("< ") || lower.starts_with("<http") {
        return None;
    }
    let known = PREFIXES.iter().find(|(prefix, ..)| lower.starts_with(prefix));
    let (format, advice) = match known {
        Some(("<?xml", ..)) if lower.contains("burp") => ("burp", BURP),
        Some((_, format, advice)) => (*format, *advice),
        None => return None,
    };
    Some((
        format,
        Error {
            message: advice.to_owned(),
            at: Some(Place {
                file: 0,
                line: 1,
                column: 1,
            }),
        },
    ))
}

/// Recognises what is no text; returns a name for it, and what to do.
pub(super) fn binary(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let is = |magic: &[u8]| bytes.starts_with(magic);
    let head = &bytes[..bytes.len().min(200)];
    let names = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    if is(b"PK\x03\x04") {
        Some(if names(b"raw/") || names(b"[Content_Types].xml") {
            (
                "saz",
                "this is a Fiddler archive; in Fiddler choose File > Export Sessions > HTTPArchive v1.2",
            )
        } else if names(b"trace.network") || names(b"trace.trace") {
            (
                "playwright-trace",
                "this is a Playwright trace; record with `recordHar: { path, content: 'embed' }` instead",
            )
        } else {
            (
                "zip",
                "this is a zip archive; unpack it (`unzip FILE`) and give the .har inside; with Playwright, record with `content: 'embed'`",
            )
        })
    } else if is(b"\xac\xed\x00\x05") {
        Some(("charles", CHARLES))
    } else if is(b"\x0a\x0d\x0d\x0a") || is(b"\xd4\xc3\xb2\xa1") || is(b"\xa1\xb2\xc3\xd4") {
        Some((
            "pcap",
            "this is a packet capture, and what matters in it is encrypted; record the login as HAR",
        ))
    } else if is(b"\x89PNG") || is(b"\xff\xd8\xff") || is(b"GIF8") {
        Some((
            "image",
            "this is an image; give the log itself (F12, Network, Export HAR), not a screenshot of it",
        ))
    } else if is(b"%PDF") {
        Some(("pdf", "this is a PDF; give the log itself (F12, Network, Export HAR)"))
    } else if bytes.get(257..262) == Some(b"ustar") {
        Some((
            "tar",
            "this is a tar archive; unpack it (`tar xf FILE`) and give the .har inside",
        ))
    } else {
        None
    }
}

/// Says of a JSON document that has no log what it is, by the names of its outermost members.
pub(super) fn document(names: &[String]) -> Option<(&'static str, &'static str)> {
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("constants") && (has("events") || names.len() == 1) {
        Some((
            "netlog",
            "this is a Chrome NetLog; record the network panel instead (F12, Network, Export HAR)",
        ))
    } else if has("info") && has("item") {
        Some((
            "postman",
            "this is a Postman collection: requests that were saved, not traffic; record the login as HAR",
        ))
    } else if has("firstLine") || (has("actualPort") && has("scheme")) {
        Some(("charles", CHARLES))
    } else if has("openapi") || has("swagger") {
        Some((
            "openapi",
            "this is an API description, no traffic; record the login as HAR",
        ))
    } else if has("authorization_endpoint") && has("issuer") {
        Some((
            "metadata",
            "this is the metadata of a server, no traffic; record the login as HAR",
        ))
    } else {
        None
    }
}

/// Makes an error without a place.
pub(super) fn error(message: impl Into<String>) -> Error {
    Error {
        message: message.into(),
        at: None,
    }
}

/// mitmproxy writes tnetstrings, `2434:9:websocket;0:~8:response;…`, and users name them .har.
fn flow_dump(text: &str) -> bool {
    let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let length = number(text);
    let Some(inner) = text.get(length..).and_then(|rest| rest.strip_prefix(':')) else {
        return false;
    };
    // A dictionary starts with the length of its first name; a clock time looks the same up to there.
    let name_length = inner
        .get(..number(inner))
        .and_then(|digits| digits.parse::<usize>().ok());
    let behind_name = name_length.and_then(|length| length.checked_add(number(inner) + 1));
    let end = behind_name.and_then(|at| inner.as_bytes().get(at));
    length > 0 && matches!(end, Some(b';' | b','))
}

/// What the text starts with in lower case, a name for it, and what to do. The first that fits counts.
const PREFIXES: [(&str, &str, &str); 6] = [
    ("<!doctype html", "html", HTML),
    ("<html", "html", HTML),
    ("<items", "burp", BURP),
    (
        "<?xml",
        "xml",
        "this is XML; give a HAR, the file that the network panel of a browser exports",
    ),
    (
        "<",
        "xml",
        "this is XML or HTML; give a HAR, the file that the network panel of a browser exports",
    ),
    (
        "-----begin ",
        "pem",
        "this is a key or certificate, no traffic; do not share it, and give a HAR of the login",
    ),
];

const MITMPROXY: &str = "this is a mitmproxy flow dump; convert it with `mitmdump -nr FILE --set hardump=out.har`";
const CHARLES: &str = "this is a Charles session; in Charles choose File > Export Session… > HTTP Archive (.har)";
const HTML: &str = "this is an HTML page; in the network panel choose Export HAR, which saves the log and not the page";
const BURP: &str = "this is a Burp export; record the login with the network panel of a browser and export that as HAR";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_it_is_and_what_to_do() {
        for (text, format, advice) in [
            (" \n", "empty", "record again"),
            (
                "2434:9:websocket;0:~8:response;",
                "mitmproxy-flow",
                "mitmdump -nr FILE --set hardump=out.har",
            ),
            ("\n<!DOCTYPE html><title>x", "html", "Export HAR"),
            ("<?xml version=\"1.0\"?>\n<items burpVersion=\"2\">", "burp", "as HAR"),
            ("<?xml version=\"1.0\"?><a/>", "xml", "network panel"),
        ] {
            let (recognised, error) = recognise(text).unwrap();
            assert_eq!(recognised, format);
            assert!(error.message.contains(advice), "{error}");
        }
        for text in [
            " {\"log\":1}",
            "curl 'https://as.example/token'",
            "< HTTP/1.1 400",
            "12:34:56.789012 == Info: Connected",
        ] {
            assert_eq!(recognise(text), None);
        }
    }

    #[test]
    fn archives_are_told_apart() {
        assert_eq!(binary(b"PK\x03\x04\x14\0\0\0har.har").unwrap().0, "zip");
        assert_eq!(binary(b"PK\x03\x04\x14\0\0\0raw/1_c.txt").unwrap().0, "saz");
        assert_eq!(binary(b"\xd4\xc3\xb2\xa1\x02\0\x04\0").unwrap().0, "pcap");
        assert_eq!(binary(b"{\"log\":{}}"), None);
    }

    #[test]
    fn other_json_is_known_by_its_names() {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(document(&names(&["constants", "events"])).unwrap().0, "netlog");
        assert_eq!(document(&names(&["info", "item", "variable"])).unwrap().0, "postman");
        assert_eq!(document(&names(&["a"])), None);
    }
}
