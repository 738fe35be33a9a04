//! What reading an input costs, told apart from what else the machine has to do.

use std::io;
use std::process::{ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Ran, SCRUBBED, check, human};

/// What a run of the binary may use.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Its address space.
    pub(crate) memory_mib: u32,
    /// Its time on the processor.
    pub(crate) seconds: u32,
}

/// A clock that only goes while this thread runs; where the system has none, one that always goes.
pub(crate) struct Clock {
    ran: Option<Duration>,
    started: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            ran: time_of_thread(),
            started: Instant::now(),
        }
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

/// Runs the binary within limits, with what `write` writes on standard input.
pub(crate) fn run_within(limits: Limits, args: &[&str], write: impl FnOnce(&mut ChildStdin) -> io::Result<()>) -> Ran {
    let limits = format!(
        "ulimit -v {} && ulimit -t {} && exec \"$@\"",
        limits.memory_mib * 1024,
        limits.seconds
    );
    let mut command = Command::new("sh");
    command
        .args(["-c", &limits, "sh", env!("CARGO_BIN_EXE_oauth-doctor")])
        .args(args);
    for name in SCRUBBED {
        command.env_remove(name);
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the shell starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    // Whoever has seen enough closes the pipe; that is no failure of the test.
    let _ = write(&mut stdin);
    drop(stdin);
    let output = child.wait_with_output().expect("the binary ends");
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
