//! Rules about the token request and its answer: endpoint, body, parameters, CORS.

pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod cors;
pub(crate) mod encoding;
pub(crate) mod endpoint;
pub(crate) mod exchange;
pub(crate) mod incomplete;
pub(crate) mod parameter;
pub(crate) mod redirect;
mod tenant;
