//! The items of a Burp file.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use oauth_doctor_wire::base64;

use super::date;
use crate::counts::ExchangeCounts;
use crate::error::{Error, ErrorDetail};
use crate::exchange::Exchange;
use crate::format::Format;
use crate::http;
use crate::sink::Out;
use crate::text::blob::Blob;
use crate::text::draft::Draft;
use crate::text::lines::LineCounter;
use crate::text::place::Place;
use crate::text::placed::Text;

/// Returns whether a text is such a file, or an export of issues, by its first element.
pub(crate) fn recognises(text: &str) -> bool {
    root(text).is_some_and(|root| matches!(root.as_str(), "items" | "issues"))
}

/// Reads the items.
pub(crate) fn read(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(Format::Burp);
    if root(source).as_deref() == Some("issues") {
        return Err(Error::NotACapture(out.detail(ISSUES)));
    }
    let mut reader = Items {
        xml: Reader::from_str(source),
        source,
        lines: LineCounter::new(source, out.file),
        tally: ExchangeCounts::default(),
        item: None,
        field: None,
    };
    let end = loop {
        let at = reader.offset();
        match reader.xml.read_event() {
            Ok(Event::Eof) => break reader.end(),
            Ok(event) => reader.take(&event, at, out),
            Err(_) => break Err(reader.broken()),
        }
    };
    reader.tally.finish("items that are not HTTP", out);
    end
}

fn root(text: &str) -> Option<String> {
    let start = text.trim_start();
    if !start.starts_with("<?xml") && !start.starts_with("<items") && !start.starts_with("<issues") {
        return None;
    }
    let mut xml = Reader::from_str(start);
    // Before the first element there are a declaration, comments and one document type.
    for _ in 0..16 {
        match xml.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => {
                return Some(element.name().as_ref().to_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
    None
}

struct Items<'a> {
    xml: Reader<&'a [u8]>,
    source: &'a str,
    lines: LineCounter<'a>,
    tally: ExchangeCounts,
    item: Option<BurpItem>,
    /// The element of the item that is open, and what was read of it.
    field: Option<ItemField>,
}

#[derive(Default)]
struct BurpItem {
    at: Place,
    time: Text,
    url: Text,
    protocol: Text,
    request: Option<Blob>,
    response: Option<Blob>,
}

#[derive(Default)]
struct ItemField {
    name: String,
    base64: bool,
    draft: Draft,
}

impl Items<'_> {
    fn take(&mut self, event: &Event<'_>, at: usize, out: &mut Out<'_, '_>) {
        match event {
            Event::Start(element) if element.name().as_ref() == "items" => {
                let version = attribute(element, "burpVersion");
                out.summary.creator = version.map(|version| format!("Burp Suite {version}"));
            }
            Event::Start(element) if element.name().as_ref() == "item" => {
                self.item = Some(BurpItem { at: self.lines.place(at), ..BurpItem::default() });
            }
            Event::Start(element) if self.item.is_some() => {
                self.field = Some(ItemField {
                    name: element.name().as_ref().to_owned(),
                    base64: attribute(element, "base64").as_deref() == Some("true"),
                    draft: Draft::default(),
                });
            }
            Event::CData(_) => self.content(at, CDATA_OPEN.len(), CDATA_CLOSE.len()),
            Event::Text(_) => self.content(at, 0, 0),
            Event::GeneralRef(name) => {
                let name = name.as_ref().to_owned();
                let at = self.lines.place(at);
                if let (Some(field), Some(character)) = (&mut self.field, resolve_predefined_entity(&name)) {
                    character.chars().for_each(|character| field.draft.push_char(character, Some(at)));
                }
            }
            Event::End(element) if element.name().as_ref() == "item" => self.item(out),
            Event::End(_) => {
                if let (Some(item), Some(field)) = (&mut self.item, self.field.take()) {
                    item.set(field);
                }
            }
            _ => {}
        }
    }

    fn offset(&self) -> usize {
        usize::try_from(self.xml.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Takes what was just read as it is in the source, without the marks around it.
    fn content(&mut self, at: usize, open: usize, close: usize) {
        let end = self.offset().saturating_sub(close);
        let Some(raw) = self.source.get(at + open..end) else {
            return;
        };
        let Some(field) = self.field.as_mut().filter(|field| FIELDS.contains(&field.name.as_str())) else {
            return;
        };
        let text = Blob::starting_at(raw.as_bytes().to_vec(), self.lines.place(at + open)).into_text();
        field.draft.push(&text, 0..raw.len());
    }

    fn item(&mut self, out: &mut Out<'_, '_>) {
        let Some(item) = self.item.take() else { return };
        let at = item.at;
        let scheme = Some(item.protocol.as_str()).filter(|scheme| !scheme.is_empty());
        let request = item.request.and_then(|request| http::parse::request_over(&request, scheme));
        let Some(mut request) = request else {
            self.tally.broken(at, out);
            return;
        };
        // A request without `Host` (HTTP/1.0) does not say where it went.
        if request.url.as_str().starts_with('/') && !item.url.as_str().is_empty() {
            request.url = item.url;
        }
        let exchange = Exchange {
            started: date::read(item.time.as_str()),
            ..Exchange::new(at, request, item.response.and_then(|response| http::parse::response(&response)))
        };
        self.tally.exchange(&exchange);
        out.exchange(exchange);
    }

    /// `quick-xml` takes a file that ends between elements for complete.
    fn end(&mut self) -> Result<(), Error> {
        if self.source.trim_end().ends_with("</items>") {
            return Ok(());
        }
        Err(self.broken())
    }

    fn broken(&mut self) -> Error {
        let at = usize::try_from(self.xml.error_position().max(self.xml.buffer_position())).unwrap_or(usize::MAX);
        let message = "the Burp XML ends or breaks here; everything before this was read; save the items again";
        Error::Damaged(ErrorDetail::new(message, Some(self.lines.place(at))))
    }
}

impl BurpItem {
    fn set(&mut self, field: ItemField) {
        let text = field.draft.finish();
        let message = || {
            if !field.base64 {
                return Some(Blob::from(text.clone())).filter(|blob| !blob.bytes.is_empty());
            }
            let bytes = base64::decode_lines(text.as_str())?;
            Some(Blob::at_one_place(bytes, text.place(0))).filter(|blob| !blob.bytes.is_empty())
        };
        match field.name.as_str() {
            "request" => self.request = message(),
            "response" => self.response = message(),
            "time" => self.time = text,
            "url" => self.url = text,
            "protocol" => self.protocol = text,
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    Some(attribute.value.as_ref().to_owned())
}

const FIELDS: [&str; 5] = ["request", "response", "time", "url", "protocol"];

const CDATA_OPEN: &str = "<![CDATA[";

const CDATA_CLOSE: &str = "]]>";

const ISSUES: &str = "these are issues that Burp found, not traffic; in Proxy > HTTP history select the requests of \
                      the login, choose \"Save items\" and pass that file";
