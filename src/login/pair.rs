//! The challenge and the verifier of a login.

use super::login::Login;
use crate::explain::Relation;
use crate::oauth::Param;
use crate::oauth::pkce::s256;

/// The challenge that was sent, the verifier that was sent, and how they relate.
pub(crate) struct PkcePair<'a> {
    pub(crate) challenge: &'a Param,
    pub(crate) verifier: &'a Param,
    pub(crate) relation: Relation,
}

/// Returns whether the method is `plain`, which it also is where none is named (RFC 7636 §4.3).
pub(crate) fn is_plain(login: &Login<'_>) -> bool {
    let method = login.flow.asked("code_challenge_method");
    method.is_none_or(|method| method.value == "plain")
}

/// Where the challenge equals the verifier: whether it is the challenge that was sent as verifier, and if so, whether that is
/// sure.
///
/// On the wire this looks the same as a challenge that was not hashed. A request with the right verifier decides. Else the form
/// tells which is likelier: a digest has 43 characters of base64url, and a client that makes its random values in that form
/// (as its `state` and `nonce` show) makes such verifiers too.
pub(crate) fn is_challenge_sent_as_verifier(login: &Login<'_>) -> Option<bool> {
    let pair = login.pair()?;
    let challenge = &pair.challenge.value;
    if pair.verifier.value != *challenge || is_plain(login) {
        return None;
    }
    let all_tokens = login.compared().flat_map(|flow| &flow.tokens);
    if all_tokens.filter_map(|token| token.params.filled("code_verifier")).any(|other| s256(&other.value) == *challenge)
    {
        return Some(true);
    }
    let digest_form =
        |value: &str| value.len() == 43 && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let own_form =
        ["state", "nonce"].iter().filter_map(|name| login.flow.asked(name)).any(|param| digest_form(&param.value));
    (digest_form(challenge) && !own_form).then_some(false)
}
