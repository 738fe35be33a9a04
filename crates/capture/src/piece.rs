//! Requests and responses as they are found in texts, one after the other, and how they make exchanges.

use std::ops::Range;

use crate::exchange::{Exchange, RecorderHints, Request, Response};
use crate::note::Note;
use crate::sink::Out;
use crate::text::place::Place;

/// What was found in a text.
#[derive(Debug)]
pub(super) struct Found {
    /// The bytes of the text that it takes.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) piece: Piece,
    /// What could not be told of it.
    pub(super) notes: Vec<Note>,
}

/// A request or a response that stands in a text.
#[derive(Debug)]
pub(super) enum Piece {
    /// What was sent, or is to be sent: a request as recorded, a command, a URL.
    Request(Request),
    /// An answer.
    Response(Response),
}

/// Makes exchanges of pieces, which are in the order of the text: an answer belongs to the request before it.
pub(super) fn hand_over(pieces: Vec<Found>, place: impl Fn(usize) -> Place, out: &mut Out<'_, '_>) {
    let mut pieces = pieces.into_iter().peekable();
    while let Some(found) = pieces.next() {
        out.summary.notes.extend(found.notes);
        let Piece::Request(request) = found.piece else { continue };
        let is_answer = |next: &Found| matches!(next.piece, Piece::Response(_));
        let response = match pieces.next_if(is_answer) {
            Some(Found {
                piece: Piece::Response(response),
                notes,
                ..
            }) => {
                out.summary.notes.extend(notes);
                Some(response)
            }
            _ => None,
        };
        out.exchange(Exchange {
            number: 0,
            at: place(found.range.start),
            started: None,
            request,
            response,
            failure: None,
            recorder: RecorderHints::default(),
        });
    }
}
