//! Tokens in the queries of URLs.

use std::collections::BTreeMap;

use crate::capture::Exchange;
use crate::flow::message::recognise;
use crate::flow::{Flow, Seen};
use crate::oauth::Param;
use crate::oauth::part::{Component, Message};

/// Returns the values in the query of a URL that may be tokens.
pub(crate) fn in_query(exchange: &Exchange, seen: Seen) -> Vec<(Seen, Param)> {
    let query = recognise::query(&exchange.request.url, Message::Request.at(Component::Query));
    let tokens = query.iter().filter(|param| matches!(param.name.as_str(), "access_token" | "id_token" | "token"));
    tokens.filter(|token| !token.is_placeholder()).map(|token| (seen, token.clone())).collect()
}

/// Finds the tokens of the logins among the values in the queries of URLs, which are in time order.
pub(crate) fn url_tokens(sent: Vec<(Seen, Param)>, flows: &[Flow]) -> BTreeMap<usize, (Seen, Param)> {
    if sent.is_empty() {
        return BTreeMap::new();
    }
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for flow in flows {
        let answers = flow.tokens.iter().map(|token| &token.answer);
        let issued = answers.flat_map(|answer| [&answer.access_token, &answer.id_token].into_iter().flatten());
        let delivered = flow.responses.iter().flat_map(|response| {
            let names = ["access_token", "id_token"].iter();
            names.filter_map(|name| response.params.filled(name))
        });
        for secret in issued {
            owners.insert(secret.expose(), flow.id);
        }
        owners.extend(delivered.map(|param| (param.value.as_str(), flow.id)));
    }
    let mut found = BTreeMap::new();
    for (seen, token) in sent {
        if let Some(&flow) = owners.get(token.value.as_str()) {
            found.entry(flow).or_insert((seen, token));
        }
    }
    found
}
