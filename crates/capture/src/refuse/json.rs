//! JSON of known tools that is not a capture.

use super::outline::Outline;
use crate::format::{FileKind, Format};

/// Says of the start of a JSON document that is not a capture what it is, and what to do; `None` if it may be one.
pub(crate) fn known(head: &str) -> Option<(FileKind, &'static str)> {
    if !head.trim_ascii_start().starts_with(['{', '[']) {
        return None;
    }
    let outline = Outline::new(head);
    // A HAR may have any other members, and the collections of Postman have saved responses.
    if outline.has("log.entries") || outline.has("log.creator") || outline.has("info.schema") {
        return None;
    }
    let is = |known: &&Known| known.has.iter().all(|path| outline.has(path));
    let found = KNOWN.iter().find(is)?;
    let is_value = found.value.is_none_or(|(path, value)| outline.value_of(path).contains(value));
    is_value.then_some((found.kind, found.advice))
}

/// A kind of JSON: the members that it has, and what to do.
struct Known {
    has: &'static [&'static str],
    /// What the value of a member contains.
    value: Option<(&'static str, &'static str)>,
    kind: FileKind,
    advice: &'static str,
}

/// Makes an entry for a JSON of no kind of its own.
const fn json(has: &'static [&'static str], advice: &'static str) -> Known {
    Known { has, value: None, kind: FileKind::Json, advice }
}

/// Makes an entry for a file that has a name of its own in reports.
const fn kind(has: &'static [&'static str], kind: FileKind, advice: &'static str) -> Known {
    Known { has, value: None, kind, advice }
}

/// The first that fits counts.
const KNOWN: &[Known] = &[
    json(&["mappings[]", "mappings[].request"], WIREMOCK),
    json(&["request.urlPath"], WIREMOCK),
    json(&["request.urlPattern"], WIREMOCK),
    json(&["request.urlPathPattern"], WIREMOCK),
    json(&["request.urlPathTemplate"], WIREMOCK),
    json(&["request.bodyPatterns"], WIREMOCK),
    json(&["response.jsonBody"], WIREMOCK),
    json(&["response.bodyFileName"], WIREMOCK),
    json(&["imposters"], "these are Mountebank imposters: prepared answers, not traffic; record the login as HAR"),
    json(
        &["[].httpRequest", "[].httpResponse"],
        "these are MockServer expectations: prepared answers, not traffic; record the login as HAR",
    ),
    json(
        &["consumer", "provider", "interactions"],
        "this is a Pact contract: a test's expectations, not traffic; record the login as HAR",
    ),
    json(&["__export_format", "resources"], INSOMNIA),
    json(&["_type", "__export_format"], INSOMNIA),
    json(&["_postman_variable_scope"], POSTMAN_VARIABLES),
    kind(&["info", "item"], FileKind::Capture(Format::Postman), POSTMAN_OLD),
    kind(&["requests", "order", "folders"], FileKind::Capture(Format::Postman), POSTMAN_OLD),
    kind(&["id", "requests", "order"], FileKind::Capture(Format::Postman), POSTMAN_OLD),
    json(&["brunoConfig"], BRUNO),
    Known {
        has: &["version", "name", "type"],
        value: Some(("type", "collection")),
        kind: FileKind::Json,
        advice: BRUNO,
    },
    json(&["clientName", "requests"], THUNDER),
    json(&["[].folders", "[].requests"], HOPPSCOTCH),
    json(&["folders", "requests", "auth"], HOPPSCOTCH),
    json(&["run.executions", "collection"], NEWMAN),
    json(
        &["cookies[]", "origins"],
        "this is a Playwright storage state: cookies and storage, not traffic; record with `recordHar: { path: 'login.har' }`, and don't share the cookies",
    ),
    json(
        &["suites", "config", "errors"],
        "this is a Playwright report: test results, not traffic; pass the test's `trace.zip`, or record with `recordHar: { path: 'login.har' }`",
    ),
    json(&["stats.suites", "stats.tests"], CYPRESS),
    json(&["metrics", "root_group"], K6),
    json(&["metrics.http_reqs"], K6),
    Known { has: &["type", "metric", "data"], value: Some(("type", "Metric")), kind: FileKind::JsonLines, advice: K6 },
    json(
        &["traceEvents"],
        "this is a browser's performance trace, without the messages; in the network panel choose Export HAR",
    ),
    json(&["title", "steps[]", "steps[].type"], RECORDER),
    json(&["web.client_secret"], CREDENTIALS),
    json(&["installed.client_secret"], CREDENTIALS),
    json(&["type", "private_key_id", "private_key"], CREDENTIALS),
    json(&["keys[].kty"], "these are a server's keys (JWKS), not traffic; record the login as HAR"),
    json(&["realm", "clients"], "this is a Keycloak realm export: configuration, not traffic; record the login as HAR"),
    kind(&["firstLine"], FileKind::Capture(Format::Charles), super::content::CHARLES),
    kind(&["actualPort", "scheme"], FileKind::Capture(Format::Charles), super::content::CHARLES),
    kind(&["openapi"], FileKind::OpenApi, OPEN_API),
    kind(&["swagger"], FileKind::OpenApi, OPEN_API),
    kind(
        &["authorization_endpoint", "issuer"],
        FileKind::Metadata,
        "this is a server's metadata, not traffic; record the login as HAR",
    ),
];

const WIREMOCK: &str = "these are WireMock stubs: prepared answers, not traffic; record the login as HAR, or put a proxy between the program and WireMock (`mitmdump --set hardump=login.har`)";
const INSOMNIA: &str = "this is an Insomnia export: requests to send, not traffic; send the request and paste its Timeline (the tab next to the answer), or record the login as HAR";
const POSTMAN_VARIABLES: &str = "this is a Postman environment: variables, not traffic; send the request, open the Postman Console (View > Show Postman Console), show the raw log of the request and pass that text";
const POSTMAN_OLD: &str =
    "this is a Postman collection in an old format: saved requests, not traffic; record the login as HAR";
const BRUNO: &str = "this is a Bruno collection: requests to send, not traffic; send the request and paste its Timeline, or record the login as HAR";
const THUNDER: &str = "this is a Thunder Client collection: requests to send, not traffic; record the login as HAR";
const HOPPSCOTCH: &str = "this is a Hoppscotch collection: requests to send, not traffic; record the login as HAR";
const NEWMAN: &str = "this is a Newman report, which stores bodies as numbers; run Newman with `--verbose` and pass its output, or record through a proxy (`mitmdump --set hardump=login.har`)";
const CYPRESS: &str = "these are test results (Mocha, Cypress), not traffic; record the login as HAR, for example with cypress-har-generator";
const K6: &str = "these are k6 metrics, not traffic; run k6 with `--http-debug=full` and pass its output, or record the login as HAR";
const RECORDER: &str = "this is a recording of a user's actions in a browser, without the messages; in the network panel choose Export \
     HAR";
const CREDENTIALS: &str =
    "these are a client's credentials, not traffic; don't share them, and pass a HAR of the login";
const OPEN_API: &str = "this is an API description, not traffic; record the login as HAR";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_of_known_tools_is_named() {
        for (document, word) in [
            (r#"{"mappings": [{"id": "1", "request": {"method": "POST", "url": "/token"}}]}"#, "WireMock"),
            (r#"{"request": {"urlPath": "/token", "method": "POST"}, "response": {"status": 400}}"#, "WireMock"),
            (r#"{"_type": "export", "__export_format": 4, "resources": []}"#, "Insomnia"),
            (r#"{"id": "1", "values": [], "_postman_variable_scope": "environment"}"#, "Postman"),
            (r#"{"version": "1", "name": "demo", "type": "collection", "ignore": []}"#, "Bruno"),
            (r#"{"cookies": [], "origins": []}"#, "Playwright"),
            (r#"{"stats": {"suites": 1, "tests": 2}, "results": []}"#, "Cypress"),
            (r#"{"metrics": {"http_reqs": {}}, "root_group": {}}"#, "k6"),
            (r#"{"openapi": "3.0.0", "paths": {}}"#, "API description"),
            (r#"{"consumer": {"name": "a"}, "interactions": [], "provider": {"name": "b"}}"#, "Pact"),
            (r#"{"keys": [{"kty": "RSA"}]}"#, "keys"),
            (r#"{"web": {"client_id": "a", "client_secret": "b"}}"#, "credentials"),
            // What is cut has told what it is.
            (r#"{"traceEvents": [{"name": "#, "performance"),
        ] {
            let (_, advice) = known(document).unwrap_or_else(|| panic!("{document}"));
            assert!(advice.contains(word), "{advice}");
        }
    }

    #[test]
    fn what_may_be_a_capture_is_not_named() {
        for document in [
            r#"{"log": {"entries": [{"request": {"urlPath": "/"}}]}}"#,
            r#"{"request": {"method": "POST", "url": "https://login.example/token"}, "response": {"status": 400}}"#,
            r#"{"error": "invalid_grant"}"#,
            r#"{"level": "error", "method": "POST", "path": "/token", "status": 400}"#,
            r#"[{"level": 30, "msg": "x"}]"#,
            "[2026-11-22] no JSON",
            "",
        ] {
            assert!(known(document).is_none(), "{document}");
        }
    }
}
