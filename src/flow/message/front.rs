//! What something in front of a server answers, before anyone looks at the OAuth message.

use crate::capture::{Content, Exchange};
use crate::providers::{FRONTS, Mark, TurnedAway};

/// Reads whether something in front of the server answered.
pub(crate) fn turned_away(exchange: &Exchange) -> Option<TurnedAway> {
    let response = exchange.response.as_ref()?;
    let status = response.status?;
    let page = match response.body.as_ref().map(|body| &body.content) {
        Some(Content::Text(text)) => text.as_str(),
        _ => "",
    };
    let says = |mark: &Mark| match mark {
        Mark::Header(name, values) => response
            .header(name)
            .is_some_and(|value| values.iter().any(|known| value.as_str().trim().eq_ignore_ascii_case(known))),
        Mark::Page(statuses, words) => statuses.contains(&status) && page.contains(words),
        Mark::Status(own) => status == *own,
    };
    let known = FRONTS.iter().find(|front| says(&front.mark)).map(|front| front.means);
    known.or(match status {
        429 => Some(TurnedAway::TooMany),
        414 | 431 => Some(TurnedAway::TooLarge),
        _ => None,
    })
}
