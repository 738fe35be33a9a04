//! Zstandard (RFC 8878): `.har.zst`.

use std::io::{self, Read};

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Returns whether this is the start of Zstandard data.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}

/// Unpacks while it is read, with a bounded window. How much comes out is for the caller to bound. Of what is cut, all
/// that precedes the cut comes out before the error.
pub(super) fn decoder<R: Read>(mut source: R) -> io::Result<impl Read> {
    let mut frame = FrameDecoder::new();
    frame.set_max_window_size(WINDOW);
    frame.init(&mut source).map_err(|error| other(&error))?;
    Ok(ZstdDecoder { source, frame, error: None })
}

struct ZstdDecoder<R> {
    source: R,
    frame: FrameDecoder,
    /// The error that ended the data.
    error: Option<io::Error>,
}

impl<R: Read> Read for ZstdDecoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let one = || BlockDecodingStrategy::UptoBlocks(1);
        while self.frame.can_collect() == 0 && !self.frame.is_finished() {
            if let Err(error) = self.frame.decode_blocks(&mut self.source, one()) {
                self.error = Some(other(&error));
                // The window is kept back until the frame ends.
                self.frame.decode_blocks(END, one()).map_err(|error| other(&error))?;
            }
        }
        match (self.frame.read(buffer)?, self.error.take()) {
            (0, Some(error)) => Err(error),
            (read, error) => {
                self.error = error;
                Ok(read)
            }
        }
    }
}

fn other(error: &FrameDecoderError) -> io::Error {
    io::Error::other(error.to_string())
}

/// An empty block that is the last (RFC 8878 §3.1.1.2), and room for a checksum.
const END: &[u8] = &[1, 0, 0, 0, 0, 0, 0];

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
        decoder(packed.as_slice()).unwrap().read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, "a log of a login");
        assert!(decoder(&packed[..3]).is_err());
    }

    #[test]
    fn what_precedes_a_cut_comes_out() {
        let text = (0..100_000).map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
        let packed = compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
        let mut unpacked = Vec::new();
        let read = decoder(&packed[..packed.len() / 2]).unwrap().read_to_end(&mut unpacked);
        assert!(read.is_err() && unpacked.len() > 100_000 && text.as_bytes().starts_with(&unpacked));
    }
}
