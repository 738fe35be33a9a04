//! Which client, code and redirect URI a login is about, and what is in for what is redacted.

use super::World;
use crate::disclose::placeholder::is_placeholder;
use crate::flow::TokenExchange;
use crate::login::spelling::misspelt;
use crate::login::{Login, Stage};
use crate::oauth::pkce::s256;
use crate::oauth::{Grant, Param, jwt};

impl World {
    /// Decides which client, code and redirect URI the login is about, and what is in for what is redacted.
    pub(super) fn identify(&mut self, login: &Login<'_>) {
        let flow = login.flow;
        let asked = |name: &'static str| asked(login, name).map(|param| param.value.as_str());
        let token = login.decisive();
        let sent = |name: &str| Some(token?.params.filled(name)?.value.as_str());
        let known = |value: Option<&str>| value.filter(|value| !is_placeholder(value)).map(str::to_owned);
        let is_redacted = |name| asked(name).is_some_and(is_placeholder) || sent(name).is_some_and(is_placeholder);
        let subject = || jwt::claims(sent("client_assertion")?)?.get("sub")?.as_str().map(str::to_owned);
        let client = known(asked("client_id")).or_else(|| known(token.and_then(TokenExchange::client_id).as_deref()));
        let pushed = || flow.authorize.as_ref()?.pushed.as_ref()?.basic.as_ref()?.client_id();
        let client = client.or_else(pushed).or_else(subject).or_else(|| flow.device.as_ref()?.client_id.clone());
        self.client = client.unwrap_or_else(|| "client".to_owned());
        let delivered = flow.delivered_code().map(|code| code.value.as_str());
        self.code = known(delivered)
            .or_else(|| lost_plus(login, token?, "code", Stage::Code))
            .or_else(|| Some(trimmed(login, token?, &known(sent("code"))?)))
            .unwrap_or_else(|| "code".to_owned());
        let redirect_uri = known(asked("redirect_uri")).or_else(|| known(sent("redirect_uri")));
        let redirect_uri = redirect_uri.unwrap_or_else(|| "https://client.example/callback".to_owned());
        let verifier = known(sent("code_verifier")).unwrap_or_else(|| VERIFIER.to_owned());
        if sent("code_verifier").is_some_and(is_placeholder) {
            self.challenge = Some(s256(&verifier));
        }
        for (name, value) in [
            ("client_id", self.client.clone()),
            ("code", self.code.clone()),
            ("redirect_uri", redirect_uri),
            ("code_challenge", s256(&verifier)),
            ("code_verifier", verifier),
        ] {
            if is_redacted(name) {
                self.stand_ins.push((name, value));
            }
        }
        let redacted: Vec<String> = self.stand_ins.iter().map(|(name, _)| format!("`{name}`")).collect();
        if !redacted.is_empty() {
            self.missing.push(format!("{} (redacted)", redacted.join(", ")));
        }
        if self.is_proof_hidden {
            self.missing.push("the DPoP proof (redacted, or not a JWT)".to_owned());
        }
        if self.is_client_hidden {
            self.missing.push("the client authentication (the export may have removed it)".to_owned());
        }
        let redeems = flow.grant == Grant::AuthorizationCode && token.is_some();
        if redeems && delivered.is_none() {
            self.missing.push("the authorization response (with the `code` as issued)".to_owned());
        } else if redeems && delivered.is_some_and(is_placeholder) && !is_redacted("code") {
            self.missing.push("the `code` as issued (redacted)".to_owned());
        }
    }
}

/// Stands in for a verifier that is redacted: the example of RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Returns a value of the token request as it was issued, where a `+` that was not encoded arrived as a space, and the server did not
/// get past this stage.
pub(super) fn lost_plus(login: &Login<'_>, token: &TokenExchange, name: &str, judged: Stage) -> Option<String> {
    let is_past = login.stage(token).is_some_and(|stage| stage > judged && !judged.explains(stage));
    // Whitespace around a value is not of it.
    let is_inside = |sent: &&Param| sent.lost_plus() && sent.value.trim() == sent.value;
    let sent = token.params.filled(name).filter(|sent| is_inside(sent) && !sent.is_placeholder())?;
    (token.refused() && !is_past).then(|| sent.value.replace(' ', "+"))
}

/// Returns a value that was issued as the client sends it: without the whitespace around it, which this server does not take.
pub(super) fn trimmed(login: &Login<'_>, token: &TokenExchange, sent: &str) -> String {
    if login.succeeded(token) { sent.to_owned() } else { sent.trim().to_owned() }
}

/// Returns a parameter of the authorization request, even if its name was damaged or misspelt so that no server reads it.
pub(super) fn asked<'a>(login: &Login<'a>, name: &'static str) -> Option<&'a Param> {
    let authorize = login.flow.authorize.as_ref();
    let damaged = |param: &&Param| param.name.trim().trim_start_matches("amp;") == name;
    let misspelt = || Some(misspelt(&authorize?.params, &[name]).next()?.0);
    login.flow.asked(name).or_else(|| authorize?.params.iter().find(damaged)).or_else(misspelt)
}
