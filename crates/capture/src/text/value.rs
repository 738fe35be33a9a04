//! A JSON value, read where it stands.

use std::borrow::Cow;

use super::json::Scanner;
use super::json_string::unescape;

/// A value as it is in the source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonValue<'a> {
    pub(crate) raw: &'a str,
    /// Its offset.
    pub(crate) at: usize,
}

impl<'a> JsonValue<'a> {
    /// Returns the first byte, which tells what kind of value this is.
    pub(crate) fn kind(self) -> u8 {
        self.raw.bytes().next().unwrap_or(b'n')
    }

    /// Returns the members of an object in order; other values have none.
    pub(crate) fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> {
        let mut scanner = self.inside(b'{');
        let mut first = true;
        std::iter::from_fn(move || {
            // The value was scanned before, so there is no fault.
            let name = scanner.as_mut()?.next_name(std::mem::take(&mut first)).ok()??;
            let value = scanner.as_mut()?.value().ok()?;
            Some((name.string().unwrap_or_default(), self.moved(value)))
        })
    }

    /// Returns the elements of an array; other values have none.
    pub(crate) fn elements(self) -> impl Iterator<Item = Self> {
        let mut scanner = self.inside(b'[');
        let mut first = true;
        std::iter::from_fn(move || {
            let scanner = scanner.as_mut()?;
            scanner.next_element(std::mem::take(&mut first)).ok().filter(|more| *more)?;
            Some(self.moved(scanner.value().ok()?))
        })
    }

    /// Reads the members of an object; other values have none. JSON readers agree that the last of a repeated name
    /// counts.
    pub(crate) fn object(self) -> Object<'a> {
        Object { members: self.members().take(MOST_MEMBERS).collect() }
    }

    /// Returns the last member of this name; `null` is none.
    pub(crate) fn member(self, name: &str) -> Option<Self> {
        self.object().get(name)
    }

    /// Returns the string, unescaped.
    pub(crate) fn string(self) -> Option<Cow<'a, str>> {
        self.quoted().map(|quoted| JsonValue { raw: quoted, ..self }.unescaped())
    }

    /// Returns what is there with its escapes undone.
    pub(crate) fn unescaped(self) -> Cow<'a, str> {
        if self.raw.contains('\\') { unescape(self.raw).into() } else { self.raw.into() }
    }

    /// Returns what stands between the quotes of a string.
    pub(crate) fn quoted(self) -> Option<&'a str> {
        self.raw.strip_prefix('"')?.strip_suffix('"')
    }

    /// Returns a number, also one that is written as a string; not `NaN` or infinite.
    pub(crate) fn number(self) -> Option<f64> {
        let number: f64 = self.quoted().unwrap_or(self.raw).trim().parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// Returns a number without its fraction, also one that is written as a string; nothing below 0.
    pub(crate) fn count(self) -> Option<u64> {
        let digits = self.quoted().unwrap_or(self.raw).trim();
        let whole = digits.parse().ok();
        whole.or_else(|| format!("{:.0}", self.number().filter(|number| (0.0..1e15).contains(number))?).parse().ok())
    }

    fn inside(self, bracket: u8) -> Option<Scanner<'a>> {
        let mut scanner = Scanner::new(self.raw, 0);
        scanner.enter();
        (self.kind() == bracket).then_some(scanner)
    }

    fn moved(self, inner: Self) -> Self {
        Self { at: self.at + inner.at, ..inner }
    }
}

/// The limit on members of an object; recorders write a few dozen.
const MOST_MEMBERS: usize = 1 << 16;

/// The members of an object, found in one pass over its text.
pub(crate) struct Object<'a> {
    members: Vec<(Cow<'a, str>, JsonValue<'a>)>,
}

impl<'a> Object<'a> {
    /// Returns the last member of this name; `null` is none.
    pub(crate) fn get(&self, name: &str) -> Option<JsonValue<'a>> {
        let last = self.members.iter().rfind(|(member, _)| member == name);
        last.map(|(_, value)| *value).filter(|value| value.raw != "null")
    }

    /// Returns the last member of each name.
    pub(crate) fn pick<const N: usize>(&self, names: [&str; N]) -> [Option<JsonValue<'a>>; N] {
        names.map(|name| self.get(name))
    }
}

/// Returns a string, or a number as it stands; else nothing.
pub(crate) fn string_or_number(value: Option<JsonValue<'_>>) -> String {
    let words = value.and_then(|value| value.string().or_else(|| value.number().map(|_| value.raw.into())));
    words.unwrap_or_default().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_repeated_name_counts() {
        let value = Scanner::new(r#"{"a":1,"\u0061":2}"#, 0).value().unwrap();
        assert_eq!(value.member("a").unwrap().raw, "2");
        assert_eq!(value.member("a").unwrap().at, 16);
    }

    #[test]
    fn numbers_may_be_strings_and_are_finite() {
        for (source, number) in
            [("200", Some(200.0)), ("\"200\"", Some(200.0)), ("1e999", None), ("NaN", None), ("\"\"", None)]
        {
            assert_eq!(Scanner::new(source, 0).value().unwrap().number(), number);
        }
    }
}
