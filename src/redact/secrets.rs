//! The credentials that the reader knows, as they are searched for.

use super::collect::{is_list, without_name};
use super::spell::{cells, plain_text};
use super::walk::{Role, role};
use crate::disclose::is_time_or_version;
use crate::disclose::placeholder::{is_placeholder, is_unset};

/// Returns what the reader takes for secrets, without their encoding and the names before them. What stands for a value is none, and
/// neither is a time.
pub(super) fn as_secrets(read: impl Iterator<Item = String>) -> Vec<String> {
    let plain = read.map(|secret| plain_text(&cells(secret.as_bytes())));
    let plain = plain.flat_map(|secret| members(&secret));
    plain.filter(|secret| !is_placeholder(secret) && !is_unset(secret) && !is_time(secret)).collect()
}

/// Returns the values of a list of names and values, `a=1&b=2`; of all else, what stands behind its name.
fn members(secret: &str) -> Vec<String> {
    if !is_list(secret) {
        return vec![without_name(secret.trim()).to_owned()];
    }
    let pairs = secret.split([';', '&']).filter_map(|pair| pair.split_once('='));
    let values = pairs.filter(|(name, _)| role(name.trim()) != Role::Public).map(|(_, value)| value.trim().to_owned());
    values.collect()
}

/// Seconds or milliseconds since 1970, or a date: a claim, and no secret.
fn is_time(value: &str) -> bool {
    let is_number =
        matches!(value.len(), 10 | 13) && value.starts_with('1') && value.bytes().all(|byte| byte.is_ascii_digit());
    is_number || is_time_or_version(value)
}
