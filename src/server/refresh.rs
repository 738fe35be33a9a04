//! Refresh tokens, which change with each use where a new one is issued (RFC 6749 §6, RFC 9700 §4.14.2).

use super::client::Client;
use super::model::Model;
use super::proof::check_bound;
use super::read::{scopes, value};
use super::refusal::Refusal;
use super::token::{TokenRequest, Tokens, token_type};

/// What a refresh token is bound to.
#[derive(Clone)]
pub struct RefreshToken {
    /// The client that it was issued to.
    pub client: String,
    /// The login that it continues: its code, or another name that its successors share.
    pub login: String,
    /// What was granted; `None` if that is not known.
    pub scope: Option<String>,
    /// The thumbprint of the key that it is bound to (RFC 9449 §5).
    pub key: Option<String>,
    /// When it expires.
    pub expires: Option<i64>,
    /// A newer one was issued for it.
    pub is_used: bool,
    /// It no longer counts.
    pub is_revoked: bool,
}

impl Model {
    pub(crate) fn refresh(&mut self, client: &Client, asked: TokenRequest<'_>) -> Result<Tokens, Refusal> {
        let TokenRequest { request, now, issue } = asked;
        let key = self.check_proof(request, now)?;
        let sent = value(request, "refresh_token").ok_or(Refusal::RefreshTokenMissing)?;
        let token = self.refresh_tokens.get(sent).ok_or(Refusal::RefreshTokenUnknown)?.clone();
        if token.client != client.id {
            return Err(Refusal::RefreshTokenOfOtherClient);
        }
        if token.is_used {
            // One of the two who have it is not the client (RFC 9700 §4.14.2).
            self.revoke(&token.login);
            return Err(Refusal::RefreshTokenReused);
        }
        if token.is_revoked {
            return Err(Refusal::RefreshTokenRevoked);
        }
        if token.expires.is_some_and(|expires| now > expires) {
            return Err(Refusal::RefreshTokenExpired);
        }
        check_bound(token.key.as_ref(), key.as_ref())?;
        let asked = value(request, "scope");
        if let Some((asked, granted)) = asked.zip(token.scope.as_deref()) {
            if !scopes(asked).all(|scope| scopes(granted).any(|known| known == scope)) {
                return Err(Refusal::ScopeWidened);
            }
        }
        if let Some(next) = issue.refresh_token.filter(|next| *next != sent) {
            if let Some(old) = self.refresh_tokens.get_mut(sent) {
                old.is_used = true;
            }
            // How long the new one lives, its answer may say; it need not end with the old one.
            let next_token = RefreshToken { expires: None, ..token.clone() };
            self.refresh_tokens.insert(next.to_owned(), next_token);
        }
        Ok(Tokens {
            access_token: issue.access_token.to_owned(),
            token_type: token_type(key.as_ref()),
            refresh_token: issue.refresh_token.map(str::to_owned),
            scope: asked.map(str::to_owned).or(token.scope),
            id_token: None,
        })
    }

    /// Takes back every refresh token of a login (RFC 7009 §2.1).
    pub fn revoke(&mut self, login: &str) {
        for token in self.refresh_tokens.values_mut().filter(|token| token.login == login) {
            token.is_revoked = true;
        }
    }
}
