//! Base64 as recorders and clients write it: with its padding or without.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};

/// Decodes the standard alphabet (RFC 4648 §4). Padding and unused bits at the end do not matter.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    decode_unpadded(&LENIENT, text)
}

/// Decodes the URL-safe alphabet (RFC 4648 §5). Padding and unused bits at the end do not matter.
pub fn decode_url_safe(text: &str) -> Option<Vec<u8>> {
    decode_unpadded(&LENIENT_URL_SAFE, text)
}

/// Decodes the standard alphabet over several lines, as MIME encoders break it. The padding may be of any length.
pub fn decode_lines(text: &str) -> Option<Vec<u8>> {
    let packed: String = text.split_ascii_whitespace().collect();
    decode(packed.trim_end_matches('='))
}

/// Takes off as much padding as there may be.
fn decode_unpadded(encoding: &Encoding, text: &str) -> Option<Vec<u8>> {
    let unpadded = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    encoding.decode(unpadded.as_bytes()).ok()
}

static LENIENT: LazyLock<Encoding> = LazyLock::new(|| lenient("+/"));
static LENIENT_URL_SAFE: LazyLock<Encoding> = LazyLock::new(|| lenient("-_"));

/// Returns the base64 with these two letters at its end, without padding, whatever the unused bits.
fn lenient(last: &str) -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    specification.symbols.push_str(last);
    specification.check_trailing_bits = false;
    specification.encoding().expect("64 letters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_may_be_there_or_not() {
        for encoded in ["+/8=", "+/8"] {
            assert_eq!(decode(encoded), Some(vec![0xfb, 0xff]));
            assert_eq!(decode_lines(encoded), decode(encoded));
        }
        assert_eq!(decode_url_safe("-_8"), decode_url_safe("-_8="));
        assert_eq!(decode_url_safe("-_8"), decode("+/8"));
    }

    #[test]
    fn each_alphabet_refuses_the_letters_of_the_other() {
        assert_eq!((decode("-_8"), decode_url_safe("+/8")), (None, None));
    }

    #[test]
    fn only_one_function_reads_lines() {
        assert_eq!(decode_lines("aGVs\r\n bG8=\n"), Some(b"hello".to_vec()));
        assert_eq!(decode("aGVs\nbG8="), None);
    }
}
