//! JUnit XML: a case for each login, in the form that CI servers read.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::support::fixtures::RUN;
use crate::support::{CUT, FAILING, NO_OAUTH, UNEXPLAINED, WORKING, run};

#[test]
fn a_login_is_a_case_that_fails_where_the_login_failed() {
    let report =
        run(&["check", "--format", "junit", FAILING, WORKING, "fixtures/captures/joined/authorize.har"]).stdout;
    let cases = cases(&report);
    let seen: Vec<(&str, &str, &str)> =
        cases.iter().map(|case| (case.class.as_str(), case.name.as_str(), case.result.as_str())).collect();
    assert_eq!(
        seen,
        [
            (FAILING, "login 1", "failure"),
            (WORKING, "login 1", ""),
            ("fixtures/captures/joined/authorize.har", "login 1", "skipped"),
        ]
    );
    assert!(cases[0].message.starts_with("FAILED: the code_challenge is "), "{:?}", cases[0]);
    assert!(report.contains("type=\"pkce-challenge-hex\">error pkce-challenge-hex (proven): "), "{report}");
}

#[test]
fn a_login_that_was_denied_fails() {
    let cases = cases(&run(&["check", "--format", "junit", "fixtures/rules/authorization-denied"]).stdout);
    let denied = cases.iter().find(|case| case.message.starts_with("DENIED: ")).expect("a login was denied");
    assert_eq!(denied.result, "failure");
}

#[test]
fn what_a_rule_says_is_a_property() {
    let report = run(&["check", "--format", "junit", FAILING]).stdout;
    for property in [
        "<property name=\"login 1 · redirect-uri-mismatch\" value=\"ruled out\"/>",
        "<property name=\"login 1 · code-expired\" value=\"not assessed: ",
        "<property name=\"login 1 · pkce-challenge-hex\" value=\"error, proven: ",
    ] {
        assert!(report.contains(property), "{property} in {report}");
    }
}

#[test]
fn there_is_always_a_case() {
    for (path, name, result) in [
        (NO_OAUTH, "login", "skipped"),
        ("no-such.har", "read", "error"),
        (CUT, "read", "error"),
        (UNEXPLAINED, "login 1", "failure"),
    ] {
        let cases = cases(&run(&["check", "--format", "junit", path]).stdout);
        assert!(
            cases.iter().any(|case| case.name == name && case.result == result && !case.message.is_empty()),
            "{path}"
        );
    }
}

#[test]
fn every_report_has_the_form_that_servers_read() {
    assert!(cases(RUN.report("junit")).len() > 500);
}

/// A case of a report.
#[derive(Debug, Default)]
pub(super) struct Case {
    name: String,
    class: String,
    /// `failure`, `skipped`, `error`; empty where it passed.
    result: String,
    message: String,
}

/// Reads a report that has the form of the schema of Jenkins
/// (<https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd>),
/// whose counts are right, and in which no case has two results or the name of another.
pub(super) fn cases(xml: &str) -> Vec<Case> {
    let mut reader = Reader::from_str(xml);
    let mut cases: Vec<Case> = Vec::new();
    let mut counted = [0; 4];
    let mut open: Vec<String> = Vec::new();
    loop {
        let event = reader.read_event().expect("it is XML");
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                has_form(tag, open.last().map_or("", String::as_str));
                match name.as_str() {
                    "testsuite" => {
                        for (sum, name) in counted.iter_mut().zip(COUNTS) {
                            *sum += attribute(tag, name).parse::<usize>().expect("it is a number");
                        }
                    }
                    "testcase" => cases.push(Case {
                        name: attribute(tag, "name"),
                        class: attribute(tag, "classname"),
                        ..Case::default()
                    }),
                    "failure" | "skipped" | "error" => {
                        let case = cases.last_mut().expect("it is in a case");
                        assert_eq!(case.result, "", "a case has one result");
                        case.result.clone_from(&name);
                        case.message = attribute(tag, "message");
                    }
                    _ => {}
                }
                if matches!(event, Event::Start(_)) {
                    open.push(name);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) if !text.trim_ascii().is_empty() => {
                let parent = open.last().map_or("", String::as_str);
                assert!(["failure", "system-out"].contains(&parent), "text in {parent}");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let of = |result: &str| cases.iter().filter(|case| case.result == result).count();
    assert_eq!(counted, [cases.len(), of("failure"), of("error"), of("skipped")]);
    cases
}

/// An element stands where the schema has it, with the attributes that it must have and none that it may not.
fn has_form(tag: &BytesStart<'_>, parent: &str) {
    let (parents, required, optional): (&[&str], &[&str], &[&str]) = match tag.name().as_ref() {
        "testsuites" => (&[""], &[], &["name"]),
        "testsuite" => (&["testsuites"], &["name", "tests", "failures", "errors"], &["skipped"]),
        "properties" => (&["testsuite"], &[], &[]),
        "property" => (&["properties"], &["name", "value"], &[]),
        "testcase" => (&["testsuite"], &["name", "classname"], &[]),
        "failure" | "error" => (&["testcase"], &["message", "type"], &[]),
        "skipped" => (&["testcase"], &["message"], &[]),
        "system-out" => (&["testcase"], &[], &[]),
        _ => panic!("{tag:?} is not of the schema"),
    };
    assert!(parents.contains(&parent), "{tag:?} in {parent}");
    let names: Vec<String> = tag
        .attributes()
        .map(|attribute| attribute.expect("attributes are well-formed").key.as_ref().to_owned())
        .collect();
    let has = |name: &&str| names.iter().any(|known| known == name);
    assert!(required.iter().all(has), "{tag:?} lacks one of {required:?}");
    assert!(names.iter().all(|name| required.contains(&name.as_str()) || optional.contains(&name.as_str())), "{tag:?}");
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let attribute = tag.try_get_attribute(name).expect("attributes are well-formed");
    let value = attribute.map(|attribute| attribute.value.into_owned());
    let value = value.unwrap_or_default();
    quick_xml::escape::unescape(&value).expect("entities are known").into_owned()
}

const COUNTS: [&str; 4] = ["tests", "failures", "errors", "skipped"];
