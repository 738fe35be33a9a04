//! From the bytes of a file to the text that readers take apart.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::lines::Lines;
use super::{Note, Summary, refuse};

/// A file as text.
pub(super) struct Input<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) notes: Vec<Note>,
}

/// Undoes gzip and the character encoding; what is no text is refused. Byte order marks are left out, as editors do not count them.
pub(super) fn decode(bytes: &[u8]) -> Result<Input<'_>, Summary> {
    decode_up_to(bytes, LIMIT)
}

fn decode_up_to(bytes: &[u8], limit: u64) -> Result<Input<'_>, Summary> {
    if !bytes.starts_with(GZIP) {
        return text(Cow::Borrowed(bytes));
    }
    let (expanded, whole) = expand(bytes, limit)?;
    let mut input = text(Cow::Owned(expanded))?;
    if !whole {
        input.notes.push(Note {
            kind: "gzip-damaged",
            message: "the gzip data is cut or damaged; what could be unpacked was read".to_owned(),
            at: None,
        });
    }
    Ok(input)
}

/// Unpacks gzip; `false` where it is damaged behind what was unpacked.
fn expand(bytes: &[u8], limit: u64) -> Result<(Vec<u8>, bool), Summary> {
    let mut expanded = Vec::new();
    // A damaged stream is no error of its own: what precedes the damage may hold the exchanges that matter.
    let whole = MultiGzDecoder::new(bytes)
        .take(limit + 1)
        .read_to_end(&mut expanded)
        .is_ok();
    if expanded.len() as u64 > limit {
        return Err(refuse::summary(
            "gzip",
            refuse::error(format!(
                "the gzip data expands to more than {} MiB; unpack it with `gunzip` and give the part of the log that matters",
                limit >> 20
            )),
        ));
    }
    if expanded.is_empty() && !whole {
        return Err(refuse::summary(
            "gzip",
            refuse::error("the gzip data is damaged from the start; copy or download the file again"),
        ));
    }
    Ok((expanded, whole))
}

fn text(bytes: Cow<'_, [u8]>) -> Result<Input<'_>, Summary> {
    match refuse::binary(&bytes) {
        Some((format, advice)) => Err(refuse::summary(format, refuse::error(advice))),
        None => Ok(characters(bytes)),
    }
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

/// A foreign byte becomes one `?`, so that all places stay exact.
fn patched(mut bytes: Vec<u8>) -> Input<'static> {
    let mut first = None;
    let mut valid = 0;
    while let Err(error) = std::str::from_utf8(&bytes[valid..]) {
        let wrong = valid + error.valid_up_to();
        first.get_or_insert(wrong);
        valid = wrong + error.error_len().unwrap_or(bytes.len() - wrong);
        bytes[wrong..valid].fill(b'?');
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let bom = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    let text = without_bom(Cow::Owned(text));
    let at = first.map(|first| Lines::new(&text).place(first.saturating_sub(bom)));
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_is_unpacked_up_to_a_limit() {
        let packed = gzip(&vec![b' '; 100_000]);
        assert_eq!(decode_up_to(&packed, 100_000).unwrap().text.len(), 100_000);
        let error = decode_up_to(&packed, 99_999).err().unwrap().error.unwrap();
        assert!(error.message.contains("expands to more than"), "{error}");
    }

    #[test]
    fn cut_gzip_is_unpacked_as_far_as_it_goes() {
        let text: String = (0..20_000).map(|number| number.to_string()).collect();
        let packed = gzip(text.as_bytes());
        let input = decode(&packed[..packed.len() / 2]).unwrap();
        assert!(!input.text.is_empty() && text.starts_with(&*input.text));
        assert_eq!(input.notes[0].kind, "gzip-damaged");
        assert!(decode(&packed[..5]).is_err());
    }

    #[test]
    fn utf_16_is_read_with_and_without_byte_order_mark() {
        let little: Vec<u8> = "\u{feff}{é}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "{é}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big] {
            let input = decode(&bytes).unwrap();
            assert_eq!((&*input.text, input.notes[0].kind), ("{é}", "utf-16"));
        }
    }

    #[test]
    fn foreign_bytes_are_replaced_one_by_one() {
        let input = decode(b"\xef\xbb\xbf{\n\xe9t\xc3\xa9\xf0\x9f").unwrap();
        assert_eq!(input.text, "{\n?té??");
        assert_eq!(input.notes[0].at.unwrap().to_string(), "2:1");
    }
}
