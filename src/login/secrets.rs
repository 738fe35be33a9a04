//! The secrets of all logins of a capture.

use std::collections::BTreeSet;

use oauth_doctor_wire::percent::decode_form;
use oauth_doctor_wire::url::{UrlParts, authority_at, user_info};

use super::login::Login;
use crate::disclose::placeholder::is_unset;
use crate::disclose::{Scrubber, Shown};
use crate::oauth::{Grant, Params};

/// Collects every value of the logins that is not public.
pub(crate) fn scrubber(logins: &[Login<'_>]) -> Scrubber {
    let mut secrets = BTreeSet::new();
    for login in logins {
        let flow = login.flow;
        // A challenge that was not hashed gives the verifier away.
        secrets.extend(login.revealing_challenge().map(|challenge| challenge.value.clone()));
        let authorize = flow.authorize.iter().map(|authorize| &authorize.params);
        let responses = flow.responses.iter().map(|response| &response.params);
        let tokens = flow.all_tokens().map(|token| &token.params);
        authorize.chain(responses).chain(tokens).for_each(|params| collect(params, &mut secrets));
        let stated = flow.statements.iter().flat_map(|statement| &statement.facts.secrets);
        secrets.extend(stated.map(|secret| secret.expose().to_owned()));
        let user_code = flow.device.iter().filter_map(|device| device.user_code.as_ref());
        secrets.extend(user_code.map(|code| code.expose().to_owned()));
        for token in flow.all_tokens() {
            let answer = &token.answer;
            let proof = token.proof.as_ref();
            let issued = [&answer.access_token, &answer.refresh_token, &answer.id_token, &token.proof_nonce]
                .into_iter()
                .chain(proof.map(|proof| &proof.nonce))
                .chain(proof.map(|proof| &proof.jti))
                .chain(proof.map(|proof| &proof.private))
                .flatten();
            secrets.extend(issued.map(|secret| secret.expose().to_owned()));
        }
        let registered = flow.client_id().and_then(|client| login.traffic.registrations.get(&client));
        let issued = registered.into_iter().flatten().filter_map(|shown| shown.registration.client_secret.as_ref());
        secrets.extend(issued.map(|secret| secret.expose().to_owned()));
        let pushed = flow.authorize.iter().filter_map(|authorize| authorize.pushed.as_ref());
        let tokens = flow.all_tokens().filter_map(|token| token.basic.as_ref());
        for basic in pushed.filter_map(|pushed| pushed.basic.as_ref()).chain(tokens) {
            let sent = basic.secret.expose();
            secrets.extend([sent.to_owned(), decode_form(sent), basic.credentials.expose().to_owned()]);
        }
        // Of an identifier and a secret in each other's place, the secret is the one that the authorization request does not name.
        if let Some(client) = flow.asked("client_id").map(|client| client.value.as_str()) {
            let swapped: Vec<_> = flow.all_tokens().filter(|token| token.swaps_credentials(client)).collect();
            secrets.extend(swapped.iter().filter_map(|token| token.client_id()));
            if !swapped.is_empty() {
                secrets.remove(client);
            }
        }
    }
    Scrubber::new(secrets, logins.iter().filter_map(|login| login.flow.client_id()))
}

fn collect(params: &Params, found: &mut BTreeSet<String>) {
    for param in params {
        if param.name.trim_start_matches("amp;") == "redirect_uri" {
            let url = UrlParts::parse(&param.value);
            let pairs = url.query.split('&').chain(url.fragment.split('&'));
            found.extend(pairs.filter_map(|pair| pair.split_once('=')).map(|(_, value)| value.to_owned()));
            let user = authority_at(&param.value).and_then(|at| user_info(&param.value, at));
            let user = user.map(|range| &param.value[range]);
            found.extend(user.iter().flat_map(|user| user.split(':')).map(str::to_owned));
        }
        let free_text = matches!(param.name.as_str(), "error_description" | "error_uri");
        // A word of the protocol is no secret, under whatever name it is sent.
        let unset = is_unset(&param.value) || Grant::parse(&param.value).is_some();
        if matches!(param.shown(), Shown::Secret(_)) && !free_text && !unset {
            found.insert(param.value.clone());
            found.insert(param.raw.clone());
        }
    }
}
