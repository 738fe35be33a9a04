//! Why nothing was sent, or nothing came back.

/// Why a request is not sent, or has no answer. Holds no value of the request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The code was redeemed already.
    #[error(
        "the code is spent: exchange {exchange} of the capture got a token for it, and servers revoke the tokens of a \
         code that arrives twice (RFC 6749 §4.1.2)"
    )]
    Spent {
        /// The exchange that redeemed it.
        exchange: usize,
    },
    /// The authorization request was wrong, so that the code belongs to what was wrong.
    #[error("the code of this login was issued for a wrong authorization request, so no token request can redeem it")]
    NewLogin,
    /// A value is missing.
    #[error("{name} is needed ({what}), but the capture doesn't have it")]
    Needs {
        /// The parameter.
        name: String,
        /// What it would be.
        what: String,
    },
    /// Only the client has the key that the request needs.
    #[error(
        "the request is bound to a key by a DPoP proof, which the server accepts once and only the client can create again (RFC 9449)"
    )]
    BoundToKey,
    /// The client authenticates with what is not kept of a capture.
    #[error("the request has an Authorization header that is not HTTP Basic, and oauth-doctor doesn't keep its value")]
    OtherAuthorization,
    /// The body is not known.
    #[error("the body of the token request is not in the capture, or not readable")]
    BodyUnread,
    /// The body is what a program prints of an object (`[object Object]`), and not known.
    #[error("the body of the token request is the text of an object, and the capture doesn't have the parameters")]
    ObjectUnread,
    /// The method is none of HTTP.
    #[error("the method of the token request can't be sent")]
    Method,
    /// A header is none of HTTP.
    #[error("a header of the token request contains characters that can't be sent")]
    Header,
    /// A document from elsewhere leads to this machine.
    #[error("the discovery document names a token endpoint on this machine, although it comes from another machine")]
    LocalEndpoint,
    /// The URL is none.
    #[error("this URL can't receive a request: it needs https://, a host, and neither a user name nor a fragment")]
    Url,
    /// Credentials would be readable on the way.
    #[error("{host}: plain http is for loopback addresses only, because everyone on the path can read what is sent")]
    Insecure {
        /// The host.
        host: String,
    },
    /// A proxy is named in a way that cannot be understood, and without it the request would go another way than the user wants.
    #[error("{variable} is not a proxy URL; expected http://host:port")]
    Proxy {
        /// The variable of the environment.
        variable: &'static str,
    },
    /// The certificates that are to be trusted are none.
    #[error("the file has no certificates to trust (expected PEM)")]
    Certificates,
    /// The certificate of the endpoint is not trusted.
    #[error("{host}: {reason}")]
    Untrusted {
        /// The host.
        host: String,
        /// What the connection says.
        reason: String,
    },
    /// The endpoint is too slow.
    #[error("{host}: no answer within {seconds} s")]
    Timeout {
        /// The host.
        host: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The endpoint cannot be reached, or breaks the connection off.
    #[error("{host}: {reason}")]
    Network {
        /// The host.
        host: String,
        /// What the connection says.
        reason: String,
    },
    /// The answer has no end.
    #[error("{host}: the answer is longer than 1 MiB, too long for a token response")]
    TooLong {
        /// The host.
        host: String,
    },
    /// Nothing came back.
    #[error("there is no answer")]
    NoAnswer,
}
