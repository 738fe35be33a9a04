//! The device grant (RFC 8628), and backchannel logins (CIBA), which are polled for in the same way.

use super::client::Client;
use super::model::Model;
use super::read::value;
use super::refusal::Refusal;
use super::token::{TokenRequest, Tokens};

/// What a device code is bound to.
#[derive(Clone)]
pub struct DeviceCode {
    /// The client that it was issued to.
    pub client: String,
    /// When it expires.
    pub expires: i64,
    /// How many milliseconds are to pass between two polls.
    pub interval: i64,
    /// When the client asked last.
    pub polled: Option<i64>,
    /// What the user has decided; `None` until then.
    pub decision: Option<bool>,
    /// It was redeemed.
    pub is_used: bool,
}

impl Model {
    /// Gives out a device code.
    pub fn issue_device_code(&mut self, value: &str, code: DeviceCode) {
        self.device_codes.insert(value.to_owned(), code);
    }

    pub(crate) fn poll(&mut self, client: &Client, asked: TokenRequest<'_>, name: &str) -> Result<Tokens, Refusal> {
        let TokenRequest { request, now, issue } = asked;
        let key = self.check_proof(request, now)?;
        let sent = value(request, name).ok_or(Refusal::DeviceCodeMissing)?;
        let code = self.device_codes.get_mut(sent).ok_or(Refusal::DeviceCodeUnknown)?;
        if code.client != client.id || code.is_used {
            return Err(Refusal::DeviceCodeUnknown);
        }
        let before = code.polled.replace(now);
        if now > code.expires {
            return Err(Refusal::DeviceCodeExpired);
        }
        match code.decision {
            Some(true) => {}
            Some(false) => return Err(Refusal::UserDenied),
            None if before.is_some_and(|before| now.saturating_sub(before) < code.interval) => {
                code.interval = code.interval.saturating_add(SLOWER);
                return Err(Refusal::PollTooEarly);
            }
            None => return Err(Refusal::AuthorizationPending),
        }
        code.is_used = true;
        Ok(self.issue(Some(client), sent, None, key, issue))
    }
}

/// By how much the interval grows with each `slow_down` (RFC 8628 §3.5).
const SLOWER: i64 = 5_000;
