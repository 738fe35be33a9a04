//! The flows of a dump.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use super::tnetstring;
use super::tnetstring::{DIGITS, Dictionary, Tnetstring};
use crate::counts::ExchangeCounts;
use crate::error::{Error, ErrorDetail};
use crate::exchange::{Body, Exchange, Header, Request, Response, header};
use crate::format::Format;
use crate::message;
use crate::sink::Out;
use crate::text::blob::Blob;
use crate::text::draft::Draft;
use crate::text::place::{Place, place_behind};
use crate::text::placed::Text;

/// Returns whether this is the start of a flow dump: `2434:9:websocket;0:~8:response;…`. A clock time (`12:34:56`) is
/// none.
pub(crate) fn recognises(bytes: &[u8]) -> bool {
    let inner = |bytes| tnetstring::length(bytes).map(|(length, digits)| (length, digits + 1));
    let Some((_, flow)) = inner(bytes) else { return false };
    let first = bytes.get(flow..).and_then(inner);
    let kind = first.and_then(|(length, name)| bytes.get(flow.checked_add(name)?.checked_add(length)?));
    matches!(kind, Some(b';' | b','))
}

/// Reads a dump flow by flow.
pub(crate) fn read(source: &mut dyn Read, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(Format::MitmproxyFlow);
    let mut source = BufReader::new(source);
    let mut tally = ExchangeCounts::default();
    let mut place = out.start();
    let mut flows = 0_usize;
    let end = loop {
        match next(&mut source, place) {
            Ok(None) => break Ok(()),
            Ok(Some((data, start, after))) => {
                flows += 1;
                flow(&data, start, &mut tally, out);
                place = after;
            }
            Err(FlowFault { what, at }) => {
                let position = if flows == 0 { "in its first flow".to_owned() } else { format!("after flow {flows}") };
                let message = format!("the flow dump {what} {position}; {ADVICE}");
                break Err(what.error(ErrorDetail::new(message, Some(at))));
            }
        }
    };
    tally.finish("flows that are not HTTP (WebSocket, TCP, UDP, DNS)", out);
    end
}

/// An error in a dump.
struct FlowFault {
    what: What,
    at: Place,
}

/// The kind of an error in a dump.
enum What {
    IsCut,
    IsDamaged,
    IsTooLong,
    CannotBeRead(io::Error),
}

impl What {
    fn error(self, detail: ErrorDetail) -> Error {
        match self {
            Self::IsCut => Error::Truncated(detail),
            Self::IsDamaged => Error::Damaged(detail),
            Self::IsTooLong => Error::TooLarge(detail),
            Self::CannotBeRead(_) => Error::Unreadable(detail),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IsCut => f.write_str("is cut"),
            Self::IsDamaged => f.write_str("is damaged"),
            Self::IsTooLong => write!(f, "has a flow of more than {} MiB", LONGEST >> 20),
            Self::CannotBeRead(error) => write!(f, "cannot be read ({error})"),
        }
    }
}

/// Reads the next flow: its data, their place, and the place behind the flow.
fn next(mut source: &mut dyn BufRead, place: Place) -> Result<Option<(Vec<u8>, Place, Place)>, FlowFault> {
    let fault = |what, at| Err(FlowFault { what, at });
    let mut head = Vec::new();
    let read = (&mut source)
        .take(DIGITS as u64 + 1)
        .read_until(b':', &mut head)
        .map_err(|error| FlowFault { what: What::CannotBeRead(error), at: place })?;
    // An editor may have added a line break.
    if read == 0 || head.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let Some((length, digits)) = tnetstring::length(&head) else {
        let is_cut = head.len() <= DIGITS && head.iter().all(u8::is_ascii_digit);
        return fault(if is_cut { What::IsCut } else { What::IsDamaged }, place);
    };
    if length > LONGEST {
        return fault(What::IsTooLong, place);
    }
    let start = Place { column: place.column + digits as u64 + 1, ..place };
    let mut data = Vec::new();
    let wanted = length as u64 + 1;
    // A stream that fails is as good as cut: what was read before counts.
    let _ = source.take(wanted).read_to_end(&mut data);
    let after = place_behind(start, &data);
    if (data.len() as u64) < wanted {
        return fault(What::IsCut, after);
    }
    match data.pop() {
        Some(b'}') => Ok(Some((data, start, after))),
        _ => fault(What::IsDamaged, start),
    }
}

fn flow(data: &[u8], start: Place, tally: &mut ExchangeCounts, out: &mut Out<'_, '_>) {
    let flow = Tnetstring::new(data, b'}').dictionary();
    if out.summary.creator.is_none() {
        out.summary.creator = flow.get("version").and_then(version);
    }
    let kind = flow.get("type").and_then(Tnetstring::bytes).unwrap_or(b"http");
    let mut reader = FlowReader { data, start, last: (0, start) };
    if kind != b"http" {
        tally.other += 1;
        out.leave_out();
        return;
    }
    let Some(sent) = flow.get("request").map(Tnetstring::dictionary) else {
        tally.broken(start, out);
        return;
    };
    let request = reader.request(&sent);
    if request.method.eq_ignore_ascii_case("CONNECT") {
        tally.tunnels += 1;
        out.leave_out();
        return;
    }
    let started = sent.get("timestamp_start").and_then(Tnetstring::number);
    let failure = flow.get("error").map(Tnetstring::dictionary);
    let failure = failure.and_then(|error| error.get("msg")?.bytes());
    let exchange = Exchange {
        started: started.and_then(message::since_1970),
        failure: failure.map(|words| String::from_utf8_lossy(words).into_owned()),
        ..Exchange::new(start, request, flow.get("response").map(|answer| reader.response(&answer.dictionary())))
    };
    tally.exchange(&exchange);
    out.exchange(exchange);
}

/// Up to 2.0 a version is that of mitmproxy, later it is the version of the format.
fn version(version: Tnetstring<'_>) -> Option<String> {
    if let Some(number) = version.number() {
        return Some(format!("mitmproxy (flow format {number})"));
    }
    let parts: Vec<_> = version.items().map_while(Tnetstring::number).take(3).collect();
    let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
    (!parts.is_empty()).then(|| format!("mitmproxy {}", parts.join(".")))
}

/// One flow and the places in it.
struct FlowReader<'a> {
    data: &'a [u8],
    start: Place,
    /// The place that was asked for last; going on from there is cheap.
    last: (usize, Place),
}

impl FlowReader<'_> {
    fn request(&mut self, sent: &Dictionary<'_>) -> Request {
        let method = words(sent, "method");
        let headers = self.headers(sent);
        Request {
            url: self.url(sent, &headers),
            body: self.body(sent, &headers, message::may_have_body(&method)),
            method,
            headers,
        }
    }

    fn response(&mut self, answer: &Dictionary<'_>) -> Response {
        let status = ["status_code", "code"].iter().find_map(|name| answer.get(name));
        let headers = self.headers(answer);
        Response {
            status: status.and_then(Tnetstring::number).and_then(message::status),
            redirect_url: None,
            body: self.body(answer, &headers, true),
            headers,
        }
    }

    /// The host that the client named, as `pretty_url` has it: a transparent proxy itself knows only an address.
    fn url(&mut self, sent: &Dictionary<'_>, headers: &[Header]) -> Text {
        let mut url = Draft::default();
        let mut push = |text: &Text| url.push(text, 0..text.as_str().len());
        let default_port = match sent.get("scheme").and_then(Tnetstring::bytes) {
            Some(b"http") => Some(80.0),
            Some(b"https") => Some(443.0),
            _ => None,
        };
        push(&self.text(sent.get("scheme")));
        push(&unplaced("://"));
        let authority = self.text(sent.get("authority"));
        let named = [Some(&authority), header(headers, "host")].into_iter().flatten();
        if let Some(named) = named.into_iter().find(|host| !host.as_str().is_empty()) {
            push(named);
        } else {
            push(&self.text(sent.get("host")));
            let port = sent.get("port").and_then(Tnetstring::number);
            if let Some(port) = port.filter(|_| port != default_port) {
                push(&unplaced(&format!(":{port}")));
            }
        }
        push(&self.text(sent.get("path")));
        url.finish()
    }

    fn headers(&mut self, part: &Dictionary<'_>) -> Vec<Header> {
        let mut headers = Vec::new();
        for pair in part.get("headers").into_iter().flat_map(Tnetstring::items) {
            let mut pair = pair.items();
            let (Some(name), Some(value)) = (pair.next(), pair.next()) else {
                continue;
            };
            let name = String::from_utf8_lossy(name.data).into_owned();
            // Older versions keep the pseudo headers of HTTP/2.
            if !name.starts_with(':') {
                let value = self.blob(value).into_text();
                headers.push(Header { name, value });
            }
        }
        headers
    }

    /// `null` is content that mitmproxy passed on without keeping it.
    fn body(&mut self, part: &Dictionary<'_>, headers: &[Header], matters: bool) -> Option<Body> {
        match part.find("content").filter(|content| !content.is_null()) {
            Some(content) if !content.data.is_empty() => Some(message::body(headers, self.blob(content))),
            Some(_) if !matters => None,
            Some(_) => Some(message::body(headers, Blob::default())),
            None => Some(message::missing(headers)),
        }
    }

    fn text(&mut self, item: Option<Tnetstring<'_>>) -> Text {
        let item = item.filter(|item| item.bytes().is_some());
        item.map(|item| self.blob(item).into_text()).unwrap_or_default()
    }

    fn blob(&mut self, item: Tnetstring<'_>) -> Blob {
        Blob::starting_at(item.data.to_vec(), self.place(item.at))
    }

    fn place(&mut self, offset: usize) -> Place {
        if offset < self.last.0 {
            self.last = (0, self.start);
        }
        let passed = self.data.get(self.last.0..offset).unwrap_or_default();
        self.last = (offset, place_behind(self.last.1, passed));
        self.last.1
    }
}

fn words(part: &Dictionary<'_>, name: &str) -> String {
    let bytes = part.get(name).and_then(Tnetstring::bytes).unwrap_or_default();
    String::from_utf8_lossy(bytes).into_owned()
}

fn unplaced(text: &str) -> Text {
    Text::new(text.to_owned(), Vec::new())
}

/// The longest flow that is read; a login has none of this size.
const LONGEST: usize = 256 << 20;

const ADVICE: &str = "everything before this was read; stop mitmproxy before you copy its file, or save the flows \
                      again";
