//! Whether both requests name the same redirect URI.

use oauth_doctor_wire::url::UrlParts;

use crate::disclose::Shown;
use crate::disclose::placeholder::is_unset;
use crate::explain::drift::{self, Drift};
use crate::flow::{AuthorizationResponse, AuthorizeRequest, Seen, TokenExchange};
use crate::login::spelling::is_misspelt;
use crate::login::{Login, Stage};
use crate::oauth::Param;
use crate::oauth::part::{Component, Message};
use crate::oauth::redirect_uri::as_requested;
use crate::oauth::spec::{RFC3986, RFC6749, RFC8252};
use crate::providers::Cause;
use crate::rules::assessment::{
    NoFinding, OrNoFinding, not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out_if,
};
use crate::rules::{Assessment, Check, Found, Optional, Rule, Severity};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "redirect-uri-mismatch",
        summary: "token and authorization request differ in redirect_uri",
        why: "The server compares the two character by character. A slash, a port, `localhost` against `127.0.0.1`, \
              http against https or one encoding too many makes them differ, and the server reports `invalid_grant`, \
              `invalid_request` or even `invalid_client`.",
        fix: "Use one `redirect_uri` for both requests; behind a proxy, build it from the public URL.",
        errors: &["invalid_grant", "invalid_request", "invalid_client", "unauthorized_client", "redirect_uri_mismatch"],
        refusals: &[Refusal::AuthorizeParameterRepeated, Refusal::ParameterRepeated, Refusal::RedirectUriDiffers],
        spec: &[RFC6749.at("4.1.3"), RFC3986.at("6.2.1")],
        optional: Optional::NONE.stage(Stage::RedirectUri).about(&[Cause::RedirectUri]),
        check: Check::Token(mismatch),
    },
    Rule {
        id: "redirect-uri-missing",
        summary: "the token request does not repeat the redirect_uri",
        why: "If the authorization request named a `redirect_uri`, the token request must repeat it. OAuth 2.1 drops \
              this requirement, and servers that already follow it accept the request.",
        fix: "Send the same `redirect_uri` in the token request.",
        errors: &["invalid_grant", "invalid_request", "redirect_uri_mismatch"],
        refusals: &[Refusal::RedirectUriMissing],
        spec: &[RFC6749.at("4.1.3")],
        optional: Optional::NONE.stage(Stage::RedirectUri).about(&[Cause::RedirectUri, Cause::Parameter]),
        check: Check::Token(missing),
    },
    Rule {
        id: "redirect-uri-rewritten",
        summary: "the callback arrived at a URL other than the redirect_uri",
        why: "A proxy, a rewrite rule or a framework moved the callback. A client that builds the `redirect_uri` of \
              the token request from the URL it sees then sends a different one than it asked for.",
        fix: "Make sure nothing changes the callback URL on the way, or take the `redirect_uri` from configuration in \
              both requests.",
        errors: &["redirect_uri_mismatch"],
        refusals: &[Refusal::CallbackElsewhere],
        spec: &[RFC6749.at("4.1.3"), RFC8252.at("7.3")],
        optional: Optional::NONE.needs("a callback at the `redirect_uri`").about(&[Cause::RedirectUri]),
        check: Check::Response(rewritten),
    },
];

fn mismatch(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let Some(asked) = login.flow.asked("redirect_uri") else {
        return match &login.flow.authorize {
            Some(authorize) if authorize.hidden_params => {
                not_assessed("`redirect_uri` may be in a pushed request or request object that cannot be read")
            }
            Some(_) => not_applicable(),
            None => not_assessed("the authorization request is not in the capture"),
        };
    };
    let sent = token.params.filled("redirect_uri").or_not_applicable()?;
    not_assessed_if(asked.is_placeholder() || sent.is_placeholder(), "`redirect_uri` is redacted or a placeholder")?;
    let authorize = login.flow.authorize.as_ref().or_not_applicable()?;
    ruled_out_if(sent.value == asked.value, "both requests name the same `redirect_uri`")?;
    // A page that is told by message, without a redirect, sends a keyword of its server instead of a URI.
    let keyword = !is_unset(&sent.value) && sent.value.chars().all(|c| c.is_ascii_alphanumeric());
    not_assessed_if(
        keyword && !UrlParts::parse(&asked.value).is_http(),
        "the token request has a server keyword instead of a URI",
    )?;
    let difference = drift::uri(&asked.value, &sent.value).or_not_applicable()?;
    let message =
        format!("The `redirect_uri` differs from the one in the authorization request: {}.", difference.clause());
    let found = match cut_off(authorize, &asked.value, &sent.value) {
        Some(name) => Found::proven(format!(
            "The `redirect_uri` went into the authorization URL without percent-encoding: it ends there at its first \
             `&`, and `{name}` became a parameter of the request."
        ))
        .fix("Percent-encode the value of `redirect_uri` in the authorization URL, so all of it arrives."),
        None => Found::proven(message),
    };
    Ok(found
        .shows("sent before", authorize.seen, asked)
        .shows("sent", token.seen, sent)
        .token_param("redirect_uri", asked))
}

/// Finds the parameter of the authorization request that belongs to the query of the `redirect_uri`.
fn cut_off<'a>(authorize: &'a AuthorizeRequest, asked: &str, sent: &str) -> Option<&'a str> {
    let rest = sent.strip_prefix(asked)?.strip_prefix('&')?;
    let (name, value) = rest.split('&').next()?.split_once('=')?;
    let param = authorize.params.get(name).filter(|param| param.raw == value || param.value == value)?;
    Some(&param.name)
}

fn missing(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(token.params.filled("redirect_uri").is_some())?;
    let is_readable = token.params.filled("code").is_some() && !is_misspelt(&token.params, "redirect_uri");
    if login.flow.authorize.is_none() && is_readable && misses_redirect_uri(token) && !login.succeeded(token) {
        let message = "The token request has no `redirect_uri`, and the server says that one is missing.";
        return Ok(Found::likely(message).lacks("sent", token.seen, Message::TokenRequest.body("redirect_uri")));
    }
    let asked = login.flow.asked("redirect_uri").or_not_applicable()?;
    not_applicable_if(is_misspelt(&token.params, "redirect_uri"))?;
    not_assessed_if(token.params.filled("code").is_none(), "the parameters of the token request cannot be read")?;
    let authorize = login.flow.authorize.as_ref().or_not_applicable()?;
    let found = if login.succeeded(token) {
        Found::proven(
            "The token request has no `redirect_uri`, although the authorization request named one; this server doesn't require it.",
        )
        .only(if token.params.filled("code_verifier").is_some() {
            Severity::Note
        } else {
            Severity::Warning
        })
    } else {
        let other_cause = token.answer.is_any(&["invalid_client", "unsupported_grant_type"]);
        let message = "The token request has no `redirect_uri`, although the authorization request named one.";
        let named = token.answer.says(&["redirect_uri", "redirect uri", "redirecturi", "redirect url"]);
        if other_cause && !named { Found::possible(message) } else { Found::proven_if(named, message) }
    };
    Ok(found
        .shows("sent before", authorize.seen, asked)
        .lacks("sent", token.seen, Message::TokenRequest.body("redirect_uri"))
        .token_param("redirect_uri", asked))
}

/// Returns whether the server says that the request lacks it: `missing required parameter 'redirect_uri'`.
fn misses_redirect_uri(token: &TokenExchange) -> bool {
    token.answer.says(&["redirect_uri", "redirect uri"]) && token.answer.says(&["missing", "required"])
}

fn rewritten(login: &Login<'_>, response: &AuthorizationResponse) -> Assessment {
    let authorize = login.flow.authorize.as_ref().zip(login.asked("redirect_uri"));
    let (authorize, asked) =
        authorize.or_not_assessed("the `redirect_uri` of the authorization request is not in the capture")?;
    let (seen, url, difference) = arrival(login, response, asked)?;
    let message = format!("The callback did not arrive at the `redirect_uri`: {}.", difference.clause());
    // That it is so is sure; that the server refused for it is not.
    let is_blamed = is_blamed(login);
    Ok(Found::proven_if(!is_blamed, message)
        .warning_if(!is_blamed)
        .shows("asked for", authorize.seen, asked)
        .shows_value("arrived at", seen, Message::Callback.at(Component::Url), Shown::url(url)))
}

/// Returns whether the server refused the token request for a redirect.
fn is_blamed(login: &Login<'_>) -> bool {
    login.decisive().is_some_and(|token| token.refused() && token.answer.says(&["redirect"]))
}

impl Login<'_> {
    /// Returns whether the callback arrived elsewhere, and the server minded although both requests name the same `redirect_uri`.
    pub(crate) fn is_redirected_elsewhere(&self) -> bool {
        let sent = self.decisive().and_then(|token| token.params.filled("redirect_uri"));
        let asked = self.asked("redirect_uri").filter(|asked| sent.is_none_or(|sent| sent.value == asked.value));
        let both = asked.zip(self.flow.response()).filter(|_| is_blamed(self));
        both.is_some_and(|(asked, response)| arrival(self, response, asked).is_ok())
    }
}

/// Returns where the callback arrived and how that differs from where it should have.
fn arrival<'a>(
    login: &Login<'_>,
    response: &'a AuthorizationResponse,
    asked: &Param,
) -> Result<(Seen, &'a str, Drift), NoFinding> {
    let expected = UrlParts::parse(&asked.value);
    not_applicable_if(!expected.is_http())?;
    // Where every code is the same placeholder, the callbacks of other logins look like those of this one.
    let code = response.params.filled("code");
    not_assessed_if(
        code.is_some_and(Param::is_placeholder) && login.traffic.flows.len() > 1,
        "the code is redacted, so the callback may belong to another login",
    )?;
    let wanted = as_requested(&asked.value);
    let arrived =
        response.callbacks.iter().find(|callback| as_requested(&callback.url) != wanted && !callback.fragment_only);
    let sent_elsewhere = as_requested(&response.target) != wanted;
    ruled_out_if(arrived.is_none() && !sent_elsewhere, "the callback arrived at the `redirect_uri`")?;
    let (seen, url) =
        arrived.map_or((response.seen, response.target.as_str()), |callback| (callback.seen, callback.url.as_str()));
    // A server's log has the path only.
    let arrived_path = UrlParts::parse(url);
    if arrived_path.host.is_empty() {
        ruled_out_if(arrived_path.path == expected.path, "the callback arrived at the path of the `redirect_uri`")?;
        return not_assessed("the recording has only the path of the callback");
    }
    let difference = drift::uri(expected.base, url).or_not_applicable()?;
    Ok((seen, url, difference))
}
