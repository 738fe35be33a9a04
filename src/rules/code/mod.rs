//! Rules about what a token request redeems: code, grant, redirect URI, resource.

pub(crate) mod beside;
pub(crate) mod grant;
pub(crate) mod redemption;
pub(crate) mod redirect_uri;
pub(crate) mod resource;
pub(crate) mod value;
