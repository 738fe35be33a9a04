//! Genesys Cloud.
//!
//! Not known: No vendor source for the code lifetime or for the code/PKCE/redirect error texts was found; texts
//! circulating on a machine-written forum were rejected.

use crate::providers::Cause::{BodyFormat, ClientAuth, PkceMismatch, PkceMissing, RedirectUri, WrongEndpoint};
use crate::providers::{Endpoints, Provider, Enctype, Source, claim, code, community, note, says};

const SERVER: Source = code(
    "https://github.com/MyPureCloud/developercenter-tutorials/blob/60bbb754e4c79109604fe35a44e8a2d75b583258/oauth-auth-code/nodejs/server.js#L66",
);
const SERVER_2: Source = code(
    "https://github.com/MyPureCloud/developercenter-tutorials/blob/60bbb754e4c79109604fe35a44e8a2d75b583258/oauth-auth-code/nodejs/server.js#L70",
);
const API_CLIENT: Source = code(
    "https://github.com/MyPureCloud/platform-client-sdk-javascript/blob/e09e27aa2f5657f4aa76f526bb909e893199d384/build/src/purecloud-platform-client-v2/ApiClient.js#L1104",
);
const ISSUE_9: Source = community("https://github.com/tishige/CallFlowVisualizer/issues/9");

pub(super) static PROVIDER: Provider = Provider {
    id: "genesys-cloud",
    name: "Genesys Cloud",
    endpoints: Endpoints {
        hosts: &[
            "login.mypurecloud.com",
            "login.mypurecloud.ie",
            "login.mypurecloud.com.au",
            "login.mypurecloud.jp",
            "login.mypurecloud.de",
            "login.usw2.pure.cloud",
            "login.cac1.pure.cloud",
            "login.apne2.pure.cloud",
            "login.euw2.pure.cloud",
            "login.aps1.pure.cloud",
            "login.use2.us-gov-pure.cloud",
            "login.sae1.pure.cloud",
            "login.mec1.pure.cloud",
            "login.apne3.pure.cloud",
            "login.euc2.pure.cloud",
            "login.mxc1.pure.cloud",
            "login.apse1.pure.cloud",
            "login.edee1.eusc-pure.cloud",
        ],
        other_hosts: &[
            "api.mypurecloud.com",
            "api.mypurecloud.ie",
            "api.mypurecloud.com.au",
            "api.mypurecloud.jp",
            "api.mypurecloud.de",
            "api.usw2.pure.cloud",
            "api.cac1.pure.cloud",
            "api.apne2.pure.cloud",
            "api.euw2.pure.cloud",
            "api.aps1.pure.cloud",
            "api.use2.us-gov-pure.cloud",
            "api.sae1.pure.cloud",
            "api.mec1.pure.cloud",
            "api.apne3.pure.cloud",
            "api.euc2.pure.cloud",
            "api.mxc1.pure.cloud",
            "api.apse1.pure.cloud",
            "api.edee1.eusc-pure.cloud",
        ],
        authorize: &["/oauth/authorize"],
        token: &["/oauth/token"],
        source: Some(SERVER),
        ..Endpoints::NONE
    },
    bodies: claim(&[Enctype::Form], SERVER_2),
    client_auth: claim(&["client_secret_basic", "none"], API_CLIENT),
    binds_code: Some(ISSUE_9),
    replies: &[says(
        "invalid_client",
        "^authentication failed$",
        &[ClientAuth, WrongEndpoint],
        "Client credentials refused. Two independent reports hit it with correct credentials sent to the wrong \
             region's login host; check the region before the secret.",
        ISSUE_9,
    )],
    notes: &[
        note(
            &[PkceMismatch, PkceMissing],
            "PKCE: separate 'PKCE Grant' client type; methods S256; SDK refuses lengths outside 43..128; challenge is \
             base64url without padding.",
            code(
                "https://github.com/MyPureCloud/platform-client-sdk-javascript/blob/e09e27aa2f5657f4aa76f526bb909e893199d384/build/src/purecloud-platform-client-v2/ApiClient.js#L1219",
            ),
        ),
        note(
            &[ClientAuth],
            "Client authentication: the SDK's PKCE exchange sends client_id, code, code_verifier, redirect_uri in the \
             form and no Authorization header; the server-side tutorial sends Basic and no client_id in the body.",
            API_CLIENT,
        ),
        note(
            &[BodyFormat],
            "Body of the token request: vendor samples and SDK send urlencoded; no vendor statement about JSON was \
             found.",
            SERVER_2,
        ),
        note(
            &[ClientAuth, WrongEndpoint],
            "Wrong region looks like wrong credentials: mypurecloud.com instead of mypurecloud.com.au returned \
             invalid_client 'authentication failed'.",
            ISSUE_9,
        ),
        note(
            &[WrongEndpoint],
            "Posting to api.<region>/oauth/token instead of login.<region>/oauth/token is a wrong-endpoint mistake: \
             vendor samples use login.<environment> for both OAuth calls and api.<environment> only for the API.",
            SERVER,
        ),
        note(
            &[RedirectUri, PkceMismatch],
            "In the SDK's popup PKCE flow the web application's own URI has to be registered as well as the popup \
             redirect URI, and the verifier lives in sessionStorage under '<prefix>_pkce_code_verifier': a second tab \
             or a restarted login overwrites it.",
            code(
                "https://github.com/MyPureCloud/platform-client-sdk-javascript/blob/e09e27aa2f5657f4aa76f526bb909e893199d384/README.md#L466",
            ),
        ),
        note(
            &[],
            "Custom gateways are supported by the SDK: login traffic may appear under any host with an extra path \
             before /oauth/token.",
            code(
                "https://github.com/MyPureCloud/platform-client-sdk-javascript/blob/e09e27aa2f5657f4aa76f526bb909e893199d384/README.md#L652",
            ),
        ),
    ],
    ..Provider::NONE
};
