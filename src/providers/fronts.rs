//! What products in front of a server answer before anyone looks at the OAuth message.

use super::provider::{Source, code, documented};

/// Why such an answer says nothing of the request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum TurnedAway {
    /// A limit of requests (RFC 6585 §4).
    TooMany,
    /// A test whether a person sits in front of a browser.
    Challenged,
    /// The URL or the headers are too long for the server.
    TooLarge,
}

/// An answer of a product.
#[derive(Debug)]
pub struct Front {
    /// The product.
    pub name: &'static str,
    /// What identifies the answer.
    pub mark: Mark,
    /// What it means.
    pub means: TurnedAway,
    /// Who says so.
    pub source: Source,
}

/// What identifies an answer.
#[derive(Debug)]
pub enum Mark {
    /// A header, in lower case, with one of these values, whatever the status.
    Header(&'static str, &'static [&'static str]),
    /// One of these statuses, and words of the page.
    Page(&'static [u16], &'static str),
    /// A status that no other product answers.
    Status(u16),
}

/// The answers that are known. A path below `/cdn-cgi/challenge-platform/` is no mark: Cloudflare adds such a script to every page.
pub const FRONTS: &[Front] = &[
    Front {
        name: "Cloudflare",
        mark: Mark::Header("cf-mitigated", &["challenge"]),
        means: TurnedAway::Challenged,
        source: documented(
            "https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/",
        ),
    },
    // The status is 202 for a challenge and 405 for a captcha.
    Front {
        name: "AWS WAF",
        mark: Mark::Header("x-amzn-waf-action", &["challenge", "captcha"]),
        means: TurnedAway::Challenged,
        source: documented(
            "https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html",
        ),
    },
    Front {
        name: "nginx",
        mark: Mark::Page(&[400], "Request Header Or Cookie Too Large"),
        means: TurnedAway::TooLarge,
        source: code(
            "https://github.com/nginx/nginx/blob/d66b7a8a1ae71d0c4e2d767f4d06f05890169b56/src/http/ngx_http_special_response.c",
        ),
    },
    Front {
        name: "nginx",
        mark: Mark::Status(494),
        means: TurnedAway::TooLarge,
        source: code(
            "https://github.com/nginx/nginx/blob/d66b7a8a1ae71d0c4e2d767f4d06f05890169b56/src/http/ngx_http_request.h",
        ),
    },
];
