//! `--format markdown`: what one pastes into a ticket. Of a capture, nothing in it is more than text ([`inert`]).

mod document;
mod inert;
mod login;

pub(crate) use document::{end, render, render_unreadable};
