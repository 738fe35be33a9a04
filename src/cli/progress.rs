//! How far a long check is, on standard error.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Total {
    /// Captures.
    Captures(usize),
    /// The bytes of one input; absent where it does not say how many it has.
    Bytes(Option<u64>),
}

/// A bar that is shown when a check takes long.
pub(super) struct Progress {
    enabled: bool,
    total: Total,
    started: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins to count; `enabled` where standard error is a terminal.
    pub(super) fn new(enabled: bool, total: Total) -> Self {
        Self { enabled, total, started: Instant::now(), bar: None }
    }

    /// Shows how far the check is.
    pub(super) fn show(&mut self, captures: usize, bytes: u64) {
        if !self.enabled || self.started.elapsed() < PATIENCE {
            return;
        }
        let total = self.total;
        let bar = self.bar.get_or_insert_with(|| bar(total));
        bar.set_position(match total {
            Total::Captures(_) => u64::try_from(captures).unwrap_or(u64::MAX),
            Total::Bytes(_) => bytes,
        });
    }

    /// Writes to the terminal while the bar is not there.
    pub(super) fn aside<R>(&self, write: impl FnOnce() -> R) -> R {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Removes the bar.
    pub(super) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn bar(total: Total) -> ProgressBar {
    let (length, template) = match total {
        Total::Captures(n) => (u64::try_from(n).ok(), "{wide_bar} {pos}/{len} captures"),
        Total::Bytes(Some(n)) => (Some(n), "{wide_bar} {bytes}/{total_bytes}"),
        Total::Bytes(None) => (None, "{spinner} {bytes} read"),
    };
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    // A template that is wrong shows the plain bar.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// Nobody needs a bar for less.
const PATIENCE: Duration = Duration::from_secs(1);
