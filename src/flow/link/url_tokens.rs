//! Tokens in the queries of URLs.

use std::collections::BTreeMap;

use crate::capture::Exchange;
use crate::flow::message::recognise;
use crate::flow::{Flow, Seen};
use crate::oauth::Param;
use crate::oauth::part::{Component, Message};

/// Finds the tokens of the logins in the queries of URLs.
pub(crate) fn url_tokens<'a>(
    exchanges: impl Iterator<Item = (&'a Exchange, &'a Seen)>,
    flows: &[Flow],
) -> BTreeMap<usize, (Seen, Param)> {
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
    for (exchange, seen) in exchanges.filter(|_| !owners.is_empty()) {
        let query = recognise::query(&exchange.request.url, Message::Request.at(Component::Query));
        let tokens = query.iter().filter(|param| matches!(param.name.as_str(), "access_token" | "id_token" | "token"));
        for token in tokens {
            if let Some(&flow) = owners.get(token.value.as_str()).filter(|_| !token.is_placeholder()) {
                found.entry(flow).or_insert_with(|| (*seen, token.clone()));
            }
        }
    }
    found
}
