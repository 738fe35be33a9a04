//! `docs/schema/check.schema.json` is the contract of the JSON report.

use std::collections::BTreeMap;
use std::fs;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::fixtures::RUN;
use crate::support::{FAILING, run};

#[test]
fn every_report_is_as_the_schema_says() {
    let document = serde_json::from_str(RUN.report("json")).expect("the report is JSON");
    assert_eq!(faults(&validator(""), &document), Vec::<String>::new());
    let lines = RUN.report("ndjson");
    let validator = validator("#/$defs/line");
    assert!(lines.lines().count() > 100);
    for line in lines.lines() {
        let line = serde_json::from_str(line).expect("a line is JSON");
        assert_eq!(faults(&validator, &line), Vec::<String>::new());
    }
}

#[test]
fn the_schema_finds_what_is_wrong() {
    let document = run(&["check", "--format", "json", FAILING]).stdout;
    let document: Value = serde_json::from_str(&document).expect("the report is JSON");
    for (pointer, wrong) in [
        ("/schema", json!(2)),
        ("/captures/0/exchanges", json!("6")),
        ("/captures/0/flows/0/outcome", json!("broken")),
        ("/captures/0/flows/0/steps/0/at", json!({ "line": 0, "column": 1 })),
    ] {
        let mut document = document.clone();
        *document.pointer_mut(pointer).expect("the field is there") = wrong;
        assert_eq!(faults(&validator(""), &document).len(), 1, "{pointer}");
    }
}

#[test]
fn the_schema_and_the_documentation_name_the_same_fields_and_types() {
    let text = fs::read_to_string("docs/json.md").expect("docs/json.md is there");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let documented: BTreeMap<String, String> =
        rows.filter_map(|(field, rest)| Some((field.to_owned(), rest.split_once(" |")?.0.to_owned()))).collect();
    let schema = schema();
    let mut fields = BTreeMap::new();
    walk(&schema, &schema, "", &mut fields);
    assert_eq!(fields, documented);
}

/// Collects the fields of a schema, and their types in the words of the documentation.
fn walk(root: &Value, schema: &Value, field: &str, fields: &mut BTreeMap<String, String>) {
    let schema = resolve(root, schema);
    if let Some(items) = schema.get("items") {
        walk(root, items, &format!("{field}[]"), fields);
    }
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let field = if field.is_empty() { name.clone() } else { format!("{field}.{name}") };
        assert!(required.contains(&name.as_str()), "{field} is always there");
        let kind = kind(member);
        if kind != "place" && kind != "place?" {
            walk(root, member, &field, fields);
        }
        fields.insert(field, kind);
    }
}

fn kind(schema: &Value) -> String {
    let name = |name: &str| {
        if name == "integer" { "number".to_owned() } else { name.to_owned() }
    };
    match (&schema["type"], &schema["anyOf"]) {
        (Value::String(kind), _) => name(kind),
        (Value::Array(kinds), _) => name(kinds[0].as_str().expect("a type is a word")) + "?",
        (_, Value::Array(_)) => "place?".to_owned(),
        _ if schema["const"].is_u64() => "number".to_owned(),
        _ => "place".to_owned(),
    }
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    reference.map_or(schema, |pointer| root.pointer(pointer).expect("the definition is there"))
}

/// Returns the validator of the document, or of a part of it.
fn validator(part: &str) -> Validator {
    let mut schema = schema();
    if !part.is_empty() {
        let definitions = schema["$defs"].clone();
        schema = json!({ "$schema": schema["$schema"], "$ref": part, "$defs": definitions });
    }
    jsonschema::validator_for(&schema).expect("it is a schema")
}

fn schema() -> Value {
    let text = fs::read_to_string("docs/schema/check.schema.json").expect("the schema is there");
    serde_json::from_str(&text).expect("the schema is JSON")
}

fn faults(validator: &Validator, document: &Value) -> Vec<String> {
    let faults = validator.iter_errors(document);
    faults.map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}
