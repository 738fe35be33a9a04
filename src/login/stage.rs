//! How far a token endpoint came with a request, as its answer tells.

use crate::flow::TokenExchange;
use crate::oauth::Answer;

/// What a token endpoint checks, in the order in which it does: a mistake that it meets earlier cannot be the reason of an
/// answer about something later, and one that it meets later not of an answer about something earlier.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Stage {
    /// Method, media type and place of the parameters.
    Form,
    /// `grant_type`.
    GrantType,
    /// Client authentication: whether there is any.
    Client,
    /// Client authentication: whether the secret is right.
    Secret,
    /// The code.
    Code,
    /// `redirect_uri`.
    RedirectUri,
    /// PKCE.
    Pkce,
}

impl Stage {
    /// Returns whether a mistake at this stage can be the reason of an answer about `answered`.
    ///
    /// To judge something later, the server must have got past it. A server that refuses the client has not looked at PKCE yet,
    /// while some report a `redirect_uri` as the client's mistake, and `invalid_grant` stands for everything from the code on.
    pub fn explains(self, answered: Self) -> bool {
        match answered {
            Self::Form | Self::GrantType => true,
            // It may not have found the client because it could not read the request.
            Self::Client => self <= Self::Client || self == Self::RedirectUri,
            Self::Secret => matches!(self, Self::Client | Self::RedirectUri),
            Self::Code | Self::RedirectUri | Self::Pkce => self >= Self::Code,
        }
    }

    /// Returns what an answer is about: by its words, where they name one thing, or else by the error code.
    pub fn from_answer(answer: &Answer) -> Option<Self> {
        let says = |words: &[&str]| answer.says(words);
        if says(&["verifier", "pkce", "code_challenge", "code challenge", "proof key"]) {
            return Some(Self::Pkce);
        }
        if says(&["redirect_uri", "redirect uri", "redirecturi", "redirect url", "redirect_mismatch"]) {
            return Some(Self::RedirectUri);
        }
        let missing = says(&["missing", "required", "not provided", "no client", "must"]);
        if !missing && says(&["client secret", "client_secret", "client credentials", "incorrect_client"]) {
            return Some(Self::Secret);
        }
        if answer.is_error("invalid_client") {
            return Some(Self::Client);
        }
        if answer.is_error("invalid_grant")
            || says(&["verification_code", "invalid_code", "authorization code", "auth code"])
        {
            return Some(Self::Code);
        }
        None
    }
}

/// Returns whether a text shows placeholders in the place of what a server judges: then its mistakes of form are all that can be
/// seen of it. A server that does not read a body finds no code in it, and some say of such a code that it is invalid.
pub(crate) fn hides_its_values(token: &TokenExchange) -> bool {
    let code = token.params.filled("code");
    token.excerpt && code.is_some_and(crate::oauth::Param::is_placeholder)
}

/// Returns whether a request of the same form, with the same code, got a token before: nothing in its form is wrong.
pub(crate) fn worked_before(tokens: &[TokenExchange], token: &TokenExchange) -> bool {
    let same_form = |earlier: &TokenExchange| {
        earlier.method == token.method
            && earlier.body == token.body
            && earlier
                .params
                .iter()
                .map(|param| (&param.name, &param.value))
                .eq(token.params.iter().map(|param| (&param.name, &param.value)))
    };
    tokens.iter().any(|earlier| earlier.is_before(token) && earlier.succeeded() && same_form(earlier))
}
