//! What a client does when a resource wants more scope.

use crate::disclose::Shown;
use crate::flow::{Flow, ResourceRequest};
use crate::login::access::{scope_of, words};
use crate::login::{Login, Outcome};
use crate::oauth::part::Message;
use crate::oauth::spec::{MCP, RFC6749, RFC6750};
use crate::oauth::{Grant, Param};
use crate::rules::assessment::{
    OrNoFinding, not_applicable, not_applicable_if, not_assessed_if, ruled_out, ruled_out_if, within_search,
};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "step-up-scope-dropped",
        summary: "the login for more scope leaves out scope that the client held or that the challenge names",
        why: "A challenge of `insufficient_scope` names what this request needs, and a new token has what the new login asks for. A \
              client that asks for the challenged scope alone loses what it held; the next request fails for that, and the client goes \
              round in a circle.",
        fix: "Ask for the scope that the token had together with the scope that the challenge names.",
        errors: &[NO_ERROR],
        refusals: &[],
        spec: &[RFC6750.at("3.1"), MCP.at("step-up-authorization-flow")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Login(dropped),
    },
    Rule {
        id: "step-up-by-refresh",
        summary: "the client answers a want of scope with a refresh, which cannot widen it",
        why: "A refresh gives a token of at most the scope that the user granted. Only a new authorization, in which the user is asked, \
              can add to that; after a refresh the resource answers the same again.",
        fix: "On `insufficient_scope` begin a new authorization request with the scope that the client holds and the one that the \
              challenge names. Refresh for tokens that have expired.",
        errors: &[NO_ERROR],
        refusals: &[],
        spec: &[RFC6749.at("6"), RFC6750.at("3.1"), MCP.at("step-up-authorization-flow")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Any(refreshed),
    },
];

/// Returns the login of this client that a resource refused for want of scope before this position in time, and the refusal.
fn refused_before<'a>(login: &Login<'a>, order: usize) -> Option<(&'a Flow, &'a ResourceRequest)> {
    let client = login.flow.client_id();
    let earlier = login.compared().filter(|flow| flow.id < login.flow.id && flow.client_id() == client);
    let last = |flow: &'a Flow| {
        let wants =
            |request: &&ResourceRequest| request.token.is_some() && request.wants_scope() && request.seen.order < order;
        Some((flow, flow.resources.iter().rfind(wants)?))
    };
    earlier.filter_map(last).max_by_key(|(_, request)| request.seen.order)
}

fn dropped(login: &Login<'_>) -> Assessment {
    within_search(login)?;
    let authorize = login.flow.authorize.as_ref().or_not_applicable()?;
    let (earlier, refusal) = refused_before(login, authorize.seen.order).or_not_applicable()?;
    let wanted = refusal.wanted_scope();
    not_applicable_if(wanted.is_empty())?;
    not_assessed_if(authorize.hidden_params, "`scope` may be in a request that cannot be read")?;
    let asked = login.flow.asked("scope");
    not_assessed_if(asked.is_some_and(Param::is_placeholder), "`scope` is redacted")?;
    ruled_out_if(
        login.flow.asked("include_granted_scopes").is_some_and(|include| include.value == "true"),
        "the request asks for the granted scope, too (`include_granted_scopes`)",
    )?;
    let asked_for = asked.map(|scope| words(&scope.value)).unwrap_or_default();
    let held =
        scope_of(earlier, refusal).or_not_assessed("the capture does not show the scope that the client held")?;
    let lost: Vec<&String> = held.iter().chain(&wanted).filter(|scope| !asked_for.contains(scope)).collect();
    ruled_out_if(lost.is_empty(), "the new login asks for what the client held and for what the challenge names")?;
    let issued = login.flow.tokens.iter().find(|token| token.succeeded());
    let got = issued.and_then(|token| token.answer.scope.as_deref()).map(words).unwrap_or_default();
    ruled_out_if(lost.iter().all(|scope| got.contains(scope)), "the server kept the scope that the client held")?;
    let refused_again = login
        .flow
        .resources
        .iter()
        .rev()
        .find(|request| request.wants_scope() && request.wanted_scope().iter().any(|scope| lost.contains(&scope)));
    let list = lost.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
    let end = refused_again.map(|request| format!(" The resource answered {} for want of it.", request.answered()));
    let message = format!(
        "The resource wants `{}` (exchange {}), the client held `{}`, and the new login asks for `{}` without `{list}`.{}",
        wanted.join(" "),
        refusal.seen.exchange,
        held.join(" "),
        asked_for.join(" "),
        end.unwrap_or_default()
    );
    let mut all = held.clone();
    all.extend(wanted.iter().filter(|scope| !held.contains(scope)).cloned());
    let found = Found::proven(message)
        .fix(format!("Ask for `{}`: what the client held and what the challenge names.", all.join(" ")))
        .shows_value(
            "challenged",
            refusal.seen,
            Message::ResourceResponse.header("www-authenticate"),
            Shown::Public(wanted.join(" ")),
        );
    let found = match asked {
        Some(scope) => found.shows("asked for", authorize.seen, scope),
        None => found.lacks("asked for", authorize.seen, Message::AuthorizeRequest.param("scope")),
    };
    let is_last_word =
        login.outcome() == Outcome::Succeeded && refused_again.is_some_and(|request| login.is_last_word(request));
    Ok(found.if_refused(is_last_word))
}

fn refreshed(login: &Login<'_>) -> Assessment {
    not_applicable_if(login.flow.grant != Grant::RefreshToken || login.outcome() != Outcome::Succeeded)?;
    within_search(login)?;
    let refresh = login.decisive().or_not_applicable()?;
    let Some((_, refusal)) = refused_before(login, refresh.seen.order) else { return not_applicable() };
    let again = login.flow.resources.iter().rfind(|request| request.token.is_some() && request.wants_scope());
    let Some(again) = again else {
        return ruled_out("no resource refused the new token for its scope");
    };
    let same = refusal.wanted_scope() == again.wanted_scope() && refusal.origin() == again.origin();
    ruled_out_if(!same, "the resource wants another scope after the refresh")?;
    let wanted = again.wanted_scope().join(" ");
    let what = if wanted.is_empty() { "more scope".to_owned() } else { format!("`{wanted}`") };
    let message = format!(
        "The resource wants {what} (exchange {}), the client refreshed its token (exchange {}), and the resource gave the same answer \
         (exchange {}): {}.",
        refusal.seen.exchange,
        refresh.seen.exchange,
        again.seen.exchange,
        again.answered()
    );
    let shown = |found: Found, label: &str, request: &ResourceRequest| {
        found.shows_value(
            label,
            request.seen,
            Message::ResourceResponse.header("www-authenticate"),
            Shown::Public(request.error.clone().unwrap_or_default()),
        )
    };
    let found = shown(Found::proven(message), "before the refresh", refusal);
    Ok(shown(found, "after it", again).if_refused(login.is_last_word(again)))
}
