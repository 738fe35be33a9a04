//! What lua-resty-openidc writes into logs, in APISIX and Kong, too.

use crate::providers::Cause::{Clock, Discovery, IdTokenExpired, Issuer, StateLost, StateMismatch};
use crate::providers::{Library, Log, Source, at_client, code};

const OPENIDC: Source = code("https://github.com/zmartzone/lua-resty-openidc/blob/fabf64e29062f5e7658de1cee52f572221203b1e/lib/resty/openidc.lua");

pub(super) static LIBRARY: Library = Library { id: "lua-resty-openidc", name: "lua-resty-openidc", log: Log { marks: &["openidc.lua", "openidc"], texts: &[
at_client("request to the redirect_uri path but there's no session state found", &[StateLost], "The session with the `state` did not come back: a different host, `SameSite`, or sessions that the nodes don't share.", OPENIDC).unmistakable(),
at_client("state from argument: {got} does not match state restored from session: {expected}", &[StateMismatch], "The `state` that came back is not the one in the session.", OPENIDC).unmistakable(),
at_client("iss from argument: {got} does not match expected issuer: {expected}", &[Issuer], "The authorization response is from a different issuer.", OPENIDC).unmistakable(),
at_client("accessing discovery url (*) failed", &[Discovery], "The client can't read the server's metadata.", OPENIDC).unmistakable(),
at_client("token expired: id_token.exp=*, ngx.time()=", &[IdTokenExpired, Clock], "The ID token had expired by the client's clock.", OPENIDC).unmistakable(),
] } };
