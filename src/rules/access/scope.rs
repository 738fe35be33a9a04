//! Whether the token has the scope that the resource wants.

use crate::disclose::Shown;
use crate::flow::ResourceRequest;
use crate::login::access::words;
use crate::login::{Login, Outcome};
use crate::oauth::Param;
use crate::oauth::part::Message;
use crate::oauth::spec::{MCP, RFC6749, RFC6750};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NO_ERROR, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "scope-narrowed",
    summary: "the token lacks a scope that the resource requires",
    why: "A server may grant less than was asked for and must then say so in `scope` of its answer. A client that does not look, or \
          that asks for scopes that the challenge of the resource doesn't name, gets a token that is not enough.",
    fix: "Ask for the scope that the challenge names, compare `scope` of the answer with it, and let the server allow it to this \
          client and user.",
    errors: &[NO_ERROR],
    refusals: &[],
    spec: &[RFC6749.at("3.3"), RFC6749.at("5.1"), RFC6750.at("3.1"), MCP.at("scope-selection-strategy")],
    optional: Optional::NONE.since("0.2.0"),
    check: Check::Any(narrowed),
}];

fn narrowed(login: &Login<'_>) -> Assessment {
    not_applicable_if(login.outcome() != Outcome::Succeeded || login.flow.resources.is_empty())?;
    let wants = |request: &&ResourceRequest| request.token.is_some() && request.wants_scope();
    let refused = login.last_refusals().filter(|request| wants(request)).last();
    let request = refused.or_ruled_out("no resource had the last word with `insufficient_scope`")?;
    let issued = login.issue_of(request).or_not_assessed("the token was delivered in a redirect")?;
    let granted = login.granted_scope(issued).or_not_assessed("the capture does not show the scope of the token")?;
    let asked = login.flow.asked("scope").or_else(|| issued.params.filled("scope"));
    not_assessed_if(asked.is_some_and(Param::is_placeholder), "`scope` is redacted")?;
    let asked_for = asked.map(|scope| words(&scope.value)).unwrap_or_default();
    let named = login.challenged_scope();
    let wanted = request.wanted_scope();
    ruled_out_if(
        !wanted.is_empty() && wanted.iter().all(|scope| granted.contains(scope)),
        "the token has the scope that the resource wants",
    )?;
    // Some servers grant `User.Read` for `https://graph.example/User.Read`.
    let name = |scope: &str| scope.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let has = |scope: &str| granted.iter().any(|own| own == scope || name(own) == name(scope));
    // What OpenID Connect defines says nothing of an API.
    let lacks = |scope: &&String| !has(scope) && !OF_LOGIN.contains(&scope.as_str());
    let is_wanted = |scope: &&String| wanted.is_empty() || wanted.contains(scope);
    let lost: Vec<&String> = asked_for.iter().filter(lacks).filter(is_wanted).collect();
    let skipped: Vec<&String> =
        named.iter().filter(lacks).filter(is_wanted).filter(|scope| !asked_for.contains(scope)).collect();
    let list = |scopes: &[&String]| {
        let shown = scopes.iter().take(SHOWN).map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
        if scopes.len() > SHOWN { format!("{shown} …") } else { shown }
    };
    let all = |scopes: &[String]| list(&scopes.iter().collect::<Vec<_>>());
    let has_now = if granted.is_empty() { "no scope".to_owned() } else { format!("`{}`", all(&granted)) };
    let answer = request.answered();
    let part = Message::TokenResponse.body("scope");
    if !lost.is_empty() {
        let message = format!(
            "The client asked for `{}`, the token has {has_now}, and the resource answered {answer}.",
            all(&asked_for)
        );
        let is_all = wanted.iter().filter(lacks).all(|scope| lost.contains(&scope));
        // A narrower grant is legal (RFC 6749 §3.3): without the challenge's word, the refusal may have another reason.
        let found = if wanted.is_empty() { Found::possible(message) } else { Found::proven_if(is_all, message) };
        let found = found
            .fix(format!(
                "Let the server grant `{}` to this client and user, or do without what needs it.",
                list(&lost)
            ))
            .shows_value("granted", issued.seen, part, Shown::Public(granted.join(" ")))
            .shows_value(
                "wanted",
                request.seen,
                Message::ResourceResponse.header("www-authenticate"),
                Shown::Public(wanted.join(" ")),
            );
        return Ok(found.if_refused(true));
    }
    if skipped.is_empty() {
        return ruled_out(
            "the client did not ask for the scope that the resource wants, and no challenge had named it",
        );
    }
    let challenge = login.flow.discovery.iter().find(|step| step.scope.is_some()).or_not_applicable()?;
    let message = format!(
        "The challenge of the resource names `{}`, the client did not ask for it, the token has {has_now}, and the resource answered \
         {answer}.",
        list(&skipped)
    );
    let found = Found::proven(message)
        .fix(format!("Ask for `{}` in the authorization request.", list(&skipped)))
        .shows_value(
            "named",
            challenge.seen,
            Message::ResourceResponse.header("www-authenticate"),
            Shown::Public(challenge.scope.clone().unwrap_or_default()),
        )
        .shows_value("granted", issued.seen, part, Shown::Public(granted.join(" ")));
    Ok(found.if_refused(true))
}

/// How many scopes are named.
const SHOWN: usize = 12;

/// The scopes of OpenID Connect (Core §5.4, §11).
const OF_LOGIN: &[&str] = &["openid", "profile", "email", "address", "phone", "offline_access"];
