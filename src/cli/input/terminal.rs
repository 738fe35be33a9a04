//! Standard input that somebody types on a terminal.

use std::io::{self, IsTerminal, Write};

/// Says on a terminal what a command waits for, and how to end it; somebody who hands a file over knows.
pub(in crate::cli) fn announce(waits_for: &str, err: &mut dyn Write) {
    if io::stdin().is_terminal() {
        // With standard error gone there is nobody to tell.
        let _ = writeln!(err, "Waiting for {waits_for}. {END}");
    }
}

#[cfg(windows)]
const END: &str = "Paste it, then press Enter, Ctrl-Z and Enter.";
#[cfg(not(windows))]
const END: &str = "Paste it, then press Enter and Ctrl-D.";
