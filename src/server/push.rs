//! The endpoint for pushed authorization requests (RFC 9126).

use super::authorize::{check, redirect_uri};
use super::model::Model;
use super::read::{has_repeated, value};
use super::refusal::Refusal;
use crate::oauth::Request;

/// A request that was pushed.
#[derive(Clone)]
pub(crate) struct StoredRequest {
    request: Request,
    client: String,
    at: i64,
    is_used: bool,
}

impl Model {
    /// Takes a pushed authorization request, and gives it the `request_uri`.
    pub fn push(&mut self, request: &Request, now: i64, request_uri: &str) -> Result<(), Refusal> {
        if has_repeated(request) {
            return Err(Refusal::AuthorizeParameterRepeated);
        }
        if value(request, "request_uri").is_some() {
            return Err(Refusal::RequestUriPushed);
        }
        let client = self.authenticate(request, now)?;
        redirect_uri(&client, request)?;
        check(&self.config, &client, request)?;
        self.pushed.insert(
            request_uri.to_owned(),
            StoredRequest { request: request.clone(), client: client.id, at: now, is_used: false },
        );
        Ok(())
    }

    /// Takes the request of a `request_uri`: each is for one authorization request.
    pub(crate) fn take_pushed(&mut self, uri: &str, client: &str, now: i64) -> Result<Request, Refusal> {
        let lifetime = self.config.request_uri_lifetime;
        let pushed = self.pushed.get_mut(uri).ok_or(Refusal::RequestUriUnknown)?;
        if client != pushed.client {
            return Err(Refusal::RequestUriOfOtherClient);
        }
        if pushed.is_used {
            return Err(Refusal::RequestUriReused);
        }
        if now.saturating_sub(pushed.at) > lifetime {
            return Err(Refusal::RequestUriExpired);
        }
        pushed.is_used = true;
        Ok(pushed.request.clone())
    }
}
