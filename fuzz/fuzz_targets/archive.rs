//! Binary files: archives, flow dumps, packed data. A first byte below 4 stands for a beginning, so that each reader is reached.
#![no_main]

use libfuzzer_sys::fuzz_target;

const BEGINNINGS: [&[u8]; 4] = [b"PK\x03\x04", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"999:"];

fuzz_target!(|bytes: &[u8]| {
    let beginning = bytes.first().and_then(|&which| BEGINNINGS.get(usize::from(which)));
    let bytes = match beginning {
        Some(beginning) => [beginning, &bytes[1..]].concat(),
        None => bytes.to_vec(),
    };
    oauth_doctor::capture::read(&bytes, &mut |_| {});
});
