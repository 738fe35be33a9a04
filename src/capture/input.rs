//! From the bytes of an input to the reader of its format.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::lines::Lines;
use super::session::Out;
use super::{Error, Note, archive, burp, charles, har, mitmproxy, netlog, postman, refuse, zstd};

/// Reads an input: undoes what it is packed in, recognises its format by its content and calls the reader of that format.
pub(super) fn read(source: &mut dyn Read, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut bytes = Vec::new();
    source
        .read_to_end(&mut bytes)
        .map_err(|error| refuse::error(error.to_string()))?;
    let bytes = unpack(bytes, LIMIT, out)?;
    if mitmproxy::recognises(&bytes) {
        return mitmproxy::read(&mut bytes.as_slice(), out);
    }
    if archive::recognises(&bytes) {
        return archive::read(&bytes, out);
    }
    let input = text(Cow::Owned(bytes), out)?;
    if let Some(read) = reader(&input.text) {
        out.summary.notes.extend(input.notes);
        return read(&input.text, out);
    }
    if har::start(&input.text).is_none() {
        if let Some((format, error)) = refuse::recognise(&input.text) {
            out.summary.format = format;
            let at = error.at.map(|_| out.start());
            return Err(Error { at, ..error });
        }
    }
    out.summary.notes.extend(input.notes);
    har::read(&input.text, out)
}

/// Reads a text of a format.
type Reader = fn(&str, &mut Out<'_, '_>) -> Result<(), Error>;

/// Returns the reader of a text that a tool wrote.
fn reader(text: &str) -> Option<Reader> {
    let readers: [(fn(&str) -> bool, Reader); 6] = [
        (netlog::recognises, netlog::read),
        (charles::recognises, charles::read),
        (postman::recognises, postman::read),
        (burp::recognises, burp::read),
        (har::is_snapshots, har::read_snapshots),
        (refuse::json_lines, refuse::read_json_lines),
    ];
    let known = readers.into_iter().find(|(recognises, _)| recognises(text));
    known.map(|(_, read)| read)
}

/// A file as text.
struct Input<'a> {
    text: Cow<'a, str>,
    notes: Vec<Note>,
}

/// Undoes gzip and Zstandard.
fn unpack(bytes: Vec<u8>, limit: u64, out: &mut Out<'_, '_>) -> Result<Vec<u8>, Error> {
    let (packing, unpacked) = if bytes.starts_with(GZIP) {
        ("gzip", expand(MultiGzDecoder::new(bytes.as_slice()), "gzip", limit))
    } else if zstd::recognises(&bytes) {
        let source = zstd::decoder(bytes.as_slice()).map_err(|_| damaged("zstd"));
        ("zstd", source.and_then(|source| expand(source, "zstd", limit)))
    } else {
        return Ok(bytes);
    };
    out.summary.format = packing;
    let (expanded, whole) = unpacked?;
    if !whole {
        let message = format!("the {packing} data is cut or damaged; what could be unpacked was read");
        out.note("gzip-damaged", message, None);
    }
    Ok(expanded)
}

/// Unpacks; `false` where the data are damaged behind what was unpacked.
fn expand(source: impl Read, packing: &str, limit: u64) -> Result<(Vec<u8>, bool), Error> {
    let mut expanded = Vec::new();
    // A damaged stream is no error of its own: what precedes the damage may hold the exchanges that matter.
    let whole = source.take(limit + 1).read_to_end(&mut expanded).is_ok();
    if expanded.len() as u64 > limit {
        return Err(refuse::error(format!(
            "the {packing} data expands to more than {} MiB; unpack it and give the part of the log that matters",
            limit >> 20
        )));
    }
    if expanded.is_empty() && !whole {
        return Err(damaged(packing));
    }
    Ok((expanded, whole))
}

fn damaged(packing: &str) -> Error {
    refuse::error(format!(
        "the {packing} data is damaged from the start; copy or download the file again"
    ))
}

/// Undoes the character encoding; what is no text is refused. Byte order marks are left out, as editors do not count them.
fn text<'a>(bytes: Cow<'a, [u8]>, out: &mut Out<'_, '_>) -> Result<Input<'a>, Error> {
    if let Some((format, advice)) = refuse::binary(&bytes) {
        out.summary.format = format;
        return Err(refuse::error(advice));
    }
    Ok(characters(bytes))
}

fn characters(bytes: Cow<'_, [u8]>) -> Input<'_> {
    let unit: Option<fn([u8; 2]) -> u16> = match *bytes {
        [0xff, 0xfe, ..] | [b'{' | b'[', 0, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] | [0, b'{' | b'[', ..] => Some(u16::from_be_bytes),
        _ => None,
    };
    match unit {
        Some(unit) => utf16(&bytes, unit),
        None => utf8(bytes),
    }
}

/// Windows PowerShell 5 writes UTF-16 wherever output is redirected to a file.
fn utf16<'a>(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Input<'a> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let characters = char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER));
    let text: String = characters.skip_while(|character| *character == BOM).collect();
    let message = "the file is UTF-16; columns are those of the same text in UTF-8".to_owned();
    Input {
        text: Cow::Owned(text),
        notes: vec![Note {
            kind: "utf-16",
            message,
            at: None,
        }],
    }
}

fn utf8(bytes: Cow<'_, [u8]>) -> Input<'_> {
    let text = match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|_| bytes.to_vec()),
        Cow::Owned(bytes) => String::from_utf8(bytes)
            .map(Cow::Owned)
            .map_err(std::string::FromUtf8Error::into_bytes),
    };
    match text {
        Ok(text) => Input {
            text: without_bom(text),
            notes: Vec::new(),
        },
        Err(bytes) => patched(bytes),
    }
}

/// Replaces each byte that is not UTF-8 by one `?`, so that all places stay exact; returns where the first one was.
pub(super) fn patch(bytes: &mut [u8]) -> Option<usize> {
    let mut first = None;
    let mut valid = 0;
    while let Err(error) = std::str::from_utf8(&bytes[valid..]) {
        let wrong = valid + error.valid_up_to();
        first.get_or_insert(wrong);
        valid = wrong + error.error_len().unwrap_or(bytes.len() - wrong);
        bytes[wrong..valid].fill(b'?');
    }
    first
}

fn patched(mut bytes: Vec<u8>) -> Input<'static> {
    let first = patch(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let bom = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    let text = without_bom(Cow::Owned(text));
    let at = first.map(|first| Lines::new(&text, 0).place(first.saturating_sub(bom)));
    let message = "the file is not UTF-8 throughout; each byte that is not was read as `?`".to_owned();
    Input {
        text,
        notes: vec![Note {
            kind: "not-utf-8",
            message,
            at,
        }],
    }
}

fn without_bom(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix(BOM).unwrap_or(text)),
        Cow::Owned(mut text) => {
            if text.starts_with(BOM) {
                text.drain(..BOM.len_utf8());
            }
            Cow::Owned(text)
        }
    }
}

const GZIP: &[u8] = &[0x1f, 0x8b];

const BOM: char = '\u{feff}';

/// How much gzip may expand to; a few kilobytes of it can claim gigabytes.
const LIMIT: u64 = 512 << 20;
