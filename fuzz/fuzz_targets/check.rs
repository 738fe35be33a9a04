//! Any bytes through all of `check` and every report: no panic, and no credential of the input in full in the output.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_doctor::report::{self, Capture, Detail, Format, Options};

fuzz_target!(|bytes: &[u8]| {
    let captures = [Capture {
        path: "fuzz".to_owned(),
        checked: oauth_doctor::check(bytes),
    }];
    let options = Options {
        detail: Detail::Verbose,
        explain: true,
        width: 80,
        ..Options::default()
    };
    let mut out = Vec::new();
    for &format in Format::ALL {
        report::write(&captures, format, options, &mut out).expect("a vector can be written");
    }
});
