//! What the words of a server or a program decide, where the values of the capture do not.

use crate::capture::EvidenceLevel;
use crate::disclose::Shown;
use crate::flow::{Statement, TokenExchange};
use crate::login::{Login, Outcome, Stage};
use crate::oauth::part::{Component, Message};
use crate::providers::{Cause, Check, Meaning};
use crate::rules::{Assessment, Found, NoFinding, Rule, Severity};

/// Weighs what a rule found against the words with which the login was refused: where these name one cause, the rule that states it
/// has found it, unless the capture shows that it is not so.
pub(super) fn weigh(login: &Login<'_>, rule: &'static Rule, assessed: Assessment) -> Assessment {
    let told = login.told();
    let named = told.iter().copied().find(|cause| cause.rule() == Some(rule.id));
    let (Some(cause), Some(meaning)) = (named, login.meaning()) else {
        return beside_the_words(login, rule, by_words_alone(login, rule, assessed));
    };
    let is_only = told.len() == 1 && (login.failed() || is_checked_by_client(login));
    match assessed {
        Err(NoFinding::NotAssessed(_) | NoFinding::NotApplicable) if is_only => Ok(found(login, cause, meaning)),
        Err(NoFinding::RuledOut(_)) if is_only && (may_be_unseen(cause) || is_only_stated(login)) => {
            Ok(found(login, cause, meaning))
        }
        Err(NoFinding::RuledOut(reason)) if is_only => {
            Err(NoFinding::NotAssessed(format!("{} says so, but the capture shows: {reason}", speaker(login))))
        }
        Err(NoFinding::RuledOut(_)) if is_only_stated(login) => {
            Err(NoFinding::NotAssessed("the text has a program's conclusion and shows no message".to_owned()))
        }
        other => other,
    }
}

/// Weighs a rule that no documented words name: words in plain English are a cause where the capture shows nothing of it.
fn beside_the_words(login: &Login<'_>, rule: &'static Rule, assessed: Assessment) -> Assessment {
    match assessed {
        Err(NoFinding::NotAssessed(_) | NoFinding::NotApplicable)
            if login.failed() && login.plainly_told().is_some_and(|cause| cause.rule() == Some(rule.id)) =>
        {
            Ok(Found::likely("The words of the refusal say so; the text has nothing to compare them with.").fallback())
        }
        other => other,
    }
}

/// Leaves a rule open whose part the server's own words name, where the capture shows that this part is right: something of it may be
/// unseen, as whether a `redirect_uri` is registered.
fn by_words_alone(login: &Login<'_>, rule: &Rule, assessed: Assessment) -> Assessment {
    let token = login.decisive().filter(|token| token.refused());
    let is_named = |stage: Stage| {
        token.is_some_and(|token| login.stage(token) == Some(stage) && login.is_shown_right(token, stage))
    };
    match assessed {
        Err(NoFinding::RuledOut(reason)) if login.told().is_empty() && rule.optional.stage.is_some_and(is_named) => {
            Err(NoFinding::NotAssessed(format!("the server says so, but the capture shows: {reason}")))
        }
        other => other,
    }
}

/// Returns whether the words of the refusal name what a rule finds, alone or beside other causes.
pub(super) fn names_rule(login: &Login<'_>, rule: &Rule) -> bool {
    let token = login.decisive().filter(|token| token.refused());
    let named = token.and_then(|token| login.stage(token));
    // "Invalid grant" names no part of it.
    let is_by_stage = named == rule.optional.stage && named.is_some_and(|stage| stage != Stage::Grant);
    is_by_stage || login.told().iter().any(|cause| names(*cause, rule))
}

/// Returns why a rule that nothing else decides is a possible cause: the words of the refusal name it beside others.
pub(super) fn possible(login: &Login<'_>, rule: &'static Rule, assessed: &Assessment) -> Option<String> {
    let is_open = matches!(assessed, Err(NoFinding::NotAssessed(_) | NoFinding::NotApplicable));
    is_possible(login, rule).filter(|_| is_open)
}

/// Returns how the words of the refusal name what a rule finds, beside other causes.
pub(super) fn is_possible(login: &Login<'_>, rule: &'static Rule) -> Option<String> {
    let told = login.told();
    // One for which no rule stands is one of several mistakes.
    let is_open = told.len() > 1 || told.iter().all(|cause| cause.rule().is_none());
    let is_named = is_open && login.failed() && told.iter().any(|cause| names(*cause, rule));
    is_named.then(|| {
        let text = login.meaning().map_or("", |meaning| meaning.text).trim_end_matches('.');
        format!("{} allows for it: {text}", words_of(login))
    })
}

/// Returns whether a cause speaks of what a rule finds: of that alone, or of several things, where no rule stands for it.
fn names(cause: Cause, rule: &Rule) -> bool {
    cause.rule().map_or_else(|| rule.optional.about.contains(&cause), |id| id == rule.id)
}

fn found(login: &Login<'_>, cause: Cause, meaning: Meaning) -> Found {
    let text = meaning.text.trim_end_matches('.');
    let says = format!("{} says so: {text} ({}, {}).", speaker(login), meaning.name, meaning.source.kind.as_str());
    let Some(statement) = login.statement() else {
        return Found::likely(says).fallback();
    };
    let difference = statement.facts.difference().zip(compared(cause));
    let found = Found::proven_if(difference.is_some(), says);
    let mut found = match difference {
        Some(((expected, got), (part, is_public))) => {
            let shown = |value: &str| if is_public { Shown::url(value) } else { Shown::named(part, value) };
            let part = message(statement).param(part);
            found.shows_value("expected", statement.seen, part.clone(), shown(expected)).shows_value(
                "got",
                statement.seen,
                part,
                shown(got),
            )
        }
        None => found.fallback().shows_value(
            "said",
            statement.seen,
            message(statement).at(Component::Body),
            Shown::Public(statement.said.clone()),
        ),
    };
    // The program says that this ended the login.
    found.severity = Some(Severity::Error);
    if statement.check == Check::Client { found.decided_by_client() } else { found }
}

fn message(statement: &Statement) -> Message {
    match statement.check {
        Check::Token => Message::TokenRequest,
        Check::Authorize => Message::AuthorizeRequest,
        Check::Client => Message::AuthorizationResponse,
        Check::Resource => Message::ResourceRequest,
    }
}

/// Returns the parameter that a cause compares two values of, and whether it is public.
fn compared(cause: Cause) -> Option<(&'static str, bool)> {
    Some(match cause {
        Cause::RedirectUri => ("redirect_uri", true),
        Cause::ClientMismatch => ("client_id", false),
        Cause::Issuer | Cause::IdTokenIssuer | Cause::MetadataIssuer => ("iss", true),
        Cause::IdTokenAudience | Cause::AccessAudience => ("aud", true),
        Cause::Nonce => ("nonce", false),
        Cause::StateMismatch => ("state", false),
        Cause::AuthMethod => ("token_endpoint_auth_method", false),
        _ => return None,
    })
}

/// What happens outside of a capture, so that it does not show that it did not.
fn may_be_unseen(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::CodeReused | Cause::RefreshReused | Cause::RefreshExpired | Cause::StateLost | Cause::ClientAuth
    )
}

/// Returns whether the recording shows no message, so that nothing in it speaks against the words.
fn is_only_stated(login: &Login<'_>) -> bool {
    let flow = login.flow;
    let is_stated = |token: &TokenExchange| token.evidence >= EvidenceLevel::Stated;
    flow.authorize.is_none() && flow.responses.is_empty() && flow.tokens.iter().all(is_stated)
}

fn is_checked_by_client(login: &Login<'_>) -> bool {
    login.outcome() != Outcome::Incomplete
        && login.statement().is_some_and(|statement| statement.check == Check::Client)
}

fn speaker(login: &Login<'_>) -> &'static str {
    match login.statement().map(|statement| (statement.check, statement.provider)) {
        Some((Check::Client, _)) => "The client",
        Some((Check::Resource, _)) => "The resource",
        Some((_, Some(_))) => "The server's log",
        // A library of a client wrote it down.
        Some((_, None)) => "The log",
        None => "The server",
    }
}

fn words_of(login: &Login<'_>) -> &'static str {
    match login.statement().map(|statement| statement.check) {
        Some(Check::Client) => "What the client says",
        Some(Check::Resource) => "What the resource says",
        Some(Check::Token | Check::Authorize) => "What the server's log says",
        None => "What the server says",
    }
}
