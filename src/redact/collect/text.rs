//! Takes the values out of a text.

use oauth_doctor_wire::base64;

use crate::redact::Kind;
use crate::redact::hosts::hosts_in;
use crate::redact::mapping::Gathered;
use crate::redact::shape::is_random;
use crate::redact::spell::{cells, plain_text};
use crate::redact::walk::{Role, Walk, What};

/// Takes the values of a text that is under a name of this role.
pub(super) fn gather(text: &[u8], role: Role, gathered: &mut Gathered) {
    within(text, role, false, DEPTH, gathered);
}

/// Takes the values of a script: what looks drawn. `name: "sort-list"` is a part of a program, and not somebody's.
pub(super) fn gather_code(text: &[u8], gathered: &mut Gathered) {
    within(text, Role::Unknown, true, DEPTH, gathered);
}

fn within(text: &[u8], role: Role, is_code: bool, depth: usize, gathered: &mut Gathered) {
    let cells = cells(text);
    let walk = Walk::of(&cells, role);
    if gathered.takes_hosts() {
        for host in hosts_in(&cells) {
            gathered.host(&host);
        }
    }
    for (from, to) in walk.public.into_iter().chain(walk.paths) {
        for word in plain_text(&cells[from..to]).split('/') {
            gathered.public(word);
            word.split(['_', '-', '.']).for_each(|part| gathered.public(part));
        }
    }
    for found in walk.found {
        let value = plain_text(&cells[found.from..found.to]);
        let unpacked = |value: &str| base64::decode(value).or_else(|| base64::decode_url_safe(value));
        match found.what {
            What::Value { is_sure: false, .. } => {}
            _ if is_code && !is_random(&value) => {}
            What::Value { kind, .. } => gathered.value(kind, &value),
            What::Basic => {
                let decoded = unpacked(&value).and_then(|bytes| String::from_utf8(bytes).ok());
                match decoded.as_deref().and_then(halves) {
                    Some((user, password)) => {
                        gathered.value(Kind::Password, password);
                        if user.contains('@') {
                            gathered.value(Kind::Personal, user);
                        }
                    }
                    None if is_random(&value) => gathered.value(Kind::Password, &value),
                    None => {}
                }
            }
            What::Packed => {
                let decoded = unpacked(&value).filter(|bytes| depth > 0 && str::from_utf8(bytes).is_ok());
                match decoded {
                    Some(decoded) => within(&decoded, Role::Unknown, is_code, depth - 1, gathered),
                    None => gathered.value(Kind::Opaque, &value),
                }
            }
        }
    }
}

/// Returns user and password; a user that is a URL has a colon.
pub(crate) fn halves(credentials: &str) -> Option<(&str, &str)> {
    let scheme = credentials.find("://").map_or(0, |at| at + 3);
    let colon = scheme + credentials.get(scheme..)?.find(':')?;
    Some((&credentials[..colon], &credentials[colon + 1..]))
}

/// How many texts are unpacked, one inside the other.
const DEPTH: usize = 3;
