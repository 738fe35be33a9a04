//! Whether the metadata behind a `client_id` that is a URL is that of the client.

use serde_json::{Map, Value};

use crate::disclose::Shown;
use crate::flow::{AuthorizeRequest, ClientDocument};
use crate::login::AuthorizeRefusal;
use crate::login::Login;
use crate::oauth::part::{Component, Message};
use crate::oauth::spec::{CLIENT_DOCUMENT, MCP_CLIENTS};
use crate::oauth::{Param, jwt};
use crate::rules::assessment::{OrNoFinding, not_applicable_if, not_assessed, ruled_out};
use crate::rules::{AT_AUTHORIZE, Assessment, Check, Found, Optional, Rule};

pub(crate) const RULES: &[Rule] = &[Rule {
    id: "client-metadata-document",
    summary: "the server cannot use the metadata behind the `client_id`",
    why: "A `client_id` that is a URL stands for the document at that URL. The server fetches it without following redirects, and \
          refuses the client where `client_id` in it is not that URL, where the `redirect_uri` is not in it, or where it takes no such \
          clients.",
    fix: "Serve the document at exactly the `client_id`, with status 200, with that URL as its `client_id` and every `redirect_uri` of \
          the client. Send such a `client_id` only to servers whose metadata has `client_id_metadata_document_supported`.",
    errors: &[AT_AUTHORIZE, "invalid_client", "invalid_request"],
    refusals: &[],
    spec: &[CLIENT_DOCUMENT.at("4"), CLIENT_DOCUMENT.at("5"), MCP_CLIENTS.at("client-id-metadata-documents")],
    optional: Optional::NONE.needs("a client whose metadata the server can use").since("0.2.0"),
    check: Check::Authorization(document),
}];

fn document(login: &Login<'_>) -> Assessment {
    let authorize = login.flow.authorize.as_ref().or_not_applicable()?;
    let client = login.asked("client_id").or_not_applicable()?;
    let url = client.value.as_str();
    not_applicable_if(!url.starts_with("https://") || url["https://".len()..].find('/').is_none())?;
    let refusal = login.authorize_refusal().or_ruled_out("the authorization endpoint did not refuse the request")?;
    let is_own = |document: &&ClientDocument| document.url == url;
    if let Some(document) = login.traffic.client_documents.iter().rfind(is_own) {
        return by_document(login, authorize, client, document, &refusal);
    }
    let metadata =
        login.metadata().or_not_assessed("neither the document nor the metadata of the server is in the capture")?;
    if metadata.takes_client_documents == Some(true) {
        return not_assessed("the document behind the `client_id` is not in the capture");
    }
    let blamed = refusal.says(&["client"]);
    let how = match metadata.takes_client_documents {
        Some(_) => "says that it takes no such clients",
        None => "does not say that it takes such clients",
    };
    let message = format!(
        "The `client_id` is the URL of a document, and the metadata of the server {how} (`client_id_metadata_document_supported`); the \
         server answered {}.",
        refusal.answered()
    );
    let seen = crate::flow::Seen { exchange: metadata.exchange, ..Default::default() };
    let part = Message::Metadata.param("client_id_metadata_document_supported");
    let found = Found::proven_if(blamed, message).shows("sent", authorize.seen, client);
    Ok(match metadata.takes_client_documents {
        Some(_) => found.shows_value("metadata", seen, part, Shown::Public("false".to_owned())),
        None => found.lacks("metadata", seen, part),
    }
    .fix("Register the client at this server, or use a server that takes clients by the URL of their metadata."))
}

fn by_document(
    login: &Login<'_>,
    authorize: &AuthorizeRequest,
    client: &Param,
    document: &ClientDocument,
    refusal: &AuthorizeRefusal,
) -> Assessment {
    let answer = refusal.answered();
    let shows =
        |message: String, is_blamed: bool| Found::proven_if(is_blamed, message).shows("sent", authorize.seen, client);
    let about_client = refusal.says(&["client", "metadata", "document"]);
    if let Some(status) = document.status.filter(|status| *status != 200) {
        let to = document
            .location
            .as_deref()
            .map(|to| format!(" and redirects to `{}`", Shown::masked_url(to)))
            .unwrap_or_default();
        let message = format!(
            "The `client_id` is the URL of a document, which answers HTTP {status}{to} (exchange {}); a server does not follow that. It \
             answered {answer}.",
            document.seen.exchange
        );
        return Ok(shows(message, about_client).shows_value(
            "document",
            document.seen,
            Message::ClientDocument.at(Component::Status),
            Shown::Public(status.to_string()),
        ));
    }
    let Some(members) = &document.members else {
        return if document.is_not_json {
            let message =
                format!("The URL of the `client_id` answers with no JSON object; the server answered {answer}.");
            Ok(shows(message, about_client).shows_value(
                "document",
                document.seen,
                Message::ClientDocument.at(Component::Body),
                Shown::Public("no JSON object".to_owned()),
            ))
        } else {
            not_assessed("the document behind the `client_id` is not in the capture")
        };
    };
    match text(members, "client_id") {
        Some(own) if own == client.value => {}
        own => {
            let is =
                own.map_or("has no `client_id`".to_owned(), |own| format!("calls itself `{}`", Shown::masked_url(own)));
            let message =
                format!("The document behind the `client_id` {is}, and not that URL; the server answered {answer}.");
            let part = Message::ClientDocument.body("client_id");
            let found = shows(message, about_client);
            return Ok(match own {
                Some(own) => found.shows_value("document", document.seen, part, Shown::url(own)),
                None => found.lacks("document", document.seen, part),
            });
        }
    }
    let uris = jwt::texts(members, "redirect_uris");
    let asked = login.asked("redirect_uri");
    if let Some(asked) = asked.filter(|asked| !uris.iter().any(|uri| is_same_but_port(uri, &asked.value))) {
        let message =
            format!("The `redirect_uri` is not in the document behind the `client_id`; the server answered {answer}.");
        let blamed = refusal.says(&["redirect"]);
        let found = Found::proven_if(blamed, message).shows("sent", authorize.seen, asked);
        let part = Message::ClientDocument.body("redirect_uris");
        return Ok(match uris.first() {
            Some(first) => found.shows_value("document", document.seen, part, Shown::url(first)),
            None => found.lacks("document", document.seen, part),
        });
    }
    ruled_out("the document behind the `client_id` names that URL and the `redirect_uri`")
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name)?.as_str()
}

/// The port of a loopback address is free (RFC 8252 §7.3).
fn is_same_but_port(listed: &str, asked: &str) -> bool {
    use oauth_doctor_wire::url::UrlParts;
    let (listed_parts, asked_parts) = (UrlParts::parse(listed), UrlParts::parse(asked));
    let same = listed_parts.scheme == asked_parts.scheme
        && listed_parts.host == asked_parts.host
        && listed_parts.path == asked_parts.path
        && listed_parts.query == asked_parts.query;
    listed == asked || same && asked_parts.is_loopback() && listed_parts.is_loopback()
}
