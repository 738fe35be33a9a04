//! The names in a JSON document, which tell what wrote it.

use crate::text::json::{JsonFault, Scanner};

/// The paths of the members of the start of a document, up to three levels deep: `info.schema`, `[].request.method`. Of a
/// list, only the first element counts.
pub(super) struct Outline {
    paths: Vec<(String, String)>,
}

impl Outline {
    /// Looks at a document, or at the start of one.
    pub(super) fn new(head: &str) -> Self {
        let mut outline = Self { paths: Vec::new() };
        let mut scanner = Scanner::new(head, 0);
        // A document that is cut has told what it is by then.
        let _cut = outline.value(&mut scanner, "", 0);
        outline
    }

    /// Returns whether there is a member at this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.iter().any(|(known, _)| known == path)
    }

    /// Returns the short value of a member that is not an object or list.
    pub(super) fn value_of(&self, path: &str) -> &str {
        self.paths.iter().find(|(known, _)| known == path).map_or("", |(_, value)| value)
    }

    /// Recurses over a fixed depth, not over that of the document.
    fn value(&mut self, scanner: &mut Scanner<'_>, path: &str, depth: usize) -> Result<(), JsonFault> {
        if depth > DEEPEST || self.paths.len() >= MOST {
            return scanner.value().map(drop);
        }
        match scanner.peek() {
            Some(b'{') => {
                scanner.enter();
                let mut first = true;
                while let Some(name) = scanner.next_name(std::mem::take(&mut first))? {
                    let name = name.string().unwrap_or_default();
                    let inner = if path.is_empty() { name.into_owned() } else { format!("{path}.{name}") };
                    self.paths.push((inner.clone(), String::new()));
                    self.value(scanner, &inner, depth + 1)?;
                }
            }
            Some(b'[') => {
                scanner.enter();
                let inner = format!("{path}[]");
                self.paths.push((inner.clone(), String::new()));
                let mut first = true;
                while scanner.next_element(first)? {
                    if std::mem::take(&mut first) {
                        self.value(scanner, &inner, depth + 1)?;
                    } else {
                        scanner.value()?;
                    }
                }
            }
            _ => {
                let value = scanner.value()?;
                if let Some((_, known)) = self.paths.last_mut().filter(|_| value.raw.len() <= LONGEST) {
                    known.push_str(value.quoted().unwrap_or(value.raw));
                }
            }
        }
        Ok(())
    }
}

/// How deep members are looked at.
const DEEPEST: usize = 3;

/// How many members are looked at.
const MOST: usize = 512;

/// The longest value that is kept.
const LONGEST: usize = 64;
