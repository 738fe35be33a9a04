//! A recorded request, and the one that should have been sent.

use super::apply;
use super::show::{View, changes, lines};
use crate::disclose::placeholder::is_unset;
use crate::disclose::{Scrubber, Secret, secrets_of};
use crate::flow::{AuthorizeRequest, OBJECT_PART, PUSHED_PART, TokenExchange};
use crate::login::Login;
use crate::oauth::part::{Component, Message, Section};
use crate::oauth::request::{Field, FieldValue, UserPassword};
use crate::oauth::{Basic, BodyForm, Param, Request};
use crate::rules::{Found, Target};
use crate::weigh::StepKind;

/// A corrected request.
#[derive(Debug)]
pub struct Correction {
    /// Which request it corrects: [`AuthorizeRequest`](StepKind::AuthorizeRequest), [`PushedRequest`](StepKind::PushedRequest) or
    /// [`TokenRequest`](StepKind::TokenRequest).
    pub request: StepKind,
    /// The recorded request against the corrected one, line by line: ` `, `-` or `+` and the text.
    pub diff: Vec<(char, String)>,
    /// The corrected request as a command; secrets are shell variables.
    pub curl: String,
    /// The values that it needs and the capture does not hold.
    pub needs: Vec<String>,
    /// The request with its values.
    pub corrected: Request,
}

/// Returns a request as it may be shown, a line for each part of it; secrets by their shape.
pub fn shown(request: &Request) -> Vec<String> {
    let scrubber = scrubber_of(request);
    lines(&View::new(request, &scrubber), false)
}

/// Collects what a request alone holds that is not public.
fn scrubber_of(request: &Request) -> Scrubber {
    let known = request.params.iter().filter_map(|field| Some((field.name.as_str(), field.value.known()?)));
    let secrets = known.flat_map(|(name, value)| secrets_of(name, value)).map(str::to_owned);
    let password = request.basic.iter().map(|basic| basic.password.expose().to_owned());
    Scrubber::new(secrets.chain(password).filter(|value| !is_unset(value)), [])
}

/// Returns the request that findings are about, as it should have been: the token request where one of them is about that. What
/// they say about the other request is for a correction of its own.
pub(crate) fn target(found: &Found) -> Option<Target> {
    let mut targets = found.changes.iter().map(|(target, _)| *target);
    targets.clone().find(|target| *target == Target::Token).or_else(|| targets.next())
}

/// Returns a request of the login as it was recorded.
pub(crate) fn recorded(login: &Login<'_>, target: Target) -> Option<Request> {
    match target {
        Target::Token => Some(of_token(login.decisive()?)),
        Target::Authorize => Some(of_authorize(login.flow.authorize.as_ref()?)),
    }
}

/// Changes a request as a finding says.
pub(crate) fn correct(request: &mut Request, found: &Found, target: Target) {
    for (_, change) in found.changes.iter().filter(|(of, _)| *of == target) {
        apply::apply(request, change);
    }
}

/// Shows what was corrected.
pub(crate) fn show(target: Target, recorded: &Request, corrected: Request, scrubber: &Scrubber) -> Correction {
    let before = View::new(recorded, scrubber);
    let after = before.changed_to(&corrected, scrubber);
    Correction {
        request: match target {
            Target::Token => StepKind::TokenRequest,
            Target::Authorize if recorded.method == "POST" => StepKind::PushedRequest,
            Target::Authorize => StepKind::AuthorizeRequest,
        },
        diff: changes(&before, &after),
        curl: super::show::curl(&after),
        needs: corrected.needs().map(|(name, what)| format!("{}: {what}", scrubber.clean_name(name))).collect(),
        corrected,
    }
}

/// Returns a token request as it was recorded.
pub(crate) fn of_token(token: &TokenExchange) -> Request {
    Request {
        method: token.method.clone(),
        url: token.endpoint.clone(),
        body: token.body,
        content_type: token.content_type.clone().filter(|_| token.body != BodyForm::Empty),
        body_text: token.body_text.clone(),
        basic: token.basic.as_ref().map(user_password),
        other_authorization: token.has_authorization && token.basic.is_none(),
        params: token.params.iter().map(|param| field(param, param.section.component == Component::Query)).collect(),
        proofs: token.proofs,
        proof: token.proof.clone(),
        origin: token.origin.clone(),
    }
}

/// Returns an authorization request as it was recorded: the pushed request where the parameters were pushed (RFC 9126), and of a
/// request object (RFC 9101) the claims, which count, instead of the parameters.
fn of_authorize(authorize: &AuthorizeRequest) -> Request {
    let of_part = |section: Section| authorize.params.iter().filter(move |param| param.section == section);
    let pushed = authorize.pushed.as_ref();
    let own = |param: &&Param| match pushed {
        Some(_) => param.section == PUSHED_PART,
        None => param.section.message == Message::AuthorizeRequest && param.section != OBJECT_PART,
    };
    let counts = |param: &&Param| of_part(OBJECT_PART).all(|claim| claim.name != param.name) && param.name != "request";
    let is_object = of_part(OBJECT_PART).next().is_some();
    let sent = authorize.params.iter().filter(own).filter(|param| !is_object || counts(param));
    Request {
        method: if pushed.is_some() { "POST" } else { "GET" }.to_owned(),
        url: pushed.map_or(&authorize.endpoint, |pushed| &pushed.endpoint).clone(),
        body: if pushed.is_some() { BodyForm::Form } else { BodyForm::Empty },
        content_type: None,
        body_text: None,
        basic: pushed.and_then(|pushed| pushed.basic.as_ref()).map(user_password),
        other_authorization: false,
        params: of_part(OBJECT_PART).chain(sent).map(|param| field(param, pushed.is_none())).collect(),
        proofs: 0,
        proof: None,
        origin: None,
    }
}

fn user_password(basic: &Basic) -> UserPassword {
    UserPassword { user: basic.id.clone(), password: basic.secret.clone() }
}

fn field(param: &Param, in_url: bool) -> Field {
    Field { name: param.name.clone(), value: FieldValue::Known(Secret::new(param.value.as_str())), in_url }
}
