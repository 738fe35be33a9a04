//! A pull scanner of JSON: finds where values start and end, and unescapes nothing.
//!
//! `serde_json` is not used here as it refuses a whole file for one invalid escape or raw tab in a string, which files
//! redacted by hand have, and because an error has to say inside what the file ends. What is looser than RFC 8259: any
//! escape, control characters other than line breaks in strings, and Python's `NaN` and `Infinity`.

use memchr::memchr3;

use super::value::JsonValue;
use crate::work;

/// Reads one document from front to back, without recursion.
pub(crate) struct Scanner<'a> {
    source: &'a str,
    at: usize,
    /// The open brackets of the value that is being skipped.
    open: Vec<u8>,
}

impl<'a> Scanner<'a> {
    /// Starts at byte `at` of the source; offsets are those of the source.
    pub(crate) fn new(source: &'a str, at: usize) -> Self {
        Self { source, at, open: Vec::new() }
    }

    /// Returns the next byte that is not blank, and stays before it.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let rest = &self.source.as_bytes()[self.at..];
        let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.at += blanks;
        rest.get(blanks).copied()
    }

    /// Returns where the scanner stands.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Goes into the object or array that starts here.
    pub(crate) fn enter(&mut self) {
        self.at += 1;
    }

    /// Goes to the next member of the object that was entered and returns its name; `None` behind the last one.
    pub(crate) fn next_name(&mut self, first: bool) -> Result<Option<JsonValue<'a>>, JsonFault> {
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                return Ok(None);
            }
            Some(b',') if !first => self.at += 1,
            _ if first => {}
            _ => return Err(self.fault("`,` or `}`")),
        }
        if self.peek() != Some(b'"') {
            return Err(self.fault(if first { "a name in quotes or `}`" } else { "a name in quotes" }));
        }
        let name = self.value()?;
        if self.peek() != Some(b':') {
            return Err(self.fault("`:`"));
        }
        self.at += 1;
        Ok(Some(name))
    }

    /// Goes to the next element of the array that was entered; `false` behind the last one.
    pub(crate) fn next_element(&mut self, first: bool) -> Result<bool, JsonFault> {
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                match self.peek() {
                    None | Some(b']') => Err(self.fault("a value")),
                    _ => Ok(true),
                }
            }
            None if first => Err(self.fault("a value or `]`")),
            _ if first => Ok(true),
            _ => Err(self.fault("`,` or `]`")),
        }
    }

    /// Skips the value that starts here and returns it.
    pub(crate) fn value(&mut self) -> Result<JsonValue<'a>, JsonFault> {
        self.peek();
        let start = self.at;
        self.open.clear();
        loop {
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.at += 1;
                    self.open.push(bracket);
                    if self.first_inside()? {
                        continue;
                    }
                }
                Some(b'"') => self.string()?,
                _ => self.atom()?,
            }
            if !self.after_value()? {
                work::count(self.at - start);
                return Ok(JsonValue { raw: &self.source[start..self.at], at: start });
            }
        }
    }

    /// Stands behind an opening bracket: is there a first value?
    fn first_inside(&mut self) -> Result<bool, JsonFault> {
        match (self.open.last().copied(), self.peek()) {
            (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) => {
                self.at += 1;
                self.open.pop();
                Ok(false)
            }
            (Some(b'{'), _) => self.name("a name in quotes or `}`").map(|()| true),
            (_, None) => Err(self.fault("a value or `]`")),
            _ => Ok(true),
        }
    }

    /// Stands behind a value: closes what ends here; is there a next value?
    fn after_value(&mut self) -> Result<bool, JsonFault> {
        while let Some(&open) = self.open.last() {
            match (open, self.peek()) {
                (b'{', Some(b'}')) | (b'[', Some(b']')) => {
                    self.at += 1;
                    self.open.pop();
                }
                (b'{', Some(b',')) => {
                    self.at += 1;
                    return self.name("a name in quotes").map(|()| true);
                }
                (b'[', Some(b',')) => {
                    self.at += 1;
                    return Ok(true);
                }
                (b'{', _) => return Err(self.fault("`,` or `}`")),
                _ => return Err(self.fault("`,` or `]`")),
            }
        }
        Ok(false)
    }

    fn name(&mut self, expected: &'static str) -> Result<(), JsonFault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault(expected));
        }
        self.string()?;
        if self.peek() != Some(b':') {
            return Err(self.fault("`:`"));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<(), JsonFault> {
        let bytes = self.source.as_bytes();
        let start = self.at;
        let mut at = start + 1;
        loop {
            let Some(found) = bytes.get(at..).and_then(|rest| memchr3(b'"', b'\\', b'\n', rest)) else {
                self.at = bytes.len();
                return Err(self.fault("the closing `\"` of a string"));
            };
            at += found;
            match bytes[at] {
                b'"' => {
                    self.at = at + 1;
                    return Ok(());
                }
                // A line break may be allowed for, but then a lost quote would only be noticed much later.
                b'\n' => {
                    self.at = at;
                    return Err(self.fault("the closing `\"` of a string before the end of the line"));
                }
                _ => at += 2,
            }
        }
    }

    fn atom(&mut self) -> Result<(), JsonFault> {
        let rest = &self.source.as_bytes()[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
        let (atom, behind) = rest.split_at(length);
        let word = matches!(atom, b"true" | b"false" | b"null" | b"NaN" | b"Infinity" | b"-Infinity");
        let digits = atom.strip_prefix(b"-").unwrap_or(atom);
        let number = digits.first().is_some_and(u8::is_ascii_digit)
            && digits.iter().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte));
        if word || number {
            self.at += length;
            return Ok(());
        }
        if behind.is_empty() {
            self.at += length;
        }
        Err(self.fault("a value"))
    }

    /// What is wrong here. At the end of the source the place is behind the last byte that is not blank.
    fn fault(&self, expected: &'static str) -> JsonFault {
        let at_end = self.at >= self.source.len();
        let at = if at_end { self.source.trim_ascii_end().len() } else { self.at };
        JsonFault { at, at_end, expected }
    }
}

/// A syntax error.
#[derive(Debug, PartialEq)]
pub(crate) struct JsonFault {
    pub(crate) at: usize,
    /// The source ends there; otherwise something else is there.
    pub(crate) at_end: bool,
    /// The expected syntax.
    pub(crate) expected: &'static str,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(source: &str) -> Result<&str, JsonFault> {
        let mut scanner = Scanner::new(source, 0);
        let value = scanner.value()?;
        match scanner.peek() {
            None => Ok(value.raw),
            Some(_) => Err(scanner.fault("the end")),
        }
    }

    fn fault(source: &str) -> (usize, bool, &'static str) {
        let fault = whole(source).unwrap_err();
        (fault.at, fault.at_end, fault.expected)
    }

    #[test]
    fn a_fault_says_where_and_what_was_expected() {
        assert_eq!(fault(r#"{"a":1"#), (6, true, "`,` or `}`"));
        assert_eq!(fault(r#"{"a":[1 2]}"#), (8, false, "`,` or `]`"));
        assert_eq!(fault(r#"{"a" 1}"#), (5, false, "`:`"));
        assert_eq!(fault(r#"{"a":x}"#), (5, false, "a value"));
        assert_eq!(fault(r#"{"a":tr"#), (7, true, "a value"));
        assert_eq!(fault(r#"{"a":"b\"#), (8, true, "the closing `\"` of a string"));
        assert_eq!(fault("{\"a\":\"b\n\"}"), (7, false, "the closing `\"` of a string before the end of the line"));
        assert_eq!(fault("[1,]"), (3, false, "a value"));
        assert_eq!(fault("{\"a\":1,}"), (7, false, "a name in quotes"));
        assert_eq!(fault("[ \n"), (1, true, "a value or `]`"));
    }

    #[test]
    fn strings_may_hold_what_json_forbids() {
        assert!(whole("{\"a\\x\":\"\t\0\\q\\ud800\", \"n\": NaN, \"m\": [-Infinity, 1e999999]}").is_ok());
    }

    #[test]
    fn a_million_nested_arrays_need_no_stack() {
        let nested = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert_eq!(whole(&nested), Ok(nested.as_str()));
        assert!(whole(&nested[..1_500_000]).is_err());
    }

    proptest! {
        #[test]
        fn what_serde_json_reads_is_read(source in r#"([\[\]{},: \n]|"[ab\\"]?"|"a":|"b\\n"|-?[0-9]{1,2}(\.5)?|true|null){0,12}"#) {
            let lax = whole(&source).is_ok();
            match serde_json::from_str::<serde_json::Value>(&source) {
                Ok(_) => prop_assert!(lax, "{source}"),
                // `01` and the like are the only things of this alphabet that are read beyond JSON.
                Err(_) if source.contains(|c: char| c.is_ascii_digit() || c == '\\') => {}
                Err(_) => prop_assert!(!lax, "{source}"),
            }
        }

        #[test]
        fn any_document_of_serde_json_has_the_same_parts(strings in prop::collection::vec(".*", 0..5), numbers in prop::collection::vec(any::<f32>(), 0..5)) {
            let document = serde_json::json!({ "strings": strings, "inner": { "numbers": numbers } });
            let source = serde_json::to_string_pretty(&document).unwrap();
            let value = Scanner::new(&source, 0).value().unwrap();
            let read: Vec<_> = value.member("strings").unwrap().elements().map(|value| value.string().unwrap().into_owned()).collect();
            prop_assert_eq!(read, strings);
            prop_assert_eq!(value.member("inner").unwrap().member("numbers").unwrap().elements().count(), numbers.len());
        }

        #[test]
        fn nothing_makes_the_scanner_panic(source in r#"[\[\]{},:"\\ \nu0-9a-eé-]{0,40}"#) {
            if let Ok(raw) = whole(&source) {
                let value = JsonValue { raw, at: 0 };
                let _ = (value.members().count(), value.elements().count(), value.string(), value.number());
            }
        }
    }
}
