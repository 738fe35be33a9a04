//! A cheap test of whether some bytes can be on the way to the challenge.
//!
//! Decoding the challenge in every known way and order gives a handful of *targets*. Bytes on the way to the challenge
//! begin like a target, at least when case and punctuation do not count, or when bytes that are not text are lost. The
//! test only prunes: the search derives whatever passes forwards and compares it with the challenge.

use oauth_doctor_wire::percent;

use super::{codec, digest_text};

pub(super) struct Clues {
    targets: Vec<Vec<u8>>,
    starts: Vec<[u8; START]>,
    folded: Vec<[u8; FOLDED]>,
    /// Indices of targets that can be text with losses.
    lossy: Vec<usize>,
    one_case: bool,
}

impl Clues {
    pub(super) fn new(challenge: &[u8]) -> Self {
        let targets = targets(challenge);
        let starts = targets.iter().filter_map(|target| target.first_chunk().copied()).collect();
        let folded = targets.iter().filter_map(|target| fold(target)).collect();
        let lossy =
            targets.iter().enumerate().skip(1).filter(|(_, target)| is_lossy(target)).map(|(index, _)| index).collect();
        let has = |case: fn(&u8) -> bool| challenge.iter().any(case);
        let one_case = !(has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase));
        Self { targets, starts, folded, lossy, one_case }
    }

    /// Returns whether these bytes can be on the way to the challenge.
    pub(super) fn admit(&self, bytes: &[u8]) -> bool {
        match bytes.first_chunk::<START>() {
            Some(start) if self.starts.contains(start) && self.targets.iter().any(|target| begins(target, bytes)) => {
                return true;
            }
            None if self.targets.iter().any(|target| target == bytes) => return true,
            _ => {}
        }
        if self.admit_folded(bytes, <[u8]>::to_vec) || self.admit_folded(bytes, codec::base64) {
            return true;
        }
        // Two encodings in one case; without this the digest of such a chain would look unrelated.
        if self.one_case && TWICE.iter().any(|encode| self.admit_folded(bytes, *encode)) {
            return true;
        }
        if self.lossy.is_empty() {
            return false;
        }
        let texts = digest_text::lossy_texts(&bytes[..bytes.len().min(24)]);
        self.lossy
            .iter()
            .any(|&index| texts.iter().any(|text| common(text, &self.targets[index]) >= text.len().min(10)))
    }

    fn admit_folded(&self, bytes: &[u8], encode: fn(&[u8]) -> Vec<u8>) -> bool {
        let Some(start) = fold(&encode(&bytes[..bytes.len().min(24)])) else {
            return false;
        };
        if !self.folded.contains(&start) {
            return false;
        }
        let whole = encode(bytes);
        self.targets.iter().any(|target| {
            // What was put around or into a text is not taken away again.
            let is_extra = |mark: u8| whole.contains(&mark) && !target.contains(&mark);
            fold(target) == Some(start)
                && !b"\"'% \n".iter().copied().any(is_extra)
                && folded(target).zip(folded(&whole)).all(|(left, right)| left == right)
        })
    }

    /// Returns what is left of these bytes where they were cut: the targets with which they begin.
    pub(super) fn cuts<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        self.targets.iter().map(Vec::as_slice).filter(|target| target.len() < bytes.len() && bytes.starts_with(target))
    }

    /// Returns the challenge and everything that it can be decoded to.
    pub(super) fn targets(&self) -> &[Vec<u8>] {
        &self.targets
    }
}

/// Decodes the challenge in every known way, again and again. The challenge itself comes first.
fn targets(challenge: &[u8]) -> Vec<Vec<u8>> {
    let mut found = vec![challenge.to_vec()];
    let mut index = 0;
    while index < found.len() {
        for undo in UNDO {
            if found.len() >= MAX_TARGETS {
                return found;
            }
            if let Some(bytes) = undo(&found[index])
                && !bytes.is_empty()
                && !found.contains(&bytes)
            {
                found.push(bytes);
            }
        }
        index += 1;
    }
    found
}

/// Returns the first letters and digits in lower case, if there are enough.
fn fold(text: &[u8]) -> Option<[u8; FOLDED]> {
    let mut out = [0; FOLDED];
    let mut filled = 0;
    for byte in folded(text).take(FOLDED) {
        out[filled] = byte;
        filled += 1;
    }
    (filled == FOLDED).then_some(out)
}

/// Returns the letters and digits in lower case, which most changes of a text leave alone.
fn folded(text: &[u8]) -> impl Iterator<Item = u8> {
    text.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase)
}

/// Returns whether one of the two begins with the other.
fn begins(left: &[u8], right: &[u8]) -> bool {
    common(left, right) == left.len().min(right.len())
}

/// Returns whether this can be what is left of bytes that were read as text: it is short or has odd characters.
fn is_lossy(target: &[u8]) -> bool {
    let is_odd = |byte: &u8| !byte.is_ascii() || byte.is_ascii_control();
    let marks = target.split(|&byte| byte == b'?').count();
    target.len() >= 8
        && std::str::from_utf8(target).is_ok()
        && (marks > 3 || target.len() < 28 || target.iter().any(is_odd))
}

fn common(left: &[u8], right: &[u8]) -> usize {
    left.iter().zip(right).take_while(|(left, right)| left == right).count()
}

/// Decodes the longest run of hexadecimal digits in a text.
pub(super) fn hex_run(text: &[u8]) -> Option<Vec<u8>> {
    let run = text.split(|&byte| percent::hex_digit(byte).is_none()).max_by_key(|run| run.len())?;
    if run.len() >= 12 { codec::lenient_hex(run) } else { None }
}

/// Decodes hexadecimal digits with separators between them.
pub(super) fn separated_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().copied().filter(|byte| !b"-: <>".contains(byte)).collect::<Vec<_>>();
    if digits.len() < text.len() && digits.len() >= 12 { codec::lenient_hex(&digits) } else { None }
}

/// Reads a list of byte values, signed or not, in whatever brackets; quoted keys do not count.
pub(super) fn numbers(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let open = text.split('"').step_by(2).collect::<String>();
    if open.contains(|c: char| !c.is_ascii_digit() && !",:-[]{} \n".contains(c)) {
        return None;
    }
    let parts = open.split(|c: char| !c.is_ascii_digit() && c != '-').filter(|part| !part.is_empty());
    let bytes = parts.map_while(|part| match part.parse::<i16>().ok()? {
        number @ -128..=-1 => u8::try_from(number + 256).ok(),
        number => u8::try_from(number).ok(),
    });
    let bytes = bytes.collect::<Vec<_>>();
    (bytes.len() >= START).then_some(bytes)
}

/// Reads a list of signed numbers of 32 bits, as `CryptoJS` holds a digest.
fn words(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let list = text.strip_prefix(r#"{"words":["#).map_or(Some(text), |rest| Some(rest.split_once(']')?.0))?;
    let words = list.split(',').map(|word| word.parse::<i32>().ok().map(i32::to_be_bytes));
    let words = words.collect::<Option<Vec<_>>>()?;
    (words.len() >= 4).then(|| words.concat())
}

/// The opposite of [`digest_text::latin1_to_utf8`].
fn utf8_to_latin1(text: &[u8]) -> Option<Vec<u8>> {
    if text.is_ascii() {
        return None;
    }
    // A cut text may end within a character.
    let valid = text.utf8_chunks().next()?.valid();
    if valid.len() + 1 < text.len() {
        return None;
    }
    valid.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

const START: usize = 6;
const FOLDED: usize = 16;
const MAX_TARGETS: usize = 48;

type Encode = fn(&[u8]) -> Vec<u8>;

static TWICE: [Encode; 4] = [
    |bytes| codec::base64(&codec::hex(bytes)),
    |bytes| codec::base64(&codec::hex_upper(bytes)),
    |bytes| codec::base64(&codec::base64(bytes)),
    |bytes| codec::base64(&codec::base64url(bytes)),
];

type UndoEncoding = fn(&[u8]) -> Option<Vec<u8>>;

static UNDO: [UndoEncoding; 16] = [
    |t| Some(t.trim_ascii().to_vec()),
    |t| t.strip_prefix(b"\"").map(|rest| rest.strip_suffix(b"\"").unwrap_or(rest).to_vec()),
    |t| t.strip_prefix(b"'").map(|rest| rest.strip_suffix(b"'").unwrap_or(rest).to_vec()),
    |t| codec::python_bytes(t).or_else(|| t.strip_prefix(b"b'").map(<[u8]>::to_vec)),
    percent::decode_bytes,
    |t| codec::lenient_base64(t, false),
    |t| {
        if t.iter().any(|byte| b"-_".contains(byte)) { codec::lenient_base64(t, true) } else { None }
    },
    |t| {
        t.split_last()
            .filter(|(last, _)| b"012".contains(last))
            .and_then(|(_, rest)| codec::lenient_base64(rest, false))
    },
    codec::lenient_base32,
    hex_run,
    separated_hex,
    numbers,
    words,
    utf8_to_latin1,
    codec::utf16_to_latin1,
    |t| t.strip_suffix(b"\0").map(<[u8]>::to_vec),
];
