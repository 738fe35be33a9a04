//! Cookies, as far as they can lose a login (RFC 6265).

use crate::capture::Exchange;

/// The `SameSite` attribute.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SameSite {
    /// Never sent on a request from another site.
    Strict,
    /// Sent on a top-level GET from another site; what browsers assume where the attribute is missing.
    Lax,
    /// Always sent, if `Secure`.
    None,
}

/// A `Set-Cookie` header without the value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SetCookie {
    /// The name.
    pub name: String,
    /// `Domain`.
    pub domain: Option<String>,
    /// `Path`.
    pub path: Option<String>,
    /// `Secure`.
    pub secure: bool,
    /// `SameSite`.
    pub same_site: Option<SameSite>,
    /// The header deletes the cookie.
    pub deletes: bool,
    /// How many bytes the name and the value have together.
    pub size: usize,
}

impl SetCookie {
    /// Reads the value of a `Set-Cookie` header; `None` where it has no name.
    pub fn read(header: &str) -> Option<Self> {
        let mut pieces = header.split(';');
        let (name, value) = pieces.next()?.split_once('=')?;
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        let mut cookie = Self {
            name: name.to_owned(),
            domain: None,
            path: None,
            secure: false,
            same_site: None,
            deletes: value.trim().is_empty(),
            size: name.len() + value.trim().len(),
        };
        for attribute in pieces {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "domain" => cookie.domain = Some(value.to_owned()),
                "path" => cookie.path = Some(value.to_owned()),
                "secure" => cookie.secure = true,
                "max-age" => cookie.deletes |= value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
                "expires" => cookie.deletes |= value.contains("1970") || value.contains("-70 "),
                "samesite" => {
                    cookie.same_site = match value.to_ascii_lowercase().as_str() {
                        "strict" => Some(SameSite::Strict),
                        "lax" => Some(SameSite::Lax),
                        "none" => Some(SameSite::None),
                        _ => None,
                    }
                }
                _ => {}
            }
        }
        Some(cookie)
    }
}

/// Returns the cookies that an answer sets. Some recorders put several headers into one, a line each.
pub(crate) fn set(exchange: &Exchange) -> impl Iterator<Item = SetCookie> {
    let headers = exchange.response.iter().flat_map(|response| &response.headers);
    let set = headers.filter(|header| header.name.eq_ignore_ascii_case("set-cookie"));
    set.flat_map(|header| header.value.as_str().lines()).filter_map(SetCookie::read)
}

/// Returns the names of the cookies in a `Cookie` header.
pub(crate) fn names(header: &str) -> impl Iterator<Item = String> {
    header.split(';').filter_map(|pair| Some(pair.split_once('=')?.0.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_and_the_value_is_not_kept() {
        let cookie = SetCookie::read("state=hush; Path=/cb; Secure; SameSite=Strict; HttpOnly").unwrap();
        assert_eq!((cookie.name.as_str(), cookie.path.as_deref(), cookie.secure), ("state", Some("/cb"), true));
        assert_eq!(cookie.same_site, Some(SameSite::Strict));
        assert!(!format!("{cookie:?}").contains("hush"));
        assert!(SetCookie::read("state=; Max-Age=0").unwrap().deletes);
    }
}
