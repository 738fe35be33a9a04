//! Reads one or more inputs as one recording.

use std::io::Read;

use crate::exchange::Exchange;
use crate::input;
use crate::sink::{Attachments, Audience, Out, RecordingState};
use crate::summary::Summary;

/// Reads one or more inputs as one recording: exchanges are numbered consecutively, and each place knows its file.
///
/// # Example: two inputs
///
/// ```
/// use oauth_doctor_capture::{Exchange, Session};
///
/// let mut numbers = Vec::new();
/// let mut each = |exchange: Exchange| numbers.push(exchange.number);
/// let mut session = Session::new(&mut each);
/// let har = br#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://app.example/"}}]}}"#;
/// session.read("first.har", &mut har.as_slice(), None);
/// session.read("second.har", &mut har.as_slice(), None);
/// assert_eq!(session.files(), ["first.har", "second.har"]);
/// assert_eq!(numbers, [1, 2]);
/// ```
pub struct Session<'a> {
    recording: RecordingState<'a>,
}

impl<'a> Session<'a> {
    /// Starts a recording.
    pub fn new(audience: &'a mut dyn Audience) -> Self {
        Self { recording: RecordingState::new(audience) }
    }

    /// Reads an input to its end. Places in it are reported under `name`.
    pub fn read(&mut self, name: &str, source: &mut dyn Read, attachments: Option<&dyn Attachments>) -> Summary {
        let mut out = Out::new(&mut self.recording, name, attachments);
        if let Err(error) = input::read(source, &mut out) {
            out.summary.error = Some(error);
        }
        let summary = out.summary;
        self.recording.end_input();
        summary
    }

    /// Returns the number of the latest exchange: 0 before the first.
    pub fn last_number(&self) -> usize {
        self.recording.last_number()
    }

    /// Returns the names of all files so far: the inputs and the files found inside them
    /// (`capture.saz/raw/1_c.txt`).
    pub fn files(&self) -> &[String] {
        self.recording.files()
    }
}

/// Reads one capture and hands over its exchanges in the order of the file, one at a time.
///
/// # Example: the exchanges of a HAR
///
/// ```
/// let har = br#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://app.example/"}}]}}"#;
/// let mut urls = Vec::new();
/// let summary = oauth_doctor_capture::read(har, &mut |exchange| urls.push(exchange.request.url.as_str().to_owned()));
/// assert_eq!(urls, ["https://app.example/"]);
/// assert!(summary.error.is_none());
/// ```
pub fn read(bytes: &[u8], each: &mut dyn FnMut(Exchange)) -> Summary {
    let mut audience = |exchange| each(exchange);
    Session::new(&mut audience).read("-", &mut &*bytes, None)
}
