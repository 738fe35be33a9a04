//! Whether the client authenticates as it is registered, and whether the server took it.

use crate::capture::EvidenceLevel;
use crate::disclose::Shown;
use crate::flow::{Shows, TokenExchange};
use crate::login::client::{UNREAD_ASSERTION, credentials, issued_secrets, names_reason, sends_id_of_secret};
use crate::login::{Login, Registered, Stage, server_time};
use crate::oauth::part::Message;
use crate::oauth::spec::{OIDC_CORE, RFC6749, RFC7591, RFC8705};
use crate::oauth::{Grant, Registration};
use crate::providers::{Cause, SourceKind};
use crate::rules::assessment::{
    not_applicable, not_applicable_if, not_assessed, not_assessed_if, ruled_out, ruled_out_if,
};
use crate::rules::{Assessment, Change, Check, Confidence, Found, Optional, Rule};
use crate::server::Refusal;

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "client-auth-method-mismatch",
        summary: "the authentication method is not the registered one",
        why: "A client is registered for one method (`client_secret_basic`, `client_secret_post`, `private_key_jwt` \
              …). A server refuses the right secret in the wrong place as if it were wrong.",
        fix: "Use the method of the registration (`token_endpoint_auth_method`), or change the registration.",
        errors: &["invalid_client", "unauthorized_client"],
        refusals: &[Refusal::AuthenticationMissing, Refusal::AuthenticationMethodDiffers],
        spec: &[RFC6749.at("2.3"), RFC7591.at("2"), OIDC_CORE.at("9"), RFC8705.at("2")],
        optional: Optional::NONE
            .shows(&[Shows::Authentication])
            .stage(Stage::Client)
            .needs("the method for which the client is registered, and its secret")
            .about(&[Cause::ClientAuth, Cause::PublicSecret]),
        check: Check::Request(method_mismatch),
    },
    Rule {
        id: "client-auth-refused",
        summary: "the server refused the client's authentication",
        why: "`invalid_client` means that the server does not know the client, or did not accept its authentication. \
              In a capture, a wrong, expired or rotated secret looks the same as a right one.",
        fix: "Compare the secret and the client's registration (id, environment, authentication method, enabled) at the server; \
              issue a new secret if in doubt.",
        errors: &["invalid_client", "unauthorized_client"],
        refusals: &[
            Refusal::ClientUnknown,
            Refusal::AuthenticationMissing,
            Refusal::AuthenticationMethodDiffers,
            Refusal::SecretDiffers,
            Refusal::AssertionKeyUnknown,
        ],
        spec: &[RFC6749.at("5.2")],
        optional: Optional::NONE
            .stage(Stage::Registration)
            .needs("the `client_secret`, or the key, with which the client is registered")
            .about(&[Cause::ClientAuth]),
        check: Check::Request(refused),
    },
];

fn method_mismatch(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    let used = credentials(token);
    let refused = token.answer.is_any(&["invalid_client", "unauthorized_client"]) || token.answer.status == Some(401);
    let [method] = used.as_slice() else {
        return match secret_of_registration(login) {
            Some(registered) if used.is_empty() && refused && !token.has_authorization && !token.excerpt => {
                // A client that authenticates in the header need not name itself in the body (RFC 6749 §3.2.1).
                if login.recording.sanitised && token.params.filled("client_id").is_some() {
                    let found = unlike_registration(token, "none", &registered);
                    Ok(Found { confidence: Confidence::Likely, ..found })
                } else if login.recording.sanitised {
                    not_assessed("the export of this capture may have removed an Authorization header")
                } else {
                    Ok(unlike_registration(token, "none", &registered))
                }
            }
            _ => not_applicable(),
        };
    };
    if login.succeeded(token) {
        return ruled_out(format!("the server accepted `{method}`"));
    }
    not_assessed_if(
        *method == UNREAD_ASSERTION,
        "the client assertion does not show by which method it authenticates",
    )?;
    // A server that says what is wrong with the credentials has read them.
    let is_read = names_reason(token);
    let shown = Shown::Public((*method).to_owned());
    let part = Message::TokenRequest.param("client_authentication");
    let registered = login.registered(|registration| registration.token_endpoint_auth_method.as_deref());
    if let Some(registered) = &registered {
        if registered.value == *method {
            return ruled_out(format!("the client uses `{method}`, for which it is registered"));
        }
        if refused {
            return Ok(unlike_registration(token, method, registered).warning_if(is_read));
        }
    }
    not_assessed_if(is_read, "the server read the credentials, so it may well support their method")?;
    let supported = login.metadata().map(|metadata| metadata.auth_methods.as_slice()).unwrap_or_default();
    if refused && !supported.is_empty() && !supported.iter().any(|supported| supported == method) {
        // Servers take more than they list, and refuse a wrong secret in the same words.
        let found = Found::likely(format!(
            "The client authenticates with `{method}`, but the server's metadata supports {}.",
            supported.join(", ")
        ));
        return Ok(found.shows_value("used", token.seen, part, shown));
    }
    let names_another = METHODS.iter().any(|other| other != method && token.answer.says(&[*other]));
    let vague = ["authenticate with method", "authentication method", "auth method"];
    let wants_header = *method != "client_secret_basic" && token.answer.says(&["basic auth", "authorization header"]);
    // Some servers list every reason that there could be.
    let lists_reasons = token.answer.says(&["encod", "unknown client"]);
    if refused && (names_another || wants_header || token.answer.says(&vague) && !lists_reasons) {
        let (place, wanted) = if *method == "client_secret_basic" {
            ("in the body", "client_secret_post")
        } else {
            ("in the `Authorization` header", "client_secret_basic")
        };
        let found = Found::likely(format!("The client authenticates with `{method}`, but the server says that it is registered for a different method."))
            .shows_value("used", token.seen, part, shown)
            .fix(format!("Send the secret {place}, or change `token_endpoint_auth_method` of the client's registration to `{method}`."));
        return Ok(found.token(move_of_secret(method, wanted)));
    }
    if let Some(found) = undocumented(login, method).filter(|_| refused) {
        return Ok(found.shows_value("used", token.seen, part, shown));
    }
    not_assessed(format!("the client uses `{method}`; the capture does not show which method it is registered for"))
}

/// Returns the registered method, where it puts something into the request that a recording shows.
fn secret_of_registration<'a>(login: &Login<'a>) -> Option<Registered<&'a str>> {
    let registered = login.registered(|registration| registration.token_endpoint_auth_method.as_deref())?;
    let visible = METHODS.contains(&registered.value) && !registered.value.contains("tls");
    visible.then_some(registered)
}

/// Returns the change of a request that sends its secret in one way and should in another.
fn move_of_secret(used: &str, wanted: &str) -> Option<Change> {
    match (used, wanted) {
        ("client_secret_post", "client_secret_basic") => Some(Change::SecretInHeader),
        ("client_secret_basic", "client_secret_post") => Some(Change::SecretInBody),
        _ => None,
    }
}

fn unlike_registration(token: &TokenExchange, method: &str, registered: &Registered<&str>) -> Found {
    let message = match (method, registered.value) {
        ("none", wanted) => format!("The client is registered for `{wanted}` but does not authenticate."),
        (used, "none") => format!("The client authenticates with `{used}` but is registered without a secret."),
        (used, wanted) => format!("The client authenticates with `{used}` but is registered for `{wanted}`."),
    };
    let found = Found::proven(message);
    let found = found.token(move_of_secret(method, registered.value));
    found
        .shows_value(
            "used",
            token.seen,
            Message::TokenRequest.param("client_authentication"),
            Shown::Public(method.to_owned()),
        )
        .shows_value(
            "registered",
            registered.seen,
            registered.part("token_endpoint_auth_method"),
            Shown::Public(registered.value.to_owned()),
        )
}

/// The provider documents other methods than this one. What only its libraries send need not be all that it takes.
fn undocumented(login: &Login<'_>, method: &str) -> Option<Found> {
    let provider = login.provider()?;
    let documented = provider.client_auth.as_ref().filter(|methods| !methods.value.contains(&method))?;
    let confidence = match documented.source.kind {
        SourceKind::Documented => Confidence::Likely,
        SourceKind::Code | SourceKind::Community => Confidence::Possible,
    };
    let message = format!(
        "The client authenticates with `{method}`, and the server refuses it; {} is known to accept `{}` ({}).",
        provider.name,
        documented.value.join("`, `"),
        documented.source.cite()
    );
    Some(Found::new(confidence, message).fallback())
}

fn refused(login: &Login<'_>, token: &TokenExchange) -> Assessment {
    not_applicable_if(login.succeeded(token) || !token.refused())?;
    let blamed = token.answer.is_any(&["invalid_client", "incorrect_client_credentials"])
        || token.answer.status == Some(401) && token.answer.error.is_none()
        || (!credentials(token).is_empty() || token.evidence >= EvidenceLevel::Stated) && blames_credentials(token);
    let is_of_user = login.stages(token).iter().any(|stage| matches!(stage, Stage::User | Stage::Account))
        && login.flow.grant == Grant::Password;
    ruled_out_if(!blamed || is_of_user, "the server did not complain about the client")?;
    let used = credentials(token);
    not_assessed_if(
        used.is_empty() && login.recording.sanitised,
        "the export of this capture may have removed how the client authenticated",
    )?;
    let empty_basic = token.basic.as_ref().is_some_and(|basic| !basic.has_secret());
    let signed = token.params.filled("client_assertion").is_some();
    let issued = issued_secrets(login, token);
    let now = server_time(&token.seen);
    let is_over = |registration: &Registration| {
        registration
            .client_secret_expires_at
            .zip(now)
            .is_some_and(|(expires, now)| now.since(expires.saturating_mul(1000)) > 0)
    };
    // All that is known is that a program says so.
    let is_told = token.evidence >= EvidenceLevel::Stated && token.params.is_empty() && token.answer.error.is_some();
    let is_unseen = token.evidence != EvidenceLevel::Seen && used.is_empty() && token.client_id().is_none();
    let message = match used.as_slice() {
        _ if (is_told || is_unseen) && !names_reason(token) => "The server refuses the client; the text doesn't show how it authenticated.".to_owned(),
        _ if sends_id_of_secret(token) => "The secret that was sent is a UUID, and the server says that it wants the value of the secret, not its ID: the ID was copied instead.".to_owned(),
        _ if issued.iter().any(|(registered, is_same)| *is_same && is_over(registered.value)) => "The server refuses the client, and the registration in the capture says that its secret has expired (`client_secret_expires_at`).".to_owned(),
        _ if token.answer.says(&["expired"]) && !used.is_empty() => "The server refuses the client and says that something has expired: its secret or key, or the client itself.".to_owned(),
        _ if names_reason(token) => "The server refuses the client and says why: see its message.".to_owned(),
        [] if empty_basic => "The client authenticates with HTTP Basic and an empty secret, and the server refuses it. \
                              RFC 6749 §2.3.1 allows an empty secret; the capture does not show whether this server \
                              accepts it and knows the client."
            .to_owned(),
        [] if token.client_id().is_none() => "The server refuses the client, but the request shows none: a certificate \
                                              may name it, or something that is not in the capture."
            .to_owned(),
        [] => "The server refuses the client although the request names it: it may not know the `client_id`, or the client may be \
               registered with a secret that the request does not send."
            .to_owned(),
        methods if issued.iter().any(|(_, is_same)| *is_same) => format!(
            "The server refused the client authentication (`{}`), although the secret matches the registration in the \
             capture. The client may be disabled or have a newer secret, or the server has a reason that it doesn't \
             give.",
            methods.join("`, `")
        ),
        methods if !issued.is_empty() => format!(
            "The server refused the client authentication (`{}`), and the secret differs from the one in the captured registration.",
            methods.join("`, `")
        ),
        methods => format!(
            "The server refused the client authentication (`{}`). Its form looks right; the capture can't show whether \
             the {} is the current one and the client is registered for this method.",
            methods.join("`, `"),
            if signed { "key" } else { "secret" }
        ),
    };
    // Without credentials and without the authorization request, the client may as well be another one than it should be.
    let known_client =
        login.asked("client_id").is_some_and(|asked| token.client_id().is_some_and(|sent| sent == asked.value));
    let confidence =
        if used.is_empty() && !known_client && !is_told { Confidence::Possible } else { Confidence::Likely };
    let status = token.answer.status.map(|status| format!("{status} "));
    let status = status.unwrap_or_else(|| if is_told { String::new() } else { "no status ".to_owned() });
    let error = token.answer.error.clone().unwrap_or_default();
    let found = Found::new(confidence, message).fallback();
    let found = if used.is_empty() && empty_basic {
        found.fix("Compare the client with its registration: if it has a secret, send it; if it has none, send `client_id` in the body, unless the server wants HTTP Basic with an empty password.")
    } else if used.is_empty() && !is_told {
        found.fix("Compare the `client_id` with the registration. If the client is registered as confidential, exchange the code on a server that has its secret, or register it as public.")
    } else if sends_id_of_secret(token) {
        found.fix("Send the value of the secret, which the server shows once, when the secret is created. If you didn't keep it, create a new secret.")
    } else if signed {
        found.fix("Compare the key that signs the assertion, and the client (id, environment, authentication method, enabled), with the registration at the server, which must have the public key under the same `kid`.")
    } else {
        found
    };
    Ok(found.shows_value(
        "answered",
        token.seen,
        Message::TokenResponse.param("error"),
        Shown::Public(format!("{status}{error}").trim_end().to_owned()),
    ))
}

/// Whether the answer is about the credentials that were sent, under whatever code: `unauthorized_client`, a plain 401, or words.
fn blames_credentials(token: &TokenExchange) -> bool {
    let other = token.answer.is_any(&["invalid_grant", "invalid_request"]);
    let words = ["client secret", "client_secret", "client credentials", "client authentication"];
    !crate::login::client::blames_grant(token)
        && (token.answer.is_error("unauthorized_client")
            || token.answer.status == Some(401) && !other
            || token.answer.says(&words))
}

/// The client authentication methods of OpenID Connect Core §9 and RFC 8705 that a server may name.
const METHODS: &[&str] =
    &["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "tls_client_auth"];
