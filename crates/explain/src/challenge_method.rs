/// The code challenge method of RFC 7636 §4.2.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ChallengeMethod {
    /// The challenge is the base64url encoding, without padding, of the SHA-256 of the verifier.
    S256,
    /// The challenge is the verifier.
    Plain,
}
