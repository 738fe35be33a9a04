//! Events of audit logs in JSON: which member says what, by product.

use crate::capture::Record;
use crate::flow::statement::facts::{field, status};
use crate::flow::statement::read::{Reading, Recognised};
use crate::flow::statement::statement::StatedFacts;
use crate::oauth::Grant;
use crate::oauth::answer::TOKEN_ERRORS;
use crate::providers::{self, Check, ErrorResponse, Provider, Written};

/// How a product writes an event. An empty path: it does not say that.
struct Format {
    /// The provider.
    provider: &'static str,
    /// A member that events of the product have, and how its value begins.
    mark: (&'static str, &'static str),
    /// The member that says what happened.
    kind: &'static str,
    /// What may have happened to an OAuth message: how the value begins, at which endpoint, with which grant.
    kinds: &'static [(&'static str, Check, Option<Grant>)],
    /// What is a step of a login and no failure of it.
    steps: &'static [&'static str],
    /// What a failure has: a member and how its value begins; a value that begins with `!` must be another one.
    failed: (&'static str, &'static str),
    error: &'static str,
    description: &'static str,
    client_id: &'static str,
    grant: &'static str,
    redirect_uri: &'static str,
    url: &'static str,
    host: &'static str,
    status: &'static str,
}

/// Reads an event. One that is not a failure of an OAuth message is known and tells nothing.
pub(super) fn read(record: &Record) -> Option<Reading> {
    if record.fields.is_empty() {
        return None;
    }
    let format = FORMATS.iter().find(|format| has(record, format.mark) && field(record, format.kind).is_some())?;
    let value = |path: &str| if path.is_empty() { None } else { field(record, path).map(str::to_owned) };
    let kind = value(format.kind)?;
    let Some((_, check, grant)) = format.kinds.iter().find(|(start, ..)| kind.starts_with(start)) else {
        return Some(Reading::Aside);
    };
    if format.steps.contains(&kind.as_str()) || !has(record, format.failed) {
        return Some(Reading::Aside);
    }
    let number = kind.parse::<u32>().ok().map(|number| format!("AADSTS{number}"));
    let description = match (number, value(format.description)) {
        (Some(number), Some(words)) => Some(format!("{number}: {words}")),
        (number, words) => number.or(words),
    };
    let error = value(format.error).filter(|error| TOKEN_ERRORS.contains(&error.as_str()));
    let url = match (value(format.host), value(format.url)) {
        (Some(host), url) => Some(format!("https://{host}{}", url.unwrap_or_default())),
        (None, url) => url,
    };
    let provider = providers::ALL.iter().find(|provider| provider.id == format.provider).copied();
    let written = meaning(provider, *check, error.as_deref(), description.as_deref());
    let said = [error.as_deref(), description.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(": ");
    let facts = StatedFacts {
        grant: value(format.grant).and_then(|grant| Grant::parse(&grant)).or(*grant),
        method: Some("POST".to_owned()).filter(|_| *check == Check::Token),
        status: value(format.status).as_deref().and_then(status),
        client_id: value(format.client_id),
        redirect_uri: value(format.redirect_uri),
        error,
        description,
        url,
        ..StatedFacts::default()
    };
    let mark = value(format.mark.0).unwrap_or_default();
    let said = if said.is_empty() { format!("{mark} {kind}").trim().to_owned() } else { said };
    Some(Reading::Stated(Box::new(Recognised { check: *check, said, provider, written, at: 0, facts, is_whole: true })))
}

/// Returns what the provider's words mean: on the wire, or in its log.
fn meaning(
    provider: Option<&'static Provider>,
    check: Check,
    error: Option<&str>,
    description: Option<&str>,
) -> Option<Written> {
    let said = ErrorResponse { error, description, at_token: check == Check::Token };
    let by_words = || providers::meaning_of_words(provider?, description?);
    let known = providers::meaning(provider, said).filter(|meaning| !meaning.is_generic()).or_else(by_words);
    let of_wire =
        known.map(|meaning| Written { meaning, provider, check, range: 0..0, parts: Vec::new(), has_context: false });
    of_wire.or_else(|| {
        let nobody = || Some(Written { range: 0..0, parts: Vec::new(), ..providers::written(description?, &[])? });
        nobody()
    })
}

fn has(record: &Record, (path, value): (&str, &str)) -> bool {
    match (field(record, path), value.strip_prefix('!')) {
        (Some(found), Some(other)) => found != other,
        (Some(found), None) => found.starts_with(value),
        (None, _) => path.is_empty(),
    }
}

/// Says nothing.
const NONE: Format = Format {
    provider: "",
    mark: ("", ""),
    kind: "",
    kinds: &[],
    steps: &[],
    failed: ("", ""),
    error: "",
    description: "",
    client_id: "",
    grant: "",
    redirect_uri: "",
    url: "",
    host: "",
    status: "",
};

const FORMATS: &[Format] = &[
    // https://developer.okta.com/docs/reference/api/event-types/
    Format {
        provider: "okta",
        mark: ("eventType", "app.oauth2."),
        kind: "eventType",
        kinds: &[
            ("app.oauth2.as.token.grant", Check::Token, None),
            ("app.oauth2.token.grant", Check::Token, None),
            ("app.oauth2.as.authorize", Check::Authorize, None),
            ("app.oauth2.authorize", Check::Authorize, None),
        ],
        failed: ("outcome.result", "FAILURE"),
        error: "outcome.reason",
        client_id: "actor.id",
        grant: "debugContext.debugData.grantType",
        url: "debugContext.debugData.requestUri",
        ..NONE
    },
    // https://auth0.com/docs/logs/references/log-events-data
    AUTH0,
    Format {
        mark: ("data.hostname", ""),
        kind: "data.type",
        description: "data.description",
        client_id: "data.client_id",
        host: "data.hostname",
        ..AUTH0
    },
    // https://learn.microsoft.com/graph/api/resources/signinstatus
    ENTRA,
    // https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadnoninteractiveusersigninlogs
    Format {
        mark: ("AppId", ""),
        kind: "ResultType",
        failed: ("ResultType", "!0"),
        description: "ResultDescription",
        client_id: "AppId",
        ..ENTRA
    },
    // https://docs.aws.amazon.com/cognito/latest/developerguide/understanding-amazon-cognito-entries.html
    COGNITO,
    // https://backstage.forgerock.com/docs/am/ (access.audit.json)
    Format {
        provider: "forgerock-am",
        mark: ("eventName", "AM-ACCESS-OUTCOME"),
        kind: "request.detail.grant_type",
        kinds: &[("", Check::Token, None)],
        failed: ("response.status", "FAILED"),
        client_id: "request.detail.client_id",
        grant: "request.detail.grant_type",
        redirect_uri: "request.detail.redirect_uri",
        url: "http.request.path",
        status: "response.statusCode",
        ..NONE
    },
];

const AUTH0: Format = Format {
    provider: "auth0",
    mark: ("hostname", ""),
    kind: "type",
    kinds: &[
        ("feacft", Check::Token, Some(Grant::AuthorizationCode)),
        ("ferrt", Check::Token, Some(Grant::RefreshToken)),
        ("feccft", Check::Token, Some(Grant::ClientCredentials)),
        ("fepft", Check::Token, Some(Grant::Password)),
        ("fede", Check::Token, Some(Grant::DeviceCode)),
    ],
    description: "description",
    client_id: "client_id",
    host: "hostname",
    ..NONE
};

const ENTRA: Format = Format {
    provider: "microsoft-entra-id",
    mark: ("appId", ""),
    kind: "status.errorCode",
    kinds: &[("", Check::Token, None)],
    // The user was sent on.
    steps: &["50058", "50074", "50076", "50079", "50140", "50199", "65001"],
    failed: ("status.errorCode", "!0"),
    description: "status.failureReason",
    client_id: "appId",
    ..NONE
};

const COGNITO: Format = Format {
    provider: "aws-cognito",
    mark: ("eventSource", "cognito-idp.amazonaws.com"),
    kind: "eventName",
    kinds: &[("Token_POST", Check::Token, None)],
    failed: ("additionalEventData.responseParameters.status", "4"),
    client_id: "additionalEventData.requestParameters.client_id",
    grant: "additionalEventData.requestParameters.grant_type",
    redirect_uri: "additionalEventData.requestParameters.redirect_uri",
    host: "additionalEventData.userPoolDomain",
    status: "additionalEventData.responseParameters.status",
    ..NONE
};
