//! What is found in a capture, and how it is reported.

use std::slice;

use oauth_doctor::Checked;
use oauth_doctor::report::{self, Capture, Format, Options};

/// Checks a capture, so that it can be reported.
pub(crate) fn check(bytes: &[u8]) -> Capture {
    Capture { path: "capture.har".to_owned(), checked: oauth_doctor::check(bytes) }
}

/// Returns the human report.
pub(crate) fn human(capture: &Capture, show_secrets: bool) -> String {
    report(capture, Format::Human, show_secrets)
}

/// Returns the JSON report.
pub(crate) fn json(capture: &Capture, show_secrets: bool) -> String {
    report(capture, Format::Json, show_secrets)
}

/// Returns the report in this format.
pub(crate) fn report(capture: &Capture, format: Format, show_secrets: bool) -> String {
    report_with(capture, format, options(show_secrets))
}

pub(crate) fn report_with(capture: &Capture, format: Format, options: Options) -> String {
    let mut out = Vec::new();
    report::write(slice::from_ref(capture), format, options, &mut out).expect("memory can be written");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// Returns the HTML report.
pub(crate) fn html(capture: &Capture, show_secrets: bool) -> String {
    report(capture, Format::Html, show_secrets)
}

pub(crate) fn options(show_secrets: bool) -> Options {
    Options { show_secrets, ..Options::default() }
}

/// Checks a capture, writes both reports, and returns what was found.
pub(crate) fn read_whole(capture: &[u8]) -> Checked {
    let capture = check(capture);
    // What was refused is said on standard error, not in the report.
    let refused = capture.checked.error.is_some() && capture.checked.exchanges == 0;
    assert_eq!(human(&capture, false).is_empty(), refused);
    assert!(json(&capture, false).starts_with('{'));
    capture.checked
}
