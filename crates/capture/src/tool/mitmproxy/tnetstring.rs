//! Typed netstrings (tnetstrings.info): `LENGTH:DATA` and a character that tells the type. A value is cut out of its
//! source and never taken apart further than it is asked for, so nesting needs no stack.

/// A value as it is in a flow. mitmproxy adds `;` to the types: a string, where `,` is bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tnetstring<'a> {
    kind: u8,
    pub(crate) data: &'a [u8],
    /// The offset of the data in the flow.
    pub(crate) at: usize,
}

impl<'a> Tnetstring<'a> {
    /// Takes a whole flow: its data, and its type.
    pub(crate) fn new(data: &'a [u8], kind: u8) -> Self {
        Self { kind, data, at: 0 }
    }

    /// Returns the elements of a list, or the names and values of a dictionary in turn; other values have none. Ends
    /// where the data are damaged.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> {
        let mut rest = if matches!(self.kind, b']' | b'}') { self.data } else { &[] };
        let mut at = self.at;
        std::iter::from_fn(move || {
            let (length, digits) = length(rest)?;
            let from = digits + 1;
            let end = from.checked_add(length)?;
            let item = Self { data: rest.get(from..end)?, kind: *rest.get(end)?, at: at + from };
            rest = rest.get(end + 1..)?;
            at += end + 1;
            Some(item)
        })
    }

    /// Returns the members of a dictionary.
    pub(crate) fn dictionary(self) -> Dictionary<'a> {
        let mut members = Vec::new();
        if self.kind == b'}' {
            let mut items = self.items();
            while let (Some(name), Some(value)) = (items.next(), items.next()) {
                members.push((name.data, value));
            }
        }
        Dictionary { members }
    }

    /// Returns a string or bytes.
    pub(crate) fn bytes(self) -> Option<&'a [u8]> {
        matches!(self.kind, b',' | b';').then_some(self.data)
    }

    /// Returns a number.
    pub(crate) fn number(self) -> Option<f64> {
        let digits = std::str::from_utf8(self.data).ok()?;
        let number: f64 = matches!(self.kind, b'#' | b'^').then(|| digits.parse().ok())??;
        number.is_finite().then_some(number)
    }

    /// Returns whether this is `null`.
    pub(crate) fn is_null(self) -> bool {
        self.kind == b'~'
    }
}

/// The members of a dictionary.
pub(crate) struct Dictionary<'a> {
    members: Vec<(&'a [u8], Tnetstring<'a>)>,
}

impl<'a> Dictionary<'a> {
    /// Returns the last member of this name; `null` is none.
    pub(crate) fn get(&self, name: &str) -> Option<Tnetstring<'a>> {
        self.find(name).filter(|value| !value.is_null())
    }

    /// Returns the last member of this name, also if it is `null`.
    pub(crate) fn find(&self, name: &str) -> Option<Tnetstring<'a>> {
        let last = self.members.iter().rfind(|(member, _)| *member == name.as_bytes());
        last.map(|(_, value)| *value)
    }
}

/// Reads the length that stands before a `:`; returns it, and how many digits it has.
pub(crate) fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    let digits = bytes.iter().take(DIGITS + 1).take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || digits > DIGITS || bytes.get(digits) != Some(&b':') {
        return None;
    }
    let number = std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()?;
    Some((number, digits))
}

/// As many digits as mitmproxy allows for.
pub(crate) const DIGITS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_is_cut_into_its_members() {
        let source = b"3:url;4:/a?b,4:list;13:1:1#3:2.5^0:~]4:none;0:~";
        let dictionary = Tnetstring::new(source, b'}').dictionary();
        let url = dictionary.get("url").unwrap();
        assert_eq!((url.bytes(), url.at), (Some(&b"/a?b"[..]), 8));
        let list: Vec<_> = dictionary.get("list").unwrap().items().map(Tnetstring::number).collect();
        assert_eq!(list, [Some(1.0), Some(2.5), None]);
        assert!(dictionary.get("none").is_none());
        assert!(dictionary.find("none").unwrap().is_null());
    }

    #[test]
    fn what_is_cut_or_lies_about_its_length_ends_the_list() {
        for source in [&b"3:abc"[..], b"4:abc,", b"9999999999999:a,", b":,", b"x", b"18446744073709551615:,"] {
            assert_eq!(Tnetstring::new(source, b']').items().count(), 0);
        }
    }
}
