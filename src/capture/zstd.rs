//! Zstandard (RFC 8878): `.har.zst`.

use std::io::{self, Read};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// Returns whether this is the start of Zstandard data.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}

/// Unpacks while it is read, with a bounded window. How much comes out is for the caller to bound.
pub(super) fn decoder<R: Read>(source: R) -> io::Result<impl Read> {
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(WINDOW);
    StreamingDecoder::new_with_decoder(source, decoder).map_err(|error| io::Error::other(error.to_string()))
}

/// What `zstd` needs no `--long` for, and more: its default levels stay at 8 MiB.
const WINDOW: u64 = 128 << 20;

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    #[test]
    fn what_was_packed_comes_back() {
        let packed = compress_to_vec(&b"a log of a login"[..], CompressionLevel::Fastest);
        assert!(recognises(&packed));
        let mut unpacked = String::new();
        decoder(packed.as_slice())
            .unwrap()
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, "a log of a login");
        assert!(decoder(&packed[..3]).is_err());
    }
}
