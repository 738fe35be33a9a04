//! Which login a token request belongs to: the one whose code it sends, exactly or after what a client may have done to it;
//! else the one whose challenge its verifier fits; else the one that waits for a token request of this client.

use crate::flow::code::same_code;
use crate::flow::token::{self, Known};
use crate::flow::{Flow, Preflight, TokenExchange, latest_before};
use crate::oauth::Grant;
use crate::oauth::pkce::s256;
use crate::oauth::url::UrlParts;

pub(super) fn add_token(flows: &mut Vec<Flow>, token: TokenExchange) {
    let grant = token.grant();
    let index = match grant {
        Grant::AuthorizationCode => code_flow_of(flows, &token),
        Grant::RefreshToken => refresh_flow_of(flows, &token),
        _ => flows.iter().position(|flow| {
            let first = flow.tokens.first();
            flow.grant == grant
                && first.is_some_and(|first| {
                    first.endpoint == token.endpoint
                        && first.client_id() == token.client_id()
                        && ["device_code", "username"]
                            .iter()
                            .all(|name| first.params.value(name) == token.params.value(name))
                })
        }),
    };
    let index = index.unwrap_or_else(|| {
        flows.push(Flow::new(grant));
        flows.len() - 1
    });
    if grant == Grant::RefreshToken && flows[index].tokens.is_empty() {
        let sent = token.params.value("refresh_token");
        flows[index].parent = sent.and_then(|sent| issuer_of(flows, sent));
    }
    let flow = &mut flows[index];
    let twin = flow
        .tokens
        .iter_mut()
        .find(|earlier| earlier.service_worker && token.service_worker && is_same_token_request(earlier, &token));
    match twin {
        // A service worker: one fetch, two entries.
        Some(earlier) if earlier.answer.access_token.is_none() && earlier.answer.error.is_none() => {
            earlier.answer = token.answer;
        }
        Some(_) => {}
        None => flow.tokens.push(token),
    }
}

fn is_same_token_request(a: &TokenExchange, b: &TokenExchange) -> bool {
    a.endpoint == b.endpoint
        && a.params
            .iter()
            .map(|param| (&param.name, &param.value))
            .eq(b.params.iter().map(|param| (&param.name, &param.value)))
}

/// Finds the login that an authorization-code token request belongs to.
fn code_flow_of(flows: &[Flow], token: &TokenExchange) -> Option<usize> {
    let order = token.seen.order;
    let code = token.params.filled("code").or_else(|| {
        token
            .params
            .iter()
            .find(|param| matches!(param.name.as_str(), "auth_code" | "Code" | "authorization_code"))
    });
    let code = code.filter(|code| !code.is_placeholder());
    let verifier = token
        .params
        .iter()
        .find(|param| param.name.to_ascii_lowercase().contains("verifier"));
    let challenge = verifier
        .filter(|verifier| !verifier.is_placeholder())
        .map(|verifier| s256(&verifier.value));
    let by_challenge = challenge.and_then(|challenge| {
        flows.iter().position(|flow| {
            flow.asked("code_challenge")
                .is_some_and(|asked| asked.value == challenge)
        })
    });
    if let Some(code) = code {
        let delivered = |flow: &Flow, same: &dyn Fn(&str, &str) -> bool| {
            flow.responses.iter().any(|response| {
                response
                    .params
                    .filled("code")
                    .is_some_and(|delivered| same(&delivered.value, &code.value))
            })
        };
        let by_code = flows
            .iter()
            .position(|flow| delivered(flow, &|a, b| a == b))
            .or_else(|| flows.iter().position(|flow| delivered(flow, &same_code)))
            .or_else(|| {
                flows.iter().position(|flow| {
                    flow.tokens
                        .iter()
                        .any(|earlier| earlier.params.value("code") == Some(&code.value))
                })
            });
        if let Some(by_code) = by_code {
            return Some(login_at_hand(flows, by_code, by_challenge, token));
        }
    }
    if by_challenge.is_some() {
        return by_challenge;
    }
    let client = token.client_id();
    // A code that no callback delivered belongs to a login of this client, or to none that is in the capture.
    let strange = |flow: &Flow| {
        code.is_some() && flow.delivered_code().is_some() && (client.is_none() || flow.client_id() != client)
    };
    let fits = |flow: &Flow| {
        flow.grant == Grant::AuthorizationCode
            && !flow.tokens.iter().any(TokenExchange::succeeded)
            && !strange(flow)
            && (client.is_none() || flow.client_id().is_none() || flow.client_id() == client)
            && !(flow.authorize.is_none() && flow.responses.is_empty())
    };
    latest_before(flows, order, |flow| fits(flow) && flow.delivered_code().is_some())
        .or_else(|| latest_before(flows, order, |flow| fits(flow) && flow.responses.is_empty()))
        .or_else(|| {
            latest_before(flows, order, |flow| {
                flow.grant == Grant::AuthorizationCode
                    && flow.delivered_code().is_some()
                    && flow.tokens.is_empty()
                    && !strange(flow)
            })
        })
}

/// Decides between the login that was given the code and another one.
///
/// Where the verifier is that of another login, one of the two is the wrong one: the login at hand is the one that the
/// `redirect_uri` speaks for, or else the one whose code arrived last. A code that had been redeemed already, while the code of
/// a later login was not, belongs to an earlier login too.
fn login_at_hand(flows: &[Flow], by_code: usize, by_challenge: Option<usize>, token: &TokenExchange) -> usize {
    let redirect_uri = token.params.value("redirect_uri");
    let names_it = |flow: usize| {
        redirect_uri.is_some() && flows[flow].asked("redirect_uri").map(|uri| uri.value.as_str()) == redirect_uri
    };
    if let Some(other) = by_challenge.filter(|&other| other != by_code && names_it(other) && !names_it(by_code)) {
        return other;
    }
    let Some(last) =
        delivered_last(flows, token.seen.order).filter(|&last| last != by_code && flows[last].tokens.is_empty())
    else {
        return by_code;
    };
    let no_pkce = flows[last].asked("code_challenge").is_none() && flows[by_code].asked("code_challenge").is_none();
    let redeemed_before = !flows[by_code].tokens.is_empty();
    if by_challenge == Some(last) || no_pkce && redeemed_before {
        last
    } else {
        by_code
    }
}

/// Returns the login whose code was the last to arrive before `order`.
fn delivered_last(flows: &[Flow], order: usize) -> Option<usize> {
    let arrived = |flow: &Flow| {
        let codes = flow
            .responses
            .iter()
            .filter(|response| response.params.filled("code").is_some());
        codes
            .map(|response| response.seen.order)
            .filter(|&at| at <= order)
            .max()
    };
    flows
        .iter()
        .enumerate()
        .filter_map(|(index, flow)| Some((arrived(flow)?, index)))
        .max()
        .map(|(_, index)| index)
}

/// Finds the chain of refreshes that a request continues.
fn refresh_flow_of(flows: &[Flow], token: &TokenExchange) -> Option<usize> {
    let sent = token.params.value("refresh_token")?;
    let parent = issuer_of(flows, sent);
    flows.iter().position(|flow| {
        let chain = flow.grant == Grant::RefreshToken;
        let in_chain = flow.tokens.iter().any(|earlier| {
            earlier.params.value("refresh_token") == Some(sent)
                || earlier
                    .answer
                    .refresh_token
                    .as_ref()
                    .is_some_and(|issued| issued.expose() == sent)
        });
        chain && (in_chain || parent.is_some() && flow.parent == parent)
    })
}

/// Returns the id of the login whose token answer issued a refresh token.
fn issuer_of(flows: &[Flow], refresh_token: &str) -> Option<usize> {
    flows.iter().position(|flow| {
        let issued = |token: &TokenExchange| {
            token
                .answer
                .refresh_token
                .as_ref()
                .is_some_and(|issued| issued.expose() == refresh_token)
        };
        flow.grant != Grant::RefreshToken && flow.tokens.iter().any(issued)
    })
}

/// Adds a preflight to the login whose token request it guards, or, where that request is not in the capture, to the login
/// that waits for its tokens.
pub(super) fn add_preflight(flows: &mut [Flow], preflight: Preflight, known: &Known<'_>) -> bool {
    let guards = |flow: &Flow| flow.tokens.iter().any(|token| token.endpoint == preflight.endpoint);
    let url = UrlParts::of(&preflight.endpoint);
    let discovered = known
        .metadata
        .iter()
        .any(|metadata| metadata.token_endpoint.as_deref() == Some(preflight.endpoint.as_str()));
    let at_server = discovered || token::is_token_path(&url) && known.authorize_origins.contains(&url.origin());
    let nearest = flows
        .iter()
        .enumerate()
        .filter(|(_, flow)| guards(flow))
        .min_by_key(|(_, flow)| {
            flow.tokens
                .iter()
                .map(|token| token.seen.order.abs_diff(preflight.seen.order))
                .min()
        })
        .map(|(i, _)| i);
    let waiting = || {
        let order = preflight.seen.order;
        latest_before(flows, order, |flow| {
            flow.delivered_code().is_some() && flow.tokens.is_empty()
        })
        .filter(|_| at_server)
    };
    let Some(index) = nearest.or_else(waiting) else {
        return false;
    };
    flows[index].preflights.push(preflight);
    true
}
