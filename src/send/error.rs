//! Why nothing was sent, or nothing came back.

/// Why a request is not sent, or has no answer. Says what is wrong, then what to do; holds no value of the request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The code was redeemed already.
    #[error(
        "the code is spent: exchange {exchange} of the capture got a token for it, and servers take back the tokens of a code \
         that comes twice (RFC 6749 §4.1.2)\n\n  Log in again, and give what it leads to:  --code CODE --code-verifier VERIFIER\n  \
         Or send the old one all the same:  --force"
    )]
    Spent {
        /// The exchange that redeemed it.
        exchange: usize,
    },
    /// The authorization request was wrong, so that the code belongs to what was wrong.
    #[error(
        "the code of this login belongs to an authorization request that was wrong, so that no token request can redeem it\n\n  \
         Log in again with the corrected authorization request (`oauth-doctor check` shows it), and give what it leads to:  \
         --code CODE --code-verifier VERIFIER\n  Or send the request as it was recorded:  --as-captured"
    )]
    NewLogin,
    /// A value is missing.
    #[error("{name} is needed ({what}), and the capture does not hold it\n\n  {}", give(.name))]
    Needs {
        /// The parameter.
        name: String,
        /// What it would be.
        what: String,
    },
    /// The request needs what no capture holds.
    #[error("{0}")]
    Unsendable(&'static str),
    /// The URL is none.
    #[error(
        "this is no URL that a request can be sent to: it needs https://, a host, and neither a user name nor a fragment\n\n  \
         Name the token endpoint:  https://auth.example.com/token"
    )]
    Url,
    /// Credentials would be readable on the way.
    #[error(
        "{host}: plain http is for loopback addresses only, as everybody on the way reads what is sent\n\n  \
         Name an endpoint with TLS:  https://{host}/…"
    )]
    Insecure {
        /// The host.
        host: String,
    },
    /// The file of certificates cannot be used.
    #[error(
        "the file of --ca-file holds no certificates\n\n  Give them as PEM (-----BEGIN CERTIFICATE-----), as curl takes them:  --ca-file ca.pem"
    )]
    Certificates,
    /// The endpoint cannot be reached, or does not answer.
    #[error("{host}: {reason}\n\n  {}", look(.host, .reason))]
    Network {
        /// The host.
        host: String,
        /// What the connection says.
        reason: String,
    },
    /// The answer has no end.
    #[error(
        "{host}: the answer is longer than 1 MiB, which no token response is\n\n  \
             Name the token endpoint:  https://auth.example.com/token"
    )]
    TooLong {
        /// The host.
        host: String,
    },
}

fn give(name: &str) -> String {
    match name {
        "code" => "Log in again, and give the new code:  --code CODE".to_owned(),
        "code_verifier" => "Give it:  --code-verifier VERIFIER".to_owned(),
        name => format!(
            "Set {variable} in the environment, or run this on a terminal, which asks for it:  export {variable}=…",
            variable = super::variable(name)
        ),
    }
}

fn look(host: &str, reason: &str) -> String {
    if reason.contains("certificate") {
        "Where the server has a certificate authority of its own:  --ca-file ca.pem".to_owned()
    } else if reason.contains(TIMED_OUT) {
        "Wait longer:  --timeout 120".to_owned()
    } else {
        format!("See what answers there:  curl -v {host}")
    }
}

/// How the reason begins where a server was too slow.
pub(super) const TIMED_OUT: &str = "no answer within";
