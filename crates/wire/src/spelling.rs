//! Names in other spellings: `grantType`, `grant-type`, `GRANT_TYPE`.

/// Returns a name without case and punctuation: its ASCII letters and digits, in lower case.
pub fn plain(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// Returns whether two names are equal but for case and punctuation.
pub fn is_same(left: &str, right: &str) -> bool {
    plain(left) == plain(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_punctuation_do_not_count() {
        for name in ["grantType", "grant-type", "GRANT_TYPE", "grant.type "] {
            assert!(is_same(name, "grant_type"), "{name}");
        }
        assert!(!is_same("grant_types", "grant_type"));
    }
}
