//! What reading an input costs, told apart from what else the machine has to do.

use std::time::{Duration, Instant};

use super::{check, human};

/// A clock that only goes while this thread runs; where the system has none, one that always goes.
pub(crate) struct Clock {
    ran: Option<Duration>,
    started: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { ran: time_of_thread(), started: Instant::now() }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        match (self.ran, time_of_thread()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.started.elapsed(),
        }
    }
}

/// Linux counts the nanoseconds that a thread was on a processor.
fn time_of_thread() -> Option<Duration> {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = counted.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds)).filter(|ran| !ran.is_zero())
}

/// Checks an input, writes its report and returns the seconds that this took.
pub(crate) fn costs(input: &[u8]) -> f64 {
    let clock = Clock::start();
    let capture = check(input);
    human(&capture, false);
    clock.elapsed().as_secs_f64()
}
