//! Credentials where others see them.

use oauth_doctor_wire::host;
use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::flow::{Delivery, Flow};
use crate::login::Login;
use crate::oauth::Param;
use crate::oauth::part::{Component, Message, Section};
use crate::oauth::spec::{OAUTH21, RFC6749, RFC6750, RFC9700};
use crate::rules::assessment::{OrNoFinding, not_applicable_if};
use crate::rules::{Assessment, Check, Found, Optional, Rule, Severity};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "token-in-url",
        summary: "a token is in the query of a URL",
        why: "URLs end up in logs, in the browser history and in the `Referer` header. Anyone who reads one there can \
              use the token until it expires.",
        fix: "Send access tokens in the `Authorization` header, and use the code flow to deliver tokens.",
        errors: &[],
        refusals: &[],
        spec: &[RFC6750.at("2.3"), RFC6750.at("5.3"), RFC9700.at("4.3.2")],
        optional: Optional::NONE.severity(Severity::Warning),
        check: Check::Any(token_in_url),
    },
    Rule {
        id: "secret-in-url",
        summary: "a secret is in the query of a URL",
        why: "A client secret, password or refresh token in a URL ends up in every log on the way, and one in the \
              authorization request also reaches the user's browser.",
        fix: "Send it only in the body of the token request or in the `Authorization` header, and replace the secret: \
              treat the old one as compromised.",
        errors: &[],
        refusals: &[],
        spec: &[RFC6749.at("2.3.1"), OAUTH21.at("2.4.1")],
        optional: Optional::NONE.severity(Severity::Warning),
        check: Check::Any(secret_in_url),
    },
    Rule {
        id: "code-leaked-to-third-party",
        summary: "the code was sent to a third party",
        why: "The page that receives the code has it in its address, and leaks it to everything that it loads: in the \
              `Referer`, or in an analytics script's reports. Without PKCE, anyone who gets the code can redeem it.",
        fix: "Load nothing from third parties on the callback page, send `Referrer-Policy: no-referrer` with it, and \
              remove the code from the address (`history.replaceState`) before anything else runs.",
        errors: &[],
        refusals: &[],
        spec: &[RFC9700.at("4.2.1"), RFC9700.at("4.2.4")],
        optional: Optional::NONE.severity(Severity::Warning),
        check: Check::Login(code_leaked),
    },
];

fn token_in_url(login: &Login<'_>) -> Assessment {
    let delivered = login.flow.responses.iter().find_map(|response| {
        let token = response.params.filled_any(&["access_token", "id_token"])?;
        (response.delivery == Delivery::Query).then_some((response, token))
    });
    if let Some((response, token)) = delivered {
        return Ok(Found::proven(format!("The `{}` came back in the query of the callback URL.", token.name)).shows(
            "came back",
            response.seen,
            token,
        ));
    }
    let (seen, token) = login.traffic.url_tokens.get(&login.flow.id).or_not_applicable()?;
    Ok(Found::proven(format!(
        "The `{}` of this login was sent in the query of a URL (exchange {}).",
        token.name, seen.exchange
    ))
    .shows("sent", *seen, token))
}

fn secret_in_url(login: &Login<'_>) -> Assessment {
    let is_secret = |param: &&Param, section: Section| {
        param.section == section
            && !param.value.is_empty()
            && matches!(param.name.as_str(), "client_secret" | "password" | "refresh_token" | "client_assertion")
    };
    let asked = login.flow.authorize.iter().find_map(|authorize| {
        let secret =
            authorize.params.iter().find(|param| is_secret(param, Message::AuthorizeRequest.at(Component::Query)))?;
        Some((authorize.seen, secret, "authorization request"))
    });
    let sent = || {
        let sent = login.flow.all_tokens().filter(|token| !token.proposed);
        sent.into_iter().find_map(|token| {
            let secret =
                token.params.iter().find(|param| is_secret(param, Message::TokenRequest.at(Component::Query)))?;
            Some((token.seen, secret, "token request"))
        })
    };
    let (seen, secret, place) = asked.or_else(sent).or_not_applicable()?;
    Ok(Found::proven(format!("`{}` is in the URL of the {place}.", secret.name)).shows("sent", seen, secret))
}

fn code_leaked(login: &Login<'_>) -> Assessment {
    let (response, code) = login.delivered_code().or_not_applicable()?;
    not_applicable_if(login.is_beyond_search())?;
    let own = hosts_of(login.flow);
    let is_third = |host: &str| !host::is_local(host) && !own.iter().any(|own| host::same_site(own, host));
    let mut leaks = login.traffic.leaks.iter().filter(|leak| code.raw.contains(&leak.code) && is_third(&leak.host));
    let first = leaks.next().or_not_applicable()?;
    let others = match leaks.count() {
        0 => String::new(),
        1 => ", and to one more host".to_owned(),
        n => format!(", and to {n} more hosts"),
    };
    // Whose host it is can only be told by its name.
    Ok(Found::likely(format!(
        "The code was sent to `{}` in {} (exchange {}){others}; judging by its name, that is neither the client nor \
         the server.",
        first.host, first.how, first.seen.exchange
    ))
    .shows("delivered", response.seen, code)
    .shows_value("sent to", first.seen, Message::Request.param("host"), Shown::Public(first.host.clone())))
}

/// Returns the hosts of the client and of the authorization server.
fn hosts_of(flow: &Flow) -> Vec<String> {
    let asked = flow.asked("redirect_uri").map(|uri| uri.value.as_str());
    let authorize = flow.authorize.iter().flat_map(|authorize| {
        let started = authorize.started_by.as_ref().map(|started| started.url.as_str());
        [Some(authorize.endpoint.as_str()), started].into_iter().flatten()
    });
    let responses = flow.responses.iter().flat_map(|response| {
        let callbacks = response.callbacks.iter().map(|callback| callback.url.as_str());
        callbacks.chain([response.target.as_str()])
    });
    let tokens = flow.all_tokens().flat_map(|token| {
        let origin = token.origin.as_deref();
        [Some(token.endpoint.as_str()), origin].into_iter().flatten()
    });
    let urls = asked.into_iter().chain(authorize).chain(responses).chain(tokens);
    urls.map(|url| UrlParts::parse(url).host.to_ascii_lowercase()).filter(|host| !host.is_empty()).collect()
}
