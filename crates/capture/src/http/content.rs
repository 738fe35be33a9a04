//! `Content-Encoding` (RFC 9110 §8.4).

use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use crate::exchange::Header;

/// Undoes the `Content-Encoding` of a body (gzip, deflate, br, zstd); `None` if there is none, where it does not fit
/// the bytes or is unknown, or where they expand to more than 16 MiB.
pub(crate) fn decode(headers: &[Header], bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decoded: Option<Vec<u8>> = None;
    for encoding in encodings(headers).rev().take(MOST) {
        decoded = Some(undo(&encoding, decoded.as_deref().unwrap_or(bytes))?);
    }
    decoded
}

fn encodings(headers: &[Header]) -> impl DoubleEndedIterator<Item = String> {
    let headers = headers.iter().filter(|header| header.name.eq_ignore_ascii_case("content-encoding"));
    let names = headers.flat_map(|header| header.value.as_str().split(','));
    let names = names.map(|name| name.trim().to_ascii_lowercase());
    names.filter(|name| !matches!(name.as_str(), "" | "identity"))
}

fn undo(encoding: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match encoding {
        "gzip" | "x-gzip" => expand(MultiGzDecoder::new(bytes)),
        // Some servers send the data without the zlib wrapping that RFC 9110 §8.4.1.2 asks for.
        "deflate" => expand(ZlibDecoder::new(bytes)).or_else(|| expand(DeflateDecoder::new(bytes))),
        "br" => expand(Decompressor::new(bytes, 4096)),
        "zstd" => {
            let mut decoder = FrameDecoder::new();
            decoder.set_max_window_size(LIMIT);
            expand(StreamingDecoder::new_with_decoder(bytes, decoder).ok()?)
        }
        _ => None,
    }
}

/// Reads what a body expands to. A body that is cut is worth as much as there is of it.
fn expand(source: impl Read) -> Option<Vec<u8>> {
    let mut expanded = Vec::new();
    let whole = source.take(LIMIT + 1).read_to_end(&mut expanded).is_ok();
    let fits = expanded.len() as u64 <= LIMIT;
    (fits && (whole || !expanded.is_empty())).then_some(expanded)
}

/// The limit on an unpacked body: a few kilobytes can claim gigabytes.
const LIMIT: u64 = 16 << 20;

/// The limit on nested encodings of a body.
const MOST: usize = 3;
