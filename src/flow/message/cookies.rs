//! Cookies, as far as they can lose a login (RFC 6265 and its revision, 6265bis).

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

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
    /// `Max-Age` in seconds.
    pub max_age: Option<i64>,
    /// `Expires`, which `Max-Age` overrides.
    pub expires: Option<Timestamp>,
    /// The header deletes the cookie.
    pub deletes: bool,
    /// How many bytes the name and the value have together.
    pub size: usize,
}

impl SetCookie {
    /// Reads the value of a `Set-Cookie` header; `None` if it has no name.
    pub fn read(header: &str) -> Option<Self> {
        let mut pieces = header.split(';');
        let (name, value) = pieces.next()?.split_once('=')?;
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        let is_empty = value.trim().is_empty();
        let mut cookie = Self {
            name: name.to_owned(),
            domain: None,
            path: None,
            secure: false,
            same_site: None,
            max_age: None,
            expires: None,
            deletes: false,
            size: name.len() + value.trim().len(),
        };
        for attribute in pieces {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "domain" => cookie.domain = Some(value.to_owned()),
                "path" => cookie.path = Some(value.to_owned()),
                "secure" => cookie.secure = true,
                "max-age" => cookie.max_age = value.parse().ok().or(cookie.max_age),
                "expires" => cookie.expires = date(value),
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
        let has_expired = match cookie.max_age {
            Some(seconds) => seconds <= 0,
            None => cookie.expires.is_some_and(|expires| expires.as_second() <= LONG_AGO),
        };
        cookie.deletes = is_empty || has_expired;
        Some(cookie)
    }

    /// Returns how many seconds the cookie lives from this time on; `None` if it lasts as long as the browser is open.
    pub(crate) fn lifetime(&self, from: Option<Timestamp>) -> Option<i64> {
        self.max_age.or_else(|| Some(self.expires?.as_second() - from?.as_second()))
    }
}

/// Reads a date as servers write it: `Thu, 01 Jan 1970 00:00:00 GMT`, also with hyphens.
fn date(value: &str) -> Option<Timestamp> {
    let parser = DateTimeParser::new();
    let plain = value.get(..LONGEST_DATE).unwrap_or(value).replace('-', " ");
    parser.parse_timestamp(plain.trim()).ok()
}

/// The longest date that is read.
const LONGEST_DATE: usize = 40;

/// The end of the year 2000: a cookie that was good until then deletes one.
const LONG_AGO: i64 = 978_307_200;

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
        assert!(SetCookie::read("state=x; Expires=Thu, 01-Jan-1970 00:00:00 GMT").unwrap().deletes);
        let kept = SetCookie::read("state=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60").unwrap();
        assert_eq!((kept.deletes, kept.lifetime(None)), (false, Some(60)));
    }
}
