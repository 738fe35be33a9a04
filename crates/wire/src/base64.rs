//! Base64 as recorders and clients write it: with its padding or without.

use base64::Engine;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Decodes the standard alphabet (RFC 4648 §4). Padding and unused bits at the end do not matter.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    LENIENT.decode(text).ok()
}

/// Decodes the URL-safe alphabet (RFC 4648 §5). Padding and unused bits at the end do not matter.
pub fn decode_url_safe(text: &str) -> Option<Vec<u8>> {
    LENIENT_URL_SAFE.decode(text).ok()
}

/// Decodes the standard alphabet over several lines, as MIME encoders break it. The padding may be of any length.
pub fn decode_lines(text: &str) -> Option<Vec<u8>> {
    let packed: String = text.split_ascii_whitespace().collect();
    decode(packed.trim_end_matches('='))
}

const LENIENT: GeneralPurpose = lenient(&STANDARD);
const LENIENT_URL_SAFE: GeneralPurpose = lenient(&URL_SAFE);

const fn lenient(alphabet: &Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, config)
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
