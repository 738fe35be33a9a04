//! `--format markdown`: what one pastes into a ticket. Of a capture, nothing in it is more than text ([`inert`]).

mod document;
mod inert;
mod login;
mod summary;

pub(crate) use document::{render, render_unreadable};
pub(crate) use summary::Held;
