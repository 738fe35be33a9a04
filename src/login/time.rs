//! What time it was at the server: times that it checks are judged by its own clock.

use jiff::Timestamp;

use crate::disclose::Shown;
use crate::flow::Seen;
use crate::oauth::part::{Component, Message, Part};

/// The time of the server when it answered, as far as the recording tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerTime {
    /// The time.
    pub(crate) at: Timestamp,
    /// `Date` says so: the server's own clock. Without it the recorder's clock is in, which may be wrong.
    pub(crate) is_its_own: bool,
}

/// Returns the time of the server at an exchange: `Date` of its answer, or else what the recorder's clock said.
pub(crate) fn server_time(seen: &Seen) -> Option<ServerTime> {
    let of = |is_its_own| move |at| ServerTime { at, is_its_own };
    seen.date.map(of(true)).or_else(|| seen.time.map(of(false)))
}

impl ServerTime {
    /// Returns by how many milliseconds a time in milliseconds lies before this one.
    pub(crate) fn since(&self, earlier: i64) -> i64 {
        self.at.as_millisecond().saturating_sub(earlier)
    }

    /// Returns whose clock it is, for the end of a sentence.
    pub(crate) fn by(&self) -> &'static str {
        if self.is_its_own { "by the server's clock" } else { "by the clock of the recording" }
    }

    /// Returns where a token exchange shows it.
    pub(crate) fn part(&self) -> Part {
        if self.is_its_own {
            Message::TokenResponse.header("date")
        } else {
            Message::TokenRequest.at(Component::Time).into()
        }
    }

    /// Returns it to the second.
    pub(crate) fn shown(&self) -> Shown {
        Shown::Public(format!("{:.0}", self.at))
    }
}
