//! The lines of code that are known to make a mistake, and the right ones.

use super::examples::{Mistaken, RIGHT, WRONG};
use super::text::Phase;
use super::wording;
use crate::{Code, Fault, Language, Step};

/// Returns the code for the mistake to fix first that has some: a wrong hash or text outweighs how it was encoded. The language
/// in which the mistake is made most often comes first.
pub(super) fn of(mistakes: &[(Phase, &[Step])]) -> Vec<Code> {
    let order = [
        Phase::Hash,
        Phase::Form,
        Phase::Input,
        Phase::Result,
        Phase::Encoding,
        Phase::Sent,
    ];
    for wanted in order {
        for (_, steps) in mistakes.iter().filter(|(phase, _)| *phase == wanted) {
            if let Some(row) = WRONG
                .iter()
                .find(|row| row.phase == wanted && steps.contains(&row.step))
            {
                return codes(row).collect();
            }
        }
    }
    Vec::new()
}

/// Returns the code that makes a mistake of this kind.
pub fn examples(fault: Fault) -> Vec<Code> {
    let rows = WRONG.iter().filter(|row| {
        let encodings = usize::from(row.phase == Phase::Encoding);
        wording::fault(&[(row.phase, &[row.step])], encodings) == fault
    });
    let mut codes: Vec<Code> = rows.flat_map(codes).collect();
    codes.sort_by_key(|code| code.language as u8);
    codes
}

/// A digest that is encoded before it is there.
pub(super) fn not_awaited() -> Vec<Code> {
    vec![Code {
        language: Language::JavaScript,
        wrong: "btoa(crypto.subtle.digest('SHA-256', bytes)) // a promise",
        right: "const digest = await crypto.subtle.digest('SHA-256', bytes)",
    }]
}

fn codes(row: &'static Mistaken) -> impl Iterator<Item = Code> {
    row.code.iter().filter_map(|&(language, wrong)| {
        let right = RIGHT.iter().find(|(other, _)| *other == language)?.1;
        Some(Code {
            language,
            wrong,
            right: row.right.unwrap_or(right),
        })
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
