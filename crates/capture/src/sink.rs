//! The sink of all readers, and the audience that takes the exchanges.

use std::borrow::Cow;

use crate::error::ErrorDetail;
use crate::exchange::Exchange;
use crate::format::FileKind;
use crate::note::{Note, NoteKind};
use crate::record::Record;
use crate::summary::Summary;
use crate::text::place::Place;

/// Takes the exchanges of a recording.
pub trait Audience {
    /// Decides from an outline whether to read an exchange in full. Returns `None` to skip it, or the longest response
    /// body to read, in bytes of the file. Readers that must take an exchange apart anyway don't ask.
    fn wants(&mut self, _outline: &Outline<'_>) -> Option<usize> {
        Some(usize::MAX)
    }

    /// Is offered a record of a text before messages are looked for in it; `number` is the position of the exchange that it
    /// would be.
    fn states(&mut self, _record: &Record, _number: usize) -> Understood {
        Understood::No
    }

    /// Returns words that mark what [`states`](Self::states) may understand: of a long text, only the lines around such
    /// words, and around words of OAuth, are read. Case does not matter.
    fn anchors(&self) -> &[&str] {
        &[]
    }

    /// Takes an exchange.
    fn take(&mut self, exchange: Exchange);

    /// Is called after each input: the next one may have another clock.
    fn next_input(&mut self) {}
}

/// What an audience makes of a record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Understood {
    /// Nothing: messages are looked for in it.
    No,
    /// It holds no message, and tells of no exchange that is not known.
    Aside,
    /// It holds no message, and tells of an exchange.
    Exchange,
}

impl<F: FnMut(Exchange)> Audience for F {
    fn take(&mut self, exchange: Exchange) {
        self(exchange);
    }
}

/// An exchange before it is taken apart: parts of the file as they are, with escapes.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Outline<'a> {
    /// The URL.
    pub url: &'a [u8],
    /// The body of the request, as far as it is at hand.
    pub sent: &'a [u8],
    /// The headers of the request.
    pub request_headers: &'a [u8],
    /// The headers of the response.
    pub response_headers: &'a [u8],
    /// `redirectURL`.
    pub redirect: &'a [u8],
    /// The HTTP status.
    pub status: &'a [u8],
}

/// The files beside a capture that it refers to: Playwright keeps bodies next to the HAR.
pub trait Attachments {
    /// Returns the content of a file; `None` if there is no such file or it has more than `limit` bytes. The name comes
    /// from the capture and is a plain file name without a path.
    fn content(&self, name: &str, limit: u64) -> Option<Vec<u8>>;
}

/// What all inputs of a recording share: the audience, the names of the files, the numbers of the exchanges.
pub(super) struct RecordingState<'a> {
    audience: &'a mut dyn Audience,
    /// The names of all files so far.
    files: Vec<String>,
    /// The number of the latest exchange.
    numbers: usize,
}

impl<'a> RecordingState<'a> {
    pub(super) fn new(audience: &'a mut dyn Audience) -> Self {
        Self { audience, files: Vec::new(), numbers: 0 }
    }

    /// Returns the names of all files so far.
    pub(super) fn files(&self) -> &[String] {
        &self.files
    }

    /// Returns the number of the latest exchange.
    pub(super) fn last_number(&self) -> usize {
        self.numbers
    }

    /// Tells the audience that an input ends here.
    pub(super) fn end_input(&mut self) {
        self.audience.next_input();
    }

    fn add_file(&mut self, name: &str) -> u32 {
        self.files.push(name.to_owned());
        u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX)
    }
}

/// The sink of a reader: exchanges, notes and what is known about the input.
pub(super) struct Out<'s, 'a> {
    recording: &'s mut RecordingState<'a>,
    /// The files beside the input.
    pub(super) attachments: Option<&'s dyn Attachments>,
    /// The file that is read.
    pub(super) file: u32,
    /// The file is in an archive.
    pub(super) is_member: bool,
    /// The result for the input.
    pub(super) summary: Summary,
}

impl<'s, 'a> Out<'s, 'a> {
    pub(super) fn new(
        recording: &'s mut RecordingState<'a>,
        name: &str,
        attachments: Option<&'s dyn Attachments>,
    ) -> Self {
        let file = recording.add_file(name);
        Self { recording, attachments, file, is_member: false, summary: Summary::default() }
    }

    /// Begins a file inside of the input, by its path there; what is said about it is for whoever began it.
    pub(super) fn inside<'t>(&'t mut self, path: &str, attachments: Option<&'t dyn Attachments>) -> Out<'t, 'a> {
        let file = self.member(path);
        Out { recording: &mut *self.recording, attachments, file, is_member: true, summary: Summary::default() }
    }

    /// Hands over an exchange; its number is given here.
    pub(super) fn exchange(&mut self, mut exchange: Exchange) {
        exchange.number = self.next_number();
        self.summary.exchanges += 1;
        self.recording.numbers += 1;
        self.recording.audience.take(exchange);
    }

    /// Counts an exchange that is not wanted.
    pub(super) fn skip_exchange(&mut self) {
        self.summary.exchanges += 1;
        self.recording.numbers += 1;
    }

    /// Counts what is in the place of an exchange and is none.
    pub(super) fn leave_out(&mut self) {
        self.recording.numbers += 1;
    }

    /// Says whether an exchange is wanted, and the longest body of use.
    pub(super) fn wants(&mut self, outline: &Outline<'_>) -> Option<usize> {
        self.recording.audience.wants(outline)
    }

    /// Offers a record; returns whether it was understood: then it holds no message beside what it states.
    pub(super) fn states(&mut self, record: &Record) -> bool {
        let understood = self.recording.audience.states(record, self.next_number());
        if understood == Understood::Exchange {
            self.skip_exchange();
        }
        understood != Understood::No
    }

    /// Returns the words that mark what the audience may understand.
    pub(super) fn anchors(&self) -> Vec<String> {
        self.recording.audience.anchors().iter().map(|word| (*word).to_owned()).collect()
    }

    /// Returns the number that the next exchange gets.
    pub(super) fn next_number(&self) -> usize {
        self.recording.numbers + 1
    }

    /// Adds a note.
    pub(super) fn note(&mut self, kind: NoteKind, message: impl Into<String>, at: Option<Place>) {
        self.summary.notes.push(Note::new(kind, message, at));
    }

    /// Registers a file inside of the input, by its path there; its places get what is returned.
    pub(super) fn member(&mut self, path: &str) -> u32 {
        let input = self.recording.files.get(self.file as usize).cloned().unwrap_or_default();
        self.recording.add_file(&format!("{input}/{path}"))
    }

    /// Returns the place of the first byte of the input.
    pub(super) fn start(&self) -> Place {
        Place::start_of(self.file)
    }

    /// Says what the input is.
    pub(super) fn set_format(&mut self, kind: impl Into<FileKind>) {
        self.summary.format = Some(kind.into());
    }

    /// Makes the detail of an error that points to the start of the input.
    pub(super) fn detail(&self, message: impl Into<Cow<'static, str>>) -> ErrorDetail {
        ErrorDetail::new(message, Some(self.start()))
    }
}
