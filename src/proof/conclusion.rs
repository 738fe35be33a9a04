//! What follows from running a login through the server model.

use crate::server::Refusal;
use crate::weigh::StepKind;

/// What a strict server makes of a login.
#[derive(Debug)]
pub struct Proof {
    /// What follows from both runs.
    pub conclusion: Conclusion,
    /// The login as it was recorded.
    pub recorded: Run,
    /// The refusal that is about the verdict, where the server meets another mistake before that one.
    pub also_refused: Option<Refusal>,
    /// The login as it should have been; absent where the capture does not hold what that needs.
    pub corrected: Option<Run>,
    /// What the capture does not hold: what a correct login needs, what the runs took as right, and what would decide.
    pub missing: Vec<String>,
}

/// What follows from the two runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Conclusion {
    /// A strict server refuses the login as it was recorded, and accepts it as corrected.
    Accepted,
    /// It refuses the login as it was recorded; that it accepts the corrected one depends on a value that is not in the capture.
    NeedsValue,
    /// It refuses the corrected login, too.
    StillRefused,
    /// It accepts the login as it was recorded, and no cause was found.
    NothingWrong,
    /// It accepts the login as it was recorded: the verdict rests on the server's words, and what would decide is not in the capture.
    Consistent,
}

/// The messages of a login, each with what became of it.
#[derive(Debug)]
pub struct Run {
    /// The messages in order; the run ends with the first refusal.
    pub steps: Vec<Judged>,
}

/// A message, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    /// What it does.
    pub kind: StepKind,
    /// The exchange in the capture.
    pub exchange: usize,
    /// Why it was refused: by the server, or by the client that got it.
    pub refusal: Option<Refusal>,
}

impl Conclusion {
    /// Returns `accepted`, `needs_value`, `still_refused`, `nothing_wrong` or `consistent`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::NeedsValue => "needs_value",
            Self::StillRefused => "still_refused",
            Self::NothingWrong => "nothing_wrong",
            Self::Consistent => "consistent",
        }
    }
}

impl Proof {
    /// Returns whether it decides anything: the model refused what was recorded, or found nothing wrong with all of it where no cause
    /// is known.
    pub fn is_decisive(&self) -> bool {
        match self.conclusion {
            Conclusion::Consistent => false,
            Conclusion::NeedsValue => self.recorded.refused().is_some(),
            Conclusion::Accepted | Conclusion::StillRefused | Conclusion::NothingWrong => true,
        }
    }
}

impl Run {
    /// Returns the refusal with which it ends.
    pub fn refused(&self) -> Option<(&Judged, Refusal)> {
        let last = self.steps.last()?;
        Some((last, last.refusal?))
    }
}
