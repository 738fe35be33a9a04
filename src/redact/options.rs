//! What a caller decides.

/// What to do beyond the default.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// Keeps what is not needed for the diagnosis, redacted: by default it is dropped.
    pub keep_all: bool,
    /// Replaces hosts, too.
    pub redact_hosts: bool,
}
