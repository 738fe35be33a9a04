//! TODO: say what this folder is.

pub(crate) mod grant;
pub(crate) mod redemption;
pub(crate) mod redirect_uri;
pub(crate) mod resource;
pub(crate) mod value;
