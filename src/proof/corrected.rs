//! A login as it should have been.

use crate::disclose::Secret;
use crate::login::Login;
use crate::oauth::Request;
use crate::oauth::pkce::{is_verifier, s256};
use crate::oauth::request::FieldValue;
use crate::rules::Target;
use crate::weigh::{Finding, correction};

/// A login as it should have been.
#[derive(Clone, Debug, Default)]
pub(super) struct Corrected {
    pub(super) authorize: Option<Request>,
    pub(super) token: Option<Request>,
}

impl Corrected {
    pub(super) fn get_mut(&mut self, target: Target) -> &mut Option<Request> {
        match target {
            Target::Authorize => &mut self.authorize,
            Target::Token => &mut self.token,
        }
    }

    /// Makes the changes of a finding. Returns whether there are any, and they do no harm.
    pub(super) fn apply(&mut self, login: &Login<'_>, finding: &Finding) -> bool {
        let Some(target) = correction::target(&finding.found) else {
            return false;
        };
        let slot = self.get_mut(target);
        let Some(recorded) = correction::recorded(login, target) else {
            return false;
        };
        let mut request = slot.clone().unwrap_or_else(|| recorded.clone());
        correction::correct(&mut request, &finding.found, target);
        find_verifier(login, &mut request);
        if target == Target::Token {
            correction::secure(&mut request);
        }
        let is_safe = correction::is_safe(login, target, &recorded, &request);
        if is_safe {
            *slot = Some(request);
        }
        is_safe
    }

    pub(super) fn needs(&self) -> Vec<String> {
        let requests = self.authorize.iter().chain(&self.token);
        requests.flat_map(Request::needs).map(|(name, what)| format!("`{name}`: {what}")).collect()
    }
}

/// Fills a verifier in that is needed, where the client sent it under another name.
fn find_verifier(login: &Login<'_>, request: &mut Request) {
    let Some(challenge) = login.asked("code_challenge") else {
        return;
    };
    let Some(needed) =
        request.params.iter_mut().find(|field| field.name == "code_verifier" && field.value.known().is_none())
    else {
        return;
    };
    let sent = login.decisive().into_iter().flat_map(|token| token.params.iter());
    let others = sent.filter(|param| param.name != "code_verifier" && is_verifier(&param.value));
    if let Some(right) = others.map(|param| &param.value).find(|value| s256(value) == challenge.value) {
        needed.value = FieldValue::Known(Secret::new(right.as_str()));
    }
}
