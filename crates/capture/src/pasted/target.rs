//! What a line says about a request around its URL or path.

use std::ops::Range;

use super::returned;
use crate::http;
use crate::transcript::body::Fuel;

/// Returns whether curl says this of a request that it shows anyway.
pub(super) fn is_of_curl(line: &str) -> bool {
    let said = ["* Issue another request", "* [HTTP/", "* h2h3 [", "* h2 [", "*   Trying", "* Connected to"];
    said.iter().any(|words| line.starts_with(words))
}

/// Returns the method that stands right before a URL.
pub(super) fn method_before(before: &str) -> Option<&str> {
    let before = before.trim_end_matches([' ', '"', '\'', '`', '(', ':', '<', '*', '[']);
    // `Sending POST request to URL https://…`.
    let between = [" request to URL", " request to url", " request to", " request", " to"];
    let before = between.iter().find_map(|words| before.strip_suffix(words)).unwrap_or(before);
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next()?;
    http::head::is_method(word).then_some(word)
}

/// Finds `POST /token`, as servers log a request; returns the method and the bytes of the target.
pub(super) fn method_and_path<'a>(text: &'a str, fuel: &Fuel) -> Option<(&'a str, Range<usize>)> {
    let mut slashes = memchr::memchr_iter(b'/', text.as_bytes());
    let (start, length, target) = slashes.find_map(|slash| {
        if text[..slash].ends_with(['=', '"', '\'']) && returned::is_callback(&text[slash..], fuel) {
            return Some((slash, 0, slash));
        }
        let before = text[..slash].strip_suffix(' ').or_else(|| text[..slash].strip_suffix(" \""))?;
        let methods = ["GET", "POST", "PUT"];
        let Some(method) = methods.iter().find(|method| before.ends_with(**method)) else {
            return returned::is_callback(&text[slash..], fuel).then_some((slash, 0, slash));
        };
        let start = before.len() - method.len();
        let alone = !text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
        alone.then_some((start, method.len(), slash))
    })?;
    let end = text[target..]
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '>'))
        .map_or(text.len(), |index| target + index);
    Some((&text[start..start + length], target..end))
}

/// Returns whether a query or fragment may be that of an authorization request or response.
pub(super) fn carries_message(query: &str) -> bool {
    let has = |name: &str| {
        query.split(['?', '&', '#', ';']).any(|pair| {
            let known = pair.split('=').next().unwrap_or_default();
            known == name || known.strip_prefix("amp;") == Some(name)
        })
    };
    has("client_id")
        || has("response_type")
        || has("code")
        || has("error")
        || has("id_token")
        || has("access_token")
        || has("request_uri")
}
