//! Client libraries, proxies and servers without a profile: what each writes into logs, one file each.

use super::Log;

/// A program that writes of logins, and no provider.
#[derive(Debug)]
pub struct Library {
    /// The id: kebab-case, never changes.
    pub id: &'static str,
    /// The name.
    pub name: &'static str,
    /// What it writes into its log.
    pub log: Log,
}

/// Names each file once.
macro_rules! libraries {
    ($($name:ident)*) => {
        $(mod $name;)*

        /// Every library, by name of its file.
        pub static ALL: &[&Library] = &[$(&$name::LIBRARY),*];
    };
}

libraries! {
    angular_oauth2_oidc
    appauth
    argo_cd
    aspnet
    authelia
    authjs
    authlib_client
    better_auth
    go_oauth2
    go_oidc
    guacamole
    harbor
    keycloak_js
    kubelogin
    lua_resty_openidc
    mcp_sdk
    mod_auth_openidc
    msal_js
    nextcloud
    nextjs_auth0
    oauth2_proxy
    oauthlib
    odoo
    oidc_client_ts
    omniauth
    openid_client
    pac4j
    passport
    python_social_auth
    resource_challenge
    rocket_chat
    rust_openidconnect
    socialite
    spring_client
    vaultwarden
    wordpress_openid_connect
    wso2
}
