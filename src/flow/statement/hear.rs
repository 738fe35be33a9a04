//! Joins what several records say of one failure.

use crate::capture::Record;
use crate::flow::statement::read::Recognised;
use crate::flow::statement::statement::Statement;
use crate::providers::Check;

/// What was stated so far.
#[derive(Default)]
pub(crate) struct Heard {
    pub(crate) statements: Vec<Statement>,
    /// How many records there were.
    records: usize,
}

impl Heard {
    /// Counts a record.
    pub(crate) fn count(&mut self) {
        self.records += 1;
    }

    /// Takes what a resource says: the first time counts.
    pub(crate) fn take_of_resource(&mut self, statement: Statement) {
        if self.statements.iter().all(|known| known.check != Check::Resource) {
            self.statements.push(statement);
        }
    }

    /// Takes what the last record states; `number` is the position of the exchange that it would be. Returns whether it is a failure that
    /// no record before told of.
    pub(crate) fn take(&mut self, recognised: Recognised, record: &Record, input: u32, number: usize) -> bool {
        let new = Statement { record: self.records, ..recognised.statement(record, input, number) };
        let mut recent = self.statements.iter_mut().rev().take(RECENT);
        if let Some(earlier) = recent.find(|earlier| is_same_failure(earlier, &new)) {
            join(earlier, new);
            false
        } else {
            self.statements.push(new);
            true
        }
    }
}

/// Returns whether two statements are about one failure: nothing in them differs, and an id, a thread, a client or their places
/// tie them.
fn is_same_failure(earlier: &Statement, later: &Statement) -> bool {
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    let (a, b) = (&earlier.facts, &later.facts);
    let compatible = earlier.seen.input == later.seen.input
        && earlier.check == later.check
        && !differ(&a.client_id, &b.client_id)
        && !differ(&a.redirect_uri, &b.redirect_uri)
        && !differ(&a.error, &b.error)
        && (a.grant.is_none() || b.grant.is_none() || a.grant == b.grant)
        && may_be_about_one(earlier, later);
    if !compatible {
        return false;
    }
    let gap = earlier.time().zip(later.time()).map(|(a, b)| b.duration_since(a).as_millis().unsigned_abs());
    if gap.is_some_and(|gap| gap > LONGEST_GAP) {
        return false;
    }
    let shares_id = earlier.ids.iter().any(|id| later.ids.contains(id));
    let other_ids = earlier.ids.iter().any(|(kind, _)| later.ids.iter().any(|(other, _)| kind == other));
    let same_thread = earlier.thread.is_some() && earlier.thread == later.thread;
    let same_client = a.client_id.is_some() && a.client_id == b.client_id;
    let is_next = later.record - earlier.record <= NEXT;
    let unlike_thread = earlier.thread.is_some() && later.thread.is_some() && !same_thread;
    // Two failures with one text, one after the other, are two attempts: the words of the first stand once in its records.
    let is_repeated = earlier.said == later.said && (earlier.thread != later.thread || !is_next);
    shares_id || !other_ids && !unlike_thread && !is_repeated && (same_thread || same_client || is_next)
}

fn may_be_about_one(earlier: &Statement, later: &Statement) -> bool {
    let (a, b) = (earlier.about(), later.about());
    a.is_empty() || b.is_empty() || a.iter().any(|cause| b.contains(cause))
}

/// Adds a witness: the words that name fewer causes count.
fn join(earlier: &mut Statement, later: Statement) {
    let count = |statement: &Statement| match statement.about().len() {
        0 => usize::MAX,
        causes => causes,
    };
    earlier.witnesses += 1;
    earlier.record = later.record;
    if count(&later) < count(earlier) {
        earlier.meaning = later.meaning;
        earlier.said = later.said;
        earlier.provider = later.provider.or(earlier.provider);
    }
    earlier.provider = earlier.provider.or(later.provider);
    earlier.thread = earlier.thread.take().or(later.thread);
    earlier.ids.extend(later.ids);
    earlier.ids.truncate(MOST_IDS);
    earlier.facts.complete(later.facts);
}

/// Among how many of the latest statements one is looked for that tells of the same failure.
const RECENT: usize = 8;
/// How many records further the next of one failure stands, where nothing else ties them.
const NEXT: usize = 2;
/// The longest time between two records of one failure, in milliseconds.
const LONGEST_GAP: u128 = 2000;
/// How many ids of a failure are kept.
const MOST_IDS: usize = 32;
