//! The order of events, even if the clocks of several inputs differ or times are missing.
//!
//! The times of one input are trusted. Between inputs, the messages say what came first: a response follows the request whose
//! `state` it carries, a token request the delivery of its code and the request with the challenge of its verifier.

use std::collections::{BTreeMap, HashMap};

use crate::flow::link::collect::Kept;
use crate::flow::link::value_index::identity;
use crate::flow::message::{recognise, response};
use crate::oauth::Params;
use crate::oauth::part::{Component, Message};
use crate::oauth::pkce::s256;

/// Puts exchanges in the order of events.
///
/// An exchange without a time stands where the one before it does, an input without times behind all inputs before it.
/// What contradicts the messages is moved: an input with a clock as a whole, an exchange without a time by itself.
pub(crate) fn sort(kept: &mut [Kept]) {
    by_key(kept, &vec![0; kept.len()]);
    // Firefox and Chrome list the preflight after the request that it guards, mitmproxy lists a callback after the token
    // request that its server made: the file's order is not the order of events.
    let keys = times(kept);
    let order = by_key(kept, &keys);
    let units = units(kept);
    if units.windows(2).all(|pair| pair[0] == pair[1]) {
        return;
    }
    let causes = causes(kept);
    let offsets = offsets(&causes, &order, &units);
    if offsets.is_empty() {
        return;
    }
    let moved: Vec<i128> =
        order.iter().zip(&units).map(|(time, unit)| time + offsets.get(unit).unwrap_or(&0)).collect();
    by_key(kept, &moved);
}

/// What moves as one: the exchanges of an input that have times, or an exchange that has none.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Unit {
    Input(u32),
    Exchange(usize),
}

/// Sorts by these keys, and where they are equal by number; returns the keys in the new order.
fn by_key(kept: &mut [Kept], keys: &[i128]) -> Vec<i128> {
    let mut order: Vec<usize> = (0..kept.len()).collect();
    order.sort_by_key(|&position| (keys[position], kept[position].exchange.number));
    let keys = order.iter().map(|&position| keys[position]).collect();
    rearrange(kept, order);
    keys
}

/// Moves to each place what is at the position that `order` has there. An exchange is large: each is moved once, in place.
fn rearrange(kept: &mut [Kept], mut order: Vec<usize>) {
    for place in 0..order.len() {
        let mut at = place;
        while order[at] != place {
            let from = std::mem::replace(&mut order[at], at);
            kept.swap(at, from);
            at = from;
        }
        order[at] = at;
    }
}

/// Returns the time of each exchange in nanoseconds, for those without one that of the place where they stand.
fn times(kept: &[Kept]) -> Vec<i128> {
    let recorded = |kept: &Kept| kept.exchange.started.map(jiff::Timestamp::as_nanosecond);
    let mut latest = kept.iter().filter_map(recorded).min().unwrap_or_default();
    let mut before: Option<(u32, i128)> = None;
    let of = |kept: &Kept| {
        let here = before.filter(|(input, _)| *input == kept.input).map(|(_, time)| time);
        let time = recorded(kept).or(here).unwrap_or(latest);
        latest = latest.max(time);
        before = Some((kept.input, time));
        time
    };
    kept.iter().map(of).collect()
}

fn units(kept: &[Kept]) -> Vec<Unit> {
    let of = |kept: &Kept| match kept.exchange.started {
        Some(_) => Unit::Input(kept.input),
        None => Unit::Exchange(kept.exchange.number),
    };
    kept.iter().map(of).collect()
}

/// Returns pairs of positions: the first exchange came before the second, by what the two carry.
fn causes(kept: &[Kept]) -> Vec<(usize, usize)> {
    let mut requests = Sightings::default();
    let mut codes = Sightings::default();
    let mut effects: Vec<(usize, Effect)> = Vec::new();
    for (position, kept) in kept.iter().enumerate() {
        let seen = kept.seen(position);
        let exchange = &kept.exchange;
        let direct = recognise::authorize(exchange, seen);
        for request in direct.into_iter().chain(recognise::authorize_in_location(exchange, seen)) {
            for name in ["state", "code_challenge"] {
                if let Some(value) = request.params.filled(name).filter(|value| !value.is_placeholder()) {
                    requests.add(name, &value.value, position, identity(&request));
                }
            }
        }
        for response in response::responses(exchange, seen) {
            if let Some(state) = response.params.filled("state") {
                effects.push((position, Effect::Response(state.value.clone())));
            }
            if let Some(code) = response.params.filled("code").filter(|code| !code.is_placeholder()) {
                codes.add("code", &code.value, position, String::new());
            }
        }
    }
    if requests.0.is_empty() && codes.0.is_empty() {
        return Vec::new();
    }
    for (position, kept) in kept.iter().enumerate() {
        let body = kept.exchange.request.body.as_ref();
        let params = body.map(|body| Params::from_content(&body.content, Message::TokenRequest.at(Component::Body)));
        let sent = |name: &str| Some(params.as_ref()?.filled(name)?.value.clone());
        // What a form posts to the callback is a delivery.
        if sent("grant_type").is_some() || sent("code_verifier").is_some() {
            effects.extend(sent("code").map(|code| (position, Effect::Token(code))));
            effects.extend(sent("code_verifier").map(|verifier| (position, Effect::Verifier(verifier))));
        }
    }
    effects.sort_by_key(|(position, _)| *position);
    let cause = |(position, effect)| {
        let cause = match effect {
            Effect::Response(state) => requests.before("state", &state, position),
            Effect::Token(code) => codes.before("code", &code, position),
            Effect::Verifier(verifier) => requests.before("code_challenge", &s256(&verifier), position),
        };
        Some((cause.filter(|cause| *cause != position)?, position))
    };
    effects.into_iter().filter_map(cause).collect()
}

/// What an exchange carries that another one issued.
enum Effect {
    Response(String),
    Token(String),
    Verifier(String),
}

/// Where values were seen: positions, in order, each with what tells two messages apart that share the value.
#[derive(Default)]
struct Sightings(HashMap<(&'static str, String), Vec<(usize, String)>>);

impl Sightings {
    fn add(&mut self, name: &'static str, value: &str, position: usize, identity: String) {
        self.0.entry((name, value.to_owned())).or_default().push((position, identity));
    }

    /// Returns the last sighting up to a position; if there is none, the last one of what was seen first behind it.
    fn before(&self, name: &'static str, value: &str, position: usize) -> Option<usize> {
        let all = self.0.get(&(name, value.to_owned()))?;
        let behind = all.partition_point(|(at, _)| *at <= position);
        if let Some((at, _)) = all[..behind].last() {
            return Some(*at);
        }
        let (_, first) = all.first()?;
        let same = all.iter().take(REPEATS).filter(|(_, identity)| identity == first);
        same.map(|(at, _)| *at).max()
    }
}

/// Returns by how much each unit is moved so that causes come before effects; nothing is moved where that cannot be had.
fn offsets(causes: &[(usize, usize)], times: &[i128], units: &[Unit]) -> BTreeMap<Unit, i128> {
    let mut offsets = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for &(cause, effect) in causes.iter().filter(|(cause, effect)| units[*cause] != units[*effect]) {
            let at = |position: usize| times[position] + offsets.get(&units[position]).unwrap_or(&0);
            // Exchanges of the same time stand in the order of their numbers; nothing was moved yet where that is right.
            let moves = |position: usize| offsets.contains_key(&units[position]);
            let late = at(cause) + 1 - at(effect);
            let in_order = late == 1 && cause < effect && !moves(cause) && !moves(effect);
            if late > 0 && !in_order {
                *offsets.entry(units[effect]).or_insert(0) += late;
                moved = true;
            }
        }
        if !moved {
            return offsets;
        }
    }
    BTreeMap::new()
}

/// A chain of causes is a handful of messages long; what takes more rounds goes in a circle.
const ROUNDS: usize = 16;

/// How often the same request is looked for; a login page comes back now and then.
const REPEATS: usize = 16;
