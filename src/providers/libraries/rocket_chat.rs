//! What Rocket.Chat writes into logs.

use crate::providers::{Library, Log, Source, at_resource, at_token, code};

const OAUTH: Source = code("https://github.com/RocketChat/Rocket.Chat/blob/01a95b55f69c4f6b65b550131190378dc2c02ce2/apps/meteor/app/custom-oauth/server/custom_oauth_server.js");

pub(super) static LIBRARY: Library = Library { id: "rocket-chat", name: "Rocket.Chat", log: Log { marks: &["Failed to complete OAuth handshake", "Failed to fetch identity"], texts: &[
at_token("Failed to complete OAuth handshake with * at ", &[], "The token request failed.", OAUTH).unmistakable(),
at_resource("Failed to fetch identity from * at ", &[], "The UserInfo request failed.", OAUTH).unmistakable(),
] } };
