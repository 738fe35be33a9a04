//! Ory Hydra.

use crate::providers::Cause::{BodyFormat, ClientAuth, ClientIdMissing, ClientMismatch, CodeExpired, CodeReused, CodeUnknown, Parameter, PkceMismatch, PkceMissing, PkceUnexpected, PublicSecret, RedirectUri, RefreshExpired, RefreshReused, VerifierMalformed};
use crate::providers::{logs, 
    Anywhere, Endpoints, Provider, Enctype, Source, by_default, claim, code, error, note, says,
};

const ACCESS_REQUEST_HANDLER: Source =
    code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/access_request_handler.go");
const CLIENT_AUTHENTICATION: Source =
    code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/client_authentication.go");
const FLOW_AUTHORIZE_CODE_TOKEN: Source = code(
    "https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/handler/oauth2/flow_authorize_code_token.go",
);
const HANDLER: Source =
    code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/handler/pkce/handler.go");
const FLOW_REFRESH: Source = code(
    "https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/handler/oauth2/flow_refresh.go",
);
const AUTHORIZE_HELPER: Source =
    code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/authorize_helper.go");

pub(super) static PROVIDER: Provider = Provider {
    id: "ory-hydra",
    name: "Ory Hydra",
    endpoints: Endpoints {
        hosts: &["*.projects.oryapis.com"],
        authorize: &["/oauth2/auth"],
        token: &["/oauth2/token"],
        anywhere: Anywhere::Pair,
        source: Some(code(
            "https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/oauth2/handler.go",
        )),
        ..Endpoints::NONE
    },
    signatures: &[
        "The PKCE code challenge did not match the code verifier.",
        "The PKCE code verifier",
        "The authorization code has already been used.",
        "Unable to find initial PKCE data tied to this request",
        "The 'redirect_uri' from this request does not match the one from the authorize request.",
        "The OAuth 2.0 Client supports client authentication method",
        "The POST body can not be empty.",
    ],
    code_lifetime: by_default(
        600,
        code(
            "https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/driver/config/provider_fosite.go",
        ),
    ),
    bodies: claim(&[Enctype::Form, Enctype::Multipart], ACCESS_REQUEST_HANDLER),
    client_auth: claim(
        &["client_secret_basic", "client_secret_post", "none", "private_key_jwt"],
        CLIENT_AUTHENTICATION,
    ),
    replies: &[
        says(
            "invalid_grant",
            r"The authorization code has already been used\.",
            &[CodeReused],
            "The code was redeemed a second time; the tokens of the first redemption are revoked.",
            FLOW_AUTHORIZE_CODE_TOKEN,
        ),
        says(
            "invalid_grant",
            r"The OAuth 2\.0 Client ID from this request does not match the one from the authorize request\.",
            &[ClientMismatch],
            "The code was issued to another client.",
            FLOW_AUTHORIZE_CODE_TOKEN,
        ),
        says(
            "invalid_grant",
            r"The 'redirect_uri' from this request does not match the one from the authorize request\.",
            &[RedirectUri],
            "The redirect_uri in the token request differs from the authorization request's.",
            FLOW_AUTHORIZE_CODE_TOKEN,
        ),
        says(
            "invalid_grant",
            r"The PKCE code challenge did not match the code verifier\.",
            &[PkceMismatch],
            "The code_verifier does not match the code_challenge.",
            HANDLER,
        ),
        says(
            "invalid_grant",
            r"The PKCE code verifier must be at least 43 characters\.",
            &[PkceMissing, PkceMismatch],
            "Verifier too short, including absent when a challenge exists (length 0).",
            HANDLER,
        ),
        says(
            "invalid_grant",
            "The PKCE code verifier (can not be longer than 128 characters|must only contain)",
            &[VerifierMalformed],
            "The code_verifier has a length or characters that PKCE does not allow.",
            HANDLER,
        ),
        says(
            "invalid_grant",
            r"The PKCE code verifier was provided but the code challenge was absent from the authorization request\.",
            &[PkceUnexpected],
            "The token request has a code_verifier, but the authorization request had no code_challenge.",
            HANDLER,
        ),
        says(
            "invalid_grant",
            "Unable to find initial PKCE data tied to this request",
            &[PkceMismatch, PkceUnexpected, CodeReused],
            "PKCE session for this code is gone. It is deleted on the first attempt even when that attempt failed, so \
             this is usually a retry after a PKCE mismatch; also a code with no PKCE data plus a verifier.",
            HANDLER,
        ),
        says(
            "invalid_request",
            "(Clients must|This client must) include a code_challenge when performing the authorize code flow",
            &[PkceMissing],
            "PKCE enforced but not used.",
            HANDLER,
        ),
        says(
            "invalid_request",
            r"The POST body can not be empty\.",
            &[BodyFormat],
            "No form fields parsed: empty body, or a JSON body / wrong Content-Type.",
            ACCESS_REQUEST_HANDLER,
        ),
        says(
            "invalid_request",
            "Unable to parse HTTP body, make sure to send a properly formatted form request body",
            &[BodyFormat],
            "Body not parseable as form.",
            ACCESS_REQUEST_HANDLER,
        ),
        says(
            "invalid_request",
            "Request parameter 'grant_type' is missing",
            &[Parameter],
            "grant_type is missing.",
            ACCESS_REQUEST_HANDLER,
        ),
        says(
            "invalid_request",
            "Client credentials missing or malformed in both HTTP Authorization header and HTTP POST body",
            &[ClientIdMissing, BodyFormat],
            "The request names no client: neither in the body nor in an Authorization header.",
            CLIENT_AUTHENTICATION,
        ),
        says(
            "invalid_client",
            "supports client authentication method '[^']*', but method '[^']*' was requested",
            &[ClientAuth],
            "Credentials sent by a method the client is not registered for. If the registered method is 'none', a \
             secret was sent by a public client.",
            CLIENT_AUTHENTICATION,
        ),
        says(
            "invalid_client",
            "supports client authentication method 'none', but method 'client_secret_(post|basic)' was requested",
            &[PublicSecret],
            "The client is registered as public but sent a secret.",
            CLIENT_AUTHENTICATION,
        ),
        says(
            "invalid_grant",
            r"The refresh token was already used\.",
            &[RefreshReused],
            "Refresh reuse; chain revoked.",
            FLOW_REFRESH,
        ),
        says(
            "invalid_grant",
            r"The refresh token expired\.",
            &[RefreshExpired],
            "Refresh token expired.",
            FLOW_REFRESH,
        ),
        says(
            "invalid_grant",
            r"The refresh token is malformed or not valid\.",
            &[],
            "Refresh token unknown.",
            FLOW_REFRESH,
        ),
        says(
            "invalid_grant",
            r"was issued to another client\.$",
            &[CodeExpired, CodeUnknown],
            "Generic text with no hint appended: the code was not found or has expired (the expiry detail is \
             debug-only).",
            FLOW_AUTHORIZE_CODE_TOKEN,
        ),
        error(
            "invalid_client",
            &[ClientAuth],
            "Unknown client or wrong secret.",
            CLIENT_AUTHENTICATION,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: exact string against the raw value in the authorize request.",
            AUTHORIZE_HELPER,
        ),
        note(
            &[RedirectUri],
            "redirect_uri against the registration: exact string; for http loopback IPs the port is ignored (host, \
             path and query must match); 'localhost' is not a loopback IP here.",
            AUTHORIZE_HELPER,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: optional; enforceable for all or public clients (oauth2.pkce.enforced*); methods S256 and plain \
             only if enabled.",
            HANDLER,
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: the one registered token_endpoint_auth_method is enforced; a secret in body for a \
             basic-only client is invalid_client.",
            CLIENT_AUTHENTICATION,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: ParseMultipartForm; a JSON body leaves PostForm empty and yields 'The POST \
             body can not be empty.'.",
            ACCESS_REQUEST_HANDLER,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: always; reuse revokes the chain; oauth2.grant.refresh_token.rotation_grace_period \
             default 0s, max 5 min (180 days with a reuse count).",
            code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/spec/config.json"),
        ),
        note(
            &[],
            "Expired and unknown codes return the generic invalid_grant text with no hint; the real reason is only \
             visible when oauth2.expose_internal_errors/debug is on. Absence of a hint is itself evidence for \
             expiry/unknown.",
            code("https://github.com/ory/hydra/blob/83127c5752d907f52dd5f048a734c596c4316477/fosite/errors.go"),
        ),
        note(
            &[PkceMismatch, CodeReused],
            "A wrong code_verifier burns the PKCE record, so retrying with the right verifier gives 'Unable to find \
             initial PKCE data tied to this request'.",
            HANDLER,
        ),
        note(
            &[ClientAuth],
            "Basic credentials are form-urldecoded after base64; a secret containing '+' or '%' must be \
             percent-encoded first.",
            CLIENT_AUTHENTICATION,
        ),
    ],
    log: logs::ory_hydra::LOG,
    ..Provider::NONE
};
