//! Requests that a script makes: `fetch`, axios, and Python's requests and httpx.

mod call;
mod expression;
mod object;
pub(crate) mod request;
mod string;
pub(crate) mod sum;
pub(crate) mod value;
