//! From the bytes of an input to the reader of its format.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use crate::error::{Error, ErrorDetail};
use crate::format::FileKind;
use crate::har::console::Console;
use crate::note::NoteKind;
use crate::sink::Out;
use crate::text::place::place_behind;
use crate::text::sieve::Sieve;
use crate::text::utf8::patch;
use crate::text::utf16::Utf16;
use crate::tool::{burp, cassette, charles, http_file, mitmproxy, netlog, postman, saml_tracer};
use crate::{archive, har, pasted, record, refuse, zstd};

/// Reads an input: undoes what it is packed in, recognises its format by its content and calls the reader of that
/// format.
pub(super) fn read(source: &mut dyn Read, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut source = Peeked::new(source)?;
    if source.head().starts_with(GZIP) {
        out.set_format(FileKind::Gzip);
        let unpacked = MultiGzDecoder::new(source);
        return read_unpacked(unpacked, "gzip", out);
    }
    if zstd::recognises(source.head()) {
        out.set_format(FileKind::Zstd);
        let unpacked = zstd::decoder(source).map_err(|_| damaged("zstd"))?;
        return read_unpacked(unpacked, "zstd", out);
    }
    read_plain(&mut source, out)
}

/// Reads what unpacks to more than it is. A damaged stream is no error of its own: what precedes the damage may hold
/// the exchanges that matter.
fn read_unpacked(source: impl Read, packing: &'static str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut unpacked = Unpacked { source, left: LIMIT, is_damaged: false };
    let mut inner = Peeked::new(&mut unpacked)?;
    if inner.head().is_empty() {
        drop(inner);
        return if unpacked.is_damaged {
            Err(damaged(packing))
        } else {
            // It is what an empty file is.
            read_plain(&mut Peeked::new(&mut io::empty())?, out)
        };
    }
    let read = read_plain(&mut inner, out);
    if unpacked.is_damaged {
        let message = format!("the {packing} data is truncated or damaged; everything that could be unpacked was read");
        out.note(NoteKind::PackingDamaged, message, None);
    }
    read
}

fn damaged(packing: &str) -> Error {
    Error::Damaged(ErrorDetail::new(
        format!(
            "the {packing} data is damaged or truncated before anything can be unpacked; copy or download the file \
             again"
        ),
        None,
    ))
}

fn read_plain(source: &mut Peeked<'_>, out: &mut Out<'_, '_>) -> Result<(), Error> {
    if mitmproxy::flows::recognises(source.head()) {
        return mitmproxy::flows::read(source, out);
    }
    if archive::reader::recognises(source.head()) {
        return archive::reader::read(&whole(source)?, out);
    }
    if let Some((format, advice)) = refuse::binary(source.head()) {
        out.set_format(format);
        return Err(Error::NotACapture(ErrorDetail::new(advice, None)));
    }
    if let Some(utf16) = Utf16::recognised(source.head()) {
        let message = "the file is UTF-16; columns count the bytes of the same text in UTF-8";
        out.note(NoteKind::Utf16, message, None);
        return read_text(&mut Peeked::new(&mut utf16.decoder(source))?, out);
    }
    read_text(source, out)
}

fn read_text(source: &mut Peeked<'_>, out: &mut Out<'_, '_>) -> Result<(), Error> {
    source.skip(BOM);
    if har::snapshots::is_snapshots(source.head()) {
        return har::snapshots::read_snapshots(source, &mut Console::default(), out);
    }
    let head = String::from_utf8_lossy(source.head());
    if let Some((kind, advice)) = refuse::known(&head) {
        out.set_format(kind);
        return Err(Error::NotACapture(out.detail(advice)));
    }
    if let Some(read) = reader(&head) {
        let mut bytes = whole(source)?;
        if let Some(first) = patch(&mut bytes) {
            let at = place_behind(out.start(), bytes.get(..first).unwrap_or_default());
            let message = "the file is not entirely UTF-8; each invalid byte was read as `?`";
            out.note(NoteKind::NotUtf8, message, Some(at));
        }
        return read(&String::from_utf8_lossy(&bytes), out);
    }
    if let Some(start) = har::reader::start(source.head()) {
        let (before, json) = source.head().split_at(start);
        let is_jsonp = !before.trim_ascii().is_empty();
        let is_har = if is_jsonp {
            memchr::memmem::find(json, b"\"entries\"").is_some()
        } else {
            !record::reads_as_text(source.head())
        };
        if is_har {
            return har::reader::read(source, is_jsonp, out);
        }
    }
    let anchors = out.anchors();
    let anchors: Vec<&str> = anchors.iter().map(String::as_str).collect();
    let mut sieve = Sieve::new(source, out.file, &anchors);
    if let Some(error) = sieve.failure() {
        return Err(unreadable(error));
    }
    let head = String::from_utf8_lossy(sieve.head());
    // `<34>1 2026-…` of syslog is not markup.
    match refuse::recognise(&head).filter(|_| !record::page::begins_logged(&head)) {
        Some((kind, advice)) => {
            out.set_format(kind);
            let at = (kind != FileKind::Empty).then(|| out.start());
            Err(Error::NotACapture(ErrorDetail::new(advice, at)))
        }
        None if sieve.head().contains(&0) => {
            out.set_format(FileKind::Unknown);
            let advice = "this is neither text nor a capture in a known format; record the login as HAR";
            Err(Error::NotACapture(out.detail(advice)))
        }
        None => {
            let read = pasted::reader::read_segments(&mut || sieve.segment(), out);
            sieve.failure().map_or(read, |error| Err(unreadable(error)))
        }
    }
}

/// Reads a text of a format.
type ReadText = fn(&str, &mut Out<'_, '_>) -> Result<(), Error>;

/// Recognises the beginning of a text of a format.
type Recognises = fn(&str) -> bool;

/// Returns the reader of a text that a tool wrote, by its beginning.
fn reader(head: &str) -> Option<ReadText> {
    let readers: [(Recognises, ReadText); 8] = [
        (netlog::reader::recognises, netlog::reader::read),
        (charles::recognises, charles::read),
        (postman::recognises, postman::read),
        (burp::items::recognises, burp::items::read),
        (saml_tracer::recognises, saml_tracer::read),
        (cassette::recognises, cassette::reader::read),
        (http_file::recognises, http_file::reader::read),
        (refuse::json_lines, refuse::read_json_lines),
    ];
    let known = readers.into_iter().find(|(recognises, _)| recognises(head));
    known.map(|(_, read)| read)
}

fn unreadable(error: &io::Error) -> Error {
    Error::from_io(error, format!("the input cannot be read: {error}"), None)
}

/// Reads what cannot be read as it comes.
fn whole(source: &mut Peeked<'_>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = source.take(LONGEST_WHOLE + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > LONGEST_WHOLE {
        let message = format!("the input has more than {} MiB; pass only the part that matters", LONGEST_WHOLE >> 20);
        return Err(Error::TooLarge(ErrorDetail::new(message, None)));
    }
    Ok(bytes)
}

/// A source of which the beginning can be looked at before it is read.
pub(super) struct Peeked<'r> {
    head: Vec<u8>,
    at: usize,
    source: &'r mut dyn Read,
}

impl<'r> Peeked<'r> {
    fn new(source: &'r mut dyn Read) -> Result<Self, Error> {
        let mut head = Vec::new();
        let read = (&mut *source).take(HEAD).read_to_end(&mut head);
        read.map_err(|error| unreadable(&error))?;
        Ok(Self { head, at: 0, source })
    }

    /// Returns the beginning: all of it where it is short.
    pub(super) fn head(&self) -> &[u8] {
        &self.head[self.at..]
    }

    fn skip(&mut self, prefix: &[u8]) {
        if self.head().starts_with(prefix) {
            self.at += prefix.len();
        }
    }
}

impl Read for Peeked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.head.len() {
            return self.source.read(buffer);
        }
        let read = (&self.head[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

/// The unpacked bytes of a source, up to a limit and up to the first damage.
struct Unpacked<R> {
    source: R,
    left: u64,
    is_damaged: bool,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_damaged {
            return Ok(0);
        }
        match self.source.read(buffer) {
            Ok(read) if read as u64 <= self.left => {
                self.left -= read as u64;
                Ok(read)
            }
            Ok(_) => Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("it unpacks to more than {} MiB; pass only the relevant part of the log", LIMIT >> 20),
            )),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(_) => {
                self.is_damaged = true;
                Ok(0)
            }
        }
    }
}

const GZIP: &[u8] = &[0x1f, 0x8b];

const BOM: &[u8] = "\u{feff}".as_bytes();

/// The number of bytes at the start of an input that decide its format.
const HEAD: u64 = 64 << 10;

/// The limit on unpacked bytes: a few kilobytes can claim any size.
const LIMIT: u64 = 2 << 30;

/// The limit on inputs that are held in memory: archives, network logs, sessions of proxies.
const LONGEST_WHOLE: u64 = 512 << 20;
