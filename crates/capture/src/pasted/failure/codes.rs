//! The error codes of OAuth, and the classes that are named after them.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// What a word of a text may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Word {
    /// An error code; `true` if nothing but OAuth says it.
    Code(bool),
    /// A class of an exception, with the code that it stands for; `true` if nothing but OAuth has it.
    Class(&'static str, bool),
    /// The number of an error of Entra ID or Azure AD B2C begins here.
    Number,
    /// Go's `oauth2: "…" "…"`.
    Go,
    /// The words before the status of a token request that failed.
    Exchange,
    /// Rust prints the bytes of an answer that it cannot read.
    Bytes,
    /// PowerShell got an answer that is an error.
    PowerShell,
}

/// Finds the words that may be part of a refusal; returns what they are, in order.
pub(super) fn words(source: &str) -> impl Iterator<Item = (Word, usize, usize)> + '_ {
    let found = FINDER.iter().flat_map(move |finder| finder.find_iter(source));
    found.map(|found| (WORDS[found.pattern().as_usize()].1, found.start(), found.end()))
}

/// Returns whether this is a code of OAuth.
pub(super) fn is_code(word: &str) -> bool {
    SURE.contains(&word) || WEAK.contains(&word)
}

static WORDS: LazyLock<Vec<(&'static str, Word)>> = LazyLock::new(|| {
    let sure = SURE.iter().map(|code| (*code, Word::Code(true)));
    let weak = WEAK.iter().map(|code| (*code, Word::Code(false)));
    let classes = CLASSES.iter().map(|(class, code, sure)| (*class, Word::Class(code, *sure)));
    let numbers = ["AADSTS", "AADB2C"].iter().map(|prefix| (*prefix, Word::Number));
    let go = ["oauth2: \"", "oauth2: \\\"", "oauth2: \\\\\\\""].iter().map(|prefix| (*prefix, Word::Go));
    let exchange = EXCHANGE.iter().map(|words| (*words, Word::Exchange));
    let bytes = std::iter::once(("Parse(Error", Word::Bytes));
    let powershell = std::iter::once(("WebCmdletWebResponseException", Word::PowerShell));
    sure.chain(bytes).chain(powershell).chain(weak).chain(classes).chain(numbers).chain(go).chain(exchange).collect()
});

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = WORDS.iter().map(|(word, _)| word);
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok()
});

/// Codes that nothing but OAuth has: RFC 6749 §5.2, RFC 8628 §3.5, RFC 9449 §5 and §8, and those of well-known servers.
const SURE: &[&str] = &[
    "invalid_grant",
    "invalid_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "redirect_uri_mismatch",
    "bad_verification_code",
    "incorrect_client_credentials",
    "unverified_user_email",
    "authorization_pending",
    "use_dpop_nonce",
    "invalid_dpop_proof",
];

/// Codes that much else has, too: RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, RFC 8707 §2, RFC 9101, OpenID Connect Core
/// §3.1.2.6.
const WEAK: &[&str] = &[
    "invalid_request",
    "invalid_scope",
    "access_denied",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "invalid_token",
    "invalid_target",
    "expired_token",
    "slow_down",
    "login_required",
    "consent_required",
    "interaction_required",
    "account_selection_required",
    "invalid_request_uri",
    "invalid_request_object",
    "request_not_supported",
    "request_uri_not_supported",
];

/// Classes of the MCP SDKs, oauthlib, authlib, passport and the AWS SDKs: the code in another spelling.
const CLASSES: &[(&str, &str, bool)] = &[
    ("InvalidGrantError", "invalid_grant", true),
    ("InvalidClientError", "invalid_client", true),
    ("UnsupportedGrantTypeError", "unsupported_grant_type", true),
    ("UnauthorizedClientError", "unauthorized_client", true),
    ("UnsupportedResponseTypeError", "unsupported_response_type", true),
    ("InvalidTargetError", "invalid_target", false),
    ("InvalidScopeError", "invalid_scope", false),
    ("InvalidRequestError", "invalid_request", false),
    ("AccessDeniedError", "access_denied", false),
    ("InvalidTokenError", "invalid_token", false),
    ("TemporarilyUnavailableError", "temporarily_unavailable", false),
    ("ServerError", "server_error", false),
    ("InvalidGrantException", "invalid_grant", true),
    ("InvalidClientException", "invalid_client", true),
    ("UnauthorizedClientException", "unauthorized_client", true),
    ("UnsupportedGrantTypeException", "unsupported_grant_type", true),
];

/// What programs say before the status of a token request that was refused.
const EXCHANGE: &[&str] = &[
    "oken exchange failed",
    "oken request failed",
    "oken refresh failed",
    "cannot fetch token",
    "ailed to get token",
    "ailed to fetch token",
    "ailed to obtain access token",
    "ailed to exchange",
    "ailed to refresh",
    "Access Token Response:",
    "Invalid OAuth error response",
];
