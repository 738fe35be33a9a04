//! Says why an OAuth token exchange failed.

pub mod capture;
pub mod diagnosis;
pub mod explain;
pub mod flow;
pub mod oauth;
pub mod rules;
