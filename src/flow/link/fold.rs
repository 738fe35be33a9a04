//! Keeps of thousands of logins those that tell something new, and counts the others.
//!
//! A capture may hold more logins than anyone reads. The first ones are all kept. Of those behind them, one that differs from
//! a login before in its random values only is counted there; once many shapes are kept, one that went the same way is.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::flow::link::shape::{self, Scale};
use crate::flow::{Flow, TokenExchange};

/// Folds logins, which are numbered; those that stay keep their numbers.
pub(crate) fn fold(flows: Vec<Flow>) -> Vec<Flow> {
    if flows.len() <= FIRST {
        return flows;
    }
    let pinned = pinned(&flows);
    let shapes = shapes(&flows);
    let mut kept: Vec<Flow> = Vec::new();
    let mut known = Known::default();
    for (position, flow) in flows.into_iter().enumerate() {
        let fine = shapes[position];
        let stays = position < FIRST || flow.repeats.is_some() || pinned.contains(&position);
        let like = if stays { None } else { known.like(fine, || rough(&flow), || end(&flow)) };
        let Some((like, is_rough)) = like else {
            known.learn(fine, rough(&flow), end(&flow), kept.len());
            kept.push(flow);
            continue;
        };
        let last = flow.last_seen().unwrap_or_default();
        kept[like].repeats.get_or_insert_default().add(flow.id, last, is_rough);
    }
    kept
}

/// The logins that are kept, by what they are like, more roughly the more of them there are: positions among them.
#[derive(Default)]
pub(crate) struct Known {
    fine: HashMap<u64, usize>,
    rough: HashMap<u64, usize>,
    ends: HashMap<u64, usize>,
}

impl Known {
    /// Returns the login that another one is counted to, and whether the two are but roughly alike; none if it is to be kept.
    pub(crate) fn like(
        &self,
        fine: u64,
        rough: impl FnOnce() -> u64,
        end: impl FnOnce() -> u64,
    ) -> Option<(usize, bool)> {
        if let Some(&like) = self.fine.get(&fine) {
            return Some((like, false));
        }
        if self.fine.len() < SHAPES {
            return None;
        }
        if let Some(&like) = self.rough.get(&rough()) {
            return Some((like, true));
        }
        if self.fine.len() < SHAPES + ROUGH_SHAPES {
            return None;
        }
        self.ends.get(&end()).map(|&like| (like, true))
    }

    pub(crate) fn learn(&mut self, fine: u64, rough: u64, end: u64, position: usize) {
        self.fine.entry(fine).or_insert(position);
        self.rough.entry(rough).or_insert(position);
        self.ends.entry(end).or_insert(position);
    }
}

fn rough(flow: &Flow) -> u64 {
    shape::of(flow, Scale::Rough, None)
}

/// Returns a number for the grant and the way in which a login ended: there are few.
fn end(flow: &Flow) -> u64 {
    let mut hasher = DefaultHasher::new();
    let refused = flow.tokens.iter().any(TokenExchange::refused);
    let worked = flow.tokens.iter().any(TokenExchange::succeeded);
    (flow.grant.as_str(), refused, worked, flow.tokens.is_empty(), flow.responses.is_empty()).hash(&mut hasher);
    hasher.finish()
}

/// Returns the fine shape of each login.
fn shapes(flows: &[Flow]) -> Vec<u64> {
    let mut shapes: Vec<u64> = Vec::with_capacity(flows.len());
    for flow in flows {
        let parent = flow.parent.and_then(|parent| shapes.get(parent.checked_sub(1)?)).copied();
        shapes.push(shape::of(flow, Scale::Fine, parent));
    }
    shapes
}

/// Returns the positions of logins that others need: those whose code another one sent, with that one, and those whose refresh
/// token one of the first uses.
fn pinned(flows: &[Flow]) -> HashSet<usize> {
    let mut delivered: HashMap<&str, usize> = HashMap::new();
    for (position, flow) in flows.iter().enumerate() {
        if let Some(code) = flow.delivered_code() {
            delivered.entry(&code.value).or_insert(position);
        }
    }
    let mut pinned = HashSet::new();
    for (position, flow) in flows.iter().enumerate() {
        if position < FIRST {
            pinned.extend(flow.parent.map(|parent| parent - 1));
        }
        let sent = flow.tokens.iter().filter_map(|token| token.params.value("code"));
        let others = sent.filter_map(|code| delivered.get(code)).filter(|other| **other != position);
        for other in others {
            if pinned.len() < PINNED {
                pinned.extend([position, *other]);
            }
        }
    }
    pinned
}

/// Of how many logins everything is kept: those that are explained, and a few behind them that tell what became of those.
pub(crate) const FIRST: usize = 508;
/// How many shapes of logins are kept.
const SHAPES: usize = 1024;
/// How many shapes of logins are kept beyond, where a rough look tells them apart.
const ROUGH_SHAPES: usize = 512;
/// How many logins are kept because of others.
const PINNED: usize = 512;
