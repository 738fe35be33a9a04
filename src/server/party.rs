//! What a strict client checks of the answers that it gets (RFC 6749 §10.12, RFC 9207 §2.4, OpenID Connect Core §3.1.3.7).

use super::refusal::Refusal;

/// A client in the middle of a login.
#[derive(Clone, Debug, Default)]
pub struct Party {
    /// `client_id`.
    pub client_id: String,
    /// `state` of its authorization request.
    pub state: Expected,
    /// `nonce` of its authorization request.
    pub nonce: Option<String>,
    /// The issuer that it asked, where it knows that.
    pub issuer: Option<String>,
    /// Its metadata says that the issuer names itself in answers (RFC 9207 §3).
    pub expects_iss: bool,
}

/// What a client keeps of a value until it comes back.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Expected {
    /// It sent none.
    #[default]
    None,
    /// This one.
    Value(String),
    /// It sent one, and lost it.
    Lost,
}

/// What an ID token says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IdToken {
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: Vec<String>,
    /// `exp`, in milliseconds.
    pub expires: i64,
    /// `nonce`.
    pub nonce: Option<String>,
}

impl Party {
    /// Checks `state` and `iss` of an authorization response.
    pub fn check_response(&self, state: Option<&str>, iss: Option<&str>) -> Result<(), Refusal> {
        match (&self.state, state) {
            (Expected::Lost, _) => return Err(Refusal::StateUnknown),
            (Expected::Value(_), None) => return Err(Refusal::StateMissing),
            (Expected::Value(sent), Some(came)) if sent != came => return Err(Refusal::StateDiffers),
            _ => {}
        }
        match (&self.issuer, iss) {
            (Some(asked), Some(came)) if asked != came => Err(Refusal::IssuerDiffers),
            (_, None) if self.expects_iss => Err(Refusal::IssuerMissing),
            _ => Ok(()),
        }
    }

    /// Checks the claims of an ID token.
    pub fn check_id_token(&self, token: &IdToken, now: i64) -> Result<(), Refusal> {
        if self.issuer.as_ref().is_some_and(|asked| *asked != token.issuer) {
            return Err(Refusal::IdTokenIssuerDiffers);
        }
        if !token.audience.contains(&self.client_id) {
            return Err(Refusal::IdTokenAudienceDiffers);
        }
        if token.expires <= now {
            return Err(Refusal::IdTokenExpired);
        }
        match (&self.nonce, &token.nonce) {
            (Some(_), None) => Err(Refusal::NonceMissing),
            (Some(sent), Some(came)) if sent != came => Err(Refusal::NonceDiffers),
            _ => Ok(()),
        }
    }
}
