//! Finds the lines of code that make a mistake, and the right ones.

use super::code_lines::{Mistaken, RIGHT, WRONG};
use super::first_fault::first_fault;
use super::moves::Phase;
use crate::{CodeExample, Fault, Language, PkceStep};

/// Returns the code that makes the first of these mistakes for which code is known. A wrong hash comes before a wrong
/// text, and that before a wrong encoding. The language in which the mistake is most common comes first.
pub(super) fn for_mistakes(mistakes: &[(Phase, &[PkceStep])]) -> Vec<CodeExample> {
    let order = [Phase::Hash, Phase::Form, Phase::Input, Phase::Result, Phase::Encoding, Phase::Sent];
    for wanted in order {
        for (_, steps) in mistakes.iter().filter(|(phase, _)| *phase == wanted) {
            if let Some(row) = WRONG.iter().find(|row| row.phase == wanted && steps.contains(&row.step)) {
                return codes(row).collect();
            }
        }
    }
    Vec::new()
}

/// Returns the code that makes a mistake of this kind.
pub fn examples(fault: Fault) -> Vec<CodeExample> {
    let rows = WRONG.iter().filter(|row| {
        let encodings = usize::from(row.phase == Phase::Encoding);
        first_fault(&[(row.phase, &[row.step])], encodings) == fault
    });
    let mut codes: Vec<CodeExample> = rows.flat_map(codes).collect();
    codes.sort_by_key(|code| code.language as u8);
    codes
}

/// Returns the code that encodes a digest without waiting for it.
pub(super) fn not_awaited() -> Vec<CodeExample> {
    vec![CodeExample {
        language: Language::JavaScript,
        wrong: "btoa(crypto.subtle.digest('SHA-256', bytes)) // a promise",
        right: "const digest = await crypto.subtle.digest('SHA-256', bytes)",
    }]
}

fn codes(row: &'static Mistaken) -> impl Iterator<Item = CodeExample> {
    row.code.iter().filter_map(|&(language, wrong)| {
        let right = RIGHT.iter().find(|(other, _)| *other == language)?.1;
        Some(CodeExample { language, wrong, right: row.right.unwrap_or(right) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_has_a_right_line_in_its_language_that_differs() {
        for row in WRONG {
            assert_eq!(codes(row).count(), row.code.len(), "{:?}", row.step);
            assert!(codes(row).all(|code| code.wrong != code.right), "{:?}", row.step);
        }
    }

    #[test]
    fn the_code_of_a_hexadecimal_digest_is_known_in_every_language() {
        let code = examples(Fault::Hex);
        for (language, _) in RIGHT {
            assert!(code.iter().any(|code| code.language == *language), "{language:?}");
        }
    }
}
