//! Logins that are counted and not kept.

use crate::flow::{Flow, Seen};

/// Logins like another one of the capture.
#[derive(Clone, Debug, Default)]
pub struct Repeats {
    /// How many there are.
    pub logins: usize,
    /// Some of them are like it only in which messages they have and how these were answered.
    pub is_rough: bool,
    /// Their numbers: ranges from the first to the last, in order; of many ranges the first.
    pub ids: Vec<(usize, usize)>,
    /// The number of the last of them.
    pub last_id: usize,
    /// The last message of the last of them.
    pub last: Seen,
}

impl Repeats {
    /// Adds a login that began after the others, by its number and its last message.
    pub(crate) fn add(&mut self, id: usize, last: Seen, is_rough: bool) {
        self.logins += 1;
        self.is_rough |= is_rough;
        let has_room = self.ids.len() <= Self::RANGES;
        match self.ids.last_mut() {
            Some((_, end)) if *end + 1 == id => *end = id,
            _ if has_room => self.ids.push((id, id)),
            _ => {}
        }
        self.last_id = id;
        self.last = last;
    }

    /// How many ranges of numbers are worth naming.
    pub(crate) const RANGES: usize = 6;
}

impl Flow {
    /// Returns where its last message stands.
    pub(crate) fn last_seen(&self) -> Option<Seen> {
        let authorize = self.authorize.iter().map(|authorize| authorize.seen);
        let responses = self.responses.iter().map(|response| response.seen);
        let tokens = self.tokens.iter().map(|token| token.seen);
        let device = self.refused_device.iter().map(|refused| refused.seen);
        let stated = self.statements.iter().map(|statement| statement.seen);
        let discovery = self.discovery.iter().map(|step| step.seen);
        let all = authorize.chain(responses).chain(tokens).chain(device).chain(stated).chain(discovery);
        all.max_by_key(|seen| seen.order)
    }
}
