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
    aspnet
    authjs
    authlib_client
    go_oauth2
    go_oidc
    keycloak_js
    kubelogin
    mcp_sdk
    mod_auth_openidc
    msal_js
    nextcloud
    oauth2_proxy
    oauthlib
    oidc_client_ts
    omniauth
    openid_client
    passport
    resource_challenge
    rust_openidconnect
    socialite
    spring_client
    wso2
}
