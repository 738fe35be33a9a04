//! Parameters as a server reads them.

use crate::oauth::Request;

/// Returns the first value of a name, unless it is empty: a parameter without a value counts as omitted (RFC 6749 §3.1, §3.2).
pub(crate) fn value<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.value(name).filter(|value| !value.is_empty())
}

/// Returns whether a parameter is sent more than once; `resource` and `audience` may be (RFC 8707 §2, RFC 8693 §2.1).
pub(crate) fn has_repeated(request: &Request) -> bool {
    let mut names: Vec<&str> = request.params.iter().map(|field| field.name.as_str()).collect();
    names.retain(|name| !matches!(*name, "resource" | "audience"));
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

/// Returns every value of a name.
pub(crate) fn values<'a>(request: &'a Request, name: &'a str) -> impl Iterator<Item = &'a str> {
    let named = request.params.iter().filter(move |field| field.name == name);
    named.filter_map(|field| field.value.known()).filter(|value| !value.is_empty())
}

/// Returns the scopes of a list of them (RFC 6749 §3.3).
pub(crate) fn scopes(scope: &str) -> impl Iterator<Item = &str> {
    scope.split(' ').filter(|scope| !scope.is_empty())
}
