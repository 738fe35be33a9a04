//! Binary files: archives, flow dumps, packed data.
#![no_main]

use libfuzzer_sys::fuzz_target;

const BEGINNINGS: [&[u8]; 4] = [b"PK\x03\x04", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"999:"];

fuzz_target!(|input: (u8, &[u8])| {
    let (which, rest) = input;
    let beginning = BEGINNINGS.get(usize::from(which)).copied().unwrap_or_default();
    oauth_doctor::capture::read(&[beginning, rest].concat(), &mut |_| {});
});
