//! Texts that clients make of a digest by mistake, instead of encoding it.

use super::codec;
use super::moves::{Move, Phase, many, one};
use crate::PkceStep;

/// Reads bytes as text with losses, in each way that decoders do: U+FFFD, `?` or nothing for each bad sequence, byte or
/// run of bytes; or each byte without its high bit.
pub(super) fn lossy_texts(bytes: &[u8]) -> Vec<Vec<u8>> {
    let whole = String::from_utf8_lossy(bytes).into_owned();
    let (mut each, mut runs, mut valid) = (String::new(), String::new(), String::new());
    for chunk in bytes.utf8_chunks() {
        for text in [&mut each, &mut runs, &mut valid] {
            text.push_str(chunk.valid());
        }
        each.extend(chunk.invalid().iter().map(|_| '\u{FFFD}'));
        if !chunk.invalid().is_empty() && (!runs.ends_with('\u{FFFD}') || !chunk.valid().is_empty()) {
            runs.push('\u{FFFD}');
        }
    }
    let ascii = |other: &str| -> Vec<u8> {
        bytes.iter().flat_map(|&byte| if byte.is_ascii() { vec![byte] } else { other.as_bytes().to_vec() }).collect()
    };
    vec![
        ascii("\u{FFFD}"),
        ascii("?"),
        whole.replace('\u{FFFD}', "?").into_bytes(),
        each.replace('\u{FFFD}', "?").into_bytes(),
        whole.into_bytes(),
        each.into_bytes(),
        runs.into_bytes(),
        ascii(""),
        valid.into_bytes(),
        bytes.iter().map(|byte| byte & 0x7F).collect(),
    ]
}

/// Writes each byte as the character of that number.
pub(super) fn latin1_to_utf8(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|&byte| char::from(byte)).collect::<String>().into_bytes()
}

fn joined(bytes: &[u8], start: &str, separator: &str, end: &str, print: impl Fn(usize, u8) -> String) -> Vec<u8> {
    let items = bytes.iter().enumerate().map(|(index, &byte)| print(index, byte)).collect::<Vec<_>>();
    format!("{start}{}{end}", items.join(separator)).into_bytes()
}

fn decimal(_: usize, byte: u8) -> String {
    byte.to_string()
}

fn signed(_: usize, byte: u8) -> String {
    byte.cast_signed().to_string()
}

fn separated_hex(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for separator in ["-", ":", " "] {
        out.push(joined(bytes, "", separator, "", |_, byte| format!("{byte:02X}")));
        out.push(joined(bytes, "", separator, "", |_, byte| format!("{byte:02x}")));
    }
    out
}

fn decimal_lists(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for print in [decimal, signed] {
        for separator in [",", ", ", " "] {
            out.push(joined(bytes, "", separator, "", print));
        }
    }
    out.push(joined(bytes, "[", " ", "]", decimal));
    out.extend(words(bytes).map(String::into_bytes));
    out
}

/// The digest as `CryptoJS` holds it: signed numbers of 32 bits.
fn words(bytes: &[u8]) -> Option<String> {
    let words = bytes.chunks(4).map(|word| Some(i32::from_be_bytes(word.try_into().ok()?).to_string()));
    Some(words.collect::<Option<Vec<_>>>()?.join(","))
}

fn json_bytes(bytes: &[u8]) -> Vec<Vec<u8>> {
    let property = |index: usize, byte: u8| format!("\"{index}\":{byte}");
    let spaced_property = |index: usize, byte: u8| format!("\"{index}\": {byte}");
    vec![
        joined(bytes, "{", ",", "}", property),
        joined(bytes, "{", ", ", "}", spaced_property),
        joined(bytes, "[", ",", "]", decimal),
        joined(bytes, "[", ",", "]", signed),
        joined(bytes, r#"{"type":"Buffer","data":["#, ",", "]}", decimal),
        format!(r#"{{"words":[{}],"sigBytes":{}}}"#, words(bytes).unwrap_or_default(), bytes.len()).into_bytes(),
    ]
}

fn openssl_lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let names = [
        "SHA2-256", "SHA256", "SHA1", "SHA2-512", "SHA512", "SHA2-384", "SHA384", "SHA2-224", "SHA224", "SHA3-256",
        "MD5",
    ];
    let starts = names.iter().map(|name| format!("{name}(stdin)= ")).chain([String::from("(stdin)= ")]);
    let starts = starts.chain(names.iter().map(|name| format!("HMAC-{name}(stdin)= ")));
    starts.map(|start| [start.as_bytes(), &codec::hex(bytes)].concat()).flat_map(with_newline).collect()
}

fn sha256sum_lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let ends: [&[u8]; 3] = [b"  -", b" *-", b" -"];
    ends.iter().map(|end| [&codec::hex(bytes), *end].concat()).flat_map(with_newline).collect()
}

fn descriptions(bytes: &[u8]) -> Vec<Vec<u8>> {
    let hex = String::from_utf8_lossy(&codec::hex(bytes)).into_owned();
    let words = bytes.chunks(4).map(|word| String::from_utf8_lossy(&codec::hex(word)).into_owned()).collect::<Vec<_>>();
    let mut out = ["SHA256", "SHA384", "SHA512", "SHA1", "MD5"].map(|name| format!("{name} digest: {hex}")).to_vec();
    out.push(format!("<{}>", words.join(" ")));
    if let ([first, second, ..], [.., last]) = (words.as_slice(), words.as_slice()) {
        out.push(format!("{{length = {}, bytes = 0x{first}{second} ... {last} }}", bytes.len()));
        out.push(format!("{{length = {}, bytes = 0x{hex}}}", bytes.len()));
    }
    out.into_iter().map(String::into_bytes).collect()
}

fn with_newline(line: Vec<u8>) -> [Vec<u8>; 2] {
    let ended = [line.as_slice(), b"\n"].concat();
    [line, ended]
}

/// Ways to turn bytes into text.
pub(super) static FORMS: [Move; 14] = [
    one(Phase::Form, 10, &[PkceStep::Hex], |b| Some(codec::hex(b))).named(&["lower case"]),
    one(Phase::Form, 10, &[PkceStep::Hex], |b| Some(codec::hex_upper(b))).named(&["upper case"]),
    one(Phase::Form, 11, &[PkceStep::Hex], |b| Some([b"0x", &*codec::hex(b)].concat()))
        .named(&["lower case behind 0x"]),
    many(Phase::Form, 10, &[PkceStep::HexDashed], separated_hex).named(&[
        "upper case, -",
        "lower case, -",
        "upper case, :",
        "lower case, :",
        "upper case, space",
        "lower case, space",
    ]),
    many(Phase::Form, 10, &[PkceStep::DecimalCsv], decimal_lists).named(&[
        "comma",
        "comma and space",
        "space",
        "signed, comma",
        "signed, comma and space",
        "signed, space",
        "space, in brackets",
        "words of 32 bits",
    ]),
    // Python and Java print a list with a space after the comma, and that is JSON as well.
    one(Phase::Form, 10, &[PkceStep::DecimalCsv, PkceStep::JsonBytes], |b| Some(joined(b, "[", ", ", "]", decimal))),
    one(Phase::Form, 10, &[PkceStep::DecimalCsv, PkceStep::JsonBytes], |b| Some(joined(b, "[", ", ", "]", signed)))
        .named(&["signed"]),
    many(Phase::Form, 10, &[PkceStep::JsonBytes], json_bytes).named(&[
        "object",
        "object with spaces",
        "array",
        "signed array",
        "Buffer",
        "WordArray",
    ]),
    one(Phase::Form, 10, &[PkceStep::Latin1ToUtf8], |b| Some(latin1_to_utf8(b))),
    many(Phase::Form, 10, &[PkceStep::Utf8Lossy], lossy_texts).named(&[
        "U+FFFD for each byte above 127",
        "? for each byte above 127",
        "? for each bad sequence",
        "? for each bad byte",
        "U+FFFD for each bad sequence",
        "U+FFFD for each bad byte",
        "U+FFFD for each bad run",
        "without bytes above 127",
        "without bad bytes",
        "without high bits",
    ]),
    many(Phase::Form, 10, &[PkceStep::OpensslDgstLine], openssl_lines).around(),
    many(Phase::Form, 10, &[PkceStep::Sha256sumLine], sha256sum_lines).around(),
    many(Phase::Form, 10, &[PkceStep::DigestDescription], descriptions).named(&[
        "SHA256 digest: …",
        "SHA384 digest: …",
        "SHA512 digest: …",
        "SHA1 digest: …",
        "MD5 digest: …",
        "<…>",
        "{length = …, bytes = 0x… ... … }",
        "{length = …, bytes = 0x…}",
    ]),
    one(Phase::Form, 10, &[PkceStep::PythonBytesRepr], |b| Some(codec::python_repr(b))),
];
