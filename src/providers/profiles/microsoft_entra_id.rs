//! Microsoft Entra ID.

use crate::providers::Cause::{BodyFormat, ChallengeMethod, ClientAuth, CodeExpired, CodeReused, CodeUnknown, Method, Origin, Parameter, PkceMismatch, PkceMissing, PublicSecret, RedirectUri, RedirectUriUnregistered, RefreshExpired, RefreshReused, WrongEndpoint};
use crate::providers::{
    Endpoints, Provider, Enctype, Source, Sourced, claim, code, community, documented, note, says, seconds, words,
};

const V2_OAUTH2_AUTH_CODE_FLOW: Source = documented(
    "https://github.com/MicrosoftDocs/entra-docs/blob/0c1ac842ddc96d49ce2897f751c6298dc524b9a5/docs/identity-platform/v2-oauth2-auth-code-flow.md",
);
const REFRESH_TOKENS: Source =
    documented("https://learn.microsoft.com/en-us/entra/identity-platform/refresh-tokens");
const REFERENCE_ERROR_CODES: Source = documented(
    "https://github.com/MicrosoftDocs/entra-docs/blob/04f65548622d3f134b13b4c1978d1471177e2b1c/docs/identity-platform/reference-error-codes.md",
);
const ISSUE_354: Source = community("https://github.com/snok/django-auth-adfs/issues/354");
const REPLY_URL: Source = documented(
    "https://github.com/MicrosoftDocs/entra-docs/blob/0358995965b03e866d4b22a25625f4c558f121b9/docs/identity-platform/reply-url.md",
);
const ISSUE_73: Source = community("https://github.com/PartnerCenterSamples/Reseller-Web-Application/issues/73");

const MSAL_HOSTS: Source = code(
    "https://github.com/AzureAD/microsoft-authentication-library-for-js/blob/0267ba5afadfd22f7731f661836d79c54319b98d/lib/msal-common/src/authority/AuthorityMetadata.ts",
);

pub(super) static PROVIDER: Provider = Provider {
    id: "microsoft-entra-id",
    name: "Microsoft Entra ID",
    endpoints: Endpoints {
        hosts: &[
            "login.microsoftonline.com",
            "login.windows.net",
            "login.microsoftonline.us",
            "login.partner.microsoftonline.cn",
        ],
        authorize: &["/*/oauth2/v2.0/authorize", "/*/oauth2/authorize"],
        token: &["/*/oauth2/v2.0/token", "/*/oauth2/token"],
        token_names: &[
            Sourced {
                value: &[
                    "login.microsoftonline.com/*/oauth2/v2.0/token",
                    "login.windows.net/*/oauth2/v2.0/token",
                    "login.microsoft.com/*/oauth2/v2.0/token",
                    "sts.windows.net/*/oauth2/v2.0/token",
                ],
                source: MSAL_HOSTS,
            },
            Sourced {
                value: &[
                    "login.microsoftonline.com/*/oauth2/token",
                    "login.windows.net/*/oauth2/token",
                    "login.microsoft.com/*/oauth2/token",
                    "sts.windows.net/*/oauth2/token",
                ],
                source: MSAL_HOSTS,
            },
            Sourced {
                value: &[
                    "login.microsoftonline.us/*/oauth2/v2.0/token",
                    "login.usgovcloudapi.net/*/oauth2/v2.0/token",
                ],
                source: MSAL_HOSTS,
            },
            Sourced {
                value: &[
                    "login.partner.microsoftonline.cn/*/oauth2/v2.0/token",
                    "login.chinacloudapi.cn/*/oauth2/v2.0/token",
                ],
                source: MSAL_HOSTS,
            },
        ],
        source: Some(documented(
            "https://github.com/MicrosoftDocs/entra-docs/blob/0c1ac842ddc96d49ce2897f751c6298dc524b9a5/docs/identity-platform/v2-oauth2-auth-code-flow.md",
        )),
        ..Endpoints::NONE
    },
    signatures: &["AADSTS"],
    code_lifetime: seconds(600, V2_OAUTH2_AUTH_CODE_FLOW),
    bodies: claim(&[Enctype::Form], V2_OAUTH2_AUTH_CODE_FLOW),
    client_auth: claim(
        &["client_secret_post", "client_secret_basic", "private_key_jwt", "none"],
        V2_OAUTH2_AUTH_CODE_FLOW,
    ),
    keeps_refresh_tokens: Some(REFRESH_TOKENS),
    replies: &[
        says(
            "invalid_grant",
            r"\bAADSTS54005\b",
            &[CodeReused],
            "Authorization code was already redeemed.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_grant",
            r"\bAADSTS501481\b",
            &[PkceMismatch],
            "code_verifier does not match the code_challenge of the authorization request.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS50147\b",
            &[PkceMismatch, PkceMissing],
            "Code challenge has an invalid size.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS501491\b",
            &[PkceMismatch],
            "Code challenge parameter has an invalid size.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS50149\b",
            &[ChallengeMethod],
            "Invalid code_challenge_method.",
            documented("https://github.com/MicrosoftDocs/entra-docs/pull/1538"),
        ),
        says(
            "invalid_request",
            r"\bAADSTS9002325\b",
            &[PkceMissing, Origin],
            "PKCE is required for cross-origin redemption: the redirect URI is registered as type SPA and no \
             code_challenge/code_verifier was used. Usual cause: a server-side app registered under 'Single-page \
             application'.",
            community("https://github.com/atinux/nuxt-auth-utils/issues/319"),
        ),
        says(
            "invalid_request",
            r"\bAADSTS9002326\b",
            &[Origin],
            "The token request carried a browser Origin header but the redirect URI is not registered as type SPA.",
            community("https://github.com/umijs/umi-request/issues/299"),
        ),
        says(
            "invalid_request",
            r"\bAADSTS9002327\b",
            &[Origin],
            "The code was issued to an SPA redirect URI but the token request had no Origin header (redeemed by a \
             server or native client).",
            community(
                "https://learn.microsoft.com/en-us/answers/questions/1601797/aadsts9002327-tokens-issued-for-the-single-page-ap",
            ),
        ),
        words(
            r"\bAADSTS90023\b.*[Cc]ross-origin",
            &[Origin],
            "Cross-origin redemption refused (older number for 9002326).",
            community("https://github.com/heymind/OneDrive-Index-Cloudflare-Worker/issues/51"),
        ),
        words(
            r"\bAADSTS90023\b",
            &[],
            "The authentication service request is not valid.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_client",
            r"\bAADSTS500112\b",
            &[RedirectUri],
            "The redirect_uri (reply address) in the token request differs from the one used when requesting the \
             code. Returned with error invalid_client, so it looks like a secret problem.",
            ISSUE_354,
        ),
        words(
            r"\bAADSTS70002\b.*\bAADSTS50011\b",
            &[RedirectUri],
            "The redirect_uri (reply address) in the token request differs from the one used when requesting the \
             code.",
            ISSUE_354,
        ),
        words(
            r"\bAADSTS50011\b",
            &[RedirectUriUnregistered],
            "Reply address missing, misconfigured, or does not match a registered one.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS70004\b",
            &[RedirectUri],
            "The redirect URI is invalid (InvalidRedirectUri).",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS900971\b",
            &[RedirectUri, Parameter],
            "No reply address provided.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_grant",
            r"\bAADSTS70008\b",
            &[CodeExpired, RefreshExpired],
            "The code, or the refresh token, has expired.",
            community("https://github.com/snok/django-auth-adfs/issues/245"),
        ),
        says(
            "invalid_grant",
            r"\bAADSTS70000\b.*'code' parameter is not valid",
            &[CodeUnknown],
            "The value of 'code' is not valid: damaged, truncated, double-encoded or not a code of this \
             tenant/endpoint.",
            community("https://github.com/microsoftgraph/msgraph-sdk-java/issues/1480"),
        ),
        says(
            "invalid_grant",
            r"\bAADSTS70000\b",
            &[CodeUnknown, CodeExpired, RefreshExpired],
            "Invalid grant: authentication of the grant failed, the token or code is not valid.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS700005\b",
            &[WrongEndpoint],
            "The code is being redeemed against a different tenant than the one it was issued in (e.g. /common vs \
             /{tenant}, or wrong tenant id).",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS700016\b",
            &[ClientAuth, WrongEndpoint],
            "Application (client_id) not found in this directory: wrong client_id or wrong tenant.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_client",
            r"\bAADSTS7000215\b",
            &[ClientAuth],
            "Invalid client secret provided.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_client",
            r"\bAADSTS7000222\b",
            &[ClientAuth],
            "Client secret has expired.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_client",
            r"\bAADSTS7000218\b",
            &[ClientAuth, Parameter, BodyFormat],
            "Body must contain client_assertion or client_secret: Entra treats this client/redirect URI as \
             confidential, but the request authenticated as public.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_client",
            r"\bAADSTS700025\b",
            &[PublicSecret],
            "Client is public, so neither client_assertion nor client_secret may be presented.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_client",
            r"\bAADSTS700027\b",
            &[ClientAuth],
            "Client assertion signature failed.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_client",
            r"\bAADSTS70002\b",
            &[ClientAuth],
            "Error validating credentials (client secret mismatch). Old responses chain 'AADSTS70002 ... \
             AADSTS70008/50011 ...': the second number is the real cause.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS70001\b",
            &[ClientAuth],
            "The application is disabled or not found in the tenant.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS7000112\b",
            &[ClientAuth],
            "The application is disabled.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS900144\b",
            &[Parameter, BodyFormat],
            "The request body must contain the named parameter.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS90014\b",
            &[Parameter, BodyFormat],
            "A required field is missing from the request.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS9002313\b",
            &[BodyFormat, Parameter],
            "The request is malformed or invalid.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS90056\b",
            &[Method],
            "This endpoint only accepts POST.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS900561\b",
            &[Method],
            "The endpoint only accepts POST; another method arrived.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS70003\b",
            &[],
            "Unsupported grant_type.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS70011\b",
            &[],
            "The requested scope is invalid.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS28002\b",
            &[],
            "The scope value in the token request is not valid.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS28003\b",
            &[Parameter],
            "The scope value in the token request may not be empty.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS65001\b",
            &[],
            "The user or admin has not consented.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS90002\b",
            &[WrongEndpoint],
            "Tenant not found.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS50194\b",
            &[WrongEndpoint],
            "Application is single-tenant, use a tenant-specific endpoint instead of /common.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS9001023\b",
            &[WrongEndpoint],
            "Grant type not supported on /common or /consumers; use the tenant endpoint.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS9002332\b",
            &[WrongEndpoint],
            "Application is configured for another account type than this endpoint.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS90043\b",
            &[WrongEndpoint],
            "National cloud authentication code mismatch.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS900382\b",
            &[WrongEndpoint],
            "Confidential client is not supported in a cross-cloud request.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_grant",
            r"\bAADSTS700082\b",
            &[RefreshExpired],
            "Refresh token expired due to inactivity.",
            REFERENCE_ERROR_CODES,
        ),
        says(
            "invalid_grant",
            r"\bAADSTS700084\b",
            &[RefreshExpired],
            "Refresh token of a single-page app reached its fixed lifetime.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS70043\b",
            &[RefreshExpired],
            "Refresh token expired because of sign-in frequency policy.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS50173\b",
            &[],
            "Grant was revoked (password change, admin action); sign in again.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS50076\b",
            &[],
            "Multifactor authentication required.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS50079\b",
            &[],
            "User must register for multifactor authentication.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS53003\b",
            &[],
            "Blocked by Conditional Access.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS50058\b",
            &[],
            "Silent sign-in failed: no signed-in user.",
            REFERENCE_ERROR_CODES,
        ),
        words(
            r"\bAADSTS50196\b",
            &[],
            "Client request loop detected.",
            REFERENCE_ERROR_CODES,
        ),
    ],
    notes: &[
        note(
            &[RedirectUri],
            "redirect_uri in the token request: must be the same value used to obtain the code.",
            REPLY_URL,
        ),
        note(
            &[RedirectUri],
            "redirect_uri against the registration: case-sensitive exact path; for http://localhost the port is \
             ignored, and if several registrations differ only by port one is picked arbitrarily (with its platform \
             type); [::1] unsupported; a URI without a path is returned with a trailing slash in some flows; a \
             wildcard registration loses the query string; query strings not allowed for apps with personal accounts.",
            REPLY_URL,
        ),
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: recommended for all, required for SPA redirect URIs; methods S256 and plain; without \
             code_challenge_method it is plain.",
            V2_OAUTH2_AUTH_CODE_FLOW,
        ),
        note(
            &[ClientAuth, PublicSecret],
            "Client authentication: client_id is required in the body; SPA and native apps must not send a secret \
             (AADSTS700025).",
            V2_OAUTH2_AUTH_CODE_FLOW,
        ),
        note(
            &[RefreshReused, RefreshExpired],
            "Refresh tokens: a new refresh token is returned on each use; SPA refresh tokens have a fixed short \
             lifetime (AADSTS700084).",
            REFERENCE_ERROR_CODES,
        ),
        note(
            &[RefreshExpired],
            "An old refresh token is not revoked when it is used: it works until it expires or is revoked otherwise.",
            REFRESH_TOKENS,
        ),
        note(
            &[RedirectUri, PkceMismatch, ClientAuth],
            "The platform type of the redirect URI (Web, SPA, Mobile/desktop) decides the rules of the token call: \
             SPA needs Origin and PKCE, Web refuses Origin, public clients refuse a secret.",
            V2_OAUTH2_AUTH_CODE_FLOW,
        ),
        note(
            &[RedirectUri, ClientAuth],
            "A redirect_uri difference at the token endpoint can come back as invalid_client (AADSTS500112, or \
             AADSTS70002 with AADSTS50011), which sends people to the secret.",
            ISSUE_354,
        ),
        note(
            &[RedirectUri],
            "A trailing slash alone is a mismatch: 'reply address x/ does not match ... when requesting Authorization \
             code'.",
            ISSUE_73,
        ),
        note(
            &[],
            "For localhost the port is ignored, and with several localhost registrations differing only by port the \
             login service picks one arbitrarily and uses its type: a Web app can suddenly be treated as SPA.",
            REPLY_URL,
        ),
        note(
            &[],
            "With response_type containing id_token and no response_mode the answer arrives in the URL fragment, so a \
             server-side callback never sees the code.",
            V2_OAUTH2_AUTH_CODE_FLOW,
        ),
        note(
            &[],
            "Microsoft warns that error numbers and texts may change; match on error first.",
            REFERENCE_ERROR_CODES,
        ),
        note(
            &[PkceMismatch],
            "A 'code_challenge' sent without code_challenge_method is taken as plain.",
            V2_OAUTH2_AUTH_CODE_FLOW,
        ),
        note(
            &[],
            "A message may chain two AADSTS numbers ('AADSTS70002: Error validating credentials. AADSTS70008: ...'). \
             Use the last specific one.",
            ISSUE_73,
        ),
    ],
    ..Provider::NONE
};
