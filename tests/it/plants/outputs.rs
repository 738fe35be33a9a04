//! What is written of a capture, as somebody reads it who looks for secrets.

use data_encoding::{BASE64_NOPAD, HEXLOWER, HEXUPPER};
use oauth_doctor::report::{Capture, Detail, Format, Options, human, json};

use crate::support::report_with;

/// Returns the outputs that hold a piece of eight characters of the secret, however it is written.
pub(super) fn leaks<'a>(capture: &'a Capture, secret: &'a str) -> impl Iterator<Item = String> + use<'a> {
    let secret: Vec<u8> = secret.to_lowercase().into_bytes();
    let pieces: Vec<Vec<u8>> = secret.windows(secret.len().min(8)).map(<[u8]>::to_vec).collect();
    let holds = move |text: &str| {
        readings(text).iter().any(|text| pieces.iter().any(|piece| memchr::memmem::find(text, piece).is_some()))
    };
    outputs(capture).into_iter().filter(move |(_, output)| holds(output)).map(|(name, _)| name)
}

/// Everything that is written of a capture.
fn outputs(capture: &Capture) -> Vec<(String, String)> {
    let mut outputs: Vec<(String, String)> = Vec::new();
    for &format in Format::ALL {
        outputs.push((format!("{format:?}"), report_with(capture, format, Options::default())));
    }
    for detail in [Detail::Quiet, Detail::Verbose] {
        let options = Options { detail, explain: true, ..Options::default() };
        outputs.push((format!("{detail:?}"), report_with(capture, Format::Human, options)));
    }
    let (mut replay, mut replay_json) = (Vec::new(), Vec::new());
    human::write_replay(capture, None, Options::default(), &mut replay).expect("memory can be written");
    json::write_replay(std::slice::from_ref(capture), None, &mut replay_json).expect("memory can be written");
    outputs.push(("replay".to_owned(), String::from_utf8(replay).expect("it is UTF-8")));
    outputs.push(("replay as JSON".to_owned(), String::from_utf8(replay_json).expect("it is UTF-8")));
    outputs
}

/// Returns a text in small letters, as it stands and as somebody reads it who decodes it.
pub(crate) fn readings(text: &str) -> Vec<Vec<u8>> {
    let mut readings = vec![text.as_bytes().to_vec()];
    for _ in 0..3 {
        let last = readings.last().map(Vec::as_slice).unwrap_or_default();
        readings.push(percent_decoded(last));
    }
    readings.push(unescaped(text));
    readings.push(text.bytes().filter(|byte| !byte.is_ascii_whitespace() && !b"\"'`,+".contains(byte)).collect());
    let words = |is_letter: fn(&u8) -> bool| text.as_bytes().split(move |byte| !is_letter(byte));
    let hexadecimal = words(u8::is_ascii_hexdigit).filter(|word| word.len() >= 12 && word.len() % 2 == 0);
    readings.extend(hexadecimal.filter_map(|word| HEXLOWER.decode(&word.to_ascii_lowercase()).ok()));
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    for word in words(is_base64).filter(|word| word.len() >= 11) {
        let word: Vec<u8> = word
            .iter()
            .map(|byte| match byte {
                b'-' => b'+',
                b'_' => b'/',
                byte => *byte,
            })
            .collect();
        for start in 0..4 {
            let word = &word[start..];
            let decoded = BASE64_NOPAD.decode(&word[..word.len() / 4 * 4]);
            readings.extend(decoded.ok());
        }
    }
    for reading in &mut readings {
        reading.make_ascii_lowercase();
    }
    readings
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let hex = text.get(at + 1..at + 3).filter(|_| text[at] == b'%');
        if let Some(byte) = hex.and_then(|hex| HEXUPPER.decode(&hex.to_ascii_uppercase()).ok()) {
            decoded.extend(byte);
            at += 3;
        } else {
            decoded.push(text[at]);
            at += 1;
        }
    }
    decoded
}

/// Undoes `&#83;`, `&#x53;` and `\u0053`.
fn unescaped(text: &str) -> Vec<u8> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.strip_prefix("&#").and_then(|entity| entity.split_once(';')).and_then(|(number, behind)| {
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            Some((char::from_u32(number)?, behind))
        });
        let escape = || {
            let hex = rest.strip_prefix("\\u")?;
            let c = char::from_u32(u32::from_str_radix(hex.get(..4)?, 16).ok()?)?;
            Some((c, &hex[4..]))
        };
        let (c, behind) = entity.or_else(escape).unwrap_or((rest.chars().next().unwrap_or_default(), &rest[1..]));
        out.push(c);
        rest = behind;
    }
    out.push_str(rest);
    out.into_bytes()
}
