//! Start line and headers of a message.

use std::ops::Range;

use memchr::memchr;

use crate::exchange;
use crate::exchange::Header;
use crate::text::blob::Blob;
use crate::text::draft::Draft;
use crate::text::placed::Text;

/// The start line and the headers.
pub(super) struct MessageHead {
    /// Behind the empty line, where the body begins.
    pub(super) end: usize,
    /// Start line and headers.
    pub(super) text: Text,
    start_line: Range<usize>,
    /// The headers in order, without HTTP/2 pseudo headers.
    pub(super) headers: Vec<Header>,
}

/// `POST /token HTTP/1.1`.
pub(crate) struct RequestLine {
    pub(crate) method: String,
    /// The bytes of the target.
    pub(crate) target: Range<usize>,
}

impl MessageHead {
    /// Returns the request line, unless the message is a response.
    pub(super) fn request_line(&self) -> Option<RequestLine> {
        request_line(self.text.as_str(), self.start_line.clone())
    }

    /// Returns the status, unless the message is a request.
    pub(super) fn status(&self) -> Option<u16> {
        status(&self.text.as_str()[self.start_line.clone()])
    }

    /// Returns the value of the first header of this name, whatever the case.
    pub(super) fn header(&self, name: &str) -> Option<&Text> {
        exchange::header(&self.headers, name)
    }
}

/// Reads the head that starts at `from`, after empty lines (RFC 9112 §2.2); `None` if no start line is there.
/// Lines end in CRLF or LF.
pub(super) fn read(blob: &Blob, from: usize) -> Option<MessageHead> {
    let bytes = &blob.bytes;
    let blank = bytes.get(from..)?.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let start = from + blank.count();
    let first = line(bytes, start)?;
    let is_start = std::str::from_utf8(&bytes[first.clone()])
        .is_ok_and(|line| status(line).is_some() || request_line(line, 0..line.len()).is_some());
    if !is_start {
        return None;
    }
    let mut end = next(bytes, &first);
    while let Some(line) = line(bytes, end) {
        end = next(bytes, &line);
        if line.is_empty() {
            break;
        }
    }
    let text = blob.part(start..end).into_text();
    let headers = headers(&text, next(text.as_str().as_bytes(), &(0..first.len())));
    Some(MessageHead { end, start_line: 0..first.len(), text, headers })
}

/// Reads header lines from byte `from` on; a line that starts with a blank goes on with the one before (RFC 9112 §5.2).
/// Lines without a colon are passed over.
fn headers(text: &Text, from: usize) -> Vec<Header> {
    let source = text.as_str();
    let mut headers: Vec<Header> = Vec::new();
    let mut at = from;
    while let Some(range) = line(source.as_bytes(), at) {
        at = next(source.as_bytes(), &range);
        let mut lines = vec![range];
        while let Some(more) = line(source.as_bytes(), at) {
            if !source[more.clone()].starts_with([' ', '\t']) {
                break;
            }
            at = next(source.as_bytes(), &more);
            lines.push(more);
        }
        headers.extend(header(text, lines));
    }
    headers
}

fn header(text: &Text, mut lines: Vec<Range<usize>>) -> Option<Header> {
    let source = text.as_str();
    let first = lines.first_mut()?;
    let name_length = source[first.clone()].find(':').filter(|length| *length > 0)?;
    let name = source[first.start..first.start + name_length].trim().to_owned();
    first.start += name_length + 1;
    let mut value = Draft::default();
    for range in lines {
        let range = trimmed(source, range);
        if !value.as_str().is_empty() && !range.is_empty() {
            value.push_char(' ', text.place(range.start));
        }
        value.push(text, range);
    }
    let value = value.finish();
    Some(Header { name, value })
}

fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let piece = &source[range.clone()];
    let start = range.start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}

/// Reads `METHOD target HTTP/version`. Recorders save targets with blanks in them, so the target is all that is
/// between.
pub(super) fn request_line(source: &str, range: Range<usize>) -> Option<RequestLine> {
    let line = &source[range.clone()];
    let (method, rest) = line.split_once(' ')?;
    let (target, version) = rest.trim_end().rsplit_once(' ')?;
    let target = target.trim_end();
    if !is_method(method) || !is_version(version) || target.is_empty() {
        return None;
    }
    let leading = target.len() - target.trim_start().len();
    let start = range.start + method.len() + 1 + leading;
    Some(RequestLine { method: method.to_owned(), target: start..start + target.trim_start().len() })
}

/// Reads the status of `HTTP/1.1 400 Bad Request` or `HTTP/2 400`.
pub(crate) fn status(line: &str) -> Option<u16> {
    let mut words = line.split_ascii_whitespace();
    let version = words.next().filter(|version| is_version(version));
    version?;
    words.next().filter(|code| code.len() == 3)?.parse().ok()
}

/// Returns whether this is a method in its usual spelling.
pub(crate) fn is_method(word: &str) -> bool {
    matches!(word, "GET" | "POST" | "PUT" | "OPTIONS" | "HEAD" | "PATCH" | "DELETE" | "CONNECT" | "TRACE")
}

fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix("HTTP/").unwrap_or_default();
    !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Returns the line that starts at a byte, without its end; `None` behind the last one.
pub(super) fn line(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = bytes.get(from..).filter(|rest| !rest.is_empty())?;
    let mut length = memchr(b'\n', rest).unwrap_or(rest.len());
    if rest[..length].ends_with(b"\r") {
        length -= 1;
    }
    Some(from..from + length)
}

/// Returns where the line behind this one starts.
pub(super) fn next(bytes: &[u8], line: &Range<usize>) -> usize {
    let rest = &bytes[line.end..];
    let end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => 0,
    };
    line.end + end
}
