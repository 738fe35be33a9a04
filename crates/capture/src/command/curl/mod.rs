//! curl commands (`curl.1`; compared with curl 7.88).

mod options;
mod request;
pub(crate) mod transfer;
