//! A HAR that comes in pieces of any size reads as one that comes as a whole.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (chunk, bytes) = input;
    oauth_doctor::capture::fuzzing::har_in_pieces(bytes, 64 + usize::from(chunk));
});
