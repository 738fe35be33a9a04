//! From a file of requests to the messages that it stands for.

use data_encoding::BASE64;
use std::ops::Range;

use super::requests::{is_comment, is_separator, request};
use super::variables::{Variables, assignment};
use crate::error::Error;
use crate::format::Format;
use crate::note::NoteKind;
use crate::pasted;
use crate::sink::Out;
use crate::text::blob::Blob;
use crate::text::draft::Draft;
use crate::text::placed::Text;
use crate::transcript::page::lines_of;

/// Reads the requests of a file, and the answers that someone put below them.
pub(crate) fn read(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let text = Blob::from_file(source.as_bytes().to_vec(), out.file).into_text();
    let mut writer = Writer {
        variables: Variables::new(text.as_str()),
        text: &text,
        draft: Draft::default(),
        part: Part::Start,
        in_script: false,
        file: None,
    };
    for line in lines_of(text.as_str()) {
        writer.line(line);
    }
    let Writer { draft, variables, file, .. } = writer;
    if let Some(at) = file {
        out.note(NoteKind::CommandFile, FILE, text.place(at));
    }
    if variables.has_open {
        out.note(NoteKind::Templates, OPEN, None);
    }
    pasted::reader::read(draft.finish(), out)?;
    out.set_format(Format::HttpFile);
    Ok(())
}

/// The part of a request that the next line belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Start,
    /// Behind the request line, whose query may go on.
    Query,
    Headers,
    /// At the first line of the body.
    Body,
    MoreBody,
    Response,
}

/// Writes the messages as they go over the wire.
struct Writer<'a> {
    variables: Variables,
    text: &'a Text,
    draft: Draft,
    part: Part,
    in_script: bool,
    /// Where a body is taken from another file.
    file: Option<usize>,
}

impl Writer<'_> {
    fn line(&mut self, range: Range<usize>) {
        let line = &self.text.as_str()[range.clone()];
        let trimmed = line.trim();
        if self.in_script {
            self.in_script = !trimmed.contains("%}");
        } else if is_separator(line) {
            self.end_line(range.start);
            self.end_line(range.start);
            self.part = Part::Start;
        } else if trimmed.starts_with("> {%") || trimmed.starts_with("< {%") {
            self.in_script = !trimmed.contains("%}");
        } else {
            self.content(range, trimmed);
        }
    }

    fn content(&mut self, range: Range<usize>, trimmed: &str) {
        let line = &self.text.as_str()[range.clone()];
        match self.part {
            Part::Start => {
                if let Some((method, target)) =
                    request(line).filter(|_| !is_comment(line) && assignment(line).is_none())
                {
                    self.put(method.unwrap_or("GET"), range.start);
                    self.put(" ", range.start);
                    self.fill(range.start + target.start..range.start + target.end);
                    self.part = Part::Query;
                }
            }
            Part::Query if trimmed.starts_with(['?', '&']) => self.fill(trimmed_range(line, range.start)),
            Part::Query | Part::Headers if trimmed.is_empty() => {
                self.end_head(range.start);
                self.end_line(range.start);
                self.part = Part::Body;
            }
            Part::Query | Part::Headers if is_comment(line) => {}
            Part::Query | Part::Headers => {
                self.end_head(range.start);
                self.header(range);
            }
            Part::Body | Part::MoreBody if trimmed.starts_with("HTTP/") => {
                self.end_line(range.start);
                self.end_line(range.start);
                self.whole(range);
                self.part = Part::Response;
            }
            // A script, or the answer in another file.
            Part::Body | Part::MoreBody if trimmed.starts_with("> ") || trimmed.starts_with("<> ") => {}
            Part::Body if trimmed.starts_with("< ") || trimmed.starts_with("<@") => {
                self.file = self.file.or(Some(range.start));
            }
            Part::Body if trimmed.is_empty() => {}
            Part::Body => {
                self.fill(trimmed_range(line, range.start));
                self.part = Part::MoreBody;
            }
            // A form may go over several lines.
            Part::MoreBody if trimmed.starts_with('&') || self.draft.as_str().ends_with('&') => {
                self.fill(trimmed_range(line, range.start));
            }
            Part::MoreBody => {
                self.end_line(range.start);
                self.fill(range);
            }
            Part::Response => self.whole(range),
        }
    }

    /// Completes the request line.
    fn end_head(&mut self, at: usize) {
        if self.part == Part::Query {
            self.put(" HTTP/1.1", at);
            self.end_line(at);
            self.part = Part::Headers;
        }
    }

    /// Both programs encode `Basic name secret` and `Basic name:secret` on sending.
    fn header(&mut self, range: Range<usize>) {
        let line = &self.text.as_str()[range.clone()];
        let basic = line.split_once(':').filter(|(name, _)| name.trim().eq_ignore_ascii_case("authorization"));
        let plain = basic.and_then(|(_, value)| {
            let plain = value.trim().strip_prefix("Basic ")?.trim();
            plain.contains([' ', ':']).then_some(plain)
        });
        if let Some(plain) = plain {
            let at = range.start + line.find(plain).unwrap_or(0);
            let mut filled = Draft::default();
            self.variables.fill(self.text, at..at + plain.len(), &mut filled);
            let pair = filled.as_str();
            let pair = if pair.contains(':') { pair.to_owned() } else { pair.replacen(' ', ":", 1) };
            self.draft.push(self.text, range.start..at);
            self.put(&BASE64.encode(pair.as_bytes()), at);
            self.end_line(range.end);
        } else {
            self.whole(range);
        }
    }

    fn whole(&mut self, range: Range<usize>) {
        let end = range.end;
        self.fill(range);
        self.end_line(end);
    }

    fn fill(&mut self, range: Range<usize>) {
        self.variables.fill(self.text, range, &mut self.draft);
    }

    fn end_line(&mut self, at: usize) {
        self.put("\n", at);
    }

    fn put(&mut self, words: &str, at: usize) {
        for character in words.chars() {
            self.draft.push_char(character, self.text.place(at));
        }
    }
}

fn trimmed_range(line: &str, start: usize) -> Range<usize> {
    let from = start + line.len() - line.trim_start().len();
    from..from + line.trim().len()
}

const FILE: &str = "a request takes its body from a file that is not in the capture; paste its content instead";

const OPEN: &str = "variables in {{}} have no value in this file, and stay unfilled; the editor's response window, or \
                    a HAR, shows what was sent";

#[cfg(test)]
mod tests {
    use crate::exchange::{Content, Exchange};
    use crate::format::Format;
    use crate::session::read;

    fn exchanges(source: &str) -> Vec<Exchange> {
        let mut exchanges = Vec::new();
        let summary = read(source.as_bytes(), &mut |exchange| exchanges.push(exchange));
        assert_eq!((summary.format, summary.error), (Some(Format::HttpFile.into()), None));
        exchanges
    }

    #[test]
    fn requests_are_read_as_they_are_sent() {
        let source = "@host = https://login.example\n@client = demo-client\n\n### first\n# @name token\nPOST {{host}}/token\n    ?tenant=a\n    &x=1\n\
            Content-Type: application/x-www-form-urlencoded\n// a comment\nAuthorization: Basic {{client}} {{secret}}\n\n\
            grant_type=authorization_code\n&code=inventedCode1\n&client_id={{client}}\n\n> {% client.global.set(\"a\", 1); %}\n\n\
            ### second\nGET {{host}}/\n";
        let exchanges = exchanges(source);
        let urls: Vec<_> = exchanges.iter().map(|exchange| exchange.request.url.as_str()).collect();
        assert_eq!(urls, ["https://login.example/token?tenant=a&x=1", "https://login.example/"]);
        let request = &exchanges[0].request;
        let Some(Content::Text(body)) = request.body.as_ref().map(|body| &body.content) else { panic!() };
        assert_eq!(body.as_str().trim(), "grant_type=authorization_code&code=inventedCode1&client_id=demo-client");
        let place = |needle: &str| body.place(body.as_str().find(needle).unwrap()).unwrap().to_string();
        assert_eq!((place("inventedCode1"), place("demo-client")), ("14:7".to_owned(), "15:12".to_owned()));
        assert_eq!(request.header("authorization").unwrap().as_str(), "Basic ZGVtby1jbGllbnQ6e3tzZWNyZXR9fQ==");
    }

    #[test]
    fn an_answer_below_a_request_is_its_answer() {
        let source = "### token\nPOST https://login.example/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\n\
            grant_type=refresh_token\n\nHTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{\"error\":\"invalid_grant\"}\n";
        let exchanges = exchanges(source);
        assert_eq!(exchanges.len(), 1);
        assert_eq!(exchanges[0].response.as_ref().unwrap().status, Some(400));
    }

    #[test]
    fn variables_that_grow_without_end_are_limited() {
        let mut source = "@a0 = 0123456789\n".to_owned();
        for level in 1..30 {
            let before = format!("{{{{a{}}}}}", level - 1);
            source = [source, format!("@a{level} = {}\n", before.repeat(10))].concat();
        }
        let body = "{{a2}}".repeat(20_000);
        source = [source, format!("POST https://login.example/token\n\n{body}\n")].concat();
        assert_eq!(exchanges(&source).len(), 1);
    }

    #[test]
    fn markdown_is_no_file_of_requests() {
        assert!(super::super::recognises("POST https://login.example/token\nContent-Type: application/json\n\n{}\n"));
        for source in [
            "POST https://login.example/token\n400\n86 ms\n",
            "POST https://login.example/token\nAccept: */*\n\na=b\n\nThis fails.\n",
            "### Steps\nSend it:\nPOST https://login.example/token\n",
            "POST https://login.example/token\n",
            "### a\n",
        ] {
            assert!(!super::super::recognises(source), "{source}");
        }
    }
}
