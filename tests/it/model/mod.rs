//! The strict server: what it refuses, in which order, and what it never gives out.

mod logins;
mod random;
mod refusals;
mod requests;
