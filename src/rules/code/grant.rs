//! What a grant needs, and whether the client may use it.

use crate::disclose::Shown;
use crate::disclose::placeholder::is_unset;
use crate::flow::{Shows, TokenExchange};
use crate::login::client::blames_grant;
use crate::login::read::says_missing;
use crate::login::spelling::is_misspelt;
use crate::login::{Login, Stage};
use crate::oauth::grant::PRE_AUTHORIZED;
use crate::oauth::jwt::ASSERTION_TYPE;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{CREDENTIAL_ISSUANCE, RFC6749, RFC7523, RFC8628, RFC8693};
use crate::oauth::{BodyForm, Grant, Param};
use crate::providers::Cause;
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed_if, ruled_out_if};
use crate::rules::{Assessment, Check, Found, NewValue, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "parameter-missing",
        summary: "a parameter that this grant needs is missing",
        why: "Each grant has parameters of its own: a code, a refresh token, a device code, an assertion, a subject \
              token with its type. If one is missing, the server answers `invalid_request`, or `invalid_grant` for the \
              value that it didn't get.",
        fix: "Send the parameter; if it is empty or `undefined`, find out what should have set the variable.",
        errors: &["invalid_request", "invalid_grant"],
        refusals: &[
            Refusal::AssertionTypeDiffers,
            Refusal::GrantTypeMissing,
            Refusal::ClientIdMissing,
            Refusal::CodeMissing,
            Refusal::CodeUnknown,
            Refusal::RefreshTokenMissing,
            Refusal::RefreshTokenUnknown,
            Refusal::DeviceCodeMissing,
            Refusal::GrantAssertionMissing,
            Refusal::SubjectTokenMissing,
            Refusal::SubjectTokenTypeMissing,
            Refusal::UserCredentialsMissing,
            Refusal::ScopeMissing,
        ],
        spec: &[RFC6749.at("4.1.3"), RFC6749.at("6"), RFC8628.at("3.4"), RFC7523.at("2.1"), RFC8693.at("2.1")],
        optional: Optional::NONE.needs("what this server requires beyond the specification"),
        check: Check::Request(missing),
    },
    Rule {
        id: "grant-not-allowed",
        summary: "the server doesn't let this client use this grant",
        why: "`unauthorized_client` means that the server knows the client but doesn't let it use the grant type; \
              `unsupported_grant_type` means that the server doesn't offer it. The client's registration, which no \
              capture shows, decides which grants it may use.",
        fix: "Enable the grant in the client's registration at the server, or use one that is enabled.",
        errors: &["unauthorized_client", "unsupported_grant_type"],
        refusals: &[Refusal::GrantNotAllowed],
        spec: &[RFC6749.at("5.2")],
        optional: Optional::NONE.needs("the grants that the client is registered for"),
        check: Check::Request(not_allowed),
    },
    Rule {
        id: "scope-refused",
        summary: "the server refused the scope",
        why: "`invalid_scope` means that a scope is unknown, misspelt, or not granted to this client. The client's \
              registration, which no capture shows, decides what it may ask for.",
        fix: "Compare each scope, letter by letter, with the client's registration and with the API; separate scopes \
              with single spaces.",
        errors: &["invalid_scope"],
        refusals: &[Refusal::AuthorizeScopeRefused, Refusal::ScopeMissing, Refusal::ScopeRefused],
        spec: &[RFC6749.at("3.3"), RFC6749.at("5.2")],
        optional: Optional::NONE.needs("what the server has registered for the client"),
        check: Check::Request(scope_refused),
    },
    Rule {
        id: "user-credentials-refused",
        summary: "the server refused what the user entered",
        why: "In the password grant, `invalid_grant` is about the user: a wrong password, a locked or unknown account, \
              or a second factor that this grant cannot ask for. With a pre-authorized code it can be about the transaction code.",
        fix: "Try the same user on the server's own login page; move to the authorization code grant, which can ask for a second \
              factor.",
        errors: &["invalid_grant"],
        refusals: &[Refusal::PasswordGrant, Refusal::UserCredentialsRefused],
        spec: &[RFC6749.at("4.3.2"), RFC6749.at("5.2"), CREDENTIAL_ISSUANCE.at("6.3")],
        optional: Optional::NONE.needs("what the user has to enter"),
        check: Check::Request(user_refused),
    },
];

fn missing(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(login.is_to_backend(token))?;
    let grant = login.flow.grant;
    let unreadable = matches!(token.body, BodyForm::Stringified | BodyForm::Missing | BodyForm::Other);
    not_assessed_if(token.params.is_empty() || unreadable, "the parameters of the token request cannot be read")?;
    not_applicable_if(login.succeeded(token))?;
    let lacks = |name: &str| token.params.value(name).is_none_or(is_unset);
    let required = grant.required().iter().copied();
    let typed = [("client_assertion", "client_assertion_type"), ("actor_token", "actor_token_type")];
    let typed = typed.into_iter().filter(|(name, _)| !lacks(name)).map(|(_, kind)| kind);
    // A verifier that was never set has a rule of its own, and so has a code.
    let absent =
        required.chain(typed).find(|name| lacks(name) && !(*name == "code" && token.params.filled("code").is_some()));
    let named = || {
        let says_missing = token.answer.says(&["missing", "required", "must contain", "not provided", "must be"]);
        says_missing.then(|| NAMED.iter().copied().find(|name| lacks(name) && names(token, name)))?
    };
    let name = absent.or_else(named);
    not_applicable_if(name.is_none() && grant.required().is_empty())?;
    not_assessed_if(
        name.is_none() && token.answer.says(&["missing", "required", "must contain", "not provided"]),
        "the server asks for something that the specification doesn't require for this grant",
    )?;
    let name = name.or_ruled_out("the request has all the parameters that its grant needs")?;
    let other_name = |param: &Param| matches!(param.name.as_str(), "auth_code" | "authorization_code");
    // Some servers know their users by another name; whether theirs is missing, their answer says.
    let is_user_named = name == "username" && token.params.filled_any(&["email", "phone"]).is_some();
    not_applicable_if(is_user_named && !says_missing(&token.answer))?;
    not_applicable_if(is_misspelt(&token.params, name) || name == "code" && token.params.iter().any(other_name))?;
    not_assessed_if(token.excerpt && !names(token, name), "this text may show only part of the request")?;
    let who = match name {
        _ if absent.is_none() => "The server asks for",
        "client_assertion_type" | "actor_token_type" => "What else the request sends needs",
        _ => needs(grant),
    };
    let how = match token.params.get(name) {
        None => "the token request has none".to_owned(),
        Some(sent) if sent.value.trim().is_empty() => "the token request has an empty one".to_owned(),
        Some(sent) => format!("the token request has the text `{}` instead", sent.value.trim()),
    };
    let refused_client = token.answer.is_error("invalid_client");
    let message = format!("{who} `{name}`, but {how}.{}", never_issued(login, token, name));
    let found = Found::proven_if(!refused_client, message);
    let found = match token.params.get(name) {
        Some(sent) => {
            let shown = Shown::Public(sent.value.clone());
            found.shows_value_at("sent", token.seen, sent.part(), shown, sent.at)
        }
        None => found.lacks("sent", token.seen, Message::TokenRequest.at(Component::Body).named(name.to_owned())),
    };
    Ok(found
        .token_param(
            name,
            match name {
                "client_assertion_type" => NewValue::from(ASSERTION_TYPE),
                _ => NewValue::Needed("the value that is missing"),
            },
        )
        .at_stage(Stage::of_parameter(name)))
}

fn needs(grant: Grant) -> &'static str {
    match grant {
        Grant::AuthorizationCode => "The authorization code grant needs",
        Grant::RefreshToken => "A refresh needs",
        Grant::Password => "The password grant needs",
        Grant::DeviceCode => "The device grant needs",
        Grant::Ciba => "A backchannel login needs",
        Grant::Assertion => "The assertion grant needs",
        Grant::TokenExchange => "A token exchange needs",
        Grant::ClientCredentials | Grant::Extension | Grant::Implicit => "The grant needs",
    }
}

/// Returns whether the server's words name a parameter, as a word of its own.
fn names(token: &TokenExchange, name: &str) -> bool {
    ["`", "'", "\"", " ", ":"]
        .iter()
        .any(|mark| token.answer.says(&[&format!("{mark}{name}{mark}"), &format!("{mark}{name} ")]))
        || token.answer.says(&[&format!(": {name}"), &format!("{name} is "), &format!("'{name}'")])
}

/// A refresh token that was not sent may never have been issued.
fn never_issued(login: &Login<'_>, token: &TokenExchange, name: &str) -> String {
    if name != "refresh_token" || login.is_beyond_search() {
        return String::new();
    }
    let client = token.client_id();
    let before = login.traffic.flows.iter().rev().find_map(|flow| {
        let issued = flow.tokens.iter().rfind(|other| {
            other.is_before(token) && other.answer.access_token.is_some() && other.client_id() == client
        })?;
        Some((flow, issued))
    });
    let Some((flow, issued)) = before.filter(|(_, issued)| issued.answer.refresh_token.is_none()) else {
        return String::new();
    };
    let asked = |name: &str, word: &str| {
        flow.asked(name).is_some_and(|param| param.value.split([' ', ',']).any(|part| part == word))
    };
    let advice = if flow.authorize.is_none() || asked("scope", "offline_access") || asked("access_type", "offline") {
        ""
    } else {
        ": its request asked for neither `scope=offline_access` nor `access_type=offline`, and many servers issue none without one of them"
    };
    format!(" The last answer to this client (exchange {}) brought no refresh token{advice}.", issued.seen.exchange)
}

fn not_allowed(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(login.succeeded(token) || !token.refused())?;
    ruled_out_if(!blames_grant(token), "the server did not complain about the grant")?;
    ruled_out_if(login.stages(token) == [Stage::Registration], "the server says that the client itself is disabled")?;
    not_assessed_if(
        matches!(login.told()[..], [told] if told.rule().is_some() && told != Cause::GrantNotAllowed),
        "the server's words name another reason under this code",
    )?;
    let of_client = ["client secret", "client_secret", "invalid client", "client credentials", "client authentication"];
    not_assessed_if(token.answer.says(&of_client), "the server's words are about the client, not about the grant")?;
    let grant = login.flow.grant;
    let error = token.answer.error.clone().unwrap_or_default();
    let sent = token.params.value("grant_type").and_then(Grant::parse);
    let message = if token.answer.is_error("unsupported_grant_type") {
        not_applicable_if(sent != Some(grant) || crate::login::client::is_short_form(token))?;
        // A server that cannot read the body finds no `grant_type` in it, and one that issued the code offers the grant.
        let is_unread =
            !token.shows(Shows::Form) && login.flow.authorize.is_some() && grant == Grant::AuthorizationCode;
        not_assessed_if(
            is_unread,
            "the text shows a program's output about the token request, not the form in which it was sent",
        )?;
        format!(
            "The server answers `{error}` although `grant_type` is spelt right: it doesn't offer this grant at this endpoint or to this client."
        )
    } else {
        format!("The server answers `{error}`: it knows the client but doesn't let it use {}.", grant.title())
    };
    Ok(Found::likely(message).fallback().shows_error(token))
}

fn scope_refused(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(login.succeeded(token) || !token.refused())?;
    ruled_out_if(!token.answer.is_error("invalid_scope"), "the server did not complain about the scope")?;
    let found = match token.params.filled("scope") {
        Some(scope) => Found::likely(format!(
            "The server refuses the scope `{}`: a scope in it is unknown, or not granted to this client.",
            scope.value
        ))
        .shows("sent", token.seen, scope),
        None => Found::likely("The server answers `invalid_scope`, but the token request asks for no scope: either it needs one, or the server refuses the scope of the earlier login.")
            .lacks("sent", token.seen, Message::TokenRequest.body("scope")),
    };
    Ok(found.fallback())
}

fn user_refused(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(login.succeeded(token) || !token.refused())?;
    if token.params.value("grant_type") == Some(PRE_AUTHORIZED) {
        return wrong_tx_code(login, token);
    }
    not_applicable_if(login.flow.grant != Grant::Password)?;
    let answered = login.stages(token);
    let about = |stage: Stage| answered.contains(&stage);
    ruled_out_if(about(Stage::Consent), "the server asks for the user's consent, so it knew the user")?;
    let named = about(Stage::User) || about(Stage::Account);
    let vague = about(Stage::Grant) && token.answer.is_error("invalid_grant");
    not_assessed_if(answered.is_empty(), "the server does not say what it refuses")?;
    ruled_out_if(!named && !vague, "the server did not complain about the user")?;
    let what = match (about(Stage::User), about(Stage::Account)) {
        (true, false) => "The server refuses the user: the name or the password is wrong.",
        (false, true) => {
            "The server refuses the user, whose name and password may be right: the account is locked or not ready, or needs a second factor, which this grant can't ask for."
        }
        _ => {
            "The server refuses the user: a wrong name or password, a locked account, or a second factor that this grant cannot ask for."
        }
    };
    Ok(Found::likely(what).fallback().shows_error(token))
}

/// The user has entered another transaction code than the issuer gave out.
fn wrong_tx_code(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let sent = token.params.filled("tx_code").or_not_applicable()?;
    let is_told = token.answer.says(&["tx_code", "transaction code", "user pin", "user_pin"])
        || token.answer.is_error("invalid_tx_code");
    not_assessed_if(!is_told, "the server does not say that the transaction code is wrong")?;
    let code = token.params.value("pre-authorized_code");
    let again = login.flow.tokens.iter().find(|later| {
        token.is_before(later) && later.refused() && code.is_some() && later.params.value("pre-authorized_code") == code
    });
    let then = again.map(|again| {
        format!(
            " It refused the same pre-authorized code again afterwards (exchange {}): a server may take the code back after a wrong \
             transaction code.",
            again.seen.exchange
        )
    });
    Ok(Found::likely(format!("The server refuses the transaction code.{}", then.unwrap_or_default()))
        .shows("sent", token.seen, sent)
        .fix("Let the user enter the transaction code once more, and get a new offer if the server then refuses the pre-authorized code."))
}

/// What a server may ask for beside what the specification does.
const NAMED: &[&str] = &["scope", "resource", "audience", "subject_token_type", "requested_token_type"];
