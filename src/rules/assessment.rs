//! What a rule says about a login.

use jiff::Timestamp;

use crate::explain::Drift;
use crate::flow::AuthorizeRequest;
use crate::login::Login;
use crate::rules::Found;

/// What a rule says about a login: what it found, or why it found nothing.
pub type Assessment = Result<Found, NoFinding>;

/// Why a rule found nothing.
#[derive(Debug)]
pub enum NoFinding {
    /// The rule does not concern this login.
    NotApplicable,
    /// The capture shows that this is not what is wrong.
    RuledOut(String),
    /// The capture cannot show it: what is missing.
    NotAssessed(String),
}

/// The rule does not concern this login.
pub(crate) fn not_applicable<T>() -> Result<T, NoFinding> {
    Err(NoFinding::NotApplicable)
}

/// The capture shows that this is not what is wrong.
pub(crate) fn ruled_out<T>(reason: impl Into<String>) -> Result<T, NoFinding> {
    Err(NoFinding::RuledOut(reason.into()))
}

/// The capture cannot show it: what is missing.
pub(crate) fn not_assessed<T>(reason: impl Into<String>) -> Result<T, NoFinding> {
    Err(NoFinding::NotAssessed(reason.into()))
}

/// Ends a rule that does not concern this login.
pub(crate) fn not_applicable_if(condition: bool) -> Result<(), NoFinding> {
    if condition { not_applicable() } else { Ok(()) }
}

/// Ends a rule where the capture shows that this is not what is wrong.
pub(crate) fn ruled_out_if(condition: bool, reason: &str) -> Result<(), NoFinding> {
    if condition { ruled_out(reason) } else { Ok(()) }
}

/// Ends a rule where the capture cannot show it.
pub(crate) fn not_assessed_if(condition: bool, reason: &str) -> Result<(), NoFinding> {
    if condition { not_assessed(reason) } else { Ok(()) }
}

/// Returns a time in seconds since 1970 as people read it.
pub(crate) fn instant(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

/// What a rule needs and the capture does not hold ends the rule.
pub(crate) trait OrNoFinding<T> {
    /// Without it the rule does not concern this login.
    fn or_not_applicable(self) -> Result<T, NoFinding>;

    /// Without it the capture shows that this is not what is wrong.
    fn or_ruled_out(self, reason: &str) -> Result<T, NoFinding>;

    /// Without it the capture cannot show whether it is so.
    fn or_not_assessed(self, reason: &str) -> Result<T, NoFinding>;
}

impl<T> OrNoFinding<T> for Option<T> {
    fn or_not_applicable(self) -> Result<T, NoFinding> {
        self.map_or_else(not_applicable, Ok)
    }

    fn or_ruled_out(self, reason: &str) -> Result<T, NoFinding> {
        self.map_or_else(|| ruled_out(reason), Ok)
    }

    fn or_not_assessed(self, reason: &str) -> Result<T, NoFinding> {
        self.map_or_else(|| not_assessed(reason), Ok)
    }
}

/// Returns the authorization request; where it is not in the capture, that cannot show it.
pub(crate) fn authorize_request<'a>(login: &Login<'a>) -> Result<&'a AuthorizeRequest, NoFinding> {
    let authorize = login.flow.authorize.as_deref();
    authorize.or_not_assessed("the authorization request is not in the capture")
}

/// Ends a rule that compares all logins, where the capture holds too many.
pub(crate) fn within_search(login: &Login<'_>) -> Result<(), NoFinding> {
    let reason = "the capture has too many logins to compare all of them; check it in parts";
    not_assessed_if(login.is_beyond_search(), reason)
}

/// Says how one value differs from another.
pub(crate) fn clause(drift: Option<Drift>) -> String {
    drift.map(|drift| drift.clause()).unwrap_or_default()
}
