//! The header with the credentials of a client, where a log or a dump prints it.

use super::failure::facts;
use super::sights::{SightKind, SightScanner};
use crate::exchange::Header;
use crate::text::placed::part;

impl SightScanner<'_> {
    /// Notes `Authorization: Basic …` in a line, whatever it is wrapped in: the request has it, masked or not.
    pub(super) fn credentials(&mut self, at: usize) {
        let line = self.page.line(at);
        let range = self.page.range(at);
        let Some(start) = memchr::memmem::find(line.as_bytes(), b"uthorization").and_then(|at| at.checked_sub(1))
        else {
            return;
        };
        if !line.is_char_boundary(start) {
            return;
        }
        // `\r\n` may be printed as such before the name.
        let before = line[..start].strip_suffix("\\n").map_or(&line[..start], |_| "");
        if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-') {
            return;
        }
        let source = self.page.text.as_str();
        let end = range.end.min(range.start + start + 2048);
        let end = (end..=range.end).find(|end| source.is_char_boundary(*end)).unwrap_or(range.end);
        let found = facts::facts(source, range.start + start..end);
        let Some(header) = found.first().filter(|fact| fact.name.start == range.start + start) else { return };
        // base64 ends in `=`, which begins a value elsewhere.
        let rest = &source[header.value.start..end];
        let length = rest.find(['\'', '"', '}', ',', '\\', '`', '\r']).unwrap_or(rest.len());
        let value = header.value.start..header.value.start + rest[..length].trim_end().len();
        let words = &source[value.clone()];
        // What opens a resource is not a credential of the client.
        let is_client = words.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"))
            || words.starts_with(['*', '[', '<', '(', '\u{2588}']);
        if is_client && source[header.name.clone()].eq_ignore_ascii_case("authorization") {
            let text = part(&self.page.text, value.clone());
            self.add(value, SightKind::Header(Header { name: "Authorization".to_owned(), value: text }));
        }
    }
}
