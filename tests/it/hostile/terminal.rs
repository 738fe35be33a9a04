//! Nothing of a capture acts on a terminal.

use super::login::{VERIFIER, arrival, redemption, start};
use crate::support::{check, har, human, login_with, run};

#[test]
fn nothing_that_a_terminal_acts_on_reaches_the_human_report() {
    let mut printed = String::new();
    for hostile in [
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "\u{202e}txt\u{2066}",
        "a\u{200b}\u{feff}\u{2060}b",
        "x\r\nLogin 9 SUCCEEDED",
        "\u{9b}31m\u{0}",
    ] {
        let capture = login_with(hostile);
        let report = human(&check(&capture), false) + &human(&check(&capture), true);
        let outcomes = ["Login ", "FAILED", "SUCCEEDED", "INCOMPLETE", "DENIED"];
        let is_head = |line: &&str| outcomes.iter().any(|outcome| line.starts_with(outcome));
        let lines = report.lines().filter(is_head).count();
        assert_eq!(lines, 2, "a line of the capture poses as one of ours: {report}");
        for c in report.chars().filter(|&c| c != '\n') {
            assert!(!acts(c), "U+{:04X} in {report:?}", u32::from(c));
        }
        printed.push_str(&report);
    }
    assert!(printed.contains("\\u{1b}") && printed.contains("\\u{202e}"), "the escapes are written out: {printed}");
}

#[test]
fn the_rarer_invisible_characters_are_written_out_too() {
    for invisible in ['\u{ad}', '\u{61c}', '\u{180e}', '\u{e0041}'] {
        let capture = har(&[
            start(),
            arrival(),
            redemption("inventedCode1", VERIFIER).at(2000).refuses("invalid_grant", &format!("a{invisible}b")),
        ]);
        assert!(!human(&check(&capture), false).contains(invisible), "U+{:04X}", u32::from(invisible));
    }
}

/// Whether a terminal or a text renderer acts on this character in place of showing it.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[test]
fn a_path_on_the_command_line_is_shown_without_its_escapes() {
    let ran = run(&["check", "no\u{1b}[2J\u{202e}such.har"]);
    assert_eq!(ran.code, 2);
    assert!(!ran.stderr.chars().any(|c| c != '\n' && acts(c)), "{:?}", ran.stderr);
}
