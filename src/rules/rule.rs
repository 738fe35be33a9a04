//! A rule: a table entry and a function.

use super::assessment::{Assessment, NoFinding, not_applicable, not_applicable_if, not_assessed, not_assessed_if};
use super::found::{self, Confidence};
use crate::capture::EvidenceLevel;
use crate::disclose::Shown;
use crate::flow::{AuthorizationResponse, AuthorizeRequest, Shows, TokenExchange};
use crate::login::read::says_missing;
use crate::login::{Login, Stage};
use crate::oauth::part::{Component, Message, Section};
use crate::oauth::{Cite, Grant};
use crate::providers::Cause;
use crate::server::Refusal;

/// A rule. All fields but [`Rule::optional`] must be thought about for each.
#[derive(Debug)]
pub struct Rule {
    /// The id: kebab-case, names the fault, never changes.
    pub id: &'static str,
    /// The fault in one line.
    pub summary: &'static str,
    /// Why it breaks a login, and what servers say.
    pub why: &'static str,
    /// How to fix it.
    pub fix: &'static str,
    /// The `error` codes under which servers report it: for these it belongs in the differential.
    pub errors: &'static [&'static str],
    /// How a strict server refuses a login with the mistake, or a strict client the answer; none if neither gets to see it.
    pub refusals: &'static [Refusal],
    /// The sections of the specifications that say so.
    pub spec: &'static [Cite],
    /// Properties that most rules leave at their default.
    pub optional: Optional,
    /// The messages it looks at, and its function.
    pub check: Check,
}

/// Properties that most rules leave at their default: `Optional::NONE.stage(Stage::Pkce).about(&[Cause::PkceMissing])`.
#[derive(Clone, Copy, Debug)]
pub struct Optional {
    /// The severity for a login that failed; in one that worked, an error counts as a warning.
    pub severity: Severity,
    /// What a token endpoint checks when it meets the mistake; `None` if an answer doesn't show it.
    pub stage: Option<Stage>,
    /// What a correct login needs if no request in the capture can be corrected.
    pub needs: Option<&'static str>,
    /// The causes named by a server's message that this rule checks.
    pub about: &'static [Cause],
    /// What must be visible of the token request, because the rule judges its form or an absence, which a program's output
    /// doesn't show.
    pub shows: &'static [Shows],
    /// The version that introduced the rule.
    pub since: &'static str,
}

impl Optional {
    /// An error, in the first version, that no answer shows.
    pub const NONE: Self =
        Self { severity: Severity::Error, stage: None, needs: None, about: &[], shows: &[], since: "0.1.0" };

    /// Sets the version that introduced the rule, if it is not the first.
    #[must_use]
    pub const fn since(self, since: &'static str) -> Self {
        Self { since, ..self }
    }

    pub(crate) const fn severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    pub(crate) const fn stage(self, stage: Stage) -> Self {
        Self { stage: Some(stage), ..self }
    }

    pub(crate) const fn shows(self, shows: &'static [Shows]) -> Self {
        Self { shows, ..self }
    }

    pub(crate) const fn needs(self, needs: &'static str) -> Self {
        Self { needs: Some(needs), ..self }
    }

    pub(crate) const fn about(self, about: &'static [Cause]) -> Self {
        Self { about, ..self }
    }
}

/// In [`Rule::errors`]: the authorization endpoint refused, under whatever code.
pub(crate) const AT_AUTHORIZE: &str = "(authorization error)";
/// In [`Rule::errors`]: the client found no server, or could not register, so that no login began.
pub(crate) const NOT_BEGUN: &str = "(no login began)";
/// In [`Rule::errors`]: there is no OAuth error: no answer, a page, another status, or a client that stopped by itself.
pub(crate) const NO_ERROR: &str = "(no error code)";

/// The messages that a rule assesses.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// An authorization request.
    Authorize(fn(&Login<'_>, &AuthorizeRequest) -> Assessment),
    /// An authorization request and what came of it, whichever there is.
    Authorization(fn(&Login<'_>) -> Assessment),
    /// An authorization response.
    Response(fn(&Login<'_>, &AuthorizationResponse) -> Assessment),
    /// A token request of the authorization code grant.
    Token(fn(&Login<'_>, &TokenExchange) -> Assessment),
    /// A token request of any grant.
    Request(fn(&Login<'_>, &TokenExchange) -> Assessment),
    /// A refresh request.
    Refresh(fn(&Login<'_>, &TokenExchange) -> Assessment),
    /// A login with the authorization code grant, however much of it was recorded.
    Login(fn(&Login<'_>) -> Assessment),
    /// A login with any grant, however much of it was recorded.
    Any(fn(&Login<'_>) -> Assessment),
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// A weakness, or a mistake that this server tolerates.
    Warning,
    /// It breaks the login.
    Error,
}

impl Severity {
    /// Returns `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Rule {
    /// Returns whether it checks this cause.
    pub fn looks_into(&self, cause: Cause) -> bool {
        cause.rule() == Some(self.id) || self.optional.about.contains(&cause)
    }

    /// Assesses a login, as far as its recording allows.
    pub fn assess(&self, login: &Login<'_>) -> Assessment {
        // A resource says something of a token, not of the login that brought it.
        not_applicable_if(login.is_told_by_resource())?;
        let is_part = |token: &&TokenExchange| token.evidence != EvidenceLevel::Seen || token.is_answer_cut;
        let Some(token) = login.decisive().filter(is_part) else {
            return self.apply(login);
        };
        let is_missing = |shown: &found::Evidence| {
            let Section { message, component } = shown.part.section;
            let needed = if component == Component::Header { Shows::Headers } else { Shows::Body };
            let is_absent = matches!(shown.value, Shown::Absent) && shown.exchange == token.seen.exchange;
            is_absent && message == Message::TokenRequest && !token.shows(needed)
        };
        let mut assessed = self.apply(login);
        let is_concluded = token.evidence >= EvidenceLevel::Stated && !login.flow.statements.is_empty();
        not_assessed_if(
            is_concluded && self.is_about_request() && !matches!(assessed, Err(NoFinding::NotApplicable)),
            "the text has a program's conclusions about the request, not the request itself",
        )?;
        // Words that break off may go on with another reason.
        if let Ok(found) = &mut assessed
            && token.is_answer_cut
            && found.is_fallback
        {
            found.confidence = Confidence::Possible;
        }
        let is_unseen = self.optional.shows.iter().any(|needed| !token.shows(*needed));
        let is_hidden = match &assessed {
            Err(NoFinding::NotApplicable) => false,
            Err(_) => is_unseen,
            Ok(found) => is_unseen || found.evidence.iter().any(is_missing),
        };
        // The server misses the same.
        let stages = || login.stages(token);
        let is_borne_out =
            says_missing(&token.answer) && self.optional.stage.is_some_and(|stage| stages().contains(&stage));
        if let Ok(found) = &mut assessed
            && is_hidden
            && is_borne_out
        {
            found.confidence = found.confidence.min(Confidence::Likely);
            return assessed;
        }
        not_assessed_if(is_hidden, "the text has a program's output about the token request, not the request itself")?;
        // A program may have cut a value that it printed, or undone its encoding.
        if let Ok(found) = &mut assessed
            && self.optional.shows.contains(&Shows::Values)
            && !token.shows(Shows::Body)
        {
            found.confidence = found.confidence.min(Confidence::Likely);
        }
        assessed
    }

    /// Returns whether it looks at a token request.
    fn is_about_request(&self) -> bool {
        matches!(self.check, Check::Token(_) | Check::Request(_) | Check::Refresh(_))
    }

    fn apply(&self, login: &Login<'_>) -> Assessment {
        let flow = login.flow;
        let code_grant = flow.grant == Grant::AuthorizationCode;
        match self.check {
            Check::Any(check) => check(login),
            Check::Login(check) if code_grant => check(login),
            Check::Authorize(check) if code_grant || flow.grant == Grant::Implicit => match &flow.authorize {
                Some(authorize) => check(login, authorize),
                None => not_assessed("the authorization request is not in the capture"),
            },
            Check::Authorization(check) if code_grant || flow.grant == Grant::Implicit => check(login),
            Check::Response(check) if code_grant || flow.grant == Grant::Implicit => match flow.response() {
                Some(response) => check(login, response),
                None => not_assessed("the authorization response is not in the capture"),
            },
            Check::Token(check) if code_grant => on_token(login, check),
            Check::Request(check) => on_token(login, check),
            Check::Refresh(check) if flow.grant == Grant::RefreshToken => on_token(login, check),
            _ => not_applicable(),
        }
    }
}
/// Assesses the token request that decides; a login of the implicit grant has none.
fn on_token(login: &Login<'_>, check: fn(&Login<'_>, &TokenExchange) -> Assessment) -> Assessment {
    match login.decisive() {
        Some(token) => check(login, token),
        None if login.flow.grant == Grant::Implicit => not_applicable(),
        None => not_assessed("the token request is not in the capture"),
    }
}
