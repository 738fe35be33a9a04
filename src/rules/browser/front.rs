//! Whether something in front of a server answered, which did not look at the login.

use crate::disclose::Shown;
use crate::flow::{Seen, TurnedAway};
use crate::login::{Login, Outcome};
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{RFC6585, RFC6749, RFC9110};
use crate::rules::assessment::OrNoFinding;
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, NO_ERROR, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "rate-limited",
        summary: "the server counted too many requests and answered 429",
        why: "A server with a limit answers 429 before it looks at the request, so the login itself may be right. Clients that \
              retry in a loop, or many users behind one address, run into such a limit.",
        fix: "Wait as long as `Retry-After` says, then begin a new login. Don't repeat a token request in a loop; find out what sends \
              so many.",
        errors: &[NO_ERROR, AT_AUTHORIZE, "invalid_grant"],
        // The limit of a server is not part of the protocol: no request is wrong.
        refusals: &[],
        spec: &[RFC6585.at("4")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Any(rate_limited),
    },
    Rule {
        id: "bot-challenge",
        summary: "a firewall answered with a challenge for browsers",
        why: "A firewall in front of the server asks for proof that a person sits in front of a browser. A program can't give it, so its \
              request never reaches the server.",
        fix: "Exempt the token endpoint and the other endpoints that programs call from the firewall's bot protection, or let it pass \
              this client's address.",
        errors: &[NO_ERROR, AT_AUTHORIZE, "invalid_grant"],
        // A firewall decides by its own rules: no request is wrong.
        refusals: &[],
        spec: &[RFC9110.at("15.5.4"), RFC6749.at("5.2")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Any(challenged),
    },
    Rule {
        id: "request-too-large",
        summary: "a server refused the length of the URL or of the headers",
        why: "Servers and proxies limit the length of a URL (414) and of all headers together (431). Long scopes, request objects in the \
              URL, and cookies that earlier logins left behind exceed the limit before anyone looks at the login.",
        fix: "If the URL is too long, push the parameters (RFC 9126) or ask for fewer scopes. If the headers are, delete the cookies of \
              earlier logins and let the application delete them itself, or raise the server's limit.",
        errors: &[NO_ERROR, AT_AUTHORIZE],
        // The limit of a server is not part of the protocol: no request is wrong.
        refusals: &[],
        spec: &[RFC9110.at("15.5.15"), RFC6585.at("5")],
        optional: Optional::NONE.since("0.2.0"),
        check: Check::Any(too_large),
    },
];

/// An answer that came from something in front of a server.
struct Met {
    seen: Seen,
    message: Message,
    status: u16,
    of: &'static str,
    /// Nothing came after it.
    is_last: bool,
}

fn rate_limited(login: &Login<'_>) -> Assessment {
    let met = meets(login, TurnedAway::TooMany).or_not_applicable()?;
    let text = format!("{} answered HTTP 429: it counted too many requests and did not look at this one.", met.of);
    // A client that asked too often is told so by the rule of its grant.
    Ok(found(login, &met, Found::proven(text)).fallback())
}

fn challenged(login: &Login<'_>) -> Assessment {
    let met = meets(login, TurnedAway::Challenged).or_not_applicable()?;
    let text = format!(
        "A firewall in front of {} answered HTTP {} with a challenge that only a browser can pass; the request did not go through.",
        met.of.replacen("The", "the", 1),
        met.status
    );
    // A browser passes it by itself, and the recording may end before.
    Ok(found(login, &met, Found::proven_if(met.message == Message::TokenResponse, text)))
}

fn too_large(login: &Login<'_>) -> Assessment {
    let met = meets(login, TurnedAway::TooLarge).or_not_applicable()?;
    let what = match met.status {
        414 => "the URL is too long for it",
        431 => "the headers of the request, cookies among them, are too long for it",
        _ => "a header or cookie of the request is too long for it",
    };
    let text = format!("{} answered HTTP {}: {what}.", met.of, met.status);
    Ok(found(login, &met, Found::proven(text)))
}

fn found(login: &Login<'_>, met: &Met, found: Found) -> Found {
    let status = Shown::Public(met.status.to_string());
    let found = found.shows_value("answered", met.seen, met.message.at(Component::Status), status);
    let has_failed = login.outcome() == Outcome::Failed && met.is_last;
    if has_failed { found } else { found.only(Severity::Note) }
}

/// Returns where the login met it: the answer that decides comes first.
fn meets(login: &Login<'_>, kind: TurnedAway) -> Option<Met> {
    let flow = login.flow;
    let is = |turned: Option<TurnedAway>| turned == Some(kind);
    if let Some(token) = login
        .decisive()
        .filter(|token| is(token.turned_away))
        .or_else(|| flow.tokens.iter().find(|token| is(token.turned_away)))
    {
        let is_last = login.decisive().is_some_and(|decisive| decisive.seen.exchange == token.seen.exchange);
        let status = token.answer.status?;
        return Some(Met {
            seen: token.seen,
            message: Message::TokenResponse,
            status,
            of: "The token endpoint",
            is_last,
        });
    }
    let mut callbacks = flow.responses.iter().flat_map(|response| &response.callbacks).rev();
    let last = callbacks.next();
    if let Some(callback) = last.filter(|callback| is(callback.turned_away)) {
        let status = callback.status?;
        let is_last = flow.tokens.is_empty();
        return Some(Met {
            seen: callback.seen,
            message: Message::Callback,
            status,
            of: "The application's callback",
            is_last,
        });
    }
    let answer = flow.authorize.as_ref()?.answers.last().filter(|answer| is(answer.turned_away))?;
    let is_last = flow.tokens.is_empty() && flow.responses.is_empty();
    let of = "The authorization endpoint";
    Some(Met { seen: answer.seen, message: Message::AuthorizeResponse, status: answer.status?, of, is_last })
}
