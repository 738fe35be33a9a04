//! Texts: tickets, commands, transcripts.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    oauth_doctor::capture::read(text.as_bytes(), &mut |_| {});
});
