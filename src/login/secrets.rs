//! The secrets of all logins of a capture, and what is public in them.

use std::collections::BTreeSet;

use oauth_doctor_wire::percent::decode_form;
use oauth_doctor_wire::url::UrlParts;

use super::login::Login;
use super::pair::is_plain;
use crate::disclose::placeholder::{is_placeholder, is_unset};
use crate::disclose::{Scrubber, Shown, may_name_client, parts_of_secret, secrets_of};
use crate::flow::{Flow, TokenExchange, Traffic};
use crate::oauth::{Basic, Grant, Param, Params};

/// Collects every value of the logins that is not public, and the credentials that other messages hold.
pub(crate) fn scrubber(logins: &[Login<'_>], traffic: &Traffic) -> Scrubber {
    let mut secrets = BTreeSet::new();
    let mut public = BTreeSet::new();
    let mut digests = BTreeSet::new();
    for login in logins {
        let flow = login.flow;
        // A challenge that was not hashed gives the verifier away.
        secrets.extend(
            login.revealing_challenge().or_else(|| lone_challenge(login)).map(|challenge| challenge.value.clone()),
        );
        params(flow).for_each(|param| collect(param, &mut secrets));
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
        for basic in basics(flow) {
            let sent = basic.secret.expose();
            secrets.extend([sent.to_owned(), decode_form(sent), basic.credentials.expose().to_owned()]);
        }
    }
    // The one half of the credentials may be the other of another login.
    for login in logins {
        let flow = login.flow;
        public.extend(flow.client_id().and_then(|client| shown_whole("client_id", &client)));
        digests.extend(params(flow).filter(|param| param.name == "code_challenge").map(|param| param.value.as_str()));
        public.extend(params(flow).filter_map(public_part));
        public.extend(endpoints(flow).flat_map(|url| [url.to_owned(), UrlParts::parse(url).host.to_owned()]));
        let named: Vec<&str> =
            params(flow).filter(|param| param.name == "client_id").map(|param| param.value.as_str()).collect();
        for basic in basics(flow) {
            let users = [basic.id.clone(), decode_form(&basic.id)];
            if is_client(basic, &named) {
                public.extend(users.iter().filter_map(|user| shown_whole("client_id", user)));
            } else {
                secrets.extend(users);
            }
        }
        // Of an identifier and a secret in each other's place, the secret is the one that the authorization request does not name.
        if let Some(client) = flow.asked("client_id").map(|client| client.value.as_str()) {
            let swapped: Vec<_> = flow.all_tokens().filter(|token| token.swaps_credentials(client)).collect();
            secrets.extend(swapped.iter().filter_map(|token| token.client_id()));
            secrets.remove(client);
        }
        for url in endpoints(flow) {
            secrets.remove(url);
        }
    }
    let others = traffic
        .credentials
        .iter()
        .filter(|value| !public.contains(*value) && !digests.contains(value))
        .map(str::to_owned);
    let others: Vec<String> = others.collect();
    secrets.extend(others);
    Scrubber::new(secrets, public)
}

fn params(flow: &Flow) -> impl Iterator<Item = &Param> {
    let authorize = flow.authorize.iter().map(|authorize| &authorize.params);
    let responses = flow.responses.iter().map(|response| &response.params);
    let tokens = flow.all_tokens().map(|token| &token.params);
    authorize.chain(responses).chain(tokens).flat_map(Params::iter)
}

fn basics(flow: &Flow) -> impl Iterator<Item = &Basic> {
    let pushed = flow.authorize.iter().filter_map(|authorize| authorize.pushed.as_ref());
    let pushed = pushed.filter_map(|pushed| pushed.basic.as_ref());
    pushed.chain(flow.all_tokens().filter_map(|token| token.basic.as_ref()))
}

fn endpoints(flow: &Flow) -> impl Iterator<Item = &str> {
    let tokens = flow.all_tokens().map(|token| token.endpoint.as_str());
    flow.authorize_endpoint().into_iter().chain(tokens).chain(flow.discovery.iter().map(|step| step.url.as_str()))
}

/// Returns the challenge where the capture has no verifier that it could be the digest of, and the server compares the two as they are.
fn lone_challenge<'a>(login: &Login<'a>) -> Option<&'a Param> {
    let is_sent = |token: &TokenExchange| token.params.filled("code_verifier").is_some();
    let challenge = login.flow.asked("code_challenge").filter(|challenge| !challenge.is_placeholder())?;
    (is_plain(login) && !login.flow.all_tokens().any(is_sent)).then_some(challenge)
}

/// Returns whether the user of HTTP Basic is the client, and not its secret: a request names it, or nothing speaks against it.
fn is_client(basic: &Basic, named: &[&str]) -> bool {
    let id = basic.client_id().unwrap_or_default();
    let is_named = |id: &str| named.contains(&id);
    if is_named(&id) || is_named(&basic.id) || basic.is_cut() {
        return true;
    }
    let is_swapped = is_named(basic.secret.expose()) || is_named(&decode_form(basic.secret.expose()));
    let is_alone = named.is_empty() && basic.has_secret();
    !is_swapped && (is_alone || may_name_client(&id))
}

/// Returns a public value that may be shown as a whole.
fn public_part(param: &Param) -> Option<String> {
    // A digest may be none, and hold the verifier.
    if param.name == "code_challenge" { None } else { shown_whole(&param.name, &param.value) }
}

fn shown_whole(name: &str, value: &str) -> Option<String> {
    match Shown::named(name, value) {
        Shown::Public(shown) if shown == value => Some(shown),
        _ => None,
    }
}

fn collect(param: &Param, found: &mut BTreeSet<String>) {
    let free_text = matches!(param.name.as_str(), "error_description" | "error_uri");
    // A word of the protocol is not a secret, under whatever name it is sent.
    let is_word = free_text || is_placeholder(&param.value) || Grant::parse(&param.value).is_some();
    for value in [&*param.value, &*param.raw] {
        for secret in secrets_of(&param.name, if is_word { "" } else { value }) {
            found.extend(parts_of_secret(&param.name, secret).into_iter().filter(|part| !is_unset(part)));
        }
    }
}
