//! Work that is done by several threads and handed over in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// What the calling thread is told.
pub(super) enum Turn<R> {
    /// The next item is done; `None` where the work on it panicked.
    Done(Option<R>),
    /// The next item is not done yet.
    Waiting,
}

/// Does the work on each item, in `jobs` threads, and hands the results to `take` in the order of the items, as soon as their
/// turn comes. No more than a few results for each thread wait for their turn. Ends when `take` fails.
pub(super) fn in_order<T: Sync, R: Send, E>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(Turn<R>) -> Result<(), E>,
) -> Result<(), E> {
    let jobs = jobs.clamp(1, items.len().max(1));
    let queue = Queue {
        state: Mutex::new(QueueState { next: 0, taken: 0, done: BTreeMap::new() }),
        ready: Condvar::new(),
        room: Condvar::new(),
        end: items.len(),
        ahead: jobs * AHEAD,
    };
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some(index) = queue.next() {
                    // One item that goes wrong must not take the others along.
                    let result = catch_unwind(AssertUnwindSafe(|| work(&items[index]))).ok();
                    queue.lock().done.insert(index, result);
                    queue.ready.notify_one();
                }
            });
        }
        let mut taken = 0;
        while taken < items.len() {
            let turn = queue.wait_for(taken);
            taken += usize::from(matches!(turn, Turn::Done(_)));
            if let Err(error) = take(turn) {
                queue.stop();
                return Err(error);
            }
        }
        Ok(())
    })
}

struct Queue<R> {
    state: Mutex<QueueState<R>>,
    /// Something was done.
    ready: Condvar,
    /// Something was taken.
    room: Condvar,
    end: usize,
    /// How far the work may be ahead of the taking.
    ahead: usize,
}

struct QueueState<R> {
    next: usize,
    taken: usize,
    done: BTreeMap<usize, Option<R>>,
}

impl<R> Queue<R> {
    /// Waits until there is room for a result, and returns the next item.
    fn next(&self) -> Option<usize> {
        let mut state = self.lock();
        while state.next < self.end && state.next >= state.taken + self.ahead {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let index = state.next;
        state.next += 1;
        (index < self.end).then_some(index)
    }

    /// Waits for a result for a while.
    fn wait_for(&self, index: usize) -> Turn<R> {
        let state = self.lock();
        let waiting = |state: &mut QueueState<R>| !state.done.contains_key(&index);
        let waited = self.ready.wait_timeout_while(state, TICK, waiting);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let Some(result) = state.done.remove(&index) else {
            return Turn::Waiting;
        };
        state.taken = index + 1;
        self.room.notify_all();
        Turn::Done(result)
    }

    fn stop(&self) {
        self.lock().next = self.end;
        self.room.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, QueueState<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many results of a thread may wait for their turn.
const AHEAD: usize = 8;

/// How often the calling thread is told that it waits.
const TICK: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests {
    use super::*;

    fn results(jobs: usize) -> Vec<Option<u64>> {
        let items: Vec<u64> = (0..500).collect();
        let mut results = Vec::new();
        let work = |item: &u64| {
            if item.is_multiple_of(7) {
                thread::sleep(Duration::from_micros(200));
            }
            item * 2
        };
        let done: Result<(), ()> = in_order(&items, jobs, work, |turn| {
            if let Turn::Done(result) = turn {
                results.push(result);
            }
            Ok(())
        });
        assert!(done.is_ok());
        results
    }

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        let expected: Vec<Option<u64>> = (0..500).map(|item| Some(item * 2)).collect();
        for jobs in [1, 2, 8, 1000] {
            assert_eq!(results(jobs), expected);
        }
    }

    #[test]
    fn one_item_that_panics_does_not_hide_the_others() {
        let mut results = Vec::new();
        let work = |item: &i32| {
            assert_ne!(*item, 2, "this is the item that goes wrong");
            *item
        };
        let done: Result<(), ()> = in_order(&[1, 2, 3], 2, work, |turn| {
            if let Turn::Done(result) = turn {
                results.push(result);
            }
            Ok(())
        });
        assert_eq!((done, results), (Ok(()), vec![Some(1), None, Some(3)]));
    }

    #[test]
    fn the_work_ends_when_nobody_takes_its_results() {
        let items = vec![(); 100_000];
        let worked = std::sync::atomic::AtomicUsize::new(0);
        let work = |(): &()| worked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(in_order(&items, 4, work, |_| Err("enough")), Err("enough"));
        assert!(worked.into_inner() <= 4 * AHEAD + 4, "no more than may wait");
    }
}
