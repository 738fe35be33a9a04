//! Why nothing was sent, or nothing came back.

/// Why a request is not sent, or has no answer. Holds no value of the request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The code was redeemed already.
    #[error(
        "the code is spent: exchange {exchange} of the capture got a token for it, and servers take back the tokens of a code \
         that comes twice (RFC 6749 §4.1.2)"
    )]
    Spent {
        /// The exchange that redeemed it.
        exchange: usize,
    },
    /// The authorization request was wrong, so that the code belongs to what was wrong.
    #[error(
        "the code of this login belongs to an authorization request that was wrong, so that no token request can redeem it"
    )]
    NewLogin,
    /// A value is missing.
    #[error("{name} is needed ({what}), and the capture does not hold it")]
    Needs {
        /// The parameter.
        name: String,
        /// What it would be.
        what: String,
    },
    /// Only the client has the key that the request needs.
    #[error(
        "the request is bound to a key by a DPoP proof, which the server takes once and only the client can make anew (RFC 9449)"
    )]
    BoundToKey,
    /// The client authenticates with what is not kept of a capture.
    #[error("the request has an Authorization header that is not HTTP Basic, and its value is not kept")]
    OtherAuthorization,
    /// The body is not known.
    #[error("the body of the token request is not in the capture, or not in a form that can be read")]
    BodyUnread,
    /// The body is what a program prints of an object (`[object Object]`), and not known.
    #[error("the body of the token request is the text of an object, and the capture does not hold it")]
    ObjectUnread,
    /// The method is none of HTTP.
    #[error("the method of the token request is none that can be sent")]
    Method,
    /// A header is none of HTTP.
    #[error("a header of the token request holds characters that cannot be sent")]
    Header,
    /// A document from elsewhere leads to this machine.
    #[error("the discovery document names a token endpoint on this machine, though it is from another one")]
    LocalEndpoint,
    /// The URL is none.
    #[error(
        "this is no URL that a request can be sent to: it needs https://, a host, and neither a user name nor a fragment"
    )]
    Url,
    /// Credentials would be readable on the way.
    #[error("{host}: plain http is for loopback addresses only, as everybody on the way reads what is sent")]
    Insecure {
        /// The host.
        host: String,
    },
    /// A proxy is named in a way that cannot be understood, and without it the request would go another way than the user wants.
    #[error("{variable} names no proxy: http://host:port is expected")]
    Proxy {
        /// The variable of the environment.
        variable: &'static str,
    },
    /// The certificates that are to be trusted are none.
    #[error("the certificates that are to be trusted are none (PEM is expected)")]
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
    #[error("{host}: the answer is longer than 1 MiB, which no token response is")]
    TooLong {
        /// The host.
        host: String,
    },
    /// Nothing came back.
    #[error("there is no answer")]
    NoAnswer,
}
