//! Other hosts in the place of the recorded ones.

use super::Key;
use super::shape::substitute;
use super::spell::{Cell, plain_text};
use crate::providers::fixed_labels;

/// Returns a host and the domains above it that somebody owns, each with what takes its place: every label by another of its length,
/// the same one wherever it stands. What names nobody stays: the end that many share (`co.uk`), a local host, an address, and of
/// the host of a known provider what its customers share.
pub(crate) fn renamed(key: &Key, host: &str) -> Vec<(String, String)> {
    let host = host.trim_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let is_named = labels.len() > 1 && host.len() <= LONGEST && labels.iter().all(is_label);
    if !is_named || labels[0] == "localhost" || is_address(&labels) {
        return Vec::new();
    }
    let fixed = shared_labels(&labels).max(fixed_labels(&host));
    let owned = labels.len().saturating_sub(fixed);
    let other = |label: &&str| match label.strip_prefix(ENCODED) {
        Some(rest) => format!("{ENCODED}{}", substitute(key, rest, 0)),
        None => substitute(key, label, 0),
    };
    let new: Vec<String> =
        labels[..owned].iter().map(other).chain(labels[owned..].iter().map(|label| (*label).to_owned())).collect();
    (0..owned).map(|from| (labels[from..].join("."), new[from..].join("."))).collect()
}

/// Returns whether these are the parts of an address of IPv4.
fn is_address(labels: &[&str]) -> bool {
    labels.iter().all(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns a new host in capitals where the old one has them.
pub(crate) fn in_case_of(old: &str, new: &str) -> String {
    let letters = old.chars().zip(new.chars());
    letters.map(|(old, new)| if old.is_ascii_uppercase() { new.to_ascii_uppercase() } else { new }).collect()
}

/// Returns how many labels at the end of a host many share: one, or two as in `co.uk` and `example.com` (RFC 2606).
fn shared_labels(labels: &[&str]) -> usize {
    let [.., above, last] = labels else { return 1 };
    let is_example = *above == "example" && matches!(*last, "com" | "net" | "org");
    if is_example || last.len() == 2 && SECOND.contains(above) { 2 } else { 1 }
}

/// Returns the hosts in a text: what stands behind `://` or a user's `@`.
pub(crate) fn hosts_in(cells: &[Cell]) -> Vec<String> {
    host_ranges(cells).into_iter().map(|(from, to)| plain_text(&cells[from..to])).collect()
}

/// Returns the cells of the hosts in a text.
pub(crate) fn host_ranges(cells: &[Cell]) -> Vec<(usize, usize)> {
    let is_part = |cell: &&Cell| cell.c.is_ascii_alphanumeric() || matches!(cell.c, '-' | '.' | '_');
    let mut hosts = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let behind_scheme = cell.c == '/' && at > 1 && cells[at - 1].c == '/' && cells[at - 2].c == ':';
        if behind_scheme || cell.c == '@' {
            let length = cells[at + 1..].iter().take(LONGEST).take_while(is_part).count();
            let range = (at + 1, at + 1 + length);
            hosts.extend(Some(range).filter(|(from, to)| cells[*from..*to].iter().any(|cell| cell.c == '.')));
        }
    }
    hosts
}

/// The longest name of a host (RFC 1035 §2.3.4).
const LONGEST: usize = 253;
/// What stands before a label of other letters than ASCII (RFC 5890).
const ENCODED: &str = "xn--";
/// Labels under which a country gives out names.
const SECOND: &[&str] = &["ac", "co", "com", "edu", "go", "gov", "gv", "ne", "net", "or", "org"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::spell::cells;

    fn new(host: &str) -> Vec<(String, String)> {
        renamed(&Key::from_bytes(&[7; 32]).expect("it is long enough"), host)
    }

    #[test]
    fn hosts_keep_their_relations() {
        let hosts = new("login.acme-shop.co.uk");
        let olds: Vec<&str> = hosts.iter().map(|(old, _)| old.as_str()).collect();
        assert_eq!(olds, ["login.acme-shop.co.uk", "acme-shop.co.uk"]);
        assert!(hosts[0].1.ends_with(&format!(".{}", hosts[1].1)), "{hosts:?}");
        for (old, new) in &hosts {
            assert!(new.ends_with(".co.uk") && old.len() == new.len() && !new.contains("acme"), "{new}");
        }
        assert_eq!(new("ACME-shop.co.uk"), hosts[1..]);
        assert_eq!(new("acme-shop.co.uk.evil.test").last().map(|(old, _)| old.clone()).as_deref(), Some("evil.test"));
    }

    #[test]
    fn what_names_nobody_stays() {
        for host in [
            "localhost",
            "localhost.localdomain",
            "127.0.0.1",
            "203.0.113.7",
            "example.com",
            "accounts.google.com",
            "com",
            "db",
            "",
        ] {
            assert!(new(host).is_empty(), "{host}");
        }
        let tenant = new("acme.eu.auth0.com");
        assert!(tenant.len() == 2 && tenant.iter().all(|(_, new)| new.ends_with(".auth0.com")), "{tenant:?}");
    }

    #[test]
    fn hosts_are_found_in_a_text() {
        let text = "GET https://u:p@login.acme.test:8443/x?next=http%3A%2F%2Fapp.acme.test%2F of ann@mail.acme.test";
        assert_eq!(hosts_in(&cells(text.as_bytes())), ["login.acme.test", "app.acme.test", "mail.acme.test"]);
    }
}
