//! What `OmniAuth` writes into logs.

use crate::providers::Cause::{StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const STRATEGY: Source = code("https://github.com/omniauth/omniauth-oauth2/blob/1481c33b3ffd69fcc7835caa9a1d129494a6df20/lib/omniauth/strategies/oauth2.rb");

const USERINFO: Source = code("https://github.com/nov/openid_connect/blob/7705c2e300dcc6ad5bb2b8cc3e64fad21a6baa20/lib/openid_connect/access_token.rb");

pub(super) static LIBRARY: Library = Library { id: "omniauth", name: "OmniAuth", log: Log { marks: &["omniauth", "OmniAuth", "Authentication failure!"], texts: &[
at_client("csrf_detected", &[StateLost, StateMismatch], "The session that holds the `state` did not come back, or contains a different one.", STRATEGY),
at_client("Authentication failure! API Access Fai*: OpenIDConnect::BadRequest", &[], "The client has its tokens; the UserInfo endpoint answered with 400.", USERINFO).unmistakable(),
at_client("Authentication failure! Access Token Invalid or Expired: OpenIDConnect::Unauthorized", &[], "The client has its tokens; the UserInfo endpoint refuses the access token.", USERINFO).unmistakable(),
] } };
