//! Bytes that are in a text as base64, as hex, or broken over lines.

use oauth_doctor_wire::percent::hex_digit;

/// Calls back with what each run of base64 or base64url can stand for: it may begin anywhere in a run.
pub(super) fn each_base64(text: &[u8], buffer: &mut Vec<u8>, mut each: impl FnMut(&[u8])) {
    for run in runs(text, |byte| sextet(byte).is_some()).filter(|run| run.len() >= BASE64_OF_A_PIECE) {
        for start in 0..4 {
            buffer.clear();
            let quads = run[start..].chunks(4);
            for quad in quads {
                let bits = quad.iter().fold(0, |bits, byte| bits << 6 | u32::from(sextet(*byte).unwrap_or_default()));
                let bits = bits << (6 * (4 - quad.len()));
                buffer.extend_from_slice(&bits.to_be_bytes()[1..quad.len()]);
            }
            each(buffer);
        }
    }
}

/// Calls back with what each run of hexadecimal digits stands for, also with a sign between the bytes (`65:79 4a`).
pub(super) fn each_hex(text: &[u8], buffer: &mut Vec<u8>, mut each: impl FnMut(&[u8])) {
    let digits = |run: &[u8], start: usize, buffer: &mut Vec<u8>| {
        let pairs = run[start..].chunks_exact(2);
        buffer.extend(pairs.filter_map(|pair| Some(hex_digit(pair[0])? << 4 | hex_digit(pair[1])?)));
    };
    // A byte and the sign behind it.
    let mut bytes = Vec::new();
    let mut end = 0;
    for run in runs(text, |byte| hex_digit(byte).is_some()) {
        if run.len() >= 2 * SHORTEST {
            for start in 0..2 {
                buffer.clear();
                digits(run, start, buffer);
                each(buffer);
            }
        }
        let start = offset(text, run);
        let is_next = run.len() % 2 == 0 && run.len() <= 8 && (1..=GAP).contains(&(start - end));
        if !is_next && !bytes.is_empty() {
            each(&bytes);
            bytes.clear();
        }
        if run.len() % 2 == 0 && run.len() <= 8 {
            digits(run, 0, &mut bytes);
        }
        end = start + run.len();
    }
    if !bytes.is_empty() {
        each(&bytes);
    }
}

/// Writes a text without its line ends and what begins the next line: whitespace, the offset of a dump. Returns whether there was any.
pub(super) fn unwrap(text: &[u8], out: &mut Vec<u8>) -> bool {
    out.clear();
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\n', rest) {
        out.extend_from_slice(rest[..at].trim_ascii_end());
        rest = rest[at..].trim_ascii_start();
        let digits = rest.iter().take_while(|byte| hex_digit(**byte).is_some()).count();
        if (4..=8).contains(&digits) && rest[digits..].starts_with(b": ") {
            rest = &rest[digits + 2..];
        }
    }
    let changed = rest.len() < text.len();
    out.extend_from_slice(rest);
    changed
}

/// Returns the longest runs of bytes of a kind.
fn runs(text: &[u8], mut is_of: impl FnMut(u8) -> bool + Copy) -> impl Iterator<Item = &[u8]> {
    text.split(move |byte| !is_of(*byte)).filter(|run| !run.is_empty())
}

/// Returns where a part of a text begins.
fn offset(text: &[u8], part: &[u8]) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// How many characters of base64 hold eight bytes.
const BASE64_OF_A_PIECE: usize = 11;
/// Fewer bytes of hex are searched for nothing.
const SHORTEST: usize = 8;
/// How many signs may stand between two bytes in hex: `, `, ` 0x`.
const GAP: usize = 4;

#[cfg(test)]
mod tests {
    use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};

    use super::*;

    fn decoded(text: &str, each: impl Fn(&[u8], &mut Vec<u8>, &mut dyn FnMut(&[u8]))) -> String {
        let mut all = Vec::new();
        each(text.as_bytes(), &mut Vec::new(), &mut |bytes| all.extend_from_slice(bytes));
        String::from_utf8_lossy(&all).into_owned()
    }

    #[test]
    fn base64_is_read_wherever_it_begins() {
        let secret = b"Summer2024!?>";
        for prefix in ["", "a", "ab", "abc"] {
            for encoded in [BASE64.encode(secret), BASE64URL_NOPAD.encode(secret)] {
                let text = format!("({prefix}{encoded})");
                let found = decoded(&text, |text, buffer, each| each_base64(text, buffer, each));
                assert!(found.contains("Summer2024!?>"), "{text}: {found}");
            }
        }
    }

    #[test]
    fn hex_is_read_with_and_without_signs() {
        let hex = HEXLOWER.encode(b"Summer2024");
        let pairs: Vec<String> =
            hex.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect();
        for text in
            [hex.clone(), format!("f{hex}"), hex.to_uppercase(), pairs.join(":"), pairs.join(" "), pairs.join(", 0x")]
        {
            let found = decoded(&text, |text, buffer, each| each_hex(text, buffer, each));
            assert!(found.contains("Summer2024"), "{text}: {found}");
        }
    }

    #[test]
    fn a_broken_line_is_put_together() {
        let mut out = Vec::new();
        assert!(unwrap(b"code=awED\n0040: anZ\r\n  X", &mut out));
        assert_eq!(out, b"code=awEDanZX");
        assert!(!unwrap(b"one line", &mut out));
    }
}
