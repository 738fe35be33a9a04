//! UUIDs in their text form (RFC 9562 §4).

/// Returns whether a text is a UUID and nothing else: `8-4-4-4-12` hexadecimal digits in either case.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hexadecimal_digits_in_five_groups_are_a_uuid() {
        assert!(is_uuid("0f8fad5b-d9cb-469f-a165-70867728950E"));
        for text in [
            "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            "0f8fad5bd-9cb-469f-a165-70867728950e",
            "0f8fad5bd9cb469fa16570867728950e",
            "{0f8fad5b-d9cb-469f-a165-70867728950e}",
            "",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
