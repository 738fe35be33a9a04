//! Whether a request that was refused contradicts what the server's metadata offers.

use crate::disclose::Shown;
use crate::flow::{AuthorizeRequest, Seen, TokenExchange};
use crate::login::client::credentials;
use crate::login::{AuthorizeRefusal, Login};
use crate::oauth::part::Message;
use crate::oauth::spec::{RFC8414, RFC8705, RFC9126};
use crate::oauth::{Metadata, Param};
use crate::rules::assessment::{OrNoFinding, not_applicable, ruled_out};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "metadata-contradicted",
    summary: "the request contradicts what the server's metadata offers",
    why: "Metadata says what a server takes: which response types, modes, grants and scopes, whether requests must be pushed, and where \
          clients go that authenticate with a certificate. A client that does not look asks for what is not there.",
    fix: "Read the metadata and ask for what it offers, in the way that it wants; where the client is right, correct the metadata and \
          the server.",
    errors: &[
        AT_AUTHORIZE,
        "invalid_request",
        "unsupported_response_type",
        "unsupported_grant_type",
        "invalid_scope",
        "invalid_client",
    ],
    refusals: &[],
    spec: &[RFC8414.at("2"), RFC9126.at("5"), RFC8705.at("5")],
    optional: Optional::NONE.since("0.2.0"),
    check: Check::Any(contradicted),
}];

fn contradicted(login: &Login<'_>) -> Assessment {
    let token = login.decisive().filter(|token| token.refused());
    let refusal = login.authorize_refusal().filter(|_| token.is_none());
    if token.is_none() && refusal.is_none() {
        return not_applicable();
    }
    let metadata = login.metadata().or_not_applicable()?;
    let found = match (&refusal, login.flow.authorize.as_ref(), token) {
        (Some(refusal), Some(authorize), _) => at_authorize(login, metadata, authorize, refusal),
        (_, _, Some(token)) => at_token(metadata, token),
        _ => None,
    };
    found.map_or_else(|| ruled_out("the request asks for what the metadata offers"), Ok)
}

fn of(metadata: &Metadata) -> Seen {
    Seen { exchange: metadata.exchange, ..Seen::default() }
}

fn at_authorize(
    login: &Login<'_>,
    metadata: &Metadata,
    authorize: &AuthorizeRequest,
    refusal: &AuthorizeRefusal,
) -> Option<Found> {
    let is_pushed = authorize.pushed.is_some() || authorize.params.filled("request_uri").is_some();
    if metadata.requires_pushed && !is_pushed {
        let message = format!(
            "The server's metadata requires pushed authorization requests, and the client sends its parameters in the URL; the server \
             answered {}.",
            refusal.answered()
        );
        let blamed = refusal.says(&["pushed", "request_uri"]);
        let found = Found::proven_if(blamed, message)
            .fix("Push the parameters to `pushed_authorization_request_endpoint`, and send `client_id` and the `request_uri` that comes back.")
            .lacks("sent", authorize.seen, Message::AuthorizeRequest.query("request_uri"));
        return Some(found.shows_value(
            "metadata",
            of(metadata),
            Message::Metadata.param("require_pushed_authorization_requests"),
            Shown::Public("true".to_owned()),
        ));
    }
    let unlisted = |name: &'static str, member: &'static str, listed: &[String], words: &[&str]| {
        let asked = login.asked(name).filter(|asked| !listed.is_empty() && !lists(listed, asked))?;
        let blamed = refusal.says(words);
        let message = format!(
            "The client asks for the `{name}` `{}`; the server's metadata offers {}, and the server answered {}.",
            asked.value,
            list(listed),
            refusal.answered()
        );
        let found = Found::proven_if(blamed, message).shows("asked for", authorize.seen, asked);
        Some(found.shows_value(
            "offered",
            of(metadata),
            Message::Metadata.param(member),
            Shown::Public(listed.join(", ")),
        ))
    };
    unlisted("response_type", "response_types_supported", &metadata.response_types, &["response_type", "response type"])
        .or_else(|| {
            unlisted(
                "response_mode",
                "response_modes_supported",
                &metadata.response_modes,
                &["response_mode", "response mode"],
            )
        })
        .or_else(|| scope(login, metadata, authorize, refusal))
}

/// A server need not list every scope, so that one that is not listed is a cause only where the scope is refused.
fn scope(
    login: &Login<'_>,
    metadata: &Metadata,
    authorize: &AuthorizeRequest,
    refusal: &AuthorizeRefusal,
) -> Option<Found> {
    let is_refused = refusal.error.as_deref() == Some("invalid_scope") || refusal.says(&["scope"]);
    let asked = login.asked("scope").filter(|_| is_refused && !metadata.scopes.is_empty())?;
    let unlisted: Vec<&str> =
        asked.value.split_whitespace().filter(|scope| !metadata.scopes.iter().any(|listed| listed == scope)).collect();
    if unlisted.is_empty() {
        return None;
    }
    let message = format!(
        "The client asks for the scope `{}`, which the server's metadata does not list; the server answered {}.",
        unlisted.join(" "),
        refusal.answered()
    );
    Some(Found::likely(message).shows("asked for", authorize.seen, asked).shows_value(
        "offered",
        of(metadata),
        Message::Metadata.param("scopes_supported"),
        Shown::Public(metadata.scopes.join(" ")),
    ))
}

fn at_token(metadata: &Metadata, token: &TokenExchange) -> Option<Found> {
    let grant = token.params.filled("grant_type").filter(|grant| !grant.is_placeholder());
    let is_unsupported = token.answer.is_error("unsupported_grant_type");
    if let Some(grant) =
        grant.filter(|grant| is_unsupported && !metadata.grant_types.is_empty() && !lists(&metadata.grant_types, grant))
    {
        let message = format!(
            "The client sends the grant `{}`; the server's metadata offers {}.",
            grant.value,
            list(&metadata.grant_types)
        );
        return Some(Found::proven(message).shows("sent", token.seen, grant).shows_value(
            "offered",
            of(metadata),
            Message::Metadata.param("grant_types_supported"),
            Shown::Public(metadata.grant_types.join(", ")),
        ));
    }
    let by_certificate = |method: &String| matches!(method.as_str(), "tls_client_auth" | "self_signed_tls_client_auth");
    let wants_certificate = !metadata.auth_methods.is_empty() && metadata.auth_methods.iter().all(by_certificate);
    let alias = metadata.mtls_token_endpoint.as_deref().filter(|alias| *alias != token.endpoint)?;
    let is_refused = token.answer.is_error("invalid_client") || token.answer.status == Some(401);
    if !wants_certificate || !is_refused || !credentials(token).is_empty() {
        return None;
    }
    // Whether a certificate was shown, no recording of HTTP tells.
    let message = format!(
        "The server authenticates clients by certificate, at `{}`; the client sends its token request to the other address.",
        Shown::masked_url(alias)
    );
    Some(
        Found::likely(message)
            .fix("Send the token request, with the client's certificate, to `token_endpoint` of `mtls_endpoint_aliases`.")
            .shows_endpoint("sent to", token)
            .shows_value(
                "metadata",
                of(metadata),
                Message::Metadata.param("mtls_endpoint_aliases.token_endpoint"),
                Shown::url(alias),
            ),
    )
}

/// Returns whether a value is listed; of a response type, in whatever order its words stand.
fn lists(listed: &[String], asked: &Param) -> bool {
    let sorted = |text: &str| {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        words.sort_unstable();
        words.join(" ")
    };
    listed.iter().any(|known| sorted(known) == sorted(&asked.value))
}

fn list(listed: &[String]) -> String {
    let named: Vec<String> = listed.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    named.join(", ")
}

/// How many values are shown in a sentence.
const SHOWN: usize = 8;
