//! The specifications, and citations of their sections.

/// A specification.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    title: &'static str,
    url: &'static str,
    /// What stands between the URL and the section number; empty if sections have no anchor of their own.
    anchor: &'static str,
}

/// A section of a specification.
#[derive(Clone, Copy, Debug)]
pub struct Cite {
    spec: Spec,
    section: &'static str,
}

impl Spec {
    /// Cites a section, `"4.1.3"`.
    pub const fn at(self, section: &'static str) -> Cite {
        Cite { spec: self, section }
    }
}

impl Cite {
    /// Returns `RFC 7636 §4.2`, `RFC 7636 appendix A`.
    pub fn title(&self) -> String {
        let mark = if self.is_appendix() { "appendix " } else { "§" };
        format!("{} {mark}{}", self.spec.title, self.section)
    }

    /// Returns the address of the section, or of the document where its sections have no anchor.
    pub fn url(&self) -> String {
        if self.spec.anchor.is_empty() {
            return self.spec.url.to_owned();
        }
        let anchor = if self.is_appendix() { "#appendix-" } else { self.spec.anchor };
        format!("{}{anchor}{}", self.spec.url, self.section)
    }

    fn is_appendix(&self) -> bool {
        self.spec.anchor == SECTION && self.section.starts_with(|c: char| c.is_ascii_uppercase())
    }
}

const fn rfc(title: &'static str, url: &'static str) -> Spec {
    Spec { title, url, anchor: SECTION }
}

/// The anchors of the sections of an RFC.
const SECTION: &str = "#section-";

/// The OAuth 2.0 Authorization Framework.
pub const RFC6749: Spec = rfc("RFC 6749", "https://www.rfc-editor.org/rfc/rfc6749.html");
/// Assertion Framework for OAuth 2.0 Client Authentication and Authorization Grants.
pub const RFC7521: Spec = rfc("RFC 7521", "https://www.rfc-editor.org/rfc/rfc7521.html");
/// JSON Web Token Profile for OAuth 2.0 Client Authentication and Authorization Grants.
pub const RFC7523: Spec = rfc("RFC 7523", "https://www.rfc-editor.org/rfc/rfc7523.html");
/// Proof Key for Code Exchange.
pub const RFC7636: Spec = rfc("RFC 7636", "https://www.rfc-editor.org/rfc/rfc7636.html");
/// OAuth 2.0 for Native Apps.
pub const RFC8252: Spec = rfc("RFC 8252", "https://www.rfc-editor.org/rfc/rfc8252.html");
/// OAuth 2.0 Bearer Token Usage.
pub const RFC6750: Spec = rfc("RFC 6750", "https://www.rfc-editor.org/rfc/rfc6750.html");
/// OAuth 2.0 Token Revocation.
pub const RFC7009: Spec = rfc("RFC 7009", "https://www.rfc-editor.org/rfc/rfc7009.html");
/// OAuth 2.0 Device Authorization Grant.
pub const RFC8628: Spec = rfc("RFC 8628", "https://www.rfc-editor.org/rfc/rfc8628.html");
/// OAuth 2.0 Token Exchange.
pub const RFC8693: Spec = rfc("RFC 8693", "https://www.rfc-editor.org/rfc/rfc8693.html");
/// OAuth 2.0 Authorization Server Metadata.
pub const RFC8414: Spec = rfc("RFC 8414", "https://www.rfc-editor.org/rfc/rfc8414.html");
/// OAuth 2.0 Authorization Server Issuer Identification.
pub const RFC9207: Spec = rfc("RFC 9207", "https://www.rfc-editor.org/rfc/rfc9207.html");
/// Best Current Practice for OAuth 2.0 Security.
pub const RFC9700: Spec = rfc("RFC 9700", "https://www.rfc-editor.org/rfc/rfc9700.html");
/// JSON Web Key (JWK) Thumbprint.
pub const RFC7638: Spec = rfc("RFC 7638", "https://www.rfc-editor.org/rfc/rfc7638.html");
/// OAuth 2.0 Dynamic Client Registration Protocol.
pub const RFC7591: Spec = rfc("RFC 7591", "https://www.rfc-editor.org/rfc/rfc7591.html");
/// Resource Indicators for OAuth 2.0.
pub const RFC8707: Spec = rfc("RFC 8707", "https://www.rfc-editor.org/rfc/rfc8707.html");
/// OAuth 2.0 JWT-Secured Authorization Request (JAR).
pub const RFC9101: Spec = rfc("RFC 9101", "https://www.rfc-editor.org/rfc/rfc9101.html");
/// OAuth 2.0 Pushed Authorization Requests (PAR).
pub const RFC9126: Spec = rfc("RFC 9126", "https://www.rfc-editor.org/rfc/rfc9126.html");
/// OAuth 2.0 Demonstrating Proof of Possession (`DPoP`).
pub const RFC9449: Spec = rfc("RFC 9449", "https://www.rfc-editor.org/rfc/rfc9449.html");
/// OAuth 2.0 Protected Resource Metadata.
pub const RFC9728: Spec = rfc("RFC 9728", "https://www.rfc-editor.org/rfc/rfc9728.html");
/// URI: Generic Syntax.
pub const RFC3986: Spec = rfc("RFC 3986", "https://www.rfc-editor.org/rfc/rfc3986.html");
/// HTTP Semantics.
pub const RFC9110: Spec = rfc("RFC 9110", "https://www.rfc-editor.org/rfc/rfc9110.html");
/// The 'Basic' HTTP Authentication Scheme.
pub const RFC7617: Spec = rfc("RFC 7617", "https://www.rfc-editor.org/rfc/rfc7617.html");
/// OAuth 2.0 Mutual-TLS Client Authentication and Certificate-Bound Access Tokens.
pub const RFC8705: Spec = rfc("RFC 8705", "https://www.rfc-editor.org/rfc/rfc8705.html");
/// JSON Web Token (JWT) Profile for OAuth 2.0 Access Tokens.
pub const RFC9068: Spec = rfc("RFC 9068", "https://www.rfc-editor.org/rfc/rfc9068.html");
/// OAuth 2.0 for Browser-Based Applications.
pub const RFC10017: Spec = rfc("RFC 10017", "https://www.rfc-editor.org/rfc/rfc10017.html");
/// Updates to OAuth 2.0 JWT Client Authentication and Assertion-Based Authorization Grants: audiences, instead of RFC 7523 §3.
pub const RFC10070: Spec = rfc("RFC 10070", "https://www.rfc-editor.org/rfc/rfc10070.html");
/// HTTP State Management Mechanism (cookies).
pub const RFC6265: Spec = rfc("RFC 6265", "https://www.rfc-editor.org/rfc/rfc6265.html");
/// Cookies: HTTP State Management Mechanism, the successor of RFC 6265 that browsers follow.
pub const RFC6265BIS: Spec = Spec {
    title: "6265bis",
    url: "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis",
    anchor: SECTION,
};
/// `OpenID` Connect Core 1.0.
pub const OIDC_CORE: Spec =
    Spec { title: "OpenID Connect Core 1.0", url: "https://openid.net/specs/openid-connect-core-1_0.html", anchor: "" };
/// `OpenID` Connect Discovery 1.0.
pub const DISCOVERY: Spec = Spec {
    title: "OpenID Connect Discovery 1.0",
    url: "https://openid.net/specs/openid-connect-discovery-1_0.html",
    anchor: "",
};
/// OAuth 2.0 Multiple Response Type Encoding Practices.
pub const RESPONSE_TYPES: Spec = Spec {
    title: "OAuth 2.0 Multiple Response Types",
    url: "https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html",
    anchor: "",
};
/// The OAuth 2.1 Authorization Framework (draft).
pub const OAUTH21: Spec =
    Spec { title: "OAuth 2.1 (draft)", url: "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1", anchor: "" };
/// The authorization of the Model Context Protocol.
pub const MCP: Spec = Spec {
    title: "MCP authorization 2026-07-28",
    url: "https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",
    anchor: "#",
};
/// How clients register at servers of the Model Context Protocol.
pub const MCP_CLIENTS: Spec = Spec {
    title: "MCP client registration 2026-07-28",
    url: "https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization/client-registration",
    anchor: "#",
};
/// The security considerations of the Model Context Protocol's authorization.
pub const MCP_SECURITY: Spec = Spec {
    title: "MCP security considerations 2026-07-28",
    url: "https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization/security-considerations",
    anchor: "#",
};
/// OAuth Client ID Metadata Document (draft).
pub const CLIENT_DOCUMENT: Spec = Spec {
    title: "Client ID Metadata Document (draft -02)",
    url: "https://www.ietf.org/archive/id/draft-ietf-oauth-client-id-metadata-document-02.html",
    anchor: SECTION,
};
/// `OpenID` Connect Dynamic Client Registration 1.0.
pub const REGISTRATION: Spec = Spec {
    title: "OpenID Connect Dynamic Client Registration 1.0",
    url: "https://openid.net/specs/openid-connect-registration-1_0.html",
    anchor: "",
};
/// Content Security Policy Level 3.
pub const CSP: Spec = Spec { title: "CSP Level 3", url: "https://www.w3.org/TR/CSP3/", anchor: "#" };
/// The HTML standard.
pub const HTML: Spec = Spec { title: "HTML", url: "https://html.spec.whatwg.org/multipage/browsers.html", anchor: "#" };
/// Additional HTTP Status Codes.
pub const RFC6585: Spec = rfc("RFC 6585", "https://www.rfc-editor.org/rfc/rfc6585.html");
/// HTTP Strict Transport Security.
pub const RFC6797: Spec = rfc("RFC 6797", "https://www.rfc-editor.org/rfc/rfc6797.html");
/// `OpenID` for Verifiable Credential Issuance 1.0.
pub const CREDENTIAL_ISSUANCE: Spec = Spec {
    title: "OpenID for Verifiable Credential Issuance 1.0",
    url: "https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html",
    anchor: SECTION,
};
/// OAuth 2.0 Attestation-Based Client Authentication (draft).
pub const ATTESTATION: Spec = Spec {
    title: "Attestation-Based Client Authentication (draft)",
    url: "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-attestation-based-client-auth",
    anchor: SECTION,
};
/// Identity Assertion JWT Authorization Grant (draft).
pub const ID_JAG: Spec = Spec {
    title: "Identity Assertion JWT Authorization Grant (draft)",
    url: "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-identity-assertion-authz-grant",
    anchor: SECTION,
};
/// OAuth 2.0 Rich Authorization Requests.
pub const RFC9396: Spec = rfc("RFC 9396", "https://www.rfc-editor.org/rfc/rfc9396.html");
/// The Fetch standard (CORS).
pub const FETCH: Spec = Spec { title: "Fetch", url: "https://fetch.spec.whatwg.org/", anchor: "#" };
/// The URL standard (`application/x-www-form-urlencoded`).
pub const URL_STANDARD: Spec = Spec { title: "URL Standard", url: "https://url.spec.whatwg.org/", anchor: "#" };
