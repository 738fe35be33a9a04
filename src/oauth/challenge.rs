//! What a protected resource answers to a request without a token that it takes: `WWW-Authenticate` (RFC 9110 §11.6.1).

/// A challenge, with the parameters of RFC 6750 §3 and RFC 9728 §5.1.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Challenge {
    /// The scheme, in lower case: `bearer`, `dpop`, `basic`.
    pub scheme: String,
    /// `error`.
    pub error: Option<String>,
    /// `error_description`.
    pub description: Option<String>,
    /// `scope`.
    pub scope: Option<String>,
    /// `resource_metadata`.
    pub resource_metadata: Option<String>,
}

impl Challenge {
    /// Reads the challenges of a header, one behind the other.
    pub fn read(header: &str) -> Vec<Self> {
        let mut challenges: Vec<Self> = Vec::new();
        let mut rest = header;
        while challenges.len() < MANY {
            rest = rest.trim_start_matches([',', ' ', '\t']);
            let end = rest.find(|c: char| !is_token(c)).unwrap_or(rest.len());
            if end == 0 {
                // What begins no word is passed over, and so is a quoted text that belongs to none.
                let Some(strange) = rest.chars().next() else { break };
                rest = if strange == '"' { value_of(rest).1 } else { &rest[strange.len_utf8()..] };
                continue;
            }
            let word = &rest[..end];
            rest = &rest[end..];
            let behind = rest.trim_start();
            if let Some(value) = behind.strip_prefix('=') {
                let (value, behind) = value_of(value.trim_start());
                rest = behind;
                if let Some(challenge) = challenges.last_mut() {
                    challenge.set(word, value);
                }
            } else {
                challenges.push(Self { scheme: word.to_ascii_lowercase(), ..Self::default() });
            }
        }
        challenges
    }

    /// Returns whether it asks for an access token (RFC 6750, RFC 9449).
    pub fn is_for_token(&self) -> bool {
        matches!(self.scheme.as_str(), "bearer" | "dpop")
    }

    fn set(&mut self, name: &str, value: String) {
        let member = match name.to_ascii_lowercase().as_str() {
            "error" => &mut self.error,
            "error_description" => &mut self.description,
            "scope" => &mut self.scope,
            "resource_metadata" => &mut self.resource_metadata,
            _ => return,
        };
        member.get_or_insert(value);
    }
}

/// Returns the value at the start of a text, and what follows it.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            _ => value.push(c),
        }
    }
    (value, "")
}

/// A letter of a token (RFC 9110 §5.6.2).
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

/// More challenges than a resource has.
const MANY: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_read_with_their_parameters() {
        let header = r#"Basic realm="a, b", Bearer error="insufficient_scope", scope="files:write files:read", resource_metadata=https://api.example/.well-known/x, DPoP algs="ES256""#;
        let read = Challenge::read(header);
        let schemes: Vec<&str> = read.iter().map(|challenge| challenge.scheme.as_str()).collect();
        assert_eq!(schemes, ["basic", "bearer", "dpop"]);
        assert_eq!(read[1].error.as_deref(), Some("insufficient_scope"));
        assert_eq!(read[1].scope.as_deref(), Some("files:write files:read"));
        assert_eq!(read[1].resource_metadata.as_deref(), Some("https://api.example/.well-known/x"));
        assert!(!read[0].is_for_token() && read[2].is_for_token());
    }

    #[test]
    fn a_header_that_breaks_off_is_read_to_its_end() {
        assert_eq!(Challenge::read("Bearer")[0].error, None);
        assert_eq!(Challenge::read(r#"Bearer error="invalid_tok"#)[0].error.as_deref(), Some("invalid_tok"));
        assert_eq!(
            Challenge::read(r#"Bearer error_description="a \"b\" c""#)[0].description.as_deref(),
            Some("a \"b\" c")
        );
        assert!(Challenge::read(r#"="x", ü"#).is_empty());
    }
}
