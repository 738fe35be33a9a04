//! The log of Rails: a request, its parameters and its status stand in lines of their own.

use std::ops::Range;

use super::access::status;
use super::params::role;
use super::sights::{SightKind, SightScanner};
use crate::exchange::Content;
use crate::http::head::is_method;
use crate::text::placed::{Text, part};

impl SightScanner<'_> {
    /// Reads `Started POST "/oauth/token" for 192.0.2.10 at …`, `Parameters: {"grant_type"=>"…"}` or `Completed 401
    /// Unauthorized in 12ms`; returns the line behind.
    pub(super) fn rails(&mut self, at: usize) -> Option<usize> {
        let page = self.page;
        let line = page.line(at);
        let start = page.range(at).start;
        memchr::memchr3(b'S', b'P', b'C', line.as_bytes())?;
        if let Some((before, words)) = line.split_once("Started ").filter(|_| line.contains("\" for ")) {
            let (method, behind) = words.split_once(" \"")?;
            let length = behind.find('"')?;
            if !is_method(method) || !behind.starts_with('/') {
                return None;
            }
            let from = start + before.len() + "Started ".len() + method.len() + 2;
            let target = from..from + length;
            let url = part(&page.text, target.clone());
            self.add(target, SightKind::Endpoint(Some(method.to_owned()), url));
        } else if let Some((before, hash)) = line.split_once("Parameters: {") {
            let from = start + before.len() + "Parameters: {".len();
            let pairs = pairs(hash)?;
            let names = pairs.iter().map(|(name, _)| &hash[name.clone()]);
            let role = role(names)?;
            let moved = |range: &Range<usize>| part(&page.text, from + range.start..from + range.end);
            let params: Vec<(Text, Text)> = pairs.iter().map(|(name, value)| (moved(name), moved(value))).collect();
            self.parameters(page.range(at), role, Content::Params { params, encoded: false });
        } else {
            let (_, completed) = line.split_once("Completed ")?;
            let status = status(completed).filter(|_| completed.contains(" in "))?;
            self.add(page.range(at), SightKind::Status(status, true));
        }
        Some(at + 1)
    }
}

/// Reads the strings of a hash, up to the brace that closes it: `"a"=>"b"`, of Ruby 3.4 on `"a" => "b"`. Other values and
/// what is inside of them are left out; `None` if it is no such hash.
fn pairs(hash: &str) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    let mut pairs = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < hash.len() && pairs.len() < MOST {
        match hash.as_bytes()[at] {
            b'"' => {
                let name = string(hash, at)?;
                at = name.end + 1;
                let Some(arrow) = hash[at..].trim_start().strip_prefix("=>") else { continue };
                let behind = arrow.trim_start();
                at = hash.len() - behind.len();
                if behind.starts_with('"') {
                    let value = string(hash, at)?;
                    at = value.end + 1;
                    if depth == 0 {
                        pairs.push((name, value));
                    }
                }
            }
            b'{' | b'[' => (depth, at) = (depth + 1, at + 1),
            b'}' | b']' if depth == 0 => break,
            b'}' | b']' => (depth, at) = (depth - 1, at + 1),
            _ => at += 1,
        }
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// Returns the bytes between the quotes of the string that starts here.
fn string(hash: &str, quote: usize) -> Option<Range<usize>> {
    let bytes = hash.as_bytes();
    let mut at = quote + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(quote + 1..at);
        }
        at += 2;
    }
}

/// How many parameters are read.
const MOST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_each_ruby_are_read() {
        let read = |hash: &str| {
            let pairs = pairs(hash)?;
            Some(pairs.into_iter().map(|(name, value)| format!("{}={}", &hash[name], &hash[value])).collect::<Vec<_>>())
        };
        let found = read(r#""a"=>"b\"c", "n"=>nil, "in"=>{"x"=>"y"}, "d" => "[FILTERED]"}"#);
        assert_eq!(found.unwrap(), [r#"a=b\"c"#, "d=[FILTERED]"]);
        assert_eq!(read(r#""a"=>"cut"#), None);
        assert_eq!(read("}"), None);
    }
}
