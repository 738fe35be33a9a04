//! The seal of a redacted file: who receives it can tell that it is as it was written, without the key.

use std::io::{self, Read, Write};

use data_encoding::HEXLOWER;
use memchr::memmem;
use sha2::{Digest, Sha256};

use super::spool::Spool;

/// Returns the content with its seal; as it is if there is no place for one.
pub(super) fn sealed(content: Spool, key: &str) -> io::Result<Spool> {
    let mut head = Vec::new();
    content.open()?.take(HEAD).read_to_end(&mut head)?;
    let mark = format!("{MARK}{key}\"");
    let (split, before) = match memmem::find(&head, mark.as_bytes()) {
        Some(at) => (Some((at + mark.len()) as u64), String::new()),
        None if is_text(&head) => (None, "\n".to_owned()),
        None => return Ok(content),
    };
    let mut hash = Hash::default();
    io::copy(&mut content.open()?, &mut hash)?;
    hash.0.update(&before);
    let digest = HEXLOWER.encode(&hash.0.finalize());
    let mut sealed = Spool::default();
    let mut content = content.open()?;
    if let Some(at) = split {
        io::copy(&mut (&mut content).take(at), &mut sealed)?;
        write!(sealed, "{DIGEST}{digest}\"")?;
        io::copy(&mut content, &mut sealed)?;
    } else {
        io::copy(&mut content, &mut sealed)?;
        writeln!(sealed, "{before}{LINE}{key}{LINE_DIGEST}{digest}")?;
    }
    drop(content);
    Ok(sealed)
}

/// Returns the fingerprint of the key under which a file was redacted, where nothing of it was changed since.
pub(super) fn seal_of(content: &mut dyn Read) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    content.take(HEAD).read_to_end(&mut head)?;
    if let Some(at) = memmem::find(&head, MARK.as_bytes()) {
        let Some((key, digest)) = split_seal(&head[at + MARK.len()..], &format!("\"{DIGEST}")) else { return Ok(None) };
        let end = at + MARK.len() + KEY + 1;
        let mut hash = Hash::default();
        hash.0.update(&head[..end]);
        hash.0.update(&head[end + DIGEST.len() + DIGITS + 1..]);
        io::copy(content, &mut hash)?;
        return Ok((HEXLOWER.encode(&hash.0.finalize()) == digest).then_some(key));
    }
    if !is_text(&head) {
        return Ok(None);
    }
    // The last line is known when the file ends.
    let length = LINE.len() + KEY + LINE_DIGEST.len() + DIGITS + 1;
    let mut hash = Hash::default();
    let mut tail = head;
    loop {
        if tail.len() > length {
            hash.0.update(&tail[..tail.len() - length]);
            tail.drain(..tail.len() - length);
        }
        if content.take(HEAD).read_to_end(&mut tail)? == 0 {
            break;
        }
    }
    let line = tail.strip_prefix(LINE.as_bytes()).filter(|line| line.ends_with(b"\n"));
    let Some((key, digest)) = line.and_then(|line| split_seal(line, LINE_DIGEST)) else { return Ok(None) };
    Ok((HEXLOWER.encode(&hash.0.finalize()) == digest).then_some(key))
}

/// Cuts the fingerprint of a key, what stands behind it, and the digits of a digest.
fn split_seal(text: &[u8], between: &str) -> Option<(String, String)> {
    let (key, rest) = text.split_at_checked(KEY)?;
    let digest = rest.strip_prefix(between.as_bytes())?.get(..DIGITS)?;
    Some((String::from_utf8(key.to_vec()).ok()?, String::from_utf8(digest.to_vec()).ok()?))
}

/// Returns whether a line may be put behind a text: JSON and XML have an end, UTF-16 has other line ends.
fn is_text(head: &[u8]) -> bool {
    let first = head.trim_ascii_start().first();
    first.is_some_and(|first| !b"{[<".contains(first)) && !head.contains(&0)
}

#[derive(Default)]
struct Hash(Sha256);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a redacted HAR says of itself, up to the fingerprint of the key.
const MARK: &str = "\"_redacted\":{\"by\":\"oauth-doctor\",\"key\":\"";
const DIGEST: &str = ",\"sha256\":\"";
/// What a redacted text says of itself in its last line.
const LINE: &str = "# redacted by oauth-doctor, key ";
const LINE_DIGEST: &str = ", sha256 ";
/// The digits of a fingerprint, and of a digest.
const KEY: usize = 16;
const DIGITS: usize = 64;
/// A mark is in the beginning.
const HEAD: u64 = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;

    const FINGERPRINT: &str = "0123456789abcdef";

    fn seal(text: &str) -> String {
        let content = Spool::of(&mut text.as_bytes()).expect("memory can be written");
        let sealed = sealed(content, FINGERPRINT).expect("memory can be read");
        io::read_to_string(sealed.open().expect("memory can be read")).expect("it is text")
    }

    fn read(text: &str) -> Option<String> {
        seal_of(&mut text.as_bytes()).expect("memory can be read")
    }

    #[test]
    fn a_seal_is_broken_by_any_change() {
        let har = format!("{{\"log\":{{{MARK}{FINGERPRINT}\"}},\"entries\":[{}]}}}}", "1,".repeat(90_000));
        for text in [har, "GET /\n".repeat(20_000), "one line".to_owned()] {
            let sealed = seal(&text);
            assert_eq!(read(&sealed).as_deref(), Some(FINGERPRINT));
            assert_eq!(read(&text), None);
            assert_eq!(read(&format!("{sealed} ")), None);
            for at in [0, 7, text.len() / 2] {
                let mut changed = sealed.clone().into_bytes();
                changed[at] ^= 1;
                assert_eq!(read(&String::from_utf8(changed).expect("it is text")), None);
            }
        }
    }

    #[test]
    fn what_has_no_place_for_a_seal_stays() {
        for text in ["{\"a\":1}", "<a/>", ""] {
            assert_eq!(seal(text), text);
        }
        assert!(serde_json::from_str::<serde_json::Value>(&seal(&format!("{{{MARK}{FINGERPRINT}\"}}}}"))).is_ok());
    }
}
