use std::fmt;

/// A kind of mistake. [`Explanation::fault`](crate::Explanation::fault) is the one to fix first.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Fault {
    /// The challenge is in the standard base64 alphabet, or in base32, where RFC 7636 §4.2 asks for base64url.
    StandardBase64,
    /// The challenge is base64url with `=` padding.
    Padded,
    /// The digest was turned into hexadecimal text.
    Hex,
    /// The challenge is the verifier, perhaps encoded; nothing was hashed.
    NotHashed,
    /// Another function than a single SHA-256 was used.
    WrongHash,
    /// SHA-256 was fed something else than the ASCII bytes of the verifier.
    WrongInput,
    /// The digest was turned into text that is not an encoding of it: a list of numbers, a description, broken
    /// characters.
    Stringified,
    /// The challenge was encoded more than once.
    DoubleEncoded,
    /// The challenge was right at some point and was changed afterwards: cut, lowercased, quoted, half translated.
    Altered,
    /// The challenge does not depend on the verifier at all.
    Constant,
    /// The challenge is right for the other `code_challenge_method`.
    WrongMethod,
    /// The challenge is right; the verifier was changed on its way to the token request.
    VerifierAltered,
    /// The value sent as verifier is provably the challenge.
    VerifierIsChallenge,
}

impl Fault {
    /// Returns the name in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StandardBase64 => "standard-base64",
            Self::Padded => "padded",
            Self::Hex => "hex",
            Self::NotHashed => "not-hashed",
            Self::WrongHash => "wrong-hash",
            Self::WrongInput => "wrong-input",
            Self::Stringified => "stringified",
            Self::DoubleEncoded => "double-encoded",
            Self::Altered => "altered",
            Self::Constant => "constant",
            Self::WrongMethod => "wrong-method",
            Self::VerifierAltered => "verifier-altered",
            Self::VerifierIsChallenge => "verifier-is-challenge",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
