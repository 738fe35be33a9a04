//! A HAR that comes in pieces of any size reads as one that comes as a whole.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| oauth_doctor::capture::fuzzing::har_in_pieces(bytes, 1 + bytes.len() % 257));
