//! A sketch of an entry, read while it goes by: enough to decide whether anyone wants it.

use super::DROPPED_BODY;
use super::notes::{EntryFacts, ReceivedBody};
use super::reader::{HarReader, Stop};
use super::{attached, body, entry, time};
use crate::note::{Note, NoteKind};
use crate::sink::Outline;
use crate::stream::pull::{Hold, Span};
use crate::text::place::Place;
use crate::text::value::JsonValue;

/// The extents of the parts of an entry.
#[derive(Default)]
pub(super) struct Sketch {
    has_request: bool,
    started: Option<Span>,
    url: Option<Span>,
    sent: Option<Span>,
    request_headers: Option<Span>,
    response_headers: Option<Span>,
    redirect: Option<Span>,
    status: Option<Span>,
    cookies: [Option<Span>; 2],
    body: ReceivedBody,
    /// It has a member that only Chrome writes, and only on export.
    is_exported: bool,
    /// The text of the response.
    text: Option<Span>,
    wanted: Asked,
}

/// The audience's answer about a request.
#[derive(Clone, Copy, Default)]
enum Asked {
    #[default]
    NotYet,
    Unwanted,
    /// The longest body of use.
    Wanted(usize),
}

#[derive(Default)]
enum EntryMember {
    Started,
    Request,
    Response,
    Url,
    Headers,
    Cookies,
    PostData,
    Redirect,
    Content,
    Text,
    Size,
    File,
    Comment,
    Query,
    Priority,
    Status,
    #[default]
    Other,
}

fn member(name: &[u8]) -> Option<EntryMember> {
    Some(match name {
        b"startedDateTime" => EntryMember::Started,
        b"request" => EntryMember::Request,
        b"response" => EntryMember::Response,
        b"url" => EntryMember::Url,
        b"headers" => EntryMember::Headers,
        b"cookies" => EntryMember::Cookies,
        b"postData" => EntryMember::PostData,
        b"redirectURL" | b"redirectionURL" => EntryMember::Redirect,
        b"content" => EntryMember::Content,
        b"text" => EntryMember::Text,
        b"size" => EntryMember::Size,
        b"_file" => EntryMember::File,
        b"comment" => EntryMember::Comment,
        b"queryString" => EntryMember::Query,
        b"_priority" => EntryMember::Priority,
        b"status" => EntryMember::Status,
        _ => return None,
    })
}

impl HarReader<'_, '_, '_, '_> {
    /// Reads the entry that starts here, and hands it over if it is wanted.
    pub(super) fn entry(&mut self) -> Result<(), Stop> {
        self.pull.keep_from_here();
        let number = self.number + 1;
        if self.pull.peek() != Some(b'{') {
            let at = self.pull.kept_place();
            self.pull.value(Hold::Skip)?;
            self.broken(format!("entry {number} is not an object and was skipped"), at);
            return Ok(());
        }
        let mut sketch = Sketch::default();
        self.pull.bump();
        let mut first = true;
        while let Some(member) = self.pull.next_name(std::mem::take(&mut first), member)? {
            match (member, self.pull.peek()) {
                (EntryMember::Request, Some(b'{')) => {
                    sketch.has_request = true;
                    self.request(&mut sketch)?;
                }
                (EntryMember::Request, _) => {
                    sketch.has_request = false;
                    self.pull.value(Hold::Keep)?;
                }
                (EntryMember::Response, Some(b'{')) => self.response(&mut sketch)?,
                (EntryMember::Started, _) => sketch.started = Some(self.pull.value(Hold::Keep)?),
                (EntryMember::Priority, _) => {
                    sketch.is_exported = true;
                    self.pull.value(Hold::Keep)?;
                }
                _ => drop(self.pull.value(Hold::Keep)?),
            }
        }
        if !sketch.has_request {
            let at = self.pull.kept_place();
            self.broken(format!("entry {number} has no request and was skipped"), at);
            return Ok(());
        }
        let asked = self.is_wanted(&mut sketch);
        let wanted = if asked == Some(usize::MAX) { asked } else { asked.max(self.is_answer_wanted(&sketch)) };
        let seen = self.seen(&sketch);
        self.tally.count(seen);
        if let Some(longest) = wanted {
            let parts = [sketch.url, sketch.sent, sketch.request_headers, sketch.response_headers];
            self.tally.cut += usize::from(parts.into_iter().flatten().any(|part| part.is_cut));
            let too_long = sketch.text.filter(|text| text.to - text.from > longest.saturating_add(2));
            self.hand_over(Some(seen), too_long);
        } else {
            self.out.skip_exchange();
        }
        Ok(())
    }

    /// Takes what is kept apart, which is a whole entry; `without` is a string of no use.
    pub(super) fn hand_over(&mut self, seen: Option<EntryFacts>, without: Option<Span>) {
        let excerpt = self.pull.excerpt(without);
        let mut lines = excerpt.lines();
        let value = JsonValue { raw: &excerpt.text, at: 0 };
        match entry::exchange(value, &self.log, &mut lines) {
            Some(mut exchange) => {
                attached::fill(value, &mut exchange, self.out, &mut self.tally);
                if let (Some(failure), Some(console)) = (&mut exchange.failure, &mut self.console) {
                    if let Some(reason) = console.reason(exchange.request.url.as_str()) {
                        *failure = format!("{failure}: {reason}");
                    }
                }
                if seen.is_none() {
                    self.tally.count(EntryFacts {
                        has_time: exchange.started.is_some(),
                        has_credentials: true,
                        ..EntryFacts::default()
                    });
                }
                self.out.exchange(exchange);
            }
            None => self.out.leave_out(),
        }
    }

    fn broken(&mut self, message: String, at: Place) {
        self.out.leave_out();
        self.tally.broken(Note::new(NoteKind::BrokenEntry, message, Some(at)));
    }

    fn request(&mut self, sketch: &mut Sketch) -> Result<(), Stop> {
        self.pull.bump();
        let mut first = true;
        while let Some(member) = self.pull.next_name(std::mem::take(&mut first), member)? {
            let hold = if matches!(member, EntryMember::Query) { Hold::Skip } else { Hold::Keep };
            let span = self.pull.value(hold)?;
            match member {
                EntryMember::Url => sketch.url = Some(span),
                EntryMember::Headers => sketch.request_headers = Some(span),
                EntryMember::Cookies => sketch.cookies[0] = Some(span),
                EntryMember::PostData => sketch.sent = Some(span),
                _ => {}
            }
        }
        Ok(())
    }

    fn response(&mut self, sketch: &mut Sketch) -> Result<(), Stop> {
        self.pull.bump();
        let mut first = true;
        while let Some(member) = self.pull.next_name(std::mem::take(&mut first), member)? {
            if matches!(member, EntryMember::Content) && self.pull.peek() == Some(b'{') {
                self.content(sketch)?;
                continue;
            }
            let span = self.pull.value(Hold::Keep)?;
            match member {
                EntryMember::Headers => sketch.response_headers = Some(span),
                EntryMember::Cookies => sketch.cookies[1] = Some(span),
                EntryMember::Status => sketch.status = Some(span),
                EntryMember::Redirect if span.to - span.from > 2 => sketch.redirect = Some(span),
                _ => {}
            }
        }
        Ok(())
    }

    fn content(&mut self, sketch: &mut Sketch) -> Result<(), Stop> {
        self.pull.bump();
        let mut body = ReceivedBody::None;
        let mut first = true;
        while let Some(member) = self.pull.next_name(std::mem::take(&mut first), member)? {
            let next = self.pull.peek();
            if matches!(member, EntryMember::Text) && next == Some(b'"') {
                // A body is the bulk of most files: it goes by unless its request may be part of a login.
                let wanted = !sketch.has_request || self.is_wanted(sketch).is_some();
                let span = self.pull.value(if wanted { Hold::Keep } else { Hold::Skip })?;
                sketch.text = Some(span);
                if span.to - span.from > 2 || span.is_cut {
                    body = ReceivedBody::Text;
                }
                continue;
            }
            let span = self.pull.value(Hold::Keep)?;
            body = match member {
                EntryMember::File if body != ReceivedBody::Text && next == Some(b'"') => ReceivedBody::Elsewhere,
                EntryMember::Comment if is_dropped(self.pull.kept(span)) => ReceivedBody::Text,
                EntryMember::Size if body == ReceivedBody::None && is_some_size(self.pull.kept(span)) => {
                    ReceivedBody::Size
                }
                _ => body,
            };
        }
        sketch.body = body;
        Ok(())
    }

    /// Asks whether an exchange with this request is wanted.
    fn is_wanted(&mut self, sketch: &mut Sketch) -> Option<usize> {
        match sketch.wanted {
            Asked::NotYet => {}
            Asked::Unwanted => return None,
            Asked::Wanted(longest) => return Some(longest),
        }
        let part = |span: Option<Span>| span.map_or(&[][..], |span| self.pull.kept(span));
        // What was sent may be in another file.
        let is_elsewhere = self.out.attachments.is_some() && attached::is_named(part(sketch.sent));
        let outline = Outline {
            url: part(sketch.url),
            sent: part(sketch.sent),
            request_headers: part(sketch.request_headers),
            ..Outline::default()
        };
        let wanted = self.out.wants(&outline).or(is_elsewhere.then_some(usize::MAX));
        sketch.wanted = wanted.map_or(Asked::Unwanted, Asked::Wanted);
        wanted
    }

    fn is_answer_wanted(&mut self, sketch: &Sketch) -> Option<usize> {
        let part = |span: Option<Span>| span.map_or(&[][..], |span| self.pull.kept(span));
        self.out.wants(&Outline {
            redirect: part(sketch.redirect),
            response_headers: part(sketch.response_headers),
            status: part(sketch.status),
            ..Outline::default()
        })
    }

    fn seen(&self, sketch: &Sketch) -> EntryFacts {
        let part = |span: Option<Span>| span.map_or(&[][..], |span| self.pull.kept(span));
        let url = part(sketch.url);
        let has_credentials = self.tally.has_credentials()
            || sketch.cookies.iter().any(|cookies| is_filled(part(*cookies)))
            || [sketch.request_headers, sketch.response_headers]
                .iter()
                .any(|headers| entry::has_credentials(part(*headers)));
        EntryFacts {
            has_time: std::str::from_utf8(part(sketch.started))
                .is_ok_and(|raw| time::started(JsonValue { raw, at: 0 }, self.log.is_internet_explorer()).is_some()),
            is_http: url.len() > 4 && url[1..5].eq_ignore_ascii_case(b"http"),
            has_credentials,
            is_exported: sketch.is_exported,
            body: sketch.body,
            sent_elsewhere: body::is_elsewhere(part(sketch.sent)),
        }
    }
}

/// The words of a redaction that dropped the body.
fn is_dropped(raw: &[u8]) -> bool {
    let inside = raw.strip_prefix(b"\"").and_then(|raw| raw.strip_suffix(b"\""));
    inside == Some(DROPPED_BODY.as_bytes())
}

/// A number that is not 0 and not -1.
fn is_some_size(raw: &[u8]) -> bool {
    let raw = raw.strip_prefix(b"\"").unwrap_or(raw);
    matches!(raw.first(), Some(b'1'..=b'9'))
}

/// A list or object that is not empty.
fn is_filled(raw: &[u8]) -> bool {
    matches!(raw.first(), Some(b'[' | b'{')) && !raw[1..raw.len() - 1].trim_ascii().is_empty()
}
