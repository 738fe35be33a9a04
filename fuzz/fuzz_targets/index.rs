//! The index that the CPU's vectors make is the one that plain Rust makes, whatever comes before.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| oauth_doctor::capture::fuzzing::index_both_ways(bytes));
