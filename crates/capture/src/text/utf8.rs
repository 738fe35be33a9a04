//! Replaces what is not UTF-8.

/// Replaces each byte that is not UTF-8 by one `?`, so that all places stay exact; returns where the first one was.
pub(crate) fn patch(bytes: &mut [u8]) -> Option<usize> {
    let mut first = None;
    let mut valid = 0;
    while let Err(error) = std::str::from_utf8(&bytes[valid..]) {
        let wrong = valid + error.valid_up_to();
        first.get_or_insert(wrong);
        valid = wrong + error.error_len().unwrap_or(bytes.len() - wrong);
        bytes[wrong..valid].fill(b'?');
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_bytes_are_replaced_one_by_one() {
        let mut bytes = b"{\n\xe9t\xc3\xa9\xf0\x9f".to_vec();
        assert_eq!(patch(&mut bytes), Some(2));
        assert_eq!(bytes, "{\n?té??".as_bytes());
    }
}
