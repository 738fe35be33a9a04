//! The providers, one file each.

use super::Provider;

/// Names each file once.
macro_rules! profiles {
    ($($name:ident)*) => {
        $(mod $name;)*

        /// How many there are.
        pub(super) const COUNT: usize = [$(stringify!($name)),*].len();

        /// Every provider, by name of its file.
        pub static ALL: &[&Provider] = &[$(&$name::PROVIDER),*];
    };
}

profiles! {
    adobe_ims
    amazon_lwa
    apple
    atlassian
    auth0
    authentik
    authlib
    aws_cognito
    azure_ad_b2c
    box_com
    canvas_lms
    casdoor
    cloudflare_workers
    deezer
    dex
    discord
    django_oauth_toolkit
    django_oidc_provider
    dnsimple
    docusign
    doorkeeper
    dropbox
    duende_identityserver
    facebook
    fastmcp
    firebase
    forgerock_am
    fusionauth
    genesys_cloud
    github
    gitlab
    glewlwyd
    google
    hubspot
    intuit
    kakao
    keycloak
    league_oauth2_server
    line
    linkedin
    mastodon
    mcp_python_sdk
    mcp_typescript_sdk
    metabase_mcp
    microsoft_entra_id
    miro
    naver
    nextcloud_oauth2
    node_oidc_provider
    notion
    nylas
    okta
    openauth
    openiddict
    ory_hydra
    paypal
    pingfederate
    pingone
    qonto
    reddit
    salesforce
    shopify
    slack
    soundcloud
    spotify
    spring_authorization_server
    spring_security_oauth_legacy
    stripe_connect
    supabase_auth
    tiktok
    todoist
    twitch
    x_twitter
    xero
    yahoo
    yandex
    zendesk
    zitadel
    zoho
    zoom
}

mod generic;

/// What the specifications say about any server: for its words only.
pub(super) static GENERIC: &Provider = &generic::PROVIDER;
