//! The lines of code that are known to make a mistake, and the right ones.

use super::text::Phase;
use crate::explain::Step;

/// The wrong line and the right one.
pub(super) type Lines = (Option<&'static str>, Option<&'static str>);

/// Returns the lines for the mistake to fix first that has some: a wrong hash or text outweighs how it was encoded.
pub(super) fn of(mistakes: &[(Phase, &[Step])]) -> Lines {
    for wanted in [
        Phase::Hash,
        Phase::Form,
        Phase::Input,
        Phase::Result,
        Phase::Encoding,
        Phase::Sent,
    ] {
        for (_, steps) in mistakes.iter().filter(|(phase, _)| *phase == wanted) {
            if let Some((_, _, wrong, right)) = LINES.iter().find(|line| line.0 == wanted && steps.contains(&line.1)) {
                return (Some(wrong), Some(right));
            }
        }
    }
    (None, None)
}

pub(super) const AWAIT: Lines = (
    Some("btoa(crypto.subtle.digest('SHA-256', bytes)) // a promise"),
    Some("const digest = await crypto.subtle.digest('SHA-256', bytes)"),
);

const JS_RIGHT: &str =
    "btoa(String.fromCharCode(...new Uint8Array(digest))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '')";
const SHELL_RIGHT: &str =
    "printf %s \"$verifier\" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=\\n'";
const PYTHON_RIGHT: &str = "base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b'=').decode()";
const CSHARP_RIGHT: &str = "Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))";
const NODE_RIGHT: &str = "crypto.createHash('sha256').update(verifier).digest('base64url')";

static LINES: [(Phase, Step, &str, &str); 29] = [
    (
        Phase::Input,
        Step::AppendNewline,
        "echo $verifier | openssl dgst -sha256 -binary",
        SHELL_RIGHT,
    ),
    (
        Phase::Input,
        Step::JsonQuote,
        "sha256(JSON.stringify(verifier))",
        NODE_RIGHT,
    ),
    (
        Phase::Input,
        Step::Utf16,
        "SHA256.HashData(Encoding.Unicode.GetBytes(verifier))",
        CSHARP_RIGHT,
    ),
    (
        Phase::Input,
        Step::PercentEncode,
        "sha256(encodeURIComponent(verifier))",
        NODE_RIGHT,
    ),
    (
        Phase::Input,
        Step::PythonBytesRepr,
        "hashlib.sha256(str(verifier_bytes).encode())",
        PYTHON_RIGHT,
    ),
    (
        Phase::Input,
        Step::Base64UrlDecode,
        "hashlib.sha256(random_bytes) # the verifier is base64url(random_bytes)",
        PYTHON_RIGHT,
    ),
    (
        Phase::Input,
        Step::Base64Decode,
        "hashlib.sha256(random_bytes) # the verifier is base64(random_bytes)",
        PYTHON_RIGHT,
    ),
    (
        Phase::Input,
        Step::HexDecode,
        "hashlib.sha256(random_bytes) # the verifier is random_bytes.hex()",
        PYTHON_RIGHT,
    ),
    (
        Phase::Hash,
        Step::GoSum,
        "sha256.New().Sum([]byte(verifier))",
        "digest := sha256.Sum256([]byte(verifier))",
    ),
    (Phase::Hash, Step::None, "code_challenge = verifier", NODE_RIGHT),
    (
        Phase::Hash,
        Step::HmacSha256,
        "crypto.createHmac('sha256', '').update(verifier)",
        NODE_RIGHT,
    ),
    (
        Phase::Hash,
        Step::Sha1,
        "hashlib.sha1(verifier.encode()).digest()",
        PYTHON_RIGHT,
    ),
    (
        Phase::Hash,
        Step::Sha512,
        "crypto.createHash('sha512').update(verifier)",
        NODE_RIGHT,
    ),
    (
        Phase::Form,
        Step::Hex,
        "crypto.createHash('sha256').update(verifier).digest('hex')",
        NODE_RIGHT,
    ),
    (
        Phase::Form,
        Step::HexDashed,
        "BitConverter.ToString(hash)",
        CSHARP_RIGHT,
    ),
    (Phase::Form, Step::DecimalCsv, "btoa(new Uint8Array(digest))", JS_RIGHT),
    (
        Phase::Form,
        Step::JsonBytes,
        "btoa(JSON.stringify(new Uint8Array(digest)))",
        JS_RIGHT,
    ),
    (
        Phase::Form,
        Step::Latin1ToUtf8,
        "new TextEncoder().encode(String.fromCharCode(...new Uint8Array(digest)))",
        JS_RIGHT,
    ),
    (
        Phase::Form,
        Step::Utf8Lossy,
        "Buffer.from(hash.digest().toString()).toString('base64url')",
        NODE_RIGHT,
    ),
    (
        Phase::Form,
        Step::OpensslDgstLine,
        "printf %s \"$verifier\" | openssl dgst -sha256 | base64",
        SHELL_RIGHT,
    ),
    (
        Phase::Form,
        Step::Sha256sumLine,
        "printf %s \"$verifier\" | sha256sum | base64",
        SHELL_RIGHT,
    ),
    (
        Phase::Form,
        Step::DigestDescription,
        "SHA256.hash(data: data).description",
        "Data(SHA256.hash(data: data))",
    ),
    (
        Phase::Result,
        Step::PythonBytesRepr,
        "str(base64.urlsafe_b64encode(digest))",
        PYTHON_RIGHT,
    ),
    (
        Phase::Result,
        Step::FirstReplacementOnly,
        ".replace('+', '-').replace('/', '_').replace('=', '')",
        JS_RIGHT,
    ),
    (Phase::Result, Step::StripSpecials, ".replace(/[+\\/=]/g, '')", JS_RIGHT),
    (
        Phase::Encoding,
        Step::Base64,
        "btoa(String.fromCharCode(...new Uint8Array(digest)))",
        JS_RIGHT,
    ),
    (Phase::Encoding, Step::Base32, "base64.b32encode(digest)", PYTHON_RIGHT),
    (
        Phase::Encoding,
        Step::Padded,
        "base64.urlsafe_b64encode(digest)",
        PYTHON_RIGHT,
    ),
    (
        Phase::Sent,
        Step::PythonBytesRepr,
        "{'code_verifier': str(verifier_bytes)}",
        "{'code_verifier': verifier_bytes.decode()}",
    ),
];
