//! `check --format json` keeps its contract: the fields and types of `docs/json.md`, in every report.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use oauth_doctor::rules;
use serde_json::Value;

use crate::support::fixtures::{self, RULES, RUN};
use crate::support::{root, run};

/// Every field and its type, as documented; `?` for one that may be `null`.
static CONTRACT: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let text = document();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let row = |(field, rest): (&str, &str)| Some((field.to_owned(), rest.split_once(" |")?.0.to_owned()));
    rows.filter_map(row).collect()
});

const TYPES: [&str; 7] = ["string", "number", "boolean", "array", "object", "place", "null"];

/// The words that a field may have.
const WORDS: &[(&str, &[&str])] = &[
    ("captures[].flows[].outcome", &["succeeded", "failed", "denied", "incomplete"]),
    ("captures[].flows[].access", &["granted", "refused", "not_seen"]),
    (
        "captures[].flows[].steps[].kind",
        &[
            "resource_challenge",
            "resource_metadata",
            "server_metadata",
            "registration",
            "pushed_request",
            "authorize_request",
            "authorization_response",
            "callback",
            "device_authorization_request",
            "backend_request",
            "proposed_request",
            "preflight",
            "token_request",
            "refresh_request",
            "resource_request",
        ],
    ),
    ("captures[].flows[].verdict.confidence", &["proven", "likely"]),
    ("captures[].flows[].differential[].status", &["proven", "likely", "possible", "ruled_out", "not_assessed"]),
    ("captures[].flows[].findings[].severity", &["error", "warning", "note"]),
    ("captures[].flows[].findings[].confidence", &["proven", "likely", "possible"]),
    ("captures[].flows[].corrected_request.request", &["authorize_request", "pushed_request", "token_request"]),
    (
        "captures[].flows[].proof.conclusion",
        &["accepted", "needs_value", "nothing_wrong", "still_refused", "consistent"],
    ),
];

#[test]
fn every_report_has_exactly_the_fields_of_the_contract() {
    let mut seen = BTreeSet::new();
    for fixture in fixtures::all() {
        let faults = faults(fixture.report(), &mut seen);
        assert!(faults.is_empty(), "{}: {}", fixture.name(), faults.join("; "));
    }
    let never: Vec<&String> = CONTRACT
        .keys()
        // What only a configuration shows is in tests/it/config.rs; a corrected login that is refused would be a defect.
        .filter(|field| !seen.contains(*field) && !field.ends_with(".ignored.reason"))
        .filter(|field| !field.contains(".corrected.steps[].refusal."))
        // No fixture is so long; tests/it/hostile/growth.rs makes captures that are.
        .filter(|field| !field.contains(".repeated."))
        .collect();
    assert!(never.is_empty(), "no fixture shows {never:?}");
}

#[test]
fn every_documented_field_has_a_type() {
    assert!(CONTRACT.len() > 150, "{} fields are documented", CONTRACT.len());
    for (field, kind) in &*CONTRACT {
        assert!(TYPES.contains(&kind.trim_end_matches('?')), "{field} is of type {kind}");
    }
}

#[test]
fn the_example_in_the_documentation_is_such_a_report() {
    let text = document();
    let example =
        text.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("there is an example");
    let example: Value = serde_json::from_str(example).expect("the example is JSON");
    let mut seen = BTreeSet::new();
    assert_eq!(faults(&example, &mut seen), Vec::<String>::new());
    let optional = [
        "captures[].error.message",
        "captures[].error.at",
        "captures[].inputs[].error.message",
        "captures[].inputs[].error.at",
        "captures[].flows[].refused_by.exchange",
        "captures[].flows[].refused_by.host",
        "captures[].flows[].refused_by.status",
        "captures[].flows[].unexplained.fingerprint",
        "captures[].flows[].unexplained.ignored",
        "captures[].flows[].unexplained.ignored.reason",
        "captures[].flows[].unexplained.baseline",
        "captures[].flows[].findings[].ignored.reason",
    ];
    let is_shown = |field: &str| {
        let of_second_mistake = field.contains(".also_corrected[].")
            || field.contains(".corrected.steps[].refusal.")
            || field.contains(".also_refused.")
            || field.contains(".repeated.");
        !optional.contains(&field) && !of_second_mistake
    };
    let shown = CONTRACT.keys().filter(|field| is_shown(field)).count();
    assert_eq!(seen.len(), shown, "the example shows every field");
}

#[test]
fn the_report_of_the_binary_is_one_document_and_agrees_with_its_summary() {
    let text = RUN.report("json");
    let report: Value = serde_json::from_str(text).expect("the report is JSON");
    assert!(text.ends_with("}\n"));
    assert_eq!(faults(&report, &mut BTreeSet::new()), Vec::<String>::new());
    let captures = report["captures"].as_array().expect("it has captures");
    let flows: Vec<&Value> =
        captures.iter().flat_map(|capture| capture["flows"].as_array().expect("it has flows")).collect();
    let items = |list: &str, field: &str, word: &str| {
        let items = flows.iter().flat_map(|flow| flow[list].as_array().expect("it is a list"));
        items.filter(|item| item[field] == word).count()
    };
    let summary = &report["summary"];
    assert_eq!(summary["captures"], captures.len());
    assert_eq!(summary["flows"], flows.len());
    assert_eq!(summary["failed"], flows.iter().filter(|flow| flow["outcome"] == "failed").count());
    assert_eq!(summary["errors"], items("findings", "severity", "error"));
    assert_eq!(summary["warnings"], items("findings", "severity", "warning"));
    assert_eq!(summary["not_assessed"], items("differential", "status", "not_assessed"));
}

#[test]
fn a_line_is_an_item_of_the_document() {
    let inputs = ["fixtures/captures", "fixtures/captures/failing-login.har"];
    let of = |format| run(&[&["check", "--format", format], &inputs[..]].concat());
    let (document, lines) = (of("json"), of("ndjson"));
    assert_eq!(document.code, lines.code);
    let document: Value = serde_json::from_str(&document.stdout).expect("the report is JSON");
    let lines: Vec<Value> = lines
        .stdout
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).expect("a line is JSON");
            assert_eq!(line["schema"], 1);
            line.as_object_mut().expect("it is an object").remove("schema");
            line
        })
        .collect();
    assert_eq!(&lines, document["captures"].as_array().expect("it has captures"));
}

#[test]
fn an_input_that_cannot_be_opened_is_a_line() {
    let ran = run(&["check", "--format", "ndjson", "no-such.har", "fixtures/captures/no-oauth.har", "docs/schema"]);
    let lines: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let formats: Vec<&str> = lines.iter().filter_map(|line| line["format"].as_str()).collect();
    assert_eq!((ran.code, formats), (2, vec!["unreadable", "har", "unreadable"]));
    for line in &lines {
        let faults = faults(&serde_json::json!({ "captures": [line] }), &mut BTreeSet::new());
        let beside = |fault: &&String| fault.contains("captures[]") && !fault.contains("schema");
        assert_eq!(faults.iter().find(beside), None);
    }
    assert!(lines[0]["error"]["message"].is_string());
}

#[test]
fn a_verdict_is_one_of_the_findings_and_only_a_failure_has_one() {
    for fixture in &*RULES {
        let name = fixture.name();
        for flow in fixture.report()["captures"][0]["flows"].as_array().expect("it has flows") {
            let findings = flow["findings"].as_array().expect("it has findings");
            let failed = flow["outcome"] == "failed" || flow["outcome"] == "denied";
            let error = findings.iter().any(|finding| finding["severity"] == "error");
            // A login that worked may bring a token that a resource refuses.
            let refused = flow["access"] == "refused";
            assert!(failed || refused || flow["verdict"].is_null() && !error, "{name}: a false alarm");
            let lists_none = flow["differential"].as_array().is_some_and(Vec::is_empty);
            assert!(failed || lists_none, "{name}");
            if let Some(rule) = flow["verdict"]["rule"].as_str() {
                assert!(findings.iter().any(|finding| finding["rule"] == rule), "{name}");
            }
            for rule in findings.iter().filter_map(|finding| finding["rule"].as_str()) {
                assert!(rules::find(rule).is_some(), "{rule}");
            }
        }
    }
}

fn document() -> String {
    fs::read_to_string(root().join("docs/json.md")).expect("docs/json.md is there")
}

/// What in a report is not as the contract says; `seen` takes the fields that are there.
fn faults(report: &Value, seen: &mut BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    look(report, "", seen, &mut faults);
    faults
}

fn look(value: &Value, field: &str, seen: &mut BTreeSet<String>, faults: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| look(item, &format!("{field}[]"), seen, faults)),
        Value::Object(members) => {
            let prefix = if field.is_empty() { String::new() } else { format!("{field}.") };
            for (name, member) in members {
                let field = format!("{prefix}{name}");
                match CONTRACT.get(&field) {
                    Some(wanted) if is_of(member, wanted) => {
                        let words = WORDS.iter().find(|(known, _)| *known == field).map(|(_, words)| *words);
                        if words.is_some_and(|words| !member.as_str().is_some_and(|word| words.contains(&word))) {
                            faults.push(format!("{field} is {member}"));
                        }
                        if !is_place(member) {
                            look(member, &field, seen, faults);
                        }
                    }
                    Some(wanted) => faults.push(format!("{field} is {member} and not of type {wanted}")),
                    None => faults.push(format!("{field} is not in the contract")),
                }
                seen.insert(field);
            }
            let direct = CONTRACT.keys().filter(|known| {
                known.strip_prefix(prefix.as_str()).is_some_and(|rest| !rest.contains('.') && !rest.contains('['))
            });
            faults.extend(
                direct
                    .filter_map(|known| known.strip_prefix(prefix.as_str()))
                    .filter(|name| !members.contains_key(*name))
                    .map(|name| format!("{prefix}{name} is missing")),
            );
        }
        _ => {}
    }
}

fn is_of(value: &Value, wanted: &str) -> bool {
    let Some(kind) = wanted.strip_suffix('?') else {
        return !value.is_null() && is_of(value, &format!("{wanted}?")) || wanted == "null" && value.is_null();
    };
    value.is_null()
        || match kind {
            "string" => value.is_string(),
            "number" => value.is_u64(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            "place" => is_place(value),
            _ => false,
        }
}

fn is_place(value: &Value) -> bool {
    let counts = |name: &str| value.get(name).and_then(Value::as_u64).is_some_and(|count| count > 0);
    let file = value.get("file");
    let members = if file.is_some() { 3 } else { 2 };
    counts("line")
        && counts("column")
        && file.is_none_or(Value::is_string)
        && value.as_object().is_some_and(|object| object.len() == members)
}
