//! What providers write into their logs, one file each.

pub(super) mod authentik;
pub(super) mod dex;
pub(super) mod django_oauth_toolkit;
pub(super) mod django_oidc_provider;
pub(super) mod doorkeeper;
pub(super) mod duende_identityserver;
pub(super) mod forgerock_am;
pub(super) mod keycloak;
pub(super) mod node_oidc_provider;
pub(super) mod openiddict;
pub(super) mod ory_hydra;
pub(super) mod spring_authorization_server;
pub(super) mod supabase_auth;
pub(super) mod zitadel;
