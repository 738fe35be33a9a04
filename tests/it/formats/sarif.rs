//! SARIF 2.1.0, against the schema of OASIS.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::support::fixtures::RUN;
use crate::support::{CUT, FAILING, UNEXPLAINED, WORKING, run};

/// Runs a check and returns its only run.
fn sarif(args: &[&str]) -> Value {
    valid(&run(&[&["check", "--format", "sarif"], args].concat()).stdout)
}

/// Returns the only run of a report, which is as the schema says.
fn valid(report: &str) -> Value {
    let document: Value = serde_json::from_str(report).expect("it is JSON");
    let schema = fs::read_to_string("tests/schemas/sarif-2.1.0.schema.json").expect("the schema is there");
    let mut schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    // This one is no regular expression: a bracket closes what none has opened.
    for owner in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{owner}/properties/language"));
        let pattern = language.and_then(Value::as_object_mut).and_then(|member| member.remove("pattern"));
        assert!(pattern.is_some(), "{owner}");
    }
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(&schema).expect("it is a schema");
    let faults: Vec<String> =
        validator.iter_errors(&document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert_eq!(faults, Vec::<String>::new());
    document["runs"][0].clone()
}

fn texts<'a>(values: &'a Value, pointer: &str) -> Vec<&'a str> {
    let values = values.as_array().expect("it is a list").iter();
    values.filter_map(|value| value.pointer(pointer)?.as_str()).collect()
}

#[test]
fn the_reports_of_all_fixtures_are_valid() {
    let run = valid(RUN.report("sarif"));
    let rules: Vec<&str> = texts(&run["tool"]["driver"]["rules"], "/id");
    let used: BTreeSet<&str> = texts(&run["results"], "/ruleId").into_iter().collect();
    assert_eq!(rules, used.into_iter().collect::<Vec<_>>(), "the rules that occur, in order");
    assert!(texts(&run["tool"]["driver"]["rules"], "/help/markdown").len() == rules.len() && rules.len() > 90);
    for uri in texts(&run["results"], "/locations/0/physicalLocation/artifactLocation/uri") {
        assert!(uri.starts_with("fixtures/") && uri.is_ascii() && !uri.contains([' ', '\\']), "{uri}");
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], false, "some are broken");
}

#[test]
fn a_result_leads_through_the_login_to_the_value() {
    let run = sarif(&[FAILING]);
    let result = &run["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"pkce-challenge-hex".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], FAILING);
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&93.into(), &230.into()));
    let steps = &result["codeFlows"][0]["threadFlows"][0]["locations"];
    let said = texts(steps, "/location/message/text");
    assert_eq!(said.first(), Some(&"authorize request, exchange 2, HTTP 200"));
    assert!(
        said.iter().any(|text| text.starts_with("callback"))
            && said.iter().any(|text| text.starts_with("token request"))
    );
    let essential = texts(steps, "/importance").iter().filter(|word| **word == "essential").count();
    assert_eq!(essential, 2, "the two messages that contradict each other");
    assert_eq!(texts(&result["relatedLocations"], "/message/text").len(), 2);
    let name = |result: &Value| result["partialFingerprints"]["oauthDoctor/v1"].clone();
    assert_eq!(name(result), name(&sarif(&["fixtures/captures/../captures/failing-login.har"])["results"][0]));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true, "a finding is no failure of the run");
}

#[test]
fn a_login_that_worked_has_no_result_and_an_unexplained_failure_has_one() {
    assert_eq!(sarif(&[WORKING])["results"], Value::Array(Vec::new()));
    let run = sarif(&[UNEXPLAINED]);
    for (list, id) in [(&run["results"], "/ruleId"), (&run["tool"]["driver"]["rules"], "/id")] {
        assert_eq!(texts(list, id).first(), Some(&"cause-not-established"));
    }
}

#[test]
fn what_cannot_be_read_is_a_notification_at_its_place() {
    let run = sarif(&[CUT, "no-such.har"]);
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    let uri = "/locations/0/physicalLocation/artifactLocation/uri";
    assert_eq!(texts(notifications, uri), [CUT, "no-such.har"]);
    assert_eq!(notifications[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 331);
    assert_eq!(texts(&run["results"], "/ruleId"), ["pkce-challenge-hex"], "what stands before is diagnosed");
}

#[test]
fn a_finding_of_joined_inputs_stands_in_its_own_file() {
    let (authorize, token) = ("fixtures/captures/joined/authorize.har", "fixtures/captures/joined/token.txt");
    let run = sarif(&["--join", authorize, token]);
    let related = &run["results"][0]["relatedLocations"];
    let files: BTreeSet<&str> = texts(related, "/physicalLocation/artifactLocation/uri").into_iter().collect();
    assert_eq!(files, BTreeSet::from([authorize, token]));
    assert_eq!(texts(&run["artifacts"], "/location/uri"), [authorize, token]);
}

#[test]
fn no_path_of_the_machine_is_in_a_report() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("my login #1.har");
    fs::copy(FAILING, &path).expect("a file can be copied");
    let run = sarif(&[path.to_str().expect("paths are UTF-8")]);
    let uri = run.pointer("/results/0/locations/0/physicalLocation/artifactLocation/uri");
    assert_eq!(uri, Some(&"my%20login%20%231.har".into()));
    assert!(!run.to_string().contains(folder.path().to_str().expect("paths are UTF-8")));
}
