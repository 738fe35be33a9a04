//! Reads a cassette.

use super::node::Node;
use super::yaml::YamlFault;
use super::{interaction, json, stubs, yaml};
use crate::counts::ExchangeCounts;
use crate::error::{Error, ErrorDetail};
use crate::exchange::{Exchange, header_value};
use crate::format::Format;
use crate::note::NoteKind;
use crate::sink::Out;
use crate::text::json::{JsonFault, Scanner};
use crate::text::lines::LineCounter;
use crate::text::value::{JsonValue, string_or_number};

/// Reads the interactions of a cassette.
pub(crate) fn read(source: &str, out: &mut Out<'_, '_>) -> Result<(), Error> {
    out.set_format(Format::Cassette);
    let mut tally = Tally::default();
    let end = if source.trim_ascii_start().starts_with(['{', '[']) {
        read_json(source, &mut tally, out)
    } else {
        read_yaml(source, &mut tally, out)
    };
    tally.counts.finish("interactions that are not HTTP", out);
    if tally.exchanges > 0 && !tally.has_credentials {
        out.note(NoteKind::Sanitised, SANITISED, None);
    }
    end
}

#[derive(Default)]
struct Tally {
    counts: ExchangeCounts,
    exchanges: usize,
    has_credentials: bool,
}

impl Tally {
    fn take(&mut self, node: &Node, out: &mut Out<'_, '_>) {
        match interaction::exchange(node) {
            Some(exchange) => self.exchange(exchange, out),
            None => self.counts.broken(node.at, out),
        }
    }

    fn exchange(&mut self, exchange: Exchange, out: &mut Out<'_, '_>) {
        self.exchanges += 1;
        let has = |name: &str| header_value(&exchange.request.headers, name).is_some();
        self.has_credentials |= has("authorization") || has("cookie");
        self.counts.exchange(&exchange);
        out.exchange(exchange);
    }
}

fn read_yaml(source: &str, tally: &mut Tally, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut creator = None;
    let file = out.file;
    let read = yaml::read(source, file, &mut |node| tally.take(node, out), &mut |name, value| {
        if name == "recorded_with" {
            creator = Some(value.to_owned());
        }
    });
    out.summary.creator = creator;
    read.map_err(|fault| match fault {
        YamlFault::Broken(at) => Error::Damaged(ErrorDetail::new(BROKEN, Some(at))),
        YamlFault::TooLarge(at) => Error::TooLarge(ErrorDetail::new(TOO_LARGE, Some(at))),
    })
}

fn read_json(source: &str, tally: &mut Tally, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut lines = LineCounter::new(source, out.file);
    let read = read_json_members(source, tally, &mut lines, out);
    read.map_err(|fault| {
        let message =
            format!("the cassette ends or breaks here (expected {}); everything before this was read", fault.expected);
        Error::Damaged(ErrorDetail::new(message, Some(lines.place(fault.at))))
    })
}

fn read_json_members(
    source: &str,
    tally: &mut Tally,
    lines: &mut LineCounter<'_>,
    out: &mut Out<'_, '_>,
) -> Result<(), JsonFault> {
    let mut scanner = Scanner::new(source, 0);
    if scanner.peek() == Some(b'[') {
        return read_json_list(&mut scanner, tally, lines, out);
    }
    scanner.enter();
    let mut first = true;
    while let Some(name) = scanner.next_name(std::mem::take(&mut first))? {
        let name = name.string().unwrap_or_default();
        if matches!(&*name, "interactions" | "http_interactions") && scanner.peek() == Some(b'[') {
            read_json_list(&mut scanner, tally, lines, out)?;
            continue;
        }
        let value = scanner.value()?;
        let pairs = if name == "data" { value.member("pairs") } else { None };
        for pair in pairs.into_iter().flat_map(JsonValue::elements) {
            match stubs::hoverfly(pair, lines) {
                Some(exchange) => tally.exchange(exchange, out),
                None => tally.counts.broken(lines.place(pair.at), out),
            }
        }
        if name == "recorded_with" {
            out.summary.creator = Some(string_or_number(Some(value)));
        }
    }
    Ok(())
}

fn read_json_list(
    scanner: &mut Scanner<'_>,
    tally: &mut Tally,
    lines: &mut LineCounter<'_>,
    out: &mut Out<'_, '_>,
) -> Result<(), JsonFault> {
    scanner.enter();
    let mut first = true;
    while scanner.next_element(std::mem::take(&mut first))? {
        let value = scanner.value()?;
        if let Some(exchange) = stubs::nock(value, lines) {
            tally.exchange(exchange, out);
        } else {
            tally.take(&json::node(value, 0, lines), out);
        }
    }
    Ok(())
}

const SANITISED: &str = "no request of this cassette has a Cookie or Authorization header: the library's filters may \
                         have removed them, so their absence proves nothing; record without the filter, on a test \
                         account, to keep them";

const BROKEN: &str = "the cassette ends or breaks here (invalid YAML); everything before this was read; record it \
                      again";

const TOO_LARGE: &str = "the cassette is nested deeper than 64 levels, has more than 262,144 values in one \
                         interaction, or its aliases repeat more than 32 MiB; everything before this was read";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::session::read;

    const SOURCE: &str = "interactions:\n- request: &a\n    body: {string: !!binary 'YT1i'}\n    headers: {A: [\"b\\n\\\n   c\"], B: *a}\n    \
        method: POST\n    uri: >\n      https://login.example/\u{e9}\n\n      x\n  response:\n    body: |2-\n        {}\n    status: 1\nversion: 1\n";

    #[test]
    fn a_cassette_may_be_cut_anywhere() {
        for end in (0..SOURCE.len()).filter(|end| SOURCE.is_char_boundary(*end)) {
            let mut exchanges = 0;
            read(&SOURCE.as_bytes()[..end], &mut |_| exchanges += 1);
            assert!(exchanges <= 1);
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_cassette_is_read_or_refused(at in 0_usize..SOURCE.len(), words in "[-\\[\\]{}:,&*!|>'\"\\\\ \n\t\ra\u{e9}]{0,12}") {
            let mut source = SOURCE.to_owned();
            if source.is_char_boundary(at) {
                source.insert_str(at, &words);
            }
            let summary = read(source.as_bytes(), &mut |exchange| assert!(exchange.at.line > 0));
            prop_assert!(summary.exchanges <= source.len());
        }
    }
}
