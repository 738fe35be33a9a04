//! A capture from its bytes to the diagnosis of each login.

use std::io::Read;

use crate::capture::{Attachments, Audience, Error, FileKind, Note, Place, Recorder, Session};
use crate::diagnosis;
use crate::diagnosis::Diagnosis;
use crate::disclose::Scrubber;
use crate::facts::Facts;
use crate::flow::{Collector, Traffic};
use crate::login::Recording;
use crate::rules::Severity;
use crate::weigh::Finding;

/// The diagnosis of a capture.
#[derive(Debug)]
pub struct Checked {
    /// The kind of input.
    pub format: InputFormat,
    /// The program that wrote the capture; for several inputs, the first one known.
    pub creator: Option<String>,
    /// The number of exchanges in it.
    pub exchanges: usize,
    /// The number of exchanges that are OAuth messages.
    pub oauth_exchanges: usize,
    /// Oddities of the capture.
    pub notes: Vec<Note>,
    /// Why it could not be read, or not completely; everything before is diagnosed. For several inputs, the first error.
    pub error: Option<Error>,
    /// The inputs: one, unless several were joined.
    pub inputs: Vec<InputSummary>,
    /// The files that [`Place::file`] counts: the inputs, and the files found inside them.
    pub files: Vec<String>,
    /// The logins.
    pub logins: Vec<Diagnosis>,
}

/// The summary of one input of a capture.
#[derive(Debug)]
pub struct InputSummary {
    /// The name.
    pub name: String,
    /// The kind of input.
    pub format: InputFormat,
    /// The program that wrote it.
    pub creator: Option<String>,
    /// The number of exchanges in it.
    pub exchanges: usize,
    /// Why it could not be read, or not completely.
    pub error: Option<Error>,
}

/// The kind of one input, or of several together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InputFormat {
    /// Nothing in it could be read.
    Unreadable,
    /// It has one format.
    One(FileKind),
    /// The inputs have several formats.
    Mixed,
}

impl InputFormat {
    /// Returns the kind of several inputs together; unreadable ones don't count.
    fn of_all(inputs: &[InputSummary]) -> Self {
        let formats = inputs.iter().map(|input| input.format);
        let mut known = formats.filter(|format| *format != Self::Unreadable);
        let first = known.next().unwrap_or(Self::Unreadable);
        if known.all(|other| other == first) { first } else { Self::Mixed }
    }

    /// Returns its name in reports: `har`, `pcap`, `unreadable`, `mixed` …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::One(kind) => kind.as_str(),
            Self::Mixed => "mixed",
        }
    }

    /// Returns its name for people: the title of a supported format, otherwise the name in reports.
    pub fn title(self) -> &'static str {
        match self {
            Self::One(FileKind::Capture(format)) => format.title(),
            _ => self.as_str(),
        }
    }

    /// Returns who recorded it, if it has one format.
    pub fn recorder(self) -> Recorder {
        match self {
            Self::One(FileKind::Capture(format)) => format.recorder(),
            _ => Recorder::Unknown,
        }
    }
}

/// A source to read a capture from.
pub struct Input<'a> {
    /// The name that places in it are reported with.
    pub name: String,
    /// Its bytes.
    pub content: Box<dyn Read + 'a>,
    /// The files next to it.
    pub attachments: Option<Box<dyn Attachments + 'a>>,
}

/// Reads a capture and diagnoses its logins. Opens no file and no connection.
///
/// # Example: an input that is not a capture
///
/// ```
/// let checked = oauth_doctor::check(b"{}");
/// assert!(checked.logins.is_empty());
/// assert!(checked.error.is_some());
/// ```
pub fn check(bytes: &[u8]) -> Checked {
    let input = Input { name: "-".to_owned(), content: Box::new(bytes), attachments: None };
    check_joined([input], &Facts::default())
}

/// Reads inputs as one recording, in order, and diagnoses its logins: a request may be in one input, its answer in another.
/// Their clocks may differ. An unreadable input doesn't stop the others from being read. The facts state what no
/// recording shows; [`Facts::default`] states nothing.
///
/// # Example: two inputs
///
/// ```
/// use oauth_doctor::{Facts, Input};
///
/// let har = br#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://app.example/"}}]}}"#;
/// let input = |name: &str| Input { name: name.to_owned(), content: Box::new(har.as_slice()), attachments: None };
/// let checked = oauth_doctor::check_joined([input("first.har"), input("second.har")], &Facts::default());
/// assert_eq!((checked.exchanges, checked.inputs[1].exchanges), (2, 1));
/// ```
pub fn check_joined<'a>(inputs: impl IntoIterator<Item = Input<'a>>, facts: &Facts) -> Checked {
    check_heard(inputs, facts, Collector::default(), |collector, _| (collector.finish(), ())).0
}

/// Checks inputs as one recording, of which `listener` hears everything; `finish` takes it, and for each input its format and the
/// number of its last exchange, and returns what there is to diagnose, and what else is asked of it. Also returns what knows the
/// credentials.
pub(crate) fn check_heard<'a, A: Audience, T>(
    inputs: impl IntoIterator<Item = Input<'a>>,
    facts: &Facts,
    mut listener: A,
    finish: impl FnOnce(A, &[(Option<FileKind>, usize)]) -> (Traffic, T),
) -> (Checked, T, Scrubber) {
    let mut session = Session::new(&mut listener);
    let mut read = Vec::new();
    let mut ends = Vec::new();
    let mut notes: Vec<(Note, Place)> = Vec::new();
    let mut sanitised = false;
    for mut input in inputs {
        let whole = Place::start_of(u32::try_from(session.files().len()).unwrap_or(u32::MAX));
        let summary = session.read(&input.name, &mut *input.content, input.attachments.as_deref());
        sanitised |= summary.is_sanitised();
        ends.push((summary.format, session.last_number()));
        notes.extend(summary.notes.into_iter().map(|note| (note, whole)));
        read.push(InputSummary {
            name: input.name,
            format: summary.format.map_or(InputFormat::Unreadable, InputFormat::One),
            creator: summary.creator,
            exchanges: summary.exchanges,
            error: summary.error,
        });
    }
    let files = session.files().to_vec();
    let several = read.len() > 1;
    // A note on an input as a whole must say which one.
    let notes = notes.into_iter().map(|(mut note, whole)| {
        note.at = note.at.or(several.then_some(whole));
        note
    });
    let notes: Vec<Note> = notes.collect();
    let (traffic, told) = finish(listener, &ends);
    let format = InputFormat::of_all(&read);
    let recording = Recording { sanitised, recorder: format.recorder() };
    let (logins, scrubber) = diagnosis::diagnose_and_scrub(&traffic, recording, facts);
    let checked = Checked {
        format,
        creator: read.iter().find_map(|input| input.creator.clone()),
        exchanges: read.iter().map(|input| input.exchanges).sum(),
        oauth_exchanges: traffic.oauth_exchanges,
        notes,
        error: read.iter().find_map(|input| input.error.clone()),
        inputs: read,
        files,
        logins,
    };
    (checked, told, scrubber)
}

impl Checked {
    /// Returns whether a login failed or a finding reaches this severity, and counts.
    pub fn has_findings(&self, at: Severity) -> bool {
        let counts = |finding: &Finding| finding.severity >= at && finding.standing.counts();
        self.logins.iter().any(|login| login.failure_counts() || login.findings.iter().any(counts))
    }
}
